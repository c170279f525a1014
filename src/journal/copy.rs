//! Moves a journal from a file to a server, or back: every row is copied in one transaction, then read back and compared.

use super::postgres::{Address, ServerEnd, is_address};
use super::{JournalError, Sqlite};
use crate::error::Text;
use rusqlite::types::Value as Stored;
use rusqlite::{Connection, TransactionBehavior, params_from_iter};
use std::path::Path;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Whole,
    Bytes,
    Flag,
}

/// A table with its columns, and those that order its rows.
pub(super) struct Table {
    pub name: &'static str,
    pub columns: &'static [(&'static str, Kind)],
    order: (&'static str, &'static str),
}

/// A row, each value as text: bytes in hexadecimal digits, `true` and `false`.
pub(super) type Row = Vec<Option<String>>;

/// Rows that are in memory at a time.
const PAGE: usize = 500;

use Kind::{Bytes, Flag, Text as Words, Whole};

/// All tables but that of the leases, which belong to running calls. Rows are ordered in a file, and on a server.
#[rustfmt::skip]
const TABLES: &[Table] = &[
    Table {
        name: "document",
        columns: &[
            ("device", Words), ("external_id", Words), ("task", Words), ("digest", Bytes), ("gist", Bytes),
            ("drive", Words), ("baseline", Words), ("expected", Words), ("asked", Words), ("attempt", Words),
            ("key", Words), ("ticket", Words), ("account", Words), ("epoch", Whole), ("parts", Words),
            ("untold", Whole), ("state", Words), ("number", Whole), ("outcome", Words), ("absent", Flag),
            ("intended_at", Whole), ("settled_at", Whole),
        ],
        order: ("rowid", "seq"),
    },
    Table {
        name: "register",
        columns: &[
            ("device", Words), ("epoch", Whole), ("marks", Words), ("shared", Flag), ("intents", Whole), ("lost", Flag),
        ],
        order: ("rowid", "device"),
    },
    Table { name: "shift_opening", columns: &[("device", Words), ("opened_at", Words)], order: ("rowid", "device") },
    Table {
        name: "road",
        columns: &[
            ("registrar", Words), ("id", Words), ("register", Words), ("request", Words), ("progress", Words),
            ("begun_at", Whole), ("changed_at", Whole),
        ],
        order: ("rowid", "registrar, id"),
    },
    Table {
        name: "road_step",
        columns: &[("registrar", Words), ("id", Words), ("number", Whole), ("step", Words), ("mark", Words), ("at", Whole)],
        order: ("rowid", "registrar, id, number"),
    },
];

enum End {
    File(Sqlite),
    Server(ServerEnd),
}

/// Copies the journal at one place (a path, or the address of a server) to another, which must be empty, and compares
/// both. Returns the number of documents.
///
/// No program may work with either meanwhile: what it made would be missing from the copy.
pub fn copy(from: &str, to: &str) -> Result<u64, JournalError> {
    if !is_address(from) && !Path::new(from).is_file() {
        let text = Text::of("такого файла нет", "there is no such file");
        return Err(JournalError::broken(text.at(&from)));
    }
    let (from, to) = (End::open(from)?, End::open(to)?);
    for end in [&from, &to] {
        end.ensure_unused()?;
    }
    for table in TABLES {
        if to.count(table)? > 0 {
            let text = Text::of("там уже есть журнал", "there is a journal already");
            return Err(JournalError::broken(text.at(&to.name())));
        }
    }
    to.fill(&from)?;
    for table in TABLES {
        let (ours, theirs) = (digest(&from, table)?, digest(&to, table)?);
        if ours != theirs {
            let text = Text::of("копия отличается: журнал изменился", "the copy differs: the journal has changed");
            return Err(JournalError::broken(text.at(&table.name)));
        }
    }
    to.count(&TABLES[0])
}

/// How many rows a table has, and a digest of them in an order that both ends share.
fn digest(end: &End, table: &Table) -> Result<(u64, [u8; 32]), JournalError> {
    use sha2::{Digest, Sha256};
    let (mut count, mut sum) = (0, [0; 32]);
    end.pages(table, &mut |rows| {
        for row in rows {
            count += 1;
            let digest: [u8; 32] = Sha256::digest(format!("{row:?}")).into();
            // The order of other tables than the documents differs.
            sum.iter_mut().zip(digest).for_each(|(sum, byte)| *sum ^= byte);
        }
        Ok(())
    })?;
    Ok((count, sum))
}

impl End {
    fn open(place: &str) -> Result<Self, JournalError> {
        if is_address(place) {
            return ServerEnd::open(&Address::parse(place).map_err(JournalError::broken)?).map(Self::Server);
        }
        Sqlite::open(Path::new(place)).map(Self::File)
    }

    fn name(&self) -> String {
        match self {
            Self::File(file) => file.path().display().to_string(),
            Self::Server(server) => server.name(),
        }
    }

    /// Fails while a call holds a device there. Of a file only its programs know.
    fn ensure_unused(&self) -> Result<(), JournalError> {
        match self {
            Self::File(_) => Ok(()),
            Self::Server(server) => server.ensure_unused(),
        }
    }

    fn count(&self, table: &Table) -> Result<u64, JournalError> {
        match self {
            Self::File(file) => file.read(|connection| {
                let count: i64 =
                    connection.query_row(&format!("SELECT count(*) FROM {}", table.name), [], |row| row.get(0))?;
                Ok(count.unsigned_abs())
            }),
            Self::Server(server) => server.count(table.name),
        }
    }

