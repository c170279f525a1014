//! What the server and its registers remember.

use super::document::Document;
use super::order::Order;
use super::register::Register;
use crate::clock::Moment;
use crate::memory::{self, Grown};
use crate::paper::Tape;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The settings of the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Settings {
    /// How many minutes a finished request is remembered.
    pub(super) delete_requests_after: u32,
    /// Whether the queue stands while there is no paper.
    pub(super) block_queue_on_print_errors: bool,
}

/// The part of the memory that does not grow with the documents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Core {
    pub(super) registers: Vec<Register>,
    /// Identifier of the register of requests that name none.
    pub(super) default_device: Option<String>,
    pub(super) settings: Settings,
}

/// What the state file keeps: beside `core` only lists that grow, so that a change is undone without a copy of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) core: Core,
    pub(super) orders: Vec<Order>,
    pub(super) ledger: Vec<Document>,
    pub(super) tape: Tape,
}

/// What is needed to undo a change.
pub(super) struct Before {
    core: Core,
    orders: Grown<Order>,
    documents: usize,
    unprinted: Vec<usize>,
    paper: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { delete_requests_after: 43_200, block_queue_on_print_errors: true }
    }
}

impl State {
    pub(super) fn register(&self, id: &str) -> Option<&Register> {
        self.core.registers.iter().find(|register| register.id == id)
    }

    pub(super) fn register_mut(&mut self, id: &str) -> Option<&mut Register> {
        self.core.registers.iter_mut().find(|register| register.id == id)
    }

    /// The request with this key on this register, unless the server has forgotten it.
    pub(super) fn order(&self, device: &str, uuid: &str, now: Moment) -> Option<usize> {
        let is_it = |order: &Order| order.device == device && order.uuid == uuid && self.remembers(order, now);
        self.orders.iter().rposition(is_it)
    }

    pub(super) fn remembers(&self, order: &Order, now: Moment) -> bool {
        let seconds = i64::from(self.core.settings.delete_requests_after) * 60;
        order.finished.is_none_or(|finished| now.since(finished) < seconds)
    }

    /// The first unfinished request of a register.
    pub(super) fn head(&self, device: &str) -> Option<usize> {
        self.orders.iter().position(|order| order.finished.is_none() && order.device == device)
    }

    /// The fiscal documents in the drive of a register, oldest first.
    pub(super) fn documents<'a>(&'a self, register: &'a Register) -> impl Iterator<Item = &'a Document> + Clone {
        let is_here = |document: &&Document| document.device == register.id && document.drive == register.drive;
        self.ledger.iter().filter(move |document| is_here(document) && document.number.is_some())
    }
}

impl memory::State for State {
    const DEVICE: &'static str = "atolweb";
    type Before = Before;

    fn before(&self) -> Before {
        let unprinted = self.ledger.iter().enumerate().filter(|(_, document)| !document.printed);
        Before {
            core: self.core.clone(),
            orders: Grown::of(&self.orders, |order| order.finished.is_none()),
            documents: self.ledger.len(),
            unprinted: unprinted.map(|(index, _)| index).collect(),
            paper: self.tape.length(),
        }
    }

    fn go_back(&mut self, before: Before) {
        self.core = before.core;
        before.orders.restore(&mut self.orders);
        self.ledger.truncate(before.documents);
        for index in before.unprinted {
            self.ledger[index].printed = false;
        }
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
