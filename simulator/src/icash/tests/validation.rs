//! Every field of every table is checked for its type, length and values.

use super::*;

/// The path to the innermost field with an error, such as `T1059.1.T1043`, and its code.
fn faults(answer: &Value) -> Vec<String> {
    let mut found = Vec::new();
    walk(&answer["errors"], "", &mut found);
    found
}

fn walk(errors: &Value, before: &str, found: &mut Vec<String>) {
    for error in errors.as_array().into_iter().flatten() {
        let index = error["index"].as_u64().map(|index| format!(".{index}")).unwrap_or_default();
        let way = format!("{before}{}{index}", error["field"].as_str().unwrap_or("?"));
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()), "{error}");
        match error.get("errors") {
            Some(inner) => walk(inner, &format!("{way}."), found),
            None => found.push(format!("{way} {}", error["code"])),
        }
    }
}

fn refused(path: &str, good: &Value, at: &str, value: &Value, expected: &str) {
    let device = open_device(Options::default());
    let answer = post(&device, path, &good.clone().with(at, value.clone()));
    assert_eq!(faults(&answer), [expected], "{path} {at} = {value}: {answer}");
    assert_eq!(answer["ok"], false);
    assert_eq!(device.ledger().len(), 2, "{path} {at}");
}

#[test]
fn a_wrong_receipt_names_its_field() {
    let long = |count: usize| json!("я".repeat(count));
    let cases = [
        ("T1054", Value::Null, "T1054 50"),
        ("T1054", json!(5), "T1054 51"),
        ("T1054", json!("1"), "T1054 51"),
        ("T1054", serde_json::from_str("1.0").expect("JSON"), "T1054 51"),
        ("T1055", json!(7), "T1055 51"),
        ("T1055", json!([1, 2]), "T1055 51"),
        ("T1055", json!([]), "T1055 51"),
        ("T1227", json!(""), "T1227 51"),
        ("T1227", long(257), "T1227 51"),
        ("T1228", json!("7743013901"), "T1228 51"),
        ("T1228", json!("77430139011x"), "T1228 51"),
        ("T1008", long(65), "T1008 51"),
        ("T1036", long(21), "T1036 51"),
        ("T1059", Value::Null, "T1059 50"),
        ("T1059", json!([]), "T1059 51"),
        ("T1059", json!({}), "T1059 51"),
        ("T1059", json!([1]), "T1059.0 51"),
        ("T1020", Value::Null, "T1020 50"),
        ("T1020", json!("74,45"), "T1020 51"),
        ("T1031", Value::Null, "T1031 50"),
        ("T1031", json!("40.00"), "T1031 51"),
        ("T1031", serde_json::from_str("40.0").expect("JSON"), "T1031 51"),
        ("T1031", json!(-40), "T1031 51"),
        ("T1081", json!(null), "T1081 50"),
        ("T1217", json!(0), "T1217 51"),
        ("T1057", json!(1), "T1057 51"),
        ("T1057", json!([1, 2]), "T1057 51"),
        ("T1057", json!([8]), "T1057 51"),
        ("T1075", json!("+7999"), "T1075 51"),
        ("T1075", json!(["+7999", ""]), "T1075.1 51"),
        ("T1044", long(25), "T1044 51"),
        ("T1016", json!("123"), "T1016 51"),
        ("T1192", long(17), "T1192 51"),
        ("T1084", json!({}), "T1084 51"),
        ("T1084", json!({"T1085": "имя"}), "T1084.T1086 50"),
        ("T1021", long(65), "T1021 51"),
        ("T1203", json!("1"), "T1203 51"),
        ("T9999", json!(1), "T9999 51"),
        ("/T1059/1/T1043", Value::Null, "T1059.1.T1043 50"),
        ("/T1059/0/T1214", json!(8), "T1059.0.T1214 51"),
        ("/T1059/0/T1212", json!(14), "T1059.0.T1212 51"),
        ("/T1059/0/T1222", json!([8]), "T1059.0.T1222 51"),
        ("/T1059/0/T1223", json!({"T1073": ["1"]}), "T1059.0.T1223 51"),
        ("/T1059/0/T1224", json!({"T1171": ["1"]}), "T1059.0.T1224 51"),
        ("/T1059/0/T1226", json!("7743013901"), "T1059.0.T1226 51"),
        ("/T1059/0/T1030", long(129), "T1059.0.T1030 51"),
        ("/T1059/0/T1197", long(17), "T1059.0.T1197 51"),
        ("/T1059/0/T1162", json!([256]), "T1059.0.T1162.0 51"),
        ("/T1059/0/T1162", json!(vec![1; 33]), "T1059.0.T1162 51"),
        ("/T1059/0/T1162", json!("AAAA"), "T1059.0.T1162 51"),
        ("/T1059/0/T1230", json!("64"), "T1059.0.T1230 51"),
        ("/T1059/0/T1079", json!("a"), "T1059.0.T1079 51"),
        ("/T1059/0/T1023", json!(1), "T1059.0.T1023 51"),
        ("/T1059/0/T1023", json!("1.2345"), "T1059.0.T1023 51"),
        ("/T1059/0/T1023", json!("1."), "T1059.0.T1023 51"),
        ("/T1059/0/T1199", json!(7), "T1059.0.T1199 51"),
        ("/T1059/0/T1191", json!(""), "T1059.0.T1191 51"),
        ("/T1059/0/quantity", json!("1"), "T1059.0.quantity 51"),
    ];
    for (at, value, expected) in cases {
        refused("/receipt", &receipt(), at, &value, expected);
    }
}

