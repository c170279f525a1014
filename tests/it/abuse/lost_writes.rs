//! A journal that lost its last writes. SQLite does not report that, and what the journal forgot must not be sold again
//! without a warning.

use super::shop::{Shop, config, sale};
use crate::exactly_once::relay::Relay;
use crate::support::abi::Device;
use crate::support::register::await_that;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Status of a call that the journal prevents.
const JOURNAL: i32 = 12;

/// Status of a call whose document may exist.
const UNKNOWN: i32 = 9;

/// What was sold before the loss.
const SOLD: [&str; 4] = ["first", "second", "third", "fourth"];

/// Damages the files of a journal.
type Spoil = fn(&Path);

const LOSSES: &[(&str, Spoil)] = &[
    ("the log deleted", |journal| fs::remove_file(journal.with_extension("db-wal")).unwrap()),
    ("the log cut in half", |journal| {
        let log = fs::File::options().write(true).open(journal.with_extension("db-wal")).unwrap();
        log.set_len(log.metadata().unwrap().len() / 2).unwrap();
    }),
    ("a bit flipped at the log's beginning", |journal| flip(journal, 1)),
    ("a bit flipped further on", |journal| flip(journal, 3)),
    ("a bit flipped in the middle", |journal| flip(journal, 5)),
    ("everything deleted", |journal| {
        for end in ["db", "db-wal"] {
            fs::remove_file(journal.with_extension(end)).unwrap();
        }
    }),
];

/// Flips a bit of the log, this many tenths of its length into it.
fn flip(journal: &Path, tenths: usize) {
    let log = journal.with_extension("db-wal");
    let mut bytes = fs::read(&log).unwrap();
    let place = bytes.len() * tenths / 10;
    bytes[place] ^= 1;
    fs::write(log, bytes).unwrap();
}

/// A shop that has sold, and its journal as a crash leaves it.
fn crashed(more: &Value) -> (Shop, Value, PathBuf) {
    let shop = Shop::open();
    let device = Device::open(&with(config(shop.register.url(), &shop.journal()), more)).unwrap();
    for id in SOLD {
        shop.sells(&device, id);
    }
    let journal = copied(&shop, "after");
    let config = with(config(shop.register.url(), &journal), more);
    (shop, config, journal)
}

/// A copy of the shop's journal as it is now, in a folder of its own.
fn copied(shop: &Shop, name: &str) -> PathBuf {
    let journal = shop.folder.path().join(name).join("kassa.db");
    fs::create_dir(journal.parent().unwrap()).unwrap();
    // Copied by another process: closing the file here would release the locks of the open device.
    let mut copy = Command::new("sh");
    copy.args(["-c", "cp \"$0\" \"$0-wal\" \"$0\".*.lock \"$1\""]);
    assert!(copy.arg(shop.journal()).arg(journal.parent().unwrap()).status().unwrap().success());
    journal
}

fn with(mut config: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        config[name] = value.clone();
    }
    config
}

/// The sale of `content` under another id.
fn sale_as(id: &str, content: &str) -> Value {
    with(sale(content), &json!({ "externalId": id }))
}

/// Sells all of them again; returns the statuses.
fn again(shop: &Shop, device: &Device) -> Vec<i32> {
    let sell = |id| {
        let before = shop.posts();
        let (status, answer) = device.execute(&sale(id));
        assert_eq!(shop.posts(), before, "{id}: {answer}");
        shop.judge(id, before, status, &answer);
        if status == JOURNAL {
            assert_eq!(answer["error"]["outcome"], "unknown", "{answer}");
            for (language, word) in [("en", "lost"), ("ru", "потерял")] {
                assert!(answer["error"]["message"][language].as_str().unwrap().contains(word), "{answer}");
                let advice = answer["error"]["advice"][language].as_str().unwrap();
                assert!(advice.contains("journal rebuild"), "{advice}");
            }
        }
        status
    };
    SOLD.map(sell).to_vec()
}

/// Reads the journal back from the register.
fn rebuild(device: &Device) -> (i32, Value) {
    device.asking("kassa_rebuild_journal")
}

