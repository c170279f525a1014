//! The matrix as it is printed: a row for each exchange or point, the faults that it met, and the results.

use super::scene::Scene;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// How many workflows run at the same time.
const ABREAST: usize = 12;

/// The matrix, filled from many threads.
#[derive(Default)]
pub struct Matrix {
    rows: Mutex<BTreeMap<String, (usize, usize)>>,
    failures: Mutex<Vec<String>>,
}

impl Matrix {
    /// Adds a workflow to the row `name`; `key` orders the rows.
    pub fn add(&self, key: usize, name: &str, fault: &str, scene: &Scene) {
        let mut rows = self.rows.lock().unwrap();
        let row = rows.entry(format!("{key:04} {name}")).or_default();
        row.0 += 1;
        if !scene.falsehoods.is_empty() {
            row.1 += 1;
            let (falsehoods, story) = (scene.falsehoods.join("\n  "), scene.story.join("\n    "));
            self.failures.lock().unwrap().push(format!("{name} / {fault}:\n  {falsehoods}\n    {story}"));
        }
    }

    /// Prints the matrix; fails if anything existed twice, was missing or was false.
    pub fn close(self, title: &str) {
        println!("\n{title}");
        println!("{:70}│ roads │ wrong", "");
        let (mut roads, mut wrong) = (0, 0);
        for (name, (all, bad)) in self.rows.into_inner().unwrap() {
            let shown = if bad == 0 { "·".to_owned() } else { bad.to_string() };
            println!("{:70}│ {all:>5} │ {shown:>5}", &name[5..]);
            (roads, wrong) = (roads + all, wrong + bad);
        }
        println!("{roads} roads: {wrong} with something twice, missing or false");
        let failures = self.failures.into_inner().unwrap();
        let shown: Vec<String> = failures.iter().take(12).cloned().collect();
        assert!(failures.is_empty(), "{} roads failed:\n{}", failures.len(), shown.join("\n"));
    }
}

/// Runs the cells in parallel.
pub fn abreast<C: Sync>(cells: &[C], run: impl Fn(&C) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..ABREAST {
            scope.spawn(|| {
                while let Some(cell) = cells.get(next.fetch_add(1, Ordering::Relaxed)) {
                    run(cell);
                }
            });
        }
    });
}
