//! One connection to PostgreSQL: a blocking socket, and the messages of the `postgres-protocol` crate.
//!
//! Every statement is complete in itself and sent in one go (parse, bind, execute, sync). Nothing of a session is relied
//! on, so a pooler such as PgBouncer may stand between, in any of its modes.

use super::address::{Address, Protection};
use crate::error::Text;
use bytes::BytesMut;
use fallible_iterator::FallibleIterator;
use postgres_protocol::IsNull;
use postgres_protocol::authentication::sasl::{self, ChannelBinding, ScramSha256};
use postgres_protocol::message::backend::{DataRowBody, ErrorResponseBody, Message, NoticeResponseBody};
use postgres_protocol::message::frontend;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// Longest wait for a connection to one address.
const CONNECT: Duration = Duration::from_secs(3);

/// Longest wait without checking whether the call goes on.
const SLICE: Duration = Duration::from_millis(20);

/// Largest answer that is read, in bytes.
const LARGEST: usize = 256 << 20;

/// Whether the call goes on.
pub(super) type GoesOn<'a> = &'a dyn Fn() -> bool;

/// A row of a result, each value as text.
pub(super) type Row = Vec<Option<String>>;

/// The server has done what was asked, and warns that it is not as safe as it should be.
const NOT_CONFIRMED: Text = Text::of(
    "сервер предупредил, что запись, возможно, не дошла до резервного",
    "the server warned that the record may not have reached the standby",
);

/// Why a statement failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// The connection was lost or never made; what became of a statement on it is not known.
    Link(Text),
    /// The server refused: its code (SQLSTATE) and its own words.
    Refused(String, String),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Link(Text::of_io(&error))
    }
}

enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

/// A connection that has logged in.
pub(super) struct Connection {
    stream: Stream,
    input: BytesMut,
}

impl Connection {
    /// Connects to one of the hosts of an address and logs in.
    pub(super) fn open(address: &Address, host: &(String, u16), goes_on: GoesOn) -> Result<Self, Failure> {
        let stream = match &address.protection {
            Protection::None => Stream::Plain(connect(host)?),
            Protection::Verified(authorities) => tls(connect(host)?, &host.0, authorities, goes_on)?,
        };
        let mut connection = Self { stream, input: BytesMut::new() };
        connection.log_in(address, goes_on)?;
        Ok(connection)
    }

    /// Whether the connection is open and nothing came on it that nobody asked for, such as the word of a server that
    /// shuts down.
    pub(super) fn is_quiet(&self) -> bool {
        let socket = self.socket();
        let quiet = socket.set_nonblocking(true).is_ok()
            && matches!(socket.peek(&mut [0]), Err(error) if error.kind() == ErrorKind::WouldBlock);
        socket.set_nonblocking(false).is_ok() && quiet
    }

    /// Runs one statement, which is a transaction of its own, and returns its rows.
    pub(super) fn run(&mut self, sql: &str, values: &[Option<&str>], goes_on: GoesOn) -> Result<Vec<Row>, Failure> {
        let mut out = BytesMut::new();
        frontend::parse("", sql, [], &mut out)?;
        let write = |value: Option<&str>, out: &mut BytesMut| {
            Ok(match value {
                Some(text) => {
                    out.extend_from_slice(text.as_bytes());
                    IsNull::No
                }
                None => IsNull::Yes,
            })
        };
        // Zero stands for text, of every value and every column.
        frontend::bind("", "", [0], values.iter().copied(), write, [0], &mut out)
            .map_err(|_| io::Error::from(ErrorKind::InvalidInput))?;
        frontend::execute("", 0, &mut out)?;
        frontend::sync(&mut out);
        self.send(&out, goes_on)?;
        self.answer(goes_on)
    }

    /// Runs several statements without values, all of them or none.
    pub(super) fn run_all(&mut self, sql: &str, goes_on: GoesOn) -> Result<(), Failure> {
        let mut out = BytesMut::new();
        frontend::query(sql, &mut out)?;
        self.send(&out, goes_on)?;
        self.answer(goes_on).map(drop)
    }

