//! The counters of the shift in its closing report (T1194, FFD table for счетчики итогов смены).

use super::super::text_of;
use crate::task::money::Money;
use crate::task::words::{Operation, Words};
use serde_json::{Map, Value, json};

/// For each kind of receipt, the tag of its counter, which has their number (T1135) and their sum (T1201).
const KINDS: [(&str, Operation); 4] = [
    ("T1129", Operation::Sell),
    ("T1130", Operation::SellReturn),
    ("T1131", Operation::Buy),
    ("T1132", Operation::BuyReturn),
];

/// Count and sum of the shift's receipts by kind, as `counters` of an answer; `None` if the report has no counters. The
/// register leaves out what is zero (§8).
pub(super) fn of_shift(data: &Value) -> Option<Value> {
    let counters = data.get("T1194")?.as_object()?;
    let mut receipts = Map::new();
    for (tag, kind) in KINDS {
        let counter = counters.get(tag).unwrap_or(&Value::Null);
        let count = counter.get("T1135").and_then(Value::as_u64).unwrap_or(0);
        let sum = text_of(counter, "T1201").and_then(|sum| Money::parse(&sum)).unwrap_or_default();
        receipts.insert(kind.word().to_owned(), json!({ "count": count, "sum": sum.to_number() }));
    }
    Some(json!({ "receipts": receipts }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_that_are_left_out_are_zero() {
        let data = json!({ "T1194": { "T1134": 3, "T1129": { "T1135": 2, "T1201": "145.90" }, "T1130": { "T1135": 1, "T1201": 100 } } });
        let zero = json!({ "count": 0, "sum": Money::ZERO.to_number() });
        let expected = json!({ "receipts": {
            "sell": { "count": 2, "sum": Money::minor(145_90).to_number() },
            "sellReturn": { "count": 1, "sum": Money::minor(100_00).to_number() },
            "buy": zero, "buyReturn": zero,
        } });
        assert_eq!(of_shift(&data), Some(expected));
        assert_eq!(of_shift(&json!({ "T1118": 3 })), None);
    }
}
