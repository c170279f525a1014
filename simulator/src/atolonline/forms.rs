//! The patterns of the field tables: the form of a date, a number of a taxpayer, a telephone number.

use crate::base64::from_base64;

/// A form that a text must have.
#[derive(Clone, Copy)]
pub(super) struct Form {
    /// The form in words, for the refusal.
    pub(super) words: &'static str,
    pub(super) holds: fn(&str) -> bool,
}

const fn form(words: &'static str, holds: fn(&str) -> bool) -> Form {
    Form { words, holds }
}

/// For a text of which no form is asked.
pub(super) const ANY: Form = form("строка", |_| true);
pub(super) const MOMENT: Form = form("дд.мм.гггг ЧЧ:ММ:СС", is_moment);
pub(super) const DATE: Form = form("дд.мм.гггг", is_date);
/// Unlike [`DATE`], the table's pattern also permits the day 00.
pub(super) const BIRTHDATE: Form = form("дд.мм.гггг", |text| days_from(text, 0));
pub(super) const INN: Form = form("10 или 12 цифр", |text| digits(text, &[10, 12]));
pub(super) const INN_OF_PERSON: Form = form("12 цифр", |text| digits(text, &[12]));
pub(super) const PHONE: Form = form("none или + и до 18 цифр", is_phone);
pub(super) const PHONE_OF_AGENT: Form = form("до 17 знаков или + и до 18 знаков, без пробелов и \\", is_phone_of_agent);
pub(super) const URL: Form = form("адрес http:// или https://", is_url);
pub(super) const BASE64: Form = form("base64", |text| from_base64(text).is_some());
/// The number of a fur's control mark: `RU-430302-ABC1234567`.
pub(super) const FUR: Form = form("2 знака, дефис, 6 цифр, дефис, 10 знаков", is_fur);
/// The id of a federal body of executive power: 001 to 073.
pub(super) const FEDERAL: Form = form("от 001 до 073", is_federal);
pub(super) const LOGIN: Form = form("строка без пробелов", |text| !text.contains(char::is_whitespace));
pub(super) const SOURCE: Form = form("латинские буквы, цифры и _-@.", is_source);

fn digits(text: &str, lengths: &[usize]) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number of two digits between these limits.
fn pair(text: &str, least: u8, most: u8) -> bool {
    digits(text, &[2]) && text.parse().is_ok_and(|number| (least..=most).contains(&number))
}

fn is_date(text: &str) -> bool {
    days_from(text, 1)
}

/// A date of the years 1900 to 2099. Like the patterns of the tables, this takes 31 days for every month.
fn days_from(text: &str, first: u8) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let [day, month, year] = parts[..] else { return false };
    let century = year.starts_with("19") || year.starts_with("20");
    pair(day, first, 31) && pair(month, 1, 12) && digits(year, &[4]) && century
}

fn is_moment(text: &str) -> bool {
    let Some((date, time)) = text.split_once(' ') else { return false };
    let parts: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = parts[..] else { return false };
    is_date(date) && pair(hour, 0, 23) && pair(minute, 0, 59) && pair(second, 0, 59)
}

fn is_phone(text: &str) -> bool {
    let number = text.strip_prefix('+').unwrap_or_default();
    text == "none" || (1..=18).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_phone_of_agent(text: &str) -> bool {
    let count = text.chars().count();
    let most = if text.starts_with('+') { 19 } else { 17 };
    let plain = |letter: char| !letter.is_whitespace() && letter != '\\';
    count <= most && text.chars().all(plain)
}

fn is_url(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")) else { return false };
    let end = rest.find(['/', ':', '?', '#']).unwrap_or(rest.len());
    let (host, rest) = rest.split_at(end);
    let letter = |letter: char| {
        letter.is_ascii_alphanumeric() || ('а'..='я').contains(&letter.to_lowercase().next().unwrap_or(letter))
    };
    let inner = |one: char| letter(one) || matches!(one, '-' | '.' | '_');
    host.starts_with(letter) && host.ends_with(letter) && host.chars().all(inner) && !rest.contains(char::is_whitespace)
}

fn is_fur(text: &str) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let number = letters.get(3..9).is_some_and(|number| number.iter().all(char::is_ascii_digit));
    letters.len() == 20 && letters[2] == '-' && letters[9] == '-' && number
}

fn is_federal(text: &str) -> bool {
    digits(text, &[3]) && text.parse().is_ok_and(|number: u8| (1..=73).contains(&number))
}

fn is_source(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-@.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A form, texts that have it, and texts that do not.
    type Case = (&'static str, Form, &'static [&'static str], &'static [&'static str]);

    const CASES: &[Case] = &[
        (
            "moment",
            MOMENT,
            &["28.11.2026 12:05:31", "01.01.1999 00:00:00", "31.12.2099 23:59:59"],
            &["28.11.2026", "28.11.2026 24:00:00", "28.11.2026T12:05:31", "28.11.26 12:05:31", "2026.11.28 12:05:31"],
        ),
        (
            "date",
            DATE,
            &["28.11.2026", "31.02.2026"],
            &["00.11.2026", "32.11.2026", "28.13.2026", "28.11.1899", "2026.11.28"],
        ),
        ("birth date", BIRTHDATE, &["28.11.1980", "00.11.1980"], &["32.11.1980", "28.00.1980", "28.11.80"]),
        ("inn", INN, &["7743013901", "774301390112"], &["77430139011", "774301390", "77430139O1", ""]),
        ("inn of a person", INN_OF_PERSON, &["774301390112"], &["7743013901"]),
        (
            "phone",
            PHONE,
            &["none", "+7", "+123456789012345678"],
            &["79990000000", "+", "+1234567890123456789", "+7 999"],
        ),
        (
            "phone of an agent",
            PHONE_OF_AGENT,
            &["", "12345678901234567", "+123456789012345678", "+7(999)123"],
            &["123456789012345678", "+1234567890123456789", "7 999", "7\\9"],
        ),
        (
            "url",
            URL,
            &["http://127.0.0.1:8080/result", "https://shop.example.com", "https://магазин.example/a?b=1"],
            &["ftp://shop.example.com", "shop.example.com", "http://", "http://-a/", "http://a b/", "http://a./"],
        ),
        ("base64", BASE64, &["", "MDEwNDYw"], &["MDEwNDY", "0104 ", "***="]),
        (
            "fur",
            FUR,
            &["RU-430302-ABC1234567"],
            &["RU-43030-ABC1234567", "RU-430302-ABC123456", "RUx430302-ABC1234567"],
        ),
        ("federal", FEDERAL, &["001", "030", "073"], &["000", "074", "1", "0011"]),
        ("login", LOGIN, &["shop-login"], &["shop login"]),
        ("source", SOURCE, &["kassa_1-@.", ""], &["касса", "a b", "a/b"]),
    ];

    #[test]
    fn every_form_accepts_its_texts_only() {
        for (name, form, right, wrong) in CASES {
            assert!(right.iter().all(|text| (form.holds)(text)), "{name}: {right:?}");
            let taken: Vec<&&str> = wrong.iter().filter(|text| (form.holds)(text)).collect();
            assert!(taken.is_empty(), "{name}: {taken:?}");
        }
    }
}
