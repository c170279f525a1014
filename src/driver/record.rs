//! What the journal records of a document: its intent, before it is sent, and its fate.

use super::asking::{Asking, Intent, new_id};
use super::counter::Counted;
use super::device::Device;
use super::failure::beside_journal;
use super::fate::Fate;
use crate::backends::{Document, Made};
use crate::error::{Error, ErrorKind, Outcome, RecordedError, Result, Text};
use crate::journal::{Cause, Entry, JournalError, State, Undelivered};
use crate::log::{self, Level};
use crate::task::answer::{Answer, Asked};
use crate::task::money::Money;
use serde::de::DeserializeOwned;
use std::fmt::Display;

/// Whether the journal has what was found out of a document.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Recorded {
    Yes,
    /// It has what another call found out before, or the document was sent again since.
    Earlier,
    /// It could not be written.
    No,
}

impl Device {
    /// The entry of a document; `NotFound` if the journal has none.
    pub(super) fn entry(&self, id: &str) -> Result<Entry> {
        self.journal().find(self.name(), id)?.ok_or_else(|| Error::before(ErrorKind::NotFound))
    }

    /// The entry of a document as it is now. Perhaps another call or a callback has changed it since it was read.
    pub(super) fn now(&self, entry: &Entry) -> Result<Entry> {
        self.journal().find(&entry.device, &entry.external_id)?.ok_or_else(|| Error::before(ErrorKind::NotFound))
    }

    /// Records the state of a document; `false` if another call was first. What cannot be recorded now is kept for the next
    /// call of this device.
    pub(super) fn record(&self, entry: &Entry, state: &State) -> std::result::Result<bool, JournalError> {
        let recorded = self.journal().resolve(entry, state);
        // Of another process's document nothing is known any more.
        let is_known = matches!(state, State::Registered { .. }) || !self.lock.may_be_lost();
        if recorded.as_ref().is_err_and(|error| error.1 != Cause::TakenOver) && is_known {
            self.unrecorded.keep(entry, state);
        }
        recorded
    }

    /// Records that a document is registered, with its answer. If that cannot be recorded, the document exists anyway: a
    /// later call finds it on the device again. Fails if another process has taken over the device: what that one has
    /// found out counts.
    pub(super) fn record_registered(&self, entry: &Entry, number: u64, answer: &mut Answer) -> Result<Recorded> {
        let state = State::Registered { number, answer: answer.to_text() };
        let now = answer.fiscal.as_ref().and_then(|fiscal| fiscal.fn_number.as_ref());
        let is_replaced = entry.key.is_none() && now.is_some() && entry.drive.is_some() && now != entry.drive.as_ref();
        // The register has got another fiscal drive since it was asked for its numbering.
        let replaced = is_replaced.then(|| Entry { drive: now.cloned(), ..entry.clone() });
        match self.record(replaced.as_ref().unwrap_or(entry), &state) {
            // The caller gets the same text, which need not be made again.
            Ok(true) => {
                if let State::Registered { answer: text, .. } = state {
                    answer.text = Some(text);
                }
                Ok(Recorded::Yes)
            }
            Ok(false) => Ok(Recorded::Earlier),
            Err(JournalError(_, Cause::TakenOver)) => {
                let kind = ErrorKind::TakenOver { made: Some(number).filter(|number| *number > 0) };
                Err(Error::new(kind, Outcome::Unknown).about(&entry.external_id))
            }
            Err(journal_error) => {
                let id = &entry.external_id;
                log::about(Level::Error, id, format_args!("registered, not recorded: {journal_error}"));
                answer.not_recorded = true;
                Ok(Recorded::No)
            }
        }
    }

    /// The entry of a document that may have been asked for before. If the journal cannot be read, the document's
    /// outcome is unknown.
    pub(super) fn earlier(&self, id: &str) -> Result<Option<Entry>> {
        self.journal().find(self.name(), id).map_err(|journal_error| Error::from(journal_error).unresolved())
    }

    /// Whether this document may exist, as the journal has it now. Before an error says that it was not sent: another call
    /// may have begun with it since this one looked. If the journal cannot be read, what was seen then counts.
    pub(super) fn may_be_begun(&self, id: &str) -> bool {
        let entry = self.journal().find(self.name(), id);
        matches!(entry, Ok(Some(entry)) if !entry.was_not_made())
    }

