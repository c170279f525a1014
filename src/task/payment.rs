//! What is paid for a receipt and how (task vocabulary §2.3).

use super::money::Money;
use super::print;
use super::read::{Fields, Need};
use super::words::{PaymentKind, Words};

/// One payment as the caller gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// How it is paid.
    pub kind: PaymentKind,
    /// How much.
    pub sum: Money,
}

/// Payments of a receipt, which together are its total.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Payments {
    /// Cash less change, 1031.
    pub cash: Money,
    /// By card or transfer, 1081.
    pub electronically: Money,
    /// Paid before, 1215.
    pub prepaid: Money,
    /// To be paid later, 1216.
    pub credit: Money,
    /// By something in exchange, 1217.
    pub other: Money,
    /// By phone; no tag.
    pub mobile: Money,
    /// What the buyer got back; not in the document.
    pub change: Money,
}

/// The payments, or `None` if one of them could not be read.
pub(super) fn read(fields: &Fields, need: Need) -> Option<Vec<Payment>> {
    let given = fields.count("payments");
    let payments = fields.objects("payments", need, |_, fields| {
        let kind = fields.word("type", Need::Must, None);
        let sum = fields.money("sum", Need::Must);
        print::items(fields, "printItems", Need::May);
        fields.mean_nothing("type");
        fields.mean_nothing("sum");
        Some(Payment { kind: kind?, sum: sum? })
    });
    // What counts is how much is paid in each way: nought of one says nothing.
    for (_, kind) in PaymentKind::SPELLINGS {
        let sum: Money = payments.iter().filter(|payment| payment.kind == *kind).map(|payment| payment.sum).sum();
        if sum != Money::ZERO {
            fields.mean(&format!("payments.{}", kind.word()), sum);
        }
    }
    (payments.len() == given).then_some(payments)
}
