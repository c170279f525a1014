//! The check of one marking code, and how it is told.

use super::failure::{self, MARK_CANCELED, MARK_IN_PROGRESS, MARK_TIMEOUT, MARK_WRONG_STATE};
use super::words;
use crate::base64::from_base64;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// All flags of tag 2106 that a good code has: checked by the drive, right, checked by the server, right.
pub(super) const GOOD: u8 = 0b1111;

/// The flags that the fiscal drive sets without the server.
const OFFLINE: u8 = 0b0011;
/// The register works without the server.
const STAND_ALONE: u8 = 0b1_0000;
const FLAGS: [&str; 5] =
    ["imcCheckFlag", "imcCheckResult", "imcStatusInfo", "imcEstimatedStatusCorrect", "ecrStandAloneFlag"];
/// The words of the codes of the marking check.
const ERRORS: [(u16, &str); 6] = [
    (MARK_IN_PROGRESS, "imcCheckIsRun"),
    (MARK_CANCELED, "imcCheckBreak"),
    (MARK_WRONG_STATE, "imcCheckWrongState"),
    (411, "serverNoConnect"),
    (MARK_TIMEOUT, "responseTimeout"),
    (422, "noImcInTable"),
];

/// Which result a code gets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Rule {
    /// The code, or a part of it, or `*`.
    pub(super) imc: String,
    /// The flags of tag 2106.
    #[serde(default = "good")]
    pub(super) result: u8,
    /// The code of the driver's error; 0 for none.
    #[serde(default)]
    pub(super) error: u16,
    /// Why the drive's check failed: `typeIncorrect`, `noKeys`, `noGS1`, `other`; `checked` if it did not.
    #[serde(default = "checked")]
    pub(super) offline: String,
    /// What the server says of the goods' state.
    #[serde(default = "correct")]
    pub(super) item_status: String,
}

impl Rule {
    /// The rule of a code that no other rule is for: everything is good.
    pub(super) fn good() -> Self {
        Self { imc: "*".to_owned(), result: GOOD, error: 0, offline: checked(), item_status: correct() }
    }
}

fn good() -> u8 {
    GOOD
}

fn checked() -> String {
    "checked".to_owned()
}

fn correct() -> String {
    "itemEstimatedStatusCorrect".to_owned()
}

/// A check that runs or has ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Check {
    pub(super) imc: String,
    pub(super) given: Value,
    pub(super) rule: Rule,
    /// When the server's answer is there, in milliseconds of the Unix clock.
    pub(super) ready_ms: u64,
    pub(super) is_sent: bool,
}

/// The code of a mark: base64 if it is that, else as it is.
pub(super) fn code_of(imc: &str) -> String {
    from_base64(imc).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| imc.to_owned())
}

/// The flags of tag 2106 by their names.
pub(super) fn flags(result: u8) -> Value {
    let named = FLAGS.iter().enumerate().map(|(bit, name)| ((*name).to_owned(), Value::Bool(result >> bit & 1 == 1)));
    Value::Object(named.collect())
}

/// The flags of `itemInfoCheckResult`.
pub(super) fn flags_of(given: &Value) -> u8 {
    FLAGS.iter().enumerate().map(|(bit, name)| u8::from(given[*name] == true) << bit).sum()
}

/// The error of a check with its word.
pub(super) fn driver_error(code: u16) -> Value {
    let mut error = json!({"code": code, "description": failure::text(code)});
    if let Some((_, word)) = ERRORS.iter().find(|(known, _)| *known == code) {
        error["error"] = (*word).into();
    }
    error
}

impl Check {
    pub(super) fn offline(&self) -> Value {
        let is_checked = self.rule.offline == "checked";
        json!({
            "fmCheck": is_checked, "fmCheckResult": is_checked && self.rule.result & 2 == 2,
            "fmCheckErrorReason": self.rule.offline,
        })
    }

    /// The flags, if the server's answer is in.
    pub(super) fn result(&self) -> u8 {
        match (self.is_sent, self.rule.error) {
            (false, _) => self.rule.result & OFFLINE | STAND_ALONE,
            (true, 0) => self.rule.result,
            (true, _) => self.rule.result & OFFLINE,
        }
    }

    pub(super) fn online(&self) -> Value {
        let kind = self.given.get("imcType").and_then(Value::as_str).filter(|word| *word != "auto");
        let is_good = self.rule.result & 2 == 2;
        json!({
            "itemInfoCheckResult": flags(self.result()),
            "markOperatorResponse": {"responseStatus": true, "itemStatusCheck": self.rule.result & 8 == 8},
            "markOperatorItemStatus": self.rule.item_status,
            "markOperatorResponseResult": if is_good { "correct" } else { "incorrect" },
            "imcType": kind.unwrap_or_else(|| words::word(words::MARK_TYPES, kind_of(&self.imc)).unwrap_or_default()),
            "imcBarcode": self.imc.split('\u{1d}').next().unwrap_or_default(),
            "imcModeProcessing": self.given.get("imcModeProcessing").cloned().unwrap_or_else(|| 0.into()),
        })
    }
}

/// The type of a code (2100) by its parts after the separators.
pub(super) fn kind_of(imc: &str) -> u16 {
    let part = |prefix: &str| imc.split('\u{1d}').skip(1).find_map(|part| part.strip_prefix(prefix));
    match (part("92").map(str::len), part("93").map(str::len)) {
        (Some(88), _) => 2,
        (Some(_), _) => 4,
        (None, Some(4)) => 5,
        (None, Some(_)) => 3,
        (None, None) => 1,
    }
}
