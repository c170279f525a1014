/* Everything in kassa.hpp with a register: a day in UTF-8 and in UTF-16, errors, a lost answer, a cancelled call.
 *
 *     c++ -std=c++11 -Iinclude -Itests/c tests/cpp/surface.cpp -lkassa -lpthread && ./a.out http://127.0.0.1:PORT
 * /folder
 */
#include "kassa.hpp"

#include "check.h"
#include "simulator.h"

#include <atomic>
#include <thread>
#include <type_traits>

using kassa::Device;
using kassa::Document;
using kassa::Error;
using kassa::Money;
using kassa::Outcome;
using kassa::Quantity;
using kassa::Receipt;
using kassa::Retry;

static_assert(std::is_move_constructible<Device>::value && !std::is_copy_constructible<Device>::value, "one owner");
static_assert(std::is_move_assignable<Receipt>::value && !std::is_copy_assignable<Receipt>::value, "one owner");

static std::string url;

static bool holds(const std::string &text, const std::string &word) { return text.find(word) != std::string::npos; }
static bool holds(const std::u16string &text, const std::u16string &word) {
    return text.find(word) != std::u16string::npos;
}

/* Runs a call that must fail, and returns its error. */
template <class Call> static Error failure(const char *what, Call call) {
    try {
        call();
    } catch (const Error &error) {
        return error;
    }
    CHECK(what, !"it failed");
    return Error(KASSA_STATUS_OK);
}

/* The register's own view, from its control paths. */
static std::string seen(const char *path) {
    std::vector<char> room(1 << 20);
    simulator_ask(url.c_str(), "GET", path, room.data(), room.size());
    return room.data();
}

static void breaks(const char *faults) {
    char answer[1024];
    simulator_send(url.c_str(), "POST", "/simulator/faults", faults, answer, sizeof answer);
    CHECK("the register takes its faults", !holds(answer, "rror"));
}

static int receipts() { return occurrences(seen("/simulator/ledger").c_str(), "\"type\":\"receipt\""); }

static Receipt basket(const std::string &id) {
    Receipt receipt;
    receipt.set("externalId", id).set("taxationType", "osn").set("operator.name", "Кассир Лунина");
    receipt.item("Хлеб ржаной", Money(4590), Quantity::of(3), "vat10");
    receipt.item("Сыр весовой", Money::of(820), Quantity::of_thousandths(355), Money(29110), "vat10");
    receipt.set("items[1].measurementUnit", "kilogram").payment("cash", Money::of(500));
    receipt.set("items[0].paymentMethod", "fullPayment").set("items[0].paymentObject", "commodity");
    receipt.set("items[1].paymentMethod", "fullPayment").set("items[1].paymentObject", "commodity");
    return receipt;
}

static Receipt wide_basket(const std::u16string &id) {
    Receipt receipt(std::u16string(u"sell"));
    receipt.set(u"externalId", id).set(u"taxationType", u"osn").set(u"operator.name", u"Кассир Лунина");
    receipt.item(u"Чай чёрный", Money(12550), Quantity::of_millionths(1000000), u"vat10");
    receipt.item(u"Сахар", Money(5000), Quantity::of(2), Money(10000), u"none");
    receipt.payment(u"electronically", Money(22550));
    return receipt;
}

static void sums() {
    CHECK("half up", Money(3) * Quantity::of_thousandths(500) == Money(2));
    CHECK("exact", Money(82000) * Quantity::of_thousandths(355) == Money(29110));
    CHECK("a third", Money(100) * Quantity::of_millionths(333333) == Money(33));
    CHECK("nothing", Money(0) * Quantity::of(0) == Money::of(0) && Money(1) != Money(2));
    for (int turn = 0; turn < 4; ++turn) {
        bool thrown = false;
        try {
            turn == 0   ? Money::of(INT64_MAX / 100)
            : turn == 1 ? Money::of(1, 100)
            : turn == 2 ? Money(INT64_MAX / 2) * Quantity::of(3)
                        : Money(1) * Quantity::of(INT64_MAX / 1000);
        } catch (const std::out_of_range &) {
            thrown = true;
        }
        CHECK("too much is an error", thrown);
    }
}

