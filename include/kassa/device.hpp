/* A device: an open connection to one register. */
#ifndef KASSA_DEVICE_HPP
#define KASSA_DEVICE_HPP

#include "calls.hpp"
#include "receipt.hpp"
#include "values.hpp"

#include <memory>
#include <string>
#include <utility>

namespace kassa {

/** An open connection to one register; the destructor closes it. Movable, not copyable. */
class Device {
public:
    /**
     * Opens a device. Sends nothing.
     *
     * @param config JSON object; docs/en/config.md lists the keys.
     * @throws Error, with every fault of the configuration.
     */
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

    /**
     * Executes a task; a fiscal document is made exactly once per `externalId`.
     *
     * @param task JSON object; docs/en/tasks.md lists the tasks.
     * @return The answer (JSON); look at its `warnings`.
     * @throws Error; after Outcome::Unknown call recover() and do not send the document again.
     */
    std::string execute(const std::string &task) { return detail::ask(kassa_execute, handle(), task); }
    std::u16string execute(const std::u16string &task) { return detail::ask(kassa_execute_w, handle(), task); }

    /** Checks a task as execute() does, and sends nothing. Returns the warnings (JSON). */
    std::string validate(const std::string &task) { return detail::ask(kassa_validate, handle(), task); }
    std::u16string validate(const std::u16string &task) { return detail::ask(kassa_validate_w, handle(), task); }

    /**
     * Finds out what became of a document, also after a restart and from another process.
     *
     * @param external_id The `externalId` of the document.
     * @return Its answer (JSON), if it is registered.
     * @throws Error with KASSA_STATUS_NOT_MADE if it was not made, KASSA_STATUS_UNKNOWN if that is not known yet,
     * KASSA_STATUS_NOT_FOUND if the journal has no such id.
     */
    std::string recover(const std::string &external_id) { return detail::ask(kassa_recover, handle(), external_id); }
    std::u16string recover(const std::u16string &external_id) {
        return detail::ask(kassa_recover_w, handle(), external_id);
    }

    /**
     * Whether the register can do a task, and whether a field of it is sent. Asks nothing of the register.
     *
     * @param task Name of the task: `reportX`.
     * @param field Path of a field, `clientInfo.emailOrPhone`; empty: the task as a whole.
     */
    bool can(const std::string &task, const std::string &field = std::string()) {
        std::int32_t can = 0;
        detail::check(kassa_can(handle(), detail::whole(task), detail::given(field), &can));
        return can == 1;
    }
    bool can(const std::u16string &task, const std::u16string &field = std::u16string()) {
        std::int32_t can = 0;
        detail::check(kassa_can_w(handle(), detail::whole(task), detail::given(field), &can));
        return can == 1;
    }

    /** Tasks and native methods of the register (JSON); of one task its fields with their limits. */
    std::string capabilities(const std::string &task = std::string()) {
        return detail::answer<char>([&](char **text) { return kassa_capabilities(handle(), detail::given(task), text); });
    }
    std::u16string capabilities(const std::u16string &task) {
        return detail::answer<std::uint16_t>(
            [&](std::uint16_t **text) { return kassa_capabilities_w(handle(), detail::given(task), text); });
    }

    /**
     * Metrics of the device as OpenMetrics text: what the journal counts of its documents.
     *
     * @param ask_register Also what the register tells: whether it is up, its shift, what waits for the OFD, the days that
     * its fiscal drive has left.
     */
    std::string metrics(bool ask_register = false) {
        return detail::answer<char>([&](char **text) { return kassa_metrics(handle(), ask_register ? 1 : 0, text); });
    }
    std::u16string metrics_wide(bool ask_register = false) {
        return detail::answer<std::uint16_t>(
            [&](std::uint16_t **text) { return kassa_metrics_w(handle(), ask_register ? 1 : 0, text); });
    }

    /**
     * Draws a fiscal document as text, PNG, PDF or HTML.
     *
     * @param request JSON object; docs/en/render.md lists its members.
     * @return The file; text and HTML are UTF-8.
     * @throws Error with KASSA_STATUS_BAD_DOCUMENT, KASSA_STATUS_ID_REUSED if the task is not the one that made the
     * document, or as recover() throws.
     */
    std::vector<std::uint8_t> render(const std::string &request) {
        return detail::bytes([&](std::uint8_t **bytes, std::uintptr_t *length) {
            return kassa_render(handle(), detail::whole(request), bytes, length);
        });
    }
    std::vector<std::uint8_t> render(const std::u16string &request) {
        return detail::bytes([&](std::uint8_t **bytes, std::uintptr_t *length) {
            return kassa_render_w(handle(), detail::whole(request), bytes, length);
        });
    }

