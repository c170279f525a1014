use super::super::device::Device as Driver;
use super::*;
use crate::backends::Job;
use crate::journal::Undelivered;
use crate::task::Parsed;
use crate::task::json::Node;
use serde_json::json;
use std::sync::LazyLock;

/// A device of each backend; nothing is sent to it.
struct Device {
    driver: Driver,
    _folder: tempfile::TempDir,
}

fn device(config: &Value) -> Device {
    let folder = tempfile::tempdir().unwrap();
    let mut config = config.clone();
    config["journal"] = json!(folder.path().join("kassa.db"));
    Device { driver: Driver::open(&config.to_string()).unwrap(), _folder: folder }
}

static CONFIGS: LazyLock<[(&str, Value); 3]> = LazyLock::new(|| {
    [
        (
            "icash",
            json!({ "backend": "icash", "url": "http://127.0.0.1:1", "rules": { "vat": "warn", "total": "warn", "rateInForce": "off" } }),
        ),
        (
            "itkassa",
            json!({ "backend": "itkassa", "url": "http://127.0.0.1:1/open/api/v1", "apiKey": "k",
                "creItemId": "9366f6f6-cba1-7826-5d9f-59c176822a6c", "rules": { "rateInForce": "off" } }),
        ),
        (
            "cashcore",
            json!({ "backend": "cashcore", "url": "http://127.0.0.1:1", "pin": "0000", "kkmOfdId": 6923,
                "section": "Отдел", "rules": { "rateInForce": "off" } }),
        ),
    ]
});

/// A document of Russia.
fn sale() -> Value {
    json!({
        "type": "sell", "externalId": "a", "taxationType": "osn", "operator": { "name": "Лунина", "vatin": "771234567859" },
        "clientInfo": { "emailOrPhone": "+79160000001" },
        "items": [
            { "type": "position", "name": "Хлеб ржаной", "price": 45.90, "quantity": 3, "amount": 137.70,
              "measurementUnit": "kilogram", "paymentMethod": "fullPayment", "paymentObject": "commodity",
              "tax": { "type": "vat10" }, "exciseSum": 1.5, "countryCode": "643", "customsDeclaration": "1/2",
              "additionalAttribute": "x" },
            { "type": "position", "name": "Сыр", "price": 820, "quantity": 0.355, "amount": 291.10,
              "tax": { "type": "vat20" }, "agentInfo": { "agents": ["another"] },
              "supplierInfo": { "name": "ООО Тропа", "vatin": "7707083893", "phones": ["+78120000002"] } },
        ],
        "payments": [{ "type": "cash", "sum": 300 }, { "type": "electronically", "sum": 200 }],
    })
}

/// A document of Kazakhstan.
fn tenge() -> Value {
    json!({
        "type": "sell", "externalId": "a", "clientInfo": { "vatin": "910812450255" },
        "items": [
            { "type": "position", "name": "Қымыз", "price": 1250.50, "quantity": 2, "amount": 2501,
              "measurementUnit": "liter", "barcode": "4870204391510", "tax": { "type": "vat16" },
              "discount": { "name": "Тұрақты", "sum": 125.05 } },
            { "type": "position", "name": "Нан", "price": 180, "quantity": 1.5, "amount": 270, "tax": { "type": "vat12" } },
            { "type": "userAttribute", "name": "стол", "value": "7" },
        ],
        "industry": { "type": "taxi", "carNumber": "A1", "isOrder": false, "fare": 10 },
        "payments": [{ "type": "cash", "sum": 2000 }, { "type": "mobile", "sum": 700 }],
        "markup": { "name": "Ночь", "sum": 10 },
    })
}

fn correction() -> Value {
    json!({
        "type": "sellCorrection", "externalId": "a", "taxationType": "osn", "correctionType": "self",
        "correctionBaseDate": "2025.02.17", "correctionBaseNumber": "1", "operator": { "name": "Лунина" },
        "items": [{ "type": "position", "name": "Чай", "price": 100, "quantity": 1, "amount": 100, "tax": { "type": "vat20" } }],
        "payments": [{ "type": "cash", "sum": 100 }],
    })
}

/// A correction without lines, for a backend that takes its sums alone.
fn sums() -> Value {
    let mut sums = changed(&correction(), &[("items", json!([])), ("payments", json!([]))]);
    sums["correctionBaseName"] = json!("Акт");
    sums["taxes"] = json!([{ "type": "vat20", "sum": 20 }, { "type": "none", "sum": 5 }]);
    sums
}

