/* For any input a host gets a status, its out-parameter is set, nothing is sent, and the process does not crash.
 *
 *     cc -std=c99 -Iinclude tests/c/bad_input.c -lkassa && ./a.out http://127.0.0.1:PORT /folder/of/the/journal
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include "kassa.h"
#include "simulator.h"

#include <stdlib.h>
#include <string.h>

#define DEEP 10000
#define DIGITS 10000
#define LARGE (20 * 1024 * 1024)
#define FOREIGN ((kassa_device *)0x1234)

/* The value of an out-parameter before a call, so that an untouched one is noticed. */
#define UNTOUCHED ((void *)&passed)

typedef kassa_status (*with_text)(kassa_device *, const char *, char **);
typedef kassa_status (*with_wide_text)(kassa_device *, const uint16_t *, uint16_t **);

static const with_text TASKS[] = {kassa_execute, kassa_validate, kassa_recover};
static const with_wide_text WIDE_TASKS[] = {kassa_execute_w, kassa_validate_w, kassa_recover_w};
static const uint16_t LONE_SURROGATE[] = {'{', '"', 0xD800, '"', ':', '1', '}', 0};
static const uint16_t EMPTY_OBJECT[] = {'{', '}', 0};
static char everything[1 << 20];

static const char SELL[] = "sell";
static const uint16_t WIDE_SELL[] = {'s', 'e', 'l', 'l', 0};

/* Checks the answer to a failed call and frees it. */
static void check_error(const char *what, char *answer) {
    CHECK(what, answer != UNTOUCHED);
    if (answer == UNTOUCHED) {
        return;
    }
    CHECK(what, answer != NULL && strncmp(answer, "{\"error\":", 9) == 0);
    CHECK(what, answer != NULL && strstr(answer, "\"outcome\":\"notSent\"") != NULL);
    kassa_string_free(answer);
}

static void check_wide_error(const char *what, uint16_t *answer) {
    CHECK(what, answer != UNTOUCHED);
    if (answer != UNTOUCHED) {
        CHECK(what, answer != NULL && answer[0] == '{' && answer[2] == 'e');
        kassa_string_free_w(answer);
    }
}

static void refuses_task(const char *what, kassa_status wanted, kassa_device *device, const char *task) {
    char *answer = (char *)UNTOUCHED;

    CHECK_STATUS(what, wanted, kassa_execute(device, task, &answer));
    check_error(what, answer);
    answer = (char *)UNTOUCHED;
    CHECK_STATUS(what, wanted, kassa_validate(device, task, &answer));
    check_error(what, answer);
}

static void refuses_config(const char *what, kassa_status wanted, const char *config) {
    kassa_device *device = (kassa_device *)UNTOUCHED;
    char *error = (char *)UNTOUCHED;

    CHECK_STATUS(what, wanted, kassa_open(config, &device));
    CHECK(what, device == NULL);
    CHECK_STATUS(what, KASSA_STATUS_OK, kassa_last_error(&error));
    CHECK(what, error != UNTOUCHED && error != NULL && strstr(error, "\"message\"") != NULL);
    kassa_string_free(error == UNTOUCHED ? NULL : error);
}

/* `head`, then `count` times `piece`, then `tail`; the caller frees it. */
static char *repeated(const char *head, const char *piece, size_t count, const char *tail) {
    size_t start = strlen(head), step = strlen(piece), i;
    char *text = (char *)malloc(start + step * count + strlen(tail) + 1);

    if (text == NULL) {
        abort();
    }
    memcpy(text, head, start);
    for (i = 0; i < count; i++) {
        memcpy(text + start + i * step, piece, step);
    }
    memcpy(text + start + count * step, tail, strlen(tail) + 1);
    return text;
}

