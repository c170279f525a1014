//! What a test can do to the service besides its protocol: fail documents, lose call-backs, block users.

use super::delivery::Delivery;
use super::device::AtolOnline;
use super::job::{FailureKind, Job};
use super::register::Failing;
use super::views;
use crate::control::{body, done};
use crate::http::{Answer, Request};
use serde_json::{Value, json};

/// The results that the check of a mark can have (tag 2106).
const MARK_RESULTS: [u8; 9] = [0, 1, 3, 5, 7, 15, 16, 17, 19];

impl AtolOnline {
    /// Answers the control paths that only this service has.
    pub(super) fn controlled(&self, request: &Request) -> Option<Answer> {
        let given = body(&request.body);
        let told = |happened: Option<()>| match happened {
            Some(()) => done(),
            None => Answer::text(400, "no such group, document, user or value\n"),
        };
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/tasks") => Some(Answer::json(&self.tasks())),
            ("POST", "/register") => Some(told(self.set_register(&given))),
            ("POST", "/marks") => Some(told(self.set_mark(&given))),
            ("POST", "/users") => Some(told(self.set_user(&given))),
            ("POST", "/tokens") => Some(told(given["expire"].as_bool().filter(|word| *word).and(self.expire_tokens()))),
            ("GET", "/callbacks") => Some(Answer::json(&self.callbacks())),
            ("POST", "/callbacks") => Some(told(self.set_callbacks(&given))),
            ("POST", "/callbacks/repeat") => {
                Some(told(given["uuid"].as_str().and_then(|uuid| self.repeat_callback(uuid))))
            }
            _ => None,
        }
    }

    fn tasks(&self) -> Value {
        let state = self.memory.state();
        let word = |job: &Job| match (&job.outcome, job.register) {
            (Some(_), _) => "done",
            (None, Some(_)) => "printing",
            (None, None) => "waiting",
        };
        let now = self.memory.now();
        let shown = |job| json!({"state": word(job), "object": views::report(&state, job, now)});
        state.jobs.iter().map(shown).collect()
    }

    /// Changes the environment of one group, or of all groups if `groupCode` is missing.
    pub(super) fn set_register(&self, given: &Value) -> Option<()> {
        let mut state = self.memory.state();
        let wanted = given["groupCode"].as_str();
        wanted.is_none_or(|code| state.core.groups.iter().any(|group| group.code == code)).then_some(())?;
        let failing = match given.get("fail") {
            Some(fail) if !fail.is_null() => Some(Some(failing(fail)?)),
            Some(_) => Some(None),
            None => None,
        };
        for group in state.core.groups.iter_mut().filter(|group| wanted.is_none_or(|code| code == group.code)) {
            group.world.held = given["held"].as_bool().unwrap_or(group.world.held);
            group.world.delay_ms = given["delayMs"].as_u64().unwrap_or(group.world.delay_ms);
            if let Some(failing) = &failing {
                group.world.failing.clone_from(failing);
            }
            if let Some(inn) = given["registerInn"].as_str() {
                group.registers.iter_mut().for_each(|register| inn.clone_into(&mut register.inn));
            }
        }
        self.memory.tell();
        Some(())
    }

    /// Sets the result of the check of a mark, which is given as it is sent.
    pub(super) fn set_mark(&self, given: &Value) -> Option<()> {
        let mark = given["code"].as_str()?.to_owned();
        let result = u8::try_from(given["result"].as_u64()?).ok().filter(|bits| MARK_RESULTS.contains(bits))?;
        let mut state = self.memory.state();
        let kept = self.keep(&mut state, |state| {
            state.core.marks.insert(mark, result);
        });
        kept.then_some(())
    }

    /// Blocks a user, or stops blocking it.
    pub(super) fn set_user(&self, given: &Value) -> Option<()> {
        let (login, blocked) = (given["login"].as_str()?, given["blocked"].as_bool()?);
        let mut state = self.memory.state();
        let place = state.core.users.iter().position(|user| user.login == login)?;
        self.keep(&mut state, |state| state.core.users[place].blocked = blocked).then_some(())
    }

    /// Ends the time of every token.
    pub(super) fn expire_tokens(&self) -> Option<()> {
        let mut state = self.memory.state();
        self.keep(&mut state, |state| state.core.tokens.clear()).then_some(())
    }

    pub(super) fn callbacks(&self) -> Value {
        json!(self.memory.state().core.deliveries)
    }

    /// Sets what happens to the next call-backs. A member that is missing stays as it is.
    pub(super) fn set_callbacks(&self, given: &Value) -> Option<()> {
        let mut state = self.memory.state();
        let postman = &mut state.core.postman;
        let mut changed = *postman;
        for (name, value) in given.as_object()? {
            let field = match name.as_str() {
                "delayMs" => &mut changed.delay_ms,
                "lost" => &mut changed.lost,
                "doubled" => &mut changed.doubled,
                "unheard" => &mut changed.unheard,
                _ => return None,
            };
            *field = value.as_u64()?;
        }
        *postman = changed;
        Some(())
    }

    /// Posts a result again, at once.
    pub(super) fn repeat_callback(&self, uuid: &str) -> Option<()> {
        let mut state = self.memory.state();
        let job = state.jobs.iter().find(|job| job.uuid == uuid && job.outcome.is_some())?;
        let (uuid, url) = (job.uuid.clone(), job.callback_url.clone()?);
        let delivery = Delivery { uuid, url, attempts: Vec::new(), over: false, delivered: false, due: None };
        self.keep(&mut state, |state| state.core.deliveries.push(delivery)).then_some(())
    }
}

fn failing(given: &Value) -> Option<Failing> {
    Some(Failing {
        kind: FailureKind::named(given["type"].as_str()?)?,
        code: u32::try_from(given["code"].as_u64()?).ok()?,
        text: given["text"].as_str().unwrap_or("Сбой по требованию").to_owned(),
        made: given["made"].as_bool().unwrap_or(false),
        times: given["times"].as_u64().unwrap_or(1).max(1),
    })
}
