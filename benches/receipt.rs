//! What a receipt costs: the library compared with the bare exchange that every driver needs.
//!
//!     KASSA_LIBRARY=target/release/libkassa.so cargo bench --bench receipt
//!
//! Everything runs on one machine over the loopback interface. The simulator answers from memory, so the figures show
//! what the library adds, not what a printer takes. Medians; nothing is asserted about time.

// The tests use this file, too.
#[allow(dead_code, reason = "a bench uses its part")]
#[path = "../tests/it/support/mod.rs"]
mod support;

use kassa_simulator::icash::{Options, Simulator};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::error::Error;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};
use support::abi::Device;

const ROUNDS: usize = 300;

/// Rounds before them that are not counted.
const WARMING: usize = 20;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let register = Simulator::start(Options::default())?;
    // On the disk of the sources: a folder for temporary files may be in memory.
    let folder = tempfile::tempdir_in(support::root())?;
    let config = json!({ "backend": "icash", "url": register.url(), "journal": folder.path().join("kassa.db") });
    let device = Device::open(&config).map_err(|(status, error)| format!("kassa_open: {status} {error}"))?;
    done(device.execute(&json!({ "type": "openShift" })))?;

    let library = support::library();
    println!("library      {}", library.display());
    println!("size         {} bytes, stripped", fs::metadata(&library)?.len());
    println!("journal      {}", folder.path().display());
    println!("rounds       {ROUNDS}, after {WARMING} that are not counted\n");
    let times = exchanges(&register, &device, folder.path())?;
    report(&times);
    validation(&device)
}

/// The medians that are compared.
struct Times {
    library: Duration,
    receipt: Duration,
    status_and_receipt: Duration,
    commits: Duration,
}

/// Measures the four in turn, so that a busy moment of the machine affects them alike.
fn exchanges(register: &Simulator, device: &Device, folder: &Path) -> Result<Times, Failure> {
    let body = body_sent(register, device)?;
    let address = register.url().trim_start_matches("http://").to_owned();
    let status = request(&address, "GET", "/api/1/status", "");
    let receipt = request(&address, "POST", "/api/1/receipt", &body);
    let journal = bare_journal(&folder.join("bare.db"))?;
    let mut taken: [Vec<Duration>; 4] = Default::default();
    for round in 0..WARMING + ROUNDS {
        let task = sale(&format!("round-{round}"), 1);
        let times = [
            timed(|| done(device.execute(&task)).map(|_| ()))?,
            timed(|| exchange(&address, &receipt))?,
            timed(|| exchange(&address, &status).and_then(|()| exchange(&address, &receipt)))?,
            timed(|| two_commits(&journal, round, &body))?,
        ];
        if round >= WARMING {
            taken.iter_mut().zip(times).for_each(|(list, time)| list.push(time));
        }
    }
    let [library, receipt, status_and_receipt, commits] = taken.map(median);
    Ok(Times { library, receipt, status_and_receipt, commits })
}

fn report(times: &Times) {
    println!("one-line receipt");
    line("through the library", times.library, "");
    line("(a) bare POST /receipt", times.receipt, &ratio(times.library, times.receipt));
    line("(b) GET /status, POST", times.status_and_receipt, &ratio(times.library, times.status_and_receipt));
    line("(c) two fsynced commits", times.commits, "");
    let floor = times.status_and_receipt + times.commits;
    line("(b) + (c)", floor, &ratio(times.library, floor));
}

fn validation(device: &Device) -> Result<(), Failure> {
    println!("\nkassa_validate");
    for lines in [1, 200] {
        let task = sale("validated", lines).to_string();
        let mut taken = Vec::with_capacity(ROUNDS);
        for round in 0..WARMING + ROUNDS {
            let time = timed(|| done(device.answering("kassa_validate", &task)).map(|_| ()))?;
            if round >= WARMING {
                taken.push(time);
            }
        }
        line(&format!("{lines} lines, {} bytes", task.len()), median(taken), "");
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

/// The body that the library sends for the receipt, so that the bare exchange sends the same bytes.
fn body_sent(register: &Simulator, device: &Device) -> Result<String, Failure> {
    register.forget_requests();
    done(device.execute(&sale("seen", 1)))?;
    let requests = register.requests();
    let sent = requests.iter().find(|request| request["method"] == "POST").ok_or("no receipt was sent")?;
    Ok(sent["body"].as_str().unwrap_or_default().to_owned())
}

fn request(address: &str, method: &str, path: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json; charset=utf-8\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// Sends a request on a new connection, as the library does, and reads the answer to its end.
fn exchange(address: &str, request: &str) -> Result<(), Failure> {
    let mut link = TcpStream::connect(address)?;
    link.set_nodelay(true)?;
    link.write_all(request.as_bytes())?;
    let mut answer = Vec::with_capacity(8192);
    link.read_to_end(&mut answer)?;
    if answer.starts_with(b"HTTP/1.1 200") { Ok(()) } else { Err(String::from_utf8_lossy(&answer).into()) }
}

/// A database with the same safety settings as the journal.
fn bare_journal(path: &Path) -> Result<Connection, Failure> {
    let journal = Connection::open(path)?;
    journal.pragma_update(None, "journal_mode", "WAL")?;
    journal.pragma_update(None, "synchronous", "FULL")?;
    journal.execute_batch("CREATE TABLE document (id INTEGER PRIMARY KEY, intent TEXT, outcome TEXT)")?;
    Ok(journal)
}

/// What every receipt needs: an intent on the disk before the request, and its outcome after the answer.
fn two_commits(journal: &Connection, round: usize, text: &str) -> Result<(), Failure> {
    let id = i64::try_from(round)?;
    journal.prepare_cached("INSERT INTO document (id, intent) VALUES (?1, ?2)")?.execute((id, text))?;
    journal.prepare_cached("UPDATE document SET outcome = ?2 WHERE id = ?1")?.execute((id, text))?;
    Ok(())
}

fn done((status, answer): (i32, Value)) -> Result<Value, Failure> {
    if status == 0 { Ok(answer) } else { Err(format!("status {status}: {answer:#}").into()) }
}

fn timed(work: impl FnOnce() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn ratio(one: Duration, other: Duration) -> String {
    format!("the library takes {:.2} × this", one.as_secs_f64() / other.as_secs_f64())
}

fn line(name: &str, time: Duration, says: &str) {
    println!("  {name:24} {:9.1} µs   {says}", time.as_secs_f64() * 1e6);
}
