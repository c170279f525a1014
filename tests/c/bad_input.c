/* Whatever a host passes, it gets a status, its out-parameter is set, nothing is sent, and the process lives.
 *
 *     cc -std=c99 -Iinclude tests/c/bad_input.c -lkassa && ./a.out http://127.0.0.1:PORT /folder/of/the/journal
 */
#define _POSIX_C_SOURCE 200112L
#include "check.h"
#include "kassa.h"
#include "simulator.h"

#include <stdlib.h>
#include <string.h>

#define DEEP 10000
#define DIGITS 10000
#define LARGE (20 * 1024 * 1024)
#define FOREIGN ((kassa *)0x1234)

/* What an out-parameter holds before a call, so that one left alone is seen. */
#define UNTOUCHED ((void *)&passed)

typedef kassa_status (*with_text)(kassa *, const char *, char **);
typedef kassa_status (*with_wide_text)(kassa *, const uint16_t *, uint16_t **);

static const with_text TASKS[] = {kassa_execute, kassa_validate, kassa_recover};
static const with_wide_text WIDE_TASKS[] = {kassa_execute_w, kassa_validate_w, kassa_recover_w};
static const uint16_t LONE_SURROGATE[] = {'{', '"', 0xD800, '"', ':', '1', '}', 0};
static const uint16_t EMPTY_OBJECT[] = {'{', '}', 0};
static char everything[1 << 20];

/* Frees an answer to a failed call, having looked at it. */
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

static void refuses_task(const char *what, kassa_status wanted, kassa *device, const char *task) {
    char *answer = (char *)UNTOUCHED;

    CHECK_STATUS(what, wanted, kassa_execute(device, task, &answer));
    check_error(what, answer);
    answer = (char *)UNTOUCHED;
    CHECK_STATUS(what, wanted, kassa_validate(device, task, &answer));
    check_error(what, answer);
}

static void refuses_config(const char *what, kassa_status wanted, const char *config) {
    kassa *device = (kassa *)UNTOUCHED;
    char *error = (char *)UNTOUCHED;

    CHECK_STATUS(what, wanted, kassa_open(config, &device));
    CHECK(what, device == NULL);
    CHECK_STATUS(what, KASSA_STATUS_OK, kassa_last_error(&error));
    CHECK(what, error != UNTOUCHED && error != NULL && strstr(error, "\"message\"") != NULL);
    kassa_string_free(error == UNTOUCHED ? NULL : error);
}

/* `head`, then `count` times `piece`, then `tail`; to be freed. */
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

static void nulls(kassa *device, const char *config) {
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
    kassa *closed = NULL;
    kassa *strange[2];
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

static void texts(kassa *device) {
    kassa *opened = (kassa *)UNTOUCHED;
    uint16_t *wide;
    char *answer;
    size_t i;

    /* "Привет" in cp1251, a cut sequence, an overlong slash, a surrogate in UTF-8. */
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
    opened = (kassa *)UNTOUCHED;
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

static void tasks(kassa *device) {
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

static void a_real_sale_works(kassa *device, const char *url) {
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
    kassa *device = NULL;

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
    simulator_ask(words[1], "GET", "/simulator/requests", everything, sizeof everything);
    CHECK("nothing was sent", strcmp(everything, "[]") == 0);
    a_real_sale_works(device, words[1]);
    CHECK_STATUS("close", KASSA_STATUS_OK, kassa_close(device));
    CHECK_STATUS("close again", KASSA_STATUS_BAD_HANDLE, kassa_close(device));
    return counted();
}
