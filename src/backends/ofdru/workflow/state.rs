//! The state of a workflow for the host: the step, who is awaited, and what to do, in both languages.

use super::progress::{Awaited, Progress, Step, Workflow, word};
use super::request::Request;
use crate::error::{Fault, Problem, Text};
use crate::task::words::Words;
use serde_json::{Map, Value, json};

/// The state document.
pub(super) fn of(workflow: &Workflow) -> Value {
    let (request, progress) = (&workflow.request, &workflow.progress);
    let mut state = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            state.insert(name.to_owned(), value);
        }
    };
    put("id", Some(json!(request.id)));
    put("purpose", Some(json!(request.purpose.word())));
    put("register", Some(json!(workflow.register)));
    put("step", Some(json!(word(&progress.step))));
    put("awaited", Some(json!(word(&progress.awaited))));
    put("done", Some(json!(progress.step == Step::Done)));
    put("message", Some(message(progress).to_json()));
    put("advice", Some(advice(progress).to_json()));
    put("application", progress.application.as_ref().map(|id| application(id, progress)));
    put("registrationNumber", progress.number.as_ref().map(|number| json!(number)));
    put("externalId", workflow.external_id().filter(|_| request.has_task()).map(|id| json!(id)));
    put("fiscalParams", progress.report.clone());
    put("documents", (!progress.unsigned.is_empty()).then(|| json!(progress.unsigned)));
    put("faults", (!progress.faults.is_empty()).then(|| json!(progress.faults)));
    put("card", progress.card.clone());
    state.into()
}

fn application(id: &str, progress: &Progress) -> Value {
    let mut shown = Map::new();
    shown.insert("id".into(), json!(id));
    for (name, text) in [("stage", &progress.stage), ("status", &progress.status), ("statusReason", &progress.reason)] {
        if let Some(text) = text {
            shown.insert(name.into(), json!(text));
        }
    }
    shown.into()
}

/// What has happened so far.
fn message(progress: &Progress) -> Text {
    let reason = progress.reason.as_deref().unwrap_or("—");
    match (progress.step, progress.awaited) {
        (Step::Number | Step::Approval, Awaited::Applicant) => {
            Text::with(format!("Заявка отклонена: {reason}."), format!("The application was rejected: {reason}."))
        }
        (Step::Number | Step::Approval, Awaited::Registrar) => Text::with(
            format!("OFD.ru не смогла обработать заявку: {reason}."),
            format!("OFD.ru could not process the application: {reason}."),
        ),
        (Step::Registration, Awaited::Applicant) => Text::of(
            "Касса не зарегистрирована: номер или данные заявки ей не подходят.",
            "The register was not registered: the number or the data of the application do not match it.",
        ),
        (Step::Card, Awaited::Applicant) => Text::of(
            "Карточка готова, но её файл создать не удалось.",
            "The card is ready, but its file could not be created.",
        ),
        (_, Awaited::Applicant) => Text::of("Заявка не принята.", "The application was not accepted."),
        (Step::Application, _) => Text::of("Заявка ещё не подана.", "The application is not submitted yet."),
        (Step::Documents | Step::ReportDocuments, _) => {
            Text::of("Документы заявки готовятся.", "The documents of the application are being prepared.")
        }
        (Step::Signature | Step::ReportSignature, Awaited::Signer) => {
            Text::of("Документы ждут подписи.", "The documents are waiting to be signed.")
        }
        (Step::Signature | Step::ReportSignature, _) => Text::of(
            "Документы подписаны, OFD.ru их обрабатывает.",
            "The documents are signed, OFD.ru is processing them.",
        ),
        (Step::Number, _) => Text::of(
            "Заявка в налоговой службе: ответ с номером может занять несколько дней.",
            "The application is with the tax service: the number may take several days.",
        ),
        (Step::Registration, _) => Text::of(
            "Номер получен, касса делает отчёт о регистрации.",
            "The number is received, the register is making its report.",
        ),
        (Step::Report, _) => Text::of(
            "Касса сделала свой отчёт, его данные передаются в заявку.",
            "The register has made its report, the data of the report is being added to the application.",
        ),
        (Step::Approval, _) => Text::of(
            "Данные отчёта в налоговой службе: карточка может занять несколько дней.",
            "The data of the report is with the tax service: the card may take several days.",
        ),
        (Step::Card, _) => Text::of("Карточка готова и скачивается.", "The card is ready and is being downloaded."),
        (Step::Done, _) => {
            Text::of("Карточка сохранена, все шаги выполнены.", "The card is saved, all steps are done.")
        }
    }
}

