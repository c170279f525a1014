//! A register with an open shift, and a journal: the setting of the tests here.

use crate::support::abi::Device;
use crate::support::register::Register;
use kassa_simulator::icash::{Options, Simulator};
use serde_json::{Value, json};
use std::path::PathBuf;
use tempfile::TempDir;

/// A register and a folder for its journal.
pub struct Shop {
    pub register: Register,
    pub folder: TempDir,
}

impl Shop {
    pub fn open() -> Self {
        let options = Options { setup: Register::setup(), ..Options::default() };
        let register = Register::here(Simulator::start(options).unwrap());
        register.open_shift();
        Self { register, folder: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap() }
    }

    pub fn journal(&self) -> PathBuf {
        self.folder.path().join("kassa.db")
    }

    pub fn config(&self) -> Value {
        config(self.register.url(), &self.journal())
    }

    pub fn device(&self) -> Device {
        Device::open(&self.config()).unwrap_or_else(|error| panic!("open: {error:?}"))
    }

    /// A device that waits for an answer as long as a test may need to change something meanwhile.
    pub fn patient_device(&self) -> Device {
        let mut config = self.config();
        (config["timeoutMs"], config["deadlineMs"]) = (json!(20_000), json!(40_000));
        Device::open(&config).unwrap_or_else(|error| panic!("open: {error:?}"))
    }

    /// How many documents the driver has had made.
    pub fn made(&self) -> usize {
        self.register.ours().len()
    }

    /// How many fiscal requests arrived completely.
    pub fn posts(&self) -> usize {
        self.register.requests().iter().filter(|request| request["method"] == "POST").count()
    }

    /// The numbers of the documents of one sale.
    pub fn sold(&self, id: &str) -> Vec<u64> {
        let is = |document: &&Value| document["data"]["T1059"][0]["T1030"] == *id;
        self.register.ours().iter().filter(is).map(|document| document["number"].as_u64().unwrap()).collect()
    }

    /// A sale that must succeed and exist once, whatever happened before.
    pub fn sells(&self, device: &Device, id: &str) {
        let (status, answer) = device.execute(&sale(id));
        assert_eq!(status, 0, "{id}: {answer}");
        assert_eq!(self.sold(id), [answer["fiscalParams"]["fiscalDocumentNumber"].as_u64().unwrap()], "{id}");
    }

    /// Checks that an answer agrees with the register's ledger.
    pub fn judge(&self, id: &str, before: usize, status: i32, answer: &Value) {
        let (sold, outcome) = (self.sold(id), answer["error"]["outcome"].as_str());
        match (status, outcome) {
            (0, _) => {
                assert_eq!(json!(sold), json!([answer["fiscalParams"]["fiscalDocumentNumber"]]), "{id}: {answer}");
            }
            (_, Some("notSent")) => assert_eq!(self.posts(), before, "{id}: {answer}"),
            (_, Some("rejected")) => assert_eq!(sold, [0; 0], "{id}: {answer}"),
            (_, Some("registered")) => assert_eq!(sold.len(), 1, "{id}: {answer}"),
            (_, Some("unknown")) => {}
            _ => panic!("{id}: {status} {answer}"),
        }
    }
}

/// The configuration of the library.
pub fn config(url: &str, journal: &std::path::Path) -> Value {
    json!({
        "backend": "icash", "url": url, "journal": journal, "settleMs": 150, "resend": 0, "timeoutMs": 2500, "connectTimeoutMs": 2500,
        "deadlineMs": 6000,
    })
}

/// A sale recognised by its only line.
pub fn sale(id: &str) -> Value {
    json!({
        "type": "sell", "externalId": id, "taxationType": "osn", "operator": {"name": "Лунина"},
        "items": [{
            "type": "position", "name": id, "price": 10, "quantity": 1, "amount": 10, "tax": {"type": "none"},
            "paymentMethod": "fullPayment", "paymentObject": "commodity",
        }],
        "payments": [{"type": "cash", "sum": 10}],
    })
}
