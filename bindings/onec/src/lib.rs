//! The 1C component: the platform's Native API, and on top of it 1C's requirements for drivers of fiscal registers.
//!
//! It is a second entrance beside the C functions. It translates calls of 1C into tasks of the driver and answers back,
//! and decides nothing about documents. `abi` is the platform's binary interface, `classes` lists the methods,
//! `component` is an object that has them; each of the other modules implements a part of the requirements.

mod abi;
mod actions;
mod classes;
mod component;
mod device;
mod draft;
mod equipment;
mod form;
mod kkt;
mod line;
mod log;
mod marking;
mod names;
mod parts;
mod places;
mod print;
mod query;
mod receipt;
mod registration;
mod row;
mod session;
mod settings;
mod shift;
mod tables;
mod texts;
mod values;
mod xml;

use abi::object;
use core::ffi::{c_int, c_long, c_void};
pub use form::{extra_table, form_table};
use std::sync::LazyLock;

/// What a method returns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Returned {
    /// A boolean: success or failure, for most methods.
    Flag(bool),
    /// An integer.
    Number(i32),
    /// A text.
    Text(String),
}

/// Reads a document of PrintTextDocument, for the tests with random ones.
#[doc(hidden)]
pub fn read(document: &str) -> kassa::error::Result<()> {
    print::task(document).map(drop)
}

/// The newest level of the platform's capabilities that this component knows.
const PLATFORM_LEVEL: c_int = 3;

/// The component may be attached both inside the platform's process and isolated from it.
const ATTACH_ANY: c_int = 3;

/// Names of the classes, separated by `|`. The text is static.
#[unsafe(no_mangle)]
#[allow(non_snake_case, unsafe_code, reason = "the platform looks it up by this name")]
pub extern "C" fn GetClassNames() -> *const u16 {
    static NAMES: LazyLock<Vec<u16>> = LazyLock::new(|| {
        let names: Vec<&str> = classes::CLASSES.iter().map(|class| class.name).collect();
        names.join("|").encode_utf16().chain([0]).collect()
    });
    NAMES.as_ptr()
}

/// Creates an object of a class. Returns 0 if there is no class of this name.
///
/// # Safety
/// `name` is null or ends with a zero; `object` is null or points to a place for a pointer.
#[unsafe(no_mangle)]
#[allow(non_snake_case, unsafe_code, reason = "the platform looks it up by this name")]
pub unsafe extern "C" fn GetClassObject(name: *const u16, object: *mut *mut c_void) -> c_long {
    if object.is_null() || !object.is_aligned() {
        return 0;
    }
    let made = kassa::panics::contained(|| Ok(object::create(name))).unwrap_or(core::ptr::null_mut());
    // SAFETY: the place is the platform's and not null.
    unsafe { object.write(made) };
    c_long::from(!made.is_null())
}

/// Destroys an object and sets the pointer to null. Returns 0 if it was an object of this library.
///
/// # Safety
/// `object` is null or points to a pointer that `GetClassObject` returned, and no thread is inside a function of the
/// object.
#[unsafe(no_mangle)]
#[allow(non_snake_case, unsafe_code, reason = "the platform looks it up by this name")]
pub unsafe extern "C" fn DestroyObject(object: *mut *mut c_void) -> c_long {
    if object.is_null() || !object.is_aligned() {
        return -1;
    }
    // SAFETY: the place is the platform's and not null; `destroy` checks the pointer in it.
    unsafe {
        if !object::destroy(object.read()) {
            return -1;
        }
        object.write(core::ptr::null_mut());
    }
    0
}

/// Receives the level of the platform's capabilities and returns the one that this component knows.
#[unsafe(no_mangle)]
#[allow(non_snake_case, unsafe_code, reason = "the platform looks it up by this name")]
pub extern "C" fn SetPlatformCapabilities(_level: c_int) -> c_int {
    PLATFORM_LEVEL
}

/// How the component may be attached.
#[unsafe(no_mangle)]
#[allow(non_snake_case, unsafe_code, reason = "the platform looks it up by this name")]
pub extern "C" fn GetAttachType() -> c_int {
    ATTACH_ANY
}
