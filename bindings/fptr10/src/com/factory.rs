//! What Windows asks the library for: the factory of the object, and to write itself into the registry.
#![allow(unsafe_code, reason = "the interface")]

use super::raw::*;
use super::{object, registry};
use core::ffi::c_void;
use core::ptr;
use kassa::panics::contained;

/// A factory, as COM sees it: a table of functions first. There is one, for ever.
#[repr(C)]
struct Factory {
    table: &'static FactoryTable,
}

static TABLE: FactoryTable = FactoryTable {
    unknown: UnknownTable { query_interface, add_ref: one, release: one },
    create_instance,
    lock_server,
};

static FACTORY: Factory = Factory { table: &TABLE };

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
        if ![IUNKNOWN, ICLASSFACTORY].contains(&*interface) {
            place.write(ptr::null_mut());
            return E_NOINTERFACE;
        }
        place.write(this);
    }
    S_OK
}

/// References are not counted: the factory is never freed.
unsafe extern "system" fn one(_: *mut c_void) -> u32 {
    1
}

unsafe extern "system" fn create_instance(
    _: *mut c_void,
    outer: *mut c_void,
    interface: *const Guid,
    place: *mut *mut c_void,
) -> Hresult {
    if place.is_null() || interface.is_null() {
        return E_POINTER;
    }
    // SAFETY: the place is the host's and not null.
    unsafe { place.write(ptr::null_mut()) };
    if !outer.is_null() {
        return CLASS_E_NOAGGREGATION;
    }
    // SAFETY: both are not null and the host's.
    contained(|| Ok(unsafe { object::create(interface, place) })).unwrap_or(E_FAIL)
}

unsafe extern "system" fn lock_server(_: *mut c_void, _: i32) -> Hresult {
    S_OK
}

/// Hands out the factory of the object's class.
///
/// # Safety
/// `class` and `interface` are null or identifiers, `place` is null or a place for a pointer.
#[unsafe(no_mangle)]
pub unsafe extern "system" fn DllGetClassObject(
    class: *const Guid,
    interface: *const Guid,
    place: *mut *mut c_void,
) -> Hresult {
    if class.is_null() || interface.is_null() || place.is_null() {
        return E_POINTER;
    }
    // SAFETY: the places are the host's and not null.
    unsafe {
        place.write(ptr::null_mut());
        if *class != registry::CLASS {
            return CLASS_E_CLASSNOTAVAILABLE;
        }
        query_interface((&raw const FACTORY).cast_mut().cast(), interface, place)
    }
}

/// Never: threads of the library may outlive its objects.
#[unsafe(no_mangle)]
pub extern "system" fn DllCanUnloadNow() -> Hresult {
    S_FALSE
}

/// Writes the object into the registry. `regsvr32` calls it; it needs the rights of an administrator.
#[unsafe(no_mangle)]
pub extern "system" fn DllRegisterServer() -> Hresult {
    contained(|| Ok(registry::register())).unwrap_or(E_FAIL)
}

/// Removes it. What another driver had registered under the name stands there again.
#[unsafe(no_mangle)]
pub extern "system" fn DllUnregisterServer() -> Hresult {
    contained(|| Ok(registry::unregister())).unwrap_or(E_FAIL)
}
