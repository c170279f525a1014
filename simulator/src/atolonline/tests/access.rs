//! Tokens, users, groups, and the form of a request.

use super::*;
use crate::Fault;
use crate::atolonline::{OLD_GROUP, OLD_LOGIN, OLD_PASSWORD, OTHER_GROUP, OTHER_LOGIN, OTHER_PASSWORD};

const UUID: &str = "00000000-0000-4000-8000-000000000000";

fn with_headers(client: &Client, headers: &str, method: &str, path: &str, body: &str) -> Reply {
    ask_with(&client.server.url(), headers, method, &format!("{BASE}/{path}"), body).expect("an answer")
}

#[test]
fn a_token_is_valid_for_a_day_by_the_clock() {
    let client = client();
    let answer = log_in(&client.server, &json!({"login": LOGIN, "pass": PASSWORD, "source": "kassa_1-@."})).json();
    assert_eq!((answer["error"].clone(), answer["token"].as_str()), (Value::Null, Some(client.token.as_str())));
    assert_eq!(answer["timestamp"].as_str().map(str::len), Some("28.11.2026 12:05:31".len()));
    client.server.set_clock_offset(DAY - 60);
    client.take("sell", &receipt("a"));
    client.server.set_clock_offset(DAY + 1);
    for (method, path) in [("POST", format!("{GROUP}/sell")), ("GET", format!("{GROUP}/report/{UUID}"))] {
        let (status, code, _) = refusal(&client.ask(method, &path, &receipt("b").to_string()));
        assert_eq!((status, code), (401, 11), "{path}");
    }
    let again = token_of(&client.server, LOGIN, PASSWORD);
    assert_ne!(again, client.token);
    Client { token: again, ..client }.take("sell", &receipt("b"));
}

#[test]
fn a_token_is_repeated_or_new() {
    for (client, repeated) in [(client(), true), (shaped("new-tokens"), false)] {
        let second = token_of(&client.server, LOGIN, PASSWORD);
        assert_eq!(second == client.token, repeated);
        // The old token stays valid.
        client.take("sell", &receipt("a"));
        Client { token: second, ..client }.take("sell", &receipt("b"));
    }
}

#[test]
fn a_wrong_login_has_the_code_of_its_reason() {
    let client = client();
    let (longest, long) = ("a".repeat(100), "a".repeat(101));
    let cases = [
        (json!({"login": LOGIN, "pass": "other"}), 401, 12, ""),
        (json!({"login": "nobody", "pass": PASSWORD}), 401, 12, ""),
        // As long as a login, a password and a source may be: nobody has them, but they are no fault.
        (json!({"login": longest, "pass": longest, "source": longest}), 401, 12, ""),
        (json!({"login": LOGIN}), 400, 13, "pass"),
        (json!({"pass": PASSWORD}), 400, 13, "login"),
        (json!({"login": 5, "pass": PASSWORD}), 400, 13, "login"),
        (json!({"login": "shop login", "pass": PASSWORD}), 400, 13, "login"),
        (json!({"login": long, "pass": PASSWORD}), 400, 13, "login"),
        (json!({"login": LOGIN, "pass": long}), 400, 13, "pass"),
        (json!({"login": LOGIN, "pass": PASSWORD, "source": "касса"}), 400, 13, "source"),
        (json!({"login": LOGIN, "pass": PASSWORD, "source": long}), 400, 13, "source"),
        (json!({"login": LOGIN, "pass": PASSWORD, "group": GROUP}), 400, 13, "group"),
        (json!({"login": OLD_LOGIN, "pass": OLD_PASSWORD}), 401, 21, ""),
        (json!([]), 400, 40, ""),
    ];
    for (body, status, code, named) in cases {
        let (given_status, given, text) = refusal(&log_in(&client.server, &body));
        assert_eq!((given_status, given), (status, code), "{body}");
        assert!(named.is_empty() || text.contains(&format!(": {named}: ")), "{body}: {text}");
    }
    // The form that has the password in its address is not offered.
    let path = format!("getToken?login={LOGIN}&pass={PASSWORD}");
    assert_eq!(refusal(&client.ask("GET", &path, "")).1, 40);
}

