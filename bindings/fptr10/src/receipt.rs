//! A receipt that a program builds call by call. It is kept here until `close_receipt`, the one call that sends.

use super::closing::Last;
use super::failure::{Failure, Result};
use super::handle::{Handle, Outputs};
use super::inputs::Inputs;
use super::numbers::{error as code, param};
use super::stlv::Attributes;
use super::value::Value;
use super::{position, words};
use kassa::Decimal;
use kassa::task::money;
use kassa::{Money, Task};
use serde_json::{Map, Value as Json, json};

/// A receipt that is being built.
pub struct Draft {
    /// Its type, as the interface numbers it.
    pub kind: i64,
    members: Map<String, Json>,
    items: Vec<Json>,
    payments: Vec<Json>,
    /// The task that was sent, while it is not known that it was not made.
    sent: Option<String>,
}

/// A non-fiscal document that is being built: its items.
#[derive(Default)]
pub struct Slip(pub Vec<Json>);

/// Where a printed line goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defer {
    /// Among the items.
    Here,
    /// Before the receipt.
    Before,
    /// After it.
    After,
}

impl Draft {
    /// Whether it was sent, and may have been made.
    pub fn is_sent(&self) -> bool {
        self.sent.is_some()
    }

    /// The task that was sent, while it may have been made.
    pub fn sent(&self) -> Option<&str> {
        self.sent.as_deref()
    }

    /// It was not made, so it may be changed, sent again or cancelled.
    pub fn is_not_made(&mut self) {
        self.sent = None;
    }

    /// Adds an item: a position or a printed line.
    pub fn add(&mut self, item: Json, defer: Defer) {
        let list = match defer {
            Defer::Here => return self.items.push(item),
            Defer::Before => "preItems",
            Defer::After => "postItems",
        };
        if let Json::Array(items) = self.members.entry(list).or_insert_with(|| json!([])) {
            items.push(item);
        }
    }

    fn put(&mut self, path: &str, value: impl Into<Json>) {
        put(&mut self.members, path, value.into());
    }

    /// The sum of the positions, or the total that the program gave.
    pub fn total(&self) -> Money {
        let given = self.members.get("total").and_then(sum_of);
        given.unwrap_or_else(|| self.items.iter().filter_map(|item| sum_of(item.get("amount")?)).sum())
    }

    /// What was paid so far.
    fn paid(&self) -> Money {
        self.payments.iter().filter_map(|payment| sum_of(payment.get("sum")?)).sum()
    }

    /// What remains to be paid, and the change.
    pub fn remainder(&self) -> (Money, Money) {
        let (total, paid) = (self.total(), self.paid());
        if paid < total { (total - paid, Money::ZERO) } else { (Money::ZERO, paid - total) }
    }

    fn task(&self) -> String {
        let mut members = self.members.clone();
        members.insert("items".into(), Json::Array(self.items.clone()));
        members.insert("payments".into(), Json::Array(self.payments.clone()));
        Json::Object(members).to_string()
    }
}

/// A JSON number with the digits of a decimal.
pub fn number(decimal: Decimal) -> Json {
    Json::Number(money::number(&decimal.normalize().to_string()))
}

/// A sum as the interface has it: in doubles.
pub fn double(sum: Money) -> Value {
    Value::Text(sum.to_string()).double().map_or(Value::Double(0.0), Value::Double)
}

/// A sum of a task or of an answer. What is no sum is refused when the receipt is sent.
pub fn sum_of(value: &Json) -> Option<Money> {
    Money::rounded(money::decimal(&value.to_string())?)
}

/// Puts a value at a path into an object: `clientInfo.name`.
pub fn put(members: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => {
            members.insert(path.to_owned(), value);
        }
        Some((name, rest)) => {
            if let Json::Object(inner) = members.entry(name).or_insert_with(|| json!({})) {
                put(inner, rest, value);
            }
        }
    }
}

/// The receipt that may be added to.
pub fn open(handle: &mut Handle) -> Result<&mut Draft> {
    handle.device()?;
    let closed = || Failure::new(code::DENIED_IN_CLOSED_RECEIPT, "Чек не открыт");
    handle.draft.as_mut().filter(|draft| !draft.is_sent()).ok_or_else(closed)
}

