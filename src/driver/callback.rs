//! Callbacks of a queue's server: each is checked, and its result is in the journal before it is answered.
//!
//! A callback is only a hint. Its shared key is sent with every callback, may be logged on the way, and does not
//! authenticate a body. So the server is asked for the document, and what the server shows is recorded
//! (docs/en/exactly-once.md#queues, step 7).

use super::device::Device;
use super::fate::Fate;
use super::queue::{KEY_UNKNOWN, KeyLookup, QueueEngine, Seen, seen};
use super::record::{parsed, resolved};
use super::results::CallbackResult;
use crate::backends::fingerprint::{Fingerprint, Match};
use crate::backends::{CallBack, CallbackRejected, Documents, Queue, Ticket};
use crate::error::{Error, ErrorKind, Fault, Outcome, Problem, RecordedError, Result, Text};
use crate::journal::{Entry, State};
use crate::log::{self, Level};
use crate::secret::Secret;
use crate::task;
use crate::task::json::Node;
use crate::transport::CallContext;
use std::time::Duration;

/// Longest time that a callback waits for the server's own answer about its document.
const LONGEST_QUESTION: Duration = Duration::from_secs(5);

/// The cause that is reported if a callback has a result that the server itself does not show.
const NOT_SHOWN: Text = Text::of("сервер не показывает результат", "the server does not show its result");

/// Why a callback changes nothing.
#[derive(Debug)]
pub(super) enum Rejected {
    /// Unauthorized or unreadable.
    CallbackRejected(CallbackRejected),
    /// It is about no document of this journal.
    Foreign,
    /// The server could not be asked or does not confirm it, or the result could not be recorded. The server should
    /// send it again.
    Local(Box<Error>),
}

impl Device {
    /// Handles a callback of a queue's server that arrived at a host's own web server: its headers (a JSON object, name
    /// to value) and its body, as they arrived. The result is in the journal when this returns it.
    ///
    /// # Errors
    ///
    /// [`Code::BadDocument`](crate::Code::BadDocument): not from the server, if the fault is at `headers` (answer 403),
    /// or not readable, if it is at `body` (400). [`Code::BadConfig`](crate::Code::BadConfig): there is no
    /// `callbackKey` (403). [`Code::NotFound`](crate::Code::NotFound): no document of this journal (404). Any other:
    /// answer 503, and the server sends it again.
    pub fn parse_callback(&self, headers: &str, body: &str) -> Result<CallbackResult> {
        self.logged("callback", None, || self.parsed_callback(headers, body))
    }

    fn parsed_callback(&self, headers: &str, body: &str) -> Result<CallbackResult> {
        let headers = read_headers(headers)?;
        let Documents::Queue(queue) = self.backend.documents() else {
            return Err(Error::before(ErrorKind::Unsupported {
                task: "callback".into(),
                backend: self.policy.backend,
                meant: None,
            }));
        };
        self.called_back(queue, &headers, body.as_bytes()).map_err(|rejected| match rejected {
            Rejected::CallbackRejected(reason) => Error::before(self.rejection(reason)),
            Rejected::Foreign => Error::before(ErrorKind::NotFound),
            Rejected::Local(error) => *error,
        })
    }

    /// Handles a callback; returns what `kassa_recover` will report for its document.
    pub(super) fn called_back(
        &self,
        queue: &dyn Queue,
        headers: &[(String, Secret)],
        body: &[u8],
    ) -> std::result::Result<CallbackResult, Rejected> {
        match queue.called_back(headers, body).map_err(Rejected::CallbackRejected)? {
            CallBack::Trial => Ok(CallbackResult::Trial),
            CallBack::Of { device, ticket } => self.learn(queue, device.as_deref(), *ticket),
        }
    }

