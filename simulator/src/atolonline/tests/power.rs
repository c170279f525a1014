//! What the service remembers after a power loss, and what a lost answer leaves behind.

use super::*;
use crate::atolonline::device::AtolOnline;
use crate::power::{Protocol, kept_in};
use crate::{Fault, Setup};
use std::io;
use std::path::Path;

const SELL: &str = "/shop-group_1/sell";

/// Posts a receipt. Fails if the answer is lost.
fn post(server: &Simulator, id: &str) -> io::Result<Reply> {
    let headers = format!("Token: {}\r\n{JSON}", token_of(server, LOGIN, PASSWORD));
    ask_with(&server.url(), &headers, "POST", &format!("{BASE}{SELL}"), &receipt(id).to_string())
}

const QUEUE: Protocol<AtolOnline> = Protocol {
    start: |setup| Simulator::start(Options { setup, ..quick() }),
    make: |server| Ok(post(server, "a")?.json()["error"]["code"].as_u64().unwrap_or(0)),
    path: SELL,
};

fn kept(file: &Path) -> Options {
    Options { setup: kept_in(file), ..quick() }
}

fn fault(server: &Simulator, point: &str, action: &str) {
    let fault = json!([{"path": SELL, "point": point, "action": action, "bytes": 50, "delayMs": 50}]);
    server.set_faults(Fault::list(&fault.to_string()).expect("faults"));
}

#[test]
fn everything_is_restored_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state.json");
    let client = started(kept(&file));
    let first = client.done("sell", &receipt("a"));
    client.server.set_register(&json!({"held": true}));
    let second = client.take("sell", &receipt("b"));
    let (ledger, tape, token) = (client.server.ledger(), client.server.tape(), client.token.clone());
    client.server.stop();

    let client = started(kept(&file));
    assert_eq!(client.token, token);
    assert_eq!(client.report(first["uuid"].as_str().expect("a uuid")), first);
    // The waiting document is made now.
    assert_eq!(client.result(&second)["status"], "done");
    assert_eq!(client.server.ledger()[..2], ledger);
    assert!(client.server.tape().starts_with(&tape) && client.server.ledger().len() == 3);
}

#[test]
fn a_power_loss_leaves_the_document_queued_or_not_queued() {
    for (point, known) in [("received", false), ("processed", true), ("answer", true)] {
        let folder = tempfile::tempdir().expect("a folder");
        let options = kept(&folder.path().join("state.json"));
        let client = started(options.clone());
        fault(&client.server, point, "exit");
        assert!(post(&client.server, "a").is_err(), "{point}");
        drop(client);
        let client = started(options);
        let code = &client.post("sell", &receipt("a")).json()["error"]["code"];
        assert_eq!(*code == 33, known, "{point}");
        await_that("the document", || client.made() == 1);
    }
}

#[test]
fn an_answer_lost_on_its_way_is_had_again_with_the_same_id() {
    let cases = [
        ("request", "reset", false),
        ("received", "close", false),
        ("processed", "reset", true),
        ("answer", "close", true),
        ("processed", "malformed", true),
        ("processed", "status", true),
        ("received", "status", false),
    ];
    for (point, action, known) in cases {
        let client = client();
        fault(&client.server, point, action);
        let lost = post(&client.server, "a");
        assert!(lost.is_err() || serde_json::from_slice::<Value>(&lost.expect("an answer").body).is_err(), "{point}");
        let again = client.post("sell", &receipt("a")).json();
        assert_eq!(again["error"]["code"] == 33, known, "{point} {action}: {again}");
        assert_eq!(client.result(again["uuid"].as_str().expect("a uuid"))["status"], "done");
        assert_eq!(client.made(), 1, "{point} {action}");
    }
}

#[test]
fn a_late_request_is_processed_after_its_connection_broke() {
    let client = client();
    fault(&client.server, "late", "reset");
    assert!(post(&client.server, "a").is_err());
    assert_eq!(client.made(), 0);
    await_that("the document", || client.made() == 1);
    assert_eq!(client.post("sell", &receipt("a")).json()["error"]["code"], 33);
}

#[test]
fn a_document_that_cannot_be_saved_is_not_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("memory").join("state.json");
    std::fs::create_dir(folder.path().join("memory")).expect("a folder");
    let client = started(kept(&file));
    client.server.set_register(&json!({"held": true}));
    let uuid = client.take("sell", &receipt("a"));
    std::fs::remove_dir_all(folder.path().join("memory")).expect("no folder");
    assert_eq!(refusal(&client.post("sell", &receipt("b"))).1, 50);
    client.server.set_register(&json!({"held": false}));
    let word = || client.control("GET", "/tasks", &Value::Null).json()[0]["state"].clone();
    await_that("an attempt", || word() == "printing");
    assert!(client.server.ledger().is_empty() && client.server.tape().is_empty());
    std::fs::create_dir(folder.path().join("memory")).expect("the folder again");
    assert_eq!(client.result(&uuid)["payload"]["fiscal_document_number"], 2);
    assert_eq!(client.server.ledger().len(), 2);
}

#[test]
fn a_file_that_is_not_its_memory_is_not_overwritten() {
    QUEUE.a_file_that_is_not_its_memory_is_not_overwritten();
}

#[test]
fn the_address_is_free_again_after_a_stop() {
    QUEUE.the_address_is_free_again_after_a_stop();
    assert_eq!((QUEUE.make)(&(QUEUE.start)(Setup::default()).expect("started")).expect("an answer"), 0);
}