    /** Reads documents that the journal has lost back from the register (a person decides on it). Returns them as JSON. */
    std::string rebuild_journal() {
        return detail::answer<char>([&](char **text) { return kassa_rebuild_journal(handle(), text); });
    }
    /** The same with the answer in UTF-16. */
    std::u16string rebuild_journal_wide() {
        return detail::answer<std::uint16_t>(
            [&](std::uint16_t **text) { return kassa_rebuild_journal_w(handle(), text); });
    }

    /**
     * Calls a native method of the backend by its own name.
     *
     * @param method Name of the method as the vendor writes it.
     * @param params JSON object; may be empty.
     * @return What the device answered, unchanged.
     */
    std::string call(const std::string &method, const std::string &params = std::string()) {
        return detail::answer<char>(
            [&](char **text) { return kassa_call(handle(), detail::whole(method), detail::given(params), text); });
    }
    std::u16string call(const std::u16string &method, const std::u16string &params = std::u16string()) {
        return detail::answer<std::uint16_t>([&](std::uint16_t **text) {
            return kassa_call_w(handle(), detail::whole(method), detail::given(params), text);
        });
    }

    /**
     * Checks marking codes and keeps those that may be sold for the next receipt, for registers that check them.
     *
     * @param marks JSON array of marks: `[{"imc": "0104…", "itemEstimatedStatus": "itemPieceSold"}]`.
     * @return `{"results": […]}`: a result for each.
     */
    std::string validate_marks(const std::string &marks) { return with_params("validateMarks", marks); }
    std::u16string validate_marks(const std::u16string &marks) { return with_params(u"validateMarks", marks); }

    /** Begins to check one code (a mark as JSON); marking_code_validation_status() says when the check is ready. */
    std::string begin_marking_code_validation(const std::string &mark) {
        return with_params("beginMarkingCodeValidation", mark);
    }
    std::u16string begin_marking_code_validation(const std::u16string &mark) {
        return with_params(u"beginMarkingCodeValidation", mark);
    }

    /** State of the check that was begun (JSON). */
    std::string marking_code_validation_status() { return execute("{\"type\": \"getMarkingCodeValidationStatus\"}"); }

    /** Keeps the checked code for the next receipt. Returns the result of its check (JSON). */
    std::string accept_marking_code() { return execute("{\"type\": \"acceptMarkingCode\"}"); }

    /** Drops the checked code: the thing is not sold. */
    void decline_marking_code() { execute("{\"type\": \"declineMarkingCode\"}"); }

    /** Gives the check up before it is ready. */
    void cancel_marking_code_validation() { execute("{\"type\": \"cancelMarkingCodeValidation\"}"); }

    /** Drops all checked codes. */
    void clear_marking_code_validation_result() { execute("{\"type\": \"clearMarkingCodeValidationResult\"}"); }

    /** State of the marking of the register (JSON). */
    std::string check_imc_work_state() { return execute("{\"type\": \"checkImcWorkState\"}"); }

    /** Asks the register for its state. What it does not report is Unsaid, -1 or empty. */
    State state() {
        auto record = detail::blank<kassa_device_status>();
        detail::check(kassa_get_status(handle(), &record));
        return State(record);
    }

    /** Opens a shift; an empty cashier is left out. */
    Document open_shift(const std::string &cashier = std::string()) {
        return document([&](kassa_document *made) { return kassa_open_shift(handle(), detail::given(cashier), made); });
    }
    Document open_shift(const std::u16string &cashier) {
        return document(
            [&](kassa_document *made) { return kassa_open_shift_w(handle(), detail::given(cashier), made); });
    }

    /** Closes the shift (Z report); an empty cashier is left out. */
    Document close_shift(const std::string &cashier = std::string()) {
        return document(
            [&](kassa_document *made) { return kassa_close_shift(handle(), detail::given(cashier), made); });
    }
    Document close_shift(const std::u16string &cashier) {
        return document(
            [&](kassa_document *made) { return kassa_close_shift_w(handle(), detail::given(cashier), made); });
    }

    /** Prints a report of the shift so far (X-отчёт); not a fiscal document. */
    void print_x_report(const std::string &cashier = std::string()) {
        detail::check(kassa_print_x_report(handle(), detail::given(cashier)));
    }
    void print_x_report(const std::u16string &cashier) {
        detail::check(kassa_print_x_report_w(handle(), detail::given(cashier)));
    }

    /** Records cash put into the drawer. */
    Document cash_in(Money sum) {
        return document([&](kassa_document *made) { return kassa_cash_in(handle(), sum.minor, made); });
    }

