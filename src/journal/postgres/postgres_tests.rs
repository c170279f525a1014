//! With a server: `tests/with-postgres cargo test -p kassa --lib journal::` starts one. Without it, these tests and the
//! server's part of `contract_tests.rs` do nothing.

use super::super::contract_tests::sample;
use super::super::{Cause, Journal, State};
use super::connection::Connection;
use super::*;
use crate::journal::Learned;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// A lease of so long, of which nothing is for the sending.
const SHORT: Times = Times { before_sending: Duration::ZERO, answer: Duration::from_millis(200) };
const LONG: Times = Times { before_sending: Duration::from_secs(10), answer: Duration::from_secs(20) };

/// A new database on the server of the tests; `None` without a server.
pub fn database() -> Option<Address> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let server = Address::parse(&std::env::var("KASSA_POSTGRES").ok()?).unwrap();
    let database = format!("unit_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let mut connection = Connection::open(&server, &server.hosts[0], &|| true).unwrap();
    connection.run_all(&format!("CREATE DATABASE {database}"), &|| true).unwrap();
    Some(Address { database, ..server })
}

/// The address with its password, as a configuration has it.
pub fn url(address: &Address) -> String {
    let server = std::env::var("KASSA_POSTGRES").unwrap();
    let (start, query) = server.split_once("/postgres?").unwrap();
    format!("{start}/{}?{query}", address.database)
}

pub fn open(address: &Address) -> Postgres {
    Postgres::open(address, LONG).unwrap()
}

/// With a lease of so long, all of which is for the answer.
pub fn open_for(address: &Address, lease: Duration) -> Postgres {
    Postgres::open(address, Times { before_sending: Duration::ZERO, answer: lease }).unwrap()
}

fn run(address: &Address, sql: &str) -> Vec<Row> {
    let mut connection = Connection::open(address, &address.hosts[0], &|| true).unwrap();
    connection.run(sql, &[], &|| true).unwrap()
}

#[test]
fn a_write_that_the_server_warns_of_is_no_record() {
    let Some(address) = database() else { return };
    let mut connection = Connection::open(&address, &address.hosts[0], &|| true).unwrap();
    let mut is_kept = |level: &str| {
        let sql = format!("DO $$ BEGIN RAISE {level} 'not confirmed by the standby'; END $$");
        connection.run(&sql, &[], &|| true).is_ok()
    };
    assert_eq!(["NOTICE", "WARNING", "NOTICE"].map(&mut is_kept), [true, false, true]);
}

#[test]
fn tables_of_the_first_version_are_brought_up_to_date_and_those_of_a_newer_one_refused() {
    let Some(address) = database() else { return };
    let mut connection = Connection::open(&address, &address.hosts[0], &|| true).unwrap();
    schema::make(&mut connection, &|| true).unwrap();
    let first = "ALTER TABLE kassa.register DROP COLUMN lost; UPDATE kassa.version SET version = 1";
    connection.run_all(first, &|| true).unwrap();
    for _ in 0..2 {
        schema::make(&mut connection, &|| true).unwrap();
        let now = run(
            &address,
            "SELECT (SELECT max(version) FROM kassa.version)::text, count(lost)::text FROM kassa.register",
        );
        assert_eq!(now[0], [Some("2".to_owned()), Some("0".to_owned())]);
    }
    connection.run_all("UPDATE kassa.version SET version = 3", &|| true).unwrap();
    assert!(schema::make(&mut connection, &|| true).is_err());
}

#[test]
fn a_lease_is_renewed_only_by_its_holder() {
    let Some(address) = database() else { return };
    let (one, other) = (Postgres::open(&address, SHORT).unwrap(), Postgres::open(&address, SHORT).unwrap());
    assert!(one.leases().take("a").unwrap());
    one.leases().renew().unwrap();
    while !other.leases().take("a").unwrap() {
        thread::sleep(Duration::from_millis(20));
    }
    assert!(matches!(one.leases().renew(), Err(JournalError(_, Cause::TakenOver))));
}

#[test]
fn one_has_a_device_until_it_is_freed_or_its_lease_ends() {
    let Some(address) = database() else { return };
    let (one, other) = (Postgres::open(&address, SHORT).unwrap(), Postgres::open(&address, SHORT).unwrap());
    assert!(one.leases().take("a").unwrap());
    assert!(!other.leases().take("a").unwrap() && other.leases().take("b").unwrap());
    one.leases().release("a");
    assert!(other.leases().take("a").unwrap(), "it was freed");
    assert!(!one.leases().take("a").unwrap());
    thread::sleep(Duration::from_millis(250));
    assert!(one.leases().take("a").unwrap(), "its lease has ended");
    let term = run(&address, "SELECT term::text FROM kassa.lease WHERE name = 'a'");
    assert_eq!(term, [[Some("3".to_owned())]]);
}

