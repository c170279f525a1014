//! The page: who may ask for it, what it is told, and what its buttons do.

use crate::client::{ask, ask_with, connect, text_of};
use crate::registry::REGISTRY;
use crate::setup::Setup;
use crate::{icash, program};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read as _, Write};
use std::net::TcpStream;

fn started() -> icash::Simulator {
    icash::Simulator::start(icash::Options::default()).expect("the simulator starts")
}

/// The events of a page that was just opened.
struct Page(BufReader<TcpStream>);

impl Page {
    fn open(url: &str) -> Self {
        let mut stream = connect(url);
        stream.write_all(text_of("GET", "/simulator/events", "", "keep-alive").as_bytes()).expect("asked");
        Self(BufReader::new(stream))
    }

    /// The next event of this name that the condition holds for.
    fn event(&mut self, name: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let mut lines = self.0.by_ref().lines().map(|line| line.expect("an event"));
        loop {
            let line = lines.next().expect("another event");
            if line != format!("event: {name}") {
                continue;
            }
            let data = lines.next().expect("data");
            let data = serde_json::from_str(data.strip_prefix("data: ").expect("data")).expect("JSON");
            if is_it(&data) {
                return data;
            }
        }
    }
}

#[test]
fn the_page_is_at_the_root_and_its_files_below() {
    let device = started();
    for (path, kind) in [("/", "text/html"), ("/?lang=ru", "text/html"), ("/simulator/page/main.js", "text/javascript")]
    {
        let reply = ask(&device.url(), "GET", path, "").expect("an answer");
        assert_eq!(reply.status, 200, "{path}");
        assert!(reply.head.contains(&format!("Content-Type: {kind}")), "{path}: {}", reply.head);
        assert!(reply.head.contains("Content-Security-Policy: default-src 'none';"), "{}", reply.head);
    }
    assert_eq!(ask(&device.url(), "GET", "/simulator/page/../main.rs", "").expect("an answer").status, 404);
    assert!(device.requests().is_empty(), "no request of the protocol");
}

