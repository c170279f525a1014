//! The running device. It executes one command at a time, and saves every change before it answers.

use super::commands::{self, Call, Command, members};
use super::document::{By, DocumentKind};
use super::fields::{self, Field};
use super::refusal::{self, FieldFaults, Refusal};
use super::state::State;
use super::{Options, receipt, registration, requests, sample, size, tape, views};
use crate::clock::Moment;
use crate::control;
use crate::device::Device;
use crate::halt::Halt;
use crate::http::{Answer, Request};
use crate::memory::{Memory, Shown};
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};

const LOG_LINES: usize = 10_000;

/// What the connections and the owner of the simulator share.
pub struct Icash {
    options: Options,
    pub(super) memory: Memory<State>,
    log: Mutex<VecDeque<String>>,
}

type Done = Result<Answer, Refusal>;

impl Icash {
    pub(super) fn new(options: Options) -> io::Result<Self> {
        let memory = Memory::open(&options.setup, |kept, now| match kept {
            Some(state) => state,
            None if options.registered => sample::registered(State::unregistered(&options), now),
            None => State::unregistered(&options),
        })?;
        Ok(Self { options, memory, log: Mutex::default() })
    }

    /// The time of the device's clock, which a client may have set.
    fn now(&self, state: &State) -> Moment {
        Moment::now(self.memory.offset().saturating_add(state.core.clock_set_by))
    }

    /// Replaces the fiscal drive with a new one. A technician does this by hand, with the shift closed.
    pub(super) fn put_in(&self, drive: &str) -> Result<(), Refusal> {
        let mut state = self.memory.state();
        let not_kept = || Refusal::because(refusal::DRIVE_FAILED, "состояние не записано");
        self.memory.change(&mut state, not_kept, |state| {
            state.is_closed()?;
            state.put_in(drive.to_owned());
            Ok(())
        })
    }

    /// Executes a command. Returns `None` if the power went off before it was done.
    ///
    /// The memory stays locked until the command is done. So other commands wait while a document is printed.
    fn perform(&self, call: &Call, by: By, halt: &Halt) -> Option<Done> {
        let state = self.memory.state();
        if halt.is_off() {
            return None;
        }
        let now = self.now(&state);
        let told = |value: Value| Some(Ok(Answer::json(&value)));
        match call.command {
            Command::Status => told(state.status(now)),
            Command::ShiftStatus => told(state.shift_status()),
            Command::ReadSettings => told(state.settings(now)),
            Command::Search => Some(
                state
                    .wanted(&call.number)
                    .map(|document| Answer::json(&views::found(document, self.options.document_types))),
            ),
            Command::OfdStatus => told(state.ofd_status()),
            Command::Log => Some(self.log_file(&call.number)),
            Command::Firmware => Some(
                nothing_more(call)
                    .map(|()| Answer::file("application/octet-stream", "icash1f.bin".to_owned(), sample::firmware())),
            ),
            Command::AccessPoints => told(views::networks()),
            Command::StationAddress => told(views::address()),
            Command::Connect => Some(connect(&call.body)),
            Command::Reset => told(json!({"ok": true})),
            // `/shell` was already replaced by the command that it contains.
            Command::Shell => Some(Err(Refusal::new(refusal::WRONG_VALUE))),
            _ => self.change(state, call, by, halt),
        }
    }

    /// Executes a command that changes the device's memory: completely, or not at all.
    fn change(&self, mut state: MutexGuard<'_, State>, call: &Call, by: By, halt: &Halt) -> Option<Done> {
        if let Err(refusal) = checked(call, self.options.short_tax_numbers) {
            return Some(Err(refusal));
        }
        if prints(call.command) && halt.wait(self.options.setup.processing_delay()) {
            return None;
        }
        let now = self.now(&state);
        let not_kept = || Refusal::because(refusal::DRIVE_FAILED, "состояние не записано");
        Some(self.memory.change(&mut state, not_kept, |state| self.changed(state, call, by, now)))
    }

