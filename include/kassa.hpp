/* kassa from C++11 and newer: the functions of kassa.h as objects that give themselves back and errors that are thrown.
 *
 * Header only; link the same library as from C. Texts are UTF-8 in std::string, or UTF-16 in std::u16string; what a
 * function does, and what each error means, is said in kassa.h. Like there, any function may be called from any thread;
 * a Receipt is used by one at a time.
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

/** Version of the library, `0.1.0`. */
inline std::string version() { return kassa_version(); }

/** Sends the lines of the log to `listener`, for the whole process; an empty one ends that. */
inline void set_log(Listener listener) {
    // Never destroyed: other threads may log while the program ends.
    static detail::Listeners &listeners = *new detail::Listeners;
    const bool wanted = static_cast<bool>(listener);
    void *const user = wanted ? listeners.add(std::move(listener)) : nullptr;
    detail::check(kassa_set_log(wanted ? detail::tell : nullptr, user));
}

} // namespace kassa

#endif
