//! The matrix as it is printed: a row for each fault, with what was reported and what came of it.

use super::scene::{DID_NOT_STRIKE, Said};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// The result of one run.
#[derive(Debug, Default, Clone)]
pub struct Outcome {
    /// What the first call reported.
    pub first: Option<Said>,
    /// What `kassa_recover` reported after the restart.
    pub recovered: Option<Said>,
    pub duplicates: usize,
    pub losses: usize,
    /// Answers that were false, and documents that stayed unknown without need.
    pub falsehoods: Vec<String>,
    /// Another program's document with the same content was taken for ours: nothing on the device distinguishes them.
    pub taken_for_ours: bool,
    /// What happened, for the message of a failure.
    pub story: Vec<String>,
}

#[derive(Default)]
struct Row {
    runs: usize,
    first: BTreeMap<Said, usize>,
    recovered: BTreeMap<Said, usize>,
    once: usize,
    duplicates: usize,
    losses: usize,
    falsehoods: usize,
    taken: usize,
}

/// The matrix, filled from many threads.
#[derive(Default)]
pub struct Matrix {
    rows: Mutex<BTreeMap<String, Row>>,
    failures: Mutex<Vec<String>>,
}

/// What the first call reported; what was reported after a restart; what came of it.
const COLUMNS: [&str; 17] = [
    "made",
    "found",
    "rejected",
    "unsent",
    "unknown",
    "several",
    "found",
    "made",
    "rejected",
    "not found",
    "unknown",
    "several",
    "once",
    "twice",
    "lost",
    "false",
    "foreign",
];

const FIRST: [Said; 6] =
    [Said::Registered, Said::Recovered, Said::Rejected, Said::NotSent, Said::Unknown, Said::Candidates];
const RECOVERED: [Said; 6] =
    [Said::Recovered, Said::Registered, Said::Rejected, Said::NotFound, Said::Unknown, Said::Candidates];

/// Runs for a fault that does not occur, before that counts as a failure.
const TRIES: usize = 5;

/// Runs until the fault occurs. On a busy machine a call can end by its time-out before it comes to the point of the fault;
/// such a run says nothing. One that made a document twice or lost one is never repeated.
fn until_struck(run: impl Fn() -> Outcome) -> Outcome {
    let says_nothing = |outcome: &Outcome| {
        outcome.duplicates + outcome.losses == 0 && outcome.falsehoods.iter().any(|note| note == DID_NOT_STRIKE)
    };
    let mut outcome = run();
    for _ in 1..TRIES {
        if !says_nothing(&outcome) {
            break;
        }
        outcome = run();
    }
    outcome
}

impl Matrix {
    /// Adds a run of `task` to the row `name`; `key` orders the rows.
    pub fn add(&self, key: usize, name: &str, task: &str, run: impl Fn() -> Outcome) {
        let outcome = until_struck(run);
        let mut rows = self.rows.lock().unwrap();
        let row = rows.entry(format!("{key:04} {name}")).or_default();
        row.runs += 1;
        if let Some(said) = outcome.first {
            *row.first.entry(said).or_default() += 1;
        }
        if let Some(said) = outcome.recovered {
            *row.recovered.entry(said).or_default() += 1;
        }
        let clean = outcome.duplicates + outcome.losses == 0 && outcome.falsehoods.is_empty();
        row.once += usize::from(outcome.duplicates + outcome.losses == 0 && !outcome.taken_for_ours);
        row.duplicates += outcome.duplicates;
        row.losses += outcome.losses;
        row.falsehoods += outcome.falsehoods.len();
        row.taken += usize::from(outcome.taken_for_ours);
        if !clean {
            let faults = outcome.falsehoods.join("; ");
            let counts = format!("{} duplicates, {} losses", outcome.duplicates, outcome.losses);
            let story = outcome.story.join("\n    ");
            self.failures.lock().unwrap().push(format!("{name} / {task}: {counts}; {faults}\n    {story}"));
        }
    }

    /// Prints the matrix; fails if any document was made twice or lost, or any answer was false.
    pub fn close(self, title: &str) {
        let rows = self.rows.into_inner().unwrap();
        println!("\n{title}");
        line("", "runs", &COLUMNS.map(str::to_owned));
        let mut total = [0; 5];
        for (name, row) in &rows {
            let count = |counts: &BTreeMap<Said, usize>, said| counts.get(&said).copied().unwrap_or(0);
            let first = FIRST.map(|said| count(&row.first, said));
            let recovered = RECOVERED.map(|said| count(&row.recovered, said));
            let sums = [row.runs, row.duplicates, row.losses, row.falsehoods, row.taken];
            let numbers: Vec<usize> =
                first.into_iter().chain(recovered).chain([row.once]).chain(sums[1..].to_vec()).collect();
            let shown = |number: &usize| if *number == 0 { "·".to_owned() } else { number.to_string() };
            line(&name[5..], &row.runs.to_string(), &numbers.iter().map(shown).collect::<Vec<_>>());
            for (sum, part) in total.iter_mut().zip(sums) {
                *sum += part;
            }
        }
        let [runs, duplicates, losses, falsehoods, taken] = total;
        if taken > 0 {
            println!("foreign: in {taken} runs another program's document of the very same content was taken for ours");
        }
        println!("{runs} runs: {duplicates} duplicates, {losses} losses, {falsehoods} false answers");
        let failures = self.failures.into_inner().unwrap();
        assert!(failures.is_empty(), "{} runs failed:\n{}", failures.len(), failures.join("\n"));
    }
}

/// A line of the matrix.
fn line(name: &str, runs: &str, columns: &[String]) {
    let mut text = format!("{name:63}│ {runs:>4} ");
    for (index, (column, heading)) in columns.iter().zip(COLUMNS).enumerate() {
        let edge = if matches!(index, 0 | 6 | 12) { "│" } else { "" };
        text += &format!("{edge} {column:>width$} ", width = heading.chars().count());
    }
    println!("{}", text.trim_end());
}