fn cash() -> Value {
    json!({ "type": "cashIn", "externalId": "a", "cashSum": 100, "operator": { "name": "Лунина" } })
}

fn shift() -> Value {
    json!({ "type": "openShift", "externalId": "a", "operator": { "name": "Лунина" } })
}

fn slip() -> Value {
    json!({ "type": "nonFiscal", "externalId": "a", "items": [{ "type": "text", "text": "Спасибо!" }, { "type": "text" }] })
}

/// The document with other values at these JSON pointers (`/items/0/price`); `-` appends to a list.
fn changed(document: &Value, changes: &[(&str, Value)]) -> Value {
    let mut document = document.clone();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').map_or(("", *pointer), |(parent, name)| (parent, name));
        let parent = if parent.is_empty() { String::new() } else { format!("/{parent}") };
        match document.pointer_mut(&parent).unwrap_or_else(|| panic!("{pointer}")) {
            Value::Array(list) if name == "-" => list.push(value.clone()),
            Value::Array(list) => list[name.parse::<usize>().unwrap()] = value.clone(),
            Value::Object(members) => {
                members.insert(name.to_owned(), value.clone());
            }
            _ => panic!("{pointer}"),
        }
    }
    document
}

/// The parsed document and the request that the device would send; `None` if the device does not accept it.
fn prepared(device: &Device, document: &str) -> Option<(Parsed<'static>, Option<Vec<u8>>)> {
    let document = Box::leak(Box::new(Node::parse(document).unwrap()));
    let (parsed, job, _) = device.driver.prepare(document).ok()?;
    let body = match job {
        Job::Document(document) => {
            let request = &document.request;
            let task = request.task.as_ref().map(Node::to_text).unwrap_or_default();
            Some([request.path.as_bytes(), &request.body, &task].concat())
        }
        Job::Query(_) | Job::Checked => None,
    };
    Some((parsed, body))
}

