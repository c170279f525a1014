//! Reading back from the register what a journal has lost.
//!
//! The register shows which documents were made, but not under which ids. So they are recorded under ids made by the
//! library (`rebuilt …`). When a document under an unknown id is requested, it is compared with them first: it may be
//! one of the lost ones, requested again. See docs/en/exactly-once.md#a-journal-that-lost-documents.

use super::super::asking::{Asking, Intent};
use super::super::counter::Counted;
use super::super::device::Device;
use super::super::failure::{Phase, error_of};
use super::super::fate::Fate;
use super::super::gathered::all;
use super::super::identity::{is_taken, shown};
use super::super::record::{Recorded, damaged, parsed};
use super::super::results::RebuiltJournal;
use super::engine::RegisterEngine;
use crate::backends::fingerprint::{Fingerprint, Kind, Match};
use crate::backends::{Baseline, Document, Documents, Record};
use crate::error::{Candidate, Error, ErrorKind, Outcome, Result, Text};
use crate::journal::{Entry, REBUILT, State, Undelivered};
use crate::log::{self, Level};
use crate::task::answer::Answer;
use crate::transport::Stage;
use std::time::Duration;

/// Documents that are read back if the journal knows no number of this drive.
const LOOK_BACK: u64 = 250;

/// Time for reading back. The register may have to show many documents, and no sale waits for this call.
const TIME: Duration = Duration::from_secs(600);

impl Device {
    /// Reads back from the register what the journal has lost: each document after the last one that the journal knows.
    /// After that, documents can be made again. Does nothing if the count beside the journal says that nothing was lost; a
    /// journal on a server has no such count. It may take minutes.
    ///
    /// A call that makes a document reports a loss as [`Code::Journal`](crate::Code::Journal); whether to rebuild is a
    /// person's decision. A later document that matches one that was read back is that document if its mark proves it;
    /// otherwise the call fails once as unknown, with that document in [`Error::candidates`].
    pub fn rebuild_journal(&self) -> Result<RebuiltJournal> {
        self.logged("rebuild journal", None, || self.read_back())
    }

    fn read_back(&self) -> Result<RebuiltJournal> {
        let unsent = |failure| error_of(failure, Phase::BeforeSending);
        self.with_context_for(self.time.max(TIME), |context| {
            let _held = self.lock.hold(context)?;
            self.journal().revive()?;
            let kept = self.journal().intents(self.name())?;
            let counted = match self.journal_loss()? {
                Some(ErrorKind::JournalLost { counted, .. }) => counted,
                // On a server, or brought here without its lock file: no count says that nothing is missing. A device
                // without any document is a new one.
                _ if kept > 0 && self.counted()? == Counted::Nothing => None,
                _ => return Ok(RebuiltJournal { lost: Some(0), documents: Vec::new() }),
            };
            let lost = counted.map(|counted| counted.saturating_sub(kept));
            let entries = match self.backend.documents() {
                Documents::Register(register) => {
                    context.tell(Stage::Looking);
                    let now = register.baseline(context).map_err(unsent)?;
                    let (device, drive) = (self.backend.device(), now.drive.as_deref());
                    let epoch = self.journal().learned(device, drive)?.epoch;
                    let newest = self.journal().last(device, drive, epoch)?.map(|last| last.number);
                    let back = register.before(now.document, lost.unwrap_or_default().max(LOOK_BACK));
                    // Earlier ones are documents of other programs; the caller would be asked about each.
                    let past = newest.filter(|newest| *newest <= now.document).unwrap_or(back);
                    let mut records = Vec::new();
                    let mut keep = all(|record| records.push(record));
                    let sighting = register.look(past, context, &mut keep).map_err(unsent)?;
                    drop(keep);
                    let engine = RegisterEngine { device: self, register, context };
                    engine.lost_entries(records, sighting.baseline.drive.as_deref(), epoch)?
                }
                // A key is made from the id, and the server is asked for the key before a document is sent under it, so
                // nothing is sent twice.
                Documents::Queue(_) | Documents::None => Vec::new(),
            };
            self.journal().rebuild(&entries)?;
            self.reset_count(kept)?;
            Ok(RebuiltJournal { lost, documents: entries.iter().filter_map(shown_of).collect() })
        })
    }

    /// Accepts the journal as it is: what it lost is given up. This is for a person who knows that the register cannot
    /// be asked. Returns how many documents were lost; `None` if that is not known.
    pub fn accept_journal(&self) -> Result<Option<u64>> {
        self.logged("accept journal", None, || self.accepted())
    }

    fn accepted(&self) -> Result<Option<u64>> {
        self.with_context(|context| {
            let _held = self.lock.hold(context)?;
            self.journal().revive()?;
            let Some(ErrorKind::JournalLost { kept, counted }) = self.journal_loss()? else { return Ok(Some(0)) };
            self.reset_count(kept)?;
            Ok(counted.map(|counted| counted.saturating_sub(kept)))
        })
    }

    fn reset_count(&self, count: u64) -> Result<()> {
        self.lock.count(count).map_err(|error| Error::before(ErrorKind::Journal(Text::of_io(&error))))
    }
}

