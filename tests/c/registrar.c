/* Every function of the registration service, in UTF-8 and in UTF-16, with valid and with invalid input.
 *
 *     cc -std=c99 -Iinclude tests/c/registrar.c -lkassa && ./a.out http://SERVICE http://REGISTER /folder
 */
#include "check.h"
#include "kassa.h"
#include "wide.h"

#include <string.h>

#define ACCOUNT "555b55e5-a555-5e55-55d5-5fcbafd5fe55"
#define DETAILS                                                                                                  \
    "\"KktDetails\": {\"FnName\": \"ФН-1.1\", \"FnNumber\": \"9999078900012345\", \"Model\": \"iCASH-1F\","      \
    " \"SerialNumber\": \"00000000000000012345\", \"FnsBranchCode\": \"7743\", \"InstallmentPlace\": \"Киоск\"," \
    " \"InstallmentAddress\": {\"RegionCode\": \"77\", \"FiasCode\": \"0c5b2444-70a0-4932-980c-b4dc0d3f02b5\","  \
    "  \"Street\": \"ул. Примерная\"}},"                                                                          \
    " \"CompanyDetails\": {\"CompanyType\": \"LegalEntity\", \"FnsBranchCode\": \"7743\","                       \
    " \"Inn\": \"7743013901\", \"Kpp\": \"774301001\", \"Ogrn\": \"1027739019208\","                             \
    " \"CompanyName\": \"ООО Ромашка\", \"LegalAddress\": {\"RegionCode\": \"77\"},"                             \
    " \"Signatory\": {\"FirstName\": \"Анна\", \"LastName\": \"Лунина\", \"MiddleName\": \"Павловна\","          \
    "  \"Email\": \"a@example.com\", \"Phone\": \"+79000000000\", \"Position\": \"директор\"}}"
#define TASK                                                                                                     \
    "\"registration\": {\"operator\": {\"name\": \"Седов\"},"                                                    \
    " \"organization\": {\"email\": \"a@example.com\", \"taxationTypes\": [\"osn\"]},"                           \
    " \"device\": {\"ffdVersion\": \"1.05\"}, \"ofd\": {\"name\": \"ООО ОФД\", \"vatin\": \"7704453017\"}}"

static char request[4096];
static kassa_signature *stale;
static int signs, declines;

static void encode(const char *text, char *into) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t length = strlen(text), at;

    for (at = 0; at < length; at += 3) {
        unsigned long bits = (unsigned long)(unsigned char)text[at] << 16;
        bits |= at + 1 < length ? (unsigned long)(unsigned char)text[at + 1] << 8 : 0;
        bits |= at + 2 < length ? (unsigned long)(unsigned char)text[at + 2] : 0;
        *into++ = letters[bits >> 18];
        *into++ = letters[bits >> 12 & 63];
        *into++ = at + 1 < length ? letters[bits >> 6 & 63] : '=';
        *into++ = at + 2 < length ? letters[bits & 63] : '=';
    }
    *into = 0;
}

/* Signs in UTF-8 and in UTF-16 in turns, and the first time not at all. */
static int32_t sign(void *user, const char *document, const uint8_t *content, uintptr_t length, kassa_signature *into) {
    uint64_t hash = 0xcbf29ce484222325u;
    char text[64], signature[128];
    uintptr_t at;

    CHECK("user", user == &signs);
    CHECK("document", document != NULL && strstr(document, "\"kind\":\"1110") != NULL);
    CHECK("content", content != NULL && length > 0);
    stale = into;
    if (declines++ == 0) {
        /* A signature that is set and then declined is not used. */
        CHECK_STATUS("declined", KASSA_STATUS_OK, kassa_signature_set(into, "AA=="));
        return 1;
    }
    for (at = 0; at < length; at++) {
        hash = (hash ^ content[at]) * 0x100000001b3u;
    }
    snprintf(text, sizeof text, "TEST SIGNATURE %08lx%08lx", (unsigned long)(hash >> 32),
             (unsigned long)(hash & 0xffffffffu));
    encode(text, signature);
    CHECK_STATUS("no text", KASSA_STATUS_BAD_ARGUMENT, kassa_signature_set(into, NULL));
    CHECK_STATUS("no wide text", KASSA_STATUS_BAD_ARGUMENT, kassa_signature_set_w(into, NULL));
    CHECK_STATUS("not UTF-8", KASSA_STATUS_BAD_ARGUMENT, kassa_signature_set(into, "\xff"));
    return (int32_t)(signs++ % 2 == 0 ? kassa_signature_set(into, signature)
                                      : kassa_signature_set_w(into, wide(signature)));
}