static void nulls(kassa_device *device, const char *config) {
    char *answer;
    uint16_t *wide;
    size_t i;

    refuses_config("null config", KASSA_STATUS_BAD_ARGUMENT, NULL);
    CHECK_STATUS("null device out", KASSA_STATUS_BAD_ARGUMENT, kassa_open(config, NULL));
    CHECK_STATUS("null wide device out", KASSA_STATUS_BAD_ARGUMENT, kassa_open_w(EMPTY_OBJECT, NULL));
    CHECK_STATUS("null error out", KASSA_STATUS_BAD_ARGUMENT, kassa_last_error(NULL));
    CHECK_STATUS("null wide error out", KASSA_STATUS_BAD_ARGUMENT, kassa_last_error_w(NULL));
    for (i = 0; i < sizeof TASKS / sizeof *TASKS; i++) {
        answer = (char *)UNTOUCHED;
        CHECK_STATUS("null device", KASSA_STATUS_BAD_HANDLE, TASKS[i](NULL, "{}", &answer));
        check_error("null device", answer);
        answer = (char *)UNTOUCHED;
        CHECK_STATUS("null text", KASSA_STATUS_BAD_ARGUMENT, TASKS[i](device, NULL, &answer));
        check_error("null text", answer);
        CHECK_STATUS("null answer", KASSA_STATUS_BAD_ARGUMENT, TASKS[i](device, "{\"type\":\"openShift\"}", NULL));
        wide = (uint16_t *)UNTOUCHED;
        CHECK_STATUS("null wide text", KASSA_STATUS_BAD_ARGUMENT, WIDE_TASKS[i](device, NULL, &wide));
        check_wide_error("null wide text", wide);
        CHECK_STATUS("null wide answer", KASSA_STATUS_BAD_ARGUMENT, WIDE_TASKS[i](device, EMPTY_OBJECT, NULL));
    }
    answer = (char *)UNTOUCHED;
    CHECK_STATUS("null method", KASSA_STATUS_BAD_ARGUMENT, kassa_call(device, NULL, "{}", &answer));
    check_error("null method", answer);
    CHECK_STATUS("null answer of a method", KASSA_STATUS_BAD_ARGUMENT, kassa_call(device, "status", "{}", NULL));
    kassa_string_free(NULL);
    kassa_string_free_w(NULL);
    CHECK_STATUS("null is closed in peace", KASSA_STATUS_OK, kassa_close(NULL));
    CHECK_STATUS("no log", KASSA_STATUS_OK, kassa_set_log(NULL, NULL));
}

static void handles(const char *config) {
    kassa_device *closed = NULL;
    kassa_device *strange[2];
    char *answer;
    uint16_t *wide;
    size_t i, j;

    CHECK_STATUS("open to be closed", KASSA_STATUS_OK, kassa_open(config, &closed));
    CHECK_STATUS("close", KASSA_STATUS_OK, kassa_close(closed));
    strange[0] = closed;
    strange[1] = FOREIGN;
    for (i = 0; i < 2; i++) {
        const char *what = i == 0 ? "stale handle" : "foreign handle";
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_close(strange[i]));
        for (j = 0; j < sizeof TASKS / sizeof *TASKS; j++) {
            answer = (char *)UNTOUCHED;
            CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, TASKS[j](strange[i], "{\"type\":\"openShift\"}", &answer));
            check_error(what, answer);
            wide = (uint16_t *)UNTOUCHED;
            CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, WIDE_TASKS[j](strange[i], EMPTY_OBJECT, &wide));
            check_wide_error(what, wide);
        }
        answer = (char *)UNTOUCHED;
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_call(strange[i], "status", "{}", &answer));
        check_error(what, answer);
    }
}

