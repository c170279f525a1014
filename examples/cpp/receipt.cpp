/* Opens the shift if it is closed and sells once.
 *
 *     receipt http://127.0.0.1:8080 kassa.db order-1001
 *
 * Run it again with the same order, and it shows the same document: nothing is sold twice.
 */
#include "kassa.hpp"

#include <iostream>

using kassa::Money;
using kassa::Quantity;

static const char *const CASHIER = "Кассир Лунина";

static kassa::Receipt basket(const std::string &order) {
    kassa::Receipt receipt("sell");
    receipt.set("externalId", order).set("taxationType", "osn").set("operator.name", CASHIER);
    receipt.item("Хлеб ржаной", Money::of(45, 90), Quantity::of(3), "vat10");
    receipt.item("Сыр весовой", Money::of(820), Quantity::of_thousandths(355), "vat10");
    receipt.set("items[1].measurementUnit", "kilogram");
    receipt.payment("cash", Money::of(500));
    return receipt;
}

static kassa::Document sell(kassa::Device &device, const std::string &order) {
    try {
        return device.print(basket(order));
    } catch (const kassa::Error &error) {
        if (error.retry() != kassa::Retry::RecoverFirst) {
            throw;
        }
    }
    // The answer was lost: find out what became of the document; do not sell again.
    return device.recover_document(order);
}

int main(int count, char **words) {
    if (count < 3) {
        std::cerr << "usage: " << words[0] << " address-of-the-register file-of-the-journal [order]\n";
        return 2;
    }
    try {
        // This is JSON: double the backslashes of a path.
        kassa::Device device("{\"backend\": \"icash\", \"url\": \"" + std::string(words[1]) + "\", \"journal\": \"" +
                              words[2] + "\"}");
        if (device.state().shift == kassa::Shift::Closed) {
            device.open_shift(CASHIER);
        }
        const kassa::Document sold = sell(device, count > 3 ? words[3] : "order-1001");
        std::cout << "document " << sold.number << ", sign " << sold.sign << "\n"
                  << "total " << sold.total.minor << ", change " << sold.change.minor << " kopecks\n"
                  << sold.qr << "\n";
        if (sold.not_printed) {
            std::cout << "registered, but not printed: give the buyer a copy\n";
        }
    } catch (const kassa::Error &error) {
        std::cerr << error.what() << "\n" << error.advice().en << "\n";
        return 1;
    }
    return 0;
}
