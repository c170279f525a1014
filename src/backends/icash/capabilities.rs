//! What iCASH-1F has room for, field by field: by the rows of its tags, and where there are none (§6.4–6.7).

use super::super::task_capabilities::TaskCapabilities;
use super::tags::{self, At, Form, Place, QUANTITY_DIGITS, RATES, Tag};
use crate::task::TaskName;
use crate::task::capabilities::{Capabilities, FieldSpec, field};
use std::sync::LazyLock;

/// Ways of payment that have a tag.
const PAYMENTS: &[&str] = &["cash", "electronically", "prepaid", "credit", "other"];

/// Fields of a receipt that say which tag another one becomes, and the object that the tags of VAT are read from.
const BESIDE: &[FieldSpec] = &[
    field("payments[].type", "T1031 T1081 T1215 T1216 T1217").words(PAYMENTS),
    field("taxes[].type", "T1102 T1103 T1104 T1105 T1106 T1107").words(RATES),
    field("items[].tax", "").required(),
];

/// Free print (§6.7.2).
const PRINT: &[FieldSpec] = &[
    field("items[].text", "left right center").chars(0, 4096),
    field("items[].alignment", "left right center"),
    field("items[].wrap", ""),
    field("items[].doubleWidth", "doubleWidth"),
    field("items[].doubleHeight", "doubleHeight"),
    field("items[barcode].barcode", "center").chars(1, 4096),
    field("items[barcode].barcodeType", "qrcode").words(&["QR"]),
];

/// A document by its number (§6.5, §6.6).
const NUMBER: &[FieldSpec] = &[field("fiscalDocumentNumber", "document_number")];

/// The clock (§6.4.2).
const CLOCK: &[FieldSpec] = &[field("dateTime", "dateTime")];

/// The relay's own fields.
const RELAY: &[FieldSpec] = &[field("host", ""), field("port", ""), field("limit", "")];

/// The tables of documents, made of the rows of their tags.
struct Documents {
    shift: [&'static [FieldSpec]; 1],
    receipt: [&'static [FieldSpec]; 2],
    correction: [&'static [FieldSpec]; 3],
    registration: [&'static [FieldSpec]; 1],
    change: [&'static [FieldSpec]; 2],
}

/// Made once, they stay as long as the program.
static DOCUMENTS: LazyLock<Documents> = LazyLock::new(|| {
    let receipt = fields(&[Place::Receipt, Place::UserAttribute, Place::Line, Place::Agent, Place::Supplier]);
    let registration = fields(&[Place::Registration]);
    Documents {
        shift: [fields(&[Place::Shift])],
        receipt: [receipt, BESIDE],
        correction: [receipt, BESIDE, fields(&[Place::Correction, Place::Basis])],
        registration: [registration],
        change: [registration, fields(&[Place::Change])],
    }
});

/// The fields of a task that become tags of these places; one that becomes several tags stands once.
fn fields(places: &[Place]) -> &'static [FieldSpec] {
    let mut fields: Vec<FieldSpec> = Vec::new();
    for (tag, at) in places.iter().flat_map(|place| tags::of(*place)).filter(|(_, at)| !at.path.is_empty()) {
        if fields.iter().all(|field| field.path != at.path) {
            fields.push(field_of(tag, at));
        }
    }
    fields.leak()
}

/// The field that becomes a tag in one of its places, with the bounds of the tag.
fn field_of(tag: &'static Tag, at: &'static At) -> FieldSpec {
    let name = tag.name;
    let tag_path: &str = match at.place.within() {
        "" => name,
        // Beside it, too: the heading that splits the table can be read so.
        basis if at.place == Place::Basis => format!("{basis}.{name} {name}").leak(),
        within => format!("{within}.{name}").leak(),
    };
    let field = field(at.path, tag_path).words(at.words);
    let field = match tag.form {
        Form::Text(most) => field.chars(1, most),
        Form::Digits(least, most) => field.digits(least, most),
        Form::Quantity => field.fraction(QUANTITY_DIGITS),
        Form::Codes(_) if at.one => field.count(1),
        _ => field,
    };
    if at.required { field.required() } else { field }
}

/// The tables of a task.
pub(super) fn table(task: TaskName) -> Option<&'static [&'static [FieldSpec]]> {
    Some(match task {
        TaskName::Sell | TaskName::SellReturn | TaskName::Buy | TaskName::BuyReturn => &DOCUMENTS.receipt,
        TaskName::SellCorrection
        | TaskName::SellReturnCorrection
        | TaskName::BuyCorrection
        | TaskName::BuyReturnCorrection => &DOCUMENTS.correction,
        TaskName::OpenShift | TaskName::CloseShift | TaskName::CloseArchive => &DOCUMENTS.shift,
        TaskName::Registration | TaskName::FnChange => &DOCUMENTS.registration,
        TaskName::ChangeRegistrationParameters => &DOCUMENTS.change,
        TaskName::NonFiscal => &[PRINT],
        TaskName::GetFnDocument | TaskName::PrintFnDocument => &[NUMBER],
        TaskName::SetDateTime => &[CLOCK],
        TaskName::OfdRelay => &[RELAY],
        TaskName::ReportOfdExchangeStatus
        | TaskName::GetDeviceStatus
        | TaskName::GetDeviceInfo
        | TaskName::GetShiftStatus
        | TaskName::GetFnStatus
        | TaskName::GetFnInfo
        | TaskName::GetRegistrationInfo
        | TaskName::OfdExchangeStatus
        | TaskName::PrintLastReceiptCopy => &[],
        _ => return None,
    })
}

/// The same as the reading of a task wants it.
pub(super) fn capabilities(task: TaskName) -> Option<&'static Capabilities> {
    static ROOMS: LazyLock<TaskCapabilities> = LazyLock::new(|| TaskCapabilities::of(table));
    ROOMS.get(task)
}

/// The place in a task of a tag that the device found fault with: `T1059.T1223.T1073`, with the line's place.
///
/// A place within an array of which no index is known ends before it.
pub(super) fn place(tag: &str, item: Option<usize>) -> Option<String> {
    let documents = [&DOCUMENTS.shift[..], &DOCUMENTS.correction, &DOCUMENTS.change];
    let fields = documents.into_iter().flatten().copied().flatten();
    let field = fields.into_iter().find(|field| field.tag.split(' ').any(|name| name == tag))?.path;
    let path = match (field.strip_prefix("items[]"), item) {
        (Some(rest), Some(index)) => return Some(format!("items[{index}]{rest}")),
        _ => field,
    };
    Some(path.split('[').next().unwrap_or(path).to_owned())
}
