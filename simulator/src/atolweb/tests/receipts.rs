//! Receipts and corrections: sums, payments, the drawer, and the tags in the fiscal drive.

use super::*;

fn paid(list: Value) -> Value {
    sale().with("payments", list)
}

fn first(name: &str, value: Value) -> Value {
    sale().with(&format!("/items/0/{name}"), value)
}

#[test]
fn sums_that_do_not_agree_are_refused_by_the_register() {
    let cash = |sum: f64| json!({"type": "cash", "sum": sum});
    let card = |sum: f64| json!({"type": "electronically", "sum": sum});
    let cases = [
        (paid(json!([cash(428.79)])), 66),
        (paid(json!([])), 66),
        (paid(json!([card(428.81)])), 52),
        (paid(json!([card(400.0), {"type": "prepaid", "sum": 28.81}])), 52),
        (paid(json!([{"type": "12", "sum": 500}])), 60),
        (paid(json!([cash(428.805)])), 16),
        (paid(json!([cash(500.0), cash(-1.0)])), 16),
        (sale().with("total", json!(428.81)), 227),
        (sale().with("total", json!(427.80)), 227),
        (first("amount", json!(137.72)), 16),
        (first("amount", json!(137.705)), 16),
        (first("price", json!(-45.9)), 16),
        (first("quantity", json!(0)), 17),
        (first("quantity", json!(-3)), 17),
        (first("quantity", json!(2.999_999_9)), 17),
        (first("tax", json!({"type": "vat10", "sum": 137.71})), 128),
        (first("tax", json!({"type": "vat10", "sum": 12.54})), 243),
        (sale().with("taxes", json!([{"type": "vat10", "sum": 38.95}])), 243),
        (sale().with("taxationType", json!("envd")), 143),
        (sale().with("taxationType", Value::Null), 143),
        (first("name", json!("")), 161),
        (first("name", json!("я".repeat(129))), 148),
        (sale().with("operator", json!({"name": "я".repeat(65)})), 148),
        (sale().with("electronically", json!(true)), 161),
        (first("paymentMethod", json!("8")), 216),
        (first("paymentObject", json!("28")), 217),
        (first("measurementUnit", json!(99)), 412),
        (first("exciseSum", json!(0.001)), 16),
        (first("productCodes", json!({"ean13": "460"})), 148),
    ];
    let server = server();
    opened(&server);
    for (task, expected) in cases {
        assert_eq!(code(&server, &task), expected, "{task}");
    }
    assert_eq!(made(&server).len(), 1);
    assert_eq!(ask(&server, "getFnStatus")["fnStatus"]["fiscalReceiptNumber"], 0);
}

/// The largest sum of the fiscal drive, in roubles.
const MOST: f64 = 2_814_749_767_106.55;

#[test]
fn sums_that_the_drive_cannot_hold_are_refused() {
    let cash = |sum: f64| json!({"type": "cash", "sum": sum});
    let line = |sum: f64| json!({"type": "position", "name": "Чай", "price": sum, "quantity": 1, "amount": sum});
    let server = server();
    opened(&server);
    for task in [
        paid(json!([cash(9e16), cash(9e16)])),
        paid(json!([cash(MOST), cash(MOST)])),
        paid(json!([cash(MOST + 0.01)])),
        sale().with("items", json!([line(MOST), line(MOST)])),
        sale().with("taxes", json!([{"type": "vat10", "sum": 9e16}])),
        json!({"type": "cashIn", "cashSum": 9e16}),
    ] {
        assert_eq!(code(&server, &task), 16, "{task}");
    }
    ready(&server, &json!({"type": "cashIn", "cashSum": MOST}));
    assert_eq!(code(&server, &json!({"type": "cashIn", "cashSum": 0.01})), 16);
    ready(&server, &json!({"type": "cashOut", "cashSum": MOST}));
}

#[test]
fn sums_that_agree_nearly_enough_are_taken() {
    let server = server();
    let cases = [
        sale().with("total", Value::Null),
        sale().with("total", json!(428)),
        first("amount", json!(137.71)).with("total", Value::Null),
        // A price of more places is rounded, its sum is what counts.
        first("price", json!(45.90001)),
        first("tax", json!({"type": "vat10", "sum": 12.53})),
        first("tax", json!({"type": "vat10", "sum": 0})),
        sale().with("taxes", json!([{"type": "vat10", "sum": 38.97}, {"type": "vat20", "sum": 0}])),
        paid(json!([{"type": "9", "sum": 28.80}, {"type": "cash", "sum": 0}, {"type": "0", "sum": 400}])),
    ];
    for task in cases {
        ready(&server, &task);
    }
}

#[test]
fn cash_pays_last_and_gives_the_change() {
    let server = server();
    let payments = [("cash", 500), ("electronically", 100), ("prepaid", 20), ("credit", 3), ("other", 4)];
    let list: Vec<Value> = payments.iter().map(|(kind, sum)| json!({"type": kind, "sum": sum})).collect();
    ready(&server, &paid(list.into()));
    let tags = last_tags(&server);
    let sums = ["1020", "1031", "1081", "1215", "1216", "1217"].map(|tag| tags[tag].clone());
    assert_eq!(sums, [json!(428.8), json!(301.8), json!(100), json!(20), json!(3), json!(4)]);
    assert_eq!(ask(&server, "getCashDrawerStatus")["counters"]["cashSum"], 301.8);
}

