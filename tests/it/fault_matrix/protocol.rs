//! What the matrix needs to know about a register's protocol. Each protocol is a value of this type.

use super::faults::Manner;
use crate::support::register::Register;
use kassa_simulator::Setup;
use serde_json::{Value, json};

pub struct Protocol {
    /// Its name, for the simulator and in the configuration.
    pub word: &'static str,
    /// Its fiscal tasks. The first three are repeated on one handle; the first one is followed by other documents.
    pub tasks: &'static [Fiscal],
    /// How many of the tasks, from the first, meet every fault. The others meet those that stand for the rest.
    pub thorough: usize,
    /// Title of the task that follows a lost one.
    pub next: &'static str,
    /// Base path under the register's address.
    pub base: &'static str,
    /// The configuration besides address, journal and times, with this mark.
    pub config: fn(Option<&'static str>) -> Value,
    /// Starts a register in this process.
    pub here: fn(Setup, Before, Manner) -> Register,
    /// The simulator's options, for a register in a process of its own.
    pub apart: fn(Before) -> &'static [&'static str],
    /// Brings a newly started register to the state in which a task begins.
    pub prepare: fn(&Register, Before),
    /// Whether a request asks for a document.
    pub is_fiscal: fn(&Value) -> bool,
    /// A part of the body by which a request for this task is told from others at its path; `None` if no others are
    /// sent there.
    pub told_by: fn(&Fiscal) -> Option<String>,
    /// How many requests precede the first document of a handle, if each question is answered at once.
    pub before: usize,
    /// Path of the query for the register's state, sent first and after a loss.
    pub state: &'static str,
    /// Path of the query for documents after a loss.
    pub look: &'static str,
    /// Code of the answer that a document does not exist.
    pub absent: u16,
    /// HTTP statuses that say nothing about a document.
    pub unwell: &'static [u16],
    /// How often a recovery asks before it may know.
    pub first_looks: u64,
    /// Codes after which the vendor's table leaves the document unresolved, and one code that is in no table.
    pub unresolved: &'static [u16],
    /// Codes returned before anything is done: the document is not made, and both sides know it.
    pub refused: &'static [u16],
    /// Where the driver's mark can go: the default first, `None` for no mark.
    pub marks: &'static [Option<&'static str>],
    /// Whether a document without a mark cannot be ours, because the register is known to keep marks.
    pub keeps_marks: bool,
    /// The body of a request without a mark.
    pub unmarked: fn(Value) -> Value,
    /// Ways of answering besides the usual one.
    pub manners: &'static [Manner],
    /// A document's number in the journal, from the shift and the number in the answer.
    pub serial: fn(u64, u64) -> u64,
    /// The members of a document in the ledger that have its kind, and the request for it.
    pub ledger: [&'static str; 2],
    /// The fiscal sign of a document in the ledger.
    pub sign: fn(&Value) -> Value,
    /// A document of another program, with other content than this task's.
    pub other: fn(&Fiscal) -> Value,
    /// The same with the same content, from the body that the driver sends.
    pub same: fn(&Fiscal, Value) -> Value,
    /// The queue, if documents are made by registers behind one.
    pub queue: Option<Queue>,
}

/// What the matrix needs to know about a queue. The worlds are bodies of `POST /simulator/register`.
pub struct Queue {
    /// Whether one look at its server, if that is well, tells what became of a document.
    pub tells_at_once: bool,
    /// Whether its server can be asked for a key.
    pub finds_keys: bool,
    /// Whether its server gives up a print that it had begun when its power failed, so that nobody knows of it.
    pub gives_up_prints: bool,
    /// Path of the query for a result.
    pub result: &'static str,
    /// Title of a short document that waits beside another; `None` if the driver asks the register before each document,
    /// so that no two wait.
    pub beside: Option<&'static str>,
    /// No register takes a document, no register takes one any more, and everything is as at the start.
    pub held: fn() -> Value,
    pub free: fn() -> Value,
    pub well: fn() -> Value,
    /// The register's link is down, and the document is made once it is up again, or was made before.
    pub down: fn() -> Value,
    /// A document takes half a second.
    pub slow: fn() -> Value,
    /// Whether a register has begun with a document.
    pub has_begun: fn(&Register) -> bool,
    /// Codes with which the server refuses what it has taken.
    pub refusals: &'static [(Manner, u16)],
    /// Worlds in which the server reports that it does not know what became of a document, and whether it was made.
    pub doubts: fn() -> Vec<(String, Value, bool)>,
}

