//! Builds a task field by field, for hosts that have no JSON.

use super::json::Node;
use super::schema::schema_of;
use super::words::Words;
use super::{TASKS, TaskName};
use crate::error::{Allowed, Error, ErrorKind, Fault, Problem, Result, nearest};
use crate::process::PerProcess;
use serde_json::Value;
use std::sync::OnceLock;

/// A task that is being built.
///
/// Each call costs the same however long the task is: the schema of a task is made once per process, and a field is set
/// in place.
#[derive(Debug)]
pub struct Draft {
    task: Node,
    schema: &'static Value,
}

/// The schemas of the tasks. Each is made at its first use, which takes a millisecond of CPU time.
static SCHEMAS: PerProcess<Schemas> = PerProcess::new();

/// One schema per task, in the order of [`TASKS`].
struct Schemas([OnceLock<Value>; TASKS.len()]);

impl Default for Schemas {
    fn default() -> Self {
        Self([const { OnceLock::new() }; TASKS.len()])
    }
}

impl Draft {
    /// An empty task of this name.
    pub fn new(name: &str) -> Result<Self> {
        let at = TaskName::of(name).and_then(|named| TASKS.iter().position(|known| *known == named));
        let at = at.ok_or_else(|| {
            fault("type", name, Problem::Word(Allowed::of(name, TASKS.iter().map(|task| task.word()))))
        })?;
        let schema = SCHEMAS.get().0[at].get_or_init(|| schema_of(TASKS[at]));
        let task = Node::Object(vec![("type".into(), Node::Text(name.into()))]);
        Ok(Self { task, schema })
    }

    /// The task built so far.
    pub fn task(&self) -> &Node {
        &self.task
    }

    /// Appends an element to an array at the top level.
    pub fn add(&mut self, list: &str, element: Vec<(&str, Node)>) {
        let element = Node::Object(element.into_iter().map(|(name, value)| (name.into(), value)).collect());
        let Node::Object(members) = &mut self.task else { return };
        match members.iter_mut().find(|(name, _)| &**name == list) {
            Some((_, Node::List(elements))) => elements.push(element),
            _ => members.push((list.into(), Node::List(vec![element]))),
        }
    }

    /// Sets the field at `path` (`operator.name`, `items[0].agentInfo.agents[0]`) to a value given as text. The task's
    /// schema decides the type of the value. An array grows when the index follows its last element. After an error the
    /// task is unchanged.
    pub fn set(&mut self, path: &str, value: &str) -> Result<()> {
        let unknown = || fault(path, value, Problem::Unknown(None));
        let steps = steps(path).ok_or_else(unknown)?;
        // Check the whole path before creating anything on it.
        let (mut node, mut schema) = (&self.task, self.schema);
        for step in &steps {
            let meant = || fault(path, value, Problem::Unknown(meant(schema, step)));
            schema = below(schema, step, node).ok_or_else(meant)?;
            node = look(node, step).ok_or_else(unknown)?;
        }
        let value = typed(value, schema).ok_or_else(|| fault(path, value, Problem::Type(kind_of(schema))))?;
        let mut node = &mut self.task;
        for step in &steps {
            node = place(node, step).ok_or_else(unknown)?;
        }
        *node = value;
        Ok(())
    }
}

/// One step of a path.
enum Step<'a> {
    Member(&'a str),
    Element(usize),
}

fn fault(path: &str, value: &str, problem: Problem) -> Error {
    let value = Node::Text(value.into()).show();
    Error::before(ErrorKind::BadDocument(vec![Fault { path: path.to_owned(), value: Some(value), problem }]))
}

fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (name, rest) = part.split_once('[').map_or((part, ""), |(name, rest)| (name, rest));
        if name.is_empty() {
            return None;
        }
        steps.push(Step::Member(name));
        if !rest.is_empty() {
            for index in rest.strip_suffix(']')?.split("][") {
                steps.push(Step::Element(index.parse().ok()?));
            }
        }
    }
    Some(steps)
}

/// The schema below a step. Where an element can have several forms, its `type` decides.
fn below<'s>(schema: &'s Value, step: &Step, node: &Node) -> Option<&'s Value> {
    match step {
        Step::Member(name) => schema.get("properties")?.get(name),
        Step::Element(index) => {
            let items = schema.get("items")?;
            let Some(Value::Array(forms)) = items.get("oneOf") else { return Some(items) };
            let element = if let Node::List(list) = node { list.get(*index) } else { None };
            let kind = element.and_then(|element| element.member("type"));
            let is_of = |form: &&Value| {
                let word = form.pointer("/properties/type/const").and_then(Value::as_str);
                matches!(kind, Some(Node::Text(kind)) if Some(&**kind) == word)
            };
            forms.iter().find(is_of).or_else(|| forms.first())
        }
    }
}

