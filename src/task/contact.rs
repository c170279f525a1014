//! The buyer's address for the electronic receipt (tag 1008): an e-mail address or a phone, in one spelling.

use super::read::{Fields, Need};
use crate::error::{Problem, Text};

/// Most characters of the address.
const LONGEST: usize = 64;

/// Reads the address. Another spelling of a phone is replaced by `+` and digits, with a note.
pub(super) fn read(fields: &Fields, name: &'static str) -> Option<String> {
    let given = fields.text(name, Need::Optional, LONGEST)?;
    // Where the backend has no such field, that was already reported, and the form of the value does not matter.
    if !fields.supports(name) {
        return Some(given);
    }
    if given.trim().is_empty() {
        fields.mean_nothing(name);
        return None;
    }
    let Some(spelled) = spelled(&given) else {
        let text = Text::of(
            "Это не почта и не телефон. Почта: имя@домен.ru; телефон: +79161234567",
            "This is neither an e-mail address nor a phone. E-mail: name@domain.ru; phone: +79161234567",
        );
        fields.judge(name, Problem::Form(text));
        return None;
    };
    fields.mean(name, &spelled);
    if spelled != given {
        fields.note(name, Problem::Adjusted(spelled.clone()));
    }
    Some(spelled)
}

/// The one spelling of an address; `None` if it is neither an e-mail address nor a phone.
fn spelled(given: &str) -> Option<String> {
    let given = given.trim();
    if given.contains('@') {
        return is_email(given).then(|| given.to_owned());
    }
    // Hyphens and dashes of every width, since numbers are copied from web pages.
    let between = |letter: char| {
        letter.is_whitespace() || matches!(letter, '(' | ')' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
    };
    let bare: String = given.chars().filter(|letter| !between(*letter)).collect();
    let digits = bare.strip_prefix('+').unwrap_or(&bare);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match (bare.starts_with('+'), digits.len()) {
        // E.164 allows 15 digits; internal numbers of a company may follow. The shortest real ones have 7.
        (true, 7..=18) => Some(bare),
        // The long-distance prefix of Russia and Kazakhstan, or their code without the plus.
        (false, 11) if digits.starts_with(['7', '8']) => Some(format!("+7{}", &digits[1..])),
        _ => None,
    }
}

/// Whether a text has the form of an e-mail address: one `@`, a name before it and a domain with a point after it.
fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let strange = |letter: char| letter.is_whitespace() || letter.is_control() || matches!(letter, '@' | ',' | ';');
    !name.is_empty()
        && !text.replacen('@', "", 1).contains(strange)
        && domain.contains('.')
        && domain.split('.').all(|label| !label.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_spelling() {
        for (given, right) in [
            ("buyer@example.com", Some("buyer@example.com")),
            (" buyer@example.com ", Some("buyer@example.com")),
            ("иван@почта.рф", Some("иван@почта.рф")),
            ("+79161234567", Some("+79161234567")),
            ("8 (916) 123-45-67", Some("+79161234567")),
            ("8\u{a0}916\u{a0}123–45–67", Some("+79161234567")),
            ("+7 (916) 123-45-67", Some("+79161234567")),
            ("79161234567", Some("+79161234567")),
            ("+375 29 123-45-67", Some("+375291234567")),
            ("none", None),
            ("-", None),
            ("нет", None),
            ("9161234567", None),
            ("+", None),
            ("+123", None),
            ("++79161234567", None),
            ("8916123456", None),
            ("@example.com", None),
            ("buyer@", None),
            ("buyer@example", None),
            ("buyer@example.", None),
            ("buyer@@example.com", None),
            ("a@example.com, b@example.com", None),
            ("buyer @example.com", None),
        ] {
            assert_eq!(spelled(given).as_deref(), right, "{given}");
        }
    }
}
