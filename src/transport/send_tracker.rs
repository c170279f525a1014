//! A send tracker between the HTTP client and the socket: how much of the request was passed on.
//!
//! It counts before it passes bytes on. So it may report too much, but never too little: what it calls not sent was
//! certainly not sent.

use super::Sent;
use crate::clock;
use std::cell::Cell;
use std::fmt;
use std::io;
use std::time::{Duration, Instant};
use ureq::Error;
use ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};
use zeroize::{Zeroize, Zeroizing};

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
    /// After this, nothing is passed on.
    by: Option<Instant>,
}

/// The request was not sent in time: another process may work the device by now.
#[derive(Debug)]
pub(super) struct TooLate;

impl fmt::Display for TooLate {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("another process may work the device by now")
    }
}

impl std::error::Error for TooLate {}

thread_local! {
    static SEEN: Cell<Seen> = const { Cell::new(Seen { bytes: 0, head_end: 0, body: 0, whole: 0, by: None }) };
}

/// Starts to track an exchange whose body has `whole` bytes, and of which nothing is passed on after `by`.
pub(super) fn begin(whole: usize, by: Option<Instant>) {
    SEEN.set(Seen { whole, by, ..Seen::default() });
}

/// How much of the request has been sent since.
pub(super) fn left() -> Sent {
    let seen = SEEN.get();
    match seen.bytes {
        0 => Sent::Nothing,
        _ if planted!(SentTooLittle) => Sent::Partially,
        _ if seen.head_end == 4 && seen.body >= seen.whole => Sent::Completely,
        _ => Sent::Partially,
    }
}

impl Seen {
    /// Whether these bytes are the whole head of a request that has a body.
    fn is_head(mut self, bytes: &[u8]) -> bool {
        let is_first = self.bytes == 0 && self.whole > 0;
        self.hand_over(bytes);
        is_first && self.head_end == 4 && self.body == 0
    }

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

/// How long something may still be passed on; `None` for ever. Fails when nothing may be.
pub(super) fn in_time() -> io::Result<Option<Duration>> {
    let left = SEEN.get().by.map(|by| by.saturating_duration_since(clock::now()));
    match left {
        Some(Duration::ZERO) => Err(io::Error::new(io::ErrorKind::TimedOut, TooLate)),
        left => Ok(left),
    }
}

/// The part of the client's connector chain that adds a tracker to each connection.
#[derive(Debug, Clone, Copy)]
pub(super) struct SendTracker;

/// A connection with a tracker.
///
/// The HTTP client writes the head of a request and its body one after the other. The tracker keeps the head until the
/// body comes, so that a short request is one packet: a device that reads only once gets all of it. What is kept has not
/// been passed on, and does not count.
pub(super) struct Watched<T: Transport> {
    below: T,
    /// The head that waits for its body.
    head: Zeroizing<Vec<u8>>,
    /// Bytes that came in on the connection.
    received: usize,
}

impl<T: Transport> Connector<T> for SendTracker {
    type Out = Watched<T>;

    fn connect(&self, _: &ConnectionDetails, chained: Option<T>) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(|below| Watched { below, head: Zeroizing::default(), received: 0 }))
    }
}

impl<T: Transport> Drop for Watched<T> {
    /// Wipes what was used of the buffers: a request passes through them with the secrets of its headers.
    fn drop(&mut self) {
        let received = self.received;
        let buffers = self.below.buffers();
        wipe(buffers.output());
        let input = buffers.input_append_buf();
        let used = received.min(input.len());
        input[..used].zeroize();
    }
}

/// Wipes a buffer that was zero at first, up to the last byte that is not: most of it was never used.
fn wipe(buffer: &mut [u8]) {
    let (pieces, rest) = buffer.as_chunks::<16>();
    let used = match rest.iter().any(|byte| *byte != 0) {
        true => buffer.len(),
        false => pieces.iter().rposition(|piece| u128::from_ne_bytes(*piece) != 0).map_or(0, |last| (last + 1) * 16),
    };
    buffer[..used].zeroize();
}

impl<T: Transport> Watched<T> {
    /// Puts the kept head before the bytes in the buffer. Returns how many bytes are there now, and those that have no
    /// room there.
    fn join(&mut self, amount: usize) -> (usize, Zeroizing<Vec<u8>>) {
        let head = std::mem::take(&mut self.head);
        let output = self.below.buffers().output();
        let fits = amount.min(output.len().saturating_sub(head.len()));
        let rest = Zeroizing::new(output[fits..amount].to_vec());
        output.copy_within(..fits, head.len());
        output[..head.len()].copy_from_slice(&head);
        (head.len() + fits, rest)
    }

    /// Counts the bytes, then passes them on.
    fn pass(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let mut seen = SEEN.get();
        // As late as possible, and for each part anew: a process may be stopped at any moment before.
        in_time().map_err(Error::Io)?;
        seen.hand_over(&self.below.buffers().output()[..amount]);
        SEEN.set(seen);
        self.below.transmit_output(amount, timeout)
    }
}

impl<T: Transport> Transport for Watched<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.below.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let output = &self.below.buffers().output()[..amount];
        if SEEN.get().is_head(output) {
            self.head = Zeroizing::new(output.to_vec());
            return Ok(());
        }
        if self.head.is_empty() {
            return self.pass(amount, timeout);
        }
        let (amount, rest) = self.join(amount);
        self.pass(amount, timeout)?;
        if rest.is_empty() {
            return Ok(());
        }
        self.below.buffers().output()[..rest.len()].copy_from_slice(&rest);
        self.pass(rest.len(), timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let before = self.below.buffers().input().len();
        let came = self.below.await_input(timeout);
        self.received += self.below.buffers().input().len().saturating_sub(before);
        came
    }

    fn is_open(&mut self) -> bool {
        self.below.is_open()
    }

    fn is_tls(&self) -> bool {
        self.below.is_tls()
    }
}

