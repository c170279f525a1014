//! Requests and answers in the log (`logBodies`): as they are, but without secrets and personal data.

use super::Level;
use super::scope::{clean, current};
use crate::secret::{HIDDEN, Masks, Secret};
use crate::task::tax_numbers::{business_number_is_right, tax_number_is_right};
use serde_json::Value;

/// Largest body that is written, in bytes; of a larger one the log has the size.
const LARGEST: usize = 256 * 1024;

/// Longest text that is written, in characters: longer ones are files and pictures.
const LONGEST: usize = 256;

/// Parts of names whose values are secret or personal, in lower case and without signs. The names are those of the
/// supported protocols; tags of FFD stand below.
const PRIVATE: [&str; 32] = [
    "password",
    "passwd",
    "pincode",
    "token",
    "apikey",
    "secret",
    "signature",
    "login",
    "authorization",
    "phone",
    "mail",
    "contact",
    "address",
    "fio",
    "surname",
    "firstname",
    "lastname",
    "middlename",
    "patronymic",
    "birth",
    "passport",
    "snils",
    "citizenship",
    "iin",
    "cashier",
    "operator",
    "client",
    "customer",
    "buyer",
    "documentdata",
    "documentcode",
    "recipient",
];

/// Names that are private as a whole.
const WORDS: [&str; 5] = ["pin", "key", "owner", "clientinfo", "pass"];

/// Tags of FFD with personal data: contacts, names, numbers and addresses of the buyer, the cashier and agents.
const TAGS: [&str; 19] = [
    "1005", "1008", "1016", "1021", "1073", "1074", "1075", "1117", "1171", "1203", "1226", "1227", "1228", "1243",
    "1244", "1245", "1246", "1254", "1256",
];

/// Names of a tag's number, where a tag is an object of its own.
const NUMBERS: [&str; 2] = ["tag", "id"];

/// Logs the bodies of an exchange, if the device's log has them. `secrets` are those of this exchange.
pub fn exchange(request: &[u8], answer: Option<&[u8]>, secrets: Vec<Secret>) {
    let Some((log, id)) = current().filter(|(log, _)| log.bodies) else { return };
    let secrets = Masks::of(secrets);
    for (name, body) in [("request", Some(request)), ("answer", answer)] {
        if let Some(body) = body.filter(|body| !body.is_empty()) {
            let line = clean(&format!("{name} {}", shown(body, &secrets, &log.secrets)));
            log.write(Level::Debug, id.as_deref(), &line);
        }
    }
}

/// A body in one line.
fn shown(body: &[u8], secrets: &Masks, of_device: &Masks) -> String {
    let size = body.len();
    if size > LARGEST {
        return format!("({size} bytes)");
    }
    let Ok(mut value) = serde_json::from_slice::<Value>(body) else { return format!("({size} bytes, not JSON)") };
    cover(&mut value, &|text| of_device.masked(&secrets.masked(text)));
    value.to_string()
}

