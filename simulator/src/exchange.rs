//! One connection: its requests, their responses, and the faults that apply to them.
//!
//! A request passes the points of [`Point`] in this order: accept, request, then late or received, processing by the
//! device, processed, answer. So a test decides with the point whether the document is made, and with the action what
//! the client sees of it.

use super::control;
use super::faults::{Fault, Point};
use super::http::{Answer, Broken, Head, Link, Request};
use super::page;
use super::setup::Host;
use super::shared::Shared;
use super::turn::Turn;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

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
    let start = String::from_utf8_lossy(&start);
    let mut words = start.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    page::is_control(method, path)
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
    if page::is_control(&head.method, &head.path) {
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
    performed(shared, link, &head, path, known, &faults)
}

/// Reads a request to its end and has it answered, unless a fault comes in between.
fn performed(
    shared: &Arc<Shared>,
    link: Link,
    head: &Head,
    path: String,
    known: bool,
    faults: &[Fault],
) -> Option<Link> {
    let at = |point| faults.iter().filter(move |fault: &&Fault| fault.point == point);

    let mut turn = Turn::new(shared, link);
    for fault in at(Point::Request) {
        if let Err(broken) = turn.link.read_until(head.length.max(fault.bytes.unwrap_or(0)).min(whole(head))) {
            return farewell(turn.link, broken);
        }
        turn = turn.strike(fault)?;
        if turn.has_answer() {
            turn.send(true);
            return None;
        }
    }
    let mut request = match turn.link.request(head) {
        Ok(request) => request,
        Err(broken) => return farewell(turn.link, broken),
    };
    let number = shared.exchanges.begin(&request);
    turn.number = Some(number);
    request.path = path;
    let kept = answered(turn, number, request, known, head.closes, faults);
    shared.exchanges.end(number);
    kept
}

/// Has a request processed and answered, with the faults that come from there on.
fn answered(
    mut turn: Turn,
    number: u64,
    request: Request,
    known: bool,
    closes: bool,
    faults: &[Fault],
) -> Option<Link> {
    let shared = turn.shared;
    let at = |point| faults.iter().filter(move |fault: &&Fault| fault.point == point);
    if let Some(first) = at(Point::Late).next() {
        let delay = first.delay(1000);
        shared.run(move |shared| {
            if shared.halt.wait(delay) {
                return;
            }
            if let Some(answer) = shared.device.serve(&request, &shared.halt) {
                // The turn has ended by now, so this answer goes nowhere.
                shared.exchanges.answered(number, &answer);
            }
        });
        for fault in at(Point::Late) {
            // The fault's delay was already used before processing, so a hang here uses the default delay.
            turn = turn.strike(&Fault { delay_ms: None, ..fault.clone() })?;
        }
        turn.send(true);
        return None;
    }
    for fault in at(Point::Received) {
        turn = turn.strike(fault)?;
    }
    if !turn.has_answer() {
        let own =
            if known { shared.device.serve(&request, &shared.halt)? } else { Answer::text(404, "unknown path\n") };
        turn.reply(own);
        for fault in at(Point::Processed) {
            turn = turn.strike(fault)?;
        }
    }
    let cuts: Vec<&Fault> = at(Point::Answer).collect();
    turn.send_cut(closes || shared.device.closes(), &cuts)
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
    if request.method == "GET" && request.path == page::EVENTS && page::is_own(&request) {
        page::stream(shared, link);
        return None;
    }
    let stops = page::is_own(&request)
        && request.method == "POST"
        && request.path == "/simulator/stop"
        && shared.host == Host::Process;
    let answer = if stops { Answer::json(&json!({"ok": true})) } else { control::answer(shared, request) };
    let mut turn = Turn::new(shared, link);
    turn.reply(answer);
    let kept = turn.send(head.closes || stops);
    if stops {
        std::process::exit(0);
    }
    kept
}
