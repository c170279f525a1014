/* A receipt of a web shop: put into the cloud queue without waiting, sent to the buyer by e-mail, polled until it is made.
 *
 *     webshop https://qapi.itkassa.ru/open/api/v1 kassa.db API-KEY CRE-ITEM-ID order-1001 buyer@example.com
 *
 * Run it again with the same order, and it shows the same receipt: nothing is sold twice.
 */
#include "kassa.h"

#include <stdio.h>
#include <time.h>

#define ATTEMPTS 600

static const char *const SALE =
    "{\"type\": \"sell\", \"externalId\": \"%s\", \"wait\": false, \"taxationType\": \"osn\","
    " \"electronically\": true, \"clientInfo\": {\"emailOrPhone\": \"%s\"},"
    " \"items\": [{\"type\": \"position\", \"name\": \"Чай чёрный\", \"price\": 125.50, \"quantity\": 2,"
    "  \"amount\": 251.00, \"tax\": {\"type\": \"vat10\"}, \"paymentObject\": \"commodity\","
    "  \"paymentMethod\": \"fullPayment\"}],"
    " \"payments\": [{\"type\": \"electronically\", \"sum\": 251.00}]}";

static void pause_a_little(void) {
    struct timespec time = {0, 100 * 1000 * 1000};

    nanosleep(&time, NULL);
}

/* Puts the order into the queue and polls until it is made. A real shop asks now and then, or uses call-backs. */
static kassa_status sell(kassa_device *device, const char *order, const char *address, char **answer) {
    char task[1024];
    kassa_status status;
    int attempt;

    snprintf(task, sizeof task, SALE, order, address);
    status = kassa_execute(device, task, answer);
    if (status == KASSA_STATUS_PENDING) {
        printf("%s stands in the queue\n", order);
    }
    for (attempt = 0; attempt < ATTEMPTS && (status == KASSA_STATUS_PENDING || status == KASSA_STATUS_UNKNOWN);
         attempt++) {
        pause_a_little();
        kassa_string_free(*answer);
        status = kassa_recover(device, order, answer);
    }
    return status;
}

int main(int count, char **words) {
    char config[2048];
    char *answer = NULL;
    kassa_device *device = NULL;
    kassa_status status;

    if (count != 7) {
        fprintf(stderr, "usage: %s address journal api-key cre-item-id order e-mail\n", words[0]);
        return 2;
    }
    snprintf(config, sizeof config,
             "{\"backend\": \"itkassa\", \"url\": \"%s\", \"journal\": \"%s\", \"apiKey\": \"%s\","
             " \"creItemId\": \"%s\"}",
             words[1], words[2], words[3], words[4]);
    status = kassa_open(config, &device);
    if (status != KASSA_STATUS_OK) {
        kassa_last_error(&answer);
        fprintf(stderr, "not opened: %s\n", answer ? answer : "");
        kassa_string_free(answer);
        return 1;
    }
    status = sell(device, words[5], words[6], &answer);
    printf("%s: %d %s\n", words[5], (int)status, answer ? answer : "");
    kassa_string_free(answer);
    kassa_close(device);
    return status == KASSA_STATUS_OK ? 0 : 1;
}
