//! Results that arrive by callback: at a program that listens, is killed and listens again, and at one with a web
//! server of its own.

use super::faults::Fault;
use super::itkassa::{CALLBACK_KEY, PROTOCOL};
use super::link::{abreast, finish, settle};
use super::protocol::Fiscal;
use super::report::{Matrix, Outcome};
use super::scene::Scene;
use crate::support::host::Program;
use crate::support::register::{await_that, own_address, post};
use kassa_simulator::itkassa::{OTHER_REGISTER, Options};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

/// A way in which a result arrives.
struct Way {
    name: &'static str,
    /// Has the document made and its result called back, while no query would return it.
    goes: fn(&mut Stage, &Fiscal),
}

const WAYS: &[Way] = &[
    Way { name: "to a program that listens", goes: listened },
    Way { name: "while the program asks as well", goes: asked_as_well },
    Way { name: "before the answer to the sending", goes: before_the_answer },
    Way { name: "after the answer to the sending was lost", goes: answer_lost },
    Way { name: "killed before the result", goes: killed_before },
    Way { name: "killed before the result is kept", goes: killed_within },
    Way { name: "killed after the result, its answer unheard", goes: killed_after },
    Way { name: "again and again", goes: repeated },
    Way { name: "between the calls of strangers", goes: among_strangers },
    Way { name: "to a program of another account", goes: another_account },
    Way { name: "to the program's own server", goes: own_server },
];

#[test]
fn a_result_that_is_called_back_leaves_one_document() {
    let cells: Vec<_> = WAYS
        .iter()
        .enumerate()
        .flat_map(|(key, way)| PROTOCOL.tasks.iter().map(move |task| (key, way, task)))
        .collect();
    let matrix = Matrix::default();
    abreast(&cells, |(key, way, task)| {
        matrix.add(*key, &format!("called back: {}", way.name), task.title, || run(way, task));
    });
    matrix.close("itkassa: Results by call-back");
}

/// A scene, and the address at which its program listens.
struct Stage {
    scene: Scene,
    address: String,
}

fn run(way: &Way, task: &Fiscal) -> Outcome {
    let mut scene = Scene::set(&PROTOCOL, &Fault::of(&PROTOCOL, "call-back", "", Vec::new()), task);
    scene.expect("a", task);
    drop(scene.open());
    let address = free_address();
    scene.register.calls_back(&address, CALLBACK_KEY);
    let mut stage = Stage { scene, address };
    (way.goes)(&mut stage, task);
    let mut scene = stage.scene;
    await_that("a call-back that is taken", || scene.register.callbacks().iter().any(|call| call["delivered"] == true));
    // No query would return it: only the callback has brought it into the journal.
    scene.register.faults(&[blind()]);
    let device = scene.open();
    let recovered = scene.recover(&device, "a");
    drop(device);
    if !recovered.is_made() {
        scene.falsehoods.push("the call-back was answered, and its result is not in the journal".into());
    }
    scene.end_faults();
    settle(&mut scene, "a", task);
    finish(&mut scene, &["a"], Outcome { recovered: Some(recovered), ..Outcome::default() })
}

impl Stage {
    fn hold(&self) {
        self.scene.register.world(&json!({"held": true}));
    }

    /// Lets the queue continue until the document is made.
    fn release(&self) {
        self.scene.register.world(&json!({"held": false}));
        await_that("the document", || self.scene.made() == 1);
    }

    /// A program that listens, sends the document and does not wait for it; its answer is checked.
    fn sends(&mut self, task: &Fiscal) -> Program {
        let mut asked = task.task("a");
        asked["wait"] = json!(false);
        let program = Program::listening(&self.scene.patient(), &self.address, Some(&asked));
        let (status, answer) = program.next_answer().expect("the program answers");
        self.scene.judge("execute", "a", 0, status, &answer);
        program
    }

    /// Waits for the result that is reported to the program; it must be true.
    fn told(&mut self, program: &Program) {
        let result = program.result();
        self.scene.judge("result", "a", 0, 0, &result);
        if result["externalId"] != "a" {
            self.scene.falsehoods.push(format!("told of no document: {result}"));
        }
    }

    /// Another program listens at the same address and receives the result.
    fn listens_again(&mut self) {
        let program = Program::listening(&self.scene.patient(), &self.address, None);
        self.told(&program);
        self.delivered();
        program.kill();
    }

