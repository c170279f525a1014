//! Accounts, their tokens and their agreements.

use super::*;

fn login(client: &Client, login: &str, password: &str) -> Reply {
    let body = json!({"Login": login, "Password": password}).to_string();
    ask(&client.server.url(), "POST", "/api/Authorization/CreateAuthToken", &body).expect("an answer")
}

fn list_with(client: &Client, query: &str) -> Reply {
    ask(&client.server.url(), "GET", &format!("/api/kkt/application{query}"), "").expect("an answer")
}

#[test]
fn a_token_is_valid_for_its_time() {
    let client = started(Options { token_seconds: 100, ..Options::default() });
    let answer = login(&client, "partner@example.com", "partner-password").json();
    let expiry = answer["Data"]["ExpirationDateUtc"].as_str().expect("a time");
    assert_eq!((answer["Status"].as_str(), expiry.len()), (Some("Success"), 19));
    let query = format!("?AuthToken={}", client.token);
    client.server.set_clock_offset(90);
    assert_eq!(list_with(&client, &query).status, 200);
    client.server.set_clock_offset(101);
    let refused = list_with(&client, &query);
    assert_eq!((refused.status, &refused.json()["Errors"]), (401, &json!(["AccessDenied"])));
}

#[test]
fn a_call_without_a_valid_token_is_refused() {
    let client = client();
    let double = format!("?AuthToken={0}&AuthToken={0}", client.token);
    for (query, status) in [("", 401), ("?AuthToken=", 401), ("?AuthToken=1", 401), (double.as_str(), 200)] {
        let reply = list_with(&client, query);
        assert_eq!((reply.status, reply.json()["Status"].as_str()), (status, Some("Error")), "{query}");
    }
    assert!(client.server.revoke_tokens());
    assert_eq!(list_with(&client, &format!("?AuthToken={}", client.token)).status, 401);
    for (name, password) in [("partner@example.com", "wrong"), ("nobody@example.com", "partner-password"), ("", "")] {
        assert_eq!(login(&client, name, password).status, 401, "{name}");
    }
}

#[test]
fn an_account_works_for_its_own_agreements() {
    let client = client();
    let id = client.create(&application());
    let other = Client {
        token: token_of(&client.server, "other@example.com", "other-password"),
        server: Simulator::start(Options::default()).expect("a second server"),
    };
    let stranger = Client { server: client.server, token: other.token };
    let path = format!("/kkt/application/{id}");
    let refused = |method: &str, path: &str, body: &Value| stranger.refused(method, path, body);
    assert_eq!(refused("GET", &path, &Value::Null), ["AccessDenied"]);
    assert_eq!(refused("PUT", &path, &report()), ["AccessDenied"]);
    assert_eq!(refused("POST", &format!("{path}/prepareDocuments"), &Value::Null), ["AccessDenied"]);
    assert_eq!(refused("POST", "/kkt/application", &application()), ["AccessDenied"]);
    let unknown = application().with("ofdAgreementId", json!("0"));
    assert_eq!(refused("POST", "/kkt/application", &unknown), ["OfdAgreementNotFound"]);
    assert_eq!(refused("GET", &format!("/kkt/application?ofdAgreementId={AGREEMENT}"), &Value::Null), ["AccessDenied"]);
    assert_eq!(stranger.data("GET", "/kkt/application", &Value::Null), json!([]));
    let nothing = "/kkt/application/00000000-0000-4000-8000-000000000000";
    assert_eq!(refused("GET", nothing, &Value::Null), ["ApplicationNotFound"]);
}
