/* What a failed call throws. */
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
    NotSent,    /**< not one byte of the request left this machine */
    Rejected,   /**< the register said no, or was seen not to have made it */
    Registered, /**< it exists */
    Unknown     /**< nobody can tell yet */
};

/** What the program may do next. */
enum class Retry {
    Safe,         /**< the same call again, as it is */
    FixInput,     /**< change the document or the configuration first */
    RecoverFirst, /**< Device::recover before anything else */
    Service       /**< somebody has to look at the register, the network or the disk */
};

/** A text for people, in UTF-8. */
struct Words {
    std::string ru, en;
};

/** One place of a document or configuration, and what is wrong there. */
struct Fault {
    std::string path;  /**< `items[0].tax.type`; empty for the document itself */
    std::string rule;  /**< as `rules` of the configuration names it */
    std::string value; /**< as it was given, shortened */
    Words message;
};

namespace detail {

struct Freed {
    void operator()(char *text) const { kassa_string_free(text); }
    void operator()(std::uint16_t *text) const { kassa_string_free_w(text); }
};

/** Text of the library, copied and given back. */
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

/** Text of a record. */
template <std::size_t room> std::string text(const std::uint8_t (&field)[room]) {
    std::string copy;
    for (std::size_t i = 0; i < room && field[i] != 0; ++i) {
        copy += static_cast<char>(field[i]);
    }
    return copy;
}

} // namespace detail

/** The error object of this thread's last failed call (JSON); empty if none has failed. */
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

/** A call that failed: decide by outcome() and retry(), show message() and advice(). */
class Error : public std::runtime_error {
public:
    /** What this thread's call has just failed with. */
    explicit Error(kassa_status status) : Error(status, last_record()) {}

    kassa_status status() const noexcept { return status_; }
    Outcome outcome() const noexcept { return outcome_; }
    Retry retry() const noexcept { return retry_; }
    /** What happened. */
    const Words &message() const noexcept { return message_; }
    /** What to do now. */
    const Words &advice() const noexcept { return advice_; }
    /** Every fault of the document or configuration. */
    const std::vector<Fault> &faults() const noexcept { return faults_; }
    /** Id of the document in question; empty if there is none. */
    const std::string &external_id() const noexcept { return external_id_; }
    /** The register's own code; -1 if it gave none. */
    int backend_code() const noexcept { return backend_code_; }
    /** HTTP status of the register's answer; 0 if there was none. */
    int http_status() const noexcept { return http_status_; }
    /** The whole error object (JSON), with the register's own words. */
    const std::string &json() const noexcept { return json_; }

private:
    Error(kassa_status status, const kassa_error &record)
        : std::runtime_error("kassa: " + detail::text(record.message_en)), status_(status), outcome_(Outcome::Unknown),
          retry_(Retry::RecoverFirst), message_{detail::text(record.message_ru), detail::text(record.message_en)},
          advice_{detail::text(record.advice_ru), detail::text(record.advice_en)},
          external_id_(detail::text(record.external_id)), json_(last_error()), backend_code_(record.backend_code),
          http_status_(record.http_status), faults_(last_faults(record.faults)) {
        // A library too short of memory to say more still gives a status: then the careful values above stay.
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

/** Throws what this thread's call has just failed with. */
inline void check(kassa_status status) {
    if (status != KASSA_STATUS_OK) {
        throw Error(status);
    }
}

} // namespace detail
} // namespace kassa

#endif
