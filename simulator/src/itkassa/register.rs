//! A register behind the queue: its card, its session, and its environment.

use super::kind::DocumentKind;
use crate::clock::{Moment, SHIFT};
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// The numbers and texts of the register's own errors. On real registers they depend on the model.
pub(super) const EXPIRED: (i64, &str) = (68, "Смена превысила 24 часа");
pub(super) const CLOSED: (i64, &str) = (73, "Смена закрыта, операция невозможна");
pub(super) const OPENED: (i64, &str) = (83, "Смена открыта, операция невозможна");
pub(super) const NO_CASH: (i64, &str) = (134, "Недостаточно наличных");
pub(super) const NO_LINK: (i64, &str) = (255, "Нет связи с ККМ");

/// The default values, set in the account, for fields that a document leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Card {
    pub(super) taxation: Option<String>,
    pub(super) tax: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) method: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Register {
    pub(super) id: String,
    pub(super) state_id: String,
    pub(super) title: String,
    pub(super) product_number: String,
    pub(super) fiscalization_number: Option<String>,
    /// Number of the fiscal drive.
    pub(super) drive: String,
    /// The register has no real drive: its numbers are 0 and its dates are in 1970.
    pub(super) is_test: bool,
    pub(super) card: Card,
    pub(super) session: u32,
    /// When the session was opened; `None` if it is closed.
    pub(super) opened: Option<Moment>,
    /// Number of the last fiscal document.
    pub(super) last_number: u32,
    /// Cash in the drawer, in kopecks.
    pub(super) cash: i64,
    pub(super) last_error: i64,
    pub(super) last_error_text: String,
    pub(super) updated: Moment,
    /// The environment of the register. It is not saved.
    #[serde(skip)]
    pub(super) world: World,
}

/// The environment of a register, which tests change.
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    pub(super) link: Link,
    /// The register's tasks wait until this is reset.
    pub(super) held: bool,
    /// How long each task takes, in milliseconds.
    pub(super) delay_ms: u64,
    /// The error with which the next tasks end.
    pub(super) failing: Option<Failing>,
    /// When the first task in the queue will be done.
    pub(super) due: Option<Instant>,
}

/// An error that the register is to report.
#[derive(Clone, Debug)]
pub(super) struct Failing {
    pub(super) error: i64,
    pub(super) text: String,
    pub(super) times: u64,
}

/// Whether the queue can reach a register, and what happens to tasks meanwhile.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// It can: tasks are taken in their turn.
    #[default]
    Online,
    /// It cannot. Tasks wait until it can.
    Waiting,
    /// It cannot. Tasks end with error 255.
    Failing,
    /// The link breaks after the document was made. The task still ends with error 255.
    Severed,
}

impl Link {
    const WORDS: [(&'static str, Self); 4] =
        [("online", Self::Online), ("waiting", Self::Waiting), ("failing", Self::Failing), ("severed", Self::Severed)];

    pub(super) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, link)| *link == self).map_or("", |(word, _)| word)
    }

    pub(super) fn named(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(name, _)| *name == word).map(|(_, link)| *link)
    }
}

/// The state of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Session {
    Opened,
    Closed,
    /// Open for more than 24 hours.
    Expired,
}

impl Session {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Expired => "expired",
        }
    }
}

impl Register {
    pub(super) fn session_at(&self, now: Moment) -> Session {
        match self.opened {
            None => Session::Closed,
            Some(opened) if now.since(opened) >= SHIFT => Session::Expired,
            Some(_) => Session::Opened,
        }
    }

    /// Whether the register can process tasks.
    pub(super) fn works(&self) -> bool {
        !self.world.held && self.world.link != Link::Waiting
    }

    /// Why a document cannot be made in this session; `None` if it can.
    pub(super) fn objection(&self, kind: DocumentKind, now: Moment) -> Option<(i64, &'static str)> {
        match (kind, self.session_at(now)) {
            (DocumentKind::OpenSession, Session::Opened | Session::Expired) => Some(OPENED),
            (DocumentKind::CloseSession, Session::Closed) => Some(CLOSED),
            (kind, Session::Closed) if kind.is_of_session() => Some(CLOSED),
            (kind, Session::Expired) if kind.is_of_session() => Some(EXPIRED),
            _ => None,
        }
    }
}
