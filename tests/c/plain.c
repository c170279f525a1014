/* A register's day without JSON: receipts field by field, answers as structs, progress, and calls that are cancelled.
 *
 *     cc -std=c99 -Iinclude tests/c/plain.c -lkassa -lpthread && ./a.out http://127.0.0.1:PORT /folder/of/the/journal
 */
#define _POSIX_C_SOURCE 200809L
#include "check.h"
#include "kassa.h"
#include "simulator.h"
#include "wide.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CASHIER "Кассир Лунина"
#define UNTOUCHED 0x5A

static char everything[1 << 20];

static kassa_document blank(void) {
    kassa_document document;

    memset(&document, UNTOUCHED, sizeof document);
    document.size = sizeof document;
    return document;
}

static kassa_error last_error(void) {
    kassa_error error;

    memset(&error, UNTOUCHED, sizeof error);
    error.size = sizeof error;
    CHECK_STATUS("last error", KASSA_STATUS_OK, kassa_last_error_record(&error));
    return error;
}

static int is(const uint8_t *text, const char *wanted) {
    return strcmp((const char *)text, wanted) == 0;
}

static int holds(const uint8_t *text, const char *word) {
    return strstr((const char *)text, word) != NULL;
}

static int made(const char *url, const char *kind) {
    char word[64];

    snprintf(word, sizeof word, "\"type\":\"%s\"", kind);
    simulator_ask(url, "GET", "/simulator/ledger", everything, sizeof everything);
    return occurrences(everything, word);
}

static void breaks(const char *url, const char *faults) {
    simulator_send(url, "POST", "/simulator/faults", faults, everything, sizeof everything);
    CHECK("the register takes its faults", strstr(everything, "rror") == NULL);
}

/* Three loaves and some cheese, 428.80, paid with 500. */
static kassa_receipt *basket(const char *id) {
    kassa_receipt *receipt = NULL;

    CHECK_STATUS("begin", KASSA_STATUS_OK, kassa_receipt_new("sell", &receipt));
    CHECK("begin", receipt != NULL);
    CHECK_STATUS("bread", KASSA_STATUS_OK,
                 kassa_receipt_add_item(receipt, "Хлеб ржаной", 4590, 3000000, 13770, "vat10"));
    CHECK_STATUS("cheese", KASSA_STATUS_OK,
                 kassa_receipt_add_item(receipt, "Сыр весовой", 82000, 355000, 29110, NULL));
    CHECK_STATUS("its rate", KASSA_STATUS_OK, kassa_receipt_set(receipt, "items[1].tax.type", "vat10"));
    CHECK_STATUS("its unit", KASSA_STATUS_OK, kassa_receipt_set(receipt, "items[1].measurementUnit", "kilogram"));
    CHECK_STATUS("how", KASSA_STATUS_OK, kassa_receipt_set(receipt, "items[0].paymentMethod", "fullPayment"));
    CHECK_STATUS("for what", KASSA_STATUS_OK, kassa_receipt_set(receipt, "items[0].paymentObject", "commodity"));
    CHECK_STATUS("how", KASSA_STATUS_OK, kassa_receipt_set(receipt, "items[1].paymentMethod", "fullPayment"));
    CHECK_STATUS("for what", KASSA_STATUS_OK, kassa_receipt_set(receipt, "items[1].paymentObject", "commodity"));
    CHECK_STATUS("money", KASSA_STATUS_OK, kassa_receipt_add_payment(receipt, "cash", 50000));
    CHECK_STATUS("taxation", KASSA_STATUS_OK, kassa_receipt_set(receipt, "taxationType", "osn"));
    CHECK_STATUS("cashier", KASSA_STATUS_OK, kassa_receipt_set(receipt, "operator.name", CASHIER));
    if (id != NULL) {
        CHECK_STATUS("id", KASSA_STATUS_OK, kassa_receipt_set(receipt, "externalId", id));
    }
    return receipt;
}

static void layouts(void) {
    CHECK("the size of a document", sizeof(kassa_document) == 592);
    CHECK("the size of a status", sizeof(kassa_device_status) == 64);
    CHECK("the size of an error", sizeof(kassa_error) == 2464);
    CHECK("the size of a fault", sizeof(kassa_fault) == 1448);
}