/// What to do.
fn advice(progress: &Progress) -> Text {
    match (progress.awaited, progress.step) {
        (Awaited::Nobody, _) => Text::of("Ничего делать не нужно.", "No action is needed."),
        (Awaited::Program, _) => Text::of("Вызовите kassa_registration_advance.", "Call kassa_registration_advance."),
        (Awaited::Signer, _) => Text::of(
            "Вызовите kassa_registration_advance с функцией, которая подписывает документы из documents.",
            "Call kassa_registration_advance with a callback that signs the documents listed in documents.",
        ),
        (Awaited::Registrar, Step::Number | Step::Approval) => Text::of(
            "Сообщите id заявки поддержке OFD.ru. Исправленный запрос передайте в kassa_registration_start.",
            "Send the id of the application to the support of OFD.ru. Pass a corrected request to kassa_registration_start.",
        ),
        (Awaited::Registrar, _) => Text::of(
            "Вызовите kassa_registration_advance через минуту.",
            "Call kassa_registration_advance in a minute.",
        ),
        (Awaited::TaxService, _) => Text::of(
            "Вызывайте kassa_registration_advance раз в час, пока налоговая служба не ответит.",
            "Call kassa_registration_advance once an hour until the tax service answers.",
        ),
        (Awaited::Applicant, _) => Text::of(
            "Исправьте запрос (поля перечислены в faults, причина — в statusReason), передайте его в kassa_registration_start с тем же id и вызовите kassa_registration_advance.",
            "Fix the request (fields are in faults, the reason is in statusReason), pass it to kassa_registration_start with the same id, then call kassa_registration_advance.",
        ),
    }
}

/// Words in a rejection reason and the places of the request that they mean. The tax service writes its reasons for
/// people. Longer words are before shorter ones that they contain.
const MENTIONS: [(&str, &str); 17] = [
    ("подписант", "CompanyDetails.Signatory"),
    ("руководител", "CompanyDetails.Director"),
    ("юридическ", "CompanyDetails.LegalAddress"),
    ("огрн", "CompanyDetails.Ogrn"),
    ("инн", "CompanyDetails.Inn"),
    ("кпп", "CompanyDetails.Kpp"),
    ("наименование организации", "CompanyDetails.CompanyName"),
    ("наименование пользователя", "CompanyDetails.CompanyName"),
    ("адрес", "KktDetails.InstallmentAddress"),
    ("фиас", "KktDetails.InstallmentAddress.FiasCode"),
    ("место", "KktDetails.InstallmentPlace"),
    ("заводск", "KktDetails.SerialNumber"),
    ("модел", "KktDetails.Model"),
    ("фн", "KktDetails.FnNumber"),
    ("накопител", "KktDetails.FnNumber"),
    ("код налогового органа", "KktDetails.FnsBranchCode"),
    ("фискальн", "KktDetails.FiscalDocumentData"),
];

/// Places that a reason names as the vendor's document does: `CompanyDetails.Inn`.
fn named(reason: &str) -> impl Iterator<Item = &str> {
    let part = |letter: char| !letter.is_ascii_alphanumeric() && letter != '.';
    let words = reason.split(part).map(|word| word.trim_matches('.'));
    words.filter(|word| word.starts_with("CompanyDetails.") || word.starts_with("KktDetails."))
}

/// Places of the request that a reason names, or that its words mean.
pub(super) fn mentioned_places(reason: &str, request: &Request) -> Vec<Value> {
    let reason_words = reason.to_lowercase();
    let begins = |word: &str| {
        reason_words.match_indices(word).any(|(at, _)| {
            let before = reason_words[..at].chars().next_back();
            let is_word_end = word.chars().count() > 3 || {
                reason_words[at + word.len()..].chars().next().is_none_or(|after| !after.is_alphabetic())
            };
            before.is_none_or(|letter| !letter.is_alphabetic()) && is_word_end
        })
    };
    let mut places: Vec<&str> = named(reason).collect();
    if places.is_empty() {
        places.extend(MENTIONS.iter().filter(|(word, _)| begins(word)).map(|(_, path)| *path));
    }
    let mut faults: Vec<Value> = Vec::new();
    for path in places {
        let value = request.detail(path);
        let fault = Fault { path: path.to_owned(), value, problem: Problem::Device(reason.to_owned()) }.to_json();
        if !faults.contains(&fault) {
            faults.push(fault);
        }
    }
    faults
}
