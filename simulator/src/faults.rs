//! Faults on demand: which request a fault applies to, at which point of its processing, and what then happens.

use serde_json::{Map, Value, json};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A response is built in memory before it is sent, so an oversized one is limited too: 1 GiB.
const MOST_BYTES: usize = 1 << 30;

/// The point in the processing of a request at which a fault applies.
///
/// The points differ in what happened to the document: at `Accept`, `Request` and `Received` it is not made (unless the
/// action lets the request continue), at `Late` it is made after the connection ended, at `Processed` and `Answer` it
/// is already made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// The connection is accepted and nothing is read. Matches any path.
    Accept,
    /// Only `bytes` bytes of the request are read. The head is always read, because it contains the path.
    Request,
    /// The whole request is read and not processed.
    Received,
    /// The whole request is read, and processed `delay_ms` later, even if the connection is broken by then.
    Late,
    /// The request is processed, and no byte of the response is sent.
    Processed,
    /// `bytes` bytes of the response, including its head, are sent.
    Answer,
}

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Breaks the connection with RST.
    Reset,
    /// Closes the connection with FIN.
    Close,
    /// Sends nothing for `delay_ms` (default: one minute), then closes the connection.
    Hang,
    /// Sends the response byte by byte, with a pause of `delay_ms` (default: 10 ms) between bytes.
    Drip,
    /// Answers with a body that is not valid JSON. At [`Point::Answer`] the rest of the real answer is damaged instead.
    Malformed,
    /// Answers with a body of `bytes` bytes (default: 64 MiB).
    Oversized,
    /// Answers with the HTTP status `status` and a body that is not JSON.
    Status,
    /// Waits for `delay_ms` (default: one second), then continues as usual.
    Delay,
    /// Another program makes `document` on the device. Then the request continues as usual.
    Stranger,
    /// Power loss: the process ends. A simulator that runs inside another program stops responding instead.
    Exit,
    /// Answers with the error `code` of the device's own protocol.
    Error,
}

const POINTS: [(&str, Point); 6] = [
    ("accept", Point::Accept),
    ("request", Point::Request),
    ("received", Point::Received),
    ("late", Point::Late),
    ("processed", Point::Processed),
    ("answer", Point::Answer),
];

const ACTIONS: [(&str, Action); 11] = [
    ("reset", Action::Reset),
    ("close", Action::Close),
    ("hang", Action::Hang),
    ("drip", Action::Drip),
    ("malformed", Action::Malformed),
    ("oversized", Action::Oversized),
    ("status", Action::Status),
    ("delay", Action::Delay),
    ("stranger", Action::Stranger),
    ("exit", Action::Exit),
    ("error", Action::Error),
];

/// One fault. If several faults match a request, all of them are applied in the order of the list.
///
/// This list lets the second receipt be made and then breaks the connection before the first byte of the answer, so the
/// client does not know whether the receipt exists:
///
/// ```json
/// [{"method": "POST", "path": "/receipt", "skip": 1, "times": 1, "point": "processed", "action": "reset"}]
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// `GET`, `POST`, `PUT` or `DELETE`; `None` for any method.
    pub method: Option<String>,
    /// The path after the protocol's base path, such as `/receipt`. `/search` matches every `/search/{n}/`. `*` matches
    /// all paths, or one segment: `/kkt/application/*/sign`.
    pub path: String,
    /// A part of the body, where requests of one path differ only there. Such a request is read whole before the fault is
    /// chosen.
    pub body: Option<String>,
    /// How many matching requests to let through first.
    pub skip: u64,
    /// How many requests the fault applies to; 0 for all of them.
    pub times: u64,
    /// The point at which the fault applies.
    pub point: Point,
    /// What goes wrong there.
    pub action: Action,
    /// How many bytes to read or send before the fault applies, or the size of an oversized body.
    pub bytes: Option<usize>,
    /// The delay in milliseconds, for a point or an action that uses one.
    pub delay_ms: Option<u64>,
    /// The HTTP status of [`Action::Status`], 200 to 599.
    pub status: u16,
    /// The device's error code of [`Action::Error`].
    pub code: u16,
    /// The document that [`Action::Stranger`] makes.
    pub document: Option<Value>,
}

