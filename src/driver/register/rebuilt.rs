//! Reading back from the register what a journal has lost.
//!
//! The register shows which documents were made, but not under which ids. So they are recorded under ids made by the
//! library (`rebuilt …`). When a document under an unknown id is requested, it is compared with them first: it may be
//! one of the lost ones, requested again. See docs/en/exactly-once.md#a-journal-that-lost-documents.

use super::super::asking::{Asking, Intent};
use super::super::counter::Counted;
use super::super::device::Device;
use super::super::drive_names::{LostElsewhere, note_read_back};
use super::super::failure::{Phase, beside_journal, error_of};
use super::super::fate::Fate;
use super::super::gathered::all;
use super::super::identity::is_taken;
use super::super::journal_loss::{compare, is_made_once, shown_of};
use super::super::lock::Held;
use super::super::pauses::Pauses;
use super::super::record::{Recorded, damaged};
use super::super::results::RebuiltJournal;
use super::engine::RegisterEngine;
use crate::backends::fingerprint::Match;
use crate::backends::{Baseline, Document, Documents, Record};
use crate::clock;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::journal::{Entry, REBUILT, State, Undelivered};
use crate::log::{self, Level};
use crate::task::answer::Answer;
use crate::transport::Stage;
use std::time::Duration;

/// Documents that are read back if the journal has no number of this drive under this name of the register.
const LOOK_BACK: u64 = 250;

/// Time for reading back. The register may have to show many documents, and no sale waits for this call.
const TIME: Duration = Duration::from_secs(600);

impl Device {
    /// Reads back from the register what the journal has lost: each document after the last one that the journal has under
    /// this name of the register. Waits until the register is idle. After that, documents can be made again. Only asks for
    /// the register's fiscal drive if the counts beside the journal say that nothing was lost, under any name of the register;
    /// a journal on a server has no such counts. It may take minutes.
    ///
    /// A call that makes a document reports a loss as [`Code::Journal`](crate::Code::Journal); whether to rebuild is a
    /// person's decision. A later document that matches one that was read back is that document if its mark proves it;
    /// otherwise the call fails once as unknown, with that document in [`Error::candidates`].
    pub fn rebuild_journal(&self) -> Result<RebuiltJournal> {
        self.logged("rebuild journal", None, || self.read_back())
    }

