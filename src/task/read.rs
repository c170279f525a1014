//! Reading a task: every field once, every fault with its place, nothing left over.
//!
//! The same reading code, run over a [`Sketch`], writes the JSON schema of the task: see `schema.rs`.

use super::json::Node;
use super::money::{Money, decimal, snapped};
use super::path::Path;
use super::room::{Limit, Room};
use super::schema::Sketch;
use super::terms::{Charset, Terms};
use super::text;
use super::words::{Words, listed};
use crate::error::{Fault, Level, Problem, Rule, Text};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::json;
use std::cell::{Cell, RefCell};

/// Whether a field may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It may not.
    Must,
    /// It may.
    May,
}

/// Fields that only change the paper: where a backend cannot print them, the caller may let them go.
const PRINT_ONLY: &[&str] = &[
    "agentsPrint",
    "agentDataPrint",
    "supplierPrint",
    "supplierVatinPrint",
    "additionalAttributePrint",
    "print",
    "preItems",
    "postItems",
    "printItems",
    "infoDiscountAmount",
    "piece",
    "customParameters",
];

/// Kinds of items that only change the paper.
const PRINT_KINDS: &[&str] = &["text", "barcode", "pictureFromMemory", "pixels"];

/// What a reading found.
pub struct Reader<'a> {
    /// By what it reads.
    pub terms: &'a Terms,
    faults: RefCell<Vec<Fault>>,
    notes: RefCell<Vec<Fault>>,
}

impl<'a> Reader<'a> {
    /// A reading by these terms.
    pub fn new(terms: &'a Terms) -> Self {
        Self { terms, faults: RefCell::default(), notes: RefCell::default() }
    }

    /// Faults and notes found.
    pub fn found(self) -> (Vec<Fault>, Vec<Fault>) {
        (self.faults.into_inner(), self.notes.into_inner())
    }

    /// Reads an object.
    pub fn object<T>(&self, node: &Node, room: Option<&Room>, read: impl FnOnce(&Fields) -> Option<T>) -> Option<T> {
        self.read_object(node, Path::Root, room, read)
    }

    fn read_object<T>(
        &self,
        node: &Node,
        path: Path,
        room: Option<&Room>,
        read: impl FnOnce(&Fields) -> Option<T>,
    ) -> Option<T> {
        let Node::Object(members) = node else {
            self.fault(path, Some(node), Problem::Type("object"));
            return None;
        };
        let fields = Fields::new(self, members, path, room, None);
        let value = read(&fields);
        fields.finish();
        value
    }

    /// Files a problem by the level of its rule; `true` if the value may be used all the same.
    pub fn judge(&self, path: Path, node: Option<&Node>, problem: Problem) -> bool {
        let level = self.terms.level(problem.rule());
        if level != Level::Off {
            let fault = Fault { path: path.to_string(), value: node.map(Node::show), problem };
            let list = if level == Level::Strict { &self.faults } else { &self.notes };
            list.borrow_mut().push(fault);
        }
        level != Level::Strict
    }

    fn fault(&self, path: Path, node: Option<&Node>, problem: Problem) {
        self.judge(path, node, problem);
    }

    fn note(&self, path: Path, node: Option<&Node>, problem: Problem) {
        let fault = Fault { path: path.to_string(), value: node.map(Node::show), problem };
        self.notes.borrow_mut().push(fault);
    }

    /// Lets go of what cannot be printed: its faults become notes.
    pub fn leave_out_print(&self) {
        let mut faults = self.faults.borrow_mut();
        let (print, rest) =
            faults.drain(..).partition::<Vec<_>, _>(|fault| matches!(fault.problem, Problem::NotPrintable(_)));
        *faults = rest;
        self.notes.borrow_mut().extend(print);
    }
}

/// Where the fields of an object may go.
#[derive(Clone, Copy)]
enum Space<'a> {
    /// Not asked: the object as a whole has no room, which has been said.
    Unasked,
    Room(&'a Room),
}

