/* Processes made by fork: the child cannot use what the parent opened, which stays intact, and opens its own.
 *
 *     cc -std=c99 -Iinclude tests/c/fork.c -lkassa -lpthread && ./a.out http://127.0.0.1:PORT /folder/of/the/journal
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include "kassa.h"
#include "simulator.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SALE(id)                                                                                                \
    "{\"type\":\"sell\",\"externalId\":\"" id "\",\"taxationType\":\"osn\",\"items\":[{\"type\":\"position\","  \
    "\"name\":\"Чай\",\"price\":10,\"quantity\":1,\"amount\":10,\"tax\":{\"type\":\"none\"}}],"                 \
    "\"payments\":[{\"type\":\"cash\",\"sum\":10}]}"

static char config[1024], everything[1 << 20];

static void refused(const char *what, kassa_status status) {
    char *error = NULL;

    CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, status);
    kassa_last_error(&error);
    CHECK(what, error != NULL && strstr(error, "before fork") != NULL && strstr(error, "notSent") != NULL);
    kassa_string_free(error);
}

/* Each function that takes a device, a receipt or both. */
static void inherited(kassa_device *device, kassa_receipt *receipt) {
    typedef kassa_status (*asks)(kassa_device *, const char *, char **);
    static const asks ASKS[] = {
        kassa_execute, kassa_validate, kassa_recover, kassa_listen, kassa_registration_state, kassa_application_create,
        kassa_application_update, kassa_application_list, kassa_application_get, kassa_application_prepare_documents,
        kassa_application_sign, kassa_client_register,
    };
    kassa_device_status status = {.size = sizeof status};
    char *answer = NULL;
    size_t i;

    for (i = 0; i < sizeof ASKS / sizeof *ASKS; i++) {
        refused("a question", ASKS[i](device, SALE("child"), &answer));
        CHECK("the answer says so", answer != NULL && strstr(answer, "before fork") != NULL);
        kassa_string_free(answer);
    }
    refused("call", kassa_call(device, "status", NULL, &answer));
    kassa_string_free(answer);
    refused("parse_callback", kassa_parse_callback(device, "{}", "{}", &answer));
    kassa_string_free(answer);
    refused("download", kassa_application_download(device, "{}", NULL, &answer));
    kassa_string_free(answer);
    refused("start", kassa_registration_start(device, device, "{}", &answer));
    kassa_string_free(answer);
    refused("advance", kassa_registration_advance(device, device, "x", NULL, NULL, &answer));
    kassa_string_free(answer);
    refused("set_result", kassa_set_result(device, NULL, NULL));
    refused("set_progress", kassa_set_progress(device, NULL, NULL));
    refused("cancel", kassa_cancel(device));
    refused("get_status", kassa_get_status(device, &status));
    refused("open_shift", kassa_open_shift(device, NULL, NULL));
    refused("close_shift", kassa_close_shift(device, NULL, NULL));
    refused("x_report", kassa_print_x_report(device, NULL));
    refused("cash_in", kassa_cash_in(device, 1, NULL));
    refused("cash_out", kassa_cash_out(device, 1, NULL));
    refused("print_text", kassa_print_text(device, "a"));
    refused("recover_document", kassa_recover_document(device, "child", NULL));
    refused("print_receipt", kassa_print_receipt(device, receipt, NULL));
    refused("add_payment", kassa_receipt_add_payment(receipt, "cash", 1));
    for (i = 0; i < 2; i++) {
        CHECK_STATUS("closing does no harm", KASSA_STATUS_OK, kassa_close(device));
        CHECK_STATUS("freeing does no harm", KASSA_STATUS_OK, kassa_receipt_free(receipt));
    }
}

static void sells(kassa_device *device, const char *sale) {
    char *answer = NULL;

    CHECK_STATUS("a sale", KASSA_STATUS_OK, kassa_execute(device, sale, &answer));
    kassa_string_free(answer);
}

static void its_own(kassa_device *parents) {
    kassa_device *device = NULL;

    CHECK_STATUS("open in the child", KASSA_STATUS_OK, kassa_open(config, &device));
    CHECK("it is another", device != parents);
    sells(device, SALE("child"));
    CHECK_STATUS("close in the child", KASSA_STATUS_OK, kassa_close(device));
    CHECK_STATUS("closed in the child", KASSA_STATUS_BAD_HANDLE, kassa_close(device));
}

int main(int count, char **words) {
    kassa_device *device = NULL;
    kassa_receipt *receipt = NULL;
    char *answer = NULL;
    int told = -1;
    pid_t child;

    if (count != 3) {
        return 2;
    }
    snprintf(config, sizeof config, "{\"backend\":\"icash\",\"url\":\"%s\",\"journal\":\"%s/kassa.db\"}", words[1], words[2]);
    CHECK_STATUS("open", KASSA_STATUS_OK, kassa_open(config, &device));
    CHECK_STATUS("a receipt", KASSA_STATUS_OK, kassa_receipt_new("sell", &receipt));
    CHECK_STATUS("a shift", KASSA_STATUS_OK, kassa_execute(device, "{\"type\":\"openShift\"}", &answer));
    kassa_string_free(answer);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        inherited(device, receipt);
        its_own(device);
        fflush(stdout);
        _exit(failed == 0 ? 0 : 1);
    }
    CHECK("the child", child > 0 && waitpid(child, &told, 0) == child && told == 0);
    sells(device, SALE("parent"));
    simulator_ask(words[1], "GET", "/simulator/ledger", everything, sizeof everything);
    CHECK("one of the child's, one of the parent's", occurrences(everything, "\"type\":\"receipt\"") == 2);
    CHECK_STATUS("the receipt is the parent's still", KASSA_STATUS_OK, kassa_receipt_free(receipt));
    CHECK_STATUS("close", KASSA_STATUS_OK, kassa_close(device));
    CHECK_STATUS("closed", KASSA_STATUS_BAD_HANDLE, kassa_close(device));
    return counted();
}
