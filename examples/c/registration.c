/* Advances the registration workflow of a new register as far as it can go now, up to its registration card.
 *
 *     registration http://127.0.0.1:8081 http://127.0.0.1:8080 kassa.db card.xml
 *
 * Run it again until it says that all is done: after a day, after a restart, after a broken link. Nothing is done twice.
 * The service is the simulator of OFD.ru, and the signer is plainly a test one: this signature is none by law.
 */
#include "kassa.h"

#include <stdio.h>
#include <string.h>

#define ROAD "shop-1"

static const char *const REGISTRAR =
    "{\"backend\": \"ofdru\", \"url\": \"%s\", \"journal\": \"%s\", \"login\": \"partner@example.com\","
    " \"password\": \"partner-password\", \"ofdAgreementId\": \"555b55e5-a555-5e55-55d5-5fcbafd5fe55\"}";

static const char *const REGISTER = "{\"backend\": \"icash\", \"url\": \"%s\", \"journal\": \"%s\"}";

static const char *const REQUEST =
    "{\"id\": \"" ROAD "\", \"purpose\": \"InitialRegistration\", \"card\": \"%s\","
    " \"KktDetails\": {\"FnName\": \"Накопитель ФН-1.1\", \"FnNumber\": \"9999078900012345\","
    "  \"Model\": \"iCASH-1F\", \"SerialNumber\": \"00000000000000012345\", \"FnsBranchCode\": \"7743\","
    "  \"InstallmentPlace\": \"Магазин\", \"InstallmentAddress\": {\"RegionCode\": \"77\","
    "   \"FiasCode\": \"0c5b2444-70a0-4932-980c-b4dc0d3f02b5\", \"Street\": \"ул. Примерная\"}},"
    " \"CompanyDetails\": {\"CompanyType\": \"LegalEntity\", \"FnsBranchCode\": \"7743\", \"Inn\": \"7743013901\","
    "  \"Kpp\": \"774301001\", \"Ogrn\": \"1027739019208\", \"CompanyName\": \"ООО Ромашка\","
    "  \"LegalAddress\": {\"RegionCode\": \"77\"},"
    "  \"Signatory\": {\"FirstName\": \"Анна\", \"LastName\": \"Лунина\", \"MiddleName\": \"Павловна\","
    "   \"Email\": \"lunina@example.com\", \"Phone\": \"+79000000000\", \"Position\": \"директор\"}},"
    " \"registration\": {\"operator\": {\"name\": \"Инженер Седов\"},"
    "  \"organization\": {\"email\": \"shop@example.com\", \"taxationTypes\": [\"osn\"]},"
    "  \"device\": {\"ffdVersion\": \"1.05\"}, \"ofd\": {\"name\": \"ООО Пример ОФД\", \"vatin\": \"7704453017\"}}}";

/* Writes bytes as base64. */
static void encode(const char *text, char *into) {
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t length = strlen(text);
    size_t at;

    for (at = 0; at < length; at += 3) {
        unsigned long bits = (unsigned long)(unsigned char)text[at] << 16;
        if (at + 1 < length)
            bits |= (unsigned long)(unsigned char)text[at + 1] << 8;
        if (at + 2 < length)
            bits |= (unsigned char)text[at + 2];
        *into++ = letters[bits >> 18];
        *into++ = letters[bits >> 12 & 63];
        *into++ = at + 1 < length ? letters[bits >> 6 & 63] : '=';
        *into++ = at + 2 < length ? letters[bits & 63] : '=';
    }
    *into = 0;
}

/* The signer. A real one shows the document to a person and signs with a key. */
static int32_t sign(void *user, const char *document, const uint8_t *content, uintptr_t length, kassa_signature *into) {
    uint64_t hash = 0xcbf29ce484222325u;
    char text[64], signature[128];
    uintptr_t at;

    (void)user;
    printf("signing %lu bytes of %s\n", (unsigned long)length, document);
    for (at = 0; at < length; at++)
        hash = (hash ^ content[at]) * 0x100000001b3u;
    snprintf(text, sizeof text, "TEST SIGNATURE %08lx%08lx", (unsigned long)(hash >> 32),
             (unsigned long)(hash & 0xffffffffu));
    encode(text, signature);
    return (int32_t)kassa_signature_set(into, signature);
}

/* Shows an answer, frees it, and returns whether the workflow is done. */
static int is_done(kassa_status status, char *answer) {
    int done = status == KASSA_STATUS_OK && answer && strstr(answer, "\"done\":true") != NULL;

    printf("%d %s\n", (int)status, answer ? answer : "");
    kassa_string_free(answer);
    return done;
}

static kassa_device *opened(const char *form, const char *address, const char *journal) {
    char config[2048];
    kassa_device *device = NULL;

    snprintf(config, sizeof config, form, address, journal);
    if (kassa_open(config, &device) != KASSA_STATUS_OK)
        fprintf(stderr, "not opened: %s\n", config);
    return device;
}

int main(int count, char **words) {
    char request[4096];
    char *answer = NULL;
    kassa_device *registrar, *device;
    kassa_status status;
    int done = 0;

    if (count != 5) {
        fprintf(stderr, "usage: %s address-of-the-service address-of-the-register journal card\n", words[0]);
        return 2;
    }
    registrar = opened(REGISTRAR, words[1], words[3]);
    device = opened(REGISTER, words[2], words[3]);
    if (registrar && device) {
        /* The same request again returns the same workflow. */
        snprintf(request, sizeof request, REQUEST, words[4]);
        status = kassa_registration_start(registrar, device, request, &answer);
        done = is_done(status, answer);
        if (status == KASSA_STATUS_OK && !done) {
            status = kassa_registration_advance(registrar, device, ROAD, sign, NULL, &answer);
            done = is_done(status, answer);
        }
        puts(done ? "all is done: the card is saved" : "not at the end yet: run this again later");
    }
    kassa_close(registrar);
    kassa_close(device);
    return done ? 0 : 3;
}
