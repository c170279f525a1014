//! One run: a register, a journal, the library, and a judge that compares every answer with the register's ledger.

use super::faults::{Fault, Manner, Stranger};
use super::journal::Journal;
use super::protocol::{Before, Fiscal, Protocol};
use super::wire::Wire;
use crate::support::abi::Device;
use crate::support::register::{Register, post};
use crate::support::scratch_in_memory;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap};
use std::sync::{LazyLock, Mutex};

/// The note of a run whose fault did not occur.
pub const DID_NOT_STRIKE: &str = "the fault did not strike";

/// How long a register must be seen idle before the driver believes that it made nothing.
pub const SETTLE_MS: u64 = 600;

/// What an answer reports about the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    Registered,
    /// Registered, and found after its answer was lost.
    Recovered,
    Rejected,
    NotSent,
    NotFound,
    Unknown,
    /// Unknown, with documents that may be it.
    Candidates,
}

impl Said {
    /// What the status and the answer of a call report.
    pub fn of(status: i32, answer: &Value) -> Self {
        let error = &answer["error"];
        match (status, error["outcome"].as_str()) {
            (0, _) if answer["warnings"]["recovered"] == true => Self::Recovered,
            (0, _) => Self::Registered,
            (14, _) => Self::NotFound,
            (_, Some("notSent")) => Self::NotSent,
            (_, Some("rejected")) => Self::Rejected,
            (_, Some("unknown")) if error["candidates"].is_array() => Self::Candidates,
            (_, Some("unknown")) => Self::Unknown,
            _ => panic!("status {status} without an outcome: {answer}"),
        }
    }

    pub fn is_made(self) -> bool {
        matches!(self, Self::Registered | Self::Recovered)
    }

    /// Whether nobody can know.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Unknown | Self::Candidates)
    }
}

pub struct Scene {
    pub protocol: &'static Protocol,
    pub register: Register,
    pub wire: Option<Wire>,
    pub journal: Journal,
    /// Another address under which the register is used from now on.
    pub renamed: Option<String>,
    /// How often the driver sends again by itself; `None` for its default.
    pub resend: Option<u32>,
    fault: Fault,
    /// Whether the document carries a mark.
    marked: bool,
    /// Ids of documents that the register does not number.
    unnumbered: Vec<String>,
    /// Body by which the documents of each id are recognised in the ledger, besides the mark.
    bodies: BTreeMap<String, Value>,
    /// Number that an answer has claimed for each id.
    claims: BTreeMap<String, Option<u64>>,
    /// What was reported and done, in order.
    pub story: Vec<String>,
    pub falsehoods: Vec<String>,
}

impl Scene {
    /// The scene before the call of `task`.
    pub fn set(protocol: &'static Protocol, fault: &Fault, task: &Fiscal) -> Self {
        Self::with(protocol, protocol.ready(task.before, fault.manner), fault, task)
    }

    /// The scene with a register that is ready for its task.
    pub fn with(protocol: &'static Protocol, register: Register, fault: &Fault, task: &Fiscal) -> Self {
        let wire = fault.cut.map(|cut| Wire::new(register.url(), cut, protocol));
        let journal = Journal::new();
        let (fault, marked) = (fault.clone(), task.marked && fault.mark.is_some());
        let (unnumbered, bodies, claims) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        Self {
            protocol,
            register,
            wire,
            journal,
            renamed: None,
            resend: Some(0),
            fault,
            marked,
            unnumbered,
            bodies,
            claims,
            story: Vec::new(),
            falsehoods: Vec::new(),
        }
    }

    /// Sets the faults for the request of `task`.
    pub fn arm(&self, task: &Fiscal) {
        self.strike(task, &self.fault.faults);
    }

