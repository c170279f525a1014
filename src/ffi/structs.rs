//! The structs of the C interface, filled from the same answers and errors that other hosts get as JSON.
#![allow(unsafe_code)]
#![allow(clippy::expl_impl_clone_on_copy, reason = "in the expansion of derive_ReprC")]

use crate::error::{Error, ErrorKind, Fault, Outcome, Result, Retry};
use crate::task::answer::{Answer, FiscalParams};
use crate::task::money::Money;
use safer_ffi::prelude::*;
use serde_json::Value;

/// A fiscal document as the register made it.
///
/// Texts are UTF-8 and end with a zero. What the register did not report is 0 or empty.
#[derive_ReprC(rename = "kassa_document")]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct Document {
    /// Size of the struct in your program, `sizeof`. Set it before the call.
    pub size: u32,
    /// Number of the fiscal document (tag 1040).
    pub number: u32,
    /// Number of the receipt within its shift (tag 1042).
    pub receipt_number: u32,
    /// Number of the shift (tag 1038).
    pub shift_number: u32,
    /// Total of the receipt in minor units: kopecks, tiyn (tag 1020).
    pub total: i64,
    /// Change for the buyer, in minor units.
    pub change: i64,
    /// 1 if the answer of the register was lost and the document was found afterwards.
    pub recovered: i32,
    /// 1 if the document is registered but not printed completely: give the buyer a copy.
    pub not_printed: i32,
    /// Number of notes; the JSON answer lists them under `warnings.notes`.
    pub notes: i32,
    /// Always 0.
    pub reserved: i32,
    /// Fiscal sign (tag 1077), digits.
    pub sign: [u8; 32],
    /// Date and time by the clock of the register (tag 1012).
    pub date_time: [u8; 32],
    /// Serial number of the fiscal drive (tag 1041).
    pub fn_number: [u8; 32],
    /// Registration number of the register (tag 1037).
    pub registration_number: [u8; 32],
    /// The `externalId` of the document: yours, or the one that the library made.
    pub external_id: [u8; 192],
    /// Text of the QR code (tag 1196).
    pub qr: [u8; 192],
    /// 1 if a test register made it, so it is not a fiscal document.
    pub non_fiscal: i32,
    /// 1 if the register made it without the OFD, under an autonomous sign.
    pub offline: i32,
    /// 1 if the register closed the shift by itself and made the document in the next one.
    pub shift_closed: i32,
    /// 1 if the document is registered but could not be written to the journal: check the disk.
    pub not_recorded: i32,
    /// 1 if it was recognised by its content alone, on a register that another program uses too: compare it with the
    /// paper.
    pub by_content: i32,
    /// 1 if the document numbers of the register went back: a restored memory, or a different register.
    pub numbering_restarted: i32,
    /// Number of equal documents that other programs made since the last document of this journal. One of them may be
    /// this very sale; the JSON answer lists them.
    pub similar: i32,
    /// Always 0.
    pub reserved2: i32,
}

/// The state of a register.
///
/// What the register does not report is -1 or empty.
#[derive_ReprC(rename = "kassa_device_status")]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct DeviceStatus {
    /// Size of the struct in your program, `sizeof`. Set it before the call.
    pub size: u32,
    /// 0 closed, 1 open, 2 open for longer than 24 hours.
    pub shift: i32,
    /// Number of the open shift, or of the last one.
    pub shift_number: i32,
    /// 1 if the register is registered with the tax service.
    pub fiscal: i32,
    /// 1 if the register has a fiscal drive.
    pub fn_present: i32,
    /// 1 if the fiscal drive reports a warning.
    pub fn_warning: i32,
    /// Number of the last fiscal document.
    pub last_document: i64,
    /// Date and time by the clock of the register.
    pub date_time: [u8; 32],
}

