//! What a test can do to the service besides its protocol: make registers fail, and lose callbacks.

use super::delivery::Delivery;
use super::device::ItKassa;
use super::register::{Failing, Link};
use super::task::Task;
use crate::control::{body, done};
use crate::http::{Answer, Request};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;

impl ItKassa {
    /// Answers the control paths that only this service has.
    pub(super) fn controlled(&self, request: &Request) -> Option<Answer> {
        let given = body(&request.body);
        let told = |happened: Option<()>| match happened {
            Some(()) => done(),
            None => Answer::text(400, "no such register, task or value\n"),
        };
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/tasks") => Some(Answer::json(&self.tasks())),
            ("POST", "/register") => Some(told(self.set_register(&given))),
            ("GET", "/callbacks") => Some(Answer::json(&self.callbacks())),
            ("POST", "/callbacks") => Some(told(self.set_deaf(&given))),
            ("POST", "/callbacks/repeat") => {
                Some(told(given["task"].as_str().and_then(|task| self.repeat_callback(task))))
            }
            ("POST", "/callbacks/test") => Some(told(self.test_callback())),
            ("GET", "/mails") => Some(Answer::json(&json!(self.memory.state().core.mails))),
            _ => None,
        }
    }

    fn tasks(&self) -> Value {
        let state = self.memory.state();
        let word = |task: &Task| match task.outcome {
            Some(_) => "done",
            None if task.printing => "printing",
            None => "waiting",
        };
        state.tasks.iter().map(|task| json!({"state": word(task), "object": self.object(&state, task)})).collect()
    }

    /// Changes the environment of one register, or of all registers if `creItemId` is missing: link, delay, error.
    pub(super) fn set_register(&self, given: &Value) -> Option<()> {
        let mut state = self.memory.state();
        let wanted = given["creItemId"].as_str();
        let is_one = wanted.is_none_or(|id| state.register(id).is_some());
        let link = match given.get("link") {
            Some(word) => Some(Link::named(word.as_str()?)?),
            None => None,
        };
        let failing = match given.get("error") {
            Some(error) => Some(Failing {
                error: error["id"].as_i64().filter(|id| *id != 0)?,
                text: error["text"].as_str()?.to_owned(),
                times: error["times"].as_u64().unwrap_or(1).max(1),
            }),
            None => None,
        };
        for register in state.core.registers.iter_mut().filter(|register| wanted.is_none_or(|id| id == register.id)) {
            let world = &mut register.world;
            world.link = link.unwrap_or(world.link);
            world.held = given["held"].as_bool().unwrap_or(world.held);
            if let Some(delay) = given["delayMs"].as_u64() {
                (world.delay_ms, world.due) = (delay, None);
            }
            if failing.is_some() {
                world.failing.clone_from(&failing);
            }
        }
        self.memory.tell();
        is_one.then_some(())
    }

    pub(super) fn callbacks(&self) -> Value {
        json!(self.memory.state().core.deliveries)
    }

    fn set_deaf(&self, given: &Value) -> Option<()> {
        self.deaf.store(given["unheard"].as_u64()?, Ordering::SeqCst);
        Some(())
    }

    /// Whether the answer to the callback that was just received is to be treated as lost.
    pub(super) fn is_deaf(&self) -> bool {
        self.deaf.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
    }

    pub(super) fn repeat_callback(&self, task: &str) -> Option<()> {
        let mut state = self.memory.state();
        let done = state.tasks.iter().any(|one| one.id == task && one.outcome.is_some());
        let delivery = Delivery::of_result(&state.core.settings, task).filter(|_| done)?;
        self.deliver(&mut state, delivery)
    }

    fn test_callback(&self) -> Option<()> {
        let mut state = self.memory.state();
        let delivery = Delivery::of_test(&state.core.settings)?;
        self.deliver(&mut state, delivery)
    }

    fn deliver(&self, state: &mut super::state::State, delivery: Delivery) -> Option<()> {
        let kept = self.change(state, |state| {
            state.core.deliveries.push(delivery);
            Ok(())
        });
        self.memory.tell();
        kept.ok()
    }
}
