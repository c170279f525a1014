//! What a device remembers after a power loss.

use super::*;
use crate::icash::device::Icash;
use crate::power::{Protocol, kept_in};

const RECEIPTS: Protocol<Icash> = Protocol {
    start: |setup| {
        let device = Simulator::start(Options { setup, ..Options::default() })?;
        // After a power loss the shift is already open.
        ask(&device.url(), "POST", "/api/1/shift/open", "{}")?;
        Ok(device)
    },
    make: |device| {
        let answer = ask(&device.url(), "POST", "/api/1/receipt", &receipt().to_string())?;
        Ok(answer.json()["code"].as_u64().unwrap_or(0))
    },
    path: "/receipt",
};

#[test]
fn everything_is_restored_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let setup = kept_in(&folder.path().join("state.json"));
    let device = open_device(Options { setup: setup.clone(), ..Options::default() });
    post(&device, "/receipt", &receipt());
    get(&device, "/ofd");
    post(&device, "/settings", &get(&device, "/settings").with("ofdPort", json!(4321)));
    let paths = ["/status", "/shift/status", "/ofd/status", "/search/3/"];
    let before = paths.map(|path| get(&device, path));
    let (ledger, tape) = (device.ledger(), device.tape());
    device.stop();

    let device = started(Options { setup, registered: false, ..Options::default() });
    assert_eq!(paths.map(|path| get(&device, path)), before);
    assert_eq!((device.ledger(), device.tape()), (ledger, tape));
    assert_eq!(get(&device, "/settings")["ofdPort"], 4321);
    assert_eq!(post(&device, "/receipt", &receipt())["data"]["T1040"], 4);
}

#[test]
fn a_power_loss_leaves_the_document_made_or_not_made() {
    RECEIPTS.a_power_loss_leaves_the_document_made_or_not_made();
}

#[test]
fn a_document_that_cannot_be_saved_is_not_made() {
    RECEIPTS.a_document_that_cannot_be_saved_is_not_made(3);
}

#[test]
fn a_file_that_is_not_its_memory_is_not_overwritten() {
    RECEIPTS.a_file_that_is_not_its_memory_is_not_overwritten();
}

#[test]
fn the_address_is_free_again_after_a_stop() {
    RECEIPTS.the_address_is_free_again_after_a_stop();
}
