//! An application as an answer shows it (tables 2, 5, 6, 8), in either spelling of its members.

use super::words::{DocumentKind, Purpose, SignatureState, Stage, Status};
use crate::backends::text_of;
use crate::task::words::Words;
use serde_json::Value;

/// An application.
#[derive(Debug, Clone)]
pub struct Application {
    /// Its id.
    pub id: String,
    /// Its purpose.
    pub purpose: Option<Purpose>,
    /// Its stage; none for a word that the document lacks.
    pub stage: Option<Stage>,
    /// Its status; none for a word that the document lacks.
    pub status: Option<Status>,
    /// Why it is in that status.
    pub reason: Option<String>,
    /// The registration number, once the tax service has given it.
    pub number: Option<String>,
    /// Its documents.
    pub documents: Vec<Document>,
    /// All of it, as it came.
    pub whole: Value,
}

/// A document of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: String,
    /// Its kind, as it came.
    pub kind: String,
    /// Whether it is signed.
    pub signature: Option<SignatureState>,
    /// Name of its file.
    pub name: Option<String>,
    /// What it is.
    pub description: Option<String>,
}

impl Application {
    /// The application of an answer to a call about one.
    pub fn of_answer(answer: &Value) -> Option<Self> {
        Self::read(member(answer, "Data")?)
    }

    /// The applications of an answer to the list: one of them, several, or none.
    pub fn all_of_answer(answer: &Value) -> Option<Vec<Self>> {
        match member(answer, "Data") {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(Value::Array(list)) => list.iter().map(Self::read).collect(),
            Some(Value::Object(members)) if members.is_empty() => Some(Vec::new()),
            Some(one) => Self::read(one).map(|one| vec![one]),
        }
    }

    fn read(data: &Value) -> Option<Self> {
        let word = |name: &str| member(data, name).and_then(Value::as_str);
        let documents = member(data, "Documents").and_then(Value::as_array);
        Some(Self {
            id: word("Id")?.to_owned(),
            purpose: word("Purpose").and_then(Purpose::of),
            stage: word("Stage").and_then(Stage::of),
            status: word("Status").and_then(Status::of),
            reason: word("StatusReason").filter(|reason| !reason.is_empty()).map(ToOwned::to_owned),
            number: member(data, "KktDetails").and_then(|details| text(details, "RegNumber")),
            documents: documents.into_iter().flatten().filter_map(Document::read).collect(),
            whole: data.clone(),
        })
    }

    /// A text of its content by its path: `KktDetails.FnNumber`.
    pub fn text(&self, path: &str) -> Option<String> {
        let (parents, name) = path.rsplit_once('.')?;
        text(parents.split('.').try_fold(&self.whole, |value, name| member(value, name))?, name)
    }

    /// A word of it, as it came.
    pub fn text_of(&self, name: &str) -> Option<String> {
        text(&self.whole, name)
    }

    /// Its document of this kind.
    pub fn document(&self, kind: DocumentKind) -> Option<&Document> {
        self.documents.iter().find(|document| document.kind == kind.word())
    }
}

impl Document {
    fn read(value: &Value) -> Option<Self> {
        Some(Self {
            id: text(value, "Id")?,
            kind: text(value, "Kind").unwrap_or_default(),
            signature: text(value, "Signature").as_deref().and_then(SignatureState::of),
            name: text(value, "FileName"),
            description: text(value, "Description"),
        })
    }
}

/// A member by its name, whatever the case of its letters: the document wavers.
fn member<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    let members = value.as_object()?;
    members.get(name).or_else(|| members.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value))
}

fn text(value: &Value, name: &str) -> Option<String> {
    let name = value.as_object()?.keys().find(|own| own.eq_ignore_ascii_case(name))?;
    text_of(value, name)
}

#[cfg(test)]
#[path = "application_tests.rs"]
mod tests;
