//! The function of the host that signs documents.
#![allow(unsafe_code)]

use super::handles::SIGNATURES;
use super::types::{SignFn, SignatureSlot};
use crate::error::Result;
use core::ffi::c_void;
use serde_json::Value;
use std::ffi::CString;
use std::sync::{Mutex, PoisonError};

/// Asks the host's function for a signature; `None` without a function, or if it cannot sign now.
pub(super) fn ask(signer: SignFn, user: *mut c_void, document: &Value, content: &[u8]) -> Option<String> {
    let signer = signer?;
    let document = CString::new(document.to_string().replace('\0', "")).ok()?;
    let slot = SIGNATURES.add::<SignatureSlot>(Mutex::default());
    // SAFETY: the interface demands a function that takes these pointers; document and content live over the call.
    let status = unsafe { signer(user, document.as_ptr().cast(), content.as_ptr(), content.len(), slot) };
    let place = SIGNATURES.get(slot).ok();
    if let Err(error) = SIGNATURES.remove(slot) {
        crate::log::line(crate::log::Level::Warning, format_args!("signature: {}", error.logged()));
    }
    let signature = place?.lock().unwrap_or_else(PoisonError::into_inner).take();
    signature.filter(|_| status == 0)
}

/// Takes the signature from the host's function.
pub(super) fn set(into: *mut SignatureSlot, signature: &str) -> Result<()> {
    let place = SIGNATURES.get(into)?;
    *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(signature.to_owned());
    Ok(())
}
