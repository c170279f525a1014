//! iCASH-1F: how each field of a task is sent, and how each answer is read.
//!
//! The rows are those of the vendor's tables (§6.7–6.13); the register is the simulator, which has its own reader of
//! them.

use crate::documents::{BAD_DOCUMENT, OK, REFUSED, Till, agency, changed, correction, example, said, sale, without};
use kassa_simulator::Fault;
use kassa_simulator::icash::{DocumentTypes, Options};
use serde_json::{Map, Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};

/// Carries out each task and compares one member of the body with the row; `null` means that it is absent.
fn check(till: &Till, rows: &[(&str, Value, &str, Value)]) {
    for (row, task, member, expected) in rows {
        let body = till.written(task);
        let written = body.pointer(member).unwrap_or(&Value::Null);
        assert_eq!(written, expected, "{row}: {member} of {body}");
    }
}

/// A row for each code of a list, in the list's order.
fn listed(
    row: &'static str,
    base: &Value,
    path: &str,
    words: &[&str],
    member: &'static str,
) -> Vec<(&'static str, Value, &'static str, Value)> {
    let one = |(index, word): (usize, &&str)| (row, changed(base, &json!({ path: word })), member, json!(index + 1));
    words.iter().enumerate().map(one).collect()
}

#[test]
fn every_member_of_a_receipt_is_written_under_its_tag() {
    let till = Till::open();
    let sale = |changes: Value| changed(&sale(), &changes);
    let paid = |kind: &str| sale(json!({ "payments": [{ "type": "cash", "sum": 4 }, { "type": kind, "sum": 6 }] }));
    check(
        &till,
        &[
            ("I2.43", sale(json!({ "clientInfo.name": "Иванов Иван" })), "/T1227", json!("Иванов Иван")),
            ("I2.44", sale(json!({ "clientInfo.vatin": "771234567859" })), "/T1228", json!("771234567859")),
            ("I2.45", sale(json!({ "clientInfo.emailOrPhone": "a@example.com" })), "/T1008", json!("a@example.com")),
            ("I2.46", sale(json!({ "machineNumber": "АВТ-1" })), "/T1036", json!("АВТ-1")),
            ("I2.48", sale(json!({ "total": 10 })), "/T1020", json!(10)),
            ("I2.48 by itself", sale(json!({})), "/T1020", json!(10)),
            ("I2.49", paid("electronically"), "/T1031", json!(4)),
            ("I2.49 nothing", sale(json!({ "payments[0].type": "electronically" })), "/T1031", json!(0)),
            ("I2.49 less change", sale(json!({ "payments[0].sum": 500 })), "/T1031", json!(10)),
            ("I2.50", paid("electronically"), "/T1081", json!(6)),
            ("I2.50 nothing", sale(json!({})), "/T1081", json!(0)),
            ("I2.51", paid("prepaid"), "/T1215", json!(6)),
            ("I2.51 nothing", sale(json!({})), "/T1215", Value::Null),
            ("I2.52", paid("credit"), "/T1216", json!(6)),
            ("I2.52 nothing", sale(json!({})), "/T1216", Value::Null),
            ("I2.53", paid("other"), "/T1217", json!(6)),
            ("I2.53 nothing", sale(json!({ "payments[1]": { "type": "other", "sum": 0 } })), "/T1217", Value::Null),
            (
                "I2.69",
                sale(json!({ "items[1]": { "type": "additionalAttribute", "value": "ЧЕК-17" } })),
                "/T1192",
                json!("ЧЕК-17"),
            ),
            ("I2.69 none", sale(json!({})), "/T1192", Value::Null),
            (
                "I2.70",
                sale(json!({ "items[1]": { "type": "userAttribute", "name": "Заказ", "value": "№ 17" } })),
                "/T1084",
                json!({ "T1085": "Заказ", "T1086": "№ 17" }),
            ),
            ("I2.70 none", sale(json!({})), "/T1084", Value::Null),
            ("I2.71", sale(json!({ "operator.name": "Лунина" })), "/T1021", json!("Лунина")),
            (
                "I2.72",
                sale(json!({ "operator": { "name": "Лунина", "vatin": "771234567859" } })),
                "/T1203",
                json!("771234567859"),
            ),
        ],
    );
}

#[test]
fn kinds_of_settlement_and_taxation_are_written_as_the_vendors_codes() {
    let till = Till::open();
    let operations = ["sell", "sellReturn", "buy", "buyReturn"];
    let corrections = ["sellCorrection", "sellReturnCorrection", "buyCorrection", "buyReturnCorrection"];
    let taxations = ["osn", "usnIncome", "usnIncomeOutcome", "envd", "esn", "patent"];
    check(&till, &listed("I2.41", &sale(), "type", &operations, "/T1054"));
    check(&till, &listed("I2.41 of a correction", &correction(), "type", &corrections, "/T1054"));
    check(&till, &listed("I2.42", &sale(), "taxationType", &taxations, "/T1055"));

    let arrays = Till::with(&json!({ "taxationForm": "array" }));
    for (index, word) in taxations.iter().enumerate() {
        let body = arrays.written(&changed(&sale(), &json!({ "taxationType": word })));
        assert_eq!(body["T1055"], json!([index + 1]), "I2.42 as an array: {word}");
    }
}

#[test]
fn vat_of_the_receipt_is_written_under_the_tag_of_its_rate() {
    let till = Till::open();
    let rows = [
        ("I2.54", "vat20", "/T1102", json!("1.67")),
        ("I2.55", "vat10", "/T1103", json!("0.91")),
        ("I2.56", "vat0", "/T1104", json!(10)),
        ("I2.57", "none", "/T1105", json!(10)),
        ("I2.58", "vat120", "/T1106", json!("1.67")),
        ("I2.59", "vat110", "/T1107", json!("0.91")),
    ];
    let tags = ["T1102", "T1103", "T1104", "T1105", "T1106", "T1107"];
    for (row, rate, member, sum) in rows {
        let body = till.written(&changed(&sale(), &json!({ "items[0].tax.type": rate })));
        assert_eq!(body.pointer(member), Some(&sum), "{row}");
        let given = tags.iter().filter(|tag| body.get(**tag).is_some()).count();
        assert_eq!(given, 1, "{row}: a rate without lines has no sum: {body}");
    }
}

