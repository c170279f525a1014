//! What the service remembers: users and tokens, registers, its queue, and the call-backs.

use super::access::{Token, User};
use super::delivery::{Delivery, Postman};
use super::document::Document;
use super::job::Job;
use super::register::Group;
use super::{Options, sample};
use crate::clock::Moment;
use crate::memory::{self, Grown};
use crate::paper::Tape;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// The part of the memory that does not grow with the documents, except for the call-backs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Core {
    pub(super) users: Vec<User>,
    pub(super) tokens: Vec<Token>,
    pub(super) groups: Vec<Group>,
    /// Marks whose check has another result than usual (tag 2106).
    pub(super) marks: BTreeMap<String, u8>,
    pub(super) deliveries: Vec<Delivery>,
    /// What a test does to the call-backs. It is not saved.
    #[serde(skip)]
    pub(super) postman: Postman,
}

/// What the state file keeps: beside `core` only lists that grow, so that a change is undone without a copy of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) core: Core,
    pub(super) jobs: Vec<Job>,
    pub(super) ledger: Vec<Document>,
    pub(super) tape: Tape,
    /// How the service behaves. This is not saved.
    #[serde(skip)]
    pub(super) options: Options,
}

/// What is needed to undo a change.
pub(super) struct Before {
    core: Core,
    jobs: Grown<Job>,
    documents: usize,
    paper: usize,
}

impl State {
    pub(super) fn new(options: &Options) -> Self {
        let core = Core {
            users: sample::users(),
            tokens: Vec::new(),
            groups: sample::groups(options),
            marks: BTreeMap::new(),
            deliveries: Vec::new(),
            postman: Postman::default(),
        };
        Self { core, jobs: Vec::new(), ledger: Vec::new(), tape: Tape::default(), options: options.clone() }
    }

    /// The state after a start: the environment is that of the options.
    pub(super) fn started(mut self, options: &Options) -> Self {
        self.options = options.clone();
        for group in &mut self.core.groups {
            group.world.delay_ms = options.setup.processing_delay_ms;
        }
        self
    }

    /// The document with this id that the service still knows. A failed one may have a later namesake.
    pub(super) fn known(&self, group: &str, external_id: &str, now: Moment) -> Option<&Job> {
        let same = |job: &&Job| job.group == group && job.external_id == external_id && job.is_kept(now);
        self.jobs.iter().rev().find(same)
    }
}

impl memory::State for State {
    const DEVICE: &'static str = "atolonline";
    type Before = Before;

    fn before(&self) -> Before {
        Before {
            core: self.core.clone(),
            jobs: Grown::of(&self.jobs, |job| job.outcome.is_none()),
            documents: self.ledger.len(),
            paper: self.tape.length(),
        }
    }

    fn go_back(&mut self, before: Before) {
        self.core = before.core;
        before.jobs.restore(&mut self.jobs);
        self.ledger.truncate(before.documents);
        self.tape.truncate(before.paper);
    }

    fn tape(&self) -> &Tape {
        &self.tape
    }

    fn to_json(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn from_json(value: &Value) -> Option<Self> {
        Self::deserialize(value).ok()
    }
}
