//! The 1C component: Native API of the platform, and upon it 1C's requirements for drivers of fiscal registers.
//!
//! The second door beside the C functions: it turns words of 1C into tasks of the driver and back, and decides nothing
//! about documents itself. `abi` is the platform's binary interface, `component` an object of it with its methods;
//! the other rooms are each a part of the requirements.

mod abi;
mod actions;
mod component;
mod device;
mod draft;
mod equipment;
mod form;
mod kkt;
mod line;
mod log;
mod parts;
mod print;
mod receipt;
mod registration;
mod settings;
mod shift;
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
    /// Yes or no: done or not, for most methods.
    Flag(bool),
    /// A number.
    Number(i32),
    /// A text.
    Text(String),
}

/// The newest level of the platform's abilities that is known here.
const PLATFORM_LEVEL: c_int = 3;

/// The component may be attached isolated from the platform's process and not isolated.
const ATTACH_ANY: c_int = 3;

/// Names of the classes, parted by `|`; the text lives as long as the library.
#[unsafe(no_mangle)]
#[allow(non_snake_case, unsafe_code, reason = "the platform looks it up by this name")]
pub extern "C" fn GetClassNames() -> *const u16 {
    static NAMES: LazyLock<Vec<u16>> = LazyLock::new(|| {
        let names: Vec<&str> = component::CLASSES.iter().map(|class| class.name).collect();
        names.join("|").encode_utf16().chain([0]).collect()
    });
    NAMES.as_ptr()
}

/// Makes an object of a class; nought if there is no such class.
///
/// # Safety
/// `name` ends in a zero, `object` is a place for a pointer; both may be null.
#[unsafe(no_mangle)]
#[allow(non_snake_case, unsafe_code, reason = "the platform looks it up by this name")]
pub unsafe extern "C" fn GetClassObject(name: *const u16, object: *mut *mut c_void) -> c_long {
    if object.is_null() || !object.is_aligned() {
        return 0;
    }
    let made = kassa::panics::contained(|| Ok(object::create(name))).unwrap_or(core::ptr::null_mut());
    // SAFETY: the place is the platform's, not null.
    unsafe { object.write(made) };
    c_long::from(!made.is_null())
}

/// Ends an object and makes the pointer null; nought if it was one.
///
/// # Safety
/// `object` is null or leads to a pointer that `GetClassObject` gave, and nobody is inside a function of the object.
#[unsafe(no_mangle)]
#[allow(non_snake_case, unsafe_code, reason = "the platform looks it up by this name")]
pub unsafe extern "C" fn DestroyObject(object: *mut *mut c_void) -> c_long {
    if object.is_null() || !object.is_aligned() {
        return -1;
    }
    // SAFETY: the place is the platform's, not null; the pointer in it is checked by `destroy`.
    unsafe {
        if !object::destroy(object.read()) {
            return -1;
        }
        object.write(core::ptr::null_mut());
    }
    0
}

/// Learns the level of the platform's abilities, and tells the one that is known here.
#[unsafe(no_mangle)]
#[allow(non_snake_case, unsafe_code, reason = "the platform looks it up by this name")]
pub extern "C" fn SetPlatformCapabilities(_level: c_int) -> c_int {
    PLATFORM_LEVEL
}

/// Tells how the component may be attached.
#[unsafe(no_mangle)]
#[allow(non_snake_case, unsafe_code, reason = "the platform looks it up by this name")]
pub extern "C" fn GetAttachType() -> c_int {
    ATTACH_ANY
}
