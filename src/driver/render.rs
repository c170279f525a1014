//! A document as text, picture, page or HTML. Nothing is sent, unless the journal has to find out first what became of it,
//! or the register has to show what the caller does not give.

use super::asking::Asking;
use super::device::Device;
use crate::backends::Job;
use crate::error::{Code, Error, ErrorKind, Fault, Result, Text};
use crate::journal::REBUILT;
use crate::render::{self, Printed, RenderRequest, Seller, Source, fault};
use crate::task::answer::{Answer, FiscalParams};
use crate::task::{self, Parsed, Task};
use std::result;

impl Device {
    /// Draws a fiscal document: text, PNG, PDF or HTML.
    ///
    /// What stands on it comes from the task and its answer, and from the registration that the caller gives. What none
    /// of them says is left out. Without the task, the register is asked for the document if it shows documents by their
    /// numbers.
    ///
    /// # Errors
    ///
    /// As [`Device::recover`] if the document is in the journal; [`ErrorKind::IdReused`] if the task is not the one that
    /// made it; [`ErrorKind::BadDocument`] if the task is missing, has faults, or does not belong to the answer.
    pub fn render(&self, request: &RenderRequest) -> Result<Vec<u8>> {
        self.render_to(request, Ok)
    }

    /// [`Device::render`] for a drawing that still has to reach its reader. The outcome of the document counts as
    /// received only after `give` has succeeded: who gets no drawing has not learned that there is a document.
    #[doc(hidden)]
    pub fn render_to<T, E: From<Error>>(
        &self,
        request: &RenderRequest,
        give: impl FnOnce(Vec<u8>) -> result::Result<T, E>,
    ) -> result::Result<T, E> {
        let id = match &request.source {
            Source::Journal(id) => id,
            Source::Answer(answer) => return give(self.drawn(request, answer)?),
        };
        let found = self.recovered(id, |found| {
            if found.is_err() {
                self.acknowledge(id, found, false);
            }
        });
        let answer = found?;
        let given = give(self.drawn(request, &answer)?)?;
        let found = Ok(answer);
        self.with_context(|_| {
            self.acknowledge(id, &found, false);
            Ok(())
        })?;
        Ok(given)
    }

    fn drawn(&self, request: &RenderRequest, answer: &Answer) -> Result<Vec<u8>> {
        let too_long = || fault("answer", Text::of("Документ слишком длинный", "The document is too long"));
        render::draw(&self.printed(request, answer)?, request.form).ok_or_else(too_long)
    }

    fn printed(&self, request: &RenderRequest, answer: &Answer) -> Result<Printed> {
        let seller = Seller::of(&request.registration, self.policy.country);
        if let Some(tags) = answer.fields.get("documentTLV") {
            let unknown =
                || fault("answer", Text::of("Вид документа неизвестен", "The kind of the document is unknown"));
            return render::of_tags(tags, seller).ok_or_else(unknown);
        }
        let Some(task) = &request.task else {
            let stored = match &request.source {
                Source::Journal(_) => self.stored(answer, seller)?,
                Source::Answer(_) => None,
            };
            return stored.ok_or_else(|| fault("task", missing()));
        };
        let id = match &request.source {
            Source::Journal(id) => Some(id),
            Source::Answer(answer) => answer.external_id.as_ref(),
        };
        let parsed = self.parsed(task.node(), true).map_err(within_task)?;
        let own = parsed.external_id.as_ref().or(id).map_or("", String::as_str);
        let job = self.job(&parsed, own).map_err(within_task)?;
        if let (Source::Journal(id), Job::Document(document)) = (&request.source, &job) {
            self.ensure_made_by(id, &Asking::of(&parsed, document))?;
        }
        ensure_of(&parsed, id, answer)?;
        render::of_task(&parsed.task, answer, &seller, self.policy.country).ok_or_else(|| {
            let text = Text::of(
                "Это задание не создаёт документа, который можно нарисовать",
                "This task makes no document to draw",
            );
            fault("task.type", text)
        })
    }

