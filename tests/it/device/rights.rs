//! Who can read the files beside the journal: whoever can read one of them could hold up the till by locking it.
#![cfg(unix)]

use crate::documents::OK;
use crate::support::abi::Device;
use kassa_simulator::icash::{Options, Simulator};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// The rights of the files in a folder.
fn rights(folder: &Path) -> BTreeMap<String, u32> {
    let files = fs::read_dir(folder).unwrap().map(Result::unwrap);
    files
        .map(|file| {
            let name = file.file_name().into_string().unwrap();
            (name, file.metadata().unwrap().permissions().mode() & 0o777)
        })
        .collect()
}

#[test]
fn the_journal_is_its_owners_alone_until_an_administrator_opens_it_to_a_group() {
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("shop");
    let register = Simulator::start(Options::default()).unwrap();
    let config = json!({ "backend": "icash", "url": register.url(), "journal": shop.join("kassa.db"), "settleMs": 50 });
    for (task, rights_of_journal, before) in [("openShift", 0o600, None), ("closeShift", 0o660, Some(0o660))] {
        if let Some(mode) = before {
            fs::set_permissions(shop.join("kassa.db"), Permissions::from_mode(mode)).unwrap();
        }
        let device = Device::open(&config).unwrap();
        let (status, answer) = device.execute(&json!({ "type": task }));
        assert_eq!(status, OK, "{answer}");
        let found = rights(&shop);
        for end in ["kassa.db", "-wal", "-shm", ".lock", ".gate"] {
            let of_end: Vec<u32> =
                found.iter().filter(|(name, _)| name.ends_with(end)).map(|(_, mode)| *mode).collect();
            assert!(!of_end.is_empty() && of_end.iter().all(|mode| *mode == rights_of_journal), "{end}: {found:?}");
        }
    }
    assert_eq!(fs::metadata(&shop).unwrap().permissions().mode() & 0o777, 0o700);
}
