use super::*;
use serde_json::json;

/// "Пример ответа. Задание ещё выполняется".
fn queued() -> Value {
    json!({ "code": 0, "object": {
        "id": "b61a171e-f7ef-4b6b-a239-8f246925342a", "title": "ФД Открытие смены", "type": "openSession", "isFiscal": true,
        "commands": [{ "type": "openSession", "isPrintable": true }], "sessionNumber": null, "checkNumber": null,
        "fsNumber": null, "checkDate": null, "checkUrl": null, "checkUrlOfd": null, "resultItem": null,
    }})
}

/// "Пример ответа. Задание завершено".
fn done() -> Value {
    json!({ "code": 0, "object": {
        "id": "b61a171e-f7ef-4b6b-a239-8f246925342a", "title": "ФД Открытие смены", "type": "openSession", "isFiscal": true,
        "commands": [{ "type": "openSession", "isPrintable": true }], "sessionNumber": "1", "checkNumber": "11",
        "fsNumber": "", "checkDate": "1969-12-31 21:00:00",
        "checkUrl": "t=19700101T000000&s=0.00&fn=&i=11&fp=0000000000&n=0", "checkUrlOfd": "", "queueItem": null,
        "resultItem": { "id": "a6a5f101-1a2a-41fa-9d88-d7c244ec8ba3", "queueItemId": 858, "creErrorId": "0",
            "creErrorText": "[ OpenSession ] Ошибка нет", "result": "success" },
    }})
}

/// "Пример ответа содержащего ошибку".
fn failed() -> Value {
    json!({
        "creItemId": "89189775-e4fc-70d0-5e2c-182e4121308e", "id": "b61a171e-f7ef-4b6b-a239-8f246925342a",
        "lastErrorId": 83, "lastErrorMessage": "[ OpenSession.Report ] Смена открыта, операция невозможна",
        "result": "critical_error", "result_description": "Задание выполнено на ККТ", "sessionNumber": "1",
        "sessionState": "opened", "updatedAt": "2019-11-14T06:56:25Z",
    })
}

fn stand_of(value: &Value) -> QueueStatus {
    ticket(value, NoLinkMeans::Unknown).unwrap().status
}

fn with(mut value: Value, changes: &[(&str, Value)]) -> Value {
    for (place, new) in changes {
        let (parent, name) = place.rsplit_once('/').unwrap();
        value.pointer_mut(parent).unwrap()[name] = new.clone();
    }
    value
}

#[test]
fn a_document_is_queued_until_its_result_is_there() {
    assert!(matches!(stand_of(&queued()), QueueStatus::Queued));
    assert!(matches!(stand_of(&with(queued(), &[("/object/queueItem", json!({ "id": 1 }))])), QueueStatus::Queued));
    assert!(matches!(stand_of(&with(queued(), &[("/object/queueItem", Value::Null)])), QueueStatus::OnRegister));
}

#[test]
fn the_registers_last_state_is_no_result_of_a_waiting_document() {
    // "В каждом ответе на состояние документа в очереди передаётся последнее известное состояние ККМ".
    for code in [json!(0), json!("0"), json!(83), json!(255)] {
        let state = [
            ("/object/lastErrorId", code),
            ("/object/lastErrorMessage", json!("[ OpenSession.Report ] Смена открыта, операция невозможна")),
            ("/object/sessionState", json!("opened")),
            ("/object/sessionNumber", json!("1")),
        ];
        let waiting = with(queued(), &state);
        assert!(matches!(stand_of(&waiting), QueueStatus::Queued), "{waiting}");
        let checked = with(waiting, &[("/object/result", json!("success"))]);
        assert!(matches!(stand_of(&checked), QueueStatus::Queued), "{checked}");
        let mut flat = with(checked, &[("/object/checkNumber", json!("11")), ("/object/lastErrorId", json!(0))]);
        assert!(matches!(stand_of(&flat), QueueStatus::Made(_)), "{flat}");
        flat["object"].as_object_mut().unwrap().remove("resultItem");
        assert!(matches!(stand_of(&flat), QueueStatus::Made(_)), "{flat}");
    }
    // What the server itself rejects never reaches a register.
    let wrong = [("/object/result", json!("critical_error")), ("/object/result_description", json!("нет поля lines"))];
    assert!(matches!(stand_of(&with(queued(), &wrong)), QueueStatus::Failed(_, None)));
}

