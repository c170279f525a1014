//! Days that once broke a law: as they were after everything else had been left out, or by their seeds.

use crate::plan::{Act, Days, Event, Fault, Kind, LinkFault, Manners, Plan, Target, Then, Till, WorkFault};
use kassa::days::Bug;

/// Days that are played again by their seeds: what was wrong in them was found in several.
const SEEDS: [(&str, Days, &[u64]); 10] = [
    ("a document was taken for an equal one of another id", Days::ALL, &[206_376, 217_070, 246_986]),
    ("the fiscal drive was replaced between the look and the document", Days::ALL, &[271_699]),
    ("the numbering went back", Days::ALL, &[100_179, 104_717, 109_605, 111_392, 122_256, 138_115, 149_901, 152_432]),
    (
        "the journal had lost documents",
        Days::ALL.damaged(),
        &[25, 29, 45, 57, 72, 132, 202, 426, 647, 702, 795, 1_220, 2_478, 2_770, 4_263, 4_469, 28_048],
    ),
    (
        "the journal had lost that a document was sent again, with other content",
        Days::ALL.damaged(),
        &[10_498, 13_078, 15_634, 21_812],
    ),
    ("the journal of a service had lost documents", Days::SERVICES.damaged(), &[745, 765, 857, 860]),
    (
        "the register got another name, and was asked by it for what was made under the first one",
        Days::ALL.handled(),
        &[4, 7, 385, 578, 795, 1_164],
    ),
    ("the journal lost documents, and the register got another name", Days::ALL.handled(), &[240, 296, 374]),
    ("what was left open under another name counted as queued", Days::MORE.handled(), &[451, 927, 1_840]),
    (
        "a service got another address, or the disk failed to sync after a loss",
        Days::SERVICES.handled(),
        &[4, 9, 1_794],
    ),
];

/// All of them, with what was wrong.
pub fn days() -> Vec<(&'static str, Plan)> {
    let by_seed = SEEDS.iter().flat_map(|(what, days, seeds)| seeds.iter().map(|seed| (*what, days.plan(*seed))));
    by_story().into_iter().chain(by_seed).collect()
}

/// Those that were made shorter.
fn by_story() -> Vec<(&'static str, Plan)> {
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
        (
            "the next equal sale took the document of one that was ambiguous, whose document came late",
            Plan::of(2_631, Kind::ALL),
        ),
        ("a document was taken that another name of the register waited for", Plan::of(234, Kind::MORE)),
        (
            "the server of the journal failed when a queue had just taken a document, and the answer was `notSent`",
            Days::ALL.on_server().plan(1_329),
        ),
        (
            "a service refused once what it had taken before its answer was lost, and the answer was that it was not made",
            Plan {
                kind: Kind::Atolonline,
                tills: vec![till(&[(0, 0, Then::Repeat)])],
                faults: vec![
                    Fault::Link(Target::Document(1), LinkFault::AnswerReset),
                    Fault::Work(2, WorkFault::Refused),
                ],
                ..quiet(QUICK)
            },
        ),
        (
            "the numbering went back while a till waited for the other, and its document was looked for past the old number",
            went_back_while_a_till_waited(),
        ),
        (
            "a document that was not made was found late, but it was that of an equal sale, which was ambiguous",
            Plan {
                kind: Kind::Cashcore,
                tills: vec![till(&[(500, 0, Then::Anew)])],
                faults: vec![
                    Fault::Work(2, WorkFault::PowerAfter { off: 3_000 }),
                    Fault::Work(1, WorkFault::DoubtfullyRefused),
                ],
                ..quiet(Manners { work: 200, after: 200, ..QUICK })
            },
        ),
        (
            "a call that had lost its lease said `notMade` of a document that another machine had made meanwhile",
            Days::ALL.on_server().plan(779),
        ),
    ]
}

/// A day written against a bug that the days of the seeds find seldom.
pub fn against(bug: Bug) -> Option<Plan> {
    let plan = match bug {
        // The register begins unseen, after a quarter of the settling time and before its end.
        Bug::WindowTooShort => Plan {
            tills: vec![till(&[(0, 0, Then::Repeat)])],
            faults: vec![Fault::Link(Target::Document(1), LinkFault::ResetAtOnce)],
            ..quiet(Manners { before: 600, work: 500, ..QUICK })
        },
        // A forged callback says that a document is made which waits in its queue.
        Bug::CallbackBelieved => Plan {
            kind: Kind::Itkassa,
            tills: vec![till(&[(0, 0, Then::Repeat)])],
            faults: vec![Fault::At(1_000, Event::Callback { till: 0, forged: true })],
            ..quiet(Manners { work: 2_500, ..QUICK })
        },
        // A document is open under one name when the other till sells the same under the other.
        Bug::OtherNameForgotten => Plan {
            tills: vec![till(&[(0, 0, Then::Leave)]), Till { name: 1, ..till(&[(500, 0, Then::Repeat)]) }],
            faults: vec![
                Fault::At(200, Event::Cancel { till: 0 }),
                Fault::Link(Target::Document(2), LinkFault::ResetAtOnce),
            ],
            ..quiet(Manners { work: 2_500, shows_work: true, ..QUICK })
        },
        // While one till waits for the other, the register goes back to an older copy of its memory.
        Bug::OldAfterWaiting => went_back_while_a_till_waited(),
        _ => return None,
    };
    Some(plan)
}

fn went_back_while_a_till_waited() -> Plan {
    let other = till(&[(10, 1, Then::Repeat), (0, 1, Then::Repeat)]);
    Plan {
        seed: 118_668,
        tills: vec![till(&[(0, 2, Then::Anew), (500, 2, Then::Recover)]), Till { process: 1, name: 1, ..other }],
        processes: 2,
        faults: vec![
            Fault::Link(Target::Document(4), LinkFault::AnswerLost),
            Fault::At(6_555, Event::Restored { back: 1 }),
        ],
        ..quiet(Manners { before: 100, work: 2_500, after: 0, shows_work: true, ..QUICK })
    }
}

/// A short day on which the power fails in this write of the journal's files. `seed` decides what is left.
pub fn crash(kind: Kind, write: u64, seed: u64) -> Plan {
    Plan {
        seed,
        kind,
        tills: vec![till(&[(0, 0, Then::Repeat), (10, 1, Then::Recover), (10, 0, Then::Repeat)])],
        faults: vec![Fault::PowerInWrite { journal: 0, write }],
        ..quiet(QUICK)
    }
}

const QUICK: Manners = Manners { before: 0, work: 50, after: 10, shows_work: false, lags: 0, hides: 0 };

/// A day without tills and faults.
fn quiet(register: Manners) -> Plan {
    Plan {
        seed: 0,
        kind: Kind::Icash,
        register,
        tills: Vec::new(),
        processes: 1,
        journals: 1,
        on_server: false,
        faults: Vec::new(),
    }
}

/// A till with these acts: milliseconds before, content, what people do.
fn till(acts: &[(u64, u64, Then)]) -> Till {
    let acts = acts.iter().map(|(after, content, then)| Act { after: *after, content: *content, then: *then });
    Till { process: 0, journal: 0, name: 0, acts: acts.collect() }
}
