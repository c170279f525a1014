//! Tests of the simulated service through its socket, as its clients use it.

mod access;
mod callbacks;
mod documents;
mod editions;
mod failures;
mod fields;
mod ids;
mod power;
mod rules;

use super::{BASE, Edition, GROUP, LOGIN, Options, PASSWORD, Shapes, Simulator};
use crate::client::{Reply, ask, ask_with};
use crate::clock::DAY;
use crate::samples::With;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

const JSON: &str = "Content-type: application/json; charset=utf-8";

/// A service, and a token for its first group.
struct Client {
    server: Simulator,
    token: String,
}

/// Options without the pauses that the real service asks of its clients.
fn quick() -> Options {
    Options { report_pause_ms: 0, callback_pause_ms: 20, ..Options::default() }
}

fn started(options: Options) -> Client {
    let server = Simulator::start(options).expect("the simulator starts");
    let token = token_of(&server, LOGIN, PASSWORD);
    Client { server, token }
}

fn client() -> Client {
    started(quick())
}

/// A service with this behaviour.
fn shaped(word: &str) -> Client {
    started(Options { shapes: Shapes::default().with(word).expect("a shape"), ..quick() })
}

fn log_in(server: &Simulator, body: &Value) -> Reply {
    ask_with(&server.url(), JSON, "POST", &format!("{BASE}/getToken"), &body.to_string()).expect("an answer")
}

fn token_of(server: &Simulator, login: &str, password: &str) -> String {
    let answer = log_in(server, &json!({"login": login, "pass": password})).json();
    answer["token"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// HTTP status, code and text of a refusal.
fn refusal(reply: &Reply) -> (u16, u64, String) {
    let answer = reply.json();
    let code = answer["error"]["code"].as_u64().unwrap_or_else(|| panic!("{answer}"));
    (reply.status, code, answer["error"]["text"].as_str().expect("a text").to_owned())
}

impl Client {
    /// Asks with the token.
    fn ask(&self, method: &str, path: &str, body: &str) -> Reply {
        let headers = format!("Token: {}\r\n{JSON}", self.token);
        ask_with(&self.server.url(), &headers, method, &format!("{BASE}/{path}"), body).expect("an answer")
    }

    fn post(&self, operation: &str, body: &Value) -> Reply {
        self.ask("POST", &format!("{GROUP}/{operation}"), &body.to_string())
    }

    /// Adds a document that must be accepted. Returns its uuid.
    fn take(&self, operation: &str, body: &Value) -> String {
        let reply = self.post(operation, body);
        let answer = reply.json();
        assert_eq!(
            (reply.status, &answer["status"], &answer["error"]),
            (200, &json!("wait"), &Value::Null),
            "{answer}"
        );
        answer["uuid"].as_str().expect("a uuid").to_owned()
    }

    /// The faults of a document that must be refused because of its fields.
    fn faults(&self, operation: &str, body: &Value) -> String {
        let (status, code, text) = refusal(&self.post(operation, body));
        assert_eq!((status, code), (400, 32), "{text}");
        text.strip_prefix("Неверные поля: ").expect("the list").to_owned()
    }

    fn report(&self, uuid: &str) -> Value {
        self.ask("GET", &format!("{GROUP}/report/{uuid}"), "").json()
    }

    /// The report of a document that is done or has failed.
    fn result(&self, uuid: &str) -> Value {
        await_that("the result", || self.report(uuid)["status"] != "wait");
        self.report(uuid)
    }

    /// Adds a document and waits for its result.
    fn done(&self, operation: &str, body: &Value) -> Value {
        self.result(&self.take(operation, body))
    }

    fn control(&self, method: &str, path: &str, body: &Value) -> Reply {
        ask(&self.server.url(), method, &format!("/simulator{path}"), &body.to_string()).expect("an answer")
    }

    /// How many documents of clients there are, without shifts.
    fn made(&self) -> usize {
        self.server.ledger().iter().filter(|document| document.uuid.is_some()).count()
    }
}

fn await_that(what: &str, happens: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !happens() {
        assert!(Instant::now() < end, "{what} did not happen");
        thread::sleep(Duration::from_millis(2));
    }
}

/// The example of the protocol's description, with this id.
fn receipt(id: &str) -> Value {
    let example = json!({
        "timestamp": "28.11.2026 12:05:31",
        "external_id": id,
        "receipt": {
            "client": {"email": "buyer@example.com"},
            "company": {
                "email": "shop@example.com", "sno": "osn", "inn": "7743013901",
                "payment_address": "https://shop.example.com",
            },
            "items": [{
                "name": "Сыр", "price": 820.00, "quantity": 0.355, "measure": 11, "sum": 291.10,
                "payment_method": "full_payment", "payment_object": 1, "vat": {"type": "vat22"},
            }],
            "payments": [{"type": 1, "sum": 291.10}],
            "total": 291.10,
        },
    });
    // Two decimal places in the numbers, as the description prints them.
    let text = example.to_string().replace("820.0", "820.00").replace("291.1", "291.10");
    serde_json::from_str(&text).expect("JSON")
}

fn correction(id: &str) -> Value {
    let of_receipt = receipt(id);
    let info = json!({"type": "self", "base_date": "17.11.2026"});
    let document = of_receipt["receipt"].clone().with("client", Value::Null).with("correction_info", info);
    of_receipt.with("receipt", Value::Null).with("correction", document)
}