#[test]
fn a_wrong_correction_names_its_field() {
    let base = json!({"T1178": "2026-01-02", "T1179": "5"});
    let good = receipt().with("T1173", json!(false)).with("T1174", base);
    let cases = [
        ("T1173", Value::Null, "T1173 50"),
        ("T1173", json!(1), "T1173 51"),
        ("T1174", Value::Null, "T1174 50"),
        ("/T1174/T1178", json!("02.01.2026"), "T1174.T1178 51"),
        ("/T1174/T1178", json!("2026-02-30"), "T1174.T1178 51"),
        ("/T1174/T1179", Value::Null, "T1174.T1179 50"),
        ("T1179", json!("5"), "T1174 51"),
        ("T1020", json!(1.5), "T1020 51"),
    ];
    for (at, value, expected) in cases {
        refused("/correctivereceipt", &good, at, &value, expected);
    }
    refused("/correctivereceipt", &good.with("T1174", Value::Null), "T1178", &json!("2026-01-02"), "T1179 50");
}

#[test]
fn a_wrong_registration_names_its_field() {
    let good = registration();
    let cases = [
        ("T1048", Value::Null, "T1048 50"),
        ("T1018", json!("774301390"), "T1018 51"),
        ("T1062", json!([]), "T1062 51"),
        ("T1062", json!([1, 7]), "T1062.1 51"),
        ("T1037", json!("12345678901234567"), "T1037 51"),
        ("T1002", json!("false"), "T1002 51"),
        ("T1021", Value::Null, "T1021 50"),
        ("T1001", json!(true), "T1036 50"),
        ("T1117", Value::Null, "T1117 50"),
        ("T1017", Value::Null, "T1017 50"),
        ("T1046", Value::Null, "T1046 50"),
        ("T1101", json!(5), "T1101 51"),
        ("T1057", json!([0]), "T1057.0 51"),
    ];
    for (at, value, expected) in cases {
        refused("/register", &good, at, &value, expected);
    }
    let alone = good
        .with("T1002", json!(true))
        .with("T1017", Value::Null)
        .with("T1046", Value::Null)
        .with("T1117", Value::Null);
    refused("/register", &alone, "T1056", &json!(true), "T1056 51");
}

