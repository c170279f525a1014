//! The journal on PostgreSQL, for several machines that share devices.
//!
//! Each method is one statement, hence one transaction and one round trip. A write finds the leases of its call in the
//! same statement, or changes nothing (`lease.rs`).

mod address;
mod connection;
mod end;
mod lease;
mod methods;
mod reading;
mod rows;
mod schema;
mod server;
#[cfg(test)]
#[path = "postgres_tests.rs"]
pub(crate) mod tests;

pub use address::{Address, is_address};
pub use end::ServerEnd;
pub use lease::{Leases, Times};
pub use reading::ReadingServer;

use super::patience::Urgency;
use super::{Entry, JournalError};
use crate::error::Text;
use crate::hex::hex;
use connection::Row;
use rows::{DOCUMENT, Values, entry};
use server::Server;
use std::sync::Arc;

/// A journal on a server. All of a process on the same server share its connections.
pub struct Postgres {
    server: Arc<Server>,
    leases: Arc<Leases>,
    syncs_outcomes: bool,
}

/// Whether a write is on the disk before its call goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durable {
    Yes,
    /// With the next write that is.
    Later,
}

impl Postgres {
    /// Opens the journal, or creates its tables. The leases are those of the device's calls.
    pub fn open(address: &Address, times: Times) -> Result<Self, JournalError> {
        let server = Server::open(address)?;
        let leases = Arc::new(Leases::new(Arc::clone(&server), times));
        Ok(Self { server, leases, syncs_outcomes: false })
    }

    /// Whether a registered document is on the disk before its caller has the answer.
    pub fn syncing_outcomes(self, syncs_outcomes: bool) -> Self {
        Self { syncs_outcomes, ..self }
    }

    /// The leases of the calls on this device.
    pub fn leases(&self) -> Arc<Leases> {
        Arc::clone(&self.leases)
    }

    fn read(&self, sql: &str, values: &[Option<&str>]) -> Result<Vec<Row>, JournalError> {
        self.leases.keep()?;
        self.server.read(sql, values)
    }

    fn entries(&self, conditions: &str, values: &[Option<&str>]) -> Result<Vec<Entry>, JournalError> {
        let rows = self.read(&format!("SELECT {DOCUMENT} FROM kassa.document WHERE {conditions}"), values)?;
        rows.into_iter().map(entry).collect()
    }

    fn entry(&self, conditions: &str, values: &[Option<&str>]) -> Result<Option<Entry>, JournalError> {
        Ok(self.entries(conditions, values)?.into_iter().next())
    }

    fn exists(&self, conditions: &str, values: &[Option<&str>]) -> Result<bool, JournalError> {
        Ok(!self.read(&format!("SELECT 1 FROM kassa.document WHERE {conditions} LIMIT 1"), values)?.is_empty())
    }

    /// Runs the common table expressions `steps`, which change something only with the row of `held`, and returns what
    /// `result` selects. The values of the steps begin with $4.
    fn write(
        &self,
        (urgency, durable): (Urgency, Durable),
        steps: &str,
        result: &str,
        values: &[Option<&str>],
    ) -> Result<Row, JournalError> {
        // A pooler may give each statement another session, so each says itself how it commits.
        let mode = match durable {
            Durable::Yes => "current_setting('synchronous_commit') IN ('on', 'remote_apply')",
            Durable::Later => "set_config('synchronous_commit', 'off', true) = 'off'",
        };
        let fenced = if planted!(LeaseOutlived) { "$3::bigint >= 0" } else { "leases = $3::bigint" };
        let sql = format!(
            "WITH fence AS (
                 UPDATE kassa.lease AS lease SET until = clock_timestamp() + $1::bigint * interval '1 millisecond'
                 FROM jsonb_each_text($2::jsonb) AS fence WHERE lease.name = fence.key AND lease.token = fence.value
                 RETURNING 1
             ), found AS (SELECT count(*) AS leases, {mode} AS mode FROM fence),
             held AS (SELECT 1 FROM found WHERE {fenced} AND mode),
             {steps} SELECT leases::text, mode::text, {result} FROM found"
        );
        let fence = self.leases.fence();
        let (lasts, count) = (self.leases.lasts(), fence.count.to_string());
        let fenced = [Some(lasts.as_str()), Some(&fence.tokens), Some(&count)];
        let values: Vec<Option<&str>> = fenced.into_iter().chain(values.iter().copied()).collect();
        let mut row = self.server.write(urgency, &sql, &values)?.into_iter().next().unwrap_or_default().into_iter();
        let (found, mode) = (row.next().flatten(), row.next().flatten());
        self.leases.renewed(&fence, found.and_then(|found| found.parse().ok()).unwrap_or_default())?;
        if mode.as_deref() != Some("true") {
            let text = Text::of("на сервере выключен synchronous_commit", "synchronous_commit is off on the server");
            return Err(JournalError::broken(text));
        }
        Ok(row.collect())
    }

    /// The undelivered document of this task that has this value in a column. One that may exist goes before one that was
    /// not made.
    fn undelivered_by(
        &self,
        column: &str,
        device: &str,
        task: &str,
        value: &[u8; 32],
    ) -> Result<Option<Entry>, JournalError> {
        let conditions = format!(
            "device = $1 AND task = $2 AND {column} = decode($3, 'hex') AND untold > 0
             AND (state <> 'notMade' OR absent) ORDER BY state = 'notMade', untold, seq DESC LIMIT 1"
        );
        self.entry(&conditions, &[Some(device), Some(task), Some(&hex(value))])
    }
}
