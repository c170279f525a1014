//! A server as one end of a copy.

use super::connection::Connection;
use super::{Address, Row, Server, Values};
use crate::error::Text;
use crate::journal::copy::{Kind, Table};
use crate::journal::{Cause, JournalError};
use serde_json::Value;
use std::cell::RefCell;
use std::sync::Arc;

/// A journal on a server that is copied, or that a copy is made in.
pub struct ServerEnd(Arc<Server>);

/// Writes rows of a table within the transaction of a copy.
type Insert<'a> = &'a dyn Fn(&Table, Vec<Row>) -> Result<(), JournalError>;

impl ServerEnd {
    /// Creates the tables if they are missing.
    pub(in super::super) fn open(address: &Address) -> Result<Self, JournalError> {
        Server::open(address).map(Self)
    }

    pub(in super::super) fn name(&self) -> String {
        self.0.name()
    }

    pub(in super::super) fn ensure_unused(&self) -> Result<(), JournalError> {
        let asked = "SELECT name FROM kassa.lease WHERE token IS NOT NULL AND until > clock_timestamp() LIMIT 1";
        match self.0.read(asked, &[])?.into_iter().flatten().flatten().next() {
            None => Ok(()),
            Some(device) => {
                let text = Text::of("с журналом ещё работают", "the journal is in use");
                Err(JournalError(text.at(&device), Cause::Broken))
            }
        }
    }

    pub(in super::super) fn count(&self, table: &str) -> Result<u64, JournalError> {
        let rows = self.0.read(&format!("SELECT count(*)::text FROM kassa.{table}"), &[])?;
        Ok(Values(rows.into_iter().flatten().collect::<Vec<_>>().into_iter()).number())
    }

    pub(in super::super) fn page(
        &self,
        table: &Table,
        order: &str,
        from: usize,
        most: usize,
    ) -> Result<Vec<Row>, JournalError> {
        let columns = table.columns.iter().map(|(name, kind)| match kind {
            Kind::Text => (*name).to_owned(),
            Kind::Whole | Kind::Flag => format!("{name}::text"),
            Kind::Bytes => format!("encode({name}, 'hex')"),
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        let asked = format!("SELECT {columns} FROM kassa.{} ORDER BY {order} LIMIT {most} OFFSET {from}", table.name);
        self.0.read(&asked, &[])
    }

    /// Runs `work` in one transaction, which is undone if it fails.
    pub(in super::super) fn fill(&self, work: &dyn Fn(Insert) -> Result<(), JournalError>) -> Result<(), JournalError> {
        let connection = RefCell::new(self.0.connection()?);
        let run = |sql: &str, values: &[Option<&str>]| {
            let ran = connection.borrow_mut().run(sql, values, &|| true);
            ran.map(drop).map_err(|failure| self.0.error(failure))
        };
        run("BEGIN", &[])?;
        work(&|table, rows| {
            let rows = Value::from(rows.into_iter().map(Value::from).collect::<Vec<_>>()).to_string();
            run(&insertion(table), &[Some(&rows)])
        })?;
        // If it failed, the connection is closed, and the server undoes what was done.
        run("COMMIT", &[])
    }
}

fn insertion(table: &Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let values = table.columns.iter().enumerate().map(|(at, (_, kind))| match kind {
        Kind::Text => format!("given.row->>{at}"),
        Kind::Whole => format!("(given.row->>{at})::bigint"),
        Kind::Bytes => format!("decode(given.row->>{at}, 'hex')"),
        Kind::Flag => format!("(given.row->>{at})::boolean"),
    });
    format!(
        "INSERT INTO kassa.{} ({}) SELECT {} FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS given (row, at) ORDER BY at",
        table.name,
        names.join(", "),
        values.collect::<Vec<_>>().join(", ")
    )
}

impl Server {
    /// A connection of its own, for work that takes long.
    fn connection(&self) -> Result<Connection, JournalError> {
        self.connect(&|| true).map_err(|failure| self.error(failure))
    }
}
