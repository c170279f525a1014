//! Many days, on all cores, and what they came to.

use crate::database::Database;
use crate::day;
use crate::facts::{Breach, Facts};
use crate::plan::{Beside, Days};
use kassa::days::Bug;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread;
use std::time::Instant;

/// What many days came to.
#[derive(Debug, Default)]
pub struct Totals {
    pub days: u64,
    pub documents: u64,
    pub calls: u64,
    pub undecidable: u64,
    pub mistaken: [u64; 2],
    pub doubled: u64,
    pub breaches: Vec<(u64, Breach)>,
}

impl Totals {
    pub fn add(&mut self, seed: u64, facts: Facts) {
        self.days += 1;
        self.documents += facts.made.iter().filter(|made| made.id.is_some()).count() as u64;
        self.calls += facts.calls;
        self.undecidable += facts.undecidable.len() as u64;
        self.mistaken[0] += facts.mistaken[0];
        self.mistaken[1] += facts.mistaken[1];
        self.doubled += facts.doubled;
        self.breaches.extend(facts.breaches.into_iter().map(|breach| (seed, breach)));
    }

    /// Prints them.
    pub fn tell(&self) {
        let Self { days, documents, calls, undecidable, mistaken: [unknown, known], doubled, breaches } = self;
        for (seed, breach) in breaches.iter().take(20) {
            println!("seed {seed}: {:?}: {}", breach.law, breach.what);
        }
        println!("{days} days, {documents} documents, {calls} calls: {} laws broken", breaches.len());
        println!("what cannot be known: {undecidable} unresolved with candidates,");
        println!(
            "  {doubled} second documents: a register slower than settleMs, a network that copies, a lost memory,"
        );
        println!("  {unknown} answers with an equal document of a program not seen before, {known} of one seen before");
    }
}

/// A place for one day after the other: a folder in memory, which is removed at the end, and a database if a day needs it.
pub struct Folder {
    path: PathBuf,
    number: u64,
    database: OnceLock<Arc<Mutex<Database>>>,
}

impl Folder {
    pub fn new() -> Self {
        static FOLDERS: AtomicU64 = AtomicU64::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let memory = PathBuf::from("/dev/shm");
        let place = if memory.is_dir() { memory } else { std::env::temp_dir() };
        let folder = place.join(format!("kassa-days-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder for the journals");
        Self { path: folder, number, database: OnceLock::new() }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The database, emptied.
    pub fn database(&self) -> Arc<Mutex<Database>> {
        let database = self.database.get_or_init(|| Arc::new(Mutex::new(Database::new(self.number))));
        database.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Arc::clone(database)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of it is in memory.
        fs::remove_dir_all(&self.path).unwrap_or_default();
    }
}

/// Runs days and prints what they came to. Returns whether no law was broken.
pub fn run(first: u64, count: u64, days: Days, bug: Option<Bug>) -> bool {
    let begun = Instant::now();
    let totals = of(first, count, days, bug, |_| true);
    totals.tell();
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    println!("{} days a minute", count * 60_000 / millis.max(1));
    totals.breaches.is_empty()
}

/// Runs days on all cores, as long as `goes_on` says after each.
pub fn of(first: u64, count: u64, days: Days, bug: Option<Bug>, goes_on: impl Fn(&Totals) -> bool + Sync) -> Totals {
    let next = AtomicU64::new(first);
    let totals = Mutex::new(Totals::default());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    // With a server a day waits more than it works.
    let workers = if days.beside == Beside::Server { 3 * cores } else { cores };
    thread::scope(|scope| {
        for _ in 0..workers {
            let (next, totals, goes_on) = (&next, &totals, &goes_on);
            scope.spawn(move || {
                let folder = Folder::new();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count || !goes_on(&totals.lock().expect("totals")) {
                        return;
                    }
                    let day = day::run(&days.plan(seed), &folder, bug, false);
                    totals.lock().expect("totals").add(seed, day.facts);
                }
            });
        }
    });
    totals.into_inner().expect("totals")
}
