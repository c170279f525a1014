//! One connection: its requests, their responses, and the faults that apply to them.
//!
//! A request passes the points of [`Point`] in this order: accept, request, then late or received, processing by the
//! device, processed, answer. So a test decides with the point whether the document is made, and with the action what
//! the client sees of it.

use super::control;
use super::faults::{Action, Fault, Point};
use super::http::{Answer, Broken, Head, Link};
use super::server::{Host, Shared};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const OVERSIZED: usize = 64 * 1024 * 1024;
/// The exit code of the process after [`Action::Exit`].
const POWER_LOSS: i32 = 9;

/// Serves one connection from its first byte to its last.
pub(super) fn converse(shared: &Arc<Shared>, mut link: Link) {
    // The power may have been switched off after the connection was accepted and before it was added to the list of
    // links.
    if shared.halt.is_off() {
        return;
    }
    if shared.faults.awaits_connection() && !asks_control(&mut link) {
        let mut turn = Turn::new(shared, link);
        for fault in shared.faults.for_connection() {
            let Some(next) = turn.strike(&fault) else { return };
            turn = next;
        }
        link = turn.link;
    }
    while let Some(same) = exchange(shared, link) {
        link = same;
    }
}

/// Whether the connection begins with a control request. Faults never apply to control requests.
fn asks_control(link: &mut Link) -> bool {
    let start = link.wire().glance(Duration::from_millis(200));
    start.split(|byte| *byte == b' ').nth(1).is_some_and(|path| path.starts_with(b"/simulator"))
}

/// Handles one request. Returns the link if another request may follow on it.
///
/// Control requests are answered here and meet no fault, so that a test can always reach a device that fails. A request
/// whose path is not below the protocol's base path meets the faults too; then the answer is 404.
fn exchange(shared: &Arc<Shared>, mut link: Link) -> Option<Link> {
    let head = match link.head() {
        Ok(head) => head,
        Err(broken) => return farewell(link, broken),
    };
    if head.path.starts_with("/simulator/") {
        return control(shared, link, &head);
    }
    if link.wire().lacks_tls() {
        return farewell(link, Broken::Refused(Answer::text(400, "this port uses https\n")));
    }
    let inner = inner_path(&head.path, shared.device.base()).map(str::to_owned);
    let known = inner.is_some();
    let path = inner.unwrap_or_else(|| head.path.clone());
    if shared.faults.awaits_body()
        && let Err(broken) = link.read_until(whole(&head))
    {
        return farewell(link, broken);
    }
    let faults = shared.faults.for_request(&head.method, &path, link.body(&head));
    let at = |point| faults.iter().filter(move |fault: &&Fault| fault.point == point);

    let mut turn = Turn::new(shared, link);
    for fault in at(Point::Request) {
        if let Err(broken) = turn.link.read_until(head.length.max(fault.bytes.unwrap_or(0)).min(whole(&head))) {
            return farewell(turn.link, broken);
        }
        turn = turn.strike(fault)?;
        if turn.instead.is_some() {
            turn.send(None, true);
            return None;
        }
    }
    let mut request = match turn.link.request(&head) {
        Ok(request) => request,
        Err(broken) => return farewell(turn.link, broken),
    };
    shared.remember(&request);
    request.path = path;

    if let Some(first) = at(Point::Late).next() {
        let delay = first.delay(1000);
        shared.run(move |shared| {
            if !shared.halt.wait(delay) {
                shared.device.serve(&request, &shared.halt);
            }
        });
        for fault in at(Point::Late) {
            // The fault's delay was already used before processing, so a hang here uses the default delay.
            turn = turn.strike(&Fault { delay_ms: None, ..fault.clone() })?;
        }
        turn.send(None, true);
        return None;
    }
    for fault in at(Point::Received) {
        turn = turn.strike(fault)?;
    }
    let mut answer = None;
    if turn.instead.is_none() {
        answer = if known {
            Some(shared.device.serve(&request, &shared.halt)?)
        } else {
            Some(Answer::text(404, "unknown path\n"))
        };
        for fault in at(Point::Processed) {
            turn = turn.strike(fault)?;
        }
    }
    let cuts: Vec<&Fault> = at(Point::Answer).collect();
    turn.send_cut(answer, head.closes || shared.device.closes(), &cuts)
}

fn whole(head: &Head) -> usize {
    head.length + head.body_length
}

fn inner_path<'a>(path: &'a str, base: &str) -> Option<&'a str> {
    path.strip_prefix(base).filter(|rest| rest.starts_with('/'))
}

fn farewell(mut link: Link, broken: Broken) -> Option<Link> {
    if let Broken::Refused(answer) = broken {
        let mut bytes = answer.head(answer.body.len(), true);
        bytes.extend_from_slice(&answer.body);
        if link.write(&bytes).is_ok() {
            link.close();
        }
    }
    None
}

fn control(shared: &Arc<Shared>, mut link: Link, head: &Head) -> Option<Link> {
    let request = match link.request(head) {
        Ok(request) => request,
        Err(broken) => return farewell(link, broken),
    };
    let stops = request.method == "POST" && request.path == "/simulator/stop" && shared.host == Host::Process;
    let answer = if stops { Answer::json(&json!({"ok": true})) } else { control::answer(shared, request) };
    let turn = Turn::new(shared, link);
    let kept = turn.send(Some(answer), head.closes || stops);
    if stops {
        std::process::exit(0);
    }
    kept
}

/// A request in progress, with the effects of the faults applied so far.
struct Turn<'a> {
    shared: &'a Arc<Shared>,
    link: Link,
    /// The response to send instead of the device's own.
    instead: Option<Answer>,
    drip: Option<Duration>,
}

impl<'a> Turn<'a> {
    fn new(shared: &'a Arc<Shared>, link: Link) -> Self {
        Self { shared, link, instead: None, drip: None }
    }

    /// Applies a fault. Returns `None` when the connection is over.
    ///
    /// An action that replaces the answer only stores the new one. It is sent after all faults of the request were
    /// applied.
    fn strike(mut self, fault: &Fault) -> Option<Self> {
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
                self.instead = Some(Answer { body, ..Answer::json(&Value::Null) });
            }
            Action::Oversized => {
                let mut body = br#"{"ok": true, "data": ""#.to_vec();
                body.resize(fault.bytes.unwrap_or(OVERSIZED), b'x');
                self.instead = Some(Answer { body, ..Answer::json(&Value::Null) });
            }
            Action::Status => self.instead = Some(Answer::text(fault.status, "simulated device error\n")),
            Action::Error => self.instead = Some(self.shared.device.refusal(fault.code)),
        }
        Some(self)
    }

    fn over(self, end: fn(Link)) -> Option<Self> {
        end(self.link);
        None
    }

    fn send(self, answer: Option<Answer>, closes: bool) -> Option<Link> {
        self.send_cut(answer, closes, &[])
    }

    /// Sends the response and applies each fault after its number of bytes has been sent.
    fn send_cut(mut self, answer: Option<Answer>, closes: bool, cuts: &[&Fault]) -> Option<Link> {
        let Some(answer) = self.instead.take().or(answer) else { return self.over(Link::close).map(|turn| turn.link) };
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
