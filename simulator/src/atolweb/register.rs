//! A register behind the server: its fiscal drive, shift, drawer and checked marks.

use super::Ffd;
use super::marks::Marks;
use super::order::Block;
use super::world::World;
use crate::clock::{Moment, SHIFT};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// The phase of the fiscal drive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Phase {
    /// New, not registered.
    Configured,
    FiscalMode,
    /// Closed, with documents that the OFD does not have.
    PostFiscalMode,
    /// Closed, and all is sent.
    AccessArchive,
}

/// The state of a shift.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shift {
    Closed,
    Opened,
    /// Open for 24 hours or more.
    Expired,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Register {
    pub(super) id: String,
    pub(super) name: String,
    /// Serial number of the register.
    pub(super) serial: String,
    pub(super) is_active: bool,
    /// Number of the fiscal drive.
    pub(super) drive: String,
    pub(super) phase: Phase,
    /// `organization`, `device`, `ofd`, `ism` of the last registration.
    pub(super) registration: Value,
    pub(super) registrations: u32,
    pub(super) ffd: Ffd,
    /// Number of the shift that is open, or of the last one.
    pub(super) shift: u32,
    /// When the shift was opened; `None` if it is closed.
    pub(super) opened: Option<Moment>,
    /// Receipts in the shift.
    pub(super) receipts: u32,
    /// Fiscal documents in the shift.
    pub(super) shift_documents: u32,
    /// Number of the last fiscal document.
    pub(super) last_number: u32,
    pub(super) last_time: Option<Moment>,
    /// Number of the last document that the OFD has.
    pub(super) acknowledged: u32,
    /// Number of the last document whose tags the fiscal drive does not keep any more.
    pub(super) forgotten: u32,
    /// Kopecks in the drawer.
    pub(super) cash: i64,
    /// How many seconds `setDateTime` has moved the clock.
    pub(super) clock_moved: i64,
    pub(super) marks: Marks,
    /// How many requests its queue has taken.
    pub(super) orders: u64,
    pub(super) block: Option<Block>,
    #[serde(skip, default = "World::idle")]
    pub(super) world: World,
}

impl World {
    fn idle() -> Self {
        Self::new(Duration::ZERO)
    }
}

impl Shift {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Opened => "opened",
            Self::Expired => "expired",
        }
    }
}

impl Phase {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Configured => "configured",
            Self::FiscalMode => "fiscalMode",
            Self::PostFiscalMode => "postFiscalMode",
            Self::AccessArchive => "accessArchive",
        }
    }
}

impl Register {
    pub(super) fn shift_at(&self, now: Moment) -> Shift {
        match self.opened {
            None => Shift::Closed,
            Some(opened) if now.since(opened) >= SHIFT => Shift::Expired,
            Some(_) => Shift::Opened,
        }
    }

    /// A member of the registration, such as `organization.vatin`.
    pub(super) fn registered(&self, path: &str) -> Option<&Value> {
        super::check::at(&self.registration, path)
    }

    pub(super) fn registered_text(&self, path: &str) -> String {
        self.registered(path).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// The time of the register, if the simulator's clock shows this.
    pub(super) fn clock(&self, now: Moment) -> Moment {
        now.plus(self.clock_moved)
    }
}
