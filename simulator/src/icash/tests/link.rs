//! The effect of each fault on the connection and on the document.

use super::client::{connect, next, text_of};
use super::*;
use crate::Fault;
use crate::icash::By;
use std::io::{ErrorKind, Read, Write};
use std::thread;
use std::time::{Duration, Instant};

/// How a request ended from the client's point of view.
#[derive(Debug, PartialEq)]
enum End {
    Answered(u16),
    /// The answer has a JSON body that cannot be parsed.
    Garbled,
    /// FIN before the answer was complete.
    Closed,
    Reset,
}

fn end_of(device: &Simulator, path: &str, body: &str) -> End {
    match ask(&device.url(), "POST", path, body) {
        Ok(reply) if reply.status == 200 && serde_json::from_slice::<Value>(&reply.body).is_err() => End::Garbled,
        Ok(reply) => End::Answered(reply.status),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => End::Closed,
        Err(error) if matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::BrokenPipe) => End::Reset,
        Err(error) => panic!("{error}"),
    }
}

fn with_faults(faults: &Value) -> Simulator {
    let device = open_device(Options::default());
    device.set_faults(Fault::list(&faults.to_string()).expect("faults"));
    device
}

#[test]
fn every_fault_applies_at_its_point() {
    use End::{Answered, Closed, Garbled, Reset};
    let cases = [
        (json!({"point": "accept", "action": "reset"}), Reset, 0, 0),
        (json!({"point": "accept", "action": "close"}), Closed, 0, 0),
        (json!({"point": "accept", "action": "hang", "delayMs": 30}), Closed, 0, 0),
        (json!({"point": "accept", "action": "delay", "delayMs": 10}), Answered(200), 1, 1),
        (json!({"point": "request", "action": "reset"}), Reset, 0, 0),
        (json!({"point": "request", "action": "reset", "bytes": 300}), Reset, 0, 0),
        (json!({"point": "request", "action": "close", "bytes": 300}), Closed, 0, 0),
        (json!({"point": "request", "action": "status", "status": 503}), Answered(503), 0, 0),
        (json!({"point": "received", "action": "reset"}), Reset, 0, 1),
        (json!({"point": "received", "action": "close"}), Closed, 0, 1),
        (json!({"point": "received", "action": "hang", "delayMs": 30}), Closed, 0, 1),
        (json!({"point": "received", "action": "drip", "delayMs": 0}), Answered(200), 1, 1),
        (json!({"point": "received", "action": "malformed"}), Garbled, 0, 1),
        (json!({"point": "received", "action": "oversized", "bytes": 100_000}), Garbled, 0, 1),
        (json!({"point": "received", "action": "status", "status": 500}), Answered(500), 0, 1),
        (json!({"point": "received", "action": "delay", "delayMs": 10}), Answered(200), 1, 1),
        (json!({"point": "received", "action": "stranger", "document": receipt()}), Answered(200), 2, 1),
        (json!({"point": "received", "action": "error", "code": 3}), Answered(200), 0, 1),
        (json!({"point": "processed", "action": "reset"}), Reset, 1, 1),
        (json!({"point": "processed", "action": "close"}), Closed, 1, 1),
        (json!({"point": "processed", "action": "hang", "delayMs": 30}), Closed, 1, 1),
        (json!({"point": "processed", "action": "malformed"}), Garbled, 1, 1),
        (json!({"point": "processed", "action": "status", "status": 502}), Answered(502), 1, 1),
        (json!({"point": "processed", "action": "stranger", "document": receipt()}), Answered(200), 2, 1),
        (json!({"point": "processed", "action": "error", "code": 52}), Answered(200), 1, 1),
        (json!({"point": "answer", "action": "reset", "bytes": 60}), Reset, 1, 1),
        (json!({"point": "answer", "action": "close", "bytes": 200}), Closed, 1, 1),
        (json!({"point": "answer", "action": "hang", "bytes": 200, "delayMs": 30}), Closed, 1, 1),
        (json!({"point": "answer", "action": "drip", "bytes": 300, "delayMs": 0}), Answered(200), 1, 1),
        (json!({"point": "answer", "action": "malformed", "bytes": 400}), Garbled, 1, 1),
    ];
    for (fault, end, documents, requests) in cases {
        let device = with_faults(&json!([fault]));
        device.forget_requests();
        assert_eq!(end_of(&device, "/api/1/receipt", &receipt().to_string()), end, "{fault}");
        assert_eq!(device.ledger().len(), 2 + documents, "{fault}");
        assert_eq!(device.requests().len(), requests, "{fault}");
        assert_eq!(get(&device, "/status")["ok"], true, "{fault}");
    }
}

