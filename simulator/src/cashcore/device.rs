//! The running server. It processes one request at a time, and saves every change before it answers.

use super::document::By;
use super::fields;
use super::methods::{self, Call, Method};
use super::operations::{self, Doing};
use super::operator::{self, Operator};
use super::refusal::{self, Refusal, done};
use super::state::State;
use super::{Options, requests, sample};
use crate::control;
use crate::device::Device;
use crate::halt::Halt;
use crate::http::{Answer, Request};
use crate::memory::{self, Memory, Shown};
use serde_json::Value;
use std::io;

/// What the connections and the owner of the simulator share.
pub struct CashCore {
    options: Options,
    pub(super) memory: Memory<State>,
}

type Done = Result<Answer, Refusal>;

impl CashCore {
    pub(super) fn new(options: Options) -> io::Result<Self> {
        let memory = Memory::open(&options.setup, |kept, now| {
            let mut state = kept.unwrap_or_else(|| State::new(&options, now));
            state.online = options.ofd_online;
            if state.online {
                state.send_queue(now);
            }
            state
        })?;
        Ok(Self { options, memory })
    }

    /// Executes a request. Returns `None` if the power went off before it was done.
    fn perform(&self, call: &Call, secret: &str, by: By, halt: &Halt) -> Option<Done> {
        let mut state = self.memory.state();
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
        if call.method.makes_document() && halt.wait(self.options.setup.processing_delay()) {
            return None;
        }
        let doing = Doing { operator: &operator, by, now: self.memory.now() };
        Some(self.execute(&mut state, call, doing))
    }

    fn checked(&self, call: &Call) -> Result<(), Refusal> {
        fields::check(requests::of(call.method), &call.body)?;
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
            Method::ActivateLicense => self.change(state, |state| state.activate(body))?,
            Method::GetVendorId => self.change(state, |state| state.vendor_id(body, doing.now))?,
            Method::SaveKkm => self.change(state, |state| state.save_register(body, operator, doing.now))?,
            Method::DeleteKkm => self.change(state, |state| state.delete_register(body, operator))?,
            Method::SaveOperator => self.change(state, |state| state.save_operator(body, operator))?,
            Method::DeleteOperator => self.change(state, |state| state.delete_operator(body, operator))?,
            Method::TradeOperation | Method::MoneyPlacement | Method::ZxReport => self.make(state, call, doing)?,
        };
        Ok(done(&data))
    }

    /// Makes a document. It is kept unless the operator is an inspector, whose documents are only shown.
    ///
    /// An old shift is closed in a change of its own: it stays closed even if the ticket is then refused.
    fn make(&self, state: &mut State, call: &Call, doing: Doing) -> Result<Value, Refusal> {
        let mut body = call.body.clone();
        if !self.options.keeps_auxiliary {
            body.remove("auxiliary");
        }
        let body = &body;
        let document = |state: &mut State| match call.method {
            Method::TradeOperation => state.trade(body, doing),
            Method::MoneyPlacement => state.place_money(body, doing),
            _ => state.report(body, doing),
        };
        if doing.operator.is_inspector() {
            return memory::rehearse(state, document);
        }
        if call.method == Method::TradeOperation {
            self.change(state, |state| state.close_old_shift(body, doing))?;
        }
        self.change(state, document)
    }

    fn change<T>(
        &self,
        state: &mut State,
        change: impl FnOnce(&mut State) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let not_kept = || Refusal::because(refusal::NOT_KEPT, "состояние не записано");
        self.memory.change(state, not_kept, change)
    }

    /// Switches the connection to the OFD on or off. When it comes back, all waiting documents are sent.
    pub(super) fn set_online(&self, online: bool) -> Result<(), Refusal> {
        let now = self.memory.now();
        let mut state = self.memory.state();
        self.change(&mut state, |state| {
            state.online = online;
            if online {
                state.send_queue(now);
            }
            Ok(())
        })
    }

    /// Applies what the OFD can do to a register: block it, invalidate its token, or report that its counters differ.
    pub(super) fn set_register(&self, given: &Value) -> Result<(), Refusal> {
        let now = self.memory.now();
        let mut state = self.memory.state();
        self.change(&mut state, |state| {
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

    fn administrator_pin(&self) -> String {
        let state = self.memory.state();
        let administrator = state.core.operators.iter().find(|operator| operator.is_administrator());
        administrator.map(|operator| operator.pin.clone()).unwrap_or_default()
    }
}

/// The operator who sends the request, if the operator may do this. Ping and the activation of the license need no
/// operator.
fn admitted(state: &State, call: &Call, secret: &str) -> Result<Operator, Refusal> {
    if matches!(call.method, Method::Ping | Method::ActivateLicense) {
        return Ok(Operator::new(0, "", 0, ""));
    }
    let known = state.core.operators.iter().find(|operator| !secret.is_empty() && operator.is_known_by(secret));
    let operator = known.cloned().ok_or_else(|| Refusal::new(refusal::ACCESS_CODE))?;
    if state.core.licensed { Ok(operator) } else { Err(Refusal::new(refusal::LICENSE)) }
}

impl Device for CashCore {
    fn base(&self) -> &'static str {
        ""
    }

    fn closes(&self) -> bool {
        true
    }

    fn serve(&self, request: &Request, halt: &Halt) -> Option<Answer> {
        let secret = operator::secret(request.header("authorization"));
        let done = match methods::call(request) {
            Ok(call) => self.perform(&call, secret, By::Api, halt)?,
            Err(refused) => Err(refused),
        };
        Some(done.unwrap_or_else(|refused| refused.answer(request.header("accept-language"))))
    }

    /// Makes a document for a test. Takes a ticket, or `{"command": …, "data": {…}, "pin": …}`; without `pin` the
    /// administrator makes it.
    fn make_document(&self, document: &Value, halt: &Halt) -> Option<Answer> {
        let command = document["command"].as_str();
        let body = if command.is_some() { &document["data"] } else { document };
        let method = Method::named(command.unwrap_or("TradeOperation")).filter(|method| method.makes_document());
        let Some(method) = method else { return Some(Answer::text(400, "no such command\n")) };
        let call = Call { method, body: body.as_object().cloned().unwrap_or_default() };
        let pin = document["pin"].as_str().map_or_else(|| self.administrator_pin(), str::to_owned);
        let done = self.perform(&call, &pin, By::Stranger, halt)?;
        Some(done.unwrap_or_else(|refused| refused.answer(None)))
    }

    fn memory(&self) -> &dyn Shown {
        &self.memory
    }

    fn ledger(&self) -> Value {
        serde_json::to_value(&self.memory.state().ledger).unwrap_or_default()
    }

    fn control(&self, request: &Request) -> Option<Answer> {
        let body = control::body(&request.body);
        let told = match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/ofd") => match body["online"].as_bool() {
                Some(online) => self.set_online(online),
                None => return Some(Answer::text(400, "{\"online\": true or false} is needed\n")),
            },
            ("POST", "/register") => self.set_register(&body),
            _ => return None,
        };
        Some(told.map_or_else(|refused| refused.answer(None), |()| control::done()))
    }

    fn refusal(&self, code: u16) -> Answer {
        Refusal::new(code).answer(None)
    }
}
