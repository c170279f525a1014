//! Reading a journal on a server, beside the programs that use it.

use super::{Address, Server, Values};
use crate::journal::{JournalCount, JournalDocument, JournalError};
use std::sync::Arc;

/// A journal on a server that is open for reading.
pub struct ReadingServer(Arc<Server>);

impl ReadingServer {
    /// Nothing is created.
    pub(in super::super) fn open(address: &str) -> Result<Self, JournalError> {
        let address = Address::parse(address).map_err(JournalError::broken)?;
        Ok(Self(Server::reached_at(&address)))
    }

    pub(in super::super) fn name(&self) -> String {
        self.0.name()
    }

    pub(in super::super) fn documents(&self) -> Result<Vec<JournalDocument>, JournalError> {
        let asked = "SELECT device, external_id, task, state, number::text, drive, outcome, intended_at::text,
             settled_at::text FROM kassa.document ORDER BY intended_at, seq";
        let rows = self.0.read(asked, &[])?;
        let document = |row: super::Row| {
            let mut values = Values(row.into_iter());
            JournalDocument {
                device: values.text(),
                external_id: values.text(),
                task: values.text(),
                state: values.text(),
                number: Some(values.number()).filter(|number| *number > 0),
                drive: values.maybe(),
                outcome: values.maybe(),
                intended_at: values.maybe().and_then(|at| at.parse().ok()).unwrap_or_default(),
                settled_at: values.maybe().and_then(|at| at.parse().ok()),
            }
        };
        Ok(rows.into_iter().map(document).collect())
    }

    pub(in super::super) fn counts(&self) -> Result<Vec<JournalCount>, JournalError> {
        let rows = self.0.read(&JournalCount::query("kassa.document", ""), &[])?;
        Ok(rows.into_iter().map(JournalCount::read).collect())
    }

    pub(in super::super) fn intents(&self) -> Result<Vec<(String, u64)>, JournalError> {
        let rows = self.0.read("SELECT device, intents::text FROM kassa.register ORDER BY device", &[])?;
        let counted = |row: super::Row| {
            let mut values = Values(row.into_iter());
            (values.text(), values.number())
        };
        Ok(rows.into_iter().map(counted).collect())
    }
}
