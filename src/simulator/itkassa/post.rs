//! A client of HTTP that knows just enough to post a call-back.

use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// How long the other side may take for each step.
const PATIENCE: Duration = Duration::from_secs(2);
/// How much of an answer is read.
const MOST: usize = 64 * 1024;

/// Posts a JSON body to an `http://` address; gives the status of the answer, or why there is none.
pub(super) fn post(url: &str, headers: &[(&'static str, String)], body: &[u8]) -> Result<u16, String> {
    let rest = url.strip_prefix("http://").ok_or("only http is spoken here")?;
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let named =
        if host.rsplit(']').next().unwrap_or_default().contains(':') { host.to_owned() } else { format!("{host}:80") };
    let address = named.to_socket_addrs().map_err(told)?.next().ok_or("no such host")?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).map_err(told)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(told)?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(told)?;
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\n{more}accept: application/json\r\ncontent-type: application/json\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).map_err(told)?;
    status(&mut stream)
}

fn status(stream: &mut TcpStream) -> Result<u16, String> {
    let (mut bytes, mut chunk) = (Vec::new(), [0; 4096]);
    while bytes.len() < MOST {
        let mut headers = [httparse::EMPTY_HEADER; 100];
        let mut response = httparse::Response::new(&mut headers);
        if response.parse(&bytes).map_err(told)?.is_complete() {
            return response.code.ok_or_else(|| "no status".to_owned());
        }
        match stream.read(&mut chunk) {
            Ok(0) => return Err("the connection was closed".to_owned()),
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(told(error)),
        }
    }
    Err("the answer has no end".to_owned())
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
