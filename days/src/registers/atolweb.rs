//! A register of ATOL behind its web server: a queue of tasks under keys of ours, one worked at a time, and the documents
//! of the fiscal drive. The server may forget keys, or lose its queue.

use super::{Call, Register, Wish};
use crate::day::{content_of, name_of, roubles_of};
use crate::facts::Made;
use crate::plan::{Manners, WorkFault};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const REQUESTS: &str = "/api/v2/requests";
const QUEUE: &str = "/api/v2/getRequestsQueueStatus";

/// "No connection to the register", which comes before or after the document.
const NO_CONNECTION: u16 = 2;
/// "Invalid value of a parameter".
const REFUSED: u16 = 13;
/// The drive has no document of this number.
const NO_DATA: u16 = 123;

/// Pieces of work on orders have numbers beyond those on requests.
const OF_ORDERS: u64 = 1 << 32;

/// Milliseconds that a question takes, and between two looks at a queue that has not come so far.
const QUICK: u64 = 5;
const AGAIN: u64 = 20;

pub struct Atolweb {
    manners: Manners,
    on: bool,
    /// How often it was switched off.
    failures: u64,
    /// Requests that were read and are not in the queue yet.
    read: BTreeMap<u64, (Call, Option<WorkFault>)>,
    next: u64,
    orders: Vec<Order>,
    drives: u64,
    documents: Vec<Document>,
    signs: u64,
}

/// What was put under a key.
struct Order {
    key: String,
    tasks: Vec<Value>,
    id: Option<usize>,
    fault: Option<WorkFault>,
    step: Step,
    /// The number of failures when its work began.
    failures: u64,
    is_forgotten: bool,
    results: Vec<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Waits,
    Works,
    /// The document of this number is made, and the result is not recorded.
    Made(u64),
    Done,
}

struct Document {
    number: u64,
    sign: u64,
    tags: Value,
    made_at: u64,
}

impl Atolweb {
    pub fn new(manners: Manners) -> Self {
        Self {
            manners,
            on: true,
            failures: 0,
            read: BTreeMap::new(),
            next: 0,
            orders: Vec::new(),
            drives: 0,
            documents: Vec::new(),
            signs: 0,
        }
    }

    fn drive(&self) -> String {
        format!("99990789000{:05}", 54_321 + self.drives)
    }

    /// Puts tasks into the queue. Returns the status of the answer.
    fn put(&mut self, call: &Call, fault: Option<WorkFault>) -> (u16, Value, Vec<Wish>) {
        let key = call.body["uuid"].as_str().unwrap_or_default().to_owned();
        if self.known(&key).is_some() {
            return (409, json!({"error": {"code": 0, "description": "Задание с таким ключом уже есть"}}), Vec::new());
        }
        let tasks = call.body["request"].as_array().cloned().unwrap_or_default();
        let body = json!({"number": self.orders.len(), "uuid": key, "isBlocked": false});
        self.orders.push(Order {
            key,
            tasks,
            id: call.id,
            fault,
            step: Step::Waits,
            failures: 0,
            is_forgotten: false,
            results: Vec::new(),
        });
        let work = OF_ORDERS + self.orders.len() as u64 - 1;
        (201, body, vec![Wish::Work { after: 1, work }])
    }

    fn known(&self, key: &str) -> Option<usize> {
        self.orders.iter().position(|order| order.key == key && !order.is_forgotten)
    }

    fn show(&self, at: usize) -> Value {
        let order = &self.orders[at];
        let status = match order.step {
            Step::Waits => "wait",
            Step::Works | Step::Made(_) => "inProgress",
            Step::Done => return json!({"results": order.results}),
        };
        let open = json!({"status": status, "error": {"code": 0, "description": ""}, "result": null});
        json!({"results": vec![open; order.tasks.len()]})
    }

    /// A receipt of this sale is made. Returns it as a fact.
    fn make(&mut self, now: u64, name: &str, sum: &Value, id: Option<usize>) -> Made {
        self.signs += 1;
        let number = self.documents.last().map_or(1, |last| last.number) + 1;
        let sign = 2_000_000 + self.signs * 7_919;
        let tags = json!({
            "fiscalDocumentType": "receipt", "short": false, "1054": 1, "1020": sum, "1031": sum,
            "1059": [{"1030": name, "1043": sum}], "1012": time(now), "1038": 1, "1040": number, "1041": self.drive(),
            "1077": format!("2104{sign:08X}"),
        });
        self.documents.push(Document { number, sign, tags, made_at: now });
        Made { number, sign: sign.to_string(), content: content_of(name), id, ..Made::default() }
    }