impl RegisterEngine<'_> {
    /// The error of an id that the journal does not know, while documents that were read back exist: one of them may be
    /// it, so `NotFound` would be wrong. `None` if there are none.
    pub(super) fn error_if_rebuilt(&self) -> Result<Option<Error>> {
        let rebuilt = self.device.journal().rebuilt(self.device.name(), None)?;
        let mut error = Error::new(ErrorKind::Untraceable, Outcome::Unknown);
        error.candidates = rebuilt.iter().filter_map(shown_of).collect();
        Ok((!error.candidates.is_empty()).then_some(error))
    }

    /// Entries for the register's documents that the journal does not have.
    fn lost_entries(&self, records: Vec<Record>, drive: Option<&str>, epoch: u64) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for record in records {
            if is_taken(self.device, &record, drive)? {
                continue;
            }
            let spell = |error: serde_json::Error| Error::before(ErrorKind::Internal(error.to_string()));
            let fingerprint = serde_json::to_string(&record.shown).map_err(spell)?;
            let anew = if epoch == 0 { String::new() } else { format!(" {epoch}") };
            let external_id = format!("{REBUILT} {}{anew} {}", drive.unwrap_or_default(), record.number);
            let answer = Answer { external_id: Some(external_id.clone()), ..record.answer };
            let answer = answer.into_text();
            entries.push(Entry {
                device: self.device.name().to_owned(),
                external_id,
                task: REBUILT.to_owned(),
                digest: [0; 32],
                gist: None,
                drive: drive.map(str::to_owned),
                baseline: "{}".to_owned(),
                fingerprint,
                asked: "{}".to_owned(),
                attempt: String::new(),
                key: None,
                epoch,
                parts: "{}".to_owned(),
                account: None,
                undelivered: Undelivered::No,
                state: State::Registered { number: record.number, answer },
            });
        }
        Ok(entries)
    }

    /// The answer to a document that may be one that was read back; `None` if it may be sent.
    ///
    /// A mark proves that it is. Equal content proves nothing: the answer is `unknown` with candidates, once for each
    /// document that was read back.
    pub(super) fn rebuilt(
        &self,
        asking: &Asking,
        document: &Document,
        id: &str,
        drive: Option<&str>,
    ) -> Result<Option<Result<Answer>>> {
        let fingerprint = &document.fingerprint;
        if matches!(fingerprint.kind, Kind::OpenShift | Kind::CloseShift) {
            // A register does not make these twice in a row.
            return Ok(None);
        }
        let device = self.device.name();
        let mut candidates = Vec::new();
        let rebuilt = self.device.journal().rebuilt(device, drive)?;
        for entry in rebuilt {
            let shown = parsed::<Option<Fingerprint>>(&entry.fingerprint).unwrap_or_default();
            match shown.as_ref().map_or(Match::Maybe, |shown| fingerprint.compare(shown)) {
                Match::Same if !fingerprint.marks.is_empty() => {
                    return self.take_rebuilt(asking, document, id, &entry).map(Some);
                }
                Match::Same | Match::Maybe => candidates.push(entry),
                Match::Other => {}
            }
        }
        if candidates.is_empty() {
            return Ok(None);
        }
        let entry = self.device.intend(asking, document, id, Intent::default())?;
        let mut error = Error::new(ErrorKind::Untraceable, Outcome::Unknown);
        error.candidates = candidates.iter().filter_map(shown_of).collect();
        let answer = self.device.conclude(&entry, Fate::Unknown(Box::new(error)));
        for rebuilt in candidates {
            self.claim(&rebuilt, id);
        }
        Ok(Some(answer))
    }

    /// Records that the document is one that was read back, and returns its answer.
    fn take_rebuilt(&self, asking: &Asking, document: &Document, id: &str, rebuilt: &Entry) -> Result<Result<Answer>> {
        let State::Registered { number, answer } = &rebuilt.state else {
            return Err(Error::before(ErrorKind::Internal("the restored document is not registered".into())));
        };
        let read =
            Answer::read(answer).map_err(|error| Error::new(ErrorKind::Journal(damaged(&error)), Outcome::Unknown))?;
        // The recorded answer has the library's id and nothing of what the caller requested, so both are added.
        let mut answer = Answer { external_id: Some(id.to_owned()), recovered: true, recorded: None, ..read };
        if !asking.asked.notes.is_empty() {
            answer.notes.clone_from(&asking.asked.notes);
        }
        answer.change = document.change.or(answer.change);
        let baseline =
            Baseline { document: number.saturating_sub(1), drive: rebuilt.drive.clone(), shift: None, ffd: None };
        let entry = self.device.intend(
            asking,
            document,
            id,
            Intent { baseline: Some(&baseline), epoch: rebuilt.epoch, ..Intent::default() },
        )?;
        if self.device.record_registered(&entry, *number, &mut answer)? == Recorded::Yes {
            self.claim(rebuilt, id);
        }
        Ok(Ok(answer))
    }

    fn claim(&self, rebuilt: &Entry, id: &str) {
        // If this fails, the caller is asked about it once more, which is the safer mistake.
        let claimed = self.device.journal().claim(&rebuilt.device, &rebuilt.external_id, id);
        if let Err(journal_error) = claimed {
            log::about(Level::Error, id, format_args!("{}: not recorded: {journal_error}", rebuilt.external_id));
        }
    }
}

/// A document that was read back, as the error's candidate; `None` if the entry is not registered.
fn shown_of(entry: &Entry) -> Option<Candidate> {
    let State::Registered { number, answer } = &entry.state else { return None };
    Some(shown(*number, Answer::read(answer).unwrap_or_default()))
}
