/* The stand-in for 1C:Enterprise, controlled by lines of text: it reads commands for a component from standard input and
 * writes the answers to standard output. Fields are separated by tabs (\t, \n, \r and \\ in a field are escaped so).
 *
 *   create CLASS              ok | refused          (setMemManager and Init included)
 *   list                      methods and names, then "end"
 *   language LOCALE CODE      ok
 *   locale LOCALE             ok: the locale alone
 *   call METHOD ARGUMENT…     returned KIND VALUE, then KIND VALUE of each parameter | failed | unknown
 *   procedure METHOD ARGUMENT…  the same, called as a procedure
 *   many COUNT METHOD ARGUMENT…  mean nanoseconds of one such call
 *   use NUMBER                ok                    (selects the object of this number; create makes the next)
 *   bare CLASS                ok | refused          (as create, without setMemManager and Init)
 *   begin | nowhere           ok | refused          (both of them; both of them with null)
 *   odd METHOD ARGUMENT…      refused, unless the component answers one of these invalid calls: no place for the result,
 *                             no parameters although they are counted, a count below zero
 *   exhaust                   ok                    (the component's next allocation fails)
 *   reenter                   reentered COUNT       (from now on calls the object from each of its messages; COUNT such calls
 *                             were answered so far)
 *   done | destroy | again | delete   ok | refused  (again: DestroyObject of what is not an object)
 *   memory                    live BLOCKS, bad BLOCKS
 *   messages                  weight, code, text of each AddError so far, then "end"
 *
 * Arguments: s:TEXT, i:NUMBER (I4), j:NUMBER (I8), u:NUMBER (UI1), d:NUMBER (R8), f:NUMBER (R4), b:0|1, h:NUMBER
 * (HRESULT), t:TEXT (as bytes), e: (EMPTY), n: (a text without an address), o: (a place for a text), x: (a block), z:
 * (an unknown kind). */
#include "platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>
static void *library(const char *path) { return (void *)LoadLibraryA(path); }
static void *symbol(void *from, const char *name) { return (void *)GetProcAddress((HMODULE)from, name); }
#else
#include <dlfcn.h>
static void *library(const char *path) { return dlopen(path, RTLD_NOW); }
static void *symbol(void *from, const char *name) { return dlsym(from, name); }
#endif

#define MOST 64

struct block {
    struct block *next;
    void *at;
};

static struct block *blocks;
static long live, bad;
static char *messages;
static size_t messages_length;

void *host_allocate(unsigned long bytes) {
    struct block *block = malloc(sizeof *block);
    block->at = malloc(bytes ? bytes : 1);
    memset(block->at, 0xA5, bytes);
    block->next = blocks;
    blocks = block;
    live++;
    return block->at;
}

void host_free(void *at) {
    struct block **link = &blocks;
    while (*link && (*link)->at != at) link = &(*link)->next;
    if (!*link) {
        bad++;
        return;
    }
    struct block *block = *link;
    *link = block->next;
    free(block->at);
    free(block);
    live--;
}

static int exhausted;

/* Whether the component's allocation fails: once after `exhaust`. */
int host_exhausted(void) {
    int now = exhausted;
    exhausted = 0;
    return now;
}

static size_t length_of(const unit *text) {
    size_t length = 0;
    while (text[length]) length++;
    return length;
}

static size_t decoded(const char *text, unit *into) {
    size_t length = 0;
    while (*text) {
        unsigned char first = (unsigned char)*text++;
        uint32_t code = first;
        int more = first < 0x80 ? 0 : first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        if (more) code = first & (0x3F >> more);
        while (more-- && *text) code = code << 6 | ((unsigned char)*text++ & 0x3F);
        if (code >= 0x10000) {
            into[length++] = (unit)(0xD7C0 + (code >> 10));
            code = 0xDC00 + (code & 0x3FF);
        }
        into[length++] = (unit)code;
    }
    into[length] = 0;
    return length;
}

static unit *wide(const char *text) {
    unit *into = malloc((strlen(text) + 1) * sizeof *into);
    decoded(text, into);
    return into;
}