#[test]
fn a_sale_has_its_tags() {
    let server = server();
    ready(&server, &sale().with("/items/1/tax/sum", json!(26.46)));
    let tags = last_tags(&server);
    let expected = [
        ("1054", json!(1)),
        ("1055", json!(1)),
        ("1021", json!("Кассир Лунина")),
        ("1203", json!("771234567859")),
        ("1103", json!(38.98)),
        ("1105", Value::Null),
        ("1018", json!("7700123459")),
        ("1037", json!("0001234567007512")),
        ("1009", json!("125009, г. Москва, ул. Примерная, д. 1")),
        ("1187", json!("Магазин № 1")),
        ("1117", json!("kassa@example.com")),
        ("1040", json!(3)),
        ("1042", json!(1)),
        ("1038", json!(1)),
        ("1041", json!("9999078900000961")),
        ("1209", json!(4)),
        ("1060", json!("www.nalog.gov.ru")),
    ];
    for (tag, value) in expected {
        assert_eq!(tags[tag], value, "{tag}");
    }
    let lines = json!([
        {"1030": "Хлеб ржаной", "1079": 45.9, "1023": 3, "1043": 137.7, "2108": 0, "1214": 4, "1212": 1, "1199": 2},
        {"1030": "Сыр весовой", "1079": 820, "1023": 0.355, "1043": 291.1, "2108": 11, "1214": 4, "1212": 1, "1199": 2,
         "1200": 26.46},
    ]);
    assert_eq!(tags["1059"], lines);
    assert!(tags["1077"].as_str().is_some_and(|sign| sign.len() == 12), "{tags}");
}

#[test]
fn each_rate_has_its_code_and_its_sum() {
    let server = server();
    let cases = [
        ("none", 6, "1105", json!(100)),
        ("vat0", 5, "1104", json!(100)),
        ("vat10", 2, "1103", json!(9.09)),
        ("vat110", 4, "1107", json!(9.09)),
        ("vat20", 1, "1102", json!(16.67)),
        ("vat120", 3, "1106", json!(16.67)),
        ("vat18", 1, "1102", json!(16.67)),
        ("vat5", 7, "1115", json!({"1119": [{"1199": 7, "1120": 4.76}]})),
        ("vat107", 10, "1115", json!({"1119": [{"1199": 10, "1120": 6.54}]})),
        ("vat22", 11, "1115", json!({"1119": [{"1199": 11, "1120": 18.03}]})),
        ("vat122", 12, "1115", json!({"1119": [{"1199": 12, "1120": 18.03}]})),
    ];
    for (word, rate, tag, sum) in cases {
        ready(&server, &small("sell").with("/items/0/tax/type", json!(word)));
        let tags = last_tags(&server);
        assert_eq!((&tags["1059"][0]["1199"], &tags[tag]), (&json!(rate), &sum), "{word}");
    }
}

#[test]
fn the_details_of_a_receipt_are_in_their_tags() {
    let server = server();
    let details = json!({
        "clientInfo": {"emailOrPhone": "+79160000001", "name": "Иванов", "vatin": "7701234567", "birthDate": "01.02.1990",
            "citizenship": "643", "identityDocumentCode": "21", "identityDocumentData": "4507 1", "address": "Москва"},
        "operationInfo": {"id": 0, "data": "x", "dateTime": "2025.03.06 13:52:01"},
        "industryInfo": [{"fois": "030", "date": "2023.11.21", "number": "1944", "industryAttribute": "UUID=1&Time=2"}],
        "machineNumber": "77", "paymentsAddress": "Тула", "paymentsPlace": "Ларёк", "companyInfo": {"email": "c@d.ru"},
    });
    let mut task = small("sell");
    task.as_object_mut().expect("an object").extend(details.as_object().expect("an object").clone());
    let attributes = json!([
        {"type": "userAttribute", "name": "Карта", "value": "5"}, {"type": "additionalAttribute", "value": "заметка"},
    ]);
    task["items"].as_array_mut().expect("items").extend(attributes.as_array().expect("items").clone());
    for (name, value) in [
        (
            "agentInfo",
            json!({"agents": ["attorney", "another"], "payingAgent": {"operation": "о", "phones": ["+71"]},
            "receivePaymentsOperator": {"phones": ["+72"]}, "moneyTransferOperator": {"phones": ["+73", "+74"],
            "name": "Н", "address": "А", "vatin": "7700000000"}}),
        ),
        ("supplierInfo", json!({"phones": ["+75"], "name": "П", "vatin": "7800987653"})),
        ("additionalAttribute", json!("реквизит")),
        ("exciseSum", json!(1.5)),
        ("countryCode", json!("156")),
        ("customsDeclaration", json!("10702020/060520/0013422")),
        ("industryInfo", json!([{"fois": "073"}])),
        ("productCodes", json!({"codes": ["46012345", "4601234567893", "14601234567890", "x"]})),
    ] {
        task["items"][0][name] = value;
    }
    ready(&server, &task);
    let tags = last_tags(&server);
    let expected = json!({
        "1008": "+79160000001", "1009": "Тула", "1187": "Ларёк", "1036": "77", "1117": "c@d.ru",
        "1256": {"1227": "Иванов", "1228": "7701234567", "1243": "01.02.1990", "1244": "643", "1245": "21",
            "1246": "4507 1", "1254": "Москва"},
        "1270": {"1271": 0, "1272": "x", "1273": "2025-03-06T13:52:01+03:00"},
        "1261": [{"1262": "030", "1263": "21.11.2023", "1264": "1944", "1265": "UUID=1&Time=2"}],
        "1084": {"1085": "Карта", "1086": "5"}, "1192": "заметка",
    });
    for (tag, value) in expected.as_object().expect("tags") {
        assert_eq!(&tags[tag], value, "{tag}");
    }
    let expected = json!({
        "1222": 80, "1223": {"1044": "о", "1073": ["+71"], "1074": ["+72"], "1075": ["+73", "+74"], "1026": "Н",
            "1005": "А", "1016": "7700000000"},
        "1224": {"1171": ["+75"], "1225": "П"}, "1226": "7800987653", "1191": "реквизит", "1229": 1.5, "1230": "156",
        "1231": "10702020/060520/0013422", "1260": [{"1262": "073"}],
        "1163": {"1301": "46012345", "1302": "4601234567893", "1303": "14601234567890", "1300": "x"},
    });
    for (tag, value) in expected.as_object().expect("tags") {
        assert_eq!(&tags["1059"][0][tag], value, "{tag}");
    }
    // The driver's script fails without the time.
    assert_eq!(code(&server, &small("sell").with("operationInfo", json!({"id": 1}))), 503);
}

