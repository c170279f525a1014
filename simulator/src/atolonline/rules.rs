//! The rules that a field table cannot say: sums, marked goods, agents. A broken rule names the field to fix.

use super::decimal::units;
use super::schema::{Faults, Members};
use serde_json::Value;

/// A rule of one line of a document; the text is the line's path.
type LineRule = fn(&Members, &str, &mut Faults);

const LINE_RULES: &[LineRule] = &[line_sum, one_mark, one_piece, part_of_a_piece, agent, supplier_of_agent];

/// The agents that accept payments for others. The supplier must be named completely.
const PAYING: [&str; 4] = ["bank_paying_agent", "bank_paying_subagent", "paying_agent", "paying_subagent"];

/// The members of `mark_code` that are no mark of one single piece: these goods are known by their kind only.
const KINDS_OF_GOODS: [&str; 4] = ["unknown", "ean8", "ean13", "itf14"];

/// Checks a document that its field table accepts. `place` is `receipt` or `correction`.
pub(super) fn check(document: &Members, place: &str, faults: &mut Faults) {
    if place == "receipt" {
        contact(document, place, faults);
    }
    let mut sum = 0;
    for (index, line) in elements(document, "items").enumerate() {
        let at = format!("{place}.items[{index}]");
        for rule in LINE_RULES {
            rule(line, &at, faults);
        }
        sum += number(line, "sum", 2);
    }
    let total = number(document, "total", 2);
    if total != sum {
        faults.push(format!("{place}.total: не равно сумме строк"));
    }
    let paid: i64 = elements(document, "payments").map(|payment| number(payment, "sum", 2)).sum();
    if paid != total {
        faults.push(format!("{place}.payments: сумма оплат не равна total"));
    }
}

/// A receipt names the buyer's e-mail or telephone.
fn contact(document: &Members, place: &str, faults: &mut Faults) {
    let client = object(document, "client");
    if !["email", "phone"].iter().any(|name| client.is_some_and(|client| client.contains_key(*name))) {
        faults.push(format!("{place}.client: нужен email или phone"));
    }
}

/// The sum of a line (tag 1043) is price × quantity, within one kopeck.
fn line_sum(line: &Members, at: &str, faults: &mut Faults) {
    let exact = i128::from(number(line, "price", 2)) * i128::from(number(line, "quantity", 3));
    if (i128::from(number(line, "sum", 2)) * 1000 - exact).abs() > 1000 {
        faults.push(format!("{at}.sum: не равно price × quantity"));
    }
}

/// A product code has exactly one kind (tags 1300 to 1309).
fn one_mark(line: &Members, at: &str, faults: &mut Faults) {
    if object(line, "mark_code").is_some_and(|code| code.len() != 1) {
        faults.push(format!("{at}.mark_code: нужно ровно одно поле"));
    }
}

/// A line with the mark of one piece has the quantity 1.
fn one_piece(line: &Members, at: &str, faults: &mut Faults) {
    let by_piece = number(line, "measure", 0) == 0;
    if mark(line).is_some() && by_piece && number(line, "quantity", 3) != 1000 {
        faults.push(format!("{at}.quantity: для маркированного товара нужно 1"));
    }
}

/// A part of a marked piece (tag 1291) is less than the whole, and only of goods that are counted by the piece.
fn part_of_a_piece(line: &Members, at: &str, faults: &mut Faults) {
    let Some(part) = object(line, "mark_quantity") else { return };
    if number(line, "measure", 0) != 0 {
        faults.push(format!("{at}.mark_quantity: только при measure 0"));
    }
    if number(part, "numerator", 0) >= number(part, "denominator", 0) {
        faults.push(format!("{at}.mark_quantity.numerator: нужно меньше denominator"));
    }
}

/// An agent needs the supplier for whom it works.
fn agent(line: &Members, at: &str, faults: &mut Faults) {
    if line.contains_key("agent_info") && !line.contains_key("supplier_info") {
        faults.push(format!("{at}.supplier_info: обязательно при agent_info"));
    }
}

/// A paying agent names the supplier's telephone and name.
fn supplier_of_agent(line: &Members, at: &str, faults: &mut Faults) {
    let kind = object(line, "agent_info").and_then(|agent| agent.get("type")).and_then(Value::as_str);
    let Some(supplier) = object(line, "supplier_info").filter(|_| kind.is_some_and(|kind| PAYING.contains(&kind)))
    else {
        return;
    };
    if supplier.get("phones").and_then(Value::as_array).is_none_or(Vec::is_empty) {
        faults.push(format!("{at}.supplier_info.phones: обязательно для платёжного агента"));
    }
    if !supplier.contains_key("name") {
        faults.push(format!("{at}.supplier_info.name: обязательно для платёжного агента"));
    }
}

/// The mark of one single piece that a line has, as it was sent.
pub(super) fn mark(line: &Members) -> Option<&str> {
    let (name, code) = object(line, "mark_code")?.iter().next()?;
    code.as_str().filter(|_| !KINDS_OF_GOODS.contains(&name.as_str()))
}

/// A member that is a number, in units of its last place; 0 if it is missing.
pub(super) fn number(members: &Members, name: &str, places: usize) -> i64 {
    members.get(name).and_then(|value| units(value, places)).unwrap_or(0)
}

/// The objects of a member that is an array.
pub(super) fn elements<'a>(members: &'a Members, name: &str) -> impl Iterator<Item = &'a Members> {
    members.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
}

fn object<'a>(members: &'a Members, name: &str) -> Option<&'a Members> {
    members.get(name).and_then(Value::as_object)
}
