//! A document as text, picture, page or HTML. Nothing is sent, unless the journal has to find out first what became of it.

use super::asking::Asking;
use super::device::Device;
use crate::backends::Job;
use crate::error::{Error, ErrorKind, Fault, Result, Text};
use crate::journal::REBUILT;
use crate::render::{self, Printed, RenderRequest, Seller, Source, fault};
use crate::task::answer::Answer;
use crate::task::json::Node;
use crate::task::{Parsed, Task};

impl Device {
    /// Draws a fiscal document: text, PNG, PDF or HTML.
    ///
    /// What stands on it comes from the task and its answer, and from the registration that the caller gives. What none
    /// of them says is left out.
    ///
    /// # Errors
    ///
    /// As [`Device::recover`] if the document is in the journal; [`ErrorKind::IdReused`] if the task is not the one that
    /// made it; [`ErrorKind::BadDocument`] if the task is missing, has faults, or does not belong to the answer.
    pub fn render(&self, request: &RenderRequest) -> Result<Vec<u8>> {
        let answer = match &request.source {
            Source::Journal(id) => self.recover(id)?,
            Source::Answer(answer) => Answer::clone(answer),
        };
        let too_long = || fault("answer", Text::of("Документ слишком длинный", "The document is too long"));
        render::draw(&self.printed(request, &answer)?, request.form).ok_or_else(too_long)
    }

    fn printed(&self, request: &RenderRequest, answer: &Answer) -> Result<Printed> {
        let seller = Seller::of(&request.registration, self.policy.country);
        if let Some(tags) = answer.fields.get("documentTLV") {
            let unknown =
                || fault("answer", Text::of("Вид документа неизвестен", "The kind of the document is unknown"));
            return render::of_tags(tags, seller).ok_or_else(unknown);
        }
        let Some(task) = &request.task else { return Err(fault("task", missing())) };
        let id = match &request.source {
            Source::Journal(id) => Some(id),
            Source::Answer(answer) => answer.external_id.as_ref(),
        };
        let (parsed, job, _) = self.prepare(&identified(task.node(), id)).map_err(within_task)?;
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

/// The task under the id of its document, if it names none: the library may have made the id.
fn identified(task: &Node, id: Option<&String>) -> Node {
    match (task, id) {
        (Node::Object(members), Some(id)) if task.member("externalId").is_none() && task.member("type").is_some() => {
            let own = ("externalId".into(), Node::Text(id.as_str().into()));
            Node::Object(members.iter().cloned().chain([own]).collect())
        }
        _ => task.clone(),
    }
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
