//! The types of the C ABI.
#![allow(clippy::expl_impl_clone_on_copy, reason = "in the expansion of derive_ReprC")]

use crate::error::Code;
use core::ffi::c_void;
use safer_ffi::c_char;
use safer_ffi::prelude::*;

/// What became of a call.
///
/// Whether the document of a failed call exists is said by `outcome` of the error object, and what may be done next by
/// `retry`. A status is never given another meaning or taken away.
#[derive_ReprC(rename = "kassa_status")]
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Done.
    Ok = 0,
    /// A null pointer, or text that is not valid UTF-8 or UTF-16. Nothing was sent.
    BadArgument = 1,
    /// The handle is not an open one, or was opened by the process that this one was forked from. Nothing was sent.
    BadHandle = 2,
    /// The configuration is wrong; `faults` lists every place.
    BadConfig = 3,
    /// The task is wrong; `faults` lists every place. Nothing was sent.
    BadDocument = 4,
    /// The backend has no such task or method. Nothing was sent.
    Unsupported = 5,
    /// There is no link to the device. Nothing was sent.
    NoLink = 6,
    /// The device said no. The document does not exist.
    Refused = 7,
    /// The link broke, and the device was seen not to have made the document. The same call may be made again.
    NotMade = 8,
    /// Whether the document exists is not known yet. Call kassa_recover with its id, and do not send it anew.
    Unknown = 9,
    /// A question got no usable answer, the one before a document among them. The same call may be made again.
    NoAnswer = 10,
    /// Another thread or program holds the device, or an earlier document is not settled yet. Nothing was sent, unless the
    /// outcome says otherwise.
    Busy = 11,
    /// The journal cannot be used. Nothing was sent, unless the outcome says otherwise.
    Journal = 12,
    /// The external id belongs to a document of another content. Nothing was made of this one.
    IdReused = 13,
    /// The journal knows no document of this id.
    NotFound = 14,
    /// The program broke the call off with kassa_cancel before a fiscal document was sent.
    Cancelled = 15,
    /// The document stands in the register's queue: asked for with `"wait": false`, or the time was over. It will be made
    /// or refused; kassa_recover or a call-back tells. Do not send it anew.
    Pending = 16,
    /// A fault of this library; the device stays open and usable.
    Internal = 99,
}

impl From<Code> for Status {
    fn from(code: Code) -> Self {
        match code {
            Code::BadArgument => Self::BadArgument,
            Code::BadHandle => Self::BadHandle,
            Code::BadConfig => Self::BadConfig,
            Code::BadDocument => Self::BadDocument,
            Code::Unsupported => Self::Unsupported,
            Code::NoLink => Self::NoLink,
            Code::Refused => Self::Refused,
            Code::NotMade => Self::NotMade,
            Code::Unknown => Self::Unknown,
            Code::NoAnswer => Self::NoAnswer,
            Code::Busy => Self::Busy,
            Code::Journal => Self::Journal,
            Code::IdReused => Self::IdReused,
            Code::NotFound => Self::NotFound,
            Code::Cancelled => Self::Cancelled,
            Code::Pending => Self::Pending,
            Code::Internal => Self::Internal,
        }
    }
}

/// An open device.
#[derive_ReprC(rename = "kassa_device")]
#[repr(opaque)]
#[allow(missing_debug_implementations, reason = "never built")]
pub struct DeviceToken {
    _never: core::convert::Infallible,
}

/// A receipt in the making.
#[derive_ReprC(rename = "kassa_receipt")]
#[repr(opaque)]
#[allow(missing_debug_implementations, reason = "never built")]
pub struct ReceiptDraft {
    _never: core::convert::Infallible,
}

/// The place for the signature of one document.
#[derive_ReprC(rename = "kassa_signature")]
#[repr(opaque)]
#[allow(missing_debug_implementations, reason = "never built")]
pub struct SignatureSlot {
    _never: core::convert::Infallible,
}

/// Signs a document of an application: `document` is `{"id", "kind", "name", "description", "applicationId"}` (JSON, UTF-8),
/// `content` its `length` bytes; both are valid for the time of the call. The signature goes into `into` by
/// kassa_signature_set. Return 0 when it is there; anything else means that the document cannot be signed now.
///
/// It is called from the thread that makes the call, with the pointer given to kassa_registration_advance. It may take
/// its time (a person may have to be asked), must neither throw nor jump out, and must not call this library itself, save
/// kassa_signature_set and kassa_cancel.
pub type SignFn = Option<
    unsafe extern "C" fn(
        user: *mut c_void,
        document: *const c_char,
        content: *const u8,
        length: usize,
        into: *mut SignatureSlot,
    ) -> i32,
>;

/// Receives where a call stands (JSON, UTF-8, valid for the time of the call) with the pointer given to
/// kassa_set_progress: `{"stage": "waiting"}`, `looking`, `sending`, `settling`; of a document in a queue `queued`,
/// `onRegister`, `done`; `{"stage": "downloading", "done": 4096,
/// "of": 65536}`, `relaying`.
///
/// It is called from the thread that makes the call, and must not call this library itself, save kassa_cancel.
pub type ProgressFn = Option<unsafe extern "C" fn(user: *mut c_void, progress: *const c_char)>;

/// Receives a result that came by a call-back (JSON, as kassa_recover gives it; UTF-8, valid for the time of the call)
/// with the pointer given to kassa_set_result.
///
/// It is called from threads of the library's own, also from several at once. The result is in the journal by then, and the
/// server is answered after it returns; a result may come more than once. It may call this library, and may not unwind
/// (throw) into it.
pub type ResultFn = Option<unsafe extern "C" fn(user: *mut c_void, result: *const c_char)>;

/// Receives a line of the log (UTF-8, valid for the time of the call) with the pointer given to kassa_set_log.
///
/// It may be called from any thread that is inside a function of this library, also from several at once, and must not
/// call this library itself.
pub type LogFn = Option<unsafe extern "C" fn(user: *mut c_void, line: *const c_char)>;
