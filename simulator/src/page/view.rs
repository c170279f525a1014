//! What a device tells the page of itself.

use crate::clock::{Moment, SHIFT};
use crate::paper::Slip;
use serde::Serialize;
use serde_json::{Value, json};

/// A look at a device at one moment.
pub(crate) struct Look {
    pub(crate) registers: Vec<RegisterView>,
    /// The slips that were printed since the last look.
    pub(crate) slips: Vec<Slip>,
    /// How many seconds the device's clock is ahead of UTC.
    pub(crate) offset: i64,
    /// The same when it was switched on.
    pub(crate) start: i64,
}

/// What the page shows of a device of one protocol.
pub(crate) trait Views {
    fn registers(&self, offset: i64) -> Vec<RegisterView>;
    /// What the page's buttons do besides setting the clock.
    fn buttons() -> Vec<Button>;
}

/// The state of a register.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RegisterView {
    /// As the slips name it.
    pub(crate) id: String,
    pub(crate) name: String,
    /// Letters in a line of paper; 0 for a journal of events.
    pub(crate) columns: usize,
    /// How many seconds its clock is ahead of UTC.
    pub(crate) ahead: i64,
    pub(crate) shift: Option<ShiftView>,
    /// What else there is to know: the page has the words for each name.
    pub(crate) facts: Vec<(&'static str, Value)>,
}

/// The state of a shift.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ShiftView {
    /// `closed`, `opened` or `expired`.
    pub(crate) state: &'static str,
    pub(crate) number: u32,
    /// How many seconds ago it was opened; `None` if it is closed.
    pub(crate) age: Option<i64>,
}

impl ShiftView {
    pub(crate) fn new(number: u32, opened: Option<Moment>, now: Moment) -> Self {
        let age = opened.map(|opened| now.since(opened));
        let state = match age {
            None => "closed",
            Some(age) if age >= SHIFT => "expired",
            Some(_) => "opened",
        };
        Self { state, number, age }
    }
}

/// Where a button stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Group {
    /// The next request, or its answer, fails.
    Link,
    /// The register or its surroundings change.
    Register,
}

/// A button of the page: a control request that has a name in people's words.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Button {
    /// The page has the words for it.
    pub(crate) id: &'static str,
    pub(crate) group: Group,
    /// The path of the control request; it is a POST.
    pub(crate) path: &'static str,
    pub(crate) body: Value,
}

/// A button that changes the register or its surroundings.
pub(crate) fn button(id: &'static str, path: &'static str, body: Value) -> Button {
    Button { id, group: Group::Register, path, body }
}

/// A button that makes the next request to `path` fail.
pub(crate) fn fault(id: &'static str, path: &str, what: Value) -> Button {
    let mut fault = json!({"method": "POST", "path": path});
    if let (Some(fault), Value::Object(what)) = (fault.as_object_mut(), what) {
        fault.extend(what);
    }
    let group = if fault["action"] == "error" { Group::Register } else { Group::Link };
    Button { id, group, path: "/simulator/faults/more", body: json!([fault]) }
}

impl Button {
    /// The ways in which any link fails, for the requests that make documents.
    pub(crate) fn of_link(path: &str) -> Vec<Self> {
        vec![
            fault("breakBefore", path, json!({"point": "received", "action": "reset"})),
            fault("loseAnswer", path, json!({"point": "processed", "action": "reset"})),
            fault("cutAnswer", path, json!({"point": "answer", "action": "reset", "bytes": 60})),
            fault("answerLate", path, json!({"point": "processed", "action": "delay", "delayMs": 40_000})),
            fault("documentLate", path, json!({"point": "late", "action": "reset", "delayMs": 5000})),
            fault("rubbish", path, json!({"point": "processed", "action": "malformed"})),
            fault("unavailable", path, json!({"point": "received", "action": "status", "status": 503})),
        ]
    }
}
