//! OFD.ru: a service through which a register gets its registration number and its card (§2). It has no key for the
//! creation of an application: one that comes again is another application.

use super::queue::uuid_of;
use super::{Answer, Call, Register, Wish};
use crate::facts::Made;
use crate::plan::{Manners, WorkFault};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The account.
pub const AGREEMENT: &str = "555b55e5-a555-5e55-55d5-5fcbafd5fe55";

/// The number that the tax service gives to the register of these days, with its check digits.
const NUMBER: &str = "0000000001045548";

const APPLICATION: &str = "/api/kkt/application";

/// Kinds of documents (§2.3.2): the application, the data of the report, the notice of the number, the card.
const STATEMENT: &str = "1110061";
const REPORT: &str = "1110201";
const NOTICE: &str = "1110211";
const CARD: &str = "1110066";

/// Pieces of work on applications have numbers beyond those on requests.
const OF_APPLICATIONS: u64 = 1 << 32;

pub struct Ofdru {
    manners: Manners,
    on: bool,
    /// Requests that were read and not acted upon yet.
    read: BTreeMap<u64, (Call, Option<WorkFault>)>,
    applications: Vec<Application>,
    next: u64,
}

struct Application {
    id: String,
    purpose: Value,
    company: Map<String, Value>,
    register: Map<String, Value>,
    /// It has its number, and is about the report now.
    is_final: bool,
    status: &'static str,
    documents: Vec<Document>,
}

struct Document {
    id: String,
    kind: &'static str,
    signature: &'static str,
}

impl Application {
    fn add(&mut self, kind: &'static str, signature: &'static str) {
        let id = format!("{}{:04}", &self.id[..self.id.len() - 4], self.documents.len() + 1);
        self.documents.push(Document { id, kind, signature });
    }

    fn change(&mut self, body: &Value) -> Answer {
        if !["New", "AwaitingDocuments", "AwaitingSignature", "Rejected"].contains(&self.status) {
            return refused("InvalidStatus");
        }
        for (own, name) in [(&mut self.company, "companyDetails"), (&mut self.register, "kktDetails")] {
            own.extend(members(&body[name]));
        }
        // What was prepared before shows the old content.
        self.documents.retain(|document| document.signature != "Unsigned");
        self.status = "New";
        (200, success(&Value::Null))
    }

    fn prepare(&mut self) -> Answer {
        if self.status != "New" {
            return refused("InvalidStatus");
        }
        if self.is_final && self.register.get("FiscalDocumentData").is_none_or(|report| report["Signature"].is_null()) {
            return refused("Missing_KktDetails.FiscalDocumentData.Signature");
        }
        self.status = "AwaitingDocuments";
        (200, success(&Value::Null))
    }

    fn sign(&mut self, body: &Value) -> Answer {
        let is_it = |document: &&mut Document| body["documentId"] == *document.id && document.signature == "Unsigned";
        match self.documents.iter_mut().find(is_it) {
            Some(document) if self.status == "AwaitingSignature" && body["signature"].is_string() => {
                document.signature = "Signed";
                self.status = "ProcessingSignedDocuments";
                (200, success(&Value::Null))
            }
            _ => refused("InvalidStatus"),
        }
    }

    /// Time passes; `true`: there is more to come.
    fn go_on(&mut self) -> bool {
        match self.status {
            "AwaitingDocuments" => {
                self.add(if self.is_final { REPORT } else { STATEMENT }, "Unsigned");
                self.status = "AwaitingSignature";
                false
            }
            "ProcessingSignedDocuments" => {
                self.status = "SentToFns";
                true
            }
            "SentToFns" if self.is_final => {
                self.add(CARD, "NotNeeded");
                self.status = "Approved";
                false
            }
            "SentToFns" => {
                self.add(NOTICE, "NotNeeded");
                self.register.insert("RegNumber".into(), NUMBER.into());
                (self.is_final, self.status) = (true, "New");
                false
            }
            _ => false,
        }
    }

    fn shown(&self) -> Value {
        let documents: Vec<Value> = self
            .documents
            .iter()
            .map(|document| json!({"Id": document.id, "Kind": document.kind, "Signature": document.signature}))
            .collect();
        json!({
            "Id": self.id, "Purpose": self.purpose, "Status": self.status, "OfdAgreementId": AGREEMENT,
            "Stage": if self.is_final { "Finalization" } else { "Initialization" },
            "CompanyDetails": self.company, "KktDetails": self.register, "Documents": documents,
        })
    }
}

impl Ofdru {
    pub fn new(manners: Manners) -> Self {
        Self { manners, on: true, read: BTreeMap::new(), applications: Vec::new(), next: 0 }
    }

    fn place_of(&self, id: &str) -> Option<usize> {
        self.applications.iter().position(|application| application.id == id)
    }