    /// Sets these faults for the request of `task`.
    pub fn strike(&self, task: &Fiscal, faults: &[Value]) {
        let mut faults = faults.to_vec();
        for fault in &mut faults {
            match fault["path"].as_str() {
                Some("@") => {
                    fault["path"] = json!(task.path);
                    if let Some(part) = (self.protocol.told_by)(task) {
                        fault["body"] = json!(part);
                    }
                }
                Some("?") => fault["path"] = json!(self.protocol.state),
                _ => {}
            }
            if fault["document"]["is"] == "other" {
                fault["document"] = (self.protocol.other)(task);
            } else if fault["document"]["is"] == "same" {
                fault["document"] = (self.protocol.same)(task, body_of(self.protocol, task));
            }
        }
        self.register.faults(&faults);
    }

    /// A fault that does not occur proves nothing.
    pub fn judge_faults(&mut self) {
        let armed = !self.fault.faults.is_empty();
        let struck = self.wire.as_ref().map_or_else(|| !armed || self.register.fired() > 0, Wire::has_struck);
        if !struck {
            self.falsehoods.push(DID_NOT_STRIKE.into());
        }
    }

    /// Ends the faults of the register and of the connection.
    pub fn end_faults(&self) {
        self.register.faults(&[]);
        if let Some(wire) = &self.wire {
            wire.end_faults();
        }
    }

    /// The configuration of the library.
    pub fn config(&self) -> Value {
        let own = || self.wire.as_ref().map_or_else(|| self.register.url().to_owned(), Wire::url);
        let url = self.renamed.clone().unwrap_or_else(own);
        let mut config = json!({
            "backend": self.protocol.word, "url": url + self.protocol.base, "journal": self.journal.place(), "settleMs": SETTLE_MS, "resend": self.resend,
            "timeoutMs": 700, "connectTimeoutMs": 500, "deadlineMs": 3000,
        });
        config.as_object_mut().unwrap().extend(own_config(self.protocol, self.fault.mark));
        config
    }

    /// The same for a program that has to reach a point, however busy the machine is.
    pub fn patient(&self) -> Value {
        // A program that is killed keeps its lease on a server for two connections and an answer.
        let [connect, answer] = if self.journal.is_on_a_server() { [2_000, 4_000] } else { [10_000, 10_000] };
        let mut config = self.config();
        for (name, time) in [("timeoutMs", answer), ("connectTimeoutMs", connect), ("deadlineMs", 30_000)] {
            config[name] = json!(time);
        }
        config
    }

    /// The library as after a start of the program.
    pub fn open(&self) -> Device {
        opened(&self.config())
    }

    /// The same for a register that works normally: there only an overloaded machine takes long, which is no failure.
    pub fn open_patiently(&self) -> Device {
        let mut config = self.config();
        for (name, time) in [("timeoutMs", 10_000), ("connectTimeoutMs", 10_000), ("deadlineMs", 60_000)] {
            config[name] = json!(time);
        }
        opened(&config)
    }

    /// Declares that the documents of `id` are those of `task`.
    pub fn expect(&mut self, id: &str, task: &Fiscal) {
        if !task.numbered {
            self.unnumbered.push(id.to_owned());
        }
        self.bodies.insert(id.to_owned(), body_of(self.protocol, task));
    }

    /// Declares that there is one more document with this content, which the judge does not follow.
    pub fn expect_content(&mut self, what: &str, body: Value) {
        self.bodies.insert(what.to_owned(), body);
    }

    /// The ids of all documents that are expected.
    pub fn ids(&self) -> Vec<String> {
        self.bodies.keys().cloned().collect()
    }

    /// Leaves out documents that the register has forgotten.
    pub fn forget(&mut self, ids: &[&str]) {
        for id in ids {
            self.bodies.remove(*id);
            self.claims.remove(*id);
        }
    }

    /// Delivers a request that was delayed on its way: the last document, byte by byte.
    pub fn deliver(&self) {
        let requests = self.register.requests();
        let sent = requests.iter().rfind(|request| (self.protocol.is_fiscal)(request)).expect("a document was sent");
        let headers = [("Authorization", "3333".to_owned()), ("Content-Type", "application/json".to_owned())];
        let (path, body) = (sent["path"].as_str().unwrap(), sent["body"].as_str().unwrap());
        assert_eq!(post(self.register.address(), path, &headers, body), Some(200), "{sent}");
    }