    fn changed(&self, state: &mut State, call: &Call, by: By, now: Moment) -> Done {
        let tags = tags(call);
        let made = match call.command {
            Command::Register => state.register(tags, by, now),
            Command::OpenShift => state.open_shift(tags, by, now),
            Command::CurrentState => state.current_state(by, now),
            Command::Receipt => state.settle(DocumentKind::Receipt, tags, by, now),
            Command::Correction => state.settle(DocumentKind::Correction, tags, by, now),
            Command::CloseShift => state.close_shift(tags, by, now),
            Command::Finalize => state.finalize(tags, by, now),
            _ => return self.changed_otherwise(state, call, now).map(|value| Answer::json(&value)),
        };
        made.map(|document| Answer::json(&views::made(document, self.options.bare_answers)))
    }

    /// Commands that change the memory without making a fiscal document.
    fn changed_otherwise(&self, state: &mut State, call: &Call, now: Moment) -> Result<Value, Refusal> {
        match call.command {
            Command::WriteSettings => state.set(tags(call), now),
            Command::Print => {
                let document = state.wanted(&call.number).map_err(|refused| refused.about(&call.number))?;
                let (copy, answer) = (tape::printed(document), views::reprinted(document, self.options.document_types));
                state.tape.print(&state.core.serial, copy);
                Ok(answer)
            }
            Command::PrintAny => {
                size::check_printed(printed_lines(&call.body).as_array().map_or(&[], Vec::as_slice))?;
                let lines = tape::any(printed_lines(&call.body).as_array().map_or(&[], Vec::as_slice));
                state.tape.print(&state.core.serial, lines);
                Ok(json!({"ok": true}))
            }
            Command::ReadOfd => state.read_for_ofd(),
            Command::WriteOfd => state.take_ofd_receipt(),
            _ => Err(Refusal::new(1)),
        }
    }

    fn log_file(&self, count: &str) -> Done {
        let digits = count.bytes().all(|byte| byte.is_ascii_digit());
        let Some(wanted) = count.parse::<usize>().ok().filter(|wanted| digits && *wanted > 0) else {
            return Err(Refusal::because(refusal::WRONG_PARAMETER, "число строк — целое от 1"));
        };
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let text: String = log.iter().skip(log.len().saturating_sub(wanted)).map(String::as_str).collect();
        Ok(Answer::file("text/plain; charset=utf-8", count.to_owned(), text.into_bytes()))
    }

    fn write_log(&self, method: &str, path: &str, done: &Done) {
        let now = self.memory.now();
        let end = done.as_ref().map_or_else(|refused| refused.code, |_| 0);
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() >= LOG_LINES {
            log.pop_front();
        }
        log.push_back(format!("{now} {method} {path} {end}\n"));
    }
}

impl Device for Icash {
    fn base(&self) -> &'static str {
        "/api/1"
    }

    fn serve(&self, request: &Request, halt: &Halt) -> Option<Answer> {
        let Some((command, number)) = commands::find(&request.method, &request.path) else {
            return Some(Answer::text(404, "no such path\n"));
        };
        let body: &[u8] = if request.method == "GET" { &[] } else { &request.body };
        let done = match commands::call(command, number, body) {
            Ok(call) => self.perform(&call, By::Api, halt)?,
            Err(refused) => Err(refused),
        };
        self.write_log(&request.method, &request.path, &done);
        Some(done.unwrap_or_else(|refused| refused.answer()))
    }

    /// Makes a document for a test. Takes the tags of a receipt, or `{"command": …, "data": {…}}`.
    fn make_document(&self, document: &Value, halt: &Halt) -> Option<Answer> {
        let command = document["command"].as_str();
        let body = if command.is_some() { document["data"].clone() } else { document.clone() };
        let body = if body.is_null() { Map::new().into() } else { body };
        let path = format!("/{}", command.unwrap_or("receipt"));
        let found = commands::find("POST", &path).filter(|(command, _)| *command != Command::Shell);
        let Some((command, number)) = found else { return Some(Answer::text(400, "no such command\n")) };
        let done = self.perform(&Call { command, number, body }, By::Stranger, halt)?;
        Some(done.unwrap_or_else(|refused| refused.answer()))
    }

    fn memory(&self) -> &dyn Shown {
        &self.memory
    }

    fn ledger(&self) -> Value {
        self.memory.state().ledger.iter().map(super::Document::to_json).collect()
    }

    fn control(&self, request: &Request) -> Option<Answer> {
        if (request.method.as_str(), request.path.as_str()) != ("POST", "/drive") {
            return None;
        }
        let body = control::body(&request.body);
        let drive = body["fnNumber"].as_str().filter(|drive| drive.len() == 16);
        let Some(drive) = drive else { return Some(Answer::text(400, "a fnNumber of 16 digits is needed\n")) };
        Some(self.put_in(drive).map_or_else(|refused| refused.answer(), |()| control::done()))
    }

    fn refusal(&self, code: u16) -> Answer {
        Refusal::new(code).answer()
    }
}

