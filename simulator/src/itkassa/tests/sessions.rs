//! Sessions: opened and closed by commands, or by the register itself.

use super::DocumentKind::{CloseSession, OpenSession, Sale};
use super::*;

fn kinds(service: &Simulator) -> Vec<(DocumentKind, u32)> {
    service.ledger().iter().map(|document| (document.kind, document.shift)).collect()
}

#[test]
fn a_session_is_opened_once_and_closed_once() {
    let service = service();
    let errors = ["closeSession", "openSession", "openSession", "closeSession", "closeSession"]
        .into_iter()
        .enumerate()
        .map(|(index, word)| error_of(&service, &session(word), &index.to_string()));
    assert_eq!(errors.collect::<Vec<_>>(), [73, 0, 83, 0, 73]);
    assert_eq!(kinds(&service), [(DocumentKind::OpenSession, 1), (DocumentKind::CloseSession, 1)]);
}

#[test]
fn a_receipt_opens_a_session_and_renews_an_expired_one() {
    let service = service();
    done(&service, &sale(), "a");
    service.set_clock_offset(DAY);
    done(&service, &sale(), "b");
    assert_eq!(kinds(&service), [(OpenSession, 1), (Sale, 1), (CloseSession, 1), (OpenSession, 2), (Sale, 2)]);
}

#[test]
fn a_register_without_automatic_sessions_needs_commands() {
    let service = started(Options { automatic_sessions: false, ..Options::default() });
    assert_eq!(error_of(&service, &sale(), "a"), 73);
    assert_eq!(error_of(&service, &session("openSession"), "b"), 0);
    assert_eq!(error_of(&service, &sale(), "c"), 0);
    service.set_clock_offset(DAY);
    let items = reply(&service, "GET", "cre/items", &Value::Null).json();
    assert_eq!(items["list"][1]["state"]["sessionState"], "expired");
    assert_eq!(error_of(&service, &sale(), "d"), 68);
    assert_eq!(error_of(&service, &session("openSession"), "e"), 83);
    assert_eq!(error_of(&service, &session("closeSession"), "f"), 0);
}

#[test]
fn cash_out_cannot_exceed_the_cash_in_the_drawer() {
    let service = started(Options { cash_roubles: 100, ..Options::default() });
    let cash = |word: &str, sum: f64| task(REGISTER, &json!({"type": word, "amountCash": sum}));
    assert_eq!(error_of(&service, &cash("cashOut", 100.01), "a"), 134);
    assert_eq!(error_of(&service, &cash("cashIn", 0.01), "b"), 0);
    assert_eq!(error_of(&service, &cash("cashOut", 100.01), "c"), 0);
    let paid = json!({"amountCash": "251", "type": "sale"});
    let in_cash = sale().without("/commands/0", "amountElectronic").within("/commands/0", paid);
    assert_eq!(error_of(&service, &in_cash, "d"), 0);
    assert_eq!(error_of(&service, &in_cash.within("/commands/0/type", json!("returnSale")), "e"), 0);
    assert_eq!(error_of(&service, &in_cash.within("/commands/0/type", json!("buy")), "f"), 134);
}
