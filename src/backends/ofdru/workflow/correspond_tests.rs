use super::*;

fn details(path: &str, value: Value) -> Map<String, Value> {
    let mut details = Map::new();
    put(&mut details, path, value);
    details
}

#[test]
fn each_member_of_the_application_becomes_its_member_of_the_task() {
    for row in &INTO_TASK {
        let (given, wanted) = match row.how {
            How::Same | How::Unless => (json!("a"), json!("a")),
            How::Line => {
                (json!({"Office": "3", "Region": "Москва", "FiasCode": "x", "Street": ""}), json!("Москва, 3"))
            }
            How::Flag => (json!(true), json!(true)),
            How::Agent(words) => (json!(true), json!([words[0]])),
        };
        let mut task = Map::new();
        assert_eq!(carry(row, &details(row.application, given), &mut task), None, "{}", row.application);
        assert_eq!(at(&task, row.task), Some(&wanted), "{}", row.application);
        let mut empty = Map::new();
        assert_eq!(carry(row, &Map::new(), &mut empty), None, "{}", row.application);
        assert_eq!(empty, Map::new(), "{}", row.application);
    }
}

#[test]
fn the_tasks_own_member_must_agree_or_has_priority() {
    let both = |row: &Row, application: Value, task: Value| {
        let mut own = details(row.task, task);
        let fault = carry(row, &details(row.application, application), &mut own).map(|fault| fault.path);
        (fault, at(&own, row.task).cloned())
    };
    for row in &INTO_TASK {
        let place = Some(format!("registration.{}", row.task));
        match row.how {
            How::Same => {
                assert_eq!(both(row, json!("a"), json!("a")), (None, Some(json!("a"))));
                assert_eq!(both(row, json!("a"), json!("b")).0, place);
            }
            How::Unless => assert_eq!(both(row, json!("a"), json!("b")), (None, Some(json!("b")))),
            How::Line => assert_eq!(both(row, json!({"Street": "a"}), json!("b")), (None, Some(json!("b")))),
            How::Flag => {
                assert_eq!(both(row, json!(true), json!(true)), (None, Some(json!(true))));
                assert_eq!(both(row, json!(true), json!(false)).0, place);
                assert_eq!(both(row, json!(false), json!(true)).0, place);
            }
            How::Agent(words) => {
                assert_eq!(both(row, json!(true), json!(["another"])), (None, Some(json!(["another", words[0]]))));
                assert_eq!(both(row, json!(true), json!([words[1]])), (None, Some(json!([words[1]]))));
                assert_eq!(both(row, json!(false), json!([words[1]])).0, place);
            }
        }
    }
}

#[test]
fn the_time_of_a_report_is_sent_in_the_form_of_the_service() {
    for (told, given) in [
        ("2026-11-25T10:07", "2026-11-25T10:07:00"),
        ("25.11.2026 10:07", "2026-11-25T10:07:00"),
        ("2026-11-25T10:07:31", "2026-11-25T10:07:31"),
        ("утром", "утром"),
    ] {
        let mut details = Map::new();
        let report = json!({"fiscalDocumentDateTime": told, "fiscalDocumentNumber": 1, "fiscalDocumentSign": "7"});
        put_report(&mut details, &report);
        let wanted = json!({"DateTime": given, "DocumentNumber": 1, "Signature": "7"});
        assert_eq!(at(&details, "KktDetails.FiscalDocumentData"), Some(&wanted));
    }
}