/// Why a list of faults is invalid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultError {
    /// The text is not a JSON array of objects.
    NotAList,
    /// A member of a fault is unknown, missing, or has an invalid value.
    Member {
        /// Index of the fault in the list, from 0.
        index: usize,
        /// Name of the member.
        name: String,
    },
    /// The action is not possible at that point.
    Mismatch {
        /// Index of the fault in the list, from 0.
        index: usize,
    },
}

impl fmt::Display for FaultError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAList => write!(out, "faults must be a JSON array of objects"),
            Self::Member { index, name } => write!(out, "fault {index}: \"{name}\" is unknown, missing or wrong"),
            Self::Mismatch { index } => write!(out, "fault {index}: this action has no effect at this point"),
        }
    }
}

impl std::error::Error for FaultError {}

impl Default for Fault {
    fn default() -> Self {
        Self {
            method: None,
            path: "*".to_owned(),
            body: None,
            skip: 0,
            times: 1,
            point: Point::Received,
            action: Action::Close,
            bytes: None,
            delay_ms: None,
            status: 500,
            code: 52,
            document: None,
        }
    }
}

impl Fault {
    /// Parses a JSON array of faults, such as `[{"point": "processed", "action": "reset", "path": "/receipt"}]`.
    ///
    /// Fails if a member is unknown or invalid, if `point` or `action` is missing, or if the action is not possible at
    /// the point.
    pub fn list(text: &str) -> Result<Vec<Self>, FaultError> {
        let value: Value = serde_json::from_str(text).map_err(|_| FaultError::NotAList)?;
        let faults = value.as_array().ok_or(FaultError::NotAList)?;
        faults.iter().enumerate().map(|(index, fault)| Self::read(index, fault)).collect()
    }

    fn read(index: usize, value: &Value) -> Result<Self, FaultError> {
        let members = value.as_object().ok_or(FaultError::NotAList)?;
        let mut fault = Self::default();
        for (name, value) in members {
            fault.set(name, value).ok_or_else(|| FaultError::Member { index, name: name.clone() })?;
        }
        if let Some(name) = ["point", "action"].into_iter().find(|name| !members.contains_key(*name)) {
            return Err(FaultError::Member { index, name: name.to_owned() });
        }
        if fault.action == Action::Stranger && fault.document.is_none() {
            return Err(FaultError::Member { index, name: "document".to_owned() });
        }
        if fault.makes_sense() { Ok(fault) } else { Err(FaultError::Mismatch { index }) }
    }

    fn set(&mut self, name: &str, value: &Value) -> Option<()> {
        match name {
            "method" => self.method = Some(value.as_str()?.to_ascii_uppercase()),
            "path" => value.as_str()?.clone_into(&mut self.path),
            "body" => self.body = Some(value.as_str()?.to_owned()),
            "skip" => self.skip = value.as_u64()?,
            "times" => self.times = value.as_u64()?,
            "point" => self.point = POINTS.iter().find(|(word, _)| value == word)?.1,
            "action" => self.action = ACTIONS.iter().find(|(word, _)| value == word)?.1,
            "bytes" => self.bytes = Some(usize::try_from(value.as_u64()?).ok().filter(|bytes| *bytes <= MOST_BYTES)?),
            "delayMs" => self.delay_ms = Some(value.as_u64()?),
            "status" => self.status = u16::try_from(value.as_u64()?).ok().filter(|code| (200..=599).contains(code))?,
            "code" => self.code = u16::try_from(value.as_u64()?).ok()?,
            "document" => self.document = Some(value.as_object()?.clone().into()),
            _ => return None,
        }
        Some(())
    }

    fn makes_sense(&self) -> bool {
        use Action::{Close, Delay, Drip, Error, Exit, Hang, Malformed, Oversized, Reset, Status, Stranger};
        match self.point {
            Point::Accept => matches!(self.action, Reset | Close | Hang | Delay | Stranger | Exit),
            Point::Request => !matches!(self.action, Drip),
            Point::Received | Point::Processed => true,
            Point::Late => matches!(self.action, Reset | Close | Hang | Malformed | Oversized | Status | Error),
            Point::Answer => matches!(self.action, Reset | Close | Hang | Drip | Malformed | Delay | Stranger | Exit),
        }
    }

    pub(super) fn delay(&self, default_ms: u64) -> Duration {
        Duration::from_millis(self.delay_ms.unwrap_or(default_ms))
    }

