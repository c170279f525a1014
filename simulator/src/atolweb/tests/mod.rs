//! Tests of the simulated server through its socket, as its clients use it.

mod api;
mod blocks;
mod corrections;
mod dialects;
mod documents;
mod enumerations;
mod examples;
mod marks;
mod power;
mod queries;
mod queue;
mod receipts;
mod registration;
mod shifts;
mod types;
mod validation;

use super::{By, DocumentKind, Ffd, Options, Simulator};
use crate::client::{self, Reply};
use crate::clock::DAY;
use crate::samples::With;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

const JSON: &str = "Content-Type: application/json; charset=utf-8";

fn started(options: Options) -> Simulator {
    Simulator::start(options).expect("the server starts")
}

fn server() -> Simulator {
    started(Options::default())
}

fn with_ffd(ffd: Ffd) -> Simulator {
    started(Options { ffd, ..Options::default() })
}

/// Calls the server. The path begins after `/api/v2`.
fn call(server: &Simulator, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    client::ask_with(&server.url(), JSON, method, &format!("/api/v2/{path}"), &body).expect("an answer")
}

fn get(server: &Simulator, path: &str) -> Value {
    let reply = call(server, "GET", path, &Value::Null);
    assert_eq!(reply.status, 200, "{path}: {}", reply.text());
    reply.json()
}

/// A control path that must succeed.
fn control(server: &Simulator, path: &str, body: &Value) -> Reply {
    client::ask(&server.url(), "POST", &format!("/simulator/{path}"), &body.to_string()).expect("an answer")
}

/// Changes the surroundings of every register.
fn set(server: &Simulator, given: &Value) {
    assert!(server.set_register(given), "{given}");
}

fn new_uuid() -> String {
    static LAST: AtomicU64 = AtomicU64::new(0);
    format!("00000000-0000-4000-8000-{:012}", LAST.fetch_add(1, Ordering::Relaxed))
}

/// Puts tasks into the queue of the default register. Returns the answer.
fn put(server: &Simulator, uuid: &str, tasks: &[Value]) -> Reply {
    call(server, "POST", "requests", &json!({"uuid": uuid, "request": tasks}))
}

/// Puts tasks into the queue, which must take them. Returns their key.
fn queued(server: &Simulator, tasks: &[Value]) -> String {
    let uuid = new_uuid();
    let reply = put(server, &uuid, tasks);
    assert_eq!(reply.status, 201, "{}", reply.text());
    uuid
}

fn results(server: &Simulator, uuid: &str) -> Value {
    get(server, &format!("requests/{uuid}"))["results"].clone()
}

fn status(server: &Simulator, uuid: &str) -> String {
    results(server, uuid)[0]["status"].as_str().expect("a status").to_owned()
}

fn await_that(what: &str, happens: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !happens() {
        assert!(Instant::now() < end, "{what} did not happen");
        thread::sleep(Duration::from_millis(2));
    }
}

fn await_status(server: &Simulator, uuid: &str, wanted: &str) {
    await_that(wanted, || status(server, uuid) == wanted);
}

/// Runs one task to its end. Returns its entry in `results`.
fn done(server: &Simulator, task: &Value) -> Value {
    let uuid = queued(server, std::slice::from_ref(task));
    await_that("the end", || !matches!(status(server, &uuid).as_str(), "wait" | "inProgress"));
    results(server, &uuid)[0].clone()
}

/// Runs a task that must succeed. Returns its result.
fn ready(server: &Simulator, task: &Value) -> Value {
    let done = done(server, task);
    assert_eq!((&done["status"], &done["error"]["code"]), (&json!("ready"), &json!(0)), "{task}: {done}");
    done["result"].clone()
}

/// Runs a task that must end with an error. Returns its code.
fn code(server: &Simulator, task: &Value) -> u64 {
    let done = done(server, task);
    assert_eq!(done["status"], "error", "{task}: {done}");
    done["error"]["code"].as_u64().expect("a code")
}

fn ask(server: &Simulator, word: &str) -> Value {
    ready(server, &json!({"type": word}))
}

/// Three of bread and a piece of cheese for 428.80, paid in cash with 500.
fn sale() -> Value {
    json!({
        "type": "sell", "taxationType": "osn", "operator": {"name": "Кассир Лунина", "vatin": "771234567859"},
        "items": [
            {"type": "position", "name": "Хлеб ржаной", "price": 45.90, "quantity": 3, "amount": 137.70,
             "measurementUnit": "piece", "paymentMethod": "fullPayment", "paymentObject": "commodity",
             "tax": {"type": "vat10"}},
            {"type": "position", "name": "Сыр весовой", "price": 820.00, "quantity": 0.355, "amount": 291.10,
             "measurementUnit": 11, "paymentMethod": "4", "paymentObject": "1", "tax": {"type": "10"}},
        ],
        "payments": [{"type": "cash", "sum": 500.00}], "total": 428.80,
    })
}

/// A receipt for 100 roubles of one position, paid by card.
fn small(kind: &str) -> Value {
    json!({
        "type": kind, "taxationType": "osn",
        "items": [{"type": "position", "name": "Чай", "price": 100, "quantity": 1, "amount": 100,
                   "tax": {"type": "vat22"}}],
        "payments": [{"type": "electronically", "sum": 100}],
    })
}

/// The fiscal documents that were made after the registration.
fn made(server: &Simulator) -> Vec<(DocumentKind, By)> {
    let fiscal = server.ledger().into_iter().filter(|document| document.number.is_some());
    let own = fiscal.filter(|document| document.kind != DocumentKind::Registration);
    own.map(|document| (document.kind, document.by)).collect()
}

/// The tags of the last document.
fn last_tags(server: &Simulator) -> Value {
    server.ledger().pop().expect("a document").tags
}

fn opened(server: &Simulator) {
    ready(server, &json!({"type": "openShift", "operator": {"name": "Кассир Лунина"}}));
}
