//! What it costs to find out that a document was not made, while another program makes many: requests and connections.
//!
//!     cargo bench --bench looks
//!
//! The register is looked at until it was idle for its settling time. Nothing depends on the speed of the machine except
//! how many looks there are in that time.

use kassa_simulator::Fault;
use kassa_simulator::icash::{Options, Simulator};
use serde_json::{Value, json};
use std::error::Error;
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

// The tests use this file, too.
#[allow(dead_code, reason = "a bench uses its part")]
#[path = "../tests/it/support/mod.rs"]
mod support;

use support::abi::Device;

/// Documents of the other program.
const OTHERS: usize = 500;

/// Status of a document that was not made.
const NOT_MADE: i32 = 8;

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let register = Simulator::start(Options::default())?;
    let (url, connections) = relay(register.url().trim_start_matches("http://").to_owned())?;
    let folder = tempfile::tempdir()?;
    let config = json!({ "backend": "icash", "url": url, "journal": folder.path().join("kassa.db"), "resend": 0, "deadlineMs": 120_000 });
    let device = Device::open(&config).map_err(|(status, error)| format!("kassa_open: {status} {error}"))?;
    for task in [json!({ "type": "openShift" }), sale("theirs", 5)] {
        let (status, answer) = device.execute(&task);
        if status != 0 {
            return Err(format!("{status} {answer}").into());
        }
    }
    let requests = register.requests();
    let sent = requests.iter().find(|request| request["path"] == "/api/1/receipt").ok_or("no receipt was sent")?;
    let body: Value = serde_json::from_str(sent["body"].as_str().unwrap_or_default())?;
    let stranger = json!({ "path": "/receipt", "point": "received", "action": "stranger", "document": { "command": "receipt", "data": body } });
    let reset = json!({ "path": "/receipt", "point": "received", "action": "reset" });
    let faults: Vec<Value> = vec![stranger; OTHERS].into_iter().chain([reset]).collect();
    register.set_faults(Fault::list(&Value::from(faults).to_string())?);
    register.forget_requests();
    connections.store(0, Ordering::SeqCst);
    let (status, answer) = device.execute(&sale("ours", 10));
    if status != NOT_MADE {
        return Err(format!("{status} {answer}").into());
    }
    let asked = register.requests();
    let looks = asked.iter().filter(|request| request["path"] == "/api/1/status").count() - 1;
    println!("library     {}", support::library().display());
    println!("documents   {OTHERS} past the baseline, {looks} looks");
    println!("requests    {} (documents + {})", asked.len(), asked.len().saturating_sub(OTHERS));
    println!("connections {}", connections.load(Ordering::SeqCst));
    Ok(())
}

/// A sale of one line.
fn sale(id: &str, sum: u32) -> Value {
    json!({
        "type": "sell", "externalId": id, "taxationType": "osn", "operator": { "name": "Лунина" },
        "items": [{ "type": "position", "name": "Хлеб", "price": sum, "quantity": 1, "amount": sum,
            "measurementUnit": "piece", "paymentMethod": "fullPayment", "paymentObject": "commodity", "tax": { "type": "vat10" } }],
        "payments": [{ "type": "cash", "sum": sum }],
    })
}

/// Passes connections on and counts them.
fn relay(to: String) -> io::Result<(String, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    thread::spawn(move || {
        for near in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::SeqCst);
            let Ok(far) = TcpStream::connect(&to) else { continue };
            let _unset = near.set_nodelay(true).and_then(|()| far.set_nodelay(true));
            let (Ok(near_again), Ok(far_again)) = (near.try_clone(), far.try_clone()) else { continue };
            thread::spawn(move || pass(near, far));
            thread::spawn(move || pass(far_again, near_again));
        }
    });
    Ok((url, count))
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    // Whatever ends it, the other side has to see an end.
    let _ended = io::copy(&mut from, &mut to);
    let _gone = to.shutdown(Shutdown::Write);
}
