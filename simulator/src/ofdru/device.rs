//! The running server. It processes one request at a time, and saves every change before it answers.

use super::Options;
use super::accounts::Account;
use super::calls::{self, Asked, Call};
use super::refusal::{self, Refusal};
use super::state::State;
use super::words::By;
use crate::clock::Moment;
use crate::device::Device;
use crate::halt::Halt;
use crate::http::{Answer, Request};
use crate::memory::{Memory, Shown};
use serde_json::{Map, Value, json};
use std::io;
use std::time::Instant;

/// What the connections and the owner of the simulator share.
pub struct OfdRu {
    options: Options,
    pub(super) memory: Memory<State>,
}

/// The result of a call.
enum Outcome {
    Data(Value),
    Token(Value),
    Client(String),
    File(String, Vec<u8>),
}

type Done = Result<Outcome, Refusal>;

impl OfdRu {
    pub(super) fn new(options: Options) -> io::Result<Self> {
        let memory = Memory::open(&options.setup, |kept, _| match kept {
            Some(state) => State { options: options.clone(), ..state },
            None => State::new(&options),
        })?;
        Ok(Self { options, memory })
    }

    /// Executes a request. Returns `None` if the power went off before it was done.
    fn perform(&self, call: Call, request: &Request, halt: &Halt) -> Option<Done> {
        let mut state = self.memory.state();
        if halt.is_off() {
            return None;
        }
        let now = self.memory.now();
        if let Err(refused) = self.settle(&mut state, now) {
            return Some(Err(refused));
        }
        if call.changes() && halt.wait(self.options.setup.processing_delay()) {
            return None;
        }
        Some(calls::read(call, request).and_then(|asked| self.execute(&mut state, &asked, now)))
    }

    /// Applies all changes that are due by now because time has passed.
    pub(super) fn settle(&self, state: &mut State, now: Moment) -> Result<(), Refusal> {
        if !state.is_due(now) {
            return Ok(());
        }
        self.change(state, |state| {
            state.settle(now);
            Ok(())
        })
    }

    /// The same before the state is inspected. A change that cannot be saved is not applied, and is not shown either.
    pub(super) fn let_time_pass(&self) {
        let _ = self.settle(&mut self.memory.state(), self.memory.now());
    }

    fn execute(&self, state: &mut State, asked: &Asked, now: Moment) -> Done {
        let text = |name: &str| asked.body.get(name).and_then(Value::as_str).unwrap_or_default();
        if asked.call == Call::CreateToken {
            let token = self.change(state, |state| state.create_token(text("Login"), text("Password"), now))?;
            let token = json!({"AuthToken": token.text, "ExpirationDateUtc": token.expires.to_string()});
            return Ok(Outcome::Token(token));
        }
        let account = state.account_of(asked.token.as_deref(), now)?;
        let shapes = self.options.shapes.clone();
        let show = |state: &State, index: usize| Ok(Outcome::Data(state.core.applications[index].to_json(&shapes)));
        match &asked.call {
            Call::CreateToken | Call::Create => {
                let created = self.change(state, |state| {
                    state.create(&asked.body, &account, By::Api, now).map(|made| made.to_json(&shapes))
                });
                created.map(Outcome::Data)
            }
            Call::Update(id) => {
                let index = state.place_of(id, &account)?;
                self.change(state, |state| state.update(index, &asked.body, now))?;
                show(state, index)
            }
            Call::List(agreement) => self.list(state, agreement.as_deref(), &account),
            Call::Get(id) => {
                let application = &state.core.applications[state.place_of(id, &account)?];
                let shown =
                    if shapes.short_get { application.to_short_json(&shapes) } else { application.to_json(&shapes) };
                Ok(Outcome::Data(shown))
            }
            Call::Prepare(id) => {
                let index = state.place_of(id, &account)?;
                self.change(state, |state| state.prepare(index, now))?;
                show(state, index)
            }
            Call::Sign(id) => {
                let index = state.place_of(id, &account)?;
                self.change(state, |state| state.sign(index, &asked.body, now))?;
                show(state, index)
            }
            Call::Download(id, document) => {
                let found = state.document(state.place_of(id, &account)?, document)?;
                Ok(Outcome::File(found.file_name.clone(), found.content.clone()))
            }
            Call::RegisterClient => {
                self.change(state, |state| state.register_client(&asked.body, &account.login)).map(Outcome::Client)
            }
        }
    }

