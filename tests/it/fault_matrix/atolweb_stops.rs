//! ATOL's web server with a register that fails in the middle of a document: the queue stops until the server has
//! settled what became of it, by the number of the last document alone.

use super::atolweb::PROTOCOL;
use super::faults::{Manner, Stranger};
use super::kills::standing;
use super::protocol::Fiscal;
use super::scene::{Said, Scene, body_of};
use super::ways::{Ends, Way, go, hasty, reached, well};
use crate::support::host::Program;
use crate::support::register::await_that;
use serde_json::{Value, json};

/// What happens while the queue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    /// The program asks, sells to the next buyer in vain, and the register is well again.
    Asks,
    /// The program is killed.
    Killed,
    /// The server is ended and started again.
    Restarted,
    /// Another program has a document made on the register: another one, or one of the same content.
    OtherMade,
    EqualMade,
}

/// The link, the drive or the paper fails: the code, when, and what happens then.
const STOPS: &[(u16, &str, &[Then])] = &[
    (241, "before", &[Then::Asks, Then::Killed, Then::Restarted, Then::OtherMade, Then::EqualMade]),
    (241, "shift", &[Then::Asks, Then::Killed, Then::OtherMade]),
    (241, "after", &[Then::Asks, Then::Killed, Then::Restarted, Then::OtherMade, Then::EqualMade]),
    (115, "before", &[Then::Asks]),
    (115, "after", &[Then::Asks]),
    (44, "before", &[Then::Asks, Then::Killed]),
    (44, "after", &[Then::Asks, Then::Restarted]),
];

#[test]
fn a_queue_that_stops_leaves_one_document() {
    let with_then = |&(code, when, thens): &(u16, &'static str, &'static [Then])| {
        thens.iter().map(move |then| stop(code, when, *then)).collect::<Vec<_>>()
    };
    let ways: Vec<Way> = STOPS.iter().flat_map(with_then).collect();
    // A register makes no two openings of one shift, and a slip stops no queue.
    let fits = |way: &Way, task: &Fiscal| task.numbered && (way.stranger != Stranger::Same || !task.only);
    go(&PROTOCOL, "The queue stops", &ways, &PROTOCOL.tasks[..6], fits);
}

#[test]
fn an_older_server_that_gives_up_in_doubt_leaves_one_document() {
    let ways: Vec<Way> = [(241, "before"), (241, "shift"), (241, "after"), (115, "after"), (2, "before")]
        .into_iter()
        .map(|(code, when)| Way { manner: Manner::Older, ..given_up(code, when) })
        .collect();
    go(&PROTOCOL, "An older server gives up", &ways, &PROTOCOL.tasks[..6], |_, task| task.numbered);
}

#[test]
fn cash_that_the_server_gives_up_in_doubt_is_not_moved_again() {
    let ways = [(241, "before"), (241, "after"), (44, "after")].map(|(code, when)| {
        Way::new(format!("gave up: {code} {when}"), move |scene: &mut Scene, task| {
            trouble(scene, code, when, json!(1));
            let device = scene.open();
            let said = scene.execute(&device, "a", task);
            reached(scene, said.is_open());
            Ends::Unknown
        })
    });
    go(&PROTOCOL, "Cash in doubt", &ways, PROTOCOL.tasks, |_, task| task.name.starts_with("cash"));
}

fn trouble(scene: &Scene, code: u16, when: &str, times: Value) {
    let mut trouble = json!({"code": code, "document": when});
    if !times.is_null() {
        trouble["times"] = times;
    }
    scene.register.world(&json!({"trouble": trouble}));
}

fn stop(code: u16, when: &'static str, then: Then) -> Way {
    let stranger = if then == Then::EqualMade { Stranger::Same } else { Stranger::None };
    let way = Way::new(format!("stops: {code} {when}, {then:?}"), move |scene: &mut Scene, task| {
        trouble(scene, code, when, Value::Null);
        stopped(scene, task, code, when, then)
    });
    Way { stranger, ..way }
}

fn stopped(scene: &mut Scene, task: &'static Fiscal, code: u16, when: &str, then: Then) -> Ends {
    if then == Then::Killed {
        let program = Program::executing(&standing(scene), &task.task("a"));
        await_that("a document in the queue", || scene.row("a").is_some_and(|(state, _)| state == "queued"));
        await_that("a queue that stands", || is_stopped(scene));
        program.kill();
        return Ends::Known;
    }
    let device = hasty(scene);
    let said = scene.execute(&device, "a", task);
    // Without paper the document is registered and only its paper waits.
    reached(scene, said.is_open() || (code == 44 && said.is_made()));
    let mut ends = Ends::Known;
    match then {
        Then::Asks => sells_in_vain(scene, task),
        Then::Restarted => {
            scene.register.ask("POST", "/restart", "{}");
        }
        Then::OtherMade => scene.register.make(&(PROTOCOL.other)(task)),
        Then::EqualMade => {
            scene.register.make(&body_of(&PROTOCOL, task));
            // Of two equal documents nobody can tell which is whose.
            ends = if when == "after" { Ends::Unknown } else { Ends::Known };
        }
        Then::Killed => {}
    }
    ends
}

/// The next buyer's document is not put behind the one whose fate is unknown.
fn sells_in_vain(scene: &mut Scene, task: &Fiscal) {
    // A receipt would open the shift that the task is to open.
    let next = PROTOCOL.named(if task.only { "reportOfdExchangeStatus" } else { PROTOCOL.next });
    let device = hasty(scene);
    let before = scene.posts();
    let said = scene.execute(&device, "b", next);
    if said != Said::NotSent || scene.posts() != before {
        scene.falsehoods.push(format!("{said:?} of a document behind a queue that stands"));
    }
    well(scene);
    let device = scene.open_patiently();
    let mut said = scene.execute(&device, "b", next);
    // The queue stands until the server has settled it.
    for _ in 0..100 {
        if said != Said::NotSent {
            break;
        }
        said = scene.execute(&device, "b", next);
    }
    if !said.is_made() {
        scene.falsehoods.push(format!("{said:?} of the next document on a register that is well"));
    }
}

fn is_stopped(scene: &Scene) -> bool {
    let orders: Vec<Value> = serde_json::from_str(&scene.register.ask("GET", "/orders", "")).unwrap();
    orders.iter().any(|order| order["results"][0]["status"] == "blocked")
}

fn given_up(code: u16, when: &'static str) -> Way {
    Way::new(format!("gave up: {code} {when}"), move |scene: &mut Scene, task| {
        trouble(scene, code, when, json!(1));
        let device = scene.open_patiently();
        let said = scene.execute(&device, "a", task);
        reached(scene, scene.posts() == 1);
        if said.is_open() {
            scene.falsehoods.push(format!("{said:?}, and the register can be looked into"));
        }
        Ends::Known
    })
}
