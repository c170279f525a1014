//! The server at work: one request at a time, and nothing answered that is not kept first.

use super::document::By;
use super::fields;
use super::methods::{self, Call, Method};
use super::operations::{self, Doing};
use super::operator::{self, Operator};
use super::refusal::{self, Refusal, done};
use super::state::State;
use super::{Options, sample, tables};
use crate::simulator::clock::Moment;
use crate::simulator::http::{Answer, Request};
use crate::simulator::server::{Device, Halt};
use serde_json::{Value, json};
use std::io::{self, Write};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What the connections and the owner of the simulator share.
pub(super) struct CashCore {
    options: Options,
    /// Seconds that the clock is put ahead of UTC.
    offset: AtomicI64,
    state: Mutex<State>,
}

type Done = Result<Answer, Refusal>;

impl CashCore {
    pub(super) fn new(options: Options) -> io::Result<Self> {
        let now = Moment::now(options.clock_offset_seconds);
        let kept = options.state_file.as_deref().map(|path| State::load(path, options.ofd_online)).transpose()?;
        let mut state = kept.flatten().unwrap_or_else(|| State::new(&options, now));
        if state.online {
            state.send_queue(now);
        }
        if let Some(path) = &options.state_file {
            state.save(path)?;
        }
        let offset = AtomicI64::new(options.clock_offset_seconds);
        Ok(Self { options, offset, state: Mutex::new(state) })
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Moment {
        Moment::now(self.offset.load(Ordering::Relaxed))
    }

    pub(super) fn set_clock(&self, offset: i64) {
        self.offset.store(offset, Ordering::Relaxed);
    }

    /// Does what a request asks for; `None` when the power went off before it was done.
    fn perform(&self, call: &Call, secret: &str, by: By, halt: &Halt) -> Option<Done> {
        let mut state = self.state();
        if halt.is_off() {
            return None;
        }
        let operator = match admitted(&state, call, secret) {
            Ok(operator) => operator,
            Err(refused) => return Some(Err(refused)),
        };
        if let Err(refused) = self.checked(call) {
            return Some(Err(refused));
        }
        if call.method.makes_document() && halt.wait(Duration::from_millis(self.options.processing_delay_ms)) {
            return None;
        }
        let doing = Doing { operator: &operator, by, now: self.now() };
        Some(self.execute(&mut state, call, doing))
    }

    fn checked(&self, call: &Call) -> Result<(), Refusal> {
        fields::check(tables::of(call.method), &call.body)?;
        if call.method == Method::TradeOperation {
            operations::check_ticket(&call.body, self.options.checks_taxpayers)?;
        }
        Ok(())
    }

    fn execute(&self, state: &mut State, call: &Call, doing: Doing) -> Done {
        let (body, operator) = (&call.body, doing.operator);
        let data = match call.method {
            Method::Ping => "ok".into(),
            Method::GetOfdList => sample::ofds(),
            Method::GetKkmList => state.registers(body, operator)?,
            Method::GetOperatorList => state.operators(operator),
            Method::GetPrinterList => sample::printers(),
            Method::GetTransactionList => state.transactions(body, operator)?,
            Method::GetTransaction => state.transaction(body, operator)?,
            Method::GetDocumentImage => return state.image(body, operator),
            Method::ActivateLicense => self.change(state, true, |state| state.activate(body))?,
            Method::GetVendorId => self.change(state, true, |state| state.vendor_id(body, doing.now))?,
            Method::SaveKkm => self.change(state, true, |state| state.save_register(body, operator, doing.now))?,
            Method::DeleteKkm => self.change(state, true, |state| state.delete_register(body, operator))?,
            Method::SaveOperator => self.change(state, true, |state| state.save_operator(body, operator))?,
            Method::DeleteOperator => self.change(state, true, |state| state.delete_operator(body, operator))?,
            Method::TradeOperation | Method::MoneyPlacement | Method::ZxReport => {
                self.make_document(state, call, doing)?
            }
        };
        Ok(done(&data))
    }

    /// Makes a document, which stays unless the operator is an inspector.
    fn make_document(&self, state: &mut State, call: &Call, doing: Doing) -> Result<Value, Refusal> {
        let stays = !doing.operator.is_inspector();
        let body = &call.body;
        match call.method {
            Method::TradeOperation => {
                if stays {
                    self.change(state, true, |state| state.close_old_shift(body, doing))?;
                }
                self.change(state, stays, |state| state.trade(body, doing))
            }
            Method::MoneyPlacement => self.change(state, stays, |state| state.place_money(body, doing)),
            _ => self.change(state, stays, |state| state.report(body, doing)),
        }
    }

    /// Changes the memory: wholly, or not at all when it is refused, cannot be kept, or is not to stay.
    fn change<T>(
        &self,
        state: &mut State,
        stays: bool,
        change: impl FnOnce(&mut State) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let (core, documents, paper) = (state.core.clone(), state.ledger.len(), state.tape.len());
        let unsent: Vec<bool> = state.ledger.iter().map(|document| document.unsent).collect();
        let mut result = change(state);
        if result.is_ok()
            && stays
            && let Some(path) = &self.options.state_file
            && state.save(path).is_err()
        {
            result = Err(Refusal::because(refusal::NOT_KEPT, "состояние не записано"));
        }
        if result.is_err() || !stays {
            state.core = core;
            state.ledger.truncate(documents);
            state.tape.truncate(paper);
            for (document, unsent) in state.ledger.iter_mut().zip(unsent) {
                document.unsent = unsent;
            }
        } else if self.options.echo_tape {
            let mut out = io::stdout().lock();
            // Nobody reads it any more: no reason to stop.
            let _ = out.write_all(&state.tape.as_bytes()[paper..]).and_then(|()| out.flush());
        }
        result
    }

    /// Switches the way to the OFD; once it is there, everything that waited is sent.
    pub(super) fn set_online(&self, online: bool) -> Result<(), Refusal> {
        let now = self.now();
        let mut state = self.state();
        self.change(&mut state, true, |state| {
            state.online = online;
            if online {
                state.send_queue(now);
            }
            Ok(())
        })
    }

    /// What the OFD does to a register: blocks it, spoils its token, or finds that its counters differ.
    pub(super) fn set_register(&self, given: &Value) -> Result<(), Refusal> {
        let now = self.now();
        let mut state = self.state();
        self.change(&mut state, true, |state| {
            let register = state.register_mut(given["ofdId"].as_i64().unwrap_or(sample::OFD_ID))?;
            if let Some(blocked) = given["blocked"].as_bool() {
                let reason = given["reason"].as_str().unwrap_or("заблокирована ОФД").to_owned();
                register.blocked = blocked.then_some(reason);
            }
            if let Some(conflict) = given["valuesConflict"].as_bool() {
                register.values_conflict = conflict;
            }
            if let Some(invalid) = given["invalidToken"].as_bool() {
                register.invalid_token = invalid;
            }
            if state.online {
                state.send_queue(now);
            }
            Ok(())
        })
    }

    /// A document as another program would make it: a ticket, or `{"command": …, "data": {…}, "pin": …}`.
    pub(super) fn make_stranger(&self, document: &Value, halt: &Halt) -> Option<Answer> {
        let command = document["command"].as_str();
        let body = if command.is_some() { &document["data"] } else { document };
        let method = Method::named(command.unwrap_or("TradeOperation")).filter(|method| method.makes_document());
        let Some(method) = method else { return Some(Answer::text(400, "no such command\n")) };
        let call = Call { method, body: body.as_object().cloned().unwrap_or_default() };
        let administrator = self.state().core.operators.iter().find(|operator| operator.is_administrator()).cloned();
        let pin = administrator.map(|operator| operator.pin).unwrap_or_default();
        let done = self.perform(&call, document["pin"].as_str().unwrap_or(&pin), By::Stranger, halt)?;
        Some(done.unwrap_or_else(|refused| refused.answer(None)))
    }
}

/// Who asks, if anybody may ask for this; a ping and the license need nobody.
fn admitted(state: &State, call: &Call, secret: &str) -> Result<Operator, Refusal> {
    if matches!(call.method, Method::Ping | Method::ActivateLicense) {
        return Ok(Operator::new(0, "", 0, ""));
    }
    let known = state.core.operators.iter().find(|operator| !secret.is_empty() && operator.is_known_by(secret));
    let operator = known.cloned().ok_or_else(|| Refusal::new(refusal::ACCESS_CODE))?;
    if state.core.licensed { Ok(operator) } else { Err(Refusal::new(refusal::LICENSE)) }
}

impl Device for Arc<CashCore> {
    fn base(&self) -> &'static str {
        ""
    }

