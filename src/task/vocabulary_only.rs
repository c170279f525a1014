//! Queries that only a register speaking the vocabulary has: settings, counters, the marking check (task vocabulary §1,
//! §2.11, §2.14).
//!
//! Nothing in them is translated. They are checked here, and the register gets the document as it was read.

use super::TaskName;
use super::marking;
use super::read::{Fields, Need};
use super::words::{Words, words};
use crate::error::Problem;
use serde_json::json;

words! {
    /// What the numbers of `printDocumentsFromJournal` count.
    JournalFilter { Document = 0: "fiscalDocumentNumber", Shift = 1: "shiftNumber" }
}

/// Reads what the task has beside its type; `None` if it could not be read.
pub(super) fn read(name: TaskName, fields: &Fields) -> Option<()> {
    match name {
        TaskName::PrintDocumentsFromJournal => journal(fields),
        TaskName::GetDeviceParameters => {
            let keys = fields.integers("keys", 0, i64::from(u32::MAX));
            if keys.is_empty() && fields.count("keys") == 0 {
                fields.judge("keys", Problem::Missing);
            }
            (!keys.is_empty()).then_some(())
        }
        TaskName::SetDeviceParameters => set_parameters(fields),
        TaskName::ValidateMarks => {
            // A minute a mark is what the vocabulary waits by default.
            fields.integer("timeout", Need::Optional, 1, 600_000);
            fields.flag("waitForResult", true);
            marks(fields)
        }
        TaskName::AddMarksToBuffer => marks(fields),
        TaskName::BeginMarkingCodeValidation => {
            fields.object("params", Need::Required, |fields| marking::marked(fields).map(|_| ()))
        }
        _ => Some(()),
    }
}

fn marks(fields: &Fields) -> Option<()> {
    let given = fields.count("params");
    let marks = fields.objects("params", Need::Required, |_, fields| marking::marked(fields));
    if given == 0 && !fields.is_sketch() {
        fields.judge("params", Problem::Missing);
    }
    (marks.len() == given && given > 0).then_some(())
}

fn journal(fields: &Fields) -> Option<()> {
    let filter = fields.word::<JournalFilter>("filter", Need::Required, None);
    let from = fields.integer("from", Need::Required, 1, super::shift::LAST_DOCUMENT);
    let to = fields.integer("to", Need::Required, 1, super::shift::LAST_DOCUMENT);
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        fields.judge("to", Problem::Range(format!("≥ {from}")));
        return None;
    }
    filter.and(from).and(to).map(|_| ())
}

/// A setting's value is a text or a number, as the setting wants it.
fn set_parameters(fields: &Fields) -> Option<()> {
    let given = fields.count("deviceParameters");
    let read = fields.objects("deviceParameters", Need::Required, |_, fields| {
        fields.describe("value", Need::Required, || json!({ "type": ["string", "integer"], "maxLength": 1024 }));
        let key = fields.integer("key", Need::Required, 0, i64::from(u32::MAX));
        let value = fields.text_or_number("value", 1024);
        if fields.peek("value").is_none_or(super::json::Node::is_missing) {
            fields.judge("value", Problem::Missing);
        }
        key.and(value)
    });
    (read.len() == given && given > 0).then_some(())
}
