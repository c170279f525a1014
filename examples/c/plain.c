/* Opens the shift if it is closed and sells once. Only the configuration is JSON.
 *
 *     plain http://127.0.0.1:8080 kassa.db order-1001
 *
 * Run it again with the same order, and it shows the same document: nothing is sold twice.
 */
#include "kassa.h"

#include <stdio.h>

#define CASHIER "Кассир Лунина"

/* Shows what went wrong in the last call of this thread, and what to do. */
static void show_error(const char *what) {
    kassa_error error;

    error.size = sizeof error;
    if (kassa_last_error_record(&error) == KASSA_STATUS_OK) {
        fprintf(stderr, "%s: %d: %s\n%s\n", what, (int)error.code, (const char *)error.message_en,
                (const char *)error.advice_en);
    }
}

/* Sums are in kopecks, quantities in millionths. */
static int fill(kassa_receipt *receipt, const char *order) {
    return kassa_receipt_set(receipt, "externalId", order) == KASSA_STATUS_OK
        && kassa_receipt_set(receipt, "taxationType", "osn") == KASSA_STATUS_OK
        && kassa_receipt_set(receipt, "operator.name", CASHIER) == KASSA_STATUS_OK
        && kassa_receipt_add_item(receipt, "Хлеб ржаной", 4590, 3000000, 13770, "vat10") == KASSA_STATUS_OK
        && kassa_receipt_set(receipt, "items[0].paymentMethod", "fullPayment") == KASSA_STATUS_OK
        && kassa_receipt_set(receipt, "items[0].paymentObject", "commodity") == KASSA_STATUS_OK
        && kassa_receipt_add_item(receipt, "Сыр весовой", 82000, 355000, 29110, "vat10") == KASSA_STATUS_OK
        && kassa_receipt_set(receipt, "items[1].measurementUnit", "kilogram") == KASSA_STATUS_OK
        && kassa_receipt_add_payment(receipt, "cash", 50000) == KASSA_STATUS_OK;
}

static kassa_status sell(kassa_device *device, const char *order, kassa_document *document) {
    kassa_receipt *receipt = NULL;
    kassa_status status = kassa_receipt_new("sell", &receipt);

    if (status != KASSA_STATUS_OK || !fill(receipt, order)) {
        kassa_receipt_free(receipt);
        return status != KASSA_STATUS_OK ? status : KASSA_STATUS_BAD_DOCUMENT;
    }
    status = kassa_print_receipt(device, receipt, document);
    kassa_receipt_free(receipt);
    if (status == KASSA_STATUS_UNKNOWN) {
        /* The answer was lost: find out what became of the document; do not sell again. */
        status = kassa_recover_document(device, order, document);
    }
    return status;
}

/* Opens the shift if it is closed. */
static int ready(kassa_device *device) {
    kassa_device_status state;

    state.size = sizeof state;
    return kassa_get_status(device, &state) == KASSA_STATUS_OK
        && (state.shift != 0 || kassa_open_shift(device, CASHIER, NULL) == KASSA_STATUS_OK);
}

static int till(kassa_device *device, const char *order) {
    kassa_document document;

    document.size = sizeof document;
    if (!ready(device)) {
        show_error("the shift");
        return 0;
    }
    if (sell(device, order, &document) != KASSA_STATUS_OK) {
        show_error("the sale");
        return 0;
    }
    printf("document %u, sign %s\n", (unsigned)document.number, (const char *)document.sign);
    printf("total %ld.%02ld, change %ld.%02ld\n", (long)(document.total / 100), (long)(document.total % 100),
           (long)(document.change / 100), (long)(document.change % 100));
    printf("%s\n", (const char *)document.qr);
    if (document.not_printed) {
        puts("registered, but not printed: give the buyer a copy");
    }
    return 1;
}

int main(int count, char **words) {
    char config[2048];
    kassa_device *device = NULL;
    int good;

    if (count < 3) {
        fprintf(stderr, "usage: %s address-of-the-register file-of-the-journal [order]\n", words[0]);
        return 2;
    }
    snprintf(config, sizeof config, "{\"backend\": \"icash\", \"url\": \"%s\", \"journal\": \"%s\"}",
             words[1], words[2]);
    if (kassa_open(config, &device) != KASSA_STATUS_OK) {
        show_error("the device");
        return 1;
    }
    good = till(device, count > 3 ? words[3] : "order-1001");
    kassa_close(device);
    return good ? 0 : 1;
}
