//! What the platform does for a component: memory for what passes to it, messages to the user.

use super::layout::{MemoryFace, PlatformFace};
use core::ffi::{c_ulong, c_void};
use core::ptr;

/// Weight of a message: something went wrong (`ADDIN_E_FAIL`).
const FAIL: u16 = 1006;

/// Weight of a message: for information (`ADDIN_E_INFO`).
const INFO: u16 = 1005;

/// The memory manager of the platform.
#[derive(Clone, Copy)]
pub struct Memory(*const MemoryFace);

/// The platform.
#[derive(Clone, Copy)]
pub struct Platform(*const PlatformFace);

// SAFETY: the platform lets a component use both from the threads that it calls the component from.
unsafe impl Send for Memory {}
// SAFETY: the same.
unsafe impl Send for Platform {}

impl Memory {
    /// The manager at this address.
    ///
    /// # Safety
    /// The address is null or that of the platform's memory manager, which outlives the component.
    pub unsafe fn at(face: *const MemoryFace) -> Option<Self> {
        (!face.is_null()).then_some(Self(face))
    }

    /// A text that passes to the platform, with a zero after it; null if there is no memory.
    pub fn text(self, text: &[u16]) -> *mut u16 {
        let bytes = (text.len() + 1) * size_of::<u16>();
        let Ok(bytes) = c_ulong::try_from(bytes) else { return ptr::null_mut() };
        let mut place: *mut c_void = ptr::null_mut();
        // SAFETY: the face is the platform's own, by the promise of `at`.
        let given = unsafe { ((*(*self.0).table).allocate)(self.0, &raw mut place, bytes) };
        let place = place.cast::<u16>();
        if !given || place.is_null() || !place.is_aligned() {
            return ptr::null_mut();
        }
        // SAFETY: the platform gave room for the text and a zero.
        unsafe {
            ptr::copy_nonoverlapping(text.as_ptr(), place, text.len());
            place.add(text.len()).write(0);
        }
        place
    }

    /// Gives back what the platform allocated.
    ///
    /// # Safety
    /// The pointer is null or one that the platform allocated, and nobody uses it any more.
    pub unsafe fn free(self, mut place: *mut c_void) {
        if !place.is_null() {
            // SAFETY: the face is the platform's own, the block by the caller's promise.
            unsafe { ((*(*self.0).table).free)(self.0, &raw mut place) }
        }
    }
}

impl Platform {
    /// The platform at this address.
    ///
    /// # Safety
    /// The address is null or that of the platform's own object, which lives until `Done`.
    pub unsafe fn at(face: *const PlatformFace) -> Option<Self> {
        (!face.is_null()).then_some(Self(face))
    }

    /// Shows a message to the user, without an exception.
    pub fn say(self, text: &str) {
        self.add_error(INFO, text);
    }

    /// Says why a call is going to fail.
    pub fn complain(self, text: &str) {
        self.add_error(FAIL, text);
    }

    fn add_error(self, weight: u16, text: &str) {
        let source: Vec<u16> = "kassa\0".encode_utf16().collect();
        let text: Vec<u16> =
            text.chars().filter(|letter| *letter != '\0').chain(['\0']).collect::<String>().encode_utf16().collect();
        // SAFETY: the face is the platform's own, by the promise of `at`; both texts end in a zero and outlive the call.
        unsafe { ((*(*self.0).table).add_error)(self.0, weight, source.as_ptr(), text.as_ptr(), 0) };
    }
}
