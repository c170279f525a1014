//! Sends one message to a server and reads one back over plain TCP, as an OFD (operator of fiscal data) expects it.

use super::link::{connect, end_well, read, write_all};
use super::lookup::{addresses, text_of};
use super::{CallContext, Sent, TransportError};
use crate::error::Text;
use std::io;
use std::net::{IpAddr, TcpStream};
use std::time::Duration;

/// Longest wait for the lookup of the host, for the connection, and for each part of the answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Longest answer accepted, in bytes: the head of a session and the longest message of the protocol.
const LONGEST: usize = 30 + 65_535;

/// First bytes of a message in the OFD protocol. Its head has 30 bytes; bytes 24 and 25 are the length of the rest
/// (little-endian).
const SIGNATURE: [u8; 4] = [0x2a, 0x08, 0x41, 0x0a];

/// The refusal to send anything to an address of this machine or of its link that only a device named.
const NEAR: Text = Text::of(
    "адрес ОФД в настройках кассы ведёт на этот компьютер или в его локальный сегмент: если он верен, укажите host и port в задании",
    "the OFD's address in the register's settings leads to this machine or its link: if it is right, name host and port in the task",
);

/// Length of that head, in bytes.
const HEAD: usize = 30;

/// Where a message is sent.
#[derive(Debug, Clone)]
pub struct Server {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// The caller named it. An address that a device names may not lead to this machine or its link: behind those are
    /// services that trust whoever reaches them.
    pub trusted: bool,
}

/// Whether a message is one of the protocol: a head, and as many bytes as it says.
pub fn is_framed(message: &[u8]) -> bool {
    is_whole(message) && message.len() == length(message)
}

/// Sends a message and reads the answer, which is complete when its head says so or when the server closes.
pub fn ask(server: &Server, message: &[u8], context: &CallContext) -> Result<Vec<u8>, TransportError> {
    let Server { host, port, trusted } = server;
    let failed = |left: Sent, error: &io::Error| TransportError {
        left,
        cause: text_of(error).at(&format_args!("{host}:{port}")).into(),
    };
    let stopped = || context.is_stopped();
    let limit = || context.left().min(PATIENCE);
    let places = addresses(host, *port, limit(), &stopped).map_err(|error| failed(Sent::Nothing, &error))?;
    if !trusted && places.iter().any(|place| is_near(place.ip())) {
        let cause = NEAR.at(&format_args!("{host}:{port}")).into();
        return Err(TransportError { left: Sent::Nothing, cause });
    }
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
    answer.len() >= HEAD && answer.starts_with(&SIGNATURE) && answer.len() >= length(answer)
}

/// The length of a message by its head.
fn length(message: &[u8]) -> usize {
    HEAD + message.get(24..26).map_or(0, |rest| usize::from(u16::from_le_bytes([rest[0], rest[1]])))
}

/// Whether an address is of this machine or of its link.
fn is_near(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            // Of 0.0.0.0/8 this machine is reached, too.
            v4.is_loopback() || v4.is_link_local() || v4.is_multicast() || v4.is_broadcast() || v4.octets()[0] == 0
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unicast_link_local() || v6.is_multicast() || v6.is_unspecified(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_may_not_name_an_address_of_this_machine_or_its_link() {
        for (address, near) in [
            ("127.0.0.1", true),
            ("127.8.8.8", true),
            ("0.0.0.0", true),
            ("0.1.2.3", true),
            ("169.254.169.254", true),
            ("224.0.0.1", true),
            ("255.255.255.255", true),
            ("::1", true),
            ("::", true),
            ("fe80::1", true),
            ("ff02::1", true),
            ("::ffff:127.0.0.1", true),
            ("192.168.1.10", false),
            ("8.8.8.8", false),
            ("2001:db8::1", false),
        ] {
            assert_eq!(is_near(address.parse().unwrap()), near, "{address}");
        }
    }

    #[test]
    fn only_a_message_with_its_head_and_its_length_is_framed() {
        let mut message = vec![0; HEAD];
        assert!(!is_framed(&message));
        message[..4].copy_from_slice(&SIGNATURE);
        assert!(is_framed(&message) && !is_framed(&message[..HEAD - 1]));
        message.push(1);
        assert!(!is_framed(&message), "longer than its head says");
        message[24] = 1;
        assert!(is_framed(&message));
        message[25] = 1;
        assert!(!is_framed(&message), "shorter than its head says");
    }

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