#[test]
fn nothing_is_sent_while_the_journal_lacks_what_was_sent() {
    for (what, spoil) in LOSSES {
        let (shop, config, journal) = crashed(&json!({}));
        spoil(&journal);
        let device = Device::open(&config).unwrap();
        let statuses = again(&shop, &device);
        println!("{what}: {statuses:?}");
        assert!(statuses.contains(&JOURNAL), "{what}: {statuses:?}");
        // No lost document is reported as never made, and nothing else is sold.
        for (id, status) in SOLD.into_iter().zip(statuses) {
            let (found, answer) = device.recover(id);
            assert_eq!(
                (found, status == 0 || answer["error"]["outcome"] == "unknown"),
                (status, true),
                "{what}: {answer}"
            );
        }
        let (status, answer) = device.execute(&sale("new"));
        assert_eq!((status, shop.made()), (JOURNAL, SOLD.len()), "{what}: {answer}");
        drop(device);
        let status = Device::open(&config).unwrap().execute(&sale("new")).0;
        assert_eq!(status, JOURNAL, "{what}: opened again");
    }
}

#[test]
fn what_was_lost_is_read_back_and_asked_about_once() {
    for (what, spoil) in LOSSES {
        let (shop, config, journal) = crashed(&json!({}));
        spoil(&journal);
        let device = Device::open(&config).unwrap();
        let lost: Vec<bool> = again(&shop, &device).iter().map(|status| *status != 0).collect();
        let (status, answer) = rebuild(&device);
        assert_eq!(status, 0, "{what}: {answer}");
        assert!(answer["lost"].as_u64().unwrap() > 0, "{what}: {answer}");
        // Each gets an answer of its own, however often it is asked for, and other documents are sold.
        for _ in 0..2 {
            let statuses = again(&shop, &device);
            let known: Vec<bool> = statuses.iter().map(|status| *status == UNKNOWN).collect();
            assert!(statuses.iter().all(|status| [0, UNKNOWN].contains(status)), "{what}: {statuses:?}");
            assert!(known.iter().zip(&lost).all(|(known, lost)| *lost || !*known), "{what}: {statuses:?} {lost:?}");
            assert!(known.contains(&true), "{what}: {statuses:?}");
        }
        let (_, answer) = device.execute(&sale("fourth"));
        assert_eq!(answer["error"]["candidates"][0]["fiscalDocumentNumber"], json!(shop.sold("fourth")[0]), "{answer}");
        assert!(answer["error"]["advice"]["en"].as_str().unwrap().contains("discard"), "{answer}");
        shop.sells(&device, "fifth");
        assert_eq!(rebuild(&device).1, json!({ "lost": 0, "documents": [] }), "{what}");
        drop(device);
        shop.sells(&Device::open(&config).unwrap(), "sixth");
    }
}

#[test]
fn what_was_lost_under_one_address_is_not_sold_again_under_another() {
    for (what, spoil) in LOSSES {
        let (shop, config_before, journal) = crashed(&json!({}));
        spoil(&journal);
        let moved = Device::open(&config(&Relay::to(shop.register.address()).url(), &journal)).unwrap();
        let before = shop.posts();
        for id in SOLD.into_iter().chain(["new"]) {
            let (status, answer) = moved.execute(&sale(id));
            assert!(status == 0 || answer["error"]["outcome"] == "unknown", "{what}: {answer}");
            let (status, answer) = moved.recover(id);
            assert!(status == 0 || answer["error"]["outcome"] == "unknown", "{what}: {answer}");
        }
        assert_eq!(shop.posts(), before, "{what}");
        // Each address works again after its own documents were read back.
        assert_eq!(rebuild(&moved).0, 0, "{what}");
        for id in SOLD {
            let (status, answer) = moved.execute(&sale(id));
            assert!(status == 0 || answer["error"]["outcome"] == "unknown", "{what}: {answer}");
        }
        assert_eq!(shop.posts(), before, "{what}");
        shop.sells(&moved, "seventh");
        let old = Device::open(&config_before).unwrap();
        assert_eq!(rebuild(&old).0, 0, "{what}");
        shop.sells(&old, "eighth");
        shop.sells(&moved, "ninth");
    }
}

#[test]
fn a_document_that_was_read_back_is_known_by_its_mark() {
    let (shop, config, journal) = crashed(&json!({ "mark": "T1192" }));
    fs::remove_file(journal.with_extension("db-wal")).unwrap();
    let device = Device::open(&config).unwrap();
    assert_eq!(rebuild(&device).0, 0);
    for _ in 0..2 {
        for id in SOLD {
            let before = shop.posts();
            let (status, answer) = device.execute(&sale(id));
            assert_eq!((status, &answer["warnings"]["recovered"]), (0, &json!(true)), "{id}: {answer}");
            assert_eq!((shop.posts(), &answer["externalId"]), (before, &json!(id)), "{answer}");
            shop.judge(id, before, status, &answer);
            assert_eq!(device.recover(id), (0, answer));
        }
    }
}

