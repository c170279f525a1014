//! UTF-16 text of the caller and for the caller.
#![allow(unsafe_code)]

use super::parameters::{OwnedWideText, WideText};
use crate::error::{Error, ErrorKind, Result};
use crate::task::json::LONGEST;
use widestring::{U16CStr, U16CString};

/// The caller's text.
pub(super) fn to_string(text: WideText, name: &'static str) -> Result<String> {
    if text.is_null() {
        return Err(Error::before(ErrorKind::NullArgument(name)));
    }
    let not_text = || Error::before(ErrorKind::NotText(name));
    if !text.is_aligned() {
        return Err(not_text());
    }
    // SAFETY: not null, aligned; the interface demands a terminating zero, and the length is bounded should it lack
    // one.
    let text = unsafe { U16CStr::from_ptr_truncate(text, LONGEST) }.map_err(|_| not_text())?;
    let letters = || char::decode_utf16(text.as_slice().iter().copied());
    let length = letters().map(|letter| letter.map_or(0, char::len_utf8)).sum();
    // Reserved in full: a string that grows leaves copies behind, and the text may hold a secret.
    let mut narrow = String::with_capacity(length);
    for letter in letters() {
        narrow.push(letter.map_err(|_| not_text())?);
    }
    Ok(narrow)
}

/// Text for the caller.
pub(super) fn owned(text: &str) -> OwnedWideText {
    U16CString::from_str_truncate(text).into_raw()
}

/// Takes back what [`owned`] gave.
pub(super) fn free(text: OwnedWideText) {
    if !text.is_null() {
        // SAFETY: the interface demands a pointer given by `owned`.
        drop(unsafe { U16CString::from_raw(text) });
    }
}