#[test]
fn a_short_tax_number_of_a_buyer_passes_only_if_the_device_takes_it() {
    let options = Options { short_tax_numbers: true, ..Options::default() };
    let device = open_device(options);
    let made = post(&device, "/receipt", &receipt().with("T1228", json!("7743013901")));
    assert_eq!(made["ok"], true, "{made}");
    assert_eq!(device.ledger()[2].request["T1228"], "7743013901", "as it was sent");
    for (at, value, expected) in [
        ("T1203", json!("7743013901"), "T1203 51"),
        ("T1228", json!("774301390"), "T1228 51"),
        ("T1228", json!("774301390x"), "T1228 51"),
    ] {
        let answer = post(&device, "/receipt", &receipt().with(at, value));
        assert_eq!(faults(&answer), [expected], "{answer}");
    }
}

#[test]
fn a_document_is_as_large_as_the_fiscal_drive_takes_and_no_larger() {
    // 41 bytes beside the name: two of a tag and two of a length before each value, and the line's own.
    let line = |name: usize| json!({"T1030": "я".repeat(name), "T1079": 10, "T1023": "1", "T1043": 10, "T1199": 6, "T1214": 4, "T1212": 1});
    let receipt = |last: usize| {
        let mut lines = vec![line(122); 200];
        lines.push(line(last));
        json!({"T1054": 1, "T1055": 1, "T1020": 2010, "T1031": 2010, "T1081": 0, "T1105": 2010, "T1059": lines})
    };
    // 200 lines of 163 bytes; 10 for two codes, 21 for the three sums of 201 000 kopecks, 20 for the other payments.
    let room = 32_768 - 200 * 163 - 10 - 21 - 20;
    let device = open_device(Options::default());
    let made = post(&device, "/receipt", &receipt(room - 41));
    assert_eq!(made["ok"], true, "{made}");
    let refused = post(&device, "/receipt", &receipt(room - 40));
    assert_eq!((&refused["ok"], &refused["code"]), (&json!(false), &json!(16)), "{refused}");
    assert_eq!(device.ledger().len(), 3);

    let text = |count: usize| json!([{"left": "я".repeat(30_000)}, {"right": "я".repeat(count)}]);
    assert_eq!(post(&device, "/printany", &text(720))["ok"], true);
    assert_eq!(post(&device, "/printany", &text(721))["code"], 16);
}

#[test]
fn other_wrong_requests_name_their_field() {
    let settings = json!({"dateTime": "2090-01-01T00:00:00", "ofdHost": "ofd.example.com", "ofdPort": 7777, "ofdReconnectionDelay": 0});
    let cases = [
        ("/settings", settings.clone(), "dateTime", json!("2090-01-01"), "dateTime 51"),
        ("/settings", settings.clone(), "ofdHost", json!("ofd"), "ofdHost 51"),
        ("/settings", settings.clone(), "ofdHost", json!("1.2.3.256"), "ofdHost 51"),
        ("/settings", settings.clone(), "ofdPort", json!(65_536), "ofdPort 51"),
        ("/settings", settings.clone(), "ofdPort", Value::Null, "ofdPort 50"),
        ("/settings", settings.clone(), "ofdReconnectionDelay", json!(3601), "ofdReconnectionDelay 51"),
        ("/settings", settings.clone(), "iCashHost", json!("icash.local"), "iCashHost 51"),
        ("/settings", settings, "iCashPort", json!(0), "iCashPort 51"),
        ("/shift/close", json!({}), "T1203", json!("12"), "T1203 51"),
        ("/shift/close", json!({}), "T1009", json!("x"), "T1009 51"),
        ("/currentstate", json!({}), "T1021", json!("x"), "T1021 51"),
        ("/finalize", json!({}), "Т1009", json!("кириллица"), "Т1009 51"),
        ("/ofd", json!({}), "data", json!("?"), "data 51"),
        ("/ofd", json!({}), "data", json!(""), "data 51"),
        ("/ofd", json!({"data": "b2s="}), "data", Value::Null, "data 50"),
        ("/shell", json!({"method": "GET"}), "method", json!("PUT"), "method 51"),
        ("/wifi/station/connect", json!({"ssid": "a"}), "ssid", json!("b"), "password 50"),
        ("/printany", json!({"data": [{"left": "x"}]}), "/data/0/left", json!(""), "data.0.left 51"),
        ("/printany", json!({"data": [{}]}), "/data/0/feed", json!("17 lines"), "data.0.feed 51"),
        ("/printany", json!({"data": [{}]}), "/data/0/feed", json!("0 dots"), "data.0.feed 51"),
        ("/printany", json!({"data": [{}]}), "/data/0/hr", json!("true"), "data.0.hr 51"),
        ("/printany", json!({"data": [{}]}), "/data/0/qrcode", json!(true), "data.0.qrcode 51"),
        ("/printany", json!({"data": [{}]}), "/data/0/qrcode", json!("true"), "data.0.center 50"),
    ];
    for (path, good, at, value, expected) in cases {
        let expected = if path == "/shell" { vec![expected, "command 50"] } else { vec![expected] };
        let answer = post(&device(), path, &good.with(at, value));
        assert_eq!(faults(&answer), expected, "{path} {at}: {answer}");
    }
}