    fn read_back(&self) -> Result<RebuiltJournal> {
        self.with_context_for(self.time.max(TIME), |context| {
            let _held = self.lock.hold(context)?;
            self.journal().revive()?;
            let kept = self.journal().intents(self.name())?;
            let lost_here = match self.journal_loss()? {
                Some(ErrorKind::JournalLost { counted, .. }) => counted.map(|counted| counted.saturating_sub(kept)),
                // On a server, or brought here without its lock file: no count says that nothing is missing. A device
                // without any document is a new one.
                _ if kept > 0 && self.counted()? == Counted::Nothing => None,
                _ => Some(0),
            };
            let elsewhere = match self.backend.documents() {
                Documents::Register(register) => RegisterEngine { device: self, register, context }.lost_elsewhere()?.0,
                Documents::Queue(_) | Documents::None => Vec::new(),
            };
            let lost = elsewhere.iter().map(LostElsewhere::documents).fold(lost_here, |all, some| Some(all? + some?));
            if lost == Some(0) {
                return Ok(RebuiltJournal { lost, documents: Vec::new() });
            }
            let entries = match self.backend.documents() {
                Documents::Register(register) => RegisterEngine { device: self, register, context }.read_back(lost)?,
                // A key is made from the id, and the server is asked for the key before a document is sent under it, so
                // nothing is sent twice.
                Documents::Queue(_) | Documents::None => Vec::new(),
            };
            self.journal().rebuild(self.name(), &entries)?;
            self.reset_count(self.journal().intents(self.name())?)?;
            if let Documents::Register(register) = self.backend.documents() {
                let (still, drive) = RegisterEngine { device: self, register, context }.lost_elsewhere()?;
                note_read_back(drive.as_ref(), &still)?;
            }
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
        self.lock.count(count).map_err(|error| beside_journal(&error))
    }
}

impl RegisterEngine<'_> {
    /// What the journal has lost under other names of this register.
    fn lost_elsewhere(&self) -> Result<(Vec<LostElsewhere>, Option<Held>)> {
        let unsent = |failure| error_of(failure, Phase::BeforeSending);
        let ask = || self.register.baseline(self.context).map_err(unsent);
        let (_, drive) = self.device.hold_drive(ask, |now| Some(now), self.context)?;
        Ok((self.device.lost_elsewhere(drive.as_ref())?, drive))
    }

    /// Reads back the documents that the journal does not have, after the last one of this name of the register: under
    /// another name documents may have been made since the loss.
    fn read_back(&self, lost: Option<u64>) -> Result<Vec<Entry>> {
        let unsent = |failure| error_of(failure, Phase::BeforeSending);
        self.context.tell(Stage::Looking);
        let ask = || self.register.baseline(self.context).map_err(unsent);
        let (before, _drive) = self.device.hold_drive(ask, |now| Some(now), self.context)?;
        self.wait_until_idle(before.document)?;
        let now = ask()?;
        let (device, drive) = (self.device.name(), now.drive.as_deref());
        let learned = self.device.journal().learned(device, drive)?;
        // A name that the journal has lost gets the epoch of its drive again.
        self.device.journal().learn(device, &learned)?;
        let newest = self.device.journal().last_here(device, drive, learned.epoch)?;
        // Earlier ones are documents of other programs; the caller would be asked about each.
        let back = self.register.before(now.document, lost.unwrap_or_default().max(LOOK_BACK));
        let past = newest.filter(|newest| *newest <= now.document).unwrap_or(back);
        let mut records = Vec::new();
        let mut keep = all(|record| records.push(record));
        let sighting = self.register.look(past, self.context, &mut keep).map_err(unsent)?;
        drop(keep);
        if sighting.baseline.drive != before.drive {
            // Its drive was replaced meanwhile, and what is locked is the other one.
            return Err(Error::before(ErrorKind::Busy));
        }
        self.lost_entries(records, drive, learned.epoch)
    }

    /// Waits until the register has been idle for the whole settling time: a document that was sent before the journal
    /// lost it may still come.
    fn wait_until_idle(&self, past: u64) -> Result<()> {
        let (mut pauses, mut idle) = (Pauses::of_register(), None);
        self.context.tell(Stage::Settling);
        loop {
            let looked = clock::now();
            let seen = self.register.look(past, self.context, &mut all(|_| ()));
            match seen.map_err(|failure| error_of(failure, Phase::BeforeSending))?.busy {
                true => idle = None,
                false => {
                    let since = *idle.get_or_insert_with(clock::now);
                    if looked.saturating_duration_since(since) >= self.device.idle.length {
                        return Ok(());
                    }
                }
            }
            // This may go on for longer than a lease lasts.
            self.device.lock.renew()?;
            if !pauses.wait(self.context) {
                return Err(Error::before(ErrorKind::Busy));
            }
            if pauses.overslept() {
                idle = None;
            }
        }
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
        if is_made_once(fingerprint.kind) {
            return Ok(None);
        }
        let device = self.device.name();
        let (mut candidates, mut same) = (Vec::new(), None);
        let rebuilt = self.device.journal().rebuilt(device, drive)?;
        for entry in rebuilt {
            match compare(fingerprint, &entry) {
                Match::Same if !fingerprint.marks.is_empty() => {
                    return self.take_rebuilt(asking, document, id, &entry).map(Some);
                }
                Match::Same => {
                    same.get_or_insert(candidates.len());
                    candidates.push(entry);
                }
                Match::Maybe => candidates.push(entry),
                Match::Other => {}
            }
        }
        if candidates.is_empty() {
            return Ok(None);
        }
        let entry = self.device.intend_made(asking, document, id, Intent { drive, ..Intent::default() })?;
        let mut error = Error::new(ErrorKind::Untraceable, Outcome::Unknown);
        error.candidates = candidates.iter().filter_map(shown_of).collect();
        let answer = self.device.conclude(&entry, Fate::Unknown(Box::new(error)));
        // It is at most one of them; the others are left for other ids.
        if let Some(rebuilt) = candidates.get(same.unwrap_or_default()) {
            self.claim(rebuilt, id);
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
        let baseline = Baseline {
            document: number.saturating_sub(1),
            drive: rebuilt.drive.clone(),
            since: None,
            shift: None,
            ffd: None,
        };
        let entry = self.device.intend_made(
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
