//! The effect of each fault on the connection and on the document, and requests from many clients at once.

use super::*;
use crate::Fault;
use std::io::ErrorKind;
use std::thread;
use std::time::{Duration, Instant};

/// How a request ended from the client's point of view.
#[derive(Debug, PartialEq)]
enum End {
    Answered(u16),
    /// The answer is not valid JSON.
    Garbled,
    /// FIN before the answer was complete.
    Closed,
    Reset,
}

fn sell(device: &Simulator) -> End {
    match ask_with(&device.url(), "Authorization: 0000", "POST", "/tradeoperation", &ticket().to_string()) {
        Ok(reply) if reply.status == 200 && serde_json::from_slice::<Value>(&reply.body).is_err() => End::Garbled,
        Ok(reply) => End::Answered(reply.status),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => End::Closed,
        Err(error) if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => End::Reset,
        Err(error) => panic!("{error}"),
    }
}

fn with_faults(faults: &Value) -> Simulator {
    let device = device();
    device.set_faults(Fault::list(&faults.to_string()).expect("faults"));
    device
}

#[test]
fn every_fault_applies_at_its_point() {
    use End::{Answered, Closed, Garbled, Reset};
    let cases = [
        (json!({"point": "accept", "action": "reset"}), Reset, 0),
        (json!({"point": "request", "action": "close", "bytes": 300}), Closed, 0),
        (json!({"point": "received", "action": "reset"}), Reset, 0),
        (json!({"point": "received", "action": "error", "code": 69}), Answered(500), 0),
        (json!({"point": "received", "action": "error", "code": 71}), Answered(401), 0),
        (json!({"point": "received", "action": "stranger", "document": ticket()}), Answered(200), 2),
        (json!({"point": "processed", "action": "reset"}), Reset, 1),
        (json!({"point": "processed", "action": "close"}), Closed, 1),
        (json!({"point": "processed", "action": "malformed"}), Garbled, 1),
        (json!({"point": "processed", "action": "error", "code": 19}), Answered(500), 1),
        (json!({"point": "answer", "action": "close", "bytes": 200}), Closed, 1),
        (json!({"point": "answer", "action": "malformed", "bytes": 400}), Garbled, 1),
    ];
    for (fault, end, documents) in cases {
        let device = with_faults(&json!([fault.clone().with("path", json!("/TradeOperation"))]));
        assert_eq!(sell(&device), end, "{fault}");
        device.set_faults(Vec::new());
        assert_eq!(device.ledger().len(), documents, "{fault}");
        call(&device, "Ping", &json!({}));
    }
}

#[test]
fn a_fault_may_be_for_bodies_with_a_certain_part() {
    for (part, end, documents) in [("6924", End::Answered(200), 1), ("6923", End::Reset, 0)] {
        let device = with_faults(&json!([{"body": part, "point": "received", "action": "reset", "times": 0}]));
        assert_eq!(sell(&device), end, "{part}");
        assert_eq!(device.ledger().len(), documents, "{part}");
    }
}

#[test]
fn a_late_request_is_processed_after_its_link_is_gone() {
    let device = with_faults(&json!([{"point": "late", "action": "reset", "delayMs": 60}]));
    let began = Instant::now();
    assert_eq!(sell(&device), End::Reset);
    while device.ledger().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(5));
        thread::sleep(Duration::from_millis(1));
    }
    assert!(began.elapsed() >= Duration::from_millis(60));
}

#[test]
fn other_requests_wait_while_an_operation_runs() {
    let device =
        started(Options { setup: Setup { processing_delay_ms: 80, ..Setup::default() }, ..Options::default() });
    let began = Instant::now();
    thread::scope(|scope| {
        scope.spawn(|| assert_eq!(sell(&device), End::Answered(200)));
        scope.spawn(|| assert_eq!(sell(&device), End::Answered(200)));
    });
    assert!(began.elapsed() >= Duration::from_millis(160));
    assert_eq!(device.ledger().len(), 2);
}

#[test]
fn fifty_clients_at_once_get_a_document_each() {
    let device = device();
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| {
                for _ in 0..4 {
                    assert_eq!(sell(&device), End::Answered(200));
                }
            });
        }
    });
    let ledger = device.ledger();
    assert!(ledger.iter().zip(1..).all(|(document, number)| document.number == number && document.shift == 1));
    assert_eq!((ledger.len(), counters(&device)), (200, ["1", "201", "1", "251100"].map(str::to_owned)));
    let mut signs: Vec<_> = ledger.iter().map(|document| &document.fiscal_id).collect();
    signs.sort();
    signs.dedup();
    assert_eq!(signs.len(), 200);
    let sold = &call(&device, "ZXReport", &report(0))["body"]["ticket_operationsList"][0];
    assert_eq!((tiyn(&sold["tickets_sum"]), &sold["tickets_count"]), (25_010_000, &json!(200)));
}