#[test]
fn every_member_of_a_line_is_written_under_its_tag() {
    let till = Till::open();
    let line = |changes: Value| {
        let changes: Map<String, Value> = changes
            .as_object()
            .unwrap()
            .iter()
            .map(|(path, value)| (format!("items[0].{path}"), value.clone()))
            .collect();
        changed(&sale(), &Value::Object(changes))
    };
    check(
        &till,
        &[
            ("I2.79", line(json!({ "name": "Хлеб ржаной" })), "/T1059/0/T1030", json!("Хлеб ржаной")),
            ("I2.80", line(json!({ "measurementUnit": "пачка" })), "/T1059/0/T1197", json!("пачка")),
            ("I2.80 none", line(json!({})), "/T1059/0/T1197", Value::Null),
            (
                "I2.81",
                line(json!({ "nomenclatureCode": "RAAAAAAAAP8=" })),
                "/T1059/0/T1162",
                json!([68, 0, 0, 0, 0, 0, 0, 255]),
            ),
            ("I2.82", line(json!({ "countryCode": "056" })), "/T1059/0/T1230", json!("056")),
            (
                "I2.83",
                line(json!({ "customsDeclaration": "10702020/060520/0013422" })),
                "/T1059/0/T1231",
                json!("10702020/060520/0013422"),
            ),
            ("I2.84", line(json!({ "price": 5, "quantity": 2 })), "/T1059/0/T1079", json!(5)),
            ("I2.85", line(json!({ "price": 5, "quantity": 2 })), "/T1059/0/T1023", json!("2")),
            ("I2.86", line(json!({ "exciseSum": 1.05 })), "/T1059/0/T1229", json!("1.05")),
            ("I2.88", line(json!({ "tax": { "type": "vat20", "sum": 1.66 } })), "/T1059/0/T1200", json!("1.66")),
            ("I2.88 by itself", line(json!({ "tax.type": "vat20" })), "/T1059/0/T1200", json!("1.67")),
            ("I2.88 no tax", line(json!({ "tax": { "type": "none", "sum": 10 } })), "/T1059/0/T1200", Value::Null),
            ("I2.89", line(json!({})), "/T1059/0/T1043", json!(10)),
            ("I2.90", line(json!({ "additionalAttribute": "признак" })), "/T1059/0/T1191", json!("признак")),
        ],
    );
    let methods =
        ["fullPrepayment", "prepayment", "advance", "fullPayment", "partialPayment", "credit", "creditPayment"];
    let objects = [
        "commodity",
        "excise",
        "job",
        "service",
        "gamblingBet",
        "gamblingPrize",
        "lottery",
        "lotteryPrize",
        "intellectualActivity",
        "payment",
        "agentCommission",
        "pay",
        "another",
    ];
    let rates = ["vat20", "vat10", "vat120", "vat110", "vat0", "none"];
    check(&till, &listed("I2.73", &sale(), "items[0].paymentMethod", &methods, "/T1059/0/T1214"));
    check(&till, &listed("I2.74", &sale(), "items[0].paymentObject", &objects, "/T1059/0/T1212"));
    check(&till, &listed("I2.87", &sale(), "items[0].tax.type", &rates, "/T1059/0/T1199"));
}

#[test]
fn lines_are_written_in_the_order_of_the_task() {
    let till = Till::open();
    let names = ["Хлеб", "Соль", "Чай"];
    let mut task = changed(&sale(), &json!({ "payments[0].sum": 30 }));
    for (index, name) in names.iter().enumerate() {
        task["items"].as_array_mut().unwrap().resize(index + 1, sale()["items"][0].clone());
        task["items"][index]["name"] = json!(name);
    }
    let body = till.written(&task);
    let written: Vec<_> =
        body["T1059"].as_array().unwrap().iter().map(|line| line["T1030"].as_str().unwrap()).collect();
    assert_eq!(written, names, "I2.47");
}

/// §7 and its table: an integer is sent as a number, any other value as a text with a decimal point.
#[test]
fn sums_and_quantities_are_written_as_section_7_requires() {
    let till = Till::open();
    for (sum, written) in [
        ("0", json!(0)),
        ("0.00", json!(0)),
        ("54.00", json!(54)),
        ("20.45", json!("20.45")),
        ("0.57", json!("0.57")),
        ("100.5", json!("100.50")),
        ("9999999999.99", json!("9999999999.99")),
        ("1e2", json!(100)),
    ] {
        let number: Value = serde_json::from_str(sum).unwrap();
        let task = changed(
            &sale(),
            &json!({ "items[0].price": number, "items[0].amount": number, "payments[0].sum": number }),
        );
        let body = till.written(&task);
        for member in ["/T1020", "/T1031", "/T1105", "/T1059/0/T1079", "/T1059/0/T1043"] {
            assert_eq!(body.pointer(member), Some(&written), "{sum}: {member}");
        }
    }
    for (quantity, written) in
        [("1", "1"), ("1.0", "1"), ("1.500", "1.5"), ("0.355", "0.355"), ("100", "100"), ("1e3", "1000")]
    {
        let number: Value = serde_json::from_str(quantity).unwrap();
        let task = changed(
            &sale(),
            &json!({ "items[0].quantity": number, "items[0].price": 0, "items[0].amount": 0, "payments[0].sum": 0 }),
        );
        assert_eq!(till.written(&task)["T1059"][0]["T1023"], written, "{quantity}");
    }
}

#[test]
fn units_of_the_list_are_written_as_readable_words() {
    let till = Till::open();
    for (word, code, text) in [
        ("piece", 0, "шт."),
        ("gram", 10, "г"),
        ("kilogram", 11, "кг"),
        ("ton", 12, "т"),
        ("centimeter", 20, "см"),
        ("decimeter", 21, "дм"),
        ("meter", 22, "м"),
        ("squareCentimeter", 30, "кв. см"),
        ("squareDecimeter", 31, "кв. дм"),
        ("squareMeter", 32, "кв. м"),
        ("milliliter", 40, "мл"),
        ("liter", 41, "л"),
        ("cubicMeter", 42, "куб. м"),
        ("kilowattHour", 50, "кВт·ч"),
        ("gkal", 51, "Гкал"),
        ("day", 70, "сутки"),
        ("hour", 71, "ч"),
        ("minute", 72, "мин"),
        ("second", 73, "с"),
        ("kilobyte", 80, "Кбайт"),
        ("megabyte", 81, "Мбайт"),
        ("gigabyte", 82, "Гбайт"),
        ("terabyte", 83, "Тбайт"),
        ("otherUnits", 255, "ед."),
    ] {
        for unit in [json!(word), json!(code), json!(code.to_string())] {
            let body = till.written(&changed(&sale(), &json!({ "items[0].measurementUnit": unit })));
            assert_eq!(body["T1059"][0]["T1197"], text, "{unit}");
        }
    }
}

const AGENTS: [&str; 7] = [
    "bankPayingAgent",
    "bankPayingSubagent",
    "payingAgent",
    "payingSubagent",
    "attorney",
    "commissionAgent",
    "another",
];

#[test]
fn agents_are_written_as_arrays_of_one_code() {
    let till = Till::open();
    for (index, agent) in AGENTS.iter().enumerate() {
        let body = till.written(&agency(agent));
        assert_eq!(body["T1059"][0]["T1222"], json!([index + 1]), "I2.75: {agent}");
        assert_eq!(body["T1059"][0]["T1226"], "7800987653", "I2.78: {agent}");
        assert_eq!(body["T1059"][0].get("T1223"), None, "no data of {agent}, no T1223");
        assert_eq!(body["T1059"][0].get("T1224"), None, "no data of the supplier, no T1224");
        let body = till.written(&changed(&sale(), &json!({ "agentInfo.agents": [agent] })));
        assert_eq!(body["T1057"], json!([index + 1]), "I2.60: {agent}");
    }
    let body = till.written(&changed(&sale(), &json!({ "agentInfo.agents": [], "items[0].agentInfo.agents": [] })));
    assert_eq!((body.get("T1057"), body["T1059"][0].get("T1222")), (None, None), "no agent, no tag");
}

