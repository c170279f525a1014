//! The enumerations of an application: purpose, stage, status, kind of company (§2.1.1 to §2.1.4).

use serde::{Deserialize, Serialize};

/// The purpose of an application (§2.1, table 1). §2.1.4 spells two of the values with a second capital letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// Registration of a register.
    InitialRegistration,
    /// Change of the registration data.
    Reregistration,
    /// Deregistration (снятие с учёта).
    Unregistration,
}

impl Purpose {
    /// Reads the purpose in a request. Both spellings of the document are accepted.
    pub(super) fn read(word: &str) -> Option<Self> {
        match word {
            "InitialRegistration" => Some(Self::InitialRegistration),
            "Reregistration" | "ReRegistration" => Some(Self::Reregistration),
            "Unregistration" | "UnRegistration" => Some(Self::Unregistration),
            _ => None,
        }
    }

    /// The spelling in an answer (§2.1.4).
    pub(super) fn answered(self) -> &'static str {
        match self {
            Self::InitialRegistration => "InitialRegistration",
            Self::Reregistration => "ReRegistration",
            Self::Unregistration => "UnRegistration",
        }
    }
}

/// The stage of an application (§2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// The first filing with the tax service.
    Initialization,
    /// Filing of the registration report's data, and the card.
    Finalization,
}

/// The status of an application: what it waits for, or its result (§2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// It can be changed. The next step is `prepareDocuments`.
    New,
    /// The documents are being made.
    AwaitingDocuments,
    /// The documents must be signed.
    AwaitingSignature,
    /// The signed documents are being checked.
    ProcessingSignedDocuments,
    /// Checked, and about to be sent to the tax service.
    ReadyToBeSentToFns,
    /// The tax service has it.
    SentToFns,
    /// The tax service refused it.
    Rejected,
    /// The tax service approved it, and the card is available.
    Approved,
    /// It failed with an error.
    UnknownError,
}

impl Status {
    /// Whether the application is on its way to the tax service and back. It cannot be changed during this time.
    pub(super) fn is_on_its_way(self) -> bool {
        matches!(self, Self::ProcessingSignedDocuments | Self::ReadyToBeSentToFns | Self::SentToFns)
    }
}

/// Who created an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum By {
    /// The client of the protocol.
    Api,
    /// Another program, in whose name a test makes an application.
    Stranger,
}
