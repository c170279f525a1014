/* A register that is worked. */
#ifndef KASSA_DEVICE_HPP
#define KASSA_DEVICE_HPP

#include "calls.hpp"
#include "receipt.hpp"
#include "values.hpp"

#include <memory>
#include <string>
#include <utility>

namespace kassa {

/** An open device; it is closed when this object ends. */
class Device {
public:
    /** Opens a device by its configuration (JSON; docs/config.md). Nothing is sent. */
    explicit Device(const std::string &config) {
        detail::require_interface();
        kassa_device *opened = nullptr;
        detail::check(kassa_open(detail::whole(config), &opened));
        device_.reset(opened);
    }
    explicit Device(const std::u16string &config) {
        detail::require_interface();
        kassa_device *opened = nullptr;
        detail::check(kassa_open_w(detail::whole(config), &opened));
        device_.reset(opened);
    }

    /** Carries out a task (JSON) and gives its answer; a fiscal document is made exactly once. */
    std::string execute(const std::string &task) { return detail::ask(kassa_execute, handle(), task); }
    std::u16string execute(const std::u16string &task) { return detail::ask(kassa_execute_w, handle(), task); }

    /** All that execute() does short of sending. */
    std::string validate(const std::string &task) { return detail::ask(kassa_validate, handle(), task); }
    std::u16string validate(const std::u16string &task) { return detail::ask(kassa_validate_w, handle(), task); }

    /** Finds out what became of a document, also after a restart. */
    std::string recover(const std::string &external_id) { return detail::ask(kassa_recover, handle(), external_id); }
    std::u16string recover(const std::u16string &external_id) {
        return detail::ask(kassa_recover_w, handle(), external_id);
    }

    /** Reads back from the register what the journal has lost, after an error said that it lost some: a person decides. */
    std::string rebuild_journal() {
        return detail::answer<char>([&](char **text) { return kassa_rebuild_journal(handle(), text); });
    }
    /** The same with its answer in UTF-16: there is no argument to choose by. */
    std::u16string rebuild_journal_wide() {
        return detail::answer<std::uint16_t>(
            [&](std::uint16_t **text) { return kassa_rebuild_journal_w(handle(), text); });
    }

    /** Calls one of the register's own methods; `params` (JSON) may be empty. */
    std::string call(const std::string &method, const std::string &params = std::string()) {
        return detail::answer<char>(
            [&](char **text) { return kassa_call(handle(), detail::whole(method), detail::given(params), text); });
    }
    std::u16string call(const std::u16string &method, const std::u16string &params = std::u16string()) {
        return detail::answer<std::uint16_t>([&](std::uint16_t **text) {
            return kassa_call_w(handle(), detail::whole(method), detail::given(params), text);
        });
    }

    /** Asks the register for its state. */
    State state() {
        auto record = detail::blank<kassa_device_status>();
        detail::check(kassa_get_status(handle(), &record));
        return State(record);
    }

    /** Opens a shift. */
    Document open_shift(const std::string &cashier = std::string()) {
        return document([&](kassa_document *made) { return kassa_open_shift(handle(), detail::given(cashier), made); });
    }
    Document open_shift(const std::u16string &cashier) {
        return document(
            [&](kassa_document *made) { return kassa_open_shift_w(handle(), detail::given(cashier), made); });
    }

    /** Closes the shift. */
    Document close_shift(const std::string &cashier = std::string()) {
        return document(
            [&](kassa_document *made) { return kassa_close_shift(handle(), detail::given(cashier), made); });
    }
    Document close_shift(const std::u16string &cashier) {
        return document(
            [&](kassa_document *made) { return kassa_close_shift_w(handle(), detail::given(cashier), made); });
    }

    /** Prints a report of the shift so far (X-отчёт). */
    void print_x_report(const std::string &cashier = std::string()) {
        detail::check(kassa_print_x_report(handle(), detail::given(cashier)));
    }
    void print_x_report(const std::u16string &cashier) {
        detail::check(kassa_print_x_report_w(handle(), detail::given(cashier)));
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
    void print_text(const std::string &text) { detail::check(kassa_print_text(handle(), detail::whole(text))); }
    void print_text(const std::u16string &text) { detail::check(kassa_print_text_w(handle(), detail::whole(text))); }

    /** Makes the receipt, exactly once under its `externalId`. */
    Document print(const Receipt &receipt) {
        return document([&](kassa_document *made) { return kassa_print_receipt(handle(), receipt.handle(), made); });
    }

    /** Finds out what became of a document, as recover() does. */
    Document recover_document(const std::string &external_id) {
        return document(
            [&](kassa_document *made) { return kassa_recover_document(handle(), detail::whole(external_id), made); });
    }
    Document recover_document(const std::u16string &external_id) {
        return document(
            [&](kassa_document *made) { return kassa_recover_document_w(handle(), detail::whole(external_id), made); });
    }

    /** Breaks off the calls that other threads are making on this device. */
    void cancel() { detail::check(kassa_cancel(handle())); }

    /** Tells `listener` where the calls on this device stand; an empty one ends that. It may call cancel() only. */
    void set_progress(Listener listener) {
        const bool wanted = static_cast<bool>(listener);
        void *const user = wanted ? listeners_->add(std::move(listener)) : nullptr;
        detail::check(kassa_set_progress(handle(), wanted ? detail::tell : nullptr, user));
    }

    /** Takes a call-back of a queue that came to your own web server: its headers (a JSON object) and its body. */
    std::string parse_callback(const std::string &headers, const std::string &body) {
        return detail::answer<char>(
            [&](char **text) { return kassa_parse_callback(handle(), detail::whole(headers), detail::whole(body), text); });
    }
    std::u16string parse_callback(const std::u16string &headers, const std::u16string &body) {
        return detail::answer<std::uint16_t>([&](std::uint16_t **text) {
            return kassa_parse_callback_w(handle(), detail::whole(headers), detail::whole(body), text);
        });
    }

    /** Listens at `address` for the call-backs of a queue; an empty one ends that. */
    std::string listen(const std::string &address) {
        return detail::answer<char>([&](char **text) { return kassa_listen(handle(), detail::given(address), text); });
    }
    std::u16string listen(const std::u16string &address) {
        return detail::answer<std::uint16_t>(
            [&](std::uint16_t **text) { return kassa_listen_w(handle(), detail::given(address), text); });
    }

    /** Gives each result that comes in while listening to `listener`, from threads of the library; empty ends that. */
    void set_result(Listener listener) {
        const bool wanted = static_cast<bool>(listener);
        void *const user = wanted ? listeners_->add(std::move(listener)) : nullptr;
        detail::check(kassa_set_result(handle(), wanted ? detail::tell : nullptr, user));
    }

    kassa_device *handle() const noexcept { return device_.get(); }

private:
    template <class Call> static Document document(Call call) {
        auto record = detail::blank<kassa_document>();
        detail::check(call(&record));
        return Document(record);
    }

    struct Closed {
        void operator()(kassa_device *device) const { kassa_close(device); }
    };
    // The listeners outlive the device, whose last call may still tell them.
    std::unique_ptr<detail::Listeners> listeners_{new detail::Listeners};
    std::unique_ptr<kassa_device, Closed> device_;
};

} // namespace kassa

#endif
