//! Registration of new clients (appendix 1).

use super::*;
use crate::ofdru::Shapes;

fn newcomer(email: &str, inn: &str, kpp: &str) -> Value {
    json!({"name": "ООО \"Новая\"", "email": email, "inn": inn, "kpp": kpp})
}

fn register(client: &Client, body: &Value) -> Value {
    client.reply("POST", "/partner/v2/kkt/application", &body.to_string()).json()
}

fn error(answer: &Value) -> &str {
    assert_eq!(answer["Success"], false, "{answer}");
    answer["errorValue"].as_str().expect("a name")
}

#[test]
fn a_client_is_placed_by_e_mail_inn_and_kpp() {
    let client = client();
    let known = newcomer("shop@example.com", "7743013901", "774301001");
    let new = register(&client, &newcomer("new@example.com", "5000111221", "500001001"));
    assert_eq!(new["Success"], true);
    let new = new["data"]["agreement"].clone();
    for (what, body, agreement) in [
        ("all known", known.clone(), Some(json!(AGREEMENT))),
        ("company new, e-mail known", newcomer("shop@example.com", "7700123459", "770001001"), Some(json!(AGREEMENT))),
        ("КПП new, e-mail known", newcomer("shop@example.com", "7743013901", "774302002"), Some(json!(AGREEMENT))),
        ("КПП new, e-mail new", newcomer("third@example.com", "7743013901", "774303003"), None),
        ("the same again", newcomer("new@example.com", "5000111221", "500001001"), Some(new.clone())),
    ] {
        let answer = register(&client, &body);
        let got = &answer["data"]["agreement"];
        match agreement {
            Some(agreement) => assert_eq!(*got, agreement, "{what}"),
            None => assert!(got.is_string() && *got != json!(AGREEMENT) && *got != new, "{what}: {answer}"),
        }
    }
    assert_eq!(error(&register(&client, &known.with("email", json!("thief@example.com")))), "ValidationError");
    let misfit = newcomer("fourth@example.com", "7700123460", "774301001");
    assert_eq!(error(&register(&client, &misfit)), "InternalError", "КПП known, ИНН not");
    client.create(&application().with("ofdAgreementId", new));
}

#[test]
fn a_clients_fields_are_those_of_the_table() {
    let client = client();
    let good = newcomer("new@example.com", "5000111221", "500001001");
    for body in [
        good.clone().with("email", Value::Null),
        good.clone().with("inn", json!("")),
        good.clone().with("name", Value::Null),
        good.clone().with("Name", json!("ООО")),
        good.clone().with("INN", json!("1")),
        good.clone().with("okved", json!(47)),
        good.clone().with("agreement", json!("base64")),
        good.clone().with("legalAddress", json!({"office": "1"})),
    ] {
        assert_eq!(error(&register(&client, &body)), "ValidationError", "{body}");
    }
}

#[test]
fn the_example_is_accepted_as_printed() {
    let client =
        started(Options { shapes: Shapes::default().with("capital-data").expect("a shape"), ..Options::default() });
    let printed: Value = serde_json::from_str(include_str!("vendor/client.request.json")).expect("JSON");
    // The template has a placeholder where the document's bytes belong.
    let answer = register(&client, &printed.with("agreement", json!("AA==")));
    assert!(answer["Success"] == true && answer["Data"]["agreement"].is_string(), "{answer}");
}
