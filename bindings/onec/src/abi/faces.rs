//! The faces of an object: four tables of virtual functions, and what each function does.
//!
//! To the platform an object is a C++ object with four base classes (`IInitDoneBase`, `ILanguageExtenderBase`,
//! `LocaleBase`, `UserLanguageBase`). The functions are in the order of those classes, and each is called with the
//! address of its own face. A destructor frees the object, so a host that deletes it instead of calling `DestroyObject`
//! does no harm.

use super::host::{Memory, Platform};
use super::layout::{DESTRUCTORS, MemoryFace, PlatformFace, Variant, kind};
use super::object::{Object, destroy, lent};
use super::parameters::put_result;
use core::ffi::{c_long, c_void};
use core::ptr;
use kassa::panics::contained;
use std::sync::PoisonError;

/// An entry of a table: the address of a function.
type Slot = *const ();

/// A table of virtual functions: the destructor's entries, then `N` more.
#[repr(C)]
struct Table<const N: usize> {
    destructors: [Slot; DESTRUCTORS],
    functions: [Slot; N],
}

// SAFETY: a table contains addresses of functions and never changes.
unsafe impl<const N: usize> Sync for Table<N> {}

static INIT_DONE: Table<4> = Table {
    destructors: destructors::<0>(),
    functions: [init as Slot, set_memory as Slot, info as Slot, done as Slot],
};

static LANGUAGE: Table<16> = Table {
    destructors: destructors::<1>(),
    functions: [
        register as Slot,
        no_properties as Slot,
        no_property_found as Slot,
        no_property_name as Slot,
        no_property_value as Slot,
        no_property_value as Slot,
        no_property_is as Slot,
        no_property_is as Slot,
        methods as Slot,
        find_method as Slot,
        method_name as Slot,
        method_parameters as Slot,
        no_default as Slot,
        has_result as Slot,
        call_procedure as Slot,
        call_function as Slot,
    ],
};

static LOCALE: Table<1> = Table { destructors: destructors::<2>(), functions: [set_locale as Slot] };

static USER_LANGUAGE: Table<1> = Table { destructors: destructors::<3>(), functions: [set_language as Slot] };

/// The four faces of an object in their order.
pub(super) fn all() -> [*const c_void; 4] {
    [
        (&raw const INIT_DONE).cast(),
        (&raw const LANGUAGE).cast(),
        (&raw const LOCALE).cast(),
        (&raw const USER_LANGUAGE).cast(),
    ]
}

/// The object that has its face number `FACE` at this address.
///
/// # Safety
/// The address is that of such a face of a living object.
unsafe fn object<'a, const FACE: usize>(this: *const c_void) -> &'a Object {
    // SAFETY: the faces are the first members of the object, in their order.
    unsafe { &*this.cast::<*const c_void>().sub(FACE).cast::<Object>() }
}

unsafe extern "system" fn init(this: *const c_void, platform: *const PlatformFace) -> bool {
    // SAFETY: the platform calls a function of a face with the address of that face.
    let object = unsafe { object::<0>(this) };
    // SAFETY: the parameter is the platform's own object by the interface.
    let platform = unsafe { Platform::at(platform) };
    object.links.lock().unwrap_or_else(PoisonError::into_inner).platform = platform;
    platform.is_some()
}

unsafe extern "system" fn set_memory(this: *const c_void, memory: *const MemoryFace) -> bool {
    // SAFETY: the platform calls a function of a face with the address of that face.
    let object = unsafe { object::<0>(this) };
    // SAFETY: the parameter is the platform's memory manager by the interface.
    let memory = unsafe { Memory::at(memory) };
    object.links.lock().unwrap_or_else(PoisonError::into_inner).memory = memory;
    memory.is_some()
}

unsafe extern "system" fn info(this: *const c_void) -> c_long {
    // SAFETY: the platform calls a function of a face with the address of that face.
    c_long::from(unsafe { object::<0>(this) }.class.revision)
}

unsafe extern "system" fn done(this: *const c_void) {
    // SAFETY: the platform calls a function of a face with the address of that face.
    let object = unsafe { object::<0>(this) };
    let _contained = contained(|| {
        object.component.lock().unwrap_or_else(PoisonError::into_inner).done();
        Ok(())
    });
    object.links.lock().unwrap_or_else(PoisonError::into_inner).platform = None;
}

unsafe extern "system" fn register(this: *const c_void, name: *mut *mut u16) -> bool {
    // SAFETY: the platform calls a function of a face with the address of that face.
    let object = unsafe { object::<1>(this) };
    let Some(memory) = object.links().memory else { return false };
    if name.is_null() || !name.is_aligned() {
        return false;
    }
    let text = memory.text(&object.class.name.encode_utf16().collect::<Vec<_>>());
    // SAFETY: the place is the platform's.
    unsafe { name.write(text) };
    !text.is_null()
}

unsafe extern "system" fn no_properties(_: *const c_void) -> c_long {
    0
}

unsafe extern "system" fn no_property_found(_: *const c_void, _: *const u16) -> c_long {
    -1
}

unsafe extern "system" fn no_property_name(_: *const c_void, _: c_long, _: c_long) -> *const u16 {
    ptr::null()
}

unsafe extern "system" fn no_property_value(_: *const c_void, _: c_long, _: *mut Variant) -> bool {
    false
}

unsafe extern "system" fn no_property_is(_: *const c_void, _: c_long) -> bool {
    false
}

unsafe extern "system" fn methods(this: *const c_void) -> c_long {
    // SAFETY: the platform calls a function of a face with the address of that face.
    c_long::try_from(unsafe { object::<1>(this) }.class.methods().len()).unwrap_or(0)
}

