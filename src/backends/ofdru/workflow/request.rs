//! The request of a workflow: the application, what only the register needs, and where to save the card.

use super::place::at;
use crate::backends::ofdru::{native_parameters, words::Purpose};
use crate::error::{Fault, Level, Problem, Result, Rule, Text};
use crate::task::json::Node;
use crate::task::path::Path;
use crate::task::policy::{Charset, Policy};
use crate::task::read::{Fields, Need, Reader};
use crate::task::words::Words;
use serde_json::{Map, Value};

/// Longest id of a workflow, in bytes.
const LONGEST_ID: usize = 96;

/// A workflow's request.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub id: String,
    pub purpose: Purpose,
    /// Id of an application that the caller made by other means.
    pub application: Option<String>,
    /// `KktDetails` and `CompanyDetails`.
    pub details: Map<String, Value>,
    /// Members of the register's task that the application does not have.
    pub own: Map<String, Value>,
    /// Path of the file for the card.
    pub card: String,
    /// The request as it was given (JSON).
    pub text: String,
    /// Digest of its meaning: equal however the JSON is written.
    pub digest: String,
}

/// What can be read of a request even if it has faults.
struct Parts {
    purpose: Purpose,
    id: Option<String>,
    application: Option<String>,
    card: Option<String>,
}

impl Request {
    /// Reads a request and all its faults. `tax_numbers` is the level of the rule about check digits.
    pub(super) fn read(text: &str, tax_numbers: Level) -> Result<(Option<Self>, Vec<Fault>)> {
        let node = crate::task::parse_json(text)?;
        let mut policy = Policy::new("ofdru", Charset::Unicode);
        policy.set_level(Rule::TaxNumber, tax_numbers);
        let reader = Reader::new(&policy);
        let parts = reader.object(&node, None, parts);
        let (faults, _) = reader.found();
        Ok((parts.map(|parts| Self::of(parts, &node, text)), faults))
    }

    fn of(parts: Parts, node: &Node, text: &str) -> Self {
        let member = |names: [&str; 2]| {
            let found = names.iter().find_map(|name| node.member(name)).map(Node::to_value);
            found.filter(Value::is_object).unwrap_or_else(|| Value::Object(Map::new()))
        };
        let mut details = Map::new();
        details.insert("KktDetails".into(), member(["KktDetails", "kktDetails"]));
        details.insert("CompanyDetails".into(), member(["CompanyDetails", "companyDetails"]));
        let own = match node.member("registration").map(Node::to_value) {
            Some(Value::Object(members)) => members,
            _ => Map::new(),
        };
        let mut request = Self {
            id: String::new(),
            purpose: parts.purpose,
            application: parts.application,
            details,
            own,
            card: parts.card.unwrap_or_default(),
            text: text.to_owned(),
            digest: node.digest(&["id"]).iter().map(|byte| format!("{byte:02x}")).collect(),
        };
        // The same request for the same register is the same workflow, also for a caller that lost the first answer.
        request.id = parts.id.unwrap_or_else(|| {
            let part = |path| request.detail(path).unwrap_or_default();
            format!("{} {} {}", request.purpose.word(), part("KktDetails.SerialNumber"), part("KktDetails.FnNumber"))
        });
        request
    }

    /// A text of the application at a path.
    pub(super) fn detail(&self, path: &str) -> Option<String> {
        match at(&self.details, path)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    }

    /// A flag of the application at a path.
    pub(super) fn flag(&self, path: &str) -> bool {
        at(&self.details, path) == Some(&Value::Bool(true))
    }

    /// Whether the register makes a document in this workflow. A lost or stolen one cannot.
    pub(super) fn has_task(&self) -> bool {
        let without_register = ["Lost", "Stolen"];
        self.purpose != Purpose::Unregistration
            || !without_register.iter().any(|reason| self.flag(&format!("KktDetails.UnregistrationReasons.{reason}")))
    }
}

fn parts(fields: &Fields) -> Option<Parts> {
    let id = fields.text("id", Need::Optional, LONGEST_ID);
    if id.as_ref().is_some_and(|id| id.len() > LONGEST_ID || id.chars().any(char::is_control)) {
        fields.judge(
            "id",
            Problem::Form(Text::with(
                format!("Нужен текст до {LONGEST_ID} байт, без управляющих знаков"),
                format!("A text of at most {LONGEST_ID} bytes without control characters is needed"),
            )),
        );
    }
    let application = native_parameters::id(fields, "applicationId", Need::Optional);
    let card = fields.text("card", Need::Required, 4096);
    if let Some(node) = fields.raw("registration", Need::Optional)
        && !matches!(node, Node::Object(_))
    {
        fields.judge("registration", Problem::Type("object"));
    }
    refuse_report(fields);
    let purpose = native_parameters::application(fields)?;
    Some(Parts { purpose, id, application, card })
}

/// Refuses data of the report in the request: they come from the register, and given beforehand they would replace a
/// report that was not made.
fn refuse_report(fields: &Fields) {
    const REPORT: &str = "FiscalDocumentData";
    for name in ["KktDetails", "kktDetails"] {
        let given = fields.peek(name).and_then(|details| details.member(REPORT));
        if let Some(given) = given.filter(|given| !given.is_missing()) {
            let text =
                Text::of("Эти данные даёт касса: не указывайте их", "The register gives this data: leave it out");
            let details = fields.at(name);
            fields.reader.judge(Path::Member(&details, REPORT), Some(given), Problem::Form(text));
        }
    }
}
