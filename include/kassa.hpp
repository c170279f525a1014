/* kassa from C++11 and newer: the functions of kassa.h as objects that give themselves back and errors that are thrown.
 *
 * Header only; link the same library as from C. Texts are UTF-8 in std::string, or UTF-16 in std::u16string; what a
 * function does, and what each error means, is said in kassa.h. Like there, any function may be called from any thread;
 * a Receipt is used by one at a time.
 *
 * The namespace is `fiscal`: the name `kassa` is taken by the handle of the C interface.
 */
#ifndef KASSA_HPP
#define KASSA_HPP

#include "kassa.h"
#include "kassa/error.hpp"
#include "kassa/values.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace fiscal {

/** Takes a line of the log, or where a call stands (JSON). What it throws goes no further. */
using Listener = std::function<void(const std::string &)>;

namespace detail {

inline const std::uint16_t *wide(const std::u16string &text) {
    return reinterpret_cast<const std::uint16_t *>(text.c_str());
}

/** What the library calls: it must not throw through C. */
inline void tell(void *listener, const char *text) noexcept {
    try {
        (*static_cast<Listener *>(listener))(text);
    } catch (...) {
        // There is nobody above but the library.
    }
}

/** Listeners live on after they are replaced: a call under way still has the one that it began with. */
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

/** A record that the library fills. */
template <class Record> Record blank() {
    Record record = Record();
    record.size = sizeof record;
    return record;
}

} // namespace detail

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

/** A receipt in the making. */
class Receipt {
public:
    /** `sell`, `sellReturn`, `buy`, `buyReturn`, `sellCorrection` and so on. */
    explicit Receipt(const std::string &kind = "sell") {
        detail::require_interface();
        kassa_receipt *made = nullptr;
        detail::check(kassa_receipt_new(kind.c_str(), &made));
        receipt_.reset(made);
    }
    explicit Receipt(const std::u16string &kind) {
        detail::require_interface();
        kassa_receipt *made = nullptr;
        detail::check(kassa_receipt_new_w(detail::wide(kind), &made));
        receipt_.reset(made);
    }

    /** Adds a line of `price` × `quantity`; `tax` is a rate such as `vat10` or `none`. */
    Receipt &item(const std::string &name, Money price, Quantity quantity, const std::string &tax) {
        return item(name, price, quantity, price * quantity, tax);
    }
    Receipt &item(const std::u16string &name, Money price, Quantity quantity, const std::u16string &tax) {
        return item(name, price, quantity, price * quantity, tax);
    }
    /** Adds a line whose sum is given. */
    Receipt &item(const std::string &name, Money price, Quantity quantity, Money amount, const std::string &tax) {
        detail::check(kassa_receipt_add_item(receipt_.get(), name.c_str(), price.minor, quantity.millionths, amount.minor,
                                             tax.c_str()));
        return *this;
    }
    Receipt &item(const std::u16string &name, Money price, Quantity quantity, Money amount, const std::u16string &tax) {
        detail::check(kassa_receipt_add_item_w(receipt_.get(), detail::wide(name), price.minor, quantity.millionths,
                                               amount.minor, detail::wide(tax)));
        return *this;
    }

    /** Adds a payment: `cash`, `electronically`, `prepaid`, `credit` or `other`. */
    Receipt &payment(const std::string &kind, Money sum) {
        detail::check(kassa_receipt_add_payment(receipt_.get(), kind.c_str(), sum.minor));
        return *this;
    }
    Receipt &payment(const std::u16string &kind, Money sum) {
        detail::check(kassa_receipt_add_payment_w(receipt_.get(), detail::wide(kind), sum.minor));
        return *this;
    }

    /** Sets any field of the task by its path: `externalId`, `operator.name`, `items[0].paymentMethod`. */
    Receipt &set(const std::string &path, const std::string &value) {
        detail::check(kassa_receipt_set(receipt_.get(), path.c_str(), value.c_str()));
        return *this;
    }
    Receipt &set(const std::u16string &path, const std::u16string &value) {
        detail::check(kassa_receipt_set_w(receipt_.get(), detail::wide(path), detail::wide(value)));
        return *this;
    }

    kassa_receipt *handle() const noexcept { return receipt_.get(); }

private:
    struct Freed {
        void operator()(kassa_receipt *receipt) const { kassa_receipt_free(receipt); }
    };
    std::unique_ptr<kassa_receipt, Freed> receipt_;
};

/** An open device; it is closed when this object ends. */
class Device {
public:
    /** Opens a device by its configuration (JSON; docs/config.md). Nothing is sent. */
    explicit Device(const std::string &config) {
        detail::require_interface();
        kassa *opened = nullptr;
        detail::check(kassa_open(config.c_str(), &opened));
        device_.reset(opened);
    }
    explicit Device(const std::u16string &config) {
        detail::require_interface();
        kassa *opened = nullptr;
        detail::check(kassa_open_w(detail::wide(config), &opened));
        device_.reset(opened);
    }

    /** Carries out a task (JSON) and gives its answer; a fiscal document is made exactly once. */
    std::string execute(const std::string &task) { return answer(kassa_execute, task); }
    std::u16string execute(const std::u16string &task) { return answer(kassa_execute_w, task); }

    /** All that execute() does short of sending. */
    std::string validate(const std::string &task) { return answer(kassa_validate, task); }
    std::u16string validate(const std::u16string &task) { return answer(kassa_validate_w, task); }