static void sale(Device &device) {
    CHECK("a closed shift", device.state().shift == kassa::Shift::Closed);
    CHECK("a shift", device.open_shift("Кассир Лунина").shift_number == 1);
    const auto state = device.state();
    CHECK("an open shift", state.shift == kassa::Shift::Open && state.shift_number == 1 && state.last_document == 2);
    CHECK("its drive", state.fiscal == kassa::Said::Yes && state.fn_present == kassa::Said::Yes);
    CHECK("no warning", state.fn_warning == kassa::Said::No && state.date_time.size() == 19);

    Receipt receipt = basket("cpp-1");
    const Document sold = device.print(receipt);
    CHECK("its numbers", sold.number == 3 && sold.receipt_number == 1 && sold.shift_number == 1);
    CHECK("its sums", sold.total == Money(42880) && sold.change == Money(7120));
    CHECK("all is well", !sold.recovered && !sold.not_printed && sold.notes == 0);
    CHECK("its texts", sold.external_id == "cpp-1" && holds(sold.qr, "s=428.80") && !sold.sign.empty());
    CHECK("its register", sold.registration_number == "0000000001045548" && sold.fn_number.size() == 16);
    CHECK("its time", sold.date_time.size() == 19);
    CHECK("again the same", device.print(receipt).number == sold.number && receipts() == 1);
    CHECK("recovered", device.recover_document("cpp-1").number == sold.number);
    CHECK("recovered as JSON", holds(device.recover("cpp-1"), sold.sign));
    const std::string drawing = "{\"externalId\": \"cpp-1\", \"format\": \"text\", \"task\": ";
    CHECK("not drawn", failure("a drawing of another task", [&] { device.render(drawing + "{\"type\": \"openShift\"}}"); })
                               .status() == KASSA_STATUS_ID_REUSED);
    CHECK("nothing lost", holds(device.rebuild_journal(), "\"lost\":0"));
}

static void wide_day(Device &device) {
    const Document sold = device.print(wide_basket(u"чек-2"));
    CHECK("in UTF-16", sold.total == Money(22550) && sold.external_id == "чек-2");
    CHECK("recovered", device.recover_document(std::u16string(u"чек-2")).number == sold.number);
    CHECK("recovered as JSON", holds(device.recover(std::u16string(u"чек-2")), u"fiscalDocumentNumber"));
    CHECK("nothing lost", holds(device.rebuild_journal_wide(), u"\"lost\":0"));
    device.print_text("Спасибо!");
    device.print_text(std::u16string(u"Ждём вас снова"));
    CHECK("printed", holds(seen("/simulator/tape"), "Спасибо!") && holds(seen("/simulator/tape"), "Ждём вас снова"));
    CHECK("closed", device.close_shift(std::u16string(u"Кассир Лунина")).shift_number == 1);
    CHECK("opened", device.open_shift(std::u16string(u"Кассир Лунина")).shift_number == 2);
    CHECK("closed without a cashier", device.close_shift().shift_number == 2);
    CHECK("opened without a cashier", device.open_shift().shift_number == 3);
}

static void tasks(Device &device) {
    const std::string task = "{\"type\": \"getDeviceStatus\"}";
    CHECK("a task", holds(device.execute(task), "deviceStatus"));
    CHECK("a task in UTF-16",
          holds(device.execute(std::u16string(u"{\"type\": \"getDeviceStatus\"}")), u"deviceStatus"));
    CHECK("valid", !device.validate(task).empty());
    CHECK("valid in UTF-16", !device.validate(std::u16string(u"{\"type\": \"getDeviceStatus\"}")).empty());
    CHECK("its own method", holds(device.call("status"), "fiscal_drive_number"));
    CHECK("its own method with parameters", holds(device.call("search", "{\"document_number\": 3}"), "428.80"));
    CHECK("its own method in UTF-16", holds(device.call(std::u16string(u"status")), u"fiscal_drive_number"));
}