#[test]
fn a_blocked_user_gets_no_token_and_cannot_use_one() {
    let client = client();
    assert!(client.server.block_user(LOGIN, true) && !client.server.block_user("nobody", true));
    let (status, code, _) = refusal(&log_in(&client.server, &json!({"login": LOGIN, "pass": PASSWORD})));
    assert_eq!((status, code), (403, 14));
    assert_eq!(refusal(&client.post("sell", &receipt("a"))).1, 14);
    assert!(client.server.block_user(LOGIN, false));
    client.take("sell", &receipt("a"));
}

#[test]
fn a_request_without_a_valid_token_for_its_group_is_refused() {
    let client = client();
    let other = token_of(&client.server, OTHER_LOGIN, OTHER_PASSWORD);
    let own = client.token.as_str();
    let cases = [
        ("", GROUP, 10),
        ("unknown", GROUP, 11),
        (own, OTHER_GROUP, 20),
        (own, "nothing", 20),
        (other.as_str(), GROUP, 20),
        (own, OLD_GROUP, 21),
    ];
    for (token, group, code) in cases {
        for (method, path) in [("POST", format!("{group}/sell")), ("GET", format!("{group}/report/{UUID}"))] {
            let header = if token.is_empty() { JSON.to_owned() } else { format!("Token: {token}\r\n{JSON}") };
            let reply = with_headers(&client, &header, method, &path, &receipt("a").to_string());
            let (status, given, _) = refusal(&reply);
            assert_eq!((status, given), (401, code), "{method} {group}");
        }
    }
    assert!(client.server.expire_tokens());
    assert_eq!(refusal(&client.post("sell", &receipt("a"))).1, 11);
    assert_eq!(client.made(), 0);
    assert_eq!(client.server.requests().last().expect("a request")["token"], client.token);
}

#[test]
fn a_request_of_another_form_is_refused() {
    let client = client();
    let path = format!("{GROUP}/sell");
    let body = receipt("a").to_string();
    for kind in ["", "application/json", "text/plain; charset=utf-8", "application/x-www-form-urlencoded"] {
        let headers = format!("Token: {}\r\nContent-type: {kind}", client.token);
        let (status, code, _) = refusal(&with_headers(&client, &headers, "POST", &path, &body));
        assert_eq!((status, code), (415, 41), "{kind}");
        let login = json!({"login": LOGIN, "pass": PASSWORD}).to_string();
        assert_eq!(refusal(&with_headers(&client, &headers, "POST", "getToken", &login)).1, 41, "{kind}");
    }
    for text in ["", "{", "[]", "\"text\"", &body[1..]] {
        let (status, code, _) = refusal(&client.ask("POST", &path, text));
        assert_eq!((status, code), (400, 40), "{text}");
    }
    for (method, path, code) in [
        ("POST", format!("{GROUP}/sale"), 31),
        ("POST", format!("{GROUP}/Sell"), 31),
        ("POST", format!("{GROUP}/sell?a=1"), 31),
        ("PUT", path, 40),
        ("GET", format!("{GROUP}/state/{UUID}"), 40),
        ("POST", GROUP.to_owned(), 40),
    ] {
        assert_eq!(refusal(&client.ask(method, &path, &body)).1, code, "{method} {path}");
    }
    assert_eq!(client.made(), 0);
}

#[test]
fn every_code_can_be_had_on_demand() {
    let client = client();
    let codes = [
        (0, 400, "fail"),
        (1, 400, "fail"),
        (10, 401, "fail"),
        (12, 401, "fail"),
        (13, 400, "fail"),
        (14, 403, "fail"),
        (33, 400, "wait"),
        (34, 200, "wait"),
        (50, 500, "fail"),
    ];
    for (code, status, state) in codes {
        let fault = json!([{"path": "/*/sell", "point": "received", "action": "error", "code": code}]);
        client.server.set_faults(Fault::list(&fault.to_string()).expect("faults"));
        let reply = client.post("sell", &receipt("a"));
        let answer = reply.json();
        assert_eq!((reply.status, &answer["error"]["code"]), (status, &json!(code)));
        assert_eq!(
            (&answer["status"], &answer["uuid"], &answer["error"]["type"]),
            (&json!(state), &Value::Null, &json!("system"))
        );
    }
    assert_eq!(client.made(), 0);
}
