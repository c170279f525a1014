// The platform's side of Native API in C++: one source for both layouts of classes. On Linux, g++ lays out tables of
// virtual functions by the Itanium ABI. For Windows, clang does it as MSVC (--target=…-windows-msvc), with which 1C itself
// was built. It uses no C++ headers and no C++ library, so that the object file links with any C program.
#include "platform.h"

#ifdef _WIN32
#define API __stdcall
#else
#define API
#endif

struct MemoryManager {
    virtual ~MemoryManager() {}
    virtual bool API AllocMemory(void **place, unsigned long bytes) = 0;
    virtual void API FreeMemory(void **place) = 0;
};

struct AddInBase {
    virtual ~AddInBase() {}
    virtual bool API AddError(unsigned short weight, const unit *source, const unit *text, long code) = 0;
    virtual bool API Read(unit *name, variant *value, long *code, unit **error) = 0;
    virtual bool API Write(unit *name, variant *value) = 0;
    virtual bool API RegisterProfileAs(unit *name) = 0;
    virtual bool API SetEventBufferDepth(long depth) = 0;
    virtual long API GetEventBufferDepth() = 0;
    virtual bool API ExternalEvent(unit *source, unit *message, unit *data) = 0;
    virtual void API CleanEventBuffer() = 0;
    virtual bool API SetStatusLine(unit *text) = 0;
    virtual void API ResetStatusLine() = 0;
};

struct InitDone {
    virtual ~InitDone() {}
    virtual bool API Init(void *platform) = 0;
    virtual bool API setMemManager(void *memory) = 0;
    virtual long API GetInfo() = 0;
    virtual void API Done() = 0;
};

struct LanguageExtender {
    virtual ~LanguageExtender() {}
    virtual bool API RegisterExtensionAs(unit **name) = 0;
    virtual long API GetNProps() = 0;
    virtual long API FindProp(const unit *name) = 0;
    virtual const unit *API GetPropName(long property, long alias) = 0;
    virtual bool API GetPropVal(const long property, variant *value) = 0;
    virtual bool API SetPropVal(const long property, variant *value) = 0;
    virtual bool API IsPropReadable(const long property) = 0;
    virtual bool API IsPropWritable(const long property) = 0;
    virtual long API GetNMethods() = 0;
    virtual long API FindMethod(const unit *name) = 0;
    virtual const unit *API GetMethodName(const long method, const long alias) = 0;
    virtual long API GetNParams(const long method) = 0;
    virtual bool API GetParamDefValue(const long method, const long parameter, variant *value) = 0;
    virtual bool API HasRetVal(const long method) = 0;
    virtual bool API CallAsProc(const long method, variant *parameters, const long count) = 0;
    virtual bool API CallAsFunc(const long method, variant *result, variant *parameters, const long count) = 0;
};

struct Locale {
    virtual ~Locale() {}
    virtual void API SetLocale(const unit *locale) = 0;
};

struct UserLanguage {
    virtual ~UserLanguage() {}
    virtual void API SetUserInterfaceLanguageCode(const unit *language) = 0;
};

struct Component : InitDone, LanguageExtender, Locale, UserLanguage {
    virtual ~Component() {}
};

// The component frees the objects that are deleted here.
void operator delete(void *) noexcept {}
void operator delete(void *, decltype(sizeof 0)) noexcept {}

namespace {

struct Memory final : MemoryManager {
    bool API AllocMemory(void **place, unsigned long bytes) override {
        *place = host_exhausted() ? nullptr : host_allocate(bytes);
        return *place != nullptr;
    }
    void API FreeMemory(void **place) override {
        host_free(*place);
        *place = nullptr;
    }
};

struct Platform final : AddInBase {
    bool API AddError(unsigned short weight, const unit *, const unit *text, long code) override {
        host_message(weight, code, text);
        return true;
    }
    bool API Read(unit *, variant *, long *, unit **) override { return false; }
    bool API Write(unit *, variant *) override { return false; }
    bool API RegisterProfileAs(unit *) override { return false; }
    bool API SetEventBufferDepth(long) override { return true; }
    long API GetEventBufferDepth() override { return 1; }
    bool API ExternalEvent(unit *, unit *, unit *) override { return true; }
    void API CleanEventBuffer() override {}
    bool API SetStatusLine(unit *) override { return true; }
    void API ResetStatusLine() override {}
};

Memory memory;
Platform platform;

Component *of(void *object) { return static_cast<Component *>(object); }

}  // namespace

int object_begin(void *object) {
    return of(object)->setMemManager(static_cast<MemoryManager *>(&memory)) &&
           of(object)->Init(static_cast<AddInBase *>(&platform));
}
int object_nowhere(void *object) { return of(object)->setMemManager(nullptr) || of(object)->Init(nullptr); }
long object_info(void *object) { return of(object)->GetInfo(); }
int object_registered(void *object, unit **name) { return of(object)->RegisterExtensionAs(name); }
void object_locale(void *object, const unit *locale) { of(object)->SetLocale(locale); }
void object_language(void *object, const unit *locale, const unit *language) {
    of(object)->SetLocale(locale);
    of(object)->SetUserInterfaceLanguageCode(language);
}
long object_properties(void *object) {
    variant value = {};
    long found = of(object)->FindProp(u"Revision");
    bool any = of(object)->GetPropName(0, 0) || of(object)->GetPropVal(0, &value) || of(object)->SetPropVal(0, &value) ||
               of(object)->IsPropReadable(0) || of(object)->IsPropWritable(0) || found != -1;
    return any ? -1 : of(object)->GetNProps();
}
long object_methods(void *object) { return of(object)->GetNMethods(); }
long object_find(void *object, const unit *name) { return of(object)->FindMethod(name); }
const unit *object_method_name(void *object, long method, long alias) { return of(object)->GetMethodName(method, alias); }
long object_parameters(void *object, long method) { return of(object)->GetNParams(method); }
int object_default(void *object, long method, long parameter, variant *value) {
    return of(object)->GetParamDefValue(method, parameter, value);
}
int object_returns(void *object, long method) { return of(object)->HasRetVal(method); }
int object_procedure(void *object, long method, variant *parameters, long count) {
    return of(object)->CallAsProc(method, parameters, count);
}
int object_function(void *object, long method, variant *result, variant *parameters, long count) {
    return of(object)->CallAsFunc(method, result, parameters, count);
}
void object_done(void *object) { of(object)->Done(); }
void object_delete(void *object) { delete of(object); }
