//! Lets a request in, and answers it in the server's dialect.

use super::device::AtolWeb;
use super::refusal::Refusal;
use super::{Dialect, api, dates};
use crate::base64::from_base64;
use crate::device::Device;
use crate::halt::Halt;
use crate::http::{Answer, Request};
use crate::memory::Shown;
use serde_json::{Value, json};

/// The largest body of a request.
const MOST_BYTES: usize = 1024 * 1024;

impl AtolWeb {
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
            "os": "linux", "currentDateTime": format!("{}{}", self.memory.now(), dates::UTC_OFFSET),
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
