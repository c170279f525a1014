//! How many instructions a receipt and a check cost, counted by valgrind: unlike a time, a count is the same on a busy
//! machine.
//!
//!     KASSA_LIBRARY=target/release/libkassa.so cargo bench --bench instructions
//!
//! The check is compared with what serde_json needs to read the same text. Valgrind has no instructions for SHA-256, so
//! digests cost more here than on most processors.
//! Not with `--profile dev`: what is generic of serde_json would then be compiled without optimization.

// The tests use this file, too.
#[allow(dead_code, reason = "a bench uses its part")]
#[path = "../tests/it/support/mod.rs"]
mod support;

use kassa_simulator::icash::{Options, Simulator};
use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::path::Path;
use std::process::Command;
use support::abi::Device;

type Failure = Box<dyn Error>;

/// What the counted process does: a function of the library or [`PARSE`], how often, with how many lines, with which
/// configuration.
const COUNTED: &str = "KASSA_COUNTED";

/// Only reads the text with serde_json.
const PARSE: &str = "parse";

/// Calls of two runs. The difference leaves out what is done once.
const CALLS: [u64; 2] = [2, 12];

fn main() -> Result<(), Failure> {
    if let Ok(counted) = env::var(COUNTED) {
        return carry_out(&serde_json::from_str(&counted)?);
    }
    let register = Simulator::start(Options::default())?;
    assert_eq!(register.make_document(&json!({ "command": "shift/open" })).unwrap_or_default()["ok"], true);
    let folder = tempfile::tempdir()?;
    println!("library {}", support::library().display());
    for lines in [1, 10] {
        println!("kassa_execute,  {lines:3} lines {:12}", count("kassa_execute", lines, &register, folder.path())?);
    }
    for lines in [1, 10, 200] {
        let checked = count("kassa_validate", lines, &register, folder.path())?;
        let parsed = count(PARSE, lines, &register, folder.path())?;
        let tenths = checked * 10 / parsed.max(1);
        println!("kassa_validate, {lines:3} lines {checked:12}   {}.{} × serde_json", tenths / 10, tenths % 10);
    }
    Ok(())
}

/// Instructions of one call.
fn count(function: &str, lines: u64, register: &Simulator, folder: &Path) -> Result<u64, Failure> {
    let mut counts = [0; 2];
    for (calls, count) in CALLS.into_iter().zip(&mut counts) {
        let journal = folder.join(format!("{function}-{lines}-{calls}.db"));
        let counted =
            json!({ "function": function, "lines": lines, "calls": calls, "url": register.url(), "journal": journal });
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
        if function != PARSE {
            valgrind.args(["--collect-atstart=no".to_owned(), format!("--toggle-collect={function}")]);
        }
        let run = valgrind.arg(env::current_exe()?).env(COUNTED, counted.to_string()).output()?;
        let told = String::from_utf8_lossy(&run.stderr).into_owned();
        let collected = told.lines().find_map(|line| line.split_once("Collected :")).filter(|_| run.status.success());
        *count = collected.ok_or(told.as_str())?.1.trim().parse()?;
    }
    Ok((counts[1] - counts[0]) / (CALLS[1] - CALLS[0]))
}

/// The counted process.
fn carry_out(counted: &Value) -> Result<(), Failure> {
    let number = |name: &str| counted[name].as_u64().unwrap_or_default();
    let function = counted["function"].as_str().unwrap_or_default();
    let tasks = (0..number("calls")).map(|call| sale(&format!("{call}"), number("lines")));
    if function == PARSE {
        let text = sale("0", number("lines"));
        return (0..number("calls")).try_for_each(|_| Ok(serde_json::from_str::<Value>(&text).map(drop)?));
    }
    let config = json!({ "backend": "icash", "url": counted["url"], "journal": counted["journal"] });
    let device = Device::open(&config).map_err(|(status, error)| format!("kassa_open: {status} {error}"))?;
    for task in tasks {
        let (status, answer) = device.answering(function, &task);
        if status != 0 {
            return Err(format!("{status} {answer}").into());
        }
    }
    Ok(())
}

/// A receipt with this many lines, as text.
fn sale(id: &str, lines: u64) -> String {
    let line = r#"{"type":"position","name":"Хлеб ржаной","price":45.90,"quantity":3,"amount":137.70,"measurementUnit":"piece","paymentMethod":"fullPayment","paymentObject":"commodity","tax":{"type":"vat10"}}"#;
    let items = vec![line; usize::try_from(lines).unwrap_or_default()].join(",");
    let kopecks = 13_770 * lines;
    let sum = format!("{}.{:02}", kopecks / 100, kopecks % 100);
    format!(
        r#"{{"type":"sell","externalId":"{id}","taxationType":"osn","operator":{{"name":"Кассир Лунина","vatin":"771234567859"}},"items":[{items}],"payments":[{{"type":"cash","sum":{sum}}}]}}"#
    )
}
