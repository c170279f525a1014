//! What the service remembers after a power loss.

use super::*;
use crate::Fault;
use crate::itkassa::device::ItKassa;
use crate::power::{Protocol, kept_in};
use std::fs;

const TASKS: Protocol<ItKassa> = Protocol {
    start: |setup| Simulator::start(Options { setup, ..Options::default() }),
    make: |service| {
        let path = format!("{BASE}/print-documents");
        let answer = ask_with(&service.url(), HEADERS, "POST", &path, &sale().to_string())?;
        Ok(answer.json()["code"].as_u64().expect("a code"))
    },
    path: "/print-documents",
};

#[test]
fn everything_is_restored_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { setup: kept_in(&folder.path().join("state.json")), ..Options::default() };
    let service = started(options.clone());
    let first = done(&service, &sale(), "a");
    service.set_register(&json!({"held": true}));
    let second = take(&service, &sale().with("idempKey", json!("b")));
    let (ledger, tape) = (service.ledger(), service.tape());
    service.stop();

    let service = started(options);
    assert_eq!(look(&service, "a"), first);
    // The waiting task is processed now.
    await_that("the result", || is_done(&service, "b"));
    assert_eq!(look(&service, "b")["id"], second["id"]);
    assert_eq!(service.ledger()[..2], ledger);
    assert!(service.tape().starts_with(&tape) && service.ledger().len() == 3);
}

#[test]
fn a_power_loss_leaves_the_task_queued_or_not_queued() {
    for (point, made) in [("received", 0), ("processed", 1), ("answer", 1)] {
        let folder = tempfile::tempdir().expect("a folder");
        let setup = kept_in(&folder.path().join("state.json"));
        let service = (TASKS.start)(setup.clone()).expect("the simulator starts");
        let fault = json!([{"path": TASKS.path, "point": point, "action": "exit", "bytes": 50}]);
        service.set_faults(Fault::list(&fault.to_string()).expect("faults"));
        assert!((TASKS.make)(&service).is_err(), "{point}");
        drop(service);
        let service = (TASKS.start)(setup).expect("the simulator starts");
        assert_eq!((TASKS.make)(&service).expect("an answer"), 0);
        let sales = || service.ledger().iter().filter(|document| document.kind == DocumentKind::Sale).count();
        await_that("every sale", || sales() == made + 1);
    }
}

#[test]
fn a_document_that_cannot_be_saved_is_not_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let service = (TASKS.start)(kept_in(&folder.path().join("state.json"))).expect("the simulator starts");
    service.set_register(&json!({"held": true}));
    take(&service, &sale().with("idempKey", json!("a")));
    fs::remove_dir_all(folder.path()).expect("no folder");
    assert_eq!((TASKS.make)(&service).expect("an answer"), 500);
    service.set_register(&json!({"held": false}));
    await_that("an attempt", || state_of(&service, "a") == "printing");
    assert!(service.ledger().is_empty() && service.tape().is_empty());
    fs::create_dir(folder.path()).expect("the folder again");
    await_that("the result", || is_done(&service, "a"));
    assert_eq!(service.ledger().len(), 2);
}

#[test]
fn a_file_that_is_not_its_memory_is_not_overwritten() {
    TASKS.a_file_that_is_not_its_memory_is_not_overwritten();
}

#[test]
fn the_address_is_free_again_after_a_stop() {
    TASKS.the_address_is_free_again_after_a_stop();
}
