//! The journal spoilt: before it is opened, and under an open device.

use super::host::Program;
use super::register::await_that;
use super::shop::{Shop, config, sale};
use super::support::abi::Device;
use serde_json::json;
use std::fs::{self, File};
use std::path::Path;

/// Spoils a journal.
type Spoil = fn(&Path);

/// Status of a call that the journal keeps from being made.
const JOURNAL: i32 = 12;

#[test]
fn a_file_that_is_no_journal_is_not_opened_and_not_changed() {
    let shop = Shop::open();
    let spoilt: [(&str, Spoil); 6] = [
        ("garbage", |path| fs::write(path, vec![0xA5; 100_000]).unwrap()),
        ("text", |path| fs::write(path, "not a journal\n".repeat(1000)).unwrap()),
        ("another database", |path| Program::change(path, "CREATE TABLE document (x); PRAGMA user_version = 77")),
        ("a database with our table under no version", |path| Program::change(path, "CREATE TABLE document (x)")),
        ("a folder", |path| fs::create_dir(path).unwrap()),
        ("a link to nowhere", |path| std::os::unix::fs::symlink("/nowhere/at/all.db", path).unwrap()),
    ];
    for (number, (what, spoil)) in spoilt.into_iter().enumerate() {
        let path = shop.folder.path().join(format!("{number}.db"));
        spoil(&path);
        let before = fs::read(&path).ok();
        let status = Device::open(&config(shop.register.url(), &path)).map(|_| ()).unwrap_err().0;
        assert_eq!(status, JOURNAL, "{what}");
        assert!(fs::read(&path).ok() == before, "{what}: the file was changed");
    }
    for path in ["/proc/kassa.db", "/proc/self/kassa/kassa.db", "/dev/full"] {
        let status = Device::open(&config(shop.register.url(), Path::new(path))).map(|_| ()).unwrap_err().0;
        assert_eq!(status, JOURNAL, "{path}");
    }
    shop.sells(&shop.device(), "after all of them");
}

/// What befalls the journal of an open device.
const BEFALLS: &[(&str, Spoil)] = &[
    ("cut to nothing", |path| File::options().write(true).open(path).unwrap().set_len(0).unwrap()),
    ("cut to half", |path| {
        let file = File::options().write(true).open(path).unwrap();
        file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    }),
    ("overwritten", |path| {
        let length = usize::try_from(fs::metadata(path).unwrap().len()).unwrap();
        // In place: the same file, other bytes.
        std::io::Write::write_all(&mut File::options().write(true).open(path).unwrap(), &vec![0xA5; length]).unwrap();
    }),
    ("table dropped", |path| Program::change(path, "DROP TABLE document")),
    ("columns renamed", |path| {
        Program::change(path, "ALTER TABLE document RENAME COLUMN digest TO other");
    }),
    ("rows spoilt", |path| {
        Program::change(path, "UPDATE document SET digest = x'00', baseline = '{', expected = '[', outcome = '{'");
    }),
    ("answers spoilt", |path| Program::change(path, "UPDATE document SET outcome = '{'")),
    ("numbers spoilt", |path| Program::change(path, "UPDATE document SET number = NULL")),
    ("log cut to nothing", |path| {
        let log = path.with_extension("db-wal");
        File::options().write(true).open(log).unwrap().set_len(0).unwrap();
    }),
];

#[test]
fn a_journal_spoilt_under_an_open_device_gives_errors_and_no_second_document() {
    for ((what, befall), closed) in BEFALLS.iter().flat_map(|row| [(row, false), (row, true)]) {
        let shop = Shop::open();
        let mut device = shop.device();
        shop.sells(&device, "first");
        if closed {
            // Closing brings what is in the log into the file.
            drop(device);
            device = shop.device();
            device.recover("first");
        }
        befall(&shop.journal());
        for id in ["first", "second", "second"] {
            let before = shop.posts();
            let (status, answer) = device.execute(&sale(id));
            println!("{what}, closed {closed}: {id}: {status} {}", answer["error"]["message"]["en"]);
            shop.judge(id, before, status, &answer);
        }
        let before = shop.posts();
        device.recover("first");
        assert_eq!(shop.posts(), before);
        for id in ["first", "second"] {
            assert!(shop.sold(id).len() < 2, "{what}: {id} {:?}", shop.sold(id));
        }
        // A new journal in its place, and the device works.
        drop(device);
        for end in ["db", "db-wal", "db-shm"] {
            let _ = fs::remove_file(shop.journal().with_extension(end));
        }
        shop.sells(&shop.device(), "third");
    }
}

