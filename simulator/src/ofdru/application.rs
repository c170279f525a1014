//! An application (заявка): what it holds, how a change of it is taken in, and how the answers show it.

use super::document::{Document, DocumentKind, SignatureState};
use super::shapes::Shapes;
use super::words::{By, Purpose, Stage, Status};
use crate::clock::Moment;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What the answers say of the way to the tax service; no section explains it.
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

/// An application.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Application {
    /// Its id, a UUID.
    pub id: String,
    /// The agreement (личный кабинет) that it belongs to.
    pub agreement: String,
    /// What it is for.
    pub purpose: Purpose,
    /// How far it is.
    pub stage: Stage,
    /// What it waits for.
    pub status: Status,
    /// Why the tax service refused.
    pub reason: Option<String>,
    /// `CompanyDetails`, as given.
    pub company: Map<String, Value>,
    /// `KktDetails`, as given.
    pub register: Map<String, Value>,
    /// The registration number, once it is there.
    pub reg_number: Option<String>,
    /// Its documents, the oldest first.
    pub documents: Vec<Document>,
    /// How often documents have been prepared.
    pub round: u32,
    /// When it was made, by the server's clock.
    pub created: String,
    /// When it was changed last.
    pub updated: String,
    /// Who asked for it.
    pub by: By,
    /// Since when the state that passes by itself lasts.
    pub(super) since: Option<Moment>,
}

impl Application {
    /// A text of `CompanyDetails`, at a place such as `Signatory.Email`; an empty one when it is not there.
    pub(super) fn company_text(&self, place: &str) -> &str {
        text_at(&self.company, place)
    }

    /// A text of `KktDetails`.
    pub(super) fn register_text(&self, place: &str) -> &str {
        text_at(&self.register, place)
    }

    /// A flag of `KktDetails`.
    pub(super) fn flag(&self, place: &str) -> bool {
        at(&self.register, place).and_then(Value::as_bool).unwrap_or(false)
    }

    /// Whether the applicant is a person (ИП).
    pub(super) fn is_person(&self) -> bool {
        self.company_text("CompanyType") == "PrivateEnterpreneur"
    }

    /// Takes in what a PUT brings: each member replaces the one of its name, objects member by member.
    pub(super) fn update(&mut self, company: Option<&Value>, register: Option<&Value>, now: Moment) {
        for (members, given) in [(&mut self.company, company), (&mut self.register, register)] {
            if let Some(Value::Object(given)) = given {
                merge(members, given);
            }
        }
        if matches!(self.status, Status::AwaitingDocuments | Status::AwaitingSignature) {
            // Documents of what it was before are not to be signed any more.
            let round = self.round;
            self.documents.retain(|document| document.round != round || document.state == SignatureState::NotNeeded);
            (self.status, self.since) = (Status::New, None);
        }
        self.updated = now.to_string();
    }

    /// What is given of the report that the register has printed.
    pub(super) fn report(&self) -> Value {
        self.register.get("FiscalDocumentData").cloned().unwrap_or_else(|| json!({}))
    }

    /// Whether all of the report's data are given.
    pub(super) fn has_report(&self) -> bool {
        ["DateTime", "DocumentNumber", "Signature"]
            .iter()
            .all(|name| at(&self.register, &format!("FiscalDocumentData.{name}")).is_some_and(is_filled))
    }

    /// Whether the register is gone, so that it prints no report any more.
    pub(super) fn is_lost(&self) -> bool {
        self.flag("UnregistrationReasons.Lost") || self.flag("UnregistrationReasons.Stolen")
    }

    /// The documents of the last `prepareDocuments`.
    pub(super) fn current(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter().filter(|document| document.round == self.round)
    }

    /// Adds a document of the application as it stands.
    pub(super) fn add(&mut self, id: String, kind: DocumentKind, now: Moment) {
        let document = Document::made(id, kind, self, now);
        self.documents.push(document);
    }

    /// As the answers show it: the members of the examples, no others.
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

    /// The same without what table 2 lacks.
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

/// The value at a place of dotted names.
pub(super) fn at<'a>(members: &'a Map<String, Value>, place: &str) -> Option<&'a Value> {
    match place.split_once('.') {
        Some((name, rest)) => at(members.get(name)?.as_object()?, rest),
        None => members.get(place),
    }
}

/// Whether a value says anything.
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

/// The full address is given once there is a house in it, as the examples do.
fn address_shown(address: &Map<String, Value>) -> Value {
    let mut shown = Map::new();
    if ["HouseNumber", "Building", "Office"].iter().any(|name| !text_at(address, name).is_empty()) {
        let full = joined(address, &["Street", "HouseNumber", "Building", "Office"], ", ");
        shown.insert("FullAddress".to_owned(), full.into());
    }
    shown.extend(taken(address, &["RegionCode", "Street"]));
    shown.into()
}
