//! The faults of the last failed call one by one, for hosts without JSON.
#![allow(unsafe_code)]
#![allow(clippy::expl_impl_clone_on_copy, reason = "in the expansion of derive_ReprC")]

use super::guard;
use super::records::{Place, Record, fixed};
use super::types::Status;
use super::words::FaultOut;
use crate::error::{Error, Fault};
use safer_ffi::prelude::*;

/// A fault of a document or configuration. Texts are UTF-8 ended by a zero, cut where they are too long.
#[derive_ReprC(rename = "kassa_fault")]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct FaultRecord {
    /// Size of the struct as the caller knows it: set it before the call.
    pub size: u32,
    /// Not used.
    pub reserved: i32,
    /// Place in the document: `items[0].tax.type`; empty for the document itself.
    pub path: [u8; 192],
    /// The value as it was given, shortened; empty if there was none.
    pub value: [u8; 192],
    /// Name of the rule, as `rules` of the configuration knows it.
    pub rule: [u8; 32],
    /// What is wrong, in Russian.
    pub message_ru: [u8; 512],
    /// What is wrong, in English.
    pub message_en: [u8; 512],
}

impl Record for FaultRecord {
    fn sized(self, size: u32) -> Self {
        Self { size, ..self }
    }
}

impl From<&Fault> for FaultRecord {
    fn from(fault: &Fault) -> Self {
        let message = fault.problem.message();
        Self {
            size: 0,
            reserved: 0,
            path: fixed(&fault.path),
            value: fixed(fault.value.as_deref().unwrap_or_default()),
            rule: fixed(fault.problem.rule().row().name),
            message_ru: fixed(&message.ru),
            message_en: fixed(&message.en),
        }
    }
}

/// A fault of this thread's last failed call, counted from 0; kassa_last_error_record says how many there are.
///
/// `fault->size` must be set. KASSA_STATUS_BAD_ARGUMENT if there is none of that number; kassa_last_error stays as it is.
#[ffi_export]
pub extern "C" fn kassa_last_error_fault(index: i32, fault: FaultOut) -> Status {
    match Place::of(fault) {
        Ok(place) if !fault.is_null() => {
            let last = guard::last();
            let faults = last.as_ref().map(Error::faults).unwrap_or_default();
            let Some(found) = usize::try_from(index).ok().and_then(|index| faults.get(index)) else {
                return Status::BadArgument;
            };
            place.fill(found.into());
            Status::Ok
        }
        _ => Status::BadArgument,
    }
}
