/* What the two halves of the stand-in for 1C:Enterprise share: its values, and its side of the binary interface as C
 * functions. Written from the public description of Native API, and not from the component that it tests. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
typedef char16_t unit;
#else
typedef uint16_t unit;
#endif

/* Kinds of values. */
enum {
    V_EMPTY = 0, V_NULL = 1, V_I2 = 2, V_I4 = 3, V_R4 = 4, V_R8 = 5, V_DATE = 6, V_TM = 7, V_PSTR = 8, V_ERROR = 10,
    V_BOOL = 11, V_I1 = 13, V_UI1 = 14, V_UI2 = 15, V_UI4 = 16, V_I8 = 17, V_UI8 = 18, V_INT = 19, V_UINT = 20,
    V_HRESULT = 21, V_PWSTR = 22, V_BLOB = 23
};

struct moment {
    int second, minute, hour, day, month, year, weekday, yearday, summer;
#ifndef _WIN32
    long offset;
    const char *zone;
#endif
};

typedef struct variant {
    union {
        int8_t i8; int16_t i16; int32_t i32; int64_t i64;
        uint8_t u8; uint16_t u16; uint32_t u32; uint64_t u64;
        float f32; double f64;
        struct moment moment;
        struct { void *at; uint8_t id[16]; } interface_;
        struct { unit *at; uint32_t length; } wide;
        struct { char *at; uint32_t length; } narrow;
    } value;
    uint32_t elements;
    uint16_t kind;
} variant;

/* Exports of a component. */
typedef const unit *(*class_names)(void);
typedef long (*class_object)(const unit *name, void **object);
typedef long (*destroy_object)(void **object);

/* Functions of the C half for the C++ half. */
void *host_allocate(unsigned long bytes);
int host_exhausted(void);
void host_free(void *block);
void host_message(int weight, long code, const unit *text);

/* Functions of the C++ half that work with an object, each by a real virtual call. */
int object_begin(void *object);
int object_nowhere(void *object);
long object_info(void *object);
int object_registered(void *object, unit **name);
void object_locale(void *object, const unit *locale);
void object_language(void *object, const unit *locale, const unit *language);
long object_properties(void *object);
long object_methods(void *object);
long object_find(void *object, const unit *name);
const unit *object_method_name(void *object, long method, long alias);
long object_parameters(void *object, long method);
int object_default(void *object, long method, long parameter, variant *value);
int object_returns(void *object, long method);
int object_procedure(void *object, long method, variant *parameters, long count);
int object_function(void *object, long method, variant *result, variant *parameters, long count);
void object_done(void *object);
void object_delete(void *object);

#ifdef __cplusplus
}
#endif
#endif
