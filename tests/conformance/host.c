/* The conformance host in C; with -DWIDE it uses the functions in UTF-16. See README.md. */
#include "kassa.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORDS 8
#define LINE 65536

#ifdef WIDE
#include "../c/wide.h"
#define TEXT(text) wide(text)
#define CALL(name) name##_w
typedef uint16_t letter;
#define FREE kassa_string_free_w
#else
#define TEXT(text) (text)
#define CALL(name) name
typedef char letter;
#define FREE kassa_string_free
#endif

static kassa_device *device;
static kassa_receipt *receipt;

static void say(const char *name, const char *value) {
    printf("%s\t%s\n", name, value);
}

static void count(const char *name, long long value) {
    printf("%s\t%lld\n", name, value);
}

static void flag(const char *name, int32_t raised) {
    say(name, raised == 1 ? "yes" : "no");
}

static void sum(const char *name, int64_t kopecks) {
    printf("%s\t%lld.%02lld\n", name, (long long)(kopecks / 100), (long long)(kopecks % 100));
}

/* 45.90 in kopecks is 4590 with 2 decimals, 0.355 in millionths is 355000 with 6. */
static int64_t digits(const char *text, int places) {
    int64_t value = 0;
    int after = -1;

    for (; *text != 0; text++) {
        if (*text == '.') {
            after = 0;
        } else {
            value = value * 10 + (*text - '0');
            after += after >= 0;
        }
    }
    for (after = after < 0 ? 0 : after; after < places; after++) {
        value *= 10;
    }
    return value;
}

static const letter *given(const char *text) {
    return *text == 0 ? NULL : TEXT(text);
}

/* The answer is printed as UTF-8. */
static void answer_of(letter *answer) {
#ifdef WIDE
    const uint16_t *at;
    printf("answer\t");
    for (at = answer; at != NULL && *at != 0; at++) {
        unsigned long code = *at;
        if (code >= 0xD800 && code < 0xDC00) {
            code = 0x10000 + ((code - 0xD800) << 10) + (*++at - 0xDC00u);
        }
        if (code < 0x80) {
            putchar((int)code);
        } else if (code < 0x800) {
            printf("%c%c", (int)(0xC0 | code >> 6), (int)(0x80 | (code & 0x3F)));
        } else if (code < 0x10000) {
            printf("%c%c%c", (int)(0xE0 | code >> 12), (int)(0x80 | (code >> 6 & 0x3F)), (int)(0x80 | (code & 0x3F)));
        } else {
            printf("%c%c%c%c", (int)(0xF0 | code >> 18), (int)(0x80 | (code >> 12 & 0x3F)),
                   (int)(0x80 | (code >> 6 & 0x3F)), (int)(0x80 | (code & 0x3F)));
        }
    }
    putchar('\n');
#else
    say("answer", answer != NULL ? answer : "");
#endif
}

static kassa_status answered(kassa_status status, letter *answer) {
    if (status == KASSA_STATUS_OK) {
        answer_of(answer);
    }
    FREE(answer);
    return status;
}

static kassa_status made(kassa_status status, const kassa_document *document) {
    if (status == KASSA_STATUS_OK) {
        count("number", document->number);
        count("receiptNumber", document->receipt_number);
        count("shiftNumber", document->shift_number);
        sum("total", document->total);
        sum("change", document->change);
        flag("recovered", document->recovered);
        flag("notPrinted", document->not_printed);
        flag("nonFiscal", document->non_fiscal);
        flag("offline", document->offline);
        flag("shiftClosed", document->shift_closed);
        flag("notRecorded", document->not_recorded);
        flag("byContent", document->by_content);
        flag("numberingRestarted", document->numbering_restarted);
        count("similar", document->similar);
        count("notes", document->notes);
        say("externalId", (const char *)document->external_id);
    }
    return status;
}

/* Each line of a drawing as text. */
static kassa_status drawn(const char *request) {
    uint8_t *bytes = NULL;
    uintptr_t length = 0, at = 0;
    kassa_status status = CALL(kassa_render)(device, TEXT(request), &bytes, &length);

    for (; at < length; at++) {
        printf("drawn\t");
        for (; at < length && bytes[at] != '\n'; at++) {
            putchar(bytes[at]);
        }
        putchar('\n');
    }
    kassa_bytes_free(bytes, length);
    return status;
}

static kassa_status status_of(void) {
    static const char *const SHIFTS[] = {"closed", "opened", "expired"};
    static const char *const FLAGS[] = {"unknown", "no", "yes"};
    kassa_device_status state;
    kassa_status status;

    state.size = sizeof state;
    status = kassa_get_status(device, &state);
    if (status == KASSA_STATUS_OK) {
        say("shift", SHIFTS[state.shift]);
        count("shiftNumber", state.shift_number);
        say("fiscal", FLAGS[state.fiscal + 1]);
        count("lastDocument", state.last_document);
    }
    return status;
}