unsafe extern "system" fn find_method(this: *const c_void, name: *const u16) -> c_long {
    // SAFETY: the platform calls a function of a face with the address of that face.
    let object = unsafe { object::<1>(this) };
    let found = contained(|| Ok(lent(name).and_then(|name| object.class.find(&name))));
    found.ok().flatten().and_then(|index| c_long::try_from(index).ok()).unwrap_or(-1)
}

/// The name of a method: in Russian for alias 1, otherwise in English.
unsafe extern "system" fn method_name(this: *const c_void, index: c_long, alias: c_long) -> *const u16 {
    // SAFETY: the platform calls a function of a face with the address of that face.
    let object = unsafe { object::<1>(this) };
    let (Some(index), Some(memory)) = (object.method(index), object.links().memory) else { return ptr::null() };
    let method = object.class.methods()[index];
    let name = if alias == 1 { method.ru } else { method.en };
    memory.text(&name.encode_utf16().collect::<Vec<_>>())
}

unsafe extern "system" fn method_parameters(this: *const c_void, index: c_long) -> c_long {
    // SAFETY: the platform calls a function of a face with the address of that face.
    let object = unsafe { object::<1>(this) };
    let count = object.method(index).map_or(0, |index| object.class.methods()[index].parameters.len());
    c_long::try_from(count).unwrap_or(0)
}

/// No parameter has a default value, so all must be given.
unsafe extern "system" fn no_default(_: *const c_void, _: c_long, _: c_long, value: *mut Variant) -> bool {
    if !value.is_null() && value.is_aligned() {
        // SAFETY: the place is the platform's and empty.
        unsafe { ptr::addr_of_mut!((*value).kind).write(kind::EMPTY) };
    }
    false
}

unsafe extern "system" fn has_result(this: *const c_void, index: c_long) -> bool {
    // SAFETY: the platform calls a function of a face with the address of that face.
    unsafe { object::<1>(this) }.method(index).is_some()
}

/// A function called as a procedure: its result is dropped.
unsafe extern "system" fn call_procedure(
    this: *const c_void,
    index: c_long,
    parameters: *mut Variant,
    count: c_long,
) -> bool {
    // SAFETY: the platform passes the address of the face, and the parameters live until the call returns.
    unsafe { object::<1>(this).call(index, parameters, count) }.is_some()
}

unsafe extern "system" fn call_function(
    this: *const c_void,
    index: c_long,
    result: *mut Variant,
    parameters: *mut Variant,
    count: c_long,
) -> bool {
    // Without a place for the result the call is not started: what it made could not be reported.
    if result.is_null() || !result.is_aligned() {
        return false;
    }
    // SAFETY: the platform passes the address of the face, and the parameters live until the call returns.
    let returned = unsafe { object::<1>(this).call(index, parameters, count) };
    // SAFETY: the place for the result is the platform's.
    returned.is_some_and(|(returned, memory)| unsafe { put_result(result, memory, &returned) })
}

/// The platform's locale, such as `ru_RU` or `en_US`. The language of its user interface comes after it and counts more.
unsafe extern "system" fn set_locale(this: *const c_void, locale: *const u16) {
    // SAFETY: the platform calls a function of a face with the address of that face.
    speak(unsafe { object::<2>(this) }, locale);
}

unsafe extern "system" fn set_language(this: *const c_void, code: *const u16) {
    // SAFETY: the platform calls a function of a face with the address of that face.
    speak(unsafe { object::<3>(this) }, code);
}

fn speak(object: &Object, code: *const u16) {
    let _contained = contained(|| {
        if let Some(code) = lent(code).filter(|code| !code.is_empty()) {
            object.component.lock().unwrap_or_else(PoisonError::into_inner).set_language(&code);
        }
        Ok(())
    });
}

/// The destructor's entries of a face (Itanium ABI): the one without freeing, which is never called directly, and the
/// one that also frees.
#[cfg(not(windows))]
const fn destructors<const FACE: usize>() -> [Slot; DESTRUCTORS] {
    [destroyed as Slot, deleted::<FACE> as Slot]
}

#[cfg(not(windows))]
unsafe extern "C" fn destroyed(_: *const c_void) {}

#[cfg(not(windows))]
unsafe extern "C" fn deleted<const FACE: usize>(this: *mut c_void) {
    // SAFETY: a host that deletes an object does not use it any more; `FACE` leads to the object's start.
    unsafe { destroy(this.cast::<*const c_void>().sub(FACE).cast()) };
}

/// The destructor's entry of a face (MSVC): it frees the object if the flag says so.
#[cfg(windows)]
const fn destructors<const FACE: usize>() -> [Slot; DESTRUCTORS] {
    [deleted::<FACE> as Slot]
}

#[cfg(all(windows, not(target_arch = "x86")))]
unsafe extern "C" fn deleted<const FACE: usize>(this: *mut c_void, flags: u32) -> *mut c_void {
    // SAFETY: as in `delete_flagged`.
    unsafe { delete_flagged::<FACE>(this, flags) }
}

#[cfg(all(windows, target_arch = "x86"))]
unsafe extern "thiscall" fn deleted<const FACE: usize>(this: *mut c_void, flags: u32) -> *mut c_void {
    // SAFETY: as in `delete_flagged`.
    unsafe { delete_flagged::<FACE>(this, flags) }
}

/// # Safety
/// A host that deletes an object does not use it any more.
#[cfg(windows)]
unsafe fn delete_flagged<const FACE: usize>(this: *mut c_void, flags: u32) -> *mut c_void {
    if flags & 1 != 0 {
        // SAFETY: by this function's contract; `FACE` leads to the object's start.
        unsafe { destroy(this.cast::<*const c_void>().sub(FACE).cast()) };
    }
    this
}
