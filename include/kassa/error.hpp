/* The exception of a failed call. */
#ifndef KASSA_ERROR_HPP
#define KASSA_ERROR_HPP

#include "../kassa.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace kassa {

/** Whether the document of a failed call exists. */
enum class Outcome {
    NotSent,    /**< this call sent nothing of it, and no earlier one left it open */
    Rejected,   /**< the register refused, or has not made it and will not */
    Registered, /**< it exists */
    Unknown     /**< not known yet */
};

/** What the program may do next. */
enum class Retry {
    Safe,         /**< make the same call again */
    FixInput,     /**< fix the document or the configuration first */
    RecoverFirst, /**< call Device::recover before anything else */
    Service       /**< call a person: the register, the network or the disk needs one */
};

/** A text for people, in UTF-8. */
struct Words {
    std::string ru, en;
};

/** One fault of a task or a configuration. */
struct Fault {
    std::string path;  /**< of the field, `items[0].tax.type`; empty for the document as a whole */
    std::string rule;  /**< as the key `rules` of the configuration spells it */
    std::string value; /**< as you gave it, shortened; empty if it is missing */
    Words message;
};

namespace detail {

struct Freed {
    void operator()(char *text) const { kassa_string_free(text); }
    void operator()(std::uint16_t *text) const { kassa_string_free_w(text); }
};

/** Copies text of the library and frees it. */
inline std::string taken(char *text) {
    const std::unique_ptr<char, Freed> owned(text);
    return owned ? std::string(owned.get()) : std::string();
}

inline std::u16string taken(std::uint16_t *text) {
    const std::unique_ptr<std::uint16_t, Freed> owned(text);
    std::u16string copy;
    for (const std::uint16_t *at = owned.get(); at != nullptr && *at != 0; ++at) {
        copy += static_cast<char16_t>(*at);
    }
    return copy;
}

/** Text of a field of a struct. */
template <std::size_t room> std::string text(const std::uint8_t (&field)[room]) {
    std::string copy;
    for (std::size_t i = 0; i < room && field[i] != 0; ++i) {
        copy += static_cast<char>(field[i]);
    }
    return copy;
}

/** An advice of the library with the names of these headers in the place of the C functions. */
inline std::string in_cpp(std::string advice) {
    static const char *const own_names[][2] = {
        {"kassa_recover", "kassa::Device::recover"},
        {"kassa_rebuild_journal", "kassa::Device::rebuild_journal"},
        {"kassa_open", "kassa::Device"},
        {"kassa.h", "kassa.hpp"},
    };
    for (const char *const(&name)[2] : own_names) {
        const std::string function = name[0];
        for (std::size_t at = advice.find(function); at != std::string::npos; at = advice.find(function, at)) {
            advice.replace(at, function.size(), name[1]);
            at += std::string(name[1]).size();
        }
    }
    return advice;
}

} // namespace detail

/** Returns the error of the last failed call of this thread (JSON `{"error": …}`); empty if no call has failed. */
inline std::string last_error() {
    char *text = nullptr;
    kassa_last_error(&text);
    return detail::taken(text);
}

/** The same in UTF-16. */
inline std::u16string last_error_w() {
    std::uint16_t *text = nullptr;
    kassa_last_error_w(&text);
    return detail::taken(text);
}

/** A call that failed. Decide by outcome() and retry(); show message() and advice() to people. */
class Error : public std::runtime_error {
public:
    /** Reads the error of the call that has just failed on this thread. */
    explicit Error(kassa_status status) : Error(status, last_record()) {}

    /** The status that the C function returned. */
    kassa_status status() const noexcept { return status_; }
    /** Whether the document exists. */
    Outcome outcome() const noexcept { return outcome_; }
    /** What the program may do next. */
    Retry retry() const noexcept { return retry_; }
    /** What happened. */
    const Words &message() const noexcept { return message_; }
    /** What to do now. */
    const Words &advice() const noexcept { return advice_; }
    /** The page of the documentation about this error, `errors/unknown#lost`, below the folder of a language. */
    std::string docs() const {
        // A quote within a text of JSON has a backslash before it, so this is only at the member itself.
        static const std::string member = "\"docs\":\"";
        const std::size_t at = json_.find(member);
        const std::size_t begin = at + member.size();
        return at == std::string::npos ? std::string() : json_.substr(begin, json_.find('"', begin) - begin);
    }
    /** All faults of the task or the configuration. */
    const std::vector<Fault> &faults() const noexcept { return faults_; }
    /** The `externalId` of the document concerned; empty if there is none. */
    const std::string &external_id() const noexcept { return external_id_; }
    /** Error code of the register itself; -1 if it gave none. */
    int backend_code() const noexcept { return backend_code_; }
    /** HTTP status of the answer; 0 if there was none. */
    int http_status() const noexcept { return http_status_; }
    /** The whole error object (JSON), with the code and text of the register. */
    const std::string &json() const noexcept { return json_; }

private:
    Error(kassa_status status, const kassa_error &record)
        : std::runtime_error("kassa: " + detail::text(record.message_en)), status_(status), outcome_(Outcome::Unknown),
          retry_(Retry::RecoverFirst), message_{detail::text(record.message_ru), detail::text(record.message_en)},
          advice_{detail::in_cpp(detail::text(record.advice_ru)), detail::in_cpp(detail::text(record.advice_en))},
          external_id_(detail::text(record.external_id)), json_(last_error()), backend_code_(record.backend_code),
          http_status_(record.http_status), faults_(last_faults(record.faults)) {
        // If the library had no memory left to store the error, the careful values above stay.
        if (record.code == status) {
            outcome_ = static_cast<Outcome>(record.outcome);
            retry_ = static_cast<Retry>(record.retry);
        }
    }

    static kassa_error last_record() {
        kassa_error record = kassa_error();
        record.size = sizeof record;
        kassa_last_error_record(&record);
        return record;
    }

    static std::vector<Fault> last_faults(std::int32_t count) {
        std::vector<Fault> all;
        for (std::int32_t i = 0; i < count; ++i) {
            kassa_fault fault = kassa_fault();
            fault.size = sizeof fault;
            kassa_last_error_fault(i, &fault);
            all.push_back(Fault{detail::text(fault.path), detail::text(fault.rule), detail::text(fault.value),
                                Words{detail::text(fault.message_ru), detail::text(fault.message_en)}});
        }
        return all;
    }

    kassa_status status_;
    Outcome outcome_;
    Retry retry_;
    Words message_, advice_;
    std::string external_id_, json_;
    int backend_code_, http_status_;
    std::vector<Fault> faults_;
};

namespace detail {

/** Throws the error of a call that has just failed on this thread. */
inline void check(kassa_status status) {
    if (status != KASSA_STATUS_OK) {
        throw Error(status);
    }
}

} // namespace detail
} // namespace kassa

#endif
