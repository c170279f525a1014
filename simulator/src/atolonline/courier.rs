//! Call-backs: each result is posted to the address of its request. They are not signed.

use super::delivery::Postman;
use super::device::AtolOnline;
use super::state::State;
use super::views;
use crate::halt::Halt;
use crate::post::post;
use serde_json::json;
use std::time::{Duration, Instant};

/// Delivers the results until the power goes off.
pub(super) fn work(service: &AtolOnline, halt: &Halt) {
    let mut state = service.memory.state();
    while !halt.is_off() {
        let waiting = state.core.deliveries.iter().enumerate().filter(|(_, delivery)| !delivery.over);
        let first = waiting.min_by_key(|(_, delivery)| delivery.due).map(|(at, delivery)| (at, delivery.due));
        let Some((at, due)) = first else {
            state = service.memory.await_change(state, None);
            continue;
        };
        if due.is_some_and(|due| due > Instant::now()) {
            state = service.memory.await_change(state, due);
            continue;
        }
        let (url, body) = letter(service, &state, at);
        drop(state);
        let answer = post(&url, service.options.callback_ca.as_deref(), &[], &body);
        state = service.memory.state();
        record(service, &mut state, at, answer);
    }
}

/// The address, and the body to post.
fn letter(service: &AtolOnline, state: &State, at: usize) -> (String, Vec<u8>) {
    let delivery = &state.core.deliveries[at];
    let job = state.jobs.iter().find(|job| job.uuid == delivery.uuid);
    let body = job.map(|job| views::report(state, job, service.memory.now())).unwrap_or_default();
    (delivery.url.clone(), body.to_string().into_bytes())
}

fn record(service: &AtolOnline, state: &mut State, at: usize, answer: Result<u16, String>) {
    let options = &service.options;
    // If this cannot be saved, the result is posted again after a restart. That may happen anyway.
    service.keep(state, |state| {
        let unheard = Postman::takes(&mut state.core.postman.unheard);
        let delivery = &mut state.core.deliveries[at];
        delivery.delivered |= answer.as_ref().is_ok_and(|status| (200..300).contains(status)) && !unheard;
        delivery.attempts.push(match answer {
            Ok(status) if unheard => json!({"status": status, "lost": true}),
            Ok(status) => json!({"status": status}),
            Err(error) => json!({"error": error}),
        });
        let attempts = u32::try_from(delivery.attempts.len()).unwrap_or(u32::MAX);
        delivery.due = Instant::now().checked_add(Duration::from_millis(options.callback_pause_ms));
        delivery.over = delivery.delivered || attempts >= options.callback_attempts;
    });
}
