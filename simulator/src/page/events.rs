//! The events of the page: what has changed since the last ones.

use super::qr;
use crate::http::Link;
use crate::paper::Slip;
use crate::shared::Shared;
use serde_json::{Value, json};
use std::time::Duration;

/// How often the device is looked at, while a page is open.
const PAUSE: Duration = Duration::from_millis(100);
/// After how many silent looks something is sent, to notice that the page was closed.
const SILENCE: u32 = 50;
/// How many exchanges and slips a page gets at first.
const MOST: usize = 200;

const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\nConnection: close\r\n\r\n";

/// Sends events until the page is closed or the power goes off.
pub(crate) fn stream(shared: &Shared, mut link: Link) {
    let mut seen = Seen::default();
    let mut silent = 0;
    let memory = shared.device.memory();
    let hello = json!({"device": memory.device(), "buttons": memory.buttons()});
    let mut text = event("hello", &hello);
    if link.write(HEAD).is_err() {
        return;
    }
    loop {
        text.push_str(&seen.news(shared));
        silent += 1;
        if text.is_empty() && silent >= SILENCE {
            text.push_str(": nothing new\n\n");
        }
        if !text.is_empty() {
            if link.write(text.as_bytes()).is_err() {
                return;
            }
            (text, silent) = (String::new(), 0);
        }
        if shared.halt.wait(PAUSE) {
            return;
        }
    }
}

fn event(name: &str, data: &Value) -> String {
    // The JSON has no line break, so it is one line of data.
    format!("event: {name}\ndata: {data}\n\n")
}

/// What the page has been told.
#[derive(Default)]
struct Seen {
    slips: usize,
    changes: u64,
    /// It has been told what the tape was when it was opened.
    begun: bool,
    state: Value,
}

impl Seen {
    fn news(&mut self, shared: &Shared) -> String {
        let mut text = String::new();
        let most = if self.begun { usize::MAX } else { MOST };
        let (changes, exchanges) = shared.exchanges.changed_since(self.changes, most);
        self.changes = changes;
        if !exchanges.is_empty() {
            text.push_str(&event("exchanges", &exchanges.into()));
        }
        // A command that takes its time holds the memory: then there is nothing to see yet.
        let Some(look) = shared.device.memory().look(self.slips) else { return text };
        let state = json!({"registers": look.registers, "offset": look.offset, "start": look.start, "faults": shared.faults.to_json()});
        if without_ages(&state) != self.state {
            self.state = without_ages(&state);
            text.push_str(&event("state", &state));
        }
        if !look.slips.is_empty() || !self.begun {
            self.begun = true;
            self.slips += look.slips.len();
            let newest = &look.slips[look.slips.len().saturating_sub(most)..];
            text.push_str(&event("slips", &newest.iter().map(slip).collect()));
        }
        text
    }
}

/// The state without what changes each second, which the page counts on by itself.
fn without_ages(state: &Value) -> Value {
    let mut state = state.clone();
    for register in state["registers"].as_array_mut().into_iter().flatten() {
        if let Some(shift) = register["shift"].as_object_mut() {
            shift.remove("age");
        }
    }
    state
}

/// A slip as its texts and codes, in their order.
fn slip(slip: &Slip) -> Value {
    let (mut parts, mut at) = (Vec::new(), 0);
    for code in &slip.codes {
        parts.push(json!({"text": slip.text.get(at..code.start).unwrap_or_default()}));
        parts.push(json!({"qr": qr::drawn(&code.content)}));
        at = code.end;
    }
    parts.push(json!({"text": slip.text.get(at..).unwrap_or_default()}));
    json!({"register": slip.register, "parts": parts})
}
