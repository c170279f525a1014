//! The examples of the vendor's document, exactly as printed there.

use super::*;
use crate::cashcore::taxpayer;
use crate::samples::differences;

macro_rules! vendor {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("vendor/", $name, ".json"))).expect("JSON")
    };
}

/// A server that does not check the buyer's check digit, because the one in the example is wrong.
fn lenient() -> Simulator {
    started(Options { checks_taxpayers: false, ..Options::default() })
}

fn differing(answer: &Value, example: &Value) -> Vec<String> {
    let mut found = differences(answer, example);
    // The seller's data are invented here, so they differ from the example.
    found.retain(|at| !at.contains("reg_info/org") && !at.contains("reg_info/pos") && !at.contains("/ads_info"));
    found
}

#[test]
fn the_ticket_is_answered_as_printed() {
    let device = lenient();
    device.set_ofd_online(false);
    let answer = reply(&device, "TradeOperation", &vendor!("TradeOperation.request")).json();
    let example = vendor!("TradeOperation.answer");
    let data = "/response_data";
    let own = [
        "fiscal_id",
        "qr_code",
        "kkm_local_name",
        "fr_shift_number",
        "shift_document_number",
        "body/date_time/date/year",
        "body/date_time/date/month",
        "body/date_time/date/day",
        "body/date_time/time/hour",
        "body/date_time/time/minute",
        "body/date_time/time/second",
        "body/offline_ticket_number",
        "body/printed_document_number_old",
        "body/printed_ticket",
        "body/fr_shift_number",
        "body/shift_document_number",
    ];
    let left: Vec<String> = differing(&answer, &example)
        .into_iter()
        .filter(|at| !own.iter().any(|own| *at == format!("{data}/{own}")))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn the_buyer_of_the_example_is_refused_where_numbers_are_checked() {
    let example = vendor!("TradeOperation.request");
    assert!(!taxpayer::is_valid(example["customer_iin_or_bin"].as_str().expect("a number")));
    assert_eq!(code(&device(), "TradeOperation", &example), 2);
    call(&device(), "TradeOperation", &example.with("customer_iin_or_bin", json!("123456789013")));
}

#[test]
fn the_report_is_answered_as_printed() {
    let device = lenient();
    call(&device, "MoneyPlacement", &vendor!("MoneyPlacement.request"));
    call(&device, "TradeOperation", &vendor!("TradeOperation.request"));
    let answer = reply(&device, "ZXReport", &vendor!("ZXReport.request")).json();
    let left: Vec<String> = differing(&answer, &vendor!("ZXReport.answer"))
        .into_iter()
        .filter(|at| {
            let counted_before =
                at.contains("total_count") || at.contains("non_nullable_sumsList") || at.ends_with("shift_number");
            let own = at.contains("date_time") || at.contains("open_shift_time") || at.ends_with("_name");
            !counted_before && !own && !at.ends_with("shift_document_number")
        })
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn cash_put_in_is_answered_as_printed() {
    let device = lenient();
    let answer = reply(&device, "MoneyPlacement", &vendor!("MoneyPlacement.request")).json();
    let left: Vec<String> = differing(&answer, &vendor!("MoneyPlacement.answer"))
        .into_iter()
        .filter(|at| !at.contains("/datetime/") && !at.ends_with("_number") && !at.ends_with("name"))
        .collect();
    // No ticket has opened the shift yet.
    assert_eq!(left, ["/response_data/shift_state"]);
}

#[test]
fn lists_are_answered_as_printed() {
    let device = lenient();
    for (method, example) in
        [("GetOFDList", vendor!("GetOFDList.answer")), ("GetPrinterList", vendor!("GetPrinterList.answer"))]
    {
        assert_eq!(reply(&device, method, &json!({})).json(), example, "{method}");
    }
    assert_eq!(call(&device, "ActivateLicense", &vendor!("ActivateLicense.request")), "ok");
    let vendor_id = vendor!("GetVendorId.request").with("ofd_uid", json!("4C49A0CB1DD4413387F6E6199CBB1B2A"));
    let (answer, example) = (call(&device, "GetVendorId", &vendor_id), vendor!("GetVendorId.answer"));
    for name in ["manufacture_date", "vendor_id"] {
        let length = |of: &Value| of[name].as_str().map(str::len);
        assert_eq!(length(&answer), length(&example["response_data"]), "{name}");
    }
}

#[test]
fn registers_and_operators_have_the_members_that_are_printed() {
    let device = lenient();
    let names = |of: &Value| {
        let mut names: Vec<String> = of.as_object().expect("an object").keys().cloned().collect();
        names.sort();
        names
    };
    let mut printed = names(&vendor!("GetKKMList.answer")["response_data"][0]);
    let shown = call(&device, "GetKKMList", &vendor!("GetKKMList.request"));
    // This member is only in the vendor's table, not in the example.
    printed.push("manufacture_date".to_owned());
    printed.sort();
    assert_eq!(names(&shown[0]), printed);
    let saved = call(&device, "SaveKKM", &vendor!("SaveKKM.request"));
    assert_eq!(names(&saved), printed);
    assert_eq!((&saved["bindings"], &saved["local_name"]), (&json!([10, 11]), &json!("Test_6923")));
    let operators = call(&device, "GetOperatorList", &json!({}));
    assert_eq!(names(&operators[0]), names(&vendor!("GetOperatorList.answer")["response_data"][0]));
    let saved = reply(&device, "SaveOperator", &vendor!("SaveOperator.request")).json();
    assert_eq!(differing(&saved, &vendor!("SaveOperator.answer")), ["/response_data/id"]);
}

#[test]
fn transactions_have_the_members_that_are_printed() {
    let device = device();
    call(&device, "MoneyPlacement", &placement(1, &json!(12.34)));
    call(&device, "TradeOperation", &ticket());
    call(&device, "ZXReport", &report(0));
    let day = vendor!("GetTransactionList.request");
    let every_day = day.with("kkm_ofd_id", json!(6923)).with("period_end", json!("2100-01-01T00:00:00.000"));
    let listed = call(&device, "GetTransactionList", &every_day);
    let example = &vendor!("GetTransactionList.answer")["response_data"];
    for (at, printed) in [(0, 0), (2, 1)] {
        let found = differing(&listed[at], &example[printed]);
        let own = ["/ID", "/date", "/fr_shift_number", "/shift_document_number", "/body/sum", "/body/revenue"];
        let left: Vec<_> = found.iter().filter(|at| !own.contains(&at.as_str())).collect();
        assert!(left.is_empty() || left == ["/body/non_nullable_sums"], "{left:?}");
    }
    let whole = call(&device, "GetTransaction", &json!({"kkm_ofd_id": 6923, "transaction_id": 1}));
    let left: Vec<String> = differing(&whole, &vendor!("GetTransaction.answer")["response_data"])
        .into_iter()
        .filter(|at| !at.contains("/datetime/") && !at.ends_with("_number") && !at.contains("/operator/"))
        .collect();
    assert_eq!(left, ["/ID", "/date", "/body/operation", "/body/sum/bills", "/body/sum/coins"]);
}

#[test]
fn an_image_is_made_for_the_example() {
    let device = device();
    call(&device, "TradeOperation", &ticket());
    let asked = vendor!("GetDocumentImage.request").with("fr_shift_number", json!(1));
    let answer = reply(&device, "GetDocumentImage", &asked);
    assert!(answer.head.contains("Content-Type: image/png"), "{}", answer.head);
    assert_eq!((&answer.body[..8], &answer.body[16..20]), (&b"\x89PNG\r\n\x1a\n"[..], &384_u32.to_be_bytes()[..]));
}