static void texts(kassa_device *device) {
    kassa_device *opened = (kassa_device *)UNTOUCHED;
    uint16_t *wide;
    char *answer;
    size_t i;

    /* "Привет" in cp1251, a truncated sequence, an overlong slash, a surrogate in UTF-8. */
    static const char *const BROKEN[] = {"{\"type\":\"\xCF\xF0\xE8\"}", "{\"\xD0", "\xC0\xAF", "\"\xED\xA0\x80\""};

    for (i = 0; i < sizeof BROKEN / sizeof *BROKEN; i++) {
        refuses_config("config not in UTF-8", KASSA_STATUS_BAD_ARGUMENT, BROKEN[i]);
        refuses_task("task not in UTF-8", KASSA_STATUS_BAD_ARGUMENT, device, BROKEN[i]);
        answer = (char *)UNTOUCHED;
        CHECK_STATUS("id not in UTF-8", KASSA_STATUS_BAD_ARGUMENT, kassa_recover(device, BROKEN[i], &answer));
        check_error("id not in UTF-8", answer);
        answer = (char *)UNTOUCHED;
        CHECK_STATUS("method not in UTF-8", KASSA_STATUS_BAD_ARGUMENT, kassa_call(device, BROKEN[i], "{}", &answer));
        check_error("method not in UTF-8", answer);
    }
    CHECK_STATUS("lone surrogate", KASSA_STATUS_BAD_ARGUMENT, kassa_open_w(LONE_SURROGATE, &opened));
    CHECK("lone surrogate", opened == NULL);
    opened = (kassa_device *)UNTOUCHED;
    CHECK_STATUS("null wide config", KASSA_STATUS_BAD_ARGUMENT, kassa_open_w(NULL, &opened));
    CHECK("null wide config", opened == NULL);
    for (i = 0; i < sizeof WIDE_TASKS / sizeof *WIDE_TASKS; i++) {
        wide = (uint16_t *)UNTOUCHED;
        CHECK_STATUS("lone surrogate", KASSA_STATUS_BAD_ARGUMENT, WIDE_TASKS[i](device, LONE_SURROGATE, &wide));
        check_wide_error("lone surrogate", wide);
    }
    wide = (uint16_t *)UNTOUCHED;
    CHECK_STATUS("lone surrogate", KASSA_STATUS_BAD_ARGUMENT,
                 kassa_call_w(device, LONE_SURROGATE, EMPTY_OBJECT, &wide));
    check_wide_error("lone surrogate", wide);
}

static void configs(const char *url, const char *folder) {
    char config[2048];
    char *large;
    FILE *file;
    size_t i;

    static const char *const WRONG[] = {
        "", " ", "{", "{}", "[]", "null", "7", "\"icash\"", "{\"backend\": 7}", "{\"backend\": \"abacus\"}",
        "{\"backend\": \"icash\"}", "{\"backend\": \"icash\", \"url\": 7}",
        "{\"backend\": \"icash\", \"url\": \"nowhere\"}", "{\"backend\": \"icash\", \"url\": \"ftp://127.0.0.1\"}",
    };
    static const char *const NO_JOURNAL[] = {"%s", "%s/file/kassa.db", "/proc/kassa.db", "/proc/nothing/kassa.db"};

    for (i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        refuses_config(WRONG[i], KASSA_STATUS_BAD_CONFIG, WRONG[i]);
    }
    snprintf(config, sizeof config, "{\"backend\": \"icash\", \"url\": \"%s\", \"journal\": \"%s/a\", \"colour\": 1}",
             url, folder);
    refuses_config("unknown key", KASSA_STATUS_BAD_CONFIG, config);
    large = repeated("", "[", DEEP, "");
    refuses_config("deep config", KASSA_STATUS_BAD_CONFIG, large);
    free(large);
    large = repeated("{\"timeoutMs\": ", "9", DIGITS, "}");
    refuses_config("long number in a config", KASSA_STATUS_BAD_CONFIG, large);
    free(large);
    large = repeated("{\"backend\": \"", "a", LARGE, "\"}");
    refuses_config("large config", KASSA_STATUS_BAD_CONFIG, large);
    free(large);

    snprintf(config, sizeof config, "%s/file", folder);
    file = fopen(config, "w");
    CHECK("the folder of the journal is there", file != NULL && fclose(file) == 0);
    for (i = 0; i < sizeof NO_JOURNAL / sizeof *NO_JOURNAL; i++) {
        char journal[1024];
        snprintf(journal, sizeof journal, NO_JOURNAL[i], folder);
        snprintf(config, sizeof config, "{\"backend\": \"icash\", \"url\": \"%s\", \"journal\": \"%s\"}", url, journal);
        refuses_config(NO_JOURNAL[i], KASSA_STATUS_JOURNAL, config);
    }
}

