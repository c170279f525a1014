//! Texts of a task: their length, their characters, and the check digits of an ИНН.

use super::{Fields, Need};
use crate::error::{Level, Problem, Rule, Text};
use crate::secret::Secret;
use crate::task::capabilities::Limit;
use crate::task::json::Node;
use crate::task::path::Path;
use crate::task::policy::{Charset, Country};
use crate::task::{tax_numbers, text};
use rust_decimal::Decimal;
use serde_json::json;

/// The text that the rule for lengths cuts by default: a long name of goods is known by its beginning.
const LINE_NAME: &str = "items[].name";

/// Most characters of a name that is cut. A longer text is a mistake, not a name.
const LONGEST_CUT: usize = 1000;

/// Most characters of a phone of an agent or a supplier (tags 1073–1075, 1171).
const LONGEST_PHONE: usize = 19;

/// How many digits, or other characters, a text needs.
fn length_needed(limit: Limit, most: usize) -> Text {
    let (ru, en) = if limit.digits { ("цифр", "Digits") } else { ("знаков", "Characters") };
    match limit.least {
        least if least == most => Text::with(format!("Нужно {ru}: {most}"), format!("{en} needed: {most}")),
        least => Text::with(format!("Нужно {ru}: от {least} до {most}"), format!("{en} needed: {least} to {most}")),
    }
}

