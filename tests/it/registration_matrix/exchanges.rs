//! The exchanges of a workflow, recorded from a run without faults, and the faults that each of them meets.

use super::scene::Scene;
use serde_json::{Value, json};

/// How late a slow side processes a request.
pub const LATE_MS: u64 = 100;

/// How long a side stays silent if it answers too late.
const HANG_MS: u64 = 1000;

/// The side that gets the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    Service,
    Register,
}

/// One HTTP exchange of a workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    pub side: Side,
    pub method: String,
    /// The path that a fault names, with `*` for ids.
    pub path: String,
    /// How many exchanges of this kind come before it.
    pub skip: u64,
}

/// A fault of an exchange.
#[derive(Debug, Clone)]
pub struct Fault {
    pub name: String,
    /// The fault as the simulator takes it, without path, method and number.
    what: Value,
    /// The request is processed, and its answer is lost.
    lost_when_heard: bool,
    /// Outcomes that no answer may have, if the exchange changes something.
    impossible: &'static [&'static str],
}

impl Exchange {
    /// Its name in the matrix.
    pub fn name(&self) -> String {
        format!("{:?} {} {} {}", self.side, self.method, self.path, self.skip + 1)
    }

    /// Whether it changes something on its side.
    pub fn changes(&self) -> bool {
        self.method != "GET" && !self.path.contains("CreateAuthToken")
    }

    /// The simulator's fault for this exchange.
    pub fn faulty(&self, fault: &Value) -> Value {
        let mut fault = fault.clone();
        fault["path"] = json!(self.path);
        fault["method"] = json!(self.method);
        fault["skip"] = json!(self.skip);
        fault
    }

    /// Sets a fault for it.
    pub fn arm_with(&self, scene: &mut Scene, fault: &Value) {
        if fault["action"] == "hang" {
            scene.patience = HANG_MS / 2;
        }
        let side = if self.side == Side::Service { &scene.service } else { &scene.register };
        side.faults(&[self.faulty(fault)]);
    }

    /// A fault of the table for it, as the simulator takes it.
    pub fn with(&self, fault: &Fault) -> Value {
        self.faulty(&fault.what)
    }

    /// Sets a fault of the table for it.
    pub fn arm(&self, scene: &mut Scene, fault: &Fault) {
        self.arm_with(scene, &fault.what);
        if self.changes() {
            scene.impossible = fault.impossible.to_vec();
        }
    }
}

/// The exchanges that this workflow has had so far.
pub fn of(scene: &Scene) -> Vec<Exchange> {
    let mut found: Vec<Exchange> = Vec::new();
    for (side, requests, base) in
        [(Side::Service, scene.service.requests(), "/api"), (Side::Register, scene.register.requests(), "/api/1")]
    {
        for request in requests {
            let path = request["path"].as_str().unwrap().strip_prefix(base).unwrap();
            let path = path.split('?').next().unwrap();
            let parts: Vec<&str> = path.split('/').map(|part| if is_id(part) { "*" } else { part }).collect();
            let (method, path) = (request["method"].as_str().unwrap().to_owned(), parts.join("/"));
            let alike = |one: &&Exchange| one.side == side && one.method == method && one.path == path;
            let skip = found.iter().filter(alike).count() as u64;
            found.push(Exchange { side, method, path, skip });
        }
    }
    found
}

fn is_id(part: &str) -> bool {
    part.len() == 36 || (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The faults of an exchange.
pub fn faults(exchange: &Exchange) -> Vec<Fault> {
    let mut all = faults_of(exchange.side);
    let tells_nothing = |fault: &Fault| {
        // For a query it does not matter whether the request arrived before its answer was lost.
        let repeats = fault.lost_when_heard && !exchange.changes();
        // The contents of a file are not described anywhere, so nobody could notice that they were damaged.
        let is_file = exchange.path.ends_with("/download");
        repeats || (is_file && fault.what["action"] == "malformed" && fault.what["point"] != "answer")
    };
    all.retain(|fault| !tells_nothing(fault));
    all
}

fn faults_of(side: Side) -> Vec<Fault> {
    const ANY: &[&str] = &["registered"];
    /// The request arrived completely, so it was sent.
    const SENT: &[&str] = &["notSent"];
    /// The request was processed, so it was sent and not refused.
    const DONE: &[&str] = &["notSent", "rejected"];
    let mut all = Vec::new();
    let mut add = |name: &str, point: &str, action: &str, more: Value, impossible| {
        let mut what = json!({"point": point, "action": action});
        what.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let lost_when_heard =
            ["late", "processed"].contains(&point) && ["reset", "close", "malformed", "hang"].contains(&action);
        all.push(Fault { name: format!("{point}: {name}"), what, lost_when_heard, impossible });
    };
    add("reset", "request", "reset", json!({"bytes": 60}), ANY);
    for (point, impossible) in [("received", SENT), ("late", SENT), ("processed", DONE)] {
        let late = json!({"delayMs": if point == "late" { LATE_MS } else { HANG_MS }});
        add("reset", point, "reset", late.clone(), impossible);
        add("close", point, "close", late.clone(), impossible);
        add("malformed", point, "malformed", late.clone(), impossible);
        if point != "late" {
            add("hang", point, "hang", late, impossible);
        }
    }
    add("503", "received", "status", json!({"status": 503}), SENT);
    add("500", "processed", "status", json!({"status": 500}), SENT);
    add("oversized", "processed", "oversized", json!({"bytes": 17 * 1024 * 1024}), DONE);
    for bytes in [1, 150, 260] {
        add(&format!("{bytes} bytes, then the end"), "answer", "close", json!({"bytes": bytes}), DONE);
    }
    add("spoilt", "answer", "malformed", json!({"bytes": 180}), DONE);
    let codes: &[u16] = if side == Side::Service { &[1, 2, 3, 9, 11] } else { &[1, 3, 52] };
    for code in codes {
        add(&format!("error {code}"), "received", "error", json!({"code": code}), SENT);
    }
    all
}
