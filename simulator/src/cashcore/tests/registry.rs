//! Permissions, and the lists of registers and operators.

use super::*;

fn status_of(device: &Simulator, authorization: &str, method: &str, body: &Value) -> (u16, u64) {
    let reply = call_as(device, authorization, method, body);
    (reply.status, reply.json()["response_code"].as_u64().expect("a code"))
}

#[test]
fn a_pin_or_a_token_is_accepted_with_and_without_bearer() {
    let device = device();
    for (authorization, answer) in [
        ("0000", (200, 0)),
        ("Bearer 0000", (200, 0)),
        ("bearer administrator-token", (200, 0)),
        ("cashier-token", (200, 0)),
        ("", (403, 5)),
        ("Bearer", (403, 5)),
        ("0001", (403, 5)),
        ("Basic 0000", (403, 5)),
    ] {
        assert_eq!(status_of(&device, authorization, "GetKKMList", &json!({})), answer, "{authorization}");
    }
    assert_eq!(status_of(&device, "", "Ping", &json!({})), (200, 0));
}

#[test]
fn a_cashier_uses_the_registers_bound_to_the_cashier() {
    let device = device();
    let operator = json!({"name": "Новый", "access_pin": "55555", "role": 3});
    let saved = call(&device, "SaveOperator", &operator);
    assert_eq!(saved["id"], 5);
    assert_eq!(status_of(&device, "55555", "TradeOperation", &ticket()), (401, 71));
    assert_eq!(call_as(&device, "55555", "GetKKMList", &json!({})).json()["response_data"], json!([]));
    call(&device, "SaveOperator", &operator.with("ID", json!(5)).with("bindings", json!([501])));
    let sold = call_as(&device, "55555", "TradeOperation", &ticket()).json();
    assert_eq!(
        (&sold["response_data"]["operator_name"], &sold["response_data"]["body"]["operator"]["code"]),
        (&json!("Новый"), &json!(5))
    );
    for (method, body) in [
        ("SaveKKM", json!({"ofd_id": 6923})),
        ("DeleteKKM", json!({"ofd_id": 6923})),
        ("SaveOperator", json!({"access_pin": "7777", "role": 1})),
        ("DeleteOperator", json!({"ID": 1})),
    ] {
        assert_eq!(status_of(&device, "55555", method, &body), (401, 71), "{method}");
    }
}

#[test]
fn operators_are_distinguished_by_their_pins() {
    let device = device();
    let cases = [
        (json!({"access_pin": "0000", "role": 3}), 12),
        (json!({"access_pin": "12", "role": 3}), 11),
        (json!({"access_pin": "", "role": 3}), 11),
        (json!({"access_pin": "abcd", "role": 3}), 11),
        (json!({"access_pin": "9999", "role": 4}), 2),
        (json!({"access_pin": "9999"}), 2),
        (json!({"access_pin": "9999", "role": 3, "ID": 77}), 15),
        (json!({"access_pin": "9999", "role": 3, "ID": 3, "id": 3}), 2),
        (json!({"access_pin": "0000", "role": 3, "ID": 1}), 2),
    ];
    for (operator, expected) in cases {
        assert_eq!(code(&device, "SaveOperator", &operator), expected, "{operator}");
    }
    assert_eq!(code(&device, "DeleteOperator", &json!({"id": 77})), 15);
    assert_eq!(code(&device, "DeleteOperator", &json!({"id": 1})), 16);
    assert_eq!(call(&device, "DeleteOperator", &json!({"id": 3})), "ok");
    assert_eq!(status_of(&device, "3333", "GetKKMList", &json!({})), (403, 5));
}

#[test]
fn a_register_is_added_used_and_deleted() {
    let device = device();
    let register = json!({"ofd_id": 7000, "ofd_token": 1, "local_name": "Вторая", "bindings": [3]});
    assert_eq!(code(&device, "SaveKKM", &register.clone().with("ofd_token", json!(0))), 17);
    assert_eq!(code(&device, "SaveKKM", &register.clone().with("ofd_uid", json!("0"))), 78);
    device.set_ofd_online(false);
    assert_eq!(code(&device, "SaveKKM", &register), 20);
    device.set_ofd_online(true);
    let saved = call(&device, "SaveKKM", &register);
    assert_eq!((&saved["ID"], &saved["fr_shift_number"], &saved["bindings"]), (&json!(502), &json!(1), &json!([3])));
    assert!(saved.get("ofd_token").is_none());
    let second = ticket().with("kkm_ofd_id", json!(7000));
    assert_eq!(call_as(&device, "3333", "TradeOperation", &second).json()["response_code"], 0);
    assert_eq!(code(&device, "DeleteKKM", &json!({"ofd_id": 7000})), 76);
    call(&device, "ZXReport", &report(0).with("kkm_ofd_id", json!(7000)));
    assert_eq!(call(&device, "DeleteKKM", &json!({"ofd_id": 7000})), "ok");
    assert_eq!(code(&device, "TradeOperation", &second), 61);
    // The OFD remembers what the server has forgotten.
    let again = call(&device, "SaveKKM", &register);
    assert_eq!((&again["ID"], &again["fr_shift_number"]), (&json!(503), &json!(2)));
    assert_eq!(again["non_nullable_sums"][2].to_string(), "1250.5");
}

#[test]
fn without_a_license_nothing_else_is_done() {
    let device = started(Options { licensed: false, ..Options::default() });
    assert_eq!(code(&device, "GetKKMList", &json!({})), 79);
    assert_eq!(code(&device, "Ping", &json!({})), 0);
    assert_eq!(code(&device, "ActivateLicense", &json!({"licenseKey": "A7D3-5CFA-A13F-16C4"})), 0);
    call(&device, "GetKKMList", &json!({}));
}

#[test]
fn a_method_is_called_by_its_name_in_any_case() {
    let device = device();
    let ask = |method: &str, path: &str| {
        let reply = ask_with(&device.url(), "Authorization: 0000", method, path, "").expect("an answer");
        assert!(reply.head.contains("Connection: close"), "{}", reply.head);
        (reply.status, reply.json()["response_code"].as_u64().expect("a code"))
    };
    assert_eq!(ask("POST", "/gEtKkMlIsT"), (200, 0));
    assert_eq!(ask("GET", "/GetKKMList?ofd_id=6923"), (200, 0));
    assert_eq!(ask("GET", "/GetKKMList?ofd_id=7"), (400, 61));
    assert_eq!(ask("GET", "/TradeOperation"), (404, 3));
    assert_eq!(ask("PUT", "/Ping"), (404, 3));
    assert_eq!(ask("POST", "/"), (404, 3));
    // Query parameters are ignored if the request has a body.
    assert_eq!(ask("POST", "/GetKKMList?ofd_id=7"), (200, 0));
}
