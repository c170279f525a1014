//! The tables of the register's commands, for documents that the caller writes in its tags (§6.4–6.23).

use super::tags::{self, At, Form, Place, QUANTITY_CHARS, QUANTITY_DIGITS, Tag};
use crate::error::{Problem, Text};
use crate::task::date::{is_date, number};
use crate::task::json::Node;
use crate::task::money::{Money, decimal};
use crate::task::path::Path;
use crate::task::read::{Fields, Need};
use crate::task::sums;
use base64::prelude::{BASE64_STANDARD, Engine};
use rust_decimal::Decimal;

/// A command without parameters.
pub(super) fn nothing(_: &Fields) {}

/// Settings (§6.4.2).
pub(super) fn settings(fields: &Fields) {
    if let Some(moment) = fields.text("dateTime", Need::Required, 32)
        && !is_moment(&moment)
    {
        fields.judge("dateTime", Problem::Date("YYYY-MM-DDTHH:MM:SS"));
    }
    if let Some(host) = fields.text("ofdHost", Need::Required, 253)
        && !is_ipv4(&host)
        && !is_domain(&host)
    {
        fields.judge("ofdHost", Problem::Range("IPv4, example.com".into()));
    }
    fields.integer("ofdPort", Need::Required, 1, 65_535);
    fields.integer("ofdReconnectionDelay", Need::Required, 0, 3600);
    if let Some(host) = fields.text("iCashHost", Need::Optional, 15)
        && !is_ipv4(&host)
    {
        fields.judge("iCashHost", Problem::Range("IPv4".into()));
    }
    fields.integer("iCashPort", Need::Optional, 1, 65_535);
}

/// Receipt of the OFD (§6.16.2).
pub(super) fn ofd(fields: &Fields) {
    if let Some(data) = fields.text("data", Need::Required, 1024 * 1024)
        && BASE64_STANDARD.decode(&data).is_err()
    {
        fields.judge("data", Problem::Range("base64".into()));
    }
}

fn is_ipv4(text: &str) -> bool {
    text.parse::<std::net::Ipv4Addr>().is_ok()
}

/// A name of a host by the pattern of §6.4.2.
fn is_domain(text: &str) -> bool {
    let label = |label: &str| {
        let inner = label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (1..=63).contains(&label.len()) && inner && !label.starts_with('-') && !label.ends_with('-')
    };
    text.rsplit_once('.').is_some_and(|(rest, top)| {
        let top_right = (2..=6).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_alphabetic());
        top_right && rest.split('.').all(label)
    })
}

/// A date and time of ISO 8601; a zone may follow.
fn is_moment(text: &str) -> bool {
    let (day, clock) = (text.get(..10), text.get(11..19));
    let zone = text.get(19..).is_some_and(|zone| zone.is_empty() || zone == "Z" || zone.starts_with(['+', '-', '.']));
    text.get(10..11) == Some("T") && zone && day.is_some_and(is_day) && clock.is_some_and(is_clock)
}

/// A date of ISO 8601.
fn is_day(text: &str) -> bool {
    text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-' && is_date(text)
}

fn is_clock(text: &str) -> bool {
    let part = |from: usize| text.get(from..from + 2).and_then(number::<u8>);
    text.as_bytes()[2] == b':'
        && text.as_bytes()[5] == b':'
        && part(0) < Some(24)
        && part(3) < Some(60)
        && part(6) < Some(60)
        && part(0).is_some()
        && part(3).is_some()
        && part(6).is_some()
}

/// Wireless network (§6.23.2).
pub(super) fn wifi(fields: &Fields) {
    fields.text("ssid", Need::Required, 32);
    fields.secret("password", 63);
}

/// Free print (§6.7.2).
pub(super) fn print(fields: &Fields) {
    print_lines(fields, "data");
}

/// The lines of a free print, in the member `name`.
pub(super) fn print_lines(fields: &Fields, name: &'static str) {
    fields.objects(name, Need::Required, |_, fields| {
        for name in ["left", "right", "center"] {
            fields.text(name, Need::Optional, 4096);
        }
        for name in ["doubleWidth", "doubleHeight", "hr"] {
            fields.flag_given(name, Need::Optional);
        }
        if let Some(feed) = fields.text("feed", Need::Optional, 16)
            && !is_feed(&feed)
        {
            let text = Text::of(
                "Допустимо: `Default`, от `1 lines` до `16 lines`, от `1 dots` до `255 dots`",
                "Allowed: `Default`, `1 lines` to `16 lines`, `1 dots` to `255 dots`",
            );
            fields.judge("feed", Problem::Form(text));
        }
        if let Some(word) = fields.text("qrcode", Need::Optional, 4)
            && word != "true"
        {
            fields.judge("qrcode", Problem::Word("true".into()));
        }
        if fields.peek("qrcode") == Some(&Node::Text("true".into())) && fields.peek("center").is_none() {
            fields.judge("center", Problem::Missing);
        }
        Some(())
    });
}

