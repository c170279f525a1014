//! A document that its server gave up in doubt: what the register shows of it.
//!
//! A server that loses its register in the middle of a document reports a failure, and the document may exist all the
//! same. Where the register's last document was read before ours was put in, and the server shows later ones, the driver
//! looks there before it asks a person.

use super::super::failure::{Phase, cause_of, error_of};
use super::super::fate::Fate;
use super::super::gathered::{Gathered, at_most};
use super::super::identity::{candidate, is_contested};
use super::super::pauses::Pauses;
use super::super::record::parsed;
use super::engine::QueueEngine;
use super::follow::KEY_UNKNOWN;
use super::seen::{Seen, absent, of_number_alone, seen};
use crate::backends::fingerprint::{Fingerprint, Kind, Match};
use crate::backends::{Baseline, Failure, Made, Record, Sighting, Ticket};
use crate::clock;
use crate::error::{Candidate, Error, ErrorKind, Outcome, Result};
use crate::journal::{Entry, State};
use crate::task::answer::Answer;

/// Most documents that one look compares: each is a request of its own in the server's queue.
const MOST_COMPARED: usize = 100;

/// What the register shows of a document.
enum Shown {
    Ours(Box<Record>),
    /// Nothing past the baseline can be it.
    Nothing,
    /// Something may be it, or the numbering is another one.
    Unclear,
}

impl QueueEngine<'_> {
    /// What the server's answer means once the register was looked at. Only a failure that leaves the document's fate
    /// open is looked into, and a document that the server knows by its number alone.
    pub(super) fn weighed(&self, entry: &Entry, fingerprint: &Fingerprint, ticket: Ticket, recovered: bool) -> Seen {
        let by_number = ticket.by_number;
        let seen = seen(ticket, fingerprint, recovered);
        if by_number && matches!(seen, Seen::Finished(Fate::Made(_))) {
            return self.told_apart(entry, fingerprint, seen);
        }
        let Seen::Finished(Fate::Unknown(error)) = &seen else { return seen };
        let ErrorKind::Unclear(refusal) = &error.kind else { return seen };
        if leaves_no_trace(fingerprint.kind) {
            return seen;
        }
        // An entry without a baseline has none in its text.
        let Ok(baseline) = parsed::<Baseline>(&entry.baseline) else { return seen };
        let mut pauses = Pauses::of_queue();
        loop {
            let (looked, mut contested) = (clock::now(), Vec::new());
            match self.documents_past(entry, &baseline, fingerprint) {
                Ok(Some((sighting, possible))) => match shown(&sighting, possible, &baseline, fingerprint) {
                    Shown::Ours(record) if self.is_contested(entry, &record) => {
                        self.device.idle.forget_of(entry);
                        contested = vec![candidate(*record)];
                    }
                    Shown::Ours(record) => {
                        let answer = Answer { recovered: true, ..record.answer };
                        let made = Made { number: Some(record.number), answer, keeps_marks: None };
                        return Seen::Finished(Fate::Made(Box::new(made)));
                    }
                    Shown::Unclear => return seen,
                    Shown::Nothing if sighting.busy => self.device.idle.forget_of(entry),
                    Shown::Nothing if self.device.idle.is_over(entry, sighting.baseline.drive, None, looked) => {
                        return Seen::Finished(Fate::NotMade(Box::new(not_made(error))));
                    }
                    Shown::Nothing => {}
                },
                Ok(None) => return seen,
                Err(_) => self.device.idle.forget_of(entry),
            }
            if !pauses.wait(self.context) {
                // Without candidates the entry stays open, and the next call looks again.
                let open = Error::new(ErrorKind::Unclear(refusal.clone()), Outcome::Unknown);
                return Seen::Finished(Fate::Unknown(Box::new(Error { candidates: contested, ..open })));
            }
            if pauses.overslept() {
                self.device.idle.forget_of(entry);
            }
        }
    }

    /// Whether a document of the register may also be that of another entry, whose caller has not read its outcome yet:
    /// an equal sale that was put in a moment later, perhaps by another name of the register.
    fn is_contested(&self, entry: &Entry, record: &Record) -> bool {
        let others = self.device.journal().unfinished_entries(self.device.name(), entry.drive.as_deref());
        let Ok(others) = others else { return true };
        is_contested(entry, record.number, &others, |theirs| verdict(record, theirs) != Match::Other)
    }

    /// A document that the server knows by its number alone is ours only if the register has made no other one like it
    /// since: the number is that of the last one, whoever had it made.
    fn told_apart(&self, entry: &Entry, fingerprint: &Fingerprint, seen: Seen) -> Seen {
        let error = match self.strays(entry, fingerprint) {
            Ok(candidates) if candidates.len() < 2 => return seen,
            Ok(candidates) => {
                let refusal = Box::new(of_number_alone());
                Error { candidates, ..Error::new(ErrorKind::Unclear(refusal), Outcome::Unknown) }
            }
            Err(failure) => Error::new(ErrorKind::Lost(cause_of(failure)), Outcome::Unknown),
        };
        Seen::Finished(Fate::Unknown(Box::new(error)))
    }

    /// The register's documents past the baseline that may be ours, without those that the journal has under other ids.
    fn documents_past(
        &self,
        entry: &Entry,
        baseline: &Baseline,
        fingerprint: &Fingerprint,
    ) -> std::result::Result<Option<(Sighting, Vec<Record>)>, Failure> {
        let mut possible = Gathered::default();
        let mut keep = at_most(MOST_COMPARED, |_, record| {
            let is_owned = matches!(self.owner(entry, &record.answer, record.number), Ok(Some(_)));
            match verdict(&record, fingerprint) {
                _ if is_owned => {}
                Match::Same => possible.push(record),
                Match::Maybe => possible.push(Record { shown: None, ..record }),
                Match::Other => {}
            }
        });
        let sighting = self.queue.look(baseline.document, self.context, &mut keep)?;
        drop(keep);
        Ok(sighting.map(|sighting| (sighting, possible.into_vec())))
    }

    /// What the register shows of a document that the server had accepted and whose key it no longer knows. `None` while
    /// nothing follows from that.
    ///
    /// Also of one that was ambiguous: what may have been it may be known as another entry's by now.
    pub(super) fn without_key(&self, entry: &Entry, fingerprint: &Fingerprint) -> Option<Fate> {
        if !matches!(entry.state, State::Queued { .. } | State::Ambiguous { .. }) || leaves_no_trace(fingerprint.kind) {
            return None;
        }
        // An entry without a baseline has none in its text.
        let baseline = parsed::<Baseline>(&entry.baseline).ok()?;
        let looked = clock::now();
        let Ok(shown) = self.documents_past(entry, &baseline, fingerprint) else {
            self.device.idle.forget_of(entry);
            return None;
        };
        let (sighting, possible) = shown?;
        if sighting.busy || possible.iter().any(|record| self.is_contested(entry, record)) {
            self.device.idle.forget_of(entry);
            return None;
        }
        let drive = sighting.baseline.drive.clone();
        let candidates = candidates(&sighting, possible, &baseline);
        if candidates.is_empty() {
            return self.device.idle.is_over(entry, drive, None, looked).then(|| Fate::NotMade(Box::new(absent())));
        }
        let lost = Error::new(ErrorKind::Lost(KEY_UNKNOWN), Outcome::Unknown);
        Some(Fate::Unknown(Box::new(Error { candidates, ..lost })))
    }

    /// Looks once more on the register for a document that was reported as not made because the server did not know its
    /// key. Fails with what may be it.
    pub(super) fn ensure_absent(&self, entry: &Entry, fingerprint: &Fingerprint, phase: Phase) -> Result<()> {
        let candidates = self.strays(entry, fingerprint).map_err(|failure| error_of(failure, phase))?;
        if candidates.is_empty() {
            return Ok(());
        }
        let lost = Error::new(ErrorKind::Lost(KEY_UNKNOWN), Outcome::Unknown);
        Err(Error { candidates, ..lost }.about(&entry.external_id))
    }

    /// What the register has that may be a document whose key the server does not know.
    ///
    /// A server that has lost its queue knows no key either. A document of the same content proves nothing here: another
    /// program may have made it while ours never arrived. So whatever there is, a person has to compare it.
    pub(super) fn strays(
        &self,
        entry: &Entry,
        fingerprint: &Fingerprint,
    ) -> std::result::Result<Vec<Candidate>, Failure> {
        // An entry without a baseline has none in its text.
        let Ok(baseline) = parsed::<Baseline>(&entry.baseline) else { return Ok(Vec::new()) };
        let shown = self.documents_past(entry, &baseline, fingerprint)?;
        Ok(shown.map_or_else(Vec::new, |(sighting, possible)| candidates(&sighting, possible, &baseline)))
    }
}