/* A signer that reports success without setting a signature. */
static int32_t say_nothing(void *user, const char *document, const uint8_t *content, uintptr_t length,
                           kassa_signature *into) {
    (void)user, (void)document, (void)content, (void)length, (void)into;
    return 0;
}

static int holds(const uint16_t *text, const char *word) {
    size_t length = strlen(word), i;

    for (; text != NULL && *text != 0; text++) {
        for (i = 0; i < length && text[i] == (unsigned char)word[i]; i++) {
        }
        if (i == length) {
            return 1;
        }
    }
    return 0;
}

/* An answer that must contain the word; it is freed. */
static void says(const char *what, char *answer, const char *word) {
    CHECK(what, answer != NULL && strstr(answer, word) != NULL);
    if (answer != NULL && strstr(answer, word) == NULL) {
        puts(answer);
    }
    kassa_string_free(answer);
}

static void says_wide(const char *what, uint16_t *answer, const char *word) {
    CHECK(what, holds(answer, word));
    kassa_string_free_w(answer);
}

typedef kassa_status (*call)(kassa_device *registrar, const char *params, char **answer);
typedef kassa_status (*call_w)(kassa_device *registrar, const uint16_t *params, uint16_t **answer);

/* Each call of the service with missing data: an id, a field, everything. */
static void calls(kassa_device *registrar) {
    static const struct {
        const char *name;
        call narrow;
        call_w wide_;
        const char *params;
        kassa_status wanted;
        const char *word;
    } table[] = {
        {"create", kassa_application_create, kassa_application_create_w, "{\"purpose\": \"x\"}",
         KASSA_STATUS_BAD_DOCUMENT, "\"purpose\""},
        {"update", kassa_application_update, kassa_application_update_w, "{\"id\": \"1\"}",
         KASSA_STATUS_BAD_DOCUMENT, "kktDetails"},
        {"list", kassa_application_list, kassa_application_list_w, "{\"ofdAgreementId\": \"" ACCOUNT "\"}",
         KASSA_STATUS_OK, "Success"},
        {"get", kassa_application_get, kassa_application_get_w, "{\"id\": \"0\"}", KASSA_STATUS_REFUSED,
         "ApplicationNotFound"},
        {"prepare", kassa_application_prepare_documents, kassa_application_prepare_documents_w, "{\"id\": \"0\"}",
         KASSA_STATUS_REFUSED, "ApplicationNotFound"},
        {"sign", kassa_application_sign, kassa_application_sign_w,
         "{\"id\": \"0\", \"documentId\": \"0\", \"signature\": \"AA==\"}", KASSA_STATUS_REFUSED,
         "ApplicationNotFound"},
        {"client", kassa_client_register, kassa_client_register_w,
         "{\"name\": \"A\", \"email\": \"shop@example.com\", \"inn\": \"7743013901\", \"kpp\": \"774301001\"}",
         KASSA_STATUS_OK, "agreement"},
    };
    size_t at;

    for (at = 0; at < sizeof table / sizeof *table; at++) {
        char *answer = NULL;
        uint16_t *wide_answer = NULL;

        CHECK_STATUS(table[at].name, table[at].wanted, table[at].narrow(registrar, table[at].params, &answer));
        says(table[at].name, answer, table[at].word);
        CHECK_STATUS(table[at].name, table[at].wanted,
                     table[at].wide_(registrar, wide(table[at].params), &wide_answer));
        says_wide(table[at].name, wide_answer, table[at].word);
        CHECK_STATUS(table[at].name, KASSA_STATUS_BAD_HANDLE, table[at].narrow(NULL, "{}", &answer));
        says(table[at].name, answer, "badHandle");
        CHECK_STATUS(table[at].name, KASSA_STATUS_BAD_DOCUMENT, table[at].narrow(registrar, "{", &answer));
        says(table[at].name, answer, "badDocument");
        CHECK_STATUS(table[at].name, KASSA_STATUS_BAD_ARGUMENT, table[at].narrow(registrar, "{}", NULL));
        CHECK_STATUS(table[at].name, KASSA_STATUS_BAD_ARGUMENT, table[at].wide_(registrar, wide("{}"), NULL));
        if (table[at].narrow != kassa_application_list) {
            CHECK_STATUS(table[at].name, KASSA_STATUS_BAD_ARGUMENT, table[at].narrow(registrar, NULL, &answer));
            says(table[at].name, answer, "badArgument");
        }
    }
}

