//! Processing of a task on its register: session, fiscal drive, cash drawer and tape.

use super::document::Document;
use super::fields::{decimal, total_of};
use super::kind::DocumentKind;
use super::register::{Link, NO_CASH, NO_LINK, Register, Session};
use super::state::State;
use super::tape;
use super::task::{By, Outcome, Record, Task};
use super::{decimal as sums, requests};
use crate::clock::{Moment, unix_ms};
use crate::guid::guid;
use serde_json::{Value, json};

impl State {
    /// Processes the task with this index and stores its result in it.
    pub(super) fn execute(&mut self, at: usize, automatic: bool, now: Moment) {
        let task = self.tasks[at].clone();
        let Some(place) = self.core.registers.iter().position(|register| register.id == task.register) else { return };
        let (error, record) = self.made(place, &task, automatic, now);
        let register = &mut self.core.registers[place];
        let text = match &error {
            Some((_, text)) => format!("[ {}.Report ] {text}", capital(&task.word)),
            None => format!("[ {} ] Ошибка нет", capital(&task.word)),
        };
        register.last_error = error.as_ref().map_or(0, |(error, _)| *error);
        register.last_error_text.clone_from(&text);
        register.updated = now;
        let outcome = Outcome {
            id: guid(),
            error: register.last_error,
            text,
            session: register.session,
            session_state: register.session_at(now).word().to_owned(),
            record,
        };
        let task = &mut self.tasks[at];
        (task.updated, task.printing, task.outcome) = (now, false, Some(outcome));
    }

    /// Makes the task's document, unless something prevents it.
    fn made(
        &mut self,
        place: usize,
        task: &Task,
        automatic: bool,
        now: Moment,
    ) -> (Option<(i64, String)>, Option<Record>) {
        let register = &mut self.core.registers[place];
        let told = |(error, text): (i64, &str)| (Some((error, text.to_owned())), None);
        if register.world.link == Link::Failing {
            return told(NO_LINK);
        }
        if let Some(failing) = &mut register.world.failing {
            let error = (failing.error, failing.text.clone());
            failing.times -= 1;
            register.world.failing = register.world.failing.take().filter(|failing| failing.times > 0);
            return (Some(error), None);
        }
        if automatic && task.kind.is_of_session() {
            self.renew_session(place, now);
        }
        let register = &self.core.registers[place];
        if let Some(objection) = register.objection(task.kind, now).or_else(|| no_cash(register, task)) {
            return told(objection);
        }
        let record = self.enter(place, task.kind, Some(task), now);
        let severed = self.core.registers[place].world.link == Link::Severed;
        (severed.then(|| (NO_LINK.0, NO_LINK.1.to_owned())), record)
    }

    /// Closes an expired session and opens the next one.
    fn renew_session(&mut self, place: usize, now: Moment) {
        if self.core.registers[place].session_at(now) == Session::Expired {
            self.enter(place, DocumentKind::CloseSession, None, now);
        }
        if self.core.registers[place].session_at(now) == Session::Closed {
            self.enter(place, DocumentKind::OpenSession, None, now);
        }
    }

    /// Makes a document for a task, or by the register itself.
    fn enter(&mut self, place: usize, kind: DocumentKind, task: Option<&Task>, now: Moment) -> Option<Record> {
        let register = &mut self.core.registers[place];
        if kind == DocumentKind::OpenSession {
            (register.session, register.opened) = (register.session + 1, Some(now));
        }
        let command = task.and_then(|task| task.commands.first()).cloned().unwrap_or_default();
        let total = total(kind, &command);
        register.cash += match kind {
            DocumentKind::Sale | DocumentKind::ReturnBuy => decimal(&command, "amountCash", 2),
            DocumentKind::ReturnSale | DocumentKind::Buy => -decimal(&command, "amountCash", 2),
            DocumentKind::CashIn => total,
            DocumentKind::CashOut => -total,
            _ => 0,
        };
        let record = kind.is_fiscal().then(|| {
            register.last_number += 1;
            let settlement = kind.settlement(&command);
            Record { number: register.last_number, time: now.minute(), sign: sign(register), total, settlement }
        });
        let document = Document {
            register: register.id.clone(),
            task: task.map(|task| task.id.clone()),
            key: task.and_then(|task| task.key.clone()),
            kind,
            number: record.as_ref().map(|record| record.number),
            shift: register.session,
            time: now.to_string(),
            sign: record.as_ref().map(|record| record.sign.clone()),
            request: task.map_or(json!([]), |task| json!(task.commands)),
            by: task.map_or(By::Register, |task| task.by),
            made_ms: unix_ms(),
        };
        if kind == DocumentKind::CloseSession {
            register.opened = None;
        }
        if kind == DocumentKind::Slip || command.get("isPrintable") != Some(&Value::Bool(false)) {
            self.tape.print(&register.id, tape::printed(&document, register, record.as_ref()));
        }
        self.ledger.push(document);
        record
    }
}

fn no_cash(register: &Register, task: &Task) -> Option<(i64, &'static str)> {
    let command = task.commands.first()?;
    let wanted = match task.kind {
        DocumentKind::CashOut => total(task.kind, command),
        DocumentKind::ReturnSale | DocumentKind::Buy => decimal(command, "amountCash", 2),
        _ => 0,
    };
    (wanted > register.cash).then_some(NO_CASH)
}

/// The total of a document in kopecks.
fn total(kind: DocumentKind, command: &super::fields::Members) -> i64 {
    match kind {
        DocumentKind::CashIn | DocumentKind::CashOut => command.get("amountCash").and_then(sums::kopecks).unwrap_or(0),
        DocumentKind::Correction => total_of(command, &requests::RATES),
        kind if kind.is_receipt() => total_of(command, &requests::PAYMENTS),
        _ => 0,
    }
}

/// Ten digits that differ between all documents of a register.
fn sign(register: &Register) -> String {
    let seed: u32 =
        register.drive.bytes().fold(2_166_136_261, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619));
    format!("{:010}", seed.wrapping_add(register.last_number.wrapping_mul(2_654_435_761)))
}

/// The phase in the register's texts: `OpenSession` for `openSession`.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}
