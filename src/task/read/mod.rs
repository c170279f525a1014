//! Reads a task: every field once, every fault with its path, and no member unread.
//!
//! The same reading code, run with a [`Sketch`], writes the JSON schema of the task. So the schema cannot differ from
//! what is accepted.

mod nested;
mod numbers;
mod sketch;
mod texts;
mod words;

use super::capabilities::{Capabilities, Limit, Reason};
use super::json::Node;
use super::meaning::{Meaning, Recorder};
use super::path::Path;
use super::policy::{Policy, may_be_left_out};
use super::words::Words;
use crate::error::{Fault, Level, Problem, Text, nearest};
use crate::hex::hex;
use crate::secret::Secret;
pub use sketch::Sketch;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::fmt::Display;

/// Whether a field may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must be present.
    Required,
    /// It may be missing.
    Optional,
}

/// One form that an element of an array may have: the word that names it, and the function that reads it.
pub type Form<'r, T> = (&'static str, &'r dyn Fn(usize, &Fields) -> Option<T>);

/// Most faults that are reported one by one.
const MOST_FAULTS: usize = 1000;

/// Room for the names of the fields of an object, so that it need not grow step by step.
const USUAL_FIELDS: usize = 16;

/// The state of reading one document: its policy, and the faults and notes found so far.
pub struct Reader<'a> {
    /// The policy to read by.
    pub policy: &'a Policy,
    faults: RefCell<Vec<Fault>>,
    notes: RefCell<Vec<Fault>>,
    unnamed: Cell<usize>,
    /// The fields that a note already says are left out, as paths without indices.
    left_out: RefCell<HashSet<String>>,
    /// The meaning of the document, if the policy asks for it.
    meaning: Option<RefCell<Recorder>>,
    /// Members of the object whose reading has just ended, as they were read; see [`Reader::rewritten`].
    rewritten: RefCell<Vec<(Box<str>, Node)>>,
    /// The secrets that were read.
    secrets: RefCell<Vec<Secret>>,
}

impl<'a> Reader<'a> {
    /// Reads by this policy.
    pub fn new(policy: &'a Policy) -> Self {
        let (faults, notes) = (RefCell::default(), RefCell::default());
        Self {
            policy,
            faults,
            notes,
            unnamed: Cell::new(0),
            left_out: RefCell::default(),
            meaning: policy.records_meaning.then(RefCell::default),
            rewritten: RefCell::default(),
            secrets: RefCell::default(),
        }
    }

    /// The meaning of the document; it is moved out.
    pub fn meaning(&self) -> Meaning {
        self.meaning.as_ref().map(RefCell::take).unwrap_or_default().finish()
    }

    /// The document as it was read: each value in the vocabulary's own spelling, with what was adjusted, and without
    /// what is left out or unknown. For a backend whose protocol is the vocabulary. It is moved out.
    pub fn rewritten(&self) -> Node {
        Node::Object(self.rewritten.take())
    }

    fn mean(&self, path: Path, value: impl Display) {
        if let Some(meaning) = &self.meaning {
            meaning.borrow_mut().say(path, value);
        }
    }

    /// The secrets that were read; they are moved out.
    pub fn secrets(&self) -> Vec<Secret> {
        self.secrets.take()
    }

    /// Keeps a secret that is a part of another value.
    pub fn hide(&self, secret: &Secret) {
        self.secrets.borrow_mut().push(secret.clone());
    }

    /// Adds a note that does not show the value.
    pub fn warn(&self, path: Path, problem: Problem) {
        self.note(path, None, problem);
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
        self.read_members(members, path, capabilities.map_or(Space::Unasked, Space::Capabilities), read)
    }

    fn read_members<T>(
        &self,
        members: &[(Box<str>, Node)],
        path: Path,
        space: Space,
        read: impl FnOnce(&Fields) -> Option<T>,
    ) -> Option<T> {
        let fields = Fields::new(self, members, path, space, None);
        let value = read(&fields);
        fields.finish();
        self.rewritten.replace(fields.rewritten.take());
        value
    }

    /// Reports a problem by the level of its rule; `true` if the value may be used anyway.
    pub fn judge(&self, path: Path, node: Option<&Node>, problem: Problem) -> bool {
        match self.policy.level(problem.rule()) {
            Level::Strict | Level::Adjust => {
                self.refused(path, node, problem);
                false
            }
            Level::Warn => {
                self.note(path, node, problem);
                true
            }
            Level::Off => true,
        }
    }

    /// Reports a fault, whatever the level of its rule.
    fn refused(&self, path: Path, node: Option<&Node>, problem: Problem) {
        if self.faults.borrow().len() < MOST_FAULTS {
            let fault = Fault { path: path.to_string(), value: node.map(Node::show), problem };
            self.faults.borrow_mut().push(fault);
        } else {
            // A caller who sends a thousand faults does not need more of them, and the answer must not be longer than
            // the document.
            self.unnamed.set(self.unnamed.get() + 1);
        }
    }