#[test]
fn two_kinds_of_agent_at_once_are_refused() {
    let till = Till::open();
    let two = json!(["payingAgent", "attorney"]);
    let task = changed(&agency("attorney"), &json!({ "items[0].agentInfo.agents": two, "agentInfo.agents": two }));
    assert_eq!(till.refused(&task).len(), 2, "{:?}", till.refused(&task));
}

#[test]
fn data_of_an_agent_are_written_by_the_table_of_its_kind() {
    let till = Till::open();
    let bank = json!({
        "payingAgent": { "operation": "перевод", "phones": ["+79161112233"] },
        "moneyTransferOperator": { "phones": ["+79161112255", "+79161112256"], "name": "Оператор", "address": "Москва", "vatin": "771234567859" },
    });
    let paying = json!({ "payingAgent.phones": ["+79161112233"], "receivePaymentsOperator.phones": ["+79161112244"] });
    let with = |agent: &str, data: &Value| {
        let data =
            data.as_object().unwrap().iter().map(|(path, value)| (format!("items[0].agentInfo.{path}"), value.clone()));
        changed(&agency(agent), &Value::Object(data.collect()))
    };
    for agent in &AGENTS[..2] {
        let written = json!({
            "T1044": "перевод", "T1073": ["+79161112233"], "T1026": "Оператор", "T1005": "Москва", "T1016": "771234567859",
            "T1075": ["+79161112255", "+79161112256"],
        });
        assert_eq!(till.written(&with(agent, &bank))["T1059"][0]["T1223"], written, "I2.76, T1223B: {agent}");
        assert_eq!(
            till.refused(&with(agent, &paying)),
            ["items[0].agentInfo.receivePaymentsOperator.phones: agent"],
            "{agent}"
        );
    }
    for agent in &AGENTS[2..4] {
        let written = json!({ "T1073": ["+79161112233"], "T1074": ["+79161112244"] });
        assert_eq!(till.written(&with(agent, &paying))["T1059"][0]["T1223"], written, "I2.76, T1223A: {agent}");
        // A number keeps every digit of these phones; of others it is not known which were lost.
        let number = |number: i64| with(agent, &json!({ "payingAgent.phones": [number] }));
        assert_eq!(till.written(&number(79_161_112_233))["T1059"][0]["T1223"]["T1073"], json!(["+79161112233"]));
        assert_eq!(till.refused(&number(9_161_112_233)), ["items[0].agentInfo.payingAgent.phones[0]: form"]);
    }
    let lost: Vec<String> = [
        "payingAgent.operation",
        "payingAgent.phones",
        "moneyTransferOperator.phones",
        "moneyTransferOperator.name",
        "moneyTransferOperator.address",
        "moneyTransferOperator.vatin",
    ]
    .map(|name| format!("items[0].agentInfo.{name}: agent"))
    .into();
    for agent in &AGENTS[4..] {
        assert_eq!(till.refused(&with(agent, &bank)), lost, "I2.76, no table: {agent}");
    }
}

#[test]
fn suppliers_of_a_line_are_written_beside_their_agent() {
    let till = Till::open();
    let agency = |changes: Value| changed(&agency("commissionAgent"), &changes);
    let phones = json!(["+78120000002", "+78120000003"]);
    check(
        &till,
        &[
            (
                "I2.77",
                agency(json!({ "items[0].supplierInfo.phones": phones })),
                "/T1059/0/T1224",
                json!({ "T1171": phones }),
            ),
            (
                "I2.77 name",
                agency(json!({ "items[0].supplierInfo.phones": phones, "items[0].supplierInfo.name": "ООО Тропа" })),
                "/T1059/0/T1224",
                json!({ "T1171": phones, "T1225": "ООО Тропа" }),
            ),
            (
                "I2.78",
                agency(json!({ "items[0].supplierInfo.vatin": "7800987653" })),
                "/T1059/0/T1226",
                json!("7800987653"),
            ),
            (
                "I2.78 of 12",
                agency(json!({ "items[0].supplierInfo.vatin": "771234567859" })),
                "/T1059/0/T1226",
                json!("771234567859"),
            ),
        ],
    );
}

/// FFD 1.05: the agent of the whole receipt (T1057) applies to its lines too; suppliers are given in the lines.
#[test]
fn an_agent_of_the_whole_receipt_has_suppliers_in_the_lines() {
    let till = Till::open();
    let supplier = json!({ "vatin": "7800987653", "phones": ["+78120000002"], "name": "ООО Тропа" });
    let body =
        till.written(&changed(&sale(), &json!({ "agentInfo.agents": ["another"], "items[0].supplierInfo": supplier })));
    assert_eq!(body["T1057"], json!([7]));
    assert_eq!(body["T1059"][0]["T1226"], "7800987653");
    assert_eq!(body["T1059"][0]["T1224"], json!({ "T1171": ["+78120000002"], "T1225": "ООО Тропа" }));
}

#[test]
fn data_of_an_agent_of_the_whole_receipt_are_written_in_the_receipt() {
    let till = Till::open();
    let agent =
        |changes: Value| changed(&changed(&sale(), &json!({ "agentInfo.agents": ["bankPayingAgent"] })), &changes);
    let phones = json!(["+79161112233", "+79161112244"]);
    check(
        &till,
        &[
            ("I2.61", agent(json!({ "agentInfo.moneyTransferOperator.phones": phones })), "/T1075", phones.clone()),
            ("I2.62", agent(json!({ "agentInfo.payingAgent.operation": "перевод" })), "/T1044", json!("перевод")),
            ("I2.63", agent(json!({ "agentInfo.payingAgent.phones": phones })), "/T1073", phones.clone()),
            ("I2.64", agent(json!({ "agentInfo.receivePaymentsOperator.phones": phones })), "/T1074", phones.clone()),
            (
                "I2.65",
                agent(json!({ "agentInfo.moneyTransferOperator.name": "Оператор" })),
                "/T1026",
                json!("Оператор"),
            ),
            ("I2.66", agent(json!({ "agentInfo.moneyTransferOperator.address": "Москва" })), "/T1005", json!("Москва")),
            (
                "I2.67",
                agent(json!({ "agentInfo.moneyTransferOperator.vatin": "771234567859" })),
                "/T1016",
                json!("771234567859"),
            ),
            ("I2.68", agent(json!({ "supplierInfo.phones": phones })), "/T1171", phones.clone()),
        ],
    );
}

#[test]
fn corrections_go_to_their_own_command_with_their_basis() {
    let till = Till::open();
    let by_order =
        changed(&correction(), &json!({ "correctionType": "instruction", "correctionBaseDate": "2024-02-29" }));
    check(
        &till,
        &[
            ("I2.91", correction(), "/T1173", json!(false)),
            ("I2.91 by order", by_order.clone(), "/T1173", json!(true)),
            ("I2.92", correction(), "/T1174", json!({ "T1178": "2025-02-17", "T1179": "17" })),
            ("I2.92 by order", by_order.clone(), "/T1174", json!({ "T1178": "2024-02-29", "T1179": "17" })),
            ("I2.92 not beside", correction(), "/T1178", Value::Null),
        ],
    );
    let requests = till.register.requests();
    assert_eq!(
        requests.iter().rfind(|request| request["method"] == "POST").unwrap()["path"],
        "/api/1/correctivereceipt"
    );

    let flat = Till::with(&json!({ "correctionForm": "flat" })).written(&by_order);
    assert_eq!(
        (&flat["T1178"], &flat["T1179"], flat.get("T1174")),
        (&json!("2024-02-29"), &json!("17"), None),
        "I2.92 flat"
    );
    assert_eq!(flat["T1173"], true);
}