    /// Executes a task and checks the answer.
    pub fn execute(&mut self, device: &Device, id: &str, task: &Fiscal) -> Said {
        self.expect(id, task);
        let before = self.posts();
        let (status, answer) = device.execute(&task.task(id));
        self.judge("execute", id, before, status, &answer)
    }

    /// Asks what became of a document and checks the answer.
    pub fn recover(&mut self, device: &Device, id: &str) -> Said {
        let before = self.posts();
        let (status, answer) = device.recover(id);
        if self.posts() != before {
            self.falsehoods.push("recover sent a document".into());
        }
        self.judge("recover", id, before, status, &answer)
    }

    /// Whether nobody can distinguish the document of `id` from another program's: it has no mark, or it is missing and
    /// the register may have lost the mark of the other one.
    pub fn is_undecidable(&self, id: &str) -> bool {
        let of_another = |document: &Value| {
            let number = self.number(document);
            self.claims.iter().any(|(other, claim)| other != id && *claim == Some(number))
        };
        let is_made = || self.alike(id).iter().any(|document| !of_another(document));
        self.fault.stranger == Stranger::Same && (!self.marked || (!self.protocol.keeps_marks && !is_made()))
    }

    /// Whether nobody can tell what became of the document of `id` after a power cut, and no answer has said that it is
    /// made: its server gave it up, and the drive does not keep such documents.
    pub fn left_no_trace(&self, id: &str) -> bool {
        let gives_up = self.protocol.queue.as_ref().is_some_and(|queue| queue.gives_up_prints);
        let is_unnumbered = self.unnumbered.iter().any(|other| other == id);
        self.fault.point == "power" && gives_up && is_unnumbered && !self.claims.contains_key(id)
    }

    /// Notes what happens besides the calls.
    pub fn note(&mut self, what: impl Into<String>) {
        self.story.push(what.into());
    }

    /// How many fiscal requests have reached the register completely.
    pub fn posts(&self) -> usize {
        self.register.requests().iter().filter(|request| (self.protocol.is_fiscal)(request)).count()
    }

    /// How many other requests have.
    pub fn looks(&self) -> usize {
        self.register.requests().iter().filter(|request| !(self.protocol.is_fiscal)(request)).count()
    }

    /// Compares an answer with what the register has at this moment.
    pub fn judge(&mut self, call: &str, id: &str, before: usize, status: i32, answer: &Value) -> Said {
        let said = Said::of(status, answer);
        let (ours, after) = (self.alike(id), self.posts());
        self.story.push(format!("{call} {id}: {said:?} {answer} | ledger {:?}", self.numbers()));
        match said {
            Said::Registered | Said::Recovered => self.judge_claim(id, answer),
            Said::NotSent if call == "execute" && after != before => {
                self.lie(id, "notSent, but the request came whole");
            }
            Said::NotFound if self.unclaimed(id, &ours) > 0 => self.lie(id, "notFound, but it was sent"),
            Said::Candidates => self.judge_candidates(id, &answer["error"]["candidates"]),
            Said::Rejected if self.unclaimed(id, &ours) > 0 => self.lie(id, "rejected, but it is there"),
            _ => {}
        }
        if answer["error"]["retry"] == "safe" && said.is_open() {
            self.lie(id, "unknown, but safe to repeat");
        }
        said
    }

    /// Documents shown as candidates must exist.
    fn judge_candidates(&mut self, id: &str, candidates: &Value) {
        let documents: Vec<u64> = [self.register.ours(), self.register.strangers()]
            .iter()
            .flatten()
            .map(|document| self.number(document))
            .collect();
        let candidates = candidates.as_array().unwrap();
        let absent = |candidate: &Value| {
            self.told(&candidate["fiscalParams"]).is_some_and(|number| !documents.contains(&number))
        };
        if candidates.is_empty() || candidates.iter().any(absent) {
            self.lie(id, "a candidate that is not there");
        }
    }