    fn fault(&self, path: Path, node: Option<&Node>, problem: Problem) {
        self.judge(path, node, problem);
    }

    /// Keeps a note for the caller about a value that is used anyway.
    pub(in crate::task) fn note(&self, path: Path, node: Option<&Node>, problem: Problem) {
        let fault = Fault { path: path.to_string(), value: node.map(Node::show), problem };
        self.notes.borrow_mut().push(fault);
    }

    /// Says that a field is left out, and why. One note for all lines of a document is enough.
    fn leave_out(&self, path: Path, node: &Node, reason: Text) {
        if self.left_out.borrow_mut().insert(path.pattern()) {
            self.note(path, Some(node), Problem::LeftOut(reason));
        }
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
    /// The object as a whole is left out, so only its form is checked.
    LeftOut,
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
    /// The members read so far, as [`Reader::rewritten`] returns them.
    rewritten: RefCell<Vec<(Box<str>, Node)>>,
}

impl<'a> Fields<'a> {
    /// The document itself, for making its schema.
    pub(in crate::task) fn sketched(reader: &'a Reader<'a>, sketch: &'a Sketch) -> Self {
        Self::new(reader, &[], Path::Root, Space::Unasked, Some(sketch))
    }

    fn new(
        reader: &'a Reader<'a>,
        members: &'a [(Box<str>, Node)],
        path: Path<'a>,
        space: Space<'a>,
        sketch: Option<&'a Sketch>,
    ) -> Self {
        Self {
            reader,
            path,
            members,
            space,
            known: RefCell::new(Vec::with_capacity(USUAL_FIELDS)),
            sketch,
            rest_left: Cell::new(false),
            rewritten: RefCell::default(),
        }
    }

    /// Path of a member.
    pub fn at<'b>(&'b self, name: &'b str) -> Path<'b> {
        Path::Member(&self.path, name)
    }

    /// Reports a problem of a member, by the level of its rule.
    pub fn judge(&self, name: &str, problem: Problem) -> bool {
        self.reader.judge(self.at(name), self.peek(name), problem)
    }

    /// Adds a note about a member that is accepted.
    pub fn note(&self, name: &str, problem: Problem) {
        self.reader.note(self.at(name), self.peek(name), problem);
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
            meaning.borrow_mut().unsay(self.at(name));
        }
    }

    /// Writes a member into the document as it is passed on. It replaces what reading the member wrote.
    pub fn rewrite(&self, name: &str, value: impl FnOnce() -> Node) {
        if self.reader.policy.rewrites && self.sketch.is_none() && !matches!(self.space, Space::LeftOut) {
            let mut written = self.rewritten.borrow_mut();
            match written.iter_mut().find(|(known, _)| &**known == name) {
                Some((_, old)) => *old = value(),
                None => written.push((name.into(), value())),
            }
        }
    }

    /// Takes a member out of the document as it is passed on: another one says the same.
    pub fn unwrite(&self, name: &str) {
        self.rewritten.borrow_mut().retain(|(known, _)| &**known != name);
    }

