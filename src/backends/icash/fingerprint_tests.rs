use super::super::super::fingerprint::Match;
use super::*;
use serde_json::json;

/// A receipt's tags with one of them changed, by its pointer; without it where there is no value.
fn changed(of: &Value, pointer: &str, value: Option<Value>) -> Value {
    let mut data = of.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let members = data.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => members.insert(name.to_owned(), value),
        None => members.remove(name),
    };
    data
}

fn verdict(kind: Kind, sent: &Value, shown: &Value) -> Match {
    of_tags(kind, sent).compare(&of_tags(kind, shown))
}

#[test]
fn a_value_of_a_line_that_is_missing_or_unreadable_may_still_match() {
    let line = json!({ "T1030": "Хлеб", "T1079": 5, "T1023": "2", "T1043": 10 });
    let sale = json!({ "T1054": 1, "T1020": 10, "T1031": 10, "T1059": [line] });
    for (pointer, value, expected) in [
        ("/T1059/0/T1023", Some(json!("2.000")), Match::Same),
        ("/T1059/0/T1079", Some(json!("5.00")), Match::Same),
        ("/T1059/0/T1079", None, Match::Maybe),
        ("/T1059/0/T1079", Some(json!({})), Match::Maybe),
        ("/T1059/0/T1023", Some(json!("2 шт")), Match::Maybe),
        ("/T1059/0/T1043", Some(json!(null)), Match::Maybe),
        ("/T1059", Some(json!([])), Match::Maybe),
        ("/T1059/0/T1079", Some(json!(6)), Match::Other),
        ("/T1059/0/T1030", Some(json!("Соль")), Match::Other),
        ("/T1059", Some(json!([line, line])), Match::Other),
    ] {
        let shown = changed(&sale, pointer, value);
        assert_eq!(verdict(Kind::Receipt, &sale, &shown), expected, "{shown}");
    }
    // A line of the caller's own tags may leave its price to the register.
    let short = changed(&sale, "/T1059/0/T1079", None);
    assert_eq!(verdict(Kind::Receipt, &short, &sale), Match::Same);
}

#[test]
fn a_receipt_without_a_buyer_is_not_one_that_has_a_buyer() {
    let sale = json!({ "T1054": 1, "T1020": 10, "T1031": 10 });
    for tag in ["T1008", "T1227", "T1228"] {
        let with = |buyer: &str| changed(&sale, &format!("/{tag}"), Some(json!(buyer)));
        for (sent, shown, expected) in [
            (&sale, &sale, Match::Same),
            (&with("7700123459"), &with("7700123459  "), Match::Same),
            (&sale, &with("7700123459"), Match::Maybe),
            (&with("7700123459"), &sale, Match::Maybe),
            (&with("7700123459"), &with("7700123466"), Match::Other),
        ] {
            assert_eq!(verdict(Kind::Receipt, sent, shown), expected, "{sent} {shown}");
        }
    }
}

#[test]
fn a_registration_is_recognised_however_its_codes_and_texts_are_written() {
    let sent = json!({
        "T1048": "ООО Ромашка", "T1017": "7709364346", "T1062": [6, 1], "T1057": [7], "T1101": 3, "T1002": false,
        "T1109": true,
    });
    for (tag, value, expected) in [
        ("/T1062", Some(json!([1, 6])), Match::Same),
        ("/T1062", Some(json!([6, 1, 6])), Match::Same),
        ("/T1017", Some(json!("7709364346  ")), Match::Same),
        ("/T1048", Some(json!(" ООО Ромашка ")), Match::Same),
        ("/T1062", Some(json!(33)), Match::Maybe),
        ("/T1057", None, Match::Maybe),
        ("/T1002", Some(json!(0)), Match::Maybe),
        ("/T1109", Some(json!(1)), Match::Maybe),
        ("/T1062", Some(json!([1])), Match::Other),
        ("/T1109", None, Match::Other),
        ("/T1017", Some(json!("7709364353")), Match::Other),
    ] {
        let shown = changed(&sent, tag, value);
        assert_eq!(verdict(Kind::Reregistration, &sent, &shown), expected, "{shown}");
    }
}

#[test]
fn a_correction_is_one_by_its_code_or_by_any_tag_of_its_own() {
    let sale = json!({ "T1054": 1, "T1020": 10 });
    for (code, tag, expected) in [
        (4, None, Kind::Receipt),
        (3, None, Kind::Receipt),
        (17, None, Kind::Receipt),
        (20, None, Kind::Correction),
        (21, None, Kind::Correction),
        (31, None, Kind::Correction),
        (41, None, Kind::Correction),
        (4, Some("T1173"), Kind::Correction),
        (4, Some("T1174"), Kind::Correction),
        (4, Some("T1178"), Kind::Correction),
        (4, Some("T1179"), Kind::Correction),
    ] {
        let mut data = sale.clone();
        if let Some(tag) = tag {
            data[tag] = json!("1");
        }
        assert_eq!(kind(Some(code), &data), Some(expected), "{code} {tag:?}");
    }
    assert_eq!(kind(Some(21), &json!({})), Some(Kind::CurrentState));
}
