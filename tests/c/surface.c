/* A register's day with every function of the interface, in UTF-8 and in UTF-16, with the log on.
 *
 *     cc -std=c99 -Iinclude tests/c/surface.c -lkassa && ./a.out http://127.0.0.1:PORT /folder/of/the/journal
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include "kassa.h"
#include "simulator.h"
#include "wide.h"

#include <string.h>

static char everything[1 << 20];

/* Whether a UTF-16 text contains a UTF-8 word. */
static int holds(const uint16_t *text, const char *word) {
    const uint16_t *wanted = wide(word);
    size_t length = 0, i;

    while (wanted[length] != 0) {
        length++;
    }
    for (; text != NULL && *text != 0; text++) {
        for (i = 0; i < length && text[i] == wanted[i]; i++) {
        }
        if (i == length) {
            return 1;
        }
    }
    return 0;
}

static void count_line(void *user, const char *line) {
    if (line != NULL && line[0] != 0) {
        ++*(int *)user;
    }
}

static void does(kassa_device *device, const char *what, kassa_status wanted, const char *task, const char *word) {
    char *answer = NULL;

    CHECK_STATUS(what, wanted, kassa_execute(device, task, &answer));
    CHECK(what, answer != NULL && strstr(answer, word) != NULL);
    if (answer != NULL && strstr(answer, word) == NULL) {
        puts(answer);
    }
    kassa_string_free(answer);
}

static void does_wide(kassa_device *device, const char *what, kassa_status wanted, const char *task, const char *word) {
    uint16_t *answer = NULL;

    CHECK_STATUS(what, wanted, kassa_execute_w(device, wide(task), &answer));
    CHECK(what, holds(answer, word));
    kassa_string_free_w(answer);
}

#define OPERATOR "\"operator\": {\"name\": \"Кассир Лунина\"}"
#define RECEIPT(name)                                                                                          \
    "\"taxationType\": \"osn\", " OPERATOR ", \"items\": [{\"type\": \"position\", \"name\": \"" name "\","    \
    " \"price\": 45.90, \"quantity\": 3, \"amount\": 137.70, \"tax\": {\"type\": \"vat10\"}}],"                \
    " \"payments\": [{\"type\": \"cash\", \"sum\": 150.00}]"
#define SALE "{\"type\": \"sell\", \"externalId\": \"sale-1\", " RECEIPT("Хлеб ржаной") "}"
#define WIDE_SALE "{\"type\": \"sell\", \"externalId\": \"продажа-2\", " RECEIPT("Чай чёрный") "}"