    /** Finds out what became of a document, also after a restart. */
    std::string recover(const std::string &external_id) { return answer(kassa_recover, external_id); }
    std::u16string recover(const std::u16string &external_id) { return answer(kassa_recover_w, external_id); }

    /** Calls one of the register's own methods; `params` (JSON) may be empty. */
    std::string call(const std::string &method, const std::string &params = std::string()) {
        char *text = nullptr;
        const kassa_status status = kassa_call(handle(), method.c_str(), given(params), &text);
        return answered(status, text);
    }
    std::u16string call(const std::u16string &method, const std::u16string &params = std::u16string()) {
        std::uint16_t *text = nullptr;
        const kassa_status status = kassa_call_w(handle(), detail::wide(method), given(params), &text);
        return answered(status, text);
    }

    /** Asks the register for its state. */
    State state() {
        auto record = detail::blank<kassa_device_status>();
        detail::check(kassa_get_status(handle(), &record));
        return State(record);
    }

    /** Opens a shift. */
    Document open_shift(const std::string &cashier = std::string()) {
        return document([&](kassa_document *made) { return kassa_open_shift(handle(), given(cashier), made); });
    }
    Document open_shift(const std::u16string &cashier) {
        return document([&](kassa_document *made) { return kassa_open_shift_w(handle(), given(cashier), made); });
    }

    /** Closes the shift. */
    Document close_shift(const std::string &cashier = std::string()) {
        return document([&](kassa_document *made) { return kassa_close_shift(handle(), given(cashier), made); });
    }
    Document close_shift(const std::u16string &cashier) {
        return document([&](kassa_document *made) { return kassa_close_shift_w(handle(), given(cashier), made); });
    }

    /** Prints a report of the shift so far (X-отчёт). */
    void print_x_report(const std::string &cashier = std::string()) {
        detail::check(kassa_print_x_report(handle(), given(cashier)));
    }
    void print_x_report(const std::u16string &cashier) {
        detail::check(kassa_print_x_report_w(handle(), given(cashier)));
    }

    /** Puts cash into the drawer. */
    Document cash_in(Money sum) {
        return document([&](kassa_document *made) { return kassa_cash_in(handle(), sum.minor, made); });
    }

    /** Takes cash out of the drawer. */
    Document cash_out(Money sum) {
        return document([&](kassa_document *made) { return kassa_cash_out(handle(), sum.minor, made); });
    }

    /** Prints text that is not fiscal, a line for each line of it. */
    void print_text(const std::string &text) { detail::check(kassa_print_text(handle(), text.c_str())); }
    void print_text(const std::u16string &text) { detail::check(kassa_print_text_w(handle(), detail::wide(text))); }

    /** Makes the receipt, exactly once under its `externalId`. */
    Document print(const Receipt &receipt) {
        return document([&](kassa_document *made) { return kassa_print_receipt(handle(), receipt.handle(), made); });
    }

    /** Finds out what became of a document, as recover() does. */
    Document recover_document(const std::string &external_id) {
        return document(
            [&](kassa_document *made) { return kassa_recover_document(handle(), external_id.c_str(), made); });
    }
    Document recover_document(const std::u16string &external_id) {
        return document(
            [&](kassa_document *made) { return kassa_recover_document_w(handle(), detail::wide(external_id), made); });
    }

    /** Breaks off the calls that other threads are making on this device. */
    void cancel() { detail::check(kassa_cancel(handle())); }

    /** Tells `listener` where the calls on this device stand; an empty one ends that. It may call cancel() only. */
    void set_progress(Listener listener) {
        const bool wanted = static_cast<bool>(listener);
        void *const user = wanted ? listeners_->add(std::move(listener)) : nullptr;
        detail::check(kassa_set_progress(handle(), wanted ? detail::tell : nullptr, user));
    }

    kassa *handle() const noexcept { return device_.get(); }

private:
    static const char *given(const std::string &text) { return text.empty() ? nullptr : text.c_str(); }
    static const std::uint16_t *given(const std::u16string &text) {
        return text.empty() ? nullptr : detail::wide(text);
    }

    template <class Char> static auto answered(kassa_status status, Char *text) -> decltype(detail::taken(text)) {
        auto answer = detail::taken(text);
        detail::check(status);
        return answer;
    }

    std::string answer(kassa_status (*function)(kassa *, const char *, char **), const std::string &text) {
        char *answer = nullptr;
        const kassa_status status = function(handle(), text.c_str(), &answer);
        return answered(status, answer);
    }
    std::u16string answer(kassa_status (*function)(kassa *, const std::uint16_t *, std::uint16_t **),
                          const std::u16string &text) {
        std::uint16_t *answer = nullptr;
        const kassa_status status = function(handle(), detail::wide(text), &answer);
        return answered(status, answer);
    }

    template <class Call> static Document document(Call call) {
        auto record = detail::blank<kassa_document>();
        detail::check(call(&record));
        return Document(record);
    }

    struct Closed {
        void operator()(kassa *device) const { kassa_close(device); }
    };
    // The listeners outlive the device, whose last call may still tell them.
    std::unique_ptr<detail::Listeners> listeners_{new detail::Listeners};
    std::unique_ptr<kassa, Closed> device_;
};

} // namespace fiscal

#endif
