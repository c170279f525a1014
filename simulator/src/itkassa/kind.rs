//! The kinds of documents. The commands of a task decide which one it makes.

use super::fields::Members;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The kind of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum DocumentKind {
    /// Opening of a session (shift).
    OpenSession,
    /// Closing of a session.
    CloseSession,
    /// Income (приход).
    Sale,
    /// Return of income (возврат прихода).
    ReturnSale,
    /// Expense (расход).
    Buy,
    /// Return of expense (возврат расхода).
    ReturnBuy,
    /// Correction of income or expense.
    Correction,
    /// An X report. It does not close the session.
    XReport,
    /// Cash put into the drawer.
    CashIn,
    /// Cash taken out of the drawer.
    CashOut,
    /// A text that is not a fiscal document.
    Slip,
}

use DocumentKind::{
    Buy, CashIn, CashOut, CloseSession, Correction, OpenSession, ReturnBuy, ReturnSale, Sale, Slip, XReport,
};

const KINDS: [(&str, DocumentKind, &str); 11] = [
    ("openSession", OpenSession, "ФД Открытие смены"),
    ("closeSession", CloseSession, "ФД Закрытие смены"),
    ("sale", Sale, "ФД Чек прихода"),
    ("returnSale", ReturnSale, "ФД Чек возврата прихода"),
    ("buy", Buy, "ФД Чек расхода"),
    ("returnBuy", ReturnBuy, "ФД Чек возврата расхода"),
    ("correction", Correction, "ФД Чек коррекции"),
    ("xReport", XReport, "НФД X-отчёт"),
    ("cashIn", CashIn, "НФД Внесение"),
    ("cashOut", CashOut, "НФД Изъятие"),
    ("startSlip", Slip, "НФД Текст"),
];

/// The commands that print a text.
const TEXTS: [&str; 5] = ["startSlip", "print", "printQR", "feed", "endSlip"];

impl DocumentKind {
    /// The kind of document that a command makes.
    pub(super) fn of(command: &str) -> Option<Self> {
        if TEXTS.contains(&command) {
            return Some(Slip);
        }
        KINDS.iter().find(|(word, ..)| *word == command).map(|(_, kind, _)| *kind)
    }

    /// The title of the task in the queue.
    pub(super) fn title(self) -> &'static str {
        KINDS.iter().find(|(_, kind, _)| *kind == self).map_or("", |(.., title)| title)
    }

    /// Whether the document is stored in the fiscal drive.
    pub fn is_fiscal(self) -> bool {
        !matches!(self, XReport | CashIn | CashOut | Slip)
    }

    pub(super) fn is_receipt(self) -> bool {
        matches!(self, Sale | ReturnSale | Buy | ReturnBuy)
    }

    /// Whether the document requires an open session.
    pub(super) fn is_of_session(self) -> bool {
        self.is_receipt() || self == Correction
    }

    /// The type of settlement in the QR code; 0 if the document is not a settlement.
    pub(super) fn settlement(self, command: &Members) -> u8 {
        let outcoming = command.get("paymentSign").and_then(Value::as_str) == Some("outcoming");
        match self {
            Correction if outcoming => 3,
            Sale | Correction => 1,
            ReturnSale => 2,
            Buy => 3,
            ReturnBuy => 4,
            _ => 0,
        }
    }
}
