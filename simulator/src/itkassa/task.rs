//! A task of the queue, from the request to the result.

use super::fields::{self, Faults, Members, decimal, lines, total_of};
use super::kind::DocumentKind;
use super::register::Card;
use super::{requests, size};
use crate::clock::Moment;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who requested a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum By {
    /// The client of the API.
    Api,
    /// Another program, simulated by a test.
    Stranger,
    /// The register itself: it opened or closed a session automatically.
    Register,
}

/// A request that was checked and is valid.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Order {
    pub(super) register: String,
    pub(super) key: Option<String>,
    pub(super) kind: DocumentKind,
    /// The command that gives the task its type.
    pub(super) word: String,
    pub(super) commands: Vec<Members>,
}

/// A task that waits in the queue or is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) id: String,
    pub(super) key: Option<String>,
    /// Its number in the queue.
    pub(super) order: u64,
    pub(super) register: String,
    pub(super) kind: DocumentKind,
    pub(super) word: String,
    pub(super) commands: Vec<Members>,
    pub(super) by: By,
    pub(super) created: Moment,
    pub(super) updated: Moment,
    /// Whether the register is processing it. This is not saved.
    #[serde(skip)]
    pub(super) printing: bool,
    pub(super) outcome: Option<Outcome>,
}

/// The result of a task on its register.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Outcome {
    pub(super) id: String,
    /// The register's own error number; 0 is no error, 255 is no link to the register.
    pub(super) error: i64,
    /// The text, with the phase in square brackets.
    pub(super) text: String,
    pub(super) session: u32,
    pub(super) session_state: String,
    /// The document in the fiscal drive.
    pub(super) record: Option<Record>,
}

impl Outcome {
    /// The document, unless the register's link broke before it was returned.
    pub(super) fn shown(&self) -> Option<&Record> {
        self.record.as_ref().filter(|_| self.error == 0)
    }
}

/// The data of a document in the fiscal drive.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) number: u32,
    pub(super) time: Moment,
    pub(super) sign: String,
    /// Total in kopecks; 0 for a document without a total.
    pub(super) total: i64,
    /// Type of the settlement in the QR code.
    pub(super) settlement: u8,
}