/* UTF-8 in which the characters that would end a line or a field are escaped. */
static char *shown(const unit *text, size_t length) {
    char *into = malloc(length * 4 + 1), *end = into;
    for (size_t at = 0; at < length; at++) {
        uint32_t code = text[at];
        if (code >= 0xD800 && code < 0xDC00 && at + 1 < length) code = 0x10000 + ((code - 0xD800) << 10) + (text[++at] - 0xDC00);
        if (code == '\t' || code == '\n' || code == '\r' || code == '\\') {
            *end++ = '\\';
            *end++ = code == '\t' ? 't' : code == '\n' ? 'n' : code == '\r' ? 'r' : '\\';
        } else if (code < 0x80) *end++ = (char)code;
        else if (code < 0x800) *end++ = (char)(0xC0 | code >> 6), *end++ = (char)(0x80 | (code & 63));
        else if (code < 0x10000)
            *end++ = (char)(0xE0 | code >> 12), *end++ = (char)(0x80 | (code >> 6 & 63)), *end++ = (char)(0x80 | (code & 63));
        else
            *end++ = (char)(0xF0 | code >> 18), *end++ = (char)(0x80 | (code >> 12 & 63)),
            *end++ = (char)(0x80 | (code >> 6 & 63)), *end++ = (char)(0x80 | (code & 63));
    }
    *end = 0;
    return into;
}

static void *entered;
static int entries;

/* A platform that shows a message at once may call the object from within the object's own message. */
static void enter_again(void) {
    static const unit name[] = {'G', 'e', 't', 'I', 'n', 't', 'e', 'r', 'f', 'a', 'c', 'e', 'R', 'e', 'v', 'i', 's', 'i', 'o', 'n', 0};
    variant result;
    memset(&result, 0, sizeof result);
    entries += object_function(entered, object_find(entered, name), &result, NULL, 0) && result.value.i32 >= 4000;
}

void host_message(int weight, long code, const unit *text) {
    if (entered) enter_again();
    char *told = shown(text, length_of(text)), line[64];
    size_t before = messages_length, start = (size_t)snprintf(line, sizeof line, "%d\t%ld\t", weight, code);
    messages_length += start + strlen(told) + 1;
    messages = realloc(messages, messages_length + 1);
    memcpy(messages + before, line, start);
    strcpy(messages + before + start, told);
    strcpy(messages + messages_length - 1, "\n");
    free(told);
}

static char *line_of_input(void) {
    size_t room = 4096, length = 0;
    char *line = malloc(room);
    for (int letter; (letter = getchar()) != EOF && letter != '\n';) {
        if (length + 2 > room) line = realloc(line, room *= 2);
        line[length++] = (char)letter;
    }
    line[length] = 0;
    if (!length && feof(stdin)) {
        free(line);
        return NULL;
    }
    if (length && line[length - 1] == '\r') line[length - 1] = 0;
    return line;
}

static void unescape(char *text) {
    char *to = text;
    for (; *text; text++) {
        if (*text != '\\' || !text[1]) *to++ = *text;
        else {
            text++;
            *to++ = *text == 't' ? '\t' : *text == 'n' ? '\n' : *text == 'r' ? '\r' : *text;
        }
    }
    *to = 0;
}

static void put(variant *into, const char *argument) {
    const char *text = argument + 2;
    memset(into, 0, sizeof *into);
    switch (argument[0]) {
    case 's': case 'o':
        into->kind = V_PWSTR;
        into->value.wide.at = host_allocate((unsigned long)((strlen(text) + 1) * sizeof(unit)));
        into->value.wide.length = (uint32_t)decoded(text, into->value.wide.at);
        break;
    case 't': case 'x':
        into->kind = argument[0] == 't' ? V_PSTR : V_BLOB;
        into->value.narrow.at = host_allocate((unsigned long)strlen(text) + 1);
        strcpy(into->value.narrow.at, text);
        into->value.narrow.length = (uint32_t)strlen(text);
        break;
    case 'n': into->kind = V_PWSTR; break;
    case 'i': into->kind = V_I4; into->value.i32 = atoi(text); break;
    case 'j': into->kind = V_I8; into->value.i64 = strtoll(text, NULL, 10); break;
    case 'u': into->kind = V_UI1; into->value.u8 = (uint8_t)atoi(text); break;
    case 'h': into->kind = V_HRESULT; into->value.i32 = atoi(text); break;
    case 'd': into->kind = V_R8; into->value.f64 = atof(text); break;
    case 'f': into->kind = V_R4; into->value.f32 = (float)atof(text); break;
    case 'b': into->kind = V_BOOL; into->value.u8 = text[0] == '1' ? 0xFF : 0; break;
    case 'z': into->kind = 0x6016; into->value.wide.at = (unit *)(uintptr_t)1; into->value.wide.length = 7; break;
    default: into->kind = V_EMPTY;
    }
}

