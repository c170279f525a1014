//! What a journal does, in the words of PostgreSQL.

use super::rows::{Values, drive_of, rebuilt};
use super::{Durable, Postgres};
use crate::error::Text;
use crate::hex::hex;
use crate::journal::learned::{Last, Learned};
use crate::journal::patience::Urgency;
use crate::journal::rebuilt::DOUBTED;
use crate::journal::row::signed;
use crate::journal::workflow::{Mark, WorkflowEntry};
use crate::journal::{Entry, Journal, JournalCount, JournalError, State, Undelivered, now};
use serde_json::{Value, json};

const CALL: (Urgency, Durable) = (Urgency::OfCall, Durable::Yes);

impl Journal for Postgres {
    fn find(&mut self, device: &str, external_id: &str) -> Result<Option<Entry>, JournalError> {
        self.entry("device = $1 AND external_id = $2", &[Some(device), Some(external_id)])
    }

    fn open_entries(&mut self, device: &str) -> Result<Vec<Entry>, JournalError> {
        self.entries("device = $1 AND state = 'open' ORDER BY intended_at, seq", &[Some(device)])
    }

    fn unfinished_entries(&mut self, device: &str, drive: Option<&str>) -> Result<Vec<Entry>, JournalError> {
        let conditions = "(device = $1 OR drive = $2) AND state IN ('open', 'queued') ORDER BY intended_at, seq";
        self.entries(conditions, &[Some(device), drive])
    }

    fn ambiguous_entries(&mut self, device: &str, drive: Option<&str>) -> Result<Vec<Entry>, JournalError> {
        let conditions = "(device = $1 OR drive = $2) AND state = 'ambiguous' ORDER BY intended_at, seq";
        self.entries(conditions, &[Some(device), drive])
    }

    fn answers(
        &mut self,
        device: &str,
        drive: Option<&str>,
        number: u64,
        since: u64,
    ) -> Result<Vec<String>, JournalError> {
        let asked =
            "SELECT outcome FROM kassa.document WHERE (drive = $1 OR ($1 IS NULL AND drive IS NULL AND device = $3))
             AND number = $2::bigint AND epoch >= $4::bigint AND state = 'registered' AND task <> 'rebuilt'
             ORDER BY epoch";
        let rows = self.read(asked, &[drive, Some(&number.to_string()), Some(device), Some(&since.to_string())])?;
        Ok(rows.into_iter().flatten().flatten().collect())
    }

    fn last(&mut self, device: &str, drive: Option<&str>, epoch: u64) -> Result<Option<Last>, JournalError> {
        let asked = "SELECT number::text, outcome FROM kassa.document
             WHERE (drive = $2 OR ($2 IS NULL AND drive IS NULL AND device = $1)) AND epoch = $3::bigint
             AND state = 'registered' ORDER BY number DESC LIMIT 1";
        let rows = self.read(asked, &[Some(device), drive, Some(&epoch.to_string())])?;
        Ok(rows.into_iter().next().map(|row| {
            let mut values = Values(row.into_iter());
            Last { number: values.number(), answer: values.text() }
        }))
    }

    fn last_here(&mut self, device: &str, drive: Option<&str>, epoch: u64) -> Result<Option<u64>, JournalError> {
        let asked = "SELECT max(number)::text FROM kassa.document
             WHERE device = $1 AND drive IS NOT DISTINCT FROM $2 AND epoch = $3::bigint AND state = 'registered'";
        let rows = self.read(asked, &[Some(device), drive, Some(&epoch.to_string())])?;
        Ok(rows.into_iter().flatten().flatten().next().and_then(|number| number.parse().ok()))
    }

