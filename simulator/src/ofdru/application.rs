//! An application (заявка): its content, how a change is applied, and its form in the answers.

use super::document::{Document, DocumentKind, SignatureState};
use super::shapes::Shapes;
use super::words::{By, Purpose, Stage, Status};
use crate::clock::Moment;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The value of `Gateway` in the answers. No section of the vendor's document explains it.
const GATEWAY: &str = "SuccessMock";

/// The flags of `UsageMode` (§2.1, table 1).
pub(super) const USAGE: [&str; 9] = [
    "Gambling",
    "Lottery",
    "Agent",
    "AutomatedDevice",
    "Internet",
    "Mobile",
    "Banking",
    "ExcisableGoods",
    "FormsForReports",
];

/// An application to register a register, and what has come of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// Id, a UUID.
    pub id: String,
    /// Id of the agreement (личный кабинет) that it belongs to.
    pub agreement: String,
    /// What is applied for.
    pub purpose: Purpose,
    /// Its stage: first filing or final filing.
    pub stage: Stage,
    /// Its status in this stage.
    pub status: Status,
    /// Why the tax service refused it.
    pub reason: Option<String>,
    /// `CompanyDetails`, as received.
    pub company: Map<String, Value>,
    /// `KktDetails`, as received.
    pub register: Map<String, Value>,
    /// The registration number, after it was assigned.
    pub reg_number: Option<String>,
    /// Its documents, oldest first.
    pub documents: Vec<Document>,
    /// How many times documents were prepared.
    pub round: u32,
    /// When it was created, by the server's clock.
    pub created: String,
    /// When it was last changed, by the server's clock.
    pub updated: String,
    /// Who created it: the client of the protocol, or a test in the name of another program.
    pub by: By,
    /// Start of the current wait, for a status that changes by time alone.
    pub(super) since: Option<Moment>,
}

impl Application {
    /// A text of `CompanyDetails` at a path such as `Signatory.Email`; an empty text if it is missing.
    pub(super) fn company_text(&self, place: &str) -> &str {
        text_at(&self.company, place)
    }

    /// A text of `KktDetails` at a path; an empty text if it is missing.
    pub(super) fn register_text(&self, place: &str) -> &str {
        text_at(&self.register, place)
    }

    /// A flag of `KktDetails`; `false` if it is missing.
    pub(super) fn flag(&self, place: &str) -> bool {
        at(&self.register, place).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Whether the applicant is a sole proprietor (ИП).
    pub(super) fn is_person(&self) -> bool {
        self.company_text("CompanyType") == "PrivateEnterpreneur"
    }

    /// Applies a PUT request: each member replaces the one with the same name; objects are merged member by member.
    pub(super) fn update(&mut self, company: Option<&Value>, register: Option<&Value>, now: Moment) {
        for (members, given) in [(&mut self.company, company), (&mut self.register, register)] {
            if let Some(Value::Object(given)) = given {
                merge(members, given);
            }
        }
        if matches!(self.status, Status::AwaitingDocuments | Status::AwaitingSignature) {
            // Documents that were made before this change must not be signed any more.
            let round = self.round;
            self.documents.retain(|document| document.round != round || document.state == SignatureState::NotNeeded);
            (self.status, self.since) = (Status::New, None);
        }
        self.updated = now.to_string();
    }

    /// The data of the registration report that the register has printed, as far as they are given.
    pub(super) fn report(&self) -> Value {
        self.register.get("FiscalDocumentData").cloned().unwrap_or_else(|| json!({}))
    }

    /// Whether the data of the report are complete.
    pub(super) fn has_report(&self) -> bool {
        ["DateTime", "DocumentNumber", "Signature"]
            .iter()
            .all(|name| at(&self.register, &format!("FiscalDocumentData.{name}")).is_some_and(is_filled))
    }

    /// Whether the register was lost or stolen, so that it cannot print a report.
    pub(super) fn is_lost(&self) -> bool {
        self.flag("UnregistrationReasons.Lost") || self.flag("UnregistrationReasons.Stolen")
    }

    /// The documents of the last `prepareDocuments`.
    pub(super) fn current(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(|document| document.round == self.round)
    }

    /// Adds a document made from the current content of the application.
    pub(super) fn add(&mut self, id: String, kind: DocumentKind, now: Moment) {
        let taxpayer = format!("{}{}", self.company_text("Inn"), self.company_text("Kpp"));
        let document = Document::made((id, kind), self.round, &taxpayer, &xml(kind, self, now), now);
        self.documents.push(document);
    }

    /// The form in the answers: exactly the members of the vendor's examples.
    pub(super) fn to_json(&self, shapes: &Shapes) -> Value {
        let mut shown =
            json!({"Id": self.id, "CompanyDetails": self.company_shown(), "KktDetails": self.register_shown(shapes)});
        shown["Status"] = json!(self.status);
        if let Some(reason) = &self.reason {
            shown["StatusReason"] = reason.as_str().into();
        }
        shown["Stage"] = json!(self.stage);
        shown["Purpose"] = self.purpose.answered().into();
        shown["Gateway"] = GATEWAY.into();
        shown["OfdAgreementId"] = self.agreement.as_str().into();
        if !self.documents.is_empty() {
            shown["Documents"] = self.documents.iter().map(|document| document.to_json(shapes.whole_content)).collect();
        }
        shown
    }

    /// The short form, without the members that table 2 does not list.
    pub(super) fn to_short_json(&self, shapes: &Shapes) -> Value {
        let mut shown = self.to_json(shapes);
        for (place, name) in [("", "Documents"), ("", "StatusReason"), ("/KktDetails", "RegNumber")] {
            if let Some(members) = shown.pointer_mut(place).and_then(Value::as_object_mut) {
                members.remove(name);
            }
        }
        shown
    }

    fn company_shown(&self) -> Value {
        let mut shown = taken(&self.company, &["CompanyType", "FnsBranchCode"]);
        shown.insert("CreatedDate".to_owned(), self.created.as_str().into());
        shown.insert("UpdatedDate".to_owned(), self.updated.as_str().into());
        if let Some(Value::Object(address)) = self.company.get("LegalAddress") {
            shown.insert("LegalAddress".to_owned(), address_shown(address));
        }
        shown.extend(taken(&self.company, &["Inn", "Ogrn", "Kpp", "CompanyName"]));
        if let Some(Value::Object(signatory)) = self.company.get("Signatory") {
            let name = joined(signatory, &["LastName", "FirstName", "MiddleName"], " ");
            let mut person = Map::new();
            person.insert("Name".to_owned(), name.into());
            person.extend(taken(signatory, &["Position", "Email", "Phone"]));
            shown.insert("Signatory".to_owned(), person.into());
        }
        shown.into()
    }

    fn register_shown(&self, shapes: &Shapes) -> Value {
        let mut shown = taken(&self.register, &["FnName", "FnNumber", "AutomaticDeviceNumber"]);
        if let Some(Value::Object(address)) = self.register.get("InstallmentAddress") {
            shown.insert("InstallmentAddress".to_owned(), address_shown(address));
        }
        shown.extend(taken(&self.register, &["InstallmentPlace"]));
        let flag = |name: &&str| ((*name).to_owned(), self.flag(&format!("UsageMode.{name}")).into());
        shown.insert("UsageMode".to_owned(), Value::Object(USAGE.iter().map(flag).collect()));
        shown.extend(taken(&self.register, &["Model", "SerialNumber"]));
        shown.insert("FiscalDocumentData".to_owned(), self.report_shown(shapes));
        shown.extend(taken(&self.register, &["FnsBranchCode"]));
        if let Some(number) = &self.reg_number {
            shown.insert("RegNumber".to_owned(), number.as_str().into());
        }
        shown.into()
    }

    fn report_shown(&self, shapes: &Shapes) -> Value {
        let mut report = self.report();
        if let Some(number) = report.get_mut("DocumentNumber") {
            let digits = number.as_str().map_or_else(|| number.to_string(), str::to_owned);
            let whole: Option<u64> = digits.parse().ok().filter(|_| shapes.integer_numbers);
            *number = whole.map_or_else(|| digits.into(), Value::from);
        }
        report
    }
}

/// The value at a path of names separated by dots.
pub(super) fn at<'a>(members: &'a Map<String, Value>, place: &str) -> Option<&'a Value> {
    match place.split_once('.') {
        Some((name, rest)) => at(members.get(name)?.as_object()?, rest),
        None => members.get(place),
    }
}

