//! A configuration key is one row. The code that reads it, the form in 1C and the tables of the docs come from that
//! row, so they cannot disagree.
//!
//! A table of rows is a `const`. Code finds a row by its key at compile time, in `const { … }`: an unknown key, or one
//! of another kind, does not compile.

use crate::error::Problem;
use crate::secret::Secret;
use crate::task::json::Node;
use crate::task::read::{Fields, Need};
use crate::task::words::Words;
use std::path::PathBuf;

/// One key of the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The key.
    pub key: &'static str,
    /// Which values it takes.
    pub kind: Kind,
    /// The default.
    pub absent: Absent,
    /// Caption in the form of 1C; `None` if the form does not show the key.
    pub caption: Option<Bilingual>,
    /// What it is for; one line of Markdown for the docs.
    pub about: Bilingual,
}

/// The values that a key takes.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Text of at most this many characters.
    Text(usize),
    /// Integer from the first to the second.
    Number(i64, i64),
    /// Boolean; `false` by default.
    Flag,
    /// Text of at most this many ASCII characters that is never shown.
    Secret(usize),
    /// One of these words.
    Words(&'static [Choice]),
    /// One of the words that this field of a task takes, such as `tax.type`.
    WordsOf(&'static str),
    /// Object; empty by default.
    Object,
    /// Array of texts of at most this many characters each; empty by default.
    Texts(usize),
}

/// One of the words of a setting.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The word.
    pub word: &'static str,
    /// The word in a form.
    pub caption: Bilingual,
}

/// The default of a key.
#[derive(Debug, Clone, Copy)]
pub enum Absent {
    /// None: the key is required.
    Required,
    /// None: this key or the other one is required.
    RequiredUnless(&'static str),
    /// No value; the feature is not used.
    Nothing,
    /// The default of the kind: the first word, `false`, an empty object or array.
    Usual,
    /// This number.
    Number(i64),
    /// This text.
    Text(&'static str),
    /// A value that is determined when the device is opened; its description.
    FoundOut(Bilingual),
}

/// A text in Russian and in English.
#[derive(Debug, Clone, Copy)]
pub struct Bilingual {
    /// Russian.
    pub ru: &'static str,
    /// English.
    pub en: &'static str,
}

/// A text in Russian and in English.
pub const fn bilingual(ru: &'static str, en: &'static str) -> Bilingual {
    Bilingual { ru, en }
}

/// A word with its captions in Russian and in English.
pub const fn choice(word: &'static str, ru: &'static str, en: &'static str) -> Choice {
    Choice { word, caption: bilingual(ru, en) }
}

/// A row without texts; [`Setting::asked`] and [`Setting::about`] add them.
pub const fn setting(key: &'static str, kind: Kind, absent: Absent) -> Setting {
    Setting { key, kind, absent, caption: None, about: bilingual("", "") }
}

impl Bilingual {
    /// The Russian text if `russian`, else the English one.
    pub const fn told(self, russian: bool) -> &'static str {
        if russian { self.ru } else { self.en }
    }
}

impl Setting {
    /// Shows the key in the form of 1C under this caption.
    pub const fn asked(mut self, ru: &'static str, en: &'static str) -> Self {
        self.caption = Some(bilingual(ru, en));
        self
    }

    /// Sets what it is for.
    pub const fn about(mut self, ru: &'static str, en: &'static str) -> Self {
        self.about = bilingual(ru, en);
        self
    }

    /// The same row with another default.
    pub const fn or(mut self, absent: Absent) -> Self {
        self.absent = absent;
        self
    }

    /// Whether its value is never shown.
    pub const fn is_secret(&self) -> bool {
        matches!(self.kind, Kind::Secret(_))
    }

    /// Whether the reader requires it.
    const fn need(&self) -> Need {
        if matches!(self.absent, Absent::Required) { Need::Required } else { Need::Optional }
    }

    /// The caption, with the meaning of an empty field; `None` if the form does not show the key.
    pub fn caption(&self, russian: bool) -> Option<String> {
        let caption = self.caption?.told(russian);
        let default = match self.absent {
            Absent::Number(number) => number.to_string(),
            Absent::Text(text) => text.to_owned(),
            Absent::FoundOut(how) => how.told(russian).to_owned(),
            Absent::Required | Absent::RequiredUnless(_) | Absent::Nothing | Absent::Usual => {
                return Some(caption.to_owned());
            }
        };
        let empty = if russian { "пусто" } else { "empty" };
        Some(format!("{caption} ({empty}: {default})"))
    }

