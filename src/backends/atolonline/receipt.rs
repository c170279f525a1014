//! A receipt or a correction as the service takes it. Sums are numbers with the digits that they have here.

use super::super::Failure;
use super::NAME;
use super::config::Company;
use super::item::{self, digits, put};
use crate::clock;
use crate::error::{BackendError, Fault, Problem, Text};
use crate::task::date::day_first;
use crate::task::money::Money;
use crate::task::people::Client;
use crate::task::receipt::Receipt;
use crate::task::words::{CorrectionKind, Operation, Taxation, Words};
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
    let items: Vec<Value> = receipt.positions.iter().map(|line| item::body(line, &mut faults)).collect();
    object.insert("items".into(), Value::Array(items));
    object.insert("payments".into(), Value::Array(payments(receipt)));
    if !receipt.whole_vat.is_empty() {
        let vats = receipt.whole_vat.iter().map(|(vat, sum)| json!({ "type": vat.word(), "sum": digits(*sum) }));
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
        object.insert("sectoral_check_props".into(), item::sectoral(&receipt.extra.attributes));
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
    let now = clock::local().unwrap_or_else(|_| clock::utc());
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

/// A time as the service writes it: `28.11.2026 12:05:31`.
fn stamp(at: PrimitiveDateTime) -> String {
    let clock = at.time();
    format!("{} {:02}:{:02}:{:02}", day_first(at.date()), clock.hour(), clock.minute(), clock.second())
}

#[cfg(test)]
#[path = "receipt_tests.rs"]
mod tests;
