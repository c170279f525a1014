//! What the server remembers after a power loss.

use super::*;
use crate::Fault;
use crate::atolweb::device::AtolWeb;
use crate::atolweb::state::State;
use crate::clock::Moment;
use crate::memory::State as _;
use crate::power::{Protocol, kept_in};
use std::fs;

const REQUESTS: Protocol<AtolWeb> = Protocol {
    start: |setup| Simulator::start(Options { setup, ..Options::default() }),
    make: |server| {
        let body = json!({"uuid": new_uuid(), "request": [sale()]}).to_string();
        let reply = client::ask_with(&server.url(), JSON, "POST", "/api/v2/requests", &body)?;
        Ok(if reply.status == 201 { 0 } else { u64::from(reply.status) })
    },
    path: "/requests",
};

#[test]
fn everything_is_restored_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { setup: kept_in(&folder.path().join("state.json")), ..Options::default() };
    let server = started(options.clone());
    let first = queued(&server, &[sale()]);
    await_status(&server, &first, "ready");
    let known = results(&server, &first);
    set(&server, &json!({"held": "document"}));
    let [second, third] = [0, 1].map(|_| queued(&server, &[sale()]));
    await_that("the document", || made(&server).len() == 3);
    let (ledger, tape) = (server.ledger(), server.tape());
    server.stop();

    let server = started(options);
    assert_eq!(results(&server, &first), known);
    // The document of the second is there, and the server finds it by its number. The third was waiting.
    await_status(&server, &third, "ready");
    let result = results(&server, &second)[0]["result"].clone();
    assert_eq!(result["warnings"]["recovered"], true);
    assert_eq!(server.ledger()[..ledger.len()], ledger);
    assert!(server.tape().starts_with(&tape) && made(&server).len() == 4);
}

#[test]
fn a_power_loss_leaves_the_request_queued_or_not_queued() {
    for (point, queued) in [("received", 0), ("processed", 1), ("answer", 1)] {
        let folder = tempfile::tempdir().expect("a folder");
        let setup = kept_in(&folder.path().join("state.json"));
        let server = (REQUESTS.start)(setup.clone()).expect("the simulator starts");
        set(&server, &json!({"held": "start"}));
        let fault = json!([{"path": REQUESTS.path, "point": point, "action": "exit", "bytes": 50}]);
        server.set_faults(Fault::list(&fault.to_string()).expect("faults"));
        assert!((REQUESTS.make)(&server).is_err(), "{point}");
        drop(server);
        let server = (REQUESTS.start)(setup).expect("the simulator starts");
        assert_eq!((REQUESTS.make)(&server).expect("an answer"), 0);
        // One document opens the shift.
        await_that("every sale", || made(&server).len() == 2 + queued);
    }
}

#[test]
fn a_step_that_cannot_be_saved_is_not_taken() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = (REQUESTS.start)(kept_in(&folder.path().join("state.json"))).expect("the simulator starts");
    set(&server, &json!({"held": "task"}));
    let uuid = queued(&server, &[sale()]);
    await_status(&server, &uuid, "inProgress");
    let tape = server.tape();
    fs::remove_dir_all(folder.path()).expect("no folder");
    assert_eq!((REQUESTS.make)(&server).expect("an answer"), 500);
    assert!(!server.set_register(&json!({"held": null})), "not even the control is kept");
    assert_eq!((server.tape(), made(&server).len()), (tape, 0));
    fs::create_dir(folder.path()).expect("the folder again");
    set(&server, &json!({"held": null}));
    await_status(&server, &uuid, "ready");
    assert_eq!(made(&server).len(), 2);
}

#[test]
fn a_print_that_cannot_be_saved_is_undone() {
    let mut state = State::new(&Options::default(), Moment::now(0));
    state.ledger[0].printed = false;
    let (before, tape) = (state.before(), state.tape.clone());
    state.print_rest(0);
    assert!(state.ledger[0].printed && state.tape.text().len() > tape.text().len());
    state.go_back(before);
    assert!(!state.ledger[0].printed && state.tape == tape);
}

#[test]
fn a_file_that_is_not_its_memory_is_not_overwritten() {
    REQUESTS.a_file_that_is_not_its_memory_is_not_overwritten();
}

#[test]
fn the_address_is_free_again_after_a_stop() {
    REQUESTS.the_address_is_free_again_after_a_stop();
}
