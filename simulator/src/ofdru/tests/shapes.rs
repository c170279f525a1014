//! The forms of the answers where the vendor's document contradicts itself.

use super::*;
use crate::ofdru::Shapes;

fn shaped(words: &[&str]) -> Client {
    let shapes = words.iter().fold(Shapes::default(), |shapes, word| shapes.with(word).expect("a shape"));
    started(Options { shapes, ..Options::default() })
}

#[test]
fn a_list_is_one_object_or_an_array() {
    let path = format!("/kkt/application?ofdAgreementId={AGREEMENT}");
    for words in [vec![], vec!["array-of-one"]] {
        let client = shaped(&words);
        assert_eq!(client.data("GET", &path, &Value::Null), json!([]));
        let first = client.create(&application());
        let shown = client.data("GET", &path, &Value::Null);
        assert_eq!(if words.is_empty() { &shown["Id"] } else { &shown[0]["Id"] }, &json!(first));
        client.create(&application());
        let shown = client.data("GET", &path, &Value::Null);
        assert_eq!((shown.as_array().map(Vec::len), &shown[0]["Id"]), (Some(2), &json!(first)));
    }
    assert_eq!(shaped(&["none-is-refused"]).refused("GET", &path, &Value::Null), ["ApplicationNotFound"]);
}

#[test]
fn a_refusal_has_its_name_in_one_of_four_places() {
    let place = "/kkt/application/1";
    for (words, status, at) in [
        (vec![], 200, "/Errors/0"),
        (vec!["refusal-error", "refusal-400"], 400, "/Error"),
        (vec!["refusal-status"], 200, "/Status"),
        (vec!["refusal-value"], 200, "/errorValue"),
    ] {
        let client = shaped(&words);
        let reply = client.reply("GET", place, "");
        assert_eq!(reply.status, status, "{words:?}");
        assert_eq!(reply.json().pointer(at), Some(&json!("ApplicationNotFound")), "{words:?}");
        assert!(client.server.revoke_tokens());
        assert_eq!(client.reply("GET", place, "").status, 401, "{words:?}");
    }
    let client = shaped(&["token-200"]);
    assert!(client.server.revoke_tokens());
    assert_eq!(client.reply("GET", place, "").status, 200);
}

#[test]
fn a_token_and_a_number_have_two_forms() {
    let client = shaped(&["bare-token", "integer-numbers"]);
    assert!(!client.token.is_empty());
    let id = client.create(&application());
    assert_eq!(client.update(&id, &report())["KktDetails"]["FiscalDocumentData"]["DocumentNumber"], 1);
    assert_eq!(Shapes::default().with("round"), None);
}

#[test]
fn one_application_may_be_shown_in_short() {
    let client = shaped(&["short-get"]);
    let id = client.create(&application());
    let prepared = client.prepare(&id);
    let (short, listed) = (client.get(&id), client.data("GET", "/kkt/application", &Value::Null));
    assert!(prepared["Documents"].is_array() && short["Documents"].is_null(), "{short}");
    assert_eq!((&short["Status"], &listed["Documents"]), (&json!("AwaitingSignature"), &prepared["Documents"]));
}