impl<T: Transport> fmt::Debug for Watched<T> {
    /// Without the head, which may have secrets.
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.debug_struct("Watched").field("below", &self.below).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ureq::unversioned::transport::LazyBuffers;

    fn after(parts: &[&[u8]], whole: usize) -> Sent {
        begin(whole, None);
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

    /// A connection that only notes what it is to send.
    #[derive(Debug)]
    struct Noted {
        buffers: LazyBuffers,
        sent: Vec<Vec<u8>>,
    }

    impl Transport for Noted {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }

        fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
            self.sent.push(self.buffers.output()[..amount].to_vec());
            Ok(())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
            Ok(false)
        }

        fn is_open(&mut self) -> bool {
            false
        }
    }

    /// Passes the parts on, as the HTTP client does. Returns what was sent, and the tracker's view after each part.
    fn passed(parts: &[&[u8]], whole: usize, room: usize) -> (Vec<Vec<u8>>, Vec<Sent>) {
        begin(whole, None);
        let below = Noted { buffers: LazyBuffers::new(room, room), sent: Vec::new() };
        let mut watched = Watched { below, head: Zeroizing::default(), received: 0 };
        let timeout = NextTimeout::default();
        let mut views = Vec::new();
        for part in parts {
            watched.buffers().output()[..part.len()].copy_from_slice(part);
            watched.transmit_output(part.len(), timeout).unwrap();
            views.push(left());
        }
        (std::mem::take(&mut watched.below.sent), views)
    }

    #[test]
    fn the_head_waits_for_its_body_and_does_not_count_until_then() {
        use Sent::{Completely, Nothing, Partially};
        let head: &[u8] = b"POST / HTTP/1.1\r\n\r\n";
        let joined = |body: &[u8]| [head, body].concat();
        let (sent, views) = passed(&[head, b"{}"], 2, 64);
        assert_eq!((sent, views), (vec![joined(b"{}")], vec![Nothing, Completely]));
        let (sent, views) = passed(&[head, b"{\r\n", b"\r\n}"], 6, 64);
        assert_eq!((sent, views), (vec![joined(b"{\r\n"), b"\r\n}".to_vec()], vec![Nothing, Partially, Completely]));
        // No room for both: the rest of the body follows.
        let (sent, views) = passed(&[head, b"0123456789"], 10, 25);
        assert_eq!((sent, views), (vec![joined(b"012345"), b"6789".to_vec()], vec![Nothing, Completely]));
        // Without a body, and in pieces, the head goes out at once.
        let (sent, views) = passed(&[head], 0, 64);
        assert_eq!((sent, views), (vec![head.to_vec()], vec![Completely]));
        let (sent, views) = passed(&[b"POST / ", b"HTTP/1.1\r\n\r\n", b"{}"], 2, 64);
        assert_eq!((sent.len(), views), (3, vec![Partially, Partially, Completely]));
    }

    #[test]
    fn a_request_that_begins_too_late_is_not_sent() {
        let hour = std::time::Duration::from_secs(3600);
        for (by, sent) in [(Some(Instant::now() + hour), Sent::Completely), (Some(Instant::now()), Sent::Nothing)] {
            std::thread::sleep(std::time::Duration::from_millis(1));
            begin(0, by);
            let below = Noted { buffers: LazyBuffers::new(64, 64), sent: Vec::new() };
            let mut watched = Watched { below, head: Zeroizing::default(), received: 0 };
            let head = b"GET / HTTP/1.1\r\n\r\n";
            watched.buffers().output()[..head.len()].copy_from_slice(head);
            let passed = watched.transmit_output(head.len(), NextTimeout::default());
            assert_eq!((passed.is_ok(), left()), (sent == Sent::Completely, sent));
            assert_eq!(watched.below.sent.is_empty(), passed.is_err());
        }
    }

    #[test]
    fn the_rest_of_a_request_is_not_sent_too_late() {
        let pieces: [&[u8]; 2] = [b"POST / HTTP/1.1\r\n\r\n{", b"}"];
        let hour = std::time::Duration::from_secs(3600);
        let below = Noted { buffers: LazyBuffers::new(64, 64), sent: Vec::new() };
        let mut watched = Watched { below, head: Zeroizing::default(), received: 0 };
        begin(2, Some(Instant::now() + hour));
        let passed = pieces.map(|piece| {
            watched.buffers().output()[..piece.len()].copy_from_slice(piece);
            let passed = watched.transmit_output(piece.len(), NextTimeout::default()).is_ok();
            // As if an hour had passed.
            SEEN.set(Seen { by: Some(Instant::now()), ..SEEN.get() });
            passed
        });
        assert_eq!((passed, left()), ([true, false], Sent::Partially));
        assert_eq!(watched.below.sent, [pieces[0]]);
    }

    #[test]
    fn what_was_used_of_a_buffer_is_wiped() {
        for used in [0, 1, 15, 16, 17, 40, 47, 48] {
            let mut buffer = [0; 48];
            buffer[..used].fill(7);
            wipe(&mut buffer);
            assert_eq!(buffer, [0; 48], "{used}");
        }
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
