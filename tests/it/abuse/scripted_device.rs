//! A device that answers as the test wants. It makes one document for each receipt that it has read completely.

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Makes the bytes of an answer from the number of the document and its tags.
pub type Says = fn(u64, &Value) -> Vec<u8>;

/// What a puppet answers on each path; `None` is the right answer.
#[derive(Clone, Copy, Default)]
pub struct Part {
    pub status: Option<Says>,
    pub receipt: Option<Says>,
    pub search: Option<Says>,
}

/// A puppet; dropping it ends it.
pub struct Puppet(Arc<Shared>);

struct Shared {
    address: SocketAddr,
    part: Mutex<Part>,
    /// What it answers about the state once there is a document.
    later: Mutex<Option<Says>>,
    documents: Mutex<Vec<Value>>,
    over: AtomicBool,
}

/// Number of the document before the first one.
pub const BASELINE: u64 = 41;

impl Puppet {
    pub fn new(part: Part) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (documents, later, over) = (Mutex::default(), Mutex::default(), AtomicBool::new(false));
        let shared = Arc::new(Shared { address, part: Mutex::new(part), later, documents, over });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.over.load(Ordering::SeqCst) {
                    return;
                }
                let shared = Arc::clone(&accepting);
                thread::spawn(move || shared.answer(stream.unwrap()));
            }
        });
        Self(shared)
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// Numbers of the documents made.
    pub fn made(&self) -> Vec<u64> {
        (BASELINE + 1..).take(self.0.documents.lock().unwrap().len()).collect()
    }

    /// Sets what it answers about the state once there is a document.
    pub fn nonsense_after_a_document(&self, says: Says) {
        *self.0.later.lock().unwrap() = Some(says);
    }

    /// From now on it answers correctly.
    pub fn end_faults(&self) {
        *self.0.later.lock().unwrap() = None;
        *self.0.part.lock().unwrap() = Part::default();
    }
}

impl Drop for Puppet {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect_timeout(&self.0.address, Duration::from_millis(200));
    }
}

impl Shared {
    fn answer(&self, mut stream: TcpStream) {
        let Some((path, body)) = request(&mut stream) else { return };
        let part = *self.part.lock().unwrap();
        let mut documents = self.documents.lock().unwrap();
        let answer = if path.ends_with("/receipt") {
            documents.push(serde_json::from_slice(&body).unwrap());
            let number = BASELINE + documents.len() as u64;
            part.receipt.unwrap_or(receipt)(number, documents.last().unwrap())
        } else if let Some(rest) = path.split_once("/search/") {
            let number: u64 = rest.1.trim_end_matches('/').parse().unwrap();
            let found =
                number.checked_sub(BASELINE + 1).and_then(|index| documents.get(usize::try_from(index).unwrap()));
            match found {
                Some(tags) => part.search.unwrap_or(search)(number, tags),
                None => http(br#"{"ok":false,"code":8}"#),
            }
        } else {
            let later = self.later.lock().unwrap().filter(|_| !documents.is_empty());
            later.or(part.status).unwrap_or(status)(BASELINE + documents.len() as u64, &Value::Null)
        };
        drop(documents);
        let _ = stream.write_all(&answer);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let _ = stream.set_read_timeout(Some(Duration::from_millis(500)));
        let _ = stream.read_to_end(&mut Vec::new());
    }
}

/// A request: its path and its body.
fn request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, _)) = text.split_once("\r\n\r\n") {
            let lower = head.to_ascii_lowercase();
            let length = lower.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
            if bytes.len() >= head.len() + 4 + length {
                let path = head.split(' ').nth(1)?.to_owned();
                return Some((path, bytes.split_off(head.len() + 4)));
            }
        }
        let count = stream.read(&mut chunk).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&chunk[..count]);
    }
}

/// An answer with this body.
pub fn http(body: &[u8]) -> Vec<u8> {
    let mut answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len()).into_bytes();
    answer.extend_from_slice(body);
    answer
}

/// The right answer about the state.
pub fn status(last: u64, _: &Value) -> Vec<u8> {
    http(status_with(&last.to_string()).as_bytes())
}

/// The state with these characters as the number.
pub fn status_with(last: &str) -> String {
    format!(
        r#"{{"ok":true,"fiscal_drive_number":"9999078900012345","state":3,"document_code":0,"shift_status":1,"last_document_number":{last}}}"#
    )
}

fn receipt(number: u64, tags: &Value) -> Vec<u8> {
    let mut data = tags.clone();
    data["T1040"] = json!(number);
    data["T1077"] = json!("1234567890");
    http(json!({"ok": true, "data": data}).to_string().as_bytes())
}

fn search(number: u64, tags: &Value) -> Vec<u8> {
    http(json!({"ok": true, "document_number": number, "document_type": 4, "data": tags}).to_string().as_bytes())
}
