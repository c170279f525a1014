//! Reading a task: every field once, every fault with its place, nothing left over.
//!
//! The same reading code, run over a [`Sketch`], writes the JSON schema of the task.

mod nested;
mod numbers;
mod sketch;
mod texts;
mod words;

use super::json::Node;
use super::meaning::{Meaning, hex};
use super::path::Path;
use super::room::{Limit, Room};
use super::terms::Terms;
use super::words::Words;
use crate::error::{Fault, Level, Problem};
pub use sketch::Sketch;
use std::cell::{Cell, RefCell};
use std::fmt::Display;

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

/// One form that an element of an array may have: the word that names it, and its reading.
pub type Form<'r, T> = (&'static str, &'r dyn Fn(usize, &Fields) -> Option<T>);

/// Most faults that are named one by one.
const MOST_FAULTS: usize = 1000;

/// What a reading found.
pub struct Reader<'a> {
    /// By what it reads.
    pub terms: &'a Terms,
    faults: RefCell<Vec<Fault>>,
    notes: RefCell<Vec<Fault>>,
    unnamed: Cell<usize>,
    /// What the document means, if that is asked.
    meaning: Option<RefCell<Meaning>>,
}

impl<'a> Reader<'a> {
    /// A reading by these terms.
    pub fn new(terms: &'a Terms) -> Self {
        let (faults, notes) = (RefCell::default(), RefCell::default());
        Self { terms, faults, notes, unnamed: Cell::new(0), meaning: None }
    }

    /// The same, which writes down what the document means.
    pub fn of_meaning(terms: &'a Terms) -> Self {
        Self { meaning: Some(RefCell::default()), ..Self::new(terms) }
    }

    /// What was written down of the meaning.
    pub fn meaning(&self) -> Meaning {
        self.meaning.as_ref().map(RefCell::take).unwrap_or_default()
    }

    fn mean(&self, path: Path, value: impl Display) {
        if let Some(meaning) = &self.meaning {
            meaning.borrow_mut().say(path.to_string(), value.to_string());
        }
    }

    /// Faults and notes found.
    pub fn found(self) -> (Vec<Fault>, Vec<Fault>) {
        let (mut faults, notes) = (self.faults.into_inner(), self.notes.into_inner());
        if self.unnamed.get() > 0 {
            let problem = Problem::More(self.unnamed.get());
            faults.push(Fault { path: String::new(), value: None, problem });
        }
        (faults, notes)
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
            if level == Level::Warn {
                self.notes.borrow_mut().push(fault);
            } else if self.faults.borrow().len() < MOST_FAULTS {
                self.faults.borrow_mut().push(fault);
            } else {
                // Whoever sends a thousand faults needs no more of them, and the answer must not outgrow the document.
                self.unnamed.set(self.unnamed.get() + 1);
            }
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
    pub(in crate::task) fn new(
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

    /// How many elements an array has, read or not; none where it is no array.
    pub fn count(&self, name: &str) -> usize {
        if let Some(Node::List(list)) = self.peek(name) { list.len() } else { 0 }
    }

    /// A member as it is, of whatever type.
    pub fn raw(&self, name: &'static str, need: Need) -> Option<&'a Node> {
        self.take(name, need)
    }

    /// Writes down what a member means, in its one spelling; what the reading of it wrote down is gone.
    pub fn mean(&self, name: &str, value: impl Display) {
        self.reader.mean(self.at(name), value);
    }

    /// Writes down that a member says nothing: it has its default, or is told of elsewhere.
    pub fn mean_nothing(&self, name: &str) {
        if let Some(meaning) = &self.reader.meaning {
            meaning.borrow_mut().unsay(&self.at(name).to_string());
        }
    }

    /// A name that the caller of the reading takes care of.
    pub fn know(&self, name: &'static str) {
        if self.members.iter().filter(|(key, _)| &**key == name).count() > 1 {
            self.reader.fault(self.at(name), None, Problem::Duplicate);
        }
        self.known.borrow_mut().push(name);
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
            let shown = Some(node).filter(|_| !self.reader.terms.secret_values);
            if self.reader.terms.unknown_fields_pass {
                if !node.is_missing() && self.reader.meaning.is_some() {
                    // No member that is known begins like this.
                    self.reader.mean(Path::Member(&self.path, &format!("?{name}")), hex(&node.digest(&[])));
                }
                self.reader.note(path, shown, Problem::Unknown);
            } else {
                self.reader.fault(path, shown, Problem::Unknown);
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

    /// Whether the backend has room for a member of this name.
    pub fn has_room(&self, name: &str) -> bool {
        self.room(name).is_some()
    }

    /// Whether the backend has room for an array of this name.
    pub fn has_list(&self, name: &str) -> bool {
        match self.space {
            Space::Room(room) => room.has_list(name),
            Space::Unasked => true,
        }
    }

    /// Whether this reading only draws the schema, for every backend at once.
    pub fn is_sketch(&self) -> bool {
        self.sketch.is_some()
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

    /// Whether a word of the settings may stand in for a missing member; says so if it may not.
    pub fn may_stand_in<W: Words>(&self, name: &str, value: W) -> bool {
        self.fits(self.at(name), self.room(name), value)
    }

    /// The same for a member of a missing object.
    pub fn may_stand_within<W: Words>(&self, object: &str, name: &str, value: W) -> bool {
        let room = self.room(object).and_then(|room| room.member(name));
        self.fits(Path::Member(&self.at(object), name), room, value)
    }

    fn fits<W: Words>(&self, path: Path, room: Option<&Room>, value: W) -> bool {
        let right = room.is_none_or(|room| room.limit.has(value));
        if !right {
            let problem = Problem::NotCarried(self.reader.terms.backend);
            self.reader.fault(path, Some(&Node::Text(value.word().into())), problem);
        }
        right
    }

    pub(in crate::task) fn describe(&self, name: &'static str, need: Need, schema: impl FnOnce() -> serde_json::Value) {
        if let Some(sketch) = self.sketch {
            sketch.member(name, need == Need::Must, schema());
        }
    }
}