/// Masks what is private in a value.
fn cover(value: &mut Value, masked: &dyn Fn(&str) -> String) {
    match value {
        Value::Object(members) => {
            let is_private_tag = members.iter().any(|(name, value)| {
                NUMBERS.contains(&name.as_str()) && TAGS.contains(&value.to_string().trim_matches('"'))
            });
            for (name, value) in members {
                let is_number = NUMBERS.contains(&name.as_str());
                if is_private(name) || (is_private_tag && !is_number) {
                    hide(value);
                } else {
                    cover(value, masked);
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| cover(value, masked)),
        Value::String(text) => {
            let length = text.chars().count();
            *text = if length > LONGEST { format!("({length} characters)") } else { words(&masked(text)) };
        }
        Value::Number(number) if is_of_person(&number.to_string()) || masked(&number.to_string()).contains('*') => {
            *value = HIDDEN.into();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Masks every value in it; its names stay, so that a missing member is seen.
fn hide(value: &mut Value) {
    match value {
        Value::Object(members) => members.values_mut().for_each(hide),
        Value::Array(list) => list.iter_mut().for_each(hide),
        Value::Null | Value::Bool(_) => {}
        Value::String(_) | Value::Number(_) => *value = HIDDEN.into(),
    }
}

fn is_private(name: &str) -> bool {
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    WORDS.contains(&plain.as_str())
        || TAGS.contains(&plain.trim_start_matches('t'))
        || PRIVATE.iter().any(|part| plain.contains(part))
}

/// A text without what looks like an e-mail, a phone or the ИНН of a person.
fn words(text: &str) -> String {
    let text = phones(text);
    let is_private =
        |word: &str| word.contains('@') || is_of_person(word.trim_matches(|letter: char| !letter.is_alphanumeric()));
    if !text.split(' ').any(is_private) {
        return text;
    }
    text.split(' ').map(|word| if is_private(word) { HIDDEN } else { word }).collect::<Vec<_>>().join(" ")
}

/// A text without phones: `+` and 10 to 15 digits, or 11 digits from 7 or 8, with the signs that people write between.
fn phones(text: &str) -> String {
    let (mut shown, mut rest, mut before) = (String::with_capacity(text.len()), text, ' ');
    while let Some(letter) = rest.chars().next() {
        let begins = letter == '+' || (matches!(letter, '7' | '8') && !before.is_alphanumeric());
        let run = |sign: char| sign.is_ascii_digit() || " ()-".contains(sign);
        let length =
            rest[letter.len_utf8()..].find(|sign| !run(sign)).map_or(rest.len(), |end| end + letter.len_utf8());
        let run = rest[..length].trim_end_matches(|sign: char| !sign.is_ascii_digit());
        let digits = run.chars().filter(char::is_ascii_digit).count();
        if begins && if letter == '+' { (10..=15).contains(&digits) } else { digits == 11 } {
            shown.push_str(HIDDEN);
            rest = &rest[run.len()..];
            before = '*';
        } else {
            shown.push(letter);
            rest = &rest[letter.len_utf8()..];
            before = letter;
        }
    }
    shown
}

/// A number of twelve digits with right check digits: the ИНН of a person, or ИИН.
fn is_of_person(word: &str) -> bool {
    word.len() == 12 && (tax_number_is_right(word) || business_number_is_right(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_shown_without_secrets_and_personal_data() {
        let shown = |body: &str| {
            let secrets = Masks::of(vec![Secret::new("abc/+123"), Secret::new("a-longer-secret-token")]);
            shown(body.as_bytes(), &secrets, &Masks::of(vec![Secret::new("6923")]))
        };
        for (body, expected) in [
            (r#"{"T1008": "buyer@example.com", "T1054": 1}"#, r#"{"T1008":"***","T1054":1}"#),
            (r#"{"clientInfo": {"name": "Иванов", "vatin": null}}"#, r#"{"clientInfo":{"name":"***","vatin":null}}"#),
            (r#"{"items": [{"name": "Чай", "price": 90.50}]}"#, r#"{"items":[{"name":"Чай","price":90.50}]}"#),
            (
                r#"{"tags": [{"id": 1227, "value": "Иванов"}, {"id": 1191, "value": "a"}]}"#,
                r#"{"tags":[{"id":1227,"value":"***"},{"id":1191,"value":"a"}]}"#,
            ),
            (
                r#"{"customer_iin_or_bin": "1", "tagCashierName": "Л", "cashier_inn": 2}"#,
                r#"{"customer_iin_or_bin":"***","tagCashierName":"***","cashier_inn":"***"}"#,
            ),
            (
                r#"{"text": "to a@b.ru, +7 (999) 123-45-67 or 89991234567; 8 x 820"}"#,
                r#"{"text":"to *** *** or ***; 8 x 820"}"#,
            ),
            (r#"{"a": 500100732259, "b": "500100732259", "c": 7707083893}"#, r#"{"a":"***","b":"***","c":7707083893}"#),
            (
                r#"{"Password": "x", "Login": "y", "auth_token": "z", "pin": 1}"#,
                r#"{"Password":"***","Login":"***","auth_token":"***","pin":"***"}"#,
            ),
            (
                r#"{"message": "PIN 6923, abc\/\u002B123 and a-longer-secret-token"}"#,
                r#"{"message":"PIN ****, ******** and *********************"}"#,
            ),
            (r#"{"a": 6923}"#, r#"{"a":"***"}"#),
            ("a@b.ru", "(6 bytes, not JSON)"),
        ] {
            assert_eq!(shown(body), expected);
        }
        let picture = format!(r#"{{"data": "{}"}}"#, "A".repeat(300));
        assert_eq!(shown(&picture), r#"{"data":"(300 characters)"}"#);
        assert_eq!(shown(&format!("[{}0]", "0,".repeat(200_000))), "(400003 bytes)");
    }
}
