//! `external_id`: the same id is the same document. And the uuid that stands for it.

use super::*;

fn other_content(id: &str) -> Value {
    receipt(id).with("/receipt/items/0/name", json!("Чай"))
}

#[test]
fn a_known_id_is_the_document_of_before() {
    let cases = [
        ("", 400, json!(33), true),
        ("known-id-bare", 400, json!(33), false),
        ("known-id-accepted", 200, Value::Null, true),
    ];
    for (shape, status, code, has_uuid) in cases {
        let client = if shape.is_empty() { client() } else { shaped(shape) };
        let uuid = client.take("sell", &receipt("a"));
        // Neither the content nor the operation is compared.
        for (operation, body) in [
            ("sell", receipt("a")),
            ("sell", other_content("a")),
            ("buy", receipt("a")),
            ("buy_correction", correction("a")),
        ] {
            let reply = client.post(operation, &body);
            let answer = reply.json();
            assert_eq!((reply.status, &answer["status"]), (status, &json!("wait")), "{shape}");
            assert_eq!(answer["error"]["code"], code, "{shape}");
            assert_eq!(answer["uuid"], if has_uuid { json!(uuid) } else { Value::Null }, "{shape}");
        }
        client.result(&uuid);
        assert_eq!(client.made(), 1, "{shape}");
    }
}

#[test]
fn ids_of_another_group_are_other_documents() {
    use crate::atolonline::{OTHER_GROUP, OTHER_LOGIN, OTHER_PASSWORD};
    let client = client();
    let first = client.take("sell", &receipt("a"));
    let token = token_of(&client.server, OTHER_LOGIN, OTHER_PASSWORD);
    let other = Client { token, server: client.server };
    let reply = other.ask("POST", &format!("{OTHER_GROUP}/sell"), &receipt("a").to_string()).json();
    assert_eq!(reply["error"], Value::Null);
    assert_ne!(reply["uuid"], first);
    // The report of a document is only in its own group.
    let foreign = other.ask("GET", &format!("{OTHER_GROUP}/report/{first}"), "");
    assert_eq!(refusal(&foreign).1, 34);
}

#[test]
fn a_refused_document_leaves_its_id_free() {
    let client = client();
    client.faults("sell", &receipt("a").with("/receipt/total", json!(1)));
    assert_eq!(client.done("sell", &receipt("a"))["status"], "done");
}

#[test]
fn an_id_is_forgotten_after_thirty_days() {
    let client = client();
    let first = client.take("sell", &receipt("a"));
    client.result(&first);
    let at = |days: i64, seconds: i64| {
        client.server.set_clock_offset(days * DAY + seconds);
        token_of(&client.server, LOGIN, PASSWORD)
    };
    let post = |token: &str| {
        let headers = format!("Token: {token}\r\n{JSON}");
        let path = format!("{BASE}/{GROUP}/sell");
        ask_with(&client.server.url(), &headers, "POST", &path, &receipt("a").to_string()).expect("an answer").json()
    };
    assert_eq!(post(&at(30, -60))["error"]["code"], 33);
    let token = at(30, 60);
    let second = post(&token);
    assert_eq!(second["error"], Value::Null);
    assert_ne!(second["uuid"], first);
    await_that("the second document", || client.made() == 2);
    let report = format!("{BASE}/{GROUP}/report/{first}");
    let reply = ask_with(&client.server.url(), &format!("Token: {token}"), "GET", &report, "").expect("an answer");
    assert_eq!(refusal(&reply).1, 34);
}

#[test]
fn an_unknown_uuid_is_not_ready_or_wrong() {
    const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";
    for (client, known_form, status) in [(client(), 34, 200), (shaped("unknown-uuid-wrong"), 30, 400)] {
        let path = format!("{GROUP}/report/{UNKNOWN}");
        let reply = client.ask("GET", &path, "");
        assert_eq!((refusal(&reply).0, refusal(&reply).1), (status, known_form));
        let wrong = client.ask("GET", &format!("{GROUP}/report/1"), "");
        assert_eq!((refusal(&wrong).0, refusal(&wrong).1), (400, 30));
    }
}

#[test]
fn a_state_may_come_later_than_its_document() {
    let client = started(Options { not_ready_reports: 2, ..quick() });
    let uuid = client.take("sell", &receipt("a"));
    await_that("the document", || client.made() == 1);
    for _ in 0..2 {
        let reply = client.ask("GET", &format!("{GROUP}/report/{uuid}"), "");
        let answer = reply.json();
        assert_eq!((reply.status, &answer["status"], &answer["error"]["code"]), (200, &json!("wait"), &json!(34)));
        assert_eq!(answer["uuid"], uuid);
    }
    assert_eq!(client.report(&uuid)["status"], "done");
}

#[test]
fn reports_have_a_pace() {
    const LONG: u64 = 60_000;
    for (registers, shape) in [(1, ""), (2, ""), (1, "too-soon-error")] {
        let shapes = if shape.is_empty() { Shapes::default() } else { Shapes::default().with(shape).expect("a shape") };
        let client = started(Options { registers, shapes, report_pause_ms: LONG, ..quick() });
        let uuid = client.take("sell", &receipt("a"));
        let path = format!("{GROUP}/report/{uuid}");
        for _ in 0..registers {
            assert_eq!(client.ask("GET", &path, "").status, 200);
        }
        let reply = client.ask("GET", &path, "");
        if shape.is_empty() {
            assert_eq!((reply.status, reply.text().as_str()), (429, "too many requests\n"));
        } else {
            assert_eq!((refusal(&reply).0, refusal(&reply).1), (400, 1));
        }
        // Only reports have one.
        client.take("sell", &receipt("b"));
    }
    let client = started(Options { report_pause_ms: 50, ..quick() });
    let uuid = client.take("sell", &receipt("a"));
    let path = format!("{GROUP}/report/{uuid}");
    assert_eq!(client.ask("GET", &path, "").status, 200);
    await_that("the next permitted report", || client.ask("GET", &path, "").status == 200);
}