static void tasks(kassa_device *device) {
    char *answer = (char *)UNTOUCHED;
    char *large;
    size_t i;

    static const char *const WRONG[] = {
        "", " ", "{", "}", "{}", "[]", "null", "7", "\"sell\"", "{\"type\": 7}", "{\"type\": \"dance\"}",
        "{\"type\": \"sell\"", "{\"type\": \"sell\"}", "{\"type\": \"sell\", \"items\": {}, \"payments\": 7}",
        "{'type': 'openShift'}",
        "{\"type\": \"openShift\", \"colour\": 1}", "{\"type\": \"openShift\"} {}",
        "{\"type\": \"openShift\", \"type\": \"closeShift\"}",
        "{\"type\": \"openShift\", \"operator\": 7}", "{\"type\": \"openShift\", \"externalId\": \"\"}",
        "{\"type\": \"openShift\", \"externalId\": \"a\", \"externalId\": \"b\"}",
        "{\"type\": \"openShift\", \"operator\": {\"name\": \"a\", \"name\": \"b\"}}", "\xEF\xBB\xBF",
    };

    for (i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        refuses_task(WRONG[i], KASSA_STATUS_BAD_DOCUMENT, device, WRONG[i]);
    }
    large = repeated("", "[", DEEP, "");
    refuses_task("deep list", KASSA_STATUS_BAD_DOCUMENT, device, large);
    free(large);
    large = repeated("{\"type\": \"sell\", \"items\": ", "{\"a\":", DEEP, "");
    refuses_task("deep object", KASSA_STATUS_BAD_DOCUMENT, device, large);
    free(large);
    large = repeated("{\"type\": \"sell\", \"total\": ", "9", DIGITS, ", \"items\": [], \"payments\": []}");
    refuses_task("long number", KASSA_STATUS_BAD_DOCUMENT, device, large);
    free(large);
    large = repeated("{\"type\": \"sell\", \"total\": 0.", "1", DIGITS, ", \"items\": [], \"payments\": []}");
    refuses_task("long fraction", KASSA_STATUS_BAD_DOCUMENT, device, large);
    free(large);
    large = repeated("{\"type\": \"nonFiscal\", \"items\": [{\"type\": \"text\", \"text\": \"", "a", LARGE, "\"}]}");
    refuses_task("large text", KASSA_STATUS_BAD_DOCUMENT, device, large);
    free(large);
    large = repeated("{\"type\": \"openShift\", \"externalId\": \"", "a", 129, "\"}");
    refuses_task("long id", KASSA_STATUS_BAD_DOCUMENT, device, large);
    free(large);
    CHECK_STATUS("unknown id", KASSA_STATUS_NOT_FOUND, kassa_recover(device, "never asked for", &answer));
    check_error("unknown id", answer);
    answer = (char *)UNTOUCHED;
    CHECK_STATUS("unknown method", KASSA_STATUS_UNSUPPORTED, kassa_call(device, "dance", "{}", &answer));
    check_error("unknown method", answer);
}

/* Invalid handles of receipts: null, freed, made up, and a device's. */
static void receipts(kassa_device *device) {
    kassa_receipt *given_back = NULL, *strange[4];
    kassa_document document;
    size_t i;

    document.size = sizeof document;
    CHECK_STATUS("begin to give back", KASSA_STATUS_OK, kassa_receipt_new(SELL, &given_back));
    CHECK_STATUS("give back", KASSA_STATUS_OK, kassa_receipt_free(given_back));
    strange[0] = NULL;
    strange[1] = given_back;
    strange[2] = (kassa_receipt *)(void *)FOREIGN;
    strange[3] = (kassa_receipt *)(void *)device;
    for (i = 0; i < sizeof strange / sizeof *strange; i++) {
        static const char *const WHAT[] = {"no receipt", "a stale receipt", "a foreign receipt", "a device"};
        const char *what = WHAT[i];
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_receipt_add_item(strange[i], "a", 1, 1, 1, "none"));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE,
                     kassa_receipt_add_item_w(strange[i], WIDE_SELL, 1, 1, 1, WIDE_SELL));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_receipt_add_payment(strange[i], "cash", 1));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_receipt_add_payment_w(strange[i], WIDE_SELL, 1));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_receipt_set(strange[i], "total", "1"));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_receipt_set_w(strange[i], WIDE_SELL, WIDE_SELL));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_print_receipt(device, strange[i], &document));
        CHECK_STATUS(what, i == 0 ? KASSA_STATUS_OK : KASSA_STATUS_BAD_HANDLE, kassa_receipt_free(strange[i]));
    }
}