static kassa_status begin(const char *kind) {
    kassa_receipt_free(receipt);
    return CALL(kassa_receipt_new)(TEXT(kind), &receipt);
}

static kassa_status closed(void) {
    kassa_status status = kassa_close(device);
    device = NULL;
    return status;
}

static void fail(void) {
    static const char *const OUTCOMES[] = {"notSent", "rejected", "registered", "unknown"};
    static const char *const RETRIES[] = {"safe", "fixInput", "recoverFirst", "service"};
    kassa_error error;
    kassa_fault fault;
    int32_t i;

    error.size = sizeof error;
    kassa_last_error_record(&error);
    count("status", error.code);
    say("outcome", OUTCOMES[error.outcome]);
    say("retry", RETRIES[error.retry]);
    count("backendCode", error.backend_code);
    say("externalId", (const char *)error.external_id);
    /* If there are faults, the message of the record names the first of them. */
    say("ru", (const char *)error.message_ru);
    fault.size = sizeof fault;
    for (i = 0; i < error.faults && kassa_last_error_fault(i, &fault) == KASSA_STATUS_OK; i++) {
        say("fault", (const char *)fault.path);
    }
}

static kassa_status done(char *word[WORDS]) {
    const char *verb = word[0];
    kassa_document document;
    letter *answer = NULL;
    kassa_status status;

    document.size = sizeof document;
    if (strcmp(verb, "ping") == 0) return KASSA_STATUS_OK;
    if (strcmp(verb, "load") == 0) {
        say("version", kassa_version());
        return KASSA_STATUS_OK;
    }
    if (strcmp(verb, "open") == 0) return CALL(kassa_open)(TEXT(word[1]), &device);
    if (strcmp(verb, "close") == 0) return closed();
    if (strcmp(verb, "execute") == 0) {
        status = CALL(kassa_execute)(device, TEXT(word[1]), &answer);
        return answered(status, answer);
    }
    if (strcmp(verb, "validate") == 0) {
        status = CALL(kassa_validate)(device, TEXT(word[1]), &answer);
        return answered(status, answer);
    }
    if (strcmp(verb, "call") == 0) {
        status = *word[2] == 0 ? CALL(kassa_call)(device, TEXT(word[1]), NULL, &answer)
                               : CALL(kassa_call)(device, TEXT(word[1]), TEXT(word[2]), &answer);
        return answered(status, answer);
    }
    if (strcmp(verb, "render") == 0) return drawn(word[1]);
    if (strcmp(verb, "status") == 0) return status_of();
    if (strcmp(verb, "openShift") == 0) {
        return made(CALL(kassa_open_shift)(device, given(word[1]), &document), &document);
    }
    if (strcmp(verb, "closeShift") == 0) {
        return made(CALL(kassa_close_shift)(device, given(word[1]), &document), &document);
    }
    if (strcmp(verb, "cashIn") == 0) return made(kassa_cash_in(device, digits(word[1], 2), &document), &document);
    if (strcmp(verb, "cashOut") == 0) return made(kassa_cash_out(device, digits(word[1], 2), &document), &document);
    if (strcmp(verb, "recover") == 0) {
        return made(CALL(kassa_recover_document)(device, TEXT(word[1]), &document), &document);
    }
    if (strcmp(verb, "printXReport") == 0) return CALL(kassa_print_x_report)(device, given(word[1]));
    if (strcmp(verb, "printText") == 0) return CALL(kassa_print_text)(device, TEXT(word[1]));
    if (strcmp(verb, "receipt") == 0) return begin(word[1]);
    if (strcmp(verb, "set") == 0) return CALL(kassa_receipt_set)(receipt, TEXT(word[1]), TEXT(word[2]));
    if (strcmp(verb, "item") == 0) {
        int64_t price = digits(word[2], 2), quantity = digits(word[3], 6);
        int64_t amount = (price * quantity + 500000) / 1000000;
        return CALL(kassa_receipt_add_item)(receipt, TEXT(word[1]), price, quantity, amount, TEXT(word[4]));
    }
    if (strcmp(verb, "payment") == 0) {
        return CALL(kassa_receipt_add_payment)(receipt, TEXT(word[1]), digits(word[2], 2));
    }
    if (strcmp(verb, "print") == 0) return made(kassa_print_receipt(device, receipt, &document), &document);
    fprintf(stderr, "no such command: %s\n", verb);
    exit(2);
}

int main(void) {
    static char line[LINE];

    while (fgets(line, sizeof line, stdin) != NULL) {
        static char nothing[] = "";
        char *word[WORDS] = {nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing};
        char *at = line;
        int i;

        line[strcspn(line, "\r\n")] = 0;
        for (i = 0; i < WORDS && at != NULL; i++) {
            word[i] = at;
            at = strchr(at, '\t');
            if (at != NULL) {
                *at++ = 0;
            }
        }
        if (done(word) != KASSA_STATUS_OK) {
            fail();
        }
        puts(".");
        fflush(stdout);
    }
    kassa_receipt_free(receipt);
    return 0;
}
