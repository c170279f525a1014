//! A document that its server gave up in doubt: what the register shows of it.
//!
//! A server that loses its register in the middle of a document reports a failure, and the document may exist all the
//! same. Where the register's last document was read before ours was put in, and the server shows later ones, the driver
//! looks there before it asks a person.

use super::super::fate::Fate;
use super::super::pauses::Pauses;
use super::super::record::parsed;
use super::engine::QueueEngine;
use super::seen::{Seen, absent};
use crate::backends::fingerprint::{Fingerprint, Kind, Match};
use crate::backends::{Baseline, Made, Record, Sighting};
use crate::error::{Error, ErrorKind, Outcome};
use crate::journal::Entry;

/// What the register shows of a document.
enum Shown {
    Ours(Box<Made>),
    /// Nothing past the baseline can be it.
    Nothing,
    /// Something may be it, or the numbering is another one.
    Unclear,
}

impl QueueEngine<'_> {
    /// What the server's answer means once the register was looked at. Only a failure that leaves the document's fate
    /// open is looked into.
    pub(super) fn weighed(&self, entry: &Entry, fingerprint: &Fingerprint, seen: Seen) -> Seen {
        let Seen::Finished(Fate::Unknown(error)) = &seen else { return seen };
        let ErrorKind::Unclear(refusal) = &error.kind else { return seen };
        // These move money and leave nothing in the drive, so that the drive does not lack them either.
        if matches!(fingerprint.kind, Kind::CashIn | Kind::CashOut) {
            return seen;
        }
        // An entry without a baseline has none in its text.
        let Ok(baseline) = parsed::<Baseline>(&entry.baseline) else { return seen };
        let mut pauses = Pauses::of_queue();
        loop {
            match self.queue.look(baseline.document, self.context) {
                Ok(Some(sighting)) => match shown(&sighting, &baseline, fingerprint) {
                    Shown::Ours(made) => return Seen::Finished(Fate::Made(made)),
                    Shown::Unclear => return seen,
                    Shown::Nothing if sighting.busy => self.device.idle.forget(),
                    Shown::Nothing if self.device.idle.is_over(entry, sighting.baseline.drive, None) => {
                        return Seen::Finished(Fate::NotMade(Box::new(not_made(error))));
                    }
                    Shown::Nothing => {}
                },
                Ok(None) => return seen,
                Err(_) => self.device.idle.forget(),
            }
            if !pauses.wait(self.context) {
                // Without candidates the entry stays open, and the next call looks again.
                let open = Error::new(ErrorKind::Unclear(refusal.clone()), Outcome::Unknown);
                return Seen::Finished(Fate::Unknown(Box::new(open)));
            }
        }
    }
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

fn shown(sighting: &Sighting, baseline: &Baseline, fingerprint: &Fingerprint) -> Shown {
    let other_drive = baseline.drive.is_some() && sighting.baseline.drive != baseline.drive;
    if other_drive || sighting.baseline.document < baseline.document {
        return Shown::Unclear;
    }
    let verdict = |record: &Record| record.shown.as_ref().map_or(Match::Maybe, |shown| fingerprint.compare(shown));
    let possible: Vec<&Record> = sighting.records.iter().filter(|record| verdict(record) != Match::Other).collect();
    match possible[..] {
        [] => Shown::Nothing,
        [record] if verdict(record) == Match::Same => {
            let mut answer = record.answer.clone();
            answer.recovered = true;
            Shown::Ours(Box::new(Made { number: Some(record.number), answer, keeps_marks: None }))
        }
        _ => Shown::Unclear,
    }
}