    /// Passes on all rows, some at a time.
    fn pages(
        &self,
        table: &Table,
        take: &mut dyn FnMut(Vec<Row>) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let mut from = 0;
        loop {
            let rows = match self {
                Self::File(file) => file.read(|connection| page(connection, table, from))?,
                Self::Server(server) => server.page(table, table.order.1, from, PAGE)?,
            };
            from += rows.len();
            let is_last = rows.len() < PAGE;
            take(rows)?;
            if is_last {
                return Ok(());
            }
        }
    }

    /// Writes all rows of another end, or none.
    fn fill(&self, from: &Self) -> Result<(), JournalError> {
        match self {
            Self::File(file) => file.write(|connection| {
                let change = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                for table in TABLES {
                    let insert = insertion(table);
                    from.pages(table, &mut |rows| {
                        let mut statement = change.prepare_cached(&insert)?;
                        for row in rows {
                            statement.execute(params_from_iter(row.into_iter().map(Stored::from)))?;
                        }
                        Ok(())
                    })?;
                }
                change.commit()?;
                Ok(())
            }),
            Self::Server(server) => server.fill(&|insert| {
                for table in TABLES {
                    from.pages(table, &mut |rows| insert(table, rows))?;
                }
                Ok(())
            }),
        }
    }
}

fn page(connection: &Connection, table: &Table, from: usize) -> Result<Vec<Row>, JournalError> {
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|(name, kind)| match kind {
            Words => (*name).to_owned(),
            Whole => format!("CAST({name} AS TEXT)"),
            Bytes => format!("CASE WHEN {name} IS NULL THEN NULL ELSE lower(hex({name})) END"),
            Flag => format!("CASE WHEN {name} THEN 'true' ELSE 'false' END"),
        })
        .collect();
    let (columns, order) = (columns.join(", "), table.order.0);
    let query = format!("SELECT {columns} FROM {} ORDER BY {order} LIMIT {PAGE} OFFSET {from}", table.name);
    let mut query = connection.prepare(&query)?;
    let row = |row: &rusqlite::Row| (0..table.columns.len()).map(|at| row.get(at)).collect::<rusqlite::Result<Row>>();
    let rows = query.query_map([], row)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

fn insertion(table: &Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let values: Vec<String> = table
        .columns
        .iter()
        .enumerate()
        .map(|(at, (_, kind))| match kind {
            Words => format!("?{}", at + 1),
            Whole => format!("CAST(?{} AS INTEGER)", at + 1),
            Bytes => format!("unhex(?{})", at + 1),
            Flag => format!("?{} = 'true'", at + 1),
        })
        .collect();
    format!("INSERT INTO {} ({}) VALUES ({})", table.name, names.join(", "), values.join(", "))
}

#[cfg(test)]
mod tests {
    use super::super::contract_tests::sample;
    use super::super::postgres::tests::{database, open, url};
    use super::super::{Entry, Journal, Learned, Mark, State, WorkflowEntry};
    use super::*;

    #[test]
    fn a_journal_is_the_same_after_it_was_on_a_server_and_back() {
        let Some(address) = database() else { return };
        let folder = tempfile::tempdir().unwrap();
        let places = ["one.db", "two.db"].map(|name| folder.path().join(name).display().to_string());
        let mut one = Sqlite::open(Path::new(&places[0])).unwrap();
        for number in 0..PAGE as u64 + 7 {
            let id = format!("документ {number} \u{1F9FE}");
            let entry = Entry { key: (number % 3 == 0).then(|| number.to_string()), gist: None, ..sample(&id) };
            one.intend(&entry).unwrap();
            let state = match number % 4 {
                0 => State::Registered { number, answer: "{\"a\": \"\\u0000\"}".into() },
                1 => State::Queued { ticket: Some("t".into()) },
                2 => State::NotMade { error: "{}".into(), absent: true },
                _ => continue,
            };
            one.resolve(&entry, &state).unwrap();
        }
        one.learn("d", &Learned { epoch: 2, keeps_marks: Some(true), shared: true, lost: false }).unwrap();
        one.keep_shift_opening("d", Some("10:00")).unwrap();
        let texts = || String::from("{}");
        let workflow =
            WorkflowEntry { registrar: texts(), id: texts(), register: texts(), request: texts(), progress: texts() };
        one.keep_workflow(&workflow, "start", Mark::Done).unwrap();
        let server = url(&address);
        assert_eq!(copy(&places[0], &server).unwrap(), PAGE as u64 + 7);
        assert!(copy(&places[0], &server).is_err(), "it is not empty");
        let holder = open(&address);
        holder.leases().take("d").unwrap();
        assert!(copy(&server, &places[1]).is_err(), "somebody works with it");
        holder.leases().release("d");
        assert_eq!(copy(&server, &places[1]).unwrap(), PAGE as u64 + 7);
        let mut two = Sqlite::open(Path::new(&places[1])).unwrap();
        let device = sample("").device;
        assert_eq!(two.open_entries(&device).unwrap(), one.open_entries(&device).unwrap());
        assert_eq!(two.intents(&device).unwrap(), PAGE as u64 + 7);
        let (one, two) = (End::File(one), End::File(two));
        for table in TABLES {
            assert_eq!(digest(&one, table).unwrap(), digest(&two, table).unwrap(), "{}", table.name);
            assert!(one.count(table).unwrap() > 0, "{}", table.name);
        }
    }
}