static void refused(Device &device) {
    const Error error = failure("two faults", [&] {
        device.execute("{\"type\": \"sell\", \"taxationType\": \"neither\", \"items\": [], \"colour\": \"ж\"}");
    });
    CHECK("its status", error.status() == KASSA_STATUS_BAD_DOCUMENT);
    CHECK("its outcome", error.outcome() == Outcome::NotSent && error.retry() == Retry::FixInput);
    CHECK("all faults at once", error.faults().size() >= 3);
    bool colour = false;
    for (const auto &fault : error.faults()) {
        colour = colour ||
                 (fault.path == "colour" && fault.rule == "form" && fault.value == "ж" && !fault.message.en.empty());
    }
    CHECK("a fault and its place", colour);
    CHECK("its words",
          !error.message().ru.empty() && !error.advice().en.empty() && holds(error.what(), error.message().en));
    CHECK("no register spoke", error.backend_code() == -1 && error.http_status() == 0);
    CHECK("the whole of it", error.json() == kassa::last_error());
    CHECK("its page", error.docs() == "errors/badDocument");
    CHECK("in UTF-16", holds(kassa::last_error_w(), u"colour"));

    CHECK("no X report here", failure("x", [&] { device.print_x_report(); }).status() == KASSA_STATUS_UNSUPPORTED);
    const auto wide = [&] { device.print_x_report(std::u16string(u"Кассир")); };
    CHECK("nor in UTF-16", failure("x", wide).status() == KASSA_STATUS_UNSUPPORTED);
    CHECK("no drawer", failure("in", [&] { device.cash_in(Money(100)); }).status() == KASSA_STATUS_UNSUPPORTED);
    CHECK("no drawer", failure("out", [&] { device.cash_out(Money(100)); }).status() == KASSA_STATUS_UNSUPPORTED);
    CHECK("not a kind", failure("kind", [] { Receipt("gift"); }).status() == KASSA_STATUS_BAD_DOCUMENT);
    CHECK("not a configuration", failure("config", [] { Device("{}"); }).status() == KASSA_STATUS_BAD_CONFIG);
    const auto wide_config = [] { Device(std::u16string(u"{}")); };
    CHECK("nor in UTF-16", failure("config", wide_config).status() == KASSA_STATUS_BAD_CONFIG);
    CHECK("not known", failure("id", [&] { device.recover("cpp-0"); }).status() == KASSA_STATUS_NOT_FOUND);

    device.close_shift();
    const Error said = failure("a closed shift", [&] { device.print(basket("cpp-closed")); });
    CHECK("the register's no", said.status() == KASSA_STATUS_REFUSED && said.outcome() == Outcome::Rejected);
    CHECK("its own words", said.backend_code() != -1 && said.http_status() != 0 && said.external_id() == "cpp-closed");
    device.open_shift();
}

/* C would read each up to its zero byte, and sell something else than was given. */
static void cut(Device &device) {
    const std::string bread("Хлеб\0ржаной", sizeof "Хлеб\0ржаной" - 1);
    const std::u16string wide(u"Хлеб\0ржаной", sizeof u"Хлеб\0ржаной" / 2 - 1);
    for (int turn = 0; turn < 6; ++turn) {
        bool thrown = false;
        try {
            turn == 0   ? static_cast<void>(basket("cpp-cut").item(bread, Money(1), Quantity::of(1), "none"))
            : turn == 1 ? static_cast<void>(basket("cpp-cut").item(wide, Money(1), Quantity::of(1), u"none"))
            : turn == 2 ? static_cast<void>(device.recover(bread))
            : turn == 3 ? static_cast<void>(device.execute(wide))
            : turn == 4 ? device.print_text(bread)
                        : static_cast<void>(device.open_shift(wide));
        } catch (const std::invalid_argument &) {
            thrown = true;
        }
        CHECK("a text that would be cut is refused", thrown);
    }
}