/// What a person has to compare with ours: the documents that may be it, or the reason why none can be compared.
fn candidates(sighting: &Sighting, possible: Vec<Record>, baseline: &Baseline) -> Vec<Candidate> {
    let (now, then) = (&sighting.baseline, baseline);
    if is_other_drive(now, then) {
        return vec![Candidate::OtherDrive { now: now.drive.clone(), expected: then.drive.clone() }];
    }
    if is_renumbered(sighting, baseline) {
        return vec![Candidate::NumberingRestarted { last: now.document, expected: then.document }];
    }
    possible.into_iter().map(candidate).collect()
}

/// Whether such a document leaves nothing in the drive, so that nothing is missing there either.
fn leaves_no_trace(kind: Kind) -> bool {
    matches!(kind, Kind::CashIn | Kind::CashOut | Kind::ReportX | Kind::Slip)
}

/// The error of a document that the register does not have: with the register's own error, if there was one.
fn not_made(error: &Error) -> Error {
    match &error.kind {
        ErrorKind::Unclear(refusal) if error.device.is_some() => {
            let refused = Error::new(ErrorKind::Refused(refusal.clone()), Outcome::Rejected);
            Error { device: error.device.clone(), ..refused }
        }
        _ => absent(),
    }
}

fn shown(sighting: &Sighting, mut possible: Vec<Record>, baseline: &Baseline, fingerprint: &Fingerprint) -> Shown {
    if is_renumbered(sighting, baseline) {
        return Shown::Unclear;
    }
    match (possible.pop(), possible.len()) {
        (None, _) => Shown::Nothing,
        (Some(record), 0) if verdict(&record, fingerprint) == Match::Same => Shown::Ours(Box::new(record)),
        _ => Shown::Unclear,
    }
}

/// Whether the register numbers its documents anew, so that what is past the baseline says nothing.
fn is_renumbered(sighting: &Sighting, baseline: &Baseline) -> bool {
    is_other_drive(&sighting.baseline, baseline) || sighting.baseline.document < baseline.document
}

fn is_other_drive(now: &Baseline, then: &Baseline) -> bool {
    then.drive.is_some() && now.drive != then.drive
}

/// How a document of the register compares with ours. If it is not shown, it may be ours.
fn verdict(record: &Record, fingerprint: &Fingerprint) -> Match {
    record.shown.as_ref().map_or(Match::Maybe, |shown| fingerprint.compare(shown))
}
