//! Shifts, reports and what is asked of the fiscal drive (task vocabulary §2.11).

use super::people::{Operator, operator};
use super::print;
use super::read::{Fields, Need};
use time::PrimitiveDateTime;

/// Who opens or closes a shift, or ends the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// Cashier.
    pub operator: Option<Operator>,
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
    FnDocument(u64),
    /// A document printed again, by its number.
    PrintFnDocument(u64),
    /// The last receipt printed again.
    PrintLastReceiptCopy,
    /// The device's clock.
    SetDateTime(PrimitiveDateTime),
    /// A print that is not fiscal.
    Print(Vec<print::PrintItem>),
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
    fields.flag("electronically", false);
    print::items(fields, "preItems", Need::May);
    print::items(fields, "postItems", Need::May);
    Shift { operator }
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
        fields.judge(missing, crate::error::Problem::Missing);
        return None;
    }
    Some(Errand::OfdRelay(Relay { to: host.zip(port), most: most.unsigned_abs() }))
}
