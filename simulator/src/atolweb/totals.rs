//! Sums of a shift and of the register's life. They are counted from the documents each time.

use super::decimal::roubles;
use super::document::{Document, DocumentKind};
use super::register::Register;
use super::state::State;
use super::tlv;
use serde_json::{Map, Value, json};

/// The members of the four kinds of settlement, in the order of their signs (1054).
const SIGNS: [&str; 4] = ["sell", "sellReturn", "buy", "buyReturn"];
const PAYMENTS: [&str; 5] = ["cash", "electronically", "prepaid", "credit", "other"];
/// The sums of `fnTotals` with their tags in a receipt.
const COUNTED: [(&str, u16); 11] = [
    ("cashSum", 1031),
    ("noncashSum", 1081),
    ("prepaidSum", 1215),
    ("creditSum", 1216),
    ("barterSum", 1217),
    ("vat20Sum", 1102),
    ("vat10Sum", 1103),
    ("vat120Sum", 1106),
    ("vat110Sum", 1107),
    ("vat0Sum", 1104),
    ("vatNoSum", 1105),
];

fn of_sign<'a>(documents: &[&'a Document], sign: i64) -> Vec<&'a Document> {
    documents.iter().filter(|document| document.sign() == sign).copied().collect()
}

fn total(documents: &[&Document], tag: u16) -> i64 {
    documents.iter().map(|document| tlv::sum(document.tags(), tag)).sum()
}

fn payments(documents: &[&Document]) -> Map<String, Value> {
    let mut paid = [0; 10];
    for document in documents {
        for (sum, of_document) in paid.iter_mut().zip(document.paid()) {
            *sum += of_document;
        }
    }
    let name = |number: usize| {
        PAYMENTS.get(number).map_or_else(|| format!("userPaymentType-{number}"), |name| (*name).to_owned())
    };
    paid.into_iter().enumerate().map(|(number, sum)| (name(number), roubles(sum))).collect()
}

fn in_shift<'a>(state: &'a State, register: &'a Register) -> Vec<&'a Document> {
    let is_of_shift = |document: &&Document| document.shift == register.shift;
    state.documents(register).filter(is_of_shift).collect()
}

/// `getShiftTotals`.
pub(super) fn of_shift(state: &State, register: &Register) -> Value {
    let documents = in_shift(state, register);
    let mut receipts = Map::new();
    for (sign, name) in (1..).zip(SIGNS) {
        let of_sign = of_sign(&documents, sign);
        let sum = roubles(total(&of_sign, 1020));
        receipts.insert(name.to_owned(), json!({"count": of_sign.len(), "sum": sum, "payments": payments(&of_sign)}));
    }
    let moved = |kind: DocumentKind| {
        let moved: Vec<&Document> = state
            .ledger
            .iter()
            .filter(|it| it.device == register.id && it.kind == kind && it.shift == register.shift)
            .filter(|it| it.drive == register.drive)
            .collect();
        let sum: i64 = moved.iter().filter_map(|it| super::decimal::exact(&it.task["cashSum"], 2)).sum();
        json!({"sum": roubles(sum), "count": moved.len()})
    };
    json!({"shiftTotals": {
        "shiftNumber": register.shift, "receipts": receipts, "income": moved(DocumentKind::CashIn),
        "outcome": moved(DocumentKind::CashOut), "cashDrawer": {"sum": roubles(register.cash)},
    }})
}

/// `getOverallTotals`: of all drives, never reset.
pub(super) fn overall(state: &State, register: &Register) -> Value {
    let documents: Vec<&Document> = state.ledger.iter().filter(|it| it.device == register.id).collect();
    let mut receipts = Map::new();
    for (sign, name) in (1..).zip(SIGNS) {
        let of_sign = of_sign(&documents, sign);
        let mut member = json!({"sum": roubles(total(&of_sign, 1020))});
        if !of_sign.is_empty() {
            member["payments"] = payments(&of_sign).into();
        }
        receipts.insert(name.to_owned(), member);
    }
    json!({"overallTotals": {"receipts": receipts}})
}

/// `getDepartmentSum`: the positions of the shift by their section.
pub(super) fn departments(state: &State, register: &Register) -> Value {
    let documents = in_shift(state, register);
    let of_section = |document: &Document, section: u64| -> i64 {
        let items = document.task["items"].as_array().into_iter().flatten();
        let of_section = items.filter(|item| item["department"].as_u64().unwrap_or(1) == section);
        of_section.filter_map(|item| super::decimal::rounded(&item["amount"], 2)).sum()
    };
    let sums = |section: u64| {
        let one = |(sign, name): (i64, &str)| {
            let sum = of_sign(&documents, sign).iter().map(|document| of_section(document, section)).sum();
            (name.to_owned(), roubles(sum))
        };
        Value::Object((1..).zip(SIGNS).map(one).collect())
    };
    let all = (1..=5).map(|section| (format!("department{section}"), sums(section)));
    json!({"departmentSum": Value::Object(all.collect())})
}

/// The counters of a report on the current state: of the shift if one is open, otherwise of the drive's life.
pub(super) fn add_counters(state: &State, register: &Register, params: &mut Value) {
    let all: Vec<&Document> = state.documents(register).collect();
    let of_shift = in_shift(state, register);
    let documents = if register.opened.is_some() { &of_shift } else { &all };
    let unsent: Vec<&Document> = all.iter().copied().filter(|it| it.number > Some(register.acknowledged)).collect();
    let settlements = |list: &[&Document]| list.iter().filter(|it| it.kind.is_settlement()).count();
    let mut totals = Map::new();
    let mut quantities = json!({"shiftNumber": register.shift, "countAll": settlements(documents)});
    let mut waiting = json!({"countAll": settlements(&unsent)});
    for (sign, name) in (1..).zip(SIGNS) {
        let (corrections, receipts): (Vec<_>, Vec<_>) =
            of_sign(documents, sign).into_iter().partition(|it| it.kind == DocumentKind::Correction);
        let mut sums = json!({
            "receipts": receipts.len(), "corrections": corrections.len(), "receiptsSum": roubles(total(&receipts, 1020)),
            "correctionsSum": roubles(total(&corrections, 1020)),
        });
        for (member, tag) in COUNTED {
            sums[member] = roubles(total(&receipts, tag) + total(&corrections, tag));
        }
        totals.insert(name.to_owned(), sums);
        quantities[name] = json!({"count": receipts.len(), "corrections": corrections.len()});
        let of_unsent = of_sign(&unsent, sign);
        waiting[name] = json!({"count": of_unsent.len(), "sum": roubles(total(&of_unsent, 1020))});
    }
    params["fnTotals"] = totals.into();
    params["fnQuantityCounters"] = quantities;
    params["fnUnsentDocsCounters"] = waiting;
}
