//! The queue of each register: one task at a time, in steps that are saved one by one.
//!
//! A task begins, is executed by the register, and its result is recorded. A test can hold the queue before each step,
//! and end the server there.

use super::Options;
use super::answer;
use super::check;
use super::device::AtolWeb;
use super::document::By;
use super::failure::{CONNECTION_LOST, Failure, Reason};
use super::order::{Block, Done, Status};
use super::run::Asker;
use super::state::State;
use super::world::Held;
use crate::clock::Moment;
use crate::halt::Halt;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The pause before a step that could not be saved is tried again.
const AGAIN: Duration = Duration::from_millis(100);

/// What a queue does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Begin,
    Execute,
    Record,
    Settle,
}

/// Works the queues until the power goes off.
pub(super) fn work(server: &AtolWeb, halt: &Halt) {
    let mut state = server.memory.state();
    while !halt.is_off() {
        let now = Instant::now();
        let mut next = None;
        for place in 0..state.core.registers.len() {
            let due = step(server, &mut state, place, now);
            next = [next, due].into_iter().flatten().min();
        }
        state = server.memory.await_change(state, next);
    }
}

/// Takes one step, if it is time. Returns when to look again.
fn step(server: &AtolWeb, state: &mut State, place: usize, now: Instant) -> Option<Instant> {
    let (step, pause) = state.next_step(place)?;
    let due = *state.core.registers[place].world.due.get_or_insert(now + pause);
    if due > now {
        return Some(due);
    }
    state.core.registers[place].world.due = None;
    let moment = server.memory.now();
    let options = &server.options;
    let kept = server.memory.change(
        state,
        || (),
        |state| {
            state.take(step, place, options, moment);
            Ok(())
        },
    );
    if kept.is_err() {
        state.core.registers[place].world.due = Some(now + AGAIN);
        return Some(now + AGAIN);
    }
    server.memory.tell();
    Some(now)
}

impl State {
    /// The next step of a register's queue, and how long it takes; `None` while nothing is to be done.
    fn next_step(&self, place: usize) -> Option<(Step, Duration)> {
        let register = &self.core.registers[place];
        let world = &register.world;
        register.is_active.then_some(())?;
        if let Some(block) = &register.block {
            return world.is_over(block.reason).then_some((Step::Settle, world.settle));
        }
        let order = &self.orders[self.head(&register.id)?];
        let (step, pause, held) = match (order.begun, &order.done) {
            (false, _) => (Step::Begin, world.wait, Held::Start),
            (true, None) => (Step::Execute, world.task, Held::Task),
            (true, Some(_)) => (Step::Record, Duration::ZERO, Held::Document),
        };
        (!world.holds(held, prints(&order.tasks[order.next]))).then_some((step, pause))
    }

    fn take(&mut self, step: Step, place: usize, options: &Options, now: Moment) {
        match step {
            Step::Begin => self.begin(place),
            Step::Execute => self.execute(place, options, now),
            Step::Record => self.record(place, options, now),
            Step::Settle => self.settle_block(place, now),
        }
    }

    fn begin(&mut self, place: usize) {
        let register = &self.core.registers[place];
        let (id, last) = (register.id.clone(), register.last_number);
        let Some(at) = self.head(&id) else { return };
        let order = &mut self.orders[at];
        (order.begun, order.baseline) = (true, last);
        order.results[order.next].status = Status::InProgress;
    }

    fn execute(&mut self, place: usize, options: &Options, now: Moment) {
        let Some(at) = self.head(&self.core.registers[place].id) else { return };
        let order = self.orders[at].clone();
        let asker = Asker { by: By::Api, uuid: Some(&order.uuid) };
        let outcome = self.run(place, &order.tasks[order.next], asker, options, now);
        self.orders[at].done = Some(Done { outcome });
    }

