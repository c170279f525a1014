use super::*;
use std::sync::Mutex;
use std::time::Instant;

/// A server, and the bodies that it received.
fn server() -> (Server, Arc<Mutex<Vec<String>>>) {
    let taken = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&taken);
    let answer: Answering = Arc::new(move |call| {
        kept.lock().unwrap().push(String::from_utf8_lossy(&call.body).into_owned());
        if call.body == b"panic" { panic!("in the host") } else { 200 }
    });
    (Server::start(&[([127, 0, 0, 1], 0).into()], &answer).unwrap(), taken)
}

fn ask(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).unwrap();
    // The connection of a request that is rejected early may already be closed.
    let _cut = stream.write_all(request.as_bytes());
    let mut answer = String::new();
    let _cut = stream.read_to_string(&mut answer);
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_callback_is_received_completely_or_rejected() {
    let (server, taken) = server();
    let long = "a".repeat(LONGEST_BODY + 1);
    for (request, status) in [
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}".to_owned(), "HTTP/1.1 200 OK"),
        (
            "POST /any HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n".to_owned(),
            "HTTP/1.1 200 OK",
        ),
        (
            "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\npanic".to_owned(),
            "HTTP/1.1 500 Internal Server Error",
        ),
        ("POST / HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), "HTTP/1.1 200 OK"),
        ("GET / HTTP/1.1\r\nHost: x\r\n\r\n".to_owned(), "HTTP/1.1 405 Method Not Allowed"),
        (
            format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{long}", long.len()),
            "HTTP/1.1 413 Payload Too Large",
        ),
        (
            format!("POST / HTTP/1.1\r\nHost: x\r\nA: {}\r\n\r\n", &long[..2 * LONGEST_HEAD]),
            "HTTP/1.1 431 Request Header Fields Too Large",
        ),
        ("nonsense\r\n\r\n".to_owned(), "HTTP/1.1 400 Bad Request"),
        (
            format!("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{}", &long[..2 * LONGEST_LINE]),
            "HTTP/1.1 400 Bad Request",
        ),
        (
            format!(
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n{}",
                &long[..2 * LONGEST_LINE]
            ),
            "HTTP/1.1 400 Bad Request",
        ),
    ] {
        let answer = ask(&server, &request);
        // A large request may be cut off before its answer is read.
        assert!(answer == status || (request.len() > LONGEST_HEAD && answer.is_empty()), "{status}: {answer}");
    }
    assert_eq!(*taken.lock().unwrap(), ["{}", "[]", "panic", ""]);
}

#[test]
fn a_wrong_key_is_answered_late_and_holds_up_no_other_callback() {
    let answer: Answering = Arc::new(|call| if call.body == b"key" { 200 } else { FORBIDDEN });
    let server = Server::start(&[([127, 0, 0, 1], 0).into()], &answer).unwrap();
    let request = |body: &str| format!("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n{body}");
    let begun = Instant::now();
    thread::scope(|scope| {
        for _ in 0..2 * WORKERS {
            scope.spawn(|| assert_eq!(ask(&server, &request("bad")), "HTTP/1.1 403 Forbidden"));
        }
        assert_eq!(ask(&server, &request("key")), "HTTP/1.1 200 OK");
    });
    assert_eq!(ask(&server, &request("bad")), "HTTP/1.1 403 Forbidden");
    assert!(begun.elapsed() >= PENALTY);
}

#[test]
fn silent_connections_hold_up_neither_the_others_nor_the_end() {
    let (server, taken) = server();
    let silent: Vec<_> = (1..WORKERS).map(|_| TcpStream::connect(server.address()).unwrap()).collect();
    let request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}";
    assert_eq!(ask(&server, request), "HTTP/1.1 200 OK");
    drop(server);
    assert_eq!(taken.lock().unwrap().len(), 1);
    drop(silent);
}