static void in_utf8(kassa_device *device) {
    char *answer = NULL;
    uint8_t *bytes = NULL;
    uintptr_t length = 0;
    int32_t can = -1;

    does(device, "status", KASSA_STATUS_OK, "{\"type\": \"getDeviceStatus\"}", "\"deviceStatus\"");
    does(device, "too early", KASSA_STATUS_REFUSED, SALE, "\"code\":48");
    does(device, "open", KASSA_STATUS_OK, "{\"type\": \"openShift\", " OPERATOR "}", "\"shiftNumber\"");
    does(device, "shift", KASSA_STATUS_OK, "{\"type\": \"getShiftStatus\"}", "\"opened\"");
    CHECK_STATUS("validate", KASSA_STATUS_OK, kassa_validate(device, SALE, &answer));
    CHECK("validate", answer != NULL && strstr(answer, "\"warnings\"") != NULL);
    kassa_string_free(answer);
    does(device, "sell", KASSA_STATUS_OK, SALE, "\"total\":137.70");
    does(device, "sell again", KASSA_STATUS_OK, SALE, "\"change\":12.30");
    does(device, "same id, other content", KASSA_STATUS_ID_REUSED,
         "{\"type\": \"sell\", \"externalId\": \"sale-1\", " RECEIPT("Хлеб белый") "}", "\"idReused\"");
    CHECK_STATUS("recover", KASSA_STATUS_OK, kassa_recover(device, "sale-1", &answer));
    CHECK("recover", answer != NULL && strstr(answer, "\"sale-1\"") != NULL);
    kassa_string_free(answer);
    CHECK_STATUS("render", KASSA_STATUS_OK,
                 kassa_render(device, "{\"externalId\": \"sale-1\", \"format\": \"pdf\", \"task\": " SALE "}", &bytes,
                              &length));
    CHECK("render", length > 1000 && memcmp(bytes, "%PDF", 4) == 0);
    kassa_bytes_free(bytes, length);
    CHECK_STATUS("can", KASSA_STATUS_OK, kassa_can(device, "sell", "clientInfo.emailOrPhone", &can));
    CHECK("can", can == 1);
    CHECK_STATUS("cannot", KASSA_STATUS_OK, kassa_can(device, "reportX", NULL, &can));
    CHECK("cannot", can == 0);
    CHECK_STATUS("capabilities", KASSA_STATUS_OK, kassa_capabilities(device, NULL, &answer));
    CHECK("capabilities", answer != NULL && strstr(answer, "\"sellReturn\"") != NULL);
    kassa_string_free(answer);
    CHECK_STATUS("metrics", KASSA_STATUS_OK, kassa_metrics(device, 0, &answer));
    CHECK("metrics", answer != NULL && strstr(answer, "kassa_documents{") != NULL && strstr(answer, "# EOF\n") != NULL);
    CHECK("only the journal", strstr(answer, "kassa_device_up") == NULL);
    kassa_string_free(answer);
    CHECK_STATUS("metrics, asking", KASSA_STATUS_OK, kassa_metrics(device, 1, &answer));
    CHECK("metrics, asking", answer != NULL && strstr(answer, "kassa_device_up{") != NULL);
    kassa_string_free(answer);
    CHECK_STATUS("metrics nowhere", KASSA_STATUS_BAD_ARGUMENT, kassa_metrics(device, 0, NULL));
    CHECK_STATUS("rebuild", KASSA_STATUS_OK, kassa_rebuild_journal(device, &answer));
    CHECK("rebuild", answer != NULL && strstr(answer, "\"lost\":0") != NULL);
    kassa_string_free(answer);
    CHECK_STATUS("call", KASSA_STATUS_UNSUPPORTED, kassa_call(device, "танец", NULL, &answer));
    CHECK("call", answer != NULL && strstr(answer, "танец") != NULL);
    kassa_string_free(answer);
    does(device, "print", KASSA_STATUS_OK,
         "{\"type\": \"nonFiscal\", \"items\": [{\"type\": \"text\", \"text\": \"Спасибо!\"}]}", "\"warnings\"");
}

static void in_utf16(kassa_device *device) {
    uint8_t *bytes = NULL;
    uintptr_t length = 0;
    int32_t can = -1;
    uint16_t *answer = NULL;
    uint16_t *error = NULL;
    kassa_device *none = NULL;

    does_wide(device, "wide sale", KASSA_STATUS_OK, WIDE_SALE, "продажа-2");
    does_wide(device, "wide fault", KASSA_STATUS_BAD_DOCUMENT, "{\"type\": \"продажа\"}", "продажа");
    CHECK_STATUS("wide validate", KASSA_STATUS_OK, kassa_validate_w(device, wide(WIDE_SALE), &answer));
    CHECK("wide validate", holds(answer, "warnings"));
    kassa_string_free_w(answer);
    CHECK_STATUS("wide recover", KASSA_STATUS_OK, kassa_recover_w(device, wide("продажа-2"), &answer));
    CHECK("wide recover", holds(answer, "продажа-2"));
    kassa_string_free_w(answer);
    CHECK_STATUS("wide render", KASSA_STATUS_OK,
                 kassa_render_w(device,
                                wide("{\"externalId\": \"продажа-2\", \"format\": \"png\", \"task\": " WIDE_SALE "}"),
                                &bytes, &length));
    CHECK("wide render", length > 1000 && memcmp(bytes + 1, "PNG", 3) == 0);
    kassa_bytes_free(bytes, length);
    CHECK_STATUS("wide can", KASSA_STATUS_OK, kassa_can_w(device, wide("sell"), wide("items[0].price"), &can));
    CHECK("wide can", can == 1);
    CHECK_STATUS("wide capabilities", KASSA_STATUS_UNSUPPORTED, kassa_capabilities_w(device, wide("reportX"), &answer));
    CHECK("wide capabilities", holds(answer, "reportX"));
    kassa_string_free_w(answer);
    CHECK_STATUS("wide metrics", KASSA_STATUS_OK, kassa_metrics_w(device, 0, &answer));
    CHECK("wide metrics", answer != NULL && answer[0] == '#');
    kassa_string_free_w(answer);
    CHECK_STATUS("wide capabilities", KASSA_STATUS_OK, kassa_capabilities_w(device, wide("sell"), &answer));
    CHECK("wide capabilities", holds(answer, "clientInfo.emailOrPhone"));
    kassa_string_free_w(answer);
    CHECK_STATUS("wide rebuild", KASSA_STATUS_OK, kassa_rebuild_journal_w(device, &answer));
    CHECK("wide rebuild", holds(answer, "\"lost\":0"));
    kassa_string_free_w(answer);
    CHECK_STATUS("wide call", KASSA_STATUS_UNSUPPORTED, kassa_call_w(device, wide("танец"), wide("{}"), &answer));
    CHECK("wide call", holds(answer, "танец"));
    kassa_string_free_w(answer);
    CHECK_STATUS("wide bad config", KASSA_STATUS_BAD_CONFIG, kassa_open_w(wide("{\"backend\": \"счёты\"}"), &none));
    CHECK_STATUS("wide last error", KASSA_STATUS_OK, kassa_last_error_w(&error));
    CHECK("wide last error", holds(error, "счёты"));
    kassa_string_free_w(error);
}