#[test]
fn another_sale_that_agrees_with_one_that_was_read_back_is_held_up_once() {
    let (shop, config, journal) = crashed(&json!({}));
    fs::remove_file(journal.with_extension("db-wal")).unwrap();
    let device = Device::open(&config).unwrap();
    assert_eq!(rebuild(&device).0, 0);
    let statuses = ["a", "b"].map(|id| device.execute(&sale_as(id, "second")).0);
    assert_eq!(statuses, [UNKNOWN, 0]);
    assert_eq!(shop.sold("second").len(), 2, "one before the loss, one after");
}

/// A shop whose journal has a refused document and not that it was sold then, as something else; the journal is read back.
fn with_a_lost_second_attempt() -> (Shop, PathBuf, Device) {
    let shop = Shop::open();
    let device = shop.device();
    shop.register.faults(&[json!({"path": "/receipt", "point": "received", "action": "error", "code": 48})]);
    let (_, answer) = device.execute(&sale("refused"));
    assert_eq!(answer["error"]["outcome"], "rejected", "{answer}");
    shop.register.faults(&[]);
    let journal = copied(&shop, "before");
    assert_eq!(device.execute(&sale_as("refused", "changed")).0, 0);
    drop(device);
    fs::copy(counted_file(&shop.journal()), counted_file(&journal)).unwrap();
    let device = Device::open(&config(shop.register.url(), &journal)).unwrap();
    assert_eq!(device.recover("refused").1["error"]["outcome"], "unknown");
    assert_eq!(rebuild(&device).1["lost"], 1);
    (shop, journal, device)
}

#[test]
fn a_refused_document_that_was_perhaps_sent_again_is_unknown_until_a_person_discards_it() {
    let (shop, journal, device) = with_a_lost_second_attempt();
    let moved = Device::open(&config(&Relay::to(shop.register.address()).url(), &journal)).unwrap();
    for device in [&device, &moved] {
        let (status, answer) = device.recover("refused");
        let shown = &answer["error"]["candidates"][0]["fiscalDocumentNumber"];
        assert_eq!((status, shown), (UNKNOWN, &json!(shop.sold("changed")[0])), "{answer}");
    }
    drop((device, moved));
    // Programs of a person do it, and the C functions do not have it.
    let config = config(shop.register.url(), &journal);
    kassa::Device::open(&config.to_string()).unwrap().discard("refused").unwrap();
    let device = Device::open(&config).unwrap();
    let (_, answer) = device.recover("refused");
    assert_eq!(answer["error"]["outcome"], "rejected", "{answer}");
    shop.sells(&device, "refused");
}

#[test]
fn a_refused_document_that_was_sent_again_is_found_by_the_content_that_it_had_then() {
    let (shop, _journal, device) = with_a_lost_second_attempt();
    let before = shop.posts();
    let (status, answer) = device.execute(&sale_as("refused", "changed"));
    let shown = &answer["error"]["candidates"][0]["fiscalDocumentNumber"];
    assert_eq!((status, shown), (UNKNOWN, &json!(shop.sold("changed")[0])), "{answer}");
    assert_eq!(shop.posts(), before);
}

#[test]
fn an_outcome_that_a_power_failure_took_is_found_again_and_a_lost_intent_is_noticed() {
    let shop = Shop::open();
    let device = shop.patient_device();
    let length = |journal: &Path| fs::metadata(journal.with_extension("db-wal")).unwrap().len();
    // The first document moves the tables into the database and begins the log anew, so the log's length is its end.
    shop.sells(&device, "first");
    let before = length(&shop.journal());
    shop.register.faults(&[json!({"path": "/receipt", "point": "received", "action": "delay", "delayMs": 2000})]);
    let sent = shop.posts();
    let (synced, answer) = std::thread::scope(|scope| {
        let selling = scope.spawn(|| device.execute(&sale("second")));
        await_that("the receipt is sent", || shop.posts() > sent);
        // Only what is on the disk now was waited for.
        (length(&shop.journal()), selling.join().unwrap().1)
    });
    let whole = length(&shop.journal());
    assert!(before < synced && synced < whole, "{before} {synced} {whole}");
    // What a power failure leaves: all that was synced, and perhaps a part of the rest.
    for (number, left) in [synced, synced + 1, synced + 700, whole - 1].into_iter().enumerate() {
        let journal = copied(&shop, &format!("failure {number}"));
        fs::File::options().write(true).open(journal.with_extension("db-wal")).unwrap().set_len(left).unwrap();
        let device = Device::open(&config(shop.register.url(), &journal)).unwrap();
        let before = shop.posts();
        let (status, again) = device.execute(&sale("second"));
        assert_eq!((status, &again["warnings"]["recovered"]), (0, &json!(true)), "{left}: {again}");
        assert_eq!((shop.posts(), &again["fiscalParams"]), (before, &answer["fiscalParams"]), "{left}: {again}");
        assert_eq!(device.execute(&sale("second")), (0, again), "{left}: recorded now");
        shop.sells(&device, &format!("third {number}"));
    }
    let journal = copied(&shop, "intent");
    fs::File::options().write(true).open(journal.with_extension("db-wal")).unwrap().set_len(synced - 1).unwrap();
    let device = Device::open(&config(shop.register.url(), &journal)).unwrap();
    let before = shop.posts();
    let (status, answer) = device.execute(&sale("second"));
    assert_eq!((status, &answer["error"]["outcome"]), (JOURNAL, &json!("unknown")), "{answer}");
    assert_eq!(shop.posts(), before);
}

