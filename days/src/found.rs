//! Days that once broke a law, as they were after everything else had been left out.

use crate::plan::{Act, Event, Fault, Kind, LinkFault, Manners, Plan, Target, Then, Till};

/// All of them, with what was wrong.
pub fn days() -> Vec<(&'static str, Plan)> {
    vec![
        (
            "a document was registered, and a register that was silent a moment later made it `notSent`",
            Plan {
                tills: vec![till(&[(0, 0, Then::Repeat)])],
                faults: vec![
                    Fault::Link(Target::Document(1), LinkFault::AnswerCut),
                    Fault::At(2_531, Event::Cancel { till: 0 }),
                    Fault::Link(Target::Connection(5), LinkFault::Silent),
                ],
                ..quiet(Manners { work: 2_500, shows_work: true, ..QUICK })
            },
        ),
        (
            "an answer named the equal document of another program instead of its own number",
            Plan {
                tills: vec![till(&[(0, 0, Then::Repeat)])],
                faults: vec![Fault::At(300, Event::Neighbour { content: 0 })],
                ..quiet(Manners { work: 2_500, shows_work: true, hides: 300, ..QUICK })
            },
        ),
    ]
}

const QUICK: Manners = Manners { before: 0, work: 50, after: 10, shows_work: false, lags: 0, hides: 0 };

/// A day without tills and faults.
fn quiet(register: Manners) -> Plan {
    Plan { seed: 0, kind: Kind::Icash, register, tills: Vec::new(), processes: 1, journals: 1, faults: Vec::new() }
}

/// A till with these acts: milliseconds before, content, what people do.
fn till(acts: &[(u64, u64, Then)]) -> Till {
    let acts = acts.iter().map(|(after, content, then)| Act { after: *after, content: *content, then: *then });
    Till { process: 0, journal: 0, name: 0, acts: acts.collect() }
}
