//! What a device remembers when its power comes back.

use super::*;
use crate::simulator::Fault;
use std::path::PathBuf;
use std::{env, fs, process};

/// A file of one test, taken away at its end.
struct Memory(PathBuf);

impl Memory {
    fn new(name: &str) -> Self {
        Self(env::temp_dir().join(format!("kassa-simulator-{}-{name}.json", process::id())))
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
    let device = open_device(memory.options());
    post(&device, "/receipt", &receipt());
    get(&device, "/ofd");
    post(&device, "/settings", &get(&device, "/settings").with("ofdPort", json!(4321)));
    let paths = ["/status", "/shift/status", "/ofd/status", "/search/3/"];
    let before = paths.map(|path| get(&device, path));
    let (ledger, tape) = (device.ledger(), device.tape());
    device.stop();

    let device = started(Options { registered: false, ..memory.options() });
    assert_eq!(paths.map(|path| get(&device, path)), before);
    assert_eq!((device.ledger(), device.tape()), (ledger, tape));
    assert_eq!(get(&device, "/settings")["ofdPort"], 4321);
    assert_eq!(post(&device, "/receipt", &receipt())["data"]["T1040"], 4);
}

#[test]
fn a_power_loss_leaves_the_document_made_or_not_made() {
    for (point, made) in [("received", 0), ("processed", 1), ("answer", 1)] {
        let memory = Memory::new(point);
        let device = open_device(memory.options());
        let fault = json!([{"path": "/receipt", "point": point, "action": "exit", "bytes": 50}]);
        device.set_faults(Fault::list(&fault.to_string()).expect("faults"));
        assert!(ask(&device.url(), "POST", "/api/1/receipt", &receipt().to_string()).is_err(), "{point}");
        drop(device);
        let device = started(memory.options());
        assert_eq!(device.ledger().len(), 2 + made, "{point}");
        let next = post(&device, "/receipt", &receipt());
        assert_eq!(next["data"]["T1040"], 3 + made, "{point}");
    }
}

#[test]
fn a_document_that_cannot_be_kept_is_not_made() {
    let folder = Memory::new("folder");
    fs::create_dir_all(&folder.0).expect("a folder");
    let device = open_device(Options { state_file: Some(folder.0.join("state.json")), ..Options::default() });
    fs::remove_dir_all(&folder.0).expect("no folder");
    let (tape, status) = (device.tape(), get(&device, "/shift/status"));
    assert_eq!(post(&device, "/receipt", &receipt())["code"], 3);
    assert_eq!((device.ledger().len(), device.tape()), (2, tape));
    assert_eq!(get(&device, "/shift/status"), status);
}

#[test]
fn a_file_that_is_no_state_is_not_overwritten() {
    let memory = Memory::new("wrong");
    fs::write(&memory.0, "{}").expect("written");
    assert!(Simulator::start(memory.options()).is_err());
    assert_eq!(fs::read_to_string(&memory.0).expect("read"), "{}");
}

#[test]
fn the_address_is_free_again_after_a_stop() {
    let device = device();
    let listen = device.url().trim_start_matches("http://").to_owned();
    device.stop();
    let device = started(Options { listen: listen.clone(), ..Options::default() });
    assert_eq!(device.url(), format!("http://{listen}"));
}