    /// Follows the hint: asks the server for the document, which belongs to this device or to another one in the same
    /// journal.
    fn learn(
        &self,
        queue: &dyn Queue,
        device: Option<&str>,
        ticket: Ticket,
    ) -> std::result::Result<CallbackResult, Rejected> {
        let here = |error: Error| Rejected::Local(Box::new(error));
        let device = device.unwrap_or(self.name());
        let entry = self.journal().find_queued(device, ticket.key.as_deref(), ticket.id.as_deref());
        let entry = entry.map_err(|journal_error| here(journal_error.into()))?.ok_or(Rejected::Foreign)?;
        log::document(&entry.external_id);
        // Two organizations may share a journal, but each has only the key of its own callbacks. A device's own
        // documents are accepted even if its account key has changed since.
        if device != self.name() && entry.account.as_deref() != Some(queue.account()) {
            log::about(Level::Warning, &entry.external_id, format_args!("callback: sent with another account"));
            return Err(Rejected::Foreign);
        }
        let fingerprint = parsed::<Fingerprint>(&entry.fingerprint).map_err(here)?;
        if ticket.shown.as_ref().is_some_and(|shown| fingerprint.compare(shown) == Match::Other) {
            return Err(Rejected::Foreign);
        }
        let pending = |cause| Error::new(ErrorKind::Pending(cause), Outcome::Unknown).about(&entry.external_id);
        let Seen::Finished(hint) = seen(ticket, &fingerprint, false) else {
            return Ok(about(&entry).unwrap_or_else(|| CallbackResult::Failed(Box::new(pending(None)))));
        };
        // A repeated callback brings nothing new, except that a document recorded as not made was made.
        let says_so = |state: &State, made: bool, unresolved| match state {
            State::Registered { .. } => true,
            State::NotMade { .. } => !made,
            State::Ambiguous { .. } => unresolved,
            State::Open | State::Queued { .. } => false,
        };
        if let Some(answer) = about(&entry).filter(|_| says_so(&entry.state, matches!(hint, Fate::Made(_)), false)) {
            return Ok(answer);
        }
        let tell = |_| {};
        let context = CallContext::new(self.time.min(LONGEST_QUESTION), &self.stops, &tell);
        let engine = QueueEngine { device: self, queue, context: &context };
        let fate = match engine.look(&entry).map_err(here)? {
            _ if planted!(CallbackBelieved) => hint,
            KeyLookup::Shown(Seen::Finished(fate)) => engine.checked(&entry, fate),
            KeyLookup::Shown(Seen::InQueue(_) | Seen::Blocked(_)) => return Err(here(pending(Some(NOT_SHOWN)))),
            KeyLookup::UnknownKey => return Err(here(pending(Some(KEY_UNKNOWN)))),
            KeyLookup::NoAnswer(cause) => return Err(here(pending(Some(cause)))),
        };
        let (made, unresolved) = (matches!(fate, Fate::Made(_)), matches!(fate, Fate::Unknown(_)));
        // The callback's result is read back from the journal: only what is recorded there counts.
        let _answer = self.conclude(&entry, fate);
        let kept =
            self.journal().find(device, &entry.external_id).map_err(|journal_error| here(journal_error.into()))?;
        let kept = kept.filter(|kept| says_so(&kept.state, made, unresolved));
        let lost = || {
            here(Error::before(ErrorKind::Journal(Text::of("результат не сохранён", "the result could not be saved"))))
        };
        kept.as_ref().and_then(about).ok_or_else(lost)
    }

    pub(super) fn rejection(&self, reason: CallbackRejected) -> ErrorKind {
        let fault = |path: &str, problem| vec![Fault { path: path.into(), value: None, problem }];
        match reason {
            CallbackRejected::None => {
                ErrorKind::Unsupported { task: "callback".into(), backend: self.policy.backend, meant: None }
            }
            CallbackRejected::NoKey => ErrorKind::BadConfig(fault("callbackKey", Problem::Missing)),
            CallbackRejected::Unauthorized => {
                let text = Text::of(
                    "В заголовке неверный общий ключ (callbackKey): вызов пришёл не от сервера",
                    "The shared key in the header is wrong (callbackKey): the call is not from the server",
                );
                ErrorKind::BadDocument(fault("headers", Problem::Form(text)))
            }
            CallbackRejected::Unreadable(cause) => {
                crate::log::line(
                    crate::log::Level::Warning,
                    format_args!("{}: callback: {}", self.policy.backend, cause.en),
                );
                ErrorKind::BadDocument(fault("body", Problem::Json(cause)))
            }
        }
    }
}

/// The recorded result of a finished document. An ambiguous one counts as finished, because no look will resolve it.
fn about(entry: &Entry) -> Option<CallbackResult> {
    match (resolved(entry), &entry.state) {
        (Some(Ok(answer)), _) => Some(CallbackResult::Registered(Box::new(answer))),
        (Some(Err(error)), _) => Some(CallbackResult::Failed(Box::new(error.about(&entry.external_id)))),
        (None, State::Ambiguous { error }) => {
            Some(CallbackResult::Ambiguous(RecordedError::read(error).unwrap_or_default()))
        }
        (None, _) => None,
    }
}

/// HTTP headers from a JSON object; a header that occurs twice has an array.
fn read_headers(text: &str) -> Result<Vec<(String, Secret)>> {
    let fault = |path: &str, problem| {
        Error::before(ErrorKind::BadDocument(vec![Fault { path: path.into(), value: None, problem }]))
    };
    let Node::Object(members) = task::parse_json(text)? else {
        return Err(fault("headers", Problem::Type("object")));
    };
    let mut headers = Vec::with_capacity(members.len());
    for (name, value) in &members {
        match value {
            Node::Text(text) => headers.push((name.to_string(), Secret::new(text))),
            Node::Number(digits) => headers.push((name.to_string(), Secret::new(digits))),
            Node::List(list) if list.iter().all(|value| matches!(value, Node::Text(_))) => {
                let texts =
                    list.iter().filter_map(|value| if let Node::Text(text) = value { Some(text) } else { None });
                headers.extend(texts.map(|text| (name.to_string(), Secret::new(text))));
            }
            _ => return Err(fault(&format!("headers.{name}"), Problem::Type("string"))),
        }
    }
    Ok(headers)
}
