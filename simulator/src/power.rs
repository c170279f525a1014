//! Tests that every protocol shares: what a device remembers after a power loss.

use super::Fault;
use super::device::Device;
use super::running::Simulator;
use super::setup::Setup;
use serde_json::{Value, json};
use std::path::Path;
use std::{fs, io};

/// How to make documents by a protocol. The documents are numbered from 1, without gaps.
pub(super) struct Protocol<D> {
    /// Starts a device that is ready to make a document.
    pub(super) start: fn(Setup) -> io::Result<Simulator<D>>,
    /// Has a document made. Returns the code of the answer; 0 if the document was made.
    pub(super) make: fn(&Simulator<D>) -> io::Result<u64>,
    pub(super) path: &'static str,
}

/// The setup of a device that keeps its memory in this file.
pub(super) fn kept_in(file: &Path) -> Setup {
    Setup { state_file: Some(file.to_owned()), ..Setup::default() }
}

fn numbers<D: Device>(device: &Simulator<D>) -> Vec<u64> {
    let ledger = device.device.ledger();
    ledger
        .as_array()
        .expect("documents")
        .iter()
        .map(|document| document["number"].as_u64().expect("a number"))
        .collect()
}

impl<D: Device + 'static> Protocol<D> {
    fn started(&self, setup: Setup) -> Simulator<D> {
        (self.start)(setup).expect("the simulator starts")
    }

    pub(super) fn a_power_loss_leaves_the_document_made_or_not_made(&self) {
        for (point, made) in [("received", 0), ("processed", 1), ("answer", 1)] {
            let folder = tempfile::tempdir().expect("a folder");
            let setup = kept_in(&folder.path().join("state.json"));
            let device = self.started(setup.clone());
            let before = numbers(&device).len();
            let fault = json!([{"path": self.path, "point": point, "action": "exit", "bytes": 50}]);
            device.set_faults(Fault::list(&fault.to_string()).expect("faults"));
            assert!((self.make)(&device).is_err(), "{point}");
            drop(device);
            let device = self.started(setup);
            assert_eq!(numbers(&device).len(), before + made, "{point}");
            assert_eq!((self.make)(&device).expect("an answer"), 0, "{point}");
            assert!((1..).zip(numbers(&device)).all(|(expected, number)| expected == number), "{point}");
        }
    }

    pub(super) fn a_document_that_cannot_be_saved_is_not_made(&self, refusal: u64) {
        let folder = tempfile::tempdir().expect("a folder");
        let device = self.started(kept_in(&folder.path().join("state.json")));
        let before = (numbers(&device), device.tape());
        fs::remove_dir_all(folder.path()).expect("no folder");
        assert_eq!((self.make)(&device).expect("an answer"), refusal);
        assert_eq!((numbers(&device), device.tape()), before);
        fs::create_dir(folder.path()).expect("the folder again");
        assert_eq!((self.make)(&device).expect("an answer"), 0);
        assert!((1..).zip(numbers(&device)).all(|(expected, number)| expected == number), "no number was used up");
    }

    pub(super) fn a_file_that_is_not_its_memory_is_not_overwritten(&self) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("state.json");
        self.started(kept_in(&file)).stop();
        let own: Value = serde_json::from_slice(&fs::read(&file).expect("its memory")).expect("JSON");
        let foreign = json!({"device": "another", "state": own["state"]});
        let other = json!({"device": own["device"], "state": {}});
        for text in ["{}", "no JSON", &foreign.to_string(), &other.to_string()] {
            fs::write(&file, text).expect("written");
            assert!((self.start)(kept_in(&file)).is_err(), "{text}");
            assert_eq!(fs::read_to_string(&file).expect("read"), text);
        }
    }

    pub(super) fn the_address_is_free_again_after_a_stop(&self) {
        let device = self.started(Setup::default());
        let listen = device.url().trim_start_matches("http://").to_owned();
        device.stop();
        let device = self.started(Setup { listen: listen.clone(), ..Setup::default() });
        assert_eq!(device.url(), format!("http://{listen}"));
    }
}