    /// What the drive answers to a question.
    fn answered(&self, now: u64, task: &Value) -> Value {
        match task["type"].as_str() {
            Some("getFnInfo") => ready(json!({"fnInfo": {"serial": self.drive(), "ffdVersion": "1.05"}})),
            Some("getFnStatus") => {
                let is_seen = |document: &&Document| document.made_at + self.manners.lags <= now;
                let last = self.documents.iter().rev().find(is_seen).map_or(1, |document| document.number);
                ready(json!({"fnStatus": {"fiscalDocumentNumber": last}}))
            }
            Some("getFnDocument") => {
                let number = task["fiscalDocumentNumber"].as_u64();
                match self.documents.iter().find(|document| Some(document.number) == number) {
                    Some(document) => ready(json!({"documentTLV": document.tags})),
                    None => failed(NO_DATA),
                }
            }
            _ => failed(REFUSED),
        }
    }

    /// The next step of an order that is the first of those that are not done.
    fn step(&mut self, now: u64, at: usize) -> Vec<Wish> {
        let work = OF_ORDERS + at as u64;
        let manners = self.manners;
        let order = &mut self.orders[at];
        let is_document = is_document(&order.tasks);
        let was_cut = order.failures != self.failures;
        match order.step {
            Step::Waits => {
                (order.step, order.failures) = (Step::Works, self.failures);
                let slower = if let Some(WorkFault::Slow { by }) = order.fault { by } else { 0 };
                let after = if is_document { manners.work + slower } else { QUICK };
                vec![Wish::Work { after, work }]
            }
            Step::Works if !is_document => {
                let tasks = order.tasks.clone();
                let results = tasks.iter().map(|task| self.answered(now, task)).collect();
                (self.orders[at].results, self.orders[at].step) = (results, Step::Done);
                Vec::new()
            }
            Step::Works => {
                let code = match order.fault {
                    _ if was_cut => Some(NO_CONNECTION),
                    Some(WorkFault::Refused) => Some(REFUSED),
                    Some(WorkFault::DoubtfullyRefused) => Some(NO_CONNECTION),
                    Some(WorkFault::PowerBefore { .. }) => {
                        order.fault = None;
                        self.switch(false);
                        return vec![Wish::Work { after: AGAIN, work }];
                    }
                    _ => None,
                };
                if let Some(code) = code {
                    (order.results, order.step) = (vec![failed(code)], Step::Done);
                    return Vec::new();
                }
                let (task, id, fault) = (order.tasks[0].clone(), order.id, order.fault);
                let name = task["items"][0]["name"].as_str().unwrap_or_default();
                let made = self.make(now, name, &task["payments"][0]["sum"], id);
                self.orders[at].step = Step::Made(made.number);
                if matches!(fault, Some(WorkFault::PowerAfter { .. })) {
                    self.switch(false);
                }
                vec![Wish::Make(made), Wish::Work { after: manners.after, work }]
            }
            Step::Made(number) => {
                let is_refused = order.fault == Some(WorkFault::MadeAndRefused);
                let found = self.documents.iter().find(|document| document.number == number);
                let result = match found.filter(|_| !is_refused) {
                    // After a failure the server knows it by its number alone.
                    Some(document) if was_cut => ready(json!({
                        "fiscalParams": {"fiscalDocumentNumber": document.number}, "warnings": {"recovered": true},
                    })),
                    Some(document) => ready(self.params(document)),
                    None => failed(NO_CONNECTION),
                };
                (self.orders[at].results, self.orders[at].step) = (vec![result], Step::Done);
                Vec::new()
            }
            Step::Done => Vec::new(),
        }
    }

    fn params(&self, document: &Document) -> Value {
        json!({
            "fiscalParams": {
                "total": document.tags["1020"], "fiscalDocumentNumber": document.number,
                "fiscalDocumentSign": document.sign.to_string(), "fnNumber": self.drive(), "shiftNumber": 1,
                "fiscalDocumentDateTime": document.tags["1012"],
            },
            "warnings": null,
        })
    }
}

fn is_document(tasks: &[Value]) -> bool {
    tasks.iter().any(|task| task["type"] == "sell")
}

