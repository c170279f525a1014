/* A sale on CashCore, Kazakhstan's software register: in tenge, with a discount, change and the link of the QR code.
 *
 *     tenge http://127.0.0.1:8080 kassa.db 3333
 *
 * The last word is the cashier's PIN. Without JSON; sums are in tiyns, so 1250 tenge 50 tiyns are 125050.
 */
#include "kassa.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* Shows the error of the last call, in Russian and English. */
static int failed(void) {
    kassa_error error;
    memset(&error, 0, sizeof error);
    error.size = sizeof error;
    kassa_last_error_record(&error);
    fprintf(stderr, "%s\n%s\n%s\n", (char *)error.message_ru, (char *)error.message_en, (char *)error.advice_en);
    return 0;
}

/* Two litres of kumis at 1250.50 less a discount of 125.05, paid with a note of 5000. */
static int put_together(kassa_receipt *receipt, const char *order) {
    return kassa_receipt_add_item(receipt, "Қымыз 1 л", 125050, 2000000, 250100, "vat16") == KASSA_STATUS_OK
        && kassa_receipt_set(receipt, "items[0].measurementUnit", "liter") == KASSA_STATUS_OK
        && kassa_receipt_set(receipt, "items[0].barcode", "4870204391510") == KASSA_STATUS_OK
        && kassa_receipt_set(receipt, "items[0].discount.name", "Тұрақты клиент") == KASSA_STATUS_OK
        && kassa_receipt_set(receipt, "items[0].discount.sum", "125.05") == KASSA_STATUS_OK
        && kassa_receipt_add_payment(receipt, "cash", 500000) == KASSA_STATUS_OK
        && kassa_receipt_set(receipt, "externalId", order) == KASSA_STATUS_OK;
}

static int sell(kassa_device *device, const char *order) {
    kassa_receipt *receipt = NULL;
    kassa_document document;
    kassa_status status = KASSA_STATUS_OK;
    int good;

    memset(&document, 0, sizeof document);
    document.size = sizeof document;
    if (kassa_receipt_new("sell", &receipt) != KASSA_STATUS_OK) return failed();
    good = put_together(receipt, order);
    if (good) {
        status = kassa_print_receipt(device, receipt, &document);
        if (status == KASSA_STATUS_UNKNOWN) status = kassa_recover_document(device, order, &document);
    }
    if (!good || status != KASSA_STATUS_OK) {
        failed();
        kassa_receipt_free(receipt);
        return 0;
    }
    kassa_receipt_free(receipt);
    printf("receipt %u of shift %u, sign %s\n", (unsigned)document.number, (unsigned)document.shift_number,
           (char *)document.sign);
    printf("to pay %ld.%02ld, change %ld.%02ld\n", (long)(document.total / 100), (long)(document.total % 100),
           (long)(document.change / 100), (long)(document.change % 100));
    printf("%s\n", (char *)document.qr);
    return 1;
}

int main(int count, char **words) {
    char config[2048], order[64];
    kassa_device *device = NULL;
    int good;

    if (count != 4) {
        fprintf(stderr, "usage: %s address-of-the-register file-of-the-journal pin\n", words[0]);
        return 2;
    }
    snprintf(config, sizeof config,
             "{\"backend\": \"cashcore\", \"url\": \"%s\", \"journal\": \"%s\", \"kkmOfdId\": 6923, \"pin\": \"%s\"}",
             words[1], words[2], words[3]);
    if (kassa_open(config, &device) != KASSA_STATUS_OK) {
        failed();
        return 1;
    }
    /* The number of the order in your own database. */
    snprintf(order, sizeof order, "order-%ld", (long)time(NULL));
    good = sell(device, order);
    kassa_close(device);
    return good ? 0 : 1;
}
