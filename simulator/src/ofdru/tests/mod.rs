//! Tests of the simulated server through its socket, as its clients use it.

mod access;
mod clients;
mod examples;
mod links;
mod power;
mod requests;
mod road;
mod shapes;

use super::{Decision, Options, Simulator, test_signature};
use crate::client::{Reply, ask};
use crate::samples::With;
use serde_json::{Value, json};

const AGREEMENT: &str = super::sample::AGREEMENT;

/// A server, and a token of its first account.
struct Client {
    server: Simulator,
    token: String,
}

fn started(options: Options) -> Client {
    let server = Simulator::start(options).expect("the simulator starts");
    let token = token_of(&server, "partner@example.com", "partner-password");
    Client { server, token }
}

fn client() -> Client {
    started(Options::default())
}

/// A server whose tax service answers only when the test says so.
fn by_hand() -> Client {
    started(Options { answer_seconds: None, ..Options::default() })
}

fn token_of(server: &Simulator, login: &str, password: &str) -> String {
    let body = json!({"Login": login, "Password": password});
    let answer = ask(&server.url(), "POST", "/api/Authorization/CreateAuthToken", &body.to_string());
    let answer = answer.expect("an answer").json();
    let token = answer["Data"]["AuthToken"].as_str().or(answer["AuthToken"].as_str());
    token.unwrap_or_else(|| panic!("no token: {answer}")).to_owned()
}

impl Client {
    fn reply(&self, method: &str, path: &str, body: &str) -> Reply {
        let between = if path.contains('?') { '&' } else { '?' };
        let path = format!("/api{path}{between}AuthToken={}", self.token);
        ask(&self.server.url(), method, &path, body).expect("an answer")
    }

    /// Calls a method that must succeed. Returns its `Data`.
    fn data(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.reply(method, path, &text_of(body)).json();
        assert_eq!(answer["Status"], "Success", "{method} {path} {body}: {answer}");
        answer["Data"].clone()
    }

    /// Calls a method that must be refused. Returns the names of the refusal.
    fn refused(&self, method: &str, path: &str, body: &Value) -> Vec<String> {
        let answer = self.reply(method, path, &text_of(body)).json();
        let names = answer["Errors"].as_array().unwrap_or_else(|| panic!("{method} {path} {body}: {answer}"));
        names.iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
    }

    fn create(&self, body: &Value) -> String {
        let data = self.data("POST", "/kkt/application", body);
        data["Id"].as_str().expect("an id").to_owned()
    }

    fn get(&self, id: &str) -> Value {
        self.data("GET", &format!("/kkt/application/{id}"), &Value::Null)
    }

    fn update(&self, id: &str, body: &Value) -> Value {
        self.data("PUT", &format!("/kkt/application/{id}"), body)
    }

    fn prepare(&self, id: &str) -> Value {
        self.data("POST", &format!("/kkt/application/{id}/prepareDocuments"), &Value::Null)
    }

    fn download(&self, id: &str, document: &str) -> Reply {
        self.reply("GET", &format!("/kkt/application/{id}/document/{document}/download"), "")
    }

    /// Signs every unsigned document.
    fn sign(&self, id: &str) -> Value {
        for document in self.get(id)["Documents"].as_array().expect("documents") {
            if document["Signature"] == "Unsigned" {
                let document = document["Id"].as_str().expect("an id");
                let signature = test_signature(&self.download(id, document).body);
                let body = json!({"documentId": document, "signature": signature});
                self.data("POST", &format!("/kkt/application/{id}/sign"), &body);
            }
        }
        self.get(id)
    }

    /// The stage and status, and the kinds of the documents.
    fn progress(&self, id: &str) -> (String, Vec<String>) {
        let shown = self.get(id);
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let kinds = shown["Documents"].as_array().into_iter().flatten().map(|document| text(&document["Kind"]));
        (format!("{}/{}", text(&shown["Stage"]), text(&shown["Status"])), kinds.collect())
    }

    fn rejects(&self, reason: &str, fields: &[&str]) {
        let fields = fields.iter().map(|field| (*field).to_owned()).collect();
        assert!(self.server.decide("*", &Decision::Reject { reason: reason.to_owned(), fields }));
    }
}

fn text_of(body: &Value) -> String {
    if body.is_null() { String::new() } else { body.to_string() }
}

/// An application of a company with all fields of §2.5.1.
fn application() -> Value {
    json!({
        "ofdAgreementId": AGREEMENT, "purpose": "InitialRegistration",
        "KktDetails": {
            "FnName": "Накопитель ФН-1", "FnNumber": "9999078900012345", "Model": "ШТРИХ-ON-LINE",
            "SerialNumber": "00000000000000012345", "FnsBranchCode": "7743", "InstallmentPlace": "www.example.com",
            "InstallmentAddress": {
                "RegionCode": "77", "FiasCode": "0c5b2444-70a0-4932-980c-b4dc0d3f02b5", "Street": "ул. Ленина",
                "HouseNumber": "77",
            },
        },
        "CompanyDetails": {
            "CompanyType": "LegalEntity", "FnsBranchCode": "7743", "Inn": "7743013901", "Kpp": "774301001",
            "Ogrn": "1027739019208", "CompanyName": "ООО \"Ромашка\"", "LegalAddress": {"RegionCode": "77"},
            "Signatory": {
                "FirstName": "Николай", "LastName": "Иванов", "MiddleName": "Иванович", "Email": "mail@example.com",
                "Phone": "+79000000000", "Position": "директор",
            },
        },
    })
}

fn report() -> Value {
    json!({"kktDetails": {"FiscalDocumentData": {
        "DateTime": "2026-11-25T12:30:00", "DocumentNumber": "1", "Signature": "1234567890",
    }}})
}