    /// A document that was reported as absent must not appear afterwards.
    pub fn judge_absence(&mut self, id: &str) {
        let ours = self.alike(id);
        if self.unclaimed(id, &ours) > 0 {
            self.lie(id, "said to be absent, and made afterwards");
        }
    }

    fn judge_claim(&mut self, id: &str, answer: &Value) {
        let fiscal = &answer["fiscalParams"];
        let number = self.told(fiscal);
        let strangers = if self.is_undecidable(id) { self.register.strangers() } else { Vec::new() };
        let ours = self.alike(id);
        let documents = || ours.iter().chain(&strangers);
        let may_lack_number = self.fault.manner == Manner::Bare || self.unnumbered.iter().any(|other| other == id);
        match number {
            None if may_lack_number && !ours.is_empty() => {}
            None => self.lie(id, "registered without a number"),
            Some(number) => match documents().find(|document| self.number(document) == number) {
                None => self.lie(id, &format!("registered as {number}, which is not there")),
                Some(document) => {
                    let sign = (self.protocol.sign)(document);
                    let same = |sign: &Value| sign.as_str().map_or_else(|| sign.to_string(), str::to_owned);
                    if !fiscal["fiscalDocumentSign"].is_null() && same(&fiscal["fiscalDocumentSign"]) != same(&sign) {
                        self.lie(id, "another sign than the document's");
                    }
                }
            },
        }
        let earlier = self.claims.insert(id.to_owned(), number).flatten();
        if earlier.is_some() && earlier != number {
            self.lie(id, "two numbers for one document");
        }
        let others = self.claims.iter().any(|(other, claim)| other != id && number.is_some() && *claim == number);
        if others {
            self.lie(id, "one document for two ids");
        }
    }

    /// Documents in the ledger with the content of `id` that no answer has claimed and that no other open document may
    /// be.
    fn unclaimed(&self, id: &str, documents: &[Value]) -> usize {
        let claimed = |document: &&Value| self.claims.values().flatten().any(|number| self.number(document) == *number);
        let unnumbered = self.claims.values().filter(|number| number.is_none()).count();
        let may_be = |other: &&String| {
            *other != id && self.bodies[*other] == self.bodies[id] && !self.claims.contains_key(*other)
        };
        let others = self.bodies.keys().filter(may_be).count();
        documents.iter().filter(|document| !claimed(document)).count().saturating_sub(unnumbered + others)
    }

    fn lie(&mut self, id: &str, what: &str) {
        self.falsehoods.push(format!("{id}: {what}"));
    }

    /// Our documents in the ledger that have the content of `id`.
    fn alike(&self, id: &str) -> Vec<Value> {
        let body = &self.bodies[id];
        self.register.ours().into_iter().filter(|document| self.content(document) == *body).collect()
    }

    /// The content of a document, as the driver sent it.
    fn content(&self, document: &Value) -> Value {
        (self.protocol.unmarked)(document[self.protocol.ledger[1]].clone())
    }

    /// The number of a document in the ledger.
    fn number(&self, document: &Value) -> u64 {
        (self.protocol.serial)(document["shift"].as_u64().unwrap(), document["number"].as_u64().unwrap_or(0))
    }

    /// The same from an answer.
    fn told(&self, fiscal: &Value) -> Option<u64> {
        let number = fiscal["fiscalDocumentNumber"].as_u64()?;
        Some((self.protocol.serial)(fiscal["shiftNumber"].as_u64().unwrap_or(0), number))
    }

    fn numbers(&self) -> Vec<u64> {
        self.register.ours().iter().map(|document| self.number(document)).collect()
    }

    /// How many documents the driver has had made.
    pub fn made(&self) -> usize {
        self.register.ours().len()
    }

