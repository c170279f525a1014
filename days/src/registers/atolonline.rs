//! ATOL Online: a service that keeps one receipt a key, cannot be asked for a key, and names the receipt that it has when
//! the key comes again.

use super::{Call, Register, Wish};
use crate::facts::Made;
use crate::plan::{Manners, WorkFault};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The address of the service below that of its host, and the group of registers.
pub const BASE: &str = "/possystem/v5";
pub const GROUP: &str = "shop_1";

const DRIVE: &str = "9999078900012345";

pub struct Atolonline {
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
    total: Value,
    id: Option<usize>,
    /// Its number, once it is made.
    number: Option<u64>,
}

/// Pieces of work on documents have numbers beyond those on requests.
const OF_DOCUMENTS: u64 = 1 << 32;

impl Atolonline {
    pub fn new(manners: Manners) -> Self {
        Self { manners, on: true, read: BTreeMap::new(), documents: Vec::new(), next: 0, made: 0 }
    }

    /// Takes a receipt, unless its key is known. Returns its place, and whether it was known.
    fn take(&mut self, key: String, total: Value, id: Option<usize>) -> (usize, bool, Vec<Wish>) {
        if let Some(at) = self.documents.iter().position(|document| document.key == key) {
            return (at, true, Vec::new());
        }
        self.documents.push(Document { key, total, id, number: None });
        let at = self.documents.len() - 1;
        let work = OF_DOCUMENTS + at as u64;
        (at, false, vec![Wish::Work { after: self.manners.after + self.manners.work, work }])
    }

    /// The report on a receipt.
    fn report(&self, at: usize, forged: bool) -> Value {
        let document = &self.documents[at];
        let mut report = json!({
            "uuid": uuid_of(at), "external_id": document.key, "group_code": GROUP, "daemon_code": "prod-agent-1",
            "device_code": "KSR13.11-1", "callback_url": "", "timestamp": "28.11.2026 12:00:01", "warnings": null,
            "status": "wait", "payload": null, "error": failure(34, "Чек ещё не обработан"),
        });
        if let Some(number) = document.number.or(forged.then_some(777)) {
            report["status"] = "done".into();
            report["error"] = Value::Null;
            report["payload"] = json!({
                "total": document.total, "fns_site": "www.nalog.gov.ru", "fn_number": DRIVE, "shift_number": 1,
                "receipt_datetime": "28.11.2026 12:00:00", "fiscal_receipt_number": number,
                "fiscal_document_number": number, "fiscal_document_attribute": sign_of(number),
                "ecr_registration_number": "0000000001045548",
            });
        }
        report
    }
}

fn uuid_of(at: usize) -> String {
    format!("{at:08}-0000-4000-8000-000000000000")
}

fn sign_of(number: u64) -> u64 {
    5_000_000 + number * 7_919
}

fn failure(code: u16, text: &str) -> Value {
    json!({"error_id": "4475d6d8d-844d-4d05-aa8b-e3dbdf4defd5", "code": code, "text": text, "type": "system"})
}

fn refusal(code: u16) -> Value {
    json!({"uuid": null, "status": "fail", "error": failure(code, "Отказ"), "timestamp": "28.11.2026 12:00:00"})
}

impl Register for Atolonline {
    fn is_on(&self) -> bool {
        self.on
    }

    fn makes_document(&self, path: &str, _: &[u8]) -> bool {
        path.ends_with("/sell")
    }

    fn call(&mut self, _: u64, call: Call, fault: Option<WorkFault>) -> Vec<Wish> {
        let answer =
            |status, body| call.line.map(|line| Wish::Answer { line, status, body }).into_iter().collect::<Vec<_>>();
        if self.makes_document(&call.path, &[]) {
            self.next += 1;
            let before = if fault == Some(WorkFault::TooSlow) { 12_000 } else { self.manners.before };
            self.read.insert(self.next, (call, fault));
            return vec![Wish::Work { after: before, work: self.next }];
        }
        if call.path.ends_with("/getToken") {
            return answer(200, json!({"error": null, "token": "token-1", "timestamp": "28.11.2026 12:00:00"}));
        }
        let uuid = call.path.rsplit('/').next().unwrap_or_default();
        match (0..self.documents.len()).find(|at| uuid_of(*at) == uuid) {
            Some(at) => answer(200, self.report(at, false)),
            None => answer(400, refusal(30)),
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
            let sign = sign_of(number).to_string();
            return vec![Wish::Make(Made { register: 0, number, sign, content: 0, id, gone: false })];
        }
        let Some((call, fault)) = self.read.remove(&work) else { return Vec::new() };
        let answer = |status, body| call.line.map(|line| Wish::Answer { line, status, body });
        match fault {
            Some(WorkFault::Refused) => return answer(400, refusal(32)).into_iter().collect(),
            Some(WorkFault::DoubtfullyRefused) => return answer(500, refusal(50)).into_iter().collect(),
            Some(WorkFault::PowerBefore { .. }) => {
                self.switch(false);
                return Vec::new();
            }
            _ => {}
        }
        let key = call.body["external_id"].as_str().unwrap_or_default().to_owned();
        let (at, was_known, mut wishes) = self.take(key, call.body["receipt"]["total"].clone(), call.id);
        let taken = |error: Value| json!({"uuid": uuid_of(at), "status": "wait", "error": error, "timestamp": "28.11.2026 12:00:00"});
        match fault {
            Some(WorkFault::PowerAfter { .. }) => self.switch(false),
            // It refuses what it has by now.
            Some(WorkFault::MadeAndRefused) => wishes.extend(answer(400, refusal(1))),
            _ if was_known => wishes.extend(answer(400, taken(failure(33, "Такой чек уже есть")))),
            _ => wishes.extend(answer(200, taken(Value::Null))),
        }
        wishes
    }

    fn sell(&mut self, _: u64, _: u64) -> Vec<Wish> {
        let key = format!("other-{}", self.documents.len());
        self.take(key, json!(1.00), None).2
    }

    fn switch(&mut self, on: bool) {
        self.on = on;
        self.read.clear();
    }

    /// A service is not restored, and its registers are its own business.
    fn restore(&mut self, _: u64) -> Vec<String> {
        Vec::new()
    }

    fn change_drive(&mut self) -> bool {
        false
    }

    fn callback(&self, forged: bool) -> Option<Value> {
        Some(self.report(self.documents.len().checked_sub(1)?, forged))
    }
}
