//! Resolving a lost answer: does the server have the document or not?

use super::super::failure::unasked;
use super::super::fate::{Fate, Patience, cut_short, unreadable};
use super::super::pauses::Pauses;
use super::super::record::parsed;
use super::engine::QueueEngine;
use super::seen::{Seen, absent, refused_error, seen};
use crate::backends::fingerprint::Fingerprint;
use crate::backends::{Document, Failure};
use crate::clock;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::journal::{Entry, State};
use crate::transport::{Sent, Stage};

impl QueueEngine<'_> {
    /// Asks for the key of a document whose answer was lost, until the server's answer is conclusive or the deadline
    /// passes.
    ///
    /// A key that is not known yet proves nothing: the server may still be working on the request. The document counts
    /// as not accepted after its key was unknown for the whole idle window, all of it after the request was sent, and
    /// the register shows no document that could be it. If the server has refused the document (`refusal`), one question is enough: it has finished with the request.
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
            let looked = clock::now();
            match self.ask(entry) {
                Ok(Some(ticket)) => match self.mark_queued(entry.clone(), &ticket) {
                    Ok(_) => return self.weighed(entry, fingerprint, ticket, true),
                    Err(error) => return Seen::Finished(Fate::Unknown(Box::new(error))),
                },
                Ok(None) => {
                    if let Some(refusal) = refusal.take() {
                        return Seen::Finished(Fate::NotMade(Box::new(refusal)));
                    }
                    if self.device.idle.is_over(entry, None, None, looked) {
                        match self.strays(entry, fingerprint) {
                            Ok(strays) if strays.is_empty() => {
                                return Seen::Finished(Fate::NotMade(Box::new(absent())));
                            }
                            Ok(candidates) => {
                                return Seen::Finished(Fate::Unknown(Box::new(Error { candidates, ..lost })));
                            }
                            Err(_) => self.device.idle.forget_of(entry),
                        }
                    }
                }
                Err(Failure::Transport(broken)) if patience == Patience::Short && broken.left == Sent::Nothing => {
                    return Seen::Finished(Fate::Unknown(Box::new(Error::new(
                        ErrorKind::NoLink(broken.cause),
                        Outcome::Unknown,
                    ))));
                }
                Err(failure) => {
                    self.device.idle.forget_of(entry);
                    // This call has sent nothing: it only could not ask.
                    if patience == Patience::Short {
                        return Seen::Finished(Fate::Unknown(Box::new(unasked(failure))));
                    }
                }
            }
            if !pauses.wait(self.context) {
                return Seen::Finished(Fate::Unknown(Box::new(lost)));
            }
            if pauses.overslept() {
                self.device.idle.forget_of(entry);
            }
        }
    }

    /// Puts a document whose answer was lost in again under its key, until the server names the one that it has or the
    /// deadline passes. Only for a server that keeps one document a key and cannot be asked for a key.
    ///
    /// A refusal is believed when it comes twice in a row; `was_refused`: the last answer was one. A server that has the
    /// document may refuse it once before it looks for its key.
    pub(super) fn put_again(
        &self,
        entry: &Entry,
        document: &Document,
        lost: Error,
        mut was_refused: bool,
        patience: Patience,
    ) -> Seen {
        let mut pauses = Pauses::of_queue();
        self.context.tell(Stage::Settling);
        let key = entry.key.as_deref().unwrap_or_default();
        loop {
            // This may go on for longer than a lease lasts.
            if let Err(journal_error) = self.device.lock.renew() {
                return Seen::Finished(Fate::Unknown(Box::new(Error::new(journal_error.into(), Outcome::Unknown))));
            }
            match self.put_in_time(&document.request, key, None) {
                Ok(ticket) => match self.mark_queued(entry.clone(), &ticket) {
                    Ok(_) => return seen(ticket, &document.fingerprint, true),
                    Err(error) => return Seen::Finished(Fate::Unknown(Box::new(error))),
                },
                // The same bytes are refused each time, so they were refused the first time too. A refusal to look at
                // them at all says nothing of that.
                Err(Failure::Refused(refused)) if !refused.unresolved && !self.queue.is_plain(&refused) => {
                    if was_refused {
                        return Seen::Finished(Fate::NotMade(Box::new(refused_error(*refused, None))));
                    }
                    was_refused = true;
                }
                // It may have been taken now.
                Err(_) => was_refused = false,
            }
            if patience == Patience::Short || !pauses.wait(self.context) {
                return Seen::Finished(Fate::Unknown(Box::new(lost)));
            }
        }
    }

    /// Resolves the documents of interrupted calls, perhaps `id` among them. A new one must not be sent before that:
    /// the server recognises a repeated key only if no other document came in between.
    ///
    /// `document` is that of `id`, where the caller has given it again. A server that cannot be asked for a key keeps its
    /// documents apart: those of other ids stay open until their callers repeat them.
    pub(super) fn resolve_open(&self, id: &str, document: Option<&Document>) -> Result<()> {
        let mut open = self.device.journal().open_entries(self.device.name())?;
        if let Some(entry) = self.earlier_at_any_address(id)?.filter(|entry| entry.state == State::Open)
            && entry.device != self.device.name()
        {
            open.push(entry);
        }
        self.resolve_these(open, id, document)
    }

    /// The same for these entries.
    pub(super) fn resolve_these(&self, open: Vec<Entry>, id: &str, document: Option<&Document>) -> Result<()> {
        let ours = open.iter().any(|entry| entry.external_id == id);
        let before = |kind| Error::before(kind).unresolved_if(ours);
        for entry in open {
            if !self.queue.finds_keys() {
                self.resolve_by_putting(&entry, id, document)?;
                continue;
            }
            let fingerprint = match parsed::<Fingerprint>(&entry.fingerprint) {
                Ok(fingerprint) => fingerprint,
                Err(error) => {
                    self.note(&entry, unreadable(&entry, &error));
                    continue;
                }
            };
            match self.resolve(&entry, &fingerprint, cut_short(), None, Patience::Short) {
                Seen::InQueue(_) | Seen::Blocked(_) => {}
                Seen::Finished(Fate::Unknown(error)) if !error.candidates.is_empty() => {
                    self.note(&entry, Fate::Unknown(error));
                }
                Seen::Finished(Fate::Unknown(error)) if entry.external_id == id => return Err(error.unresolved()),
                Seen::Finished(Fate::Unknown(_)) if self.context.is_stopped() => {
                    return Err(before(ErrorKind::Cancelled));
                }
                Seen::Finished(Fate::Unknown(error)) => {
                    return Err(before(match error.kind {
                        // These are no property of the document: the server or the journal cannot be reached.
                        away @ (ErrorKind::NoLink(_)
                        | ErrorKind::Journal(_)
                        | ErrorKind::JournalHeld
                        | ErrorKind::TakenOver { .. }) => away,
                        _ => ErrorKind::EarlierUnresolved(entry.external_id),
                    }));
                }
                Seen::Finished(fate) => self.note(&entry, fate),
            }
        }
        Ok(())
    }

    /// The same for one document of a server that cannot be asked for a key.
    fn resolve_by_putting(&self, entry: &Entry, id: &str, document: Option<&Document>) -> Result<()> {
        let Some(document) = document.filter(|_| entry.external_id == id) else {
            return if entry.external_id == id { Err(cut_short().unresolved()) } else { Ok(()) };
        };
        match self.put_again(entry, document, cut_short(), false, Patience::Long) {
            Seen::InQueue(_) | Seen::Blocked(_) => Ok(()),
            Seen::Finished(Fate::Unknown(error)) if error.candidates.is_empty() => Err(error.unresolved()),
            Seen::Finished(fate) => {
                self.note(entry, fate);
                Ok(())
            }
        }
    }
}