    fn learned(&mut self, device: &str, drive: Option<&str>) -> Result<Learned, JournalError> {
        let asked = "SELECT epoch::text, marks, shared::text, lost::text FROM kassa.register WHERE device = $1
             UNION ALL SELECT coalesce(max(epoch), 0)::text, NULL, 'false', 'false' FROM kassa.document
             WHERE drive = $2 AND state = 'registered' AND NOT EXISTS (SELECT 1 FROM kassa.register WHERE device = $1)";
        let row = self.read(asked, &[Some(device), drive])?.into_iter().next().unwrap_or_default();
        let mut values = Values(row.into_iter());
        let (epoch, marks) = (values.number(), values.maybe());
        let (shared, lost) = (values.flag(), values.flag());
        Ok(Learned { epoch, keeps_marks: marks.map(|word| word == "kept"), shared, lost })
    }

    fn learn(&mut self, device: &str, learned: &Learned) -> Result<(), JournalError> {
        let marks = learned.keeps_marks.map(|kept| if kept { "kept" } else { "dropped" });
        let steps = "done AS (INSERT INTO kassa.register (device, epoch, marks, shared)
             SELECT $4, $5::bigint, $6, $7::boolean FROM held
             ON CONFLICT (device) DO UPDATE SET epoch = $5::bigint, marks = $6, shared = $7::boolean RETURNING 1)";
        let (epoch, shared) = (signed(learned.epoch).to_string(), learned.shared.to_string());
        self.write(CALL, steps, "NULL", &[Some(device), Some(&epoch), marks, Some(&shared)]).map(drop)
    }

    fn find_elsewhere(&mut self, device: &str, drive: &str, external_id: &str) -> Result<Option<Entry>, JournalError> {
        let conditions = "external_id = $3 AND device <> $1 AND drive = $2
             ORDER BY state = 'notMade', intended_at DESC LIMIT 1";
        self.entry(conditions, &[Some(device), Some(drive), Some(external_id)])
    }

    fn entries_elsewhere(&mut self, device: &str, external_id: &str) -> Result<Vec<Entry>, JournalError> {
        let conditions = "external_id = $2 AND device <> $1 ORDER BY intended_at DESC, seq DESC";
        self.entries(conditions, &[Some(device), Some(external_id)])
    }

    fn has_used(&mut self, device: &str, drive: &str) -> Result<bool, JournalError> {
        self.exists("drive = $2 AND state = 'registered' AND device = $1", &[Some(device), Some(drive)])
    }

    fn rebuilt_anywhere(&mut self) -> Result<Vec<Entry>, JournalError> {
        self.entries("task = 'rebuilt' AND asked = '{}' AND number IS NOT NULL ORDER BY number", &[])
    }

    fn is_elsewhere(&mut self, device: &str, external_id: &str) -> Result<bool, JournalError> {
        self.exists("external_id = $2 AND device <> $1", &[Some(device), Some(external_id)])
    }

    fn open_elsewhere(&mut self, device: &str, drive: &str) -> Result<Vec<Entry>, JournalError> {
        let conditions = "state = 'open' AND device <> $1 AND drive = $2 ORDER BY intended_at, seq";
        self.entries(conditions, &[Some(device), Some(drive)])
    }

    fn who_has(&mut self, drive: &str, number: u64, but: &Entry) -> Result<Option<String>, JournalError> {
        let asked = "SELECT external_id FROM kassa.document WHERE drive = $1 AND number = $2::bigint
             AND state = 'registered' AND NOT (external_id = $4 AND (device = $3 OR coalesce(key = $5, false))) LIMIT 1";
        let values =
            [Some(drive), Some(&*number.to_string()), Some(&but.device), Some(&but.external_id), but.key.as_deref()];
        Ok(self.read(asked, &values)?.into_iter().flatten().flatten().next())
    }

    fn intend(&mut self, entry: &Entry) -> Result<u64, JournalError> {
        // It replaces an entry whose document was not made; one that is open or made stays, and nothing is counted.
        let steps = "done AS (INSERT INTO kassa.document AS document
             (device, external_id, task, digest, drive, baseline, expected, asked, key, state, intended_at, untold, attempt,
              epoch, parts, account, gist)
             SELECT $4, $5, $6, decode($7, 'hex'), $8, $9, $10, $11, $12, 'open', $13::bigint, $14::smallint, $15,
             $16::bigint, $17, $18, decode($19, 'hex') FROM held
             ON CONFLICT (device, external_id) DO UPDATE SET task = excluded.task, digest = excluded.digest,
             drive = excluded.drive, baseline = excluded.baseline, expected = excluded.expected, asked = excluded.asked,
             key = excluded.key, ticket = NULL, state = 'open', number = NULL, outcome = NULL,
             intended_at = excluded.intended_at, settled_at = NULL, untold = excluded.untold, attempt = excluded.attempt,
             epoch = excluded.epoch, parts = excluded.parts, account = excluded.account, absent = false,
             gist = excluded.gist WHERE document.state = 'notMade' RETURNING 1),
             counted AS (INSERT INTO kassa.register AS register (device, intents, epoch) SELECT $4, 1, $16::bigint FROM done
             ON CONFLICT (device) DO UPDATE SET intents = register.intents + 1 RETURNING intents)";
        let undelivered = match entry.undelivered {
            Undelivered::No => "0",
            Undelivered::Yes => "1",
            Undelivered::LeftBehind => "2",
        };
        let gist = entry.gist.as_ref().map(|gist| hex(gist));
        let values = [
            Some(entry.device.as_str()),
            Some(&entry.external_id),
            Some(&entry.task),
            Some(&hex(&entry.digest)),
            entry.drive.as_deref(),
            Some(&entry.baseline),
            Some(&entry.fingerprint),
            Some(&entry.asked),
            entry.key.as_deref(),
            Some(&now().to_string()),
            Some(undelivered),
            Some(&entry.attempt),
            Some(&signed(entry.epoch).to_string()),
            Some(&entry.parts),
            entry.account.as_deref(),
            gist.as_deref(),
        ];
        let row = self.write(CALL, steps, "(SELECT intents::text FROM counted)", &values)?;
        match Values(row.into_iter()).maybe().and_then(|count| count.parse().ok()) {
            Some(count) => Ok(count),
            None => {
                let text = Text::of(
                    "документ уже отправляется или зарегистрирован",
                    "the document is already being sent or was registered",
                );
                Err(JournalError::broken(text.at(&entry.external_id)))
            }
        }
    }

    fn intents(&mut self, device: &str) -> Result<u64, JournalError> {
        let rows = self.read("SELECT intents::text FROM kassa.register WHERE device = $1", &[Some(device)])?;
        Ok(rows.into_iter().next().map_or(0, |row| Values(row.into_iter()).number()))
    }

    fn totals(&mut self) -> Result<(u64, bool), JournalError> {
        let asked =
            "SELECT coalesce(sum(intents), 0)::text, coalesce(bool_or(lost), false)::int::text FROM kassa.register";
        let row = self.read(asked, &[])?.into_iter().next().unwrap_or_default();
        let mut values = Values(row.into_iter());
        Ok((values.number(), values.number() > 0))
    }

    fn counts(&mut self, device: &str) -> Result<Vec<JournalCount>, JournalError> {
        let rows = self.read(&JournalCount::query("kassa.document", "WHERE device = $1"), &[Some(device)])?;
        Ok(rows.into_iter().map(JournalCount::read).collect())
    }

    /// A server has no file that could be removed.
    fn is_there(&self) -> bool {
        true
    }

    fn revive(&mut self) -> Result<(), JournalError> {
        Ok(())
    }

    fn resolve(&mut self, entry: &Entry, state: &State) -> Result<bool, JournalError> {
        let (external_id, key) = (&entry.external_id, entry.key.as_deref());
        let (word, number, outcome, ticket) = match state {
            State::Open => ("open", None, None, None),
            State::Queued { ticket } => ("queued", None, None, ticket.as_deref()),
            State::Registered { number, answer } => {
                ("registered", Some(signed(*number).to_string()), Some(answer), None)
            }
            State::Ambiguous { error } => ("ambiguous", None, Some(error), None),
            State::NotMade { error, .. } => ("notMade", None, Some(error), None),
        };
        // A registered document is on the device, where it can be found again; what else is known here is nowhere else.
        let is_found_again = matches!(state, State::Registered { .. }) && !self.syncs_outcomes;
        let durable = if is_found_again { Durable::Later } else { Durable::Yes };
        let absent = matches!(state, State::NotMade { absent: true, .. }).to_string();
        // The drive of a queue's document is known with its answer.
        let drive = match state {
            State::Registered { answer, .. } if key.is_some() => drive_of(answer),
            _ => entry.drive.clone(),
        };
        let steps = "done AS (UPDATE kassa.document SET state = $6, number = $7::bigint, outcome = $8,
             settled_at = $9::bigint, ticket = coalesce($10, ticket), absent = $12::boolean, drive = coalesce($13, drive)
             FROM held WHERE device = $4 AND external_id = $5 AND key IS NOT DISTINCT FROM $11 AND attempt = $14
             AND state <> 'registered' AND ($6 <> 'queued' OR state IN ('open', 'queued'))
             AND ($6 <> 'registered' OR key IS NULL OR $7::bigint = 0 OR NOT EXISTS (SELECT 1 FROM kassa.document AS other
             WHERE other.drive = $13 AND other.number = $7::bigint AND other.state = 'registered'
             AND NOT (other.external_id = $5 AND (other.device = $4 OR coalesce(other.key = $11, false))))) RETURNING 1)";
        let result = "(SELECT count(*) FROM done)::text,
             EXISTS (SELECT 1 FROM kassa.document WHERE device = $4 AND external_id = $5)::text";
        let values = [
            Some(entry.device.as_str()),
            Some(external_id),
            Some(word),
            number.as_deref(),
            outcome.map(String::as_str),
            Some(&now().to_string()),
            ticket,
            key,
            Some(&absent),
            drive.as_deref(),
            Some(&entry.attempt),
        ];
        let mut row = Values(self.write((Urgency::Outcome, durable), steps, result, &values)?.into_iter());
        let (done, is_kept) = (row.number() == 1, row.flag());
        if done || (is_kept && key.is_some()) {
            return Ok(done);
        }
        let text = Text::of("документа больше нет в журнале", "the document is no longer in the journal");
        Err(JournalError::broken(text.at(&external_id)))
    }

    fn discard(&mut self, device: &str, external_id: &str, error: &str) -> Result<bool, JournalError> {
        let steps = "done AS (UPDATE kassa.document SET state = 'notMade', outcome = $6, settled_at = $7::bigint,
             absent = false FROM held WHERE device = $4 AND external_id = $5 AND (state = 'ambiguous' OR state = 'notMade' AND absent)
             RETURNING 1)";
        let values = [Some(device), Some(external_id), Some(error), Some(&*now().to_string())];
        let row = self.write(CALL, steps, "(SELECT count(*) FROM done)::text", &values)?;
        Ok(Values(row.into_iter()).number() == 1)
    }

    fn find_queued(
        &mut self,
        device: &str,
        key: Option<&str>,
        ticket: Option<&str>,
    ) -> Result<Option<Entry>, JournalError> {
        match (key, ticket) {
            (Some(key), _) => self.entry("device = $1 AND key = $2", &[Some(device), Some(key)]),
            (None, Some(ticket)) => self.entry("device = $1 AND ticket = $2", &[Some(device), Some(ticket)]),
            (None, None) => Ok(None),
        }
    }

    fn find_undelivered(&mut self, device: &str, task: &str, digest: &[u8; 32]) -> Result<Option<Entry>, JournalError> {
        self.undelivered_by("digest", device, task, digest)
    }

    fn find_undelivered_alike(
        &mut self,
        device: &str,
        task: &str,
        gist: &[u8; 32],
    ) -> Result<Option<Entry>, JournalError> {
        self.undelivered_by("gist", device, task, gist)
    }

    fn undelivered_elsewhere(
        &mut self,
        device: &str,
        task: &str,
        digest: &[u8; 32],
        gist: &[u8; 32],
    ) -> Result<Vec<Entry>, JournalError> {
        let conditions = "device <> $1 AND task = $2 AND (digest = decode($3, 'hex') OR gist = decode($4, 'hex'))
             AND untold > 0 AND (state <> 'notMade' OR absent) ORDER BY untold, state = 'notMade', seq DESC";
        self.entries(conditions, &[Some(device), Some(task), Some(&hex(digest)), Some(&hex(gist))])
    }

    fn shift_opening(&mut self, device: &str) -> Result<Option<String>, JournalError> {
        let rows = self.read("SELECT opened_at FROM kassa.shift_opening WHERE device = $1", &[Some(device)])?;
        Ok(rows.into_iter().flatten().flatten().next())
    }

    fn keep_shift_opening(&mut self, device: &str, opened_at: Option<&str>) -> Result<(), JournalError> {
        match opened_at {
            Some(opened_at) => {
                let steps = "done AS (INSERT INTO kassa.shift_opening SELECT $4, $5 FROM held
                     ON CONFLICT (device) DO UPDATE SET opened_at = $5 RETURNING 1)";
                self.write(CALL, steps, "NULL", &[Some(device), Some(opened_at)]).map(drop)
            }
            None => {
                let steps = "done AS (DELETE FROM kassa.shift_opening USING held WHERE device = $4 RETURNING 1)";
                self.write(CALL, steps, "NULL", &[Some(device)]).map(drop)
            }
        }
    }

    fn undelivered(&mut self, device: &str) -> Result<Vec<Entry>, JournalError> {
        self.entries("device = $1 AND untold > 0 AND state <> 'notMade' ORDER BY seq", &[Some(device)])
    }

    fn newest(&mut self, device: &str) -> Result<Option<Entry>, JournalError> {
        self.entry("device = $1 ORDER BY untold = 1 DESC, seq DESC LIMIT 1", &[Some(device)])
    }

    fn tell(&mut self, device: &str, external_id: &str, goes_on: bool) -> Result<(), JournalError> {
        let conditions = "device = $1 AND untold > 0 AND (external_id = $2 OR $3::boolean)";
        let goes_on = goes_on.to_string();
        if !self.exists(conditions, &[Some(device), Some(external_id), Some(&goes_on)])? {
            return Ok(());
        }
        let steps = "done AS (UPDATE kassa.document SET untold = CASE external_id WHEN $5 THEN 0 ELSE 2 END FROM held
             WHERE device = $4 AND untold > 0 AND (external_id = $5 OR $6::boolean) RETURNING 1)";
        self.write(CALL, steps, "NULL", &[Some(device), Some(external_id), Some(&goes_on)]).map(drop)
    }

    fn doubt(&mut self, device: &str, external_id: &str) -> Result<(), JournalError> {
        let steps = "done AS (UPDATE kassa.document SET untold = 1 FROM held
             WHERE device = $4 AND external_id = $5 AND untold > 0 RETURNING 1)";
        self.write(CALL, steps, "NULL", &[Some(device), Some(external_id)]).map(drop)
    }

    fn rebuild(&mut self, device: &str, entries: &[Entry]) -> Result<usize, JournalError> {
        let rows: Vec<Value> = entries.iter().filter_map(rebuilt).collect();
        let steps = "given AS (SELECT * FROM jsonb_to_recordset($4::jsonb) AS given
                 (device text, external_id text, digest text, drive text, expected text, number bigint, outcome text,
                  epoch bigint)),
             done AS (INSERT INTO kassa.document (device, external_id, task, digest, drive, baseline, expected, asked, state,
                 number, outcome, intended_at, settled_at, epoch)
             SELECT device, external_id, 'rebuilt', decode(digest, 'hex'), drive, '{}', expected, '{}', 'registered',
                 number, outcome, $5::bigint, $5::bigint, epoch FROM given, held
             ON CONFLICT (device, external_id) DO NOTHING RETURNING 1),
             lost AS (INSERT INTO kassa.register AS register (device, lost, intents) SELECT $6, true, 1 FROM held
             ON CONFLICT (device) DO UPDATE SET lost = true, intents = register.intents + 1 RETURNING 1),
             doubted AS (UPDATE kassa.document SET absent = true FROM held
             WHERE (device = $6 OR drive = $8) AND state = 'notMade' AND NOT absent AND outcome NOT LIKE '%errors/notMade#discarded%' AND seq IN
             (SELECT seq FROM kassa.document WHERE device = $6 OR drive = $8 ORDER BY seq DESC LIMIT $7::bigint) RETURNING 1)";
        let (rows, now, doubted) = (Value::from(rows).to_string(), now().to_string(), DOUBTED.to_string());
        let drive = entries.first().and_then(|entry| entry.drive.as_deref());
        let values = [Some(&*rows), Some(&*now), Some(device), Some(&*doubted), drive];
        let row = self.write(CALL, steps, "(SELECT count(*) FROM done)::text", &values)?;
        Ok(usize::try_from(Values(row.into_iter()).number()).unwrap_or(usize::MAX))
    }

    fn rebuilt(&mut self, device: &str, drive: Option<&str>) -> Result<Vec<Entry>, JournalError> {
        let conditions = "task = 'rebuilt' AND asked = '{}' AND (device = $1 OR drive = $2) ORDER BY number";
        self.entries(conditions, &[Some(device), drive])
    }

    fn was_read_back(&mut self, device: &str, drive: Option<&str>, number: u64) -> Result<bool, JournalError> {
        let asked = "SELECT 1 FROM kassa.document WHERE (drive = $1 OR ($1 IS NULL AND drive IS NULL AND device = $3))
             AND number = $2::bigint AND state = 'registered' AND task = 'rebuilt' LIMIT 1";
        Ok(!self.read(asked, &[drive, Some(&number.to_string()), Some(device)])?.is_empty())
    }

    fn claim(&mut self, device: &str, rebuilt: &str, by: &str) -> Result<(), JournalError> {
        let steps = "done AS (UPDATE kassa.document SET asked = $6 FROM held
             WHERE device = $4 AND external_id = $5 AND task = 'rebuilt' RETURNING 1)";
        let claimed = json!({ "claimedBy": by }).to_string();
        self.write(CALL, steps, "NULL", &[Some(device), Some(rebuilt), Some(&claimed)]).map(drop)
    }

    fn find_workflow(&mut self, registrar: &str, id: &str) -> Result<Option<WorkflowEntry>, JournalError> {
        let asked = "SELECT register, request, progress FROM kassa.road WHERE registrar = $1 AND id = $2";
        let rows = self.read(asked, &[Some(registrar), Some(id)])?;
        Ok(rows.into_iter().next().map(|row| {
            let mut values = Values(row.into_iter());
            WorkflowEntry {
                registrar: registrar.to_owned(),
                id: id.to_owned(),
                register: values.text(),
                request: values.text(),
                progress: values.text(),
            }
        }))
    }

    fn keep_workflow(&mut self, workflow: &WorkflowEntry, step: &str, mark: Mark) -> Result<(), JournalError> {
        let steps = "done AS (INSERT INTO kassa.road (registrar, id, register, request, progress, begun_at, changed_at)
             SELECT $4, $5, $6, $7, $8, $9::bigint, $9::bigint FROM held ON CONFLICT (registrar, id) DO UPDATE SET
             register = $6, request = $7, progress = $8, changed_at = $9::bigint RETURNING 1),
             step AS (INSERT INTO kassa.road_step (registrar, id, number, step, mark, at)
             SELECT $4, $5, 1 + (SELECT count(*) FROM kassa.road_step WHERE registrar = $4 AND id = $5), $10, $11, $9::bigint
             FROM done RETURNING 1)";
        let mark = match mark {
            Mark::Begun => "begun",
            Mark::Done => "done",
        };
        let values = [
            Some(workflow.registrar.as_str()),
            Some(&workflow.id),
            Some(&workflow.register),
            Some(&workflow.request),
            Some(&workflow.progress),
            Some(&now().to_string()),
            Some(step),
            Some(mark),
        ];
        self.write(CALL, steps, "NULL", &values).map(drop)
    }
}
