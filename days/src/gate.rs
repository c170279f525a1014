//! What CI runs: the days that once failed, many others, and the planted bugs.

use crate::found;
use crate::plan::Kind;
use crate::totals::{self, Folder};
use kassa::days::Bug;

/// Days without a bug.
const DAYS: u64 = 300;

/// What cannot be known in these days; it may not grow.
const UNDECIDABLE: u64 = 0;
const DOUBLED: u64 = 0;
const MISTAKEN: [u64; 2] = [0, 0];

/// No bug may stay hidden for longer.
const MOST_DAYS: u64 = 400;

pub fn run() -> bool {
    let mut is_good = true;
    let folder = Folder::new(0);
    for (what, plan) in found::days() {
        let day = crate::day::run(&plan, folder.path(), None, false);
        for breach in &day.facts.breaches {
            println!("again: {what}: {:?}: {}", breach.law, breach.what);
            is_good = false;
        }
    }
    let totals = totals::of(0, DAYS, Kind::ALL, None, |_| true);
    totals.tell();
    is_good &= totals.breaches.is_empty();
    let mistaken = totals.mistaken.iter().zip(MISTAKEN).any(|(now, most)| *now > most);
    if totals.undecidable > UNDECIDABLE || totals.doubled > DOUBLED || mistaken {
        println!("more than before cannot be known");
        is_good = false;
    }
    find_bugs() && is_good
}

/// Plants each bug and prints after how many days it is found. Returns whether all are.
pub fn find_bugs() -> bool {
    let mut all = true;
    for bug in Bug::ALL {
        all &= find(*bug);
    }
    all
}

/// Plants a bug and runs one day after the other until it is found.
fn find(bug: Bug) -> bool {
    let totals = totals::of(0, MOST_DAYS, Kind::ALL, Some(bug), |totals| totals.breaches.is_empty());
    // The cores may have gone on to later days meanwhile.
    let first = totals.breaches.iter().min_by_key(|(seed, _)| *seed);
    let found = first.map_or_else(
        || format!("NOT FOUND in {MOST_DAYS} days"),
        |(seed, breach)| format!("found on day {} by {:?}", seed + 1, breach.law),
    );
    println!("{:<22} {found}: {}", bug.name(), bug.what());
    first.is_some()
}
