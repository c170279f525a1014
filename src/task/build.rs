//! A task put together field by field, for hosts that have no JSON.

use super::TaskName;
use super::json::Node;
use super::schema::schema_of;
use super::words::Words;
use crate::error::{Error, Fault, Problem, Result, What};
use serde_json::Value;

/// A task in the making.
#[derive(Debug)]
pub struct Draft {
    task: Node,
    schema: Value,
}

impl Draft {
    /// A task of this name, with nothing in it.
    pub fn new(name: &str) -> Result<Self> {
        let known = TaskName::of(name).filter(|known| super::TASKS.contains(known));
        let known = known.ok_or_else(|| fault("type", name, Problem::Word(super::words::listed::<TaskName>())))?;
        let task = Node::Object(vec![("type".into(), Node::Text(name.into()))]);
        Ok(Self { task, schema: schema_of(known) })
    }

    /// The task so far.
    pub fn task(&self) -> &Node {
        &self.task
    }

    /// Adds an element to an array at the top.
    pub fn add(&mut self, list: &str, element: Vec<(&str, Node)>) {
        let element = Node::Object(element.into_iter().map(|(name, value)| (name.into(), value)).collect());
        let Node::Object(members) = &mut self.task else { return };
        match members.iter_mut().find(|(name, _)| &**name == list) {
            Some((_, Node::List(elements))) => elements.push(element),
            _ => members.push((list.into(), Node::List(vec![element]))),
        }
    }

    /// Sets the field at `path` (`operator.name`, `items[0].agentInfo.agents[0]`) to a value given as text; what kind of
    /// value it is, the task's schema says. An array grows by the element that follows its last.
    pub fn set(&mut self, path: &str, value: &str) -> Result<()> {
        let unknown = || fault(path, value, Problem::Unknown);
        let steps = steps(path).ok_or_else(unknown)?;
        // On a copy: a path that turns out to be wrong half-way must leave nothing behind.
        let mut task = self.task.clone();
        let (mut node, mut schema) = (&mut task, &self.schema);
        for step in &steps {
            schema = below(schema, step, node).ok_or_else(unknown)?;
            node = place(node, step).ok_or_else(unknown)?;
        }
        *node = typed(value, schema).ok_or_else(|| fault(path, value, Problem::Type(kind_of(schema))))?;
        self.task = task;
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
    Error::before(What::BadDocument(vec![Fault { path: path.to_owned(), value: Some(value), problem }]))
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

/// The schema below a step; of several forms of an element, the one whose `type` the element has.
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

/// The place of a step, made if it is not there.
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
    fn a_path_that_the_task_has_not_is_an_error() {
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
    }
}