/* Invalid handles of devices, a receipt's among them, for the functions without JSON. */
static void devices(const char *config) {
    kassa_device *closed = NULL, *strange[4];
    kassa_receipt *receipt = NULL;
    char *answer;
    uint16_t *wide_answer;
    kassa_device_status status;
    kassa_document document;
    size_t i;

    status.size = sizeof status;
    document.size = sizeof document;
    CHECK_STATUS("begin", KASSA_STATUS_OK, kassa_receipt_new(SELL, &receipt));
    CHECK_STATUS("open to be closed", KASSA_STATUS_OK, kassa_open(config, &closed));
    CHECK_STATUS("close", KASSA_STATUS_OK, kassa_close(closed));
    strange[0] = NULL;
    strange[1] = closed;
    strange[2] = FOREIGN;
    strange[3] = (kassa_device *)(void *)receipt;
    for (i = 0; i < sizeof strange / sizeof *strange; i++) {
        static const char *const WHAT[] = {"no device", "a stale device", "a foreign device", "a receipt"};
        const char *what = WHAT[i];
        kassa_device *device = strange[i];
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_get_status(device, &status));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_open_shift(device, "a", &document));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_open_shift_w(device, WIDE_SELL, &document));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_close_shift(device, "a", &document));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_close_shift_w(device, WIDE_SELL, &document));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_print_x_report(device, "a"));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_print_x_report_w(device, WIDE_SELL));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_cash_in(device, 1, &document));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_cash_out(device, 1, &document));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_print_text(device, "a"));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_print_text_w(device, WIDE_SELL));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_print_receipt(device, receipt, &document));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_recover_document(device, "a", &document));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_recover_document_w(device, WIDE_SELL, &document));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_set_progress(device, NULL, NULL));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_set_result(device, NULL, NULL));
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_parse_callback(device, "{}", "{}", &answer));
        kassa_string_free(answer);
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_parse_callback_w(device, WIDE_SELL, WIDE_SELL, &wide_answer));
        kassa_string_free_w(wide_answer);
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_listen(device, NULL, &answer));
        kassa_string_free(answer);
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_listen_w(device, NULL, &wide_answer));
        kassa_string_free_w(wide_answer);
        CHECK_STATUS(what, KASSA_STATUS_BAD_HANDLE, kassa_cancel(device));
    }
    CHECK_STATUS("a receipt is no device to close", KASSA_STATUS_BAD_HANDLE, kassa_close((kassa_device *)(void *)receipt));
    CHECK_STATUS("and stays", KASSA_STATUS_OK, kassa_receipt_add_payment(receipt, "cash", 1));
    CHECK_STATUS("give back", KASSA_STATUS_OK, kassa_receipt_free(receipt));
}