#[test]
fn shifts_are_opened_and_closed_with_their_cashier() {
    let till = Till::closed(&json!({}), Options::default());
    let operator = json!({ "operator": { "name": "Лунина", "vatin": "771234567859" } });
    let (open, close) = (json!({ "type": "openShift" }), json!({ "type": "closeShift" }));
    check(
        &till,
        &[
            ("I2.39", changed(&open, &operator), "", json!({ "T1021": "Лунина", "T1203": "771234567859" })),
            ("I2.93", changed(&close, &operator), "", json!({ "T1021": "Лунина", "T1203": "771234567859" })),
            ("I2.39 no ИНН", changed(&open, &json!({ "operator.name": "Лунина" })), "", json!({ "T1021": "Лунина" })),
            ("I2.93 nobody", close, "", json!({})),
            ("I2.40 nobody", open, "", json!({})),
        ],
    );
    let paths: Vec<_> = till.register.requests().iter().map(|request| request["path"].clone()).collect();
    assert_eq!(*paths.last().unwrap(), "/api/1/shift/open");
}

/// §8: "При передаче пустых значений тег не указывается."
#[test]
fn empty_values_are_left_out() {
    let till = Till::open();
    let plain = till.written(&sale());
    for empty in [Value::Null, json!({}), json!("")] {
        let texts = [
            "clientInfo.name",
            "clientInfo.vatin",
            "clientInfo.emailOrPhone",
            "machineNumber",
            "items[0].measurementUnit",
            "items[0].countryCode",
            "items[0].customsDeclaration",
            "items[0].additionalAttribute",
            "items[0].nomenclatureCode",
            "items[0].paymentMethod",
            "items[0].paymentObject",
            "items[0].supplierInfo.name",
            "items[0].supplierInfo.vatin",
            "supplierInfo.name",
            "agentInfo.payingAgent.operation",
            "agentInfo.moneyTransferOperator.name",
            "agentInfo.moneyTransferOperator.vatin",
            "agentInfo.moneyTransferOperator.address",
        ];
        for path in texts {
            let absent = match path {
                "items[0].paymentMethod" | "items[0].paymentObject" => till.written(&without(&sale(), path)),
                _ => plain.clone(),
            };
            assert_eq!(till.written(&changed(&sale(), &json!({ path: empty }))), absent, "I2.105: {path} = {empty}");
        }
    }
    for empty in [Value::Null, json!({}), json!([])] {
        for path in [
            "taxes",
            "preItems",
            "postItems",
            "customParameters",
            "industryInfo",
            "agentInfo.agents",
            "agentInfo.payingAgent.phones",
            "supplierInfo.phones",
            "items[0].agentInfo.agents",
            "items[0].supplierInfo.phones",
            "items[0].industryInfo",
            "payments[0].printItems",
        ] {
            assert_eq!(till.written(&changed(&sale(), &json!({ path: empty }))), plain, "I2.105: {path} = {empty}");
        }
    }
    assert_eq!(
        till.written(&changed(&sale(), &json!({ "operator": {} }))),
        till.written(&without(&sale(), "operator")),
        "I2.105"
    );
    for path in [
        "agentInfo",
        "supplierInfo",
        "clientInfo",
        "companyInfo",
        "operationInfo",
        "items[0].agentInfo",
        "items[0].imcParams",
    ] {
        assert_eq!(till.written(&changed(&sale(), &json!({ path: {} }))), plain, "I2.105: {path} = {{}}");
    }
}

