//! A group of registers: their shifts, their fiscal drives, and their environment.

use super::job::FailureKind;
use crate::clock::{Moment, SHIFT};
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// A group: the registers of one shop, behind one queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Group {
    pub(super) code: String,
    pub(super) inn: String,
    /// The group is still on version 4 of the protocol.
    pub(super) is_old: bool,
    pub(super) registers: Vec<Register>,
    /// The environment of the group. It is not saved.
    #[serde(skip)]
    pub(super) world: World,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Register {
    /// `device_code` of the protocol.
    pub(super) device: String,
    /// The ИНН that it is registered with.
    pub(super) inn: String,
    /// Number that the tax service gave to it.
    pub(super) registration_number: String,
    /// Number of the fiscal drive.
    pub(super) drive: String,
    pub(super) shift: u32,
    /// When the shift was opened; `None` if it is closed.
    pub(super) opened: Option<Moment>,
    /// Number of the last fiscal document.
    pub(super) last_number: u32,
    /// Number of the last receipt in the shift.
    pub(super) last_receipt: u32,
    /// When the document that it prints will be done. It is not saved.
    #[serde(skip)]
    pub(super) due: Option<Instant>,
}

/// The environment of a group, which tests change.
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    /// No register takes a document until this is reset.
    pub(super) held: bool,
    /// How long each document takes, in milliseconds.
    pub(super) delay_ms: u64,
    /// How the next documents fail.
    pub(super) failing: Option<Failing>,
}

/// A failure that the service is to report.
#[derive(Clone, Debug)]
pub(super) struct Failing {
    pub(super) kind: FailureKind,
    pub(super) code: u32,
    pub(super) text: String,
    /// The document is made all the same.
    pub(super) made: bool,
    pub(super) times: u64,
}

impl Register {
    /// Whether the shift has lasted too long for another document.
    pub(super) fn is_expired(&self, now: Moment) -> bool {
        self.opened.is_some_and(|opened| now.since(opened) >= SHIFT)
    }
}
