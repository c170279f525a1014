//! A task made from a document of 1C, and the way back: from a path in the task to the attribute that it came from.
//!
//! Tables (`tables.rs`) say, one row per attribute, what an attribute becomes. A value that cannot be read is put into the task
//! unchanged, so that the other faults of the task are found at the same time; its own fault is kept here.

use super::device::Device;
use super::places::{Applied, Places, Source};
use super::row::Row;
use super::xml::Element;
use kassa::error::{Error, ErrorKind, Fault, Problem, Result};
use kassa::task::json::Node;
use serde_json::Value;
use std::collections::HashSet;

/// Most faults that are reported one by one, as in the core.
const MOST_FAULTS: usize = 1000;

/// A task under construction.
pub struct Draft {
    task: Node,
    sources: Vec<Source>,
    faults: Vec<Fault>,
    /// How many faults there are beyond [`MOST_FAULTS`].
    more: usize,
    tables: Vec<Applied>,
}

impl Draft {
    /// An empty task of this type.
    pub fn new(name: &str) -> Self {
        let task = Node::Object(vec![("type".into(), Node::Text(name.into()))]);
        Self { task, sources: Vec::new(), faults: Vec::new(), more: 0, tables: Vec::new() }
    }

    /// Applies a table to the attributes of an element. `prefix` is the element's path in the task, `place` the one in
    /// the document.
    pub fn fill(&mut self, prefix: &str, element: &Element, place: &str, rows: &'static [Row]) {
        for row in rows {
            if let Some((name, value)) = element.attribute(row.names) {
                self.take(&format!("{prefix}{}", row.path), value, &format!("{place}/@{name}"), row.read);
            }
        }
        self.tables.push(Applied { prefix: prefix.to_owned(), place: place.to_owned(), rows });
    }

    /// Reads a value of the document and puts it into the task. If it cannot be read, it is put there unchanged and a
    /// fault is kept.
    pub fn take(
        &mut self,
        path: &str,
        value: &str,
        place: &str,
        read: impl FnOnce(&str) -> std::result::Result<Node, Problem>,
    ) {
        let node = read(value).unwrap_or_else(|problem| {
            self.fault(place, Some(value), problem);
            Node::Text(value.into())
        });
        self.put(path, node, place);
        if let Some(source) = self.sources.last_mut() {
            source.value = Some(Node::Text(value.into()).show());
        }
    }

    /// Puts a value at a path of the task.
    pub fn put(&mut self, path: &str, node: Node, place: &str) {
        let mut at = &mut self.task;
        for step in path.split('.') {
            let (name, index) = match step.split_once('[') {
                Some((name, rest)) => (name, rest.trim_end_matches(']').parse::<usize>().ok()),
                None => (step, None),
            };
            at = member(at, name);
            if let Some(index) = index {
                at = element(at, index);
            }
        }
        *at = node;
        self.sources.push(Source { path: path.to_owned(), place: place.to_owned(), value: None });
    }

    /// The task's type.
    pub fn name(&self) -> &str {
        match self.task.member("type") {
            Some(Node::Text(name)) => name,
            _ => "",
        }
    }

    /// Whether the task has a top-level member of this name.
    pub fn has(&self, name: &str) -> bool {
        self.task.member(name).is_some_and(|member| !member.is_missing())
    }

    /// Fills in from the settings what 1C did not pass: the cashier.
    pub fn complete(&mut self, device: &Device) {
        if let Some(name) = device.settings.get("cashierName").filter(|_| !self.has("operator")) {
            self.put("operator.name", Node::Text(name.into()), "CashierName");
            if let Some(number) = device.settings.get("cashierInn") {
                self.put("operator.vatin", Node::Text(number.into()), "CashierInn");
            }
        }
    }

    /// Keeps a fault of the document.
    pub fn fault(&mut self, place: &str, value: Option<&str>, problem: Problem) {
        if self.faults.len() == MOST_FAULTS {
            self.more += 1;
            return;
        }
        let value = value.map(|value| Node::Text(value.into()).show());
        self.faults.push(Fault { path: place.to_owned(), value, problem });
    }

