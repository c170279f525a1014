//! The fingerprint of a document: its kind and sums as they were sent, and as the drive shows them by tag number.

use super::super::fingerprint::{Fingerprint, Kind};
use super::super::text_of;
use crate::task::answer::FiscalParams;
use crate::task::money::{Money, decimal};
use crate::task::receipt::{CorrectionSums, Receipt};
use crate::task::tag::decimal_sign;
use crate::task::words::{PaymentKind, Words};
use crate::task::{Query, Task};
use serde_json::Value;
use std::collections::BTreeMap;

/// The tags of the payments, which are the facts of a receipt together with its sum.
const PAYMENTS: &[&str] = &["1031", "1081", "1215", "1216", "1217"];

/// The fingerprint of a document that will be sent.
pub(super) fn of_task(task: &Task) -> Fingerprint {
    let (kind, attributes) = match task {
        Task::Receipt(receipt) => {
            let kind = if receipt.correction.is_some() { Kind::Correction } else { Kind::Receipt };
            (kind, of_receipt(receipt))
        }
        Task::CorrectionSums(sums) => (Kind::Correction, of_sums(sums)),
        Task::OpenShift(_) => (Kind::OpenShift, BTreeMap::new()),
        Task::CloseShift(_) => (Kind::CloseShift, BTreeMap::new()),
        Task::Cash(cash) => {
            let kind = if cash.out { Kind::CashOut } else { Kind::CashIn };
            (kind, BTreeMap::from([("sum".to_owned(), cash.sum.to_string())]))
        }
        Task::Registration(registration) => {
            let first = registration.reason.is_none();
            (if first { Kind::Registration } else { Kind::Reregistration }, BTreeMap::new())
        }
        Task::CloseArchive(_) => (Kind::CloseArchive, BTreeMap::new()),
        Task::CurrentState(_) => (Kind::CurrentState, BTreeMap::new()),
        Task::Query(Query::ReportX(_)) => (Kind::ReportX, BTreeMap::new()),
        Task::Query(_) => (Kind::Slip, BTreeMap::new()),
    };
    Fingerprint { kind, attributes, marks: Vec::new(), unmarked_maybe: false }
}

fn of_receipt(receipt: &Receipt) -> BTreeMap<String, String> {
    let payments = &receipt.payments;
    let sums = [payments.cash, payments.electronically, payments.prepaid, payments.credit, payments.other];
    let mut attributes: BTreeMap<String, String> =
        PAYMENTS.iter().zip(sums).map(|(tag, sum)| ((*tag).to_owned(), sum.to_string())).collect();
    attributes.insert("1020".into(), receipt.total.to_string());
    attributes.insert("1054".into(), receipt.operation.code().to_string());
    attributes.insert("1059".into(), receipt.positions.len().to_string());
    let names = receipt.positions.iter().map(|line| line.name.as_deref().unwrap_or_default().trim());
    attributes.insert("1030".into(), names.collect::<Vec<_>>().join("\n"));
    attributes
}

/// A correction by its sums: its payments are its total.
fn of_sums(sums: &CorrectionSums) -> BTreeMap<String, String> {
    let total = |kind: Option<PaymentKind>| -> Money {
        let of_kind = sums.payments.iter().filter(|payment| kind.is_none_or(|kind| payment.kind == kind));
        of_kind.map(|payment| payment.sum).sum()
    };
    let kinds =
        [PaymentKind::Cash, PaymentKind::Electronically, PaymentKind::Prepaid, PaymentKind::Credit, PaymentKind::Other];
    let mut attributes: BTreeMap<String, String> =
        PAYMENTS.iter().zip(kinds).map(|(tag, kind)| ((*tag).to_owned(), total(Some(kind)).to_string())).collect();
    attributes.insert("1020".into(), total(None).to_string());
    attributes.insert("1054".into(), sums.operation.code().to_string());
    attributes
}