/// The state of a register before a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Its drive is new.
    Unregistered,
    Closed,
    Open,
    /// Its shift has been open for more than a day.
    Expired,
}

#[derive(Debug)]
pub struct Fiscal {
    /// Its name in the matrix.
    pub title: &'static str,
    /// Its name in the vocabulary.
    pub name: &'static str,
    /// The register's command for it.
    pub path: &'static str,
    /// Kind of the document in the register's ledger.
    pub kind: &'static str,
    /// The state of the register before it.
    pub before: Before,
    /// The members of the task besides its type.
    pub content: fn() -> Value,
    /// Whether the document can carry a mark.
    pub marked: bool,
    /// Whether the register numbers it.
    pub numbered: bool,
    /// Whether the register can make only one such document: if two programs ask for it, one is refused.
    pub only: bool,
}

impl Fiscal {
    /// The task as a program sends it.
    pub fn task(&self, id: &str) -> Value {
        let mut task = json!({"type": self.name, "externalId": id});
        task.as_object_mut().unwrap().extend((self.content)().as_object().unwrap().clone());
        task
    }
}

impl Protocol {
    /// The task with this title.
    pub fn named(&self, title: &str) -> &'static Fiscal {
        self.tasks.iter().find(|task| task.title == title).unwrap()
    }

    /// Whether a lost answer can be resolved by looking alone. Otherwise only a repetition of the call does it.
    pub fn finds_documents(&self) -> bool {
        self.queue.as_ref().is_none_or(|queue| queue.finds_keys)
    }

    /// Whether the task meets every fault.
    pub fn is_thorough(&self, task: &Fiscal) -> bool {
        self.tasks[..self.thorough].iter().any(|known| known.title == task.title)
    }

    /// A register in this process, ready for a task.
    pub fn ready(&self, before: Before, manner: Manner) -> Register {
        let register = (self.here)(Register::setup(), before, manner);
        (self.prepare)(&register, before);
        register
    }
}

/// The tests of one protocol.
macro_rules! wing {
    ($protocol:expr) => {
        #[test]
        fn every_fault_at_every_point_leaves_one_document_after_a_restart() {
            crate::fault_matrix::link::every_fault_at_every_point_leaves_one_document_after_a_restart($protocol);
        }

        #[test]
        fn a_program_that_repeats_at_once_makes_one_document() {
            crate::fault_matrix::link::a_program_that_repeats_at_once_makes_one_document($protocol);
        }

        #[test]
        fn the_next_document_does_not_disturb_the_one_that_was_lost() {
            crate::fault_matrix::link::the_next_document_does_not_disturb_the_one_that_was_lost($protocol);
        }

        #[test]
        fn the_next_document_of_the_same_content_is_not_taken_for_the_one_that_was_lost() {
            crate::fault_matrix::link::the_next_document_of_the_same_content_is_not_taken_for_the_one_that_was_lost(
                $protocol,
            );
        }

        #[test]
        fn a_register_that_loses_its_power_has_one_document() {
            crate::fault_matrix::power::a_register_that_loses_its_power_has_one_document($protocol);
        }

        #[test]
        fn a_killed_program_leaves_one_document() {
            crate::fault_matrix::kills::a_killed_program_leaves_one_document($protocol);
        }

        #[test]
        fn a_program_killed_while_it_recovers_leaves_one_document() {
            crate::fault_matrix::kills::a_program_killed_while_it_recovers_leaves_one_document($protocol);
        }

        #[test]
        fn a_program_that_sleeps_through_its_lease_makes_nothing() {
            crate::fault_matrix::woken::a_program_that_sleeps_through_its_lease_makes_nothing($protocol);
        }
    };
}
pub(crate) use wing;
