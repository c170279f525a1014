//! Connections with TCP's memory: bytes that are on their way, in the send queue, lost, or delivered twice.

use crate::plan::{LinkFault, Target};
use crate::registers::Call;
use crate::world::{Core, End, Event, Seat};
use kassa::days::Wire;
use std::collections::VecDeque;
use std::fmt;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::thread;
use std::time::Duration;

/// Milliseconds that a packet is on its way.
const WAY: u64 = 1;

/// How often a waiting call looks whether it was cancelled.
const GLANCE: Duration = Duration::from_millis(200);

/// Everything that is connected, and how many requests there were of each kind.
#[derive(Default)]
pub struct Network {
    lines: Vec<Connection>,
    connected: u64,
    documents: u64,
    questions: u64,
}

/// A connection, seen from outside.
struct Connection {
    register: usize,
    task: usize,
    till: Till,
    /// The register can be reached by it.
    alive: bool,
    /// What came to the register and is no whole request yet.
    request: Vec<u8>,
    /// What came to the till and was not read yet.
    answer: VecDeque<u8>,
    end: End,
    /// What goes wrong with the request that is under way.
    fault: Option<LinkFault>,
    /// What is in the till's send queue and gets out if the connection is still there then.
    queued: Vec<u8>,
    /// The id of the document that the request makes.
    id: Option<usize>,
    /// Its end discards what is queued.
    discards: bool,
}

/// What the till does with a connection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Till {
    /// It has it open.
    Open,
    /// It waits for bytes.
    Waits,
    /// It has closed it.
    Closed,
}

/// The till's end of a connection.
pub struct Line {
    seat: Seat,
    at: usize,
}

impl Line {
    pub fn connect(seat: &Seat, place: SocketAddr, time: Duration, stopped: &dyn Fn() -> bool) -> io::Result<Self> {
        let (register, fault) = {
            let mut core = seat.core();
            core.network.connected += 1;
            let nth = core.network.connected;
            (registered_at(place.ip()), core.fault_of(Target::Connection(nth)))
        };
        let off = !seat.core().registers[register].is_on();
        match fault {
            Some(LinkFault::Refused) => {
                seat.pass(Duration::from_millis(WAY));
                return Err(ErrorKind::ConnectionRefused.into());
            }
            Some(LinkFault::Silent) => return Err(silence(seat, time, stopped)),
            _ if off => return Err(silence(seat, time, stopped)),
            _ => seat.pass(Duration::from_millis(2 * WAY)),
        }
        let mut core = seat.core();
        let at = core.network.lines.len();
        // Where a call asks for a document of each register, their ids follow each other.
        let (task, id) = (seat.task, core.tasks[seat.task].id.map(|id| id + register));
        core.network.lines.push(Connection {
            register,
            task,
            till: Till::Open,
            alive: true,
            request: Vec::new(),
            answer: VecDeque::new(),
            end: End::Open,
            fault: None,
            queued: Vec::new(),
            id,
            discards: false,
        });
        Ok(Self { seat: seat.clone(), at })
    }
}

/// Nothing comes until the time is over or the call is cancelled.
fn silence(seat: &Seat, time: Duration, stopped: &dyn Fn() -> bool) -> io::Error {
    let ends = seat.core().now + time;
    loop {
        if stopped() {
            return io::Error::new(ErrorKind::ConnectionAborted, "the call was cancelled");
        }
        let now = seat.core().now;
        if now >= ends {
            return ErrorKind::TimedOut.into();
        }
        seat.wait(ends.min(now + GLANCE));
        if thread::panicking() {
            return ErrorKind::TimedOut.into();
        }
    }
}

impl Wire for Line {
    fn write(&self, bytes: &[u8]) -> io::Result<()> {
        self.seat.point();
        let mut core = self.seat.core();
        if core.network.lines[self.at].end != End::Open {
            return Err(ErrorKind::ConnectionReset.into());
        }
        let is_document = bytes.starts_with(b"POST") && core.is_document(self.at, bytes);
        let nth = if is_document { &mut core.network.documents } else { &mut core.network.questions };
        *nth += 1;
        let target = if is_document { Target::Document(*nth) } else { Target::Question(*nth) };
        let fault = core.fault_of(target);
        if is_document {
            core.sent(self.at, fault);
        }
        core.send(self.at, bytes, fault);
        drop(core);
        self.seat.point();
        // Not before: nothing keeps a machine from stopping between its last look at the time and the sending.
        self.seat.may_stop();
        Ok(())
    }

    fn read(&self, buffer: &mut [u8], time: Duration, stopped: &dyn Fn() -> bool) -> io::Result<usize> {
        self.seat.may_stop();
        let ends = self.seat.core().now + time;
        loop {
            if stopped() {
                return Err(io::Error::new(ErrorKind::ConnectionAborted, "the call was cancelled"));
            }
            {
                let mut core = self.seat.core();
                let now = core.now;
                let line = &mut core.network.lines[self.at];
                if !line.answer.is_empty() {
                    let count = buffer.len().min(line.answer.len());
                    for (place, byte) in buffer.iter_mut().zip(line.answer.drain(..count)) {
                        *place = byte;
                    }
                    return Ok(count);
                }
                match line.end {
                    End::Closed => return Ok(0),
                    End::Reset => return Err(ErrorKind::ConnectionReset.into()),
                    End::Open if now >= ends => return Err(ErrorKind::TimedOut.into()),
                    End::Open => line.till = Till::Waits,
                }
            }
            let now = self.seat.core().now;
            self.seat.wait(ends.min(now + GLANCE));
            if thread::panicking() {
                return Err(ErrorKind::TimedOut.into());
            }
        }
    }