#[test]
fn all_faults_are_reported_at_once() {
    let device = open_device(Options::default());
    let body = receipt()
        .with("T1054", Value::Null)
        .with("/T1059/0/T1030", json!(""))
        .with("/T1059/1/T1043", json!(1.5))
        .with("x", json!(1));
    assert_eq!(faults(&post(&device, "/receipt", &body)), ["T1054 50", "T1059.0.T1030 51", "T1059.1.T1043 51", "x 51"]);
}

#[test]
fn the_agents_data_have_two_forms_and_no_mixture() {
    let device = open_device(Options::default());
    let line = |data: Value| receipt().with("/T1059/0/T1222", json!([1])).with("/T1059/0/T1223", data);
    assert_eq!(post(&device, "/receipt", &line(json!({"T1073": ["+7"], "T1074": ["+7"]})))["ok"], true);
    assert_eq!(post(&device, "/receipt", &line(json!({"T1073": ["+7"], "T1044": "перевод"})))["ok"], true);
    let mixed = post(&device, "/receipt", &line(json!({"T1074": ["+7"], "T1044": "перевод"})));
    assert_eq!(faults(&mixed), ["T1059.0.T1223.T1074 51"]);
}

#[test]
fn what_was_not_registered_is_refused() {
    let device = started(Options { registered: false, ..Options::default() });
    post(&device, "/register", &registration());
    post(&device, "/shift/open", &json!({}));
    let answer = post(
        &device,
        "/receipt",
        &receipt().with("T1055", json!(6)).with("T1057", json!([1])).with("/T1059/0/T1222", json!([2])),
    );
    assert_eq!(faults(&answer), ["T1055 25", "T1057 25", "T1059.0.T1222 25"]);
    assert_eq!(answer["code"], 25);
}

#[test]
fn invalid_json_and_repeated_keys_have_different_codes() {
    let device = open_device(Options::default());
    let ask = |body: &str| ask(&device.url(), "POST", "/api/1/shift/close", body).expect("an answer").json();
    for body in ["", "{", "{]", "[]", "1", "\u{feff}{}", "{\"a\": NaN}", "{} {}"] {
        assert_eq!(ask(body)["code"], 49, "{body}");
    }
    assert_eq!(faults(&ask(r#"{"T1021": "а", "T1021": "б"}"#)), ["T1021 51"]);
    assert_eq!(device.ledger().len(), 2);
    assert_eq!(ask("{}")["ok"], true);
}

#[test]
fn a_line_with_a_key_given_twice_is_refused() {
    let device = open_device(Options::default());
    let body = receipt().to_string().replace(r#""T1030":"Молоко""#, r#""T1030":"Молоко","T1030":"Молоко""#);
    let answer = ask(&device.url(), "POST", "/api/1/receipt", &body).expect("an answer").json();
    assert_eq!(faults(&answer), ["T1059.1.T1030 51"]);
}
