//! The first dialect, and older servers of the second.

use super::super::Dialect;
use super::*;

fn old(server: &Simulator, method: &str, path: &str, body: &Value) -> Reply {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    client::ask_with(&server.url(), JSON, method, path, &body).expect("an answer")
}

#[test]
fn the_first_dialect_has_its_own_paths_and_results() {
    let server = started(Options { dialect: Dialect::V1, ..Options::default() });
    let refused = old(&server, "GET", "/api/v2/serverInfo", &Value::Null);
    assert_eq!(refused.status, 404);
    assert!(refused.head.contains("Content-Type: text/html") && refused.text().starts_with("<html>"));
    // A task may stand without the array.
    let taken = old(&server, "POST", "/requests", &json!({"uuid": "abcdefgh", "request": sale()}));
    let expected = json!({"number": 1, "uuid": "abcdefgh", "isBlocked": false, "blockedUUID": ""});
    assert_eq!((taken.status, taken.json()), (201, expected));
    let results = || old(&server, "GET", "/requests/abcdefgh", &Value::Null).json()["results"][0].clone();
    await_that("the result", || results()["status"] == "ready");
    let result = results();
    assert_eq!((&result["errorCode"], &result["errorDescription"]), (&json!(0), &json!("Ошибок нет")));
    assert_eq!(result["result"]["fiscalParams"]["total"], 428.8);
    assert!(result.get("error").is_none());
    set(&server, &json!({"trouble": {"code": 241}}));
    old(&server, "POST", "/requests", &json!({"uuid": "b", "request": [sale()]}));
    let status = || old(&server, "GET", "/stat/requests", &Value::Null).json();
    await_that("the block", || status()["is_blocked"] == true);
    assert_eq!(
        status(),
        json!({
            "ready_count": 1, "not_ready_count": 1, "canceled_count": 0, "is_blocked": true, "block_request_uuid": "b",
        })
    );
    assert_eq!(old(&server, "GET", "/requests/c", &Value::Null).status, 404);
    assert_eq!(old(&server, "DELETE", "/requests/b", &Value::Null).status, 405);
}

#[test]
fn the_second_dialect_does_not_have_the_paths_of_the_first() {
    let server = server();
    let task = json!({"uuid": "a", "request": [sale()]});
    assert_eq!(old(&server, "POST", "/requests", &task).status, 404);
}

#[test]
fn an_older_server_takes_one_fiscal_task_and_also_without_the_array() {
    let options = Options { one_fiscal_task: true, single_task: true, ..Options::default() };
    let server = started(options);
    let query = json!({"type": "getFnStatus"});
    assert_eq!(put(&server, "a", &[sale(), sale()]).status, 400);
    assert_eq!(put(&server, "a", &[query.clone(), sale(), query]).status, 201);
    let single = json!({"uuid": "b", "request": sale()});
    assert_eq!(call(&server, "POST", "requests", &single).status, 201);
    await_status(&server, "b", "ready");
}