/* The device has its own deadline. The answer stays lost until it is over. */
static void lost(const std::string &config) {
    Device device(config.substr(0, config.size() - 1) + ", \"deadlineMs\": 15000}");
    const int before = receipts();
    breaks("[{\"path\": \"/receipt\", \"point\": \"processed\", \"action\": \"reset\"},"
           " {\"path\": \"/status\", \"point\": \"received\", \"action\": \"reset\", \"skip\": 1, \"times\": 100}]");
    const Error error = failure("a lost answer", [&] { device.print(basket("cpp-lost")); });
    CHECK("unknown", error.outcome() == Outcome::Unknown && error.retry() == Retry::RecoverFirst);
    CHECK("its id", error.external_id() == "cpp-lost");
    CHECK("the name of the method in C++", error.advice().en.find("kassa::Device::recover") != std::string::npos);
    breaks("[]");
    CHECK("found", device.recover_document("cpp-lost").recovered);
    CHECK("made once", receipts() == before + 1);
}

/* The call hangs until another thread cancels it, when the progress callback tells it to. */
static void cancelled(Device &device) {
    std::atomic<int> told(0);
    device.set_progress([&](const std::string &stage) {
        ++told;
        if (holds(stage, "sending")) {
            device.cancel();
        }
        throw std::runtime_error("a listener's own trouble goes no further");
    });
    const int before = receipts();
    const Error error = failure("broken off", [&] { device.print(basket("cpp-cancelled")); });
    CHECK("broken off", error.outcome() == Outcome::NotSent || error.outcome() == Outcome::Unknown);
    CHECK("told", told > 0);
    device.set_progress(nullptr);
    const int so_far = told;
    CHECK("made at most once", receipts() <= before + 1);
    std::thread other([&] { CHECK("from another thread", device.print(basket("cpp-other")).total == Money(42880)); });
    other.join();
    CHECK("told no more", told == so_far);
}

int main(int count, char **words) {
    if (count != 3) {
        return 2;
    }
    url = words[1];
    std::atomic<int> lines(0);
    CHECK("a version", kassa::version() == kassa_version());
    sums();
    const std::string config = "{\"backend\": \"icash\", \"url\": \"" + url + "\", \"journal\": \"" + words[2] +
                               "/kassa.db\", \"settleMs\": 300, \"resend\": 0}";
    {
        Device first(config);
        Device device(std::move(first));
        kassa::set_log([&](const std::string &line) { lines += line.empty() ? 0 : 1; });
        sale(device);
        CHECK("logged", lines > 0);
        kassa::set_log(nullptr);
        const int so_far = lines;
        wide_day(device);
        CHECK("logged no more", lines == so_far);
        std::string records;
        kassa::set_log_records([&](const std::string &record) { records += record; });
        CHECK("can", device.can("sell") && device.can(u"sell", u"clientInfo.emailOrPhone"));
        CHECK("cannot", !device.can(u"reportX") && !device.can("sell", "items[].barcode"));
        CHECK("capabilities", holds(device.capabilities(), "\"sell\"") && holds(device.capabilities(u"sell"), u"T1021"));
        failure("no X report", [&] { device.print_x_report(); });
        kassa::set_log_records(nullptr);
        CHECK("a record", holds(records, "\"level\":\"warning\""));
        std::string spans;
        kassa::set_spans([&](const std::string &span) { spans += span; });
        device.execute("{\"type\": \"getShiftStatus\"}");
        kassa::set_spans(nullptr);
        CHECK("a span", holds(spans, "\"name\":\"getShiftStatus\"") && holds(spans, "\"status\":\"ok\""));
        CHECK("metrics", holds(device.metrics(), "kassa_documents{") && !holds(device.metrics(), "kassa_device_up"));
        CHECK("wide metrics", holds(device.metrics_wide(), u"kassa_documents{"));
        CHECK("metrics of the register", holds(device.metrics(true), "kassa_device_up{"));
        tasks(device);
        refused(device);
        cut(device);
        lost(config);
        cancelled(device);
        CHECK("a live handle", device.handle() != nullptr);
    }
    return counted();
}
