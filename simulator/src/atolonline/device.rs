//! The running service. It checks token, group and request, and saves every change before it answers.

use super::job::{By, Job};
use super::operation::Operation;
use super::order;
use super::pace::Pace;
use super::refusal::{
    self, BAD_REQUEST, CONTENT_TYPE, INTERNAL, KNOWN_ID, NOT_READY, OTHER_GROUP, PROCESSING, Refusal, WRONG_UUID,
    accepted,
};
use super::state::State;
use super::views::report;
use super::{BASE, GROUP, KnownId, Options, TooSoon, UnknownUuid};
use crate::device::Device;
use crate::guid::guid;
use crate::halt::Halt;
use crate::http::{Answer, Request};
use crate::memory::{Memory, Shown};
use serde_json::{Value, json};
use std::io;
use std::time::Duration;

/// What the connections, the queue and the owner of the simulator share.
pub struct AtolOnline {
    pub(super) options: Options,
    pub(super) memory: Memory<State>,
    pace: Pace,
}

type Done = Result<Answer, Refusal>;

impl AtolOnline {
    pub(super) fn new(options: Options) -> io::Result<Self> {
        let memory =
            Memory::open(&options.setup, |kept, _| kept.unwrap_or_else(|| State::new(&options)).started(&options))?;
        Ok(Self { options, memory, pace: Pace::default() })
    }

    /// Changes the memory: completely, or not at all if the change is refused or cannot be saved.
    fn change<T>(
        &self,
        state: &mut State,
        change: impl FnOnce(&mut State) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let changed = self.memory.change(state, || Refusal::new(INTERNAL), change);
        self.memory.tell();
        changed
    }

    /// Changes the memory. Returns `false` if the change could not be saved; then nothing changed.
    pub(super) fn keep(&self, state: &mut State, change: impl FnOnce(&mut State)) -> bool {
        self.change(state, |state| {
            change(state);
            Ok(())
        })
        .is_ok()
    }

