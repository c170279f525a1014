//! The words of an application: purpose, stage, status, kind of company (§2.1.1 to §2.1.4).

use serde::{Deserialize, Serialize};

/// What an application is for (§2.1, table 1; §2.1.4 spells two of them with a second capital).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// A register is put on record.
    InitialRegistration,
    /// What is on record of it is changed.
    Reregistration,
    /// It is taken off the record.
    Unregistration,
}

impl Purpose {
    /// The purpose of a request, by either of the document's spellings.
    pub(super) fn read(word: &str) -> Option<Self> {
        match word {
            "InitialRegistration" => Some(Self::InitialRegistration),
            "Reregistration" | "ReRegistration" => Some(Self::Reregistration),
            "Unregistration" | "UnRegistration" => Some(Self::Unregistration),
            _ => None,
        }
    }

    /// The word of an answer (§2.1.4).
    pub(super) fn answered(self) -> &'static str {
        match self {
            Self::InitialRegistration => "InitialRegistration",
            Self::Reregistration => "ReRegistration",
            Self::Unregistration => "UnRegistration",
        }
    }
}

/// How far an application is (§2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// The first filing with the tax service.
    Initialization,
    /// The report's data, and the card.
    Finalization,
}

/// What an application waits for, or what came of it (§2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Open to changes; `prepareDocuments` comes next.
    New,
    /// The documents are being made.
    AwaitingDocuments,
    /// The documents wait for their signatures.
    AwaitingSignature,
    /// The signed documents are being checked.
    ProcessingSignedDocuments,
    /// Checked, on the way to the tax service.
    ReadyToBeSentToFns,
    /// The tax service has it.
    SentToFns,
    /// The tax service refused.
    Rejected,
    /// The tax service agreed, and the card is there.
    Approved,
    /// It came to grief on the way.
    UnknownError,
}

impl Status {
    /// Whether the application is on its way to the tax service and back, and cannot be changed.
    pub(super) fn is_on_its_way(self) -> bool {
        matches!(self, Self::ProcessingSignedDocuments | Self::ReadyToBeSentToFns | Self::SentToFns)
    }
}

/// Who asked for an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum By {
    /// The protocol's client.
    Api,
    /// Another program.
    Stranger,
}