#[test]
fn a_document_that_was_sent_is_never_said_not_to_have_been_while_the_journal_cannot_be_read() {
    let shop = Shop::open();
    let device = shop.device();
    shop.sells(&device, "first");
    Program::change(&shop.journal(), "ALTER TABLE document RENAME COLUMN digest TO other");
    let (status, answer) = device.execute(&sale("first"));
    let error = &answer["error"];
    assert_eq!((status, &error["outcome"], &error["retry"]), (JOURNAL, &json!("unknown"), &json!("recoverFirst")));
    Program::change(&shop.journal(), "ALTER TABLE document RENAME COLUMN other TO digest");
    shop.sells(&device, "first");
}

#[test]
fn a_document_that_could_not_be_recorded_says_so_and_is_found_again() {
    let shop = Shop::open();
    let device = shop.device();
    shop.sells(&device, "first");
    shop.register.faults(&[json!({"path": "/receipt", "point": "received", "action": "delay", "delayMs": 300})]);
    let (sent, journal) = (shop.posts(), shop.journal());
    let answer = std::thread::scope(|scope| {
        let selling = scope.spawn(|| device.execute(&sale("second")));
        await_that("the receipt is sent", || shop.posts() > sent);
        Program::change(&journal, "ALTER TABLE document RENAME TO hidden");
        selling.join().unwrap()
    });
    assert_eq!((answer.0, &answer.1["warnings"]["notRecorded"]), (0, &json!(true)), "{}", answer.1);
    Program::change(&journal, "ALTER TABLE hidden RENAME TO document");
    let (status, again) = device.execute(&sale("second"));
    assert_eq!((status, &again["warnings"]), (0, &json!({"recovered": true})), "{again}");
    assert_eq!(again["fiscalParams"], answer.1["fiscalParams"]);
    shop.sells(&device, "second");
}

#[test]
fn a_document_sent_after_its_journal_was_deleted_is_not_forgotten() {
    for ends in [&["db"][..], &["db", "db-wal", "db-shm"], &["db-wal", "db-shm"]] {
        let shop = Shop::open();
        let device = shop.device();
        shop.sells(&device, "first");
        for end in ends {
            fs::remove_file(shop.journal().with_extension(end)).unwrap();
        }
        shop.register.faults(&[
            json!({"path": "/receipt", "point": "processed", "action": "reset"}),
            json!({"path": "/status", "point": "received", "action": "reset", "skip": 1, "times": 0}),
        ]);
        let before = shop.posts();
        let (status, answer) = device.execute(&sale("second"));
        shop.register.faults(&[]);
        println!("{ends:?} deleted: {status} {}", answer["error"]["message"]["en"]);
        shop.judge("second", before, status, &answer);
        drop(device);
        // After the restart the program asks, and sends what was never sent.
        let device = shop.device();
        let (status, answer) = device.recover("second");
        println!("after a restart: {status} {}", answer["error"]["message"]["en"]);
        let known = status == 0 || shop.sold("second").is_empty();
        assert!(known, "{ends:?}: sent, and forgotten: {status} {answer}");
        shop.sells(&device, "second");
    }
}

#[test]
fn a_journal_moved_away_and_back_loses_nothing() {
    let shop = Shop::open();
    let device = shop.device();
    shop.sells(&device, "first");
    drop(device);
    let away = shop.folder.path().join("away.db");
    fs::rename(shop.journal(), &away).unwrap();
    shop.sells(&shop.device(), "second");
    for end in ["db", "db-wal", "db-shm"] {
        let _ = fs::remove_file(shop.journal().with_extension(end));
    }
    fs::rename(&away, shop.journal()).unwrap();
    shop.sells(&shop.device(), "first");
    assert_eq!(shop.made(), 2);
}
