/* What a Windows program meets: the library and its journal in a folder with a Russian name, loaded by hand, Russian
 * messages, and what the properties of the file say.
 *
 *     cyrillic.exe http://127.0.0.1:PORT FOLDER VERSION       with касса.dll in the folder
 */
#include "check.h"
#include "kassa.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#define ROOM 4096

typedef kassa_status (*open_w_fn)(const uint16_t *, kassa_device **);
typedef kassa_status (*open_fn)(const char *, kassa_device **);
typedef kassa_status (*execute_w_fn)(kassa_device *, const uint16_t *, uint16_t **);
typedef kassa_status (*recover_fn)(kassa_device *, const char *, char **);
typedef kassa_status (*close_fn)(kassa_device *);
typedef kassa_status (*last_error_w_fn)(uint16_t **);
typedef void (*free_fn)(char *);
typedef void (*free_w_fn)(uint16_t *);

static HMODULE library;

static FARPROC function(const char *name) {
    FARPROC found = GetProcAddress(library, name);

    CHECK(name, found != NULL);
    if (found == NULL) {
        exit(1);
    }
    return found;
}

/* C has no cast from one function pointer to another that the pedantic compiler takes in silence, but by void. */
#define FUNCTION(type, name) ((type)(void (*)(void))function(name))

/* Text of the sources, which is UTF-8, as the Windows functions want it. */
static const wchar_t *wide(const char *text) {
    static wchar_t rooms[4][ROOM];
    static int turn;

    turn = (turn + 1) % 4;
    MultiByteToWideChar(CP_UTF8, 0, text, -1, rooms[turn], ROOM);
    return rooms[turn];
}

static int holds(const uint16_t *text, const char *word) {
    return text != NULL && wcsstr((const wchar_t *)text, wide(word)) != NULL;
}

/* The configuration: JSON would want a backslash doubled, and Windows takes either. */
static const wchar_t *config_of(const wchar_t *url, const wchar_t *folder, const char *journal) {
    static wchar_t config[ROOM];
    wchar_t *at;

    config[0] = 0;
    wcscat(wcscat(config, wide("{\"backend\": \"icash\", \"url\": \"")), url);
    wcscat(wcscat(config, wide("\", \"journal\": \"")), folder);
    wcscat(wcscat(wcscat(config, wide("/")), wide(journal)), wide("\"}"));
    for (at = config; *at != 0; at++) {
        if (*at == L'\\') {
            *at = L'/';
        }
    }
    return config;
}

static void load(const wchar_t *folder) {
    wchar_t path[ROOM];
    LARGE_INTEGER begun, ended, second;

    wcscpy(path, folder);
    wcscat(path, wide("\\касса.dll"));
    QueryPerformanceFrequency(&second);
    QueryPerformanceCounter(&begun);
    library = LoadLibraryW(path);
    QueryPerformanceCounter(&ended);
    CHECK("the library loads from there", library != NULL);
    if (library == NULL) {
        exit(1);
    }
    printf("loaded in %ld us\n", (long)((ended.QuadPart - begun.QuadPart) * 1000000 / second.QuadPart));
}

static void does(kassa_device *device, const char *what, const char *task, const char *word) {
    uint16_t *answer = NULL;

    CHECK_STATUS(what, KASSA_STATUS_OK,
                 FUNCTION(execute_w_fn, "kassa_execute_w")(device, (const uint16_t *)wide(task), &answer));
    CHECK(what, holds(answer, word));
    FUNCTION(free_w_fn, "kassa_string_free_w")(answer);
}

static void sale(const wchar_t *url, const wchar_t *folder) {
    kassa_device *device = NULL;
    wchar_t journal[ROOM];

    CHECK_STATUS("open", KASSA_STATUS_OK,
                 FUNCTION(open_w_fn, "kassa_open_w")((const uint16_t *)config_of(url, folder, "журнал.db"), &device));
    does(device, "shift", "{\"type\": \"openShift\", \"operator\": {\"name\": \"Кассир Лунина\"}}", "fiscalParams");
    does(device, "sale",
         "{\"type\": \"sell\", \"externalId\": \"чек-1\", \"taxationType\": \"osn\","
         " \"items\": [{\"type\": \"position\", \"name\": \"Хлеб ржаной\", \"price\": 45.90, \"quantity\": 3,"
         "  \"amount\": 137.70, \"tax\": {\"type\": \"vat10\"}}], \"payments\": [{\"type\": \"cash\", \"sum\": 150}]}",
         "чек-1");
    CHECK_STATUS("close", KASSA_STATUS_OK, FUNCTION(close_fn, "kassa_close")(device));
    wcscat(wcscpy(journal, folder), wide("\\журнал.db"));
    CHECK("the journal stands there", GetFileAttributesW(journal) != INVALID_FILE_ATTRIBUTES);
}

