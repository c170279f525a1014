//! A request that is being answered: what the faults do to its connection and to its answer.

use super::faults::{Action, Fault};
use super::http::{Answer, Link};
use super::setup::Host;
use super::shared::Shared;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

const OVERSIZED: usize = 64 * 1024 * 1024;
/// The exit code of the process after [`Action::Exit`].
const POWER_LOSS: i32 = 9;

/// A request in progress, with the effects of the faults applied so far.
pub(super) struct Turn<'a> {
    pub(super) shared: &'a Arc<Shared>,
    pub(super) link: Link,
    /// Number of its exchange, once the request was read.
    pub(super) number: Option<u64>,
    /// The response to send: the device's own, or what a fault has put in its place.
    answer: Option<Answer>,
    drip: Option<Duration>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(shared: &'a Arc<Shared>, link: Link) -> Self {
        Self { shared, link, number: None, answer: None, drip: None }
    }

    /// Applies a fault. Returns `None` when the connection is over.
    ///
    /// An action that replaces the answer does not send the new one yet: that comes after all faults of the request.
    pub(super) fn strike(mut self, fault: &Fault) -> Option<Self> {
        if let Some(number) = self.number {
            self.shared.exchanges.struck(number, fault);
        }
        match fault.action {
            Action::Reset => return self.over(Link::reset),
            Action::Close => return self.over(Link::close),
            Action::Hang => {
                self.link.wire().stay_silent(fault.delay(60_000));
                return self.over(Link::close);
            }
            Action::Exit => {
                if self.shared.host == Host::Process {
                    std::process::exit(POWER_LOSS);
                }
                self.shared.switch_off();
                return None;
            }
            Action::Delay => {
                if self.shared.halt.wait(fault.delay(1000)) {
                    return None;
                }
            }
            Action::Stranger => {
                if let Some(document) = &fault.document {
                    let _ = self.shared.device.make_document(document, &self.shared.halt);
                }
            }
            Action::Drip => self.drip = Some(fault.delay(10)),
            Action::Malformed => {
                let body = br#"{"ok": true, "data": {"T1040": 1"#.to_vec();
                self.reply(Answer { body, ..Answer::json(&Value::Null) });
            }
            Action::Oversized => {
                let mut body = br#"{"ok": true, "data": ""#.to_vec();
                let filling = fault.bytes.unwrap_or(OVERSIZED).saturating_sub(body.len());
                // Not by `resize`, which fills byte by byte in a build without optimization.
                body.append(&mut vec![b'x'; filling]);
                self.reply(Answer { body, ..Answer::json(&Value::Null) });
            }
            Action::Status => self.reply(Answer::text(fault.status, "simulated device error\n")),
            Action::Error => self.reply(self.shared.device.refusal(fault.code)),
        }
        Some(self)
    }

    /// Sets the response, in place of an earlier one.
    pub(super) fn reply(&mut self, answer: Answer) {
        if let Some(number) = self.number {
            self.shared.exchanges.answered(number, &answer);
        }
        self.answer = Some(answer);
    }

    pub(super) fn has_answer(&self) -> bool {
        self.answer.is_some()
    }

    fn over(self, end: fn(Link)) -> Option<Self> {
        end(self.link);
        None
    }

    pub(super) fn send(self, closes: bool) -> Option<Link> {
        self.send_cut(closes, &[])
    }

    /// Sends the response and applies each fault after its number of bytes has been sent. Without a response the
    /// connection ends.
    pub(super) fn send_cut(mut self, closes: bool, cuts: &[&Fault]) -> Option<Link> {
        let Some(answer) = self.answer.take() else { return self.over(Link::close).map(|turn| turn.link) };
        let mut bytes = answer.head(answer.body.len(), closes);
        bytes.extend_from_slice(&answer.body);
        let mut sent = 0;
        for fault in cuts {
            let cut = fault.bytes.unwrap_or(0).clamp(sent, bytes.len());
            self.write(&bytes[sent..cut])?;
            sent = cut;
            if fault.action == Action::Malformed {
                bytes[sent..].fill(b'#');
            } else {
                self = self.strike(fault)?;
            }
        }
        self.write(&bytes[sent..])?;
        if let Some(number) = self.number {
            self.shared.exchanges.sent(number);
        }
        if closes {
            self.link.close();
            return None;
        }
        Some(self.link)
    }

    fn write(&mut self, bytes: &[u8]) -> Option<()> {
        let Some(pause) = self.drip else { return self.link.write(bytes).ok() };
        for byte in bytes {
            self.link.write(std::slice::from_ref(byte)).ok()?;
            if self.shared.halt.wait(pause) {
                return None;
            }
        }
        Some(())
    }
}
