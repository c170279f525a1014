//! A send tracker between the HTTP client and the socket: how much of the request was passed on.
//!
//! It counts before it passes bytes on. So it may report too much, but never too little: what it calls not sent was
//! certainly not sent.

use super::Sent;
use std::cell::Cell;
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};
use zeroize::Zeroize;

/// What was seen of the exchange on this thread; the HTTP client works on the caller's thread.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    /// Bytes passed on.
    bytes: usize,
    /// How many bytes of the head's end were seen last: the complete `\r\n\r\n` is four.
    head_end: u8,
    /// Bytes of the body passed on.
    body: usize,
    whole: usize,
}

thread_local! {
    static SEEN: Cell<Seen> = const { Cell::new(Seen { bytes: 0, head_end: 0, body: 0, whole: 0 }) };
}

/// Starts to track an exchange whose body has `whole` bytes.
pub(super) fn begin(whole: usize) {
    SEEN.set(Seen { whole, ..Seen::default() });
}

/// How much of the request has been sent since.
pub(super) fn left() -> Sent {
    let seen = SEEN.get();
    match seen.bytes {
        0 => Sent::Nothing,
        _ if seen.head_end == 4 && seen.body >= seen.whole => Sent::Completely,
        _ => Sent::Partially,
    }
}

impl Seen {
    fn hand_over(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len();
        for (at, byte) in bytes.iter().enumerate() {
            if self.head_end == 4 {
                self.body += bytes.len() - at;
                return;
            }
            let expected = if self.head_end.is_multiple_of(2) { b'\r' } else { b'\n' };
            self.head_end = match *byte == expected {
                true => self.head_end + 1,
                false => u8::from(*byte == b'\r'),
            };
        }
    }
}

/// The part of the client's connector chain that adds a tracker to each connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct SendTracker;

/// A connection with a tracker.
#[derive(Debug)]
pub(super) struct Watched<T: Transport>(T);

impl<T: Transport> Connector<T> for SendTracker {
    type Out = Watched<T>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<T>) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(Watched))
    }
}

impl<T: Transport> Drop for Watched<T> {
    /// Wipes the buffers: a request passes through them with the secrets of its headers.
    fn drop(&mut self) {
        let buffers = self.0.buffers();
        buffers.output().zeroize();
        buffers.input_append_buf().zeroize();
    }
}

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.0.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let mut seen = SEEN.get();
        seen.hand_over(&self.0.buffers().output()[..amount]);
        SEEN.set(seen);
        self.0.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.0.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.0.is_open()
    }

    fn is_tls(&self) -> bool {
        self.0.is_tls()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn after(parts: &[&[u8]], whole: usize) -> Sent {
        begin(whole);
        for part in parts {
            let mut seen = SEEN.get();
            seen.hand_over(part);
            SEEN.set(seen);
        }
        left()
    }

    #[test]
    fn a_request_is_sent_completely_only_with_its_last_byte() {
        let head: &[u8] = b"POST /api/1/receipt HTTP/1.1\r\nhost: x\r\n\r\n";
        assert_eq!(after(&[], 5), Sent::Nothing);
        assert_eq!(after(&[b"POST /api"], 5), Sent::Partially);
        assert_eq!(after(&[head], 5), Sent::Partially);
        assert_eq!(after(&[head, b"{\r\n\r"], 5), Sent::Partially);
        assert_eq!(after(&[head, b"{\r\n\r", b"}"], 5), Sent::Completely);
        assert_eq!(after(&[b"GET / HTTP/1.1\r\n\r\n"], 0), Sent::Completely);
        assert_eq!(after(&[b"GET / HTTP/1.1\r\n\r"], 0), Sent::Partially);
    }

    proptest! {
        #[test]
        fn where_the_bytes_are_cut_does_not_matter(cuts in proptest::collection::vec(0usize..60, 0..6)) {
            let text: &[u8] = b"POST / HTTP/1.1\r\na: b\r\n\r\n{\"r\\n\\r\\n\":1}";
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.len())).collect();
            cuts.extend([0, text.len()]);
            cuts.sort_unstable();
            let parts: Vec<&[u8]> = cuts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
            prop_assert_eq!(after(&parts, 13), Sent::Completely);
            prop_assert_eq!(after(&parts, 14), Sent::Partially);
        }
    }
}
