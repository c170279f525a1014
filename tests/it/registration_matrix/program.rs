//! A program that advances a workflow in a process of its own, so that it can be killed.

use super::scene::{Handles, WORKFLOW};
use crate::support::register::await_that;
use crate::support::registration;
use kassa_simulator::ofdru::test_signature;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// The environment variable with the program's order; without it the program does nothing.
const ORDER: &str = "KASSA_ROAD_ORDER";

/// The first word of an answer's line in the program's output.
const ANSWER: &str = "answer ";

/// The line that reports that a signature is asked for.
const ASKED: &str = "asked for a signature";

/// The program itself. The tests beside it start it.
#[test]
#[ignore = "no test: the program that other tests start and kill"]
fn program() {
    let order = std::env::var(ORDER).expect("no test: other tests start this program with an order");
    let order: Value = serde_json::from_str(&order).unwrap();
    let handles = Handles::open(&[order["configs"][0].clone(), order["configs"][1].clone()]);
    let signer = |_: &Value, content: &[u8]| {
        println!("\n{ASKED}");
        if order["ponders"] == true {
            std::thread::sleep(Duration::from_secs(60));
        }
        Some(test_signature(content))
    };
    let (status, answer) = match &order["request"] {
        Value::Null => registration::advance(&handles.registrar, &handles.device, WORKFLOW, Some(&signer)),
        request => registration::start(&handles.registrar, &handles.device, request),
    };
    println!("\n{ANSWER}{}", json!([status, answer]));
}

/// A running program; dropping it kills it.
pub struct Program {
    process: Child,
    lines: Receiver<String>,
}

impl Program {
    /// Starts a program that advances the workflow; with `ponders` its signer never returns.
    pub fn advancing(configs: &[Value; 2], ponders: bool) -> Self {
        Self::launch(&json!({"configs": configs, "ponders": ponders}))
    }

    /// Starts a program that starts the workflow.
    pub fn starting(configs: &[Value; 2], request: &Value) -> Self {
        Self::launch(&json!({"configs": configs, "request": request}))
    }

    fn launch(order: &Value) -> Self {
        let module = module_path!().split_once("::").unwrap().1;
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture", &format!("{module}::program")])
            .env(ORDER, order.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let out = BufReader::new(process.stdout.take().unwrap());
        std::thread::spawn(move || out.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        Self { process, lines }
    }

    /// Waits until the condition holds, or for the program's answer if that comes first.
    pub fn until(&mut self, mut stands: impl FnMut() -> bool) -> Option<(i32, Value)> {
        let mut answer = None;
        await_that("the program", || {
            answer = self.lines.try_iter().find_map(|line| Some(line.strip_prefix(ANSWER)?.to_owned()));
            answer.is_some() || stands()
        });
        let answer: Value = serde_json::from_str(&answer?).unwrap();
        Some((i32::try_from(answer[0].as_i64().unwrap()).unwrap(), answer[1].clone()))
    }

    /// Waits until a signature is asked for.
    pub fn until_asked(&mut self) {
        await_that("a question for a signature", || self.lines.try_iter().any(|line| line == ASKED));
    }

    /// Kills it with SIGKILL.
    pub fn kill(mut self) {
        assert!(self.process.try_wait().unwrap().is_none(), "the program ended before it was killed");
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