    fn list(&self, state: &State, agreement: Option<&str>, account: &Account) -> Done {
        let shapes = &self.options.shapes;
        let mut found: Vec<Value> =
            state.list(agreement, account)?.iter().map(|application| application.to_json(shapes)).collect();
        match found.len() {
            0 if shapes.none_is_refused => Err(Refusal::because(refusal::APPLICATION_NOT_FOUND, "заявок нет")),
            1 if !shapes.array_of_one => Ok(Outcome::Data(found.remove(0))),
            _ => Ok(Outcome::Data(found.into())),
        }
    }

    pub(super) fn change<T>(
        &self,
        state: &mut State,
        change: impl FnOnce(&mut State) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let not_kept = || Refusal::because(refusal::INTERNAL, "состояние не записано");
        self.memory.change(state, not_kept, change)
    }

    fn answer(&self, done: Done, of_appendix: bool, began: Instant) -> Answer {
        let shapes = &self.options.shapes;
        let elapsed = elapsed(began);
        match done {
            Ok(Outcome::File(name, content)) => Answer::file("application/octet-stream", name, content),
            Ok(Outcome::Client(agreement)) => {
                let name = if shapes.capital_data { "Data" } else { "data" };
                Answer::json(&json!({name: {"agreement": agreement}, "Success": true}))
            }
            Ok(Outcome::Token(token)) if shapes.bare_token => Answer::json(&token),
            Ok(Outcome::Token(data) | Outcome::Data(data)) => {
                Answer::json(&json!({"Status": "Success", "Data": data, "Elapsed": elapsed}))
            }
            Err(refused) if of_appendix && !refused.of_token => {
                let (why, name) = (&refused.why, refused.name());
                Answer::json(&json!({"data": {}, "Success": false, "errorText": why, "errorValue": name}))
            }
            Err(refused) => {
                let mut body = shapes.refused(&refused);
                body["Elapsed"] = elapsed.into();
                let status = if refused.of_token { shapes.token_status } else { shapes.refusal_status };
                Answer { status, ..Answer::json(&body) }
            }
        }
    }
}

impl Device for OfdRu {
    fn base(&self) -> &'static str {
        "/api"
    }

    fn serve(&self, request: &Request, halt: &Halt) -> Option<Answer> {
        let began = Instant::now();
        let Some(call) = Call::of(&request.method, &request.path) else {
            return Some(Answer::text(404, "no such call\n"));
        };
        let of_appendix = call == Call::RegisterClient;
        let done = self.perform(call, request, halt)?;
        Some(self.answer(done, of_appendix, began))
    }

    /// Makes an application as another program would, for the first account.
    fn make_document(&self, document: &Value, _halt: &Halt) -> Option<Answer> {
        let began = Instant::now();
        let now = self.memory.now();
        let mut state = self.memory.state();
        let body: Map<String, Value> = document.as_object().cloned().unwrap_or_default();
        let done = state.core.accounts.first().cloned().ok_or_else(Refusal::of_token).and_then(|account| {
            self.change(&mut state, |state| {
                let made = state.create(&body, &account, By::Stranger, now)?;
                Ok(Outcome::Data(made.to_json(&self.options.shapes)))
            })
        });
        Some(self.answer(done, false, began))
    }

    fn memory(&self) -> &dyn Shown {
        &self.memory
    }

    fn ledger(&self) -> Value {
        self.let_time_pass();
        self.memory.state().ledger()
    }

    fn refusal(&self, code: u16) -> Answer {
        self.answer(Err(Refusal::of_code(code)), false, Instant::now())
    }

    fn control(&self, request: &Request) -> Option<Answer> {
        self.by_hand(request)
    }
}

/// How long the answer took, in the form of the vendor's examples.
fn elapsed(began: Instant) -> String {
    let time = began.elapsed();
    format!("00:00:{:02}.{:07}", time.as_secs() % 60, time.subsec_nanos() / 100)
}
