//! What a receipt costs: the library compared with the floor, that is, with what no driver can do without.
//!
//!     KASSA_LIBRARY=target/release/libkassa.so cargo bench --bench receipt
//!
//! The floor is the question for the register's state and the receipt, over a connection that is kept, and one write of
//! the journal's row to a file of fixed size, synced. The register is a server that sends the simulator's answers with
//! new numbers and does nothing else, so the figures show what the library adds, not what a printer takes. Both are
//! measured in turn, so that a busy moment of the machine affects them alike; nothing is asserted about time.

// The tests use this file, too.
#[allow(dead_code, reason = "a bench uses its part")]
#[path = "../tests/it/support/mod.rs"]
mod support;

mod canned;

use canned::{Canned, Exchange};
use serde_json::{Value, json};
use std::error::Error;
use std::ffi::CString;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::{Duration, Instant};
use support::abi::Device;

const ROUNDS: usize = 500;

/// Rounds before them that are not counted.
const WARMING: usize = 50;

/// What the journal keeps of a receipt of one line, in bytes.
const ROW: usize = 1_600;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    // On the disk of the sources: a folder for temporary files may be in memory.
    let folder = tempfile::tempdir_in(support::root())?;
    let library = support::library();
    println!("library      {}", library.display());
    println!("size         {} bytes, stripped", fs::metadata(&library)?.len());
    println!("journal      {}", folder.path().display());
    println!("rounds       {ROUNDS}, after {WARMING} that are not counted\n");
    for lines in [1, 10] {
        receipts(lines, &folder.path().join(lines.to_string()))?;
    }
    validation()
}

/// Compares receipts with this many lines.
fn receipts(lines: usize, folder: &Path) -> Result<(), Failure> {
    fs::create_dir(folder)?;
    let register = Canned::of_icash(&sale("recorded", lines))?;
    let config = json!({ "backend": "icash", "url": register.url(), "journal": folder.join("kassa.db") });
    let device = Device::open(&config).map_err(|(status, error)| format!("kassa_open: {status} {error}"))?;
    // Another register: the library would look at documents that it has not made.
    let other = Canned::of_icash(&sale("recorded", lines))?;
    let mut exchange = Exchange::with(&other)?;
    let file = File::create(folder.join("floor"))?;
    file.write_all_at(&vec![0; ROW * (WARMING + ROUNDS)], 0)?;
    file.sync_all()?;

    let mut taken: [Vec<Duration>; 3] = Default::default();
    for round in 0..WARMING + ROUNDS {
        let task = CString::new(sale(&format!("round-{round}"), lines).to_string())?;
        let times = [
            timed(|| executed(&device, &task))?,
            timed(|| exchange.status_and_receipt())?,
            timed(|| synced(&file, round))?,
        ];
        if round >= WARMING {
            taken.iter_mut().zip(times).for_each(|(list, time)| list.push(time));
        }
    }
    let floor = taken[1].iter().zip(&taken[2]).map(|(exchange, sync)| *exchange + *sync).collect();
    println!("{lines} lines                median        99 %");
    let [library, exchanges, syncs] = taken.map(quantiles);
    let floor: Quantiles = quantiles(floor);
    line("through the library", library, "");
    line("two exchanges", exchanges, "");
    line("a synced write", syncs, "");
    let ratios = [0, 1].map(|at| library[at].as_secs_f64() / floor[at].as_secs_f64());
    line("the floor", floor, &format!("the library takes {:.2} and {:.2} × this", ratios[0], ratios[1]));
    println!();
    Ok(())
}

fn executed(device: &Device, task: &CString) -> Result<(), Failure> {
    match device.status_of("kassa_execute", task) {
        0 => Ok(()),
        status => Err(format!("status {status}: {:#}", support::abi::last_error()).into()),
    }
}

/// Writes a row where the file has room already, and waits until it is on the disk.
fn synced(file: &File, round: usize) -> Result<(), Failure> {
    file.write_all_at(&[b'r'; ROW], u64::try_from(round * ROW)?)?;
    Ok(file.sync_data()?)
}

fn validation() -> Result<(), Failure> {
    let config = json!({ "backend": "icash", "url": "http://127.0.0.1:1" });
    let device = Device::open(&config).map_err(|(status, error)| format!("kassa_open: {status} {error}"))?;
    println!("kassa_validate            median        99 %");
    for lines in [1, 200] {
        let text = CString::new(sale("validated", lines).to_string())?;
        let mut taken = Vec::with_capacity(ROUNDS);
        for round in 0..WARMING + ROUNDS {
            let time = timed(|| match device.status_of("kassa_validate", &text) {
                0 => Ok(()),
                status => Err(format!("status {status}").into()),
            })?;
            if round >= WARMING {
                taken.push(time);
            }
        }
        line(&format!("{lines} lines, {} bytes", text.as_bytes().len()), quantiles(taken), "");
    }
    Ok(())
}

/// A receipt with this many lines.
fn sale(id: &str, lines: usize) -> Value {
    let line = json!({
        "type": "position", "name": "Хлеб ржаной", "price": 45.90, "quantity": 3, "amount": 137.70,
        "measurementUnit": "piece", "paymentMethod": "fullPayment", "paymentObject": "commodity",
        "tax": { "type": "vat10" },
    });
    let kopecks = 13_770 * lines;
    let sum: Value = serde_json::from_str(&format!("{}.{:02}", kopecks / 100, kopecks % 100)).unwrap_or_default();
    json!({
        "type": "sell", "externalId": id, "taxationType": "osn",
        "operator": { "name": "Кассир Лунина", "vatin": "771234567859" },
        "items": vec![line; lines],
        "payments": [{ "type": "cash", "sum": sum }],
    })
}

fn timed(work: impl FnOnce() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed())
}

/// The median, and what 99 of 100 do not exceed.
type Quantiles = [Duration; 2];

fn quantiles(mut times: Vec<Duration>) -> Quantiles {
    times.sort_unstable();
    [times[times.len() / 2], times[times.len() * 99 / 100]]
}

fn line(name: &str, times: Quantiles, says: &str) {
    let [median, worst] = times.map(|time| time.as_secs_f64() * 1e6);
    println!("  {name:20} {median:9.1} µs {worst:9.1} µs   {says}");
}
