//! The fields of tasks that iCASH-1F supports: from the rows of its tags, and listed here where there are no tags
//! (§6.4–6.7).

use super::super::task_capabilities::TaskCapabilities;
use super::tags::{self, At, Form, Place, QUANTITY_DIGITS, RATES, Tag};
use crate::task::TaskName;
use crate::task::capabilities::{
    AROUND, Capabilities, FieldSpec, NOT_FISCAL, RECEIPT_PRINT, REGISTERED, REPORT_PRINT, Reason, SLIP_LOOK, field,
    left_out,
};
use std::sync::LazyLock;

/// Payment types that have a tag.
const PAYMENTS: &[&str] = &["cash", "electronically", "prepaid", "credit", "other"];

/// Fields of a receipt that choose the tag of another field, and the object from which the tags of VAT are read.
const BESIDE: &[FieldSpec] = &[
    field("payments[].type", "T1031 T1081 T1215 T1216 T1217").words(PAYMENTS),
    field("taxes[].type", "T1102 T1103 T1104 T1105 T1106 T1107").words(RATES),
    field("items[].tax", "").required(),
];

/// Fields that are left out of documents.
const LEFT_OUT: &[FieldSpec] = &[
    left_out("paymentsAddress", &REGISTERED),
    left_out("paymentsPlace", &REGISTERED),
    left_out("companyInfo.email", &REGISTERED),
];

/// The description of a correction has no tag above FFD 1.0.
const DESCRIPTION: &[FieldSpec] = &[left_out("correctionBaseName", &NOT_FISCAL)];

/// The register names no cashier in these.
const NO_CASHIER: &[FieldSpec] = &[left_out("operator", &WITHOUT_CASHIER)];

static WITHOUT_CASHIER: Reason = Reason {
    ru: "в этом документе касса не указывает кассира",
    en: "the register names no cashier in it",
    print: false,
};

/// Fields of a free print (§6.7.2).
const PRINT: &[FieldSpec] = &[
    field("items[].text", "left right center").chars(0, 4096),
    field("items[].alignment", "left right center"),
    field("items[].wrap", ""),
    field("items[].doubleWidth", "doubleWidth"),
    field("items[].doubleHeight", "doubleHeight"),
    field("items[barcode].barcode", "center").chars(1, 4096),
    field("items[barcode].barcodeType", "qrcode").words(&["QR"]),
];

/// Fields of a query for a document by its number (§6.5, §6.6).
const NUMBER: &[FieldSpec] = &[field("fiscalDocumentNumber", "document_number")];

/// Field of the clock (§6.4.2).
const CLOCK: &[FieldSpec] = &[field("dateTime", "dateTime")];

/// Fields of the relay to the OFD; they become no member of a request.
const RELAY: &[FieldSpec] = &[field("host", ""), field("port", ""), field("limit", "")];

/// The capabilities tables of documents, made from the rows of the tags.
struct Documents {
    shift: [&'static [FieldSpec]; 3],
    receipt: [&'static [FieldSpec]; 5],
    correction: [&'static [FieldSpec]; 7],
    registration: [&'static [FieldSpec]; 2],
    change: [&'static [FieldSpec]; 3],
}

/// Made once and never freed.
static DOCUMENTS: LazyLock<Documents> = LazyLock::new(|| {
    let receipt = fields(&[Place::Receipt, Place::UserAttribute, Place::Line, Place::Agent, Place::Supplier]);
    let registration = fields(&[Place::Registration]);
    Documents {
        shift: [fields(&[Place::Shift]), REPORT_PRINT, AROUND],
        receipt: [receipt, BESIDE, LEFT_OUT, RECEIPT_PRINT, AROUND],
        correction: [
            receipt,
            BESIDE,
            fields(&[Place::Correction, Place::Basis]),
            DESCRIPTION,
            LEFT_OUT,
            RECEIPT_PRINT,
            AROUND,
        ],
        registration: [registration, REPORT_PRINT],
        change: [registration, fields(&[Place::Change]), REPORT_PRINT],
    }
});

/// The fields of a task that become tags of these places. A field that becomes several tags is listed once.
fn fields(places: &[Place]) -> &'static [FieldSpec] {
    let mut fields: Vec<FieldSpec> = Vec::new();
    for (tag, at) in places.iter().flat_map(|place| tags::of(*place)).filter(|(_, at)| !at.path.is_empty()) {
        if fields.iter().all(|field| field.path != at.path) {
            fields.push(field_of(tag, at));
        }
    }
    fields.leak()
}

/// The field that becomes a tag in one of its places, with the limits of the tag.
fn field_of(tag: &'static Tag, at: &'static At) -> FieldSpec {
    let name = tag.name;
    let tag_path: &str = match at.place.within() {
        "" => name,
        // The tag may also be next to it: the document's heading that splits the table can be read that way.
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

/// The capabilities tables of a task; `None` if the task is not supported.
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
        TaskName::NonFiscal => &[PRINT, SLIP_LOOK],
        TaskName::GetFnDocument | TaskName::PrintFnDocument => &[NUMBER],
        TaskName::SetDateTime => &[CLOCK],
        TaskName::OfdRelay => &[RELAY],
        TaskName::ReportOfdExchangeStatus => &[NO_CASHIER, REPORT_PRINT, AROUND],
        TaskName::GetDeviceStatus
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

/// The capabilities of a task, as the task reader uses them.
pub(super) fn capabilities(task: TaskName) -> Option<&'static Capabilities> {
    static ROOMS: LazyLock<TaskCapabilities> = LazyLock::new(|| TaskCapabilities::of(table));
    ROOMS.get(task)
}

/// The JSON path in the task of a tag that the device reported as wrong, such as `T1059.T1223.T1073`; `item` is the
/// index of its line.
///
/// A path within an array whose index is not known ends before the array.
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
