//! The running server. It lets a request in, and saves every change before it answers.

use super::api;
use super::refusal::Refusal;
use super::state::State;
use super::{Dialect, Options, sample};
use crate::base64::from_base64;
use crate::http::{Answer, Request};
use crate::memory::{Memory, Shown};
use crate::server::{Device, Halt};
use serde_json::{Value, json};
use std::io;

/// The largest body of a request.
const MOST_BYTES: usize = 1024 * 1024;

/// What the connections, the queue and the owner of the simulator share.
pub struct AtolWeb {
    pub(super) options: Options,
    pub(super) memory: Memory<State>,
}

impl AtolWeb {
    pub(super) fn new(options: Options) -> io::Result<Self> {
        let memory = Memory::open(&options.setup, |kept, now| {
            let mut state = kept.unwrap_or_else(|| State::new(&options, now));
            state.restart(&options, now);
            for register in &mut state.core.registers {
                register.world.task = options.setup.processing_delay();
            }
            state
        })?;
        Ok(Self { options, memory })
    }

    /// Changes the memory: completely, or not at all if the change is refused or cannot be saved.
    pub(super) fn change<T>(
        &self,
        state: &mut State,
        change: impl FnOnce(&mut State) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.memory.change(state, || Refusal::new(500, "состояние не записано"), change)
    }

    fn answer(&self, request: &Request) -> Result<Answer, Refusal> {
        if request.body.len() > MOST_BYTES {
            return Err(Refusal::new(413, "Слишком большой запрос"));
        }
        let path = request.path.split('?').next().unwrap_or_default().trim_end_matches('/');
        let old = self.options.dialect == Dialect::V1;
        if !old && request.method == "GET" && path == "/serverInfo" {
            return Ok(Answer::json(&self.server_info()));
        }
        self.admit(request)?;
        let is_json = request.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
        if !request.body.is_empty() && !is_json {
            return Err(Refusal::new(400, "Content-Type: нужен application/json"));
        }
        if old { api::old_answer(self, request, path) } else { api::answer(self, request, path) }
    }

    /// Basic authentication, if there are accounts.
    fn admit(&self, request: &Request) -> Result<(), Refusal> {
        let given = request.header("authorization").and_then(|header| header.strip_prefix("Basic "));
        let given = given.and_then(from_base64).and_then(|bytes| String::from_utf8(bytes).ok());
        let pair = given.as_deref().and_then(|text| text.split_once(':'));
        let is_known = |(user, password): &(String, String)| pair == Some((user.as_str(), password.as_str()));
        if self.options.accounts.is_empty() || self.options.accounts.iter().any(is_known) {
            return Ok(());
        }
        Err(Refusal::new(401, "Нужны имя и пароль"))
    }

    fn server_info(&self) -> Value {
        json!({
            "serverVersion": "1.0.4.0", "driverVersion": if self.options.old_driver { "10.10.5.0" } else { "10.10.8.0" },
            "os": "linux", "currentDateTime": format!("{}{}", self.memory.now(), sample::UTC_OFFSET),
        })
    }
}

impl Device for AtolWeb {
    fn base(&self) -> &'static str {
        self.options.dialect.base()
    }

    fn serve(&self, request: &Request, halt: &Halt) -> Option<Answer> {
        if halt.is_off() {
            return None;
        }
        Some(self.answer(request).unwrap_or_else(|refused| refused.answer(self.options.dialect)))
    }

    /// Another program has a document made on a register, beside the server.
    fn make_document(&self, document: &Value, halt: &Halt) -> Option<Answer> {
        if halt.is_off() {
            return None;
        }
        Some(self.make_aside(document).unwrap_or_else(|refused| refused.answer(self.options.dialect)))
    }

    fn memory(&self) -> &dyn Shown {
        &self.memory
    }

    fn ledger(&self) -> Value {
        serde_json::to_value(&self.memory.state().ledger).unwrap_or_default()
    }

    fn set_clock(&self, offset_seconds: i64) {
        self.memory.set_clock(offset_seconds);
        self.memory.wake();
    }

    fn refusal(&self, code: u16) -> Answer {
        Refusal::of_fault(code).answer(self.options.dialect)
    }

    fn control(&self, request: &Request) -> Option<Answer> {
        self.controlled(request)
    }

    fn power_off(&self) {
        self.memory.wake();
    }
}
