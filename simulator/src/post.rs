//! A minimal HTTP client that can post a callback, with TLS for an `https` address.

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// The timeout for each step.
const PATIENCE: Duration = Duration::from_secs(2);
/// The maximum number of bytes that are read from an answer.
const MOST: usize = 64 * 1024;

/// Posts a JSON body to an `http://` address, or to an `https://` address whose certificate one of these authorities
/// signed. Returns the HTTP status of the answer, or why there is none.
pub(super) fn post(
    url: &str,
    ca: Option<&Path>,
    headers: &[(&'static str, String)],
    body: &[u8],
) -> Result<u16, String> {
    let (secure, rest) = match (url.strip_prefix("http://"), url.strip_prefix("https://")) {
        (Some(rest), _) => (None, rest),
        (None, Some(rest)) => (Some(ca.ok_or("https needs --callback-ca")?), rest),
        (None, None) => return Err("the address is neither http nor https".to_owned()),
    };
    let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
    let port = if secure.is_some() { 443 } else { 80 };
    let has_port = host.rsplit(']').next().unwrap_or_default().contains(':');
    let named = if has_port { host.to_owned() } else { format!("{host}:{port}") };
    let address = named.to_socket_addrs().map_err(told)?.next().ok_or("unknown host")?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).map_err(told)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(told)?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(told)?;
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {}\r\n{more}accept: application/json\r\ncontent-type: application/json\r\nConnection: close\r\n\r\n",
        body.len()
    );
    match secure {
        None => exchange(&mut stream, &head, body),
        Some(ca) => {
            let name = named.rsplit_once(':').map_or(host, |(name, _)| name).trim_matches(['[', ']']);
            let name = ServerName::try_from(name.to_owned()).map_err(told)?;
            let client = ClientConnection::new(trusting(ca)?, name).map_err(told)?;
            exchange(&mut StreamOwned::new(client, stream), &head, body)
        }
    }
}

/// A TLS client that trusts only these authorities.
fn trusting(ca: &Path) -> Result<Arc<ClientConfig>, String> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(ca).map_err(told)? {
        roots.add(certificate.map_err(told)?).map_err(told)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(told)?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

fn exchange(stream: &mut (impl Read + Write), head: &str, body: &[u8]) -> Result<u16, String> {
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).map_err(told)?;
    stream.flush().map_err(told)?;
    status(stream)
}

fn status(stream: &mut impl Read) -> Result<u16, String> {
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
    Err("the answer is incomplete".to_owned())
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
