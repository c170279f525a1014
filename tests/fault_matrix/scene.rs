//! One run: a register, a journal, the library, and a judge who compares every answer with the register's ledger.

use super::faults::{Fault, Manner, Stranger};
use super::register::Register;
use super::support::abi::Device;
use super::tasks::{Before, Fiscal, named};
use super::wire::Wire;
use kassa::simulator::icash::{DocumentTypes, Options};
use rusqlite::{Connection, OpenFlags, OptionalExtension};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};
use tempfile::TempDir;

/// How long a register must be seen idle before it is believed to have made nothing.
pub const SETTLE_MS: u64 = 600;

/// What an answer said of the document.
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
    /// What the status and the answer of a call say.
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

    /// Whether the document exists.
    pub fn is_made(self) -> bool {
        matches!(self, Self::Registered | Self::Recovered)
    }

    /// Whether nobody can tell.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Unknown | Self::Candidates)
    }
}

/// A run.
pub struct Scene {
    pub register: Register,
    pub wire: Option<Wire>,
    pub folder: TempDir,
    fault: Fault,
    /// Body by which the documents of each id are known in the ledger, beside the mark.
    bodies: BTreeMap<String, Value>,
    /// Number that an answer has claimed for each id.
    claims: BTreeMap<String, Option<u64>>,
    /// What was said and done, in order.
    pub story: Vec<String>,
    /// Answers that were false.
    pub falsehoods: Vec<String>,
}

impl Scene {
    /// The scene before the call of `task`.
    pub fn set(fault: &Fault, task: &Fiscal) -> Self {
        let options = Options {
            bare_answers: fault.manner == Manner::Bare,
            document_types: match fault.manner {
                Manner::DriveTypes => DocumentTypes::FiscalDrive,
                _ => DocumentTypes::Status,
            },
            registered: task.before != Before::Unregistered,
            ..Options::default()
        };
        Self::with(Register::here(options), fault, task)
    }

    /// The scene with a register of its own kind.
    pub fn with(register: Register, fault: &Fault, task: &Fiscal) -> Self {
        if task.before == Before::Open {
            register.open_shift();
        }
        let wire = fault.cut.map(|cut| Wire::new(register.url(), cut));
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let (fault, bodies, claims) = (fault.clone(), BTreeMap::new(), BTreeMap::new());
        Self { register, wire, folder, fault, bodies, claims, story: Vec::new(), falsehoods: Vec::new() }
    }

    /// Arms the faults for the request of `task`.
    pub fn arm(&self, task: &Fiscal) {
        let mut faults = self.fault.faults.clone();
        for fault in &mut faults {
            if fault["path"] == "@" {
                fault["path"] = json!(task.path);
            }
            if fault["document"]["is"] == "other" {
                fault["document"] = match task.kind {
                    "currentState" => json!({"command": "receipt", "data": body_of(named("sell"))}),
                    _ => json!({"command": "currentstate"}),
                };
            } else if fault["document"]["is"] == "same" {
                fault["document"] = json!({"command": &task.path[1..], "data": body_of(task)});
            }
        }
        self.register.faults(&faults);
    }

    /// A fault that does not strike proves nothing.
    pub fn judge_faults(&mut self) {
        let armed = !self.fault.faults.is_empty();
        let struck = self.wire.as_ref().map_or_else(|| !armed || self.register.fired() > 0, Wire::has_struck);
        if !struck {
            self.falsehoods.push("the fault did not strike".into());
        }
    }

    /// All is well again.
    pub fn mend(&self) {
        self.register.faults(&[]);
        if let Some(wire) = &self.wire {
            wire.mend();
        }
    }

    /// The configuration of the library.
    pub fn config(&self) -> Value {
        let url = self.wire.as_ref().map_or_else(|| self.register.url().to_owned(), Wire::url);
        let mut config = json!({
            "backend": "icash", "url": url, "journal": self.journal(), "settleMs": SETTLE_MS, "timeoutMs": 700,
            "connectTimeoutMs": 500, "deadlineMs": 3000,
        });
        if let Some(mark) = self.fault.mark {
            config["mark"] = json!(mark);
        }
        config
    }

    /// The journal's file.
    pub fn journal(&self) -> PathBuf {
        self.folder.path().join("kassa.db")
    }

    /// The library as after a start of the program.
    pub fn open(&self) -> Device {
        Device::open(&self.config()).unwrap_or_else(|error| panic!("open: {error:?}"))
    }

    /// Says that the documents of `id` are those of `task`.
    pub fn expect(&mut self, id: &str, task: &Fiscal) {
        self.bodies.insert(id.to_owned(), body_of(task));
    }

    /// Executes a task and judges the answer.
    pub fn execute(&mut self, device: &Device, id: &str, task: &Fiscal) -> Said {
        self.expect(id, task);
        let before = self.posts();
        let (status, answer) = device.execute(&task.task(id));
        self.judge("execute", id, before, status, &answer)
    }

