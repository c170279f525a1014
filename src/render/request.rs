//! What is to be drawn, and how: the request of `kassa_render`.

use super::font::WIDTH;
use crate::error::{Error, ErrorKind, Fault, Problem, Result, Text};
use crate::task;
use crate::task::answer::Answer;
use crate::task::given::Task;
use crate::task::json::Node;
use crate::task::policy::{Charset, Policy};
use crate::task::read::{Fields, Need, Reader};
use crate::task::words::{Words, words};
use serde_json::Value;

words! {
    /// What a document is drawn as.
    Format {
        /// Text of 32, 42 or 48 columns, UTF-8.
        Text = 0: "text",
        /// A black and white picture for paper of 58 or 80 mm.
        Png = 1: "png",
        /// A page as wide as the paper.
        Pdf = 2: "pdf",
        /// HTML for an e-mail.
        Html = 3: "html",
    }
}

/// A format with its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Text of so many columns.
    Text(usize),
    /// A picture.
    Png(Paper),
    /// A page.
    Pdf(Paper),
    /// HTML.
    Html,
}

/// Width of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 58 mm, of which 48 mm are printed: 384 dots of 203 dpi.
    Mm58,
    /// 80 mm, of which 72 mm are printed: 576 dots.
    Mm80,
}

impl Paper {
    /// Columns of 12 dots.
    pub fn columns(self) -> usize {
        match self {
            Self::Mm58 => 32,
            Self::Mm80 => 48,
        }
    }

    /// Dots that are printed across.
    pub(crate) fn dots(self) -> usize {
        self.columns() * WIDTH
    }

    /// Width of the paper in millimetres.
    pub fn millimetres(self) -> u8 {
        match self {
            Self::Mm58 => 58,
            Self::Mm80 => 80,
        }
    }
}

impl Form {
    /// The form of a format; without a width, the widest one. `None` if the format has no such width.
    pub fn of(format: Format, width: Option<i64>) -> Option<Self> {
        let paper = match width {
            Some(58) => Some(Paper::Mm58),
            Some(80) | None => Some(Paper::Mm80),
            Some(_) => None,
        };
        match (format, width) {
            (Format::Text, None) => Some(Self::Text(48)),
            (Format::Text, Some(columns @ (32 | 42 | 48))) => usize::try_from(columns).ok().map(Self::Text),
            (Format::Text | Format::Html, Some(_)) => None,
            (Format::Png, _) => paper.map(Self::Png),
            (Format::Pdf, _) => paper.map(Self::Pdf),
            (Format::Html, None) => Some(Self::Html),
        }
    }
}

/// Where the document is.
#[derive(Debug, Clone)]
pub enum Source {
    /// In the journal of the device, under this `externalId`.
    Journal(String),
    /// In this answer.
    Answer(Box<Answer>),
}

/// A request to draw a document.
#[derive(Debug, Clone)]
pub struct RenderRequest {
    /// The document.
    pub source: Source,
    /// The task that made it. The journal does not keep what a task says, so it is needed unless the answer is that of
    /// `getFnDocument`.
    pub task: Option<Task>,
    /// The answer to `getRegistrationInfo`, or as much of it as the caller has: who sells, and where.
    pub registration: Value,
    /// What it is drawn as.
    pub form: Form,
}

impl RenderRequest {
    /// Reads a request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadDocument`] with every wrong member.
    pub fn from_json(text: &str) -> Result<Self> {
        let node = task::parse_json(text)?;
        let policy = Policy::new("kassa", Charset::Unicode);
        let reader = Reader::new(&policy);
        let request = reader.object(&node, None, read);
        let (faults, _) = reader.found();
        match request {
            Some(request) if faults.is_empty() => Ok(request),
            _ => Err(Error::before(ErrorKind::BadDocument(faults))),
        }
    }
}

fn read(fields: &Fields) -> Option<RenderRequest> {
    fields.know("externalId");
    let source = match (!fields.is_missing("externalId"), !fields.is_missing("answer")) {
        (true, false) => task::read_external_id(fields).map(Source::Journal),
        (false, true) => object(fields, "answer").map(|answer| Source::Answer(Box::new(Answer::of(answer)))),
        (is_both, _) => {
            fields.know("answer");
            fields.judge(if is_both { "answer" } else { "externalId" }, Problem::Form(which()));
            None
        }
    };
    let task = fields.raw("task", Need::Optional).cloned().map(Task::of);
    let registration = object(fields, "registration").unwrap_or_default();
    let format = fields.word::<Format>("format", Need::Required, None);
    let width = fields.integer("width", Need::Optional, 1, 1000);
    let form = Form::of(format?, width);
    if form.is_none() {
        fields.judge("width", Problem::Form(widths()));
    }
    Some(RenderRequest { source: source?, task, registration, form: form? })
}

/// A member that is an object of many members, which are not judged here.
fn object(fields: &Fields, name: &'static str) -> Option<Value> {
    let node = fields.raw(name, Need::Optional)?;
    if !matches!(node, Node::Object(_)) {
        fields.judge(name, Problem::Type("object"));
        return None;
    }
    Some(node.to_value())
}

fn which() -> Text {
    Text::of(
        "Укажите одно из двух: externalId документа в журнале или его ответ answer",
        "Give one of the two: the externalId of a document in the journal, or its answer",
    )
}

fn widths() -> Text {
    Text::of(
        "Ширина: text — 32, 42 или 48 знаков, png и pdf — 58 или 80 мм, html — без ширины",
        "Width: text has 32, 42 or 48 columns, png and pdf 58 or 80 mm, html has none",
    )
}

/// The fault of a request whose document cannot be drawn.
pub fn fault(path: &str, text: Text) -> Error {
    Error::before(ErrorKind::BadDocument(vec![Fault { path: path.into(), value: None, problem: Problem::Form(text) }]))
}