/// Whether two documents are the same on every device that accepts both; `None` if no device does.
fn are_one(first: &str, second: &str) -> Option<bool> {
    let mut found = Vec::new();
    for (name, config) in CONFIGS.iter() {
        let device = device(config);
        let (Some(first), Some(second)) = (prepared(&device, first), prepared(&device, second)) else { continue };
        let one = first.0.digest() == second.0.digest();
        assert!(!one || first.1 == second.1, "{name}: one digest of two requests");
        found.push(one);
    }
    found.first().copied().filter(|one| found.iter().all(|other| other == one))
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn a_default_that_is_written_out_is_the_same_document() {
    let mut wrong = Vec::new();
    for (of, changes) in [
        (sale(), vec![("taxes", json!([]))]),
        (sale(), vec![("taxes", json!([{ "type": "vat10", "sum": 12.52 }, { "type": "vat20", "sum": 0 }]))]),
        (sale(), vec![("electronically", json!(false))]),
        (sale(), vec![("wait", json!(false)), ("externalId", json!("b"))]),
        (sale(), vec![("payments/-", json!({ "type": "credit", "sum": 0 }))]),
        (
            sale(),
            vec![
                ("payments/0", json!({ "type": "0", "sum": 100 })),
                ("payments/-", json!({ "type": "cash", "sum": 200.00 })),
            ],
        ),
        (
            sale(),
            vec![
                ("payments/0/type", json!("electronically")),
                ("payments/0/sum", json!(200)),
                ("payments/1/type", json!("cash")),
                ("payments/1/sum", json!(300)),
            ],
        ),
        (sale(), vec![("total", json!(428.8))]),
        (
            sale(),
            vec![
                ("useVAT18", json!(false)),
                ("validateMarkingCodes", json!(true)),
                ("ignoreNonFiscalPrintErrors", json!(true)),
            ],
        ),
        (
            sale(),
            vec![
                ("preItems", json!([])),
                ("postItems", json!(null)),
                ("companyInfo", json!({})),
                ("machineNumber", json!("")),
            ],
        ),
        (
            sale(),
            vec![
                ("agentInfo", json!({ "agents": [], "agentsPrint": true })),
                ("supplierInfo", json!({ "phones": [] })),
            ],
        ),
        (
            sale(),
            vec![
                ("clientInfo/vatin", json!("")),
                ("clientInfo/name", json!(null)),
                ("clientInfo/birthDate", json!("")),
            ],
        ),
        (sale(), vec![("operator/vatin", json!(771_234_567_859_u64))]),
        (sale(), vec![("items/0/tax", json!({ "type": "10", "sum": 12.52 })), ("items/1/tax/type", json!("vat18"))]),
        (sale(), vec![("items/0/paymentMethod", json!("4")), ("items/0/paymentObject", json!(1))]),
        (sale(), vec![("items/0/measurementUnit", json!(11))]),
        (sale(), vec![("items/0/measurementUnit", json!("11"))]),
        (
            sale(),
            vec![
                ("items/0/piece", json!(false)),
                ("items/0/infoDiscountAmount", json!(0)),
                ("items/0/ucUserParam3", json!(0)),
            ],
        ),
        (
            sale(),
            vec![
                ("items/0/department", json!(1)),
                ("items/0/agentInfo", json!({})),
                ("items/0/industryInfo", json!([])),
            ],
        ),
        (sale(), vec![("items/0/additionalAttributePrint", json!(true))]),
        (sale(), vec![("items/0/amount", json!(137.699_999_999_999)), ("items/0/quantity", json!(3.0))]),
        (tenge(), vec![("industry/cardNumber", json!(null)), ("image", json!({})), ("markup/name", json!("Ночь"))]),
        (tenge(), vec![("items/1/discount", json!({ "name": "Акция", "sum": 0.00 })), ("total", json!(2655.95))]),
        (tenge(), vec![("items/2/print", json!(true)), ("items/0/tax/sum", json!(327.72))]),
        (correction(), vec![("correctionBaseDate", json!("2025-02-17")), ("correctionBaseNumber", json!("1"))]),
        (sums(), vec![("taxes", json!([{ "type": "none", "sum": 5.0 }, { "type": "20", "sum": 20 }]))]),
        (cash(), vec![("cashSum", json!(100.00)), ("electronically", json!(false)), ("preItems", json!([]))]),
        (shift(), vec![("electronically", json!(false)), ("postItems", json!([]))]),
        (
            slip(),
            vec![
                ("items/1/text", json!("")),
                ("items/0/alignment", json!("left")),
                ("items/0/font", json!(0)),
                ("items/0/wrap", json!("none")),
            ],
        ),
    ] {
        let spelled = changed(&of, &changes).to_string();
        if are_one(&of.to_string(), &spelled) != Some(true) {
            wrong.push(spelled);
        }
    }
    assert_eq!(wrong, [""; 0]);
    let text = sale().to_string();
    let spelled = text.replace("45.9", "4.590e1").replace("137.7", "137.700");
    assert_eq!(are_one(&text, &spelled), Some(true), "numbers count by value");
}

#[test]
fn a_value_other_than_the_default_makes_another_document() {
    let mut wrong = Vec::new();
    for (of, changes) in [
        (sale(), vec![("payments/0/sum", json!(400))]),
        (sale(), vec![("payments/0/type", json!("prepaid")), ("payments/0/sum", json!(228.80))]),
        (sale(), vec![("total", json!(428))]),
        (sale(), vec![("taxes", json!([{ "type": "vat10", "sum": 12.53 }]))]),
        (sale(), vec![("operator/name", json!("Седов"))]),
        (sale(), vec![("operator/vatin", json!(null))]),
        (sale(), vec![("items/0/tax", json!({ "type": "vat10", "sum": 12.53 }))]),
        (sale(), vec![("items/0/tax/type", json!("vat110"))]),
        (sale(), vec![("items/0/measurementUnit", json!("шт"))]),
        (sale(), vec![("items/0/paymentMethod", json!(null))]),
        (sale(), vec![("items/-", json!({ "type": "text" })), ("ignoreNonFiscalPrintErrors", json!(true))]),
        (
            sale(),
            vec![
                ("preItems", json!([{ "type": "text", "text": "№ 17" }])),
                ("ignoreNonFiscalPrintErrors", json!(true)),
            ],
        ),
        (sale(), vec![("type", json!("sellReturn")), ("items/1/agentInfo/agents", json!(["attorney"]))]),
        (tenge(), vec![("items/0/section", json!("2"))]),
        (tenge(), vec![("items/0/department", json!(1))]),
        (tenge(), vec![("items/0/discount/name", json!("Басқа"))]),
        (tenge(), vec![("electronically", json!(true))]),
        (tenge(), vec![("industry/isOrder", json!(true))]),
        (tenge(), vec![("image", json!({ "width": 384 }))]),
        (correction(), vec![("correctionBaseDate", json!("2025.02.18"))]),
        (sums(), vec![("taxes/0/sum", json!(21))]),
        (cash(), vec![("cashSum", json!(100.01))]),
        (shift(), vec![("operator/name", json!("Седов"))]),
        (slip(), vec![("items/-", json!({ "type": "text" }))]),
        (slip(), vec![("printFooter", json!(true))]),
    ] {
        let other = changed(&of, &changes).to_string();
        if are_one(&of.to_string(), &other) != Some(false) {
            wrong.push(other);
        }
    }
    assert_eq!(wrong, [""; 0]);
}

/// The JSON pointer of every value within `value`.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let mut into = |name: &str, value: &Value| {
        let at = if at.is_empty() { name.to_owned() } else { format!("{at}/{name}") };
        found.push(at.clone());
        places(value, &at, found);
    };
    match value {
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| into(&index.to_string(), value)),
        Value::Object(members) => members.iter().for_each(|(name, value)| into(name, value)),
        _ => {}
    }
}

