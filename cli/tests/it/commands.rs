//! The commands that take JSON, and those by which a person decides.

use crate::counter::Counter;
use serde_json::json;

fn sale() -> String {
    json!({
        "type": "sell", "externalId": "order-1", "taxationType": "osn", "payments": [{ "type": "cash", "sum": 90 }],
        "items": [{
            "type": "position", "name": "Чай", "price": 90, "quantity": 1, "amount": 90, "tax": { "type": "vat10" },
        }],
    })
    .to_string()
}

#[test]
fn a_day_works_from_the_command_line() {
    let counter = Counter::new();
    let (code, answer, told) = counter.run(&["execute", &sale()], "");
    assert_eq!((code, &answer["error"]["name"]), (7, &json!("refused")), "{answer}");
    assert!(told.contains("смену"), "{told}");
    assert_eq!(counter.run(&["execute"], r#"{"type": "openShift"}"#).0, 0);
    let file = counter.folder.path().join("sale.json");
    std::fs::write(&file, sale()).unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(counter.run(&["validate", file], "").0, 0);
    for _ in 0..2 {
        let (code, answer, told) = counter.run(&["execute", file], "");
        assert_eq!((code, answer["fiscalParams"]["total"].to_string().as_str()), (0, "90.00"), "{answer} {told}");
    }
    assert_eq!(counter.register.ledger().iter().filter(|made| made.kind.word() == "receipt").count(), 1);
    let (code, answer, _) = counter.run(&["recover", "order-1"], "");
    assert_eq!((code, &answer["externalId"]), (0, &json!("order-1")), "{answer}");
    let (code, answer, told) = counter.run(&["status", "--log"], "");
    assert_eq!((code, &answer["shiftStatus"]["state"]), (0, &json!("opened")), "{answer}");
    assert!(answer["fnStatus"].is_object() && told.contains("GET /api/1/status"), "{answer} {told}");
    let (code, answer, _) = counter.run(&["call", "search", r#"{"document_number": 1}"#], "");
    assert_eq!((code, &answer["ok"]), (0, &json!(true)), "{answer}");
    assert_eq!(counter.run(&["forget"], "").1, json!({ "forgotten": 0 }));
}

#[test]
fn a_person_decides_about_a_journal_that_lost_documents_and_about_one_that_is_ambiguous() {
    let counter = Counter::new();
    let sold = || counter.register.ledger().iter().filter(|made| made.kind.word() == "receipt").count();
    assert_eq!(counter.run(&["execute"], r#"{"type": "openShift"}"#).0, 0);
    assert_eq!(counter.run(&["execute", &sale()], "").0, 0);
    let lose = || std::fs::remove_file(counter.folder.path().join("kassa.db")).unwrap();
    assert_eq!(counter.run(&["journal", "rebuild"], "").1, json!({ "lost": 0, "documents": [] }));
    lose();
    let (code, answer, told) = counter.run(&["execute", &sale()], "");
    assert_eq!((code, &answer["error"]["outcome"]), (12, &json!("unknown")), "{answer}");
    assert!(told.contains("journal rebuild"), "{told}");
    let (code, answer, _) = counter.run(&["journal", "rebuild"], "");
    let number = &answer["documents"].as_array().unwrap().last().unwrap()["fiscalDocumentNumber"];
    assert_eq!((code, &answer["lost"]), (0, &json!(2)), "{answer}");
    for command in [&["execute", &sale()][..], &["execute", &sale()], &["recover", "order-1"]] {
        let (code, answer, told) = counter.run(command, "");
        assert_eq!((code, &answer["error"]["candidates"][0]["fiscalDocumentNumber"]), (9, number), "{answer}");
        assert!(told.contains("discard"), "{told}");
    }
    assert_eq!(sold(), 1);
    assert_eq!(counter.run(&["discard", "order-2"], "").0, 14);
    let (code, answer, _) = counter.run(&["discard", "order-1"], "");
    assert_eq!((code, answer), (0, json!({ "externalId": "order-1", "discarded": true })));
    assert_eq!(counter.run(&["recover", "order-1"], "").0, 8);
    assert_eq!(counter.run(&["execute", &sale()], "").0, 0);
    assert_eq!(counter.run(&["discard", "order-1"], "").1["fiscalParams"]["total"].to_string(), "90.00");
    assert_eq!(sold(), 2);
    lose();
    assert_eq!(counter.run(&["execute", &sale()], "").0, 12);
    // Two documents, and that the journal had been restored.
    assert_eq!(counter.run(&["journal", "accept"], "").1, json!({ "lost": 3 }));
    assert_eq!(counter.run(&["execute", &sale()], "").0, 0);
    assert_eq!(sold(), 3, "nothing is known of what a person gave up");
}

#[test]
fn a_journal_from_a_backup_is_read_back_where_nothing_counts_what_it_lacks() {
    let counter = Counter::new();
    let folder = counter.folder.path();
    assert_eq!(counter.run(&["execute"], r#"{"type": "openShift"}"#).0, 0);
    let backup = std::fs::read(folder.join("kassa.db")).unwrap();
    assert_eq!(counter.run(&["execute", &sale()], "").0, 0);
    // On another machine, there is no lock file of the register.
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        if file.file_name().unwrap().to_str().unwrap().starts_with("kassa.db") {
            std::fs::remove_file(file).unwrap();
        }
    }
    std::fs::write(folder.join("kassa.db"), backup).unwrap();
    let (code, answer, _) = counter.run(&["journal", "rebuild"], "");
    let number = &answer["documents"][0]["fiscalDocumentNumber"];
    assert_eq!(
        (code, &answer["lost"], answer["documents"].as_array().unwrap().len()),
        (0, &json!(null), 1),
        "{answer}"
    );
    let (code, answer, _) = counter.run(&["execute", &sale()], "");
    assert_eq!((code, &answer["error"]["candidates"][0]["fiscalDocumentNumber"]), (9, number), "{answer}");
    assert_eq!(counter.receipts(), 1);
    assert_eq!(counter.run(&["journal", "rebuild"], "").1, json!({ "lost": 0, "documents": [] }), "now it is counted");
}
