//! Documents that fail: by the service's own rules, and on demand.

use super::*;

fn failed(report: &Value) -> (u64, String) {
    assert_eq!((&report["status"], &report["payload"]), (&json!("fail"), &Value::Null), "{report}");
    let error = &report["error"];
    (error["code"].as_u64().expect("a code"), error["type"].as_str().expect("a type").to_owned())
}

#[test]
fn a_failure_on_demand_has_its_code_and_may_hide_a_made_document() {
    let cases = [
        ("system", 1, false),
        ("driver", 2, false),
        ("driver", 2, true),
        ("driver", 3, true),
        ("driver", 4, true),
        ("driver", 44, false),
        ("driver", 115, true),
        ("driver", 116, true),
        ("driver", 159, true),
        ("driver", 241, false),
        ("timeout", 1, true),
        ("agent", 2004, false),
        ("unknown", 0, true),
    ];
    let client = client();
    for (index, (kind, code, made)) in cases.into_iter().enumerate() {
        let before = client.made();
        let fail = json!({"type": kind, "code": code, "made": made});
        assert!(client.server.set_register(&json!({"groupCode": GROUP, "fail": fail})));
        let report = client.done("sell", &receipt(&index.to_string()));
        assert_eq!(failed(&report), (code, kind.to_owned()));
        assert_eq!(client.made() - before, usize::from(made), "{kind} {code}");
        // Once only.
        assert_eq!(client.done("sell", &receipt(&format!("{index} again")))["status"], "done");
    }
}

#[test]
fn failures_come_as_often_as_wanted_and_can_be_called_off() {
    let client = client();
    let fail = json!({"type": "driver", "code": 44, "text": "Нет бумаги", "times": 2});
    assert!(client.server.set_register(&json!({"fail": fail})));
    let report = client.done("sell", &receipt("a"));
    assert_eq!(report["error"]["text"], "Нет бумаги");
    assert!(client.server.set_register(&json!({"fail": null})));
    assert_eq!(client.done("sell", &receipt("b"))["status"], "done");
    for wrong in [
        json!({"fail": {"type": "other", "code": 1}}),
        json!({"fail": {"type": "driver"}}),
        json!({"fail": 5}),
        json!({"groupCode": "nothing", "held": true}),
    ] {
        assert!(!client.server.set_register(&wrong), "{wrong}");
    }
}

#[test]
fn an_id_that_failed_is_spent_or_free() {
    for (client, free) in [(client(), false), (shaped("failed-id-free"), true)] {
        client.server.set_register(&json!({"fail": {"type": "driver", "code": 2, "made": true}}));
        let first = client.take("sell", &receipt("a"));
        assert_eq!(failed(&client.result(&first)).0, 2);
        let again = client.post("sell", &receipt("a")).json();
        assert_eq!(again["error"]["code"], if free { Value::Null } else { json!(33) });
        assert_eq!(again["uuid"] != first, free);
        let uuid = again["uuid"].as_str().expect("a uuid").to_owned();
        assert_eq!(client.result(&uuid)["status"], if free { "done" } else { "fail" });
        assert_eq!(client.made(), if free { 2 } else { 1 });
        assert_eq!(client.report(&first)["status"], "fail");
    }
}

#[test]
fn a_document_that_no_register_takes_in_time_is_never_made() {
    let client = client();
    client.server.set_register(&json!({"held": true}));
    let first = client.take("sell", &receipt("a"));
    client.server.set_clock_offset(290);
    let second = client.take("sell", &receipt("b"));
    assert_eq!(client.report(&first)["status"], "wait");
    client.server.set_clock_offset(301);
    let report = client.result(&first);
    assert_eq!(failed(&report), (1, "timeout".to_owned()));
    assert_eq!(report["device_code"], Value::Null);
    client.server.set_register(&json!({"held": false}));
    assert_eq!(client.result(&second)["status"], "done");
    assert_eq!(client.made(), 1);
}

#[test]
fn a_document_on_its_register_is_slow_without_being_given_up() {
    let client = client();
    client.server.set_register(&json!({"delayMs": 300}));
    let begun = Instant::now();
    let uuid = client.take("sell", &receipt("a"));
    let word = || client.control("GET", "/tasks", &Value::Null).json()[0]["state"].clone();
    await_that("the register", || word() != "waiting");
    client.server.set_clock_offset(301);
    assert_eq!(client.result(&uuid)["status"], "done");
    assert!(begun.elapsed() >= Duration::from_millis(300));
}

#[test]
fn the_agent_compares_the_inn() {
    let client = client();
    let other = receipt("a").with("/receipt/company/inn", json!("7712345678"));
    assert_eq!(failed(&client.done("sell", &other)), (2003, "agent".to_owned()));
    let correction = correction("b").with("/correction/company/inn", json!("7712345678"));
    assert_eq!(failed(&client.done("sell_correction", &correction)), (2003, "agent".to_owned()));
    assert!(client.server.set_register(&json!({"registerInn": "7712345678"})));
    assert_eq!(failed(&client.done("sell", &receipt("c"))), (2009, "agent".to_owned()));
    assert_eq!(client.server.ledger(), []);
}
