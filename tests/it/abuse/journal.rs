//! A damaged journal: before it is opened, and while a device has it open.

use super::shop::{Shop, config, sale};
use crate::support::abi::Device;
use crate::support::host::Program;
use crate::support::register::await_that;
use serde_json::json;
use std::fs::{self, File};
use std::path::Path;

type Spoil = fn(&Path);

/// Status of a call that the journal prevents.
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

/// What happens to the journal of an open device.
const BEFALLS: &[(&str, Spoil)] = &[
    ("cut to nothing", |path| File::options().write(true).open(path).unwrap().set_len(0).unwrap()),
    ("cut to half", |path| {
        let file = File::options().write(true).open(path).unwrap();
        file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    }),
    ("overwritten", |path| {
        let length = usize::try_from(fs::metadata(path).unwrap().len()).unwrap();
        // In place: the same file with other bytes.
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
fn a_journal_damaged_under_an_open_device_gives_errors_and_no_second_document() {
    for ((what, befall), closed) in BEFALLS.iter().flat_map(|row| [(row, false), (row, true)]) {
        let shop = Shop::open();
        let mut device = shop.device();
        shop.sells(&device, "first");
        if closed {
            // Closing moves what is in the log into the file.
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
        // With a new journal in its place, and after a person has confirmed it, the device works.
        drop(device);
        for end in ["db", "db-wal", "db-shm"] {
            let _ = fs::remove_file(shop.journal().with_extension(end));
        }
        let device = shop.device();
        assert_eq!(device.execute(&sale("third")).0, JOURNAL, "{what}: it lacks what was sold");
        assert_eq!(device.asking("kassa_rebuild_journal").0, 0, "{what}");
        shop.sells(&device, "third");
    }
}

#[test]
fn a_sent_document_is_never_reported_as_not_sent_while_the_journal_cannot_be_read() {
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
    let device = shop.patient_device();
    shop.sells(&device, "first");
    shop.register.faults(&[json!({"path": "/receipt", "point": "received", "action": "delay", "delayMs": 5000})]);
    let (sent, journal) = (shop.posts(), shop.journal());
    let answer = std::thread::scope(|scope| {
        let selling = scope.spawn(|| device.execute(&sale("second")));
        await_that("the receipt is sent", || shop.posts() > sent);
        Program::change(&journal, "ALTER TABLE document RENAME TO hidden");
        selling.join().unwrap()
    });
    assert_eq!((answer.0, &answer.1["warnings"]["notRecorded"]), (0, &json!(true)), "{}", answer.1);
    Program::change(&journal, "ALTER TABLE hidden RENAME TO document");
    // Another program finds it on the register; this one still knows it.
    let elsewhere = fs::read(&journal).unwrap();
    let log = fs::read(journal.with_extension("db-wal")).unwrap();
    let (status, again) = device.execute(&sale("second"));
    assert_eq!((status, &again["warnings"]), (0, &json!({})), "{again}");
    assert_eq!(again["fiscalParams"], answer.1["fiscalParams"]);
    shop.sells(&device, "second");
    drop(device);
    fs::write(&journal, elsewhere).unwrap();
    fs::write(journal.with_extension("db-wal"), log).unwrap();
    let (status, again) = shop.device().execute(&sale("second"));
    assert_eq!((status, &again["warnings"]), (0, &json!({"recovered": true})), "{again}");
    assert_eq!(again["fiscalParams"], answer.1["fiscalParams"]);
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
        // After the restart the program asks first, and sends what was never sent.
        let device = shop.device();
        let (status, answer) = device.recover("second");
        println!("after a restart: {status} {}", answer["error"]["message"]["en"]);
        let known = status == 0 || status == JOURNAL || shop.sold("second").is_empty();
        assert!(known, "{ends:?}: sent, and forgotten: {status} {answer}");
        let (status, answer) = device.asking("kassa_rebuild_journal");
        assert_eq!(status, 0, "{ends:?}: {answer}");
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
    let device = shop.device();
    assert_eq!(device.execute(&sale("second")).0, JOURNAL);
    assert_eq!(device.asking("kassa_rebuild_journal").0, 0);
    shop.sells(&device, "second");
    drop(device);
    for end in ["db", "db-wal", "db-shm"] {
        let _ = fs::remove_file(shop.journal().with_extension(end));
    }
    fs::rename(&away, shop.journal()).unwrap();
    shop.sells(&shop.device(), "first");
    assert_eq!(shop.made(), 2);
}

#[test]
fn an_id_that_the_journal_may_have_lost_is_unknown_until_the_same_call_is_repeated() {
    let shop = Shop::open();
    let device = shop.device();
    shop.sells(&device, "first");
    drop(device);
    for end in ["db", "db-wal", "db-shm"] {
        let _ = fs::remove_file(shop.journal().with_extension(end));
    }
    let device = shop.device();
    assert_eq!(device.asking("kassa_rebuild_journal").0, 0);
    for id in ["first", "second"] {
        let (status, answer) = device.recover(id);
        let error = &answer["error"];
        let told = (status, &error["outcome"], &error["retry"], &error["docs"]);
        let wanted = (9, &json!("unknown"), &json!("safe"), &json!("errors/unknown#forgotten"));
        assert_eq!(told, wanted, "{id}: {answer}");
        assert!(!error["candidates"].as_array().unwrap().is_empty(), "{id}: {answer}");
    }
    let sent = shop.posts();
    // That it was not sent now says nothing.
    shop.register.faults(&[json!({"path": "/status", "point": "received", "action": "reset", "times": 0})]);
    let (_, answer) = device.execute(&sale("first"));
    assert_eq!(answer["error"]["outcome"], "unknown", "{answer}");
    shop.register.faults(&[]);
    let (_, answer) = device.execute(&sale("first"));
    println!("first: {}", answer["error"]["message"]["en"]);
    assert_eq!((shop.posts(), shop.made()), (sent, 1), "{answer}");
    shop.sells(&device, "third");
}

/// What happens to the journal while a request is in progress.
const GONE: &[(&str, Spoil)] = &[
    ("the database removed", |path| fs::remove_file(path).unwrap()),
    ("the log removed", |path| fs::remove_file(path.with_extension("db-wal")).unwrap()),
    ("the log's index removed", |path| fs::remove_file(path.with_extension("db-shm")).unwrap()),
    ("all removed", |path| {
        for end in ["db", "db-wal", "db-shm"] {
            fs::remove_file(path.with_extension(end)).unwrap();
        }
    }),
    ("replaced by a copy", |path| {
        let copy = path.with_extension("copy");
        let copied = std::process::Command::new("cp").args([path, &copy]).status().unwrap();
        assert!(copied.success());
        fs::rename(copy, path).unwrap();
    }),
];

#[test]
fn a_journal_removed_between_intent_and_record_is_reported_and_opened_again() {
    for (what, befall) in GONE {
        let shop = Shop::open();
        let device = shop.patient_device();
        shop.sells(&device, "first");
        shop.register.faults(&[json!({"path": "/receipt", "point": "received", "action": "delay", "delayMs": 2000})]);
        let (sent, journal) = (shop.posts(), shop.journal());
        let (status, answer) = std::thread::scope(|scope| {
            let selling = scope.spawn(|| device.execute(&sale("second")));
            await_that("the receipt is sent", || shop.posts() > sent);
            befall(&journal);
            selling.join().unwrap()
        });
        assert_eq!((status, &answer["warnings"]["notRecorded"]), (0, &json!(true)), "{what}: {answer}");
        // The same device continues: at once if nothing is lost, else after a person has confirmed it.
        for id in ["second", "third", "first"] {
            let before = shop.posts();
            let (status, answer) = device.execute(&sale(id));
            println!("{what}: {id}: {status} {}", answer["error"]["message"]["en"]);
            assert!([0, JOURNAL].contains(&status), "{what}: {id}: {status} {answer}");
            shop.judge(id, before, status, &answer);
        }
        let (status, answer) = device.asking("kassa_rebuild_journal");
        assert_eq!(status, 0, "{what}: {answer}");
        let (_, answer) = device.execute(&sale("second"));
        println!("{what}: second, at last: {}", answer["error"]["message"]["en"]);
        shop.sells(&device, "fourth");
        for id in ["first", "second"] {
            assert_eq!(shop.sold(id).len(), 1, "{what}: {id}");
        }
    }
}

#[test]
fn a_lock_file_removed_under_open_devices_is_created_again_for_all_of_them() {
    let shop = Shop::open();
    let device = shop.device();
    shop.sells(&device, "first");
    let files = fs::read_dir(shop.folder.path()).unwrap().map(|file| file.unwrap().path());
    let lock = files.into_iter().find(|file| file.extension().is_some_and(|end| end == "lock")).unwrap();
    fs::remove_file(&lock).unwrap();
    shop.sells(&device, "second");
    assert!(lock.exists());
    shop.sells(&shop.device(), "third");
    // Without the file, the process still knows how many there were.
    for gone in [lock, shop.journal(), shop.journal().with_extension("db-wal"), shop.journal().with_extension("db-shm")]
    {
        fs::remove_file(gone).unwrap();
    }
    for id in ["fourth", "second"] {
        let (status, answer) = device.execute(&sale(id));
        assert_eq!((status, &answer["error"]["outcome"]), (JOURNAL, &json!("unknown")), "{answer}");
    }
}

/// Rows of an open document that cannot be read.
const UNREADABLE: [&str; 6] = [
    "baseline = '{'",
    "expected = '['",
    "baseline = x'00ff', expected = 7",
    "digest = 'text'",
    "attempt = x'ff', asked = x'00', parts = 1, epoch = 'often', untold = 'who'",
    "baseline = '{}', expected = '{}', digest = x'00'",
];

#[test]
fn an_open_document_that_cannot_be_read_holds_nobody_up_and_is_not_made_again() {
    for spoilt in UNREADABLE {
        let shop = Shop::open();
        let device = shop.device();
        shop.register
            .faults(&[json!({"path": "/receipt", "point": "processed", "action": "delay", "delayMs": 20_000})]);
        let program = Program::executing(&shop.config(), &sale("first"));
        await_that("the receipt is made", || shop.made() == 1);
        program.kill();
        shop.register.faults(&[]);
        Program::change(&shop.journal(), &format!("UPDATE document SET {spoilt} WHERE external_id = 'first'"));
        shop.sells(&device, "second");
        for _ in 0..2 {
            let before = shop.posts();
            let (status, answer) = device.execute(&sale("first"));
            println!("{spoilt}: {status} {}", answer["error"]["message"]["en"]);
            assert_eq!(shop.posts(), before, "{spoilt}: {answer}");
            if status != 0 {
                assert_eq!(answer["error"]["outcome"], "unknown", "{spoilt}: {answer}");
            }
            shop.sells(&device, "third");
        }
    }
}