impl Fields<'_> {
    /// A text of at most `most` characters. An empty text counts as missing if the field is optional.
    pub fn text(&self, name: &'static str, need: Need, most: usize) -> Option<String> {
        self.describe(name, need, || json!({ "type": "string", "maxLength": most }));
        let node = self.take(name, need)?;
        let Node::Text(given) = node else { return self.wrong(name, node, Problem::Type("string")) };
        if given.is_empty() {
            let required = need == Need::Required || self.requires(name);
            // Not a rule that can be relaxed: nothing could be sent instead.
            return if required { self.wrong(name, node, Problem::Missing) } else { None };
        }
        self.mean(name, given);
        let limit = self.limit(name, node)?;
        let text = self.fit(self.at(name), node, given, limit, most)?;
        self.rewrite(name, || Node::Text(text.as_str().into()));
        Some(text)
    }

    /// A text for a machine, such as a marking code: none of its characters may be replaced, and none is printed.
    pub fn code(&self, name: &'static str, need: Need, most: usize) -> Option<String> {
        self.describe(name, need, || json!({ "type": "string", "maxLength": most }));
        let node = self.take(name, need)?;
        let Node::Text(given) = node else { return self.wrong(name, node, Problem::Type("string")) };
        if given.is_empty() {
            return if need == Need::Required { self.wrong(name, node, Problem::Missing) } else { None };
        }
        self.mean(name, given);
        let limit = self.limit(name, node)?;
        let (length, most) = (given.chars().count(), most.min(limit.most));
        if length > most {
            return self.wrong(name, node, Problem::Length { given: length, least: 1, most });
        }
        self.rewrite(name, || node.clone());
        Some(given.to_string())
    }

    /// Checks a text against the limits, and shortens or replaces where a rule allows it; else reports why it does not
    /// fit.
    pub(super) fn fit(&self, path: Path, node: &Node, given: &str, limit: Limit, most: usize) -> Option<String> {
        if limit.digits && !given.bytes().all(|byte| byte.is_ascii_digit()) {
            let text = Text::of("Допустимы только цифры", "Only digits are allowed");
            self.reader.fault(path, Some(node), Problem::Form(text));
            return None;
        }
        let mut text = match self.reader.policy.charset {
            Charset::Cp866 => self.printable(path, node, given, limit),
            Charset::Unicode => given.to_owned(),
        };
        let most = most.min(limit.most);
        let length = text.chars().count();
        if length > most || length < limit.least {
            let problem = Problem::Length { given: length, least: limit.least.max(1), most };
            // Digits cannot be cut, and nothing can be added to a short text.
            if limit.digits || length < limit.least {
                self.reader.fault(path, Some(node), Problem::Form(length_needed(limit, most)));
                return None;
            }
            let level = self.reader.policy.level(Rule::TextLength);
            let name = level == Level::Adjust && length <= LONGEST_CUT && path.pattern() == LINE_NAME;
            if level == Level::Warn || name {
                text = text.chars().take(most).collect();
                self.reader.note(path, Some(node), Problem::Fitted(Rule::TextLength, text.clone()));
            } else {
                self.reader.judge(path, Some(node), problem);
            }
        }
        Some(text)
    }

    /// The text in code page 866: what the level of the rule allows is replaced, the rest is a fault.
    fn printable(&self, path: Path, node: &Node, given: &str, limit: Limit) -> String {
        let level = self.reader.policy.level(Rule::Encoding);
        let strange = |text: &str| match limit.lines {
            true => text::outside_cp866(&text.replace('\n', "")),
            false => text::outside_cp866(text),
        };
        let mut text = given.to_owned();
        if strange(given).is_empty() {
            return text;
        }
        if matches!(level, Level::Adjust | Level::Warn) {
            let letters = level == Level::Warn;
            text = if limit.lines {
                given.split('\n').map(|line| text::to_cp866(line, letters)).collect::<Vec<_>>().join("\n")
            } else {
                text::to_cp866(given, letters)
            };
            if text != given {
                self.reader.note(path, Some(node), Problem::Fitted(Rule::Encoding, text.clone()));
            }
        }
        let left = strange(&text);
        if !left.is_empty() && level != Level::Off {
            self.reader.refused(path, Some(node), Problem::Encoding(left));
        }
        text
    }

    /// An ИНН of somebody in a document. A JSON number of the right length is accepted with a note.
    pub fn tax_number(&self, name: &'static str, need: Need) -> Option<String> {
        self.tax_number_of(name, need, &[10, 12])
    }

    /// An ИНН of somebody in a document, with one of these counts of digits.
    ///
    /// Wrong check digits are a typing error in a list of people or suppliers that a cashier cannot correct, so they stop
    /// no sale unless the configuration says so: the register and the OFD judge.
    pub fn tax_number_of(&self, name: &'static str, need: Need, counts: &[usize]) -> Option<String> {
        self.number_of(name, need, counts, |problem| match self.reader.policy.level(Rule::TaxNumber) {
            Level::Adjust => self.note(name, problem),
            Level::Strict | Level::Warn | Level::Off => {
                self.judge(name, problem);
            }
        })
    }

    /// An ИНН by which a register is registered, with one of these counts of digits: its check digits must be right.
    pub fn registered_tax_number(&self, name: &'static str, need: Need, counts: &[usize]) -> Option<String> {
        self.number_of(name, need, counts, |problem| {
            self.judge(name, problem);
        })
    }

    fn number_of(
        &self,
        name: &'static str,
        need: Need,
        counts: &[usize],
        wrong_digits: impl Fn(Problem),
    ) -> Option<String> {
        self.describe(name, need, || json!({ "type": "string", "pattern": "^([0-9]{10}|[0-9]{12})?$" }));
        let node = self.take(name, need)?;
        let digits = match node {
            Node::Text(text) if text.is_empty() && need == Need::Optional => return None,
            Node::Text(text) => text.trim(),
            Node::Number(digits) if matches!(digits.len(), 10 | 12) => {
                let text = Text::of(
                    "Указывайте ИНН строкой: у числа теряются ведущие нули",
                    "Give the tax number as a string: a number loses leading zeros",
                );
                self.reader.note(self.at(name), Some(node), Problem::Form(text));
                digits
            }
            _ => return self.wrong(name, node, Problem::Type("string")),
        };
        self.mean(name, digits);
        let limit = self.limit(name, node)?;
        if self.reader.policy.country == Country::Kazakhstan {
            return self.business_number(name, node, digits, wrong_digits);
        }
        if !counts.contains(&digits.len()) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.wrong(name, node, tax_numbers::not_a_tax_number(digits, counts));
        }
        let allowed = if self.reader.policy.short_tax_numbers_pass { 10 } else { limit.least };
        if digits.len() < allowed || digits.len() > limit.most {
            return self.wrong(name, node, Problem::NotCarried(self.reader.policy.backend));
        }
        if !tax_numbers::tax_number_is_right(digits) {
            wrong_digits(Problem::TaxNumber("ИНН"));
        }
        self.rewrite(name, || Node::Text(digits.into()));
        Some(digits.to_owned())
    }

    /// An ИИН or a БИН: twelve digits, the last of which checks the others.
    fn business_number(&self, name: &str, node: &Node, digits: &str, wrong_digits: impl Fn(Problem)) -> Option<String> {
        if digits.len() != 12 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.wrong(name, node, Problem::Form(Text::of("Нужно 12 цифр", "12 digits are needed")));
        }
        if !tax_numbers::business_number_is_right(digits) {
            wrong_digits(Problem::TaxNumber("ИИН, БИН"));
        }
        Some(digits.to_owned())
    }

    /// An array of texts of at most `most` characters each.
    pub fn texts(&self, name: &'static str, most: usize) -> Vec<String> {
        self.texts_or(name, most, |_| None)
    }

    /// An array of phones. A JSON number is accepted with a note if its digits are a number of Russia or Kazakhstan.
    pub fn phones(&self, name: &'static str) -> Vec<String> {
        let known = |digits: &str| digits.len() == 11 && digits.starts_with('7');
        self.texts_or(name, LONGEST_PHONE, |digits| known(digits).then(|| format!("+{digits}")))
    }

    /// An array of texts, or of numbers that `spelled` makes texts of.
    fn texts_or(&self, name: &'static str, most: usize, spelled: impl Fn(&str) -> Option<String>) -> Vec<String> {
        self.describe(
            name,
            Need::Optional,
            || json!({ "type": "array", "items": { "type": "string", "maxLength": most } }),
        );
        let number = |node: &Node| if let Node::Number(digits) = node { spelled(digits) } else { None };
        let texts = self.elements(name, Need::Optional, |path, node, _| match (node, number(node)) {
            (Node::Text(text), _) if !text.is_empty() => {
                self.reader.mean(path, text);
                self.fit(path, node, text, Limit::NONE, most)
            }
            (_, Some(text)) => {
                self.reader.mean(path, &text);
                self.reader.note(path, Some(node), Problem::Adjusted(text.clone()));
                Some(text)
            }
            _ => {
                self.reader.fault(path, Some(node), Problem::Type("string"));
                None
            }
        });
        if !texts.is_empty() {
            self.rewrite(name, || Node::List(texts.iter().map(|text| Node::Text(text.as_str().into())).collect()));
        }
        texts
    }

    /// A text that needs nothing from the backend while it is one of the usual ones.
    pub fn text_unless(&self, name: &'static str, usual: &[&str], most: usize) {
        match self.peek(name) {
            Some(Node::Text(text)) if usual.contains(&&**text) => {
                self.describe(name, Need::Optional, || json!({ "type": "string", "maxLength": most }));
                self.know(name);
            }
            _ => {
                self.text(name, Need::Optional, most);
            }
        }
    }

    /// A text or a whole number, returned as text.
    pub fn text_or_number(&self, name: &'static str, most: usize) -> Option<String> {
        self.describe(name, Need::Optional, || json!({ "type": ["string", "integer"], "maxLength": most }));
        let node = match self.peek(name) {
            Some(Node::Number(_)) => self.take(name, Need::Optional)?,
            _ => return self.text(name, Need::Optional, most),
        };
        let room = self.limit(name, node);
        let whole = self.number(name, node).filter(Decimal::is_integer);
        let digits = whole.map(|value| value.to_string()).inspect(|digits| self.mean(name, digits));
        let digits = digits.or_else(|| self.wrong(name, node, Problem::Type("string, integer")));
        let digits = room.and(digits)?;
        self.rewrite(name, || node.clone());
        Some(digits)
    }

    /// A text that no fault may show.
    pub fn secret(&self, name: &'static str, most: usize) {
        let right = match self.take(name, Need::Required) {
            Some(Node::Text(text)) => (1..=most).contains(&text.chars().count()),
            Some(_) => false,
            None => return,
        };
        if !right {
            self.reader.fault(self.at(name), None, Problem::Range(format!("1–{most}")));
        }
    }

    /// A whole number that no fault may show.
    pub fn secret_number(&self, name: &'static str, most: i64) {
        let right = match self.take(name, Need::Optional) {
            Some(Node::Number(digits)) => digits.parse().is_ok_and(|value: i64| (0..=most).contains(&value)),
            Some(_) => false,
            None => return,
        };
        if !right {
            self.reader.fault(self.at(name), None, Problem::Range(format!("0…{most}")));
        }
    }

    /// A secret of the configuration, which no fault may show.
    pub fn secret_given(&self, name: &'static str, most: usize) -> Option<Secret> {
        match self.take(name, Need::Optional)? {
            Node::Text(text)
                if (1..=most).contains(&text.chars().count()) && text.chars().all(|c| matches!(c, ' '..='~')) =>
            {
                let secret = Secret::new(text);
                self.reader.secrets.borrow_mut().push(secret.clone());
                Some(secret)
            }
            _ => {
                self.reader.fault(self.at(name), None, Problem::Range(format!("1–{most} ASCII")));
                None
            }
        }
    }

    /// A text for the library itself, which never reaches a backend.
    pub(in crate::task) fn own_text(&self, name: &'static str) -> Option<String> {
        match self.peek(name) {
            Some(Node::Text(text)) => Some(text.to_string()),
            Some(node) if !node.is_missing() => self.wrong(name, node, Problem::Type("string")),
            _ => None,
        }
    }
}
