//! What a server's word on a document means.

use super::super::failure::refused;
use super::super::fate::Fate;
use crate::backends::fingerprint::{Fingerprint, Match};
use crate::backends::{QueueStatus, Refused, Ticket};
use crate::error::{Candidate, Code, DeviceError, Error, ErrorKind, Outcome, RecordedError, Refusal, Retry, Text};
use crate::journal::{Entry, State};
use crate::transport::Stage;

/// What one look at a document of the queue shows.
pub(in super::super) enum Seen {
    /// It stands there.
    Standing(Stage),
    /// Its turn is over.
    Over(Fate),
}

/// Whether the document was only looked for and not found: neither was it refused, nor kept from sending.
pub(super) fn is_absent(entry: &Entry) -> bool {
    // Journals of before say so in the error alone.
    let named = |error: &str| RecordedError::read(error).is_ok_and(|error| error.code() == Some(Code::NotMade));
    matches!(&entry.state, State::NotMade { error, absent } if *absent || named(error))
}

pub(super) fn absent() -> Error {
    Error::new(ErrorKind::NotMade, Outcome::Rejected)
}

/// Another document stands under the key; that one is shown.
pub(super) fn taken(ticket: Ticket) -> Error {
    let mut error = Error::before(ErrorKind::IdReused);
    error.candidates = vec![Candidate::Queued { external_id: None, native: ticket.native }];
    error
}

/// The server or the register said no.
pub(super) fn no(no: Refused, device: Option<DeviceError>) -> Error {
    Error { device: device.map(Box::new), ..refused(no) }
}

/// The server shows one document of a register for two of ours.
pub(super) fn of_another(number: u64, owner: &str) -> Refusal {
    let message = Text::with(
        format!("Сервер сообщил для этого документа номер {number}, но в журнале этот номер у документа {owner}."),
        format!(
            "The server reports number {number} for this document, but in the journal document {owner} has this number."
        ),
    );
    let advice = Text::of(
        "Не отправляйте документ заново. Сверьте оба документа с лентой кассы или личным кабинетом.",
        "Do not send the document as a new one. Compare both documents with the receipt tape or the service account.",
    );
    Refusal { message, advice, retry: Retry::Service, faults: Vec::new() }
}

/// What the server's word on a document means; `recovered`: its answer had been lost.
pub(in super::super) fn seen(ticket: Ticket, fingerprint: &Fingerprint, recovered: bool) -> Seen {
    let other = verdict(&ticket, fingerprint) == Match::Other;
    if other {
        // The server took the key for another document, and ignored ours.
        return Seen::Over(Fate::NotMade(Box::new(Error::new(ErrorKind::IdReused, Outcome::Rejected))));
    }
    match ticket.status {
        QueueStatus::Queued => Seen::Standing(Stage::Queued),
        QueueStatus::OnRegister => Seen::Standing(Stage::OnRegister),
        QueueStatus::Made(mut made) => {
            made.answer.recovered = recovered;
            Seen::Over(Fate::Made(made))
        }
        QueueStatus::Failed(refused, device) if refused.unresolved => {
            // No look will tell more: the server is done with it, and the register cannot be asked.
            let mut error = Error::new(ErrorKind::Unclear(Box::new(refused.refusal)), Outcome::Unknown);
            error.device = device.map(Box::new);
            error.candidates = vec![Candidate::Queued { external_id: None, native: ticket.native }];
            Seen::Over(Fate::Unknown(Box::new(error.with_vendor(refused.vendor))))
        }
        QueueStatus::Failed(refused, device) => Seen::Over(Fate::NotMade(Box::new(no(*refused, device)))),
    }
}

/// How the document of a ticket compares with the one that was sent.
pub(super) fn verdict(ticket: &Ticket, fingerprint: &Fingerprint) -> Match {
    ticket.shown.as_ref().map_or(Match::Maybe, |shown| fingerprint.compare(shown))
}
