//! One register under two names: at another address it is another device of the journal, but has the same fiscal drive.

use super::device::Device;
use super::drive_names::drive_lock;
use super::lock::{Held, Lock};
use crate::backends::Baseline;
use crate::error::{Error, Result};
use crate::journal::Entry;
use crate::transport::CallContext;

impl Device {
    /// Asks the register for its numbering and locks its fiscal drive. The same register at another address is another
    /// device with another lock, but has the same drive.
    ///
    /// If another call had the drive first, the register is asked again: meanwhile its numbering may have restarted, or
    /// it may have got another drive.
    pub(super) fn hold_drive<T>(
        &self,
        mut ask: impl FnMut() -> Result<T>,
        baseline: impl Fn(&T) -> Option<&Baseline>,
        context: &CallContext,
    ) -> Result<(T, Option<Held>)> {
        let mut asked = ask()?;
        loop {
            let drive = baseline(&asked).and_then(|baseline| baseline.drive.clone());
            let drive = drive.filter(|_| !planted!(LockNotTaken)).filter(|_| !planted!(DriveNotLocked));
            let Some(drive) = drive else { return Ok((asked, None)) };
            // Its file is not kept open: most open devices are idle.
            let held = Lock::of(&drive_lock(&drive), &self.place)?.take_turn(context)?;
            if !held.waited || planted!(OldAfterWaiting) {
                return Ok((asked, Some(held)));
            }
            asked = ask()?;
            if baseline(&asked).is_some_and(|now| now.drive.as_ref() == Some(&drive)) {
                return Ok((asked, Some(held)));
            }
        }
    }

    /// The entry of a document that may have been asked for before, also at another address of this register.
    pub(super) fn earlier_anywhere(&self, id: &str, baseline: &Baseline) -> Result<Option<Entry>> {
        let unreadable = |journal_error| Error::from(journal_error).unresolved();
        let found = self.journal().find_anywhere(self.name(), baseline.drive.as_deref(), id).map_err(unreadable)?;
        if found.as_ref().is_some_and(|entry| !entry.was_not_made()) {
            return Ok(found);
        }
        // The register had another drive then. It is the same one if both names have had one of the two drives.
        let elsewhere = self.journal().entries_elsewhere(self.name(), id).map_err(unreadable)?;
        for entry in elsewhere.into_iter().filter(|entry| !entry.was_not_made()) {
            let has_used = |name: &str, drive: Option<&str>| {
                drive.map_or(Ok(false), |drive| self.has_used(name, drive)).map_err(Error::unresolved)
            };
            if has_used(self.name(), entry.drive.as_deref())? || has_used(&entry.device, baseline.drive.as_deref())? {
                return Ok(Some(entry));
            }
        }
        Ok(found)
    }
}
