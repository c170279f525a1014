//! Documents whose outcome 1C did not learn. 1C gives no ids, so the driver has to prove that a call is a repetition.

use super::platform::Platform;
use super::till::{Till, attribute, input, sale};
use serde_json::json;

/// Settings of a device whose calls time out soon.
const SOON: [(&str, &str); 1] = [("DeadlineMs", "8000")];

/// The register makes the next receipt, but its answer and those to all later queries are lost.
fn lose(till: &Till) {
    till.faults(&json!([
        { "path": "/receipt", "point": "processed", "action": "close" },
        { "path": "*", "point": "accept", "action": "reset", "times": 0, "skip": 2 },
    ]));
}

fn sell(till: &mut Till, sum: &str) -> String {
    till.done("СформироватьЧек", &["b:0", &format!("s:{}", sale(sum)), "o:"])[2].text().to_owned()
}

/// A call that is refused within a short deadline; the device itself has a long one.
fn refused_soon(till: &mut Till, method: &str, arguments: &[&str]) -> (String, String) {
    let patient = till.id.clone();
    till.connect(&SOON);
    let refused = till.refused(method, arguments);
    till.id = patient;
    refused
}

/// Makes a sale whose answer is lost.
fn sell_in_doubt(till: &mut Till, sum: &str) {
    lose(till);
    let (code, error) = refused_soon(till, "СформироватьЧек", &["b:0", &format!("s:{}", sale(sum)), "o:"]);
    assert!(
        code == "9" && error.contains("Пока неизвестно") && error.contains("Проверить документы без ответа"),
        "{code} {error}"
    );
    till.faults(&json!([]));
}

fn number(document: &str) -> Option<String> {
    attribute(document, "CheckNumber")
}

/// Runs an additional action; returns the text that the user reads.
fn act(platform: &mut Platform, name: &str) -> String {
    platform.done("ВыполнитьДополнительноеДействие", &[&format!("s:{name}")]);
    platform.last_error().1
}

#[test]
fn equal_sales_one_after_another_are_two() {
    let mut till = Till::open(&[]);
    till.open_shift();
    let (first, second) = (sell(&mut till, "10"), sell(&mut till, "10"));
    assert_ne!(number(&first), number(&second));
    assert_eq!(till.receipts().len(), 2);
    till.end();
}

#[test]
fn the_same_sale_after_a_lost_answer_returns_the_existing_document() {
    let mut till = Till::open(&[]);
    till.open_shift();
    sell_in_doubt(&mut till, "10");
    let made = sell(&mut till, "10.00");
    assert_eq!(till.receipts().len(), 1, "the repetition made nothing");
    assert_eq!(number(&made), Some(till.receipts()[0].number.to_string()));
    // Once 1C knows, the next one is for another buyer.
    let next = sell(&mut till, "10");
    assert_ne!(number(&made), number(&next));
    assert_eq!(till.receipts().len(), 2);
    till.end();
}

#[test]
fn the_same_sale_after_a_restart_returns_the_existing_document_too() {
    let mut till = Till::open(&[]);
    till.open_shift();
    sell_in_doubt(&mut till, "10");
    assert_eq!(till.platform.tell(&["destroy"]), ["ok"]);
    assert_eq!(till.platform.tell(&["create", "Kassa"]), ["ok"]);
    till.connect(&[]);
    sell(&mut till, "10");
    assert_eq!(till.receipts().len(), 1);
    till.end();
}

#[test]
fn a_sale_that_the_register_did_not_make_is_made_by_the_repetition() {
    let mut till = Till::open(&[]);
    till.open_shift();
    till.faults(&json!([
        { "path": "/receipt", "point": "received", "action": "close" },
        { "path": "*", "point": "accept", "action": "reset", "times": 0, "skip": 2 },
    ]));
    let arguments = ["b:0", &format!("s:{}", sale("10")), "o:"];
    assert_eq!(refused_soon(&mut till, "СформироватьЧек", &arguments).0, "9");
    till.faults(&json!([]));
    sell(&mut till, "10");
    assert_eq!(till.receipts().len(), 1);
    till.end();
}

