//! The state of each registration workflow (from a new register to its registration card) and the steps that led to it.
//!
//! Its tables are called `road` and `road_step`: names in a file do not change.

use super::JournalError;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

/// A registration workflow as the journal knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkflowEntry {
    /// The registration service, by a name that is unique to it.
    pub registrar: String,
    /// The caller's id of the workflow.
    pub id: String,
    /// The register, by a name that is unique to it.
    pub register: String,
    /// What the caller asked for (JSON).
    pub request: String,
    /// The state that was reached (JSON).
    pub progress: String,
}

/// What is recorded of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It is about to be done.
    Begun,
    /// It was done.
    Done,
}

pub(super) fn find(connection: &Connection, registrar: &str, id: &str) -> Result<Option<WorkflowEntry>, JournalError> {
    let mut query =
        connection.prepare_cached("SELECT register, request, progress FROM road WHERE registrar = ?1 AND id = ?2")?;
    let entry = query.query_row(params![registrar, id], |row| {
        Ok(WorkflowEntry {
            registrar: registrar.to_owned(),
            id: id.to_owned(),
            register: row.get(0)?,
            request: row.get(1)?,
            progress: row.get(2)?,
        })
    });
    Ok(entry.optional()?)
}

/// Writes both tables in one transaction: no step is recorded without the state that it led to. `at` is Unix
/// milliseconds.
pub(super) fn keep(
    connection: &mut Connection,
    workflow: &WorkflowEntry,
    step: &str,
    mark: Mark,
    at: i64,
) -> Result<(), JournalError> {
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    change.execute(
        "INSERT INTO road (registrar, id, register, request, progress, begun_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
         ON CONFLICT (registrar, id) DO UPDATE SET register = ?3, request = ?4, progress = ?5, changed_at = ?6",
        params![workflow.registrar, workflow.id, workflow.register, workflow.request, workflow.progress, at],
    )?;
    let mark = match mark {
        Mark::Begun => "begun",
        Mark::Done => "done",
    };
    change.execute(
        "INSERT INTO road_step (registrar, id, number, step, mark, at)
         SELECT ?1, ?2, count(*) + 1, ?3, ?4, ?5 FROM road_step WHERE registrar = ?1 AND id = ?2",
        params![workflow.registrar, workflow.id, step, mark, at],
    )?;
    change.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Journal, Sqlite};
    use super::*;

    fn workflow(id: &str, progress: &str) -> WorkflowEntry {
        WorkflowEntry {
            registrar: "ofdru a".into(),
            id: id.into(),
            register: "icash b".into(),
            request: "{}".into(),
            progress: progress.into(),
        }
    }

    #[test]
    fn a_workflow_is_read_as_last_written_and_every_step_is_recorded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kassa.db");
        let mut journal = Sqlite::open(&path).unwrap();
        assert_eq!(journal.find_workflow("ofdru a", "1").unwrap(), None);
        journal.keep_workflow(&workflow("1", "{\"a\":1}"), "start", Mark::Done).unwrap();
        journal.keep_workflow(&workflow("1", "{\"a\":2}"), "application", Mark::Begun).unwrap();
        journal.keep_workflow(&workflow("2", "{}"), "start", Mark::Done).unwrap();
        let mut again = Sqlite::open(&path).unwrap();
        assert_eq!(again.find_workflow("ofdru a", "1").unwrap(), Some(workflow("1", "{\"a\":2}")));
        assert_eq!(again.find_workflow("another", "1").unwrap(), None);
        let connection = Connection::open(&path).unwrap();
        let mut query =
            connection.prepare("SELECT id || number || step || mark FROM road_step ORDER BY id, number").unwrap();
        let steps: Vec<String> = query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        assert_eq!(steps, ["11startdone", "12applicationbegun", "21startdone"]);
    }
}
