//! What the server remembers when its power comes back.

use super::*;
use crate::simulator::Fault;
use std::path::PathBuf;
use std::{env, fs, process};

/// A file of one test, taken away at its end.
struct Memory(PathBuf);

impl Memory {
    fn new(name: &str) -> Self {
        Self(env::temp_dir().join(format!("kassa-cashcore-{}-{name}.json", process::id())))
    }

    fn options(&self) -> Options {
        Options { state_file: Some(self.0.clone()), ..Options::default() }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

#[test]
fn everything_is_there_after_a_restart() {
    let memory = Memory::new("restart");
    let device = started(memory.options());
    call(&device, "TradeOperation", &ticket());
    call(&device, "SaveOperator", &json!({"name": "Новый", "access_pin": "5555", "role": 3, "bindings": [501]}));
    call(&device, "SaveKKM", &json!({"ofd_id": 6923, "local_name": "Главная"}));
    device.set_ofd_online(false);
    call(&device, "TradeOperation", &ticket());
    let lists = ["GetKKMList", "GetOperatorList"];
    let before = lists.map(|method| call(&device, method, &json!({})));
    let (ledger, tape) = (device.ledger(), device.tape());
    device.stop();

    let device = started(Options { cash_tenge: 77, ofd_online: false, ..memory.options() });
    assert_eq!(lists.map(|method| call(&device, method, &json!({}))), before);
    assert_eq!((device.ledger(), device.tape()), (ledger, tape));
    assert_eq!(call(&device, "TradeOperation", &ticket())["fiscal_id"], "1002");
    device.stop();

    // The OFD is there again: what waited has been sent.
    let device = started(memory.options());
    assert!(device.ledger().iter().all(|document| !document.unsent));
    assert_eq!(call(&device, "TradeOperation", &ticket())["is_offline"], false);
}

#[test]
fn a_power_loss_leaves_the_document_made_or_not_made() {
    for (point, made) in [("received", 0), ("processed", 1), ("answer", 1)] {
        let memory = Memory::new(point);
        let device = started(memory.options());
        let fault = json!([{"path": "/TradeOperation", "point": point, "action": "exit", "bytes": 50}]);
        device.set_faults(Fault::list(&fault.to_string()).expect("faults"));
        let header = "Authorization: 0000";
        assert!(ask_with(&device.url(), header, "POST", "/TradeOperation", &ticket().to_string()).is_err(), "{point}");
        drop(device);
        let device = started(memory.options());
        assert_eq!(device.ledger().len(), made, "{point}");
        let next = call(&device, "TradeOperation", &ticket());
        assert_eq!(next["shift_document_number"], 1 + made, "{point}");
    }
}

#[test]
fn a_document_that_cannot_be_kept_is_not_made() {
    let folder = Memory::new("folder");
    fs::create_dir_all(&folder.0).expect("a folder");
    let device = started(Options { state_file: Some(folder.0.join("state.json")), ..Options::default() });
    fs::remove_dir_all(&folder.0).expect("no folder");
    let before = register(&device);
    assert_eq!(code(&device, "TradeOperation", &ticket()), 19);
    assert!(device.ledger().is_empty() && device.tape().is_empty());
    assert_eq!(register(&device), before);
}

#[test]
fn a_file_that_is_no_state_is_not_overwritten() {
    let memory = Memory::new("wrong");
    for text in ["{}", "{\"device\": \"icash\"}", "no JSON"] {
        fs::write(&memory.0, text).expect("written");
        assert!(Simulator::start(memory.options()).is_err(), "{text}");
        assert_eq!(fs::read_to_string(&memory.0).expect("read"), text);
    }
}
