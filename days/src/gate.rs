//! What CI runs: the days that once failed, many others, and the planted bugs.

use crate::found;
use crate::plan::{Days, Kind, Plan};
use crate::totals::{self, Folder};
use kassa::days::Bug;

/// Days without a bug, and what cannot be known in them; it may not grow.
struct Most {
    days: u64,
    of: Days<'static>,
    undecidable: u64,
    doubled: u64,
    mistaken: [u64; 2],
}

const MOST: [Most; 11] = [
    Most { days: 1_000, of: Days::ALL, undecidable: 41, doubled: 84, mistaken: [18, 8] },
    Most { days: 500, of: Days::MORE, undecidable: 29, doubled: 29, mistaken: [6, 0] },
    Most { days: 500, of: Days::SERVICES, undecidable: 0, doubled: 0, mistaken: [0, 0] },
    Most { days: 500, of: Days::REGISTRATION, undecidable: 3, doubled: 25, mistaken: [0, 0] },
    Most { days: 300, of: Days::ALL.damaged(), undecidable: 208, doubled: 93, mistaken: [2, 2] },
    Most { days: 100, of: Days::SERVICES.damaged(), undecidable: 1, doubled: 0, mistaken: [0, 0] },
    Most { days: 300, of: Days::ALL.handled(), undecidable: 60, doubled: 43, mistaken: [2, 0] },
    Most { days: 200, of: Days::MORE.handled(), undecidable: 52, doubled: 23, mistaken: [2, 0] },
    Most { days: 100, of: Days::SERVICES.handled(), undecidable: 1, doubled: 0, mistaken: [0, 0] },
    Most { days: 100, of: Days::ALL.on_server(), undecidable: 2, doubled: 7, mistaken: [1, 0] },
    Most { days: 50, of: Days::MORE.on_server(), undecidable: 0, doubled: 3, mistaken: [0, 0] },
];

/// Days that came out otherwise each time while the HTTP client measured by the real clock, and some with a server.
const SENSITIVE: [(Days, u64); 5] = [
    (Days::ALL, 194),
    (Days::ALL, 221),
    (Days::ALL, 270),
    (Days::ALL.on_server(), 779),
    (Days::ALL.on_server(), 2_572),
];

/// How often each of them is played.
const TELLINGS: usize = 8;

/// How often the power fails in each write of a short day; each time another part of what was not synced is left.
const CRASHES: u64 = 2;

/// No bug may stay hidden for longer.
const MOST_DAYS: u64 = 700;

/// The first day on which each bug is found, as `cargo xtask days --bugs` says. Where that is no longer so, all days are
/// tried again.
const FOUND: &[(Bug, u64)] = &[
    (Bug::NoBaseline, 179),
    (Bug::AmountDecides, 289),
    (Bug::ResentWhileOpen, 74),
    (Bug::TakenNotLookedAt, 30),
    (Bug::AbsentAtFirstLook, 7),
    (Bug::BusyIsIdle, 122),
    (Bug::IntentAfterRequest, 77),
    (Bug::IntentNotSynced, 77),
    (Bug::OutcomeBeforeAnswer, 1),
    (Bug::OldBaselineLost, 17),
    (Bug::NumberingNotCompared, 10),
    (Bug::DriveNotCompared, 349),
    (Bug::LockNotTaken, 100),
    (Bug::DriveNotLocked, 687),
    (Bug::KeyReused, 5),
    (Bug::RefusalBelieved, 40),
    (Bug::SentTooLittle, 7),
    (Bug::DeliveredLater, 7),
    (Bug::LeaseOutlived, 3),
    (Bug::OtherNameTrusted, 241),
    (Bug::ApplicationNotLookedFor, 1),
    (Bug::ReportNotLookedFor, 158),
    (Bug::WorkflowLockNotTaken, 38),
];

