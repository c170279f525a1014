//! Shifts, reports and what is asked of the fiscal drive (task vocabulary §2.11).

use super::money::Money;
use super::people::{Operator, operator};
use super::print;
use super::read::{Fields, Need};
use crate::error::Problem;
use rust_decimal::Decimal;
use std::path::PathBuf;
use time::PrimitiveDateTime;

/// Who opens or closes a shift, or ends the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Cashier.
    pub operator: Option<Operator>,
    /// What is printed, and how.
    pub report: Report,
}

/// Cash put into the drawer (внесение) or taken out of it (изъятие).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cash {
    /// Taken out.
    pub out: bool,
    /// How much.
    pub sum: Money,
    /// Who does it.
    pub operator: Option<Operator>,
    /// How it is printed.
    pub report: Report,
}

/// A print that is not fiscal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// What is printed.
    pub items: Vec<print::PrintItem>,
    /// Whether the head of the next document follows it; registers without such a head take either.
    pub footer: Option<bool>,
}

/// How a report or a receipt is printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Not on paper.
    pub electronically: bool,
    /// The picture that is printed, where the register draws one.
    pub image: Image,
}

/// How a register draws a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Image {
    /// Width in points.
    pub width: Option<i64>,
    /// Scale.
    pub scale: Option<Decimal>,
    /// From which darkness on a point is drawn, 0 to 255.
    pub threshold: Option<i64>,
}

/// A picture of a document that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Number of the shift.
    pub shift: u64,
    /// Number of the document in it.
    pub number: u64,
    /// How it is drawn.
    pub image: Image,
    /// As the original, not as a copy.
    pub original: Option<bool>,
    /// Where it goes; into the answer if nowhere.
    pub file: Option<PathBuf>,
}

/// What makes no fiscal document and may be asked again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// State of the register.
    DeviceStatus,
    /// What register it is.
    DeviceInfo,
    /// State of the shift.
    ShiftStatus,
    /// State of the fiscal drive's numbering.
    FnStatus,
    /// What fiscal drive it is.
    FnInfo,
    /// How the register is registered.
    RegistrationInfo,
    /// What waits for the operator of fiscal data.
    OfdExchangeStatus,
    /// A document by its number.
    FnDocument {
        /// Its number.
        number: u64,
        /// Its shift, where documents are numbered by shift.
        shift: Option<u64>,
    },
    /// A document printed again, by its number.
    PrintFnDocument(u64),
    /// The last receipt printed again.
    PrintLastReceiptCopy,
    /// The device's clock.
    SetDateTime(PrimitiveDateTime),
    /// A print that is not fiscal.
    Print(Slip),
    /// An X report.
    ReportX(Shift),
    /// A picture of a document.
    ReceiptImage(Picture),
    /// The opening of a shift, asked of a register that opens shifts by itself.
    OpenShift,
    /// Documents carried to the operator of fiscal data by this machine, for a register that has no network of its own.
    OfdRelay(Relay),
}

/// Where documents are relayed to, and how many at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Host and port; the register's own setting if not given.
    pub to: Option<(String, u16)>,
    /// Most documents in this call.
    pub most: u64,
}

/// The greatest number of a fiscal document (1040 has four bytes).
pub(super) const LAST_DOCUMENT: i64 = 4_294_967_295;

pub(super) fn read(fields: &Fields) -> Shift {
    let operator = operator(fields);
    let report = printed(fields);
    print::items(fields, "preItems", Need::May);
    print::items(fields, "postItems", Need::May);
    Shift { operator, report }
}

/// Reads how a document is printed.
pub(super) fn printed(fields: &Fields) -> Report {
    Report { electronically: fields.flag("electronically", false), image: image(fields) }
}

fn image(fields: &Fields) -> Image {
    let image = fields.object("image", Need::May, |fields| {
        let width = fields.integer("width", Need::May, 1, 10_000);
        let scale = fields.quantity("scale", Need::May, 3);
        let threshold = fields.integer("threshold", Need::May, 0, 255);
        Some(Image { width, scale, threshold })
    });
    image.unwrap_or_default()
}

/// Reads `cashIn`, or `cashOut` if `out`.
pub(super) fn cash(fields: &Fields, out: bool) -> Option<Cash> {
    let sum = fields.money("cashSum", Need::Must);
    if sum == Some(Money::ZERO) {
        fields.judge("cashSum", Problem::Range("> 0".into()));
    }
    let shift = read(fields);
    Some(Cash { out, sum: sum?, operator: shift.operator, report: shift.report })
}

/// Reads what picture is asked for.
pub(super) fn picture(fields: &Fields) -> Option<Errand> {
    let shift = fields.integer("shiftNumber", Need::Must, 1, LAST_DOCUMENT).map(i64::unsigned_abs);
    let number = number(fields);
    let image = image(fields);
    let original = fields.flag_given("original", Need::May);
    let file = fields.text("file", Need::May, 4096).map(PathBuf::from);
    Some(Errand::ReceiptImage(Picture { shift: shift?, number: number?, image, original, file }))
}

/// Number of the shift that a document belongs to.
pub(super) fn shift_number(fields: &Fields) -> Option<u64> {
    fields.integer("shiftNumber", Need::May, 1, LAST_DOCUMENT).map(i64::unsigned_abs)
}

pub(super) fn number(fields: &Fields) -> Option<u64> {
    fields.integer("fiscalDocumentNumber", Need::Must, 1, LAST_DOCUMENT).map(i64::unsigned_abs)
}

pub(super) fn relay(fields: &Fields) -> Option<Errand> {
    let host = fields.text("host", Need::May, 256);
    let port = fields.integer("port", Need::May, 1, 65_535).and_then(|port| u16::try_from(port).ok());
    let most = fields.integer("limit", Need::May, 1, 100_000).unwrap_or(1000);
    if host.is_some() != port.is_some() {
        let missing = if host.is_some() { "port" } else { "host" };
        fields.judge(missing, Problem::Missing);
        return None;
    }
    Some(Errand::OfdRelay(Relay { to: host.zip(port), most: most.unsigned_abs() }))
}
