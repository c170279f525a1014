//! The envelope of every answer, and the refusals.

use super::codes;
use crate::http::Answer;
use crate::json::Step;
use serde_json::{Value, json};

pub(super) const INVALID_FIELDS: u16 = 2;
pub(super) const NO_SUCH_METHOD: u16 = 3;
pub(super) const ACCESS_CODE: u16 = 5;
pub(super) const WRONG_ACCESS_CODE: u16 = 11;
pub(super) const USED_ACCESS_CODE: u16 = 12;
pub(super) const NO_SUCH_OPERATOR: u16 = 15;
pub(super) const OPERATOR_NOT_DELETED: u16 = 16;
pub(super) const CREDENTIALS: u16 = 17;
pub(super) const OFFLINE_TOO_LONG: u16 = 18;
pub(super) const NOT_KEPT: u16 = 19;
pub(super) const NO_CONNECTION: u16 = 20;
pub(super) const REPORT_TYPE: u16 = 34;
pub(super) const NO_SUCH_OPERATION: u16 = 37;
pub(super) const NO_SUCH_TRANSACTION: u16 = 43;
pub(super) const NO_ITEMS: u16 = 44;
pub(super) const EMPTY_ITEMS: u16 = 45;
pub(super) const NO_COMMODITY: u16 = 46;
pub(super) const QUANTITY: u16 = 47;
pub(super) const ITEM_TYPE: u16 = 50;
pub(super) const TOTAL: u16 = 52;
pub(super) const NEGATIVE_CASH: u16 = 53;
pub(super) const SUM_TO_PAY: u16 = 54;
pub(super) const CASHLESS_OVER_TOTAL: u16 = 55;
pub(super) const PAID_SUM: u16 = 56;
pub(super) const PAID_TOO_LITTLE: u16 = 57;
pub(super) const NOT_ENOUGH_CASH: u16 = 58;
pub(super) const DISCOUNT_OVER_TOTAL: u16 = 59;
pub(super) const TAXATION: u16 = 60;
pub(super) const NO_SUCH_REGISTER: u16 = 61;
pub(super) const BLOCKED: u16 = 62;
pub(super) const NEGATIVE_DISCOUNT: u16 = 63;
pub(super) const NEGATIVE_MARKUP: u16 = 64;
pub(super) const DISCOUNT_AND_MARKUP: u16 = 65;
pub(super) const OFFLINE_QUEUE: u16 = 67;
pub(super) const VALUES_CONFLICT: u16 = 68;
pub(super) const ACCESS_DENIED: u16 = 71;
pub(super) const SHIFT_NOT_CLOSED: u16 = 76;
pub(super) const SAME_TAXPAYER: u16 = 77;
pub(super) const NO_SUCH_OFD: u16 = 78;
pub(super) const LICENSE: u16 = 79;
pub(super) const NO_UNIT: u16 = 81;
pub(super) const NO_SECTION: u16 = 82;
pub(super) const TAXES_TWICE: u16 = 88;
pub(super) const PERCENT_TWICE: u16 = 89;
pub(super) const LICENSE_KEY: u16 = 90;
pub(super) const PRICE: u16 = 94;
pub(super) const ITEM_SUM: u16 = 95;

/// A refused request: the code of its error. Only the first error is told.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) code: u16,
    /// The name of the field, and what is wrong with it.
    why: String,
}

impl Refusal {
    pub(super) fn new(code: u16) -> Self {
        Self { code, why: String::new() }
    }

    pub(super) fn because(code: u16, why: impl Into<String>) -> Self {
        Self { code, why: why.into() }
    }

    /// The same refusal, with the field's path extended by the enclosing object.
    pub(super) fn within(self, place: &str) -> Self {
        let dot = if self.why.starts_with('[') || self.why.is_empty() { "" } else { "." };
        Self { why: format!("{place}{dot}{}", self.why), ..self }
    }

    /// A key that occurs twice in one object.
    pub(super) fn repeated(way: &[Step]) -> Self {
        let step = |step: &Step| match step {
            Step::Key(name) => format!(".{name}"),
            Step::Index(index) => format!("[{index}]"),
        };
        let way: String = way.iter().map(step).collect();
        Self::because(INVALID_FIELDS, format!("{}: поле повторяется", way.trim_start_matches('.')))
    }

    /// The answer. Its `message` is Russian or English, as the client requested.
    pub(super) fn answer(&self, language: Option<&str>) -> Answer {
        let english = language.is_some_and(|language| language.to_ascii_lowercase().starts_with("en"));
        let mut message =
            if english { codes::constant(self.code).replace('_', " ") } else { codes::meaning(self.code).to_owned() };
        if !self.why.is_empty() {
            message = format!("{message} ({})", self.why);
        }
        let constant = codes::constant(self.code);
        let body = json!({"response_code": self.code, "response_data": constant, "message": message});
        Answer { status: codes::status(self.code), ..Answer::json(&body) }
    }
}

/// The answer to a successful request.
pub(super) fn done(data: &Value) -> Answer {
    Answer::json(&json!({"response_code": 0, "response_data": data}))
}
