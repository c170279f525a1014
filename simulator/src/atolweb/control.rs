//! What a test can do to the server and its registers besides the protocol.

use super::api::chosen;
use super::device::AtolWeb;
use super::mark_check::Rule;
use super::order::Order;
use super::refusal::Refusal;
use super::register::Phase;
use super::state::State;
use crate::control::{body, done};
use crate::http::{Answer, Request};
use serde_json::{Value, json};

impl AtolWeb {
    /// Answers the control paths that only this server has.
    pub(super) fn controlled(&self, request: &Request) -> Option<Answer> {
        let given = body(&request.body);
        let told = |happened: bool| {
            if happened { done() } else { Answer::text(400, "no such register, member or value\n") }
        };
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/orders") => Some(Answer::json(&self.orders())),
            ("POST", "/register") => Some(told(self.set_register(&given))),
            ("POST", "/default") => Some(told(self.set_default(&given["deviceID"]).is_some())),
            ("POST", "/marks") => Some(told(self.set_marks(&given))),
            ("POST", "/drive") => Some(told(self.change_drive(&given).is_some())),
            ("POST", "/restart") => Some(told(self.restart(given["queue"] == "lost"))),
            _ => None,
        }
    }

    /// Every request, also a forgotten one.
    pub(super) fn orders(&self) -> Value {
        let one = |order: &Order| {
            let mut shown = order.to_json();
            shown["uuid"] = order.uuid.as_str().into();
            shown["deviceID"] = order.device.as_str().into();
            shown["request"] = order.tasks.clone().into();
            shown
        };
        self.memory.state().orders.iter().map(one).collect()
    }

    /// Runs a change that is kept in the file, and wakes the queue.
    fn changed(&self, change: impl FnOnce(&mut State) -> Option<()>) -> Option<()> {
        let mut state = self.memory.state();
        let refused = || Refusal::new(400, "");
        let kept = self.change(&mut state, |state| change(state).ok_or_else(refused));
        drop(state);
        self.memory.tell();
        kept.ok()
    }

    /// Changes the surroundings of one register, or of all if `deviceID` is missing.
    pub(super) fn set_register(&self, given: &Value) -> bool {
        let wanted = given["deviceID"].as_str();
        let changed = self.changed(|state| {
            wanted.is_none_or(|id| state.register(id).is_some()).then_some(())?;
            let mut registers = state.core.registers.iter_mut();
            registers.by_ref().filter(|register| wanted.is_none_or(|id| id == register.id)).try_for_each(|register| {
                if let Some(active) = given.get("active") {
                    register.is_active = active.as_bool()?;
                }
                if let Some(forgotten) = given.get("forgotten") {
                    register.forgotten = forgotten.as_u64()?.try_into().ok()?;
                }
                register.world.set(given)?;
                if register.world.ofd_online {
                    register.acknowledged = register.last_number;
                }
                Some(())
            })
        });
        changed.is_some()
    }

    fn set_default(&self, id: &Value) -> Option<()> {
        let id = id.as_str().map(str::to_owned);
        self.changed(|state| {
            id.as_ref().is_none_or(|id| state.register(id).is_some()).then_some(())?;
            state.core.default_device = id;
            Some(())
        })
    }

    /// Changes how the checks of marks end.
    pub(super) fn set_marks(&self, given: &Value) -> bool {
        let changed = self.changed(|state| {
            let id = chosen(state, given["deviceID"].as_str()).ok()?.id.clone();
            let marks = &mut state.register_mut(&id)?.marks;
            for (name, value) in given.as_object()? {
                match name.as_str() {
                    "deviceID" => {}
                    "server" => marks.server = value.as_u64()?.try_into().ok()?,
                    "delayMs" => marks.delay_ms = value.as_u64()?,
                    "mustBeChecked" => marks.must_be_checked = value.as_bool()?,
                    "rules" => marks.rules = serde_json::from_value::<Vec<Rule>>(value.clone()).ok()?,
                    _ => return None,
                }
            }
            Some(())
        });
        changed.is_some()
    }

    /// Puts a new fiscal drive into a register whose shift is closed.
    fn change_drive(&self, given: &Value) -> Option<()> {
        let number = given["fnNumber"].as_str().filter(|number| number.len() == 16)?;
        self.changed(|state| {
            let id = chosen(state, given["deviceID"].as_str()).ok()?.id.clone();
            let register = state.register_mut(&id).filter(|register| register.opened.is_none())?;
            number.clone_into(&mut register.drive);
            register.phase = Phase::Configured;
            (register.shift, register.receipts, register.shift_documents) = (0, 0, 0);
            (register.last_number, register.acknowledged, register.forgotten) = (0, 0, 0);
            Some(())
        })
    }

    /// Ends the server and starts it again: with its queue, or without, so that it knows no key any more.
    pub(super) fn restart(&self, is_lost: bool) -> bool {
        let now = self.memory.now();
        let options = &self.options;
        let changed = self.changed(|state| {
            if is_lost {
                state.forget();
            } else {
                state.restart(options, now);
            }
            Some(())
        });
        changed.is_some()
    }

    /// Has a document made by another program. The body is a task, with `deviceID` if it is not for the default
    /// register.
    pub(super) fn make_aside(&self, document: &Value) -> Result<Answer, Refusal> {
        let mut task = document.clone();
        let device = task.as_object_mut().and_then(|members| members.shift_remove("deviceID"));
        let now = self.memory.now();
        let mut state = self.memory.state();
        let id = chosen(&state, device.as_ref().and_then(Value::as_str))?.id.clone();
        let place = state.core.registers.iter().position(|register| register.id == id).unwrap_or(0);
        self.change(&mut state, |state| match state.run_aside(place, &task, &self.options, now) {
            Ok(result) => Ok(Answer::json(&json!({"result": result}))),
            Err(error) => Ok(Answer::json(&json!({"error": {"code": error.code, "description": error.text}}))),
        })
    }
}
