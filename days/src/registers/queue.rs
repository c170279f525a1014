//! A server that takes documents under keys of ours into a queue, and a register behind it that makes them later.

use super::{Answer, Call, Register, Wish};
use crate::facts::Made;
use crate::plan::{Manners, WorkFault};
use serde_json::Value;
use std::collections::BTreeMap;
use std::marker::PhantomData;

/// The fiscal drive of the register.
pub const DRIVE: &str = "9999078900012345";

/// The content of a document that is told from others by its key alone.
const NOT_COMPARED: u64 = u64::MAX;

/// What one server does otherwise than another.
pub trait Service: Send {
    fn makes_document(path: &str) -> bool;

    /// The key of a request, and what the server keeps of its document.
    fn key_and_content(body: &Value) -> (String, Value);

    /// The place of the document that a request under this key brings again.
    fn known(documents: &[Document], key: &str) -> Option<usize>;

    /// What the server says of a document; `forged`: as made, whatever became of it.
    fn show(documents: &[Document], at: usize, forged: bool) -> Value;

    /// The answer to a question.
    fn asked(documents: &[Document], path: &str) -> Answer;

    /// The answer to a request that brought a document, or brought it again.
    fn taken(documents: &[Document], at: usize, was_known: bool) -> Answer;

    fn refused(how: Refusal) -> Answer;

    /// A document of another program.
    fn foreign() -> Value;
}

/// How a document is refused.
#[derive(Clone, Copy)]
pub enum Refusal {
    Plainly,
    /// In words that leave it open.
    Doubtfully,
    /// Although it is in the queue by now.
    AfterAll,
}

pub struct Document {
    pub key: String,
    pub content: Value,
    id: Option<usize>,
    /// Its number, once it is made.
    pub number: Option<u64>,
}

pub struct Queue<S> {
    manners: Manners,
    on: bool,
    /// Requests that were read and not accepted yet.
    read: BTreeMap<u64, (Call, Option<WorkFault>)>,
    documents: Vec<Document>,
    next: u64,
    made: u64,
    service: PhantomData<S>,
}

/// Pieces of work on documents have numbers beyond those on requests.
const OF_DOCUMENTS: u64 = 1 << 32;

impl<S: Service> Queue<S> {
    pub fn new(manners: Manners) -> Self {
        let (read, documents, service) = (BTreeMap::new(), Vec::new(), PhantomData);
        Self { manners, on: true, read, documents, next: 0, made: 0, service }
    }

    /// Puts a document into the queue, unless it is there. Returns its place, and whether it was there.
    fn insert(&mut self, key: String, content: Value, id: Option<usize>) -> (usize, bool, Vec<Wish>) {
        if let Some(at) = S::known(&self.documents, &key) {
            return (at, true, Vec::new());
        }
        self.documents.push(Document { key, content, id, number: None });
        let at = self.documents.len() - 1;
        let work = OF_DOCUMENTS + at as u64;
        (at, false, vec![Wish::Work { after: self.manners.after + self.manners.work, work }])
    }

    /// The register goes on with a document.
    fn make(&mut self, work: u64) -> Wish {
        if !self.on {
            return Wish::Work { after: 500, work };
        }
        let at = usize::try_from(work - OF_DOCUMENTS).expect("an index");
        self.made += 1;
        self.documents[at].number = Some(self.made);
        let (number, id) = (self.made, self.documents[at].id);
        Wish::Make(Made { number, sign: sign_of(number).to_string(), content: NOT_COMPARED, id, ..Made::default() })
    }
}

pub fn sign_of(number: u64) -> u64 {
    5_000_000 + number * 7_919
}

/// The server's own id of a document.
pub fn uuid_of(at: usize) -> String {
    format!("{at:08}-0000-4000-8000-000000000000")
}

impl<S: Service> Register for Queue<S> {
    fn is_on(&self) -> bool {
        self.on
    }

    fn makes_document(&self, path: &str, _: &[u8]) -> bool {
        S::makes_document(path)
    }

    fn call(&mut self, _: u64, call: Call, fault: Option<WorkFault>) -> Vec<Wish> {
        if S::makes_document(&call.path) {
            self.next += 1;
            let before = if fault == Some(WorkFault::TooSlow) { 12_000 } else { self.manners.before };
            self.read.insert(self.next, (call, fault));
            return vec![Wish::Work { after: before, work: self.next }];
        }
        call.answer(S::asked(&self.documents, &call.path)).into_iter().collect()
    }

    fn work(&mut self, _: u64, work: u64) -> Vec<Wish> {
        if work >= OF_DOCUMENTS {
            return vec![self.make(work)];
        }
        let Some((call, fault)) = self.read.remove(&work) else { return Vec::new() };
        let refused = |how| call.answer(S::refused(how));
        match fault {
            Some(WorkFault::Refused) => return refused(Refusal::Plainly).into_iter().collect(),
            Some(WorkFault::DoubtfullyRefused) => return refused(Refusal::Doubtfully).into_iter().collect(),
            Some(WorkFault::PowerBefore { .. }) => {
                self.switch(false);
                return Vec::new();
            }
            _ => {}
        }
        let (key, content) = S::key_and_content(&call.body);
        let (at, was_known, mut wishes) = self.insert(key, content, call.id);
        match fault {
            Some(WorkFault::PowerAfter { .. }) => self.switch(false),
            Some(WorkFault::MadeAndRefused) => wishes.extend(refused(Refusal::AfterAll)),
            _ => wishes.extend(call.answer(S::taken(&self.documents, at, was_known))),
        }
        wishes
    }

    fn sell(&mut self, _: u64, _: u64) -> Vec<Wish> {
        let key = format!("other-{}", self.documents.len());
        self.insert(key, S::foreign(), None).2
    }

    fn switch(&mut self, on: bool) {
        self.on = on;
        self.read.clear();
    }

    fn callback(&self, forged: bool) -> Option<Value> {
        Some(S::show(&self.documents, self.documents.len().checked_sub(1)?, forged))
    }
}