static void downloads(kassa_device *registrar, const char *folder) {
    static const char *const nothing = "{\"id\": \"0\", \"documentId\": \"0\"}";
    char file[1024];
    char *answer = NULL;
    uint16_t *wide_answer = NULL;

    snprintf(file, sizeof file, "%s/a.xml", folder);
    CHECK_STATUS("download", KASSA_STATUS_REFUSED, kassa_application_download(registrar, nothing, NULL, &answer));
    says("download", answer, "ApplicationNotFound");
    CHECK_STATUS("download", KASSA_STATUS_REFUSED, kassa_application_download(registrar, nothing, file, &answer));
    says("download", answer, "ApplicationNotFound");
    CHECK_STATUS("download", KASSA_STATUS_BAD_DOCUMENT, kassa_application_download(registrar, "[]", file, &answer));
    says("download", answer, "badDocument");
    CHECK_STATUS("wide download", KASSA_STATUS_REFUSED,
                 kassa_application_download_w(registrar, wide(nothing), wide(file), &wide_answer));
    says_wide("wide download", wide_answer, "ApplicationNotFound");
    CHECK_STATUS("wide download", KASSA_STATUS_REFUSED,
                 kassa_application_download_w(registrar, wide(nothing), NULL, &wide_answer));
    says_wide("wide download", wide_answer, "ApplicationNotFound");
}

static void wrong_workflows(kassa_device *registrar, kassa_device *device) {
    char *answer = NULL;
    uint16_t *wide_answer = NULL;

    CHECK_STATUS("no road", KASSA_STATUS_NOT_FOUND,
                 kassa_registration_advance(registrar, device, "дорога", sign, &signs, &answer));
    says("no road", answer, "notFound");
    CHECK_STATUS("no road", KASSA_STATUS_NOT_FOUND, kassa_registration_state(registrar, "дорога", &answer));
    says("no road", answer, "notFound");
    CHECK_STATUS("no id", KASSA_STATUS_BAD_ARGUMENT,
                 kassa_registration_advance(registrar, device, NULL, sign, &signs, &answer));
    says("no id", answer, "badArgument");
    CHECK_STATUS("no device", KASSA_STATUS_BAD_HANDLE, kassa_registration_start(registrar, NULL, request, &answer));
    says("no device", answer, "badHandle");
    CHECK_STATUS("no registrar", KASSA_STATUS_BAD_HANDLE, kassa_registration_start(NULL, device, request, &answer));
    says("no registrar", answer, "badHandle");
    CHECK_STATUS("no answer", KASSA_STATUS_BAD_ARGUMENT, kassa_registration_start(registrar, device, request, NULL));
    CHECK_STATUS("empty", KASSA_STATUS_BAD_DOCUMENT, kassa_registration_start(registrar, device, "{}", &answer));
    says("empty", answer, "\"purpose\"");
    CHECK_STATUS("wide no road", KASSA_STATUS_NOT_FOUND,
                 kassa_registration_state_w(registrar, wide("дорога"), &wide_answer));
    says_wide("wide no road", wide_answer, "notFound");
    CHECK_STATUS("not in a call", KASSA_STATUS_BAD_HANDLE, kassa_signature_set(NULL, "AA=="));
    CHECK_STATUS("not in a call", KASSA_STATUS_BAD_HANDLE, kassa_signature_set_w((kassa_signature *)device, wide("AA==")));
}

