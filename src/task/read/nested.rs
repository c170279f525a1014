//! Objects and arrays of a task.

use super::{Fields, Form, Need, Sketch, Space};
use crate::error::{Allowed, Problem};
use crate::hex::hex;
use crate::task::capabilities::Limit;
use crate::task::json::Node;
use crate::task::path::Path;
use serde_json::{Value, json};
use std::cell::RefCell;

impl<'a> Fields<'a> {
    pub(super) fn elements<T>(
        &self,
        name: &'static str,
        need: Need,
        read: impl Fn(Path, &'a Node, Limit) -> Option<T>,
    ) -> Vec<T> {
        let Some(node) = self.take(name, need) else { return Vec::new() };
        let Node::List(list) = node else {
            self.reader.fault(self.at(name), Some(node), Problem::Type("array"));
            return Vec::new();
        };
        if list.is_empty() {
            return Vec::new();
        }
        let Some(limit) = self.limit(name, node) else {
            // Left out or not, it may be the only difference between two documents.
            self.mean(name, hex(&node.digest(&[])));
            return Vec::new();
        };
        if list.len() > limit.most {
            let problem = Problem::Count { backend: self.reader.policy.backend, given: list.len(), most: limit.most };
            self.reader.fault(self.at(name), Some(node), problem);
        }
        let place = self.at(name);
        list.iter().enumerate().filter_map(|(index, node)| read(Path::Item(&place, index), node, limit)).collect()
    }

    /// Reads an object; `None` if it is missing, left out or cannot be read.
    pub fn object<T>(&self, name: &'static str, need: Need, read: impl FnOnce(&Fields) -> Option<T>) -> Option<T> {
        if let Some(sketch) = self.sketch {
            let (schema, value) = self.drawn(None, read);
            sketch.member(name, need == Need::Required, schema);
            return value;
        }
        let node = self.take(name, need)?;
        let space = self.space_within(name, name, node);
        let value = self.read_within(self.at(name), node, space, read);
        if !matches!(space, Space::LeftOut) {
            self.rewrite(name, || self.reader.rewritten());
        }
        value
    }

    /// Reads an object in this space. One that is left out is read for its form and its meaning only.
    fn read_within<T>(
        &self,
        path: Path,
        node: &Node,
        space: Space,
        read: impl FnOnce(&Fields) -> Option<T>,
    ) -> Option<T> {
        let Node::Object(members) = node else {
            self.reader.fault(path, Some(node), Problem::Type("object"));
            return None;
        };
        let value = self.reader.read_members(members, path, space, read);
        value.filter(|_| !matches!(space, Space::LeftOut))
    }

    /// Reads an object that is another form of a text: its members have no rows of their own in the backend's table.
    pub fn object_for_text<T>(&self, name: &'static str, read: impl FnOnce(&Fields) -> Option<T>) -> Option<T> {
        let node = self.take(name, Need::Optional)?;
        let space = match self.space_within(name, name, node) {
            Space::Capabilities(_) => Space::Unasked,
            other => other,
        };
        let value = self.read_within(self.at(name), node, space, read);
        if !matches!(space, Space::LeftOut) {
            self.rewrite(name, || self.reader.rewritten());
        }
        value
    }

    /// Reads an array of objects; each is read with its index.
    pub fn objects<T>(&self, name: &'static str, need: Need, read: impl Fn(usize, &Fields) -> Option<T>) -> Vec<T> {
        self.variants(name, need, "", &[("", &read)])
    }

    /// Reads an array of objects. The member `kind` of an element decides which of the `readers` reads it.
    ///
    /// The capabilities of the elements are under `name[]` for the first kind, and under `name[kind]` for the others.
    /// An element that is left out is read like the others, but nothing in it is checked against the backend.
    pub fn variants<T>(&self, name: &'static str, need: Need, kind: &'static str, readers: &[Form<'_, T>]) -> Vec<T> {
        if let Some(sketch) = self.sketch {
            sketch.member(name, need == Need::Required, self.drawn_array(kind, readers));
            return Vec::new();
        }
        let Some(node) = self.take(name, need) else { return Vec::new() };
        let Node::List(list) = node else {
            self.reader.fault(self.at(name), Some(node), Problem::Type("array"));
            return Vec::new();
        };
        if let Space::Capabilities(capabilities) = self.space {
            // An empty list needs nothing from the backend.
            if !list.is_empty() && !capabilities.has_list(name) {
                self.space_within(name, name, node);
                // Left out or not, it may be the only difference between two documents.
                self.mean(name, hex(&node.digest(&[])));
                return Vec::new();
            }
        }
        let place = self.at(name);
        let elements = RefCell::new(Vec::new());
        // The first kind is that of almost all elements.
        let usual = match self.space {
            Space::Capabilities(capabilities) => capabilities.member(&format!("{name}[]")),
            Space::Unasked | Space::LeftOut => None,
        };
        let one = |(index, node): (usize, &Node)| {
            let path = Path::Item(&place, index);
            let (word, read) = match kind {
                "" => *readers.first()?,
                _ => self.variant(path, node, kind, readers)?,
            };
            let is_usual = readers.first().is_some_and(|first| first.0 == word);
            let space = match self.space {
                Space::Capabilities(capabilities) => {
                    let member = if is_usual { usual } else { capabilities.member(&format!("{name}[{word}]")) };
                    match member {
                        Some(member) => self.space_of(path, node, member),
                        None => self.refuse(path, node),
                    }
                }
                other => other,
            };
            let Node::Object(members) = node else {
                self.reader.fault(path, Some(node), Problem::Type("object"));
                return None;
            };
            let value = self.reader.read_members(members, path, space, |fields| {
                if !kind.is_empty() {
                    fields.know(kind);
                    fields.mean(kind, word);
                    fields.rewrite(kind, || Node::Text(word.into()));
                }
                read(index, fields)
            });
            if !matches!(space, Space::LeftOut) && self.reader.policy.rewrites {
                elements.borrow_mut().push(self.reader.rewritten());
            }
            value
        };
        let values = list.iter().enumerate().filter_map(one).collect();
        self.rewrite(name, || Node::List(elements.into_inner()));
        values
    }

    /// The schema of an array of objects.
    fn drawn_array<T>(&self, kind: &'static str, readers: &[Form<'_, T>]) -> Value {
        let mut forms: Vec<Value> = Vec::new();
        for (word, read) in readers {
            let first = if kind.is_empty() { None } else { Some((kind, json!({ "const": word }))) };
            forms.push(self.drawn(first, |fields| read(0, fields)).0);
        }
        let items = if forms.len() == 1 { forms.swap_remove(0) } else { json!({ "oneOf": forms }) };
        json!({ "type": "array", "items": items })
    }

    /// The schema of an object inside this one, and the result of reading it. `first` is a member whose schema is
    /// already known.
    fn drawn<T>(
        &self,
        first: Option<(&'static str, Value)>,
        read: impl FnOnce(&Fields) -> Option<T>,
    ) -> (Value, Option<T>) {
        let inner = Sketch::default();
        if let Some((name, schema)) = first {
            inner.member(name, true, schema);
        }
        let value = read(&Fields::new(self.reader, &[], self.path, Space::Unasked, Some(&inner)));
        (inner.into_json(), value)
    }

    fn variant<'r, T>(
        &self,
        path: Path,
        node: &Node,
        kind: &'static str,
        readers: &[Form<'r, T>],
    ) -> Option<Form<'r, T>> {
        let place = Path::Member(&path, kind);
        match node.member(kind) {
            Some(Node::Text(word)) => {
                let found = readers.iter().find(|(name, _)| *name == &**word).copied();
                if found.is_none() {
                    let allowed = Allowed::of(word, readers.iter().map(|(name, _)| *name));
                    self.reader.fault(place, node.member(kind), Problem::Word(allowed));
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
}
