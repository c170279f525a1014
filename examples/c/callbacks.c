/* Listens for the results of a cloud queue: tells the service where to call, puts an order in, and waits to be called.
 *
 *     callbacks http://address/open/api/v1 kassa.db API-KEY CRE-ITEM-ID 127.0.0.1:8085 http://address-for-the-service order-1001
 *
 * Where the service calls from outside, your web server stands before it and speaks TLS. An empty address-for-the-service
 * is that of the listener itself.
 */
#include "kassa.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define SHARED "shared*key*of*the*shop*1"

static const char *const SALE =
    "{\"type\": \"sell\", \"externalId\": \"%s\", \"wait\": false, \"taxationType\": \"osn\","
    " \"items\": [{\"type\": \"position\", \"name\": \"Чай чёрный\", \"price\": 125.50, \"quantity\": 2,"
    "  \"amount\": 251.00, \"tax\": {\"type\": \"vat10\"}, \"paymentObject\": \"commodity\","
    "  \"paymentMethod\": \"fullPayment\"}],"
    " \"payments\": [{\"type\": \"electronically\", \"sum\": 251.00}]}";

/* The results so far. */
struct results {
    pthread_mutex_t lock;
    pthread_cond_t more;
    int count;
};

/* Runs on a thread of the library, after the result is in the journal; a result may arrive more than once. */
static void result(void *user, const char *text) {
    struct results *results = user;

    pthread_mutex_lock(&results->lock);
    printf("result: %s\n", text);
    results->count++;
    pthread_cond_signal(&results->more);
    pthread_mutex_unlock(&results->lock);
}

/* Prints what went wrong, and frees it. */
static kassa_status shown(const char *what, kassa_status status, char *answer) {
    if (status != KASSA_STATUS_OK && status != KASSA_STATUS_PENDING) {
        fprintf(stderr, "%s: %s\n", what, answer ? answer : "");
    }
    kassa_string_free(answer);
    return status;
}

/* Listens, and tells the service to send call-backs there. */
static kassa_status listen_at(kassa_device *device, const char *address, const char *outside) {
    char settings[1024], place[128] = "";
    char *answer = NULL;
    kassa_status status = kassa_listen(device, address, &answer);

    if (status == KASSA_STATUS_OK) {
        sscanf(answer, "{\"listening\":\"%127[^\"]", place);
        printf("listening at %s\n", place);
    }
    if (shown("listen", status, answer) != KASSA_STATUS_OK) {
        return status;
    }
    snprintf(settings, sizeof settings,
             "{\"callbackApiKey\": \"" SHARED "\", \"errorEmail\": \"admin@example.com\","
             " \"testUrl\": \"%s%s/test\", \"printResultUrl\": \"%s%s/result\"}",
             *outside ? outside : "http://", *outside ? "" : place, *outside ? outside : "http://",
             *outside ? "" : place);
    answer = NULL;
    status = kassa_call(device, "organization/settings", settings, &answer);
    return shown("settings", status, answer);
}

int main(int count, char **words) {
    struct results results = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
    char config[2048], task[1024];
    char *answer = NULL;
    kassa_device *device = NULL;
    kassa_status status;

    if (count != 8) {
        fprintf(stderr, "usage: %s address journal api-key cre-item-id listen outside order\n", words[0]);
        return 2;
    }
    snprintf(config, sizeof config,
             "{\"backend\": \"itkassa\", \"url\": \"%s\", \"journal\": \"%s\", \"apiKey\": \"%s\","
             " \"creItemId\": \"%s\", \"callbackKey\": \"" SHARED "\"}",
             words[1], words[2], words[3], words[4]);
    if (kassa_open(config, &device) != KASSA_STATUS_OK) {
        kassa_last_error(&answer);
        shown("open", KASSA_STATUS_BAD_CONFIG, answer);
        return 1;
    }
    kassa_set_result(device, result, &results);
    status = listen_at(device, words[5], words[6]);
    if (status == KASSA_STATUS_OK) {
        snprintf(task, sizeof task, SALE, words[7]);
        answer = NULL;
        status = kassa_execute(device, task, &answer);
        status = shown("sell", status, answer);
    }
    if (status == KASSA_STATUS_PENDING) {
        pthread_mutex_lock(&results.lock);
        while (results.count == 0) {
            pthread_cond_wait(&results.more, &results.lock);
        }
        pthread_mutex_unlock(&results.lock);
        status = KASSA_STATUS_OK;
    }
    /* After this `result` no longer runs on any thread. */
    kassa_close(device);
    return status == KASSA_STATUS_OK ? 0 : 1;
}