#[test]
fn a_test_register_makes_no_fiscal_document() {
    for value in [
        done(),
        with(done(), &[("/object/checkNumber", json!(0)), ("/object/checkDate", json!("2026-11-25 12:00:00"))]),
    ] {
        let QueueStatus::Made(made) = stand_of(&value) else { panic!("{value}") };
        assert!(made.answer.non_fiscal, "{value}");
        assert_eq!(made.answer.fiscal.unwrap().document_number, None);
    }
    let fiscal = with(
        done(),
        &[
            ("/object/checkDate", json!("2026-11-25 12:00:00")),
            ("/object/checkUrl", json!("t=20261125T1200&s=137.70&fn=9999078900006849&i=11&fp=1234567890&n=1")),
        ],
    );
    let QueueStatus::Made(made) = stand_of(&fiscal) else { panic!("{fiscal}") };
    let params = made.answer.fiscal.unwrap();
    assert!(!made.answer.non_fiscal);
    assert_eq!((made.number, params.document_number, params.shift_number), (Some(11), Some(11), Some(1)));
    assert_eq!(params.total.map(Money::units), Some(137_70));
    assert_eq!(params.sign.as_deref(), Some("1234567890"));
    assert_eq!(params.fn_number.as_deref(), Some("9999078900006849"));
    assert_eq!(params.date_time.as_deref(), Some("2026-11-25T12:00:00"));
}

#[test]
fn an_error_of_the_register_and_a_refusal_of_the_server_are_told_apart() {
    let QueueStatus::Failed(refused, Some(device)) = stand_of(&failed()) else { panic!() };
    assert!(!refused.unresolved);
    assert_eq!(device.code, Some(83));
    assert_eq!(device.text.as_deref(), Some("[ OpenSession.Report ] Смена открыта, операция невозможна"));
    assert_eq!(refused.vendor.text.as_deref(), Some("Задание выполнено на ККТ"));
    let list = with(failed(), &[("/lastErrorMessage", json!(["[ OpenSession.Report ]", "Смена открыта"]))]);
    let QueueStatus::Failed(_, Some(device)) = stand_of(&list) else { panic!() };
    assert_eq!(device.text.as_deref(), Some("[ OpenSession.Report ]; Смена открыта"));
    let wrong = with(failed(), &[("/lastErrorId", json!(0)), ("/result_description", json!("нет поля lines"))]);
    let QueueStatus::Failed(refused, None) = stand_of(&wrong) else { panic!() };
    assert_eq!(refused.vendor.text.as_deref(), Some("нет поля lines"));
}

#[test]
fn the_example_of_an_error_is_read_as_it_is_printed() {
    // It has no `code`, and an empty id.
    let printed = with(failed(), &[("/id", json!(""))]);
    for value in [printed.clone(), json!({ "code": 0, "object": printed })] {
        let response = answer(200, &value.to_string());
        let looked_up = known(&response, NoLinkMeans::Unknown).unwrap().unwrap();
        let put_in = ticket(&told(&response).unwrap(), NoLinkMeans::Unknown).unwrap();
        for ticket in [looked_up, put_in] {
            let QueueStatus::Failed(refused, Some(device)) = ticket.status else { panic!("{value}") };
            assert_eq!((refused.unresolved, device.code, ticket.id), (false, Some(83), None), "{value}");
        }
    }
    // With an HTTP status of an error it is the server's answer to the request. For other requests it is no success.
    assert!(matches!(accepted(&answer(200, &failed().to_string())), Err(Failure::Unreadable(..))));
    assert!(matches!(told(&answer(400, &failed().to_string())), Err(Failure::Refused(_))));
}

#[test]
fn only_the_register_itself_refuses_because_of_its_shift() {
    for (code, by_state) in [(83, true), (255, false)] {
        let answer = with(failed(), &[("/lastErrorId", json!(code))]);
        let QueueStatus::Failed(refused, _) = stand_of(&answer) else { panic!("{answer}") };
        assert_eq!(refused.refusal.by_state, by_state, "{code}");
    }
}

