//! Marking codes through 1C: they are checked by the register, confirmed, and sold with the result of the check.

use super::platform::{Platform, Value};
use super::registers::{ALL, Shop};
use super::till::attribute;
use kassa_simulator::atolweb::{Ffd, Options};
use serde_json::{Value as Json, json};

/// Codes of three pairs of shoes in base64.
const CODES: [&str; 3] = [
    "MDEwNDYwNzQyNzUxMjM3NTIxNVFnaj1UHTkxRUUwNh05MllXSmo=",
    "MDEwNDYwNzQyNzUxMjM3NTIxNlFnaj1UHTkxRUUwNh05MllXSmo=",
    "MDEwNDYwNzQyNzUxMjM3NTIxN1Fnaj1UHTkxRUUwNh05MllXSmo=",
];

const METHODS: [[&str; 2]; 5] = [
    ["OpenSessionRegistrationKM", "ОткрытьСессиюРегистрацииКМ"],
    ["RequestKM", "ЗапросКМ"],
    ["GetProcessingKMResult", "ПолучитьРезультатыЗапросаКМ"],
    ["ConfirmKM", "ПодтвердитьКМ"],
    ["CloseSessionRegistrationKM", "ЗакрытьСессиюРегистрацииКМ"],
];

/// A request of a check, with further attributes and elements.
fn request(guid: &str, code: &str, attributes: &str, elements: &str) -> String {
    let status = if attributes.contains("PlannedStatus") { "" } else { "PlannedStatus=\"1\" " };
    format!(
        "s:<?xml version=\"1.0\" encoding=\"UTF-8\"?><RequestKM GUID=\"{guid}\" MarkingCode=\"{code}\" {status}{attributes}>{elements}</RequestKM>"
    )
}

/// A sale of the things with these codes, each with further attributes and elements of its line.
fn sale(codes: &[&str], attributes: &str, elements: &str) -> String {
    let line = |code: &&str| {
        format!(
            "<FiscalString Name=\"Туфли\" Quantity=\"1\" PriceWithDiscount=\"100\" AmountWithDiscount=\"100\" VATRate=\"22\" \
             VATAmount=\"18.03\" PaymentMethod=\"4\" CalculationSubject=\"33\" MeasureOfQuantity=\"0\" MarkingCode=\"{code}\" \
             {attributes}>{elements}</FiscalString>"
        )
    };
    let (lines, sum) = (codes.iter().map(line).collect::<String>(), codes.len() * 100);
    format!(
        "<CheckPackage><Parameters CashierName=\"Лунина\" OperationType=\"1\" TaxationSystem=\"0\"/><Positions>{lines}</Positions>\
         <Payments ElectronicPayment=\"{sum}\"/></CheckPackage>"
    )
}

impl Shop {
    /// How checks of codes end.
    fn checks(&self, given: &Json) {
        assert!(self.server().set_marks(given), "{given}");
    }

    /// Has a code checked; returns the answer of the fiscal drive.
    fn ask(&mut self, guid: &str, code: &str) -> String {
        self.done("RequestKM", &[&request(guid, code, "", ""), "o:"])[1].text().to_owned()
    }

    /// The result of the last check: the document and `RequestStatus`.
    fn checked(&mut self) -> (String, String) {
        match &self.done("GetProcessingKMResult", &["o:", "o:"])[..] {
            [Value::Text(document), Value::Number(status)] => (document.clone(), status.clone()),
            other => panic!("{other:?}"),
        }
    }

    /// Has a code checked and takes it.
    fn take(&mut self, guid: &str, code: &str) {
        self.ask(guid, code);
        self.checked();
        self.done("ConfirmKM", &[&format!("s:{guid}"), "i:0"]);
    }

    /// The tasks of this type that the server was sent.
    fn sent(&self, kind: &str) -> Vec<Json> {
        let orders = self.server().orders();
        let tasks = orders.as_array().unwrap().iter().flat_map(|order| order["request"].as_array().unwrap().clone());
        tasks.filter(|task| task["type"] == kind).collect()
    }

