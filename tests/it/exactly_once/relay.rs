//! A relay in front of a register: another address that leads to it, and a state that lags behind its documents.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// A relay; its thread ends with the program.
pub struct Relay {
    address: String,
    lag: Arc<AtomicU64>,
}

impl Relay {
    /// A relay to the register at `address`.
    pub fn to(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let own = listener.local_addr().unwrap().to_string();
        let (to, lag) = (address.to_owned(), Arc::new(AtomicU64::new(0)));
        let behind = Arc::clone(&lag);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (to, behind) = (to.clone(), Arc::clone(&behind));
                thread::spawn(move || pass(stream, &to, &behind));
            }
        });
        Self { address: own, lag }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How far the last document number in the register's state lags behind.
    pub fn lag(&self, documents: u64) {
        self.lag.store(documents, Ordering::SeqCst);
    }
}

/// Passes on one exchange; if one side breaks, so does the other.
fn pass(mut near: TcpStream, to: &str, lag: &AtomicU64) {
    let Ok(mut far) = TcpStream::connect(to) else { return };
    let request = read_message(&mut near);
    if far.write_all(&request).is_err() {
        return;
    }
    let mut answer = read_message(&mut far);
    if request.starts_with(b"GET /api/1/status ") {
        answer = behind(&answer, lag.load(Ordering::SeqCst));
    }
    let _gone = near.write_all(&answer);
}

/// Reads a request or an answer: its head and the body that the head announces, or what arrived before the end.
fn read_message(stream: &mut TcpStream) -> Vec<u8> {
    let (mut message, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        if let Some(end) = message.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&message[..end]).to_lowercase();
            let length =
                head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
            if message.len() >= end + 4 + length.unwrap_or(0) {
                return message;
            }
        }
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => return message,
            Ok(count) => message.extend_from_slice(&buffer[..count]),
        }
    }
}

/// The answer to `/status` of a register whose state is this many documents behind.
fn behind(answer: &[u8], lag: u64) -> Vec<u8> {
    let text = String::from_utf8_lossy(answer);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return answer.to_vec() };
    let mut state: serde_json::Value = serde_json::from_str(body).unwrap();
    let last = state["last_document_number"].as_u64().unwrap();
    state["last_document_number"] = last.saturating_sub(lag).into();
    let body = state.to_string();
    let status = head.lines().next().unwrap();
    format!(
        "{status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
