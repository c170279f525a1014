//! CashCore: documents numbered within their shift; a state, the list of a shift, and each document by its transaction.
//!
//! Its state says nothing of a document that is being made. It keeps the mark of a receipt or drops it, as the vendor's
//! published server does.

use super::{Call, Register, Wish};
use crate::day::{content_of, name_of, roubles_of};
use crate::facts::Made;
use crate::plan::{Manners, WorkFault};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};

/// The register's number at the OFD.
pub const OFD_ID: u64 = 6923;

/// The shift of the morning. A look from the very first document on reads the lists of all shifts before it.
const FIRST_SHIFT: u64 = 2;

/// "The operation failed", which comes before or after the document.
const FAILED: u16 = 29;
/// "The total of the receipt is wrong".
const REFUSED: u16 = 52;
const NO_SUCH_METHOD: u16 = 3;
const NO_SUCH_TRANSACTION: u16 = 43;

/// A receipt and the report that closes a shift, in `CommandTypeEnum`.
const RECEIPT: u64 = 1;
const CLOSING: u64 = 2;

pub struct Cashcore {
    manners: Manners,
    keeps_marks: bool,
    on: bool,
    /// The open shift, or the next one, and the first number in it that is free.
    shift: u64,
    is_open: bool,
    next_number: u64,
    documents: Vec<Document>,
    jobs: BTreeMap<u64, Job>,
    waiting: VecDeque<u64>,
    next: u64,
    transactions: u64,
}

struct Document {
    /// The number of its transaction, which no other has.
    id: u64,
    command: u64,
    shift: u64,
    number: u64,
    body: Value,
    made_at: u64,
}

struct Job {
    call: Call,
    fault: Option<WorkFault>,
    step: Step,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Read, and not begun.
    Read,
    /// The document will be made.
    Working,
    /// The document of this transaction is made, and the answer is not out.
    Made(u64),
}

impl Cashcore {
    pub fn new(manners: Manners, keeps_marks: bool) -> Self {
        Self {
            manners,
            keeps_marks,
            on: true,
            shift: FIRST_SHIFT,
            is_open: true,
            next_number: 1,
            documents: Vec::new(),
            jobs: BTreeMap::new(),
            waiting: VecDeque::new(),
            next: 0,
            transactions: 0,
        }
    }

    /// Keeps a document under the next number of the shift, which it opens. Returns its place in the list.
    fn keep(&mut self, now: u64, command: u64, body: Value) -> usize {
        self.transactions += 1;
        self.is_open = true;
        let (shift, number) = (self.shift, self.next_number);
        self.next_number += 1;
        self.documents.push(Document { id: self.transactions, command, shift, number, body, made_at: now });
        self.documents.len() - 1
    }

    /// A receipt as the register keeps it. Returns it as a fact.
    fn sell_by(&mut self, now: u64, request: &Value, id: Option<usize>) -> (usize, Made) {
        let at = self.keep(now, RECEIPT, ticket(request, now, self.keeps_marks));
        let document = &self.documents[at];
        let content = content_of(request["items"][0]["commodity"]["name"].as_str().unwrap_or_default());
        let made = Made { number: document.number, sign: sign_of(document.id), content, id, ..Made::default() };
        (at, made)
    }

    /// The register's object in `GetKKMList`.
    fn state(&self, now: u64) -> Value {
        // What it shows may be older than what it has.
        let is_seen = |document: &&Document| document.made_at + self.manners.lags <= now;
        let of_shift = |document: &&Document| document.shift == self.shift;
        let seen = self.documents.iter().filter(of_shift).filter(is_seen).map(|document| document.number).max();
        json!([{
            "ID": 501, "ofd_id": OFD_ID, "fr_shift_number": self.shift, "shift_state": u8::from(self.is_open),
            "shift_document_number": seen.unwrap_or_default() + 1, "is_blocked": false, "is_offline": false,
            "reg_info": {"kkm": {"fns_kkm_id": "010100134464", "kkm_id": OFD_ID.to_string()}},
        }])
    }

