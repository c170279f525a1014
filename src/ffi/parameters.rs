//! The parameter types of the exported functions, and how text goes in and out.
//!
//! cbindgen does not read this file: include/cbindgen.toml says what a C reader sees for each alias, and
//! tests/it/c/header.rs proves it against the layout that safer-ffi computed for the type.

use super::structs::{DeviceStatus, Document, ErrorRecord, FaultRecord};
use super::types::{DeviceToken, ReceiptDraft, SignatureSlot};
use crate::error::{Error, ErrorKind, Result};
use safer_ffi::prelude::*;

/// UTF-8 text of the caller, valid during the call.
pub type Text<'a> = Option<char_p::Ref<'a>>;
/// Text that lives as long as the library.
pub type StaticText = char_p::Ref<'static>;
/// UTF-8 text that the caller frees.
pub type OwnedText = Option<char_p::Box>;
/// Receives UTF-8 text that the caller frees; its value before the call is not read.
pub type TextOut<'a> = Option<Out<'a, OwnedText>>;
/// UTF-16 text of the caller, valid during the call.
pub type WideText = *const u16;
/// UTF-16 text that the caller frees.
pub type OwnedWideText = *mut u16;
/// Receives UTF-16 text that the caller frees.
pub type WideTextOut<'a> = Option<Out<'a, OwnedWideText>>;
/// Bytes that the caller frees.
pub type OwnedBytes = *mut u8;
/// Receives bytes that the caller frees.
pub type BytesOut<'a> = Option<Out<'a, OwnedBytes>>;
/// Receives a number of bytes.
pub type LengthOut<'a> = Option<Out<'a, usize>>;
/// Receives 0 or 1.
pub type FlagOut<'a> = Option<Out<'a, i32>>;
/// A device. The value is a token of the registry of handles, not an address; it is never dereferenced.
pub type Handle = *mut DeviceToken;
/// Receives the handle of a device.
pub type HandleOut<'a> = Option<Out<'a, Handle>>;

/// A receipt: a token, like [`Handle`].
pub type Receipt = *mut ReceiptDraft;
/// Receives the handle of a receipt.
pub type ReceiptOut<'a> = Option<Out<'a, Receipt>>;
/// The place for a signature: a token, like [`Handle`].
pub type Signature = *mut SignatureSlot;
/// The caller's struct for a document.
pub type DocumentOut = *mut Document;
/// The caller's struct for the state of a register.
pub type DeviceStatusOut = *mut DeviceStatus;
/// The caller's struct for an error.
pub type ErrorOut = *mut ErrorRecord;

/// The caller's struct for a fault.
pub type FaultOut = *mut FaultRecord;

/// The caller's text. safer-ffi would trust it to be UTF-8, so the bytes are checked here.
pub(super) fn utf8<'a>(text: &'a Text<'_>, name: &'static str) -> Result<&'a str> {
    let text = text.as_ref().ok_or_else(|| Error::before(ErrorKind::NullArgument(name)))?;
    core::str::from_utf8(text.to_bytes()).map_err(|_| Error::before(ErrorKind::NotText(name)))
}

/// Text for the caller. A zero within it would end it there, so zeros are left out.
pub(super) fn owned(mut text: String) -> OwnedText {
    if text.as_bytes().contains(&0) {
        text.retain(|letter| letter != '\0');
    }
    text.try_into().ok()
}