static void no_error_yet(void) {
    kassa_error error = last_error();

    CHECK("nothing has failed", error.code == 0 && error.outcome == 0 && error.retry == 0 && error.faults == 0);
    CHECK("no code of a device", error.backend_code == -1 && error.http_status == 0);
    CHECK("no words", is(error.message_ru, "") && is(error.external_id, "") && is(error.path, ""));
}

static void a_sale(kassa_device *device, const char *url) {
    kassa_receipt *receipt = basket("order-1");
    kassa_document document = blank(), again = blank(), shift = blank();
    kassa_device_status status;

    status.size = sizeof status;
    CHECK_STATUS("status", KASSA_STATUS_OK, kassa_get_status(device, &status));
    CHECK("a closed shift", status.shift == 0 && status.fiscal == 1 && status.fn_present == 1);
    CHECK("no warning, one document", status.fn_warning == 0 && status.last_document == 1);
    CHECK("its clock", strlen((const char *)status.date_time) == 19);

    CHECK_STATUS("open", KASSA_STATUS_OK, kassa_open_shift(device, CASHIER, &shift));
    CHECK("open", shift.number == 2 && shift.shift_number == 1 && shift.total == 0 && shift.reserved == 0);
    CHECK_STATUS("status", KASSA_STATUS_OK, kassa_get_status(device, &status));
    CHECK("an open shift", status.shift == 1 && status.shift_number == 1 && status.last_document == 2);

    CHECK_STATUS("sell", KASSA_STATUS_OK, kassa_print_receipt(device, receipt, &document));
    CHECK("its size is left", document.size == sizeof document);
    CHECK("its numbers", document.number == 3 && document.receipt_number == 1 && document.shift_number == 1);
    CHECK("its sums", document.total == 42880 && document.change == 7120);
    CHECK("all is well with it", document.recovered == 0 && document.not_printed == 0 && document.notes == 0);
    CHECK("its texts", is(document.external_id, "order-1") && holds(document.qr, "s=428.80"));
    CHECK("its drive", strlen((const char *)document.fn_number) == 16 && document.sign[0] != 0);
    CHECK("its register", is(document.registration_number, "0000000001045548"));
    CHECK("its time", strlen((const char *)document.date_time) == 19);

    CHECK_STATUS("the same again", KASSA_STATUS_OK, kassa_print_receipt(device, receipt, &again));
    CHECK("the same again", memcmp(&document, &again, sizeof document) == 0);
    CHECK_STATUS("another content", KASSA_STATUS_OK, kassa_receipt_set(receipt, "clientInfo.emailOrPhone", "a@b.ru"));
    CHECK_STATUS("another content", KASSA_STATUS_ID_REUSED, kassa_print_receipt(device, receipt, &again));
    CHECK_STATUS("recover", KASSA_STATUS_OK, kassa_recover_document(device, "order-1", &again));
    CHECK("recover", memcmp(&document, &again, sizeof document) == 0);
    CHECK_STATUS("recover without a place", KASSA_STATUS_OK, kassa_recover_document(device, "order-1", NULL));
    CHECK_STATUS("recover what never was", KASSA_STATUS_NOT_FOUND, kassa_recover_document(device, "order-0", &again));
    CHECK_STATUS("free", KASSA_STATUS_OK, kassa_receipt_free(receipt));
    CHECK("one receipt", made(url, "receipt") == 1);

    receipt = basket(NULL);
    CHECK_STATUS("an id is made", KASSA_STATUS_OK, kassa_print_receipt(device, receipt, &again));
    CHECK("an id is made", strlen((const char *)again.external_id) == 32);
    CHECK_STATUS("nothing is wanted back", KASSA_STATUS_OK, kassa_print_receipt(device, receipt, NULL));
    CHECK_STATUS("free", KASSA_STATUS_OK, kassa_receipt_free(receipt));
    CHECK("without an id each is a new one", made(url, "receipt") == 3);
    CHECK_STATUS("print", KASSA_STATUS_OK, kassa_print_text(device, "Спасибо!\nЖдём вас снова"));
    simulator_ask(url, "GET", "/simulator/tape", everything, sizeof everything);
    CHECK("print", strstr(everything, "Ждём вас снова") != NULL);
}

