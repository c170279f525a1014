//! The calls of a client about applications (§2.1 to §2.7).

use super::accounts::Account;
use super::application::{Application, at, is_filled};
use super::document::{Document, DocumentKind, SignatureState};
use super::refusal::{self, Refusal};
use super::state::State;
use super::words::{By, Purpose, Stage, Status};
use super::{requests, signature};
use crate::clock::Moment;
use serde_json::{Map, Value};

impl State {
    /// Creates an application (§2.1).
    pub(super) fn create(
        &mut self,
        body: &Map<String, Value>,
        account: &Account,
        by: By,
        now: Moment,
    ) -> Result<&Application, Refusal> {
        let agreement = body.get("ofdAgreementId").and_then(Value::as_str).unwrap_or_default();
        if !self.core.agreements.iter().any(|known| known.id == agreement) {
            return Err(Refusal::because(refusal::OFD_AGREEMENT_NOT_FOUND, "нет такого личного кабинета"));
        }
        if !account.agreements.iter().any(|known| known == agreement) {
            return Err(Refusal::because(refusal::ACCESS_DENIED, "этот личный кабинет чужой"));
        }
        let purpose = body.get("purpose").and_then(Value::as_str).and_then(Purpose::read);
        let purpose = purpose.ok_or_else(|| Refusal::because(refusal::VALIDATION, "purpose: нет такого значения"))?;
        let details = |name: &str| body.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
        let application = Application {
            id: self.uuid(),
            agreement: agreement.to_owned(),
            purpose,
            stage: Stage::Initialization,
            status: Status::New,
            reason: None,
            company: details("CompanyDetails"),
            register: details("KktDetails"),
            reg_number: None,
            documents: Vec::new(),
            round: 0,
            created: now.to_string(),
            updated: now.to_string(),
            by,
            since: None,
        };
        self.note(now, &format!("{} создана: {}", application.id, purpose.answered()));
        self.core.applications.push(application);
        self.core.applications.last().ok_or_else(|| Refusal::because(refusal::INTERNAL, "заявки нет"))
    }

    /// The index of an application. Fails if the account may not see it.
    pub(super) fn place_of(&self, id: &str, account: &Account) -> Result<usize, Refusal> {
        let found = self.core.applications.iter().position(|application| application.id.eq_ignore_ascii_case(id));
        let index = found.ok_or_else(|| Refusal::because(refusal::APPLICATION_NOT_FOUND, "нет такой заявки"))?;
        let own = account.agreements.contains(&self.core.applications[index].agreement);
        if own { Ok(index) } else { Err(Refusal::because(refusal::ACCESS_DENIED, "это чужая заявка")) }
    }

    /// Lists the applications of one agreement, or of all agreements of the account (§2.3).
    pub(super) fn list(&self, agreement: Option<&str>, account: &Account) -> Result<Vec<&Application>, Refusal> {
        let own = |id: &str| account.agreements.iter().any(|known| known == id);
        if agreement.is_some_and(|id| !own(id)) {
            return Err(Refusal::because(refusal::ACCESS_DENIED, "этот личный кабинет чужой"));
        }
        let wanted = |application: &&Application| {
            own(&application.agreement) && agreement.is_none_or(|id| application.agreement == id)
        };
        Ok(self.core.applications.iter().filter(wanted).collect())
    }

    /// Changes an application (§2.2).
    pub(super) fn update(&mut self, index: usize, body: &Map<String, Value>, now: Moment) -> Result<(), Refusal> {
        let application = &mut self.core.applications[index];
        if application.status.is_on_its_way() || application.status == Status::Approved {
            return Err(Refusal::because(refusal::INVALID_STATUS, "заявку уже нельзя изменить"));
        }
        application.update(body.get("companyDetails"), body.get("kktDetails"), now);
        Ok(())
    }

