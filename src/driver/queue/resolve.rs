//! Resolving a lost answer of putting in: does the server have the document, or not?

use super::super::fate::{Fate, Patience, cut_short, unreadable};
use super::super::pauses::Pauses;
use super::super::record::parsed;
use super::engine::QueueEngine;
use super::seen::{Seen, absent, seen};
use crate::backends::Failure;
use crate::backends::fingerprint::Fingerprint;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::journal::Entry;
use crate::transport::{Sent, Stage};

impl QueueEngine<'_> {
    /// Asks until the server says what it knows of a document whose answer was lost, or the deadline passes.
    ///
    /// A key unknown so far is no proof: the server may still be at work on the request. It counts as not put in once it
    /// has been unknown over the settling time, all of it after the request left; or at once, where the server has refused
    /// it: then it is done with the request, and has only not to have it.
    pub(super) fn resolve(
        &self,
        entry: &Entry,
        fingerprint: &Fingerprint,
        lost: Error,
        mut refusal: Option<Error>,
        patience: Patience,
    ) -> Seen {
        let mut pauses = Pauses::of_queue();
        self.context.tell(Stage::Settling);
        loop {
            match self.queue.ask(entry.key.as_deref().unwrap_or_default(), self.context) {
                Ok(Some(ticket)) => match self.kept(entry.clone(), &ticket) {
                    Ok(_) => return seen(ticket, fingerprint, true),
                    Err(error) => return Seen::Over(Fate::Unknown(Box::new(error))),
                },
                Ok(None) => {
                    if let Some(refusal) = refusal.take() {
                        return Seen::Over(Fate::NotMade(Box::new(refusal)));
                    }
                    if self.device.idle.is_over(entry, None, None) {
                        return Seen::Over(Fate::NotMade(Box::new(absent())));
                    }
                }
                Err(Failure::Transport(broken)) if patience == Patience::Short && broken.left == Sent::Nothing => {
                    return Seen::Over(Fate::Unknown(Box::new(Error::new(
                        ErrorKind::NoLink(broken.cause),
                        Outcome::Unknown,
                    ))));
                }
                Err(_) => {
                    self.device.idle.forget();
                    if patience == Patience::Short {
                        return Seen::Over(Fate::Unknown(Box::new(lost)));
                    }
                }
            }
            if !pauses.wait(self.context) {
                return Seen::Over(Fate::Unknown(Box::new(lost)));
            }
        }
    }

    /// Resolves the documents whose putting in was cut short, `id` among them; a new one must not go in before that.
    pub(super) fn resolve_open(&self, id: &str) -> Result<()> {
        let open = self.device.journal().open_entries(self.device.name())?;
        for entry in open {
            let fingerprint = match parsed::<Fingerprint>(&entry.fingerprint) {
                Ok(fingerprint) => fingerprint,
                Err(error) => {
                    self.note(&entry, unreadable(&entry, &error));
                    continue;
                }
            };
            match self.resolve(&entry, &fingerprint, cut_short(), None, Patience::Short) {
                Seen::Standing(_) => {}
                Seen::Over(Fate::Unknown(error)) if !error.candidates.is_empty() => {
                    self.note(&entry, Fate::Unknown(error));
                }
                Seen::Over(Fate::Unknown(error)) if entry.external_id == id => return Err(error.unresolved()),
                Seen::Over(Fate::Unknown(_)) if self.context.is_stopped() => {
                    return Err(Error::before(ErrorKind::Cancelled));
                }
                Seen::Over(Fate::Unknown(error)) => {
                    return Err(Error::before(match error.kind {
                        // Neither is the document's: the server is away, or the journal is.
                        away @ (ErrorKind::NoLink(_) | ErrorKind::Journal(_) | ErrorKind::JournalHeld) => away,
                        _ => ErrorKind::EarlierUnresolved(entry.external_id),
                    }));
                }
                Seen::Over(fate) => self.note(&entry, fate),
            }
        }
        Ok(())
    }
}
