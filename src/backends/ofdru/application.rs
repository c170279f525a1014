//! A registration application as answers show it (tables 2, 5, 6, 8).
//!
//! The vendor's document is not consistent in the case of names, so both spellings are read.

use super::words::{DocumentKind, Purpose, SignatureState, Stage, Status};
use crate::backends::text_of;
use crate::task::words::Words;
use serde_json::Value;

/// An application (заявка) for a registration of a register.
#[derive(Debug, Clone)]
pub struct Application {
    /// The service's id.
    pub id: String,
    /// What is applied for; `None` for a word that the vendor's document does not list.
    pub purpose: Option<Purpose>,
    /// `None` for a word that the vendor's document does not list.
    pub stage: Option<Stage>,
    /// `None` for a word that the vendor's document does not list.
    pub status: Option<Status>,
    /// Why it has this status.
    pub reason: Option<String>,
    /// The registration number (1037), once the tax service has assigned it.
    pub number: Option<String>,
    pub documents: Vec<Document>,
    /// The whole application as it was received.
    pub whole: Value,
}

/// A document of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The service's id.
    pub id: String,
    /// Code of its kind as it was received, for example `1110061`; see [`DocumentKind`].
    pub kind: String,
    /// State of its signature; `None` for an unknown word.
    pub signature: Option<SignatureState>,
    /// File name.
    pub name: Option<String>,
    pub description: Option<String>,
}

impl Application {
    /// The application in an answer about a single one.
    pub fn of_answer(answer: &Value) -> Option<Self> {
        Self::read(member(answer, "Data")?)
    }

    /// The applications in an answer to the list query. `Data` may be an object, an array, or missing if there are
    /// none.
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

    /// A text of the content by its path, for example `KktDetails.FnNumber`.
    pub fn text(&self, path: &str) -> Option<String> {
        let (parents, name) = path.rsplit_once('.')?;
        text(parents.split('.').try_fold(&self.whole, |value, name| member(value, name))?, name)
    }

    /// A top-level text, as it was received.
    pub fn text_of(&self, name: &str) -> Option<String> {
        text(&self.whole, name)
    }

    /// The document of this kind, if the application has one.
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

/// A member by its name, ignoring case.
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