int main(int count, char **words) {
    char config[2048];
    kassa_device *device = NULL, *twin = NULL;
    int lines = 0, before;

    if (count != 3) {
        fprintf(stderr, "usage: %s address-of-the-simulator folder-of-the-journal\n", words[0]);
        return 2;
    }
    CHECK("interface", kassa_abi_version() == KASSA_ABI_VERSION);
    CHECK("version", strcmp(kassa_version(), "0.1.0") == 0);
    snprintf(config, sizeof config, "{\"backend\": \"icash\", \"url\": \"%s\", \"journal\": \"%s/kassa.db\"}",
             words[1], words[2]);
    CHECK_STATUS("log on", KASSA_STATUS_OK, kassa_set_log(count_line, &lines));
    CHECK_STATUS("open", KASSA_STATUS_OK, kassa_open(config, &device));
    CHECK_STATUS("wide open", KASSA_STATUS_OK, kassa_open_w(wide(config), &twin));
    CHECK("two handles", device != NULL && twin != NULL && device != twin);
    in_utf8(device);
    in_utf16(twin);
    CHECK("the log was written", lines > 0);
    CHECK_STATUS("log off", KASSA_STATUS_OK, kassa_set_log(NULL, NULL));
    lines = 0;
    CHECK_STATUS("records on", KASSA_STATUS_OK, kassa_set_log_records(count_line, &lines));
    CHECK_STATUS("a record", KASSA_STATUS_UNSUPPORTED, kassa_print_x_report(device, NULL));
    CHECK("a record", lines > 0);
    CHECK_STATUS("records off", KASSA_STATUS_OK, kassa_set_log_records(NULL, NULL));
    lines = 0;
    CHECK_STATUS("spans on", KASSA_STATUS_OK, kassa_set_spans(count_line, &lines));
    CHECK_STATUS("a span", KASSA_STATUS_UNSUPPORTED, kassa_print_x_report(device, NULL));
    CHECK("a span", lines == 1);
    CHECK_STATUS("spans off", KASSA_STATUS_OK, kassa_set_spans(NULL, NULL));
    before = lines;
    does_wide(twin, "close the shift", KASSA_STATUS_OK, "{\"type\": \"closeShift\", " OPERATOR "}", "shiftNumber");
    CHECK("the log is off", lines == before);
    CHECK_STATUS("close", KASSA_STATUS_OK, kassa_close(device));
    CHECK_STATUS("close the twin", KASSA_STATUS_OK, kassa_close(twin));
    simulator_ask(words[1], "GET", "/simulator/ledger", everything, sizeof everything);
    CHECK("two sales", occurrences(everything, "\"type\":\"receipt\"") == 2);
    CHECK("Cyrillic on the register", strstr(everything, "Чай чёрный") != NULL);
    return counted();
}
