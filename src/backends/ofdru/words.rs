//! The closed word lists of the vendor's document, in its own spelling.
//!
//! Where the document has two spellings, the first one here is from the request table and is the one sent.

use crate::task::words::{Words, words};

words! {
    /// Purpose of an application (table 1, §2.1.4).
    Purpose {
        InitialRegistration = 1: "InitialRegistration",
        Reregistration = 2: "Reregistration" | "ReRegistration",
        Unregistration = 3: "Unregistration" | "UnRegistration",
    }
}

words! {
    /// Kind of the applicant (§2.1.2).
    CompanyType { LegalEntity = 1: "LegalEntity", PrivateEnterpreneur = 2: "PrivateEnterpreneur" }
}

words! {
    /// Stage of an application (§2.1.3).
    Stage { Initialization = 1: "Initialization", Finalization = 2: "Finalization" }
}

words! {
    /// Status of an application (§2.1.1).
    Status {
        New = 1: "New", AwaitingDocuments = 2: "AwaitingDocuments", AwaitingSignature = 3: "AwaitingSignature",
        ProcessingSignedDocuments = 4: "ProcessingSignedDocuments", ReadyToBeSentToFns = 5: "ReadyToBeSentToFns",
        SentToFns = 6: "SentToFns", Rejected = 7: "Rejected", Approved = 8: "Approved", UnknownError = 9: "UnknownError",
    }
}

words! {
    /// Kind of a document (§2.3.2).
    DocumentKind {
        /// Application for a registration or its change (заявление о регистрации или перерегистрации).
        Registration = 1: "1110061",
        /// Application for a deregistration (заявление о снятии с учёта).
        Unregistration = 2: "1110062",
        /// Data of the registration report (данные отчёта о регистрации).
        Report = 3: "1110201",
        /// Notice of the registration number (уведомление о присвоении номера).
        Number = 4: "1110211",
        /// Registration card (карточка регистрации).
        Card = 5: "1110066",
        /// Notice of refusal (уведомление об отказе).
        Refusal = 6: "1167003",
        /// Deregistration card (карточка о снятии с учёта).
        UnregistrationCard = 7: "1110065",
    }
}

words! {
    /// State of a document's signature (§2.3.3).
    SignatureState { Signed = 1: "Signed", Unsigned = 2: "Unsigned", NotNeeded = 3: "NotNeeded" }
}
