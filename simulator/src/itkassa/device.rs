//! The running service. It checks the API key and the request, and saves every change before it answers.

use super::answer::{Refusal, done};
use super::fields::{self, Members};
use super::register::{Card, Register};
use super::state::State;
use super::task::{self, By, Order, Task};
use super::{BASE, Options, requests, views};
use crate::device::Device;
use crate::guid::guid;
use crate::halt::Halt;
use crate::http::{Answer, Request};
use crate::memory::{Memory, Shown};
use crate::{json, query};
use serde_json::Value;
use std::io;
use std::sync::atomic::AtomicU64;

/// What the connections, the queue and the owner of the simulator share.
pub struct ItKassa {
    pub(super) options: Options,
    pub(super) memory: Memory<State>,
    /// How many answers to callbacks are still to be treated as lost.
    pub(super) deaf: AtomicU64,
}

type Done = Result<Answer, Refusal>;

impl ItKassa {
    pub(super) fn new(options: Options) -> io::Result<Self> {
        let memory = Memory::open(&options.setup, |kept, now| {
            kept.unwrap_or_else(|| State::new(&options, now)).started(&options)
        })?;
        Ok(Self { options, memory, deaf: AtomicU64::new(0) })
    }

    fn answer(&self, request: &Request) -> Done {
        self.admit(request)?;
        let (path, _) = request.path.split_once('?').unwrap_or((&request.path, ""));
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("GET", ["cre", "items"]) => {
                let state = self.memory.state();
                Ok(Answer::json(&views::items(&state, self.memory.now())))
            }
            ("POST", ["organization", "settings"]) => self.set_settings(&request.body),
            ("POST", ["print-documents"]) => self.take(&request.body, By::Api),
            ("GET", ["print-documents", key, "idempotent"]) => self.find(&query::unescaped(key)),
            _ => Err(Refusal::new(404, "нет такого метода")),
        }
    }

    fn admit(&self, request: &Request) -> Result<(), Refusal> {
        if request.header("x-api-key") != Some(self.options.api_key.as_str()) {
            return Err(Refusal::new(401, "X-API-Key: ключ не подходит"));
        }
        let kind = request.header("content-type").unwrap_or_default().replace(' ', "").to_ascii_lowercase();
        if kind == "application/json;charset=utf-8" {
            Ok(())
        } else {
            Err(Refusal::new(400, "Content-Type: нужен application/json;charset=UTF-8"))
        }
    }

    fn set_settings(&self, body: &[u8]) -> Done {
        let given = read(body)?;
        let mut faults = fields::Faults::new();
        fields::check(&[requests::SETTINGS], &given, "", &mut faults);
        if given.is_empty() {
            faults.push("нет ни одной настройки".to_owned());
        }
        if !faults.is_empty() {
            return Err(Refusal::wrong(&faults));
        }
        let mut state = self.memory.state();
        self.change(&mut state, |state| {
            state.core.settings.extend(given);
            let mut shown = Value::Object(state.core.settings.clone());
            shown["callbackApiKey"] = Value::Null;
            Ok(done(&shown))
        })
    }

    /// Adds a task to the queue. If the register's previous task has the same key, nothing is added and the answer is
    /// that task, even if the content differs.
    ///
    /// Only the directly preceding task counts: a key that was used earlier makes a second document.
    pub(super) fn take(&self, body: &[u8], by: By) -> Done {
        let given = read(body)?;
        let mut state = self.memory.state();
        let card = |id: &str| -> Option<Card> { state.register(id).map(|register| register.card.clone()) };
        let order = task::read(&given, card).map_err(|faults| Refusal::wrong(&faults))?;
        let before = state.tasks.iter().rev().find(|task| task.register == order.register);
        if let Some(same) = before.filter(|task| order.key.is_some() && task.key == order.key) {
            return Ok(done(&self.object(&state, same)));
        }
        let now = self.memory.now();
        let answer = self.change(&mut state, |state| {
            state.core.last_order += 1;
            let Order { register, key, kind, word, commands } = order;
            let order = state.core.last_order;
            let (printing, outcome) = (false, None);
            let task = Task {
                id: guid(),
                key,
                order,
                register,
                kind,
                word,
                commands,
                by,
                created: now,
                updated: now,
                printing,
                outcome,
            };
            let answer = done(&self.object(state, &task));
            state.tasks.push(task);
            Ok(answer)
        });
        self.memory.tell();
        answer
    }

    fn find(&self, key: &str) -> Done {
        let state = self.memory.state();
        match (state.keyed(key), Refusal::unknown_key(self.options.shapes.unknown_key)) {
            (Some(task), _) => Ok(done(&self.object(&state, task))),
            (None, Some(refusal)) => Err(refusal),
            (None, None) => Ok(done(&Value::Null)),
        }
    }

    /// A task in the form of an answer.
    pub(super) fn object(&self, state: &State, task: &Task) -> Value {
        let register: Option<&Register> = state.register(&task.register);
        register.map_or(Value::Null, |register| views::object(task, register, self.options.shapes))
    }

    /// Changes the memory: completely, or not at all if the change is refused or cannot be saved.
    pub(super) fn change<T>(
        &self,
        state: &mut State,
        change: impl FnOnce(&mut State) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.memory.change(state, || Refusal::new(500, "состояние не записано"), change)
    }
}

/// Parses a JSON object without duplicate keys.
fn read(body: &[u8]) -> Result<Members, Refusal> {
    let value = json::parse(body).map_err(|error| Refusal::new(400, format!("не JSON: {error}")))?;
    if let Some(way) = json::repeated_keys(body).first() {
        return Err(Refusal::repeated(way));
    }
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(Refusal::new(400, "нужен объект JSON")),
    }
}

impl Device for ItKassa {
    fn base(&self) -> &'static str {
        BASE
    }

    fn serve(&self, request: &Request, halt: &Halt) -> Option<Answer> {
        if halt.is_off() {
            return None;
        }
        Some(self.answer(request).unwrap_or_else(|refused| refused.answer(self.options.shapes)))
    }

    /// Adds a task of another program to the queue.
    fn make_document(&self, document: &Value, halt: &Halt) -> Option<Answer> {
        if halt.is_off() {
            return None;
        }
        let taken = self.take(document.to_string().as_bytes(), By::Stranger);
        Some(taken.unwrap_or_else(|refused| refused.answer(self.options.shapes)))
    }

    fn memory(&self) -> &dyn Shown {
        &self.memory
    }

    fn ledger(&self) -> Value {
        serde_json::to_value(&self.memory.state().ledger).unwrap_or_default()
    }

    fn refusal(&self, code: u16) -> Answer {
        Refusal::new(code, "запрос отклонён").answer(self.options.shapes)
    }

    fn control(&self, request: &Request) -> Option<Answer> {
        self.controlled(request)
    }

    fn power_off(&self) {
        self.memory.wake();
    }
}