#[test]
fn a_foreign_page_may_neither_look_nor_press() {
    let device = started();
    let own = device.url().trim_start_matches("http://").to_owned();
    let port = own.rsplit_once(':').expect("a port").1;
    let cases = [
        (own.clone(), None, 200),
        (own.clone(), Some(format!("http://{own}")), 200),
        (format!("localhost:{port}"), Some(format!("http://localhost:{port}")), 200),
        ("[::1]:8080".to_owned(), None, 200),
        ("simulator:8080".to_owned(), None, 200),
        (own.clone(), Some("http://shop.example.com".to_owned()), 403),
        (own.clone(), Some(format!("http://localhost:{port}")), 403),
        (own.clone(), Some("null".to_owned()), 403),
        (own.clone(), Some(format!("http://{own}.example.com")), 403),
        ("shop.example.com".to_owned(), None, 403),
        (format!("shop.example.com:{port}"), Some(format!("http://shop.example.com:{port}")), 403),
        ("127.0.0.1.example.com".to_owned(), None, 403),
    ];
    for (host, origin, status) in cases {
        let origin = origin.map(|origin| format!("\r\nOrigin: {origin}")).unwrap_or_default();
        for (method, path, body) in
            [("GET", "/simulator/tape", ""), ("POST", "/simulator/faults", "[]"), ("GET", "/", "")]
        {
            let text = format!(
                "{method} {path} HTTP/1.1\r\nHost: {host}{origin}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            );
            let reply = crate::client::send(&device.url(), &text).expect("an answer");
            assert_eq!(reply.status, status, "{text}");
        }
    }
    let foreign = "Origin: http://shop.example.com";
    let events = ask_with(&device.url(), foreign, "GET", "/simulator/events", "").expect("an answer");
    assert_eq!(events.status, 403);
}

#[test]
fn the_page_is_told_what_happens() {
    let device = started();
    let mut page = Page::open(&device.url());
    assert_eq!(page.event("hello", |_| true)["device"], "icash");
    let state = page.event("state", |_| true);
    assert_eq!(state["registers"][0]["shift"]["state"], "closed");
    let before = page.event("slips", |_| true);
    assert!(before[0]["parts"][0]["text"].as_str().expect("a text").contains("ОТЧЁТ О РЕГИСТРАЦИИ"));

    ask(&device.url(), "POST", "/api/1/shift/open", "{}").expect("an answer");
    let made = page.event("exchanges", |list| list[0]["ending"] == "sent" && !list[0]["tookMs"].is_null());
    assert_eq!((&made[0]["path"], &made[0]["answer"]["status"]), (&json!("/api/1/shift/open"), &json!(200)));

    let fault = json!([{"path": "/receipt", "point": "processed", "action": "reset"}]);
    ask(&device.url(), "POST", "/simulator/faults/more", &fault.to_string()).expect("an answer");
    page.event("state", |state| state["faults"][0]["left"] == 1);
    assert!(ask(&device.url(), "POST", "/api/1/receipt", &sale()).is_err());
    let lost = page.event("exchanges", |list| list[0]["ending"] == "lost");
    assert_eq!(lost[0]["faults"], json!(["processed reset"]));
    let answer: Value = serde_json::from_str(lost[0]["answer"]["body"].as_str().expect("a body")).expect("JSON");
    assert_eq!(answer["ok"], true, "what the client never got");
    let slips = page.event("slips", |slips| slips[0]["parts"].as_array().is_some_and(|parts| parts.len() == 3));
    let code = &slips[0]["parts"][1]["qr"];
    assert!(code["text"].as_str().expect("a text").starts_with("t="), "{code}");
    assert!(code["size"].as_u64() > Some(20) && code["path"].as_str().expect("a path").starts_with("M0 0h1v1h-1z"));

    device.set_clock_offset(25 * 3600);
    page.event("state", |state| state["registers"][0]["shift"]["state"] == "expired");
}

fn sale() -> String {
    let line = json!({"T1030": "Молоко", "T1079": 18, "T1023": "3", "T1043": 54, "T1199": 2});
    json!({"T1054": 1, "T1055": 1, "T1020": 54, "T1031": 54, "T1081": 0, "T1059": [line]}).to_string()
}

#[test]
fn every_button_of_every_protocol_is_a_request_that_is_understood() {
    for registered in REGISTRY {
        let running = (registered.register)().start(Setup::default()).expect("the simulator starts");
        let made = registered.demo.opening.is_none_or(|opening| running.has_made(&opening()));
        assert!(made, "{}: the shift of the demonstration opens", registered.name);
        let hello = Page::open(&running.address()).event("hello", |_| true);
        let buttons = hello["buttons"].as_array().expect("buttons");
        assert!(buttons.len() > 7, "{}", registered.name);
        for button in buttons {
            let id = button["id"].as_str().expect("an id");
            // Nothing waits for the tax service here.
            if matches!(id, "approve" | "reject") {
                continue;
            }
            let path = button["path"].as_str().expect("a path");
            let reply = ask(&running.address(), "POST", path, &button["body"].to_string()).expect("an answer");
            assert_eq!(reply.status, 200, "{}: {id}: {}", registered.name, reply.text());
            let answer = reply.json();
            let refused = answer["ok"] == false || !answer["error"].is_null() || answer["code"].as_i64() > Some(0);
            assert!(!refused, "{}: {id}: {answer}", registered.name);
        }
        let words = include_str!("files/words.js");
        let state = Page::open(&running.address()).event("state", |_| true);
        let facts = state["registers"].as_array().expect("registers").iter();
        let facts = facts.flat_map(|register| register["facts"].as_array().expect("facts")).map(|fact| &fact[0]);
        for name in buttons.iter().map(|button| &button["id"]).chain(facts) {
            let name = name.as_str().expect("a name");
            assert!(words.contains(&format!("\n  {name}: [")), "{}: no word for {name}", registered.name);
        }
    }
}

#[test]
fn faults_are_added_and_spent_ones_are_forgotten() {
    let device = started();
    let url = device.url();
    let add = |path: &str| {
        let fault = json!([{"path": path, "point": "received", "action": "status", "status": 503}]).to_string();
        assert_eq!(ask(&url, "POST", "/simulator/faults/more", &fault).expect("an answer").status, 200);
    };
    add("/status");
    add("/receipt");
    assert_eq!(ask(&url, "GET", "/api/1/status", "").expect("an answer").status, 503);
    add("/search");
    let paths: Vec<Value> =
        device.faults().as_array().expect("faults").iter().map(|fault| fault["path"].clone()).collect();
    assert_eq!(paths, ["/receipt", "/search"]);
    assert_eq!(ask(&url, "POST", "/simulator/faults/more", "{}").expect("an answer").status, 400);
}

#[test]
fn a_demonstration_without_a_protocol_takes_the_options_of_the_icash() {
    let words = |words: &[&str]| program::is_understood(words.iter().map(std::ffi::OsString::from));
    assert!(words(&["demo"]) && words(&["demo", "atolweb", "--cash", "100"]) && words(&["demo", "--bare-answers"]));
    assert!(
        words(&["demo", "--lang", "ru"]) && !words(&["demo", "--lang", "de"]) && !words(&["icash", "--lang", "ru"])
    );
    assert!(!words(&["demo", "--cash", "100"]) && !words(&["demo", "demo"]) && !words(&["icash", "demo"]));
}