    /// The lines of the last receipt as tags.
    fn lines(&self) -> Vec<Json> {
        self.receipts().pop().unwrap()["1059"].as_array().unwrap().clone()
    }
}

fn read(document: &str, names: &[&str]) -> Vec<Option<String>> {
    names.iter().map(|name| attribute(document, name)).collect()
}

#[test]
fn a_code_is_checked_confirmed_and_sold_in_both_classes_and_languages() {
    for (class, language) in [("Kassa", 0), ("Kassa4000", 1)] {
        let [open, request_code, result, confirm, close] = METHODS.map(|names| names[language]);
        let mut shop = Shop::atol_on(Platform::with(class), Options::default());
        shop.checks(&json!({ "mustBeChecked": true }));
        assert!(shop.sell(&sale(&CODES[..1], "", "")).unwrap_err().1.contains("маркировки"));
        shop.done(open, &[]);
        let guid = "193DDFC8-15DF-4B14-AE84-1D5B741BC0AC";
        let answer = shop.done(request_code, &[&request(guid, CODES[0], "", ""), "o:"])[1].text().to_owned();
        assert!(answer.ends_with("<RequestKMResult Checking=\"true\" CheckingResult=\"true\"/>"), "{answer}");
        let answer = shop.done(result, &["o:", "o:"]);
        let told = format!(
            "<ProcessingKMResult GUID=\"{guid}\" Result=\"true\" ResultCode=\"15\" StatusInfo=\"1\" HandleCode=\"0\"/>"
        );
        assert!(answer[0].text().ends_with(&told), "{answer:?}");
        assert_eq!(answer[1], Value::Number("0".into()));
        shop.done(confirm, &[&format!("s:{guid}"), "i:0"]);
        shop.sell(&sale(&CODES[..1], "", "")).unwrap();
        let line = &shop.lines()[0];
        let scanned = "0104607427512375215Qgj=T\u{1d}91EE06\u{1d}92YWJj";
        for (tag, value) in [("2000", json!(scanned)), ("2106", json!(15)), ("2110", json!(1)), ("1212", json!(33))] {
            assert_eq!(line[tag], value, "{class}: {tag} of {line}");
        }
        let flags = json!({
            "imcCheckFlag": true, "imcCheckResult": true, "imcStatusInfo": true, "imcEstimatedStatusCorrect": true,
            "ecrStandAloneFlag": false,
        });
        let sold = &shop.sent("sell").pop().unwrap()["items"][0]["imcParams"];
        let expected = json!({ "imc": CODES[0], "itemEstimatedStatus": "itemPieceSold", "itemInfoCheckResult": flags });
        assert_eq!(sold, &expected, "{class}");
        assert!(shop.server().tape().contains("[M+] Туфли"), "{}", shop.server().tape());
        // The receipt has ended the session.
        assert!(shop.refused(confirm, &[&format!("s:{guid}"), "i:0"]).1.contains("GUID"));
        shop.done(close, &[]);
        shop.end();
    }
}

