//! The object: `IDispatch` over a handle.
#![allow(unsafe_code, reason = "an interface of COM")]

use super::members::{self, Wrong};
use super::raw::*;
use super::variant;
use crate::handle::Handle;
use crate::wide;
use core::ffi::c_void;
use core::ptr;
use kassa::panics::contained;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// The most arguments that a member takes, and some more.
const MOST_ARGUMENTS: u32 = 16;

/// Bits of `Invoke`: to call a method, to read a property. Programs use both for the same.
const CALL_OR_READ: u16 = 1 | 2;

/// The number of a name that is not known.
const UNKNOWN: i32 = -1;

/// An object, as COM sees it: a table of functions first.
#[repr(C)]
struct Object {
    table: &'static DispatchTable,
    references: AtomicU32,
    handle: Mutex<Handle>,
}

static TABLE: DispatchTable = DispatchTable {
    unknown: UnknownTable { query_interface, add_ref, release },
    get_type_info_count,
    get_type_info,
    get_ids_of_names,
    invoke,
};

/// Creates an object and hands out its interface.
///
/// # Safety
/// `interface` is an identifier, `place` a place for a pointer.
pub unsafe fn create(interface: *const Guid, place: *mut *mut c_void) -> Hresult {
    let object =
        Box::new(Object { table: &TABLE, references: AtomicU32::new(1), handle: Mutex::new(Handle::default()) });
    let object: *mut c_void = Box::into_raw(object).cast();
    // SAFETY: the object is whole; as the caller promises.
    unsafe {
        let result = query_interface(object, interface, place);
        release(object);
        result
    }
}

/// The object behind a pointer of the host.
///
/// # Safety
/// `this` is an object of `create` to which the caller has a reference.
unsafe fn object<'a>(this: *mut c_void) -> &'a Object {
    // SAFETY: as the caller promises.
    unsafe { &*this.cast::<Object>() }
}

unsafe extern "system" fn query_interface(
    this: *mut c_void,
    interface: *const Guid,
    place: *mut *mut c_void,
) -> Hresult {
    if place.is_null() || interface.is_null() {
        return E_POINTER;
    }
    // SAFETY: both are not null and the host's.
    unsafe {
        if ![IUNKNOWN, IDISPATCH].contains(&*interface) {
            place.write(ptr::null_mut());
            return E_NOINTERFACE;
        }
        add_ref(this);
        place.write(this);
    }
    S_OK
}

unsafe extern "system" fn add_ref(this: *mut c_void) -> u32 {
    // SAFETY: the host has a reference.
    unsafe { object(this) }.references.fetch_add(1, Ordering::Relaxed) + 1
}

unsafe extern "system" fn release(this: *mut c_void) -> u32 {
    // SAFETY: the host has a reference, which it gives back.
    let left = unsafe { object(this) }.references.fetch_sub(1, Ordering::AcqRel) - 1;
    if left == 0 {
        let _contained = contained(|| {
            // SAFETY: this was the last reference, and `create` has made the box.
            drop(unsafe { Box::from_raw(this.cast::<Object>()) });
            Ok(())
        });
    }
    left
}

/// There is no description of types: programs bind late.
unsafe extern "system" fn get_type_info_count(_: *mut c_void, count: *mut u32) -> Hresult {
    if count.is_null() {
        return E_POINTER;
    }
    // SAFETY: the place is the host's and not null.
    unsafe { count.write(0) };
    S_OK
}

unsafe extern "system" fn get_type_info(_: *mut c_void, _: u32, _: u32, info: *mut *mut c_void) -> Hresult {
    if !info.is_null() {
        // SAFETY: the place is the host's and not null.
        unsafe { info.write(ptr::null_mut()) };
    }
    E_NOTIMPL
}

unsafe extern "system" fn get_ids_of_names(
    _: *mut c_void,
    _: *const Guid,
    names: *const *const u16,
    count: u32,
    _: u32,
    numbers: *mut i32,
) -> Hresult {
    if names.is_null() || numbers.is_null() || count == 0 {
        return E_POINTER;
    }
    // The first is the member; those after it would be names of its arguments, which have none.
    // SAFETY: there are as many names, and as many places.
    unsafe {
        for place in 0..count as usize {
            numbers.add(place).write(UNKNOWN);
        }
        let name = wide::read(*names);
        match contained(|| Ok(members::number_of(&name))) {
            Ok(Some(number)) => numbers.write(number),
            _ => return DISP_E_UNKNOWNNAME,
        }
    }
    if count == 1 { S_OK } else { DISP_E_UNKNOWNNAME }
}

unsafe extern "system" fn invoke(
    this: *mut c_void,
    number: i32,
    _: *const Guid,
    _: u32,
    flags: u16,
    arguments: *const Arguments,
    result: *mut Variant,
    _: *mut c_void,
    wrong: *mut u32,
) -> Hresult {
    // SAFETY: as the host promises.
    let done = contained(|| Ok(unsafe { called(this, number, flags, arguments, result, wrong) }));
    done.unwrap_or(E_FAIL)
}

/// # Safety
/// As for `Invoke`.
unsafe fn called(
    this: *mut c_void,
    number: i32,
    flags: u16,
    arguments: *const Arguments,
    result: *mut Variant,
    wrong: *mut u32,
) -> Hresult {
    if flags & CALL_OR_READ == 0 {
        return DISP_E_MEMBERNOTFOUND;
    }
    if arguments.is_null() {
        return E_POINTER;
    }
    // SAFETY: not null and the host's.
    let (count, named, last) = unsafe { ((*arguments).count, (*arguments).named, (*arguments).values) };
    if named > 0 {
        return DISP_E_NONAMEDARGS;
    }
    if count > MOST_ARGUMENTS || (count > 0 && last.is_null()) {
        return DISP_E_BADPARAMCOUNT;
    }
    // The place of an argument in the host's list, where the last one is the first.
    let place_of = |at: usize| count as usize - 1 - at;
    let fails = |result: Hresult, at: usize| {
        if !wrong.is_null() {
            // SAFETY: the place is the host's and not null.
            unsafe { wrong.write(u32::try_from(place_of(at)).unwrap_or(0)) };
        }
        result
    };
    let mut given = Vec::new();
    for at in 0..count as usize {
        // SAFETY: there are as many arguments.
        match unsafe { variant::read(last.add(place_of(at))) } {
            Some(value) => given.push(value),
            None => return fails(DISP_E_TYPEMISMATCH, at),
        }
    }
    // SAFETY: the host has a reference.
    let mut handle = unsafe { object(this) }.handle.lock().unwrap_or_else(PoisonError::into_inner);
    match members::call(&mut handle, number, &given) {
        Ok(value) => {
            // SAFETY: the place is the host's or null.
            unsafe { variant::write(result, value) };
            S_OK
        }
        Err(Wrong::Member) => DISP_E_MEMBERNOTFOUND,
        Err(Wrong::Count) => DISP_E_BADPARAMCOUNT,
        Err(Wrong::Type(at)) => fails(DISP_E_TYPEMISMATCH, at),
    }
}
