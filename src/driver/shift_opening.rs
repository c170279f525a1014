//! Opening a shift on a register that opens it only with the first receipt (CashCore).
//!
//! Such a register has no command for it, so `openShift` makes nothing. A program that asks for the state of the shift
//! before it sells would never sell. So the journal keeps that the caller has opened the shift, and the state of a closed
//! shift says that it awaits its first receipt, until a document is made or `closeShift` ends it.

use super::device::Device;
use crate::error::{Fault, Problem, Result, Text};
use crate::journal::State;
use crate::task::answer::Answer;
use crate::task::date::local_time;
use crate::task::{Parsed, Query, Task};
use crate::transport::CallContext;
use serde_json::{Map, Value};

/// Member of the answer with the state of the shift.
const STATUS: &str = "shiftStatus";

impl Device {
    /// Completes the state of a shift that the caller has opened, or is opening by this query.
    pub(super) fn show_shift_opening(&self, query: &Query, answer: &mut Answer) -> Result<()> {
        if !matches!(query, Query::OpenShift | Query::ShiftStatus) {
            return Ok(());
        }
        let opening = match self.journal().shift_opening(self.name()) {
            // A query answers also while the journal cannot be read.
            Err(journal_error) if matches!(query, Query::ShiftStatus) => {
                crate::log::line(
                    crate::log::Level::Error,
                    format_args!("opening of the shift not read: {journal_error}"),
                );
                return Ok(());
            }
            opening => opening?,
        };
        let Some(Value::Object(status)) = answer.fields.get_mut(STATUS) else { return Ok(()) };
        if !is_closed(status) {
            if opening.is_some() {
                self.end_shift_opening();
            }
            return Ok(());
        }
        let opened_at = match (opening, query) {
            (Some(opened_at), _) => opened_at,
            (None, Query::OpenShift) => {
                let now = local_time().unwrap_or_default().replace('.', "-").replace(' ', "T");
                self.journal().keep_shift_opening(self.name(), Some(&now))?;
                now
            }
            (None, _) => return Ok(()),
        };
        status.insert("awaitsReceipt".into(), true.into());
        status.insert("openedAt".into(), opened_at.into());
        Ok(())
    }

    /// Closes a shift that the caller has opened and in which nothing was made: the register has nothing to close. `None` if
    /// the document `id` is to be made, or was asked for before: then it is looked for.
    pub(super) fn close_unopened_shift(
        &self,
        parsed: &Parsed,
        id: &str,
        context: &CallContext,
    ) -> Result<Option<Answer>> {
        if !matches!(parsed.task, Task::CloseShift(_)) || self.journal().shift_opening(self.name())?.is_none() {
            return Ok(None);
        }
        let earlier = self.earlier(id)?;
        if earlier.is_some_and(|entry| !matches!(entry.state, State::NotMade { absent: false, .. })) {
            return Ok(None);
        }
        let mut answer = self.alone(context, || self.backend.run(&Query::ShiftStatus, context))?;
        if !matches!(answer.fields.get(STATUS), Some(Value::Object(status)) if is_closed(status)) {
            // A document has opened it, and that was not noticed: another program's, or one whose outcome is not known.
            self.end_shift_opening();
            return Ok(None);
        }
        self.journal().keep_shift_opening(self.name(), None)?;
        let text = Text::of(
            "В этой смене не было документов, поэтому касса её не открывала: закрывать нечего",
            "No document was made in this shift, so the register did not open it: there is nothing to close",
        );
        answer.notes.push(Fault { path: String::new(), value: None, problem: Problem::Form(text) }.into());
        Ok(Some(answer))
    }

    /// Forgets that the caller has opened a shift: a document shows the real state. If that cannot be recorded, the next
    /// look at an open shift does it.
    pub(super) fn end_shift_opening(&self) {
        let mut journal = self.journal();
        let ended = match journal.shift_opening(self.name()) {
            Ok(Some(_)) => journal.keep_shift_opening(self.name(), None),
            Ok(None) => Ok(()),
            Err(journal_error) => Err(journal_error),
        };
        if let Err(journal_error) = ended {
            crate::log::line(crate::log::Level::Error, format_args!("opening of the shift not ended: {journal_error}"));
        }
    }
}

fn is_closed(status: &Map<String, Value>) -> bool {
    status.get("state").and_then(Value::as_str) == Some("closed")
}