/// Reads the body of `POST print-documents`. Reports all errors at once.
pub(super) fn read(body: &Members, card: impl Fn(&str) -> Option<Card>) -> Result<Order, Faults> {
    let mut faults = Faults::new();
    fields::check(&[requests::TASK], body, "", &mut faults);
    let register = body.get("creItemId").and_then(Value::as_str).unwrap_or_default();
    let card = card(register);
    if card.is_none() {
        faults.push("creItemId: нет такой кассы".to_owned());
    }
    let commands = commands(body.get("commands"), &card.unwrap_or_default(), &mut faults);
    let kind = kind_of(&commands, &mut faults);
    if kind == Some(DocumentKind::Slip) {
        size::check_printed(&commands, &mut faults);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let word = |command: &Members| command.get("type").and_then(Value::as_str).map(str::to_owned);
    Ok(Order {
        register: register.to_owned(),
        key: body.get("idempKey").and_then(Value::as_str).map(str::to_owned),
        kind: kind.unwrap_or(DocumentKind::Slip),
        word: commands.first().and_then(word).unwrap_or_default(),
        commands,
    })
}

fn commands(given: Option<&Value>, card: &Card, faults: &mut Faults) -> Vec<Members> {
    let list = given.and_then(Value::as_array).filter(|list| !list.is_empty());
    let Some(list) = list else {
        faults.push("commands: нужен непустой список".to_owned());
        return Vec::new();
    };
    let mut commands = Vec::new();
    for (index, command) in list.iter().enumerate() {
        let place = format!("commands[{index}]");
        let Some(command) = command.as_object() else {
            faults.push(format!("{place}: нужен объект"));
            continue;
        };
        let word = command.get("type").and_then(Value::as_str).unwrap_or_default();
        let Some(tables) = requests::of(word) else {
            faults.push(format!("{place}.type: нет такой команды"));
            continue;
        };
        let before = faults.len();
        fields::check(tables, command, &place, faults);
        if faults.len() == before {
            check_command(word, command, card, &place, faults);
        }
        commands.push(command.clone());
    }
    commands
}

/// The kind of the task's document. A task makes exactly one: it has a single command, or the lines of a text.
fn kind_of(commands: &[Members], faults: &mut Faults) -> Option<DocumentKind> {
    let words: Vec<&str> =
        commands.iter().map(|command| command.get("type").and_then(Value::as_str).unwrap_or_default()).collect();
    let kinds: Vec<DocumentKind> = words.iter().filter_map(|word| DocumentKind::of(word)).collect();
    let first = *kinds.first()?;
    if first != DocumentKind::Slip || kinds.iter().any(|kind| *kind != first) {
        if kinds.len() > 1 {
            faults.push("commands: в одном задании один документ".to_owned());
        }
        return Some(first);
    }
    let places = |word: &str| -> Vec<usize> { (0..words.len()).filter(|index| words[*index] == word).collect() };
    let (starts, ends) = (places("startSlip"), places("endSlip"));
    let framed = starts == [0] && ends == [words.len() - 1];
    let bare = starts.is_empty() && ends.is_empty();
    if !framed && !bare {
        faults.push("commands: startSlip первый и endSlip последний, или ни одного из них".to_owned());
    }
    Some(first)
}

fn check_command(word: &str, command: &Members, card: &Card, place: &str, faults: &mut Faults) {
    let kind = DocumentKind::of(word);
    if kind.is_some_and(DocumentKind::is_of_session) && !command.contains_key("sno") && card.taxation.is_none() {
        faults.push(format!("{place}.sno: нет ни здесь, ни в карточке кассы"));
    }
    if kind.is_some_and(DocumentKind::is_receipt) {
        check_receipt(command, card, place, faults);
    }
    if kind == Some(DocumentKind::Correction) && total_of(command, &requests::RATES) == 0 {
        faults.push(format!("{place}: нет ни одной суммы amountVat… больше нуля"));
    }
}

fn check_receipt(receipt: &Members, card: &Card, place: &str, faults: &mut Faults) {
    let silent = receipt.get("isPrintable") == Some(&Value::Bool(false));
    if silent && !receipt.contains_key("tagClientContact") {
        faults.push(format!("{place}.tagClientContact: обязателен, если isPrintable равно false"));
    }
    let mut sum = 0;
    for (index, line) in lines(receipt).enumerate() {
        let place = format!("{place}.lines[{index}]");
        for (name, default) in [("tax", &card.tax), ("ppr", &card.subject), ("psr", &card.method)] {
            if !line.contains_key(name) && default.is_none() {
                faults.push(format!("{place}.{name}: нет ни здесь, ни в карточке кассы"));
            }
        }
        let (price, quantity, total) =
            (decimal(line, "price", 2), decimal(line, "quantity", 3), decimal(line, "total", 2));
        if (i128::from(total) * 1000 - i128::from(price) * i128::from(quantity)).abs() > 1000 {
            faults.push(format!("{place}.total: не равно price × quantity"));
        }
        sum += total;
        for (index, tag) in line.get("tags").and_then(Value::as_array).into_iter().flatten().enumerate() {
            if !is_tag_value(tag) {
                faults.push(format!("{place}.tags[{index}].value: не подходит к type"));
            }
        }
    }
    size::check(receipt, place, faults);
    if total_of(receipt, &requests::PAYMENTS) != sum {
        faults.push(format!("{place}: сумма оплат не равна сумме строк"));
    }
}

fn is_tag_value(tag: &Value) -> bool {
    let value = tag["value"].as_str().unwrap_or_default();
    match tag["type"].as_str().unwrap_or_default() {
        "byte" => value.parse::<u8>().is_ok(),
        "int16" => value.parse::<i16>().is_ok(),
        "int32" => value.parse::<i32>().is_ok(),
        "double" => value.parse::<f64>().is_ok_and(f64::is_finite),
        "array" => {
            let byte = |part: &str| part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_hexdigit());
            let mut bytes = value.split_ascii_whitespace().peekable();
            bytes.peek().is_some() && bytes.all(byte)
        }
        _ => !value.is_empty(),
    }
}
