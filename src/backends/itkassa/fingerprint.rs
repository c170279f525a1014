//! The fingerprint of a document: its kind and its sums. The server repeats the commands, and so the sums, in every
//! answer.

use super::super::fingerprint::{Fingerprint, Kind};
use super::codes;
use crate::task::money::decimal;
use serde_json::Value;
use std::collections::BTreeMap;

/// The amounts of receipts, corrections and cash.
#[rustfmt::skip]
const AMOUNTS: &[&str] = &[
    "amountCash", "amountElectronic", "amountPrepaid", "amountCredit", "amountIncoming", "amountVatNone", "amountVat0",
    "amountVat10", "amountVat20", "amountVat110", "amountVat120",
];

/// The fingerprint of commands, sent or shown; `None` if there are none.
pub(super) fn of_commands(commands: &Value) -> Option<Fingerprint> {
    let commands = commands.as_array().filter(|commands| !commands.is_empty())?;
    let word = |command: &Value| command.get("type").and_then(Value::as_str).map(ToOwned::to_owned);
    let fiscal = commands.iter().find_map(|command| Some((command, kind(&word(command)?)?)));
    let mut attributes = BTreeMap::new();
    let Some((command, kind)) = fiscal else {
        attributes.insert("commands".to_owned(), commands.len().to_string());
        return Some(Fingerprint { kind: Kind::Slip, attributes, marks: Vec::new(), unmarked_maybe: false });
    };
    attributes.insert("type".to_owned(), word(command).unwrap_or_default());
    // If one amount is shown, the missing ones are zero.
    if AMOUNTS.iter().any(|name| command.get(*name).and_then(sum).is_some()) {
        let sum = |name: &&str| command.get(*name).and_then(sum).unwrap_or_else(|| "0".to_owned());
        attributes.extend(AMOUNTS.iter().map(|name| ((*name).to_owned(), sum(name))));
    }
    if let Some(lines) = command.get("lines").and_then(Value::as_array) {
        attributes.insert("lines".to_owned(), lines.len().to_string());
    }
    Some(Fingerprint { kind, attributes, marks: Vec::new(), unmarked_maybe: false })
}

/// For commands that tell nothing about the document.
pub(super) fn nothing() -> Fingerprint {
    Fingerprint { kind: Kind::Slip, attributes: BTreeMap::new(), marks: Vec::new(), unmarked_maybe: false }
}

/// Kind of the document that a command makes; `None` for a print.
pub(super) fn kind(command: &str) -> Option<Kind> {
    Some(match command {
        "openSession" => Kind::OpenShift,
        "closeSession" => Kind::CloseShift,
        "correction" => Kind::Correction,
        "xReport" => Kind::ReportX,
        "cashIn" => Kind::CashIn,
        "cashOut" => Kind::CashOut,
        receipt if codes::RECEIPTS.contains(&receipt) => Kind::Receipt,
        _ => return None,
    })
}

/// A sum in one spelling, whether it is a text or a number.
fn sum(value: &Value) -> Option<String> {
    let digits = match value {
        Value::String(text) => text.trim().replace(',', "."),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    decimal(&digits).map(|exact| exact.normalize().to_string())
}

#[cfg(test)]
mod tests {
    use super::super::super::fingerprint::Match;
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_is_recognised_however_its_sums_are_spelled_and_whatever_the_card_adds() {
        let sent = json!([{ "type": "sale", "lines": [{}], "amountCash": "137.70", "amountCredit": "0.00" }]);
        let fingerprint = of_commands(&sent).unwrap();
        for (shown, verdict) in [
            (json!([{ "type": "sale", "lines": [{}], "amountCash": 137.7, "tagCashierName": "Лунина" }]), Match::Same),
            (json!([{ "type": "sale", "lines": [{}], "amountCash": "137,70" }]), Match::Same),
            (json!([{ "type": "sale", "lines": [{}] }]), Match::Maybe),
            (json!([{ "type": "sale", "lines": [{}], "amountCash": "137.71" }]), Match::Other),
            (json!([{ "type": "sale", "lines": [{}], "amountElectronic": "137.70" }]), Match::Other),
            (json!([{ "type": "sale", "lines": [{}, {}], "amountCash": "137.70" }]), Match::Other),
            (json!([{ "type": "returnSale", "lines": [{}], "amountCash": "137.70" }]), Match::Other),
            (json!([{ "type": "closeSession" }]), Match::Other),
        ] {
            assert_eq!(fingerprint.compare(&of_commands(&shown).unwrap()), verdict, "{shown}");
        }
        assert!(of_commands(&json!([])).is_none() && of_commands(&json!("[{}]")).is_none());
    }
}
