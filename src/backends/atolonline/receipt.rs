//! A receipt or a correction as the service takes it. Sums are numbers with the digits that they have here.

use super::super::Failure;
use super::NAME;
use super::config::Company;
use crate::error::{BackendError, Fault, Problem, Text};
use crate::task::date::day_first;
use crate::task::industry::Attribute;
use crate::task::marking::{Marked, ProductCodeKind, ProductCodes};
use crate::task::money::{Money, number};
use crate::task::people::{AgentInfo, Client, Supplier};
use crate::task::receipt::Receipt;
use crate::task::words::{CorrectionKind, ItemStatus, Operation, PaymentMethod, Taxation, Vat, Words};
use crate::task::{Measure, Position};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value, json};
use time::PrimitiveDateTime;
use zeroize::Zeroizing;

/// The last part of the path for a receipt.
pub(super) fn operation(receipt: &Receipt) -> &'static str {
    match (receipt.operation, receipt.correction.is_some()) {
        (Operation::Sell, false) => "sell",
        (Operation::SellReturn, false) => "sell_refund",
        (Operation::Buy, false) => "buy",
        (Operation::BuyReturn, false) => "buy_refund",
        (Operation::Sell, true) => "sell_correction",
        (Operation::SellReturn, true) => "sell_refund_correction",
        (Operation::Buy, true) => "buy_correction",
        (Operation::BuyReturn, true) => "buy_refund_correction",
    }
}

/// The request without its key: `{"receipt": {…}}` or `{"correction": {…}}`.
pub(super) fn body(receipt: &Receipt, company: &Company) -> Result<Value, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut object = Map::new();
    let client = client(&receipt.client);
    if !client.is_empty() {
        object.insert("client".into(), Value::Object(client));
    }
    object.insert("company".into(), self::company(receipt, company));
    if let Some(correction) = &receipt.correction {
        let mut info = Map::new();
        let kind = if correction.kind == Some(CorrectionKind::Instruction) { "instruction" } else { "self" };
        info.insert("type".into(), json!(kind));
        put(&mut info, "base_date", correction.date.map(day_first));
        put(&mut info, "base_number", correction.number.clone());
        object.insert("correction_info".into(), Value::Object(info));
    }
    let items: Vec<Value> = receipt.positions.iter().map(|line| item(line, &mut faults)).collect();
    object.insert("items".into(), Value::Array(items));
    object.insert("payments".into(), Value::Array(payments(receipt)));
    if !receipt.whole_vat.is_empty() {
        let vats = receipt.whole_vat.iter().map(|(vat, sum)| json!({ "type": rate(*vat), "sum": digits(*sum) }));
        object.insert("vats".into(), vats.collect());
    }
    object.insert("total".into(), digits(receipt.total));
    if let Some(operator) = &receipt.operator {
        object.insert("cashier".into(), json!(operator.name));
        put(&mut object, "cashier_inn", operator.vatin.clone());
    }
    put(&mut object, "device_number", receipt.machine_number.clone());
    put(&mut object, "additional_check_props", receipt.attribute.clone());
    if let Some((name, value)) = &receipt.user_attribute {
        object.insert("additional_user_props".into(), json!({ "name": name, "value": value }));
    }
    if let Some(operation) = &receipt.extra.operation {
        if operation.id.is_some_and(|id| id != 0) {
            let problem = Problem::NotAmong { backend: NAME, allowed: "0".into() };
            faults.push(Fault { path: "operationInfo.id".into(), value: None, problem });
        }
        let data = operation.data.clone().unwrap_or_default();
        object.insert(
            "operating_check_props".into(),
            json!({ "name": "0", "value": data, "timestamp": stamp(operation.at) }),
        );
    }
    if !receipt.extra.attributes.is_empty() {
        object.insert("sectoral_check_props".into(), sectoral(&receipt.extra.attributes));
    }
    if receipt.extra.internet {
        object.insert("internet".into(), json!(true));
    }
    if !receipt.extra.cashless.is_empty() {
        object.insert("cashless_payments".into(), receipt.extra.cashless.iter().map(cashless).collect());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let name = if receipt.correction.is_some() { "correction" } else { "receipt" };
    Ok(json!({ name: object }))
}

