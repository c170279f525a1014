//! Callbacks, received by a listener whose answers the test controls.

use super::*;
use crate::Tls;
use crate::listener::Listener;
use std::sync::Arc;

fn listened(listener: &Listener, options: Options) -> Simulator {
    let service = started(options);
    let settings = json!({
        "callbackApiKey": "s3cret*", "errorEmail": "error@example.com", "testUrl": listener.url, "printResultUrl": listener.url,
    });
    assert_eq!(reply(&service, "POST", "organization/settings", &settings).json()["code"], 0);
    service
}

fn quick() -> Options {
    Options { callback_pause_ms: 20, callback_attempts: 3, ..Options::default() }
}

#[test]
fn a_result_is_posted_in_the_form_of_the_query() {
    let listener = Listener::new(Vec::new());
    let service = listened(&listener, quick());
    let object = done(&service, &sale(), "a");
    await_that("the call-back", || service.callbacks()[0]["over"] == true);
    let (head, body, _) = listener.letters().remove(0);
    assert_eq!(body, object);
    for line in [
        "POST /result HTTP/1.1",
        "X-API-Key: s3cret*",
        "X-Organization-Id: a6ca9ac2-8c7d-4071-b9ce-4e0aefbbba6c",
        "accept: application/json",
        "content-type: application/json",
    ] {
        assert!(head.lines().any(|given| given == line), "{line}\n{head}");
    }
    assert_eq!(
        service.callbacks(),
        json!([{
            "task": object["id"], "url": listener.url, "attempts": [{"status": 200}], "over": true, "delivered": true,
        }])
    );
}

#[test]
fn a_callback_is_repeated_with_growing_pauses() {
    let listener = Listener::new(vec![500, 201]);
    let service = listened(&listener, Options { callback_pause_ms: 60, ..quick() });
    done(&service, &sale(), "a");
    await_that("the call-back", || service.callbacks()[0]["over"] == true);
    assert_eq!(service.callbacks()[0]["attempts"], json!([{"status": 500}, {"status": 201}, {"status": 200}]));
    let times: Vec<Instant> = listener.letters().into_iter().map(|(.., time)| time).collect();
    let pauses = [times[1] - times[0], times[2] - times[1]].map(|pause| pause.as_millis());
    assert!(pauses[0] >= 50 && pauses[1] >= 100, "{pauses:?}");
}

#[test]
fn the_pauses_do_not_exceed_their_limit() {
    let listener = Listener::new(vec![500; 12]);
    // Without the limit, the last pause would be more than an hour, because each one is twice as long.
    let options = Options { callback_attempts: 13, callback_pause_ms: 2000, callback_longest_pause_ms: 5, ..quick() };
    let service = listened(&listener, options);
    done(&service, &sale(), "a");
    await_that("the call-back", || service.callbacks()[0]["delivered"] == true);
    assert_eq!(service.callbacks()[0]["attempts"].as_array().map(Vec::len), Some(13));
}

#[test]
fn an_https_callback_needs_a_certificate_of_a_trusted_authority() {
    let (ours, others) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let of = |folder: &tempfile::TempDir| Tls { folder: folder.path().to_owned(), asks_client: false };
    let config = of(&ours).config().expect("certificates");
    of(&others).config().expect("certificates");
    for (ca, taken) in [(Some(&ours), true), (Some(&others), false), (None, false)] {
        let listener = Listener::speaking(Some(Arc::clone(&config)), Vec::new());
        let callback_ca = ca.map(|folder| folder.path().join("ca.pem"));
        let service = listened(&listener, Options { callback_ca, ..quick() });
        let object = done(&service, &sale(), "a");
        await_that("the end", || service.callbacks()[0]["over"] == true);
        assert_eq!(service.callbacks()[0]["delivered"], taken, "{}", service.callbacks());
        let bodies: Vec<Value> = listener.letters().into_iter().map(|(_, body, _)| body).collect();
        assert_eq!(bodies, if taken { vec![object] } else { Vec::new() });
    }
}

#[test]
fn a_callback_that_nobody_accepts_ends_with_a_mail() {
    let listener = Listener::new(Vec::new());
    let service = listened(&listener, quick());
    let nowhere = json!({"printResultUrl": "http://127.0.0.1:1/"});
    reply(&service, "POST", "organization/settings", &nowhere);
    let object = done(&service, &sale(), "a");
    await_that("the end", || service.callbacks()[0]["over"] == true);
    assert_eq!(service.callbacks()[0]["attempts"].as_array().map(Vec::len), Some(3));
    let mails = client::ask(&service.url(), "GET", "/simulator/mails", "").expect("an answer").json();
    assert_eq!((&mails[0]["to"], &mails[0]["task"]), (&json!("error@example.com"), &object["id"]));
    assert!(listener.letters().is_empty());
}

#[test]
fn a_callback_is_repeated_after_a_lost_answer() {
    let listener = Listener::new(Vec::new());
    let service = listened(&listener, quick());
    client::ask(&service.url(), "POST", "/simulator/callbacks", r#"{"unheard": 1}"#).expect("an answer");
    let object = done(&service, &sale(), "a");
    await_that("the call-back", || service.callbacks()[0]["over"] == true);
    assert_eq!(service.callbacks()[0]["attempts"], json!([{"status": 200, "lost": true}, {"status": 200}]));
    // And again on request.
    assert!(service.repeat_callback(object["id"].as_str().expect("an id")) && !service.repeat_callback("none"));
    await_that("the repetition", || listener.letters().len() == 3);
    assert!(listener.letters().iter().all(|(_, body, _)| *body == object));
}

#[test]
fn a_test_callback_goes_to_the_address_for_tests() {
    let listener = Listener::new(Vec::new());
    let service = listened(&listener, quick());
    client::ask(&service.url(), "POST", "/simulator/callbacks/test", "").expect("an answer");
    await_that("the call-back", || !listener.letters().is_empty());
    assert!(listener.letters()[0].0.contains("X-API-Key: s3cret*"));
}