/* Texts that are null or not text, for the functions without JSON. */
static void plain_texts(kassa_device *device) {
    static const char BROKEN[] = "\xCF\xF0\xE8";
    static const uint16_t BROKEN_WIDE[] = {0xDC00, 'a', 0};
    kassa_receipt *receipt = NULL, *none = (kassa_receipt *)UNTOUCHED;
    const char *wrong[2];
    const uint16_t *wide[2];
    size_t i;

    wrong[0] = NULL;
    wrong[1] = BROKEN;
    wide[0] = NULL;
    wide[1] = BROKEN_WIDE;
    CHECK_STATUS("no place for a receipt", KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_new(SELL, NULL));
    CHECK_STATUS("no place for a receipt", KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_new_w(WIDE_SELL, NULL));
    CHECK_STATUS("no such kind", KASSA_STATUS_BAD_DOCUMENT, kassa_receipt_new("dance", &none));
    CHECK("no such kind", none == NULL);
    CHECK_STATUS("begin", KASSA_STATUS_OK, kassa_receipt_new(SELL, &receipt));
    for (i = 0; i < 2; i++) {
        const char *what = i == 0 ? "null text" : "broken text";
        none = (kassa_receipt *)UNTOUCHED;
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_new(wrong[i], &none));
        CHECK(what, none == NULL);
        none = (kassa_receipt *)UNTOUCHED;
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_new_w(wide[i], &none));
        CHECK(what, none == NULL);
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_add_item(receipt, wrong[i], 1, 1, 1, "none"));
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_add_item_w(receipt, wide[i], 1, 1, 1, NULL));
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_add_payment(receipt, wrong[i], 1));
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_add_payment_w(receipt, wide[i], 1));
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_set(receipt, wrong[i], "1"));
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_set(receipt, "total", wrong[i]));
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_set_w(receipt, wide[i], WIDE_SELL));
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_set_w(receipt, WIDE_SELL, wide[i]));
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_print_text(device, wrong[i]));
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_print_text_w(device, wide[i]));
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_recover_document(device, wrong[i], NULL));
        CHECK_STATUS(what, KASSA_STATUS_BAD_ARGUMENT, kassa_recover_document_w(device, wide[i], NULL));
    }
    CHECK_STATUS("a broken rate", KASSA_STATUS_BAD_ARGUMENT, kassa_receipt_add_item(receipt, "a", 1, 1, 1, BROKEN));
    CHECK_STATUS("a broken rate", KASSA_STATUS_BAD_ARGUMENT,
                 kassa_receipt_add_item_w(receipt, WIDE_SELL, 1, 1, 1, BROKEN_WIDE));
    CHECK_STATUS("a broken cashier", KASSA_STATUS_BAD_ARGUMENT, kassa_open_shift(device, BROKEN, NULL));
    CHECK_STATUS("a broken cashier", KASSA_STATUS_BAD_ARGUMENT, kassa_open_shift_w(device, BROKEN_WIDE, NULL));
    CHECK_STATUS("a broken cashier", KASSA_STATUS_BAD_ARGUMENT, kassa_close_shift(device, BROKEN, NULL));
    CHECK_STATUS("a broken cashier", KASSA_STATUS_BAD_ARGUMENT, kassa_close_shift_w(device, BROKEN_WIDE, NULL));
    CHECK_STATUS("a broken cashier", KASSA_STATUS_BAD_ARGUMENT, kassa_print_x_report(device, BROKEN));
    CHECK_STATUS("a broken cashier", KASSA_STATUS_BAD_ARGUMENT, kassa_print_x_report_w(device, BROKEN_WIDE));
    CHECK_STATUS("give back", KASSA_STATUS_OK, kassa_receipt_free(receipt));
}

/* A struct without a size, or at an invalid address, is refused before anything is done. */
static void sizes(kassa_device *device) {
    static const uint32_t WRONG[] = {0, 1, 3, 4, 7};
    static union {
        kassa_document document;
        kassa_device_status status;
        kassa_error error;
        char bytes[sizeof(kassa_error)];
    } place;
    kassa_document *aside = (kassa_document *)(void *)(place.bytes + 2);
    kassa_receipt *receipt = NULL;
    size_t i;

    CHECK_STATUS("begin", KASSA_STATUS_OK, kassa_receipt_new(SELL, &receipt));
    CHECK_STATUS("a line", KASSA_STATUS_OK, kassa_receipt_add_item(receipt, "Чай", 1000, 1000000, 1000, "none"));
    CHECK_STATUS("money", KASSA_STATUS_OK, kassa_receipt_add_payment(receipt, "cash", 1000));
    CHECK_STATUS("taxation", KASSA_STATUS_OK, kassa_receipt_set(receipt, "taxationType", "osn"));
    for (i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
        memset(&place, 0, sizeof place);
        place.document.size = WRONG[i];
        CHECK_STATUS("size", KASSA_STATUS_BAD_ARGUMENT, kassa_get_status(device, &place.status));
        CHECK_STATUS("size", KASSA_STATUS_BAD_ARGUMENT, kassa_open_shift(device, "a", &place.document));
        CHECK_STATUS("size", KASSA_STATUS_BAD_ARGUMENT, kassa_close_shift(device, NULL, &place.document));
        CHECK_STATUS("size", KASSA_STATUS_BAD_ARGUMENT, kassa_print_receipt(device, receipt, &place.document));
        CHECK_STATUS("size", KASSA_STATUS_BAD_ARGUMENT, kassa_recover_document(device, "a", &place.document));
        CHECK_STATUS("size", KASSA_STATUS_BAD_ARGUMENT, kassa_last_error_record(&place.error));
        CHECK("nothing was written", place.document.size == WRONG[i] && place.document.number == 0);
    }
    CHECK_STATUS("aside", KASSA_STATUS_BAD_ARGUMENT, kassa_print_receipt(device, receipt, aside));
    CHECK_STATUS("aside", KASSA_STATUS_BAD_ARGUMENT,
                 kassa_get_status(device, (kassa_device_status *)(void *)(place.bytes + 1)));
    CHECK_STATUS("aside", KASSA_STATUS_BAD_ARGUMENT,
                 kassa_last_error_record((kassa_error *)(void *)(place.bytes + 4)));
    CHECK_STATUS("no place for a state", KASSA_STATUS_BAD_ARGUMENT, kassa_get_status(device, NULL));
    CHECK_STATUS("no place for an error", KASSA_STATUS_BAD_ARGUMENT, kassa_last_error_record(NULL));
    place.error.size = 9;
    CHECK_STATUS("an odd size", KASSA_STATUS_OK, kassa_last_error_record(&place.error));
    CHECK_STATUS("give back", KASSA_STATUS_OK, kassa_receipt_free(receipt));
}

