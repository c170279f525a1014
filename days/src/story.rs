//! The story of one day, and a failing day made shorter.

use crate::day::{self, Day};
use crate::facts::Law;
use crate::plan::{Days, Plan};
use crate::totals::Folder;
use kassa::days::Bug;

/// Prints what happens on a day. If it breaks a law, everything that is not needed for that is left out first. Returns
/// whether no law was broken.
pub fn tell(seed: u64, days: Days, bug: Option<Bug>) -> bool {
    let folder = Folder::new();
    let mut plan = days.plan(seed);
    let mut day = day::run(&plan, &folder, bug, true);
    if let Some(law) = day.facts.breaches.first().map(|breach| breach.law) {
        (plan, day) = shortest(plan, day, law, &folder, bug);
    }
    println!("{plan:#?}\n");
    for line in &day.story {
        println!("{line}");
    }
    for breach in &day.facts.breaches {
        println!("BROKEN {:?}: {}", breach.law, breach.what);
    }
    day.facts.breaches.is_empty()
}

/// Leaves out one part after the other as long as the same law is broken.
fn shortest(mut plan: Plan, mut day: Day, law: Law, folder: &Folder, bug: Option<Bug>) -> (Plan, Day) {
    loop {
        let shorter = plan.shorter().into_iter().find_map(|shorter| {
            let day = day::run(&shorter, folder, bug, true);
            day.facts.breaches.iter().any(|breach| breach.law == law).then_some((shorter, day))
        });
        match shorter {
            Some(shorter) => (plan, day) = shorter,
            None => return (plan, day),
        }
    }
}