/// Texts of attributes and their places in the task.
#[rustfmt::skip]
const TEXTS: &[(i32, &str)] = &[
    (1008, "clientInfo.emailOrPhone"), (1227, "clientInfo.name"), (1228, "clientInfo.vatin"), (1117, "companyInfo.email"),
    (1009, "paymentsAddress"), (1187, "paymentsPlace"), (1036, "machineNumber"),
];

/// Begins a receipt. Nothing is sent.
pub fn open_receipt(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    handle.device()?;
    if handle.draft.as_ref().is_some_and(|draft| !draft.is_sent()) || handle.slip.is_some() {
        return Err(Failure::new(code::DENIED_IN_OPENED_RECEIPT, "Чек уже открыт"));
    }
    let kind = inputs.required(param::RECEIPT_TYPE, Inputs::int)?;
    let name = words::word(words::RECEIPTS, kind);
    let name = name.ok_or_else(|| Failure::new(code::INVALID_RECEIPT_TYPE, format!("Нет чека типа {kind}")))?;
    let mut draft =
        Draft { kind, members: handle.task_of_operator(name), items: Vec::new(), payments: Vec::new(), sent: None };
    head(&mut draft, inputs)?;
    inputs.ensure_all_used()?;
    ensure_shift(handle)?;
    handle.draft = Some(draft);
    Ok(Outputs::from([(param::SHIFT_AUTO_OPENED, Value::Flag(false))]))
}

/// What the receipt as a whole has.
fn head(draft: &mut Draft, inputs: &Inputs) -> Result<()> {
    for (id, path) in TEXTS {
        if let Some(text) = inputs.text(*id) {
            draft.put(path, text);
        }
    }
    for (id, path) in
        [(param::RECEIPT_ELECTRONICALLY, "electronically"), (param::USE_VAT18, "useVAT18"), (1125, "internet")]
    {
        if inputs.flag(id)? {
            draft.put(path, true);
        }
    }
    // 0 is the register's own system, which a task leaves out.
    if let Some(taxation) = inputs.int(1055)?.filter(|taxation| *taxation != 0) {
        let word = words::word(words::TAXATIONS, taxation);
        let wrong = || Failure::new(code::INVALID_TAXATION_TYPE, format!("Нет системы налогообложения {taxation}"));
        draft.put("taxationType", word.ok_or_else(wrong)?);
    }
    position::agents(&mut draft.members, inputs, 1057)?;
    if let Some(client) = inputs.get(1256) {
        client_info(&mut draft.members, &Attributes::read(&client.bytes())?);
    }
    if let Some(operation) = inputs.get(1270) {
        let operation = Attributes::read(&operation.bytes())?;
        if let Some(id) = operation.number(1271) {
            draft.put("operationInfo.id", id);
        }
        if let Some(data) = operation.text(1272) {
            draft.put("operationInfo.data", data);
        }
        if let Some(time) = operation.time(1273) {
            draft.put("operationInfo.dateTime", time);
        }
    }
    position::industry(&mut draft.members, inputs, 1261)?;
    correction(draft, inputs)?;
    if let Some(text) = inputs.text(1192) {
        let print = !inputs.is_hidden(1192);
        draft.items.push(json!({ "type": "additionalAttribute", "value": text, "print": print }));
    }
    if let Some(attribute) = inputs.get(1084) {
        let print = !inputs.is_hidden(1084);
        let attribute = Attributes::read(&attribute.bytes())?;
        let (name, value) = (attribute.text(1085), attribute.text(1086));
        draft.items.push(json!({ "type": "userAttribute", "name": name, "value": value, "print": print }));
    }
    position::of_user(&mut draft.members, inputs);
    Ok(())
}

/// The buyer, given as a structure (1256).
fn client_info(members: &mut Map<String, Json>, client: &Attributes) {
    for (tag, name) in [
        (1227, "name"),
        (1228, "vatin"),
        (1243, "birthDate"),
        (1244, "citizenship"),
        (1245, "identityDocumentCode"),
        (1246, "identityDocumentData"),
        (1254, "address"),
    ] {
        if let Some(text) = client.text(tag) {
            put(members, &format!("clientInfo.{name}"), text.into());
        }
    }
}

