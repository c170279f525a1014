//! What the server remembers.

use super::accounts::{Account, Token};
use super::application::Application;
use super::clients::Agreement;
use super::filing::{Filing, Registered};
use super::{Options, sample};
use crate::clock::Moment;
use crate::memory;
use crate::paper::{Printed, Tape};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Everything except the tape.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Core {
    pub(super) accounts: Vec<Account>,
    pub(super) agreements: Vec<Agreement>,
    pub(super) tokens: Vec<Token>,
    pub(super) applications: Vec<Application>,
    pub(super) filings: Vec<Filing>,
    pub(super) registers: Vec<Registered>,
    /// How many ids were assigned so far.
    last_id: u64,
    /// How many registration numbers were assigned so far.
    pub(super) last_number: u64,
}

/// The complete memory of the server.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct State {
    pub(super) core: Core,
    /// What happened: one line for each event.
    pub(super) tape: Tape,
    /// How the server and the tax service behave. This belongs to the environment, so it is not saved.
    #[serde(skip)]
    pub(super) options: Options,
}

impl State {
    pub(super) fn new(options: &Options) -> Self {
        let core = Core {
            accounts: options.accounts.clone(),
            agreements: sample::agreements(),
            tokens: Vec::new(),
            applications: Vec::new(),
            filings: Vec::new(),
            registers: Vec::new(),
            last_id: 0,
            last_number: 0,
        };
        Self { core, tape: Tape::default(), options: options.clone() }
    }

    /// A new id. Ids are unique, and the same in every run.
    pub(super) fn uuid(&mut self) -> String {
        self.core.last_id += 1;
        let half = |salt: u64| {
            let mut bits = (self.core.last_id ^ salt << 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            bits ^ bits >> 31
        };
        let (high, low) = (half(1) & !0xf000 | 0x4000, half(2) >> 2 | 1 << 63);
        let (high, low) = (format!("{high:016x}"), format!("{low:016x}"));
        format!("{}-{}-{}-{}-{}", &high[..8], &high[8..12], &high[12..], &low[..4], &low[4..])
    }

    /// Adds a line to the tape.
    pub(super) fn note(&mut self, now: Moment, line: &str) {
        let text = format!("{now} {line}\n");
        self.tape.print("", Printed { text, codes: Vec::new() });
    }

    /// Everything that a test can inspect.
    pub(super) fn ledger(&self) -> Value {
        json!({
            "applications": self.core.applications, "filings": self.core.filings, "registers": self.core.registers,
            "agreements": self.core.agreements,
        })
    }
}

impl memory::State for State {
    const DEVICE: &'static str = "ofdru";
    type Before = (Core, usize);

    fn before(&self) -> Self::Before {
        (self.core.clone(), self.tape.length())
    }

    fn go_back(&mut self, (core, tape): Self::Before) {
        self.core = core;
        self.tape.truncate(tape);
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