    /// Replaces each element of an array by one or several in the document as it is passed on.
    pub fn rewrite_each(&self, name: &str, write: impl FnMut(Node) -> Vec<Node>) {
        let mut written = self.rewritten.borrow_mut();
        if let Some((_, Node::List(list))) = written.iter_mut().find(|(known, _)| &**known == name) {
            *list = std::mem::take(list).into_iter().flat_map(write).collect();
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
            // A member that is given was not meant by another name.
            let missing = known.iter().copied().filter(|known| self.peek(known).is_none());
            let meant = nearest(name, missing.collect::<Vec<&'static str>>());
            if self.reader.policy.unknown_fields_pass {
                if !node.is_missing() && self.reader.meaning.is_some() {
                    // The name of a known member never begins like this.
                    self.reader.mean(Path::Member(&self.path, &format!("?{name}")), hex(&node.digest(&[])));
                }
                self.reader.note(path, shown, Problem::Unknown(meant));
            } else {
                self.reader.fault(path, shown, Problem::Unknown(meant));
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
        if node.is_none() && (need == Need::Required || self.requires(name)) {
            self.reader.fault(self.at(name), first, Problem::Missing);
        }
        node
    }

    fn capabilities(&self, name: &str) -> Option<&'a Capabilities> {
        match self.space {
            Space::Capabilities(capabilities) => capabilities.member(name),
            Space::Unasked | Space::LeftOut => None,
        }
    }

    /// Whether the backend requires a member.
    fn requires(&self, name: &str) -> bool {
        match self.space {
            Space::Capabilities(capabilities) => capabilities.requires(name),
            Space::Unasked | Space::LeftOut => false,
        }
    }

    /// Whether the backend supports a member of this name.
    pub fn supports(&self, name: &str) -> bool {
        self.capabilities(name).is_some_and(|member| member.left_out.is_none())
    }

    /// Whether a member is absent, `null` or `{}`.
    pub fn is_missing(&self, name: &str) -> bool {
        self.peek(name).is_none_or(Node::is_missing)
    }

    /// Reports a missing member if the backend requires it, in a sentence of its own. Returns whether it did.
    pub fn lacks(&self, name: &'static str, text: Text) -> bool {
        let lacks = self.requires(name);
        if lacks {
            self.know(name);
            self.judge(name, Problem::Form(text));
        }
        lacks
    }

    /// Whether the backend supports an array of this name.
    pub fn has_list(&self, name: &str) -> bool {
        match self.space {
            Space::Capabilities(capabilities) => capabilities.has_list(name),
            Space::Unasked | Space::LeftOut => true,
        }
    }

    /// Whether this reading only makes the schema, which is the same for every backend.
    pub fn is_sketch(&self) -> bool {
        self.sketch.is_some()
    }

    /// The backend's limits for a member that is present. `None` if the member is left out; a fault is reported if the
    /// backend does not support it.
    fn limit(&self, name: &str, node: &Node) -> Option<Limit> {
        match self.space_within(name, name, node) {
            Space::Capabilities(member) => Some(member.limit),
            Space::Unasked => Some(Limit::NONE),
            Space::LeftOut => None,
        }
    }

    /// The capabilities for what is in a member that is present; reports a fault or a note where there are none. `key`
    /// is the member's name in the table.
    fn space_within(&self, name: &str, key: &str, node: &Node) -> Space<'a> {
        let Space::Capabilities(capabilities) = self.space else { return self.space };
        let Some(member) = capabilities.member(key) else { return self.refuse(self.at(name), node) };
        self.space_of(self.at(name), node, member)
    }

    /// The same for a member or an element whose row is known.
    fn space_of(&self, path: Path, node: &Node, member: &'a Capabilities) -> Space<'a> {
        match member.left_out {
            None => Space::Capabilities(member),
            Some(reason) => self.leave_out(path, node, reason),
        }
    }

    /// Leaves out a field for a reason of the backend's table, unless the configuration wants that refused.
    fn leave_out(&self, path: Path, node: &Node, reason: &Reason) -> Space<'a> {
        let policy = self.reader.policy;
        if policy.uncarried_refused && !policy.leaves_out(&path.pattern()) {
            let backend = policy.backend;
            let problem = if reason.print { Problem::NotPrintable(backend) } else { Problem::NotCarried(backend) };
            self.reader.fault(path, Some(node), problem);
            return Space::Unasked;
        }
        self.reader.leave_out(path, node, Text::of(reason.ru, reason.en));
        Space::LeftOut
    }

    /// Refuses a field that the backend has no row for, unless an administrator has it left out.
    fn refuse(&self, path: Path, node: &Node) -> Space<'a> {
        let policy = self.reader.policy;
        let pattern = path.pattern();
        if policy.leaves_out(&pattern) {
            self.reader.leave_out(path, node, asked_for());
            return Space::LeftOut;
        }
        let problem = if may_be_left_out(&pattern) {
            Problem::Omittable(policy.backend, pattern)
        } else {
            Problem::NotCarried(policy.backend)
        };
        self.reader.fault(path, Some(node), problem);
        Space::Unasked
    }

    fn wrong<T>(&self, name: &str, node: &Node, problem: Problem) -> Option<T> {
        self.reader.fault(self.at(name), Some(node), problem);
        None
    }

    /// Whether a default from the configuration may be used for a member of a missing object; reports a fault if not.
    pub fn may_stand_within<W: Words>(&self, object: &str, name: &str, value: W) -> bool {
        let capabilities = self.capabilities(object).and_then(|capabilities| capabilities.member(name));
        self.fits(Path::Member(&self.at(object), name), capabilities, value)
    }

    fn fits<W: Words>(&self, path: Path, capabilities: Option<&Capabilities>, value: W) -> bool {
        let right = capabilities.is_none_or(|capabilities| capabilities.limit.has(value));
        if !right {
            let allowed = capabilities.map(|capabilities| capabilities.limit.words.join(", ")).unwrap_or_default();
            let problem = Problem::NotAmong { backend: self.reader.policy.backend, allowed };
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

/// The reason for a field that the configuration leaves out.
fn asked_for() -> Text {
    Text::of("так задано в настройке `leaveOut`", "the setting `leaveOut` says so")
}
