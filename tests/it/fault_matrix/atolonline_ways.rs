//! ATOL Online beyond the connection: tokens that end, ids that are known without a uuid, its own time-out, reports that
//! cannot be had, and call-backs, which are no more than hints.

use super::atolonline::{PROTOCOL, account};
use super::faults::Manner;
use super::protocol::Fiscal;
use super::scene::{Said, Scene, body_of};
use super::ways::{Ends, Way, go, hasty, reached, sends, well};
use crate::support::abi::Device;
use crate::support::register::{await_that, own_address};
use kassa_simulator::atolonline::{OTHER_GROUP, OTHER_LOGIN, OTHER_PASSWORD};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

/// Longer than a document may wait for a register, in seconds.
const PATIENCE: i64 = 301;

/// The ИНН of the other account.
const OTHER_INN: &str = "6163047214";

const REPORT: &str = "/shop-group_1/report/*";

#[test]
fn a_token_that_ends_leaves_one_document() {
    let mut ways = Vec::new();
    for (exchange, path) in [("put", "@"), ("report", REPORT)] {
        for code in [10, 11, 20] {
            for (often, times) in [("once", 1), ("twice", 2), ("always", 0)] {
                let fault = json!({"path": path, "point": "received", "action": "error", "code": code, "times": times});
                ways.push(faulty(format!("token: error {code} at the {exchange}, {often}"), vec![fault]));
            }
        }
    }
    for (what, action, code) in [
        ("lost", "reset", 0),
        ("malformed", "malformed", 0),
        ("error 12", "error", 12),
        ("error 14", "error", 14),
        ("error 1", "error", 1),
    ] {
        for (often, times) in [("once", 1), ("always", 0)] {
            let mut fault = json!({"path": "/getToken", "point": "received", "action": action, "times": times});
            if code > 0 {
                fault["code"] = json!(code);
            }
            ways.push(faulty(format!("token: its request, {what} {often}"), vec![fault]));
        }
    }
    ways.push(Way::new("token: ended between the put and the report", |scene: &mut Scene, task| {
        scene.register.world(&json!({"held": true}));
        let said = sends(scene, task);
        reached(scene, said == Said::Unknown);
        scene.register.ask("POST", "/tokens", &json!({"expire": true}).to_string());
        Ends::Known
    }));
    ways.push(Way::new("token: ended after the answer was lost", |scene: &mut Scene, task| {
        let lost = json!({"path": "@", "point": "processed", "action": "reset"});
        let refused = json!({"path": "@", "point": "received", "action": "error", "code": 11, "skip": 1});
        scene.strike(task, &[lost, refused]);
        let device = scene.open();
        scene.execute(&device, "a", task);
        reached(scene, scene.register.fired() == 2);
        Ends::Known
    }));
    go(&PROTOCOL, "The token ends", &ways, &PROTOCOL.tasks[..3], |_, _| true);
}

#[test]
fn a_report_that_cannot_be_had_leaves_one_document() {
    let mut ways = Vec::new();
    for (what, action, code) in [
        ("lost", "reset", 0),
        ("malformed", "malformed", 0),
        ("wrong uuid", "error", 30),
        ("not ready", "error", 34),
        ("refused", "error", 32),
        ("server error", "error", 50),
    ] {
        for (often, times) in [("thrice", 3), ("always", 0)] {
            let mut fault = json!({"path": REPORT, "point": "received", "action": action, "times": times});
            if code > 0 {
                fault["code"] = json!(code);
            }
            ways.push(faulty(format!("report: {what} {often}"), vec![fault]));
        }
    }
    go(&PROTOCOL, "The report cannot be had", &ways, &PROTOCOL.tasks[..3], |_, _| true);
}

#[test]
fn a_document_that_the_service_gave_up_is_made_once() {
    let ways = [
        Way::new("time-out: no register took it", |scene: &mut Scene, task| {
            scene.register.world(&json!({"held": true}));
            let said = sends(scene, task);
            reached(scene, said == Said::Unknown);
            scene.register.clock(PATIENCE);
            let device = scene.open_patiently();
            let said = scene.recover(&device, "a");
            if said != Said::Rejected {
                scene.falsehoods.push(format!("{said:?} of a document that the service gave up"));
            }
            Ends::Known
        }),
        Way::new("time-out: and the answer was lost", |scene: &mut Scene, task| {
            scene.register.world(&json!({"held": true}));
            scene.strike(task, &[json!({"path": "@", "point": "processed", "action": "reset", "times": 0})]);
            let device = hasty(scene);
            let said = scene.execute(&device, "a", task);
            reached(scene, said == Said::Unknown);
            scene.register.clock(PATIENCE);
            Ends::Known
        }),
        Way::new("time-out: a register has it", |scene: &mut Scene, task| {
            scene.register.world(&json!({"delayMs": 1500}));
            let said = sends(scene, task);
            reached(scene, said == Said::Unknown);
            await_that("the register's turn", || scene.register.tasks().iter().any(|task| task["state"] != "waiting"));
            scene.register.clock(PATIENCE);
            Ends::Known
        }),
    ];
    go(&PROTOCOL, "The service gives up", &ways, &PROTOCOL.tasks[..3], |_, _| true);
}

