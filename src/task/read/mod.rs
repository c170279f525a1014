//! Reads a task: every field once, every fault with its path, and no member unread.
//!
//! The same reading code, run with a [`Sketch`], writes the JSON schema of the task. So the schema cannot differ from
//! what is accepted.

mod nested;
mod numbers;
mod sketch;
mod texts;
mod words;

use super::capabilities::{Capabilities, Limit};
use super::json::Node;
use super::meaning::{Meaning, hex};
use super::path::Path;
use super::policy::Policy;
use super::words::Words;
use crate::error::{Fault, Level, Problem};
pub use sketch::Sketch;
use std::cell::{Cell, RefCell};
use std::fmt::Display;

/// Whether a field may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be present.
    Required,
    /// It may be missing.
    Optional,
}

/// Fields that only change the printed paper. If a backend cannot print them, the caller may allow them to be left out.
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

/// One form that an element of an array may have: the word that names it, and the function that reads it.
pub type Form<'r, T> = (&'static str, &'r dyn Fn(usize, &Fields) -> Option<T>);

/// Most faults that are reported one by one.
const MOST_FAULTS: usize = 1000;

/// The state of reading one document: its policy, and the faults and notes found so far.
pub struct Reader<'a> {
    /// The policy to read by.
    pub policy: &'a Policy,
    faults: RefCell<Vec<Fault>>,
    notes: RefCell<Vec<Fault>>,
    unnamed: Cell<usize>,
    /// The meaning of the document, if requested.
    meaning: Option<RefCell<Meaning>>,
}

impl<'a> Reader<'a> {
    /// Reads by this policy.
    pub fn new(policy: &'a Policy) -> Self {
        let (faults, notes) = (RefCell::default(), RefCell::default());
        Self { policy, faults, notes, unnamed: Cell::new(0), meaning: None }
    }

    /// The same, and records the meaning of the document.
    pub fn of_meaning(policy: &'a Policy) -> Self {
        Self { meaning: Some(RefCell::default()), ..Self::new(policy) }
    }

    /// The meaning recorded so far; it is moved out.
    pub fn meaning(&self) -> Meaning {
        self.meaning.as_ref().map(RefCell::take).unwrap_or_default()
    }

    fn mean(&self, path: Path, value: impl Display) {
        if let Some(meaning) = &self.meaning {
            meaning.borrow_mut().say(path.to_string(), value.to_string());
        }
    }

    /// The faults and notes that were found.
    pub fn found(self) -> (Vec<Fault>, Vec<Fault>) {
        let (mut faults, notes) = (self.faults.into_inner(), self.notes.into_inner());
        if self.unnamed.get() > 0 {
            let problem = Problem::More(self.unnamed.get());
            faults.push(Fault { path: String::new(), value: None, problem });
        }
        (faults, notes)
    }

    /// Reads the document, which must be an object. `room` holds the backend's capabilities.
    pub fn object<T>(
        &self,
        node: &Node,
        capabilities: Option<&Capabilities>,
        read: impl FnOnce(&Fields) -> Option<T>,
    ) -> Option<T> {
        self.read_object(node, Path::Root, capabilities, read)
    }

    fn read_object<T>(
        &self,
        node: &Node,
        path: Path,
        capabilities: Option<&Capabilities>,
        read: impl FnOnce(&Fields) -> Option<T>,
    ) -> Option<T> {
        let Node::Object(members) = node else {
            self.fault(path, Some(node), Problem::Type("object"));
            return None;
        };
        let fields = Fields::new(self, members, path, capabilities, None);
        let value = read(&fields);
        fields.finish();
        value
    }

    /// Reports a problem by the level of its rule; `true` if the value may be used anyway.
    pub fn judge(&self, path: Path, node: Option<&Node>, problem: Problem) -> bool {
        let level = self.policy.level(problem.rule());
        if level != Level::Off {
            let fault = Fault { path: path.to_string(), value: node.map(Node::show), problem };
            if level == Level::Warn {
                self.notes.borrow_mut().push(fault);
            } else if self.faults.borrow().len() < MOST_FAULTS {
                self.faults.borrow_mut().push(fault);
            } else {
                // A caller who sends a thousand faults does not need more of them, and the answer must not be longer
                // than the document.
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

    /// Turns the faults about what cannot be printed into notes: the caller accepts the document without it.
    pub fn leave_out_print(&self) {
        let mut faults = self.faults.borrow_mut();
        let (print, rest) =
            faults.drain(..).partition::<Vec<_>, _>(|fault| matches!(fault.problem, Problem::NotPrintable(_)));
        *faults = rest;
        self.notes.borrow_mut().extend(print);
    }
}

/// The backend's capabilities for the fields of an object.
#[derive(Clone, Copy)]
enum Space<'a> {
    /// Not checked: the object as a whole is not supported, which was already reported.
    Unasked,
    Capabilities(&'a Capabilities),
}

/// An object that is being read.
pub struct Fields<'a> {
    /// The reading that this object belongs to.
    pub reader: &'a Reader<'a>,
    /// Path of the object in the document.
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
        capabilities: Option<&'a Capabilities>,
        sketch: Option<&'a Sketch>,
    ) -> Self {
        let space = capabilities.map_or(Space::Unasked, Space::Capabilities);
        Self { reader, path, members, space, known: RefCell::default(), sketch, rest_left: Cell::new(false) }
    }

    /// Path of a member.
    pub fn at<'b>(&'b self, name: &'b str) -> Path<'b> {
        Path::Member(&self.path, name)
    }

    /// Reports a problem of a member, by the level of its rule.
    pub fn judge(&self, name: &str, problem: Problem) -> bool {
        self.reader.judge(self.at(name), self.peek(name), problem)
    }

    /// A member as it is, without marking it as read.
    pub fn peek(&self, name: &str) -> Option<&'a Node> {
        self.members.iter().find(|(key, _)| &**key == name).map(|(_, node)| node)
    }