    fn delivered(&self) {
        await_that("a call-back", || self.scene.register.callbacks().iter().any(|call| call["delivered"] == true));
    }
}

fn listened(stage: &mut Stage, task: &Fiscal) {
    stage.hold();
    let program = stage.sends(task);
    stage.release();
    stage.told(&program);
    stage.delivered();
    program.kill();
}

fn asked_as_well(stage: &mut Stage, task: &Fiscal) {
    stage.hold();
    let program = Program::listening(&stage.scene.patient(), &stage.address, Some(&task.task("a")));
    await_that("a document in the queue", || stage.scene.row("a").is_some_and(|(state, _)| state == "queued"));
    stage.release();
    let (status, answer) = program.next_answer().expect("the program answers");
    stage.scene.judge("execute", "a", 0, status, &answer);
    stage.delivered();
    program.kill();
}

fn before_the_answer(stage: &mut Stage, task: &Fiscal) {
    let late = json!({"path": "/print-documents", "point": "processed", "action": "delay", "delayMs": 400});
    stage.scene.register.faults(&[late]);
    let program = Program::listening(&stage.scene.patient(), &stage.address, Some(&task.task("a")));
    let (status, answer) = program.next_answer().expect("the program answers");
    stage.scene.judge("execute", "a", 0, status, &answer);
    stage.delivered();
    program.kill();
}

fn answer_lost(stage: &mut Stage, task: &Fiscal) {
    let lost = json!({"path": "/print-documents", "point": "processed", "action": "reset"});
    let looks =
        json!({"path": PROTOCOL.state, "point": "received", "action": "status", "status": 503, "skip": 1, "times": 4});
    stage.scene.register.faults(&[lost, looks]);
    let program = stage.sends(task);
    stage.delivered();
    program.kill();
}

fn killed_before(stage: &mut Stage, task: &Fiscal) {
    stage.hold();
    stage.sends(task).kill();
    stage.release();
    await_that("a call in vain", || {
        stage.scene.register.callbacks().first().is_some_and(|call| call["attempts"][0].is_object())
    });
    stage.listens_again();
}

fn killed_within(stage: &mut Stage, task: &Fiscal) {
    stage.hold();
    let program = stage.sends(task);
    let holds_journal = stage.scene.journal.lock();
    stage.release();
    // The callback has arrived by now and cannot be recorded, so it must not be acknowledged.
    thread::sleep(Duration::from_millis(150));
    program.kill();
    drop(holds_journal);
    if stage.scene.register.callbacks().iter().any(|call| call["delivered"] == true) {
        stage.scene.falsehoods.push("a call-back was answered before its result was kept".into());
    }
    stage.listens_again();
}

fn killed_after(stage: &mut Stage, task: &Fiscal) {
    stage.scene.register.unheard(2);
    stage.hold();
    let program = stage.sends(task);
    stage.release();
    stage.told(&program);
    program.kill();
    let program = Program::listening(&stage.scene.patient(), &stage.address, None);
    stage.delivered();
    program.kill();
}

fn repeated(stage: &mut Stage, task: &Fiscal) {
    stage.hold();
    let program = stage.sends(task);
    stage.scene.register.unheard(3);
    stage.release();
    stage.told(&program);
    stage.delivered();
    let id = stage.scene.register.callbacks()[0]["task"].as_str().unwrap().to_owned();
    for _ in 0..5 {
        stage.scene.register.call_back_again(&id);
    }
    await_that("every repetition", || {
        let calls = stage.scene.register.callbacks();
        calls.len() == 6 && calls.iter().all(|call| call["delivered"] == true)
    });
    program.kill();
}