#[test]
fn after_other_sales_a_person_has_to_decide() {
    for (action, receipts) in [("FindOut", 2), ("Forget", 3)] {
        let mut till = Till::open(&[]);
        till.open_shift();
        sell_in_doubt(&mut till, "10");
        sell(&mut till, "20");
        assert_eq!(till.receipts().len(), 2);
        let (code, error) = till.refused("СформироватьЧек", &["b:0", &format!("s:{}", sale("10")), "o:"]);
        assert!(code == "9" && error.contains("Снять документы без ответа (сверены с лентой)"), "{code} {error}");
        assert_eq!(till.receipts().len(), 2, "nothing was sent");
        let said = act(&mut till.platform, action);
        let first = till.receipts()[0].number;
        assert_eq!(said.contains(&format!("ФД {first}")), action == "FindOut", "{said}");
        let made = sell(&mut till, "10");
        assert_eq!(till.receipts().len(), receipts, "{action}");
        assert_eq!(number(&made) == Some(first.to_string()), action == "FindOut");
        till.end();
    }
}

#[test]
fn a_shift_is_closed_each_day_also_after_an_unresolved_one() {
    let mut till = Till::open(&[]);
    till.open_shift();
    till.faults(&json!([
        { "path": "/shift/close", "point": "processed", "action": "close" },
        { "path": "*", "point": "accept", "action": "reset", "times": 0, "skip": 2 },
    ]));
    let operator = format!("s:{}", input("Лунина"));
    assert_eq!(refused_soon(&mut till, "ЗакрытьСмену", &[&operator, "o:"]).0, "9");
    till.faults(&json!([]));
    till.open_shift();
    till.done("ЗакрытьСмену", &[&operator, "o:"]);
    let kinds: Vec<_> = till.made().iter().map(|document| document.kind.word()).collect();
    assert_eq!(kinds, ["openShift", "closeShift", "openShift", "closeShift"]);
    till.end();
}

#[test]
fn a_jam_of_paper_after_the_receipt_is_fiscal_is_a_receipt() {
    let mut till = Till::open(&[]);
    till.open_shift();
    till.faults(&json!([{ "path": "/receipt", "point": "processed", "action": "error", "code": 52 }]));
    let made = sell(&mut till, "10");
    assert_eq!(attribute(&made, "PrintError").as_deref(), Some("true"), "{made}");
    assert_eq!(till.receipts().len(), 1);
    till.end();
}

#[test]
fn the_actions_say_what_they_found() {
    let mut till = Till::open(&[("DocumentNumber", "2")]);
    till.open_shift();
    let platform = &mut till.platform;
    let listed = platform.done("GetAdditionalActions", &["o:"])[0].text().to_owned();
    for name in ["FindOut", "Forget", "RebuildJournal", "TestLink", "FindDocument", "PrintDocument", "SaveLog"] {
        assert!(listed.contains(&format!("<Action Name=\"{name}\" Caption=\"")), "{listed}");
    }
    assert_eq!(act(platform, "FindOut"), "Документов без ответа нет");
    assert_eq!(act(platform, "RebuildJournal"), "В журнале есть все документы");
    assert!(act(platform, "TestLink").contains("смена: открыта"));
    assert!(act(platform, "FindDocument").contains("1040: 2"));
    assert!(act(platform, "PrintDocument").contains("печать"));
    assert!(platform.refused("DoAdditionalAction", &["s:Format"]).1.contains("ActionName"));
    let messages = platform.lines("messages");
    assert!(
        messages.iter().any(|line| line[..2] == ["1005", "0"] && line[2].starts_with("ККТ отвечает")),
        "{messages:?}"
    );
    assert_eq!(platform.last_error().0, "4", "what was said last was an error");
    till.end();
}

#[test]
fn a_receipt_whose_data_find_no_memory_is_reported_as_registered() {
    let mut till = Till::open(&[]);
    till.open_shift();
    assert_eq!(till.platform.tell(&["exhaust"]), ["ok"]);
    let (code, error) = till.refused("СформироватьЧек", &["b:0", &format!("s:{}", sale("10")), "o:"]);
    assert!(code == "99" && error.contains("Документ зарегистрирован."), "{code} {error}");
    assert!(error.contains("Не пробивайте документ снова"), "{error}");
    assert_eq!(till.receipts().len(), 1);
    till.end();
}