    fn answer(&self, request: &Request) -> Done {
        let parts: Vec<&str> = request.path.trim_matches('/').split('/').collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("POST", ["getToken"]) => self.token(request),
            ("POST", [group, word]) => {
                check_content_type(request)?;
                self.admit(request, group)?;
                let operation = Operation::named(word).ok_or_else(|| Refusal::new(refusal::OPERATION))?;
                self.take(group, operation, &request.body, By::Api)
            }
            ("GET", [group, "report", uuid]) => {
                self.admit(request, group)?;
                self.report(group, uuid)
            }
            _ => Err(Refusal::because(BAD_REQUEST, "нет такого метода")),
        }
    }

    fn token(&self, request: &Request) -> Done {
        check_content_type(request)?;
        let now = self.memory.now();
        let mut state = self.memory.state();
        let token = self.change(&mut state, |state| state.token_for(&request.body, now))?;
        Ok(Answer::json(&json!({"error": Value::Null, "token": token, "timestamp": now.printed_seconds()})))
    }

    fn admit(&self, request: &Request, group: &str) -> Result<(), Refusal> {
        self.memory.state().admit(request.header("token"), group, self.memory.now())
    }

    /// Adds a document to the queue. If its `external_id` is known, nothing is added, whatever the content is.
    pub(super) fn take(&self, group: &str, operation: Operation, body: &[u8], by: By) -> Done {
        let order = order::read(operation, body, self.options.edition)?;
        let now = self.memory.now();
        let mut state = self.memory.state();
        let shapes = self.options.shapes;
        let known = state.known(group, &order.external_id, now);
        if let Some(known) = known.filter(|job| !(shapes.failed_id_is_free && job.has_failed())) {
            return match shapes.known_id {
                KnownId::Accepted => Ok(accepted(&known.uuid, now)),
                KnownId::Refused => Err(Refusal::new(KNOWN_ID).about(&known.uuid)),
                KnownId::RefusedWithoutUuid => Err(Refusal::new(KNOWN_ID)),
            };
        }
        let job = Job {
            uuid: guid(),
            external_id: order.external_id,
            group: group.to_owned(),
            operation,
            body: order.body,
            callback_url: order.callback_url,
            by,
            created: now,
            register: None,
            asked: 0,
            outcome: None,
        };
        let answer = accepted(&job.uuid, now);
        self.change(&mut state, |state| {
            state.jobs.push(job);
            Ok(answer)
        })
    }

    fn report(&self, group: &str, uuid: &str) -> Done {
        let mut state = self.memory.state();
        let registers = state.core.groups.iter().find(|known| known.code == group).map_or(1, |one| one.registers.len());
        if !self.pace.permits(group, registers, Duration::from_millis(self.options.report_pause_ms)) {
            return match self.options.shapes.too_soon {
                TooSoon::Error => Err(Refusal::because(PROCESSING, "слишком частые запросы")),
                TooSoon::Status429 => Ok(Answer::text(429, "too many requests\n")),
            };
        }
        let now = self.memory.now();
        let job = state.jobs.iter_mut().find(|job| job.uuid == uuid && job.group == group && job.is_kept(now));
        let Some(job) = job else { return Err(self.unknown(uuid)) };
        if job.asked < self.options.not_ready_reports {
            job.asked += 1;
            return Err(Refusal::new(NOT_READY).about(uuid));
        }
        let job = job.clone();
        Ok(Answer::json(&report(&state, &job, now)))
    }

    fn unknown(&self, uuid: &str) -> Refusal {
        if is_uuid(uuid) && self.options.shapes.unknown_uuid == UnknownUuid::NotReady {
            Refusal::new(NOT_READY).about(uuid)
        } else {
            Refusal::new(WRONG_UUID)
        }
    }

    /// The document of another program: `{"groupCode", "operation", "request"}`. Without a group it is the first one's;
    /// without an `external_id` it gets a new one.
    fn take_of_stranger(&self, document: &Value) -> Done {
        let group = document["groupCode"].as_str().unwrap_or(GROUP);
        if !self.memory.state().core.groups.iter().any(|known| known.code == group) {
            return Err(Refusal::new(OTHER_GROUP));
        }
        let word = document["operation"].as_str().unwrap_or_default();
        let operation = Operation::named(word).ok_or_else(|| Refusal::new(refusal::OPERATION))?;
        let mut request = document["request"].clone();
        if let Some(members) = request.as_object_mut() {
            members.entry("external_id").or_insert_with(|| guid().into());
        }
        self.take(group, operation, request.to_string().as_bytes(), By::Stranger)
    }
}

fn check_content_type(request: &Request) -> Result<(), Refusal> {
    let kind = request.header("content-type").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
    if kind == "application/json;charset=utf-8" { Ok(()) } else { Err(Refusal::new(CONTENT_TYPE)) }
}

fn is_uuid(text: &str) -> bool {
    let lengths = text.split('-').map(str::len).eq([8, 4, 4, 4, 12]);
    lengths && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

impl Device for AtolOnline {
    fn base(&self) -> &'static str {
        BASE
    }

    fn serve(&self, request: &Request, halt: &Halt) -> Option<Answer> {
        if halt.is_off() {
            return None;
        }
        Some(self.answer(request).unwrap_or_else(|refused| refused.answer(self.memory.now())))
    }

    /// Adds a document of another program to the queue.
    fn make_document(&self, document: &Value, halt: &Halt) -> Option<Answer> {
        if halt.is_off() {
            return None;
        }
        Some(self.take_of_stranger(document).unwrap_or_else(|refused| refused.answer(self.memory.now())))
    }

    fn memory(&self) -> &dyn Shown {
        &self.memory
    }

    fn ledger(&self) -> Value {
        serde_json::to_value(&self.memory.state().ledger).unwrap_or_default()
    }

    fn set_clock(&self, offset_seconds: i64) {
        self.memory.set_clock(offset_seconds);
        // The queue may have to give up documents now.
        self.memory.wake();
    }

    fn refusal(&self, code: u16) -> Answer {
        Refusal::new(code).answer(self.memory.now())
    }

    fn control(&self, request: &Request) -> Option<Answer> {
        self.controlled(request)
    }

    fn power_off(&self) {
        self.memory.wake();
    }
}
