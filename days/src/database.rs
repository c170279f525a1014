//! A database for the journals of the days, on the server that `KASSA_POSTGRES` names (`tests/with-postgres`).
//!
//! Its clock shows the time of the simulated world. It can also lose what was not synced: before a write everything is
//! copied, and when the server fails, the copy takes the place of the tables.

use kassa::journal::{Address, Postgres, Times};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

/// What a day can write to.
const TABLES: [&str; 4] = ["document", "register", "shift_opening", "lease"];

/// A clock that the library finds before the server's own: `kassa.micros` is set before each statement.
const CLOCK: &str = "CREATE SCHEMA sim;
    CREATE FUNCTION sim.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    $$ SELECT to_timestamp(0) + current_setting('kassa.micros')::bigint * interval '1 microsecond' $$;";

/// A database, and a program that is connected to it.
pub struct Database {
    /// Where the journals are.
    pub address: String,
    psql: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Database {
    /// Makes the database of this number; one of an earlier run is dropped.
    pub fn new(number: u64) -> Self {
        let server = std::env::var("KASSA_POSTGRES").expect("KASSA_POSTGRES: run this by tests/with-postgres");
        let base = server.split('?').next().unwrap_or_default();
        let (server, _) = base.rsplit_once('/').expect("an address with a database");
        let name = format!("kassa_days_{number}");
        let address = format!("{server}/{name}?sslmode=disable");
        let mut first = Self::connected(format!("{base}?sslmode=disable"));
        first.run(&format!("DROP DATABASE IF EXISTS {name};"));
        first.run(&format!("CREATE DATABASE {name};"));
        first.run(&format!("ALTER DATABASE {name} SET search_path = sim, pg_catalog, public;"));
        drop(first);

        let times = Times { before_sending: Duration::from_secs(1), answer: Duration::from_secs(1) };
        let parsed = Address::parse(&address).expect("an address");
        drop(
            Postgres::open(&parsed, times).unwrap_or_else(|error| panic!("the journal is not opened: {}", error.0.en)),
        );
        let mut database = Self::connected(address);
        database.run(CLOCK);
        for table in TABLES {
            database.run(&format!("CREATE UNLOGGED TABLE sim.{table} AS SELECT * FROM kassa.{table};"));
        }
        database
    }

    fn connected(address: String) -> Self {
        let mut psql = Command::new("psql")
            .env("PGOPTIONS", "-c client_min_messages=error")
            .args(["-qAt", "-v", "ON_ERROR_STOP=1", &address])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("psql");
        let (input, output) = psql.stdin.take().zip(psql.stdout.take()).expect("pipes");
        Self { address, psql, input, output: BufReader::new(output) }
    }

    /// Runs statements, and waits until they are done.
    fn run(&mut self, sql: &str) {
        writeln!(self.input, "{sql}\n\\echo done").expect("psql takes statements");
        let mut line = String::new();
        while line.trim() != "done" {
            line.clear();
            assert!(self.output.read_line(&mut line).expect("psql answers") > 0, "psql has ended at: {sql}");
        }
    }

    /// Empties the journal, and ends connections that a day has left.
    pub fn clear(&mut self) {
        self.run(
            "DO $$ BEGIN PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'; END $$;",
        );
        self.run(&TABLES.map(|table| format!("DELETE FROM kassa.{table};")).concat());
    }

    /// Copies everything: all of it is on the disk.
    pub fn copy(&mut self) {
        self.move_all("sim", "kassa");
    }

    /// What came after the last copy is lost.
    pub fn restore(&mut self) {
        self.move_all("kassa", "sim");
    }

    /// Gives the tables of one schema the rows of another; their columns are the same.
    fn move_all(&mut self, to: &str, from: &str) {
        let all = TABLES.map(|table| {
            format!("DELETE FROM {to}.{table}; INSERT INTO {to}.{table} OVERRIDING SYSTEM VALUE TABLE {from}.{table};")
        });
        self.run(&format!("BEGIN; {} COMMIT;", all.concat()));
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // It ends with its input.
        let _gone = self.input.write_all(b"\\q\n");
        let _gone = self.psql.wait();
    }
}