/// Whether a value is given. A blank text counts as missing.
pub(super) fn is_filled(value: &Value) -> bool {
    value.as_str().is_none_or(|text| !text.trim().is_empty())
}

fn text_at<'a>(members: &'a Map<String, Value>, place: &str) -> &'a str {
    at(members, place).and_then(Value::as_str).unwrap_or_default()
}

fn merge(members: &mut Map<String, Value>, given: &Map<String, Value>) {
    for (name, value) in given {
        match (members.get_mut(name), value) {
            (Some(Value::Object(inner)), Value::Object(given)) => merge(inner, given),
            _ => drop(members.insert(name.clone(), value.clone())),
        }
    }
}

fn taken(members: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let one = |name: &&str| members.get(*name).map(|value| ((*name).to_owned(), value.clone()));
    names.iter().filter_map(one).collect()
}

fn joined(members: &Map<String, Value>, names: &[&str], between: &str) -> String {
    let parts: Vec<&str> =
        names.iter().map(|name| text_at(members, name).trim()).filter(|part| !part.is_empty()).collect();
    parts.join(between)
}

/// The address. As in the vendor's examples, the full address is added only if there is a house, building or office.
fn address_shown(address: &Map<String, Value>) -> Value {
    let mut shown = Map::new();
    if ["HouseNumber", "Building", "Office"].iter().any(|name| !text_at(address, name).is_empty()) {
        let full = joined(address, &["Street", "HouseNumber", "Building", "Office"], ", ");
        shown.insert("FullAddress".to_owned(), full.into());
    }
    shown.extend(taken(address, &["RegionCode", "Street"]));
    shown.into()
}

/// Every field of the application, so that a signature over the document is one over them.
fn xml(kind: DocumentKind, application: &Application, now: Moment) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"windows-1251\"?>\r\n".to_owned();
    let (code, description, id) = (kind.code(), kind.description(), &application.id);
    let _ = write!(text, "<Документ КНД=\"{code}\" Название=\"{description}\" Заявка=\"{id}\" Время=\"{now}\">\r\n");
    field(&mut text, "Purpose", application.purpose.answered());
    for (name, value) in [("RegNumber", &application.reg_number), ("StatusReason", &application.reason)] {
        if let Some(value) = value {
            field(&mut text, name, value);
        }
    }
    fields(&mut text, "CompanyDetails", &application.company);
    fields(&mut text, "KktDetails", &application.register);
    text + "</Документ>\r\n"
}

fn fields(text: &mut String, name: &str, members: &Map<String, Value>) {
    for (member, value) in members {
        let name = format!("{name}.{member}");
        match value {
            Value::Object(inner) => fields(text, &name, inner),
            Value::String(value) => field(text, &name, value),
            value => field(text, &name, &value.to_string()),
        }
    }
}

fn field(text: &mut String, name: &str, value: &str) {
    let value = value.replace('&', "&amp;").replace('<', "&lt;");
    let _ = write!(text, "  <Поле Имя=\"{name}\">{value}</Поле>\r\n");
}
