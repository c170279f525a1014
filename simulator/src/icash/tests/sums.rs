//! Sums that differ by a kopeck are refused.

use super::*;

/// What to change in the valid receipt.
type Changes<'a> = &'a [(&'a str, Value)];

fn faulty_fields(body: &Value) -> Vec<String> {
    let device = open_device(Options::default());
    let answer = post(&device, "/receipt", body);
    let name = |error: &Value| match error["errors"][0]["field"].as_str() {
        Some(inner) => format!("{}.{}.{inner}", error["field"].as_str().unwrap_or("?"), error["index"]),
        None => error["field"].as_str().unwrap_or("?").to_owned(),
    };
    answer["errors"].as_array().into_iter().flatten().map(name).collect()
}

#[test]
fn a_sum_that_does_not_add_up_names_its_field() {
    let cases: [(Changes, &[&str]); 16] = [
        (&[], &[]),
        (&[("T1020", json!("73.99"))], &["T1020", "T1020"]),
        (&[("T1020", json!("74.46"))], &["T1020", "T1020"]),
        (&[("T1020", json!("74.44"))], &["T1020"]),
        (&[("T1020", json!(74)), ("T1081", json!(34))], &[]),
        (&[("T1031", json!("40.01"))], &["T1020"]),
        (&[("T1031", json!(0)), ("T1215", json!(10)), ("T1216", json!(10)), ("T1217", json!(20))], &[]),
        (&[("/T1059/1/T1043", json!("54.01")), ("T1020", json!("74.46")), ("T1081", json!("34.46"))], &[]),
        (
            &[("/T1059/1/T1043", json!("54.02")), ("T1020", json!("74.47")), ("T1081", json!("34.47"))],
            &["T1059.1.T1043"],
        ),
        (&[("/T1059/1/T1023", Value::Null), ("/T1059/1/T1079", json!(1))], &[]),
        (&[("T1102", json!("9.01"))], &["T1102"]),
        (&[("T1103", json!("0.01"))], &["T1103"]),
        (&[("T1105", Value::Null)], &["T1105"]),
        (&[("T1102", Value::Null), ("T1105", Value::Null)], &[]),
        (&[("/T1059/1/T1200", Value::Null), ("T1102", json!(8))], &[]),
        (&[("/T1059/0/T1200", json!(1))], &["T1059.0.T1200"]),
    ];
    for (changes, expected) in cases {
        let body = changes.iter().fold(receipt(), |body, (at, value)| body.with(at, value.clone()));
        assert_eq!(faulty_fields(&body), expected, "{changes:?}");
    }
}

#[test]
fn a_line_without_a_rate_has_that_of_20_percent() {
    let body = receipt().with("/T1059/1/T1199", Value::Null);
    assert!(faulty_fields(&body).is_empty());
    assert_eq!(faulty_fields(&body.with("T1102", json!("8.99"))), ["T1102"]);
}

#[test]
fn an_autonomous_device_accepts_ten_marked_lines() {
    let device = started(Options { registered: false, ..Options::default() });
    let alone = registration().with("T1002", json!(true)).with("T1017", Value::Null).with("T1046", Value::Null);
    assert_eq!(post(&device, "/register", &alone)["ok"], true);
    post(&device, "/shift/open", &json!({}));
    for (count, good) in [(10, true), (11, false)] {
        let line = json!({"T1030": "Вода", "T1043": 1, "T1162": [68, 77, 1], "T1199": 6});
        let body =
            json!({"T1054": 1, "T1055": 1, "T1020": count, "T1031": count, "T1081": 0, "T1059": vec![line; count]});
        assert_eq!(post(&device, "/receipt", &body)["ok"], good, "{count}");
    }
    assert_eq!(get(&device, "/ofd")["code"], 8);
}
