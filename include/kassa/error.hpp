/* What a failed call throws. */
#ifndef KASSA_ERROR_HPP
#define KASSA_ERROR_HPP

#include "../kassa.h"
#include "json.hpp"

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace fiscal {

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

} // namespace detail

/** A call that failed: decide by outcome() and retry(), show message() and advice(). */
class Error : public std::runtime_error {
public:
    /** The error object as the library spells it, and the status that came with it. */
    Error(kassa_status status, const std::string &json)
        : std::runtime_error(said(detail::Json::read(json))), status_(status), json_(json) {
        const detail::Json object = detail::Json::read(json);
        outcome_ = static_cast<Outcome>(word(object["outcome"].text, {"notSent", "rejected", "registered"}));
        retry_ = static_cast<Retry>(word(object["retry"].text, {"safe", "fixInput", "recoverFirst"}));
        message_ = words(object["message"]);
        advice_ = words(object["advice"]);
        external_id_ = object["externalId"].text;
        backend_code_ = object["backend"]["code"].number(-1);
        backend_text_ = object["backend"]["text"].text;
        http_status_ = static_cast<int>(object["backend"]["httpStatus"].number(0));
        for (const auto &fault : object["faults"].members) {
            const detail::Json &of = fault.second;
            faults_.push_back(Fault{of["path"].text, of["rule"].text, of["value"].text, words(of["message"])});
        }
    }

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
    std::int64_t backend_code() const noexcept { return backend_code_; }
    /** The register's own words. */
    const std::string &backend_text() const noexcept { return backend_text_; }
    /** HTTP status of the register's answer; 0 if there was none. */
    int http_status() const noexcept { return http_status_; }
    /** The whole error object (JSON). */
    const std::string &json() const noexcept { return json_; }

private:
    static Words words(const detail::Json &object) { return Words{object["ru"].text, object["en"].text}; }

    /** Place of a word in a list; what is not in it is the last and most careful of its kind. */
    static int word(const std::string &text, const std::vector<const char *> &list) {
        int place = 0;
        for (const char *known : list) {
            if (text == known) {
                return place;
            }
            ++place;
        }
        return place;
    }

    /** One text for what(): the message and each fault. */
    static std::string said(const detail::Json &object) {
        std::string text = "kassa: " + object["message"]["en"].text;
        for (const auto &fault : object["faults"].members) {
            text += "\n" + fault.second["path"].text + ": " + fault.second["message"]["en"].text;
        }
        return text;
    }

    kassa_status status_;
    Outcome outcome_;
    Retry retry_;
    Words message_, advice_;
    std::string external_id_, backend_text_, json_;
    std::int64_t backend_code_;
    int http_status_;
    std::vector<Fault> faults_;
};

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

/** The same as a record of C. */
inline kassa_error last_error_record() {
    kassa_error error = kassa_error();
    error.size = sizeof error;
    kassa_last_error_record(&error);
    return error;
}

namespace detail {

/** Throws what this thread's call has just failed with. */
inline void check(kassa_status status) {
    if (status != KASSA_STATUS_OK) {
        throw Error(status, last_error());
    }
}

} // namespace detail
} // namespace fiscal

#endif