#[test]
fn the_document_has_a_mark_where_the_settings_say() {
    let task = changed(&sale(), &json!({ "externalId": "shop-1/17" }));
    let sizes = |mark: &Value| {
        mark.as_str().is_some_and(|mark| mark.len() == 16 && mark.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    let plain = Till::with(&json!({ "mark": "none" })).written(&task);
    assert_eq!((plain.get("T1192"), plain.get("T1084")), (None, None));

    let in_1192 = Till::with(&json!({ "mark": "T1192" }));
    let body = in_1192.written(&task);
    assert!(sizes(&body["T1192"]), "{body}");
    let in_1084 = Till::with(&json!({ "mark": "T1084" })).written(&task);
    assert_eq!(in_1084["T1084"]["T1086"], body["T1192"], "the same id, the same mark");
    assert!(in_1084["T1084"]["T1085"].as_str().is_some_and(|name| !name.is_empty()));

    let other = in_1192.written(&changed(&task, &json!({ "externalId": "shop-1/18" })));
    assert_ne!(other["T1192"], body["T1192"], "another id, another mark");
    let own = changed(
        &sale(),
        &json!({ "externalId": "shop-1/19", "items[1]": { "type": "additionalAttribute", "value": "ЧЕК-17" } }),
    );
    assert_eq!(in_1192.written(&own)["T1192"], "ЧЕК-17", "the caller's own requisite goes before a mark");
}

#[test]
fn the_vocabularys_receipt_is_written_completely() {
    let till = Till::open();
    let task = changed(&example("sell"), &json!({ "ignoreNonFiscalPrintErrors": true }));
    let expected = json!({
        "T1054": 1, "T1055": 1, "T1008": "+79160000001",
        "T1059": [
            { "T1214": 4, "T1212": 1, "T1030": "Хлеб ржаной", "T1197": "шт.", "T1079": "45.90", "T1023": "3", "T1199": 2, "T1200": "12.52", "T1043": "137.70" },
            { "T1214": 4, "T1212": 1, "T1030": "Сыр весовой", "T1197": "кг", "T1079": 820, "T1023": "0.355", "T1199": 2, "T1200": "26.46", "T1043": "291.10" },
        ],
        "T1020": "428.80", "T1031": "428.80", "T1081": 0, "T1103": "38.98", "T1021": "Кассир Лунина", "T1203": "771234567859",
    });
    assert_eq!(till.written(&task), expected);
}

#[test]
fn a_receipt_with_every_field_that_the_register_supports_is_written_completely() {
    let till = Till::open();
    let expected = json!({
        "T1054": 3, "T1055": 6, "T1227": "Иванов Иван", "T1228": "771234567859", "T1008": "buyer@example.com", "T1036": "АВТ-1",
        "T1059": [{
            "T1214": 5, "T1212": 4, "T1222": [4], "T1223": { "T1073": ["+79161112288"], "T1074": ["+79161112299"] },
            "T1224": { "T1171": ["+79161112200"], "T1225": "ООО Тропа" }, "T1226": "7800987653", "T1030": "Услуга", "T1197": "ч",
            "T1162": [68, 0, 0, 0, 0, 0, 0, 0, 1], "T1230": "643", "T1231": "10702020/060520/0013422", "T1079": "100.50",
            "T1023": "1.5", "T1229": "1.05", "T1199": 4, "T1200": "13.70", "T1043": "150.75", "T1191": "признак",
        }],
        "T1020": "150.75", "T1031": "99.73", "T1081": "20.45", "T1215": 20, "T1216": 10, "T1217": "0.57", "T1107": "13.70",
        "T1057": [1], "T1075": ["+79161112255"], "T1044": "перевод", "T1073": ["+79161112233"], "T1074": ["+79161112244"],
        "T1026": "Оператор", "T1005": "Москва", "T1016": "771234567859", "T1171": ["+79161112266", "+79161112277"],
        "T1192": "ЧЕК-17", "T1084": { "T1085": "Заказ", "T1086": "№ 17" }, "T1021": "Кассир Лунина", "T1203": "771234567859",
    });
    assert_eq!(till.written(&example("everything")), expected);
}

#[test]
fn free_texts_are_printed_line_by_line() {
    let till = Till::with(&json!({ "lineWidth": 14 }));
    let text = |line: Value| json!({ "type": "nonFiscal", "items": [changed(&json!({ "type": "text" }), &line)] });
    let qr = json!({ "type": "nonFiscal", "items": [{ "type": "barcode", "barcode": "t=20190203T1842&s=179.00", "barcodeType": "QR" }] });
    let long = "оплата картой одобрена";
    check(
        &till,
        &[
            ("I2.7", text(json!({ "text": "Спасибо" })), "", json!([{ "left": "Спасибо" }])),
            ("I2.7 empty", text(json!({ "text": "" })), "/0/left", json!(" ")),
            ("I2.7 none", text(json!({})), "/0/left", json!(" ")),
            ("I2.8", text(json!({ "text": "Спасибо", "alignment": "right" })), "", json!([{ "right": "Спасибо" }])),
            ("I2.9", text(json!({ "text": "Спасибо", "alignment": "center" })), "", json!([{ "center": "Спасибо" }])),
            (
                "I2.10",
                text(json!({ "text": "Да", "doubleWidth": true })),
                "",
                json!([{ "left": "Да", "doubleWidth": true }]),
            ),
            (
                "I2.11",
                text(json!({ "text": "Да", "doubleHeight": true })),
                "",
                json!([{ "left": "Да", "doubleHeight": true }]),
            ),
            (
                "I2.11 usual",
                text(json!({ "text": "Да", "doubleHeight": false, "font": 0 })),
                "",
                json!([{ "left": "Да" }]),
            ),
            ("I2.14", qr, "", json!([{ "center": "t=20190203T1842&s=179.00", "qrcode": "true" }])),
            ("wrap none", text(json!({ "text": long })), "", json!([{ "left": long }])),
            (
                "wrap words",
                text(json!({ "text": long, "wrap": "words" })),
                "",
                json!([{ "left": "оплата картой" }, { "left": "одобрена" }]),
            ),
            (
                "wrap chars",
                text(json!({ "text": long, "wrap": "chars" })),
                "",
                json!([{ "left": "оплата картой " }, { "left": "одобрена" }]),
            ),
            (
                "wrap wide",
                text(json!({ "text": "оплата", "wrap": "chars", "doubleWidth": true })),
                "",
                json!([{ "left": "оплата", "doubleWidth": true }]),
            ),
        ],
    );
    assert!(till.register.tape().contains("одобрена"));
    let object = Till::with(&json!({ "printForm": "object" })).written(&text(json!({ "text": "Да" })));
    assert_eq!(object, json!({ "data": [{ "left": "Да" }] }));
}

#[test]
fn what_cannot_be_printed_freely_is_refused_in_its_place() {
    let till = Till::open();
    let print = |item: Value| json!({ "type": "nonFiscal", "items": [{ "type": "text", "text": "Да" }, item] });
    for (item, fault) in [
        (
            json!({ "type": "barcode", "barcode": "4601234567893", "barcodeType": "EAN13" }),
            "items[1].barcodeType: carried",
        ),
        (json!({ "type": "pictureFromMemory", "pictureNumber": 1 }), "items[1]: carried"),
        (json!({ "type": "pixels", "pixels": "AAAA", "width": 3 }), "items[1]: carried"),
        (json!({ "type": "text", "text": "🙂" }), "items[1].text: encoding"),
    ] {
        assert_eq!(till.refused(&print(item)), [fault]);
    }
    assert_eq!(till.refused(&json!({ "type": "nonFiscal" })), ["items: form"]);
    let code = |name: &str, value: Value| {
        let mut code = json!({ "type": "barcode", "barcode": "1", "barcodeType": "QR" });
        code[name] = value;
        (code, format!("items[1].{name}: carried"))
    };
    for (item, note) in [
        code("scale", json!(4)),
        code("height", json!(4)),
        code("printText", json!(true)),
        code("alignment", json!("left")),
        code("overlay", json!([{ "type": "text" }])),
        (json!({ "type": "text", "text": "Да", "font": 2 }), "items[1].font: carried".into()),
        (json!({ "type": "text", "text": "Да", "storeInJournal": true }), "items[1].storeInJournal: carried".into()),
    ] {
        assert_eq!(till.passed(&print(item)), [note], "printed as usual");
    }
}

#[test]
fn the_answer_to_a_receipt_has_the_record_of_the_fiscal_drive() {
    let till = Till::open();
    for (name, task) in
        [("receipt", changed(&sale(), &json!({ "payments[0].sum": 500.5 }))), ("correction", correction())]
    {
        let answer = till.make(&task);
        let document = till.register.ledger().pop().unwrap();
        let (data, fiscal) = (&document.data, &answer["fiscalParams"]);
        assert_eq!(fiscal["total"].to_string(), "10.00", "{name}");
        assert_eq!(fiscal["fiscalDocumentNumber"], document.number, "{name}");
        assert_eq!(fiscal["fiscalDocumentDateTime"], document.time.as_str(), "{name}");
        assert_eq!(fiscal["fiscalDocumentSign"], data["T1077"].to_string().trim_matches('"'), "{name}");
        assert_eq!(fiscal["fiscalReceiptNumber"], data["T1042"], "{name}");
        assert_eq!(fiscal["shiftNumber"], data["T1038"], "{name}");
        assert_eq!(fiscal["fnNumber"], data["T1041"], "{name}");
        assert_eq!(fiscal["registrationNumber"], data["T1037"], "{name}");
        assert_eq!(fiscal["fnsUrl"], data["T1060"], "{name}");
        assert_eq!(fiscal["qr"], data["T1196"], "{name}");
        assert_eq!(answer["native"], json!({ "ok": true, "data": data }), "{name}: all that the register said");
        assert_eq!(answer["change"].to_string(), if name == "receipt" { "490.50" } else { "0.00" });
        assert_eq!(answer["warnings"], json!({}), "{name}");
        assert!(answer["externalId"].as_str().is_some_and(|id| !id.is_empty()), "{name}");
    }
}

#[test]
fn the_answer_to_a_shift_task_has_the_record_of_the_fiscal_drive() {
    let till = Till::closed(&json!({}), Options::default());
    let opened = till.make(&json!({ "type": "openShift", "externalId": "o" }));
    assert_eq!(opened["externalId"], "o");
    till.make(&sale());
    let closed = till.make(&json!({ "type": "closeShift" }));
    let ledger = till.register.ledger();
    for (answer, document) in [(opened, &ledger[1]), (closed, &ledger[3])] {
        let fiscal = &answer["fiscalParams"];
        assert_eq!(fiscal["fiscalDocumentNumber"], document.number);
        assert_eq!(fiscal["shiftNumber"], 1);
        assert_eq!(fiscal["fiscalDocumentDateTime"], document.time.as_str());
        assert_eq!(fiscal["fiscalDocumentSign"], document.data["T1077"].to_string().trim_matches('"'));
        assert_eq!(fiscal["registrationNumber"], document.data["T1037"]);
        assert_eq!(fiscal.get("receiptsCount"), document.data.get("T1118"), "only a closing counts receipts");
        assert_eq!(answer["native"]["data"], document.data);
        assert_eq!(answer.get("change"), None, "there is no change in a shift");
    }
}

#[test]
fn an_answer_without_its_number_is_completed_from_the_register() {
    for types in [DocumentTypes::Status, DocumentTypes::FiscalDrive] {
        let till = Till::of(&json!({}), Options { bare_answers: true, document_types: types, ..Options::default() });
        for task in [sale(), correction()] {
            let answer = till.make(&changed(&task, &json!({ "payments[0].sum": 12 })));
            let document = till.register.ledger().pop().unwrap();
            assert_eq!(answer["fiscalParams"]["fiscalDocumentNumber"], document.number, "{types:?}");
            assert_eq!(
                answer["fiscalParams"]["fiscalDocumentSign"],
                document.data["T1077"].to_string().trim_matches('"')
            );
            assert_eq!(answer["fiscalParams"]["fnNumber"], document.data["T1041"]);
            assert_eq!(answer["change"].to_string(), "2.00");
            assert_eq!(answer["warnings"], json!({}), "an answer that came is not recovered");
        }
        assert_eq!(till.register.ledger().len(), 4, "nothing was made twice");
    }
}

#[test]
fn documents_are_recognised_by_either_list_of_their_types() {
    for types in [DocumentTypes::Status, DocumentTypes::FiscalDrive] {
        let till = Till::closed(&json!({}), Options { document_types: types, ..Options::default() });
        let tasks = [
            ("/shift/open", json!({ "type": "openShift" })),
            ("/receipt", sale()),
            ("/correctivereceipt", correction()),
            ("/shift/close", json!({ "type": "closeShift" })),
        ];
        for (command, task) in tasks {
            let fault = json!([{ "path": command, "point": "processed", "action": "reset" }]);
            till.register.set_faults(Fault::list(&fault.to_string()).unwrap());
            let answer = till.make(&task);
            assert_eq!(answer["warnings"]["recovered"], true, "{types:?}: {command}");
            assert_eq!(answer["fiscalParams"]["fiscalDocumentNumber"], till.register.ledger().pop().unwrap().number);
        }
        assert_eq!(till.register.ledger().len(), 5, "{types:?}");
    }
}

/// §9, each code of the table.
#[test]
fn every_refusal_of_the_vendors_table_is_reported_with_its_code() {
    let till = Till::open();
    let codes: Vec<u16> =
        [1..=5, 7..=14, 16..=18, 20..=20, 22..=25, 32..=52, 128..=128].into_iter().flatten().collect();
    assert_eq!(codes.len(), 43);
    let made = till.register.ledger().len();
    for code in codes {
        let fault = json!([{ "path": "/receipt", "point": "received", "action": "error", "code": code }]);
        till.register.set_faults(Fault::list(&fault.to_string()).unwrap());
        let (status, answer) = till.device.execute(&sale());
        let error = &answer["error"];
        assert_eq!(status, REFUSED, "{code}: {answer}");
        assert_eq!((&error["name"], &error["outcome"]), (&json!("refused"), &json!("rejected")), "{code}");
        assert_eq!(error["backend"]["code"], code);
        assert_eq!(error["backend"]["name"], "icash");
        assert_eq!(error["backend"]["httpStatus"], 200);
        assert!(
            error["backend"]["text"].as_str().is_some_and(|text| !text.is_empty()),
            "{code}: the register's own words"
        );
        for language in ["ru", "en"] {
            assert!(
                error["message"][language].as_str().is_some_and(|text| text.contains(&format!(" {code} "))),
                "{code}: {error}"
            );
            assert!(error["advice"][language].as_str().is_some_and(|text| text.len() > 10), "{code}: {error}");
        }
        assert!(["fixInput", "service", "safe"].iter().any(|word| error["retry"] == *word), "{code}: {error}");
    }
    assert_eq!(till.register.ledger().len(), made, "no refusal made a document");
    till.make(&sale());
}

#[test]
fn a_code_that_the_vendors_table_lacks_is_reported_too() {
    let till = Till::open();
    till.register.set_faults(
        Fault::list(r#"[{"path": "/receipt", "point": "received", "action": "error", "code": 199}]"#).unwrap(),
    );
    let (status, answer) = till.device.execute(&sale());
    assert_eq!(status, REFUSED, "{answer}");
    assert_eq!((&answer["error"]["backend"]["code"], &answer["error"]["outcome"]), (&json!(199), &json!("rejected")));
}

#[test]
fn refused_queries_and_prints_have_the_registers_code_too() {
    let till = Till::open();
    for (path, task) in [
        ("/shift/status", json!({ "type": "getShiftStatus" })),
        ("/status", json!({ "type": "getDeviceStatus" })),
        ("/printany", json!({ "type": "nonFiscal", "items": [{ "type": "text", "text": "Да" }] })),
    ] {
        let fault = json!([{ "path": path, "point": "received", "action": "error", "code": 33 }]);
        till.register.set_faults(Fault::list(&fault.to_string()).unwrap());
        let (status, answer) = till.device.execute(&task);
        assert_eq!(status, REFUSED, "{path}: {answer}");
        assert_eq!(answer["error"]["backend"]["code"], 33, "{path}");
    }
}

#[test]
fn the_registers_answer_to_a_print_is_passed_on() {
    let till = Till::open();
    let (status, printed) =
        till.device.execute(&json!({ "type": "nonFiscal", "items": [{ "type": "text", "text": "Да" }] }));
    assert_eq!((status, &printed["native"]["ok"]), (OK, &json!(true)), "{printed}");
}

/// A register that was registered for one taxation system and without agents.
fn strict_shop() -> Till {
    let till = Till::closed(&json!({}), Options { registered: false, ..Options::default() });
    till.foreign(&json!({ "command": "register", "data": {
        "T1048": "ООО Пример", "T1018": "7743013901", "T1062": [1], "T1037": "0000000001045548", "T1002": true, "T1221": false,
        "T1110": false, "T1056": false, "T1001": false, "T1108": false, "T1021": "Админ",
    } }));
    till.foreign(&json!({ "command": "shift/open" }));
    till
}

#[test]
fn faults_that_the_register_finds_are_mapped_to_the_places_in_the_task() {
    let till = strict_shop();
    let mut task = changed(
        &agency("attorney"),
        &json!({
            "taxationType": "usnIncome", "agentInfo.agents": ["another"], "payments[0].sum": 20, "ignoreNonFiscalPrintErrors": true,
        }),
    );
    let (line, text) = (task["items"][0].clone(), json!({ "type": "text", "text": "Спасибо" }));
    task["items"] = json!([text, sale()["items"][0], text, line]);
    let (status, answer) = till.device.execute(&task);
    assert_eq!(status, REFUSED, "{answer}");
    assert_eq!(
        said(&answer["error"]["faults"]),
        ["taxationType: carried", "agentInfo.agents: carried", "items[3].agentInfo.agents: carried"],
        "a line's place is that among the task's items"
    );
    assert_eq!((&answer["error"]["backend"]["code"], &answer["error"]["retry"]), (&json!(25), &json!("fixInput")));

    let mut many = agency("attorney");
    many["items"] = Value::Array(vec![sale()["items"][0].clone(); 11]);
    for line in many["items"].as_array_mut().unwrap() {
        line["nomenclatureCode"] = json!("RAAAAAAAAAAB");
    }
    let (status, answer) = till.device.execute(&changed(&many, &json!({ "payments[0].sum": 110 })));
    assert_eq!((status, said(&answer["error"]["faults"])), (REFUSED, vec!["items: carried".to_owned()]), "{answer}");
}

/// A server that refuses every command with the same error, and answers `/status` as a register in its fiscal phase.
fn refusing(refusal: Value) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for link in listener.incoming() {
            let _ = answer(link.unwrap(), &refusal);
        }
    });
    url
}

