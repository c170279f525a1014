//! The kinds of documents: the eight operations of the protocol, and the shifts that a register opens and closes itself.

use serde::{Deserialize, Serialize};

/// What kind of document it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// Income (приход).
    Sell,
    /// Return of income (возврат прихода).
    SellRefund,
    /// Expense (расход).
    Buy,
    /// Return of expense (возврат расхода).
    BuyRefund,
    /// Correction of income (коррекция прихода).
    SellCorrection,
    /// Correction of expense (коррекция расхода).
    BuyCorrection,
    /// Correction of a return of income.
    SellRefundCorrection,
    /// Correction of a return of expense.
    BuyRefundCorrection,
    /// The register opened a shift before the next document.
    #[serde(rename = "openShift")]
    OpenShift,
    /// The register closed a shift of 24 hours.
    #[serde(rename = "closeShift")]
    CloseShift,
}

use Operation::{
    Buy, BuyCorrection, BuyRefund, BuyRefundCorrection, CloseShift, OpenShift, Sell, SellCorrection, SellRefund,
    SellRefundCorrection,
};

/// Word of the path, operation, type of settlement (tag 1054), title on the tape.
const OPERATIONS: [(&str, Operation, u8, &str); 8] = [
    ("sell", Sell, 1, "КАССОВЫЙ ЧЕК. ПРИХОД"),
    ("sell_refund", SellRefund, 2, "КАССОВЫЙ ЧЕК. ВОЗВРАТ ПРИХОДА"),
    ("buy", Buy, 3, "КАССОВЫЙ ЧЕК. РАСХОД"),
    ("buy_refund", BuyRefund, 4, "КАССОВЫЙ ЧЕК. ВОЗВРАТ РАСХОДА"),
    ("sell_correction", SellCorrection, 1, "ЧЕК КОРРЕКЦИИ. ПРИХОД"),
    ("buy_correction", BuyCorrection, 3, "ЧЕК КОРРЕКЦИИ. РАСХОД"),
    ("sell_refund_correction", SellRefundCorrection, 2, "ЧЕК КОРРЕКЦИИ. ВОЗВРАТ ПРИХОДА"),
    ("buy_refund_correction", BuyRefundCorrection, 4, "ЧЕК КОРРЕКЦИИ. ВОЗВРАТ РАСХОДА"),
];

impl Operation {
    /// The operation with this word of the path.
    pub(super) fn named(word: &str) -> Option<Self> {
        OPERATIONS.iter().find(|(name, ..)| *name == word).map(|(_, operation, ..)| *operation)
    }

    /// Type of settlement in the QR code; 0 for a shift.
    pub(super) fn settlement(self) -> u8 {
        OPERATIONS.iter().find(|(_, operation, ..)| *operation == self).map_or(0, |(.., settlement, _)| *settlement)
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            OpenShift => "ОТКРЫТИЕ СМЕНЫ",
            CloseShift => "ЗАКРЫТИЕ СМЕНЫ",
            _ => OPERATIONS.iter().find(|(_, operation, ..)| *operation == self).map_or("", |(.., title)| title),
        }
    }

    fn is_correction(self) -> bool {
        matches!(self, SellCorrection | BuyCorrection | SellRefundCorrection | BuyRefundCorrection)
    }

    /// The member of the request that holds the document.
    pub(super) fn member(self) -> &'static str {
        if self.is_correction() { "correction" } else { "receipt" }
    }
}
