//! iCASH-1F: documents one after the other, each with the next number; a state, and a search by number.

use super::{Call, Register, Wish};
use crate::day::{content_of, name_of, roubles_of};
use crate::facts::Made;
use crate::plan::{Manners, WorkFault};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};

/// "There is no such data" and "the printer has failed", which comes before or after the document.
const NO_DATA: u16 = 8;
const PRINTER: u16 = 250;
/// "A required field is missing".
const REFUSED: u16 = 50;

/// The serial number of the register.
pub const SERIAL: &str = "00000000000000012345";
/// The number of its first fiscal drive.
pub const FIRST_DRIVE: u64 = 9_999_078_900_012_345;

pub struct Icash {
    manners: Manners,
    on: bool,
    drives: u64,
    /// Documents by their numbers, with the time from which each is shown.
    documents: BTreeMap<u64, Document>,
    jobs: BTreeMap<u64, Job>,
    waiting: VecDeque<u64>,
    next: u64,
    signs: u64,
}

struct Document {
    code: u64,
    data: Value,
    made_at: u64,
}

struct Job {
    call: Call,
    fault: Option<WorkFault>,
    step: Step,
    /// The document, once it is made.
    data: Value,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Read, and not begun.
    Read,
    /// The document will be made.
    Working,
    /// The document is made, and the answer is not out.
    Made,
}

impl Icash {
    pub fn new(manners: Manners) -> Self {
        let mut register = Self::fresh(manners);
        // The opening of the shift.
        register.keep(0, 2, json!({"T1021": "Лунина"}));
        register
    }

    /// One whose fiscal drive is new: it is not registered.
    pub fn fresh(manners: Manners) -> Self {
        Self {
            manners,
            on: true,
            drives: 0,
            documents: BTreeMap::new(),
            jobs: BTreeMap::new(),
            waiting: VecDeque::new(),
            next: 0,
            signs: 0,
        }
    }

    fn drive(&self) -> String {
        (FIRST_DRIVE + self.drives).to_string()
    }

    fn last(&self, now: u64) -> u64 {
        let lags = self.manners.lags;
        let seen = |(number, document): (&u64, &Document)| (document.made_at + lags <= now).then_some(*number);
        self.documents.iter().rev().find_map(seen).unwrap_or_default()
    }

    /// Keeps a document under the next number. Returns its number and sign.
    fn keep(&mut self, now: u64, code: u64, mut data: Value) -> (u64, String) {
        let number = self.documents.keys().max().unwrap_or(&0) + 1;
        self.signs += 1;
        let sign = format!("{}", 1_000_000 + self.signs * 7_919);
        data["T1040"] = number.into();
        data["T1041"] = self.drive().into();
        data["T1077"] = sign.clone().into();
        data["T1012"] =
            format!("2026-11-28T{:02}:{:02}:{:02}", now / 3_600_000 % 24, now / 60_000 % 60, now / 1_000 % 60).into();
        data["T1038"] = 1.into();
        let made_at = if now == 0 { 0 } else { now };
        self.documents.insert(number, Document { code, data, made_at });
        (number, sign)
    }

    fn status(&self, now: u64) -> Value {
        let works = self.jobs.values().any(|job| job.step != Step::Read);
        json!({
            "ok": true, "fiscal_drive_number": self.drive(),
            "state": if self.documents.is_empty() { 1 } else { 3 },
            "document_code": if works && self.manners.shows_work { 3 } else { 0 },
            "shift_status": 1, "alert_flags": 0, "last_document_number": self.last(now),
        })
    }

    fn found(&self, now: u64, number: u64) -> Value {
        match self.documents.get(&number) {
            Some(document) if document.made_at == 0 || document.made_at + self.manners.hides <= now => json!({
                "ok": true, "document_number": number, "document_type": document.code, "data": document.data,
            }),
            _ => json!({"ok": false, "code": NO_DATA, "message": "Таких данных нет"}),
        }
    }

    fn forget_work(&mut self) {
        self.jobs.clear();
        self.waiting.clear();
    }

    fn begin_next(&mut self) -> Vec<Wish> {
        if self.jobs.values().any(|job| job.step != Step::Read) {
            return Vec::new();
        }
        let Some(work) = self.waiting.pop_front() else { return Vec::new() };
        let Some(job) = self.jobs.get_mut(&work) else { return Vec::new() };
        job.step = Step::Working;
        let slower = if let Some(WorkFault::Slow { by }) = job.fault { by } else { 0 };
        // What is not seen must not take longer than the driver waits.
        let slower = if self.manners.shows_work { slower } else { 0 };
        vec![Wish::Work { after: self.manners.work + slower, work }]
    }