/* The complete workflow: started twice, not signed, signed wrongly, signed, and at its end. */
static void workflow(kassa_device *registrar, kassa_device *device) {
    char *answer = NULL;
    uint16_t *wide_answer = NULL;

    CHECK_STATUS("start", KASSA_STATUS_OK, kassa_registration_start(registrar, device, request, &answer));
    says("start", answer, "\"step\":\"application\"");
    CHECK_STATUS("start", KASSA_STATUS_OK, kassa_registration_start_w(registrar, device, wide(request), &wide_answer));
    says_wide("start", wide_answer, "\"step\":\"application\"");
    CHECK_STATUS("nobody", KASSA_STATUS_OK,
                 kassa_registration_advance(registrar, device, "shop-1", NULL, NULL, &answer));
    says("nobody", answer, "\"awaited\":\"signer\"");
    CHECK_STATUS("nothing", KASSA_STATUS_OK,
                 kassa_registration_advance(registrar, device, "shop-1", say_nothing, NULL, &answer));
    says("nothing", answer, "\"awaited\":\"signer\"");
    CHECK_STATUS("declined", KASSA_STATUS_OK,
                 kassa_registration_advance_w(registrar, device, wide("shop-1"), sign, &signs, &wide_answer));
    says_wide("declined", wide_answer, "\"awaited\":\"signer\"");
    CHECK_STATUS("too late", KASSA_STATUS_BAD_HANDLE, kassa_signature_set(stale, "AA=="));
    CHECK_STATUS("signed", KASSA_STATUS_OK,
                 kassa_registration_advance(registrar, device, "shop-1", sign, &signs, &answer));
    says("signed", answer, "\"done\":true");
    CHECK("signed", signs == 2);
    CHECK_STATUS("state", KASSA_STATUS_OK, kassa_registration_state(registrar, "shop-1", &answer));
    says("state", answer, "\"kind\":\"1110066\"");
}

int main(int count, char **words) {
    char config[2048];
    kassa_device *registrar = NULL, *device = NULL;

    if (count != 4) {
        fprintf(stderr, "usage: %s address-of-the-service address-of-the-register folder\n", words[0]);
        return 2;
    }
    snprintf(config, sizeof config,
             "{\"backend\": \"ofdru\", \"url\": \"%s\", \"journal\": \"%s/kassa.db\", \"login\": \"partner@example.com\","
             " \"password\": \"partner-password\", \"ofdAgreementId\": \"" ACCOUNT "\"}",
             words[1], words[3]);
    CHECK_STATUS("open", KASSA_STATUS_OK, kassa_open(config, &registrar));
    snprintf(config, sizeof config, "{\"backend\": \"icash\", \"url\": \"%s\", \"journal\": \"%s/kassa.db\"}", words[2],
             words[3]);
    CHECK_STATUS("open", KASSA_STATUS_OK, kassa_open(config, &device));
    snprintf(request, sizeof request,
             "{\"id\": \"shop-1\", \"purpose\": \"InitialRegistration\", \"card\": \"%s/card.xml\", " DETAILS ", " TASK "}",
             words[3]);
    calls(registrar);
    downloads(registrar, words[3]);
    wrong_workflows(registrar, device);
    workflow(registrar, device);
    CHECK_STATUS("close", KASSA_STATUS_OK, kassa_close(registrar));
    CHECK_STATUS("close", KASSA_STATUS_OK, kassa_close(device));
    return counted();
}