/* A caller built with an older header has a smaller struct. Its memory ends where its size says (valgrind checks). */
static void older_and_newer_callers(kassa_device *device) {
    static const uint32_t SIZES[] = {8, 9, 16, 24, 32, 48, 100, 559};
    union {
        kassa_document document;
        char bytes[sizeof(kassa_document) + 64];
    } newer;
    kassa_document whole = blank();
    kassa_device_status *status;
    kassa_error *error;
    size_t i;

    CHECK_STATUS("whole", KASSA_STATUS_OK, kassa_recover_document(device, "order-1", &whole));
    for (i = 0; i < sizeof SIZES / sizeof *SIZES; i++) {
        uint32_t size = SIZES[i];
        char *room = (char *)malloc(size);
        if (room == NULL) {
            abort();
        }
        memset(room, UNTOUCHED, size);
        memcpy(room, &size, sizeof size);
        CHECK_STATUS("older", KASSA_STATUS_OK,
                     kassa_recover_document(device, "order-1", (kassa_document *)(void *)room));
        CHECK("older: its size is left", memcmp(room, &size, sizeof size) == 0);
        CHECK("older: what it has room for", memcmp(room + 4, (char *)&whole + 4, size - 4) == 0);
        free(room);
    }
    memset(&newer, UNTOUCHED, sizeof newer);
    newer.document.size = sizeof newer;
    CHECK_STATUS("newer", KASSA_STATUS_OK, kassa_recover_document(device, "order-1", &newer.document));
    CHECK("newer: its size is left", newer.document.size == sizeof newer);
    CHECK("newer: what is known", memcmp(newer.bytes + 4, (char *)&whole + 4, sizeof whole - 4) == 0);
    for (i = sizeof whole; i < sizeof newer && newer.bytes[i] == UNTOUCHED; i++) {
    }
    CHECK("newer: the rest is left", i == sizeof newer);

    status = (kassa_device_status *)malloc(12);
    error = (kassa_error *)malloc(16);
    if (status == NULL || error == NULL) {
        abort();
    }
    status->size = 12;
    CHECK_STATUS("older status", KASSA_STATUS_OK, kassa_get_status(device, status));
    CHECK("older status", status->size == 12 && status->shift == 1 && status->shift_number == 1);
    CHECK_STATUS("a failure", KASSA_STATUS_NOT_FOUND, kassa_recover_document(device, "order-0", NULL));
    error->size = 16;
    CHECK_STATUS("older error", KASSA_STATUS_OK, kassa_last_error_record(error));
    CHECK("older error", error->size == 16 && error->code == KASSA_STATUS_NOT_FOUND && error->outcome == 0);
    free(status);
    free(error);
}

static void errors(kassa_device *device) {
    kassa_receipt *receipt = basket("wrong");
    kassa_document document = blank();
    kassa_error error;
    kassa_fault fault;

    CHECK_STATUS("a path that is not", KASSA_STATUS_BAD_DOCUMENT, kassa_receipt_set(receipt, "items[7].name", "x"));
    error = last_error();
    CHECK("its place", is(error.path, "items[7].name") && error.faults == 1 && error.outcome == 0 && error.retry == 1);
    CHECK_STATUS("a flag that is not", KASSA_STATUS_BAD_DOCUMENT, kassa_receipt_set(receipt, "electronically", "x"));
    CHECK_STATUS("a wrong rate", KASSA_STATUS_OK, kassa_receipt_set(receipt, "items[0].tax.type", "vat99"));
    CHECK_STATUS("a wrong sum", KASSA_STATUS_OK, kassa_receipt_set(receipt, "items[1].amount", "290.00"));
    CHECK_STATUS("faults", KASSA_STATUS_BAD_DOCUMENT, kassa_print_receipt(device, receipt, &document));
    error = last_error();
    CHECK("their number", error.code == KASSA_STATUS_BAD_DOCUMENT && error.faults >= 2 && error.outcome == 0);
    CHECK("the first of them", is(error.path, "items[0].tax.type") && holds(error.message_en, "items[0].tax.type"));
    fault.size = sizeof fault;
    CHECK_STATUS("the first", KASSA_STATUS_OK, kassa_last_error_fault(0, &fault));
    CHECK("the first", is(fault.path, "items[0].tax.type") && is(fault.value, "vat99") && is(fault.rule, "form"));
    CHECK_STATUS("the second", KASSA_STATUS_OK, kassa_last_error_fault(1, &fault));
    CHECK("the second", is(fault.path, "items[1].amount") && is(fault.rule, "lineSum") && fault.message_ru[0] != 0);
    CHECK_STATUS("one too many", KASSA_STATUS_BAD_ARGUMENT, kassa_last_error_fault(error.faults, &fault));
    CHECK_STATUS("none before the first", KASSA_STATUS_BAD_ARGUMENT, kassa_last_error_fault(-1, &fault));
    CHECK("the error is left", last_error().code == KASSA_STATUS_BAD_DOCUMENT);
    CHECK("both languages", holds(error.message_ru, "ошибок") && error.advice_ru[0] != 0 && error.advice_en[0] != 0);
    CHECK_STATUS("free", KASSA_STATUS_OK, kassa_receipt_free(receipt));

    CHECK_STATUS("no report", KASSA_STATUS_UNSUPPORTED, kassa_print_x_report(device, CASHIER));
    CHECK_STATUS("no report", KASSA_STATUS_UNSUPPORTED, kassa_print_x_report(device, NULL));
    CHECK_STATUS("no cash in", KASSA_STATUS_UNSUPPORTED, kassa_cash_in(device, 100000, &document));
    CHECK_STATUS("no cash out", KASSA_STATUS_UNSUPPORTED, kassa_cash_out(device, 100000, NULL));
    CHECK("no cash out", last_error().code == KASSA_STATUS_UNSUPPORTED);
}