#[test]
fn two_requests_never_have_one_digest() {
    let values = [
        json!(null),
        json!(""),
        json!("x"),
        json!("1"),
        json!("2"),
        json!(0),
        json!(1),
        json!(1.01),
        json!(11),
        json!(false),
        json!(true),
        json!([]),
        json!({}),
        json!("cash"),
        json!("vat20"),
        json!("vat0"),
        json!("none"),
        json!("2025.01.01"),
        json!("text"),
    ];
    let mut compared = 0;
    for (_, config) in CONFIGS.iter() {
        let device = device(config);
        for of in [sale(), tenge(), correction(), sums(), cash(), shift(), slip()] {
            let Some((parsed, body)) = prepared(&device, &of.to_string()) else { continue };
            let mut found = Vec::new();
            places(&of, "", &mut found);
            // Marks and keys are made from the id.
            found.retain(|place| place != "externalId");
            for (place, value) in found.iter().flat_map(|place| values.iter().map(move |value| (place, value))) {
                let other = changed(&of, &[(place, value.clone())]);
                let Some((read, request)) = prepared(&device, &other.to_string()) else { continue };
                compared += 1;
                assert!(
                    read.name != parsed.name || read.digest() != parsed.digest() || request == body,
                    "{place}: {value}"
                );
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn a_default_of_the_configuration_may_be_written_out() {
    let device = device(
        &json!({ "backend": "icash", "url": "http://127.0.0.1:1", "defaultTaxation": "osn", "defaultVat": "vat10",
        "rules": { "rateInForce": "off" } }),
    );
    let digest = |changes: &[(&str, Value)]| {
        let of = changed(&changed(&sale(), &[("taxationType", json!("")), ("items/0/tax", json!({}))]), changes);
        prepared(&device, &of.to_string()).unwrap_or_else(|| panic!("{of}")).0.digest()
    };
    let left_out = digest(&[]);
    assert_eq!(left_out, digest(&[("taxationType", json!("osn")), ("items/0/tax", json!({ "type": "vat10" }))]));
    assert_ne!(left_out, digest(&[("taxationType", json!("patent"))]));
    assert_ne!(left_out, digest(&[("items/0/tax", json!({ "type": "vat0" }))]));
}

fn asking(parsed: &Parsed) -> Asking {
    Asking {
        task: crate::task::words::Words::word(parsed.name).to_owned(),
        digest: parsed.digest(),
        spelled: parsed.spelled(),
        gist: Some(parsed.meaning.gist()),
        meaning: parsed.meaning.clone(),
        wait: true,
        without_id: false,
        asked: crate::task::answer::Asked::default(),
    }
}

fn entry(digest: [u8; 32], parts: String, state: State) -> Entry {
    let text = |text: &str| text.to_owned();
    Entry {
        device: text("d"),
        external_id: text("a"),
        task: text("sell"),
        digest,
        gist: None,
        drive: None,
        baseline: text("{}"),
        fingerprint: text("{}"),
        asked: text("{}"),
        attempt: text("7f"),
        key: None,
        epoch: 0,
        parts,
        account: None,
        undelivered: Undelivered::No,
        state,
    }
}

fn registered() -> State {
    let answer = json!({ "fiscalParams": { "fiscalDocumentNumber": 12, "total": 428.80 }, "warnings": {} });
    State::Registered { number: 12, answer: answer.to_string() }
}

/// Digests that an older version of the library recorded.
#[test]
fn an_entry_of_an_older_version_is_the_same_document_while_its_json_means_the_same() {
    let older = |hex: &str| {
        let byte = |at: usize| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap();
        entry(std::array::from_fn(byte), "{}".into(), registered())
    };
    let icash = device(&CONFIGS[0].1);
    let itkassa = device(&CONFIGS[1].1);
    for (device, hex, json, task) in [
        (
            &icash,
            "bd34f8cb3f3a7f8ede08945883b5059b26bb9a5a886c365cedfec281bd30dc7f",
            r#"{"type":"sell","externalId":"a","taxationType":"osn","operator":{"name":"Лунина"},"items":[{"type":"position",
            "name":"Хлеб ржаной","price":45.90,"quantity":3,"amount":137.7,"tax":{"type":"vat10"}}],
            "payments":[{"type":"cash","sum":150.00}],"taxes":[],"clientInfo":{}}"#,
            "sell",
        ),
        (
            &icash,
            "af28bc9d8ca7ed5629267fe0fcd88df67e8977e8ca5252bf3b4bb95bbdd39c0a",
            r#"{"type":"openShift","externalId":"b","operator":{"name":"Лунина"}}"#,
            "openShift",
        ),
        (
            &itkassa,
            "f1bd73305fbb081e6740e99a920cbe3556efe65a139a681c16d12a06cc799e34",
            r#"{"type":"cashIn","wait":false,"cashSum":1e2,"electronically":false}"#,
            "cashIn",
        ),
    ] {
        let row = Entry { task: task.into(), ..older(hex) };
        let same = asking(&prepared(device, json).unwrap().0);
        assert!(same.is_of(&row), "{task}");
        let other = asking(&prepared(device, &json.replace("Лунина", "Седов").replace("1e2", "1e1")).unwrap().0);
        assert!(!other.is_of(&row), "{task}");
        let error = other.reused(&row);
        assert_eq!((error.outcome, error.reused.unwrap().differences), (Outcome::Registered, vec![]), "{task}");
    }
}

#[test]
fn the_same_json_is_the_same_document_after_a_default_of_the_configuration_changed() {
    let with = |vat: &str| {
        device(
            &json!({ "backend": "icash", "url": "http://127.0.0.1:1", "defaultVat": vat, "rules": { "rateInForce": "off" } }),
        )
    };
    let left_out = changed(&sale(), &[("items/0/tax", json!(null))]).to_string();
    let before = asking(&prepared(&with("vat20"), &left_out).unwrap().0);
    let now = asking(&prepared(&with("vat10"), &left_out).unwrap().0);
    assert_ne!(before.digest, now.digest);
    assert!(now.is_of(&entry(before.digest, before.parts("7f"), registered())));
}

#[test]
fn the_error_names_the_places_that_differ_and_no_personal_data() {
    let icash = device(&CONFIGS[0].1);
    let first = asking(&prepared(&icash, &sale().to_string()).unwrap().0);
    let parts = first.parts("7f");
    for personal in ["79160000001", "Лунина", "771234567859", "78120000002", "7707083893", "Тропа"] {
        assert!(!parts.contains(personal), "{parts}");
    }
    let row = entry(first.digest, parts, registered());
    for (changes, differences) in [
        (
            vec![
                ("items/0/price", json!(10)),
                ("items/0/quantity", json!(13.77)),
                ("items/1/name", json!("Сыр весовой")),
            ],
            json!([{ "path": "items[0].price", "was": "45.90", "is": "10.00" },
                { "path": "items[0].quantity", "was": "3", "is": "13.77" }, { "path": "items[1].name", "was": "Сыр", "is": "Сыр весовой" }]),
        ),
        (vec![("clientInfo/emailOrPhone", json!("+79160000002"))], json!([{ "path": "clientInfo" }])),
        (
            vec![("clientInfo", json!(null)), ("operator/name", json!("Седов"))],
            json!([{ "path": "clientInfo" }, { "path": "operator" }]),
        ),
        (vec![("items/1/supplierInfo/phones", json!(["+78120000003"]))], json!([{ "path": "items[1]" }])),
        (
            vec![("taxationType", json!("patent")), ("payments/0/sum", json!(301))],
            json!([{ "path": "payments.cash", "was": "300.00", "is": "301.00" }, { "path": "taxationType", "was": "osn", "is": "patent" }]),
        ),
        (
            vec![(
                "items/-",
                json!({ "type": "position", "name": "Чай", "price": 10, "quantity": 1, "amount": 10, "tax": { "type": "vat0" } }),
            )],
            json!([{ "path": "items[2]", "was": null, "is": "Чай" }, { "path": "total", "was": "428.80", "is": "438.80" }]),
        ),
        (vec![("type", json!("sellReturn"))], json!([{ "path": "type", "was": "sell", "is": "sellReturn" }])),
    ] {
        let other = asking(&prepared(&icash, &changed(&sale(), &changes).to_string()).unwrap().0);
        assert!(!other.is_of(&row));
        let error = other.reused(&row).to_json();
        assert_eq!(error["differences"], differences, "{error:#}");
        assert_eq!(error["recorded"], json!({ "fiscalDocumentNumber": 12, "total": 428.80 }));
        assert_eq!((&error["outcome"], &error["retry"]), (&json!("registered"), &json!("fixInput")), "{error:#}");
    }
    let many = |price: f64| {
        let line = json!({ "type": "position", "name": "Очень длинное название товара, которое не кончается на первой строке чека",
            "price": price, "quantity": 1, "amount": price, "tax": { "type": "vat10" } });
        let lines = vec![line; 200];
        let of = changed(&sale(), &[("items", json!(lines)), ("payments", json!([{ "type": "cash", "sum": 2010 }]))]);
        asking(&prepared(&icash, &of.to_string()).unwrap().0)
    };
    let (first, other) = (many(10.0), many(10.01));
    let parts = first.parts("7f");
    assert!(parts.len() < 6000, "{} bytes", parts.len());
    let error = other.reused(&entry(first.digest, parts, registered()));
    assert_eq!(error.reused.unwrap().differences.len(), MOST);
}

#[test]
fn an_unresolved_id_stays_unresolved() {
    let icash = device(&CONFIGS[0].1);
    let first = asking(&prepared(&icash, &sale().to_string()).unwrap().0);
    let other = asking(&prepared(&icash, &changed(&sale(), &[("payments/0/sum", json!(301))]).to_string()).unwrap().0);
    for state in [State::Open, State::Queued { ticket: None }, State::Ambiguous { error: "{}".into() }] {
        let error = other.reused(&entry(first.digest, first.parts("7f"), state)).to_json();
        assert_eq!((&error["outcome"], &error["retry"]), (&json!("unknown"), &json!("recoverFirst")), "{error:#}");
        assert_eq!(error["differences"], json!([{ "path": "payments.cash", "was": "300.00", "is": "301.00" }]));
        assert_eq!(error.get("recorded"), None);
    }
}

#[test]
fn a_caller_without_ids_finds_the_entry_of_an_older_version() {
    let icash = device(&changed(&CONFIGS[0].1, &[("repeats", json!("join"))]));
    let mut task = sale();
    task.as_object_mut().unwrap().remove("externalId");
    let read = || prepared(&icash, &task.to_string()).unwrap().0;
    let new = icash.driver.id_for(&read()).unwrap();
    let row = |id: &str, digest| {
        let mut row = entry(digest, "{}".into(), State::Open);
        (row.device, row.external_id, row.undelivered) =
            (icash.driver.backend.device().into(), id.into(), Undelivered::Yes);
        icash.driver.journal().intend(&row).unwrap();
    };
    row("older", read().spelled());
    assert_eq!(icash.driver.id_for(&read()).unwrap(), "older");
    assert_ne!(new, "older");
    row("newer", read().digest());
    assert_eq!(icash.driver.id_for(&read()).unwrap(), "newer");
    icash.driver.journal().tell(icash.driver.backend.device(), "newer", false).unwrap();
    assert_eq!(icash.driver.id_for(&read()).unwrap(), "older");
}
