//! The vendor's tables of parameters, for native calls.

use super::codes;
use super::config::{LONGEST_KEY, is_callback_key, is_guid};
use crate::error::{Problem, Text};
use crate::task::date::is_date;
use crate::task::json::Node;
use crate::task::money::{Money, decimal};
use crate::task::read::{Fields, Need};
use crate::task::tag;
use rust_decimal::Decimal;

/// For a method without parameters.
pub(super) fn nothing(_: &Fields, _: &str) {}

/// Settings of callbacks ("Настройка callback через API").
pub(super) fn settings(fields: &Fields, _: &str) {
    fields.secret("callbackApiKey", LONGEST_KEY);
    if let Some(Node::Text(key)) = fields.peek("callbackApiKey")
        && (1..=LONGEST_KEY).contains(&key.len())
        && !is_callback_key(key)
    {
        // The value is not shown: it is the secret.
        fields.reader.judge(fields.at("callbackApiKey"), None, Problem::Range("*, 0-9, a-z".into()));
    }
    if let Some(mail) = fields.text("errorEmail", Need::Required, 254)
        && !mail.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    {
        fields.judge("errorEmail", Problem::Range("name@example.com".into()));
    }
    for name in ["testUrl", "printResultUrl"] {
        if let Some(url) = fields.text(name, Need::Required, 2048)
            && !(url.starts_with("https://") || url.starts_with("http://"))
        {
            fields.judge(name, Problem::Range("https://…".into()));
        }
    }
}

/// Query for a key.
pub(super) fn idempotent(fields: &Fields, _: &str) {
    key(fields, "key", Need::Required);
}

/// A key with characters that need no escaping in a path.
fn key(fields: &Fields, name: &'static str, need: Need) {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if let Some(key) = fields.text(name, need, 128)
        && (!key.chars().all(plain) || key.chars().all(|letter| letter == '.'))
    {
        fields.judge(name, Problem::Range("0-9 A-Z a-z - _ .".into()));
    }
}

/// A task for a register ("Адрес API для помещения задания в очередь").
pub(super) fn print_documents(fields: &Fields, register: &str) {
    for own in crate::task::OWN {
        fields.know(own);
    }
    // The lock and the journal belong to the configured register.
    if let Some(item) = fields.text("creItemId", Need::Optional, 64)
        && !(is_guid(&item.to_lowercase()) && item.eq_ignore_ascii_case(register))
    {
        fields.judge("creItemId", Problem::Range(register.to_owned()));
    }
    key(fields, "idempKey", Need::Optional);
    let receipt = |_: usize, fields: &Fields| Some(receipt(fields));
    let session = |_: usize, fields: &Fields| Some(session(fields));
    let cash = |_: usize, fields: &Fields| Some(cash(fields));
    let commands = fields.variants(
        "commands",
        Need::Required,
        "type",
        &[
            ("sale", &receipt),
            ("returnSale", &receipt),
            ("buy", &receipt),
            ("returnBuy", &receipt),
            ("correction", &|_, fields| Some(correction(fields))),
            ("openSession", &session),
            ("closeSession", &session),
            ("xReport", &session),
            ("cashIn", &cash),
            ("cashOut", &cash),
            ("startSlip", &|_, _| Some(false)),
            ("print", &|_, fields| Some(print(fields))),
            ("printQR", &|_, fields| Some(print_qr(fields))),
            ("feed", &|_, fields| {
                fields.integer("count", Need::Required, 1, 255);
                Some(false)
            }),
            ("endSlip", &|_, fields| {
                fields.flag_given("disablePrintFooter", Need::Optional);
                Some(false)
            }),
        ],
    );
    let given = matches!(fields.peek("commands"), Some(Node::List(list)) if !list.is_empty());
    if !given && matches!(fields.peek("commands"), Some(Node::List(_))) {
        fields.judge("commands", Problem::Missing);
    }
    // A task has one result. With two documents in it, one could be made and the other not.
    if commands.iter().any(|alone| *alone) && commands.len() > 1 {
        let text = Text::of(
            "Задание содержит либо один документ, либо только печать текста",
            "A task contains either one document or only text to print",
        );
        fields.judge("commands", Problem::Form(text));
    }
}

/// Cashier, and whether to print. Returns `true`: the command must be the only one of its task.
fn head(fields: &Fields) -> bool {
    fields.flag_given("isPrintable", Need::Optional);
    fields.text("tagCashierName", Need::Optional, 64);
    fields.tax_number("tagCashierINN", Need::Optional);
    fields.tax_number("tagCashierInn", Need::Optional);
    if fields.peek("tagCashierINN").is_some() && fields.peek("tagCashierInn").is_some() {
        fields.judge("tagCashierInn", Problem::Duplicate);
    }
    true
}

fn client(fields: &Fields) {
    fields.text("tagClientTitle", Need::Optional, 256);
    fields.text("tagClientContact", Need::Optional, 64);
    fields.tax_number("tagClientINN", Need::Optional);
}

/// Opening, closing, X report. The vendor's examples have a client there, too.
fn session(fields: &Fields) -> bool {
    client(fields);
    head(fields)
}

fn cash(fields: &Fields) -> bool {
    if fields.money("amountCash", Need::Required) == Some(Money::ZERO) {
        fields.judge("amountCash", Problem::Range("> 0".into()));
    }
    head(fields)
}

