//! What the server shows of a document, and what that means for its fate.

use super::super::failure::refused;
use super::super::fate::Fate;
use crate::backends::fingerprint::{Fingerprint, Match};
use crate::backends::{QueueStatus, Refused, Ticket};
use crate::error::{Candidate, Code, DeviceError, Error, ErrorKind, Outcome, RecordedError, Refusal, Retry, Text};
use crate::journal::{Entry, State};
use crate::transport::Stage;

/// What one look at a queued document shows.
pub(in super::super) enum Seen {
    /// It is still waiting or being made.
    InQueue(Stage),
    /// The server does not know what became of it; the cause, and what to do.
    Blocked(Box<Refusal>),
    /// The queue has finished with it.
    Finished(Fate),
}

/// Whether the document is known as not made only because it was looked for and not found. If it was refused, never sent
/// or discarded, no second look is needed.
pub(super) fn is_absent(entry: &Entry) -> bool {
    // Older journals record this only in the error.
    let named = || not_made(entry).is_some_and(|error| error.code() == Some(Code::NotMade) && !error.is_discarded());
    matches!(entry.state, State::NotMade { absent: true, .. }) || named()
}

/// Whether a person has stated that the document is not there, whatever the server knows of its key.
pub(super) fn is_discarded(entry: &Entry) -> bool {
    not_made(entry).is_some_and(|error| error.is_discarded())
}

/// The recorded error of a document that was not made.
fn not_made(entry: &Entry) -> Option<RecordedError> {
    let State::NotMade { error, .. } = &entry.state else { return None };
    RecordedError::read(error).ok()
}

pub(super) fn absent() -> Error {
    Error::new(ErrorKind::NotMade, Outcome::Rejected)
}

/// The error of a document that was taken back before the register got it.
pub(super) fn withdrawn() -> Error {
    Error::new(ErrorKind::Cancelled, Outcome::Rejected)
}

/// The error of a document in a queue that has stopped.
pub(super) fn blocked(why: Box<Refusal>) -> Error {
    Error::new(ErrorKind::Blocked(why), Outcome::Unknown)
}

/// The error if the key has another document, which is shown as a candidate.
pub(super) fn taken(ticket: Ticket) -> Error {
    let mut error = Error::before(ErrorKind::IdReused);
    error.candidates = vec![Candidate::Queued { external_id: None, native: ticket.native }];
    error
}

/// The error of a refusal by the server, or by the register behind it.
pub(super) fn refused_error(refusal: Refused, device: Option<DeviceError>) -> Error {
    Error { device: device.map(Box::new), ..refused(refusal) }
}

/// The text of the error if the server shows one document of the register for two of ours.
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
    Refusal { message, advice, retry: Retry::Service, faults: Vec::new(), by_state: false }
}

/// The text of the error if the server took another document on the register for ours.
pub(super) fn of_number_alone() -> Refusal {
    let message = Text::of(
        "Сервер считает документ оформленным только потому, что номер документов на кассе вырос, а среди новых есть чужие.",
        "The server takes the document as made only because the register's numbering has grown, and another program's documents are among the new ones.",
    );
    let advice = Text::of(
        "Не отправляйте документ заново. Проверьте по ленте кассы или в ОФД, есть ли он.",
        "Do not send the document again. Look for it on the receipt tape or at the OFD.",
    );
    Refusal { message, advice, retry: Retry::Service, faults: Vec::new(), by_state: false }
}

/// What a ticket means for the document. `recovered`: the answer to its send had been lost.
pub(in super::super) fn seen(ticket: Ticket, fingerprint: &Fingerprint, recovered: bool) -> Seen {
    let other = verdict(&ticket, fingerprint) == Match::Other;
    if other && ticket.by_number {
        let refusal = of_number_alone();
        let mut error = Error::new(ErrorKind::Unclear(Box::new(refusal)), Outcome::Unknown);
        error.candidates = vec![Candidate::Queued { external_id: None, native: ticket.native }];
        return Seen::Finished(Fate::Unknown(Box::new(error)));
    }
    if other {
        // The server has another document under this key, so it ignored ours.
        return Seen::Finished(Fate::NotMade(Box::new(Error::new(ErrorKind::IdReused, Outcome::Rejected))));
    }
    match ticket.status {
        QueueStatus::Queued => Seen::InQueue(Stage::Queued),
        QueueStatus::OnRegister => Seen::InQueue(Stage::OnRegister),
        QueueStatus::Blocked(why) => Seen::Blocked(why),
        QueueStatus::Made(mut made) => {
            // A server that lost its register's answer says so itself.
            made.answer.recovered |= recovered;
            Seen::Finished(Fate::Made(made))
        }
        QueueStatus::Failed(refused, device) if refused.unresolved => {
            // No further look helps: the server has finished with it, and the register cannot be asked.
            let mut error = Error::new(ErrorKind::Unclear(Box::new(refused.refusal)), Outcome::Unknown);
            error.device = device.map(Box::new);
            error.candidates = vec![Candidate::Queued { external_id: None, native: ticket.native }];
            Seen::Finished(Fate::Unknown(Box::new(error.with_vendor(refused.vendor))))
        }
        QueueStatus::Failed(refused, device) => {
            Seen::Finished(Fate::NotMade(Box::new(refused_error(*refused, device))))
        }
    }
}

/// How the document of a ticket compares with the one that was sent. If the server does not show the document, it may
/// be ours.
pub(super) fn verdict(ticket: &Ticket, fingerprint: &Fingerprint) -> Match {
    ticket.shown.as_ref().map_or(Match::Maybe, |shown| fingerprint.compare(shown))
}