#[test]
fn a_known_id_without_a_uuid_is_never_made_again() {
    let lost = |scene: &mut Scene, task: &'static Fiscal| {
        scene.strike(task, &[json!({"path": "@", "point": "processed", "action": "reset"})]);
        let device = hasty(scene);
        let said = scene.execute(&device, "a", task);
        reached(scene, said == Said::Unknown);
        Ends::Unknown
    };
    let ways = [Way { manner: Manner::Nameless, ..Way::new("known id: without a uuid", lost) }];
    go(&PROTOCOL, "A known id is not named", &ways, &PROTOCOL.tasks[..3], |_, _| true);
}

#[test]
fn two_accounts_on_one_journal_have_a_document_each() {
    let ways = ["received", "processed", "answer"].map(|point| {
        Way::new(format!("two accounts: {point}, the first one's answer lost"), move |scene: &mut Scene, task| {
            let fault = json!({"path": "@", "point": point, "action": "reset", "bytes": 20, "times": 0});
            scene.strike(task, &[fault]);
            let device = hasty(scene);
            let said = scene.execute(&device, "a", task);
            reached(scene, said == Said::Unknown);
            let mut config = scene.patient();
            let other = account(OTHER_LOGIN, OTHER_PASSWORD, OTHER_GROUP, OTHER_INN);
            config.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
            let mut body = body_of(&PROTOCOL, task);
            let member = if task.kind.ends_with("correction") { "correction" } else { "receipt" };
            body[member]["company"]["inn"] = json!(OTHER_INN);
            scene.expect_content("the other account's", body);
            let tenant = Device::open(&config).unwrap();
            for _ in 0..2 {
                let (status, answer) = tenant.execute(&task.task("a"));
                if status != 0 || of_other(scene) != 1 {
                    scene.falsehoods.push(format!("the other account: {status} {answer}, {} made", of_other(scene)));
                }
            }
            Ends::Known
        })
    });
    go(&PROTOCOL, "Two accounts with one id", &ways, &PROTOCOL.tasks[..3], |_, _| true);
}

#[test]
fn a_call_back_changes_nothing_and_the_report_decides() {
    let ways = [
        ("in time", json!({})),
        ("late", json!({"delayMs": 300})),
        ("lost", json!({"lost": 1})),
        ("twice", json!({"doubled": 1})),
        ("unheard", json!({"unheard": 1})),
    ]
    .map(|(how, callbacks)| {
        Way::new(format!("call-back: {how}"), move |scene: &mut Scene, task| called_back(scene, task, &callbacks))
    });
    go(&PROTOCOL, "Call-backs", &ways, &PROTOCOL.tasks[..3], |_, _| true);
}

fn faulty(name: String, faults: Vec<Value>) -> Way {
    Way::new(name, move |scene: &mut Scene, task| {
        scene.strike(task, &faults);
        let device = hasty(scene);
        scene.execute(&device, "a", task);
        reached(scene, scene.register.fired() > 0);
        Ends::Known
    })
}

/// How many documents the other account has.
fn of_other(scene: &Scene) -> usize {
    let ledger: Vec<Value> = serde_json::from_str(&scene.register.ask("GET", "/ledger", "")).unwrap();
    ledger.iter().filter(|document| document["group"] == OTHER_GROUP && document["by"] == "api").count()
}

/// The shop's own web server hands the driver what it is called with, and what strangers call it with.
fn called_back(scene: &mut Scene, task: &Fiscal, callbacks: &Value) -> Ends {
    let listener = TcpListener::bind(format!("{}:0", own_address())).unwrap();
    let mut config = scene.patient();
    config["callbackUrl"] = json!(format!("http://{}/result", listener.local_addr().unwrap()));
    scene.register.ask("POST", "/callbacks", &callbacks.to_string());
    scene.register.world(&json!({"held": true}));
    let device = Device::open(&config).unwrap();
    let mut asked = task.task("a");
    asked["wait"] = json!(false);
    let (status, answer) = device.execute(&asked);
    let said = scene.judge("execute", "a", 0, status, &answer);
    reached(scene, said == Said::Unknown);
    let waiting = scene.register.tasks().pop().unwrap()["object"].clone();
    let mut forged = waiting.clone();
    forged["status"] = json!("done");
    forged["payload"] = json!({"total": 251, "fiscal_document_number": 77, "fiscal_document_attribute": 1, "fn_number": "9999078900000001"});
    let mut failed = waiting;
    failed["status"] = json!("fail");
    for body in [forged.to_string(), failed.to_string(), "{".to_owned()] {
        hint(scene, &device, &body);
    }
    well(scene);
    await_that("the document", || scene.made() == 1);
    if callbacks["lost"].is_null() {
        let body = heard(&listener);
        if scene.row("a").map(|(state, _)| state).as_deref() == Some("queued") {
            hint(scene, &device, &body);
        }
    }
    Ends::Known
}

/// What anybody may have posted is refused, and the journal stays as it is.
fn hint(scene: &mut Scene, device: &Device, body: &str) {
    let before = scene.row("a");
    let (status, answer) = device.answering_two("kassa_parse_callback", "{}", body);
    if status == 0 || scene.row("a") != before {
        scene.falsehoods.push(format!("a call-back that nobody signed: {status} {answer}, {:?}", scene.row("a")));
    }
}

/// The body of the next call-back.
fn heard(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut chunk).unwrap();
        bytes.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((_, body)) = text.split_once("\r\n\r\n")
            && serde_json::from_str::<Value>(body).is_ok()
        {
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
            return body.to_owned();
        }
        assert!(count > 0, "the service ended its call-back: {text}");
        thread::sleep(Duration::from_millis(1));
    }
}