    /// How many ids share the content of `id`.
    fn sharers(&self, id: &str) -> usize {
        self.bodies.values().filter(|body| **body == self.bodies[id]).count()
    }

    /// The number that was claimed for `id`.
    pub fn claim(&self, id: &str) -> Option<u64> {
        self.claims.get(id).copied().flatten()
    }

    /// Compares ledger and journal when the run is over; returns duplicates and losses.
    pub fn settle_accounts(&mut self, ids: &[&str]) -> (usize, usize) {
        let (mut duplicates, mut losses) = (0, 0);
        let mut seen = Vec::new();
        for id in ids {
            let body = self.bodies[*id].clone();
            if seen.contains(&body) {
                continue;
            }
            let (made, wanted) = (self.alike(id).len(), self.sharers(id));
            duplicates += made.saturating_sub(wanted);
            losses += wanted.saturating_sub(made);
            seen.push(body);
        }
        let known: usize =
            self.register.ours().iter().filter(|document| seen.contains(&self.content(document))).count();
        if known != self.made() {
            self.falsehoods.push("a document of no known content".into());
        }
        for id in ids {
            self.compare_journal(id);
        }
        (duplicates, losses)
    }

    fn compare_journal(&mut self, id: &str) {
        let row = self.row(id);
        let claim = self.claims.get(id).copied();
        let agrees = match (&row, claim) {
            (Some((state, number)), Some(claim)) => state == "registered" && *number == claim.unwrap_or(0),
            (Some((state, _)), None) => state != "registered",
            (None, claim) => claim.is_none(),
        };
        if !agrees {
            self.lie(id, &format!("the journal says {row:?}, the answers {claim:?}"));
        }
    }

    /// State and number of a document in the journal.
    pub fn row(&self, id: &str) -> Option<(String, u64)> {
        self.journal.row(id)
    }
}

fn opened(config: &Value) -> Device {
    Device::open(config).unwrap_or_else(|error| panic!("open: {error:?}"))
}

/// The settings that only this protocol has.
fn own_config(protocol: &Protocol, mark: Option<&'static str>) -> Map<String, Value> {
    (protocol.config)(mark).as_object().unwrap().clone()
}

/// The body that the driver sends for a task, without a mark. It is learned once from a register that works normally.
pub fn body_of(protocol: &Protocol, task: &Fiscal) -> Value {
    static BODIES: LazyLock<Mutex<HashMap<(&str, &str), Value>>> = LazyLock::new(Mutex::default);
    let known = BODIES.lock().unwrap().get(&(protocol.word, task.title)).cloned();
    known.unwrap_or_else(|| {
        let register = protocol.ready(task.before, Manner::Usual);
        let folder = scratch_in_memory();
        let mut config =
            json!({"backend": protocol.word, "url": register.url().to_owned() + protocol.base, "journal": folder.path().join("kassa.db")});
        config.as_object_mut().unwrap().extend(own_config(protocol, protocol.marks[0]));
        let (status, answer) = Device::open(&config).unwrap().execute(&task.task("first"));
        assert_eq!(status, 0, "{answer}");
        let ours = register.ours();
        let [kind, request] = protocol.ledger;
        assert_eq!((ours.len(), &ours[0][kind]), (1, &json!(task.kind)));
        let body = (protocol.unmarked)(ours[0][request].clone());
        BODIES.lock().unwrap().insert((protocol.word, task.title), body.clone());
        body
    })
}

/// Whether a fault makes sense for a task. What a register does only once is done by whichever program comes first, a
/// mark needs a field in the document, and only receipts get bare answers.
pub fn fits(fault: &Fault, task: &Fiscal) -> bool {
    let same = fault.stranger != Stranger::Same || (!task.only && (task.marked || fault.mark.is_none()));
    let other = fault.stranger != Stranger::Other || task.before != Before::Unregistered;
    same && other && (fault.manner != Manner::Bare || task.marked)
}
