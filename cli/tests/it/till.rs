//! The commands of a till: shift, receipts, cash, prints.

use crate::counter::Counter;
use kassa_simulator::{Fault, atolweb};
use serde_json::{Value, json};

const SHIFT: [&str; 4] = ["shift", "open", "--operator", "Лунина"];

/// The words of a command, and those of its options.
fn sold(counter: &Counter, words: &[&str]) -> (i32, Value, String) {
    let given = ["--taxation", "osn", "--operator", "Лунина"];
    counter.run(&[words, &given].concat(), "")
}

#[test]
fn a_day_is_worked_by_words() {
    let counter = Counter::new();
    let rows: [&[&str]; 9] = [
        &SHIFT,
        &["shift", "status"],
        &["sell", "Чай:90.50:2:vat10", "Сыр:820:0.355:vat10", "--cash", "500", "--taxation", "osn"],
        &["sell", "Хлеб:45.90", "--vat", "vat10", "--card", "all", "--taxation", "osn", "--email", "a@example.com"],
        &["return", "Хлеб:45.90:1:vat10", "--cash", "all", "--taxation", "osn"],
        &[
            "correct",
            "Чай:125.50:1:vat10",
            "--cash",
            "all",
            "--taxation",
            "osn",
            "--date",
            "2026.02.17",
            "--number",
            "17",
        ],
        &["copy"],
        &["copy", "3"],
        &["print", "ЖДЁМ ВАС", "СНОВА"],
    ];
    for words in rows.into_iter().chain([&["shift", "close"][..]]) {
        let (code, answer, told) = counter.run(words, "");
        assert_eq!(code, 0, "{words:?}: {answer} {told}");
    }
    let kinds: Vec<&str> = counter.register.ledger().iter().map(|made| made.kind.word()).collect();
    let tape = counter.register.tape();
    for text in ["ЖДЁМ ВАС", "Лунина"] {
        assert!(tape.contains(text), "{text}: {tape}");
    }
    assert_eq!(kinds.iter().filter(|kind| **kind == "receipt").count(), 3, "{kinds:?}");
    assert_eq!(kinds.last(), Some(&"closeShift"), "{kinds:?}");
}

