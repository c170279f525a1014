//! The tables of the register's commands, for documents that the caller writes in its own tags (§6.4–6.23).

use crate::error::{Problem, Text};
use crate::task::date::{is_date, number};
use crate::task::json::Node;
use crate::task::money::{Money, decimal};
use crate::task::read::{Fields, Need};
use crate::task::sums;
use base64::prelude::{BASE64_STANDARD, Engine};

/// A command without data.
pub(super) fn nothing(_: &Fields) {}

/// Settings (§6.4.2).
pub(super) fn settings(fields: &Fields) {
    if let Some(moment) = fields.text("dateTime", Need::Must, 32)
        && !is_moment(&moment)
    {
        fields.judge("dateTime", Problem::Date("YYYY-MM-DDTHH:MM:SS"));
    }
    if let Some(host) = fields.text("ofdHost", Need::Must, 253)
        && !is_ipv4(&host)
        && !is_domain(&host)
    {
        fields.judge("ofdHost", Problem::Range("IPv4, example.com".into()));
    }
    fields.integer("ofdPort", Need::Must, 1, 65_535);
    fields.integer("ofdReconnectionDelay", Need::Must, 0, 3600);
    if let Some(host) = fields.text("iCashHost", Need::May, 15)
        && !is_ipv4(&host)
    {
        fields.judge("iCashHost", Problem::Range("IPv4".into()));
    }
    fields.integer("iCashPort", Need::May, 1, 65_535);
}

/// Receipt of the operator of fiscal data (§6.16.2).
pub(super) fn ofd(fields: &Fields) {
    if let Some(data) = fields.text("data", Need::Must, 1024 * 1024)
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
    fields.text("ssid", Need::Must, 32);
    fields.secret("password", 63);
}

/// Free print (§6.7.2).
pub(super) fn print(fields: &Fields) {
    print_lines(fields, "data");
}