/// The member that was probably meant by a step that the schema does not have.
fn meant(schema: &'static Value, step: &Step) -> Option<&'static str> {
    let (Step::Member(name), Value::Object(known)) = (step, schema.get("properties")?) else { return None };
    nearest(name, known.keys().map(String::as_str))
}

/// The value of an absent field: the same as `null`.
static ABSENT: Node = Node::Null;

/// The node that a step leads to; `None` if [`place`] cannot create one there.
fn look<'n>(node: &'n Node, step: &Step) -> Option<&'n Node> {
    match (step, node) {
        (Step::Member(_) | Step::Element(0), Node::Null) => Some(&ABSENT),
        (Step::Member(name), object @ Node::Object(_)) => Some(object.member(name).unwrap_or(&ABSENT)),
        (Step::Element(index), Node::List(list)) if *index <= list.len() => Some(list.get(*index).unwrap_or(&ABSENT)),
        _ => None,
    }
}

/// The node of a step, created if missing.
fn place<'n>(node: &'n mut Node, step: &Step) -> Option<&'n mut Node> {
    match step {
        Step::Member(name) => {
            if *node == Node::Null {
                *node = Node::Object(Vec::new());
            }
            let Node::Object(members) = node else { return None };
            let at = members.iter().position(|(key, _)| &**key == *name).unwrap_or_else(|| {
                members.push(((*name).into(), Node::Null));
                members.len() - 1
            });
            members.get_mut(at).map(|(_, value)| value)
        }
        Step::Element(index) => {
            if *node == Node::Null {
                *node = Node::List(Vec::new());
            }
            let Node::List(list) = node else { return None };
            if *index == list.len() {
                list.push(Node::Null);
            }
            list.get_mut(*index)
        }
    }
}

fn kind_of(schema: &Value) -> &'static str {
    match schema.get("type").and_then(Value::as_str) {
        Some("number") => "number",
        Some("integer") => "integer",
        Some("boolean") => "boolean",
        Some("object") => "object",
        Some("array") => "array",
        _ => "string",
    }
}

fn typed(value: &str, schema: &Value) -> Option<Node> {
    match kind_of(schema) {
        "number" | "integer" => match Node::parse(value) {
            Ok(number @ Node::Number(_)) => Some(number),
            _ => None,
        },
        "boolean" => match value {
            "true" | "1" => Some(Node::Bool(true)),
            "false" | "0" => Some(Node::Bool(false)),
            _ => None,
        },
        "object" | "array" => None,
        _ => Some(Node::Text(value.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_set_by_its_path_and_typed_by_the_schema() {
        let mut draft = Draft::new("sell").unwrap();
        for (path, value) in [
            ("operator.name", "Лунина"),
            ("items[0].type", "position"),
            ("items[0].price", "45.90"),
            ("items[0].agentInfo.agents[0]", "another"),
            ("items[1].type", "userAttribute"),
            ("items[1].value", "1"),
            ("ignoreNonFiscalPrintErrors", "true"),
        ] {
            draft.set(path, value).unwrap();
        }
        let expected = r#"{"type": "sell", "operator": {"name": "Лунина"}, "items": [
            {"type": "position", "price": 45.90, "agentInfo": {"agents": ["another"]}},
            {"type": "userAttribute", "value": "1"}], "ignoreNonFiscalPrintErrors": true}"#;
        assert_eq!(*draft.task(), Node::parse(expected).unwrap());
    }

    #[test]
    fn a_path_that_the_task_does_not_have_is_an_error() {
        let mut draft = Draft::new("sell").unwrap();
        for (path, value) in [
            ("", "1"),
            ("nothing", "1"),
            ("items[1].price", "1"),
            ("items[0]price", "1"),
            ("items[x].price", "1"),
            ("items[0].nothing", "1"),
            ("operator", "1"),
            ("total", "a"),
            ("electronically", "yes"),
        ] {
            assert!(draft.set(path, value).is_err(), "{path}");
        }
        assert_eq!(*draft.task(), Node::parse(r#"{"type": "sell"}"#).unwrap());
        assert!(Draft::new("sale").is_err());
        let error = draft.set("items[0].measurmentUnit", "kilogram").unwrap_err();
        assert_eq!(error.faults()[0].problem, Problem::Unknown(Some("measurementUnit")));
    }
}
