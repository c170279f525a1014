//! The payments of a receipt (task vocabulary §2.3).

use super::money::Money;
use super::print;
use super::read::{Fields, Need};
use super::words::{PaymentKind, Words};

/// One payment as the caller gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payment {
    /// Payment type.
    pub kind: PaymentKind,
    /// Sum, in minor units; for cash, what the buyer handed over, including the change.
    pub sum: Money,
}

/// The payments of a receipt by type; without the change, they add up to its total.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Payments {
    /// Cash without the change (tag 1031).
    pub cash: Money,
    /// By card or transfer (tag 1081).
    pub electronically: Money,
    /// Paid in advance (tag 1215).
    pub prepaid: Money,
    /// To be paid later (tag 1216).
    pub credit: Money,
    /// By something in exchange (tag 1217).
    pub other: Money,
    /// By phone; it has no tag.
    pub mobile: Money,
    /// Change given to the buyer; not a part of the document.
    pub change: Money,
}

/// Reads the payments; `None` if one of them could not be read.
pub(super) fn read(fields: &Fields, need: Need) -> Option<Vec<Payment>> {
    let given = fields.count("payments");
    let payments = fields.objects("payments", need, |_, fields| {
        let kind = fields.word("type", Need::Required, None);
        let sum = fields.money("sum", Need::Required);
        print::items(fields, "printItems", Need::Optional);
        fields.mean_nothing("type");
        fields.mean_nothing("sum");
        Some(Payment { kind: kind?, sum: sum? })
    });
    // Only the sum of each payment type counts: a payment of zero means nothing.
    for (_, kind) in PaymentKind::SPELLINGS {
        let sum: Money = payments.iter().filter(|payment| payment.kind == *kind).map(|payment| payment.sum).sum();
        if sum != Money::ZERO {
            fields.mean(&format!("payments.{}", kind.word()), sum);
        }
    }
    (payments.len() == given).then_some(payments)
}
