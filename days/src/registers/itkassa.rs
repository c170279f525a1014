//! Айти Касса: a server that queues documents under keys of ours, and a register that makes them later.
//!
//! It drops a document that comes again under its key only if no other document came in between.

use super::{Call, Register, Wish};
use crate::facts::Made;
use crate::plan::{Manners, WorkFault};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PATH: &str = "/print-documents";
const DRIVE: &str = "9999078900012345";

pub struct Itkassa {
    manners: Manners,
    on: bool,
    /// Requests that were read and not accepted yet.
    read: BTreeMap<u64, (Call, Option<WorkFault>)>,
    documents: Vec<Document>,
    next: u64,
    made: u64,
}

struct Document {
    key: String,
    commands: Value,
    id: Option<usize>,
    /// Its number, once it is made.
    number: Option<u64>,
}

/// Pieces of work on documents have numbers beyond those on requests.
const OF_DOCUMENTS: u64 = 1 << 32;

impl Itkassa {
    pub fn new(manners: Manners) -> Self {
        Self { manners, on: true, read: BTreeMap::new(), documents: Vec::new(), next: 0, made: 0 }
    }

    /// Puts a document into the queue, unless it is the last one again. Returns its place.
    fn insert(&mut self, key: String, commands: Value, id: Option<usize>) -> (usize, Vec<Wish>) {
        let last = self.documents.len().saturating_sub(1);
        if self.documents.last().is_some_and(|last| last.key == key) {
            return (last, Vec::new());
        }
        self.documents.push(Document { key, commands, id, number: None });
        let at = self.documents.len() - 1;
        let work = OF_DOCUMENTS + at as u64;
        (at, vec![Wish::Work { after: self.manners.after + self.manners.work, work }])
    }

    fn show(&self, at: usize, forged: bool) -> Value {
        let document = &self.documents[at];
        let mut object = json!({
            "id": format!("{at:08}-0000-4000-8000-000000000000"), "idempKey": document.key, "isFiscal": true,
            "commands": document.commands, "sessionNumber": null, "checkNumber": null, "fsNumber": null,
            "checkDate": null, "checkUrl": null, "queueItem": {"id": at}, "resultItem": null,
        });
        if let Some(number) = document.number.or(forged.then_some(777)) {
            object["checkNumber"] = number.into();
            object["sessionNumber"] = 1.into();
            object["fsNumber"] = DRIVE.into();
            object["checkDate"] = "2026-11-28 12:00:00".into();
            object["checkUrl"] =
                format!("t=20261128T1200&s=100.00&fn={DRIVE}&i={number}&fp={}&n=1", sign_of(number)).into();
            object["queueItem"] = Value::Null;
            object["resultItem"] = json!({"creErrorId": "0", "creErrorText": "", "result": "success"});
        }
        object
    }
}

fn sign_of(number: u64) -> String {
    (5_000_000 + number * 7_919).to_string()
}

fn refusal(code: u16) -> Value {
    json!({"code": code, "message": "Отказ"})
}

impl Register for Itkassa {
    fn is_on(&self) -> bool {
        self.on
    }

    fn makes_document(&self, path: &str, _: &[u8]) -> bool {
        path == PATH
    }

    fn call(&mut self, _: u64, call: Call, fault: Option<WorkFault>) -> Vec<Wish> {
        let answer =
            |status, body| call.line.map(|line| Wish::Answer { line, status, body }).into_iter().collect::<Vec<_>>();
        if call.path == PATH {
            self.next += 1;
            let before = if fault == Some(WorkFault::TooSlow) { 12_000 } else { self.manners.before };
            self.read.insert(self.next, (call, fault));
            return vec![Wish::Work { after: before, work: self.next }];
        }
        let key = call.path.strip_prefix(PATH).map(|rest| rest.trim_matches('/').trim_end_matches("/idempotent"));
        match self.documents.iter().position(|document| Some(document.key.as_str()) == key) {
            Some(at) => answer(200, json!({"code": 0, "object": self.show(at, false)})),
            None => answer(404, refusal(404)),
        }
    }

    fn work(&mut self, _: u64, work: u64) -> Vec<Wish> {
        if work >= OF_DOCUMENTS {
            if !self.on {
                return vec![Wish::Work { after: 500, work }];
            }
            let at = usize::try_from(work - OF_DOCUMENTS).expect("an index");
            self.made += 1;
            self.documents[at].number = Some(self.made);
            let (number, id) = (self.made, self.documents[at].id);
            let sign = sign_of(number);
            return vec![Wish::Make(Made { register: 0, number, sign, content: 0, id, gone: false })];
        }
        let Some((call, fault)) = self.read.remove(&work) else { return Vec::new() };
        let answer = |status, body| call.line.map(|line| Wish::Answer { line, status, body });
        match fault {
            Some(WorkFault::Refused) => return answer(400, refusal(1)).into_iter().collect(),
            Some(WorkFault::DoubtfullyRefused) => return answer(500, refusal(2)).into_iter().collect(),
            Some(WorkFault::PowerBefore { .. }) => {
                self.switch(false);
                return Vec::new();
            }
            _ => {}
        }
        let key = call.body["idempKey"].as_str().unwrap_or_default().to_owned();
        let (at, mut wishes) = self.insert(key, call.body["commands"].clone(), call.id);
        match fault {
            Some(WorkFault::PowerAfter { .. }) => self.switch(false),
            // It refuses what it has in its queue by now.
            Some(WorkFault::MadeAndRefused) => wishes.extend(answer(400, refusal(3))),
            _ => wishes.extend(answer(200, json!({"code": 0, "object": self.show(at, false)}))),
        }
        wishes
    }

    fn sell(&mut self, _: u64, _: u64) -> Vec<Wish> {
        let key = format!("other-{}", self.documents.len());
        self.insert(key, json!([{"type": "sale", "amountCash": "1.00", "lines": [{}]}]), None).1
    }

    fn switch(&mut self, on: bool) {
        self.on = on;
        self.read.clear();
    }

    /// A server is not restored, and its register keeps its drive.
    fn restore(&mut self, _: u64) -> Vec<String> {
        Vec::new()
    }

    fn change_drive(&mut self) -> bool {
        false
    }

    fn callback(&self, forged: bool) -> Option<Value> {
        Some(self.show(self.documents.len().checked_sub(1)?, forged))
    }
}
