//! Passing documents to the OFD for a register that has no network of its own (§6.15, §6.16).

use super::super::{Failure, text_of};
use super::{Icash, NAME};
use crate::error::{BackendError, Text};
use crate::task::Relay;
use crate::task::answer::Answer;
use crate::transport::tcp::{self, Server, is_framed};
use crate::transport::{CallContext, Stage};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Map, Value, json};

impl Icash {
    /// Passes each waiting document from the register to the OFD, and the OFD's receipt back.
    ///
    /// A document counts as passed only when the register has accepted the receipt. Otherwise it offers the same
    /// document again, so nothing is lost wherever this stops.
    pub(super) fn relay(&self, relay: &Relay, context: &CallContext) -> Result<Answer, Failure> {
        let server = match relay.to.clone() {
            Some((host, port)) => Server { host, port, trusted: true },
            None => self.operator(context)?,
        };
        let waiting = self.waiting(context)?;
        let mut passed = 0;
        context.tell(Stage::Relaying(passed, Some(waiting)));
        while passed < relay.most.min(waiting) {
            let offered = self.get("/ofd", context)?;
            let Some(data) = text_of(&offered, "data") else { break };
            let message = BASE64_STANDARD
                .decode(&data)
                .map_err(|error| unusable(Text::foreign("сообщение для ОФД не в base64", &error)))?;
            if !is_framed(&message) {
                // Anything else would let a register speak to any server, in any protocol.
                return Err(unusable(Text::of(
                    "сообщение кассы — не сообщение для ОФД",
                    "the message is not one for an OFD",
                )));
            }
            let receipt = tcp::ask(&server, &message, context)?;
            self.post("/ofd", &json!({ "data": BASE64_STANDARD.encode(receipt) }), context)?;
            passed += 1;
            context.tell(Stage::Relaying(passed, Some(waiting)));
        }
        let mut fields = Map::new();
        let left = self.waiting(context)?;
        fields.insert("relayed".into(), json!(passed));
        fields.insert("status".into(), json!({ "notSentCount": left }));
        Ok(Answer { fields, ..Answer::default() })
    }

    /// The OFD's address from the register's settings (§6.3).
    fn operator(&self, context: &CallContext) -> Result<Server, Failure> {
        let settings = self.get("/settings", context)?;
        let port = settings.get("ofdPort").and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok());
        let named = text_of(&settings, "ofdHost").zip(port);
        named.map(|(host, port)| Server { host, port, trusted: false }).ok_or_else(|| {
            unusable(Text::of("в ответе /settings нет ofdHost и ofdPort", "no ofdHost and ofdPort in /settings"))
        })
    }

    fn waiting(&self, context: &CallContext) -> Result<u64, Failure> {
        let status = self.get("/ofd/status", context)?;
        status.get("msgCountForExch").and_then(Value::as_u64).ok_or_else(|| {
            unusable(Text::of("в ответе /ofd/status нет msgCountForExch", "no msgCountForExch in /ofd/status"))
        })
    }
}

fn unusable(cause: Text) -> Failure {
    Failure::Unreadable(cause, BackendError { name: NAME, ..BackendError::default() })
}
