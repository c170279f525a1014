//! One of the registers behind the queue: its card, its session, and how it is doing.

use super::kind::DocumentKind;
use crate::clock::Moment;
use serde::{Deserialize, Serialize};
use std::time::Instant;

/// How long a session lasts, in seconds.
const SESSION: i64 = 24 * 3600;

/// What the register's own errors are called here; their numbers depend on its model.
pub(super) const EXPIRED: (i64, &str) = (68, "Смена превысила 24 часа");
pub(super) const CLOSED: (i64, &str) = (73, "Смена закрыта, операция невозможна");
pub(super) const OPENED: (i64, &str) = (83, "Смена открыта, операция невозможна");
pub(super) const NO_CASH: (i64, &str) = (134, "Недостаточно наличных");
pub(super) const NO_LINK: (i64, &str) = (255, "Нет связи с ККМ");

/// What the account holds for documents that leave it out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Card {
    pub(super) taxation: Option<String>,
    pub(super) tax: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) method: Option<String>,
}

/// A register.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Register {
    pub(super) id: String,
    pub(super) state_id: String,
    pub(super) title: String,
    pub(super) product_number: String,
    pub(super) fiscalization_number: Option<String>,
    /// Number of its fiscal drive.
    pub(super) drive: String,
    /// It has no real drive: numbers of 0 and dates of 1970.
    pub(super) is_test: bool,
    pub(super) card: Card,
    pub(super) session: u32,
    /// When the session was opened, if it is.
    pub(super) opened: Option<Moment>,
    /// Number of the last fiscal document.
    pub(super) last_number: u32,
    /// Kopecks in the drawer.
    pub(super) cash: i64,
    pub(super) last_error: i64,
    pub(super) last_error_text: String,
    pub(super) updated: Moment,
    /// How it is doing: the world's state, so no file keeps it.
    #[serde(skip)]
    pub(super) world: World,
}

/// What the world does to a register.
#[derive(Clone, Debug, Default)]
pub(super) struct World {
    pub(super) link: Link,
    /// Its tasks wait, however long.
    pub(super) held: bool,
    /// What each task takes, in milliseconds.
    pub(super) delay_ms: u64,
    /// The error of its next tasks.
    pub(super) failing: Option<Failing>,
    /// When the task at its head is done.
    pub(super) due: Option<Instant>,
}

/// An error that the register is to have.
#[derive(Clone, Debug)]
pub(super) struct Failing {
    pub(super) error: i64,
    pub(super) text: String,
    pub(super) times: u64,
}

/// Whether the queue reaches a register.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// It does.
    #[default]
    Online,
    /// It does not, and tasks wait until it does.
    Waiting,
    /// It does not, and tasks end with the error 255.
    Failing,
    /// The link breaks after the document is made: tasks end with the error 255 all the same.
    Severed,
}

impl Link {
    const WORDS: [(&'static str, Self); 4] =
        [("online", Self::Online), ("waiting", Self::Waiting), ("failing", Self::Failing), ("severed", Self::Severed)];

    pub(super) fn named(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(name, _)| *name == word).map(|(_, link)| *link)
    }
}

/// State of a session.
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
            Some(opened) if now.since(opened) >= SESSION => Session::Expired,
            Some(_) => Session::Opened,
        }
    }

    /// Whether tasks can be worked on.
    pub(super) fn works(&self) -> bool {
        !self.world.held && self.world.link != Link::Waiting
    }

    /// Why the document cannot be made in this session, if it cannot.
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