    /// What a question shows.
    fn asked(&self, path: &str) -> Answer {
        let Some(rest) = below(path) else { return (404, Value::Null) };
        let mut parts = rest.split('/').filter(|part| !part.is_empty());
        let Some(id) = parts.next() else {
            let all: Vec<Value> = self.applications.iter().map(Application::shown).collect();
            return (200, success(&all.into()));
        };
        let Some(at) = self.place_of(id) else { return refused("ApplicationNotFound") };
        let application = &self.applications[at];
        match parts.nth(1) {
            None => (200, success(&application.shown())),
            Some(document) if application.documents.iter().any(|own| own.id == document) => {
                (200, json!(format!("документ {document}")))
            }
            Some(_) => refused("ApplicationNotFound"),
        }
    }

    /// What a request does, and the answer to it.
    fn perform(&mut self, call: &Call) -> (Answer, Vec<Wish>) {
        let Some(rest) = below(&call.path) else { return ((404, Value::Null), Vec::new()) };
        let mut parts = rest.split('/').filter(|part| !part.is_empty());
        let Some(id) = parts.next() else { return self.create(call) };
        let Some(at) = self.place_of(id) else { return (refused("ApplicationNotFound"), Vec::new()) };
        let application = &mut self.applications[at];
        let answer = match (call.method.as_str(), parts.next()) {
            ("PUT", None) => return (application.change(&call.body), Vec::new()),
            ("POST", Some("prepareDocuments")) => application.prepare(),
            ("POST", Some("sign")) => application.sign(&call.body),
            _ => (404, Value::Null),
        };
        let goes_on = (answer.0 == 200).then(|| self.later(at));
        (answer, goes_on.into_iter().collect())
    }

    fn create(&mut self, call: &Call) -> (Answer, Vec<Wish>) {
        let at = self.applications.len();
        let id = uuid_of(at);
        self.applications.push(Application {
            id: id.clone(),
            purpose: call.body["purpose"].clone(),
            company: members(&call.body["CompanyDetails"]),
            register: members(&call.body["KktDetails"]),
            is_final: false,
            status: "New",
            documents: Vec::new(),
        });
        let made = Made { number: at as u64 + 1, sign: id, id: call.id, ..Made::default() };
        ((200, success(&self.applications[at].shown())), vec![Wish::Make(made)])
    }

    fn later(&self, application: usize) -> Wish {
        Wish::Work { after: self.manners.after + self.manners.work, work: OF_APPLICATIONS + application as u64 }
    }
}

/// The part of a path below that of all applications.
fn below(path: &str) -> Option<&str> {
    path.split('?').next().unwrap_or_default().strip_prefix(APPLICATION)
}

fn members(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn success(data: &Value) -> Value {
    json!({"Status": "Success", "Data": data})
}

fn refused(name: &str) -> Answer {
    (400, json!({"Status": "Error", "Errors": [name]}))
}

impl Register for Ofdru {
    fn is_on(&self) -> bool {
        self.on
    }

    fn makes_document(&self, path: &str, _: &[u8]) -> bool {
        path.split('?').next() == Some(APPLICATION)
    }

    fn call(&mut self, _: u64, call: Call, fault: Option<WorkFault>) -> Vec<Wish> {
        if call.path == "/api/Authorization/CreateAuthToken" {
            let token = json!({"AuthToken": "token-1", "ExpirationDateUtc": "2027-01-01T00:00:00"});
            return call.answer((200, token)).into_iter().collect();
        }
        if call.method == "GET" {
            return call.answer(self.asked(&call.path)).into_iter().collect();
        }
        self.next += 1;
        let before = if fault == Some(WorkFault::TooSlow) { 12_000 } else { self.manners.before };
        self.read.insert(self.next, (call, fault));
        vec![Wish::Work { after: before, work: self.next }]
    }

    fn work(&mut self, _: u64, work: u64) -> Vec<Wish> {
        if let Some(at) = work.checked_sub(OF_APPLICATIONS) {
            if !self.on {
                return vec![Wish::Work { after: 500, work }];
            }
            let at = usize::try_from(at).expect("an index");
            let goes_on = self.applications[at].go_on();
            return goes_on.then(|| self.later(at)).into_iter().collect();
        }
        let Some((call, fault)) = self.read.remove(&work) else { return Vec::new() };
        let doubtful = (500, Value::Null);
        match fault {
            Some(WorkFault::Refused) => {
                return call.answer(refused("Missing_KktDetails.FnName")).into_iter().collect();
            }
            Some(WorkFault::DoubtfullyRefused) => return call.answer(doubtful).into_iter().collect(),
            Some(WorkFault::PowerBefore { .. }) => {
                self.switch(false);
                return Vec::new();
            }
            _ => {}
        }
        let (done, mut wishes) = self.perform(&call);
        match fault {
            Some(WorkFault::PowerAfter { .. }) => self.switch(false),
            Some(WorkFault::MadeAndRefused) => wishes.extend(call.answer(doubtful)),
            _ => wishes.extend(call.answer(done)),
        }
        wishes
    }

    /// Nobody sells by it.
    fn sell(&mut self, _: u64, _: u64) -> Vec<Wish> {
        Vec::new()
    }

    fn switch(&mut self, on: bool) {
        self.on = on;
        self.read.clear();
    }
}
