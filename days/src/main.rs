//! Simulated days at the till: `cargo xtask days` lists what it can do.

mod day;
mod disk;
mod facts;
mod found;
mod gate;
mod network;
mod plan;
mod random;
mod registers;
mod story;
mod tape;
mod totals;
mod vfs;
mod world;

use kassa::days::Bug;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask days --seed N             the story of one day, made as short as it can be if it breaks a law
cargo xtask days --days M [--seed N]  M days from this one on, and what they came to
cargo xtask days --bugs               after how many days each planted bug is found
cargo xtask days --gate               what CI runs: the days that once failed, some thousand others, the planted bugs
    --bug NAME   with this bug planted
    --kind NAME  with this register alone
    --more       of CashCore and of ATOL's web server
";

/// What the command line says.
#[derive(Default)]
struct Words {
    seed: Option<u64>,
    days: Option<u64>,
    bug: Option<Bug>,
    kind: Option<plan::Kind>,
    bugs: bool,
    gate: bool,
    more: bool,
}

fn main() -> ExitCode {
    let Some(words) = read(std::env::args().skip(1)) else {
        print!("{HELP}");
        return ExitCode::from(2);
    };
    let kinds =
        words.kind.map_or(if words.more { plan::Kind::MORE } else { plan::Kind::ALL }.to_vec(), |kind| vec![kind]);
    let is_good = match (words.seed, words.days) {
        _ if words.gate => gate::run(),
        _ if words.bugs => gate::find_bugs(),
        (Some(seed), None) => story::tell(seed, &kinds, words.bug),
        (seed, Some(days)) => totals::run(seed.unwrap_or_default(), days, &kinds, words.bug),
        (None, None) => {
            print!("{HELP}");
            return ExitCode::from(2);
        }
    };
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(mut given: impl Iterator<Item = String>) -> Option<Words> {
    let mut words = Words::default();
    while let Some(word) = given.next() {
        match word.as_str() {
            "--seed" => words.seed = Some(given.next()?.parse().ok()?),
            "--days" => words.days = Some(given.next()?.parse().ok()?),
            "--bug" => {
                let name = given.next()?;
                words.bug = Some(*Bug::ALL.iter().find(|bug| bug.name() == name)?);
            }
            "--kind" => {
                let name = given.next()?;
                words.kind =
                    Some(*plan::Kind::ALL.iter().chain(plan::Kind::MORE).find(|kind| format!("{kind:?}") == name)?);
            }
            "--bugs" => words.bugs = true,
            "--gate" => words.gate = true,
            "--more" => words.more = true,
            _ => return None,
        }
    }
    Some(words)
}