/// The error of the last failed call of a thread.
///
/// Texts are UTF-8 and end with a zero; a text that is too long is cut.
#[derive_ReprC(rename = "kassa_error")]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct ErrorRecord {
    /// Size of the struct in your program, `sizeof`. Set it before the call.
    pub size: u32,
    /// The status that the call returned; 0 if no call has failed.
    pub code: i32,
    /// Does the document exist? 0 notSent, 1 rejected, 2 registered, 3 unknown.
    pub outcome: i32,
    /// What the program may do: 0 safe, 1 fixInput, 2 recoverFirst, 3 service.
    pub retry: i32,
    /// Error code of the register itself; -1 if it gave none.
    pub backend_code: i32,
    /// HTTP status of the answer; 0 if there was none.
    pub http_status: i32,
    /// Number of faults; kassa_last_error_fault returns each.
    pub faults: i32,
    /// Always 0.
    pub reserved: i32,
    /// The `externalId` of the document concerned; empty if there is none.
    pub external_id: [u8; 192],
    /// Path of the first fault: `items[0].tax.type`; empty if there is none.
    pub path: [u8; 192],
    /// What happened, in Russian, followed by the first fault if there is one.
    pub message_ru: [u8; 512],
    /// The same in English.
    pub message_en: [u8; 512],
    /// What to do now, in Russian.
    pub advice_ru: [u8; 512],
    /// The same in English.
    pub advice_en: [u8; 512],
}

/// One fault of a task or a configuration.
///
/// Texts are UTF-8 and end with a zero; a text that is too long is cut.
#[derive_ReprC(rename = "kassa_fault")]
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct FaultRecord {
    /// Size of the struct in your program, `sizeof`. Set it before the call.
    pub size: u32,
    /// Always 0.
    pub reserved: i32,
    /// Path of the field, `items[0].tax.type`; empty for the document as a whole.
    pub path: [u8; 192],
    /// The value as you gave it, shortened; empty if it is missing.
    pub value: [u8; 192],
    /// Name of the rule, as the key `rules` of the configuration spells it.
    pub rule: [u8; 32],
    /// What is wrong, in Russian.
    pub message_ru: [u8; 512],
    /// The same in English.
    pub message_en: [u8; 512],
}

/// A struct whose first field is its size.
pub(super) trait Record: Copy {
    /// Sets the size.
    fn sized(self, size: u32) -> Self;
}

impl Record for Document {
    fn sized(self, size: u32) -> Self {
        Self { size, ..self }
    }
}

impl Record for DeviceStatus {
    fn sized(self, size: u32) -> Self {
        Self { size, ..self }
    }
}

impl Record for ErrorRecord {
    fn sized(self, size: u32) -> Self {
        Self { size, ..self }
    }
}

impl Record for FaultRecord {
    fn sized(self, size: u32) -> Self {
        Self { size, ..self }
    }
}

/// The caller's struct; null if the caller does not want it.
pub(super) struct Place<R> {
    place: *mut R,
    size: u32,
}

impl<R: Record> Place<R> {
    /// Checks the caller's struct before any work is done for it.
    pub(super) fn of(place: *mut R) -> Result<Self> {
        if place.is_null() {
            return Ok(Self { place, size: 0 });
        }
        // Compilers for 32-bit Windows put locals at multiples of 4, whatever is in them; the rest is copied as bytes.
        if !place.cast::<u32>().is_aligned() {
            return Err(Error::before(ErrorKind::BadSize));
        }
        // SAFETY: not null, aligned for it; every record begins with its size, which the interface demands to be set.
        let size = unsafe { place.cast::<u32>().read() };
        if size < LEAST {
            return Err(Error::before(ErrorKind::BadSize));
        }
        let known = (size as usize).min(core::mem::size_of::<R>());
        // SAFETY: the caller's struct has `size` bytes. Nothing of an earlier document stays in it should this call
        // fail.
        unsafe {
            place.cast::<u8>().add(core::mem::size_of::<u32>()).write_bytes(0, known - core::mem::size_of::<u32>());
        };
        Ok(Self { place, size })
    }

    /// Writes as much of the record as fits into the caller's struct, which may be of an older version.
    pub(super) fn fill(self, record: R) {
        if self.place.is_null() {
            return;
        }
        let record = record.sized(self.size);
        let bytes = (self.size as usize).min(core::mem::size_of::<R>());
        // SAFETY: the caller's struct has `size` bytes, the record at least `bytes`; the two do not overlap.
        unsafe { core::ptr::copy_nonoverlapping((&raw const record).cast::<u8>(), self.place.cast::<u8>(), bytes) };
    }
}

/// Smallest size of a struct in bytes: the size itself and one field.
const LEAST: u32 = 8;

