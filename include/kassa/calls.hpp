/* How the C functions are called: texts, structs, listeners. */
#ifndef KASSA_CALLS_HPP
#define KASSA_CALLS_HPP

#include "error.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace kassa {

/** Receives a line of the log, or the progress or the result of a call (JSON). An exception that it throws is ignored. */
using Listener = std::function<void(const std::string &)>;

namespace detail {

/** A text for the library; throws if it contains a zero, because the library reads only up to that. */
template <class Text> const typename Text::value_type *letters(const Text &text) {
    if (text.find(typename Text::value_type()) != Text::npos) {
        throw std::invalid_argument("kassa: a text has a zero character in it");
    }
    return text.c_str();
}
inline const char *whole(const std::string &text) { return letters(text); }
inline const std::uint16_t *whole(const std::u16string &text) {
    return reinterpret_cast<const std::uint16_t *>(letters(text));
}

/** The function that the library calls; no exception may pass through C. */
inline void tell(void *listener, const char *text) noexcept {
    try {
        (*static_cast<Listener *>(listener))(text);
    } catch (...) {
        // Only the library is above; see Listener.
    }
}

/** Keeps listeners after they are replaced: a running call still uses the one that it began with. */
class Listeners {
public:
    void *add(Listener listener) {
        const std::lock_guard<std::mutex> turn(turn_);
        all_.emplace_back(new Listener(std::move(listener)));
        return all_.back().get();
    }

private:
    std::mutex turn_;
    std::vector<std::unique_ptr<Listener>> all_;
};

inline void require_interface() {
    if (kassa_abi_version() < KASSA_ABI_VERSION) {
        throw std::runtime_error(std::string("kassa: the library is too old for this program: ") + kassa_version());
    }
}

/** Null for an empty text: it counts as left out. */
inline const char *given(const std::string &text) { return text.empty() ? nullptr : whole(text); }
inline const std::uint16_t *given(const std::u16string &text) { return text.empty() ? nullptr : whole(text); }

/** Makes a call whose last parameter receives a text. */
template <class Char, class Call> auto answer(Call call) -> decltype(taken(static_cast<Char *>(nullptr))) {
    Char *text = nullptr;
    const kassa_status status = call(&text);
    auto answer = taken(text);
    check(status);
    return answer;
}

/** The same for a function with one text parameter. */
inline std::string ask(kassa_status (*function)(kassa_device *, const char *, char **), kassa_device *device,
                       const std::string &text) {
    return answer<char>([&](char **into) { return function(device, whole(text), into); });
}
inline std::u16string ask(kassa_status (*function)(kassa_device *, const std::uint16_t *, std::uint16_t **),
                          kassa_device *device, const std::u16string &text) {
    return answer<std::uint16_t>([&](std::uint16_t **into) { return function(device, whole(text), into); });
}

/** Makes a call whose last two parameters receive bytes and their number. */
template <class Call> std::vector<std::uint8_t> bytes(Call call) {
    struct Given {
        std::uint8_t *bytes = nullptr;
        std::uintptr_t length = 0;
        ~Given() { kassa_bytes_free(bytes, length); }
    } given;
    check(call(&given.bytes, &given.length));
    return std::vector<std::uint8_t>(given.bytes, given.bytes + given.length);
}

/** A struct for the library to fill, with its size set. */
template <class Record> Record blank() {
    Record record = Record();
    record.size = sizeof record;
    return record;
}

} // namespace detail

} // namespace kassa

#endif