/// The base of a correction (1173, 1174).
fn correction(draft: &mut Draft, inputs: &Inputs) -> Result<()> {
    if let Some(kind) = inputs.int(1173)? {
        let word = words::word(words::CORRECTIONS, kind);
        let wrong = || Failure::new(code::INVALID_PARAM, format!("Нет типа коррекции {kind}"));
        draft.put("correctionType", word.ok_or_else(wrong)?);
    }
    if let Some(base) = inputs.get(1174) {
        let base = Attributes::read(&base.bytes())?;
        for (text, name) in [
            (base.text(1177), "correctionBaseName"),
            (base.day(1178), "correctionBaseDate"),
            (base.text(1179), "correctionBaseNumber"),
        ] {
            if let Some(text) = text {
                draft.put(name, text);
            }
        }
    }
    Ok(())
}

/// A shift that is older than 24 hours takes no receipt: programs close it here, before they have built one.
fn ensure_shift(handle: &Handle) -> Result<()> {
    let answer = handle.ask_if_it_can("getShiftStatus")?;
    if answer.pointer("/shiftStatus/state") == Some(&json!("expired")) {
        return Err(Failure::new(code::SHIFT_EXPIRED, "Смена открыта больше 24 часов: закройте её"));
    }
    Ok(())
}

/// Sets the total of the receipt.
pub fn receipt_total(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let draft = open(handle)?;
    let sum = inputs.required(param::SUM, Inputs::decimal)?;
    draft.put("total", number(sum));
    Ok(Outputs::new())
}

/// Sets the VAT of a rate for the whole receipt.
pub fn receipt_tax(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let draft = open(handle)?;
    let rate = inputs.required(param::TAX_TYPE, Inputs::int)?;
    let sum = inputs.required(param::TAX_SUM, Inputs::decimal)?;
    let tax = json!({ "type": position::rate(rate)?, "sum": number(sum) });
    if let Json::Array(taxes) = draft.members.entry("taxes").or_insert_with(|| json!([])) {
        taxes.push(tax);
    }
    Ok(Outputs::new())
}

/// The type of a payment that is given without cash with its details (1234).
const DETAILS: i64 = 10;

/// Adds a payment.
pub fn payment(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let draft = open(handle)?;
    let kind = inputs.int(param::PAYMENT_TYPE)?.unwrap_or(0);
    let sum = number(inputs.required(param::PAYMENT_SUM, Inputs::decimal)?);
    if kind == DETAILS {
        let mut details = Map::from_iter([("sum".to_owned(), sum)]);
        if let Some(method) = inputs.int(param::ELECTRONICALLY_PAYMENT_METHOD)? {
            details.insert("method".into(), method.into());
        }
        for (id, name) in [(param::ELECTRONICALLY_ID, "id"), (param::ELECTRONICALLY_ADD_INFO, "additionalInfo")] {
            if let Some(text) = inputs.text(id) {
                details.insert(name.into(), text.into());
            }
        }
        if let Json::Array(list) = draft.members.entry("cashlessPayments").or_insert_with(|| json!([])) {
            list.push(details.into());
        }
    } else {
        draft.payments.push(json!({ "type": payment_word(kind)?, "sum": sum }));
    }
    let (remainder, change) = draft.remainder();
    Ok(Outputs::from([(param::REMAINDER, double(remainder)), (param::CHANGE, double(change))]))
}

fn payment_word(kind: i64) -> Result<&'static str> {
    let wrong = || Failure::new(code::INVALID_PAYMENT_TYPE, format!("Нет типа оплаты {kind}"));
    words::word(words::PAYMENTS, kind).ok_or_else(wrong)
}

/// Sends the receipt: the one call that makes it.
pub fn close_receipt(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    handle.device()?;
    let closed = || Failure::new(code::DENIED_IN_CLOSED_RECEIPT, "Чек не открыт");
    let draft = handle.draft.as_mut().ok_or_else(closed)?;
    if draft.sent.is_none() {
        let (remainder, _) = draft.remainder();
        if let Some(kind) = inputs.int(param::PAYMENT_TYPE)?.filter(|_| remainder > Money::ZERO) {
            draft.payments.push(json!({ "type": payment_word(kind)?, "sum": number(remainder.decimal()) }));
        }
    }
    // The same content again is the same receipt, as long as it is not known.
    let text = draft.sent.clone().unwrap_or_else(|| draft.task());
    draft.sent = Some(text.clone());
    let made = handle.make(&Task::from_json(&text)?);
    match handle.last {
        Last::Made { .. } => handle.draft = None,
        Last::NotMade | Last::Repeated(_) => {
            if let Some(draft) = &mut handle.draft {
                draft.is_not_made();
            }
        }
        Last::Nothing | Last::Unknown(_) => {}
    }
    made?;
    Ok(Outputs::new())
}