/* Prints a value, and frees its part on the heap. */
static void take(variant *from) {
    char *text;
    switch (from->kind) {
    case V_PWSTR:
        text = shown(from->value.wide.at, from->value.wide.length);
        printf("\ttext\t%s", text);
        free(text);
        if (from->value.wide.at) host_free(from->value.wide.at);
        break;
    case V_PSTR: case V_BLOB: printf("\tbytes\t%u", from->value.narrow.length); host_free(from->value.narrow.at); break;
    case V_BOOL: printf("\tflag\t%s", from->value.u8 ? "true" : "false"); break;
    case V_I4: printf("\tnumber\t%d", from->value.i32); break;
    case V_R8: printf("\tnumber\t%g", from->value.f64); break;
    case V_EMPTY: printf("\tempty\t"); break;
    default: printf("\tkind\t%u", from->kind);
    }
    memset(from, 0, sizeof *from);
}

static long long now(void) {
#ifdef _WIN32
    LARGE_INTEGER count, second;
    QueryPerformanceCounter(&count);
    QueryPerformanceFrequency(&second);
    return (long long)((double)count.QuadPart * 1e9 / (double)second.QuadPart);
#else
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
#endif
}

static void call(void *object, char **fields, int count, int procedure, long repeats) {
    unit *name = wide(fields[0]);
    long method = object_find(object, name), parameters;
    free(name);
    if (method < 0) {
        printf("unknown\n");
        return;
    }
    parameters = object_parameters(object, method);
    variant values[MOST], result;
    int given = count - 1;
    if (parameters > MOST || given > MOST || object_returns(object, method) != 1) {
        printf("failed\n");
        return;
    }
    long long begun = now();
    for (long repeat = 1; repeat < repeats; repeat++) {
        for (int at = 0; at < given; at++) put(&values[at], fields[at + 1]);
        memset(&result, 0, sizeof result);
        if (!object_function(object, method, &result, given ? values : NULL, given)) break;
        for (int at = 0; at < given; at++)
            if ((values[at].kind == V_PWSTR) && values[at].value.wide.at) host_free(values[at].value.wide.at);
    }
    if (repeats > 1) {
        printf("nanoseconds\t%lld\n", (now() - begun) / (repeats - 1));
        return;
    }
    for (int at = 0; at < given; at++) put(&values[at], fields[at + 1]);
    memset(&result, 0, sizeof result);
    int done = procedure ? object_procedure(object, method, given ? values : NULL, given)
                         : object_function(object, method, &result, given ? values : NULL, given);
    printf(done ? "returned" : "failed");
    take(&result);
    for (int at = 0; at < given; at++) take(&values[at]);
    printf("\n");
}

static void odd(void *object, char **fields, int count) {
    unit *name = wide(fields[0]);
    long method = object_find(object, name);
    free(name);
    variant values[MOST], result;
    int given = count - 1, answered = 0;
    for (int at = 0; at < given; at++) put(&values[at], fields[at + 1]);
    memset(&result, 0, sizeof result);
    answered += object_function(object, method, NULL, given ? values : NULL, given);
    answered += object_function(object, method, &result, NULL, given);
    answered += object_function(object, method, &result, values, -1);
    answered += object_procedure(object, method, NULL, given);
    for (int at = 0; at < given; at++)
        if (values[at].kind == V_PWSTR && values[at].value.wide.at) host_free(values[at].value.wide.at);
    printf(answered ? "ok\n" : "refused\n");
}

static char *name_of(const unit *name) {
    if (!name) return strdup("?");
    char *text = shown(name, length_of(name));
    host_free((void *)(uintptr_t)name);
    return text;
}

static void list(void *object) {
    unit *name = NULL;
    int registered = object_registered(object, &name);
    char *text = registered ? name_of(name) : strdup("?");
    printf("class\t%s\t%ld\t%ld\n", text, object_info(object), object_properties(object));
    free(text);
    long count = object_methods(object);
    for (long method = 0; method < count; method++) {
        char *english = name_of(object_method_name(object, method, 0)), *russian = name_of(object_method_name(object, method, 1));
        long parameters = object_parameters(object, method), defaults = 0;
        for (long at = 0; at < parameters; at++) {
            variant value;
            memset(&value, 0x5A, sizeof value);
            defaults += object_default(object, method, at, &value) || value.kind != V_EMPTY;
        }
        printf("method\t%s\t%s\t%ld\t%ld\n", english, russian, parameters, defaults);
        free(english);
        free(russian);
    }
    int strange = object_method_name(object, count, 0) || object_method_name(object, -1, 1) ||
                  object_parameters(object, count) || object_parameters(object, -1) || object_returns(object, count) ||
                  object_procedure(object, count, NULL, 0) || object_function(object, -1, NULL, NULL, 0) ||
                  object_find(object, NULL) >= 0;
    printf(strange ? "strange\n" : "end\n");
}