    /// Writes to disk that a document is about to be sent. Whatever happens after this, a later call finds the entry
    /// and looks for the document. If it cannot be written, the document is not sent.
    pub(super) fn intend(&self, asking: &Asking, document: &Document, id: &str, intent: Intent) -> Result<Entry> {
        let was_absent = intent.absent;
        let entry = self.entry_of(asking, document, id, intent)?;
        self.intend_counted(&entry, was_absent).inspect_err(|error| {
            // It may have come to the journal all the same, and would take an equal document of another program.
            if error.outcome == Outcome::NotSent {
                let absent = was_absent || self.has_lost_of_queue();
                self.unrecorded.keep(&entry, &State::NotMade { error: error.to_json().to_string(), absent });
            }
        })?;
        Ok(entry)
    }

    /// The same for a document that exists already.
    pub(super) fn intend_made(&self, asking: &Asking, document: &Document, id: &str, intent: Intent) -> Result<Entry> {
        let entry = self.entry_of(asking, document, id, intent)?;
        self.intend_counted(&entry, false)?;
        Ok(entry)
    }

    fn entry_of(&self, asking: &Asking, document: &Document, id: &str, intent: Intent) -> Result<Entry> {
        let Intent { baseline, drive, key, epoch, noticed, absent: _ } = intent;
        let asked = Asked { noticed, ..asking.asked.clone() };
        let attempt = new_id()?;
        let spell = |error: serde_json::Error| Error::before(ErrorKind::Internal(error.to_string()));
        Ok(Entry {
            device: self.name().to_owned(),
            external_id: id.to_owned(),
            task: asking.task.clone(),
            digest: asking.digest,
            gist: asking.gist,
            drive: baseline.map_or_else(|| drive.map(str::to_owned), |baseline| baseline.drive.clone()),
            baseline: baseline.map_or_else(|| Ok("{}".to_owned()), serde_json::to_string).map_err(spell)?,
            fingerprint: serde_json::to_string(&document.fingerprint).map_err(spell)?,
            asked: serde_json::to_string(&asked).map_err(spell)?,
            parts: asking.parts(&attempt),
            attempt,
            key,
            epoch,
            account: self.account(),
            undelivered: Undelivered::of(asking.without_id),
            state: State::Open,
        })
    }

    /// Records the fate of a document, and turns it into the caller's answer.
    pub(super) fn conclude(&self, entry: &Entry, fate: Fate) -> Result<Answer> {
        let id = entry.external_id.as_str();
        match fate {
            Fate::Made(made) => {
                let Made { number, mut answer, .. } = *made;
                let asked = asked(entry);
                answer.noticed = asked.noticed;
                answer.change = asked.change.map(Money::minor);
                answer.notes.extend(asked.notes);
                answer.external_id = Some(id.to_owned());
                match self.record_registered(entry, number.unwrap_or(0), &mut answer)? {
                    Recorded::Yes | Recorded::No => Ok(answer),
                    Recorded::Earlier => self.earlier_result(entry, Ok(answer)),
                }
            }
            Fate::NotMade(error) => {
                let mut error = error.about(id);
                // That it was not sent now does not say that it was never sent.
                error.absent |= error.outcome == Outcome::NotSent && self.has_lost_of_queue();
                match self.record(entry, &state_of(&error)) {
                    Ok(true) => Err(error),
                    Ok(false) => self.earlier_result(entry, Err(error)),
                    Err(taken_over @ JournalError(_, Cause::TakenOver)) => {
                        Err(Error::from(taken_over).unresolved().about(id))
                    }
                    // Nobody can say whether another call has the device now, and perhaps this document.
                    Err(journal_error) if self.lock.may_be_lost() => {
                        Err(Error::from(journal_error).unresolved().about(id))
                    }
                    Err(journal_error) => {
                        log::about(Level::Error, id, format_args!("not made, not recorded: {journal_error}"));
                        Err(error)
                    }
                }
            }
            Fate::Unknown(error) => {
                let error = error.unresolved().about(id);
                if error.candidates.is_empty() {
                    return Err(error);
                }
                match self.record(entry, &State::Ambiguous { error: error.to_json().to_string() }) {
                    Ok(true) => Err(error),
                    Ok(false) => self.earlier_result(entry, Err(error)),
                    Err(journal_error) => {
                        log::about(Level::Error, id, format_args!("ambiguous, not recorded: {journal_error}"));
                        Err(error)
                    }
                }
            }
        }
    }

