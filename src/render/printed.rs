//! What stands on a printed document, wherever it comes from: a task and its answer, or the tags of a stored document.

use super::captions::Caption;
use super::seller::Seller;
use crate::task::answer::FiscalParams;
use crate::task::date::told_date_time;
use crate::task::modifier::{Modifier, Modifiers};
use crate::task::money::Money;
use crate::task::people::{AgentInfo, Client, Operator, Supplier};
use crate::task::policy::Country;
use crate::task::receipt::Correction;
use crate::task::words::{Operation, PaymentMethod, PaymentObject, Taxation, Vat, Words};
use rust_decimal::Decimal;

/// A document as it is printed.
#[derive(Debug, Clone)]
pub struct Printed {
    /// Whose law it follows.
    pub country: Country,
    /// Its name.
    pub title: Caption,
    /// Who made it, where, and on which register.
    pub seller: Seller,
    /// What the register wrote down.
    pub fiscal: FiscalParams,
    /// Cashier.
    pub operator: Option<Operator>,
    /// What only a receipt has.
    pub trade: Option<Box<Trade>>,
    /// Cash put in or taken out.
    pub cash: Option<Money>,
    /// The counters of a shift.
    pub counters: Option<Counters>,
    /// What waits for the OFD.
    pub unsent: Option<Unsent>,
    /// Made without the OFD, under an offline sign.
    pub offline: bool,
    /// Made on a test register.
    pub non_fiscal: bool,
}

/// What only a receipt has.
#[derive(Debug, Clone, Default)]
pub struct Trade {
    /// Operation; `None` if a stored document does not say.
    pub operation: Option<Operation>,
    /// The basis of a correction.
    pub correction: Option<Correction>,
    /// Taxation system.
    pub taxation: Option<Taxation>,
    /// Buyer.
    pub client: Client,
    /// Lines.
    pub lines: Vec<Item>,
    /// Discount or markup on the whole receipt.
    pub modifiers: Modifiers,
    /// Sum to pay.
    pub total: Option<Money>,
    /// Payments by type, those that are not zero.
    pub payments: Vec<(Caption, Money)>,
    /// Change.
    pub change: Money,
    /// VAT by rate: the tax, or the turnover of a rate without tax.
    pub vat: Vec<(Vat, Money)>,
    /// Agent of the whole receipt.
    pub agent: Option<AgentInfo>,
    /// Supplier of the whole receipt.
    pub supplier: Option<Supplier>,
    /// Number of the vending machine.
    pub machine_number: Option<String>,
    /// Settled on the internet.
    pub internet: bool,
    /// Attributes by name: those of the user, of the receipt, of the industry, of the operation.
    pub attributes: Vec<(String, String)>,
}

/// A line of a receipt.
#[derive(Debug, Clone, Default)]
pub struct Item {
    /// Name of the goods.
    pub name: String,
    /// What is known of its marking code: `[M]`, `[M+]`, `[M-]`.
    pub mark: Option<&'static str>,
    /// Price per unit.
    pub price: Option<Money>,
    /// Number of units.
    pub quantity: Option<Decimal>,
    /// Part of a package, as `1/20`.
    pub fraction: Option<String>,
    /// Unit.
    pub unit: Option<String>,
    /// Sum of the line.
    pub amount: Option<Money>,
    /// Discount or markup.
    pub modifiers: Modifiers,
    /// VAT rate.
    pub vat: Option<Vat>,
    /// VAT sum.
    pub vat_sum: Option<Money>,
    /// Way of settlement.
    pub method: Option<PaymentMethod>,
    /// Subject of settlement.
    pub object: Option<PaymentObject>,
    /// Agent of this line.
    pub agent: Option<AgentInfo>,
    /// Supplier of this line.
    pub supplier: Option<Supplier>,
    /// Further facts: country, customs declaration, excise, codes of goods, attributes.
    pub facts: Vec<(Caption, String)>,
}

/// The counters of a shift.
#[derive(Debug, Clone, Default)]
pub struct Counters {
    /// Number and sum of receipts by operation.
    pub receipts: Vec<(Operation, u64, Money)>,
    /// Cash in the drawer.
    pub cash: Option<Money>,
    /// Revenue of the shift.
    pub revenue: Option<Money>,
}

/// What waits for the OFD.
#[derive(Debug, Clone, Default)]
pub struct Unsent {
    /// Number of documents.
    pub count: Option<u64>,
    /// Number of the first of them.
    pub first: Option<u64>,
    /// Date of the first of them.
    pub since: Option<String>,
}

impl Printed {
    /// An empty document of this name.
    pub fn new(country: Country, title: Caption, seller: Seller) -> Self {
        Self {
            country,
            title,
            seller,
            fiscal: FiscalParams::default(),
            operator: None,
            trade: None,
            cash: None,
            counters: None,
            unsent: None,
            offline: false,
            non_fiscal: false,
        }
    }

    /// Text of the QR code: the register's own, or else by the form that the law has for it, if all of it is known.
    pub fn qr(&self) -> Option<String> {
        if self.fiscal.qr.is_some() || self.country != Country::Russia {
            return self.fiscal.qr.clone();
        }
        let fiscal = &self.fiscal;
        let trade = self.trade.as_ref()?;
        let at = told_date_time(fiscal.date_time.as_deref()?)?;
        let (date, hour, minute) = (at.date(), at.hour(), at.minute());
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        let (drive, number, sign) = (fiscal.fn_number.as_ref()?, fiscal.document_number?, fiscal.sign.as_ref()?);
        let (total, operation) = (fiscal.total.or(trade.total)?, trade.operation?.code());
        Some(format!(
            "t={year:04}{month:02}{day:02}T{hour:02}{minute:02}&s={total}&fn={drive}&i={number}&fp={sign}&n={operation}"
        ))
    }
}

/// A discount or a markup with its caption.
pub fn modifier(modifiers: &Modifiers) -> Option<(Caption, &Modifier)> {
    let caption = if modifiers.discount.is_some() { Caption::Discount } else { Caption::Markup };
    modifiers.any().map(|modifier| (caption, modifier))
}

/// How the check of a marking code went, as FFD 1.2 has it printed.
pub fn mark(checked: Option<u8>) -> &'static str {
    const DONE: u8 = 0b0_1111;
    match checked {
        Some(bits) if bits & DONE == DONE => "[M+]",
        // Checked, and the check was negative; or the state of the thing does not allow it.
        Some(bits) if bits & 0b11 == 0b01 || bits & 0b1100 == 0b0100 => "[M-]",
        _ => "[M]",
    }
}
