//! Receipts and corrections (кассовый чек, чек коррекции), once they are read.

use super::industry::{Attribute, Industry};
use super::modifier::Modifiers;
use super::money::Money;
use super::payment::{Payment, Payments};
use super::people::{AgentInfo, Client, Operator, Supplier};
use super::position::Position;
use super::shift::Report;
use super::sums::VatTotals;
use super::words::{CorrectionKind, Operation, Taxation, Vat};
use time::{Date, PrimitiveDateTime};

/// A receipt or a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Operation (признак расчёта, tag 1054).
    pub operation: Operation,
    /// The basis of the correction; `None` for an ordinary receipt.
    pub correction: Option<Correction>,
    /// Taxation system (tag 1055); `None` only if the backend can do without it.
    pub taxation: Option<Taxation>,
    /// Cashier (tags 1021 and 1203).
    pub operator: Option<Operator>,
    /// Buyer; empty if the task has none.
    pub client: Client,
    /// Number of the vending machine, at most 20 characters (tag 1036).
    pub machine_number: Option<String>,
    /// Place of settlement, at most 256 characters (tag 1187).
    pub place: Option<String>,
    /// Agent of the whole receipt (tag 1057).
    pub agent: Option<AgentInfo>,
    /// Supplier of the whole receipt (tag 1171).
    pub supplier: Option<Supplier>,
    /// Lines, in the order of the task.
    pub positions: Vec<Position>,
    /// Attribute of the user: its name (at most 64 characters) and value (at most 256), tags 1085 and 1086 within 1084.
    pub user_attribute: Option<(String, String)>,
    /// Additional attribute of the receipt, at most 16 characters (tag 1192).
    pub attribute: Option<String>,
    /// Payments by type.
    pub payments: Payments,
    /// Sum of the receipt (tag 1020).
    pub total: Money,
    /// VAT sums by rate, from the lines and from a discount or markup on the receipt.
    pub vat: VatTotals,
    /// VAT of the receipt as a whole, for receipts whose lines name no rate.
    pub whole_vat: Vec<(Vat, Money)>,
    /// Discount or markup on the whole receipt.
    pub modifiers: Modifiers,
    /// VAT within that discount or markup, by rate.
    pub modifier_vat: VatTotals,
    /// Kind of business, in Kazakhstan.
    pub industry: Option<Industry>,
    /// What FFD 1.2 has in addition.
    pub extra: Extra,
    /// On paper or electronic only, and the image to return.
    pub report: Report,
}

/// What a receipt of FFD 1.2 has in addition to one of 1.05.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extra {
    /// Address of the settlement, at most 256 characters (tag 1009); `None` leaves it to the registration.
    pub address: Option<String>,
    /// E-mail of the sender of the receipt (tag 1117); `None` leaves it to the registration.
    pub sender: Option<String>,
    /// Industry attributes of the receipt (tag 1261).
    pub attributes: Vec<Attribute>,
    /// Operational attribute (tag 1270).
    pub operation: Option<OperationAttribute>,
    /// Settled on the internet (tag 1125).
    pub internet: bool,
    /// Details of the non-cash payments (tag 1234).
    pub cashless: Vec<Cashless>,
}

/// The operational attribute of a receipt (операционный реквизит чека, tag 1270).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationAttribute {
    /// Identifier of the operation, 0 to 255 (tag 1271).
    pub id: Option<i64>,
    /// Data of the operation, at most 64 characters (tag 1272).
    pub data: Option<String>,
    /// Date and time of the operation (tag 1273).
    pub at: PrimitiveDateTime,
}

/// Details of one non-cash payment (сведения об оплате безналичными, tags 1235 to 1238).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cashless {
    /// Sum, in minor units (tag 1235).
    pub sum: Money,
    /// Way of paying, 1 to 255 (tag 1236).
    pub method: i64,
    /// Identifiers of the payment, at most 256 characters (tag 1237).
    pub id: String,
    /// Further data, at most 256 characters (tag 1238).
    pub additional: Option<String>,
}

/// The basis of a correction (основание для коррекции).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Type of the correction: who ordered it (tag 1173).
    pub kind: Option<CorrectionKind>,
    /// Date of the corrected settlement (tag 1178).
    pub date: Option<Date>,
    /// Number of the order (tag 1179).
    pub number: Option<String>,
    /// Description (tag 1177).
    pub name: Option<String>,
}

/// A correction given only by its sums (чек коррекции ФФД 1.05).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionSums {
    /// Operation (признак расчёта, tag 1054).
    pub operation: Operation,
    /// The basis of the correction.
    pub correction: Correction,
    /// Taxation system (tag 1055).
    pub taxation: Option<Taxation>,
    /// Cashier (tags 1021 and 1203).
    pub operator: Option<Operator>,
    /// Tax by rate; for rates without tax, the turnover.
    pub vat: Vec<(Vat, Money)>,
    /// The payments, whose sum is the total. Empty for a backend that takes only the tax.
    pub payments: Vec<Payment>,
    /// On paper or electronic only, and the image to return.
    pub report: Report,
}
