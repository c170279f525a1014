//! Call-backs, received by a listener whose answers the test controls.

use super::*;
use crate::Tls;
use crate::listener::Listener;
use std::sync::Arc;

fn called(id: &str, url: &str) -> Value {
    receipt(id).with("service", json!({"callback_url": url}))
}

fn is_over(client: &Client, count: usize) -> bool {
    let callbacks = client.server.callbacks();
    let over = callbacks.as_array().expect("a list").iter().filter(|delivery| delivery["over"] == true);
    over.count() == count
}

#[test]
fn a_result_is_posted_as_the_report_shows_it_and_without_a_signature() {
    let listener = Listener::new(Vec::new());
    let client = client();
    let report = client.done("sell", &called("a", &listener.url));
    await_that("the call-back", || is_over(&client, 1));
    let (head, body, _) = listener.letters().remove(0);
    assert_eq!(body, report);
    assert_eq!((&body["callback_url"], &body["status"]), (&json!(listener.url), &json!("done")));
    assert!(head.starts_with("POST /result HTTP/1.1"));
    let names: Vec<String> =
        head.lines().skip(1).map(|line| line.split(':').next().unwrap_or_default().to_lowercase()).collect();
    assert_eq!(names, ["host", "content-length", "accept", "content-type", "connection"]);
    // A failure is posted too, and a document without an address is not.
    client.server.set_register(&json!({"fail": {"type": "driver", "code": 44}}));
    client.done("sell", &called("b", &listener.url));
    client.done("sell", &receipt("c"));
    await_that("the second one", || listener.letters().len() == 2);
    assert_eq!(listener.letters()[1].1["error"]["code"], 44);
    assert_eq!(client.server.callbacks().as_array().map(Vec::len), Some(2));
}

#[test]
fn a_callback_is_lost_doubled_or_unheard_on_demand() {
    let listener = Listener::new(Vec::new());
    let client = started(Options { callback_attempts: 3, ..quick() });
    assert!(client.server.set_callbacks(&json!({"lost": 1})));
    client.done("sell", &called("a", &listener.url));
    assert_eq!(client.server.callbacks()[0]["attempts"], json!([]));
    assert!(is_over(&client, 1) && listener.letters().is_empty());

    assert!(client.server.set_callbacks(&json!({"doubled": 1})));
    let second = client.done("sell", &called("b", &listener.url));
    await_that("both copies", || is_over(&client, 3));
    assert_eq!(listener.letters().iter().filter(|(_, body, _)| *body == second).count(), 2);

    assert!(client.server.set_callbacks(&json!({"unheard": 1})));
    client.done("sell", &called("c", &listener.url));
    await_that("the repetition", || is_over(&client, 4));
    assert_eq!(client.server.callbacks()[3]["attempts"], json!([{"status": 200, "lost": true}, {"status": 200}]));
    assert!(!client.server.set_callbacks(&json!({"late": 1})) && !client.server.set_callbacks(&json!({"lost": "1"})));
}

#[test]
fn a_callback_is_late_and_comes_again_on_demand() {
    let listener = Listener::new(Vec::new());
    let client = client();
    assert!(client.server.set_callbacks(&json!({"delayMs": 300})));
    let begun = Instant::now();
    let report = client.done("sell", &called("a", &listener.url));
    assert!(listener.letters().is_empty() || begun.elapsed() >= Duration::from_millis(300));
    await_that("the late call-back", || listener.letters().len() == 1);
    assert!(begun.elapsed() >= Duration::from_millis(300));
    let uuid = report["uuid"].as_str().expect("a uuid");
    assert!(client.server.repeat_callback(uuid) && !client.server.repeat_callback("nothing"));
    await_that("the repetition", || listener.letters().len() == 2);
    assert!(listener.letters().iter().all(|(_, body, _)| *body == report));
}

#[test]
fn a_callback_in_vain_is_a_warning_of_the_report() {
    let client = started(Options { callback_attempts: 2, ..quick() });
    let listener = Listener::new(vec![500, 404, 500, 201]);
    let first = client.done("sell", &called("a", &listener.url));
    await_that("the end", || is_over(&client, 1));
    assert_eq!(client.server.callbacks()[0]["attempts"], json!([{"status": 500}, {"status": 404}]));
    let warned = client.report(first["uuid"].as_str().expect("a uuid"));
    assert!(warned["warnings"]["callback_url"].is_string(), "{warned}");
    let second = client.done("sell", &called("b", &listener.url));
    await_that("the delivery", || is_over(&client, 2));
    assert_eq!(client.server.callbacks()[1]["delivered"], true);
    assert_eq!(client.report(second["uuid"].as_str().expect("a uuid"))["warnings"], Value::Null);
}

#[test]
fn an_https_callback_needs_a_certificate_of_a_trusted_authority() {
    let folder = tempfile::tempdir().expect("a folder");
    let tls = Tls { folder: folder.path().to_owned(), asks_client: false }.config().expect("certificates");
    for (callback_ca, delivered) in [(Some(folder.path().join("ca.pem")), true), (None, false)] {
        let listener = Listener::speaking(Some(Arc::clone(&tls)), Vec::new());
        let client = started(Options { callback_ca, ..quick() });
        let report = client.done("sell", &called("a", &listener.url));
        await_that("the end", || is_over(&client, 1));
        assert_eq!(client.server.callbacks()[0]["delivered"], delivered, "{}", client.server.callbacks());
        let bodies: Vec<Value> = listener.letters().into_iter().map(|(_, body, _)| body).collect();
        assert_eq!(bodies, if delivered { vec![report] } else { Vec::new() });
    }
}