    /// The document of this answer as the register has stored it; `None` if the register does not show it.
    fn stored(&self, answer: &Answer, seller: Seller) -> Result<Option<Printed>> {
        let Some(made) = answer.fiscal.as_ref() else { return Ok(None) };
        let Some(number) = made.document_number else { return Ok(None) };
        let task = format!(r#"{{"type": "getFnDocument", "fiscalDocumentNumber": {number}}}"#);
        let stored = match self.execute(&task::given::Task::from_json(&task)?) {
            Ok(stored) => stored,
            // This register does not show its documents by their numbers alone.
            Err(error) if matches!(error.code(), Code::Unsupported | Code::BadDocument) => return Ok(None),
            Err(error) => return Err(error),
        };
        let printed = stored.fields.get("documentTLV").and_then(|tags| render::of_tags(tags, seller));
        Ok(printed.filter(|printed| is_same(&printed.fiscal, made)))
    }

    /// The task must be the one whose document the journal has: the picture of another one would be false.
    fn ensure_made_by(&self, id: &str, asking: &Asking) -> Result<()> {
        let entry = self.journal().find(self.name(), id)?;
        match entry.filter(|entry| entry.task != REBUILT) {
            Some(entry) if !asking.is_of(&entry) => Err(asking.reused(&entry)),
            _ => Ok(()),
        }
    }
}

/// The task and the answer must agree in what both of them say.
fn ensure_of(parsed: &Parsed, id: Option<&String>, answer: &Answer) -> Result<()> {
    let total = match &parsed.task {
        Task::Receipt(receipt) => Some(receipt.total),
        Task::Cash(cash) => Some(cash.sum),
        _ => None,
    };
    let recorded = answer.fiscal.as_ref().and_then(|fiscal| fiscal.total);
    let other = |path: &str| {
        Err(fault(path, Text::of("Ответ относится к другому документу", "The answer belongs to another document")))
    };
    match (&parsed.external_id, id) {
        (Some(asked), Some(made)) if asked != made => other("task.externalId"),
        _ if total.zip(recorded).is_some_and(|(asked, made)| asked != made) => other("task.total"),
        _ => Ok(()),
    }
}

/// Whether a stored document is the one that was made: another fiscal drive has another one under its number.
fn is_same(stored: &FiscalParams, made: &FiscalParams) -> bool {
    let agree = |stored: &Option<String>, made: &Option<String>| stored.is_none() || made.is_none() || stored == made;
    agree(&stored.sign, &made.sign) && agree(&stored.fn_number, &made.fn_number)
}

fn missing() -> Text {
    Text::of(
        "Нужно задание, которым документ сделан: журнал не хранит содержания документов",
        "The task that made the document is needed: the journal does not keep what documents say",
    )
}

/// The faults of the task, with their places in the request.
fn within_task(error: Error) -> Error {
    let ErrorKind::BadDocument(faults) = error.kind else { return error };
    let at = |path: String| if path.is_empty() { "task".to_owned() } else { format!("task.{path}") };
    let faults = faults.into_iter().map(|fault| Fault { path: at(fault.path), ..fault }).collect();
    Error { kind: ErrorKind::BadDocument(faults), ..error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_of_another_drive_is_not_the_one_that_was_made() {
        let of = |drive: Option<&str>, sign: &str| FiscalParams {
            fn_number: drive.map(Into::into),
            sign: Some(sign.into()),
            document_number: Some(5),
            ..FiscalParams::default()
        };
        let made = of(Some("9999078900012345"), "1177637031");
        assert!(is_same(&of(None, "1177637031"), &made));
        assert!(!is_same(&of(None, "1177637032"), &made));
        assert!(!is_same(&of(Some("9999078900012346"), "1177637031"), &made));
    }
}
