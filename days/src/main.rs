//! Simulated days at the till: `cargo xtask days` lists what it can do.

mod database;
mod day;
mod disk;
mod facts;
mod faults;
mod found;
mod gate;
mod network;
mod plan;
mod process;
mod random;
mod registering;
mod registers;
mod server;
mod story;
mod tape;
mod totals;
mod vfs;
mod world;

use kassa::days::Bug;
use plan::Beside;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask days --seed N             the story of one day, made as short as it can be if it breaks a law
cargo xtask days --days M [--seed N]  M days from this one on, and what they came to
cargo xtask days --bugs               after how many days each planted bug is found, by tests/with-postgres
cargo xtask days --gate               what CI runs, the same way: the days that once failed, some thousand others, the
                                      planted bugs
    --bug NAME   with this bug planted
    --kind NAME  with this register alone
    --more       of CashCore and of ATOL's web server
    --services   of ATOL Online
    --registration  of OFD.ru and a new register of iCASH
    --server     with the journal on a server, by tests/with-postgres
    --damaged    with damaged files of the journal
    --handled    with people and other programs at the files of the journal and at the configuration
";

/// What is run as a whole.
#[derive(Clone, Copy)]
enum Whole {
    Bugs,
    Gate,
}

/// What the command line says.
#[derive(Default)]
struct Words {
    seed: Option<u64>,
    days: Option<u64>,
    bug: Option<Bug>,
    kind: Option<plan::Kind>,
    kinds: Option<&'static [plan::Kind]>,
    whole: Option<Whole>,
    beside: Option<Beside>,
}

fn main() -> ExitCode {
    let Some(words) = read(std::env::args().skip(1)) else {
        print!("{HELP}");
        return ExitCode::from(2);
    };
    let kinds = match &words.kind {
        Some(kind) => std::slice::from_ref(kind),
        None => words.kinds.unwrap_or(plan::Kind::ALL),
    };
    let of = plan::Days { kinds, beside: words.beside.unwrap_or(Beside::Nothing) };
    if kinds == plan::Kind::REGISTRATION && of.beside != Beside::Nothing {
        print!("{HELP}");
        return ExitCode::from(2);
    }
    let is_good = match (words.whole, words.seed, words.days) {
        (Some(Whole::Gate), ..) => gate::run(),
        (Some(Whole::Bugs), ..) => gate::find_bugs(),
        (None, Some(seed), None) => story::tell(seed, of, words.bug),
        (None, seed, Some(days)) => totals::run(seed.unwrap_or_default(), days, of, words.bug),
        (None, None, None) => {
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
                words.bug = Some(*Bug::ALL.iter().chain(Bug::OF_FLEET).find(|bug| bug.name() == name)?);
            }
            "--kind" => {
                let name = given.next()?;
                let mut kinds = [plan::Kind::ALL, plan::Kind::MORE, plan::Kind::SERVICES].into_iter().flatten();
                words.kind = Some(*kinds.find(|kind| format!("{kind:?}") == name)?);
            }
            "--bugs" => words.whole = Some(Whole::Bugs),
            "--gate" => words.whole = Some(Whole::Gate),
            "--more" => words.kinds = Some(plan::Kind::MORE),
            "--services" => words.kinds = Some(plan::Kind::SERVICES),
            "--registration" => words.kinds = Some(plan::Kind::REGISTRATION),
            word => {
                let beside = match word {
                    "--server" => Beside::Server,
                    "--damaged" => Beside::Damage,
                    "--handled" => Beside::Hands,
                    _ => return None,
                };
                // Days have one of them: a server's journal has no files.
                if words.beside.replace(beside).is_some() {
                    return None;
                }
            }
        }
    }
    Some(words)
}