#[test]
fn an_unclear_result_leaves_the_document_unresolved() {
    for (changes, unresolved) in [
        (vec![("/lastErrorId", json!(255))], true),
        (vec![("/lastErrorId", json!("255"))], true),
        (vec![("/lastErrorId", json!(-3))], false),
        (vec![("/checkNumber", json!("12"))], true),
        (vec![("/result", json!("success"))], true),
        (vec![("/result", json!("maybe"))], true),
    ] {
        let QueueStatus::Failed(refused, _) = stand_of(&with(failed(), &changes)) else { panic!("{changes:?}") };
        assert_eq!(refused.unresolved, unresolved, "{changes:?}");
    }
    let cut_off = with(failed(), &[("/lastErrorId", json!(255))]);
    let QueueStatus::Failed(refused, _) = ticket(&cut_off, NoLinkMeans::NotMade).unwrap().status else { panic!() };
    assert!(!refused.unresolved, "who says that it means no document is believed");
}

fn answer(status: u16, body: &str) -> Response {
    Response { status, body: body.as_bytes().to_vec() }
}

#[test]
fn every_answer_but_code_0_is_a_refusal_with_all_its_text_unless_the_server_failed() {
    for (status, body, text, unresolved) in [
        (200, r#"{"code": 12, "message": "нет creItemId"}"#, "нет creItemId", false),
        (400, r#"{"code": 1, "errors": {"lines": ["пусто", "нет"]}}"#, "errors.lines: пусто; errors.lines: нет", false),
        (422, "не так", "не так", true),
        (401, r#"{"error": "key"}"#, "key", false),
    ] {
        let Err(Failure::Refused(refused)) = accepted(&answer(status, body)) else { panic!("{status} {body}") };
        assert_eq!(refused.vendor.text.as_deref(), Some(text), "{status} {body}");
        assert_eq!(refused.unresolved, unresolved, "{status} {body}");
    }
    for (status, body) in [
        (500, r#"{"code": 5, "message": "x"}"#),
        (502, "<html>"),
        (200, "<html>"),
        (200, "{}"),
        (200, r#"{"code": 0"#),
        (302, ""),
        (408, ""),
    ] {
        assert!(matches!(accepted(&answer(status, body)), Err(Failure::Unreadable(..))), "{status} {body}");
    }
}

#[test]
fn an_unknown_key_is_reported_in_many_ways_and_a_client_without_access_learns_nothing() {
    let known = |status, body: &str| known(&answer(status, body), NoLinkMeans::Unknown);
    for (status, body) in [
        (404, ""),
        (404, r#"{"code": 404, "message": "нет"}"#),
        (200, r#"{"code": 7, "message": "нет"}"#),
        (200, r#"{"code": 0, "object": null}"#),
        (200, r#"{"code": 0, "object": {}}"#),
        (200, r#"{"code": 0, "object": []}"#),
        (200, r#"{"code": 0}"#),
        (200, r#"{"result": "critical_error", "result_description": "нет такого ключа"}"#),
        (200, r#"{"code": 0, "object": {"id": "", "result": "critical_error"}}"#),
    ] {
        assert!(matches!(known(status, body), Ok(None)), "{status} {body}");
    }
    for (status, body) in [(401, "{}"), (403, "{}"), (429, "{}"), (400, "<html>"), (404, "<html>")] {
        assert!(matches!(known(status, body), Err(Failure::Refused(_))), "{status} {body}");
    }
    for (status, body) in [(500, ""), (502, "<html>"), (200, "<html>")] {
        assert!(matches!(known(status, body), Err(Failure::Unreadable(..))), "{status} {body}");
    }
    assert!(matches!(known(200, &queued().to_string()), Ok(Some(_))));
    let wrong = with(queued(), &[("/object/result", json!("critical_error"))]);
    assert!(
        matches!(known(200, &wrong.to_string()), Ok(Some(Ticket { status: QueueStatus::Failed(_, None), .. }))),
        "{wrong}"
    );
}