static void twins(kassa_device *device, const char *url) {
    kassa_receipt *receipt = NULL;
    kassa_document document = blank(), again = blank();
    int before = made(url, "receipt");

    CHECK_STATUS("wide close", KASSA_STATUS_OK, kassa_close_shift_w(device, wide(CASHIER), &document));
    CHECK("wide close", document.shift_number == 1);
    CHECK_STATUS("wide open", KASSA_STATUS_OK, kassa_open_shift_w(device, wide(CASHIER), NULL));
    CHECK_STATUS("wide begin", KASSA_STATUS_OK, kassa_receipt_new_w(wide("sell"), &receipt));
    CHECK_STATUS("wide line", KASSA_STATUS_OK,
                 kassa_receipt_add_item_w(receipt, wide("Чай чёрный"), 12550, 1000000, 12550, wide("vat10")));
    CHECK_STATUS("wide money", KASSA_STATUS_OK, kassa_receipt_add_payment_w(receipt, wide("electronically"), 12550));
    CHECK_STATUS("wide field", KASSA_STATUS_OK, kassa_receipt_set_w(receipt, wide("taxationType"), wide("osn")));
    CHECK_STATUS("wide id", KASSA_STATUS_OK, kassa_receipt_set_w(receipt, wide("externalId"), wide("чек-1")));
    CHECK_STATUS("sell", KASSA_STATUS_OK, kassa_print_receipt(device, receipt, &document));
    CHECK("sell", document.total == 12550 && document.change == 0 && is(document.external_id, "чек-1"));
    CHECK_STATUS("wide recover", KASSA_STATUS_OK, kassa_recover_document_w(device, wide("чек-1"), &again));
    CHECK("wide recover", memcmp(&document, &again, sizeof document) == 0);
    CHECK_STATUS("free", KASSA_STATUS_OK, kassa_receipt_free(receipt));
    CHECK("Cyrillic on the register", made(url, "receipt") == before + 1 && strstr(everything, "Чай чёрный") != NULL);
    CHECK_STATUS("wide print", KASSA_STATUS_OK, kassa_print_text_w(device, wide("До свидания")));
    CHECK_STATUS("wide report", KASSA_STATUS_UNSUPPORTED, kassa_print_x_report_w(device, wide(CASHIER)));
}

static void a_lost_answer(kassa_device *device, const char *url) {
    kassa_receipt *receipt = basket("lost");
    kassa_document document = blank(), again = blank();
    int before = made(url, "receipt");

    breaks(url, "[{\"path\": \"/receipt\", \"point\": \"processed\", \"action\": \"close\"}]");
    CHECK_STATUS("lost", KASSA_STATUS_OK, kassa_print_receipt(device, receipt, &document));
    CHECK("found", document.recovered == 1 && document.total == 42880 && document.change == 7120);
    CHECK_STATUS("recover", KASSA_STATUS_OK, kassa_recover_document(device, "lost", &again));
    CHECK("recover", again.number == document.number && is(again.external_id, "lost"));
    CHECK_STATUS("free", KASSA_STATUS_OK, kassa_receipt_free(receipt));
    CHECK("made once", made(url, "receipt") == before + 1);
}

