//! Running a task on a register with whatever goes wrong there.

use super::Options;
use super::check::{self, Rules, TaskKind};
use super::document::By;
use super::failure::{Failure, Reason};
use super::fiscal::Call;
use super::register::Register;
use super::state::State;
use super::world::{Moment, Trouble};
use crate::clock;
use serde_json::Value;

/// Who runs a task, and for which request.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    pub(super) by: By,
    pub(super) uuid: Option<&'a str>,
}

impl Options {
    pub(super) fn rules(&self, register: &Register) -> Rules {
        Rules { ffd: register.ffd, new_rates: !self.old_driver, strict: !self.ignore_unknown }
    }
}

impl State {
    /// Runs a task of the server: the driver checks it, then the register executes it or meets its trouble.
    pub(super) fn run(
        &mut self,
        place: usize,
        task: &Value,
        asker: Asker,
        options: &Options,
        now: clock::Moment,
    ) -> Result<Value, Failure> {
        let call = self.call(place, task, asker, options, now)?;
        let (prints, needs_paper) = (call.kind.prints(), call.kind.prints() && !call.is_electronic());
        let Some(trouble) = self.at(&call).world.trouble_of(prints, needs_paper).cloned() else {
            return self.perform(&call);
        };
        let outcome = match trouble.document {
            Moment::Shift if needs_shift(call.kind) => {
                let stopping = Call { stops_after_shift: Some(trouble.code), ..call };
                // The register may refuse the task before it opens the shift.
                return self.perform(&stopping).map_err(|error| {
                    if error.code != trouble.code {
                        return error;
                    }
                    self.at_mut(&call).world.wear_out();
                    trouble.failure()
                });
            }
            Moment::Before | Moment::Shift => Err(trouble.failure()),
            Moment::After => {
                let is_paper = Reason::of(trouble.code) == Some(Reason::Paper);
                let result = self.perform(&Call { has_paper: !is_paper, ..call })?;
                if is_paper && call.kind.is_fiscal() { Ok(result) } else { Err(trouble.failure()) }
            }
        };
        self.at_mut(&call).world.wear_out();
        outcome
    }

    /// Runs a task of another program, which has a link of its own to the register.
    pub(super) fn run_aside(
        &mut self,
        place: usize,
        task: &Value,
        options: &Options,
        now: clock::Moment,
    ) -> Result<Value, Failure> {
        let asker = Asker { by: By::Stranger, uuid: None };
        let call = self.call(place, task, asker, options, now)?;
        self.perform(&call)
    }

    fn call<'a>(
        &self,
        place: usize,
        task: &'a Value,
        asker: Asker<'a>,
        options: &'a Options,
        now: clock::Moment,
    ) -> Result<Call<'a>, Failure> {
        let register = &self.core.registers[place];
        let kind = check::check(task, options.rules(register))?;
        Ok(Call {
            place,
            kind,
            task,
            uuid: asker.uuid,
            by: asker.by,
            now: register.clock(now),
            options,
            has_paper: true,
            stops_after_shift: None,
        })
    }
}

fn needs_shift(kind: TaskKind) -> bool {
    matches!(kind, TaskKind::Receipt(_) | TaskKind::Correction(..) | TaskKind::CashIn | TaskKind::CashOut)
}

impl Trouble {
    pub(super) fn failure(&self) -> Failure {
        match &self.text {
            Some(text) => Failure::because(self.code, text.clone()),
            None => Failure::new(self.code),
        }
    }
}
