//! A line of a receipt as the service takes it, with its marking code, agent and supplier.

use crate::error::{Fault, Problem, Text};
use crate::task::date::day_first;
use crate::task::industry::Attribute;
use crate::task::marking::{Marked, ProductCodeKind, ProductCodes};
use crate::task::money::{Money, number};
use crate::task::people::{AgentInfo, Supplier};
use crate::task::words::{ItemStatus, PaymentMethod, Words};
use crate::task::{Measure, Position};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value, json};

/// The line as the service takes it; faults that only the service has are added.
pub(super) fn body(line: &Position, faults: &mut Vec<Fault>) -> Value {
    let mut object = Map::new();
    object.insert("name".into(), json!(line.name.as_deref().unwrap_or_default()));
    object.insert("price".into(), digits(line.price));
    object.insert("quantity".into(), Value::Number(number(&line.quantity.normalize().to_string())));
    object.insert("sum".into(), digits(line.amount));
    match &line.unit {
        None => _ = object.insert("measure".into(), json!(0)),
        Some(Measure::Listed(unit) | Measure::Usual(unit, _)) => {
            _ = object.insert("measure".into(), json!(unit.code()));
        }
        Some(Measure::Text(text)) => faults.push(Fault {
            path: format!("items[{}].measurementUnit", line.index),
            value: Some(text.clone()),
            problem: Problem::Form(Text::of(
                "Нужна единица измерения из перечня ФФД 1.2",
                "A unit of the list of FFD 1.2 is needed",
            )),
        }),
    }
    put(&mut object, "payment_method", line.method.map(|method| self::method(method).to_owned()));
    if let Some(subject) = line.object {
        object.insert("payment_object".into(), json!(subject.code()));
    }
    let mut vat = Map::new();
    vat.insert("type".into(), json!(line.vat.word()));
    if let Some(sum) = line.vat_sum {
        vat.insert("sum".into(), digits(sum));
    }
    object.insert("vat".into(), Value::Object(vat));
    put(&mut object, "user_data", line.attribute.clone());
    if let Some(excise) = line.excise {
        object.insert("excise".into(), digits(excise));
    }
    put(&mut object, "country_code", line.country.clone());
    put(&mut object, "declaration_number", line.declaration.clone());
    codes(line, &mut object, faults);
    if !line.industry.is_empty() {
        object.insert("sectoral_item_props".into(), sectoral(&line.industry));
    }
    if let Some(agent) = line.agent.as_ref().filter(|info| !info.agents.is_empty()) {
        object.insert("agent_info".into(), self::agent(agent));
    }
    if let Some(supplier) = line.supplier.as_ref().filter(|supplier| **supplier != Supplier::default()) {
        object.insert("supplier_info".into(), self::supplier(supplier));
    }
    Value::Object(object)
}

/// The marking code of a line, or the code of its product: the service takes one of them.
fn codes(line: &Position, object: &mut Map<String, Value>, faults: &mut Vec<Fault>) {
    let twice = |faults: &mut Vec<Fault>, name: &str| {
        let path = format!("items[{}].{name}", line.index);
        faults.push(Fault { path, value: None, problem: Problem::Duplicate });
    };
    match (&line.marked, &line.product_codes) {
        (Some(_), Some(_)) => twice(faults, "productCodes"),
        (Some(marked), None) => mark(marked, object),
        (None, Some(ProductCodes::Sorted(codes))) => match &codes[..] {
            [(kind, code)] => _ = object.insert("mark_code".into(), json!({ kind_name(*kind): code_of(*kind, code) })),
            _ => twice(faults, "productCodes"),
        },
        // The table has no row for a list without kinds, so it does not get here.
        (None, Some(ProductCodes::Unsorted(_)) | None) => {}
    }
}

fn mark(marked: &Marked, object: &mut Map<String, Value>) {
    object.insert("mark_code".into(), json!({ "gs1m": BASE64_STANDARD.encode(&marked.code) }));
    object.insert("mark_processing_mode".into(), json!(marked.mode.unwrap_or_default().to_string()));
    if let Some(fraction) = marked.fraction {
        let part = json!({ "numerator": fraction.numerator, "denominator": fraction.denominator });
        object.insert("mark_quantity".into(), part);
    }
    if let Some(status) = marked.status.filter(|status| *status != ItemStatus::Unchanged) {
        object.insert("planned_status".into(), json!(status.code()));
    }
}

fn kind_name(kind: ProductCodeKind) -> &'static str {
    match kind {
        ProductCodeKind::Undefined => "unknown",
        ProductCodeKind::Furs => "fur",
        other => other.word(),
    }
}

/// Only a GS1 code with its separators is sent in base64.
fn code_of(kind: ProductCodeKind, code: &str) -> String {
    if kind == ProductCodeKind::Gs1m { BASE64_STANDARD.encode(code) } else { code.to_owned() }
}

fn agent(info: &AgentInfo) -> Value {
    let mut object = Map::new();
    let kind = info.agents.first().map(|agent| snake(agent.word()));
    put(&mut object, "type", kind);
    if info.operation.is_some() || !info.paying_phones.is_empty() {
        let mut paying = Map::new();
        put(&mut paying, "operation", info.operation.clone());
        paying.insert("phones".into(), json!(info.paying_phones));
        object.insert("paying_agent".into(), Value::Object(paying));
    }
    if !info.receiving_phones.is_empty() {
        object.insert("receive_payments_operator".into(), json!({ "phones": info.receiving_phones }));
    }
    let mut transfer = Map::new();
    if !info.transfer_phones.is_empty() {
        transfer.insert("phones".into(), json!(info.transfer_phones));
    }
    put(&mut transfer, "name", info.transfer_name.clone());
    put(&mut transfer, "address", info.transfer_address.clone());
    put(&mut transfer, "inn", info.transfer_vatin.clone());
    if !transfer.is_empty() {
        object.insert("money_transfer_operator".into(), Value::Object(transfer));
    }
    Value::Object(object)
}

fn supplier(supplier: &Supplier) -> Value {
    let mut object = Map::new();
    if !supplier.phones.is_empty() {
        object.insert("phones".into(), json!(supplier.phones));
    }
    put(&mut object, "name", supplier.name.clone());
    put(&mut object, "inn", supplier.vatin.clone());
    Value::Object(object)
}

/// Industry attributes of a line or of a receipt.
pub(super) fn sectoral(attributes: &[Attribute]) -> Value {
    let one = |attribute: &Attribute| {
        json!({
            "federal_id": attribute.authority,
            "date": day_first(attribute.date),
            "number": attribute.number,
            "value": attribute.value,
        })
    };
    attributes.iter().map(one).collect()
}

fn method(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::FullPrepayment => "full_prepayment",
        PaymentMethod::Prepayment => "prepayment",
        PaymentMethod::Advance => "advance",
        PaymentMethod::FullPayment => "full_payment",
        PaymentMethod::PartialPayment => "partial_payment",
        PaymentMethod::Credit => "credit",
        PaymentMethod::CreditPayment => "credit_payment",
    }
}

/// `bankPayingAgent` as `bank_paying_agent`.
fn snake(word: &str) -> String {
    let mut snake = String::with_capacity(word.len() + 3);
    for letter in word.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// A sum as a number with its own digits.
pub(super) fn digits(sum: Money) -> Value {
    Value::Number(sum.to_number())
}

/// Adds a member that has a value.
pub(super) fn put(object: &mut Map<String, Value>, name: &str, value: Option<String>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value.into());
    }
}