#[test]
fn who_slept_past_its_lease_and_lost_it_writes_nothing() {
    let Some(address) = database() else { return };
    let mut one = Postgres::open(&address, SHORT).unwrap();
    one.leases().take("a").unwrap();
    one.intend(&sample("before")).unwrap();
    thread::sleep(Duration::from_millis(250));
    one.intend(&sample("late")).expect("nobody has taken it over");
    thread::sleep(Duration::from_millis(250));
    let mut other = Postgres::open(&address, SHORT).unwrap();
    assert!(other.leases().take("a").unwrap());
    let device = sample("").device;
    let registered = State::Registered { number: 1, answer: "{}".into() };
    let writes = [
        one.intend(&sample("after")).map(drop),
        one.resolve(&sample("before"), &registered).map(drop),
        one.discard(&device, "before", "{}").map(drop),
        one.learn(&device, &Learned { epoch: 7, ..Learned::default() }),
        one.keep_shift_opening(&device, Some("10:00")),
        one.rebuild(&device, &[Entry { state: registered.clone(), ..sample("rebuilt") }]).map(drop),
    ];
    for written in writes {
        assert_eq!(written.unwrap_err().1, Cause::TakenOver);
    }
    let open: Vec<_> = other.open_entries(&device).unwrap().into_iter().map(|entry| entry.external_id).collect();
    assert_eq!(open, ["before", "late"]);
    assert_eq!(other.learned(&device, None).unwrap(), Learned { epoch: 3, ..Learned::default() });
    assert_eq!((other.find(&device, "rebuilt").unwrap(), other.shift_opening(&device).unwrap()), (None, None));
    one.leases().release("a");
    assert!(!Postgres::open(&address, LONG).unwrap().leases().take("a").unwrap(), "it is the other's");
}

#[test]
fn a_call_that_only_reads_keeps_its_lease() {
    let Some(address) = database() else { return };
    // Long enough for a busy machine, on which two of its calls may be far from each other.
    let answer = Duration::from_millis(1_500);
    let times = Times { answer, ..SHORT };
    let (mut one, other) = (Postgres::open(&address, times).unwrap(), open(&address));
    one.leases().take("a").unwrap();
    let begun = Instant::now();
    while begun.elapsed() < answer * 2 {
        one.find("d", "x").unwrap();
        assert!(!other.leases().take("a").unwrap());
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn threads_take_a_device_one_at_a_time_and_make_each_document_once() {
    let Some(address) = database() else { return };
    let made = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut journal = open(&address);
                let leases = journal.leases();
                for id in 0..20 {
                    while !leases.take("a").unwrap() {
                        thread::sleep(Duration::from_millis(1));
                    }
                    made.fetch_add(u64::from(journal.intend(&sample(&id.to_string())).is_ok()), Ordering::Relaxed);
                    leases.release("a");
                }
            });
        }
    });
    assert_eq!(made.into_inner(), 20);
    assert_eq!(open(&address).intents(&sample("").device).unwrap(), 20);
}

#[test]
fn a_server_that_may_forget_what_it_confirmed_is_refused() {
    let Some(address) = database() else { return };
    drop(open(&address));
    let database = &address.database;
    run(&address, &format!("ALTER DATABASE {database} SET synchronous_commit = 'off'"));
    let error = Server::open(&address).err().expect("it was taken");
    assert!(error.to_string().contains("synchronous_commit"), "{error}");
}

#[test]
fn a_lost_connection_is_made_anew_and_a_wrong_password_is_told_without_it() {
    let Some(address) = database() else { return };
    let mut journal = open(&address);
    journal.intend(&sample("a")).unwrap();
    run(
        &address,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    thread::sleep(Duration::from_millis(50));
    journal.intend(&sample("b")).unwrap();
    let wrong = Address { password: Some(crate::secret::Secret::new("wrong-password")), ..address };
    let error = Server::open(&wrong).err().expect("it was let in");
    assert!(error.to_string().contains("28P01") && !error.to_string().contains("wrong-password"), "{error}");
}
