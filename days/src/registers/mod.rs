//! Registers as state machines. They are written from the vendors' documents and share no type with the driver.

pub mod atolonline;
mod atolweb;
mod cashcore;
pub mod icash;
mod itkassa;
pub mod ofdru;
mod queue;

pub use cashcore::OFD_ID;

use crate::plan::{Event as At, Fault, Kind, Plan, WorkFault};
use crate::world::{Core, Event};
use serde_json::Value;

/// A request that has come to a register.
#[derive(Debug, Clone)]
pub struct Call {
    /// Where the answer goes; `None` if nobody waits for it.
    pub line: Option<usize>,
    pub method: String,
    pub path: String,
    pub body: Value,
    /// The document that a till asks for by it.
    pub id: Option<usize>,
}

/// An answer: the HTTP status and the body.
pub type Answer = (u16, Value);

/// What a register wants to happen.
pub enum Wish {
    /// An answer on a connection.
    Answer { line: usize, status: u16, body: Value },
    /// It goes on with this piece of work after so many milliseconds.
    Work { after: u64, work: u64 },
    /// A document was made.
    Make(crate::facts::Made),
}

/// A simulated register.
pub trait Register: Send {
    fn is_on(&self) -> bool;

    /// Whether a request with this path and body asks for a document.
    fn makes_document(&self, path: &str, body: &[u8]) -> bool;

    /// A request has come, at this millisecond. `fault` is that of the document that it asks for.
    fn call(&mut self, now: u64, call: Call, fault: Option<WorkFault>) -> Vec<Wish>;

    /// A piece of work goes on.
    fn work(&mut self, now: u64, work: u64) -> Vec<Wish>;

    /// Another program sells.
    fn sell(&mut self, now: u64, content: u64) -> Vec<Wish>;

    fn switch(&mut self, on: bool);

    /// Its memory is replaced by a copy with so many documents less; returns the signs of those that are gone. A server is
    /// not restored.
    fn restore(&mut self, _back: u64) -> Vec<String> {
        Vec::new()
    }

    /// It gets another fiscal drive. Returns whether it has one; that of a register behind a server stays.
    fn change_drive(&mut self) -> bool {
        false
    }

    /// A person closes its shift, and the next receipt opens another; only where that has a meaning of its own.
    fn close_shift(&mut self, _now: u64) {}

    /// What its server reports of the newest document; `forged`: as made, whatever became of it.
    fn callback(&self, _forged: bool) -> Option<Value> {
        None
    }
}

pub fn of(plan: &Plan) -> Vec<Box<dyn Register>> {
    match plan.kind {
        Kind::Icash | Kind::MarkedIcash => vec![Box::new(icash::Icash::new(plan.register))],
        Kind::Cashcore => vec![Box::new(cashcore::Cashcore::new(plan.register, false))],
        Kind::MarkedCashcore => vec![Box::new(cashcore::Cashcore::new(plan.register, true))],
        Kind::Atolweb => vec![Box::new(atolweb::Atolweb::new(plan.register))],
        Kind::Atolonline => vec![Box::new(queue::Queue::<atolonline::Atolonline>::new(plan.register))],
        Kind::Itkassa => vec![Box::new(queue::Queue::<itkassa::Itkassa>::new(plan.register))],
        // The service, and the register that it is asked about.
        Kind::Registration => {
            vec![Box::new(ofdru::Ofdru::new(plan.register)), Box::new(icash::Icash::fresh(plan.register))]
        }
    }
}

impl Call {
    /// The answer to it, if somebody waits for one.
    pub fn answer(&self, (status, body): Answer) -> Option<Wish> {
        self.line.map(|line| Wish::Answer { line, status, body })
    }

    /// The next whole request in what has come on a connection.
    pub fn read(come: &mut Vec<u8>, line: usize, id: Option<usize>) -> Option<Self> {
        let head = come.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let text = String::from_utf8_lossy(&come[..head]).into_owned();
        let length = text
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, value)| value.trim().parse().ok())
            .unwrap_or(0usize);
        if come.len() < head + length {
            return None;
        }
        let body = serde_json::from_slice(&come[head..head + length]).unwrap_or_default();
        come.drain(..head + length);
        let mut words = text.split(' ');
        let (method, path) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
        Some(Self { line: Some(line), method, path, body, id })
    }
}

