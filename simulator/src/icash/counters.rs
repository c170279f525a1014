//! The counters of sums (T1157, T1194, T1158). They are calculated from the documents each time.

use super::amount;
use super::document::{Document, DocumentKind};
use super::sums;
use serde_json::{Map, Value};

/// The sums of a counter: the counter's tag, and the receipt's tag that it totals.
const SUMS: [(&str, &str); 12] = [
    ("T1201", "T1020"),
    ("T1136", "T1031"),
    ("T1138", "T1081"),
    ("T1218", "T1215"),
    ("T1219", "T1216"),
    ("T1220", "T1217"),
    ("T1139", "T1102"),
    ("T1140", "T1103"),
    ("T1141", "T1106"),
    ("T1142", "T1107"),
    ("T1143", "T1104"),
    ("T1183", "T1105"),
];

/// The counters of receipts; the index is T1054 minus one. FFD 1.05 has two counters for corrections; here all four
/// kinds are counted under T1133.
const RECEIPTS: [&str; 4] = ["T1129", "T1130", "T1131", "T1132"];

/// The counters of the receipts and corrections among these documents. Counters that are zero are left out (§8).
pub(super) fn counted<'a>(documents: impl Iterator<Item = &'a Document>) -> Value {
    let (corrections, receipts): (Vec<_>, Vec<_>) = documents
        .filter(|document| document.kind.is_receipt())
        .partition(|document| document.kind == DocumentKind::Correction);
    let mut counters = Map::new();
    counters.insert("T1134".to_owned(), receipts.len().into());
    for (name, sign) in RECEIPTS.iter().zip(1..) {
        let signed = receipts.iter().filter(|document| document.data["T1054"].as_i64() == Some(sign));
        if let Some(counter) = counter("T1135", &signed.copied().collect::<Vec<_>>()) {
            counters.insert((*name).to_owned(), counter);
        }
    }
    if let Some(corrections) = counter("T1144", &corrections) {
        counters.insert("T1133".to_owned(), corrections);
    }
    counters.into()
}

fn counter(count_tag: &str, documents: &[&Document]) -> Option<Value> {
    let mut counter = Map::new();
    counter.insert(count_tag.to_owned(), documents.len().into());
    for (name, tag) in SUMS {
        let receipts = documents.iter().filter_map(|document| document.data.as_object());
        let total = receipts.fold(0_i64, |total, receipt| total.saturating_add(sums::sum(receipt, tag)));
        if total != 0 {
            counter.insert(name.to_owned(), amount::written(total));
        }
    }
    (!documents.is_empty()).then(|| counter.into())
}