/// Rule of the register, error of the marking system; what the drive, the status and the result say; tag 2106.
type Row = (Json, u16, [&'static str; 2], &'static str, [&'static str; 4], u8);

#[test]
fn every_result_of_a_check_is_told_and_sold_with_its_code() {
    let names = ["Result", "ResultCode", "StatusInfo", "HandleCode"];
    let rows: &[Row] = &[
        (json!({}), 0, ["true", "true"], "0", ["true", "15", "1", "0"], 15),
        (json!({ "result": 5 }), 0, ["true", "false"], "0", ["false", "5", "1", "1"], 5),
        (
            json!({ "result": 7, "itemStatus": "itemEstimatedStatusIncorrect" }),
            0,
            ["true", "true"],
            "0",
            ["true", "7", "2", "0"],
            7,
        ),
        (json!({ "result": 7, "itemStatus": "itemSaleStopped" }), 0, ["true", "true"], "0", ["true", "7", "3", "0"], 7),
        (json!({ "result": 0, "offline": "noKeys" }), 0, ["false", "false"], "0", ["false", "0", "1", "1"], 0),
        (json!({ "error": 421 }), 0, ["true", "true"], "2", ["true", "3", "", ""], 3),
        (json!({}), 411, ["true", "true"], "2", ["true", "3", "", ""], 3),
    ];
    let mut shop = Shop::atol("Kassa", Options::default());
    for (number, (rule, server, drive, status, expected, bits)) in rows.iter().enumerate() {
        let mut rule = rule.clone();
        rule["imc"] = "*".into();
        shop.checks(&json!({ "rules": [rule], "server": server }));
        shop.done("OpenSessionRegistrationKM", &[]);
        let answer = shop.ask("guid", CODES[0]);
        let told = drive.map(|flag| Some(flag.to_owned())).to_vec();
        assert_eq!(read(&answer, &["Checking", "CheckingResult"]), told, "{number}: {answer}");
        let (document, told) = shop.checked();
        assert_eq!(told, *status, "{number}: {document}");
        let expected = expected.map(|value| Some(value.to_owned()).filter(|value| !value.is_empty()));
        assert_eq!(read(&document, &names), expected, "{number}: {document}");
        assert_eq!(shop.checked().0, document, "{number}: asked again");
        shop.done("ConfirmKM", &["s:guid", "i:0"]);
        shop.sell(&sale(&CODES[..1], "", "")).unwrap();
        assert_eq!(shop.lines()[0]["2106"], json!(bits), "{number}");
    }
    shop.end();
}

#[test]
fn a_check_without_an_answer_yet_is_waited_for_or_given_up() {
    let mut shop = Shop::atol("Kassa", Options::default());
    shop.done("OpenSessionRegistrationKM", &[]);
    assert!(shop.refused("GetProcessingKMResult", &["o:", "o:"]).1.contains("RequestKM"), "nothing was requested");
    shop.checks(&json!({ "delayMs": 3_600_000 }));
    shop.ask("first", CODES[0]);
    let (document, status) = shop.checked();
    assert_eq!(
        (status.as_str(), read(&document, &["GUID", "Result"])),
        ("1", vec![Some("first".into()), Some("true".into())])
    );
    let (code, error) = shop.refused("RequestKM", &[&request("second", CODES[1], "", ""), "o:"]);
    assert!(code == "4" && error.contains("Проверка кода first ещё идёт"), "{code} {error}");
    assert_eq!(shop.refused("ConfirmKM", &["s:first", "i:0"]).0, "7");
    // The next session begins anew.
    shop.checks(&json!({ "delayMs": 0 }));
    shop.done("OpenSessionRegistrationKM", &[]);
    assert!(shop.refused("ConfirmKM", &["s:first", "i:0"]).1.contains("GUID «first»"));
    shop.take("second", CODES[1]);
    shop.done("CloseSessionRegistrationKM", &[]);
    shop.checks(&json!({ "mustBeChecked": true }));
    shop.sell(&sale(&CODES[1..2], "", "")).unwrap_err();
    shop.end();
}

#[test]
fn codes_may_all_be_checked_before_the_first_is_confirmed() {
    let mut shop = Shop::atol("Kassa", Options::default());
    shop.checks(&json!({ "mustBeChecked": true, "rules": [{ "imc": "6Qgj", "result": 7 }] }));
    shop.done("OpenSessionRegistrationKM", &[]);
    for (guid, code) in ["а", "б", "в"].into_iter().zip(CODES) {
        shop.ask(guid, code);
        assert_eq!(attribute(&shop.checked().0, "GUID").as_deref(), Some(guid));
    }
    for (guid, confirmation) in [("а", "i:0"), ("б", "i:0"), ("в", "i:1")] {
        shop.done("ConfirmKM", &[&format!("s:{guid}"), confirmation]);
    }
    for (guid, confirmation, place) in
        [("г", "i:0", "GUID «г»"), ("в", "i:0", "GUID «в»"), ("а", "i:2", "ConfirmationType «2»")]
    {
        let (code, error) = shop.refused("ConfirmKM", &[&format!("s:{guid}"), confirmation]);
        assert!(code == "4" && error.contains(place), "{guid}: {code} {error}");
    }
    // The one that was refused is not in the register's table.
    shop.sell(&sale(&CODES, "", "")).unwrap_err();
    shop.sell(&sale(&CODES[..2], "", "")).unwrap();
    let results: Vec<_> = shop.lines().iter().map(|line| line["2106"].clone()).collect();
    assert_eq!(results, [json!(15), json!(7)]);
    shop.end();
}

#[test]
fn a_code_that_is_not_for_the_server_is_checked_by_the_drive_alone() {
    let mut shop = Shop::atol("Kassa", Options::default());
    shop.checks(&json!({ "server": 411, "mustBeChecked": true }));
    shop.done("OpenSessionRegistrationKM", &[]);
    let local = request("guid", CODES[0], "NotSendToServer=\"true\" WaitForResult=\"false\"", "");
    let answer = shop.done("RequestKM", &[&local, "o:"])[1].text().to_owned();
    assert_eq!(read(&answer, &["Checking", "CheckingResult"]), [Some("true".to_owned()), Some("true".to_owned())]);
    let (document, status) = shop.checked();
    assert_eq!((status.as_str(), attribute(&document, "ResultCode").as_deref()), ("0", Some("19")), "{document}");
    shop.sell(&sale(&CODES[..1], "", "")).unwrap();
    assert_eq!(shop.lines()[0]["2106"], 19);
    shop.end();
}

#[test]
fn a_part_of_a_thing_is_checked_with_its_measure() {
    let part = "<FractionalQuantity Numerator=\"1\" Denominator=\"20\"/>";
    let rows = [
        (
            "PlannedStatus=\"1\" Quantity=\"1\" MeasureOfQuantity=\"0\"",
            "",
            json!({ "itemEstimatedStatus": "itemPieceSold" }),
        ),
        (
            "PlannedStatus=\"2\" Quantity=\"0.355\" MeasureOfQuantity=\"11\"",
            "",
            json!({ "itemEstimatedStatus": "itemDryForSale", "itemQuantity": 0.355, "itemUnits": "kilogram" }),
        ),
        (
            "PlannedStatus=\"2\" Quantity=\"1\" MeasureOfQuantity=\"0\"",
            part,
            json!({
                "itemEstimatedStatus": "itemDryForSale", "itemQuantity": 1, "itemUnits": "piece", "itemFractionalAmount": "1/20",
            }),
        ),
        ("PlannedStatus=\"3\"", "", json!({ "itemEstimatedStatus": "itemPieceReturn" })),
        ("PlannedStatus=\"5\"", "", json!({ "itemEstimatedStatus": "itemStatusUnchanged" })),
    ];
    let mut shop = Shop::atol("Kassa", Options::default());
    for (attributes, elements, mut expected) in rows {
        shop.done("OpenSessionRegistrationKM", &[]);
        shop.done("RequestKM", &[&request("guid", CODES[0], attributes, elements), "o:"]);
        expected["imc"] = CODES[0].into();
        assert_eq!(shop.sent("beginMarkingCodeValidation").pop().unwrap()["params"], expected, "{attributes}");
    }
    shop.checked();
    shop.done("ConfirmKM", &["s:guid", "i:0"]);
    shop.sell(&sale(&CODES[..1], "", part)).unwrap();
    let line = &shop.lines()[0];
    assert_eq!((&line["1291"]["1292"], &line["2110"]), (&json!("1/20"), &json!(255)), "{line}");
    shop.end();
}

#[test]
fn wrong_requests_are_refused_by_their_places_all_at_once() {
    let brackets = "KDAxKTA0NjIwMDcwMjMwNzIxKDIxKTVzcmwnVWZsWA==";
    let rows: &[(String, &[&str])] = &[
        ("s:<RequestKM/>".into(), &["RequestKM/@GUID", "RequestKM/@MarkingCode", "RequestKM/@PlannedStatus"]),
        (
            request("1", "не base64", "PlannedStatus=\"6\"", ""),
            &["RequestKM/@MarkingCode", "RequestKM/@PlannedStatus «6»"],
        ),
        (request("1", brackets, "", ""), &["RequestKM/@MarkingCode", "Скобки"]),
        (
            request("1", CODES[0], "NotSendToServer=\"да\" WaitForResult=\"нет\" Quantity=\"много\"", ""),
            &["RequestKM/@NotSendToServer «да»", "RequestKM/@WaitForResult «нет»", "RequestKM/@Quantity «много»"],
        ),
        (
            request("1", CODES[0], "", "<FractionalQuantity Numerator=\"2\" Denominator=\"1\"/>"),
            &["RequestKM/FractionalQuantity"],
        ),
        ("s:<RequestKM".into(), &["XML"]),
        ("s:<Request/>".into(), &["RequestKM"]),
    ];
    let mut shop = Shop::atol("Kassa", Options::default());
    for (request, parts) in rows {
        let (code, error) = shop.refused("RequestKM", &[request, "o:"]);
        assert_eq!(code, "4", "{request}: {error}");
        assert!(parts.iter().all(|part| error.contains(part)), "{parts:?}: {error}");
        assert!(!error.contains("params"), "{error}");
    }
    assert!(shop.sent("beginMarkingCodeValidation").is_empty() && shop.sent("addMarksToBuffer").is_empty());
    shop.end();
}

#[test]
fn a_register_that_checks_no_codes_says_so_by_name() {
    for name in ALL.into_iter().filter(|name| *name != "atolweb") {
        let mut shop = Shop::open(name);
        for [method, russian] in METHODS {
            let arguments: &[&str] = match method {
                "RequestKM" => &[&request("1", CODES[0], "", ""), "o:"],
                "GetProcessingKMResult" => &["o:", "o:"],
                "ConfirmKM" => &["s:1", "i:0"],
                _ => &[],
            };
            let (code, error) = shop.refused(russian, arguments);
            assert!(code == "5" && error.contains(method) && error.contains(name), "{name} {method}: {code} {error}");
        }
        shop.end();
    }
}

#[test]
fn a_lost_sale_that_is_repeated_after_another_check_is_one_sale() {
    let mut shop = Shop::atol("Kassa", Options::default());
    shop.done("OpenSessionRegistrationKM", &[]);
    shop.take("guid", CODES[0]);
    let patient = shop.id.clone();
    shop.connect(&[("DeadlineMs", "5000"), ("Resend", "0")]);
    shop.take("guid", CODES[0]);
    shop.lose_the_next_answer();
    assert_eq!(shop.sell(&sale(&CODES[..1], "", "")).unwrap_err().0, "16");
    shop.end_faults();
    shop.id = patient;
    // By now the marking system knows that the thing is sold.
    shop.checks(&json!({ "rules": [{ "imc": "*", "result": 7, "itemStatus": "itemEstimatedStatusIncorrect" }] }));
    shop.done("OpenSessionRegistrationKM", &[]);
    shop.take("guid", CODES[0]);
    shop.sell(&sale(&CODES[..1], "", "")).unwrap();
    assert_eq!((shop.receipts().len(), &shop.lines()[0]["2106"]), (1, &json!(15)));
    assert!(shop.platform.last_error().1.contains("второй не пробит"), "{:?}", shop.platform.last_error());
    shop.end();
}

#[test]
fn a_register_of_an_older_version_gets_the_code_in_its_own_tag() {
    let mut shop = Shop::atol("Kassa", Options { ffd: Ffd::V1_05, ..Options::default() });
    shop.sell(&sale(&CODES[..1], "CalculationSubject=\"1\"", "").replacen("CalculationSubject=\"33\" ", "", 1))
        .unwrap();
    let line = &shop.lines()[0];
    assert!(line["1162"].is_string() && line.get("2000").is_none(), "{line}");
    assert_eq!(shop.sent("sell").pop().unwrap()["items"][0]["markingCode"], json!({ "mark": CODES[0] }));
    shop.end();
}
