//! Resolving a lost answer: was the document made, or not?

use super::super::failure::{Obstacle, Phase};
use super::super::fate::{Fate, Patience, Sought, cut_short, unreadable};
use super::super::pauses::Pauses;
use super::super::record::{not_made, parsed, resolved};
use super::engine::RegisterEngine;
use super::look::Look;
use super::numbering::Numbering;
use crate::backends::Baseline;
use crate::backends::fingerprint::Fingerprint;
use crate::error::{Candidate, Error, ErrorKind, Outcome, Result};
use crate::journal::{Entry, State};
use crate::task::answer::Answer;
use crate::transport::Stage;

impl RegisterEngine<'_> {
    /// Looks at the device until the fate of the document is known or the deadline passes.
    pub(super) fn resolve(&self, sought: Sought, mut lost: Error, patience: Patience) -> Fate {
        let entry = sought.entry;
        let mut pauses = Pauses::of_register();
        self.context.tell(Stage::Settling);
        loop {
            let look = self.look(sought.fingerprint, sought.baseline);
            if look.is_ok() {
                lost.candidates.clear();
            }
            // Where the last look failed at the journal, that is what keeps the fate unknown, and not the register.
            let mut journal = None;
            let goes_on = match look {
                Ok(Look::Found(found)) if !found.by_content => return Fate::Made(found.made),
                // A person has to compare it already, for others may have sold the same since.
                Ok(Look::Found(found)) if matches!(entry.state, State::Ambiguous { .. }) => {
                    lost.candidates = vec![found.shown()];
                    false
                }
                // Another program may have made it, and ours may still come.
                Ok(Look::Found(found)) if found.busy => {
                    self.device.idle.forget();
                    true
                }
                Ok(Look::Found(mut found)) => {
                    if self.device.idle.is_over(entry, found.drive, found.made.number) {
                        found.made.answer.by_content = true;
                        return Fate::Made(found.made);
                    }
                    true
                }
                Ok(Look::Absent(now)) => {
                    if self.device.idle.is_over(entry, now.drive, None) {
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
                    if let Obstacle::Journal(journal_error) = obstacle {
                        journal = Some(journal_error);
                    }
                    patience == Patience::Long
                }
            };
            if !goes_on || !pauses.wait(self.context) {
                if let Some(journal_error) = journal {
                    lost.kind = journal_error.into();
                }
                return Fate::Unknown(Box::new(lost));
            }
        }
    }

    /// Resolves the documents left open by earlier calls, `id` among them; a new one must not go out before that.
    pub(super) fn resolve_open(&self, open: &[Entry], id: &str, numbering: &Numbering) -> Result<()> {
        for entry in open {
            match self.resolve_entry(entry, numbering) {
                Fate::Unknown(error) if entry.external_id == id && error.candidates.is_empty() => return Err(*error),
                Fate::Unknown(error) if error.candidates.is_empty() && self.context.is_stopped() => {
                    return Err(Error::before(ErrorKind::Cancelled));
                }
                Fate::Unknown(error) if error.candidates.is_empty() => {
                    return Err(Error::before(match error.kind {
                        journal @ (ErrorKind::Journal(_) | ErrorKind::JournalHeld) => journal,
                        _ => ErrorKind::EarlierUnresolved(entry.external_id.clone()),
                    }));
                }
                resolved => {
                    // The record says it now; as an answer it concerns only the call that asked for the document. An
                    // ambiguous one waits for a person, and the others do not wait for it.
                    if let Err(error) = self.device.conclude(entry, resolved) {
                        crate::log::line(format_args!("{}: {}", entry.external_id, error.message().en));
                    }
                }
            }
        }
        Ok(())
    }

    /// Finds out what became of a document whose call was cut short.
    pub(super) fn resolve_entry(&self, entry: &Entry, numbering: &Numbering) -> Fate {
        let (baseline, fingerprint) = match kept(entry) {
            Ok(kept) => kept,
            Err(fate) => return fate,
        };
        if entry.epoch < numbering.learned.epoch && baseline.drive == numbering.baseline.drive {
            let mut error = cut_short();
            error.candidates = self.candidates_anew(&baseline, &fingerprint, numbering);
            return Fate::Unknown(Box::new(error));
        }
        self.resolve(Sought { entry, fingerprint: &fingerprint, baseline: &baseline }, cut_short(), Patience::Short)
    }

    /// Finds out what became of a document.
    pub(in super::super) fn find_out(&self, id: &str) -> Result<Answer> {
        let here = self.device.earlier(id)?;
        if let Some(answer) = here.as_ref().and_then(known) {
            return answer;
        }
        // Which register it is that another name led to, its drive tells.
        if here.is_none() && !self.device.journal().is_elsewhere(self.device.name(), id)? {
            return Err(self.maybe_rebuilt()?.unwrap_or_else(|| Error::before(ErrorKind::NotFound)));
        }
        let _held = self.device.hold(self.context)?;
        let (mut numbering, _drive, open) = match self.arrive(id) {
            Ok(arrived) => arrived,
            // Another open document may be the one that this one would be taken for.
            Err(error) => return self.device.earlier(id)?.as_ref().and_then(known).unwrap_or(Err(error)),
        };
        let open = self.resolve_open(&open, id, &numbering);
        let Some(entry) = self.earlier_anywhere(id, &numbering.baseline)? else {
            return Err(Error::before(ErrorKind::NotFound));
        };
        if let Some(answer) = known(&entry) {
            return answer;
        }
        if let State::NotMade { .. } = &entry.state {
            return self.late(&entry, &mut numbering).unwrap_or_else(|| Err(not_made(&entry)));
        }
        open?;
        self.device.conclude(&entry, self.resolve_entry(&entry, &numbering))
    }

    /// A document that counts as not made, and that may have been made all the same: absence cannot be known, presence
    /// can. `None` if nothing has come; then the numbering stands as the look has shown it. It looks also where the last
    /// number is that of then: the register's state may lag behind its documents.
    pub(super) fn late(&self, entry: &Entry, numbering: &mut Numbering) -> Option<Result<Answer>> {
        let doubt = |error: Error| Some(Err(error.unresolved().about(&entry.external_id)));
        let (baseline, fingerprint) = match kept(entry) {
            Ok(kept) => kept,
            Err(fate) => return Some(self.device.conclude(entry, fate)),
        };
        if baseline.drive != numbering.baseline.drive || entry.epoch < numbering.learned.epoch {
            return None;
        }
        let mut pauses = Pauses::of_register();
        loop {
            match self.look(&fingerprint, &baseline) {
                Ok(Look::Absent(now)) => {
                    numbering.baseline = now;
                    return None;
                }
                Ok(Look::Found(found)) if !found.by_content => {
                    return Some(self.device.conclude(entry, Fate::Made(found.made)));
                }
                // Since then a neighbour may have sold the same: nobody can tell whose it is.
                Ok(Look::Found(found)) => return Some(self.device.conclude(entry, seen_late(vec![found.shown()]))),
                Ok(Look::Ambiguous(candidates, _)) => {
                    return Some(self.device.conclude(entry, seen_late(candidates)));
                }
                // The document at work may be ours.
                Ok(Look::Busy) if pauses.wait(self.context) => {}
                Ok(Look::Busy) => return doubt(Error::before(ErrorKind::Busy)),
                Err(obstacle) => return doubt(obstacle.error(Phase::Resolving)),
            }
        }
    }
}

/// Past which state of the register a document is looked for, and by what it is known; else its fate: no look can tell
/// what it was, and the others do not wait for it.
fn kept(entry: &Entry) -> std::result::Result<(Baseline, Fingerprint), Fate> {
    match (parsed(&entry.baseline), parsed(&entry.fingerprint)) {
        (Ok(baseline), Ok(fingerprint)) => Ok((baseline, fingerprint)),
        (Err(error), _) | (_, Err(error)) => Err(unreadable(entry, &error)),
    }
}

/// The fate of a document that may have come after it was given up.
fn seen_late(candidates: Vec<Candidate>) -> Fate {
    let mut error = Error::new(ErrorKind::Lost("the document may have arrived late".into()), Outcome::Unknown);
    error.candidates = candidates;
    Fate::Unknown(Box::new(error))
}

/// The same, but for a document that was only seen to be absent: it may have come since.
fn known(entry: &Entry) -> Option<Result<Answer>> {
    resolved(entry).filter(|_| !matches!(entry.state, State::NotMade { absent: true, .. }))
}
