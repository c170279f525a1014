//! What the service remembers: its registers, its queue, and the callbacks that are not delivered yet.

use super::delivery::{Delivery, Mail};
use super::document::Document;
use super::register::Register;
use super::task::Task;
use super::{Options, sample};
use crate::clock::Moment;
use crate::memory::{self, Grown};
use crate::paper::Tape;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The part of the memory that does not grow with the documents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Core {
    pub(super) registers: Vec<Register>,
    /// The settings of the organization.
    pub(super) settings: Map<String, Value>,
    /// Number of the last task.
    pub(super) last_order: u64,
    pub(super) deliveries: Vec<Delivery>,
    pub(super) mails: Vec<Mail>,
}

/// What the state file keeps: beside `core` only lists that grow, so that a change is undone without a copy of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) core: Core,
    pub(super) tasks: Vec<Task>,
    pub(super) ledger: Vec<Document>,
    pub(super) tape: Tape,
}

/// What is needed to undo a change.
pub(super) struct Before {
    core: Core,
    tasks: Grown<Task>,
    documents: usize,
    paper: usize,
}

impl State {
    pub(super) fn new(options: &Options, now: Moment) -> Self {
        let registers = sample::registers(options, now);
        let core = Core { registers, settings: Map::new(), last_order: 0, deliveries: Vec::new(), mails: Vec::new() };
        Self { core, tasks: Vec::new(), ledger: Vec::new(), tape: Tape::default() }
    }

    /// The state after a start: the environment is reset.
    pub(super) fn started(mut self, options: &Options) -> Self {
        for register in &mut self.core.registers {
            register.world.delay_ms = options.setup.processing_delay_ms;
        }
        self
    }

    pub(super) fn register(&self, id: &str) -> Option<&Register> {
        self.core.registers.iter().find(|register| register.id == id)
    }

    /// The last task with this idempotency key.
    pub(super) fn keyed(&self, key: &str) -> Option<&Task> {
        self.tasks.iter().rev().find(|task| task.key.as_deref() == Some(key))
    }

    /// Index of the first task of a register that is not done.
    pub(super) fn head(&self, register: &str) -> Option<usize> {
        self.tasks.iter().position(|task| task.outcome.is_none() && task.register == register)
    }
}

impl memory::State for State {
    const DEVICE: &'static str = "itkassa";
    type Before = Before;

    fn before(&self) -> Before {
        Before {
            core: self.core.clone(),
            tasks: Grown::of(&self.tasks, |task| task.outcome.is_none()),
            documents: self.ledger.len(),
            paper: self.tape.length(),
        }
    }

    fn go_back(&mut self, before: Before) {
        self.core = before.core;
        before.tasks.restore(&mut self.tasks);
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
