//! The bytes of one connection, plain or TLS.
//!
//! The last byte that was read is also left in the kernel's buffer. A socket that is closed with an unread byte sends
//! RST, so a broken connection can be simulated without `SO_LINGER`.

use rustls::{ServerConfig, ServerConnection};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The first byte of every TLS connection: a handshake record.
const HANDSHAKE: u8 = 0x16;

pub(super) struct Wire {
    stream: Arc<TcpStream>,
    /// The last byte that was read is still in the kernel's buffer.
    held: bool,
    cover: Cover,
}

enum Cover {
    /// The server has no certificate: plain HTTP.
    None,
    /// Not known yet: the first byte decides.
    Awaited(Arc<ServerConfig>),
    /// The client speaks plain HTTP to a server that has a certificate.
    Lacking,
    Tls(Box<ServerConnection>),
}

impl Wire {
    /// A connection that was just accepted, by a server with or without a certificate.
    pub(super) fn new(stream: Arc<TcpStream>, tls: Option<Arc<ServerConfig>>) -> Self {
        Self { stream, held: false, cover: tls.map_or(Cover::None, Cover::Awaited) }
    }

    /// Returns the bytes that have arrived, waiting up to `time`. Nothing is removed from the kernel's buffer.
    pub(super) fn glance(&mut self, time: Duration) -> Vec<u8> {
        let mut chunk = [0; 32];
        let _ = self.stream.set_read_timeout(Some(time));
        let count = self.stream.peek(&mut chunk).unwrap_or(0);
        let _ = self.stream.set_read_timeout(None);
        chunk[..count].to_vec()
    }

    /// Whether the client speaks plain HTTP although the server expects TLS.
    pub(super) fn lacks_tls(&self) -> bool {
        matches!(self.cover, Cover::Lacking)
    }

    /// Waits for the next bytes and appends at least one to `into`.
    pub(super) fn read(&mut self, into: &mut Vec<u8>) -> io::Result<()> {
        if let Cover::Awaited(config) = &self.cover {
            let mut first = [0];
            self.stream.peek(&mut first)?;
            self.cover = if first[0] == HANDSHAKE {
                let connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
                Cover::Tls(Box::new(connection))
            } else {
                Cover::Lacking
            };
        }
        let before = into.len();
        while into.len() == before {
            let bytes = self.next()?;
            match &mut self.cover {
                Cover::Tls(tls) => uncover(tls, &self.stream, &bytes, into)?,
                _ => into.extend_from_slice(&bytes),
            }
        }
        Ok(())
    }

    /// The next bytes as received, before TLS is decrypted.
    fn next(&mut self) -> io::Result<Vec<u8>> {
        self.let_go()?;
        let mut chunk = [0; 16 * 1024];
        let count = self.stream.peek(&mut chunk)?;
        let but_last = count.checked_sub(1).ok_or(ErrorKind::UnexpectedEof)?;
        (&*self.stream).read_exact(&mut chunk[..but_last])?;
        self.held = true;
        Ok(chunk[..count].to_vec())
    }

    /// Removes the held byte from the kernel's buffer.
    fn let_go(&mut self) -> io::Result<()> {
        if std::mem::take(&mut self.held) {
            (&*self.stream).read_exact(&mut [0])?;
        }
        Ok(())
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Cover::Tls(tls) = &mut self.cover else { return (&*self.stream).write_all(bytes) };
        for part in bytes.chunks(16 * 1024) {
            tls.writer().write_all(part)?;
            flush(tls, &self.stream)?;
        }
        Ok(())
    }

    /// Waits for that time, or until the client closes the connection.
    pub(super) fn stay_silent(&mut self, time: Duration) {
        let end = Instant::now() + time;
        let mut scrap = [0; 16 * 1024];
        if self.let_go().is_err() {
            return;
        }
        while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            let _ = self.stream.set_read_timeout(Some(left));
            match (&*self.stream).read(&mut scrap) {
                Ok(0) => return,
                Err(error) if !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return,
                _ => {}
            }
        }
    }

    /// Closes with FIN. What the client still sends is read and dropped, because the kernel would answer unread bytes
    /// with RST.
    pub(super) fn close(mut self) {
        if let Cover::Tls(tls) = &mut self.cover {
            tls.send_close_notify();
            let _ = flush(tls, &self.stream);
        }
        let _ = self.stream.shutdown(Shutdown::Write);
        self.stay_silent(Duration::from_millis(500));
    }

    /// Closes with RST by leaving the last byte unread.
    pub(super) fn reset(self) {
        drop(self);
    }
}

/// Decrypts the bytes, and sends what the TLS protocol itself must answer.
fn uncover(tls: &mut ServerConnection, stream: &TcpStream, mut bytes: &[u8], into: &mut Vec<u8>) -> io::Result<()> {
    while !bytes.is_empty() {
        if tls.read_tls(&mut bytes)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let read = tls.process_new_packets();
        // After a failure, this sends the alert that explains it.
        flush(tls, stream)?;
        let start = into.len();
        into.resize(start + read.map_err(io::Error::other)?.plaintext_bytes_to_read(), 0);
        tls.reader().read_exact(&mut into[start..])?;
    }
    Ok(())
}

fn flush(tls: &mut ServerConnection, mut stream: &TcpStream) -> io::Result<()> {
    while tls.wants_write() {
        tls.write_tls(&mut stream)?;
    }
    Ok(())
}
