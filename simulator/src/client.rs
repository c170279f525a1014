//! A minimal HTTP client for the tests. It also reports how the connection ended.

use serde_json::Value;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A response that was read to its end.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a JSON body")
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

pub(super) fn connect(url: &str) -> TcpStream {
    let stream = TcpStream::connect(url.trim_start_matches("http://")).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("a time-out");
    stream
}

pub(super) fn text_of(method: &str, path: &str, body: &str, connection: &str) -> String {
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: device\r\nContent-Length: {length}\r\nConnection: {connection}\r\n\r\n{body}"
    )
}

/// Sends one request on its own connection.
pub(super) fn ask(url: &str, method: &str, path: &str, body: &str) -> io::Result<Reply> {
    send(url, &text_of(method, path, body, "close"))
}

/// Like [`ask`], with one additional header.
pub(super) fn ask_with(url: &str, header: &str, method: &str, path: &str, body: &str) -> io::Result<Reply> {
    send(url, &text_of(method, path, body, &format!("close\r\n{header}")))
}

pub(super) fn send(url: &str, text: &str) -> io::Result<Reply> {
    let mut stream = connect(url);
    stream.write_all(text.as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    reply(bytes).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

/// Reads the next response from a kept-alive connection.
pub(super) fn next(stream: &mut TcpStream) -> io::Result<Reply> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while reply(bytes.clone()).is_none() {
        stream.read_exact(&mut byte)?;
        bytes.push(byte[0]);
    }
    reply(bytes).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
}

pub(super) fn reply(mut bytes: Vec<u8>) -> Option<Reply> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let body = bytes.split_off(end);
    let head = String::from_utf8(bytes).ok()?;
    let length: usize = head.lines().find_map(|line| line.strip_prefix("Content-Length: "))?.parse().ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    (body.len() == length).then_some(Reply { status, head, body })
}
