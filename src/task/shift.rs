//! Shifts, reports, cash in and out, and queries (task vocabulary §2.11).

use super::json::Node;
use super::money::Money;
use super::people::{Operator, operator};
use super::print;
use super::read::{Fields, Need};
use crate::error::Problem;
use rust_decimal::Decimal;
use std::path::PathBuf;
use time::PrimitiveDateTime;

/// What opening or closing a shift, or closing the archive, needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Cashier (tags 1021 and 1203).
    pub operator: Option<Operator>,
    /// On paper or electronic only, and the image to return.
    pub report: Report,
}

/// Cash put into the drawer (внесение) or taken out of it (изъятие).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cash {
    /// Taken out, not put in.
    pub out: bool,
    /// Sum, greater than zero, in minor units.
    pub sum: Money,
    /// Cashier (tags 1021 and 1203).
    pub operator: Option<Operator>,
    /// On paper or electronic only, and the image to return.
    pub report: Report,
}

/// A non-fiscal document for printing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// Its lines.
    pub items: Vec<print::PrintItem>,
    /// Whether the header of the next document follows it. Registers without such a header accept either value.
    pub footer: Option<bool>,
}

/// How a report or a receipt is printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Electronic only, not on paper.
    pub electronically: bool,
    /// The image to return, if the register draws one.
    pub image: Image,
}

/// How a register draws a document as an image.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image {
    /// Width in pixels, 1 to 10 000.
    pub width: Option<i64>,
    /// Scale factor, at most three digits after the point.
    pub scale: Option<Decimal>,
    /// Darkness from which a pixel is drawn, 0 to 255.
    pub threshold: Option<i64>,
}

/// A request for the image of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Number of the shift.
    pub shift: u64,
    /// Number of the document within the shift.
    pub number: u64,
    /// How it is drawn.
    pub image: Image,
    /// As the original, not as a copy.
    pub original: Option<bool>,
    /// File to write it to; `None` returns it in the answer.
    pub file: Option<PathBuf>,
}

/// A query: it makes no fiscal document, so it may be repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// State of the register.
    DeviceStatus,
    /// Identity of the register.
    DeviceInfo,
    /// State of the current shift.
    ShiftStatus,
    /// Numbering of the fiscal drive: its last documents.
    FnStatus,
    /// Identity of the fiscal drive.
    FnInfo,
    /// The data that the register is registered with.
    RegistrationInfo,
    /// What is waiting to be sent to the OFD.
    OfdExchangeStatus,
    /// A document by its number.
    FnDocument {
        /// Its number.
        number: u64,
        /// Its shift, for registers that number documents by shift.
        shift: Option<u64>,
    },
    /// Prints a document again, by its number.
    PrintFnDocument(u64),
    /// Prints the last receipt again.
    PrintLastReceiptCopy,
    /// Sets the device's clock.
    SetDateTime(PrimitiveDateTime),
    /// Prints a non-fiscal document.
    Print(Slip),
    /// Prints an X report.
    ReportX(Shift),
    /// The image of a document.
    ReceiptImage(Picture),
    /// Opens a shift, on a register that opens shifts by itself.
    OpenShift,
    /// A query that only a register speaking the vocabulary has.
    Named(super::TaskName),
    /// Any query in the words of the vocabulary, for a register that speaks it.
    Vocabulary(Box<Node>),
    /// Documents that this machine sends to the OFD for a register without a network connection of its own.
    OfdRelay(Relay),
}

/// Where documents are sent, and how many at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Host and port; `None` for the register's own setting.
    pub to: Option<(String, u16)>,
    /// Maximum number of documents in this call, 1 to 100 000; 1000 by default.
    pub most: u64,
}

/// The largest number of a fiscal document (tag 1040 has four bytes).
pub(super) const LAST_DOCUMENT: i64 = 4_294_967_295;

pub(super) fn read(fields: &Fields) -> Shift {
    let operator = operator(fields);
    let report = printed(fields);
    print::items(fields, "preItems", Need::Optional);
    print::items(fields, "postItems", Need::Optional);
    Shift { operator, report }
}

/// Reads how a document is printed.
pub(super) fn printed(fields: &Fields) -> Report {
    Report { electronically: fields.flag("electronically", false), image: image(fields) }
}

fn image(fields: &Fields) -> Image {
    let image = fields.object("image", Need::Optional, |fields| {
        let width = fields.integer("width", Need::Optional, 1, 10_000);
        let scale = fields.quantity("scale", Need::Optional, 3);
        let threshold = fields.integer("threshold", Need::Optional, 0, 255);
        Some(Image { width, scale, threshold })
    });
    image.unwrap_or_default()
}

/// Reads `cashIn`, or `cashOut` if `out`.
pub(super) fn cash(fields: &Fields, out: bool) -> Option<Cash> {
    let sum = fields.money("cashSum", Need::Required);
    if sum == Some(Money::ZERO) {
        fields.judge("cashSum", Problem::Range("> 0".into()));
    }
    let shift = read(fields);
    Some(Cash { out, sum: sum?, operator: shift.operator, report: shift.report })
}

/// Reads the request for an image.
pub(super) fn picture(fields: &Fields) -> Option<Query> {
    let shift = fields.integer("shiftNumber", Need::Required, 1, LAST_DOCUMENT).map(i64::unsigned_abs);
    let number = number(fields);
    let image = image(fields);
    let original = fields.flag_given("original", Need::Optional);
    let file = fields.text("file", Need::Optional, 4096).map(PathBuf::from);
    Some(Query::ReceiptImage(Picture { shift: shift?, number: number?, image, original, file }))
}

/// Number of the shift that a document belongs to.
pub(super) fn shift_number(fields: &Fields) -> Option<u64> {
    fields.integer("shiftNumber", Need::Optional, 1, LAST_DOCUMENT).map(i64::unsigned_abs)
}

pub(super) fn number(fields: &Fields) -> Option<u64> {
    fields.integer("fiscalDocumentNumber", Need::Required, 1, LAST_DOCUMENT).map(i64::unsigned_abs)
}

pub(super) fn relay(fields: &Fields) -> Option<Query> {
    let host = fields.text("host", Need::Optional, 256);
    let port = fields.integer("port", Need::Optional, 1, 65_535).and_then(|port| u16::try_from(port).ok());
    let most = fields.integer("limit", Need::Optional, 1, 100_000).unwrap_or(1000);
    if host.is_some() != port.is_some() {
        let missing = if host.is_some() { "port" } else { "host" };
        fields.judge(missing, Problem::Missing);
        return None;
    }
    Some(Query::OfdRelay(Relay { to: host.zip(port), most: most.unsigned_abs() }))
}
