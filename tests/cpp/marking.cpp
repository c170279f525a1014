/* Marked things and the checks of their codes with kassa.hpp, in UTF-8 and in UTF-16, on ATOL's web server.
 *
 *     c++ -std=c++11 -Iinclude -Itests/c tests/cpp/marking.cpp -lkassa && ./a.out http://127.0.0.1:PORT /folder
 */
#include "kassa.hpp"

#include "check.h"

#include <string>

using kassa::Device;
using kassa::Money;
using kassa::Quantity;
using kassa::Receipt;

static const char CODE[] = "0104607427512374215Qgj=T\x1d"
                           "91EE06\x1d"
                           "92YWJj";
static const char MARK[] =
    "{\"imc\": \"MDEwNDYwNzQyNzUxMjM3NDIxNVFnaj1UHTkxRUUwNh05MllXSmo=\", \"itemEstimatedStatus\": \"itemPieceSold\"}";

static bool holds(const std::string &text, const std::string &word) { return text.find(word) != std::string::npos; }

static std::u16string wide(const std::string &text) { return std::u16string(text.begin(), text.end()); }

static void checks(Device &device) {
    const std::string mark = MARK;
    device.clear_marking_code_validation_result();
    CHECK("a result for each code", holds(device.validate_marks("[" + mark + "]"), "\"imcCheckResult\":true"));
    CHECK("in UTF-16", device.validate_marks(wide("[" + mark + "]")).find(u"\"results\"") != std::u16string::npos);
    device.clear_marking_code_validation_result();
    CHECK("a check begins", holds(device.begin_marking_code_validation(mark), "\"fmCheckResult\":true"));
    CHECK("it is ready", holds(device.marking_code_validation_status(), "\"ready\":true"));
    CHECK("the code is kept", holds(device.accept_marking_code(), "\"imcEstimatedStatusCorrect\":true"));
    CHECK("and counted", holds(device.check_imc_work_state(), "\"checkingCount\":1"));
    device.begin_marking_code_validation(mark);
    device.decline_marking_code();
    device.begin_marking_code_validation(wide(mark));
    device.cancel_marking_code_validation();
    CHECK("nothing is checked now", holds(device.marking_code_validation_status(), "imcCheckWrongState"));
}

static void sale(Device &device) {
    Receipt receipt("sell");
    receipt.set("externalId", "cpp-mark").set("taxationType", "osn").set("operator.name", "Лунина");
    receipt.item("Туфли", Money::of(4990), Quantity::of(1), "vat22").mark(0, CODE);
    receipt.set("items[0].paymentObject", "commodityWithMarking").set("items[0].measurementUnit", "piece");
    receipt.set("items[0].productCodes.ean13", "4607427512374");
    receipt.payment("electronically", Money::of(4990));
    CHECK("a marked thing", device.print(receipt).total == Money::of(4990));

    Receipt returned(std::u16string(u"sellReturn"));
    returned.set(u"externalId", u"cpp-mark-back").set(u"taxationType", u"osn").set(u"operator.name", u"Лунина");
    returned.item(u"Туфли", Money::of(4990), Quantity::of(1), u"vat22").mark(0, wide(CODE), u"itemPieceReturn");
    returned.set(u"items[0].paymentObject", u"commodityWithMarking").set(u"items[0].measurementUnit", u"piece");
    returned.payment(u"electronically", Money::of(4990));
    CHECK("and its return", device.print(returned).total == Money::of(4990));
}

int main(int count, char **words) {
    if (count != 3) {
        return 2;
    }
    try {
        Device device(std::string("{\"backend\": \"atolweb\", \"url\": \"") + words[1] + "\", \"journal\": \"" + words[2]
                      + "/kassa.db\"}");
        checks(device);
        sale(device);
    } catch (const kassa::Error &error) {
        CHECK(error.what(), !"it was thrown");
    }
    return counted();
}