fn is_feed(feed: &str) -> bool {
    let within = |digits: &str, most: u16| {
        digits.parse().is_ok_and(|number: u16| (1..=most).contains(&number)) && !digits.starts_with(['0', '+'])
    };
    feed == "Default"
        || feed.strip_suffix(" lines").is_some_and(|digits| within(digits, 16))
        || feed.strip_suffix(" dots").is_some_and(|digits| within(digits, 255))
}

/// Cashier (§6.9.2, §6.13.2).
pub(super) fn cashier(fields: &Fields) {
    check(fields, Place::Shift);
}

/// Closing of the archive (§6.14.2).
pub(super) fn finalize(fields: &Fields) {
    check(fields, Place::Finalize);
}

/// Registration (§6.8.2).
pub(super) fn register(fields: &Fields) {
    check(fields, Place::Registration);
    check(fields, Place::Change);
    if is_set(fields, "T1002") && is_set(fields, "T1056") {
        fields.judge("T1056", Problem::Range("false, T1002: true".into()));
    }
}

/// Correction (§6.12.2): a receipt and its base document, nested or flat.
pub(super) fn correction(fields: &Fields) {
    receipt(fields);
    let flat = tags::names_of(Place::Basis).any(|name| fields.peek(name).is_some());
    for (tag, at) in tags::of(Place::Correction) {
        match tag.form {
            Form::Table(within) if flat => check(fields, within),
            _ => value(fields, tag, at),
        }
    }
}

/// Receipt (§6.11.2).
pub(super) fn receipt(fields: &Fields) {
    check(fields, Place::Receipt);
    let lines = if let Some(Node::List(lines)) = fields.peek("T1059") { lines.as_slice() } else { &[] };
    let agent = fields.peek("T1057").is_some();
    for (index, line) in lines.iter().enumerate().filter(|_| !agent) {
        agentless(fields, index, line);
    }
    // A sum that cannot be read is already reported; without it the others cannot be compared.
    let paid: Option<Vec<Money>> = [
        given(fields, "T1031"),
        given(fields, "T1081"),
        given_or_none(fields, "T1215"),
        given_or_none(fields, "T1216"),
        given_or_none(fields, "T1217"),
    ]
    .into_iter()
    .collect();
    if given(fields, "T1217") == Some(Money::ZERO) {
        fields.judge("T1217", Problem::Range("> 0".into()));
    }
    let Some(total) = given(fields, "T1020") else { return };
    let sums: Option<Vec<Money>> = lines.iter().map(|line| sum_of(line.member("T1043")?)).collect();
    let all = sums.filter(|sums| !sums.is_empty()).map(|sums| sums.into_iter().sum::<Money>());
    if let Some(all) = all.filter(|all| *all != total) {
        fields.judge("T1020", Problem::Total(all.to_string()));
    }
    if paid.is_some_and(|paid| paid.into_iter().sum::<Money>() != total) {
        fields.judge("T1031", Problem::PaymentsCover(total.to_string()));
    }
}

/// Reports what only a line of an agent may have, if neither the line nor the receipt is an agent's.
fn agentless(fields: &Fields, index: usize, line: &Node) {
    let is_given = |tag: &str| line.member(tag).is_some_and(|node| !node.is_missing());
    let lines = fields.at("T1059");
    for tag in ["T1223", "T1224", "T1226"].into_iter().filter(|tag| is_given(tag) && !is_given("T1222")) {
        let text = Text::of("Нужен признак агента: T1222 или T1057", "The kind of agent is needed: T1222 or T1057");
        let place = Path::Item(&lines, index);
        fields.reader.judge(Path::Member(&place, tag), line.member(tag), Problem::Agent(text));
    }
}

/// Checks the tags of a place against their rows, and against each other.
fn check(fields: &Fields, place: Place) {
    for (tag, at) in tags::of(place) {
        value(fields, tag, at);
    }
    match place {
        Place::Line => {
            let quantity = fields.peek("T1023").and_then(quantity_of);
            if let (Some(price), Some(quantity), Some(amount)) =
                (given(fields, "T1079"), quantity, given(fields, "T1043"))
            {
                sums::line(fields, "T1043", price, quantity, amount);
            }
        }
        Place::Agent => {
            let bank = ["T1044", "T1026", "T1005", "T1016", "T1075"].iter().any(|tag| fields.peek(tag).is_some());
            if bank && fields.peek("T1074").is_some() {
                let text = Text::of("T1074 допустим только в T1223A", "T1074 is allowed only in T1223A");
                fields.judge("T1074", Problem::Agent(text));
            }
        }
        _ => {}
    }
}