/* Sums, paths and lists that no receipt can have. */
static void extremes(kassa_device *device) {
    static const int64_t SUMS[] = {INT64_MIN, INT64_MIN + 1, -1, 0, INT64_MAX};
    static const char *const PATHS[] = {
        "", ".", "..", "[", "[0]", "items", "items[", "items[]", "items[0", "items[0]", "items[-1].name",
        "items[1].name", "items[18446744073709551615].name", "items[99999999999999999999].name", "items[0]name",
        "items[0][0].name", "items.name", "operator", "operator.", ".operator", "operator.name.name", "type[0]", "цвет",
    };
    kassa_receipt *receipt = NULL;
    char *large;
    size_t i;

    for (i = 0; i < sizeof SUMS / sizeof *SUMS; i++) {
        CHECK_STATUS("begin", KASSA_STATUS_OK, kassa_receipt_new(SELL, &receipt));
        CHECK_STATUS("a sum", KASSA_STATUS_OK, kassa_receipt_add_item(receipt, "a", SUMS[i], SUMS[i], SUMS[i], "none"));
        CHECK_STATUS("a sum", KASSA_STATUS_OK, kassa_receipt_add_payment(receipt, "cash", SUMS[i]));
        CHECK_STATUS("such sums", KASSA_STATUS_BAD_DOCUMENT, kassa_print_receipt(device, receipt, NULL));
        CHECK_STATUS("give back", KASSA_STATUS_OK, kassa_receipt_free(receipt));
        CHECK_STATUS("cash in", KASSA_STATUS_UNSUPPORTED, kassa_cash_in(device, SUMS[i], NULL));
        CHECK_STATUS("cash out", KASSA_STATUS_UNSUPPORTED, kassa_cash_out(device, SUMS[i], NULL));
    }
    CHECK_STATUS("begin", KASSA_STATUS_OK, kassa_receipt_new(SELL, &receipt));
    for (i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
        CHECK_STATUS(PATHS[i], KASSA_STATUS_BAD_DOCUMENT, kassa_receipt_set(receipt, PATHS[i], "1"));
    }
    large = repeated("items[0]", "[0]", DEEP, "");
    CHECK_STATUS("a deep path", KASSA_STATUS_BAD_DOCUMENT, kassa_receipt_set(receipt, large, "1"));
    free(large);
    large = repeated("operator", ".name", DEEP, "");
    CHECK_STATUS("a long path", KASSA_STATUS_BAD_DOCUMENT, kassa_receipt_set(receipt, large, "1"));
    free(large);
    large = repeated("", "9", DIGITS, "");
    CHECK_STATUS("a long number", KASSA_STATUS_OK, kassa_receipt_set(receipt, "total", large));
    free(large);
    large = repeated("", "a", LARGE, "");
    CHECK_STATUS("a large text", KASSA_STATUS_OK, kassa_receipt_set(receipt, "operator.name", large));
    CHECK_STATUS("a large line", KASSA_STATUS_BAD_DOCUMENT, kassa_print_text(device, large));
    free(large);
    for (i = 0; i < DEEP; i++) {
        if (kassa_receipt_add_item(receipt, "a", 1, 1000000, 1, "none") != KASSA_STATUS_OK) {
            break;
        }
    }
    CHECK("many lines", i == DEEP);
    CHECK_STATUS("all of that", KASSA_STATUS_BAD_DOCUMENT, kassa_print_receipt(device, receipt, NULL));
    CHECK_STATUS("give back", KASSA_STATUS_OK, kassa_receipt_free(receipt));
}

