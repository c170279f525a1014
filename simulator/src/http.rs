//! HTTP/1.1 as a small device speaks it: requests of limited size with a `Content-Length`, and kept-alive connections.

use super::wire::Wire;
use std::collections::BTreeMap;
use std::io;

const MAX_HEAD: usize = 64 * 1024;
const MAX_BODY: usize = 16 * 1024 * 1024;
const MAX_HEADERS: usize = 100;

/// The parts of a request's head that the simulator uses.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) method: String,
    pub(super) path: String,
    /// Bytes of the head itself.
    pub(super) length: usize,
    pub(super) body_length: usize,
    /// The client does not send another request on this connection.
    pub(super) closes: bool,
    headers: BTreeMap<String, String>,
    awaits_continue: bool,
}

/// A request that was read to its last byte.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    /// The headers, with names in lower case.
    headers: BTreeMap<String, String>,
    pub(super) body: Vec<u8>,
}

impl Request {
    /// A request of this program itself.
    pub(super) fn own(method: &str, path: &str, body: &str) -> Self {
        let headers = BTreeMap::from([("host".to_owned(), "localhost".to_owned())]);
        Self { method: method.to_owned(), path: path.to_owned(), headers, body: body.into() }
    }

    /// Returns the value of a header. `name` must be in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// A response before it is sent.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) file_name: Option<String>,
    /// Headers beside the type, the length and the file's name.
    pub(super) headers: &'static [(&'static str, &'static str)],
    pub(super) body: Vec<u8>,
}

/// Why there is no request to process.
pub(super) enum Broken {
    /// The client closed the connection between two requests, or the connection failed.
    Gone,
    /// The request cannot be accepted: send this answer, then close the connection.
    Refused(Answer),
}

impl From<io::Error> for Broken {
    fn from(_: io::Error) -> Self {
        Self::Gone
    }
}

impl Answer {
    pub(super) fn json(value: &serde_json::Value) -> Self {
        let body = value.to_string().into_bytes();
        Self { status: 200, content_type: "application/json; charset=utf-8", file_name: None, headers: &[], body }
    }

    pub(super) fn text(status: u16, text: &str) -> Self {
        let body = text.as_bytes().to_vec();
        Self { status, content_type: "text/plain; charset=utf-8", file_name: None, headers: &[], body }
    }

    pub(super) fn file(content_type: &'static str, name: String, body: Vec<u8>) -> Self {
        Self { status: 200, content_type, file_name: Some(name), headers: &[], body }
    }

    /// Builds the head for a body of `body_length` bytes.
    pub(super) fn head(&self, body_length: usize, closes: bool) -> Vec<u8> {
        let file = match &self.file_name {
            Some(name) => format!("Content-Disposition: attachment; filename=\"{name}\"\r\n"),
            None => String::new(),
        };
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let connection = if closes { "close" } else { "keep-alive" };
        format!(
            "HTTP/1.1 {} {}\r\nContent-Type: {}\r\n{file}{headers}Content-Length: {body_length}\r\nConnection: {connection}\r\n\r\n",
            self.status,
            reason(self.status),
            self.content_type
        )
        .into_bytes()
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        409 => "Conflict",
        411 => "Length Required",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Status",
    }
}

/// One connection, read request by request.
pub(super) struct Link {
    wire: Wire,
    /// Bytes that were read and not used yet.
    buffer: Vec<u8>,
}

impl Link {
    pub(super) fn new(wire: Wire) -> Self {
        Self { wire, buffer: Vec::new() }
    }

    pub(super) fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }

    /// Reads the head of the next request. It stays in the buffer until the request is taken.
    pub(super) fn head(&mut self) -> Result<Head, Broken> {
        loop {
            if let Some(head) = parse_head(&self.buffer)? {
                return Ok(head);
            }
            if self.buffer.len() > MAX_HEAD {
                return Err(Broken::Refused(Answer::text(431, "the headers are too large\n")));
            }
            self.wire.read(&mut self.buffer)?;
        }
    }

    /// Reads until the buffer holds at least `count` bytes.
    pub(super) fn read_until(&mut self, count: usize) -> Result<(), Broken> {
        while self.buffer.len() < count {
            self.wire.read(&mut self.buffer)?;
        }
        Ok(())
    }

    /// What was read so far of the body of the request that begins with `head`.
    pub(super) fn body(&self, head: &Head) -> &[u8] {
        let end = self.buffer.len().min(head.length + head.body_length);
        self.buffer.get(head.length..end).unwrap_or_default()
    }

    /// Takes the complete request that begins with `head`.
    pub(super) fn request(&mut self, head: &Head) -> Result<Request, Broken> {
        if head.awaits_continue {
            self.wire.write(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        self.read_until(head.length + head.body_length)?;
        let rest = self.buffer.split_off(head.length + head.body_length);
        let mut request = std::mem::replace(&mut self.buffer, rest);
        let body = request.split_off(head.length);
        Ok(Request { method: head.method.clone(), path: head.path.clone(), headers: head.headers.clone(), body })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.wire.write(bytes)
    }

    pub(super) fn close(self) {
        self.wire.close();
    }

    pub(super) fn reset(self) {
        self.wire.reset();
    }
}

fn parse_head(bytes: &[u8]) -> Result<Option<Head>, Broken> {
    let refused = |status, text: &str| Err(Broken::Refused(Answer::text(status, text)));
    let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(error) => return refused(400, &format!("{error}\n")),
    };
    let mut head = Head {
        method: parsed.method.unwrap_or_default().to_owned(),
        path: parsed.path.unwrap_or_default().to_owned(),
        length,
        body_length: 0,
        closes: parsed.version == Some(0),
        headers: BTreeMap::new(),
        awaits_continue: false,
    };
    for header in parsed.headers.iter() {
        let given = String::from_utf8_lossy(header.value).trim().to_owned();
        let (name, value) = (header.name.to_ascii_lowercase(), given.to_ascii_lowercase());
        match name.as_str() {
            "transfer-encoding" => return refused(411, "a Content-Length is required\n"),
            "content-length" => match value.parse() {
                Ok(count) if count <= MAX_BODY => head.body_length = count,
                Ok(_) => return refused(413, "the body is too large\n"),
                Err(_) => return refused(400, "Content-Length is not a number\n"),
            },
            "connection" => head.closes = value.contains("close") || (head.closes && !value.contains("keep-alive")),
            "expect" => head.awaits_continue = value == "100-continue",
            _ => {}
        }
        head.headers.insert(name, given);
    }
    Ok(Some(head))
}
