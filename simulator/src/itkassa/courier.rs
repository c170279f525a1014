//! Callbacks: each result is posted until the receiver answers 200. The pauses between attempts grow. After the last
//! attempt a mail is sent.

use super::delivery::Mail;
use super::device::ItKassa;
use super::state::State;
use super::{sample, views};
use crate::halt::Halt;
use crate::post::post;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Delivers callbacks until the power goes off.
pub(super) fn work(service: &ItKassa, halt: &Halt) {
    let mut state = service.memory.state();
    while !halt.is_off() {
        let now = Instant::now();
        let waiting = state.core.deliveries.iter().enumerate().filter(|(_, delivery)| !delivery.over);
        let first = waiting.min_by_key(|(_, delivery)| delivery.due).map(|(at, delivery)| (at, delivery.due));
        let Some((at, due)) = first else {
            state = service.memory.await_change(state, None);
            continue;
        };
        if due.is_some_and(|due| due > now) {
            state = service.memory.await_change(state, due);
            continue;
        }
        let (url, headers, body) = letter(service, &state, at);
        drop(state);
        let answer = post(&url, service.options.callback_ca.as_deref(), &headers, &body);
        state = service.memory.state();
        record(service, &mut state, at, answer);
    }
}

/// The request to post: address, headers, body.
fn letter(service: &ItKassa, state: &State, at: usize) -> (String, Vec<(&'static str, String)>, Vec<u8>) {
    let delivery = &state.core.deliveries[at];
    let mut headers = vec![("X-Organization-Id", sample::ORGANIZATION.to_owned())];
    if let Some(key) = state.core.settings.get("callbackApiKey").and_then(Value::as_str) {
        headers.push(("X-API-Key", key.to_owned()));
    }
    let task = state.tasks.iter().find(|task| delivery.task.as_ref() == Some(&task.id));
    let body = match task.and_then(|task| Some((task, state.register(&task.register)?))) {
        Some((task, register)) => views::object(task, register, service.options.shapes),
        None => json!({"type": "test", "organizationId": sample::ORGANIZATION}),
    };
    (delivery.url.clone(), headers, body.to_string().into_bytes())
}

fn record(service: &ItKassa, state: &mut State, at: usize, answer: Result<u16, String>) {
    let deaf = service.is_deaf();
    let options = &service.options;
    // If this cannot be saved, the callback is sent again after a restart. A callback may be repeated, so that does no
    // harm.
    let _ = service.memory.change(
        state,
        || (),
        |state| {
            let delivery = &mut state.core.deliveries[at];
            delivery.delivered |= answer == Ok(200) && !deaf;
            let made = u32::try_from(delivery.attempts.len()).unwrap_or(u32::MAX);
            delivery.attempts.push(match answer {
                Ok(status) if deaf => json!({"status": status, "lost": true}),
                Ok(status) => json!({"status": status}),
                Err(error) => json!({"error": error}),
            });
            let pause = options.callback_pause_ms.saturating_mul(1 << made.min(20));
            let pause = pause.min(options.callback_longest_pause_ms);
            delivery.due = Instant::now().checked_add(Duration::from_millis(pause));
            delivery.over = delivery.delivered || made + 1 >= options.callback_attempts;
            if delivery.over && !delivery.delivered {
                let to = state.core.settings.get("errorEmail").and_then(Value::as_str).unwrap_or_default().to_owned();
                let (task, url) = (delivery.task.clone(), delivery.url.clone());
                let text = "Не удалось доставить результат печати".to_owned();
                state.core.mails.push(Mail { to, task, url, text });
            }
            Ok::<(), ()>(())
        },
    );
}
