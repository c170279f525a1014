//! What the platform provides to a component: memory for data that it takes over, and messages to the user.

use super::layout::{MemoryFace, PlatformFace};
use core::ffi::{c_ulong, c_void};
use core::ptr;

/// Severity of a message: failure (`ADDIN_E_FAIL`).
const FAIL: u16 = 1006;

/// Severity of a message: information (`ADDIN_E_INFO`).
const INFO: u16 = 1005;

/// The platform's memory manager.
#[derive(Clone, Copy)]
pub struct Memory(*const MemoryFace);

/// The platform's object for messages.
#[derive(Clone, Copy)]
pub struct Platform(*const PlatformFace);

// SAFETY: the platform allows a component to use both from the threads on which it calls the component.
unsafe impl Send for Memory {}
// SAFETY: as above.
unsafe impl Send for Platform {}

impl Memory {
    /// The memory manager at this address; `None` if null.
    ///
    /// # Safety
    /// The address is null or that of the platform's memory manager, which outlives the component.
    pub unsafe fn at(face: *const MemoryFace) -> Option<Self> {
        (!face.is_null()).then_some(Self(face))
    }

    /// Copies a text into the platform's memory, with a closing zero. The platform owns it then. Null if there is no
    /// memory.
    pub fn text(self, text: &[u16]) -> *mut u16 {
        let bytes = (text.len() + 1) * size_of::<u16>();
        let Ok(bytes) = c_ulong::try_from(bytes) else { return ptr::null_mut() };
        let mut place: *mut c_void = ptr::null_mut();
        // SAFETY: the object is the platform's own, by the contract of `at`.
        let given = unsafe { ((*(*self.0).table).allocate)(self.0, &raw mut place, bytes) };
        let place = place.cast::<u16>();
        if !given || place.is_null() || !place.is_aligned() {
            return ptr::null_mut();
        }
        // SAFETY: the platform allocated space for the text and a zero.
        unsafe {
            ptr::copy_nonoverlapping(text.as_ptr(), place, text.len());
            place.add(text.len()).write(0);
        }
        place
    }

    /// Frees memory that the platform allocated.
    ///
    /// # Safety
    /// The pointer is null or was allocated by the platform, and is not used any more.
    pub unsafe fn free(self, mut place: *mut c_void) {
        if !place.is_null() {
            // SAFETY: the object is the platform's own; the block by this function's contract.
            unsafe { ((*(*self.0).table).free)(self.0, &raw mut place) }
        }
    }
}

impl Platform {
    /// The platform's object at this address; `None` if null.
    ///
    /// # Safety
    /// The address is null or that of the platform's own object, which lives until `Done`.
    pub unsafe fn at(face: *const PlatformFace) -> Option<Self> {
        (!face.is_null()).then_some(Self(face))
    }

    /// Shows an informational message to the user, without an exception.
    pub fn say(self, text: &str) {
        self.add_error(INFO, text);
    }

    /// Shows a message with the cause before a call fails.
    pub fn complain(self, text: &str) {
        self.add_error(FAIL, text);
    }

    fn add_error(self, weight: u16, text: &str) {
        let source: Vec<u16> = "kassa\0".encode_utf16().collect();
        let text: Vec<u16> =
            text.chars().filter(|letter| *letter != '\0').chain(['\0']).collect::<String>().encode_utf16().collect();
        // SAFETY: the object is the platform's own, by the contract of `at`; both texts end with a zero and outlive the
        // call.
        unsafe { ((*(*self.0).table).add_error)(self.0, weight, source.as_ptr(), text.as_ptr(), 0) };
    }
}