    /// Runs the task. Faults are reported under places of the document. A draft with faults is only validated, to find
    /// the other faults.
    pub fn execute(self, device: &Device) -> Result<Value> {
        let done = match self.faults.is_empty() {
            true => device.driver.execute_node(&self.task),
            false => device.driver.validate_node(&self.task),
        };
        match done {
            Ok(answer) if self.faults.is_empty() => {
                let answer = answer.into_json();
                self.write_notes(&answer, device);
                Ok(answer)
            }
            Ok(_) => Err(self.refused()),
            Err(error) => Err(self.translated(error)),
        }
    }

    /// Writes the notes of an answer into the log, with places of the document.
    fn write_notes(&self, answer: &Value, device: &Device) {
        let Some(notes) = answer.pointer("/warnings/notes").and_then(Value::as_array) else { return };
        let places = Places::of(&self.sources, &self.tables);
        for note in notes {
            let text = note.pointer("/message/en").and_then(Value::as_str).unwrap_or_default();
            let path = note.get("path").and_then(Value::as_str).unwrap_or_default();
            device.note(&places.of_path(path).0, text);
        }
    }

    /// The error of a document that has only the faults kept here.
    fn refused(self) -> Error {
        Error::before(ErrorKind::BadDocument(bounded(self.faults, self.more)))
    }

    /// The error with places of the document instead of paths of the task, together with the faults kept here.
    fn translated(mut self, mut error: Error) -> Error {
        let faults = match &mut error.kind {
            ErrorKind::BadDocument(faults) => faults,
            ErrorKind::Refused(refusal) => &mut refusal.faults,
            _ if self.faults.is_empty() => return error,
            _ => return self.refused(),
        };
        let places = Places::of(&self.sources, &self.tables);
        // Values that could not be read are reported already, in the document's words.
        let known: HashSet<&str> = self.faults.iter().map(|fault| fault.path.as_str()).collect();
        let (mut found, mut more) = (Vec::new(), self.more);
        for fault in faults.drain(..) {
            if let Problem::More(count) = fault.problem {
                // What could not be read here could not be read there either.
                more = more.max(count);
                continue;
            }
            let (place, value) = places.of_path(&fault.path);
            if known.contains(place.as_str()) {
                continue;
            }
            // A value in the task's own words, or an object, means nothing to a user of 1C.
            let value = value.or(fault.value).filter(|value| !value.starts_with(['{', '[']));
            found.push(Fault { path: place, value, problem: fault.problem });
        }
        self.faults.append(&mut found);
        *faults = bounded(self.faults, more);
        error
    }
}

/// The faults that are reported one by one, and how many more there are.
fn bounded(mut faults: Vec<Fault>, more: usize) -> Vec<Fault> {
    let more = more + faults.len().saturating_sub(MOST_FAULTS);
    faults.truncate(MOST_FAULTS);
    if more > 0 {
        faults.push(Fault { path: String::new(), value: None, problem: Problem::More(more) });
    }
    faults
}

/// The member of this name; created if missing.
fn member<'n>(node: &'n mut Node, name: &str) -> &'n mut Node {
    if !matches!(node, Node::Object(_)) {
        *node = Node::Object(Vec::new());
    }
    let Node::Object(members) = node else { unreachable!("it was just made one") };
    let at = members.iter().position(|(key, _)| &**key == name).unwrap_or_else(|| {
        members.push((name.into(), Node::Null));
        members.len() - 1
    });
    &mut members[at].1
}

/// The element at this index; the array is extended to it.
fn element(node: &mut Node, index: usize) -> &mut Node {
    if !matches!(node, Node::List(_)) {
        *node = Node::List(Vec::new());
    }
    let Node::List(list) = node else { unreachable!("it was just made one") };
    while list.len() <= index {
        list.push(Node::Null);
    }
    &mut list[index]
}