/// The fingerprint of a document as the drive has it (`documentTLV`); `None` for one that is no settlement and no known
/// report.
pub(super) fn of_document(tags: &Value) -> Option<Fingerprint> {
    let kind = match tags.get("fiscalDocumentType")?.as_str()? {
        "receipt" | "bso" => Kind::Receipt,
        "receiptCorrection" | "bsoCorrection" => Kind::Correction,
        "openShift" => Kind::OpenShift,
        "closeShift" => Kind::CloseShift,
        "registration" => Kind::Registration,
        "changeRegistrationParameters" => Kind::Reregistration,
        "closeArchive" => Kind::CloseArchive,
        "ofdExchangeStatus" => Kind::CurrentState,
        _ => return None,
    };
    let mut attributes = BTreeMap::new();
    if matches!(kind, Kind::Receipt | Kind::Correction) {
        // The drive may leave out what is zero.
        for tag in PAYMENTS.iter().chain(&["1020"]) {
            let sum = text_of(tags, tag).and_then(|digits| decimal(&digits)).and_then(Money::rounded);
            if sum.is_some() || !is_short(tags) {
                attributes.insert((*tag).to_owned(), sum.unwrap_or(Money::ZERO).to_string());
            }
        }
        if let Some(operation) = text_of(tags, "1054") {
            attributes.insert("1054".into(), operation);
        }
        if let Some(Value::Array(lines)) = tags.get("1059") {
            attributes.insert("1059".into(), lines.len().to_string());
            let names: Option<Vec<String>> = lines.iter().map(|line| text_of(line, "1030")).collect();
            if let Some(names) = names {
                attributes.insert("1030".into(), names.join("\n"));
            }
        }
    }
    Some(Fingerprint { kind, attributes, marks: Vec::new(), unmarked_maybe: false })
}

/// Whether the drive no longer keeps the document itself, only its number and sign.
fn is_short(tags: &Value) -> bool {
    tags.get("short") == Some(&Value::Bool(true))
}

/// The common fields from a document of the drive.
pub(super) fn fiscal_params(tags: &Value) -> FiscalParams {
    let number = |tag| text_of(tags, tag).and_then(|digits| digits.parse().ok());
    FiscalParams {
        total: text_of(tags, "1020").and_then(|digits| decimal(&digits)).and_then(Money::rounded),
        document_number: number("1040"),
        date_time: text_of(tags, "1012"),
        sign: text_of(tags, "1077").map(|sign| decimal_sign(&sign)),
        receipt_number: number("1042"),
        shift_number: number("1038"),
        receipts_count: number("1118"),
        fn_number: text_of(tags, "1041"),
        registration_number: text_of(tags, "1037"),
        fns_url: text_of(tags, "1060"),
        qr: text_of(tags, "qr"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_of_the_drive_shows_its_facts() {
        let tags = json!({ "fiscalDocumentType": "receipt", "short": false, "1054": 1, "1020": 100.5, "1031": 100.5,
            "1059": [{ "1030": "Чай", "1043": 100.5 }], "1040": 17, "1077": "210400000BB8" });
        let fingerprint = of_document(&tags).unwrap();
        let fact = |tag: &str| fingerprint.attributes[tag].as_str();
        assert_eq!((fact("1020"), fact("1081"), fact("1059"), fact("1030")), ("100.50", "0.00", "1", "Чай"));
        let fiscal = fiscal_params(&tags);
        assert_eq!((fiscal.document_number, fiscal.sign.as_deref()), (Some(17), Some("3000")));
    }

    #[test]
    fn a_document_that_the_drive_no_longer_keeps_shows_no_payments() {
        let tags = json!({ "fiscalDocumentType": "receipt", "short": true, "1054": 1, "1020": 100 });
        let fingerprint = of_document(&tags).unwrap();
        assert!(!fingerprint.attributes.contains_key("1031") && fingerprint.attributes["1020"] == "100.00");
    }
}