/// The lock file of the device, which contains the count; the drive's lock file has names.
fn counted_file(journal: &Path) -> PathBuf {
    let folder = fs::read_dir(journal.parent().unwrap()).unwrap().map(|file| file.unwrap().path());
    let is_counted = |file: &PathBuf| {
        let begins = || fs::read(file).unwrap().first().copied();
        file.extension().is_some_and(|end| end == "lock") && begins().is_some_and(|byte| byte.is_ascii_digit())
    };
    folder.into_iter().find(is_counted).unwrap()
}

#[test]
fn a_journal_on_another_machine_and_one_ahead_of_the_count_are_complete() {
    for lock in ["gone", "empty", "zeros"] {
        let (shop, config, journal) = crashed(&json!({}));
        let file = counted_file(&journal);
        match lock {
            "gone" => fs::remove_file(&file).unwrap(),
            "empty" => fs::write(&file, "").unwrap(),
            _ => fs::write(&file, [0; 60]).unwrap(),
        }
        let device = Device::open(&config).unwrap();
        assert_eq!(again(&shop, &device), [0; 4], "{lock}");
        shop.sells(&device, "new");
    }
}

#[test]
fn a_damaged_count_stops_the_shop_until_it_is_read_back_and_half_of_one_does_not() {
    for (half, status) in [(true, 0), (false, JOURNAL)] {
        let (shop, config, journal) = crashed(&json!({}));
        let file = counted_file(&journal);
        let mut bytes = fs::read(&file).unwrap();
        let length = bytes.len();
        for byte in &mut bytes[..if half { length / 2 } else { length }] {
            *byte ^= 0x10;
        }
        fs::write(&file, bytes).unwrap();
        let device = Device::open(&config).unwrap();
        assert_eq!(device.execute(&sale("new")).0, status, "half {half}");
        assert_eq!(rebuild(&device).0, 0);
        shop.sells(&device, "new");
        assert_eq!(again(&shop, &device), [0; 4]);
    }
}

#[test]
fn the_log_stays_short() {
    let shop = Shop::open();
    let device = shop.device();
    let length = || fs::metadata(shop.journal().with_extension("db-wal")).unwrap().len();
    for number in 0..100 {
        shop.sells(&device, &number.to_string());
    }
    assert!(length() < 2 * 1024 * 1024, "{} bytes: longer than that of a few dozen documents", length());
}

#[test]
fn a_damaged_byte_in_the_database_forgets_no_document() {
    const ID: &str = "unforgettable";
    let shop = Shop::open();
    let device = shop.device();
    for id in ["before", ID, "after"] {
        shop.sells(&device, id);
    }
    // Closing moves what is in the log into the file.
    drop(device);
    let whole = fs::read(shop.journal()).unwrap();
    let places: Vec<usize> = whole
        .windows(ID.len())
        .enumerate()
        .filter(|(_, bytes)| *bytes == ID.as_bytes())
        .map(|(place, _)| place)
        .collect();
    assert!(places.len() > 3, "its row and two indexes");
    for place in places {
        let mut spoilt = whole.clone();
        spoilt[place] ^= 1;
        fs::write(shop.journal(), spoilt).unwrap();
        let device = shop.device();
        let before = shop.posts();
        let (status, answer) = device.execute(&sale(ID));
        println!("at {place}: {status} {}", answer["error"]["message"]["en"]);
        assert_eq!(shop.posts(), before, "at {place}: {answer}");
        shop.judge(ID, before, status, &answer);
        assert!(status == 0 || answer["error"]["outcome"] == "unknown", "at {place}: {answer}");
    }
}