#[test]
fn cash_goes_into_the_drawer_and_out_of_it() {
    let counter = Counter::new();
    let register = atolweb::Simulator::start(atolweb::Options::default()).unwrap();
    let config =
        json!({ "backend": "atolweb", "url": register.url(), "journal": counter.folder.path().join("atol.db") });
    let config = config.to_string();
    let run = |words: &[&str]| counter.run(&[&["--config", &config], words].concat(), "");
    for (words, drawer) in [
        (&SHIFT[..], "0"),
        (&["cash", "in", "1500,50", "--operator", "Лунина"], "1500.5"),
        (&["x"], "1500.5"),
        (&["cash", "out", "100", "--operator", "Лунина", "--id", "out-1"], "1400.5"),
        (&["cash", "out", "100", "--operator", "Лунина", "--id", "out-1"], "1400.5"),
    ] {
        let (code, answer, told) = run(words);
        assert_eq!(code, 0, "{words:?}: {answer} {told}");
        let (_, state, _) = run(&["execute", r#"{"type": "getCashDrawerStatus"}"#]);
        assert_eq!(state["counters"]["cashSum"].to_string(), drawer, "{words:?}: {state}");
    }
}

#[test]
fn sums_are_exact_and_what_remains_is_paid_the_other_way() {
    let counter = Counter::new();
    assert_eq!(counter.run(&SHIFT, "").0, 0);
    let rows: [(&[&str], &str, &str); 5] = [
        (&["Чай:90.10:3:vat10", "--cash", "300"], "270.30", "29.70"),
        (&["Сыр:820.00:0.355:vat10", "--card", "all"], "291.10", "0.00"),
        (&["Чай:0,1:3:vat10", "--cash", "0.1", "--card", "all"], "0.30", "0.00"),
        (&["Чай:90:1:vat10", "--cash", "all", "--card", "89.99"], "90.00", "0.00"),
        (&["Набор 1:24:Лего:45.90:2", "--vat", "vat10", "--cash", "all"], "91.80", "0.00"),
    ];
    for (words, total, change) in rows {
        let (code, answer, told) = sold(&counter, &[&["sell"], words].concat());
        let sums = (answer["fiscalParams"]["total"].to_string(), answer["change"].to_string());
        assert_eq!((code, sums), (0, (total.to_owned(), change.to_owned())), "{words:?}: {answer} {told}");
    }
}

#[test]
fn a_repetition_with_the_same_id_makes_one_receipt() {
    let counter = Counter::new();
    assert_eq!(counter.run(&SHIFT, "").0, 0);
    let file = counter.folder.path().join("sale.json");
    let task = json!({
        "type": "sell", "externalId": "order-2", "taxationType": "osn", "payments": [{ "type": "cash", "sum": 90 }],
        "items": [{ "type": "position", "name": "Чай", "price": 90, "quantity": 1, "amount": 90, "tax": { "type": "vat10" } }],
    });
    std::fs::write(&file, task.to_string()).unwrap();
    let task = task.to_string();
    let words = ["sell", "Чай:90:1:vat10", "--cash", "all", "--id", "order-1"];
    for _ in 0..2 {
        assert_eq!(sold(&counter, &words).0, 0);
        assert_eq!(counter.run(&["sell", "sale.json"], "").0, 0);
        assert_eq!(counter.run(&["sell", &task], "").0, 0);
        assert_eq!(counter.run(&["sell", "-"], &task).0, 0);
    }
    assert_eq!(counter.receipts(), 2);
}

#[test]
fn wrong_words_send_nothing_and_say_what_is_wrong() {
    let counter = Counter::new();
    let task = r#"{"type": "sell"}"#;
    let rows: [(&[&str], i32, &str); 12] = [
        (&["sell", "Чай:90", "--cash", "all", "--object", "thing"], 4, "items[0].paymentObject = thing"),
        (&["sell", "Чай", "--cash", "all"], 64, "НАЗВАНИЕ:ЦЕНА"),
        (&["sell", "Чай:90"], 64, "чем заплачено?"),
        (&["sell", "Чай:90", "--cash", "all", "--card", "all"], 64, "чем заплачено?"),
        (&["sell", "Чай:90", "--cash", "9O"], 64, "9O: это не сумма"),
        (&["sell", "Чай:90", "--cash", "-90"], 64, "-90: это не сумма"),
        (&["sell"], 64, "не задано: <НАЗВАНИЕ"),
        (&["sell", "Чай:90:1:vat11", "--cash", "all"], 4, "items[0].tax.type = vat11"),
        (&["sell", "Чай:9999999999:9:none", "--cash", "all"], 64, "слишком большой итог"),
        (&["return", task], 64, "это задание «sell»"),
        (&["sell", task, "--id", "1"], 64, "--id нельзя задать вместе с заданием"),
        (&["cash", "in", "much"], 64, "much: это не сумма"),
    ];
    for (words, code, sentence) in rows {
        let (exit, table, told) = counter.told(words);
        assert_eq!((exit, table.as_str()), (code, ""), "{words:?}: {told}");
        assert!(told.contains(sentence), "{words:?}: {told}");
    }
    assert_eq!(counter.receipts(), 0);
}

#[test]
fn a_document_is_drawn_by_the_ending_of_its_files_name() {
    let counter = Counter::new();
    for words in [&SHIFT[..], &["sell", "Хлеб:45.90:3:vat10", "--cash", "150", "--taxation", "osn", "--id", "a"][..]]
    {
        assert_eq!(counter.run(words, "").0, 0);
    }
    let file = |name: &str| counter.folder.path().join(name).display().to_string();
    for (name, begin) in [
        ("a.png", &b"\x89PNG"[..]),
        ("a.pdf", b"%PDF"),
        ("a.html", b"<!DOCTYPE html>"),
        ("a.txt", "                 ООО \"Ромашка\"".as_bytes()),
    ] {
        let path = file(name);
        let (code, answer, told) = counter.run(&["render", "a", "-o", &path], "");
        assert_eq!((code, &answer["drawn"]), (0, &json!(path)), "{told}");
        let drawn = std::fs::read(&path).unwrap();
        assert!(drawn.starts_with(begin), "{name}: {}", String::from_utf8_lossy(&drawn[..40]));
    }
    let (code, answer, told) = counter.run(&["render", "a", "-o", &file("none/a.png")], "");
    assert_eq!((code, &answer["error"]["name"]), (74, &json!("output")), "{answer}");
    assert!(told.contains("a.png: "), "{told}");
    // Who sells is not asked for, and the task of another document is refused.
    let task = r#"{"type": "openShift"}"#;
    let (code, answer, _) = counter.run(&["render", "a", "--task", task, "--offline", "-o", &file("b.txt")], "");
    assert_eq!((code, &answer["error"]["name"]), (13, &json!("idReused")), "{answer}");
    let (code, _, told) = counter.run(&["render", "--format", "png"], "");
    assert_eq!(code, 64, "{told}");
    let (code, answer, _) = counter.run(&["render", "a", "--format", "png", "--width", "48"], "");
    assert_eq!((code, &answer["error"]["faults"][0]["path"]), (4, &json!("width")), "{answer}");
}

#[test]
fn a_drawing_that_is_not_written_delivers_no_outcome() {
    let counter = Counter::new();
    let mut config = counter.config();
    config.as_object_mut().unwrap().extend([
        ("repeats".to_owned(), json!("join")),
        ("deadlineMs".to_owned(), json!(3000)),
        ("settleMs".to_owned(), json!(100)),
    ]);
    std::fs::write(counter.folder.path().join("kassa.json"), config.to_string()).unwrap();
    assert_eq!(counter.run(&SHIFT, "").0, 0);
    let faults = json!([
        { "path": "/receipt", "point": "processed", "action": "close" },
        { "path": "*", "point": "accept", "action": "reset", "times": 0, "skip": 2 },
    ]);
    counter.register.set_faults(Fault::list(&faults.to_string()).unwrap());
    let words = ["sell", "Чай:90:1:vat10", "--cash", "all"];
    let (code, answer, told) = sold(&counter, &words);
    assert_eq!(code, 9, "{answer} {told}");
    let id = answer["error"]["externalId"].as_str().unwrap();
    counter.register.set_faults(Vec::new());
    let nowhere = counter.folder.path().join("none/a.txt").display().to_string();
    assert_eq!(counter.run(&["render", id, "-o", &nowhere], "").0, 74);
    let (code, answer, told) = sold(&counter, &words);
    assert_eq!((code, counter.receipts(), &answer["externalId"]), (0, 1, &json!(id)), "{answer} {told}");
}
