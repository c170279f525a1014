//! Databases on the server that `tests/with-postgres` starts. They are worked by `psql`, so that what the tests read there
//! does not pass through the client of the library under test.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// An empty database, removed with its value.
pub struct Database {
    /// The address up to the name of a database, with the password.
    server: String,
    name: String,
}

impl Database {
    /// The server is the one that `KASSA_POSTGRES` names.
    pub fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("KASSA_POSTGRES").expect("tests/with-postgres has started a server");
        let (server, _) = server.split_once("/postgres?").expect("the address of the server's own database");
        let name = format!("matrix_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let database = Self { server: server.to_owned(), name };
        database.on_the_server(&format!("CREATE DATABASE {}", database.name));
        database
    }

    /// Its address as a configuration has it. Connections with TLS have their tests elsewhere.
    pub fn url(&self) -> String {
        self.address(&self.name)
    }

    /// The first row of a query, its columns separated by `|`; `None` without one, or without its tables.
    pub fn row(&self, sql: &str) -> Option<String> {
        let done = psql(&self.url()).args(["-c", sql]).stderr(Stdio::null()).output().unwrap();
        let rows = String::from_utf8(done.stdout).unwrap();
        rows.lines().next().map(str::to_owned)
    }

    /// A session that has begun a transaction with this statement, and holds what it locks.
    pub fn session(&self, sql: &str) -> Session {
        let mut command = psql(&self.url());
        let mut psql = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        writeln!(psql.stdin.as_ref().unwrap(), "BEGIN; {sql}; SELECT 'held';").unwrap();
        let mut lines = BufReader::new(psql.stdout.take().unwrap()).lines().map_while(Result::ok);
        assert_eq!(lines.find(|line| line == "held").as_deref(), Some("held"), "{sql}");
        psql.stdout = None;
        Session(psql)
    }

    fn on_the_server(&self, sql: &str) {
        let done = psql(&self.address("postgres")).args(["-c", sql]).output().unwrap();
        assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
    }

    fn address(&self, database: &str) -> String {
        format!("{}/{database}?sslmode=disable", self.server)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.on_the_server(&format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// A transaction that ends with its value.
pub struct Session(Child);

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Prints values alone, and ends at the first error.
fn psql(address: &str) -> Command {
    let mut command = Command::new("psql");
    command.args(["-qAtX", "-v", "ON_ERROR_STOP=1", address]);
    command
}
