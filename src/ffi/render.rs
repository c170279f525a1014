//! The C functions that draw a document.
#![allow(unsafe_code)]

use super::handles::DEVICES;
use super::parameters::{BytesOut, Handle, LengthOut, OwnedBytes, Text, WideText, utf8};
use super::types::Status;
use super::{guard, wide};
use crate::error::{Error, ErrorKind, Result};
use crate::render::RenderRequest;
use safer_ffi::prelude::*;

/// Draws a fiscal document as text, as a picture (PNG), as a page (PDF) or as HTML for an e-mail.
///
/// What stands on it comes from the task and its answer. The journal does not keep what a task says, so give the task
/// again: it is compared with the digest in the journal. Without it, the register is asked for the document if it shows
/// documents by their numbers (icash, atolweb). What nobody knows is left out. The members of the request:
///
/// - `externalId`: the document in the journal of this device; or `answer`: its answer, as kassa_execute, kassa_recover
///   or the task `getFnDocument` returned it. After `getFnDocument` no task is needed if the answer has `documentTLV`.
/// - `task`: the task that made the document.
/// - `registration`: the answer to `getRegistrationInfo`, or as much of it as you have: `organization` with `name`,
///   `vatin`, `address`, `email`; `device` with `paymentsAddress`, `registrationNumber`, `fnsUrl`, `serial`; `ofd`.
/// - `format`: `text`, `png`, `pdf` or `html`.
/// - `width`: columns of `text`, 32, 42 or 48; paper of `png` and `pdf`, 58 or 80 mm. Without it, the widest one.
///
/// It sends nothing else, unless it is not known yet what became of the document: then it asks as kassa_recover does. The
/// outcome counts as received by the caller only if the drawing succeeds.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// ```c
/// uint8_t *bytes = NULL;
/// uintptr_t length = 0;
/// const char *request = "{\"externalId\": \"order-1\", \"task\": {\"type\": \"openShift\"}, \"format\": \"png\"}";
/// if (kassa_render(device, request, &bytes, &length) == KASSA_STATUS_OK) {
///     FILE *file = fopen("order-1.png", "wb");
///     if (file) {
///         fwrite(bytes, 1, length, file);
///         fclose(file);
///     }
///     kassa_bytes_free(bytes, length);
/// }
/// ```
///
/// @param device Handle from kassa_open.
/// @param request JSON object in UTF-8, as described above.
/// @param bytes Receives the file, or null on failure. Free it with kassa_bytes_free.
/// @param length Receives the number of bytes.
/// @return KASSA_STATUS_OK, or a status that kassa_last_error explains. KASSA_STATUS_BAD_DOCUMENT: `faults` lists what is
/// wrong with the request or its task. KASSA_STATUS_ID_REUSED: the task is not the one that made the document. Those of
/// kassa_recover.
#[ffi_export]
pub extern "C" fn kassa_render(
    device: Handle,
    request: Text<'_>,
    bytes: BytesOut<'_>,
    length: LengthOut<'_>,
) -> Status {
    drawn(device, || utf8(&request, "request").map(ToOwned::to_owned), bytes, length)
}

/// The same as kassa_render, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param request JSON object in UTF-16, as for kassa_render.
/// @param bytes Receives the file, or null on failure; text and HTML are UTF-8. Free it with kassa_bytes_free.
/// @param length Receives the number of bytes.
/// @return As kassa_render returns.
#[ffi_export]
pub extern "C" fn kassa_render_w(
    device: Handle,
    request: WideText,
    bytes: BytesOut<'_>,
    length: LengthOut<'_>,
) -> Status {
    drawn(device, || wide::to_string(request, "request"), bytes, length)
}

/// Frees bytes that this library returned.
///
/// Threads: any.
///
/// @param bytes The bytes as they were returned. Null is ignored.
/// @param length Their number as it was returned.
#[ffi_export]
pub extern "C" fn kassa_bytes_free(bytes: OwnedBytes, length: usize) {
    if !bytes.is_null() {
        // SAFETY: the interface demands bytes given by `drawn`, with their number.
        drop(unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(bytes, length)) });
    }
}

/// Draws, and gives the bytes away.
fn drawn(
    device: Handle,
    request: impl FnOnce() -> Result<String>,
    bytes: BytesOut<'_>,
    length: LengthOut<'_>,
) -> Status {
    let (place, length) = (bytes.map(|bytes| bytes.write(core::ptr::null_mut())), length.map(|length| length.write(0)));
    guard::call(
        || {
            let null = |name| Error::before(ErrorKind::NullArgument(name));
            let (place, length) = (place.ok_or_else(|| null("bytes"))?, length.ok_or_else(|| null("length"))?);
            let file = DEVICES.get(device)?.render(&RenderRequest::from_json(&request()?)?)?.into_boxed_slice();
            *length = file.len();
            *place = Box::into_raw(file).cast();
            Ok(())
        },
        |_| (),
    )
}