fn time(now: u64) -> String {
    format!("2026-11-28T{:02}:{:02}:{:02}", now / 3_600_000 % 24, now / 60_000 % 60, now / 1_000 % 60)
}

#[allow(clippy::needless_pass_by_value, reason = "it is made for this")]
fn ready(result: Value) -> Value {
    json!({"status": "ready", "error": {"code": 0, "description": ""}, "result": result})
}

fn failed(code: u16) -> Value {
    json!({"status": "error", "error": {"code": code, "description": "Ошибка"}, "result": null})
}

impl Register for Atolweb {
    fn is_on(&self) -> bool {
        self.on
    }

    fn makes_document(&self, path: &str, body: &[u8]) -> bool {
        const SALE: &[u8] = br#""type":"sell""#;
        path == REQUESTS && body.windows(SALE.len()).any(|part| part == SALE)
    }

    fn call(&mut self, _: u64, call: Call, fault: Option<WorkFault>) -> Vec<Wish> {
        let line = call.line;
        let answer = |status, body| line.map(|line| Wish::Answer { line, status, body }).into_iter();
        match (call.method.as_str(), call.path.as_str()) {
            ("POST", REQUESTS) if is_document(call.body["request"].as_array().map_or(&[], Vec::as_slice)) => {
                self.next += 1;
                let before = if fault == Some(WorkFault::TooSlow) { 12_000 } else { self.manners.before };
                self.read.insert(self.next, (call, fault));
                vec![Wish::Work { after: before, work: self.next }]
            }
            ("POST", REQUESTS) => {
                let (status, body, wishes) = self.put(&call, None);
                answer(status, body).chain(wishes).collect()
            }
            ("GET", QUEUE) => answer(200, json!({"number": 0, "isBlocked": false})).collect(),
            (method, path) => {
                let at = path.strip_prefix(REQUESTS).and_then(|key| self.known(key.trim_matches('/')));
                match (method, at) {
                    ("GET", Some(at)) => answer(200, self.show(at)).collect(),
                    ("DELETE", Some(at)) if self.orders[at].step == Step::Waits => {
                        let canceled = json!({"status": "canceled", "error": {"code": 0}, "result": null});
                        (self.orders[at].results, self.orders[at].step) = (vec![canceled], Step::Done);
                        answer(200, json!({})).collect()
                    }
                    ("DELETE", Some(_)) => answer(409, json!({"error": {"code": 0}})).collect(),
                    _ => answer(404, json!({"error": {"code": 0, "description": "Задание не найдено"}})).collect(),
                }
            }
        }
    }

    fn work(&mut self, now: u64, work: u64) -> Vec<Wish> {
        if work < OF_ORDERS {
            let Some((call, fault)) = self.read.remove(&work) else { return Vec::new() };
            let (status, body, mut wishes) = self.put(&call, fault);
            wishes.extend(call.line.map(|line| Wish::Answer { line, status, body }));
            return wishes;
        }
        if !self.on {
            return vec![Wish::Work { after: 500, work }];
        }
        let at = usize::try_from(work - OF_ORDERS).expect("an index");
        let first = self.orders.iter().position(|order| order.step != Step::Done);
        if first.is_some_and(|first| first < at) && self.orders[at].step != Step::Done {
            return vec![Wish::Work { after: AGAIN, work }];
        }
        self.step(now, at)
    }

    fn sell(&mut self, now: u64, content: u64) -> Vec<Wish> {
        vec![Wish::Make(self.make(now, &name_of(content), &roubles_of(content).into(), None))]
    }

    fn switch(&mut self, on: bool) {
        self.on = on;
        self.failures += u64::from(!on);
        self.read.clear();
    }

    /// The server forgets as many of its newest keys; what waits under them is lost. The drive keeps its documents.
    fn restore(&mut self, back: u64) -> Vec<String> {
        let is_kept = |order: &&mut Order| is_document(&order.tasks) && !order.is_forgotten;
        let back = usize::try_from(back).unwrap_or(1);
        for order in self.orders.iter_mut().rev().filter(is_kept).take(back) {
            order.is_forgotten = true;
            if order.step == Step::Waits {
                order.step = Step::Done;
            }
        }
        Vec::new()
    }

    fn change_drive(&mut self) -> bool {
        self.drives += 1;
        self.documents.clear();
        true
    }
}