/* The stages that the progress function got; it is called in the thread that makes the call. */
struct seen {
    int waiting, looking, sending, settling, downloading, others;
};

static void see(void *user, const char *progress) {
    struct seen *seen = (struct seen *)user;

    if (strcmp(progress, "{\"stage\":\"waiting\"}") == 0) {
        seen->waiting++;
    } else if (strcmp(progress, "{\"stage\":\"looking\"}") == 0) {
        seen->looking++;
    } else if (strcmp(progress, "{\"stage\":\"sending\"}") == 0) {
        seen->sending++;
    } else if (strcmp(progress, "{\"stage\":\"settling\"}") == 0) {
        seen->settling++;
    } else if (strncmp(progress, "{\"stage\":\"downloading\",\"done\":", 30) == 0) {
        seen->downloading++;
    } else {
        seen->others++;
    }
}

static void stop_early(void *user, const char *progress) {
    if (strstr(progress, "looking") != NULL) {
        kassa_cancel((kassa_device *)user);
    }
}

static void progress(kassa_device *device, const char *url) {
    struct seen seen = {0, 0, 0, 0, 0, 0}, before;
    kassa_receipt *receipt = basket("watched");
    kassa_error error;
    int receipts = made(url, "receipt");

    CHECK_STATUS("watch", KASSA_STATUS_OK, kassa_set_progress(device, see, &seen));
    CHECK_STATUS("sell", KASSA_STATUS_OK, kassa_print_receipt(device, receipt, NULL));
    CHECK("each stage once", seen.waiting == 1 && seen.looking == 1 && seen.sending == 1 && seen.settling == 0);
    CHECK("only files are downloads", seen.downloading == 0 && seen.others == 0);
    breaks(url, "[{\"path\": \"/receipt\", \"point\": \"processed\", \"action\": \"close\"}]");
    CHECK_STATUS("id", KASSA_STATUS_OK, kassa_receipt_set(receipt, "externalId", "watched-2"));
    CHECK_STATUS("sell", KASSA_STATUS_OK, kassa_print_receipt(device, receipt, NULL));
    CHECK("a lost answer is settled", seen.settling == 1);
    CHECK_STATUS("watch no more", KASSA_STATUS_OK, kassa_set_progress(device, NULL, NULL));
    before = seen;
    CHECK_STATUS("id", KASSA_STATUS_OK, kassa_receipt_set(receipt, "externalId", "watched-3"));
    CHECK_STATUS("sell", KASSA_STATUS_OK, kassa_print_receipt(device, receipt, NULL));
    CHECK("nothing is told", memcmp(&before, &seen, sizeof seen) == 0);

    CHECK_STATUS("stop", KASSA_STATUS_OK, kassa_set_progress(device, stop_early, device));
    CHECK_STATUS("id", KASSA_STATUS_OK, kassa_receipt_set(receipt, "externalId", "watched-4"));
    CHECK_STATUS("stopped by its own progress", KASSA_STATUS_CANCELLED, kassa_print_receipt(device, receipt, NULL));
    error = last_error();
    CHECK("not sent", error.code == KASSA_STATUS_CANCELLED && error.outcome == 0 && error.retry == 0);
    CHECK("its id", is(error.external_id, "watched-4"));
    CHECK_STATUS("go on", KASSA_STATUS_OK, kassa_set_progress(device, NULL, NULL));
    CHECK("not made", made(url, "receipt") == receipts + 3);
    CHECK_STATUS("sell", KASSA_STATUS_OK, kassa_print_receipt(device, receipt, NULL));
    CHECK("made", made(url, "receipt") == receipts + 4);
    CHECK_STATUS("free", KASSA_STATUS_OK, kassa_receipt_free(receipt));
}

/* A call in a thread of its own; the error is kept in the thread that made the call. */
struct call {
    kassa_device *device;
    kassa_receipt *receipt;
    kassa_document document;
    kassa_error error;
    kassa_status status;
};

