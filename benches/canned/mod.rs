//! A register that costs nothing: a server that sends recorded answers with new document numbers.

use kassa_simulator::icash::{Options, Simulator};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use crate::support::abi::Device;

type Failure = Box<dyn Error>;

/// The register. Its thread ends with the process.
pub struct Canned {
    address: SocketAddr,
    /// The receipt's body as the library sends it.
    body: String,
}

/// What is sent for a question, around the number of the document.
struct Answers {
    status: [String; 2],
    receipt: [String; 2],
    last_document: AtomicU64,
}

impl Canned {
    /// A register in the protocol of iCASH whose answers were recorded from the simulator for this task.
    pub fn of_icash(task: &Value) -> Result<Self, Failure> {
        let simulator = Simulator::start(Options::default())?;
        let opened = simulator.make_document(&json!({ "command": "shift/open" }));
        assert_eq!(opened.unwrap_or_default()["ok"], true);
        let journal = tempfile::tempdir()?;
        let config = json!({ "backend": "icash", "url": simulator.url(), "journal": journal.path().join("kassa.db") });
        let device = Device::open(&config).map_err(|(status, error)| format!("kassa_open: {status} {error}"))?;
        let (status, answer) = device.execute(task);
        assert_eq!(status, 0, "{answer:#}");
        let requests = simulator.requests();
        let sent = requests.iter().find(|request| request["method"] == "POST").ok_or("no receipt was sent")?;
        let body = sent["body"].as_str().unwrap_or_default().to_owned();

        let address = simulator.url().trim_start_matches("http://").parse()?;
        let mut exchange = Exchange::to(address, &body)?;
        exchange.status_and_receipt()?;
        let number = |answer: &str, name: &str| -> Result<[String; 2], Failure> {
            let (before, rest) = answer.split_once(&format!("\"{name}\":")).ok_or_else(|| answer.to_owned())?;
            let after = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
            Ok([format!("{before}\"{name}\":"), after.to_owned()])
        };
        let [status, receipt] = &exchange.answers;
        let answers = Answers {
            status: number(status, "last_document_number")?,
            receipt: number(receipt, "T1040")?,
            last_document: AtomicU64::new(1_000),
        };
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let answers = Arc::new(answers);
        thread::spawn(move || {
            for link in listener.incoming().flatten() {
                let answers = Arc::clone(&answers);
                // A client that hangs up ends its thread.
                thread::spawn(move || answers.serve(link).is_ok());
            }
        });
        Ok(Self { address, body })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Answers {
    fn serve(&self, mut link: TcpStream) -> Result<(), Failure> {
        link.set_nodelay(true)?;
        let mut reader = BufReader::with_capacity(16 * 1024, link.try_clone()?);
        let mut answer = String::with_capacity(8 * 1024);
        while let Some(head) = head_and_body(&mut reader)?.map(|(head, _)| head) {
            let last = &self.last_document;
            let (texts, number) = if head.starts_with("GET ") {
                (&self.status, last.load(Ordering::SeqCst))
            } else {
                (&self.receipt, last.fetch_add(1, Ordering::SeqCst) + 1)
            };
            let number = number.to_string();
            let length = texts[0].len() + number.len() + texts[1].len();
            answer.clear();
            answer.push_str("HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ");
            answer.push_str(&length.to_string());
            answer.push_str("\r\n\r\n");
            answer.extend([texts[0].as_str(), &number, &texts[1]]);
            link.write_all(answer.as_bytes())?;
            if head.to_ascii_lowercase().contains("connection: close") {
                break;
            }
        }
        Ok(())
    }
}

/// The two exchanges of a receipt over one connection, with the bytes that the library sends.
pub struct Exchange {
    link: BufReader<TcpStream>,
    requests: [String; 2],
    /// The bodies of the last answers.
    answers: [String; 2],
}

impl Exchange {
    /// With a canned register.
    pub fn with(register: &Canned) -> Result<Self, Failure> {
        Self::to(register.address, &register.body)
    }

    fn to(address: SocketAddr, body: &str) -> Result<Self, Failure> {
        let link = TcpStream::connect(address)?;
        link.set_nodelay(true)?;
        let request = |method: &str, path: &str, body: &str| {
            let length = body.len();
            format!(
                "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json; charset=utf-8\r\n\
                 Content-Length: {length}\r\n\r\n{body}"
            )
        };
        let requests = [request("GET", "/api/1/status", ""), request("POST", "/api/1/receipt", body)];
        Ok(Self { link: BufReader::new(link), requests, answers: Default::default() })
    }

    /// Asks for the state, has the receipt made, and reads both answers.
    pub fn status_and_receipt(&mut self) -> Result<(), Failure> {
        for at in [0, 1] {
            self.link.get_mut().write_all(self.requests[at].as_bytes())?;
            let (head, body) = head_and_body(&mut self.link)?.ok_or("the server hung up")?;
            if !head.starts_with("HTTP/1.1 200") {
                return Err(format!("{head}{body}").into());
            }
            self.answers[at] = body;
        }
        Ok(())
    }
}

/// The next message: its head, and a body whose length the head says. `None` if the other side hung up.
fn head_and_body(reader: &mut impl BufRead) -> Result<Option<(String, String)>, Failure> {
    let mut head = String::with_capacity(512);
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(None);
        }
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse())
    });
    let mut body = vec![0; length.transpose()?.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    Ok(Some((head, String::from_utf8(body)?)))
}
