/* kassa for C++11 and newer: the functions of kassa.h as objects that free themselves; errors are exceptions.
 *
 * Header only; link the same library as from C. Texts are UTF-8 in std::string, or UTF-16 in std::u16string. kassa.h says
 * in full what each function does and what each status means. Any function may be called from any thread; use a Receipt
 * from one thread at a time.
 */
#ifndef KASSA_HPP
#define KASSA_HPP

#include "kassa.h"
#include "kassa/device.hpp"
#include "kassa/error.hpp"
#include "kassa/receipt.hpp"
#include "kassa/registrar.hpp"
#include "kassa/values.hpp"

#include <string>
#include <utility>

namespace kassa {

/** Returns the version of the library, such as `0.1.0`. */
inline std::string version() { return kassa_version(); }

/**
 * Sets the receiver of the log for the whole process.
 *
 * @param listener Receives each line; it may run on any thread, on several at once. An empty one removes it.
 */
inline void set_log(Listener listener) {
    // Never destroyed: other threads may log while the program ends.
    static detail::Listeners &listeners = *new detail::Listeners;
    const bool wanted = static_cast<bool>(listener);
    void *const user = wanted ? listeners.add(std::move(listener)) : nullptr;
    detail::check(kassa_set_log(wanted ? detail::tell : nullptr, user));
}

/**
 * Sets the receiver of the log as records, for a program whose own log has levels.
 *
 * @param listener Receives each line as JSON: `{"level", "device", "externalId", "text"}`; level is error, warning, info or
 * debug. It may run on any thread, on several at once. An empty one removes it.
 */
inline void set_log_records(Listener listener) {
    static detail::Listeners &listeners = *new detail::Listeners;
    const bool wanted = static_cast<bool>(listener);
    void *const user = wanted ? listeners.add(std::move(listener)) : nullptr;
    detail::check(kassa_set_log_records(wanted ? detail::tell : nullptr, user));
}

/**
 * Sets the receiver of calls that have ended, for a program that traces.
 *
 * @param listener Receives each call on a device as JSON, as kassa_set_spans describes it. It runs on the thread that makes
 * the call and must not call the library. An empty one removes it.
 */
inline void set_spans(Listener listener) {
    static detail::Listeners &listeners = *new detail::Listeners;
    const bool wanted = static_cast<bool>(listener);
    void *const user = wanted ? listeners.add(std::move(listener)) : nullptr;
    detail::check(kassa_set_spans(wanted ? detail::tell : nullptr, user));
}

} // namespace kassa

#endif