    fn closes(&self) -> bool {
        true
    }

    fn serve(&self, request: &Request, halt: &Halt) -> Option<Answer> {
        let secret = operator::secret(request.authorization.as_deref());
        let done = match methods::call(request) {
            Ok(call) => self.perform(&call, secret, By::Api, halt)?,
            Err(refused) => Err(refused),
        };
        Some(done.unwrap_or_else(|refused| refused.answer(request.language.as_deref())))
    }

    fn control(&self, request: &Request, halt: &Halt) -> Option<Answer> {
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let told = |done: Result<(), Refusal>| match done {
            Ok(()) => Answer::json(&json!({"ok": true})),
            Err(refused) => refused.answer(None),
        };
        match (request.method.as_str(), request.path.as_str()) {
            ("GET", "/ledger") => Some(Answer::json(&serde_json::to_value(&self.state().ledger).unwrap_or_default())),
            ("GET", "/tape") => Some(Answer::text(200, &self.state().tape)),
            ("POST", "/clock") => {
                let Some(offset) = body["offsetSeconds"].as_i64() else {
                    return Some(Answer::text(400, "{\"offsetSeconds\": n} is needed\n"));
                };
                self.set_clock(offset);
                Some(told(Ok(())))
            }
            ("POST", "/ofd") => {
                let Some(online) = body["online"].as_bool() else {
                    return Some(Answer::text(400, "{\"online\": true or false} is needed\n"));
                };
                Some(told(self.set_online(online)))
            }
            ("POST", "/register") => Some(told(self.set_register(&body))),
            ("POST", "/document") => match methods::read(&request.body) {
                Ok(document) => self.make_stranger(&document.into(), halt),
                Err(refused) => Some(refused.answer(None)),
            },
            _ => None,
        }
    }

    fn stranger(&self, document: &Value, halt: &Halt) {
        let _ = self.make_stranger(document, halt);
    }

    fn refusal(&self, code: u16) -> Answer {
        Refusal::new(code).answer(None)
    }
}
