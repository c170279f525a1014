//! The envelope of ATOL's web server: `{"uuid": "order-77", "request": [task]}`, or one task without the array.
//!
//! The task inside is read as if it stood alone, and the paths of its faults begin inside it. `uuid` is its
//! `externalId`. `callbacks` tells the server where to report the result, which here is the answer of the call.

use super::json::Node;
use super::policy::Policy;
use crate::error::{Error, ErrorKind, Fault, Problem, Result, Text};

/// The tasks of an envelope; `None` if the document is no envelope.
fn tasks(node: &Node) -> Option<&[Node]> {
    if node.member("type").is_some() {
        return None;
    }
    match node.member("request")? {
        Node::List(tasks) => Some(tasks),
        task => Some(std::slice::from_ref(task)),
    }
}

/// The one task inside an envelope.
pub(super) fn inside(node: &Node) -> Option<&Node> {
    match tasks(node)? {
        [task] => Some(task),
        _ => None,
    }
}

/// The task inside an envelope with its id, and the notes about the envelope; `None` if the document is no envelope.
pub(super) fn open(node: &Node, policy: &Policy) -> Result<Option<(Node, Vec<Fault>)>> {
    let Some(tasks) = tasks(node) else { return Ok(None) };
    let fault =
        |path: &str, value: Option<&Node>, problem| Fault { path: path.into(), value: value.map(Node::show), problem };
    let (mut faults, mut notes) = (Vec::new(), Vec::new());
    let uuid = node.member("uuid").filter(|uuid| !uuid.is_empty());
    if let Node::Object(members) = node {
        for (name, value) in members {
            let twice = members.iter().filter(|(other, _)| other == name).count() > 1;
            match &**name {
                "uuid" | "request" if twice => faults.push(fault(name, None, Problem::Duplicate)),
                "uuid" if !value.is_missing() && !matches!(value, Node::Text(_)) => {
                    faults.push(fault(name, Some(value), Problem::Type("string")));
                }
                "uuid" | "request" => {}
                _ if value.is_missing() => {}
                "callbacks" if !policy.uncarried_refused => {
                    let reason = Text::of("результат вернёт сам вызов", "the call itself returns the result");
                    notes.push(fault(name, Some(value), Problem::LeftOut(reason)));
                }
                _ => faults.push(fault(name, Some(value), Problem::Unknown(None))),
            }
        }
    }
    let [task] = tasks else {
        let text = Text::with(
            format!("В request заданий: {}, а вызов выполняет одно. Отправьте каждое своим вызовом", tasks.len()),
            format!("request holds {} tasks, but a call executes one. Send each in a call of its own", tasks.len()),
        );
        faults.push(fault("request", node.member("request"), Problem::Form(text)));
        return Err(Error::before(ErrorKind::BadDocument(faults)));
    };
    let own = task.member("externalId").filter(|id| !id.is_empty());
    if let (Some(uuid), Some(own)) = (uuid, own)
        && uuid != own
    {
        let text = Text::of(
            "uuid и externalId задания различаются: это один и тот же идентификатор, оставьте один из них",
            "uuid and the task's externalId differ: they are the same id, keep one of them",
        );
        faults.push(fault("uuid", Some(uuid), Problem::Form(text)));
    }
    if !faults.is_empty() {
        return Err(Error::before(ErrorKind::BadDocument(faults)));
    }
    let mut task = task.clone();
    if let (Node::Object(members), Some(uuid)) = (&mut task, uuid) {
        members.retain(|(name, _)| &**name != "externalId");
        members.push(("externalId".into(), uuid.clone()));
    }
    Ok(Some((task, notes)))
}