fn tags(call: &Call) -> Map<String, Value> {
    call.body.as_object().cloned().unwrap_or_default()
}

/// Whether the command prints, which takes time.
fn prints(command: Command) -> bool {
    !matches!(command, Command::WriteSettings | Command::ReadOfd | Command::WriteOfd)
}

/// Checks the body of a command against its table.
fn checked(call: &Call, short_tax_numbers: bool) -> Result<(), Refusal> {
    let by_table = |table: &[Field]| members(&call.body).map(|body| fields::check(table, body));
    let faults = match call.command {
        Command::WriteSettings => by_table(requests::SETTINGS)?,
        Command::PrintAny => check_lines(&call.body)?,
        Command::Register => registration::check(members(&call.body)?),
        Command::OpenShift | Command::CloseShift => by_table(requests::CASHIER)?,
        Command::Receipt | Command::Correction => {
            let mut tags = members(&call.body)?.clone();
            if short_tax_numbers {
                receipt::lengthen_tax_numbers(&mut tags);
            }
            receipt::check(&tags, call.command == Command::Correction)
        }
        Command::Finalize => by_table(requests::FINALIZE)?,
        Command::WriteOfd => by_table(requests::OFD_RECEIPT)?,
        _ => by_table(requests::NOTHING)?,
    };
    Refusal::of_fields(faults)
}

fn nothing_more(call: &Call) -> Result<(), Refusal> {
    Refusal::of_fields(fields::check(requests::NOTHING, members(&call.body)?))
}

/// The lines to print (§6.7): in `data`, or the body itself.
fn printed_lines(body: &Value) -> Value {
    if body.is_array() { body.clone() } else { body["data"].clone() }
}

fn check_lines(body: &Value) -> Result<FieldFaults, Refusal> {
    let wrapped = if body.is_array() { json!({"data": body}) } else { body.clone() };
    let mut faults = fields::check(requests::LINES, members(&wrapped)?);
    if faults.is_empty() {
        let lines = printed_lines(body);
        let is_code = |line: &Value| line["qrcode"] == "true" && line.get("center").is_none();
        for (index, _) in lines.as_array().into_iter().flatten().enumerate().filter(|(_, line)| is_code(line)) {
            let mut inner = FieldFaults::default();
            inner.required("center");
            faults.nested("data", Some(index), inner);
        }
    }
    Ok(faults)
}

/// Connects to a Wi-Fi network (§6.23). It must be one that the device sees, and the password must have a length that
/// the network could accept.
fn connect(body: &Value) -> Done {
    Refusal::of_fields(fields::check(requests::ACCESS_POINT, members(body)?))?;
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let seen = sample::NETWORKS.iter().any(|(ssid, _)| *ssid == text("ssid"));
    Ok(Answer::json(&json!({"ok": seen && text("password").len() >= 8})))
}
