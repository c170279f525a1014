//! Faults of the connection, and the control paths of this server.

use super::*;
use crate::Fault;

fn faults(client: &Client, faults: &Value) {
    client.server.set_faults(Fault::list(&faults.to_string()).expect("faults"));
}

fn send(client: &Client, method: &str, path: &str, body: &Value) -> std::io::Result<Reply> {
    ask(&client.server.url(), method, &format!("/api{path}?AuthToken={}", client.token), &body.to_string())
}

#[test]
fn a_lost_answer_leaves_the_application_made() {
    for (point, made) in [("received", 0), ("processed", 1), ("answer", 1)] {
        let client = client();
        faults(&client, &json!([{"path": "/kkt/application", "method": "POST", "point": point, "action": "reset"}]));
        assert!(send(&client, "POST", "/kkt/application", &application()).is_err(), "{point}");
        assert_eq!(client.server.ledger().applications.len(), made, "{point}");
    }
}

#[test]
fn a_fault_finds_its_call_whatever_the_application() {
    let client = client();
    let id = client.create(&application());
    faults(
        &client,
        &json!([
            {"path": "/kkt/application/*/prepareDocuments", "point": "received", "action": "error", "code": 5},
            {"path": "/kkt/application/*", "method": "PUT", "point": "received", "action": "error", "code": 2},
        ]),
    );
    assert_eq!(client.refused("PUT", &format!("/kkt/application/{id}"), &report()), ["AccessDenied"]);
    let prepare = format!("/kkt/application/{id}/prepareDocuments");
    assert_eq!(client.refused("POST", &prepare, &Value::Null), ["ErrorAutoFillingCompanyData"]);
    assert_eq!(client.prepare(&id)["Status"], "AwaitingSignature");
}

#[test]
fn another_program_can_make_an_application_too() {
    let client = client();
    let stranger = application().with("/KktDetails/Model", json!("other"));
    faults(
        &client,
        &json!([
            {"path": "/kkt/application", "method": "POST", "point": "received", "action": "stranger", "document": stranger},
        ]),
    );
    client.create(&application());
    let ledger = client.server.ledger();
    let by: Vec<Value> = ledger.applications.iter().map(|application| json!(application.by)).collect();
    assert_eq!(by, [json!("stranger"), json!("api")]);
}

#[test]
fn a_control_path_sets_the_answer_of_the_tax_service() {
    let client = client();
    let told = |path: &str, body: &Value| {
        ask(&client.server.url(), "POST", &format!("/simulator{path}"), &body.to_string()).expect("an answer")
    };
    assert_eq!(told("/fns", &json!({"byHand": true})).status, 200);
    let id = client.create(&application());
    client.prepare(&id);
    client.sign(&id);
    let fields = json!(["CompanyDetails.Inn"]);
    assert_eq!(told("/fns", &json!({"reject": "*", "reason": "Нет", "fields": fields})).status, 200);
    assert_eq!(client.get(&id)["StatusReason"], "Нет (CompanyDetails.Inn)");
    assert_eq!(told("/fns", &json!({"approve": id})).status, 400, "nothing waits");
    client.prepare(&id);
    client.sign(&id);
    assert_eq!(told("/fns", &json!({"approve": id})).status, 200);
    for wrong in [json!({}), json!({"answer": 1}), json!({"byHand": 1}), json!({"answerSeconds": -1}), json!([])] {
        assert_eq!(told("/fns", &wrong).status, 400, "{wrong}");
    }
    let record = json!({"inn": "7700123459", "serialNumber": "1", "fnNumber": "2"});
    assert_eq!(told("/register", &record).json()["ok"], true);
    assert_eq!(told("/tokens", &json!({"revoke": true})).status, 200);
    let ledger = ask(&client.server.url(), "GET", "/simulator/ledger", "").expect("an answer").json();
    let counted =
        ["applications", "filings", "registers", "agreements"].map(|name| ledger[name].as_array().map(Vec::len));
    assert_eq!(counted, [Some(1), Some(2), Some(2), Some(2)]);
    assert_eq!(client.reply("GET", "/kkt/application", "").status, 401);
}