fn answer(link: TcpStream, refusal: &Value) -> std::io::Result<()> {
    let mut reader = BufReader::new(link);
    let (mut first, mut header, mut length) = (String::new(), String::new(), 0);
    reader.read_line(&mut first)?;
    while header != "\r\n" {
        header.clear();
        reader.read_line(&mut header)?;
        if let Some(digits) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = digits.trim().parse().unwrap();
        }
    }
    reader.read_exact(&mut vec![0; length])?;
    let status =
        json!({ "ok": true, "state": 3, "last_document_number": 7, "fiscal_drive_number": "9999078900012345" });
    let body = if first.starts_with("GET") { status.to_string() } else { refusal.to_string() };
    write!(reader.get_mut(), "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

/// §6.11.3: `errors[]` with `index` for an element of an array, and `errors[]` again for a nested object.
#[test]
fn every_tag_that_the_register_may_reject_has_its_place_in_the_task() {
    let mut expected = Vec::new();
    let mut own = Vec::new();
    for (tag, path) in [
        ("T1055", "taxationType"),
        ("T1227", "clientInfo.name"),
        ("T1228", "clientInfo.vatin"),
        ("T1008", "clientInfo.emailOrPhone"),
        ("T1036", "machineNumber"),
        ("T1059", "items"),
        ("T1020", "total"),
        ("T1031", "payments"),
        ("T1081", "payments"),
        ("T1215", "payments"),
        ("T1216", "payments"),
        ("T1217", "payments"),
        ("T1102", "taxes"),
        ("T1103", "taxes"),
        ("T1104", "taxes"),
        ("T1105", "taxes"),
        ("T1106", "taxes"),
        ("T1107", "taxes"),
        ("T1057", "agentInfo.agents"),
        ("T1075", "agentInfo.moneyTransferOperator.phones"),
        ("T1044", "agentInfo.payingAgent.operation"),
        ("T1073", "agentInfo.payingAgent.phones"),
        ("T1074", "agentInfo.receivePaymentsOperator.phones"),
        ("T1026", "agentInfo.moneyTransferOperator.name"),
        ("T1005", "agentInfo.moneyTransferOperator.address"),
        ("T1016", "agentInfo.moneyTransferOperator.vatin"),
        ("T1171", "supplierInfo.phones"),
        ("T1021", "operator.name"),
        ("T1203", "operator.vatin"),
        ("T1173", "correctionType"),
        ("T1178", "correctionBaseDate"),
        ("T1179", "correctionBaseNumber"),
    ] {
        own.push(json!({ "field": tag, "code": 51, "message": "Значение(я) не верно(ы)" }));
        expected.push(format!("{path}: carried"));
    }
    own.push(json!({ "field": "T1059", "index": 1, "code": 51 }));
    expected.push("items[2]: carried".to_owned());
    own.push(
        json!({ "field": "T1174", "errors": [{ "field": "T1178", "code": 51 }, { "field": "T1179", "code": 50 }] }),
    );
    expected.extend(["correctionBaseDate: carried".to_owned(), "correctionBaseNumber: carried".to_owned()]);
    for (tag, name) in [
        ("T1214", "paymentMethod"),
        ("T1212", "paymentObject"),
        ("T1222", "agentInfo.agents"),
        ("T1226", "supplierInfo.vatin"),
        ("T1030", "name"),
        ("T1197", "measurementUnit"),
        ("T1162", "nomenclatureCode"),
        ("T1230", "countryCode"),
        ("T1231", "customsDeclaration"),
        ("T1079", "price"),
        ("T1023", "quantity"),
        ("T1229", "exciseSum"),
        ("T1199", "tax.type"),
        ("T1200", "tax.sum"),
        ("T1043", "amount"),
        ("T1191", "additionalAttribute"),
    ] {
        own.push(json!({ "field": "T1059", "index": 1, "errors": [{ "field": tag, "code": 51, "message": "нет" }] }));
        expected.push(format!("items[2].{name}: carried"));
    }
    for (tag, inner, name) in [
        ("T1223", "T1044", "agentInfo.payingAgent.operation"),
        ("T1223", "T1073", "agentInfo.payingAgent.phones"),
        ("T1223", "T1074", "agentInfo.receivePaymentsOperator.phones"),
        ("T1223", "T1026", "agentInfo.moneyTransferOperator.name"),
        ("T1223", "T1005", "agentInfo.moneyTransferOperator.address"),
        ("T1223", "T1016", "agentInfo.moneyTransferOperator.vatin"),
        ("T1223", "T1075", "agentInfo.moneyTransferOperator.phones"),
        ("T1224", "T1171", "supplierInfo.phones"),
        ("T1224", "T1225", "supplierInfo.name"),
    ] {
        own.push(json!({ "field": "T1059", "index": 0, "errors": [{ "field": tag, "errors": [{ "field": inner, "code": 51 }] }] }));
        expected.push(format!("items[0].{name}: carried"));
    }
    let url = refusing(json!({ "ok": false, "code": 51, "message": "Значение(я) не верно(ы)", "errors": own }));
    let mut task = changed(&correction(), &json!({ "ignoreNonFiscalPrintErrors": true, "payments[0].sum": 20 }));
    let line = task["items"][0].clone();
    task["items"] = json!([line, { "type": "text" }, line]);
    let (status, answer) = Till::with(&json!({ "url": url })).device.execute(&task);
    assert_eq!(status, REFUSED, "{answer}");
    assert_eq!(said(&answer["error"]["faults"]), expected);
    for fault in answer["error"]["faults"].as_array().unwrap() {
        assert!(fault["message"]["en"].as_str().unwrap().contains("T1"), "the register's own tag is told: {fault}");
    }
}

#[test]
fn attributes_that_are_items_have_a_place_of_their_own() {
    let refusal = json!({ "ok": false, "code": 51, "errors": [
        { "field": "T1192", "code": 51 },
        { "field": "T1084", "errors": [{ "field": "T1085", "code": 51 }, { "field": "T1086", "code": 51 }] },
        { "field": "T1084", "code": 51 },
        { "field": "T9999", "code": 51, "message": "неизвестно" },
    ] });
    let task = changed(
        &sale(),
        &json!({
            "items[1]": { "type": "userAttribute", "name": "Заказ", "value": "17" },
            "items[2]": { "type": "additionalAttribute", "value": "17" },
        }),
    );
    let (status, answer) = Till::with(&json!({ "url": refusing(refusal) })).device.execute(&task);
    assert_eq!(status, REFUSED, "{answer}");
    let places = said(&answer["error"]["faults"]);
    assert_eq!(places.len(), 5, "nothing that the register says is lost: {answer}");
    assert!(places[..4].iter().all(|place| place.starts_with("items")), "{places:?}");
    assert_eq!(places[4], "T9999: carried");
}

#[test]
fn the_state_of_the_register_is_told_in_the_vocabularys_words() {
    let till = Till::closed(&json!({}), Options::default());
    let status = till.make(&json!({ "type": "getDeviceStatus" }));
    let device = &status["deviceStatus"];
    assert_eq!(
        (&device["fiscal"], &device["fnFiscal"], &device["fnPresent"]),
        (&json!(true), &json!(true), &json!(true))
    );
    assert_eq!(device["shift"], "closed");
    assert!(device["currentDateTime"].as_str().is_some_and(|time| time.as_bytes()[10] == b'T'), "{status}");
    assert_eq!(status["native"]["status"]["last_document_number"], 1, "all that the register said");
    assert_eq!(status["native"]["settings"]["ofdPort"], 7777);
    till.make(&json!({ "type": "openShift" }));
    assert_eq!(till.make(&json!({ "type": "getDeviceStatus" }))["deviceStatus"]["shift"], "opened");

    let fresh = Till::closed(&json!({}), Options { registered: false, ..Options::default() });
    let device = fresh.make(&json!({ "type": "getDeviceStatus" }));
    assert_eq!(device["deviceStatus"]["fiscal"], false, "{device}");
}

#[test]
fn the_state_of_the_shift_is_told_in_the_vocabularys_words() {
    let till = Till::closed(&json!({}), Options::default());
    let ask = || till.make(&json!({ "type": "getShiftStatus" }));
    assert_eq!((&ask()["shiftStatus"]["state"], &ask()["shiftStatus"]["number"]), (&json!("closed"), &json!(0)));
    till.make(&json!({ "type": "openShift" }));
    till.make(&sale());
    let open = ask();
    assert_eq!((&open["shiftStatus"]["state"], &open["shiftStatus"]["number"]), (&json!("opened"), &json!(1)));
    assert_eq!(open["shiftStatus"].get("documentsCount"), None, "told only of a closed shift");
    assert_eq!(open["native"], json!({ "shiftStatus": 1, "shiftNo": 1, "checkNo": 1 }));
    till.make(&json!({ "type": "closeShift" }));
    let closed = ask();
    assert_eq!(
        (&closed["shiftStatus"]["state"], &closed["shiftStatus"]["documentsCount"]),
        (&json!("closed"), &json!(3))
    );
}

#[test]
fn a_short_tax_number_of_a_buyer_is_sent_and_the_register_decides() {
    let task = changed(&sale(), &json!({ "clientInfo.vatin": "7800987653" }));
    let refusing = Till::with(&json!({ "shortTaxNumbers": "refuse" }));
    assert_eq!(refusing.refused(&task), ["clientInfo.vatin: carried"]);
    let strict = Till::open();
    let (status, answer) = strict.device.execute(&task);
    assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("rejected")), "this register wants twelve");
    assert_eq!(strict.received().unwrap()["T1228"], "7800987653", "neither noughts nor spaces are added");
    let lenient = Till::of(&json!({}), Options { short_tax_numbers: true, ..Options::default() });
    assert_eq!(lenient.written(&task)["T1228"], "7800987653");
}

