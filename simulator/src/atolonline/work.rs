//! Making a document: agent, shift, fiscal drive, tape, and the call-back of the result.

use super::delivery::{Delivery, Postman};
use super::document::Document;
use super::job::{By, Failure, FailureKind, Job, MarkResult, Outcome, Record};
use super::operation::Operation;
use super::register::{Failing, Register};
use super::rules::{elements, mark, number};
use super::schema::Members;
use super::state::State;
use super::tape;
use crate::clock::{Moment, unix_ms};
use crate::guid::guid;
use serde_json::Value;
use std::time::{Duration, Instant};

/// How long a document may wait for a register, in seconds. Then it fails and is not made.
pub(super) const PATIENCE: i64 = 300;

/// The result of a mark's check (tag 2106) if no test says otherwise: everything was checked and is right.
const MARK_IS_RIGHT: u8 = 15;

impl State {
    /// Makes the document of the job with this index on the register that took it, and stores the result in the job.
    pub(super) fn execute(&mut self, at: usize, now: Moment) {
        let job = self.jobs[at].clone();
        let Some(group) = self.core.groups.iter().position(|group| group.code == job.group) else { return };
        let place = job.register.unwrap_or(0);
        let result = self.made(group, place, &job, now);
        let device = Some(self.core.groups[group].registers[place].device.clone());
        self.finish(at, Outcome { at: now, device, result });
    }

    /// Gives up the job with this index, because no register took it in time.
    pub(super) fn expire(&mut self, at: usize, now: Moment) {
        let failure = failure(FailureKind::Timeout, 1, "Истекло время ожидания в очереди");
        self.finish(at, Outcome { at: now, device: None, result: Err(failure) });
    }

    fn finish(&mut self, at: usize, outcome: Outcome) {
        let job = &mut self.jobs[at];
        (job.register, job.outcome) = (None, Some(outcome));
        let (uuid, url) = (job.uuid.clone(), job.callback_url.clone());
        if let Some(url) = url {
            self.announce(&uuid, &url);
        }
    }

    /// Has a result posted.
    pub(super) fn announce(&mut self, uuid: &str, url: &str) {
        let postman = &mut self.core.postman;
        let due = Instant::now().checked_add(Duration::from_millis(postman.delay_ms));
        let lost = Postman::takes(&mut postman.lost);
        let copies = if Postman::takes(&mut postman.doubled) { 2 } else { 1 };
        let (uuid, url) = (uuid.to_owned(), url.to_owned());
        let delivery = Delivery { uuid, url, attempts: Vec::new(), over: lost, delivered: false, due };
        self.core.deliveries.extend(std::iter::repeat_n(delivery, copies));
    }

    /// Makes the document, unless something prevents it.
    fn made(&mut self, group: usize, place: usize, job: &Job, now: Moment) -> Result<Record, Failure> {
        self.check_company(group, place, job)?;
        let failing = self.failing(group);
        if let Some(failing) = failing.as_ref().filter(|failing| !failing.made) {
            return Err(failure(failing.kind, failing.code, &failing.text));
        }
        self.renew_shift(group, place, now);
        let record = self.enter(group, place, job.operation, Some(job), now);
        match failing {
            Some(failing) => Err(failure(failing.kind, failing.code, &failing.text)),
            None => Ok(record),
        }
    }

    /// The agent compares the document's ИНН with that of the shop, and with that of the register.
    fn check_company(&self, group: usize, place: usize, job: &Job) -> Result<(), Failure> {
        let given = &job.body[job.operation.member()]["company"]["inn"];
        let group = &self.core.groups[group];
        if *given != group.inn.as_str() {
            return Err(failure(FailureKind::Agent, 2003, "ИНН документа не совпадает с ИНН компании"));
        }
        if *given != group.registers[place].inn.as_str() {
            return Err(failure(FailureKind::Agent, 2009, "ИНН документа не совпадает с ИНН кассы"));
        }
        Ok(())
    }

    /// The failure that a test wants for the next document.
    fn failing(&mut self, group: usize) -> Option<Failing> {
        let world = &mut self.core.groups[group].world;
        let failing = world.failing.clone()?;
        let left = failing.times.saturating_sub(1);
        world.failing = (left > 0).then(|| Failing { times: left, ..failing.clone() });
        Some(failing)
    }

    /// Closes a shift of 24 hours, and opens the next one.
    fn renew_shift(&mut self, group: usize, place: usize, now: Moment) {
        if self.core.groups[group].registers[place].is_expired(now) {
            self.enter(group, place, Operation::CloseShift, None, now);
        }
        if self.core.groups[group].registers[place].opened.is_none() {
            self.enter(group, place, Operation::OpenShift, None, now);
        }
    }

    /// Writes a document into the fiscal drive: that of a job, or a shift.
    fn enter(&mut self, group: usize, place: usize, operation: Operation, job: Option<&Job>, now: Moment) -> Record {
        let content = job.and_then(|job| job.body[operation.member()].as_object());
        let marks = content.map(|content| self.checked_marks(content)).unwrap_or_default();
        let group = &mut self.core.groups[group];
        let register = &mut group.registers[place];
        register.last_number += 1;
        if operation == Operation::OpenShift {
            (register.shift, register.opened, register.last_receipt) = (register.shift + 1, Some(now), 0);
        }
        register.last_receipt += u32::from(job.is_some());
        let record = Record {
            number: register.last_number,
            receipt_number: if job.is_some() { register.last_receipt } else { 0 },
            shift: register.shift,
            sign: sign(register),
            time: now,
            total: content.map_or(0, |content| number(content, "total", 2)),
            drive: register.drive.clone(),
            registration_number: register.registration_number.clone(),
            marks,
        };
        if operation == Operation::CloseShift {
            register.opened = None;
        }
        let document = Document {
            group: group.code.clone(),
            device: register.device.clone(),
            uuid: job.map(|job| job.uuid.clone()),
            external_id: job.map(|job| job.external_id.clone()),
            operation,
            number: record.number,
            receipt_number: record.receipt_number,
            shift: record.shift,
            time: now.to_string(),
            sign: record.sign,
            total: record.total,
            request: Value::Object(job.map(|job| job.body.clone()).unwrap_or_default()),
            marks: record.marks.clone(),
            by: job.map_or(By::Register, |job| job.by),
            made_ms: unix_ms(),
        };
        self.tape.print(&register.device, tape::printed(operation, &record, content));
        self.ledger.push(document);
        record
    }

    fn checked_marks(&self, content: &Members) -> Vec<MarkResult> {
        let result = |mark: &str| self.core.marks.get(mark).copied().unwrap_or(MARK_IS_RIGHT);
        let lines = elements(content, "items").enumerate();
        lines
            .filter_map(|(position, line)| mark(line).map(|mark| (position, mark)))
            .map(|(position, mark)| MarkResult { position, mark_code: mark.to_owned(), result: result(mark) })
            .collect()
    }
}

fn failure(kind: FailureKind, code: u32, text: &str) -> Failure {
    Failure { id: guid(), code, text: text.to_owned(), kind }
}

/// A number that differs between all documents of a register.
fn sign(register: &Register) -> u32 {
    let seed: u32 =
        register.drive.bytes().fold(2_166_136_261, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619));
    seed.wrapping_add(register.last_number.wrapping_mul(2_654_435_761))
}