    /// The documents of a shift, in short form.
    fn rows(&self, now: u64, shift: u64) -> Value {
        let is_listed = |document: &&Document| document.shift == shift && document.made_at + self.manners.hides <= now;
        self.documents.iter().filter(is_listed).map(|document| envelope(document, &brief(document))).collect()
    }

    fn begin_next(&mut self) -> Vec<Wish> {
        if self.jobs.values().any(|job| job.step != Step::Read) {
            return Vec::new();
        }
        let Some(work) = self.waiting.pop_front() else { return Vec::new() };
        let Some(job) = self.jobs.get_mut(&work) else { return Vec::new() };
        job.step = Step::Working;
        vec![Wish::Work { after: self.manners.work, work }]
    }

    fn end(&mut self, work: u64, status: u16, body: Value) -> Vec<Wish> {
        let job = self.jobs.remove(&work);
        let line = job.and_then(|job| job.call.line);
        let mut wishes: Vec<Wish> = line.map(|line| Wish::Answer { line, status, body }).into_iter().collect();
        wishes.extend(self.begin_next());
        wishes
    }

    fn forget_work(&mut self) {
        self.jobs.clear();
        self.waiting.clear();
    }

    /// The next number follows from the newest document.
    fn count_again(&mut self) {
        match self.documents.last() {
            Some(last) if last.command == CLOSING => {
                (self.shift, self.next_number, self.is_open) = (last.shift + 1, 1, false);
            }
            Some(last) => (self.shift, self.next_number, self.is_open) = (last.shift, last.number + 1, true),
            None => (self.shift, self.next_number, self.is_open) = (FIRST_SHIFT, 1, true),
        }
    }
}

fn sign_of(transaction: u64) -> String {
    (700_000_000 + transaction * 7_919).to_string()
}

/// A sum in a document.
fn money(roubles: &Value) -> Value {
    json!({"bills": roubles, "coins": 0})
}

/// `TicketObject` of a request.
fn ticket(request: &Value, now: u64, keeps_marks: bool) -> Value {
    let part = |value: u64| value % 60;
    let mut items = Vec::new();
    for item in request["items"].as_array().into_iter().flatten() {
        let goods = &item["commodity"];
        let quantity = goods["quantity"].as_u64().unwrap_or_default() * 1_000;
        items.push(json!({"type": 1, "commodity": {
            "name": goods["name"], "quantity": quantity, "price": money(&goods["price"]), "sum": money(&goods["sum"]),
        }}));
    }
    let paid = |payment: &Value| json!({"type": payment["type"], "sum": money(&payment["sum"])});
    let payments: Value = request["payments"].as_array().into_iter().flatten().map(paid).collect();
    let kept = if keeps_marks { request["auxiliary"].clone() } else { json!([]) };
    json!({
        "operation": request["operation"],
        "date_time": {
            "date": {"year": 2026, "month": 11, "day": 28},
            "time": {"hour": now / 3_600_000 % 24, "minute": part(now / 60_000), "second": part(now / 1_000)},
        },
        "amounts": {"total": money(&request["amounts"]["total"])},
        "extension_options": {"customer_iin_or_bin": "", "auxiliaryList": kept},
        "itemsList": items, "paymentsList": payments,
    })
}

/// What the list shows of a document.
fn brief(document: &Document) -> Value {
    match document.command {
        RECEIPT => json!({
            "operation": document.body["operation"], "sum": document.body["amounts"]["total"]["bills"],
            "fiscal_id": sign_of(document.id),
        }),
        _ => json!({"type": 0, "revenue": 0, "non_nullable_sums": []}),
    }
}

fn envelope(document: &Document, body: &Value) -> Value {
    json!({
        "ID": document.id, "date": "2026-11-28T10:00:00.000", "command": document.command,
        "fr_shift_number": document.shift, "shift_document_number": document.number, "is_offline": false, "body": body,
    })
}

/// The answer to a receipt.
fn receipt_of(document: &Document) -> Value {
    let mut data = envelope(document, &document.body);
    data["fiscal_id"] = sign_of(document.id).into();
    data["shift_state"] = 1.into();
    done(data)
}

#[allow(clippy::needless_pass_by_value, reason = "it is made for this")]
fn done(data: Value) -> Value {
    json!({"response_code": 0, "response_data": data})
}