    /// The answer if this call was not the first to find something out: what the journal has counts, and `own` where
    /// nothing recorded contradicts it.
    fn earlier_result(&self, entry: &Entry, own: Result<Answer>) -> Result<Answer> {
        let unrecorded = |answer| Answer { not_recorded: true, ..answer };
        let now = match self.now(entry) {
            Ok(now) => now,
            Err(error) => return own.map(unrecorded).map_err(|_| error.unresolved().about(&entry.external_id)),
        };
        match (resolved(&now), own) {
            (Some(Ok(recorded)), _) => Ok(recorded),
            // It was sent again, and yet an earlier attempt has made it.
            (_, Ok(answer)) if now.attempt != entry.attempt => Ok(unrecorded(answer)),
            (Some(recorded), Err(own)) if own.outcome == Outcome::Rejected => recorded,
            (_, Err(own)) if own.outcome == Outcome::Unknown => Err(own),
            _ => {
                let cause = Text::of(
                    "другой вызов тем временем изменил запись о документе",
                    "another call has changed the document's entry meanwhile",
                );
                Err(Error::new(ErrorKind::Lost(cause), Outcome::Unknown).about(&entry.external_id))
            }
        }
    }

    /// Writes an intent to disk and counts it, both before the request is sent. The journal is written first, so that
    /// the count is never ahead of it.
    fn intend_counted(&self, entry: &Entry, absent: bool) -> Result<()> {
        let count = self.journal().intend(entry)?;
        if let Counted::Known(counted) = self.counted()?
            && counted > count
        {
            // Another journal was put there since this call compared the two.
            let lost = ErrorKind::JournalLost { kept: count, counted: Some(counted) };
            return Err(Error::new(lost, Outcome::Unknown));
        }
        let Err(error) = self.lock.count(count) else { return Ok(()) };
        self.conclude(entry, Fate::NotMade(Box::new(Error { absent, ..beside_journal(&error) }))).map(drop)
    }

    /// Writes and counts the intent of a document that already exists. It exists with or without the count, so a
    /// failure to count is only logged.
    pub(super) fn intend_found(&self, entry: &Entry) -> Result<()> {
        let count = self.journal().intend(entry).map_err(|journal_error| Error::from(journal_error).unresolved())?;
        // Another name of the register has a count of its own, which may be behind its journal.
        if entry.device == self.name()
            && let Err(error) = self.lock.count(count)
        {
            log::about(Level::Error, &entry.external_id, format_args!("not counted: {error}"));
        }
        Ok(())
    }
}

/// The recorded answer or error of a document; `None` while its fate is open.
pub(super) fn resolved(entry: &Entry) -> Option<Result<Answer>> {
    match &entry.state {
        State::Open | State::Queued { .. } | State::Ambiguous { .. } => None,
        State::Registered { answer, .. } => Some(recorded(answer)),
        State::NotMade { .. } => Some(Err(not_made(entry))),
    }
}

/// The error of a document that was not made, with the error that was recorded then.
pub(super) fn not_made(entry: &Entry) -> Error {
    let mut not_made = Error::new(ErrorKind::NotMade, Outcome::Rejected);
    if let State::NotMade { error, .. } = &entry.state {
        not_made.earlier = RecordedError::read(error).ok().map(Box::new);
    }
    not_made
}

/// What the answer has in addition to the register's data, as the first call recorded it.
pub(super) fn asked(entry: &Entry) -> Asked {
    parsed(&entry.asked).unwrap_or_default()
}

pub(super) fn parsed<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| Error::new(ErrorKind::Journal(damaged(&error)), Outcome::Unknown))
}

/// The journal's state of a document that was not made.
fn state_of(error: &Error) -> State {
    let absent = error.absent || matches!(error.kind, ErrorKind::NotMade);
    State::NotMade { error: error.to_json().to_string(), absent }
}

/// Reads a recorded answer.
pub(super) fn recorded(answer: &str) -> Result<Answer> {
    Answer::read(answer).map_err(|error| Error::new(ErrorKind::Journal(damaged(&error)), Outcome::Registered))
}

/// The cause if a record of the journal cannot be read.
pub(super) fn damaged(error: &dyn Display) -> Text {
    Text::foreign("запись в журнале повреждена", &format_args!("a record of the journal is damaged ({error})"))
}