#[test]
fn the_tax_number_of_a_company_is_never_that_of_a_cashier() {
    let company = json!({ "name": "Лунина", "vatin": "7800987653" });
    for options in [Options::default(), Options { short_tax_numbers: true, ..Options::default() }] {
        let till = Till::of(&json!({ "shortTaxNumbers": "refuse" }), options);
        let task = changed(&sale(), &json!({ "operator": company }));
        assert_eq!(till.passed(&task), ["operator.vatin: form"]);
        let body = till.written(&task);
        assert_eq!((&body["T1021"], body.get("T1203")), (&json!("Лунина"), None));
        let close = json!({ "type": "closeShift", "operator": company });
        assert_eq!(till.written(&close), json!({ "T1021": "Лунина" }));
    }
    let till = Till::open();
    for (vatin, ru) in [("32456234523452", "В ИНН 14 цифр, а нужно 12"), ("123", "В ИНН 3 цифры, а нужно 12")]
    {
        let (_, answer) = till.device.validate(&changed(&sale(), &json!({ "operator.vatin": vatin })));
        assert_eq!(answer["error"]["faults"][0]["message"]["ru"], ru, "{answer}");
    }
}

#[test]
fn an_invalid_task_sends_nothing() {
    let till = Till::open();
    till.register.forget_requests();
    let (status, answer) = till.device.execute(&without(&sale(), "payments"));
    assert_eq!((status, &answer["error"]["outcome"]), (BAD_DOCUMENT, &json!("notSent")));
    assert_eq!(till.register.requests(), Vec::<Value>::new());
    assert_eq!(till.device.execute(&sale()).0, OK);
}