    fn is_quiet(&self) -> bool {
        let core = self.seat.core();
        let line = &core.network.lines[self.at];
        line.end == End::Open && line.answer.is_empty()
    }

    fn end_well(&self) {
        self.seat.core().network.lines[self.at].discards = false;
    }

    fn discard_at_end(&self) {
        self.seat.core().network.lines[self.at].discards = true;
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut core = self.seat.core();
        let line = &mut core.network.lines[self.at];
        line.till = Till::Closed;
        let queued = std::mem::take(&mut line.queued);
        if !line.discards && !queued.is_empty() {
            // The system goes on delivering, long after the call has ended.
            core.later(LATE, Event::Arrive { line: self.at, bytes: queued });
        } else {
            core.later(WAY, Event::Hangup { line: self.at });
        }
    }
}

/// Milliseconds after which a send queue that nobody discarded gets out: the cable is plugged in again.
const LATE: u64 = 30_000;

impl fmt::Debug for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        write!(formatter, "Line({})", self.at)
    }
}

impl Core {
    fn is_document(&self, line: usize, bytes: &[u8]) -> bool {
        self.registers[self.network.lines[line].register].makes_document(&path_of(bytes), bytes)
    }

    /// A request for a document leaves the till.
    fn sent(&mut self, line: usize, fault: Option<LinkFault>) {
        let Connection { task, id, .. } = self.network.lines[line];
        let till = task;
        self.tell(|| {
            format!("till {till} sends document {id:?}{}", fault.map_or(String::new(), |f| format!(" ({f:?})")))
        });
        let now = self.now;
        if let Some(id) = id {
            self.facts.sent(id, now, fault);
        } else {
            self.facts.sent_without_asking();
        }
    }

    fn send(&mut self, at: usize, bytes: &[u8], fault: Option<LinkFault>) {
        let line = &mut self.network.lines[at];
        line.fault = fault;
        let bytes = bytes.to_vec();
        match fault {
            Some(LinkFault::NeverDelivered) => line.alive = false,
            Some(LinkFault::Stuck) => line.queued.extend(bytes),
            Some(LinkFault::CutRequest) => {
                line.alive = false;
                let part = bytes[..bytes.len() / 2].to_vec();
                self.later(WAY, Event::Arrive { line: at, bytes: part });
            }
            Some(LinkFault::Delivered { after }) => self.later(after, Event::Arrive { line: at, bytes }),
            _ => self.later(WAY, Event::Arrive { line: at, bytes }),
        }
    }

    /// Bytes come to a register.
    pub fn arrive(&mut self, at: usize, bytes: &[u8]) {
        let line = &mut self.network.lines[at];
        line.request.extend_from_slice(bytes);
        let (register, id, fault) = (line.register, line.id, line.fault);
        if !self.registers[register].is_on() {
            return;
        }
        let Some(call) = Call::read(&mut self.network.lines[at].request, at, id) else { return };
        if fault == Some(LinkFault::ResetAtOnce) {
            self.later(WAY, Event::Answer { line: at, bytes: Vec::new(), end: End::Reset });
        }
        if fault == Some(LinkFault::Twice) {
            let copy = Call { line: None, ..call.clone() };
            self.hand_to(register, copy);
        }
        self.hand_to(register, call);
    }

    /// The till has reset the connection: what has not come to the register will not come, and an answer finds nobody.
    pub fn hang_up(&mut self, at: usize) {
        let line = &mut self.network.lines[at];
        line.alive = false;
        line.request.clear();
    }

    /// A register answers.
    pub fn reply(&mut self, line: usize, status: u16, body: &str) {
        let connection = &mut self.network.lines[line];
        let fault = connection.fault.take();
        if connection.till == Till::Closed || !connection.alive && fault != Some(LinkFault::NeverDelivered) {
            return;
        }
        let text = format!(
            "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let bytes = text.into_bytes();
        let (after, bytes, end) = match fault {
            Some(LinkFault::AnswerLost | LinkFault::NeverDelivered | LinkFault::ResetAtOnce) => return,
            Some(LinkFault::AnswerReset) => (WAY, Vec::new(), End::Reset),
            Some(LinkFault::AnswerClosed) => (WAY, Vec::new(), End::Closed),
            Some(LinkFault::AnswerCut) => (WAY, bytes[..bytes.len() - body.len() / 2 - 1].to_vec(), End::Closed),
            Some(LinkFault::AnswerOfProxy) => {
                (WAY, b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\n502".to_vec(), End::Open)
            }
            Some(LinkFault::AnswerLate { after }) => (after, bytes, End::Open),
            _ => (WAY, bytes, End::Open),
        };
        self.later(after, Event::Answer { line, bytes, end });
    }

    /// Bytes come to the till.
    pub fn answered(&mut self, at: usize, bytes: &[u8], end: End) {
        let line = &mut self.network.lines[at];
        if line.till == Till::Closed {
            return;
        }
        line.answer.extend(bytes);
        if end != End::Open {
            line.end = end;
        }
        if std::mem::replace(&mut line.till, Till::Open) == Till::Waits {
            let task = line.task;
            self.wake(task);
        }
    }

    /// All connections of a register end: it was switched off, and nobody tells the tills.
    pub fn cut_off(&mut self, register: usize) {
        for line in self.network.lines.iter_mut().filter(|line| line.register == register) {
            line.alive = false;
            line.request.clear();
        }
    }
}

/// The register at an address: 10.0.R.N is the register R by its name N.
fn registered_at(address: IpAddr) -> usize {
    match address {
        IpAddr::V4(address) => usize::from(address.octets()[2]),
        IpAddr::V6(_) => 0,
    }
}

fn path_of(bytes: &[u8]) -> String {
    let head = bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
    String::from_utf8_lossy(head).split(' ').nth(1).unwrap_or_default().to_owned()
}