pub fn run() -> bool {
    let mut is_good = true;
    let folder = Folder::new();
    for (what, plan) in found::days() {
        let day = crate::day::run(&plan, &folder, None, false);
        for breach in &day.facts.breaches {
            println!("again: {what}: {:?}: {}", breach.law, breach.what);
            is_good = false;
        }
    }
    for (days, seed) in SENSITIVE {
        let plan = days.plan(seed);
        let story = || crate::day::run(&plan, &folder, None, true).story;
        let first = story();
        if (1..TELLINGS).any(|_| story() != first) {
            println!("day {seed} is not the same each time: something in it is not the world's");
            is_good = false;
        }
    }
    for most in &MOST {
        let totals = totals::of(0, most.days, most.of, None, |_| true);
        totals.tell();
        is_good &= totals.breaches.is_empty();
        let mistaken = totals.mistaken.iter().zip(most.mistaken).any(|(now, most)| *now > most);
        if totals.undecidable > most.undecidable || totals.doubled > most.doubled || mistaken {
            println!("more than before cannot be known");
            is_good = false;
        }
    }
    is_good &= crash_everywhere(&folder);
    for bug in Bug::ALL.iter().chain(Bug::OF_FLEET) {
        is_good &= is_found_again(*bug, &folder) || find(*bug);
    }
    is_good
}

/// The days in which a bug can be found.
fn days_of(bug: Bug) -> Days<'static> {
    match bug {
        Bug::OtherNameTrusted => Days::ALL.handled(),
        Bug::ApplicationNotLookedFor | Bug::ReportNotLookedFor | Bug::WorkflowLockNotTaken => Days::REGISTRATION,
        bug if Bug::OF_FLEET.contains(&bug) => Days::ALL.on_server(),
        _ => Days::ALL,
    }
}

/// Lets the power fail in every write of a short day.
fn crash_everywhere(folder: &Folder) -> bool {
    let (mut all, mut is_good) = (0, true);
    for kind in [Kind::Icash, Kind::Itkassa] {
        let mut writes = 0;
        for write in 1.. {
            let mut failed = 0;
            for seed in 0..CRASHES {
                let day = crate::day::run(&found::crash(kind, write, seed), folder, None, false);
                failed += day.facts.power_failures;
                for breach in &day.facts.breaches {
                    println!("{kind:?}, power fails in write {write}, seed {seed}: {:?}: {}", breach.law, breach.what);
                    is_good = false;
                }
            }
            if failed == 0 {
                break;
            }
            writes += 1;
        }
        if writes == 0 {
            println!("{kind:?}: the power never failed");
            is_good = false;
        }
        all += writes;
    }
    println!("the power failed in each of {all} writes of the journal, {CRASHES} times");
    is_good
}

/// Plants each bug and prints after how many days it is found. Returns whether all are.
pub fn find_bugs() -> bool {
    let mut all = true;
    let folder = Folder::new();
    for bug in Bug::ALL.iter().chain(Bug::OF_FLEET) {
        all &= match found::against(*bug) {
            Some(plan) => {
                let is_found = breaks_a_law(&plan, *bug, &folder);
                let found = if is_found { "found" } else { "NOT FOUND" };
                println!("{:<22} {found} on the day written for it: {}", bug.name(), bug.what());
                is_found
            }
            None => find(*bug),
        };
    }
    all
}

/// Whether a bug is found on the day that was written against it, or on the day that found it first.
fn is_found_again(bug: Bug, folder: &Folder) -> bool {
    let first = FOUND.iter().find(|(found, _)| *found == bug).map(|(_, day)| days_of(bug).plan(day - 1));
    let Some(plan) = found::against(bug).or(first) else { return false };
    breaks_a_law(&plan, bug, folder)
}

fn breaks_a_law(plan: &Plan, bug: Bug, folder: &Folder) -> bool {
    !crate::day::run(plan, folder, Some(bug), false).facts.breaches.is_empty()
}

/// Plants a bug and runs one day after the other until it is found.
fn find(bug: Bug) -> bool {
    let totals = totals::of(0, MOST_DAYS, days_of(bug), Some(bug), |totals| totals.breaches.is_empty());
    // The cores may have gone on to later days meanwhile.
    let first = totals.breaches.iter().min_by_key(|(seed, _)| *seed);
    let found = first.map_or_else(
        || format!("NOT FOUND in {MOST_DAYS} days"),
        |(seed, breach)| format!("found on day {} by {:?}", seed + 1, breach.law),
    );
    println!("{:<22} {found}: {}", bug.name(), bug.what());
    first.is_some()
}
