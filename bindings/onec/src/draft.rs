//! A task made from a document of 1C, and the way back: from a path in the task to the attribute that it came from.
//!
//! Tables say, one row per attribute, what an attribute becomes. A value that cannot be read is put into the task
//! unchanged, so that the other faults of the task are found at the same time; its own fault is kept here.

use super::device::Device;
use super::log;
use super::xml::Element;
use kassa::error::{Error, ErrorKind, Fault, Problem, Result};
use kassa::task::json::Node;
use serde_json::Value;

/// What an attribute becomes.
pub struct Row {
    /// Names of the attribute: the newest revision's first, then those of older ones.
    pub names: &'static [&'static str],
    /// Path in the task. `[0]` makes a list with one element.
    pub path: &'static str,
    /// Reads the attribute's value as the task's value.
    pub read: fn(&str) -> std::result::Result<Node, Problem>,
}

/// A row of a table.
pub const fn row(
    names: &'static [&'static str],
    path: &'static str,
    read: fn(&str) -> std::result::Result<Node, Problem>,
) -> Row {
    Row { names, path, read }
}

/// Which place of the document a path of the task came from.
struct Source {
    path: String,
    place: String,
    value: Option<String>,
}

/// A task under construction.
pub struct Draft {
    task: Node,
    sources: Vec<Source>,
    faults: Vec<Fault>,
    /// The tables that were used: path in the task, place in the document, rows. A missing field is reported under the
    /// attribute that would have filled it.
    tables: Vec<(String, String, &'static [Row])>,
    /// A top-level member to leave out if the register does not support it.
    optional: Option<&'static str>,
}

impl Draft {
    /// An empty task of this type.
    pub fn new(name: &str) -> Self {
        let task = Node::Object(vec![("type".into(), Node::Text(name.into()))]);
        Self { task, sources: Vec::new(), faults: Vec::new(), tables: Vec::new(), optional: None }
    }

    /// Applies a table to the attributes of an element. `prefix` is the element's path in the task, `place` the one in
    /// the document.
    pub fn fill(&mut self, prefix: &str, element: &Element, place: &str, rows: &'static [Row]) {
        for row in rows {
            if let Some((name, value)) = element.attribute(row.names) {
                self.take(&format!("{prefix}{}", row.path), value, &format!("{place}/@{name}"), row.read);
            }
        }
        self.tables.push((prefix.to_owned(), place.to_owned(), rows));
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
        if device.settings.flag("leaveOutCashier") {
            self.optional = Some("operator");
        }
    }

    /// Keeps a fault of the document.
    pub fn fault(&mut self, place: &str, value: Option<&str>, problem: Problem) {
        let value = value.map(|value| Node::Text(value.into()).show());
        self.faults.push(Fault { path: place.to_owned(), value, problem });
    }

    /// Runs the task. Faults are reported under places of the document. A draft with faults is only validated, to find
    /// the other faults.
    pub fn execute(mut self, device: &Device) -> Result<Value> {
        self.leave_out(device);
        let done = match self.faults.is_empty() {
            true => device.driver.execute_node(&self.task),
            false => device.driver.validate_node(&self.task),
        };
        match done {
            Ok(answer) if self.faults.is_empty() => Ok(answer.into_json()),
            Ok(_) => Err(Error::before(ErrorKind::BadDocument(self.faults))),
            Err(error) => Err(self.translated(error)),
        }
    }

    fn leave_out(&mut self, device: &Device) {
        let Some(name) = self.optional.filter(|name| self.has(name)) else { return };
        let refused = device.driver.validate_node(&self.task).err();
        let unsupported_task = refused.iter().flat_map(Error::faults).any(|fault| {
            let within = fault.path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
            within && matches!(fault.problem, Problem::NotCarried(_))
        });
        if let Node::Object(members) = &mut self.task
            && unsupported_task
        {
            members.retain(|(member, _)| &**member != name);
            log::entry(format_args!("{name}: left out, as the settings allow"));
        }
    }

    /// The error with places of the document instead of paths of the task, together with the faults kept here.
    fn translated(mut self, mut error: Error) -> Error {
        let faults = match &mut error.kind {
            ErrorKind::BadDocument(faults) => faults,
            ErrorKind::Refused(refusal) => &mut refusal.faults,
            _ if self.faults.is_empty() => return error,
            _ => return Error::before(ErrorKind::BadDocument(self.faults)),
        };
        for fault in faults.iter_mut() {
            let (place, value) = self.place(&fault.path);
            fault.path = place;
            // A value in the task's own words, or an object, means nothing to a user of 1C.
            fault.value = value.or(fault.value.take()).filter(|value| !value.starts_with(['{', '[']));
        }
        // Values that could not be read are reported already, in the document's words.
        let known: Vec<String> = self.faults.iter().map(|fault| fault.path.clone()).collect();
        faults.retain(|fault| !known.contains(&fault.path));
        self.faults.append(faults);
        *faults = self.faults;
        error
    }

    /// The place of the document for a path of the task, and the value there.
    fn place(&self, path: &str) -> (String, Option<String>) {
        let exact = self.sources.iter().rev().find(|source| source.path == path);
        if let Some(source) = exact {
            return (source.place.clone(), source.value.clone());
        }
        if let Some(place) = self.within(path) {
            let only = self.sources.iter().find(|source| source.place == place);
            return (place, only.and_then(|source| source.value.clone()));
        }
        if let Some(attribute) = self.unsaid(path) {
            return (attribute, None);
        }
        // A missing member is reported under the element that lacks it.
        let mut outer = path;
        while let Some(end) = outer.rfind(['.', '[']) {
            outer = &outer[..end];
            let place = self
                .within(outer)
                .or_else(|| self.sources.iter().find(|source| source.path == outer).map(|source| source.place.clone()));
            if let Some(place) = place {
                let element = place.split("/@").next().unwrap_or_default();
                return (format!("{element}: {}", &path[end + 1..]), None);
            }
        }
        (path.to_owned(), None)
    }

    /// The attribute that would have filled a missing path.
    fn unsaid(&self, path: &str) -> Option<String> {
        self.tables.iter().find_map(|(prefix, place, rows)| {
            let path = path.strip_prefix(prefix.as_str())?;
            let row = rows.iter().find(|row| row.path == path)?;
            Some(format!("{place}/@{}", row.names[0]))
        })
    }

    /// The attributes from which the members below a path were made.
    fn within(&self, path: &str) -> Option<String> {
        let inner = |source: &&Source| source.path.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '[']));
        let mut sources = self.sources.iter().filter(inner);
        let mut place = sources.next()?.place.clone();
        let element = place.split("/@").next().unwrap_or_default().to_owned();
        for source in sources {
            match source.place.strip_prefix(&element) {
                Some(attribute) if attribute.starts_with("/@") && place != element => {
                    place += &format!(", {}", &attribute[1..]);
                }
                _ => return Some(element),
            }
        }
        Some(place)
    }
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
