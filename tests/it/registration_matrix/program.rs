//! A program that walks a road, in a process of its own: it can be killed.

use super::scene::{Handles, ROAD};
use crate::support::register::await_that;
use crate::support::registration;
use kassa_simulator::ofdru::test_signature;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Names what the program does; without it this is no program.
const ORDER: &str = "KASSA_ROAD_ORDER";

/// Begins the line of an answer in the program's output.
const ANSWER: &str = "answer ";

/// The line that says that a signature is asked for.
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
        Value::Null => registration::advance(&handles.registrar, &handles.device, ROAD, Some(&signer)),
        request => registration::start(&handles.registrar, &handles.device, request),
    };
    println!("\n{ANSWER}{}", json!([status, answer]));
}

/// A program at work; it is killed when dropped.
pub struct Program {
    process: Child,
    lines: Receiver<String>,
}

impl Program {
    /// Starts a program that goes on along the road; with `ponders` its signer never comes to an end.
    pub fn advancing(configs: &[Value; 2], ponders: bool) -> Self {
        Self::launch(&json!({"configs": configs, "ponders": ponders}))
    }

    /// Starts a program that begins the road.
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

    /// Waits until `stands`, or for the program's answer if that comes first.
    pub fn until(&mut self, mut stands: impl FnMut() -> bool) -> Option<(i32, Value)> {
        let mut answer = None;
        await_that("the program", || {
            answer = self.lines.try_iter().find_map(|line| Some(line.strip_prefix(ANSWER)?.to_owned()));
            answer.is_some() || stands()
        });
        let answer: Value = serde_json::from_str(&answer?).unwrap();
        Some((i32::try_from(answer[0].as_i64().unwrap()).unwrap(), answer[1].clone()))
    }

    /// Waits until it is asked for a signature.
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