    fn end(&mut self, work: u64, body: Value) -> Vec<Wish> {
        let job = self.jobs.remove(&work);
        let line = job.and_then(|job| job.call.line);
        let mut wishes: Vec<Wish> = line.map(|line| Wish::Answer { line, status: 200, body }).into_iter().collect();
        wishes.extend(self.begin_next());
        wishes
    }
}

fn refusal(code: u16) -> Value {
    json!({"ok": false, "code": code, "message": "Отказ"})
}

impl Register for Icash {
    fn is_on(&self) -> bool {
        self.on
    }

    fn makes_document(&self, path: &str, _: &[u8]) -> bool {
        path.ends_with("/receipt") || path.ends_with("/register")
    }

    fn call(&mut self, now: u64, call: Call, fault: Option<WorkFault>) -> Vec<Wish> {
        let answer = |body| call.line.map(|line| Wish::Answer { line, status: 200, body }).into_iter().collect();
        let path = call.path.trim_start_matches("/api/1");
        if let Some(number) = path.strip_prefix("/search/") {
            return answer(self.found(now, number.trim_end_matches('/').parse().unwrap_or_default()));
        }
        match path {
            "/status" => answer(self.status(now)),
            "/receipt" | "/register" => {
                self.next += 1;
                let work = self.next;
                let before = if fault == Some(WorkFault::TooSlow) { 12_000 } else { self.manners.before };
                self.jobs.insert(work, Job { call, fault, step: Step::Read, data: Value::Null });
                vec![Wish::Work { after: before, work }]
            }
            _ => answer(refusal(1)),
        }
    }

    fn work(&mut self, now: u64, work: u64) -> Vec<Wish> {
        let Some(job) = self.jobs.get(&work) else { return Vec::new() };
        let (step, fault, data) = (job.step, job.fault, job.data.clone());
        match step {
            Step::Read => {
                self.waiting.push_back(work);
                self.begin_next()
            }
            Step::Working => {
                match fault {
                    Some(WorkFault::Refused) => return self.end(work, refusal(REFUSED)),
                    Some(WorkFault::DoubtfullyRefused) => return self.end(work, refusal(PRINTER)),
                    Some(WorkFault::PowerBefore { .. }) => {
                        self.switch(false);
                        return Vec::new();
                    }
                    _ => {}
                }
                let (id, mut body) = (job.call.id, job.call.body.clone());
                let content = content_of(body["T1059"][0]["T1030"].as_str().unwrap_or_default());
                let code = if job.call.path.ends_with("/register") {
                    body["T1013"] = SERIAL.into();
                    1
                } else {
                    3
                };
                let (number, sign) = self.keep(now, code, body);
                let data = self.documents[&number].data.clone();
                let made = Made { number, sign, content, id, ..Made::default() };
                if matches!(fault, Some(WorkFault::PowerAfter { .. })) {
                    self.switch(false);
                }
                if let Some(job) = self.jobs.get_mut(&work) {
                    (job.step, job.data) = (Step::Made, data);
                }
                vec![Wish::Make(made), Wish::Work { after: self.manners.after, work }]
            }
            Step::Made => {
                let body = match fault {
                    Some(WorkFault::MadeAndRefused) => refusal(PRINTER),
                    _ => json!({"ok": true, "data": data}),
                };
                self.end(work, body)
            }
        }
    }

    fn sell(&mut self, now: u64, content: u64) -> Vec<Wish> {
        let data = sale_of(content);
        let (number, sign) = self.keep(now, 3, data);
        let made = Made { number, sign, content, ..Made::default() };
        vec![Wish::Make(made)]
    }

    fn switch(&mut self, on: bool) {
        self.on = on;
        self.forget_work();
    }

    fn restore(&mut self, back: u64) -> Vec<String> {
        self.forget_work();
        // The opening of the shift stays.
        let first = self.documents.len().saturating_sub(usize::try_from(back).unwrap_or(1)).max(1);
        let gone: Vec<u64> = self.documents.keys().skip(first).copied().collect();
        let gone = gone.iter().filter_map(|number| self.documents.remove(number));
        gone.map(|document| document.data["T1077"].as_str().unwrap_or_default().to_owned()).collect()
    }

    fn change_drive(&mut self) -> bool {
        self.forget_work();
        self.drives += 1;
        self.documents.clear();
        self.keep(0, 2, json!({"T1021": "Лунина"}));
        true
    }
}

/// A sale as another program sends it, with the tags of §6.11.2.
fn sale_of(content: u64) -> Value {
    let sum = roubles_of(content);
    json!({
        "T1054": 1, "T1055": 1, "T1021": "Лунина", "T1020": sum, "T1031": sum, "T1081": 0,
        "T1059": [{"T1214": 4, "T1212": 1, "T1030": name_of(content), "T1079": sum, "T1023": "1",
                   "T1199": 1, "T1043": sum}],
    })
}