impl Document {
    /// The document of an answer.
    pub(super) fn of(answer: &Answer) -> Self {
        let unreported = FiscalParams::default();
        let fiscal = answer.fiscal.as_ref().unwrap_or(&unreported);
        let number = |number: Option<u64>| number.and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
        Self {
            size: 0,
            number: number(fiscal.document_number),
            receipt_number: number(fiscal.receipt_number),
            shift_number: number(fiscal.shift_number),
            total: fiscal.total.map_or(0, Money::units),
            change: answer.change.map_or(0, Money::units),
            recovered: answer.recovered.into(),
            not_printed: answer.not_printed.into(),
            notes: count(answer.notes.len()),
            reserved: 0,
            sign: fixed_or_empty(fiscal.sign.as_ref()),
            date_time: fixed_or_empty(fiscal.date_time.as_ref()),
            fn_number: fixed_or_empty(fiscal.fn_number.as_ref()),
            registration_number: fixed_or_empty(fiscal.registration_number.as_ref()),
            external_id: fixed_or_empty(answer.external_id.as_ref()),
            qr: fixed_or_empty(fiscal.qr.as_ref()),
            non_fiscal: answer.non_fiscal.into(),
            offline: answer.offline.into(),
            shift_closed: answer.shift_closed.into(),
            not_recorded: answer.not_recorded.into(),
            by_content: answer.by_content.into(),
            numbering_restarted: answer.noticed.restarted.into(),
            similar: count(answer.noticed.similar.len()),
            reserved2: 0,
        }
    }
}

impl DeviceStatus {
    /// The state, from the answers to three queries.
    pub(super) fn of(device: &Value, shift: &Value, drive: &Value) -> Self {
        let device = device.get("deviceStatus").unwrap_or(&Value::Null);
        let (shift, drive) =
            (shift.get("shiftStatus").unwrap_or(&Value::Null), drive.get("fnStatus").unwrap_or(&Value::Null));
        let flag = |name: &str| device.get(name).and_then(Value::as_bool).map_or(-1, i32::from);
        let number = |value: Option<&Value>| value.and_then(Value::as_i64);
        let warning = drive.get("warnings").and_then(Value::as_object);
        Self {
            size: 0,
            shift: match shift.get("state").and_then(Value::as_str) {
                Some("closed") => 0,
                Some("opened") => 1,
                Some("expired") => 2,
                _ => -1,
            },
            shift_number: number(shift.get("number")).and_then(|number| i32::try_from(number).ok()).unwrap_or(-1),
            fiscal: flag("fiscal"),
            fn_present: flag("fnPresent"),
            fn_warning: warning.map_or(-1, |flags| i32::from(flags.values().any(|flag| *flag == Value::Bool(true)))),
            last_document: number(drive.get("fiscalDocumentNumber")).unwrap_or(-1),
            date_time: text(device.get("currentDateTime")),
        }
    }
}