/// An object being read.
pub struct Fields<'a> {
    /// The reading that this object belongs to.
    pub reader: &'a Reader<'a>,
    /// Place of the object.
    pub path: Path<'a>,
    members: &'a [(Box<str>, Node)],
    space: Space<'a>,
    known: RefCell<Vec<&'static str>>,
    sketch: Option<&'a Sketch>,
    rest_left: Cell<bool>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(
        reader: &'a Reader<'a>,
        members: &'a [(Box<str>, Node)],
        path: Path<'a>,
        room: Option<&'a Room>,
        sketch: Option<&'a Sketch>,
    ) -> Self {
        let space = room.map_or(Space::Unasked, Space::Room);
        Self { reader, path, members, space, known: RefCell::default(), sketch, rest_left: Cell::new(false) }
    }

    /// Place of a member.
    pub fn at<'b>(&'b self, name: &'b str) -> Path<'b> {
        Path::Member(&self.path, name)
    }

    /// Files a problem of a member.
    pub fn judge(&self, name: &str, problem: Problem) -> bool {
        self.reader.judge(self.at(name), self.peek(name), problem)
    }

    /// A member as it is, unread.
    pub fn peek(&self, name: &str) -> Option<&'a Node> {
        self.members.iter().find(|(key, _)| &**key == name).map(|(_, node)| node)
    }

    /// Leaves the members alone whose reader is not known.
    pub fn leave_rest(&self) {
        self.rest_left.set(true);
    }

    fn finish(&self) {
        if self.rest_left.get() {
            return;
        }
        let known = self.known.borrow();
        for (name, node) in self.members {
            let path = self.at(name);
            if known.contains(&&**name) {
                continue;
            }
            if self.reader.terms.unknown_fields_pass {
                self.reader.note(path, Some(node), Problem::Unknown);
            } else {
                self.reader.fault(path, Some(node), Problem::Unknown);
            }
        }
    }

    /// The member, if it is there.
    fn take(&self, name: &'static str, need: Need) -> Option<&'a Node> {
        self.known.borrow_mut().push(name);
        let mut found = self.members.iter().filter(|(key, _)| &**key == name).map(|(_, node)| node);
        let first = found.next();
        if found.next().is_some() {
            self.reader.fault(self.at(name), None, Problem::Duplicate);
        }
        let node = first.filter(|node| !node.is_missing());
        if node.is_none() && (need == Need::Must || self.room(name).is_some_and(|room| room.limit.required)) {
            self.reader.fault(self.at(name), first, Problem::Missing);
        }
        node
    }

    fn room(&self, name: &str) -> Option<&'a Room> {
        match self.space {
            Space::Room(room) => room.member(name),
            Space::Unasked => None,
        }
    }

    /// Bounds of the backend for a member that is there; says so if there is no room.
    fn limit(&self, name: &str, node: &Node) -> Limit {
        let Space::Room(room) = self.space else { return Limit::NONE };
        match room.member(name) {
            Some(member) => member.limit,
            None => {
                self.refuse(name, node);
                Limit::NONE
            }
        }
    }

    fn refuse(&self, name: &str, node: &Node) {
        let backend = self.reader.terms.backend;
        let problem =
            if PRINT_ONLY.contains(&name) { Problem::NotPrintable(backend) } else { Problem::NotCarried(backend) };
        self.reader.fault(self.at(name), Some(node), problem);
    }

    fn wrong<T>(&self, name: &str, node: &Node, problem: Problem) -> Option<T> {
        self.reader.fault(self.at(name), Some(node), problem);
        None
    }

    /// A text of at most `most` characters; an empty one is as good as none where it may be left out.
    pub fn text(&self, name: &'static str, need: Need, most: usize) -> Option<String> {
        self.describe(name, need, || json!({ "type": "string", "maxLength": most }));
        let node = self.take(name, need)?;
        let Node::Text(given) = node else { return self.wrong(name, node, Problem::Type("string")) };
        if given.is_empty() {
            let required = need == Need::Must || self.room(name).is_some_and(|room| room.limit.required);
            let problem = Problem::Length { given: 0, least: 1, most };
            return if required { self.wrong(name, node, problem) } else { None };
        }
        let limit = self.limit(name, node);
        self.fit(self.at(name), node, given, limit, most)
    }

    /// Brings a text within the bounds, or says why it is not.
    fn fit(&self, path: Path, node: &Node, given: &str, limit: Limit, most: usize) -> Option<String> {
        if limit.digits && !given.bytes().all(|byte| byte.is_ascii_digit()) {
            self.reader.fault(path, Some(node), Problem::Word("0–9".into()));
            return None;
        }
        let mut text = given.to_owned();
        if self.reader.terms.charset == Charset::Cp866 {
            let strange = text::outside_cp866(&text);
            if !strange.is_empty() {
                let goes_on = self.reader.judge(path, Some(node), Problem::Encoding(strange));
                if goes_on && self.reader.terms.level(Rule::Encoding) == Level::Warn {
                    text = text::to_cp866(&text);
                    self.reader.note(path, None, Problem::Adjusted(text.clone()));
                }
            }
        }
        let most = most.min(limit.most);
        let length = text.chars().count();
        if length > most || length < limit.least {
            let problem = Problem::Length { given: length, least: limit.least.max(1), most };
            // Digits cannot be cut, and nothing can be added: such a text is no shorter form of itself.
            if limit.digits || length < limit.least {
                self.reader.fault(path, Some(node), Problem::Range(format!("{}–{most}", limit.least)));
                return None;
            }
            if self.reader.judge(path, Some(node), problem) && self.reader.terms.level(Rule::TextLength) == Level::Warn
            {
                text = text.chars().take(most).collect();
                self.reader.note(path, None, Problem::Adjusted(text.clone()));
            }
        }
        Some(text)
    }

    /// An ИНН: digits with right check digits; a number of the right length is taken with a note.
    pub fn tax_number(&self, name: &'static str, need: Need) -> Option<String> {
        self.describe(name, need, || json!({ "type": "string", "pattern": "^([0-9]{10}|[0-9]{12})?$" }));
        let node = self.take(name, need)?;
        let digits = match node {
            Node::Text(text) if text.is_empty() && need == Need::May => return None,
            Node::Text(text) => text.trim(),
            Node::Number(digits) if matches!(digits.len(), 10 | 12) => {
                let text = Text::of(
                    "ИНН должен быть строкой: у числа теряются ведущие нули",
                    "A tax number should be a string: a number loses leading zeros",
                );
                self.reader.note(self.at(name), Some(node), Problem::Form(text));
                digits
            }
            _ => return self.wrong(name, node, Problem::Type("string")),
        };
        let limit = self.limit(name, node);
        if !matches!(digits.len(), 10 | 12) || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return self.wrong(name, node, Problem::Range("10, 12".into()));
        }
        let allowed = if self.reader.terms.short_tax_numbers_pass { 10 } else { limit.least };
        if digits.len() < allowed || digits.len() > limit.most {
            return self.wrong(name, node, Problem::NotCarried(self.reader.terms.backend));
        }
        if !text::tax_number_is_right(digits) {
            self.judge(name, Problem::TaxNumber);
        }
        Some(digits.to_owned())
    }

    /// A sum of money from nought up.
    pub fn money(&self, name: &'static str, need: Need) -> Option<Money> {
        self.describe(
            name,
            need,
            || json!({ "type": "number", "minimum": 0, "description": "money, two digits after the point" }),
        );
        let node = self.take(name, need)?;
        self.limit(name, node);
        let exact = self.number(name, node)?;
        let exact = self.fraction(name, node, exact, 2)?;
        let sum = Money::rounded(exact).filter(|sum| *sum >= Money::ZERO);
        sum.or_else(|| self.wrong(name, node, Problem::Range(format!("0…{}", Money::MOST))))
    }

    /// A quantity above nought, to `digits` after the point.
    pub fn quantity(&self, name: &'static str, need: Need, digits: u32) -> Option<Decimal> {
        self.describe(name, need, || json!({ "type": "number", "exclusiveMinimum": 0 }));
        let node = self.take(name, need)?;
        let limit = self.limit(name, node);
        let exact = self.number(name, node)?;
        let exact = self.fraction(name, node, exact, digits.min(limit.fraction))?;
        let most = Decimal::new(999_999_999, 0);
        if exact <= Decimal::ZERO || exact > most {
            return self.wrong(name, node, Problem::Range(format!("> 0, ≤ {most}")));
        }
        Some(exact)
    }

    fn number(&self, name: &str, node: &Node) -> Option<Decimal> {
        let Node::Number(digits) = node else { return self.wrong(name, node, Problem::Type("number")) };
        decimal(digits).or_else(|| self.wrong(name, node, Problem::Range(format!("±{}", Money::MOST))))
    }

    fn fraction(&self, name: &str, node: &Node, exact: Decimal, digits: u32) -> Option<Decimal> {
        if let Some(near) = snapped(exact, digits) {
            return Some(near);
        }
        if !self.reader.judge(self.at(name), Some(node), Problem::Fraction(digits)) {
            return None;
        }
        let near = exact.round_dp_with_strategy(digits, RoundingStrategy::MidpointAwayFromZero).normalize();
        self.reader.note(self.at(name), Some(node), Problem::Adjusted(near.to_string()));
        Some(near)
    }

    /// A whole number from `least` to `most`.
    pub fn integer(&self, name: &'static str, need: Need, least: i64, most: i64) -> Option<i64> {
        self.describe(name, need, || json!({ "type": "integer", "minimum": least, "maximum": most }));
        let node = self.take(name, need)?;
        self.limit(name, node);
        let whole = self.number(name, node)?;
        let whole = if whole.is_integer() { whole.to_i64() } else { None };
        whole
            .filter(|value| (least..=most).contains(value))
            .or_else(|| self.wrong(name, node, Problem::Range(format!("{least}…{most}"))))
    }

    /// A flag; at its usual value it asks nothing of the backend.
    pub fn flag(&self, name: &'static str, usual: bool) -> bool {
        self.describe(name, Need::May, || json!({ "type": "boolean", "default": usual }));
        match self.take(name, Need::May) {
            None => usual,
            Some(Node::Bool(value)) => {
                if *value != usual {
                    self.limit(name, &Node::Bool(*value));
                }
                *value
            }
            Some(node) => {
                self.reader.fault(self.at(name), Some(node), Problem::Type("boolean"));
                usual
            }
        }
    }

    /// A flag that must be given or not as the caller likes, and whose both values matter.
    pub fn flag_given(&self, name: &'static str, need: Need) -> Option<bool> {
        self.describe(name, need, || json!({ "type": "boolean" }));
        let node = self.take(name, need)?;
        let Node::Bool(value) = node else { return self.wrong(name, node, Problem::Type("boolean")) };
        // An unset switch asks nothing of a backend that does not have it.
        if *value || self.room(name).is_some() {
            self.limit(name, node);
        }
        Some(*value)
    }

    /// A word of a list; `usual` asks nothing of the backend.
    pub fn word<W: Words + PartialEq>(&self, name: &'static str, need: Need, usual: Option<W>) -> Option<W> {
        self.describe(name, need, || json!({ "enum": W::SPELLINGS.iter().map(|(word, _)| *word).collect::<Vec<_>>() }));
        let node = self.take(name, need)?;
        let value = self.one_word(self.at(name), node, need)?;
        if Some(value) != usual {
            let limit = self.limit(name, node);
            self.allowed(self.at(name), node, value, limit);
        }
        Some(value)
    }

    fn one_word<W: Words>(&self, path: Path, node: &Node, need: Need) -> Option<W> {
        let value = match node {
            Node::Text(text) if text.is_empty() && need == Need::May => return None,
            Node::Text(text) => W::of(text),
            Node::Number(digits) => W::of(digits).inspect(|value| {
                let text = Text::with(
                    format!("Вместо числа пишите «{}»", value.word()),
                    format!("Write \"{}\" instead of the number", value.word()),
                );
                self.reader.note(path, Some(node), Problem::Form(text));
            }),
            _ => {
                self.reader.fault(path, Some(node), Problem::Type("string"));
                return None;
            }
        };
        if value.is_none() {
            self.reader.fault(path, Some(node), Problem::Word(listed::<W>()));
        }
        value
    }

    fn allowed<W: Words>(&self, path: Path, node: &Node, value: W, limit: Limit) {
        if !limit.words.is_empty() && !limit.words.contains(&value.word()) {
            self.reader.fault(path, Some(node), Problem::NotCarried(self.reader.terms.backend));
        }
    }

    /// An array of words.
    pub fn word_list<W: Words>(&self, name: &'static str) -> Vec<W> {
        self.describe(name, Need::May, || {
            json!({ "type": "array", "items": { "enum": W::SPELLINGS.iter().map(|(word, _)| *word).collect::<Vec<_>>() } })
        });
        self.elements(name, Need::May, |path, node, limit| {
            let value = self.one_word(path, node, Need::Must)?;
            self.allowed(path, node, value, limit);
            Some(value)
        })
    }

    /// An array of texts of at most `most` characters each.
    pub fn texts(&self, name: &'static str, most: usize) -> Vec<String> {
        self.describe(name, Need::May, || json!({ "type": "array", "items": { "type": "string", "maxLength": most } }));
        self.elements(name, Need::May, |path, node, _| match node {
            Node::Text(text) if !text.is_empty() => self.fit(path, node, text, Limit::NONE, most),
            _ => {
                self.reader.fault(path, Some(node), Problem::Type("string"));
                None
            }
        })
    }

    /// An array of whole numbers.
    pub fn integers(&self, name: &'static str, least: i64, most: i64) -> Vec<i64> {
        self.describe(
            name,
            Need::May,
            || json!({ "type": "array", "items": { "type": "integer", "minimum": least, "maximum": most } }),
        );
        self.elements(name, Need::May, |path, node, _| {
            let whole = match node {
                Node::Number(digits) => digits.parse().ok().filter(|value| (least..=most).contains(value)),
                _ => None,
            };
            if whole.is_none() {
                self.reader.fault(path, Some(node), Problem::Range(format!("{least}…{most}")));
            }
            whole
        })
    }

    fn elements<T>(&self, name: &'static str, need: Need, read: impl Fn(Path, &'a Node, Limit) -> Option<T>) -> Vec<T> {
        let Some(node) = self.take(name, need) else { return Vec::new() };
        let Node::List(list) = node else {
            self.reader.fault(self.at(name), Some(node), Problem::Type("array"));
            return Vec::new();
        };
        if list.is_empty() {
            return Vec::new();
        }
        let limit = self.limit(name, node);
        if list.len() > limit.most {
            self.reader.fault(self.at(name), Some(node), Problem::Range(format!("≤ {}", limit.most)));
        }
        let place = self.at(name);
        list.iter().enumerate().filter_map(|(index, node)| read(Path::Item(&place, index), node, limit)).collect()
    }

    /// An object.
    pub fn object<T>(&self, name: &'static str, need: Need, read: impl FnOnce(&Fields) -> Option<T>) -> Option<T> {
        if let Some(sketch) = self.sketch {
            return sketch.object(self, name, need, read);
        }
        let node = self.take(name, need)?;
        let room = self.room(name);
        if room.is_none() && matches!(self.space, Space::Room(_)) {
            self.refuse(name, node);
        }
        self.reader.read_object(node, self.at(name), room, read)
    }

    /// An array of objects; each is read with its index.
    pub fn objects<T>(&self, name: &'static str, need: Need, read: impl Fn(usize, &Fields) -> Option<T>) -> Vec<T> {
        self.variants(name, need, "", &[("", &read)])
    }

    /// An array of objects whose member `kind` says which of the `readers` reads it.
    ///
    /// Room for the elements is `name[]` for the first kind, `name[kind]` for the others.
    pub fn variants<T>(
        &self,
        name: &'static str,
        need: Need,
        kind: &'static str,
        readers: &[(&'static str, &dyn Fn(usize, &Fields) -> Option<T>)],
    ) -> Vec<T> {
        if let Some(sketch) = self.sketch {
            sketch.variants(self, name, need, kind, readers);
            return Vec::new();
        }
        let Some(node) = self.take(name, need) else { return Vec::new() };
        let Node::List(list) = node else {
            self.reader.fault(self.at(name), Some(node), Problem::Type("array"));
            return Vec::new();
        };
        if let Space::Room(room) = self.space {
            // An empty list asks for nothing.
            if !list.is_empty() && !room.has_list(name) {
                self.refuse(name, node);
                return Vec::new();
            }
        }
        let place = self.at(name);
        let one = |(index, node): (usize, &Node)| {
            let path = Path::Item(&place, index);
            let (word, read) = match kind {
                "" => *readers.first()?,
                _ => self.variant(path, node, kind, readers)?,
            };
            let key = if readers.first().is_some_and(|first| first.0 == word) { "" } else { word };
            let room = self.room(&format!("{name}[{key}]"));
            if room.is_none() && matches!(self.space, Space::Room(_)) {
                let backend = self.reader.terms.backend;
                let print = PRINT_KINDS.contains(&word);
                let problem = if print { Problem::NotPrintable(backend) } else { Problem::NotCarried(backend) };
                self.reader.fault(path, Some(node), problem);
            }
            self.reader.read_object(node, path, room, |fields| {
                if !kind.is_empty() {
                    fields.known.borrow_mut().push(kind);
                }
                read(index, fields)
            })
        };
        list.iter().enumerate().filter_map(one).collect()
    }

    fn variant<'r, T>(
        &self,
        path: Path,
        node: &Node,
        kind: &'static str,
        readers: &[(&'static str, &'r dyn Fn(usize, &Fields) -> Option<T>)],
    ) -> Option<(&'static str, &'r dyn Fn(usize, &Fields) -> Option<T>)> {
        let place = Path::Member(&path, kind);
        match node.member(kind) {
            Some(Node::Text(word)) => {
                let found = readers.iter().find(|(name, _)| *name == &**word).copied();
                if found.is_none() {
                    let words: Vec<_> = readers.iter().map(|(name, _)| *name).collect();
                    self.reader.fault(place, node.member(kind), Problem::Word(words.join(", ")));
                }
                found
            }
            _ if !matches!(node, Node::Object(_)) => {
                self.reader.fault(path, Some(node), Problem::Type("object"));
                None
            }
            None => {
                self.reader.fault(place, None, Problem::Missing);
                None
            }
            Some(other) => {
                self.reader.fault(place, Some(other), Problem::Type("string"));
                None
            }
        }
    }

    pub(super) fn describe(&self, name: &'static str, need: Need, schema: impl FnOnce() -> serde_json::Value) {
        if let Some(sketch) = self.sketch {
            sketch.member(name, need, schema());
        }
    }
}