#[test]
fn a_late_request_is_processed_after_its_link_is_gone() {
    let delay = Duration::from_millis(60);
    for (action, end) in [("reset", End::Reset), ("close", End::Closed), ("status", End::Answered(500))] {
        let device = with_faults(&json!([{"point": "late", "action": action, "delayMs": 60}]));
        let began = Instant::now();
        assert_eq!(end_of(&device, "/api/1/receipt", &receipt().to_string()), end);
        while device.ledger().len() < 3 {
            assert!(began.elapsed() < Duration::from_secs(5), "{action}");
            thread::sleep(Duration::from_millis(1));
        }
        assert!(began.elapsed() >= delay, "{action}");
    }
}

#[test]
fn faults_of_one_request_are_applied_in_their_order() {
    let device = with_faults(&json!([
        {"path": "/receipt", "point": "received", "action": "stranger", "document": receipt()},
        {"path": "/receipt", "point": "processed", "action": "stranger", "document": receipt()},
        {"path": "/receipt", "point": "processed", "action": "reset"},
    ]));
    assert_eq!(end_of(&device, "/api/1/receipt", &receipt().to_string()), End::Reset);
    let by: Vec<_> = device.ledger().iter().skip(2).map(|document| document.by).collect();
    assert_eq!(by, [By::Stranger, By::Api, By::Stranger]);
}

#[test]
fn a_fault_applies_only_to_its_path_and_method() {
    let faults = json!([
        {"path": "/ofd", "method": "POST", "point": "received", "action": "status", "times": 0},
        {"path": "/search", "point": "received", "action": "status", "times": 0},
    ]);
    let device = with_faults(&faults);
    let status = |method: &str, path: &str| ask(&device.url(), method, path, "").expect("an answer").status;
    assert_eq!(status("POST", "/api/1/ofd"), 500);
    assert_eq!(status("GET", "/api/1/ofd"), 200);
    assert_eq!(status("GET", "/api/1/ofd/status"), 200);
    assert_eq!(status("GET", "/api/1/search/1/"), 500);
    assert_eq!(status("GET", "/api/1/search/2"), 500);
    assert_eq!(status("POST", "/api/1/print/1/"), 200);
}

#[test]
fn an_error_after_the_document_hides_it() {
    let device = with_faults(&json!([{"path": "/receipt", "point": "processed", "action": "error", "code": 52}]));
    let answer = post(&device, "/receipt", &receipt());
    assert_eq!((&answer["ok"], &answer["code"]), (&json!(false), &json!(52)));
    assert_eq!(get(&device, "/status")["last_document_number"], 3);
}

#[test]
fn an_oversized_answer_has_64_mib() {
    let device = with_faults(&json!([{"point": "processed", "action": "oversized"}]));
    let mut stream = connect(&device.url());
    stream.write_all(text_of("GET", "/api/1/status", "", "close").as_bytes()).expect("sent");
    let mut start = [0; 200];
    stream.read_exact(&mut start).expect("the start");
    assert!(String::from_utf8_lossy(&start).contains("Content-Length: 67108864"));
}

