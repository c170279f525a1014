//! A host for the tests that receives call-backs.

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

/// A received call-back: its head, its body, and when it came.
pub(super) type Letter = (String, Value, Instant);

/// A host that receives call-backs. It answers with the given statuses, then with 200.
pub(super) struct Listener {
    pub(super) url: String,
    letters: Arc<Mutex<Vec<Letter>>>,
}

impl Listener {
    pub(super) fn new(statuses: Vec<u16>) -> Self {
        Self::speaking(None, statuses)
    }

    /// A listener that speaks https if it has a TLS configuration.
    pub(super) fn speaking(tls: Option<Arc<ServerConfig>>, mut statuses: Vec<u16>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("an address");
        let scheme = if tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{}/result", listener.local_addr().expect("an address"));
        let letters = Arc::<Mutex<Vec<_>>>::default();
        let kept = Arc::clone(&letters);
        statuses.reverse();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let status = statuses.pop().unwrap_or(200);
                let letter = match &tls {
                    None => answer(stream, status),
                    Some(tls) => {
                        let server = ServerConnection::new(Arc::clone(tls)).expect("a server");
                        answer(StreamOwned::new(server, stream), status)
                    }
                };
                kept.lock().expect("the letters").extend(letter);
            }
        });
        Self { url, letters }
    }

    /// All call-backs so far.
    pub(super) fn letters(&self) -> Vec<Letter> {
        self.letters.lock().expect("the letters").clone()
    }
}

fn answer(mut stream: impl Read + Write, status: u16) -> Option<Letter> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let count = stream.read(&mut chunk).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str(body)
        {
            write!(stream, "HTTP/1.1 {status} Status\r\nContent-Length: 0\r\n\r\n").ok()?;
            stream.flush().ok()?;
            return Some((head.to_owned(), body, Instant::now()));
        }
    }
}
