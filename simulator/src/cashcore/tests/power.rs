//! What the server remembers after a power loss.

use super::*;
use crate::cashcore::device::CashCore;
use crate::power::{Protocol, kept_in};

const TICKETS: Protocol<CashCore> = Protocol {
    start: |setup| Simulator::start(Options { setup, ..Options::default() }),
    make: |device| {
        let header = "Authorization: 0000";
        let answer = ask_with(&device.url(), header, "POST", "/TradeOperation", &ticket().to_string())?;
        Ok(answer.json()["response_code"].as_u64().expect("a code"))
    },
    path: "/TradeOperation",
};

#[test]
fn everything_is_restored_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = Options { setup: kept_in(&folder.path().join("state.json")), ..Options::default() };
    let device = started(options.clone());
    call(&device, "TradeOperation", &ticket());
    call(&device, "SaveOperator", &json!({"name": "Новый", "access_pin": "5555", "role": 3, "bindings": [501]}));
    call(&device, "SaveKKM", &json!({"ofd_id": 6923, "local_name": "Главная"}));
    device.set_ofd_online(false);
    call(&device, "TradeOperation", &ticket());
    let lists = ["GetKKMList", "GetOperatorList"];
    let before = lists.map(|method| call(&device, method, &json!({})));
    let (ledger, tape) = (device.ledger(), device.tape());
    device.stop();

    let device = started(Options { cash_tenge: 77, ofd_online: false, ..options.clone() });
    assert_eq!(lists.map(|method| call(&device, method, &json!({}))), before);
    assert_eq!((device.ledger(), device.tape()), (ledger, tape));
    assert_eq!(call(&device, "TradeOperation", &ticket())["fiscal_id"], "1002");
    device.stop();

    // The OFD is reachable again: the waiting documents have been sent.
    let device = started(options);
    assert!(device.ledger().iter().all(|document| !document.unsent));
    assert_eq!(call(&device, "TradeOperation", &ticket())["is_offline"], false);
}

#[test]
fn a_power_loss_leaves_the_document_made_or_not_made() {
    TICKETS.a_power_loss_leaves_the_document_made_or_not_made();
}

#[test]
fn a_document_that_cannot_be_saved_is_not_made() {
    TICKETS.a_document_that_cannot_be_saved_is_not_made(19);
}

#[test]
fn a_file_that_is_not_its_memory_is_not_overwritten() {
    TICKETS.a_file_that_is_not_its_memory_is_not_overwritten();
}

#[test]
fn the_address_is_free_again_after_a_stop() {
    TICKETS.the_address_is_free_again_after_a_stop();
}
