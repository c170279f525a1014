/* Opens a shift, sells, shows the answers, and closes the shift.
 *
 *     receipt http://127.0.0.1:8080 kassa.db
 */
#include "kassa.h"

#include <stdio.h>
#include <time.h>

/* Executes one task and shows the answer; after a failure the answer is the error. */
static int done(kassa_device *device, const char *what, const char *task) {
    char *answer = NULL;
    kassa_status status = kassa_execute(device, task, &answer);
    printf("%s: %d\n%s\n", what, (int)status, answer ? answer : "");
    kassa_string_free(answer);
    return status == KASSA_STATUS_OK;
}

/* The error of a call without an answer. */
static void show_last_error(void) {
    char *error = NULL;
    kassa_last_error(&error);
    fprintf(stderr, "%s\n", error ? error : "no error is known");
    kassa_string_free(error);
}

static int day(kassa_device *device) {
    char sale[1024];
    /* The number of the order in your own database. Calling again with the same id returns the recorded answer. */
    long order = (long)time(NULL);

    snprintf(sale, sizeof sale,
             "{\"type\": \"sell\", \"externalId\": \"order-%ld\", \"taxationType\": \"osn\","
             " \"operator\": {\"name\": \"Кассир Лунина\"},"
             " \"items\": [{\"type\": \"position\", \"name\": \"Хлеб ржаной\", \"price\": 45.90, \"quantity\": 3,"
             "  \"amount\": 137.70, \"paymentMethod\": \"fullPayment\", \"paymentObject\": \"commodity\","
             "  \"tax\": {\"type\": \"vat10\"}}],"
             " \"payments\": [{\"type\": \"cash\", \"sum\": 150.00}], \"total\": 137.70}",
             order);
    return done(device, "status", "{\"type\": \"getDeviceStatus\"}")
        && done(device, "open", "{\"type\": \"openShift\", \"operator\": {\"name\": \"Кассир Лунина\"}}")
        && done(device, "sale", sale)
        && done(device, "close", "{\"type\": \"closeShift\", \"operator\": {\"name\": \"Кассир Лунина\"}}");
}

int main(int count, char **words) {
    char config[2048];
    kassa_device *device = NULL;
    int good;

    if (count != 3) {
        fprintf(stderr, "usage: %s address-of-the-register file-of-the-journal\n", words[0]);
        return 2;
    }
    printf("kassa %s, interface %u\n", kassa_version(), (unsigned)kassa_abi_version());
    /* This is JSON: double the backslashes of a path. */
    snprintf(config, sizeof config, "{\"backend\": \"icash\", \"url\": \"%s\", \"journal\": \"%s\"}",
             words[1], words[2]);
    if (kassa_open(config, &device) != KASSA_STATUS_OK) {
        show_last_error();
        return 1;
    }
    good = day(device);
    if (kassa_close(device) != KASSA_STATUS_OK) {
        show_last_error();
        good = 0;
    }
    return good ? 0 : 1;
}
