//! What the registration workflow needs of a device: its name, its rules, its journal, and exclusive use of a register.

use super::device::Device;
use super::failure::{Phase, error_of};
use super::gathered::all;
use super::identity::{is_shown, is_taken};
use super::lock::Lock;
use crate::backends::fingerprint::{Kind, Match};
use crate::backends::workflow::{self, RegisterDevice, RegistrarDevice, SavedWorkflow, Turn};
use crate::backends::{Documents, Job, Record};
use crate::error::{Error, ErrorKind, Level, Outcome, Result, Rule, Text};
use crate::journal::{Mark, WorkflowEntry};
use crate::task::answer::Answer;
use crate::task::json::Node;
use serde_json::Value;

/// Documents that are searched for one that the journal does not know.
const LOOK_BACK: u64 = 250;

impl RegistrarDevice for Device {
    fn cancellations(&self) -> u64 {
        self.stops()
    }

    fn level(&self, rule: Rule) -> Level {
        self.policy.level(rule)
    }

    fn ensure_method(&self, name: &str) -> Result<()> {
        match self.backend.method(name, &Node::Null, &self.policy) {
            Some(_) => Ok(()),
            None => Err(Error::before(ErrorKind::Unsupported {
                task: name.to_owned(),
                backend: self.policy.backend,
                meant: None,
            })),
        }
    }

    fn call(&self, method: &str, params: &str) -> Result<Value> {
        self.call(method, params)
    }

    fn wait_settled(&self) -> Result<()> {
        let waited = self.with_context(|context| Ok(context.pause(self.idle.length)))?;
        if waited { Ok(()) } else { Err(Error::before(ErrorKind::Cancelled)) }
    }

    fn find_workflow(&self, id: &str) -> Result<Option<SavedWorkflow>> {
        let found = self.journal().find_workflow(self.name(), id)?;
        Ok(found.map(|entry| SavedWorkflow {
            id: entry.id,
            register: entry.register,
            request: entry.request,
            progress: entry.progress,
        }))
    }

    fn save_workflow(&self, workflow: &SavedWorkflow, step: &str, mark: workflow::Mark) -> Result<()> {
        let SavedWorkflow { id, register, request, progress } = workflow.clone();
        let entry = WorkflowEntry { registrar: self.name().to_owned(), id, register, request, progress };
        let mark = match mark {
            workflow::Mark::Begun => Mark::Begun,
            workflow::Mark::Done => Mark::Done,
        };
        let mut journal = self.journal();
        journal.revive()?;
        Ok(journal.keep_workflow(&entry, step, mark)?)
    }
}

impl RegisterDevice for Device {
    fn name(&self) -> &str {
        self.name()
    }

    fn cancellations(&self) -> u64 {
        self.stops()
    }

    fn in_workflow<T>(&self, work: impl FnOnce(Turn) -> Result<T>) -> Result<T> {
        // Part of the lock file's name. Other versions of the library use the same name, so it must not change.
        let lock = Lock::of(&format!("road {}", self.name()), &self.place)?;
        let take = || self.with_context(|context| lock.hold(context));
        let held = if planted!(WorkflowLockNotTaken) { None } else { Some(take()?) };
        self.journal().revive()?;
        let done = work(&|| Ok(lock.renew()?));
        drop(held);
        done
    }

    fn check(&self, task: &Node) -> Result<()> {
        self.validate_node(task).map(drop)
    }

    fn execute(&self, task: &Node) -> Result<Answer> {
        self.execute_node(task)
    }

    /// Searches the last documents of the register; only the last one of its kind can be the document.
    fn made_elsewhere(&self, task: &Node) -> Result<Option<Answer>> {
        let (_, job, id) = self.prepare(task)?;
        let (Job::Document(document), Documents::Register(register)) = (job, self.backend.documents()) else {
            return Ok(None);
        };
        let earlier = self.journal().find(self.name(), &id)?;
        if earlier.is_some_and(|entry| !entry.was_not_made()) {
            return Ok(None);
        }
        let unsent = |failure| error_of(failure, Phase::BeforeSending);
        let kind = document.fingerprint.kind;
        let (mut newest, mut highest, mut is_hidden): (Option<Record>, u64, bool) = (None, 0, false);
        let mut keep = all(|record: Record| {
            if record.number >= highest {
                (highest, is_hidden) = (record.number, !is_shown(&record.answer));
            }
            let is_newer = newest.as_ref().is_none_or(|newest| record.number >= newest.number);
            if is_newer && record.shown.as_ref().is_some_and(|shown| shown.kind == kind) {
                newest = Some(record);
            }
        });
        let sighting = self.with_context(|context| {
            let _held = self.lock.hold(context)?;
            let last = register.baseline(context).map_err(unsent)?.document;
            register.look(last.saturating_sub(LOOK_BACK), context, &mut keep).map_err(unsent)
        })?;
        drop(keep);
        if sighting.busy || is_hidden {
            // It may be this document that the register is making, or does not show yet.
            let cause = Text::of(
                "касса ещё не показывает свой последний документ",
                "the register does not show its last document yet",
            );
            return Err(Error::new(ErrorKind::NoAnswer(cause), Outcome::Unknown));
        }
        let Some(record) = newest else { return Ok(None) };
        let is_same = record.shown.as_ref().is_some_and(|shown| document.fingerprint.compare(shown) == Match::Same);
        let drive = sighting.baseline.drive.as_deref();
        let is_it = match kind {
            // A drive's archive is closed only once, whichever program did it.
            Kind::CloseArchive => true,
            Kind::Registration => is_same,
            _ => is_same && !is_taken(self, &record, drive)?,
        };
        Ok(is_it.then(|| Answer { external_id: Some(id), ..record.answer }))
    }
}
