//! Resolving a lost answer: was the document made or not?
//!
//! Absence cannot be proven, presence can. So one look that finds the document is enough, and no single look that
//! misses it is: see docs/en/exactly-once.md#resolving-a-lost-answer.

use super::super::failure::{Obstacle, Phase, unasked};
use super::super::fate::{Fate, Patience, Search, cut_short, unreadable};
use super::super::identity::is_contested;
use super::super::journal_loss::forgotten;
use super::super::pauses::Pauses;
use super::super::record::{not_made, parsed, resolved};
use super::engine::RegisterEngine;
use super::look::{Found, Look};
use super::numbering::Numbering;
use crate::backends::Baseline;
use crate::backends::fingerprint::{Fingerprint, Match};
use crate::clock;
use crate::error::{Candidate, Error, ErrorKind, Outcome, Result, Text};
use crate::journal::{Cause, Entry, State};
use crate::log::{self, Level};
use crate::task::answer::Answer;
use crate::transport::Stage;

impl RegisterEngine<'_> {
    /// Looks on the register until the fate of the document is known or the deadline passes.
    ///
    /// - Found by its mark, or by its content where only this journal uses the register: made.
    /// - Found by content on a shared register: made only if it was the only match for the whole idle window, because
    ///   it may be the other program's document and ours may still come.
    /// - Missing, and the register idle for the whole window: not made.
    /// - Several that may be ours, another drive: unknown with candidates, for a person.
    pub(super) fn resolve(&self, search: Search, mut lost: Error, patience: Patience) -> Fate {
        let entry = search.entry;
        let mut pauses = Pauses::of_register();
        self.context.tell(Stage::Settling);
        loop {
            let looked = clock::now();
            let look = self.look(search.fingerprint, search.baseline);
            if look.is_ok() {
                lost.candidates.clear();
            }
            // If the last look failed because of the journal, the error must name the journal and not the register.
            let mut journal = None;
            let goes_on = match look {
                Ok(Look::Found(found))
                    if !found.by_content && !self.is_contested(entry, search.fingerprint, &found, &[]) =>
                {
                    return Fate::Made(found.made);
                }
                // The entry is ambiguous already. Other programs may have sold the same since, so a person has to
                // compare.
                Ok(Look::Found(found)) if matches!(entry.state, State::Ambiguous { .. }) => {
                    lost.candidates = vec![found.shown()];
                    false
                }
                // Another program may have made this one, and ours may still come.
                Ok(Look::Found(found)) if found.busy => {
                    self.device.idle.forget();
                    true
                }
                Ok(Look::Found(mut found)) => {
                    if self.device.idle.is_over(entry, found.drive, found.made.number, looked) {
                        found.made.answer.by_content = true;
                        return Fate::Made(found.made);
                    }
                    true
                }
                Ok(Look::Absent(now)) => {
                    if self.device.idle.is_over(entry, now.drive, None, looked) {
                        return Fate::NotMade(Box::new(Error::new(ErrorKind::NotMade, Outcome::Rejected)));
                    }
                    true
                }
                Ok(Look::Ambiguous(candidates, may_clear)) => {
                    lost.candidates = candidates;
                    may_clear && patience == Patience::Long
                }
                Ok(Look::Busy) => {
                    self.device.idle.forget();
                    true
                }
                Err(obstacle) => {
                    self.device.idle.forget();
                    match obstacle {
                        Obstacle::Journal(journal_error) => journal = Some(journal_error),
                        // This call has sent nothing: it only could not ask.
                        Obstacle::Device(failure) if patience == Patience::Short => {
                            lost = Error { candidates: lost.candidates, ..unasked(failure) };
                        }
                        Obstacle::Device(_) => {}
                    }
                    // Another process that has taken over the device finds it out.
                    let is_taken_over = journal.as_ref().is_some_and(|error| error.1 == Cause::TakenOver);
                    patience == Patience::Long && !is_taken_over
                }
            };
            if !goes_on || !pauses.wait(self.context) {
                if let Some(journal_error) = journal {
                    lost.kind = journal_error.into();
                }
                return Fate::Unknown(Box::new(lost));
            }
            if pauses.overslept() {
                self.device.idle.forget();
            }
        }
    }

    /// Whether a late document may also be that of an open entry: what was found of one and could not be recorded is not
    /// known as its own.
    fn is_contested_late(&self, entry: &Entry, fingerprint: &Fingerprint, found: &Found) -> bool {
        let open = self.device.journal().unfinished_entries(self.device.name(), found.drive.as_deref());
        open.map_or(true, |open| self.is_contested(entry, fingerprint, found, &open))
    }

    /// Whether a document may also be that of an ambiguous entry, which may still come, or of one of `open`. A register may
    /// have dropped the mark of either.
    fn is_contested(&self, entry: &Entry, fingerprint: &Fingerprint, found: &Found, open: &[Entry]) -> bool {
        if found.by_mark {
            return false;
        }
        let ambiguous = self.device.journal().ambiguous_entries(self.device.name(), found.drive.as_deref());
        let Ok(ambiguous) = ambiguous else { return true };
        let number = found.made.number.unwrap_or(u64::MAX);
        let is_like = |theirs: &Fingerprint| theirs.compare_content(fingerprint) != Match::Other;
        is_contested(entry, number, &ambiguous, is_like) || is_contested(entry, number, open, is_like)
    }

    /// Resolves the documents that earlier calls left open, perhaps `id` among them. A new document must not be sent
    /// before that: with two open ones, nobody could tell which is which.
    pub(super) fn resolve_open(&self, open: &[Entry], id: &str, numbering: &Numbering) -> Result<()> {
        let ours = open.iter().any(|entry| entry.external_id == id);
        let before = |kind| Error::before(kind).unresolved_if(ours);
        for entry in open {
            match self.resolve_entry(entry, numbering) {
                Fate::Unknown(error) if entry.external_id == id && error.candidates.is_empty() => return Err(*error),
                Fate::Unknown(error) if error.candidates.is_empty() && self.context.is_stopped() => {
                    return Err(before(ErrorKind::Cancelled));
                }
                Fate::Unknown(error) if error.candidates.is_empty() => {
                    return Err(before(match error.kind {
                        journal @ (ErrorKind::Journal(_) | ErrorKind::JournalHeld | ErrorKind::TakenOver { .. }) => {
                            journal
                        }
                        _ => ErrorKind::EarlierUnresolved(entry.external_id.clone()),
                    }));
                }
                resolved => {
                    // It is recorded now; as an answer it concerns only the call that made the document. An ambiguous
                    // one waits for a person and does not block others.
                    if let Err(error) = self.device.conclude(entry, resolved) {
                        log::about(Level::Warning, &entry.external_id, format_args!("{}", error.logged()));
                    }
                }
            }
        }
        Ok(())
    }

    /// Finds out what became of a document whose call was interrupted.
    pub(super) fn resolve_entry(&self, entry: &Entry, numbering: &Numbering) -> Fate {
        let (mut baseline, fingerprint) = match search_data(entry) {
            Ok(data) => data,
            Err(fate) => return fate,
        };
        if planted!(OldBaselineLost) {
            baseline = numbering.baseline.clone();
        }
        if entry.epoch < numbering.learned.epoch && baseline.drive == numbering.baseline.drive {
            let mut error = cut_short();
            error.candidates = self.candidates_after_restart(&baseline, &fingerprint, numbering);
            return self.and_read_back(Fate::Unknown(Box::new(error)), entry);
        }
        let search = Search { entry, fingerprint: &fingerprint, baseline: &baseline };
        self.and_read_back(self.resolve(search, cut_short(), Patience::Short), entry)
    }

    /// Adds to the candidates what was read back: after a loss a document may have been sent again with other content.
    fn and_read_back(&self, fate: Fate, entry: &Entry) -> Fate {
        let Fate::Unknown(mut error) = fate else { return fate };
        if error.candidates.is_empty() {
            return Fate::Unknown(error);
        }
        match self.device.read_back_after(entry) {
            Ok(mut read_back) => {
                read_back.retain(|one| !error.candidates.iter().any(|shown| shown.is_same_document(one)));
                error.candidates.extend(read_back);
            }
            // With some of its candidates it must not be recorded: a person would take them for all.
            Err(journal_error) => *error = journal_error.unresolved(),
        }
        Fate::Unknown(error)
    }

    /// Finds out what became of the document `id` (`kassa_recover`).
    pub(in super::super) fn find_out(&self, id: &str) -> Result<Answer> {
        let here = self.device.earlier(id)?;
        // An entry at another address is ours only if the register there has the same drive, which the register itself
        // has to report.
        let is_elsewhere = here.as_ref().is_none_or(Entry::was_not_made)
            && self.device.journal().is_elsewhere(self.device.name(), id)?;
        match here.as_ref().map(final_answer) {
            Some(Some(answer)) if !is_elsewhere => return answer,
            None if !is_elsewhere => return Err(self.device.unknown_id()?),
            _ => {}
        }
        let _held = self.device.hold(self.context)?;
        let (mut numbering, _drive, open) = match self.begin(id) {
            Ok(begun) => begun,
            // The register cannot be asked now; the journal may know the answer anyway.
            Err(error) => {
                let now = self.device.earlier(id)?;
                let known = now.as_ref().and_then(final_answer).filter(|known| known.is_ok() || !is_elsewhere);
                return known.unwrap_or(Err(error.unresolved_if(is_elsewhere)));
            }
        };
        let open = self.resolve_open(&open, id, &numbering);
        let Some(entry) = self.device.earlier_anywhere(id, &numbering.baseline)? else {
            return Err(self.device.unknown_id()?);
        };
        if let Some(answer) = final_answer(&entry) {
            return answer;
        }
        // Another document that is still open could be mistaken for this one.
        open?;
        if let State::NotMade { .. } = &entry.state {
            return match self.find_late(&entry, &mut numbering) {
                Some(found) => found,
                None => Err(self.no_unless_lost(not_made(&entry), &entry, &numbering)),
            };
        }
        let fate = self.resolve_entry(&entry, &numbering);
        let is_absent = matches!(fate, Fate::NotMade(_));
        self.device.conclude(&entry, fate).map_err(|error| match is_absent && error.outcome == Outcome::Rejected {
            true => self.no_unless_lost(error, &entry, &numbering),
            false => error,
        })
    }

    /// The error of a document that the register does not show: `no`, unless it was perhaps sent again in the time that the
    /// journal has lost. Of a time before another drive or a restarted numbering the register shows nothing now.
    fn no_unless_lost(&self, no: Error, entry: &Entry, numbering: &Numbering) -> Error {
        match self.device.read_back_after(entry) {
            Ok(read_back) if read_back.is_empty() && !(numbering.learned.lost && numbering.is_newer_than(entry)) => no,
            Ok(read_back) => forgotten(read_back),
            Err(error) => error.unresolved(),
        }
    }

    /// Looks once more for a document that was reported as not made, because it may have come since
    /// (docs/en/exactly-once.md#not-made-is-not-final). `None` if it has not; then `numbering` is updated to this look.
    ///
    /// It looks even if the register's last number has not changed: the register's state may lag behind its documents.
    pub(super) fn find_late(&self, entry: &Entry, numbering: &mut Numbering) -> Option<Result<Answer>> {
        let unresolved = |error: Error| Some(Err(error.unresolved().about(&entry.external_id)));
        let (mut baseline, fingerprint) = match search_data(entry) {
            Ok(data) => data,
            Err(fate) => return Some(self.device.conclude(entry, fate)),
        };
        if planted!(OldBaselineLost) {
            baseline = numbering.baseline.clone();
        }
        if baseline.drive != numbering.baseline.drive || entry.epoch < numbering.learned.epoch {
            return None;
        }
        let ambiguous = |candidates| {
            let fate = self.and_read_back(seen_late(candidates), entry);
            self.device.conclude(entry, fate)
        };
        let mut pauses = Pauses::of_register();
        loop {
            match self.look(&fingerprint, &baseline) {
                Ok(Look::Absent(now)) => {
                    numbering.baseline = now;
                    return None;
                }
                Ok(Look::Found(found)) if !found.by_content && !self.is_contested_late(entry, &fingerprint, &found) => {
                    return Some(self.device.conclude(entry, Fate::Made(found.made)));
                }
                // Another program may have sold the same since then, or it is that of another id that is unresolved: nobody
                // can tell whose it is.
                Ok(Look::Found(found)) => return Some(ambiguous(vec![found.shown()])),
                Ok(Look::Ambiguous(candidates, _)) => return Some(ambiguous(candidates)),
                // The document that is being made may be ours.
                Ok(Look::Busy) if pauses.wait(self.context) => {}
                Ok(Look::Busy) => return unresolved(Error::before(ErrorKind::Busy)),
                Err(obstacle) => return unresolved(obstacle.error(Phase::Resolving)),
            }
        }
    }
}

/// The baseline and the fingerprint of an entry. If they cannot be read, no look can find the document: then its fate,
/// which does not block others.
fn search_data(entry: &Entry) -> std::result::Result<(Baseline, Fingerprint), Fate> {
    match (parsed(&entry.baseline), parsed(&entry.fingerprint)) {
        (Ok(baseline), Ok(fingerprint)) => Ok((baseline, fingerprint)),
        (Err(error), _) | (_, Err(error)) => Err(unreadable(entry, &error)),
    }
}

/// The fate of a document that may have come after it was reported as not made.
fn seen_late(candidates: Vec<Candidate>) -> Fate {
    let mut error = Error::new(
        ErrorKind::Lost(Text::of("документ мог прийти с опозданием", "the document may have arrived late")),
        Outcome::Unknown,
    );
    error.candidates = candidates;
    Fate::Unknown(Box::new(error))
}

/// The recorded answer or error, except for a document that was only found missing: that one may have come since.
fn final_answer(entry: &Entry) -> Option<Result<Answer>> {
    resolved(entry).filter(|_| !matches!(entry.state, State::NotMade { absent: true, .. }))
}