    /** Records cash taken out of the drawer. */
    Document cash_out(Money sum) {
        return document([&](kassa_document *made) { return kassa_cash_out(handle(), sum.minor, made); });
    }

    /** Prints text that is not fiscal, line by line. */
    void print_text(const std::string &text) { detail::check(kassa_print_text(handle(), detail::whole(text))); }
    void print_text(const std::u16string &text) { detail::check(kassa_print_text_w(handle(), detail::whole(text))); }

    /**
     * Makes the receipt on the register, exactly once per `externalId`.
     *
     * @throws Error; after Outcome::Unknown call recover_document() with Error::external_id().
     */
    Document print(const Receipt &receipt) {
        return document([&](kassa_document *made) { return kassa_print_receipt(handle(), receipt.handle(), made); });
    }

    /** Finds out what became of a document, as recover() does, and returns it if it is registered. */
    Document recover_document(const std::string &external_id) {
        return document(
            [&](kassa_document *made) { return kassa_recover_document(handle(), detail::whole(external_id), made); });
    }
    Document recover_document(const std::u16string &external_id) {
        return document(
            [&](kassa_document *made) { return kassa_recover_document_w(handle(), detail::whole(external_id), made); });
    }

    /** Cancels the calls that other threads are making on this device. What was sent cannot be called back. */
    void cancel() { detail::check(kassa_cancel(handle())); }

    /**
     * Sets the receiver of the progress of calls on this device.
     *
     * @param listener Runs on the thread that makes the call, and may call only cancel(). An empty one removes it.
     */
    void set_progress(Listener listener) {
        const bool wanted = static_cast<bool>(listener);
        void *const user = wanted ? listeners_->add(std::move(listener)) : nullptr;
        detail::check(kassa_set_progress(handle(), wanted ? detail::tell : nullptr, user));
    }

    /**
     * Handles a call-back of a queue server that arrived at your own web server. docs/en/itkassa.md says what to answer.
     *
     * @param headers HTTP headers as a JSON object, name to value.
     * @param body Body of the request as it came.
     * @return What recover() returns for the document from now on.
     */
    std::string parse_callback(const std::string &headers, const std::string &body) {
        return detail::answer<char>(
            [&](char **text) { return kassa_parse_callback(handle(), detail::whole(headers), detail::whole(body), text); });
    }
    std::u16string parse_callback(const std::u16string &headers, const std::u16string &body) {
        return detail::answer<std::uint16_t>([&](std::uint16_t **text) {
            return kassa_parse_callback_w(handle(), detail::whole(headers), detail::whole(body), text);
        });
    }

    /**
     * Starts to listen for call-backs of a queue server.
     *
     * @param address `127.0.0.1:8085`; port 0 takes a free port. Empty stops listening.
     * @return `{"listening": "127.0.0.1:8085"}`.
     */
    std::string listen(const std::string &address) {
        return detail::answer<char>([&](char **text) { return kassa_listen(handle(), detail::given(address), text); });
    }
    std::u16string listen(const std::u16string &address) {
        return detail::answer<std::uint16_t>(
            [&](std::uint16_t **text) { return kassa_listen_w(handle(), detail::given(address), text); });
    }

    /**
     * Sets the receiver of the results that arrive while listening.
     *
     * @param listener Runs on threads of the library, possibly on several at once. An empty one removes it.
     */
    void set_result(Listener listener) {
        const bool wanted = static_cast<bool>(listener);
        void *const user = wanted ? listeners_->add(std::move(listener)) : nullptr;
        detail::check(kassa_set_result(handle(), wanted ? detail::tell : nullptr, user));
    }

    /** The handle for functions of kassa.h; this object still closes it. */
    kassa_device *handle() const noexcept { return device_.get(); }

private:
    std::string with_params(const std::string &task, const std::string &params) {
        return execute("{\"type\": \"" + task + "\", \"params\": " + params + "}");
    }
    std::u16string with_params(const std::u16string &task, const std::u16string &params) {
        return execute(u"{\"type\": \"" + task + u"\", \"params\": " + params + u"}");
    }

    template <class Call> static Document document(Call call) {
        auto record = detail::blank<kassa_document>();
        detail::check(call(&record));
        return Document(record);
    }

    struct Closed {
        void operator()(kassa_device *device) const { kassa_close(device); }
    };
    // Declared before the device, so destroyed after it: its last call may still use a listener.
    std::unique_ptr<detail::Listeners> listeners_{new detail::Listeners};
    std::unique_ptr<kassa_device, Closed> device_;
};

} // namespace kassa

#endif