/// Its lines, under whatever name.
pub(super) fn print_lines(fields: &Fields, name: &'static str) {
    fields.objects(name, Need::Must, |_, fields| {
        for name in ["left", "right", "center"] {
            fields.text(name, Need::May, 4096);
        }
        for name in ["doubleWidth", "doubleHeight", "hr"] {
            fields.flag_given(name, Need::May);
        }
        if let Some(feed) = fields.text("feed", Need::May, 16)
            && !is_feed(&feed)
        {
            fields.judge("feed", Problem::Word("Default, 1–16 lines, 1–255 dots".into()));
        }
        if let Some(word) = fields.text("qrcode", Need::May, 4)
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
    fields.text("T1021", Need::May, 64);
    digits(fields, "T1203", Need::May, 12, 12);
}

/// End of the archive (§6.14.2).
pub(super) fn finalize(fields: &Fields) {
    cashier(fields);
    fields.text("T1009", Need::May, 256);
    fields.text("T1187", Need::May, 256);
}

/// Registration (§6.8.2).
pub(super) fn register(fields: &Fields) {
    fields.text("T1048", Need::Must, 256);
    digits(fields, "T1018", Need::Must, 10, 12);
    fields.integers("T1062", 1, 6);
    fields.text("T1037", Need::Must, 16);
    let offline = fields.flag_given("T1002", Need::Must);
    fields.flag_given("T1221", Need::Must);
    fields.flag_given("T1110", Need::Must);
    let encrypted = fields.flag_given("T1056", Need::Must);
    let automatic = fields.flag_given("T1001", Need::Must) == Some(true);
    fields.flag_given("T1108", Need::Must);
    fields.text("T1036", if automatic { Need::Must } else { Need::May }, 20);
    for flag in ["T1207", "T1109", "T1193", "T1126"] {
        fields.flag_given(flag, Need::May);
    }
    fields.integers("T1057", 1, 7);
    fields.text("T1021", if automatic { Need::May } else { Need::Must }, 64);
    digits(fields, "T1203", Need::May, 12, 12);
    fields.text("T1009", Need::May, 256);
    fields.text("T1187", Need::May, 256);
    let online = if offline == Some(true) { Need::May } else { Need::Must };
    fields.text("T1117", online, 64);
    digits(fields, "T1017", online, 10, 12);
    fields.text("T1046", online, 256);
    fields.integer("T1101", Need::May, 1, 4);
    if offline == Some(true) && encrypted == Some(true) {
        fields.judge("T1056", Problem::Range("false, T1002: true".into()));
    }
}

/// Correction (§6.12.2): a receipt and what it rests on, nested or flat.
pub(super) fn correction(fields: &Fields) {
    receipt(fields);
    fields.flag_given("T1173", Need::Must);
    let flat = fields.peek("T1178").is_some() || fields.peek("T1179").is_some();
    let basis = |fields: &Fields| {
        if let Some(day) = fields.text("T1178", Need::Must, 10)
            && !is_day(&day)
        {
            fields.judge("T1178", Problem::Date("YYYY-MM-DD"));
        }
        fields.text("T1179", Need::Must, 32);
    };
    if flat {
        basis(fields);
    } else {
        fields.object("T1174", Need::Must, |fields| {
            basis(fields);
            Some(())
        });
    }
}

/// Receipt (§6.11.2).
pub(super) fn receipt(fields: &Fields) {
    fields.integer("T1054", Need::Must, 1, 4);
    taxation(fields);
    fields.text("T1227", Need::May, 256);
    digits(fields, "T1228", Need::May, 12, 12);
    fields.text("T1008", Need::May, 64);
    fields.text("T1036", Need::May, 20);
    let given = if let Some(Node::List(lines)) = fields.peek("T1059") { lines.len() } else { 0 };
    if matches!(fields.peek("T1059"), Some(Node::List(lines)) if lines.is_empty()) {
        fields.judge("T1059", Problem::Missing);
    }
    let agent = fields.peek("T1057").is_some();
    let lines: Vec<Money> = fields.objects("T1059", Need::Must, |_, fields| line(fields, agent));
    let total = sum(fields, "T1020", Need::Must);
    let paid = ["T1031", "T1081"].map(|tag| sum(fields, tag, Need::Must));
    let more = ["T1215", "T1216", "T1217"].map(|tag| match fields.peek(tag) {
        Some(node) if !node.is_missing() => sum(fields, tag, Need::May),
        _ => {
            sum(fields, tag, Need::May);
            Some(Money::ZERO)
        }
    });
    if more[2] == Some(Money::ZERO) && fields.peek("T1217").is_some_and(|node| !node.is_missing()) {
        fields.judge("T1217", Problem::Range("> 0".into()));
    }
    let paid: Option<Vec<Money>> = paid.into_iter().chain(more).collect();
    for tag in ["T1102", "T1103", "T1104", "T1105", "T1106", "T1107"] {
        sum(fields, tag, Need::May);
    }
    one_of(fields, "T1057");
    phones(fields, &["T1075", "T1073", "T1074", "T1171"]);
    fields.text("T1044", Need::May, 24);
    fields.text("T1026", Need::May, 64);
    fields.text("T1005", Need::May, 256);
    digits(fields, "T1016", Need::May, 12, 12);
    fields.text("T1192", Need::May, 16);
    fields.object("T1084", Need::May, |fields| {
        fields.text("T1085", Need::Must, 64);
        fields.text("T1086", Need::Must, 256);
        Some(())
    });
    fields.text("T1021", Need::May, 64);
    digits(fields, "T1203", Need::May, 12, 12);
    let Some(total) = total else { return };
    if lines.len() == given && given > 0 {
        let all: Money = lines.into_iter().sum();
        if all != total {
            fields.judge("T1020", Problem::Total(all.to_string()));
        }
    }
    // A sum that cannot be read has been named; without it nothing can be said of the others.
    if paid.is_some_and(|paid| paid.into_iter().sum::<Money>() != total) {
        fields.judge("T1031", Problem::PaymentsCover(total.to_string()));
    }
}

/// Line (table T1059); gives its sum.
fn line(fields: &Fields, agent: bool) -> Option<Money> {
    let given = |tag: &str| fields.peek(tag).is_some_and(|node| !node.is_missing());
    for tag in ["T1223", "T1224", "T1226"] {
        if given(tag) && !agent && !given("T1222") {
            let text = Text::of("Нужен признак агента: T1222 или T1057", "The kind of agent is needed: T1222 or T1057");
            fields.judge(tag, Problem::Agent(text));
        }
    }
    fields.integer("T1214", Need::May, 1, 7);
    fields.integer("T1212", Need::May, 1, 13);
    one_of(fields, "T1222");
    fields.object("T1223", Need::May, |fields| {
        phones(fields, &["T1073", "T1074", "T1075"]);
        fields.text("T1044", Need::May, 24);
        fields.text("T1026", Need::May, 64);
        fields.text("T1005", Need::May, 256);
        digits(fields, "T1016", Need::May, 12, 12);
        let bank = ["T1044", "T1026", "T1005", "T1016", "T1075"].iter().any(|tag| fields.peek(tag).is_some());
        if bank && fields.peek("T1074").is_some() {
            let text = Text::of("T1074 допустим только в T1223A", "T1074 is allowed only in T1223A");
            fields.judge("T1074", Problem::Agent(text));
        }
        Some(())
    });
    fields.object("T1224", Need::May, |fields| {
        phones(fields, &["T1171"]);
        if fields.peek("T1171").is_none_or(Node::is_missing) {
            fields.judge("T1171", Problem::Missing);
        }
        fields.text("T1225", Need::May, 256);
        Some(())
    });
    digits(fields, "T1226", Need::May, 10, 12);
    fields.text("T1030", Need::May, 128);
    fields.text("T1197", Need::May, 16);
    let empty = matches!(fields.peek("T1162"), Some(Node::List(bytes)) if bytes.is_empty());
    if fields.integers("T1162", 0, 255).len() > 32 || empty {
        fields.judge("T1162", Problem::Range("1–32".into()));
    }
    digits(fields, "T1230", Need::May, 3, 3);
    fields.text("T1231", Need::May, 32);
    let price = sum(fields, "T1079", Need::May);
    let quantity = fields.text("T1023", Need::May, 21);
    if quantity.as_deref().is_some_and(|quantity| !is_quantity(quantity)) {
        fields.judge("T1023", Problem::Range("0–9, 0.000".into()));
    }
    let quantity = quantity
        .filter(|quantity| is_quantity(quantity) && quantity.len() <= 21)
        .and_then(|quantity| decimal(&quantity));
    sum(fields, "T1229", Need::May);
    fields.integer("T1199", Need::May, 1, 6);
    sum(fields, "T1200", Need::May);
    fields.text("T1191", Need::May, 64);
    let amount = sum(fields, "T1043", Need::Must);
    if let (Some(price), Some(quantity), Some(amount)) = (price, quantity, amount) {
        sums::line(fields, "T1043", price, quantity, amount);
    }
    amount
}

fn is_quantity(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && digits(fraction) && fraction.len() <= 3
}

/// A taxation system: a number, or an array of one.
fn taxation(fields: &Fields) {
    if let Some(Node::List(_)) = fields.peek("T1055") {
        if fields.integers("T1055", 1, 6).len() != 1 {
            fields.judge("T1055", Problem::Range("1".into()));
        }
    } else {
        fields.integer("T1055", Need::Must, 1, 6);
    }
}

/// An array of one of the seven kinds of agent.
fn one_of(fields: &Fields, tag: &'static str) {
    if fields.integers(tag, 1, 7).len() > 1 {
        fields.judge(tag, Problem::Range("1".into()));
    }
}

fn phones(fields: &Fields, tags: &[&'static str]) {
    for tag in tags {
        fields.texts(tag, 19);
    }
}

fn digits(fields: &Fields, tag: &'static str, need: Need, least: usize, most: usize) {
    if let Some(text) = fields.text(tag, need, most)
        && (text.len() < least || !text.bytes().all(|byte| byte.is_ascii_digit()))
    {
        fields.judge(tag, Problem::Range(format!("0–9, {least}–{most}")));
    }
}

/// A sum in the form of §7: a whole number, or a text with a point.
fn sum(fields: &Fields, tag: &'static str, need: Need) -> Option<Money> {
    let node = fields.raw(tag, need)?;
    let sum = match node {
        Node::Number(digits) if !digits.contains(['.', 'e', 'E']) => Money::parse(digits),
        Node::Text(text) if text.contains('.') => Money::parse(text).filter(|sum| sum.units() % 100 != 0),
        _ => None,
    };
    let sum = sum.filter(|sum| *sum >= Money::ZERO);
    if sum.is_none() {
        fields.judge(tag, Problem::Range("54, \"20.45\"".into()));
    }
    sum
}
