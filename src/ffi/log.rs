//! The log to a function of the host.
#![allow(unsafe_code)]

use super::types::LogFn;
use core::ffi::c_void;
use std::ffi::CString;
use std::sync::Arc;

/// Sends the lines of the log to the host's function, or nowhere.
pub(super) fn set(log: LogFn, user: *mut c_void) {
    let user = user.expose_provenance();
    crate::log::set(log.map(|log| -> crate::log::Sink {
        Arc::new(move |line: &str| {
            let Ok(line) = CString::new(line.replace('\0', "")) else { return };
            // SAFETY: the interface demands a function that takes this pointer and outlives its setting; the line lives
            // over the call.
            unsafe { log(std::ptr::with_exposed_provenance_mut(user), line.as_ptr().cast()) }
        })
    }));
}