#[test]
fn a_rebuilt_order_is_the_same_sale_and_a_different_one_is_shown_the_existing_document() {
    let till = Till::open();
    let order = changed(&sale(), &json!({ "externalId": "order-1" }));
    let first = till.make(&order);
    let made = till.register.ledger().len();
    for spelled in [
        json!({ "taxes": [], "electronically": false, "total": 10.00 }),
        json!({ "payments[0].type": "0", "payments[1]": { "type": "electronically", "sum": 0 } }),
        json!({ "items[0].tax.sum": 0, "items[0].agentInfo": {}, "clientInfo": { "emailOrPhone": "" } }),
    ] {
        assert_eq!(till.make(&changed(&order, &spelled)), first, "{spelled}");
    }
    let other = json!({ "clientInfo.emailOrPhone": "a@example.com", "items[0].name": "Чай" });
    let (status, answer) = till.device.execute(&changed(&order, &other));
    let error = &answer["error"];
    assert_eq!(
        (status, &error["outcome"], &error["retry"]),
        (13, &json!("registered"), &json!("fixInput")),
        "{answer}"
    );
    assert_eq!(error["recorded"], first["fiscalParams"], "{answer}");
    let differences = json!([{ "path": "clientInfo", }, { "path": "items[0].name", "was": "Хлеб", "is": "Чай" }]);
    assert_eq!(error["differences"], differences, "{answer}");
    assert!(error["message"]["en"].as_str().unwrap().contains("items[0].name"), "{answer}");
    assert!(error["advice"]["en"].as_str().unwrap().contains("only for another sale"), "{answer}");
    assert_eq!(till.register.ledger().len(), made, "one receipt");
}
