//! Prepares the request of a task and hands it to the engine of this device.

use super::asking::Asking;
use super::device::Device;
use super::failure::{Phase, error_of};
use super::queue::QueueEngine;
use super::register::RegisterEngine;
use crate::backends::fingerprint::Kind;
use crate::backends::{Document, Documents, Job};
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::journal::Entry;
use crate::task::answer::Answer;
use crate::task::{Parsed, Query};
use crate::transport::CallContext;

impl Device {
    /// The request that a task becomes under an id; fails with all faults of the task and of the backend.
    pub(super) fn job(&self, parsed: &Parsed, id: &str) -> Result<Job> {
        let bad = |faults| Error::before(ErrorKind::BadDocument(faults));
        match self.backend.prepare(parsed, id) {
            Ok(job) if parsed.faults.is_empty() => Ok(job),
            Ok(_) => Err(bad(parsed.faults.clone())),
            Err(more) => {
                // What could not be parsed is also missing for the backend; it is reported once.
                let mut faults = parsed.faults.clone();
                let reported: Vec<String> = faults.iter().map(|fault| fault.path.clone()).collect();
                let is_reported = |path: &str| {
                    reported.iter().any(|reported| {
                        path.strip_prefix(reported.as_str())
                            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                    })
                };
                faults.extend(more.into_iter().filter(|fault| !is_reported(&fault.path)));
                Err(bad(faults))
            }
        }
    }

    /// Makes the document, or returns what became of it if it was asked for before.
    pub(super) fn make(&self, asking: &Asking, document: &Document, id: &str, context: &CallContext) -> Result<Answer> {
        let made = match self.backend.documents() {
            Documents::None => Err(Error::before(ErrorKind::Internal("this backend makes no documents".into()))),
            Documents::Register(register) => {
                RegisterEngine { device: self, register, context }.make(asking, document, id)
            }
            Documents::Queue(queue) => QueueEngine { device: self, queue, context }.make(asking, document, id),
        };
        made.map_err(|error| {
            let error = self.unresolved_if_lost(error, document, id);
            self.already_done(document.fingerprint.kind, error, context).about(id)
        })
    }

    /// The error of a refused opening or closing of a shift, if the shift is in the state that the caller wants: there
    /// is nothing to do. Registers have different codes for this, and some use one for many states, so the shift itself
    /// is asked. A queue's server may show an earlier state; together with the register's own refusal it says enough.
    fn already_done(&self, kind: Kind, error: Error, context: &CallContext) -> Error {
        let open = match kind {
            Kind::OpenShift => true,
            Kind::CloseShift => false,
            _ => return error,
        };
        // Of a refusal for another reason (the request, a blocked register) the reason must be told.
        let by_state = matches!(&error.kind, ErrorKind::Refused(refusal) if refusal.by_state);
        if error.outcome != Outcome::Rejected || !by_state {
            return error;
        }
        let state = self.backend.run(&Query::ShiftStatus, context).ok();
        let state = state.as_ref().and_then(|answer| answer.fields.get("shiftStatus")?.get("state")?.as_str());
        match state == Some(if open { "opened" } else { "closed" }) {
            true => Error { kind: ErrorKind::ShiftAlready { open }, ..error },
            false => error,
        }
    }

    /// The entry of a document that was asked for at whatever address of this register; `None` if it was another register
    /// there, as its fiscal drive shows, or its key.
    pub(super) fn known_anywhere(&self, id: &str, context: &CallContext) -> Result<Option<Entry>> {
        match self.backend.documents() {
            Documents::None => Ok(None),
            Documents::Register(register) => {
                let baseline = register.baseline(context);
                let baseline = baseline.map_err(|failure| error_of(failure, Phase::BeforeSending))?;
                self.earlier_anywhere(id, &baseline)
            }
            Documents::Queue(queue) => QueueEngine { device: self, queue, context }.known_anywhere(id),
        }
    }

    /// Finds out what became of the document `id`.
    pub(super) fn find_out(&self, id: &str, context: &CallContext) -> Result<Answer> {
        match self.backend.documents() {
            Documents::None => Err(Error::before(ErrorKind::NotFound)),
            Documents::Register(register) => RegisterEngine { device: self, register, context }.find_out(id),
            Documents::Queue(queue) => QueueEngine { device: self, queue, context }.find_out(id),
        }
    }
}