static void *sell(void *user) {
    struct call *call = (struct call *)user;

    call->status = kassa_print_receipt(call->device, call->receipt, &call->document);
    call->error.size = sizeof call->error;
    kassa_last_error_record(&call->error);
    return NULL;
}

/* Sells while `path` hangs, and cancels the call; returns whether it came back soon. */
static int broken_off(struct call *call, const char *url, const char *path, const char *faults) {
    struct timespec moment = {0, 10 * 1000 * 1000}, begun, ended;
    pthread_t thread;
    int tries;

    breaks(url, faults);
    simulator_ask(url, "DELETE", "/simulator/requests", everything, sizeof everything);
    if (pthread_create(&thread, NULL, sell, call) != 0) {
        abort();
    }
    for (tries = 0; tries < 30000; tries++) {
        simulator_ask(url, "GET", "/simulator/requests", everything, sizeof everything);
        if (strstr(everything, path) != NULL) {
            break;
        }
        nanosleep(&moment, NULL);
    }
    clock_gettime(CLOCK_MONOTONIC, &begun);
    CHECK_STATUS("cancel", KASSA_STATUS_OK, kassa_cancel(call->device));
    pthread_join(thread, NULL);
    clock_gettime(CLOCK_MONOTONIC, &ended);
    return tries < 30000 && ended.tv_sec - begun.tv_sec < 20;
}

static void cancel(kassa_device *device, const char *url) {
    struct call call;
    int before = made(url, "receipt");

    memset(&call, 0, sizeof call);
    call.device = device;
    call.document = blank();
    call.receipt = basket("broken off");
    CHECK("broken off soon",
          broken_off(&call, url, "/api/1/status",
                     "[{\"path\": \"/status\", \"point\": \"received\", \"action\": \"hang\", \"delayMs\": 30000}]"));
    CHECK_STATUS("before it was sent", KASSA_STATUS_CANCELLED, call.status);
    CHECK("before it was sent", call.error.code == KASSA_STATUS_CANCELLED && call.error.outcome == 0);
    CHECK("not made", made(url, "receipt") == before);
    CHECK("broken off soon",
          broken_off(&call, url, "/api/1/receipt",
                     "[{\"path\": \"/receipt\", \"point\": \"processed\", \"action\": \"hang\", \"delayMs\": 30000}]"));
    CHECK_STATUS("after it was sent", KASSA_STATUS_UNKNOWN, call.status);
    CHECK("after it was sent", call.error.outcome == 3 && call.error.retry == 2);
    CHECK("its id", is(call.error.external_id, "broken off"));
    breaks(url, "[]");
    CHECK_STATUS("recover", KASSA_STATUS_OK, kassa_recover_document(device, "broken off", &call.document));
    CHECK("recover", call.document.total == 42880 && call.document.recovered == 1);
    CHECK("made once", made(url, "receipt") == before + 1);
    CHECK_STATUS("free", KASSA_STATUS_OK, kassa_receipt_free(call.receipt));
    CHECK_STATUS("nothing to break off", KASSA_STATUS_OK, kassa_cancel(device));
    CHECK_STATUS("later calls go on", KASSA_STATUS_OK, kassa_print_text(device, "Дальше"));
}

int main(int count, char **words) {
    char config[2048];
    kassa_device *device = NULL;
    kassa_document document = blank();

    if (count != 3) {
        fprintf(stderr, "usage: %s address-of-the-simulator folder-of-the-journal\n", words[0]);
        return 2;
    }
    layouts();
    no_error_yet();
    snprintf(config, sizeof config,
             "{\"backend\": \"icash\", \"url\": \"%s\", \"journal\": \"%s/kassa.db\", \"settleMs\": 300, \"resend\": 0}", words[1],
             words[2]);
    CHECK_STATUS("open", KASSA_STATUS_OK, kassa_open(config, &device));
    a_sale(device, words[1]);
    older_and_newer_callers(device);
    errors(device);
    twins(device, words[1]);
    a_lost_answer(device, words[1]);
    progress(device, words[1]);
    cancel(device, words[1]);
    CHECK_STATUS("close the shift", KASSA_STATUS_OK, kassa_close_shift(device, CASHIER, &document));
    CHECK("close the shift", document.shift_number == 2);
    CHECK_STATUS("close", KASSA_STATUS_OK, kassa_close(device));
    return counted();
}
