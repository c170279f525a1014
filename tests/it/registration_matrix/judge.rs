//! Checks that what the library reports is true: every answer against both ledgers, and the final state.

use super::scene::Scene;
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};

/// False statements in one answer.
pub fn answer(scene: &Scene, status: i32, answer: &Value) -> Vec<String> {
    if status != 0 {
        return error(scene, answer);
    }
    let mut told = state(scene, answer);
    let applications = scene.applications();
    let mut lie = |wrong: bool, what: &str| {
        if wrong {
            told.push(format!("{what}: {answer}"));
        }
    };
    let id = answer["application"]["id"].as_str();
    lie(id.is_none() && !applications.is_empty(), "nothing of an application that is there");
    let is_told = !answer["fiscalParams"].is_null();
    lie(!is_told && !scene.register.ours().is_empty(), "nothing of a report that is there");
    let Some(application) = applications.iter().find(|one| id.is_some() && one["id"].as_str() == id) else {
        return told;
    };
    let at = |status: &str| application["status"] == status;
    match answer["awaited"].as_str().unwrap_or_default() {
        "taxService" => lie(!at("SentToFns"), "the tax service is awaited and has nothing"),
        "signer" => {
            let right = at("AwaitingSignature") && are_unsigned(&answer["documents"], application);
            lie(!right, "no such signature is awaited");
        }
        "applicant" => lie(!at("Rejected") && !at("New"), "nobody refused"),
        // New: a change that arrived late has undone the request for documents.
        "registrar" => lie(!["New", "AwaitingDocuments", "UnknownError"].iter().any(|word| at(word)), "not its turn"),
        "nobody" => lie(answer["done"] != true, "nobody is awaited before the end"),
        awaited => lie(true, &format!("{awaited:?} is awaited after a call")),
    }
    lie(answer["done"] == true && !at("Approved"), "done before the card");
    told
}

/// False statements in a state document, at any time. It may know less than there is, but nothing else.
pub fn state(scene: &Scene, state: &Value) -> Vec<String> {
    let mut told = Vec::new();
    let mut lie = |wrong: bool, what: &str| {
        if wrong {
            told.push(format!("{what}: {state}"));
        }
    };
    if let Some(id) = state["application"]["id"].as_str() {
        let applications = scene.applications();
        let application = applications.iter().find(|one| one["id"] == id);
        lie(application.is_none(), "an application that is not there");
        let (number, known) = (&state["registrationNumber"], application.map(|one| &one["regNumber"]));
        lie(!number.is_null() && Some(number) != known, "another registration number");
    }
    let report = &state["fiscalParams"];
    let reports = scene.register.ours();
    lie(!report.is_null() && !reports.iter().any(|made| is_of(report, made)), "a report that is not there");
    lie(state["done"] == true && !scene.card().exists(), "done without a card");
    told
}

/// False statements in an error.
fn error(scene: &Scene, answer: &Value) -> Vec<String> {
    let outcome = answer["error"]["outcome"].as_str().unwrap_or_default();
    let known = ["notSent", "rejected", "registered", "unknown"].contains(&outcome);
    let impossible = scene.impossible.contains(&outcome) && scene.has_been_struck();
    (!known || impossible).then(|| format!("the outcome is not {outcome}: {answer}")).into_iter().collect()
}

/// What is wrong at the end: what exists more than once, is missing, or differs.
pub fn accounts(scene: &Scene) -> Vec<String> {
    let mut told = Vec::new();
    let ledger = scene.ledger();
    let applications = scene.applications();
    let reports = scene.register.ours();
    if applications.len() != 1 || reports.len() != scene.reports {
        told.push(format!("{} applications, {} reports", applications.len(), reports.len()));
    }
    let filings = ledger["filings"].as_array().unwrap();
    let filed: Vec<[&str; 2]> =
        filings.iter().map(|filing| ["stage", "verdict"].map(|name| filing[name].as_str().unwrap())).collect();
    if filed != scene.filed {
        told.push(format!("filed: {}", json!(filings)));
    }
    if let (Some(report), Some(last)) = (reports.first(), filings.last()) {
        let filed = &last["report"];
        if !is_given(filed, report) {
            told.push(format!("filed {filed}, the register has {report}"));
        }
    }
    told.extend(applications.first().and_then(|application| card(scene, application)));
    told
}

/// What is wrong with the card.
fn card(scene: &Scene, application: &Value) -> Option<String> {
    let documents = application["documents"].as_array()?;
    let card = documents.iter().find(|document| document["kind"] == scene.card_kind());
    let saved = std::fs::read(scene.card()).ok();
    let bytes = card.map(|card| BASE64_STANDARD.decode(card["content"].as_str().unwrap()).unwrap());
    (saved != bytes || bytes.is_none()).then(|| "the card is not what the service has".to_owned())
}

/// Whether a report as the service got it (`FiscalDocumentData`) is the one in the register's ledger.
pub fn is_given(given: &Value, made: &Value) -> bool {
    let told = json!({
        "fiscalDocumentNumber": given["DocumentNumber"], "fiscalDocumentSign": given["Signature"],
        "fiscalDocumentDateTime": given["DateTime"],
    });
    is_of(&told, made)
}

/// Whether a report as the library returned it is the one in the register's ledger.
fn is_of(told: &Value, made: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let same = |name: &str, tag: &str| text(&told[name]) == text(&made["data"][tag]);
    same("fiscalDocumentNumber", "T1040")
        && same("fiscalDocumentSign", "T1077")
        && same("fiscalDocumentDateTime", "T1012")
}

/// Whether these are the documents that wait for their signatures.
fn are_unsigned(told: &Value, application: &Value) -> bool {
    let told: Vec<&Value> = told.as_array().into_iter().flatten().map(|document| &document["id"]).collect();
    let all = application["documents"].as_array().into_iter().flatten();
    told == all.filter(|document| document["state"] == "Unsigned").map(|document| &document["id"]).collect::<Vec<_>>()
}
