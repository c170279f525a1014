//! One register under two names: at another address it is another device of the journal, but has the same fiscal drive.

use super::device::Device;
use super::lock::{Held, Lock};
use crate::backends::Baseline;
use crate::error::{Error, Result};
use crate::journal::Entry;
use crate::transport::CallContext;

impl Device {
    /// Locks the register's fiscal drive. The same register at another address is another device with another lock, but
    /// has the same drive.
    pub(super) fn hold_drive(&self, baseline: &Baseline, context: &CallContext) -> Result<Option<Held>> {
        let drive = baseline.drive.as_ref().filter(|_| !planted!(LockNotTaken));
        let Some(drive) = drive.filter(|_| !planted!(DriveNotLocked)) else { return Ok(None) };
        // Its file is not kept open: most open devices are idle.
        Lock::of(&format!("drive {drive}"), &self.place)?.take_turn(context).map(Some)
    }

    /// The entry of a document that may have been asked for before, also at another address of this register.
    pub(super) fn earlier_anywhere(&self, id: &str, baseline: &Baseline) -> Result<Option<Entry>> {
        let found = self.journal().find_anywhere(self.name(), baseline.drive.as_deref(), id);
        found.map_err(|journal_error| Error::from(journal_error).unresolved())
    }
}