    /// Prepares the documents of an application (§2.5).
    pub(super) fn prepare(&mut self, index: usize, now: Moment) -> Result<(), Refusal> {
        let mendable = !self.options.final_rejections;
        let application = &mut self.core.applications[index];
        let open = match application.status {
            Status::New => true,
            Status::Rejected | Status::UnknownError => mendable,
            _ => false,
        };
        if !open {
            return Err(Refusal::because(refusal::INVALID_STATUS, "документы готовят не в этом состоянии"));
        }
        Refusal::of_missing(&missing(application))?;
        application.round += 1;
        application.reason = None;
        application.updated = now.to_string();
        if self.options.documents_seconds > 0 {
            (application.status, application.since) = (Status::AwaitingDocuments, Some(now));
        } else {
            self.make_documents(index, now);
        }
        Ok(())
    }

    /// Makes the documents that must be signed next.
    pub(super) fn make_documents(&mut self, index: usize, now: Moment) {
        let application = &self.core.applications[index];
        let kinds: &[DocumentKind] = match (application.purpose, application.stage) {
            (Purpose::Unregistration, _) => &[DocumentKind::EndStatement],
            (_, Stage::Finalization) => &[DocumentKind::ReportData],
            (Purpose::Reregistration, Stage::Initialization) if application.has_report() => {
                &[DocumentKind::Statement, DocumentKind::ReportData]
            }
            _ => &[DocumentKind::Statement],
        };
        for kind in kinds {
            let id = self.uuid();
            self.core.applications[index].add(id, *kind, now);
        }
        let application = &mut self.core.applications[index];
        (application.status, application.since) = (Status::AwaitingSignature, None);
    }

    /// Signs a document (§2.6).
    pub(super) fn sign(&mut self, index: usize, body: &Map<String, Value>, now: Moment) -> Result<(), Refusal> {
        let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
        let application = &mut self.core.applications[index];
        if application.status != Status::AwaitingSignature {
            return Err(Refusal::because(refusal::INVALID_STATUS, "подписи сейчас не ждут"));
        }
        let round = application.round;
        let mut current = application.documents.iter_mut().filter(|document| document.round == round);
        let document = current.find(|document| document.id.eq_ignore_ascii_case(text("documentId")));
        let document = document
            .ok_or_else(|| Refusal::because(refusal::VALIDATION, "documentId: такой документ подписи не ждёт"))?;
        if document.state != SignatureState::Unsigned {
            return Err(Refusal::because(refusal::INVALID_STATUS, "документ уже подписан"));
        }
        if let Some(why) = signature::complaint(text("signature"), &document.content) {
            return Err(Refusal::because(refusal::VALIDATION, format!("signature: {why}")));
        }
        document.signature = Some(text("signature").to_owned());
        document.state = SignatureState::Signed;
        let line = format!("{} подписан документ {}", application.id, document.kind.code());
        application.updated = now.to_string();
        if application.current().all(|document| document.state != SignatureState::Unsigned) {
            (application.status, application.since) = (Status::ProcessingSignedDocuments, Some(now));
        }
        self.note(now, &line);
        Ok(())
    }

    /// A document to download (§2.7).
    pub(super) fn document(&self, index: usize, id: &str) -> Result<&Document, Refusal> {
        let mut documents = self.core.applications[index].documents.iter();
        let found = documents.find(|document| document.id.eq_ignore_ascii_case(id));
        found.ok_or_else(|| Refusal::because(refusal::VALIDATION, "documentId: в заявке нет такого документа"))
    }
}

/// The required fields of §2.5.1 that are missing.
fn missing(application: &Application) -> Vec<String> {
    let of_kind: &[&str] =
        if application.is_person() { &requests::NEEDED_OF_PERSON } else { &requests::NEEDED_OF_COMPANY };
    let of_report: &[&str] = if application.stage == Stage::Finalization { &requests::NEEDED_OF_REPORT } else { &[] };
    let given = |field: &str| match field.split_once('.') {
        Some(("CompanyDetails", place)) => at(&application.company, place).is_some_and(is_filled),
        Some((_, place)) => at(&application.register, place).is_some_and(is_filled),
        None => false,
    };
    let needed = requests::NEEDED.iter().chain(of_kind).chain(of_report);
    needed.filter(|field| !given(field)).map(|field| (*field).to_owned()).collect()
}