    /// The values it takes, as a cell of a Markdown table.
    pub fn values(&self, russian: bool) -> String {
        let text = |ru: &'static str, en: &'static str| bilingual(ru, en).told(russian);
        let list = |words: &mut dyn Iterator<Item = &str>| {
            words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
        };
        match self.kind {
            Kind::Text(most) => format!("{}, ≤ {most}", text("текст", "text")),
            Kind::Number(least, most) => format!("{least}–{most}"),
            Kind::Flag => list(&mut ["false", "true"].into_iter()),
            Kind::Secret(most) => format!("{}, ≤ {most}", text("секрет", "secret")),
            Kind::Words(words) => list(&mut words.iter().map(|choice| choice.word)),
            Kind::WordsOf(field) => format!("{} `{field}`", text("как", "as")),
            Kind::Object => text("объект", "object").to_owned(),
            Kind::Texts(_) => text("массив строк", "array of texts").to_owned(),
        }
    }

    /// The default, as a cell of a Markdown table.
    pub fn default(&self, russian: bool) -> String {
        let text = |ru: &'static str, en: &'static str| bilingual(ru, en).told(russian);
        match self.absent {
            Absent::Required => text("обязательно", "required").to_owned(),
            Absent::RequiredUnless(other) => format!("{} `{other}`", text("обязательно, или", "required, or")),
            Absent::Nothing => text("нет", "none").to_owned(),
            Absent::Usual => match self.kind {
                Kind::Words(words) => words.first().map(|choice| format!("`{}`", choice.word)).unwrap_or_default(),
                Kind::Object => "`{}`".to_owned(),
                Kind::Texts(_) => "`[]`".to_owned(),
                _ => "`false`".to_owned(),
            },
            Absent::Number(number) => number.to_string(),
            Absent::Text(text) => format!("`{text}`"),
            Absent::FoundOut(how) => how.told(russian).to_owned(),
        }
    }
}

/// What is wrong with a path that contains control characters: `\\n` of a Windows path is a line break in JSON.
const BACKSLASHES: crate::error::Text = crate::error::Text::of(
    "В пути управляющий знак: удвойте обратные косые черты, например C:\\\\new\\\\kassa.db",
    "The path contains a control character: double the backslashes, such as C:\\\\new\\\\kassa.db",
);

/// A path, unless it contains control characters, which are reported as a fault.
pub fn path(fields: &Fields, key: &str, text: String) -> Option<PathBuf> {
    if text.contains(char::is_control) {
        fields.judge(key, Problem::Form(BACKSLASHES));
        return None;
    }
    Some(text.into())
}

/// A key with an integer.
#[derive(Clone, Copy)]
pub struct Number {
    key: &'static str,
    need: Need,
    bounds: (i64, i64),
    default: Option<i64>,
}

/// A key with a text.
#[derive(Clone, Copy)]
pub struct Text {
    /// The key, for faults that the text itself has.
    pub key: &'static str,
    need: Need,
    most: usize,
    default: Option<&'static str>,
}

/// A key with one of the words of `W`.
#[derive(Clone, Copy)]
pub struct Word<W> {
    key: &'static str,
    need: Need,
    default: Option<W>,
}

/// A key with a boolean.
#[derive(Clone, Copy)]
pub struct Flag {
    key: &'static str,
}

/// A key with a secret, which is never shown.
#[derive(Clone, Copy)]
pub struct Hidden {
    /// The key, for faults that the secret itself has.
    pub key: &'static str,
    need: Need,
    most: usize,
}

/// A key with an object.
#[derive(Clone, Copy)]
pub struct Object {
    key: &'static str,
}

/// A key with an array of texts.
#[derive(Clone, Copy)]
pub struct Texts {
    /// The key, for faults that the texts themselves have.
    pub key: &'static str,
    most: usize,
}

/// The row of a key. Call this, and the functions below, in `const { … }`, so that a wrong key does not compile.
///
/// # Panics
/// If no row has this key.
pub const fn row(rows: &'static [Setting], key: &str) -> &'static Setting {
    let mut at = 0;
    while at < rows.len() {
        if same(rows[at].key, key) {
            return &rows[at];
        }
        at += 1;
    }
    panic!("no row of the table has this key")
}

/// A key with an integer.
///
/// # Panics
/// If there is no such row, or it is of another kind.
pub const fn number(rows: &'static [Setting], key: &str) -> Number {
    let row = row(rows, key);
    let Kind::Number(least, most) = row.kind else { panic!("the row is not one of a number") };
    let default = if let Absent::Number(default) = row.absent { Some(default) } else { None };
    Number { key: row.key, need: row.need(), bounds: (least, most), default }
}

/// A key with a text.
///
/// # Panics
/// If there is no such row, or it is of another kind.
pub const fn text(rows: &'static [Setting], key: &str) -> Text {
    let row = row(rows, key);
    let Kind::Text(most) = row.kind else { panic!("the row is not one of a text") };
    let default = if let Absent::Text(default) = row.absent { Some(default) } else { None };
    Text { key: row.key, need: row.need(), most, default }
}

/// A key with one of the words of `W`.
///
/// # Panics
/// If there is no such row, it is of another kind, or has a word that `W` lacks.
pub const fn word<W: Words>(rows: &'static [Setting], key: &str) -> Word<W> {
    let row = row(rows, key);
    let default = match (row.kind, row.absent) {
        (Kind::Words(words), absent) => {
            let mut at = 1;
            while at < words.len() {
                spelled::<W>(words[at].word);
                at += 1;
            }
            let first = spelled(words[0].word);
            if matches!(absent, Absent::Usual) { Some(first) } else { None }
        }
        (Kind::WordsOf(_), _) => None,
        _ => panic!("the row is not one of words"),
    };
    Word { key: row.key, need: row.need(), default }
}

/// A key with a boolean.
///
/// # Panics
/// If there is no such row, or it is of another kind.
pub const fn flag(rows: &'static [Setting], key: &str) -> Flag {
    let row = row(rows, key);
    assert!(matches!(row.kind, Kind::Flag), "the row is not one of a flag");
    Flag { key: row.key }
}

/// A key with a secret, which is never shown.
///
/// # Panics
/// If there is no such row, or it is of another kind.
pub const fn secret(rows: &'static [Setting], key: &str) -> Hidden {
    let row = row(rows, key);
    let Kind::Secret(most) = row.kind else { panic!("the row is not one of a secret") };
    Hidden { key: row.key, need: row.need(), most }
}

/// A key with an object.
///
/// # Panics
/// If there is no such row, or it is of another kind.
pub const fn object(rows: &'static [Setting], key: &str) -> Object {
    let row = row(rows, key);
    assert!(matches!(row.kind, Kind::Object), "the row is not one of an object");
    Object { key: row.key }
}

/// A key with an array of texts.
///
/// # Panics
/// If there is no such row, or it is of another kind.
pub const fn texts(rows: &'static [Setting], key: &str) -> Texts {
    let row = row(rows, key);
    let Kind::Texts(most) = row.kind else { panic!("the row is not one of texts") };
    Texts { key: row.key, most }
}

/// The value of `W` for a word.
const fn spelled<W: Words>(word: &str) -> W {
    let mut at = 0;
    while at < W::SPELLINGS.len() {
        if same(W::SPELLINGS[at].0, word) {
            return W::SPELLINGS[at].1;
        }
        at += 1;
    }
    panic!("a word of the row is none of the list")
}

/// Whether two texts are equal; `==` is not available in a `const fn`.
const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

impl Number {
    /// The given number or the default. An invalid one is reported as a fault.
    pub fn read(self, fields: &Fields) -> Option<i64> {
        fields.integer(self.key, self.need, self.bounds.0, self.bounds.1).or(self.default)
    }
}

impl Text {
    /// The given text or the default. An invalid one is reported as a fault.
    pub fn read(self, fields: &Fields) -> Option<String> {
        fields.text(self.key, self.need, self.most).or_else(|| self.default.map(str::to_owned))
    }
}

impl<W: Words + PartialEq> Word<W> {
    /// The given word or the default. An invalid one is reported as a fault.
    pub fn read(self, fields: &Fields) -> Option<W> {
        fields.word(self.key, self.need, None).or(self.default)
    }
}

impl Flag {
    /// The given boolean or `false`. Anything else is reported as a fault.
    pub fn read(self, fields: &Fields) -> bool {
        fields.flag(self.key, false)
    }
}

impl Hidden {
    /// The given secret. An invalid one is reported as a fault that does not show it.
    pub fn read(self, fields: &Fields) -> Option<Secret> {
        let given = fields.secret_given(self.key, self.most);
        if self.need == Need::Required && !self.is_given(fields) {
            fields.reader.judge(fields.at(self.key), None, Problem::Missing);
        }
        given
    }

    /// Whether the key has a value.
    pub fn is_given(self, fields: &Fields) -> bool {
        fields.peek(self.key).is_some_and(|node| !Node::is_missing(node))
    }
}

impl Texts {
    /// The given texts. An invalid one is reported as a fault.
    pub fn read(self, fields: &Fields) -> Vec<String> {
        fields.texts(self.key, self.most)
    }
}

impl Object {
    /// Reads the object with `read`, if it is given.
    pub fn read<T>(self, fields: &Fields, read: impl FnOnce(&Fields) -> Option<T>) -> Option<T> {
        fields.object(self.key, Need::Optional, read)
    }
}