fn refusal(code: u16) -> Value {
    json!({"response_code": code, "response_data": "error", "message": "Отказ"})
}

impl Register for Cashcore {
    fn is_on(&self) -> bool {
        self.on
    }

    fn makes_document(&self, path: &str, _: &[u8]) -> bool {
        path == "/TradeOperation"
    }

    fn call(&mut self, now: u64, call: Call, fault: Option<WorkFault>) -> Vec<Wish> {
        let answer =
            |status, body| call.line.map(|line| Wish::Answer { line, status, body }).into_iter().collect::<Vec<_>>();
        match call.path.as_str() {
            "/GetKKMList" => answer(200, done(self.state(now))),
            "/GetTransactionList" => {
                answer(200, done(self.rows(now, call.body["shift_number"].as_u64().unwrap_or_default())))
            }
            "/GetTransaction" => {
                let id = call.body["transaction_id"].as_u64();
                match self.documents.iter().find(|document| Some(document.id) == id) {
                    Some(document) => answer(200, done(envelope(document, &document.body))),
                    None => answer(404, refusal(NO_SUCH_TRANSACTION)),
                }
            }
            "/TradeOperation" => {
                self.next += 1;
                let work = self.next;
                let before = if fault == Some(WorkFault::TooSlow) { 12_000 } else { self.manners.before };
                self.jobs.insert(work, Job { call, fault, step: Step::Read });
                vec![Wish::Work { after: before, work }]
            }
            _ => answer(404, refusal(NO_SUCH_METHOD)),
        }
    }

    fn work(&mut self, now: u64, work: u64) -> Vec<Wish> {
        let Some(job) = self.jobs.get(&work) else { return Vec::new() };
        let fault = job.fault;
        match job.step {
            Step::Read => {
                self.waiting.push_back(work);
                self.begin_next()
            }
            Step::Working => {
                match fault {
                    Some(WorkFault::Refused) => return self.end(work, 500, refusal(REFUSED)),
                    Some(WorkFault::DoubtfullyRefused) => return self.end(work, 500, refusal(FAILED)),
                    Some(WorkFault::PowerBefore { .. }) => {
                        self.switch(false);
                        return Vec::new();
                    }
                    _ => {}
                }
                let (id, body) = (job.call.id, job.call.body.clone());
                let (at, made) = self.sell_by(now, &body, id);
                let transaction = self.documents[at].id;
                if matches!(fault, Some(WorkFault::PowerAfter { .. })) {
                    self.switch(false);
                }
                if let Some(job) = self.jobs.get_mut(&work) {
                    job.step = Step::Made(transaction);
                }
                vec![Wish::Make(made), Wish::Work { after: self.manners.after, work }]
            }
            Step::Made(transaction) => {
                let document = self.documents.iter().find(|document| document.id == transaction);
                match document.map(receipt_of).filter(|_| fault != Some(WorkFault::MadeAndRefused)) {
                    Some(body) => self.end(work, 200, body),
                    None => self.end(work, 500, refusal(FAILED)),
                }
            }
        }
    }

    fn sell(&mut self, now: u64, content: u64) -> Vec<Wish> {
        let sum = roubles_of(content);
        let goods = json!({"name": name_of(content), "quantity": 1, "price": sum, "sum": sum});
        let request = json!({
            "operation": 2, "amounts": {"total": sum}, "payments": [{"type": 0, "sum": sum}],
            "items": [{"type": 1, "commodity": goods}],
        });
        vec![Wish::Make(self.sell_by(now, &request, None).1)]
    }

    fn switch(&mut self, on: bool) {
        self.on = on;
        self.forget_work();
    }

    fn restore(&mut self, back: u64) -> Vec<String> {
        self.forget_work();
        let left = self.documents.len().saturating_sub(usize::try_from(back).unwrap_or(1));
        let gone = self.documents.split_off(left);
        self.count_again();
        gone.iter().map(|document| sign_of(document.id)).collect()
    }

    /// It has none.
    fn change_drive(&mut self) -> bool {
        false
    }

    fn close_shift(&mut self, now: u64) {
        // The report is the last document of its shift.
        self.keep(now, CLOSING, json!({"type": 0}));
        self.count_again();
    }
}