impl Fields<'_> {
    /// A whole number that asks nothing of the backend while it has its usual value.
    pub fn integer_unless(&self, name: &'static str, usual: i64, least: i64, most: i64) {
        self.describe(
            name,
            Need::May,
            || json!({ "type": "integer", "minimum": least, "maximum": most, "default": usual }),
        );
        let Some(node) = self.take(name, Need::May) else { return };
        let whole = self.number(name, node).filter(Decimal::is_integer).and_then(|value| value.to_i64());
        match whole.filter(|value| (least..=most).contains(value)) {
            Some(value) if value == usual => {}
            Some(_) => {
                self.limit(name, node);
            }
            None => self.reader.fault(self.at(name), Some(node), Problem::Range(format!("{least}…{most}"))),
        }
    }

    /// A text that asks nothing of the backend while it is one of the usual ones.
    pub fn text_unless(&self, name: &'static str, usual: &[&str], most: usize) {
        match self.peek(name) {
            Some(Node::Text(text)) if usual.contains(&&**text) => {
                self.describe(name, Need::May, || json!({ "type": "string", "maxLength": most }));
                self.know(name);
            }
            _ => {
                self.text(name, Need::May, most);
            }
        }
    }

    /// A text or a whole number, as the text of either.
    pub fn text_or_number(&self, name: &'static str, most: usize) -> Option<String> {
        self.describe(name, Need::May, || json!({ "type": ["string", "integer"], "maxLength": most }));
        let node = match self.peek(name) {
            Some(Node::Number(_)) => self.take(name, Need::May)?,
            _ => return self.text(name, Need::May, most),
        };
        self.limit(name, node);
        let whole = self.number(name, node).filter(Decimal::is_integer);
        whole.map(|value| value.to_string()).or_else(|| self.wrong(name, node, Problem::Type("string, integer")))
    }
}

