//! Sends one message to a server and reads one back over plain TCP, as an OFD (operator of fiscal data) expects it.

use super::link::{connect, end_well, read, write_all};
use super::lookup::{addresses, text_of};
use super::{CallContext, Sent, TransportError};
use std::io;
use std::net::TcpStream;
use std::time::Duration;

/// Longest wait for the lookup of the host, for the connection, and for each part of the answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Longest answer accepted, in bytes: the head of a session and the longest message of the protocol.
const LONGEST: usize = 30 + 65_535;

/// First bytes of a message in the OFD protocol. Its head has 30 bytes; bytes 24 and 25 are the length of the rest
/// (little-endian).
const SIGNATURE: [u8; 4] = [0x2a, 0x08, 0x41, 0x0a];

/// Length of that head, in bytes.
const HEAD: usize = 30;

/// Sends a message and reads the answer, which is complete when its head says so or when the server closes.
pub fn ask(host: &str, port: u16, message: &[u8], context: &CallContext) -> Result<Vec<u8>, TransportError> {
    let failed = |left: Sent, error: &io::Error| TransportError {
        left,
        cause: text_of(error).at(&format_args!("{host}:{port}")).into(),
    };
    let stopped = || context.is_stopped();
    let limit = || context.left().min(PATIENCE);
    let places = addresses(host, port, limit(), &stopped).map_err(|error| failed(Sent::Nothing, &error))?;
    let stream = connect(places, limit(), PATIENCE, &stopped).map_err(|error| failed(Sent::Nothing, &error))?;
    let answer = exchange(&stream, message, context).map_err(|error| failed(Sent::Completely, &error))?;
    end_well(&stream);
    Ok(answer)
}

fn exchange(stream: &TcpStream, message: &[u8], context: &CallContext) -> io::Result<Vec<u8>> {
    let stopped = || context.is_stopped();
    let limit = || context.left().min(PATIENCE);
    write_all(stream, message, limit(), &stopped)?;
    let mut answer = Vec::new();
    let mut buffer = [0; 4096];
    while !is_whole(&answer) {
        let count = read(stream, &mut buffer, limit(), &stopped)?;
        if count == 0 && answer.starts_with(&SIGNATURE) {
            // The head gives the length, so the server closed too early.
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if count == 0 {
            break;
        }
        answer.extend_from_slice(&buffer[..count]);
        if answer.len() > LONGEST {
            return Err(io::Error::other("the answer is too long"));
        }
    }
    if answer.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(answer) }
}

fn is_whole(answer: &[u8]) -> bool {
    match answer.get(..HEAD) {
        Some(head) if head.starts_with(&SIGNATURE) => {
            answer.len() >= HEAD + usize::from(u16::from_le_bytes([head[24], head[25]]))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_whole_when_its_head_says_so() {
        let mut message = vec![0; HEAD];
        message[..4].copy_from_slice(&SIGNATURE);
        message[24] = 2;
        assert!(!is_whole(&message));
        message.extend([1, 2]);
        assert!(is_whole(&message));
        assert!(!is_whole(b"any other message ends when the server closes"));
    }
}
