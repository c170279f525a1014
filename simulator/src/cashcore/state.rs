//! What the server remembers, and the file that keeps it over a power loss.

use super::Options;
use super::document::Document;
use super::operator::Operator;
use super::refusal::{self, Refusal};
use super::register::Register;
use crate::clock::Moment;
use crate::memory;
use crate::paper::Tape;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Everything except the documents and the tape. It is small, so that a failed change can be undone from a copy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Core {
    pub(super) licensed: bool,
    pub(super) operators: Vec<Operator>,
    pub(super) registers: Vec<Register>,
    /// How many factory numbers were assigned so far.
    pub(super) vendor_ids: u32,
    pub(super) last_operator: i64,
    pub(super) last_register: i64,
}

/// The complete memory of the server.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) core: Core,
    pub(super) ledger: Vec<Document>,
    pub(super) tape: Tape,
    /// Whether the OFD can be reached. This belongs to the environment, so it is not saved.
    #[serde(skip)]
    pub(super) online: bool,
}

impl State {
    pub(super) fn new(options: &Options, now: Moment) -> Self {
        let last_operator = options.operators.iter().map(|operator| operator.id).max().unwrap_or(0);
        let core = Core {
            licensed: options.licensed,
            operators: options.operators.clone(),
            registers: vec![Register::sample(i64::from(options.cash_tenge) * 100, now)],
            vendor_ids: 0,
            last_operator,
            last_register: 501,
        };
        Self { core, ledger: Vec::new(), tape: Tape::default(), online: options.ofd_online }
    }

    pub(super) fn register(&self, ofd_id: i64) -> Result<&Register, Refusal> {
        let found = self.core.registers.iter().find(|register| register.ofd_id == ofd_id);
        found.ok_or_else(|| Refusal::new(refusal::NO_SUCH_REGISTER))
    }

    pub(super) fn register_mut(&mut self, ofd_id: i64) -> Result<&mut Register, Refusal> {
        let found = self.core.registers.iter_mut().find(|register| register.ofd_id == ofd_id);
        found.ok_or_else(|| Refusal::new(refusal::NO_SUCH_REGISTER))
    }

    /// The register with this number, if the operator may use it.
    pub(super) fn register_for(&self, ofd_id: i64, operator: &Operator) -> Result<&Register, Refusal> {
        let register = self.register(ofd_id)?;
        if register.admits(operator) { Ok(register) } else { Err(Refusal::new(refusal::ACCESS_DENIED)) }
    }

    /// The documents of a register, oldest first.
    pub(super) fn documents(&self, ofd_id: i64) -> impl Iterator<Item = &Document> {
        self.ledger.iter().filter(move |document| document.register == ofd_id)
    }

    /// Sends the waiting documents, now that the OFD is reachable.
    pub(super) fn send_queue(&mut self, now: Moment) {
        for register in self.core.registers.iter_mut().filter(|register| !register.invalid_token) {
            register.come_online(now);
            for document in self.ledger.iter_mut().filter(|document| document.register == register.ofd_id) {
                document.unsent = false;
            }
        }
    }
}

impl memory::State for State {
    const DEVICE: &'static str = "cashcore";
    /// The last member holds which documents wait for the OFD.
    type Before = (Core, usize, Vec<bool>);

    fn before(&self) -> Self::Before {
        let unsent = self.ledger.iter().map(|document| document.unsent).collect();
        (self.core.clone(), self.tape.length(), unsent)
    }

    fn go_back(&mut self, (core, paper, unsent): Self::Before) {
        self.core = core;
        self.tape.truncate(paper);
        self.ledger.truncate(unsent.len());
        for (document, unsent) in self.ledger.iter_mut().zip(unsent) {
            document.unsent = unsent;
        }
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
