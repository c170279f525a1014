//! What a road over two devices needs of each: its name, its rules, its journal, and turns on one register.

use super::{Driver, lock::Lock};
use crate::error::{Error, Level, Result, Rule, What};
use crate::journal::{Mark, RoadEntry};
use crate::task::json::Node;
use std::sync::atomic::Ordering;

impl Driver {
    /// What tells this device from others.
    pub fn device(&self) -> &str {
        self.backend.device()
    }

    /// Level of a rule in this device's configuration.
    pub fn level(&self, rule: Rule) -> Level {
        self.terms.level(rule)
    }

    /// How often calls on this device have been broken off.
    pub fn stops(&self) -> u64 {
        self.stops.load(Ordering::Acquire)
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
        let done = work();
        drop(held);
        done
    }

    /// Waits as long as the device may take for a request whose answer was lost.
    pub fn wait_settled(&self) -> Result<()> {
        let waited = self.watched(|watch| Ok(watch.pause(self.settle)))?;
        if waited { Ok(()) } else { Err(Error::before(What::Cancelled)) }
    }
}
