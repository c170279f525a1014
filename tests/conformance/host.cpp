/* The conformance host in C++, with the objects of kassa.hpp. See README.md. */
#include "kassa.hpp"

#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

using kassa::Money;
using kassa::Quantity;

static std::unique_ptr<kassa::Device> device;
static std::unique_ptr<kassa::Receipt> receipt;

template <class Value> static void say(const char *name, const Value &value) {
    std::cout << name << '\t' << value << '\n';
}

static void sum(const char *name, Money money) {
    const std::string part = std::to_string(money.minor % 100);
    say(name, std::to_string(money.minor / 100) + (part.size() == 1 ? ".0" : ".") + part);
}

/* 45.90 in kopecks is 4590 with 2 decimals, 0.355 in millionths is 355000 with 6. */
static std::int64_t digits(const std::string &text, std::size_t places) {
    const std::size_t point = text.find('.');
    std::string part = point == std::string::npos ? "" : text.substr(point + 1);
    part.resize(places, '0');
    return std::stoll(text.substr(0, point) + part);
}

static Money money(const std::string &text) { return Money(digits(text, 2)); }

static void made(const kassa::Document &document) {
    const auto word = [](bool yes) { return yes ? "yes" : "no"; };
    say("number", document.number);
    say("receiptNumber", document.receipt_number);
    say("shiftNumber", document.shift_number);
    sum("total", document.total);
    sum("change", document.change);
    say("recovered", word(document.recovered));
    say("notPrinted", word(document.not_printed));
    say("nonFiscal", word(document.non_fiscal));
    say("offline", word(document.offline));
    say("shiftClosed", word(document.shift_closed));
    say("notRecorded", word(document.not_recorded));
    say("byContent", word(document.by_content));
    say("numberingRestarted", word(document.numbering_restarted));
    say("similar", document.similar);
    say("notes", document.notes);
    say("externalId", document.external_id);
}

/* Each line of a drawing as text. */
static void drawn(const std::vector<std::uint8_t> &file) {
    std::istringstream lines(std::string(file.begin(), file.end()));
    for (std::string line; std::getline(lines, line);) {
        say("drawn", line);
    }
}

static void stands(const kassa::State &state) {
    static const char *const SHIFTS[] = {"closed", "opened", "expired"};
    static const char *const FLAGS[] = {"unknown", "no", "yes"};
    say("shift", SHIFTS[static_cast<int>(state.shift)]);
    say("shiftNumber", state.shift_number);
    say("fiscal", FLAGS[static_cast<int>(state.fiscal) + 1]);
    say("lastDocument", state.last_document);
}

static void failed(const kassa::Error &error) {
    static const char *const OUTCOMES[] = {"notSent", "rejected", "registered", "unknown"};
    static const char *const RETRIES[] = {"safe", "fixInput", "recoverFirst", "service"};
    say("status", static_cast<int>(error.status()));
    say("outcome", OUTCOMES[static_cast<int>(error.outcome())]);
    say("retry", RETRIES[static_cast<int>(error.retry())]);
    say("backendCode", error.backend_code());
    say("externalId", error.external_id());
    say("ru", error.message().ru);
    for (const auto &fault : error.faults()) {
        say("fault", fault.path);
    }
}

static void perform(const std::string &verb, const std::vector<std::string> &word) {
    if (verb == "load") {
        say("version", kassa::version());
    } else if (verb == "open") {
        device.reset(new kassa::Device(word[1]));
    } else if (verb == "close") {
        device.reset();
    } else if (verb == "execute") {
        say("answer", device->execute(word[1]));
    } else if (verb == "validate") {
        say("answer", device->validate(word[1]));
    } else if (verb == "call") {
        say("answer", device->call(word[1], word[2]));
    } else if (verb == "render") {
        drawn(device->render(word[1]));
    } else if (verb == "status") {
        stands(device->state());
    } else if (verb == "openShift") {
        made(device->open_shift(word[1]));
    } else if (verb == "closeShift") {
        made(device->close_shift(word[1]));
    } else if (verb == "cashIn") {
        made(device->cash_in(money(word[1])));
    } else if (verb == "cashOut") {
        made(device->cash_out(money(word[1])));
    } else if (verb == "recover") {
        made(device->recover_document(word[1]));
    } else if (verb == "printXReport") {
        device->print_x_report(word[1]);
    } else if (verb == "printText") {
        device->print_text(word[1]);
    } else if (verb == "receipt") {
        receipt.reset(new kassa::Receipt(word[1]));
    } else if (verb == "set") {
        receipt->set(word[1], word[2]);
    } else if (verb == "item") {
        receipt->item(word[1], money(word[2]), Quantity::of_millionths(digits(word[3], 6)), word[4]);
    } else if (verb == "payment") {
        receipt->payment(word[1], money(word[2]));
    } else if (verb == "print") {
        made(device->print(*receipt));
    } else if (verb != "ping") {
        throw std::invalid_argument("no such command: " + verb);
    }
}

int main() {
    std::string line;
    while (std::getline(std::cin, line)) {
        if (!line.empty() && line.back() == '\r') {
            line.pop_back();
        }
        std::istringstream parts(line);
        std::vector<std::string> word;
        for (std::string part; std::getline(parts, part, '\t');) {
            word.push_back(part);
        }
        const std::string verb = word.at(0);
        word.resize(8);
        try {
            perform(verb, word);
        } catch (const kassa::Error &error) {
            failed(error);
        }
        std::cout << '.' << std::endl;
    }
    return 0;
}