#[test]
fn the_drawer_pays_out_only_what_is_in_it() {
    let server = server();
    let by_cash = |kind: &str| small(kind).with("payments", json!([{"type": "cash", "sum": 100}]));
    opened(&server);
    for kind in ["sellReturn", "buy"] {
        assert_eq!(code(&server, &by_cash(kind)), 80, "{kind}");
    }
    for (kind, cash) in [("sell", 100), ("sellReturn", 0), ("buyReturn", 100), ("buy", 0)] {
        ready(&server, &by_cash(kind));
        assert_eq!(ask(&server, "getCashDrawerStatus")["counters"]["cashSum"], cash, "{kind}");
    }
    let signs: Vec<_> = server
        .ledger()
        .iter()
        .filter(|it| it.kind == DocumentKind::Receipt)
        .map(|it| it.tags["1054"].clone())
        .collect();
    assert_eq!(signs, [1, 2, 4, 3].map(|sign| json!(sign)));
}

#[test]
fn what_the_version_of_the_documents_does_not_have_is_refused_or_dropped() {
    let position = |name: &str, value: Value| small("sell").with(&format!("/items/0/{name}"), value);
    let cases = [
        (Ffd::V1_1, position("imcParams", json!({"imc": "a"}))),
        (Ffd::V1_05, position("productCodes", json!({"ean8": "12345678"}))),
        (Ffd::V1_05, small("sell").with("clientInfo", json!({"address": "Тула"}))),
        (Ffd::V1_2, position("markingCode", json!({"mark": "MDEwNDYw"}))),
        (Ffd::V1_2, position("nomenclatureCode", json!("MDEwNDYw"))),
    ];
    for (ffd, task) in cases {
        assert_eq!(code(&with_ffd(ffd), &task), 413, "{task}");
        ready(&started(Options { ffd, ignore_unknown: true, ..Options::default() }), &task);
    }
    let old = with_ffd(Ffd::V1_05);
    let task = position("markingCode", json!({"mark": "RE0="})).with("/items/0/measurementUnit", json!("шт"));
    ready(&old, &task.with("agentInfo", json!({"agents": ["another"]})));
    let tags = last_tags(&old);
    assert_eq!((&tags["1059"][0]["1162"], &tags["1059"][0]["1197"]), (&json!("444D"), &json!("шт")));
    assert_eq!((&tags["1057"], &tags["1209"]), (&json!(64), &json!(2)));
    assert_eq!(code(&old, &position("markingCode", json!({"mark": "%"}))), 503);
    assert_eq!(code(&old, &position("paymentObject", json!("commodityWithMarking"))), 217);
}

#[test]
fn the_drive_may_lose_what_its_code_page_does_not_have() {
    let task = first("name", json!("Хлеб «Ржаной» — №1 🍞"));
    for (cp866, kept) in [(false, "Хлеб «Ржаной» — №1 🍞"), (true, "Хлеб Ржаной  №1 ")] {
        let server = started(Options { cp866, ..Options::default() });
        ready(&server, &task);
        assert_eq!(last_tags(&server)["1059"][0]["1030"], kept);
    }
    let nothing = first("name", json!("🍞"));
    assert_eq!(code(&started(Options { cp866: true, ..Options::default() }), &nothing), 161);
}