    /// The number of elements of an array, read or not; 0 if it is no array.
    pub fn count(&self, name: &str) -> usize {
        if let Some(Node::List(list)) = self.peek(name) { list.len() } else { 0 }
    }

    /// A member as it is, of any type.
    pub fn raw(&self, name: &'static str, need: Need) -> Option<&'a Node> {
        self.take(name, need)
    }

    /// Records the meaning of a member, in its canonical spelling. It replaces what reading the member recorded.
    pub fn mean(&self, name: &str, value: impl Display) {
        self.reader.mean(self.at(name), value);
    }

    /// Records that a member means nothing: it has its default, or another member says the same.
    pub fn mean_nothing(&self, name: &str) {
        if let Some(meaning) = &self.reader.meaning {
            meaning.borrow_mut().unsay(&self.at(name).to_string());
        }
    }

    /// Marks a member as known: the calling code reads it by itself.
    pub fn know(&self, name: &'static str) {
        if self.members.iter().filter(|(key, _)| &**key == name).count() > 1 {
            self.reader.fault(self.at(name), None, Problem::Duplicate);
        }
        self.known.borrow_mut().push(name);
    }

    /// Ignores the remaining members: their reader is not known.
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
            let shown = Some(node).filter(|_| !self.reader.policy.secret_values);
            if self.reader.policy.unknown_fields_pass {
                if !node.is_missing() && self.reader.meaning.is_some() {
                    // The name of a known member never begins like this.
                    self.reader.mean(Path::Member(&self.path, &format!("?{name}")), hex(&node.digest(&[])));
                }
                self.reader.note(path, shown, Problem::Unknown);
            } else {
                self.reader.fault(path, shown, Problem::Unknown);
            }
        }
    }

    /// Marks a member as known and returns it, unless it is missing.
    fn take(&self, name: &'static str, need: Need) -> Option<&'a Node> {
        self.known.borrow_mut().push(name);
        let mut found = self.members.iter().filter(|(key, _)| &**key == name).map(|(_, node)| node);
        let first = found.next();
        if found.next().is_some() {
            self.reader.fault(self.at(name), None, Problem::Duplicate);
        }
        let node = first.filter(|node| !node.is_missing());
        if node.is_none()
            && (need == Need::Required
                || self.capabilities(name).is_some_and(|capabilities| capabilities.limit.required))
        {
            self.reader.fault(self.at(name), first, Problem::Missing);
        }
        node
    }

    fn capabilities(&self, name: &str) -> Option<&'a Capabilities> {
        match self.space {
            Space::Capabilities(capabilities) => capabilities.member(name),
            Space::Unasked => None,
        }
    }

    /// Whether the backend supports a member of this name.
    pub fn supports(&self, name: &str) -> bool {
        self.capabilities(name).is_some()
    }

    /// Whether the backend supports an array of this name.
    pub fn has_list(&self, name: &str) -> bool {
        match self.space {
            Space::Capabilities(capabilities) => capabilities.has_list(name),
            Space::Unasked => true,
        }
    }

    /// Whether this reading only makes the schema, which is the same for every backend.
    pub fn is_sketch(&self) -> bool {
        self.sketch.is_some()
    }

    /// The backend's limits for a member that is present; reports a fault if the member is not supported.
    fn limit(&self, name: &str, node: &Node) -> Limit {
        let Space::Capabilities(capabilities) = self.space else { return Limit::NONE };
        match capabilities.member(name) {
            Some(member) => member.limit,
            None => {
                self.refuse(name, node);
                Limit::NONE
            }
        }
    }

    fn refuse(&self, name: &str, node: &Node) {
        let backend = self.reader.policy.backend;
        let problem =
            if PRINT_ONLY.contains(&name) { Problem::NotPrintable(backend) } else { Problem::NotCarried(backend) };
        self.reader.fault(self.at(name), Some(node), problem);
    }

    fn wrong<T>(&self, name: &str, node: &Node, problem: Problem) -> Option<T> {
        self.reader.fault(self.at(name), Some(node), problem);
        None
    }

    /// Whether a default from the configuration may be used for a missing member; reports a fault if not.
    pub fn may_stand_in<W: Words>(&self, name: &str, value: W) -> bool {
        self.fits(self.at(name), self.capabilities(name), value)
    }

    /// The same for a member of a missing object.
    pub fn may_stand_within<W: Words>(&self, object: &str, name: &str, value: W) -> bool {
        let capabilities = self.capabilities(object).and_then(|capabilities| capabilities.member(name));
        self.fits(Path::Member(&self.at(object), name), capabilities, value)
    }

    fn fits<W: Words>(&self, path: Path, capabilities: Option<&Capabilities>, value: W) -> bool {
        let right = capabilities.is_none_or(|capabilities| capabilities.limit.has(value));
        if !right {
            let problem = Problem::NotCarried(self.reader.policy.backend);
            self.reader.fault(path, Some(&Node::Text(value.word().into())), problem);
        }
        right
    }

    pub(in crate::task) fn describe(&self, name: &'static str, need: Need, schema: impl FnOnce() -> serde_json::Value) {
        if let Some(sketch) = self.sketch {
            sketch.member(name, need == Need::Required, schema());
        }
    }
}
