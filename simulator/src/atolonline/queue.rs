//! The queue of each group: its registers take the waiting documents in order, each one at a time.

use super::device::AtolOnline;
use super::state::State;
use super::work::PATIENCE;
use crate::halt::Halt;
use std::time::{Duration, Instant};

/// The pause before a document whose result could not be saved is tried again.
const AGAIN: Duration = Duration::from_millis(100);

/// Makes the documents until the power goes off.
pub(super) fn work(service: &AtolOnline, halt: &Halt) {
    let mut state = service.memory.state();
    while !halt.is_off() {
        let now = Instant::now();
        give_out(&mut state, now);
        let next = [finish(service, &mut state, now), expire(service, &mut state, now)].into_iter().flatten().min();
        state = service.memory.await_change(state, next);
    }
}

/// Gives the waiting documents to the registers that have none.
fn give_out(state: &mut State, now: Instant) {
    let State { core, jobs, .. } = state;
    for group in core.groups.iter_mut().filter(|group| !group.world.held) {
        let delay = Duration::from_millis(group.world.delay_ms);
        let mut waiting = jobs.iter_mut().filter(|job| job.group == group.code && job.waits());
        for (place, register) in group.registers.iter_mut().enumerate().filter(|(_, register)| register.due.is_none()) {
            let Some(job) = waiting.next() else { break };
            (job.register, register.due) = (Some(place), Some(now + delay));
        }
    }
}

/// Finishes the documents whose time has come. Returns when to look again.
fn finish(service: &AtolOnline, state: &mut State, now: Instant) -> Option<Instant> {
    let mut next = None;
    for at in 0..state.jobs.len() {
        let Some(place) = state.jobs[at].register else { continue };
        let of_job = state.core.groups.iter().position(|group| group.code == state.jobs[at].group);
        let Some((group, due)) = of_job.and_then(|group| Some((group, state.core.groups[group].registers[place].due?)))
        else {
            continue;
        };
        let mut again = due;
        if due <= now {
            let done = service.keep(state, |state| {
                state.execute(at, service.memory.now());
                state.core.groups[group].registers[place].due = None;
            });
            // The register is free, so it can take the next document at once.
            again = if done { now } else { now + AGAIN };
        }
        if again > now {
            state.core.groups[group].registers[place].due = Some(again);
        }
        next = [next, Some(again)].into_iter().flatten().min();
    }
    next
}

/// Gives up the documents that no register took in time. Returns when to look again.
fn expire(service: &AtolOnline, state: &mut State, now: Instant) -> Option<Instant> {
    let mut next = None;
    for at in 0..state.jobs.len() {
        let moment = service.memory.now();
        let job = &state.jobs[at];
        let left = PATIENCE - moment.since(job.created);
        if !job.waits() {
            continue;
        }
        let expired = left <= 0 && service.keep(state, |state| state.expire(at, moment));
        let pause = if left > 0 { Duration::from_secs(left.unsigned_abs()) } else { AGAIN };
        next = if expired { next } else { [next, Some(now + pause)].into_iter().flatten().min() };
    }
    next
}