impl ErrorRecord {
    /// The record of an error, or of none.
    pub(super) fn of(error: Option<&Error>) -> Self {
        let first = error.and_then(|error| error.faults().first());
        let message = |part: fn(&crate::error::Text) -> &str| {
            let text = error.map(Error::message);
            let fault = first.map(|fault| format!(" {}: {}", fault.path, part(&fault.problem.message())));
            fixed(&(text.as_ref().map(part).unwrap_or_default().to_owned() + &fault.unwrap_or_default()))
        };
        let advice = |part: fn(&crate::error::Text) -> &str| {
            fixed(error.map(Error::advice).as_ref().map(part).unwrap_or_default())
        };
        let backend = error.and_then(|error| error.backend.as_ref());
        let device = error.and_then(|error| error.device.as_ref());
        let device_code = device.and_then(|vendor| vendor.code).or_else(|| backend.and_then(|vendor| vendor.code));
        Self {
            size: 0,
            code: error.map_or(0, |error| error.code() as i32),
            outcome: error.map_or(0, |error| match error.outcome {
                Outcome::NotSent => 0,
                Outcome::Rejected => 1,
                Outcome::Registered => 2,
                Outcome::Unknown => 3,
            }),
            retry: error.map_or(0, |error| match error.retry() {
                Retry::Safe => 0,
                Retry::FixInput => 1,
                Retry::RecoverFirst => 2,
                Retry::Service => 3,
            }),
            backend_code: device_code.and_then(|code| i32::try_from(code).ok()).unwrap_or(-1),
            http_status: backend.and_then(|vendor| vendor.http_status).map_or(0, i32::from),
            faults: count(error.map_or(0, |error| error.faults().len())),
            reserved: 0,
            external_id: fixed(error.and_then(|error| error.external_id.as_deref()).unwrap_or_default()),
            path: fixed(first.map(|fault| fault.path.as_str()).unwrap_or_default()),
            message_ru: message(|text| &text.ru),
            message_en: message(|text| &text.en),
            advice_ru: advice(|text| &text.ru),
            advice_en: advice(|text| &text.en),
        }
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

fn count(items: usize) -> i32 {
    i32::try_from(items).unwrap_or(i32::MAX)
}

fn fixed_or_empty<const N: usize>(text: Option<&String>) -> [u8; N] {
    fixed(text.map(String::as_str).unwrap_or_default())
}

fn text<const N: usize>(value: Option<&Value>) -> [u8; N] {
    fixed(value.and_then(Value::as_str).unwrap_or_default())
}

/// A text as an array that ends with a zero; cut between characters if it is too long.
fn fixed<const N: usize>(text: &str) -> [u8; N] {
    let mut place = [0; N];
    let mut end = text.len().min(N - 1);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    place[..end].copy_from_slice(&text.as_bytes()[..end]);
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(answer: &Value) -> Document {
        Document::of(&Answer::read(&answer.to_string()).unwrap())
    }

    #[test]
    fn a_caller_with_an_older_struct_gets_only_what_fits() {
        let record = document(&serde_json::json!({ "fiscalParams": { "total": 137.70, "fiscalDocumentNumber": 7 } }));
        assert_eq!((record.total, record.number), (137_70, 7));
        let mut place = Document { size: 16, total: -1, ..record };
        Place::of(&raw mut place).unwrap().fill(record);
        assert_eq!((place.size, place.number, place.total), (16, 7, -1));
        place.size = 3;
        assert!(Place::of(&raw mut place).is_err());
        Place::of(core::ptr::null_mut()).unwrap().fill(record);
    }

    #[test]
    #[allow(clippy::cast_ptr_alignment, reason = "that is what is tried")]
    fn a_struct_at_a_multiple_of_four_is_filled() {
        let record = document(&serde_json::json!({ "fiscalParams": { "total": 137.70 } }));
        let mut room = [0_u32; size_of::<Document>() / 4 + 2];
        for at in [0, 1] {
            room[at] = u32::try_from(size_of::<Document>()).unwrap();
            let place = room[at..].as_mut_ptr().cast::<Document>();
            Place::of(place).unwrap().fill(record);
            // SAFETY: the room has this many bytes.
            assert_eq!(unsafe { place.read_unaligned() }.total, 137_70);
        }
    }

    #[test]
    fn each_warning_has_its_field() {
        for (word, field) in [
            ("recovered", (|of| of.recovered) as fn(Document) -> i32),
            ("notPrinted", |of| of.not_printed),
            ("nonFiscal", |of| of.non_fiscal),
            ("offline", |of| of.offline),
            ("shiftClosed", |of| of.shift_closed),
            ("notRecorded", |of| of.not_recorded),
            ("byContent", |of| of.by_content),
            ("numberingRestarted", |of| of.numbering_restarted),
            ("similar", |of| of.similar),
            ("notes", |of| of.notes),
        ] {
            let value = if matches!(word, "similar" | "notes") { serde_json::json!([{}]) } else { true.into() };
            let record = document(&serde_json::json!({ "warnings": { (word): value } }));
            let raised = [
                record.recovered,
                record.not_printed,
                record.non_fiscal,
                record.offline,
                record.shift_closed,
                record.not_recorded,
                record.by_content,
                record.numbering_restarted,
                record.similar,
                record.notes,
            ];
            assert_eq!((field(record), raised.iter().sum::<i32>()), (1, 1), "{word}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_between_characters() {
        assert_eq!(&fixed::<5>("ёжик"), &[0xd1, 0x91, 0xd0, 0xb6, 0]);
        assert_eq!(&fixed::<4>("ёжик"), &[0xd1, 0x91, 0, 0]);
    }
}