    /// Asks what became of a document and judges the answer.
    pub fn recover(&mut self, device: &Device, id: &str) -> Said {
        let before = self.posts();
        let (status, answer) = device.recover(id);
        if self.posts() != before {
            self.falsehoods.push("recover sent a document".into());
        }
        self.judge("recover", id, before, status, &answer)
    }

    /// Whether nobody could tell our document from another program's.
    pub fn is_undecidable(&self) -> bool {
        self.fault.is_undecidable()
    }

    /// Notes what happens beside the calls.
    pub fn note(&mut self, what: impl Into<String>) {
        self.story.push(what.into());
    }

    /// How many fiscal requests have reached the register whole.
    pub fn posts(&self) -> usize {
        self.register.requests("POST").len()
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
            Said::Rejected if self.unclaimed(id, &ours) > 0 => self.lie(id, "rejected, but it is there"),
            _ => {}
        }
        if answer["error"]["retry"] == "safe" && said.is_open() {
            self.lie(id, "unknown, but safe to repeat");
        }
        said
    }

    /// A document that was said to be absent must not appear afterwards.
    pub fn judge_absence(&mut self, id: &str) {
        let ours = self.alike(id);
        if self.unclaimed(id, &ours) > 0 {
            self.lie(id, "said to be absent, and made afterwards");
        }
    }

    fn judge_claim(&mut self, id: &str, answer: &Value) {
        let fiscal = &answer["fiscalParams"];
        let number = fiscal["fiscalDocumentNumber"].as_u64();
        let strangers = if self.fault.is_undecidable() { self.register.strangers() } else { Vec::new() };
        let ours = self.alike(id);
        let documents = || ours.iter().chain(&strangers);
        match number {
            None if self.fault.manner == Manner::Bare && !ours.is_empty() => {}
            None => self.lie(id, "registered without a number"),
            Some(number) => match documents().find(|document| document["number"] == number) {
                None => self.lie(id, &format!("registered as {number}, which is not there")),
                Some(document) => {
                    let sign = &document["data"]["T1077"];
                    let same = |sign: &Value| sign.as_str().map_or_else(|| sign.to_string(), str::to_owned);
                    if !fiscal["fiscalDocumentSign"].is_null() && same(&fiscal["fiscalDocumentSign"]) != same(sign) {
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

    /// Documents like that of `id` in the ledger that no answer has claimed, and that no other open document may be.
    fn unclaimed(&self, id: &str, documents: &[Value]) -> usize {
        let claimed = |document: &&Value| self.claims.values().flatten().any(|number| document["number"] == *number);
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
        self.register.ours().into_iter().filter(|document| unmarked(document["request"].clone()) == *body).collect()
    }

    fn numbers(&self) -> Vec<u64> {
        self.register.ours().iter().filter_map(|document| document["number"].as_u64()).collect()
    }

    /// The documents that the driver had made.
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

    /// Compares ledger and journal when the run is over; gives duplicates and losses.
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
        let known: usize = self
            .register
            .ours()
            .iter()
            .filter(|document| seen.contains(&unmarked(document["request"].clone())))
            .count();
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
        let journal = Connection::open_with_flags(self.journal(), OpenFlags::SQLITE_OPEN_READ_WRITE).ok()?;
        journal.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
        let query = "SELECT state, coalesce(number, 0) FROM document WHERE external_id = ?1";
        let row = journal.query_row(query, [id], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())));
        row.optional().ok().flatten()
    }
}

/// The body that the driver sends for a task, without a mark: learned once from a register that is well.
fn body_of(task: &Fiscal) -> Value {
    static BODIES: LazyLock<Mutex<HashMap<&'static str, Value>>> = LazyLock::new(Mutex::default);
    let mut bodies = BODIES.lock().unwrap();
    let body = bodies.entry(named(task.name).name).or_insert_with(|| {
        let registered = task.before != Before::Unregistered;
        let register = Register::here(Options { registered, ..Options::default() });
        if task.before == Before::Open {
            register.open_shift();
        }
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let config = json!({"backend": "icash", "url": register.url(), "journal": folder.path().join("kassa.db")});
        let (status, answer) = Device::open(&config).unwrap().execute(&task.task("first"));
        assert_eq!(status, 0, "{answer}");
        let ours = register.ours();
        assert_eq!((ours.len(), &ours[0]["type"]), (1, &json!(task.kind)));
        ours[0]["request"].clone()
    });
    body.clone()
}

/// The tags of a document without a mark.
fn unmarked(mut tags: Value) -> Value {
    if let Some(tags) = tags.as_object_mut() {
        tags.remove("T1192");
        tags.remove("T1084");
    }
    tags
}

/// Whether a fault makes sense for a task: what a register does only once is done by whoever comes first, a mark needs
/// room in the document, and only receipts are answered barely.
pub fn fits(fault: &Fault, task: &Fiscal) -> bool {
    let is_receipt = matches!(task.kind, "receipt" | "correction");
    let same = fault.stranger != Stranger::Same || (!task.is_only() && (is_receipt || fault.mark.is_none()));
    let other = fault.stranger != Stranger::Other || task.before != Before::Unregistered;
    same && other && (fault.manner != Manner::Bare || is_receipt)
}