/// The request under its key, with the time of sending.
pub(super) fn under_key(body: &[u8], key: &str, callback_url: Option<&str>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let now = time::OffsetDateTime::now_local().unwrap_or_else(|_| time::OffsetDateTime::now_utc());
    let now = PrimitiveDateTime::new(now.date(), now.time());
    let mut whole: Map<String, Value> = serde_json::from_slice(body).map_err(|error| {
        let vendor = BackendError { name: NAME, ..BackendError::default() };
        Failure::Unreadable(Text::with("запрос не собран".into(), error.to_string()), vendor)
    })?;
    whole.insert("timestamp".into(), json!(stamp(now)));
    whole.insert("external_id".into(), json!(key));
    if let Some(url) = callback_url {
        whole.insert("service".into(), json!({ "callback_url": url }));
    }
    Ok(Value::Object(whole).to_string().into_bytes().into())
}

fn company(receipt: &Receipt, company: &Company) -> Value {
    let mut object = Map::new();
    object.insert("email".into(), json!(receipt.extra.sender.as_ref().unwrap_or(&company.email)));
    object.insert("inn".into(), json!(company.vatin));
    object.insert("payment_address".into(), json!(receipt.place.as_ref().unwrap_or(&company.place)));
    put(&mut object, "location", receipt.extra.address.clone().or_else(|| company.location.clone()));
    let sno = receipt.taxation.map(|taxation| match taxation {
        Taxation::Osn => "osn",
        Taxation::UsnIncome => "usn_income",
        Taxation::UsnIncomeOutcome => "usn_income_outcome",
        Taxation::Envd => "envd",
        Taxation::Esn => "esn",
        Taxation::Patent => "patent",
    });
    put(&mut object, "sno", sno.map(str::to_owned));
    Value::Object(object)
}

fn client(client: &Client) -> Map<String, Value> {
    let mut object = Map::new();
    if let Some(contact) = &client.contact {
        let name = if contact.contains('@') { "email" } else { "phone" };
        object.insert(name.into(), json!(contact));
    }
    put(&mut object, "name", client.name.clone());
    put(&mut object, "inn", client.vatin.clone());
    put(&mut object, "birthdate", client.birth_date.map(day_first));
    put(&mut object, "citizenship", client.citizenship.clone());
    put(&mut object, "document_code", client.document_kind.clone());
    put(&mut object, "document_data", client.document_number.clone());
    put(&mut object, "address", client.address.clone());
    object
}

fn item(line: &Position, faults: &mut Vec<Fault>) -> Value {
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
    vat.insert("type".into(), json!(rate(line.vat)));
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

fn payments(receipt: &Receipt) -> Vec<Value> {
    let paid = &receipt.payments;
    let kinds = [(0, paid.cash), (1, paid.electronically), (2, paid.prepaid), (3, paid.credit), (4, paid.other)];
    let sums: Vec<Value> = kinds
        .into_iter()
        .filter(|(_, sum)| *sum != Money::ZERO)
        .map(|(kind, sum)| json!({ "type": kind, "sum": digits(sum) }))
        .collect();
    // A receipt of zero has a payment all the same.
    if sums.is_empty() { vec![json!({ "type": 0, "sum": digits(Money::ZERO) })] } else { sums }
}

fn cashless(payment: &crate::task::receipt::Cashless) -> Value {
    let mut object = Map::new();
    object.insert("sum".into(), digits(payment.sum));
    object.insert("method".into(), json!(payment.method));
    object.insert("id".into(), json!(payment.id));
    put(&mut object, "additional_info", payment.additional.clone());
    Value::Object(object)
}

fn sectoral(attributes: &[Attribute]) -> Value {
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

fn rate(vat: Vat) -> &'static str {
    vat.word()
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

/// A time as the service writes it: `28.11.2026 12:05:31`.
fn stamp(at: PrimitiveDateTime) -> String {
    let clock = at.time();
    format!("{} {:02}:{:02}:{:02}", day_first(at.date()), clock.hour(), clock.minute(), clock.second())
}

fn digits(sum: Money) -> Value {
    Value::Number(sum.to_number())
}

fn put(object: &mut Map<String, Value>, name: &str, value: Option<String>) {
    if let Some(value) = value {
        object.insert(name.to_owned(), value.into());
    }
}

#[cfg(test)]
#[path = "receipt_tests.rs"]
mod tests;