/// Checks one tag against its row.
fn value(fields: &Fields, tag: &'static Tag, at: &At) {
    let name = tag.name;
    let need = if at.need.holds(|flag| is_set(fields, flag)) { Need::Required } else { Need::Optional };
    match tag.form {
        Form::Text(most) => {
            fields.text(name, need, most);
        }
        Form::Digits(least, most) => digits(fields, name, need, least, most),
        Form::Code(most) => {
            fields.integer(name, need, 1, most);
        }
        Form::Codes(most) => {
            if fields.integers(name, 1, most).len() > 1 && at.one {
                fields.judge(name, Problem::Range("1".into()));
            }
        }
        Form::CodeOrOne(most) => {
            if !matches!(fields.peek(name), Some(Node::List(_))) {
                fields.integer(name, need, 1, most);
            } else if fields.integers(name, 1, most).len() != 1 {
                fields.judge(name, Problem::Range("1".into()));
            }
        }
        Form::Flag => {
            fields.flag_given(name, need);
        }
        Form::Sum => sum(fields, name, need),
        Form::Quantity => {
            if fields.text(name, need, QUANTITY_CHARS).is_some_and(|quantity| !is_quantity(&quantity)) {
                fields.judge(name, Problem::Range("0–9, 0.000".into()));
            }
        }
        Form::Bytes(most) => {
            let empty = matches!(fields.peek(name), Some(Node::List(bytes)) if bytes.is_empty());
            if fields.integers(name, 0, 255).len() > most || empty {
                fields.judge(name, Problem::Range(format!("1–{most}")));
            }
        }
        Form::Texts(most) => {
            fields.texts(name, most);
            if need == Need::Required && fields.is_missing(name) {
                fields.judge(name, Problem::Missing);
            }
        }
        Form::Date => {
            if fields.text(name, need, 10).is_some_and(|day| !is_day(&day)) {
                fields.judge(name, Problem::Date("YYYY-MM-DD"));
            }
        }
        Form::Table(within) => {
            fields.object(name, need, |fields| {
                check(fields, within);
                Some(())
            });
        }
        Form::List(within) => {
            if matches!(fields.peek(name), Some(Node::List(lines)) if lines.is_empty()) {
                fields.judge(name, Problem::Missing);
            }
            fields.objects(name, need, |_, fields| {
                check(fields, within);
                Some(())
            });
        }
    }
}

fn is_set(fields: &Fields, flag: &str) -> bool {
    fields.peek(flag) == Some(&Node::Bool(true))
}

fn is_quantity(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction) && fraction.len() <= QUANTITY_DIGITS as usize
}

fn quantity_of(node: &Node) -> Option<Decimal> {
    let Node::Text(text) = node else { return None };
    Some(text).filter(|text| text.len() <= QUANTITY_CHARS && is_quantity(text)).and_then(|text| decimal(text))
}

fn digits(fields: &Fields, tag: &'static str, need: Need, least: usize, most: usize) {
    if let Some(text) = fields.text(tag, need, most)
        && (text.len() < least || !text.bytes().all(|byte| byte.is_ascii_digit()))
    {
        fields.judge(tag, Problem::Range(format!("0–9, {least}–{most}")));
    }
}

fn sum(fields: &Fields, tag: &'static str, need: Need) {
    if fields.raw(tag, need).is_some_and(|node| sum_of(node).is_none()) {
        fields.judge(tag, Problem::Range("54, \"20.45\"".into()));
    }
}

/// A sum in the form of §7: an integer, or a text with a decimal point; not negative.
fn sum_of(node: &Node) -> Option<Money> {
    let sum = match node {
        Node::Number(digits) if !digits.contains(['.', 'e', 'E']) => Money::parse(digits),
        Node::Text(text) if text.contains('.') => Money::parse(text).filter(|sum| sum.units() % 100 != 0),
        _ => None,
    };
    sum.filter(|sum| *sum >= Money::ZERO)
}

/// The given sum; `None` if it is missing or cannot be read.
fn given(fields: &Fields, tag: &str) -> Option<Money> {
    fields.peek(tag).and_then(sum_of)
}

/// The given sum, or zero if it is missing; `None` if it cannot be read.
fn given_or_none(fields: &Fields, tag: &str) -> Option<Money> {
    fields.peek(tag).filter(|node| !node.is_missing()).map_or(Some(Money::ZERO), sum_of)
}