/// Receipt ("Печать чека").
fn receipt(fields: &Fields) -> bool {
    head(fields);
    client(fields);
    if fields.peek("isPrintable") == Some(&Node::Bool(false)) && fields.peek("tagClientContact").is_none() {
        fields.judge("tagClientContact", Problem::Missing);
    }
    word(fields, "sno", codes::TAXATIONS);
    fields.text("tagSaleLocation", Need::Optional, 256);
    fields.integer("tagAgentType", Need::Optional, 0, 127);
    for (name, most) in [
        ("tagTransferServiceOperatorContact", 19),
        ("tagAgentOperator", 24),
        ("tagAgentContact", 19),
        ("tagPayeeServiceOperatorContact", 19),
        ("tagTransferServiceOperatorTitle", 64),
        ("tagTransferServiceOperatorAddress", 256),
    ] {
        fields.text(name, Need::Optional, most);
    }
    fields.tax_number("tagTransferServiceOperatorINN", Need::Optional);
    let lines = fields.objects("lines", Need::Required, |_, fields| line(fields));
    if matches!(fields.peek("lines"), Some(Node::List(list)) if list.is_empty()) {
        fields.judge("lines", Problem::Missing);
    }
    let amounts = ["amountCash", "amountElectronic", "amountPrepaid", "amountCredit", "amountIncoming"];
    let paid: Vec<_> = amounts.into_iter().map(|name| sum(fields, name, Need::Optional, 2)).collect();
    let whole = matches!(fields.peek("lines"), Some(Node::List(list)) if list.len() == lines.len());
    let read = amounts.iter().zip(&paid).all(|(name, sum)| sum.is_some() || fields.peek(name).is_none());
    let (paid, total): (Decimal, Decimal) = (paid.into_iter().flatten().sum(), lines.into_iter().sum());
    if whole && read && paid != total {
        fields.judge("amountCash", Problem::PaymentsCover(total.to_string()));
    }
    true
}

/// A position. Returns its sum.
fn line(fields: &Fields) -> Option<Decimal> {
    fields.text("title", Need::Required, 250);
    sum(fields, "price", Need::Required, 2);
    sum(fields, "quantity", Need::Required, 3);
    let total = sum(fields, "total", Need::Required, 2);
    word(fields, "tax", codes::VATS);
    word(fields, "ppr", codes::OBJECTS);
    word(fields, "psr", codes::METHODS);
    fields.integer("tagAgentType", Need::Optional, 0, 127);
    fields.tax_number("tagServiceProviderINN", Need::Optional);
    fields.text("tagServiceProviderContact", Need::Optional, 19);
    fields.text("tagServiceProviderTitle", Need::Optional, 256);
    sum(fields, "tagExcise", Need::Optional, 2);
    fields.text("tagCountry", Need::Optional, 3);
    fields.text("tagGtdNumber", Need::Optional, 32);
    fields.text("tagTrueSign", Need::Optional, 512);
    tag::read(fields);
    total
}

/// Correction ("Печать чека коррекции").
fn correction(fields: &Fields) -> bool {
    head(fields);
    fields.text("docNumber", Need::Required, 32);
    fields.text("docDescription", Need::Required, 256);
    if let Some(date) = fields.text("docDate", Need::Required, 10)
        && !(date.len() == 10 && date.as_bytes()[4] == b'-' && is_date(&date))
    {
        fields.judge("docDate", Problem::Date("YYYY-MM-DD"));
    }
    for (name, words) in [("correctionType", ["bySelf", "byDocument"]), ("paymentSign", ["incoming", "outcoming"])] {
        if fields.peek(name).is_none() {
            fields.judge(name, Problem::Missing);
        }
        word(fields, name, &words);
    }
    let amounts = ["amountVatNone", "amountVat0", "amountVat10", "amountVat20", "amountVat110", "amountVat120"];
    for name in amounts {
        sum(fields, name, Need::Optional, 2);
    }
    if amounts.iter().all(|name| fields.peek(name).is_none()) {
        fields.judge("amountVatNone", Problem::Missing);
    }
    word(fields, "sno", codes::TAXATIONS);
    true
}

/// Text ("Печать текста"). It is always printed, so `isPrintable` is unknown there.
fn print(fields: &Fields) -> bool {
    fields.text("text", Need::Required, 4096);
    word(fields, "font", &["bold", "normal"]);
    false
}

fn print_qr(fields: &Fields) -> bool {
    fields.text("text", Need::Required, 4096);
    if let Some(size) = fields.text("size", Need::Optional, 3)
        && !size.parse::<u8>().is_ok_and(|size| size > 0)
    {
        fields.judge("size", Problem::Range("\"1\"…\"255\"".into()));
    }
    false
}

/// A word of a list.
fn word(fields: &Fields, name: &'static str, words: &[&str]) {
    if let Some(word) = fields.text(name, Need::Optional, 64)
        && !words.contains(&word.as_str())
    {
        fields.judge(name, Problem::Word(words.join(", ").into()));
    }
}

/// A decimal written as text, with a point or a comma. More decimal places than allowed are a fault, because the server
/// would round.
fn sum(fields: &Fields, name: &'static str, need: Need, digits: u32) -> Option<Decimal> {
    let text = fields.text(name, need, 32)?;
    match decimal(&text.replace(',', ".")) {
        Some(exact) if exact.is_sign_negative() => {
            fields.judge(name, Problem::Range("0…".into()));
            None
        }
        Some(exact) if exact.normalize().scale() > digits => {
            fields.judge(name, Problem::Fraction(digits));
            None
        }
        Some(exact) => Some(exact),
        None => {
            fields.judge(name, Problem::Range("\"0.00\"".into()));
            None
        }
    }
}