#[test]
fn a_hanging_link_does_not_keep_the_device_from_stopping() {
    let device = with_faults(&json!([{"point": "received", "action": "hang"}]));
    let mut stream = connect(&device.url());
    stream.write_all(text_of("GET", "/api/1/status", "", "close").as_bytes()).expect("sent");
    while device.requests().len() < 2 {
        thread::sleep(Duration::from_millis(1));
    }
    let began = Instant::now();
    device.stop();
    assert!(began.elapsed() < Duration::from_secs(3));
    assert!(matches!(stream.read(&mut [0]), Ok(0) | Err(_)));
}

#[test]
fn a_connection_carries_many_requests() {
    let device = device();
    let mut stream = connect(&device.url());
    let pair =
        text_of("GET", "/api/1/status", "", "keep-alive") + &text_of("POST", "/api/1/shift/open", "{}", "keep-alive");
    stream.write_all(pair.as_bytes()).expect("sent");
    assert_eq!(next(&mut stream).expect("an answer").json()["shift_status"], 0);
    assert_eq!(next(&mut stream).expect("an answer").json()["ok"], true);
    stream.write_all(text_of("GET", "/api/1/status", "", "close").as_bytes()).expect("sent");
    assert_eq!(next(&mut stream).expect("an answer").json()["shift_status"], 1);
    assert_eq!(stream.read(&mut [0]).expect("the end"), 0);
}

#[test]
fn an_invalid_http_request_is_refused() {
    let device = device();
    let cases = [
        ("POST /api/1/receipt HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n".to_owned(), 411),
        ("POST /api/1/receipt HTTP/1.1\r\nContent-Length: 16777217\r\n\r\n".to_owned(), 413),
        ("POST /api/1/receipt HTTP/1.1\r\nContent-Length: many\r\n\r\n".to_owned(), 400),
        ("nonsense\r\n\r\n".to_owned(), 400),
        (format!("GET /api/1/status HTTP/1.1\r\nX: {}", "x".repeat(70_000)), 431),
    ];
    for (text, status) in cases {
        let mut stream = connect(&device.url());
        stream.write_all(text.as_bytes()).expect("sent");
        assert_eq!(next(&mut stream).expect("an answer").status, status, "{}", &text[..40.min(text.len())]);
    }
}

#[test]
fn a_client_that_expects_100_continue_gets_it() {
    let device = device();
    let mut stream = connect(&device.url());
    let head =
        "POST /api/1/shift/open HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).expect("sent");
    let mut told = [0; 25];
    stream.read_exact(&mut told).expect("told");
    assert_eq!(&told, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"{}").expect("sent");
    assert_eq!(next(&mut stream).expect("an answer").json()["ok"], true);
}

#[test]
fn a_hundred_clients_get_a_hundred_numbers() {
    let device = open_device(Options::default());
    let url = device.url();
    let body = receipt().to_string();
    let mut numbers: Vec<u64> = thread::scope(|scope| {
        let one = || ask(&url, "POST", "/api/1/receipt", &body).expect("an answer").json()["data"]["T1040"].as_u64();
        let threads: Vec<_> = (0..100).map(|_| scope.spawn(one)).collect();
        threads.into_iter().filter_map(|thread| thread.join().ok().flatten()).collect()
    });
    numbers.sort_unstable();
    assert_eq!(numbers, (3..103).collect::<Vec<_>>());
    let receipts: Vec<u64> =
        device.ledger()[2..].iter().filter_map(|document| document.data["T1042"].as_u64()).collect();
    assert_eq!(receipts, (1..101).collect::<Vec<_>>());
}

#[test]
fn a_slow_device_answers_after_its_delay() {
    let device =
        started(Options { setup: Setup { processing_delay_ms: 80, ..Setup::default() }, ..Options::default() });
    let began = Instant::now();
    assert_eq!(post(&device, "/shift/open", &json!({}))["ok"], true);
    assert!(began.elapsed() >= Duration::from_millis(80));
}
