//! `journal list`, `show`, `export` and `check`, while a till works.

use crate::counter::Counter;
use kassa::{Device, Task};
use serde_json::{Value, json};

const LINE: [&str; 7] = ["Чай:90:1:vat10", "--cash", "all", "--taxation", "osn", "--id", "order-1"];

/// A counter whose journal has an opened shift and a receipt.
fn worked() -> Counter {
    let counter = Counter::new();
    for words in [&["shift", "open", "--id", "=morning;1"][..], &[&["sell"], &LINE[..]].concat()] {
        let (code, answer, told) = counter.run(words, "");
        assert_eq!(code, 0, "{words:?}: {answer} {told}");
    }
    counter
}

#[test]
fn the_journal_is_read_beside_a_till_that_has_it_open() {
    let counter = worked();
    let till = Device::open(&counter.config().to_string()).unwrap();
    till.execute(&Task::named("closeShift")).unwrap();
    let all = counter.run(&["journal", "list"], "").1;
    let tasks = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|made| made["task"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(tasks(&all), ["openShift", "sell", "closeShift"], "{all}");
    assert_eq!((&all[1]["externalId"], all[1]["total"].to_string().as_str()), (&json!("order-1"), "90.00"), "{all}");
    let device = all[0]["device"].as_str().unwrap();
    let rows: [(&[&str], &[&str]); 4] = [
        (&["--last", "1"], &["closeShift"]),
        (&["--unresolved"], &[]),
        (&["--device", device, "--last", "2"], &["sell", "closeShift"]),
        (&["--device", "icash elsewhere"], &[]),
    ];
    for (words, expected) in rows {
        assert_eq!(tasks(&counter.run(&[&["journal", "list"], words].concat(), "").1), expected, "{words:?}");
    }
    till.execute(&Task::named("openShift")).unwrap();
    let (code, table, _) = counter.told(&["journal", "list"]);
    assert_eq!((code, table.lines().count()), (0, 5), "{table}");
    assert!(table.contains("зарегистрирован") && table.contains("90.00"), "{table}");
}

#[test]
fn a_document_is_shown_with_the_answer_that_its_caller_received() {
    let counter = worked();
    let (code, shown, _) = counter.run(&["journal", "show", "order-1"], "");
    assert_eq!((code, &shown["outcome"]["externalId"]), (0, &json!("order-1")), "{shown}");
    let recovered = counter.run(&["recover", "order-1"], "").1;
    assert_eq!(shown["outcome"]["fiscalParams"], recovered["fiscalParams"]);
    let (_, table, _) = counter.told(&["journal", "show", "order-1"]);
    assert!(table.contains("Фискальный признак"), "{table}");
    assert_eq!(counter.run(&["journal", "show", "order-2"], "").0, 14);
}

#[test]
fn documents_are_exported_as_csv_and_as_json() {
    let counter = worked();
    for words in [&["journal", "export"][..], &["journal", "export", "--csv"]] {
        let (code, csv, told) = counter.told(words);
        let lines: Vec<&str> = csv.lines().collect();
        assert_eq!((code, lines.len()), (0, 3), "{csv} {told}");
        assert!(lines[0].starts_with("\u{feff}device;externalId;task;state;number;total;"), "{csv}");
        assert!(lines[1].contains(";\"'=morning;1\";openShift;registered;"), "{csv}");
        assert!(lines[2].contains(";order-1;sell;registered;") && lines[2].contains(";90.00;"), "{csv}");
    }
    let (code, json, _) = counter.run(&["journal", "export"], "");
    assert_eq!((code, &json[1]["outcome"]["externalId"]), (0, &json!("order-1")), "{json}");
    assert_eq!(counter.run(&["journal", "export", "--csv"], "").0, 64, "both at once");
}

#[test]
fn a_check_finds_a_damaged_journal_and_one_that_lost_documents() {
    let counter = worked();
    let path = counter.folder.path().join("kassa.db");
    let (code, health, _) = counter.run(&["journal", "check"], "");
    assert_eq!((code, &health["sound"], &health["unresolved"]), (0, &json!(true), &json!([])), "{health}");
    assert!(counter.told(&["journal", "check"]).1.contains("Файл цел"));

    let kept = std::fs::read(&path).unwrap();
    let older = tempfile::tempdir().unwrap();
    let older_journal = older.path().join("kassa.db");
    // A journal of the same register that has one document less.
    let config = json!({ "backend": "icash", "url": counter.register.url(), "journal": older_journal }).to_string();
    let close = r#"{"type": "closeShift"}"#;
    assert_eq!(counter.run(&["execute", close, "--config", &config], "").0, 0);
    std::fs::copy(&older_journal, &path).unwrap();
    let (code, health, _) = counter.run(&["journal", "check"], "");
    assert_eq!((code, &health["losses"][0]["counted"]), (65, &json!(2)), "{health}");
    assert_eq!(health["losses"][0]["kept"], json!(1), "{health}");
    let (code, table, _) = counter.told(&["journal", "check"]);
    assert!(code == 65 && table.contains("journal rebuild"), "{table}");

    let mut damaged = kept;
    let middle = damaged.len() / 2;
    damaged[middle..].fill(0xff);
    std::fs::write(&path, damaged).unwrap();
    let (code, health, told) = counter.run(&["journal", "check"], "");
    assert!(code == 65 || code == 12, "{code} {health} {told}");

    for (path, code) in [("/no/such.db", 12), ("kassa.json", 12)] {
        assert_eq!(counter.run(&["journal", "list", "--journal", path], "").0, code, "{path}");
    }
}