    fn answer(&mut self, goes_on: GoesOn) -> Result<Vec<Row>, Failure> {
        let (mut rows, mut refused) = (Vec::new(), None);
        let mut warned = false;
        loop {
            match self.receive(goes_on)? {
                Message::DataRow(body) => rows.push(row(&body)?),
                Message::ErrorResponse(body) => refused = Some(refusal(&body)?),
                // The one warning that these statements can cause: somebody has cancelled the wait for the standby, and what
                // was written is on one disk alone.
                Message::NoticeResponse(body) => warned = warned || is_warning(&body)?,
                Message::ReadyForQuery(_) if warned && refused.is_none() => return Err(Failure::Link(NOT_CONFIRMED)),
                Message::ReadyForQuery(_) => return refused.map_or(Ok(rows), Err),
                _ => {}
            }
        }
    }

    fn log_in(&mut self, address: &Address, goes_on: GoesOn) -> Result<(), Failure> {
        let mut out = BytesMut::new();
        let parameters = [
            ("user", address.user.as_str()),
            ("database", address.database.as_str()),
            ("client_encoding", "UTF8"),
            ("application_name", "kassa"),
        ];
        frontend::startup_message(parameters, &mut out)?;
        self.send(&out, goes_on)?;
        loop {
            match self.receive(goes_on)? {
                Message::AuthenticationSasl(body) => {
                    let mechanisms: Vec<String> = body.mechanisms().map(|name| Ok(name.to_owned())).collect()?;
                    if !mechanisms.iter().any(|name| name == sasl::SCRAM_SHA_256) {
                        return Err(unsupported());
                    }
                    self.scram(password(address)?, goes_on)?;
                }
                // Without TLS a password in the clear would be anybody's.
                Message::AuthenticationCleartextPassword if matches!(self.stream, Stream::Tls(_)) => {
                    let mut out = BytesMut::new();
                    frontend::password_message(password(address)?.as_bytes(), &mut out)?;
                    self.send(&out, goes_on)?;
                }
                Message::ErrorResponse(body) => return Err(refusal(&body)?),
                Message::ReadyForQuery(_) => return Ok(()),
                Message::AuthenticationOk
                | Message::ParameterStatus(_)
                | Message::BackendKeyData(_)
                | Message::NoticeResponse(_) => {}
                _ => return Err(unsupported()),
            }
        }
    }

    fn scram(&mut self, password: &str, goes_on: GoesOn) -> Result<(), Failure> {
        let mut scram = ScramSha256::new(password.as_bytes(), ChannelBinding::unsupported());
        let mut out = BytesMut::new();
        frontend::sasl_initial_response(sasl::SCRAM_SHA_256, scram.message(), &mut out)?;
        self.send(&out, goes_on)?;
        match self.receive(goes_on)? {
            Message::AuthenticationSaslContinue(body) => scram.update(body.data())?,
            Message::ErrorResponse(body) => return Err(refusal(&body)?),
            _ => return Err(unsupported()),
        }
        out.clear();
        frontend::sasl_response(scram.message(), &mut out)?;
        self.send(&out, goes_on)?;
        match self.receive(goes_on)? {
            Message::AuthenticationSaslFinal(body) => Ok(scram.finish(body.data())?),
            Message::ErrorResponse(body) => Err(refusal(&body)?),
            _ => Err(unsupported()),
        }
    }

    /// Passes all bytes to the system.
    fn send(&mut self, bytes: &[u8], goes_on: GoesOn) -> io::Result<()> {
        let mut left = bytes;
        while !left.is_empty() {
            match self.stream.write(left) {
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(count) => left = &left[count..],
                Err(error) => waits(error, goes_on)?,
            }
        }
        while let Err(error) = self.stream.flush() {
            waits(error, goes_on)?;
        }
        Ok(())
    }