/* Refused input leaves no trace in the receipt. */
static void a_refused_field_is_not_kept(kassa_device *device) {
    kassa_receipt *receipt = NULL;

    CHECK_STATUS("begin", KASSA_STATUS_OK, kassa_receipt_new(SELL, &receipt));
    CHECK_STATUS("no such field", KASSA_STATUS_BAD_DOCUMENT, kassa_receipt_set(receipt, "items[0].nothing", "1"));
    CHECK_STATUS("no number", KASSA_STATUS_BAD_DOCUMENT, kassa_receipt_set(receipt, "payments[0].sum", "much"));
    CHECK_STATUS("no number", KASSA_STATUS_BAD_DOCUMENT, kassa_receipt_set(receipt, "total", "much"));
    CHECK_STATUS("a line", KASSA_STATUS_OK, kassa_receipt_add_item(receipt, "Чай", 1000, 1000000, 1000, "none"));
    CHECK_STATUS("money", KASSA_STATUS_OK, kassa_receipt_add_payment(receipt, "cash", 1000));
    CHECK_STATUS("taxation", KASSA_STATUS_OK, kassa_receipt_set(receipt, "taxationType", "osn"));
    CHECK_STATUS("one line all the same", KASSA_STATUS_OK, kassa_receipt_set(receipt, "items[0].name", "Кофе"));
    CHECK_STATUS("sell", KASSA_STATUS_OK, kassa_print_receipt(device, receipt, NULL));
    CHECK_STATUS("give back", KASSA_STATUS_OK, kassa_receipt_free(receipt));
}

static void a_real_sale_works(kassa_device *device, const char *url) {
    char *answer = NULL;

    CHECK_STATUS("open the shift", KASSA_STATUS_OK,
                 kassa_execute(device, "{\"type\": \"openShift\", \"operator\": {\"name\": \"Лунина\"}}", &answer));
    kassa_string_free(answer);
    CHECK_STATUS("sell", KASSA_STATUS_OK,
                 kassa_execute(device,
                               "{\"type\": \"sell\", \"taxationType\": \"osn\", \"operator\": {\"name\": \"Лунина\"},"
                               " \"items\": [{\"type\": \"position\", \"name\": \"Чай\", \"price\": 10.00,"
                               " \"quantity\": 1, \"amount\": 10.00, \"tax\": {\"type\": \"vat10\"}}],"
                               " \"payments\": [{\"type\": \"cash\", \"sum\": 10.00}]}",
                               &answer));
    CHECK("sell", answer != NULL && strstr(answer, "\"fiscalParams\"") != NULL);
    kassa_string_free(answer);
    simulator_ask(url, "GET", "/simulator/ledger", everything, sizeof everything);
    CHECK("one sale on the register", occurrences(everything, "\"type\":\"receipt\"") == 1);
}

int main(int count, char **words) {
    char config[2048];
    kassa_device *device = NULL;

    if (count != 3) {
        fprintf(stderr, "usage: %s address-of-the-simulator folder-of-the-journal\n", words[0]);
        return 2;
    }
    snprintf(config, sizeof config, "{\"backend\": \"icash\", \"url\": \"%s\", \"journal\": \"%s/kassa.db\"}",
             words[1], words[2]);
    CHECK_STATUS("open", KASSA_STATUS_OK, kassa_open(config, &device));
    simulator_ask(words[1], "DELETE", "/simulator/requests", everything, sizeof everything);
    nulls(device, config);
    handles(config);
    texts(device);
    configs(words[1], words[2]);
    tasks(device);
    receipts(device);
    devices(config);
    plain_texts(device);
    sizes(device);
    extremes(device);
    simulator_ask(words[1], "GET", "/simulator/requests", everything, sizeof everything);
    CHECK("nothing was sent", strcmp(everything, "[]") == 0);
    a_real_sale_works(device, words[1]);
    a_refused_field_is_not_kept(device);
    CHECK_STATUS("close", KASSA_STATUS_OK, kassa_close(device));
    CHECK_STATUS("close again", KASSA_STATUS_BAD_HANDLE, kassa_close(device));
    return counted();
}