fn among_strangers(stage: &mut Stage, task: &Fiscal) {
    stage.hold();
    let program = stage.sends(task);
    let waiting = stage.scene.register.tasks().pop().unwrap()["object"].clone();
    let mut made = waiting.clone();
    made["resultItem"] = json!({"creErrorId": "0", "result": "success"});
    made["checkNumber"] = json!("77");
    let mut of_nobody = made.clone();
    (of_nobody["id"], of_nobody["idempKey"]) = (json!("0e1f0c5e-0000-4000-8000-000000000000"), json!("nobody's"));
    let ours = ("X-API-Key", CALLBACK_KEY.to_owned());
    let mut refused = made.clone();
    refused["resultItem"] = json!({"creErrorId": "83", "result": "critical_error"});
    let part = json!({"idempKey": made["idempKey"], "checkNumber": "77", "resultItem": made["resultItem"]});
    for (headers, body, good) in [
        (vec![], made.to_string(), false),
        (vec![("X-API-Key", "s3cret*of*another".to_owned())], made.to_string(), false),
        (vec![("X-API-Key", Options::default().api_key)], made.to_string(), false),
        (vec![ours.clone(), ("X-API-Key", "another".to_owned())], made.to_string(), false),
        (vec![ours.clone()], "{\"id\": ".to_owned(), false),
        // Having the key and a body does not mean having the server.
        (vec![ours.clone()], made.to_string(), false),
        (vec![ours.clone()], refused.to_string(), false),
        (vec![ours.clone()], part.to_string(), false),
        (vec![ours.clone()], of_nobody.to_string(), true),
        // The document is still in the queue: that is no result.
        (vec![ours], waiting.to_string(), true),
    ] {
        let status = post(&stage.address, "/result", &headers, &body);
        if !good && status == Some(200) {
            stage.scene.falsehoods.push(format!("200 for a stranger: {headers:?} {body}"));
        }
    }
    if stage.scene.row("a").map(|(state, _)| state).as_deref() != Some("queued") {
        stage.scene.falsehoods.push("a stranger has changed the journal".into());
    }
    stage.release();
    stage.told(&program);
    stage.delivered();
    program.kill();
}

/// Two organizations share a journal, and the results of one arrive at the program of the other.
fn another_account(stage: &mut Stage, task: &Fiscal) {
    stage.hold();
    stage.sends(task).kill();
    let mut tenant = stage.scene.patient();
    (tenant["apiKey"], tenant["creItemId"]) = (json!("the*key*of*another*shop"), json!(OTHER_REGISTER));
    let program = Program::listening(&tenant, &stage.address, None);
    stage.release();
    await_that("a call that is not taken", || {
        let calls = stage.scene.register.callbacks();
        let attempts = calls.first().and_then(|call| call["attempts"].as_array());
        attempts.is_some_and(|attempts| attempts.iter().any(|one| one["status"].is_u64()))
    });
    if stage.scene.row("a").map(|(state, _)| state).as_deref() != Some("queued") {
        stage.scene.falsehoods.push("another account's program has settled the document".into());
    }
    program.kill();
    stage.listens_again();
}

fn own_server(stage: &mut Stage, task: &Fiscal) {
    let listener = TcpListener::bind(&stage.address).unwrap();
    stage.hold();
    let device = stage.scene.open();
    let mut asked = task.task("a");
    asked["wait"] = json!(false);
    let (status, answer) = device.execute(&asked);
    stage.scene.judge("execute", "a", 0, status, &answer);
    stage.scene.register.world(&json!({"held": false}));
    let (mut stream, _) = listener.accept().unwrap();
    let (headers, body) = request(&mut stream).unwrap();
    let (status, answer) = device.answering_two("kassa_parse_callback", &headers.to_string(), &body);
    stage.scene.judge("parse_callback", "a", 0, status, &answer);
    let code = if status == 0 { "200 OK" } else { "500 No" };
    write!(stream, "HTTP/1.1 {code}\r\ncontent-length: 0\r\n\r\n").unwrap();
    stage.delivered();
}

fn blind() -> Value {
    json!({"path": PROTOCOL.state, "point": "received", "action": "status", "status": 503, "times": 0})
}

/// An address that is free now and that nobody else will use.
fn free_address() -> String {
    TcpListener::bind(format!("{}:0", own_address())).unwrap().local_addr().unwrap().to_string()
}

/// A request as a web server passes it to a program: its headers as JSON, and its body.
fn request(stream: &mut TcpStream) -> Option<(Value, String)> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut chunk).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let headers: serde_json::Map<String, Value> = head
            .lines()
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.into()))
            .collect();
        let length: usize = headers.get("Content-Length")?.as_str()?.parse().ok()?;
        if body.len() == length {
            return Some((headers.into(), body.to_owned()));
        }
    }
}
