//! The types of the C ABI.
#![allow(clippy::expl_impl_clone_on_copy, reason = "in the expansion of derive_ReprC")]

use crate::error::Code;
use core::ffi::c_void;
use safer_ffi::c_char;
use safer_ffi::prelude::*;

/// The result of a call.
///
/// After a failure, `outcome` of the error tells whether the document exists, and `retry` what the program may do next:
/// decide by these two, not by the status. A status never changes its meaning and is never removed.
#[derive_ReprC(rename = "kassa_status")]
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The call succeeded.
    Ok = 0,
    /// A null pointer, or text that is not valid UTF-8 or UTF-16. Nothing was sent.
    BadArgument = 1,
    /// The handle is not open in this process: closed, never opened, or opened before a `fork` by the parent. Nothing
    /// was sent.
    BadHandle = 2,
    /// The configuration is wrong; `faults` lists every wrong key.
    BadConfig = 3,
    /// The task is wrong; `faults` lists every wrong field. Nothing was sent.
    BadDocument = 4,
    /// The backend does not support this task or method. Nothing was sent.
    Unsupported = 5,
    /// There is no connection to the register. Nothing was sent.
    NoLink = 6,
    /// The register refused. The document does not exist.
    Refused = 7,
    /// The connection broke, and the register has not made the document. Make the same call again.
    NotMade = 8,
    /// It is not known yet whether the document exists. Call kassa_recover with its id; do not send it again.
    Unknown = 9,
    /// The register gave no usable answer to a query, possibly the one that precedes a document. Make the same call
    /// again.
    NoAnswer = 10,
    /// Another thread or program uses the device, or an earlier document is unresolved. Nothing was sent, unless
    /// `outcome` says otherwise.
    Busy = 11,
    /// The journal cannot be used. Nothing was sent, unless `outcome` says otherwise.
    Journal = 12,
    /// This `externalId` was already used for a document with different content. Nothing was sent.
    IdReused = 13,
    /// The journal has nothing with this id, or the register has nothing of what was asked for.
    NotFound = 14,
    /// The call was cancelled with kassa_cancel. Nothing was sent, unless `outcome` says otherwise.
    Cancelled = 15,
    /// The document is in the register's queue, because of `"wait": false` or because time ran out. It will be made or
    /// refused; kassa_recover or a call-back tells which. Do not send it again.
    Pending = 16,
    /// The shift is already open, or already closed: there is nothing to do, and no document was made. A program may
    /// treat the call as done.
    AlreadyDone = 17,
    /// A defect of this library: please report it. The device stays open and usable.
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
            Code::AlreadyDone => Self::AlreadyDone,
            Code::Internal => Self::Internal,
        }
    }
}

/// An open connection to one register: a token from kassa_open, never dereferenced and never given out twice.
#[derive_ReprC(rename = "kassa_device")]
#[repr(opaque)]
#[allow(missing_debug_implementations, reason = "never built")]
pub struct DeviceToken {
    _never: core::convert::Infallible,
}

/// A receipt that is put together field by field: a token from kassa_receipt_new.
#[derive_ReprC(rename = "kassa_receipt")]
#[repr(opaque)]
#[allow(missing_debug_implementations, reason = "never built")]
pub struct ReceiptDraft {
    _never: core::convert::Infallible,
}

/// The place for the signature of one document: a token, valid while a kassa_sign_fn runs.
#[derive_ReprC(rename = "kassa_signature")]
#[repr(opaque)]
#[allow(missing_debug_implementations, reason = "never built")]
pub struct SignatureSlot {
    _never: core::convert::Infallible,
}

/// Signs a document of an application.
///
/// It runs on the thread that called kassa_registration_advance and may take its time: a person may have to be asked.
/// It must not throw or jump out, and may call only kassa_signature_set and kassa_cancel of this library.
///
/// @param user The pointer given to kassa_registration_advance.
/// @param document `{"id", "kind", "name", "description", "applicationId"}` (JSON in UTF-8), valid during the call.
/// @param content The bytes to sign, valid during the call.
/// @param length Number of bytes.
/// @param into Pass it to kassa_signature_set together with the signature.
/// @return 0 if the signature was set; anything else if the document cannot be signed now.
pub type SignFn = Option<
    unsafe extern "C" fn(
        user: *mut c_void,
        document: *const c_char,
        content: *const u8,
        length: usize,
        into: *mut SignatureSlot,
    ) -> i32,
>;

/// Receives the progress of a call.
///
/// It runs on the thread that makes the call, and may call only kassa_cancel of this library. It must not throw or jump
/// out.
///
/// @param user The pointer given to kassa_set_progress.
/// @param progress JSON in UTF-8, valid during the call: `{"stage": "waiting"}`, then `looking`, `sending`, `settling`; for a document in a queue `queued`, `onRegister` and `done`; with numbers
/// `{"stage": "downloading", "done": 4096, "of": 65536}` and `relaying`.
pub type ProgressFn = Option<unsafe extern "C" fn(user: *mut c_void, progress: *const c_char)>;

/// Receives a result that arrived by a call-back.
///
/// It runs on threads of the library, possibly on several at once, after the result is in the journal and before the
/// server is answered. The same result may arrive more than once. It may call this library, and must not throw or jump
/// out.
///
/// @param user The pointer given to kassa_set_result.
/// @param result JSON in UTF-8 as kassa_recover returns it, valid during the call.
pub type ResultFn = Option<unsafe extern "C" fn(user: *mut c_void, result: *const c_char)>;

/// Receives a line of the log.
///
/// It runs on any thread that is inside a function of this library, and on the threads that listen for call-backs,
/// possibly on several at once. It must not call this library, throw or jump out.
///
/// @param user The pointer given to kassa_set_log or kassa_set_log_records.
/// @param line UTF-8 text without a line end, valid during the call; for kassa_set_log_records a JSON object.
pub type LogFn = Option<unsafe extern "C" fn(user: *mut c_void, line: *const c_char)>;

/// Receives a call that has ended, with its stages.
///
/// It runs on the thread that made the call, before the call returns, possibly on several threads at once. It must not call
/// this library, throw or jump out.
///
/// @param user The pointer given to kassa_set_spans.
/// @param span A JSON object in UTF-8, valid during the call.
pub type SpanFn = Option<unsafe extern "C" fn(user: *mut c_void, span: *const c_char)>;
