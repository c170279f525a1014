/*
 * A till that knows nothing of kassa: it calls the library as programs for ATOL's registers do.
 *
 *     till SETTINGS day             a day: each call must succeed; prints what the register answered
 *     till SETTINGS sale WAY        sells one receipt and prints what the program believes then: made, not made, unknown
 *     till SETTINGS check WAY       a program that has just started asks about the document before it
 *
 * The ways are those of programs: see `believes`.
 */
#ifdef _WIN32
#include <windows.h>
#else
#include <locale.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

typedef void *handle;

int libfptr_create(handle *place);
void libfptr_destroy(handle *place);
int libfptr_set_settings(handle till, const wchar_t *settings);
int libfptr_open(handle till);
int libfptr_close(handle till);
int libfptr_is_opened(handle till);
void libfptr_set_param_int(handle till, int id, unsigned int value);
void libfptr_set_param_bool(handle till, int id, int value);
void libfptr_set_param_double(handle till, int id, double value);
void libfptr_set_param_str(handle till, int id, const wchar_t *value);
unsigned int libfptr_get_param_int(handle till, int id);
int libfptr_get_param_bool(handle till, int id);
double libfptr_get_param_double(handle till, int id);
int libfptr_get_param_str(handle till, int id, wchar_t *buffer, int size);
int libfptr_error_code(handle till);
int libfptr_error_description(handle till, wchar_t *buffer, int size);
int libfptr_operator_login(handle till);
int libfptr_open_shift(handle till);
int libfptr_open_receipt(handle till);
int libfptr_registration(handle till);
int libfptr_receipt_total(handle till);
int libfptr_payment(handle till);
int libfptr_close_receipt(handle till);
int libfptr_cancel_receipt(handle till);
int libfptr_check_document_closed(handle till);
int libfptr_continue_print(handle till);
int libfptr_report(handle till);
int libfptr_query_data(handle till);
int libfptr_fn_query_data(handle till);
int libfptr_print_text(handle till);
int libfptr_cash_income(handle till);

enum {
    TEXT = 65536, RECEIPT_TYPE = 65545, REPORT_TYPE = 65546, SERIAL_NUMBER = 65559, PAYMENT_TYPE = 65564,
    PAYMENT_SUM = 65565, REMAINDER = 65566, CHANGE = 65567, TAX_TYPE = 65569, DATA_TYPE = 65587, SHIFT_STATE = 65592,
    DOCUMENT_NUMBER = 65598, RECEIPT_SUM = 65600, SUM = 65613, FN_DATA_TYPE = 65622, FISCAL_SIGN = 65626,
    COMMODITY_NAME = 65631, PRICE = 65632, QUANTITY = 65633, DOCUMENT_CLOSED = 65644, DOCUMENT_PRINTED = 65709,
    MEASUREMENT_UNIT = 65851
};

enum { NOT_SUPPORTED = 11 };

static handle till;

/* A text of the library as this program prints it: in UTF-8. */
static const char *printable(const wchar_t *text) {
    static char bytes[8192];
#ifdef _WIN32
    if (WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof bytes, NULL, NULL) == 0) return "?";
#else
    if (wcstombs(bytes, text, sizeof bytes) == (size_t)-1) return "?";
#endif
    return bytes;
}

static const char *described(void) {
    static wchar_t text[2048];
    libfptr_error_description(till, text, 2048);
    return printable(text);
}

/* A call that must succeed. Some registers lack some functions, and the library says so. */
static int done(const char *what, int result) {
    if (result == 0) {
        printf("%s: done\n", what);
        return 1;
    }
    printf("%s: %s, error %d: %s\n", what, libfptr_error_code(till) == NOT_SUPPORTED ? "not supported" : "failed",
           libfptr_error_code(till), described());
    return 0;
}

static void operator(void) {
    libfptr_set_param_str(till, 1021, L"Кассир Лунина");
    done("operator_login", libfptr_operator_login(till));
}

/* A receipt up to its last call. */
static int receipt(void) {
    libfptr_set_param_int(till, RECEIPT_TYPE, 1);
    libfptr_set_param_int(till, 1055, 1);
    libfptr_set_param_str(till, 1008, L"buyer@example.com");
    if (!done("open_receipt", libfptr_open_receipt(till))) return 0;
    libfptr_set_param_str(till, COMMODITY_NAME, L"Чай чёрный");
    libfptr_set_param_double(till, PRICE, 125.5);
    libfptr_set_param_str(till, QUANTITY, L"2");
    libfptr_set_param_int(till, TAX_TYPE, 6);
    libfptr_set_param_int(till, MEASUREMENT_UNIT, 0);
    libfptr_set_param_int(till, 1212, 1);
    libfptr_set_param_int(till, 1214, 4);
    if (!done("registration", libfptr_registration(till))) return 0;
    libfptr_set_param_double(till, SUM, 251);
    if (!done("receipt_total", libfptr_receipt_total(till))) return 0;
    libfptr_set_param_int(till, PAYMENT_TYPE, 1);
    libfptr_set_param_double(till, PAYMENT_SUM, 251);
    if (!done("payment", libfptr_payment(till))) return 0;
    printf("remainder %.2f, change %.2f\n", libfptr_get_param_double(till, REMAINDER),
           libfptr_get_param_double(till, CHANGE));
    return 1;
}

