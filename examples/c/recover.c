/* Sells one order, and finds out what became of it if the connection broke before the answer.
 *
 *     recover http://127.0.0.1:8080 kassa.db order-1001
 *
 * The shift is open. Run it again with the same order: it shows the same document, nothing is sold twice.
 */
#include "kassa.h"

#include <stdio.h>

#define ATTEMPTS 10

static const char *const SALE =
    "{\"type\": \"sell\", \"externalId\": \"%s\", \"taxationType\": \"osn\","
    " \"operator\": {\"name\": \"Кассир Лунина\"},"
    " \"items\": [{\"type\": \"position\", \"name\": \"Чай чёрный\", \"price\": 125.50, \"quantity\": 1,"
    "  \"amount\": 125.50, \"tax\": {\"type\": \"vat10\"}}],"
    " \"payments\": [{\"type\": \"electronically\", \"sum\": 125.50}]}";

/* Shows an answer and frees it. */
static void show(kassa_status status, char *answer) {
    printf("%d %s\n", (int)status, answer ? answer : "");
    kassa_string_free(answer);
}

/* Sells; after a lost answer asks until the outcome is known. Each call of kassa_recover asks the register and waits. */
static kassa_status sell(kassa_device *device, const char *order) {
    char task[1024];
    char *answer = NULL;
    kassa_status status;
    int attempt;

    snprintf(task, sizeof task, SALE, order);
    status = kassa_execute(device, task, &answer);
    show(status, answer);
    for (attempt = 0; status == KASSA_STATUS_UNKNOWN && attempt < ATTEMPTS; attempt++) {
        status = kassa_recover(device, order, &answer);
        show(status, answer);
    }
    return status;
}

int main(int count, char **words) {
    char config[2048];
    kassa_device *device = NULL;
    kassa_status status;

    if (count != 4) {
        fprintf(stderr, "usage: %s address-of-the-register file-of-the-journal order\n", words[0]);
        return 2;
    }
    snprintf(config, sizeof config, "{\"backend\": \"icash\", \"url\": \"%s\", \"journal\": \"%s\"}",
             words[1], words[2]);
    status = kassa_open(config, &device);
    if (status != KASSA_STATUS_OK) {
        fprintf(stderr, "not opened: %d\n", (int)status);
        return 1;
    }
    status = sell(device, words[3]);
    switch (status) {
    case KASSA_STATUS_OK: puts("the document exists: give the buyer the goods"); break;
    case KASSA_STATUS_NOT_MADE: puts("there is no such document: the same call makes it"); break;
    case KASSA_STATUS_UNKNOWN: puts("still unknown: look at the register, and sell nothing in its place"); break;
    default: puts("nothing was sold: the error above says why"); break;
    }
    kassa_close(device);
    return status == KASSA_STATUS_OK ? 0 : 1;
}