    fn receive(&mut self, goes_on: GoesOn) -> io::Result<Message> {
        let mut piece = [0; 8192];
        loop {
            if let Some(message) = Message::parse(&mut self.input)? {
                return Ok(message);
            }
            if self.input.len() > LARGEST {
                return Err(ErrorKind::InvalidData.into());
            }
            match self.stream.read(&mut piece) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(count) => self.input.extend_from_slice(&piece[..count]),
                Err(error) => waits(error, goes_on)?,
            }
        }
    }

    fn socket(&self) -> &TcpStream {
        match &self.stream {
            Stream::Plain(socket) => socket,
            Stream::Tls(stream) => &stream.sock,
        }
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(stream) => stream.write(bytes),
            Self::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(stream) => stream.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

fn connect((host, port): &(String, u16)) -> io::Result<TcpStream> {
    let mut last = io::Error::from(ErrorKind::NotFound);
    for place in (host.as_str(), *port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&place, CONNECT) {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(SLICE))?;
                stream.set_write_timeout(Some(SLICE))?;
                return Ok(stream);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Begins TLS with a server that must prove to be this host.
fn tls(mut socket: TcpStream, host: &str, authorities: &Path, goes_on: GoesOn) -> Result<Stream, Failure> {
    let mut out = BytesMut::new();
    frontend::ssl_request(&mut out);
    socket.write_all(&out)?;
    let mut said = [0];
    while let Err(error) = socket.read_exact(&mut said) {
        waits(error, goes_on)?;
    }
    if said != *b"S" {
        return Err(Failure::Link(Text::of("сервер не поддерживает TLS", "the server does not support TLS")));
    }
    let unfit =
        |error: &dyn std::fmt::Display| Failure::Link(Text::foreign("TLS с сервером журнала не настроить", error));
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(authorities).map_err(|error| unfit(&error))? {
        let certificate = certificate.map_err(|error| unfit(&error))?;
        roots.add(certificate).map_err(|error| unfit(&error))?;
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unfit(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned()).map_err(|error| unfit(&error))?;
    let client = ClientConnection::new(Arc::new(config), name).map_err(|error| unfit(&error))?;
    Ok(Stream::Tls(Box::new(StreamOwned::new(client, socket))))
}

/// Lets a read or a write go on that only took long.
fn waits(error: io::Error, goes_on: GoesOn) -> io::Result<()> {
    match error.kind() {
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted if goes_on() => Ok(()),
        ErrorKind::WouldBlock => Err(ErrorKind::TimedOut.into()),
        _ => Err(error),
    }
}

fn password(address: &Address) -> Result<&str, Failure> {
    let text = Text::of(
        "сервер требует пароль, а в адресе его нет",
        "the server asks for a password, which the address lacks",
    );
    address.password.as_ref().map(crate::secret::Secret::reveal).ok_or(Failure::Link(text))
}

fn unsupported() -> Failure {
    Failure::Link(Text::of(
        "сервер требует способ входа, который не поддерживается: нужен scram-sha-256",
        "the server asks for an unsupported way to log in: it must be scram-sha-256",
    ))
}

fn row(body: &DataRowBody) -> Result<Row, Failure> {
    let value = |range: Option<std::ops::Range<usize>>| match range {
        None => Ok(None),
        Some(range) => {
            let bytes = body.buffer().get(range).ok_or(ErrorKind::InvalidData)?;
            Ok(Some(String::from_utf8(bytes.to_vec()).map_err(|_| ErrorKind::InvalidData)?))
        }
    };
    Ok(body.ranges().map(value).collect()?)
}

/// Whether the server warns of something, rather than tells it.
fn is_warning(body: &NoticeResponseBody) -> io::Result<bool> {
    let mut fields = body.fields();
    while let Some(field) = fields.next()? {
        if field.type_() == b'V' {
            return Ok(field.value_bytes() == b"WARNING");
        }
    }
    Ok(false)
}

fn refusal(body: &ErrorResponseBody) -> Result<Failure, Failure> {
    let (mut code, mut words) = (String::new(), String::new());
    let mut fields = body.fields();
    while let Some(field) = fields.next()? {
        let value = || String::from_utf8_lossy(field.value_bytes()).into_owned();
        match field.type_() {
            b'C' => code = value(),
            b'M' => words = value(),
            _ => {}
        }
    }
    Ok(Failure::Refused(code, words))
}