    fn record(&mut self, place: usize, options: &Options, now: Moment) {
        let Some(at) = self.head(&self.core.registers[place].id) else { return };
        let stops_for_paper = self.core.settings.block_queue_on_print_errors;
        let order = &mut self.orders[at];
        let Some(Done { outcome }) = order.done.take() else { return };
        let uuid = order.uuid.clone();
        let block = match outcome {
            Ok(result) => {
                let is_printed = result["warnings"]["notPrinted"] != true;
                order.succeed(result, now);
                let is_stopped = stops_for_paper && !is_printed;
                is_stopped.then_some(Block { uuid, reason: Reason::Paper, error: None })
            }
            Err(error) => {
                let is_fiscal = is_fiscal(&order.tasks[order.next]);
                let reason = Reason::of(error.code).filter(|_| is_fiscal && !options.never_blocks);
                match reason.filter(|reason| stops_for_paper || *reason != Reason::Paper) {
                    None => {
                        order.fail(error, now);
                        None
                    }
                    Some(reason) => {
                        order.block(error.clone());
                        Some(Block { uuid, reason, error: Some(error) })
                    }
                }
            }
        };
        self.core.registers[place].block = block;
    }

    /// The server settles a block by itself: if the number of the last document has grown, the task has made it. Another
    /// program's document is taken for it as well.
    fn settle_block(&mut self, place: usize, now: Moment) {
        let register = &mut self.core.registers[place];
        let Some(Block { uuid, error, .. }) = register.block.take() else { return };
        let last = register.last_number;
        let at = self.orders.iter().rposition(|order| order.uuid == uuid && order.finished.is_none());
        let (Some(error), Some(at)) = (error, at) else {
            return self.print_rest(place);
        };
        if last <= self.orders[at].baseline {
            return self.orders[at].fail(error, now);
        }
        let result = self.settled_result(place);
        let is_printed = result["warnings"]["notPrinted"] != true;
        self.orders[at].succeed(result, now);
        let has_paper = self.core.registers[place].world.is_over(Reason::Paper);
        if has_paper {
            self.print_rest(place);
        } else if !is_printed && self.core.settings.block_queue_on_print_errors {
            self.core.registers[place].block = Some(Block { uuid, reason: Reason::Paper, error: None });
        }
    }

    /// The result of a task whose document is known by its number.
    fn settled_result(&self, place: usize) -> Value {
        let register = &self.core.registers[place];
        let document = self.documents(register).last();
        let mut result = match document.filter(|_| register.world.settles_fully) {
            Some(document) => answer::params(document, register),
            None => json!({"fiscalParams": {"fiscalDocumentNumber": register.last_number}, "warnings": {}}),
        };
        result["warnings"]["recovered"] = true.into();
        if document.is_some_and(|document| !document.printed) {
            result["warnings"]["notPrinted"] = true.into();
        }
        result
    }

    /// The server was ended and started again. A task that was begun is one whose fate is not known.
    pub(super) fn restart(&mut self, options: &Options, now: Moment) {
        for place in 0..self.core.registers.len() {
            let register = &self.core.registers[place];
            let Some(at) = self.head(&register.id).filter(|at| self.orders[*at].begun && register.block.is_none())
            else {
                continue;
            };
            let order = &mut self.orders[at];
            let error = Failure::new(CONNECTION_LOST);
            if options.never_blocks || !is_fiscal(&order.tasks[order.next]) {
                order.fail(error, now);
                continue;
            }
            order.block(error.clone());
            let uuid = order.uuid.clone();
            let block = Block { uuid, reason: Reason::Connection, error: Some(error) };
            self.core.registers[place].block = Some(block);
        }
    }

    /// The server was started again without its queue: it knows no key any more.
    pub(super) fn forget(&mut self) {
        self.orders.clear();
        for register in &mut self.core.registers {
            register.block = None;
        }
    }
}

fn is_fiscal(task: &Value) -> bool {
    kind(task).is_some_and(check::TaskKind::is_fiscal)
}

fn prints(task: &Value) -> bool {
    kind(task).is_some_and(check::TaskKind::prints)
}

fn kind(task: &Value) -> Option<check::TaskKind> {
    task["type"].as_str().and_then(check::task_of)
}