int main(int count, char **arguments) {
    void *component = count > 1 ? library(arguments[1]) : NULL;
    if (!component) {
        fprintf(stderr, "the component does not load\n");
        return 2;
    }
#ifdef _WIN32
    _setmode(_fileno(stdin), _O_BINARY);
    _setmode(_fileno(stdout), _O_BINARY);
#endif
    class_names names = (class_names)symbol(component, "GetClassNames");
    class_object make = (class_object)symbol(component, "GetClassObject");
    destroy_object destroy = (destroy_object)symbol(component, "DestroyObject");
    int (*level)(int) = (int (*)(int))symbol(component, "SetPlatformCapabilities");
    int (*attach)(void) = (int (*)(void))symbol(component, "GetAttachType");
    if (!names || !make || !destroy || !level || !attach) {
        fprintf(stderr, "an export is missing\n");
        return 2;
    }
    char *all = shown(names(), length_of(names()));
    printf("classes\t%s\t%d\t%d\n", all, level(3), attach());
    free(all);
    fflush(stdout);
    void *objects[MOST] = {0}, *object = NULL;
    int made = 0, used = 0;
    for (char *line; (line = line_of_input()); free(line), fflush(stdout)) {
        char *fields[MOST + 3];
        int parts = 0;
        for (char *at = line; at && parts < MOST + 3; parts++) {
            fields[parts] = at;
            at = strchr(at, '\t');
            if (at) *at++ = 0;
        }
        for (int at = 0; at < parts; at++) unescape(fields[at]);
        const char *word = fields[0];
        if ((!strcmp(word, "create") || !strcmp(word, "bare")) && made < MOST) {
            unit *name = wide(fields[1]);
            long done = make(name, &object);
            free(name);
            used = made++;
            objects[used] = object;
            printf(done && object && (word[0] == 'b' || object_begin(object)) ? "ok\n" : "refused\n");
        } else if (!strcmp(word, "memory")) printf("memory\t%ld\t%ld\n", live, bad);
        else if (!strcmp(word, "messages")) printf("%send\n", messages ? messages : "");
        else if (!strcmp(word, "use")) {
            used = atoi(fields[1]);
            object = objects[used];
            printf("ok\n");
        } else if (!strcmp(word, "again")) {
            void *foreign = arguments, *null = NULL;
            printf(destroy(&foreign) == 0 || destroy(&null) == 0 || destroy(NULL) == 0 ? "ok\n" : "refused\n");
        } else if (!object) printf("no object\n");
        else if (!strcmp(word, "list")) list(object);
        else if (!strcmp(word, "locale")) {
            unit *locale = wide(fields[1]);
            object_locale(object, locale);
            free(locale);
            printf("ok\n");
        } else if (!strcmp(word, "language")) {
            unit *locale = wide(fields[1]), *language = wide(fields[2]);
            object_language(object, locale, language);
            free(locale);
            free(language);
            printf("ok\n");
        } else if (!strcmp(word, "call")) call(object, fields + 1, parts - 1, 0, 1);
        else if (!strcmp(word, "procedure")) call(object, fields + 1, parts - 1, 1, 1);
        else if (!strcmp(word, "many")) call(object, fields + 2, parts - 2, 0, atol(fields[1]) + 1);
        else if (!strcmp(word, "begin")) printf(object_begin(object) ? "ok\n" : "refused\n");
        else if (!strcmp(word, "nowhere")) printf(object_nowhere(object) ? "ok\n" : "refused\n");
        else if (!strcmp(word, "odd")) odd(object, fields + 1, parts - 1);
        else if (!strcmp(word, "exhaust")) exhausted = 1, printf("ok\n");
        else if (!strcmp(word, "reenter")) printf("reentered\t%d\n", entries), entered = object;
        else if (!strcmp(word, "done")) object_done(object), printf("ok\n");
        else if (!strcmp(word, "destroy")) {
            object_done(object);
            long failed = destroy(&object);
            printf(failed || object ? "refused\n" : "ok\n");
            object = objects[used] = NULL;
        } else if (!strcmp(word, "delete")) {
            object_delete(object);
            object = objects[used] = NULL;
            printf("ok\n");
        } else printf("what?\n");
    }
    free(messages);
    return 0;
}
