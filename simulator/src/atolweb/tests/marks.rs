//! The checking of marks (FFD 1.2).

use super::*;
use crate::base64::to_base64;

const CODE: &str = "0104601234567893215abc\u{1d}91EE06\u{1d}92dGVzdA==";

fn marked() -> Value {
    let imc = to_base64(CODE.as_bytes());
    small("sell")
        .with("/items/0/imcParams", json!({"imc": imc, "imcType": "auto", "itemEstimatedStatus": "itemPieceSold"}))
}

fn params() -> Value {
    json!({
        "imc": to_base64(CODE.as_bytes()), "imcType": "auto", "itemEstimatedStatus": "itemPieceSold",
        "imcModeProcessing": 0,
    })
}

fn begin() -> Value {
    json!({"type": "beginMarkingCodeValidation", "params": params()})
}

fn rules(server: &Simulator, rule: &Value) {
    assert!(server.set_marks(&json!({"rules": [rule]})), "{rule}");
}

fn flags(set: [bool; 5]) -> Value {
    let [flag, result, info, status, alone] = set;
    json!({
        "imcCheckFlag": flag, "imcCheckResult": result, "imcStatusInfo": info, "imcEstimatedStatusCorrect": status,
        "ecrStandAloneFlag": alone,
    })
}

const GOOD: [bool; 5] = [true, true, true, true, false];

fn last_position(server: &Simulator) -> Value {
    server.ledger().pop().expect("a document").tags["1059"][0].clone()
}

#[test]
fn a_session_ends_with_the_mark_accepted() {
    let server = server();
    let offline =
        json!({"offlineValidation": {"fmCheck": true, "fmCheckResult": true, "fmCheckErrorReason": "checked"}});
    assert_eq!(ready(&server, &begin()), offline);
    let status = ask(&server, "getMarkingCodeValidationStatus");
    let expected = json!({
        "ready": true, "driverError": {"code": 0, "description": "Ошибок нет"}, "sentImcRequest": true,
        "onlineValidation": {
            "itemInfoCheckResult": flags(GOOD), "markOperatorResponse": {"responseStatus": true, "itemStatusCheck": true},
            "markOperatorItemStatus": "itemEstimatedStatusCorrect", "markOperatorResponseResult": "correct",
            "imcType": "imcFmVerifyCode44", "imcBarcode": "0104601234567893215abc", "imcModeProcessing": 0,
        },
    });
    assert_eq!(crate::samples::differences(&status, &expected), Vec::<String>::new());
    assert_eq!(ask(&server, "acceptMarkingCode"), json!({"itemInfoCheckResult": flags(GOOD)}));
    assert_eq!(ask(&server, "checkImcWorkState")["fm"]["checkingCount"], 1);
    ready(&server, &marked());
    let position = last_position(&server);
    let tags = ["2000", "2100", "2102", "2106", "2110"].map(|tag| position[tag].clone());
    assert_eq!(tags, [json!(CODE), json!(4), json!(0), json!(15), json!(1)]);
    assert!(server.tape().contains("[M+] Чай"));
    let state = ask(&server, "checkImcWorkState");
    assert_eq!((&state["fm"]["checkingCount"], &state["fm"]["soldImcCount"]), (&json!(0), &json!(1)));
}

#[test]
fn a_session_has_its_states() {
    let server = server();
    let wrong = json!({"driverError": {"code": 410, "description": "Команда невозможна в этом состоянии проверки",
        "error": "imcCheckWrongState"}});
    assert_eq!(ask(&server, "getMarkingCodeValidationStatus"), wrong);
    for word in ["acceptMarkingCode", "declineMarkingCode"] {
        assert_eq!(code(&server, &json!({"type": word})), 410);
    }
    assert!(server.set_marks(&json!({"delayMs": 60_000})));
    ready(&server, &begin());
    assert_eq!(ask(&server, "getMarkingCodeValidationStatus"), json!({"ready": false}));
    assert_eq!(ask(&server, "checkImcWorkState")["ecr"]["stage"], "waitForResult");
    assert_eq!(code(&server, &json!({"type": "acceptMarkingCode"})), 401);
    assert_eq!(code(&server, &begin()), 401);
    assert_eq!(ask(&server, "cancelMarkingCodeValidation"), Value::Null);
    assert!(server.set_marks(&json!({"delayMs": 0})));
    ready(&server, &begin());
    assert_eq!(ask(&server, "declineMarkingCode"), Value::Null);
    assert_eq!(ask(&server, "checkImcWorkState")["fm"]["checkingCount"], 0);
    ready(&server, &begin());
    ask(&server, "acceptMarkingCode");
    ask(&server, "clearMarkingCodeValidationResult");
    assert_eq!(ask(&server, "checkImcWorkState")["fm"]["checkingCount"], 0);
}

#[test]
fn a_server_without_a_link_is_an_error_of_the_check() {
    for (number, word) in [(410, "imcCheckWrongState"), (411, "serverNoConnect"), (421, "responseTimeout")] {
        let server = server();
        assert!(server.set_marks(&json!({"server": number})));
        ready(&server, &begin());
        let status = ask(&server, "getMarkingCodeValidationStatus");
        assert_eq!((&status["ready"], &status["driverError"]["code"]), (&json!(true), &json!(number)));
        assert_eq!(status["driverError"]["error"], word);
        assert!(status.get("onlineValidation").is_none());
        let accepted = ask(&server, "acceptMarkingCode");
        assert_eq!(accepted["itemInfoCheckResult"], flags([true, true, false, false, false]));
        assert_eq!(ask(&server, "pingIsm")["driverError"]["code"], number);
        let answers = ready(&server, &json!({"type": "validateMarks", "params": [params()]}));
        assert_eq!((&answers[0]["driverError"]["code"], answers[0].get("onlineValidation")), (&json!(number), None));
    }
}