impl Core {
    /// Milliseconds since the world began.
    pub fn millis(&self) -> u64 {
        u64::try_from(self.now.as_millis()).expect("a day")
    }

    /// A request is a register's.
    pub fn hand_to(&mut self, register: usize, call: Call) {
        let now = self.millis();
        let mut fault = None;
        let is_asked = call.method == "POST";
        if is_asked && self.registers[register].makes_document(&call.path, call.body.to_string().as_bytes()) {
            self.facts.requests += 1;
            if let Some(id) = call.id {
                self.facts.arrive(id);
            }
            let nth = self.facts.requests;
            fault = self.take_fault(|fault| match fault {
                Fault::Work(at, fault) if *at == nth => Some(*fault),
                _ => None,
            });
            if fault == Some(WorkFault::TooSlow)
                && let Some(id) = call.id
            {
                (self.facts.asked[id].beyond, self.facts.asked[id].late) = (true, true);
            }
            if let Some(WorkFault::PowerBefore { off } | WorkFault::PowerAfter { off }) = fault {
                self.facts.off = Some(off);
            }
            if let Some(fault) = fault {
                self.tell(|| format!("    register: {fault:?}"));
            }
        }
        let wishes = self.registers[register].call(now, call, fault);
        self.fulfil(register, wishes);
    }

    /// A register goes on.
    pub fn work(&mut self, register: usize, work: u64) {
        let now = self.millis();
        let was_on = self.registers[register].is_on();
        let wishes = self.registers[register].work(now, work);
        self.fulfil(register, wishes);
        if was_on && !self.registers[register].is_on() {
            self.is_off(register);
        }
    }

    fn fulfil(&mut self, register: usize, wishes: Vec<Wish>) {
        for wish in wishes {
            match wish {
                Wish::Answer { line, status, body } => self.reply(line, status, &body.to_string()),
                Wish::Work { after, work } => self.later(after, Event::Work { register, work }),
                Wish::Make(mut made) => {
                    (made.register, made.at) = (register, self.now);
                    let (number, id) = (made.number, made.id);
                    self.tell(|| match id {
                        Some(id) => format!("    register makes {number}, document {id}"),
                        None => format!("    register makes {number} for another program"),
                    });
                    self.facts.make(made);
                }
            }
        }
    }

    /// A register was switched off.
    fn is_off(&mut self, register: usize) {
        self.cut_off(register);
        let off = self.facts.off.take().unwrap_or(1_000);
        self.tell(|| format!("    register is off for {off} ms"));
        self.later(off, Event::PowerOn { register });
    }

    pub fn power_on(&mut self, register: usize) {
        self.tell(|| "    register is on".into());
        self.registers[register].switch(true);
    }

    /// Something of the plan happens to a register.
    pub fn befall(&mut self, event: At) {
        let now = self.millis();
        match event {
            At::Neighbour { content } => {
                if self.registers[0].is_on() {
                    let wishes = self.registers[0].sell(now, content);
                    self.fulfil(0, wishes);
                }
            }
            At::PowerOff { off } => {
                if self.registers[0].is_on() {
                    self.registers[0].switch(false);
                    self.facts.off = Some(off);
                    self.is_off(0);
                }
            }
            At::Restored { back } => {
                let gone = self.registers[0].restore(back);
                self.facts.lose(&gone, self.now);
            }
            At::NewDrive => {
                if self.registers[0].change_drive() {
                    self.facts.change_drive();
                }
            }
            At::ShiftClosed => {
                if self.registers[0].is_on() {
                    self.registers[0].close_shift(now);
                }
            }
            At::Cancel { .. }
            | At::Callback { .. }
            | At::HostPower { .. }
            | At::DiskFull { .. }
            | At::Damaged { .. }
            | At::SyncFails { .. }
            | At::Locked { .. }
            | At::Copied { .. }
            | At::Replaced { .. }
            | At::Reconfigured { .. } => {}
        }
    }
}