/* The document is closed: a program that was told to has the paper finished. */
static const char *made(void) {
    int tries;
    if (!libfptr_get_param_bool(till, DOCUMENT_PRINTED))
        for (tries = 0; libfptr_continue_print(till) < 0 && tries < 10; tries++) continue;
    return "made";
}

/* Asks until it is answered, this often at most. */
static int checked(int most) {
    int tries;
    for (tries = 0; tries < most; tries++)
        if (libfptr_check_document_closed(till) >= 0) return 1;
        else printf("check: error %d: %s\n", libfptr_error_code(till), described());
    return 0;
}

/* What a program believes of its document, by its way of asking. */
static const char *believes(const char *way, int result) {
    if (strcmp(way, "never") == 0) /* asks for nothing */
        return result == 0 ? "made" : "unknown";
    if (strcmp(way, "afterwards") == 0) { /* asks after a failure alone */
        if (result == 0) return "made";
    } else if (strcmp(way, "again") == 0) { /* closes again until it succeeds */
        int tries;
        for (tries = 0; result != 0 && tries < 2; tries++) result = libfptr_close_receipt(till);
        return result == 0 ? "made" : "unknown";
    }
    if (strcmp(way, "reopened") == 0) { /* opens the register again after an error */
        if (result == 0) return "made";
        libfptr_close(till);
        if (libfptr_open(till) != 0) return "unknown";
    }
    if (!checked(strcmp(way, "patiently") == 0 ? 100000 : 2)) return "unknown";
    if (strcmp(way, "printed") == 0) /* looks at the paper alone */
        return libfptr_get_param_bool(till, DOCUMENT_PRINTED) ? "made" : "not made";
    if (libfptr_get_param_bool(till, DOCUMENT_CLOSED)) return made();
    return "not made";
}

static void sale(const char *way) {
    const char *belief;
    int result;
    operator();
    if (!receipt()) return;
    printf("closing\n");
    fflush(stdout);
    result = libfptr_close_receipt(till);
    done("close_receipt", result);
    belief = believes(way, result);
    if (strcmp(belief, "not made") == 0) done("cancel_receipt", libfptr_cancel_receipt(till));
    printf("believes: %s\n", belief);
}

static void query(const char *what, int type, int id) {
    libfptr_set_param_int(till, DATA_TYPE, (unsigned)type);
    if (done(what, libfptr_query_data(till))) printf("= %u\n", libfptr_get_param_int(till, id));
}

static void report(const char *what, int type) {
    libfptr_set_param_int(till, REPORT_TYPE, (unsigned)type);
    if (done(what, libfptr_report(till))) {
        libfptr_check_document_closed(till);
        printf("closed %d\n", libfptr_get_param_bool(till, DOCUMENT_CLOSED));
    }
}

static void day(void) {
    wchar_t sign[64];
    query("status", 0, SHIFT_STATE);
    query("shift", 14, SHIFT_STATE);
    operator();
    done("open_shift", libfptr_open_shift(till));
    sale("properly");
    libfptr_set_param_int(till, FN_DATA_TYPE, 5);
    if (done("last_document", libfptr_fn_query_data(till))) {
        libfptr_get_param_str(till, FISCAL_SIGN, sign, 64);
        printf("number %u sign %s\n", libfptr_get_param_int(till, DOCUMENT_NUMBER), printable(sign));
    }
    libfptr_set_param_int(till, FN_DATA_TYPE, 4);
    if (done("last_receipt", libfptr_fn_query_data(till)))
        printf("type %u sum %.2f\n", libfptr_get_param_int(till, RECEIPT_TYPE), libfptr_get_param_double(till, RECEIPT_SUM));
    libfptr_set_param_str(till, TEXT, L"Ждём вас снова");
    done("print_text", libfptr_print_text(till));
    libfptr_set_param_double(till, SUM, 100.01);
    done("cash_income", libfptr_cash_income(till));
    query("shift", 14, SHIFT_STATE);
    report("x", 1);
    report("close_shift", 0);
}

/* The settings, as a program has them in its own texts. */
static int given(wchar_t *settings, size_t size, const char *word) {
#ifdef _WIN32
    return MultiByteToWideChar(CP_UTF8, 0, word, -1, settings, (int)size) > 0;
#else
    return setlocale(LC_ALL, "C.UTF-8") != NULL && mbstowcs(settings, word, size) != (size_t)-1;
#endif
}

int main(int count, char **words) {
    static wchar_t settings[4096];
    if (count < 3 || !given(settings, 4096, words[1])) return 2;
    if (libfptr_create(&till) != 0 || libfptr_set_settings(till, settings) != 0) return 3;
    if (!done("open", libfptr_open(till))) return 4;
    if (strcmp(words[2], "day") == 0) {
        day();
    } else if (strcmp(words[2], "sale") == 0) {
        sale(words[3]);
    } else {
        int closed = checked(strcmp(words[3], "patiently") == 0 ? 100000 : 2);
        printf("believes: %s\n", !closed ? "unknown" : libfptr_get_param_bool(till, DOCUMENT_CLOSED) ? "made" : "not made");
    }
    done("close", libfptr_close(till));
    printf("open %d\n", libfptr_is_opened(till));
    libfptr_destroy(&till);
    return till == NULL ? 0 : 5;
}
