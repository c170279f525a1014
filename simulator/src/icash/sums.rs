//! The rules for the sums of a receipt, beyond the form of each field.

use super::amount;
use super::refusal::FieldFaults;
use serde_json::{Map, Value};

type Tags = Map<String, Value>;

/// The payments. Together they equal the total.
const PAYMENTS: [&str; 5] = ["T1031", "T1081", "T1215", "T1216", "T1217"];

/// The receipt's VAT sums, with the code of the rate in T1199. For the last two the sum is the turnover.
const VAT: [(i64, &str, bool); 6] = [
    (1, "T1102", false),
    (2, "T1103", false),
    (3, "T1106", false),
    (4, "T1107", false),
    (5, "T1104", true),
    (6, "T1105", true),
];

/// The items of a receipt.
pub(super) fn lines(receipt: &Tags) -> impl Iterator<Item = &Tags> {
    receipt.get("T1059").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

/// A sum of the receipt; zero if it is missing.
pub(super) fn sum(tags: &Tags, name: &str) -> i64 {
    tags.get(name).and_then(amount::kopecks).unwrap_or(0)
}

/// The code of an item's VAT rate; the code of 20 % if it is missing.
pub(super) fn rate(line: &Tags) -> i64 {
    line.get("T1199").and_then(Value::as_i64).unwrap_or(1)
}

/// Checks the sums of a receipt whose fields are valid.
pub(super) fn check(receipt: &Tags, faults: &mut FieldFaults) {
    for (index, line) in lines(receipt).enumerate() {
        let mut inner = FieldFaults::default();
        check_line(line, &mut inner);
        faults.nested("T1059", Some(index), inner);
    }
    let total = i128::from(sum(receipt, "T1020"));
    let exact = added(lines(receipt).map(|line| sum(line, "T1043")));
    // The order allows the kopecks of the receipt to be dropped (note to 1020).
    if total > exact || total / 100 != exact / 100 {
        faults.wrong("T1020", "не равно сумме строк T1043, и не эта сумма без копеек");
    }
    if total != added(PAYMENTS.into_iter().map(|name| sum(receipt, name))) {
        faults.wrong("T1020", "не равно сумме оплат T1031, T1081, T1215, T1216, T1217");
    }
    check_vat(receipt, faults);
}

/// Uses `i128`, because the sum of many items could exceed `i64`.
fn added(sums: impl Iterator<Item = i64>) -> i128 {
    sums.map(i128::from).sum()
}

fn check_line(line: &Tags, faults: &mut FieldFaults) {
    let quantity = line.get("T1023").and_then(Value::as_str).and_then(amount::thousandths);
    if let (Some(price), Some(quantity)) = (line.get("T1079").and_then(amount::kopecks), quantity)
        && !amount::is_product(sum(line, "T1043"), price, quantity)
    {
        faults.wrong("T1043", "не равно T1079 × T1023");
    }
    if rate(line) >= 5 && sum(line, "T1200") != 0 {
        faults.wrong("T1200", "по этой ставке налога нет");
    }
    if sum(line, "T1200") > sum(line, "T1043") {
        faults.wrong("T1200", "налог больше стоимости");
    }
}

/// The receipt's VAT must equal the sum over its items. As soon as one of the six tags is given, all are checked, and a
/// missing one counts as zero. A rate is not checked if one of its items has no VAT sum (T1200).
fn check_vat(receipt: &Tags, faults: &mut FieldFaults) {
    if VAT.iter().all(|(_, name, _)| !receipt.contains_key(*name)) {
        return;
    }
    for (code, name, is_turnover) in VAT {
        let of_rate = || lines(receipt).filter(move |line| rate(line) == code);
        let told = is_turnover || of_rate().all(|line| line.contains_key("T1200"));
        let tag = if is_turnover { "T1043" } else { "T1200" };
        if told && i128::from(sum(receipt, name)) != added(of_rate().map(|line| sum(line, tag))) {
            faults.wrong(name, "не сходится со строками");
        }
    }
}