#[test]
fn marks_are_validated_in_a_list() {
    let server = server();
    rules(&server, &json!({"imc": "bad", "result": 5, "itemStatus": "itemSaleStopped"}));
    let bad = params().with("imc", json!("bad"));
    let task = json!({"type": "validateMarks", "params": [params(), bad]});
    let answers = ready(&server, &task);
    assert_eq!(answers[0]["itemInfoCheckResult"], flags(GOOD));
    assert!(answers[1].get("itemInfoCheckResult").is_none());
    let online = &answers[1]["onlineValidation"];
    assert_eq!(online["itemInfoCheckResult"], flags([true, false, true, false, false]));
    assert_eq!(online["markOperatorItemStatus"], "itemSaleStopped");
    assert_eq!(ask(&server, "checkImcWorkState")["fm"]["checkingCount"], 1);
    // Not waiting for the server accepts the mark at once.
    let answers = ready(&server, &task.clone().with("waitForResult", json!(false)));
    assert!(answers[1].get("onlineValidation").is_none() && answers[1].get("itemInfoCheckResult").is_some());
    assert!(server.set_marks(&json!({"delayMs": 100})));
    let answers = ready(&server, &task.with("timeout", json!(99)));
    assert_eq!(answers[0]["driverError"]["code"], 421);
    let added = ready(&server, &json!({"type": "addMarksToBuffer", "params": [params()]}));
    assert_eq!(added[0]["itemInfoCheckResult"], flags([true, true, false, false, true]));
}

#[test]
fn a_receipt_that_asks_for_it_needs_positive_marks() {
    let server = server();
    let asking = marked().with("validateMarkingCodes", json!(true));
    let answer = ready(&server, &asking);
    assert_eq!(answer["validateMarks"][0]["itemInfoCheckResult"], flags(GOOD));
    assert_eq!(last_position(&server)["2106"], 15);
    rules(&server, &json!({"imc": "*", "result": 7}));
    let end = done(&server, &asking);
    assert_eq!((&end["status"], &end["error"]["code"]), (&json!("error"), &json!(420)));
    assert_eq!(end["result"]["validateMarks"][0]["sentImcRequest"], true);
    // A good mark beside a bad one is not kept.
    rules(&server, &json!({"imc": "bad", "result": 7}));
    let mut two = asking.clone().with("/payments/0/sum", json!(200));
    let bad = two["items"][0].clone().with("/imcParams/imc", json!("bad"));
    two["items"].as_array_mut().expect("items").push(bad);
    assert_eq!(code(&server, &two), 420);
    assert_eq!(ask(&server, "checkImcWorkState")["fm"]["checkingCount"], 0);
    assert_eq!(made(&server).len(), 2);
    // Without being asked, the register takes the mark with the result that the task gives.
    ready(&server, &marked());
    assert_eq!(last_position(&server)["2106"], 0);
    let given = marked().with("/items/0/imcParams/itemInfoCheckResult", flags([true, true, true, false, false]));
    ready(&server, &given);
    assert_eq!(last_position(&server)["2106"], 7);
    ready(&server, &begin());
    ask(&server, "acceptMarkingCode");
    rules(&server, &json!({"imc": "*"}));
    ready(&server, &begin());
    ask(&server, "acceptMarkingCode");
    ready(&server, &given);
    assert_eq!(last_position(&server)["2106"], 15, "the last check counts, not what the task gives");
    assert!(server.tape().contains("[M] Чай") && server.tape().contains("[M-] Чай"));
    assert!(server.set_marks(&json!({"mustBeChecked": true})));
    assert_eq!(code(&server, &given), 420);
}

#[test]
fn a_correction_does_not_show_its_checks() {
    let server = server();
    let task = marked().with("type", json!("sellCorrection")).with("validateMarkingCodes", json!(true));
    let task = task.with("correctionType", json!("self")).with("correctionBaseDate", json!("2025.02.17"));
    assert!(ready(&server, &task).get("validateMarks").is_none());
    assert_eq!(last_position(&server)["2106"], 15);
}

#[test]
fn a_part_of_a_package_is_a_fraction() {
    let server = server();
    for (text, expected) in [("1/2", Some("1/2")), ("3/4&", Some("3/4")), ("2/2", None), ("0/2", None), ("half", None)]
    {
        let task = marked().with("/items/0/imcParams/itemFractionalAmount", json!(text));
        match expected {
            Some(fraction) => {
                ready(&server, &task);
                assert_eq!(last_position(&server)["1291"]["1292"], fraction);
            }
            None => assert_eq!(code(&server, &task), 148, "{text}"),
        }
    }
}

#[test]
fn the_drive_itself_can_find_a_code_wrong() {
    for reason in ["typeIncorrect", "noKeys", "noGS1", "other"] {
        let server = server();
        rules(&server, &json!({"imc": "0104601234567893", "result": 0, "offline": reason}));
        let offline = ready(&server, &begin())["offlineValidation"].clone();
        assert_eq!(offline, json!({"fmCheck": false, "fmCheckResult": false, "fmCheckErrorReason": reason}));
    }
}

#[test]
fn older_documents_have_no_checks() {
    let server = with_ffd(Ffd::V1_1);
    for task in [begin(), json!({"type": "validateMarks", "params": []}), json!({"type": "checkImcWorkState"})] {
        assert_eq!(code(&server, &task), 413);
    }
    for given in [json!({"rules": [{"imc": "*", "unknown": 1}]}), json!({"deviceID": "7"}), json!({"other": 1})] {
        assert_eq!(control(&server, "marks", &given).status, 400, "{given}");
    }
}
