//! Tests of the simulated service through its socket, as its clients use it.

mod callbacks;
mod examples;
mod power;
mod queue;
mod sessions;
mod validation;

use super::{BASE, By, DocumentKind, OTHER_REGISTER, Options, REGISTER, Shapes, Simulator, TEST_REGISTER};
use crate::client::{self, Reply, ask_with};
use crate::clock::DAY;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

const HEADERS: &str = "X-API-Key: KqZD0anh8wkRs01eZVwhkPSR7d3Fgq4k\r\nContent-Type: application/json;charset=UTF-8";

fn started(options: Options) -> Simulator {
    Simulator::start(options).expect("the simulator starts")
}

/// A service whose answers have this form.
fn shaped(word: &str) -> Simulator {
    let shapes = Shapes::default().with(word).expect("a form");
    started(Options { shapes, ..Options::default() })
}

fn service() -> Simulator {
    started(Options::default())
}

fn reply(service: &Simulator, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    ask_with(&service.url(), HEADERS, method, &format!("{BASE}/{path}"), &body).expect("an answer")
}

fn post(service: &Simulator, body: &Value) -> Reply {
    reply(service, "POST", "print-documents", body)
}

/// Adds a task that must be accepted. Returns its `object`.
fn take(service: &Simulator, body: &Value) -> Value {
    let answer = post(service, body).json();
    assert_eq!(answer["code"], 0, "{body}: {answer}");
    answer["object"].clone()
}

/// Adds a task that must be refused. Returns the reason.
fn refused(service: &Simulator, body: &Value) -> String {
    let answer = post(service, body).json();
    assert_eq!(answer["result"], "critical_error", "{body}: {answer}");
    answer["result_description"].as_str().expect("a text").to_owned()
}

/// The task with this key, as the service shows it.
fn look(service: &Simulator, key: &str) -> Value {
    reply(service, "GET", &format!("print-documents/{key}/idempotent"), &Value::Null).json()["object"].clone()
}

/// The state of the task with this key in the queue.
fn state_of(service: &Simulator, key: &str) -> String {
    let tasks = client::ask(&service.url(), "GET", "/simulator/tasks", "").expect("an answer").json();
    let found = tasks.as_array().expect("tasks").iter().find(|task| task["object"]["idempKey"] == key);
    found.and_then(|task| task["state"].as_str()).unwrap_or_default().to_owned()
}

fn is_done(service: &Simulator, key: &str) -> bool {
    state_of(service, key) == "done"
}

fn await_that(what: &str, happens: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !happens() {
        assert!(Instant::now() < end, "{what} did not happen");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Adds a task with this key and waits until it is done.
fn done(service: &Simulator, body: &Value, key: &str) -> Value {
    take(service, &body.with("idempKey", json!(key)));
    await_that("the result", || is_done(service, key));
    look(service, key)
}

/// Adds a task and returns the error number of its result.
fn error_of(service: &Simulator, body: &Value, key: &str) -> i64 {
    let object = done(service, body, key);
    object["resultItem"]["creErrorId"].as_str().expect("a number as a text").parse().expect("a number")
}

fn task(register: &str, command: &Value) -> Value {
    json!({"creItemId": register, "commands": [command]})
}

fn sale() -> Value {
    task(
        REGISTER,
        &json!({
            "type": "sale", "isPrintable": true, "sno": "sno_osn",
            "lines": [{
                "title": "Чай", "price": "125.50", "quantity": "2", "total": "251", "tax": "vat_10", "ppr": "goods",
                "psr": "full_settle",
            }],
            "amountElectronic": "251.00",
        }),
    )
}

fn session(word: &str) -> Value {
    task(REGISTER, &json!({"type": word, "isPrintable": true}))
}

/// Changes one member of a JSON value. The place is a pointer or a name.
trait With {
    fn with(&self, name: &str, value: Value) -> Value;
    fn within(&self, pointer: &str, value: Value) -> Value;
    fn without(&self, pointer: &str, name: &str) -> Value;
}

impl With for Value {
    fn with(&self, name: &str, value: Value) -> Value {
        self.within("", json!({name: value}))
    }

    /// Merges the members of `value` into the object at `pointer`. If it is not an object, `value` replaces it.
    fn within(&self, pointer: &str, value: Value) -> Value {
        let mut changed = self.clone();
        let place = changed.pointer_mut(pointer).expect("a place");
        match (place.as_object_mut(), value) {
            (Some(members), Value::Object(new)) => members.extend(new),
            (_, value) => *place = value,
        }
        changed
    }

    fn without(&self, pointer: &str, name: &str) -> Value {
        let mut changed = self.clone();
        changed.pointer_mut(pointer).and_then(Value::as_object_mut).expect("an object").remove(name);
        changed
    }
}