    fn matches(&self, method: &str, path: &str, body: &[u8]) -> bool {
        let part = self.body.as_deref().unwrap_or_default().as_bytes();
        if !part.is_empty() && !body.windows(part.len()).any(|window| window == part) {
            return false;
        }
        let path = path.split('?').next().unwrap_or_default().trim_end_matches('/');
        let family = path.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches('/');
        let wanted = self.path.trim_end_matches('/');
        let by_path = wanted == "*" || [path, family].iter().any(|path| is_alike(wanted, path));
        by_path && self.method.as_deref().is_none_or(|wanted| wanted == method)
    }

    /// Point and action in the words of the list of faults: `processed reset`.
    pub(super) fn words(&self) -> String {
        let members = self.to_json();
        let word = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default();
        format!("{} {}", word("point"), word("action"))
    }

    fn to_json(&self) -> Map<String, Value> {
        let point = POINTS.iter().find(|(_, point)| *point == self.point).map_or("", |(word, _)| word);
        let action = ACTIONS.iter().find(|(_, action)| *action == self.action).map_or("", |(word, _)| word);
        let all = json!({
            "method": self.method, "path": self.path, "body": self.body, "skip": self.skip, "times": self.times,
            "point": point, "action": action, "bytes": self.bytes, "delayMs": self.delay_ms, "status": self.status,
            "code": self.code, "document": self.document,
        });
        let mut members = Map::new();
        if let Value::Object(all) = all {
            members.extend(all.into_iter().filter(|(_, value)| !value.is_null()));
        }
        members
    }
}

/// Compares two paths segment by segment, ignoring case. `*` in `wanted` matches any one segment.
fn is_alike(wanted: &str, path: &str) -> bool {
    let same = |(wanted, part): (&str, &str)| wanted == "*" || wanted.eq_ignore_ascii_case(part);
    wanted.split('/').count() == path.split('/').count() && wanted.split('/').zip(path.split('/')).all(same)
}

struct Armed {
    fault: Fault,
    seen: u64,
    fired: u64,
}

impl Armed {
    fn new(fault: Fault) -> Self {
        Self { fault, seen: 0, fired: 0 }
    }

    fn is_spent(&self) -> bool {
        self.fault.times != 0 && self.fired >= self.fault.times
    }

    fn take(&mut self) -> Option<Fault> {
        self.seen += 1;
        if self.is_spent() || self.seen <= self.fault.skip {
            return None;
        }
        self.fired += 1;
        Some(self.fault.clone())
    }
}

/// The active faults, with how often each matched and applied.
#[derive(Default)]
pub(super) struct FaultList(Mutex<Vec<Armed>>);

impl FaultList {
    pub(super) fn replace(&self, faults: Vec<Fault>) {
        *self.locked() = faults.into_iter().map(Armed::new).collect();
    }

    /// Adds faults. Those that will never fire again are forgotten.
    pub(super) fn add(&self, faults: Vec<Fault>) {
        let mut list = self.locked();
        list.retain(|armed| !armed.is_spent());
        list.extend(faults.into_iter().map(Armed::new));
    }

    /// Takes the faults that apply to a new connection.
    pub(super) fn for_connection(&self) -> Vec<Fault> {
        let mut list = self.locked();
        list.iter_mut().filter(|armed| armed.fault.point == Point::Accept).filter_map(Armed::take).collect()
    }

    pub(super) fn awaits_connection(&self) -> bool {
        self.locked().iter().any(|armed| armed.fault.point == Point::Accept)
    }

    /// Whether the body of a request is needed to choose the faults that apply to it.
    pub(super) fn awaits_body(&self) -> bool {
        self.locked().iter().any(|armed| armed.fault.body.is_some())
    }

    /// Takes the faults that apply to one request.
    pub(super) fn for_request(&self, method: &str, path: &str, body: &[u8]) -> Vec<Fault> {
        let mut list = self.locked();
        let hit = |armed: &&mut Armed| armed.fault.point != Point::Accept && armed.fault.matches(method, path, body);
        list.iter_mut().filter(hit).filter_map(Armed::take).collect()
    }

    /// Every fault with `fired` and, unless it is unlimited, `left`.
    pub(super) fn to_json(&self) -> Value {
        let shown = |armed: &Armed| {
            let mut members = armed.fault.to_json();
            members.insert("fired".to_owned(), armed.fired.into());
            if armed.fault.times != 0 {
                members.insert("left".to_owned(), (armed.fault.times - armed.fired).into());
            }
            Value::Object(members)
        };
        self.locked().iter().map(shown).collect()
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Armed>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
