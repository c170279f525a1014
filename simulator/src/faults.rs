//! Faults on demand: which request is hit, at which point of its way, and what happens there.

use serde_json::{Map, Value, json};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// An answer is made in memory before it is sent, so even an oversized one has its limit.
const MOST_BYTES: usize = 1 << 30;

/// Where on a request's way a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Point {
    /// The connection is accepted and nothing is read: matches any path.
    Accept,
    /// Only `bytes` bytes of the request are read (its head is always read, to know the path).
    Request,
    /// The whole request is read, and not processed.
    Received,
    /// The whole request is read; it is processed `delay_ms` later, whatever happens to the link.
    Late,
    /// The request is processed, and no byte of the answer is sent.
    Processed,
    /// `bytes` bytes of the answer, its head included, are sent.
    Answer,
}

/// What a fault does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The link is broken with RST.
    Reset,
    /// The link is closed with FIN.
    Close,
    /// Silence for `delay_ms` (a minute by default), then the link is closed.
    Hang,
    /// The answer goes out byte by byte, `delay_ms` (10 by default) apart.
    Drip,
    /// The answer is no JSON.
    Malformed,
    /// The answer's body has `bytes` bytes (64 MiB by default).
    Oversized,
    /// The answer has the HTTP status `status` and a body that is no JSON.
    Status,
    /// A pause of `delay_ms` (a second by default), then on as usual.
    Delay,
    /// Another program makes `document` on the device; then on as usual.
    Stranger,
    /// Power loss: the process ends (a simulator within another program goes dead instead).
    Exit,
    /// The device refuses with the error `code` of its own protocol.
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

/// One fault; all that match a request are applied in the order of their list.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// `GET`, `POST` or `PUT`; `None` for any.
    pub method: Option<String>,
    /// The path after the protocol's base, such as `/receipt`; `/search` stands for all of `/search/{n}/`; `*`
    /// for all, or for one part: `/kkt/application/*/sign`.
    pub path: String,
    /// Matching requests to let through first.
    pub skip: u64,
    /// Requests to hit; 0 for all of them.
    pub times: u64,
    /// Where it strikes.
    pub point: Point,
    /// What it does.
    pub action: Action,
    /// Bytes to read or to send before it strikes; the size of an oversized body.
    pub bytes: Option<usize>,
    /// The time that the point or the action needs.
    pub delay_ms: Option<u64>,
    /// The HTTP status of [`Action::Status`].
    pub status: u16,
    /// The device's error of [`Action::Error`].
    pub code: u16,
    /// The document of [`Action::Stranger`].
    pub document: Option<Value>,
}

/// Why a list of faults cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultError {
    /// It is no JSON array of objects.
    NotAList,
    /// A member of a fault has no such name or no such value.
    Member {
        /// Place of the fault in the list.
        index: usize,
        /// The member's name.
        name: String,
    },
    /// The action means nothing at that point.
    Mismatch {
        /// Place of the fault in the list.
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
    /// Reads a JSON array of faults.
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

    fn matches(&self, method: &str, path: &str) -> bool {
        let path = path.split('?').next().unwrap_or_default().trim_end_matches('/');
        let family = path.trim_end_matches(|letter: char| letter.is_ascii_digit()).trim_end_matches('/');
        let wanted = self.path.trim_end_matches('/');
        let by_path = wanted == "*" || [path, family].iter().any(|path| is_alike(wanted, path));
        by_path && self.method.as_deref().is_none_or(|wanted| wanted == method)
    }

    fn to_json(&self) -> Map<String, Value> {
        let point = POINTS.iter().find(|(_, point)| *point == self.point).map_or("", |(word, _)| word);
        let action = ACTIONS.iter().find(|(_, action)| *action == self.action).map_or("", |(word, _)| word);
        let all = json!({
            "method": self.method, "path": self.path, "skip": self.skip, "times": self.times, "point": point,
            "action": action, "bytes": self.bytes, "delayMs": self.delay_ms, "status": self.status, "code": self.code,
            "document": self.document,
        });
        let mut members = Map::new();
        if let Value::Object(all) = all {
            members.extend(all.into_iter().filter(|(_, value)| !value.is_null()));
        }
        members
    }
}

/// Whether the parts of two paths are equal, in any case of letters; `*` stands for any one part.
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
    fn take(&mut self) -> Option<Fault> {
        self.seen += 1;
        let spent = self.fault.times != 0 && self.fired >= self.fault.times;
        if spent || self.seen <= self.fault.skip {
            return None;
        }
        self.fired += 1;
        Some(self.fault.clone())
    }
}

/// The faults that wait for their requests.
#[derive(Default)]
pub(super) struct FaultList(Mutex<Vec<Armed>>);

impl FaultList {
    pub(super) fn replace(&self, faults: Vec<Fault>) {
        *self.locked() = faults.into_iter().map(|fault| Armed { fault, seen: 0, fired: 0 }).collect();
    }

    /// The faults of a new connection.
    pub(super) fn for_connection(&self) -> Vec<Fault> {
        let mut list = self.locked();
        list.iter_mut().filter(|armed| armed.fault.point == Point::Accept).filter_map(Armed::take).collect()
    }

    pub(super) fn awaits_connection(&self) -> bool {
        self.locked().iter().any(|armed| armed.fault.point == Point::Accept)
    }

    /// The faults of one request.
    pub(super) fn for_request(&self, method: &str, path: &str) -> Vec<Fault> {
        let mut list = self.locked();
        let hit = |armed: &&mut Armed| armed.fault.point != Point::Accept && armed.fault.matches(method, path);
        list.iter_mut().filter(hit).filter_map(Armed::take).collect()
    }

    /// Every fault with `fired` and, unless it is endless, `left`.
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
