//! A JSON schema as a table: one row for each field, with its path, its type and its limits.
//!
//! All faults of a request are collected, each with the path of its field. A field that has no row is a fault too.

use super::decimal::{printed, units};
use super::forms::{ANY, Form};
use serde_json::{Map, Value};

pub(super) type Members = Map<String, Value>;

/// All faults of a request, each one as `path: what is wrong`.
pub(super) type Faults = Vec<String>;

/// The edition of the field tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// The vendor's document of February 2024.
    Of2024,
    /// With what the clients of 2025 send in addition: VAT of 5, 7 and 22 %, `internet`, `cashless_payments`,
    /// `timezone`, `wholesale`, `planned_status`, the measure 255.
    #[default]
    Of2025,
}

/// A field of a request, wherever in it it stands.
pub(super) struct Row {
    /// Names joined by points; `[]` is an element of an array.
    pub(super) path: &'static str,
    required: bool,
    kind: Kind,
    since: Edition,
}

/// The type of a field, with its limits.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Object,
    /// An object that has a schema of its own.
    Part,
    /// An array with a number of elements between these limits.
    List(usize, usize),
    /// A text with a number of characters between these limits, in this form.
    Text(usize, usize, Form),
    /// A number between these limits, in units of its last place, with this many decimal places.
    Number(i64, i64, usize),
    /// One of these words, or since 2025 of the second list.
    Word(&'static [&'static str], &'static [&'static str]),
    /// One of these integers, or since 2025 of the second list.
    Code(&'static [i64], &'static [i64]),
    Flag,
}

/// An array with any number of elements.
pub(super) const LIST: Kind = Kind::List(0, usize::MAX);

/// A text of at most this many characters.
pub(super) const fn text(most: usize) -> Kind {
    Kind::Text(0, most, ANY)
}

/// A text of exactly this many characters.
pub(super) const fn exactly(length: usize) -> Kind {
    Kind::Text(length, length, ANY)
}

/// A text of this form, whose length the form limits.
pub(super) const fn formed(form: Form) -> Kind {
    Kind::Text(0, usize::MAX, form)
}

pub(super) const fn required(path: &'static str, kind: Kind) -> Row {
    Row { path, required: true, kind, since: Edition::Of2024 }
}

pub(super) const fn optional(path: &'static str, kind: Kind) -> Row {
    Row { path, required: false, kind, since: Edition::Of2024 }
}

impl Row {
    /// The row exists since 2025.
    pub(super) const fn newer(self) -> Self {
        Self { since: Edition::Of2025, ..self }
    }
}

/// The rows of one object, in several tables, as an edition has them.
#[derive(Clone, Copy)]
pub(super) struct Schema {
    pub(super) tables: &'static [&'static [Row]],
    pub(super) edition: Edition,
}

impl Schema {
    /// Checks an object. `place` is its own path in the request; empty for the whole request.
    pub(super) fn check(self, members: &Members, place: &str, faults: &mut Faults) {
        self.check_members("", members, place, faults);
    }

    fn rows(self) -> impl Iterator<Item = &'static Row> {
        self.tables.iter().copied().flatten().filter(move |row| row.since <= self.edition)
    }

    fn check_members(self, parent: &str, members: &Members, place: &str, faults: &mut Faults) {
        let children = || self.rows().filter_map(move |row| child(row.path, parent).map(|name| (name, row)));
        for name in members.keys().filter(|name| children().all(|(known, _)| known != name.as_str())) {
            faults.push(format!("{}: неизвестное поле", within(place, name)));
        }
        for (name, row) in children() {
            let at = within(place, name);
            match members.get(name) {
                Some(value) => self.check_value(row, value, &at, faults),
                None if row.required => faults.push(format!("{at}: нет обязательного поля")),
                None => {}
            }
        }
    }

    fn check_value(self, row: &Row, value: &Value, at: &str, faults: &mut Faults) {
        match (row.kind, value) {
            (Kind::Object, Value::Object(members)) => self.check_members(row.path, members, at, faults),
            (Kind::List(least, most), Value::Array(list)) => {
                if !(least..=most).contains(&list.len()) {
                    faults.push(format!("{at}: число элементов не от {least} до {most}"));
                }
                let element = self.rows().find(|known| known.path.strip_suffix("[]") == Some(row.path));
                let Some(element) = element else { return };
                for (index, value) in list.iter().enumerate() {
                    self.check_value(element, value, &format!("{at}[{index}]"), faults);
                }
            }
            (kind, value) => faults.extend(self.wrong(kind, value).map(|wrong| format!("{at}: {wrong}"))),
        }
    }

    /// What is wrong with the value of a field; `None` if nothing is.
    fn wrong(self, kind: Kind, value: &Value) -> Option<String> {
        let newer = self.edition >= Edition::Of2025;
        let (good, needed) = match kind {
            Kind::Object | Kind::Part => (value.is_object(), "нужен объект".to_owned()),
            Kind::List(..) => (value.is_array(), "нужен массив".to_owned()),
            Kind::Flag => (value.is_boolean(), "нужно true или false".to_owned()),
            Kind::Text(least, most, form) => return wrong_text(value, least, most, form),
            Kind::Number(least, most, places) => {
                let within = units(value, places).is_some_and(|number| (least..=most).contains(&number));
                let limits = [least, most].map(|limit| printed(limit, places));
                (within, format!("нужно число от {} до {}, знаков после точки до {places}", limits[0], limits[1]))
            }
            Kind::Word(words, more) => {
                let word = value.as_str().unwrap_or_default();
                (words.contains(&word) || newer && more.contains(&word), format!("нужно одно из {words:?}"))
            }
            Kind::Code(codes, more) => {
                let known = |code: i64| codes.contains(&code) || newer && more.contains(&code);
                (units(value, 0).is_some_and(known), format!("нужно одно из чисел {codes:?}"))
            }
        };
        (!good).then_some(needed)
    }
}

fn wrong_text(value: &Value, least: usize, most: usize, form: Form) -> Option<String> {
    let Some(text) = value.as_str() else { return Some("нужна строка".to_owned()) };
    let length = text.chars().count();
    if length < least {
        return Some(format!("нужно не меньше {least} символов"));
    }
    if length > most {
        return Some(format!("нужно не больше {most} символов"));
    }
    (!(form.holds)(text)).then(|| format!("нужно: {}", form.words))
}

/// The name that a row has within its parent object; `None` if it belongs to another one.
fn child(path: &'static str, parent: &str) -> Option<&'static str> {
    let (before, name) = path.rsplit_once('.').unwrap_or(("", path));
    (before == parent && !name.ends_with("[]")).then_some(name)
}

fn within(place: &str, name: &str) -> String {
    if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") }
}