impl Fields<'_> {
    /// A flag that is for the library itself and never reaches a backend.
    pub fn flag_ignored(&self, name: &'static str) -> bool {
        self.describe(name, Need::May, || json!({ "type": "boolean" }));
        match self.take(name, Need::May) {
            Some(Node::Bool(value)) => *value,
            Some(node) => {
                self.reader.fault(self.at(name), Some(node), Problem::Type("boolean"));
                false
            }
            None => false,
        }
    }
}

impl<'a> Fields<'a> {
    /// A name that the caller of the reading takes care of.
    pub fn know(&self, name: &'static str) {
        if self.members.iter().filter(|(key, _)| &**key == name).count() > 1 {
            self.reader.fault(self.at(name), None, Problem::Duplicate);
        }
        self.known.borrow_mut().push(name);
    }

    /// A member as it is, of whatever type.
    pub fn raw(&self, name: &'static str, need: Need) -> Option<&'a Node> {
        self.take(name, need)
    }

    /// A member that is not looked into.
    pub fn know_as_it_is(&self, name: &'static str) {
        self.take(name, Need::May);
    }

    /// A text that no fault may show.
    pub fn secret(&self, name: &'static str, most: usize) {
        let right = match self.take(name, Need::Must) {
            Some(Node::Text(text)) => (1..=most).contains(&text.chars().count()),
            Some(_) => false,
            None => return,
        };
        if !right {
            self.reader.fault(self.at(name), None, Problem::Range(format!("1–{most}")));
        }
    }

    /// A text for the library itself, which never reaches a backend.
    pub(super) fn own_text(&self, name: &'static str) -> Option<String> {
        match self.peek(name) {
            Some(Node::Text(text)) => Some(text.to_string()),
            Some(node) if !node.is_missing() => self.wrong(name, node, Problem::Type("string")),
            _ => None,
        }
    }
}
