//! The queue of each register: one task at a time, with its own delay.

use super::delivery::Delivery;
use super::device::ItKassa;
use super::state::State;
use crate::halt::Halt;
use std::time::{Duration, Instant};

/// The pause before a task whose result could not be saved is tried again.
const AGAIN: Duration = Duration::from_millis(100);

/// Processes the tasks until the power goes off.
pub(super) fn work(service: &ItKassa, halt: &Halt) {
    let mut state = service.memory.state();
    while !halt.is_off() {
        let now = Instant::now();
        let mut next = None;
        for place in 0..state.core.registers.len() {
            let due = step(service, &mut state, place, now);
            next = [next, due].into_iter().flatten().min();
        }
        state = service.memory.await_change(state, next);
    }
}

/// Starts or finishes the first task in a register's queue. Returns when to look again.
fn step(service: &ItKassa, state: &mut State, place: usize, now: Instant) -> Option<Instant> {
    let register = &mut state.core.registers[place];
    if !register.works() {
        register.world.due = None;
    }
    let (id, works) = (register.id.clone(), register.works());
    let (due, delay) = (register.world.due, Duration::from_millis(register.world.delay_ms));
    let at = state.head(&id)?;
    if !works {
        state.tasks[at].printing = false;
        return None;
    }
    let due = due.unwrap_or(now + delay);
    if due > now {
        state.tasks[at].printing = true;
        state.core.registers[place].world.due = Some(due);
        return Some(due);
    }
    state.core.registers[place].world.due = None;
    let moment = service.memory.now();
    let done = service.memory.change(
        state,
        || (),
        |state| {
            state.execute(at, service.options.automatic_sessions, moment);
            if let Some(delivery) = Delivery::of_result(&state.core.settings, &state.tasks[at].id) {
                state.core.deliveries.push(delivery);
            }
            Ok(())
        },
    );
    if done.is_err() {
        state.tasks[at].printing = true;
        state.core.registers[place].world.due = Some(now + AGAIN);
        return Some(now + AGAIN);
    }
    service.memory.tell();
    // If there is another task, it starts at once.
    Some(now)
}