/* The same journal by its name in UTF-8: the sale is known. */
static void known_in_utf8(const wchar_t *url, const wchar_t *folder) {
    kassa_device *device = NULL;
    char config[ROOM], *answer = NULL;

    WideCharToMultiByte(CP_UTF8, 0, config_of(url, folder, "журнал.db"), -1, config, ROOM, NULL, NULL);
    CHECK_STATUS("open", KASSA_STATUS_OK, FUNCTION(open_fn, "kassa_open")(config, &device));
    CHECK_STATUS("recover", KASSA_STATUS_OK, FUNCTION(recover_fn, "kassa_recover")(device, "чек-1", &answer));
    CHECK("recover", answer != NULL && strstr(answer, "чек-1") != NULL);
    FUNCTION(free_fn, "kassa_string_free")(answer);
    CHECK_STATUS("close", KASSA_STATUS_OK, FUNCTION(close_fn, "kassa_close")(device));
}

static void errors(const wchar_t *url, const wchar_t *folder) {
    kassa_device *device = NULL;
    uint16_t *error = NULL;
    const uint16_t *config = (const uint16_t *)config_of(url, folder, "касса.dll/журнал.db");

    CHECK_STATUS("a file is no folder", KASSA_STATUS_JOURNAL, FUNCTION(open_w_fn, "kassa_open_w")(config, &device));
    CHECK_STATUS("its error", KASSA_STATUS_OK, FUNCTION(last_error_w_fn, "kassa_last_error_w")(&error));
    CHECK("the path is told", holds(error, "касса.dll"));
    CHECK("in Russian too", holds(error, "урнал"));
    FUNCTION(free_w_fn, "kassa_string_free_w")(error);
}

static void says(void *resource, const char *name, const char *wanted) {
    wchar_t path[128], *text = NULL;
    UINT length = 0;

    wcscat(wcscpy(path, wide("\\StringFileInfo\\000004B0\\")), wide(name));
    CHECK(name, VerQueryValueW(resource, path, (void **)&text, &length));
    CHECK(name, text != NULL && wcscmp(text, wide(wanted)) == 0);
}

static void properties(const wchar_t *folder, const char *version) {
    static char resource[ROOM];
    wchar_t path[ROOM];
    VS_FIXEDFILEINFO *fixed = NULL;
    UINT length = 0;
    char numbers[64];

    wcscat(wcscpy(path, folder), wide("\\касса.dll"));
    CHECK("there are properties", GetFileVersionInfoW(path, 0, sizeof resource, resource));
    CHECK("numbers", VerQueryValueW(resource, wide("\\"), (void **)&fixed, &length) && length == sizeof *fixed);
    if (fixed != NULL) {
        snprintf(numbers, sizeof numbers, "%u.%u.%u", HIWORD(fixed->dwFileVersionMS), LOWORD(fixed->dwFileVersionMS),
                 HIWORD(fixed->dwFileVersionLS));
        CHECK("numbers", strcmp(numbers, version) == 0);
    }
    says(resource, "ProductName", "kassa");
    says(resource, "OriginalFilename", "kassa.dll");
    says(resource, "ProductVersion", version);
    says(resource, "FileVersion", version);
}

int wmain(int count, wchar_t **words) {
    char version[64];

    if (count != 4) {
        return 2;
    }
    load(words[2]);
    sale(words[1], words[2]);
    known_in_utf8(words[1], words[2]);
    errors(words[1], words[2]);
    WideCharToMultiByte(CP_UTF8, 0, words[3], -1, version, sizeof version, NULL, NULL);
    properties(words[2], version);
    return counted();
}
