//! What a road over two devices needs of each: its name, its rules, its journal, and turns on one register.

use super::device::Device;
use super::failure::{Phase, error_of};
use super::lock::Lock;
use super::register::is_taken;
use crate::backends::known::{Kind, Likeness};
use crate::backends::{Documents, Job};
use crate::error::{Error, Level, Result, Rule, What};
use crate::journal::{Mark, RoadEntry, State};
use crate::task::json::Node;
use serde_json::Value;

/// Documents looked through for one that the journal does not know.
const LOOK_BACK: u64 = 250;

impl Device {
    /// What tells this device from others.
    pub fn device(&self) -> &str {
        self.backend.device()
    }

    /// Level of a rule in this device's configuration.
    pub fn level(&self, rule: Rule) -> Level {
        self.terms.level(rule)
    }

    /// Whether it has this method of its own; else the error that says so.
    pub fn has_method(&self, name: &str) -> Result<()> {
        match self.backend.method(name, &Node::Null, &self.terms) {
            Some(_) => Ok(()),
            None => Err(Error::before(What::Unsupported { task: name.to_owned(), backend: self.terms.backend })),
        }
    }

    /// The road of this id, if its journal knows one.
    pub fn find_road(&self, id: &str) -> Result<Option<RoadEntry>> {
        Ok(self.journal().find_road(self.device(), id)?)
    }

    /// Makes durable where a road stands, and which step of it begins or is done.
    pub fn keep_road(&self, road: &RoadEntry, step: &str, mark: Mark) -> Result<()> {
        Ok(self.journal().keep_road(road, step, mark)?)
    }

    /// Runs `work` while no other thread or process is on a road with this register. The register itself is free
    /// meanwhile: a road may wait for a person to sign.
    pub fn on_road<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let lock = Lock::of(&format!("road {}", self.device()), &self.place)?;
        let held = self.watched(|watch| lock.hold(watch))?;
        self.journal().revive()?;
        let done = work();
        drop(held);
        done
    }

    /// The document that the register has made of this task, though the journal does not know it as this one: under a
    /// journal that was lost, or by another program. It is the last one of its kind.
    pub fn made_elsewhere(&self, task: &Node) -> Result<Option<Value>> {
        let (_, job, id) = self.prepare(task)?;
        let (Job::Document(document), Documents::Register(register)) = (job, self.backend.documents()) else {
            return Ok(None);
        };
        let earlier = self.journal().find(self.device(), &id)?;
        if earlier.is_some_and(|entry| !matches!(entry.state, State::NotMade { .. })) {
            return Ok(None);
        }
        let unsent = |failure| error_of(failure, Phase::BeforeSending);
        let sighting = self.watched(|watch| {
            let _held = self.lock.hold(watch)?;
            let last = register.baseline(watch).map_err(unsent)?.document;
            register.look(last.saturating_sub(LOOK_BACK), watch).map_err(unsent)
        })?;
        let kind = document.expected.kind;
        let of_kind = sighting.records.iter().filter_map(|record| Some((record, record.known.as_ref()?)));
        let Some((record, known)) =
            of_kind.filter(|(_, known)| known.kind == kind).max_by_key(|(record, _)| record.number)
        else {
            return Ok(None);
        };
        let is_same = document.expected.compare(known) == Likeness::Same;
        let drive = sighting.baseline.drive.as_deref();
        let is_it = match kind {
            // A drive has one of each: whoever had it made, there will be no other.
            Kind::CloseArchive => true,
            Kind::Registration => is_same,
            _ => is_same && !is_taken(self, record, drive)?,
        };
        Ok(is_it.then(|| record.answer.clone().into_json(Some(&id))))
    }

    /// Waits as long as the device may take for a request whose answer was lost.
    pub fn wait_settled(&self) -> Result<()> {
        let waited = self.watched(|watch| Ok(watch.pause(self.idle.length)))?;
        if waited { Ok(()) } else { Err(Error::before(What::Cancelled)) }
    }
}
