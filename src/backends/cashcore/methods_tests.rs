use super::*;
use crate::task::policy::{Charset, Country};
use serde_json::Value;

fn called(name: &str, params: &str) -> Result<Job<NativeCall>, Vec<Fault>> {
    let mut policy = Policy::new("cashcore", Charset::Unicode);
    policy.country = Country::Kazakhstan;
    // The buyer's number in the vendor's example has no valid check digit.
    policy.set_level(crate::error::Rule::TaxNumber, crate::error::Level::Warn);
    let params = if params.is_empty() { Node::Null } else { Node::parse(params).unwrap() };
    prepare(name, &params, &policy, 6923).unwrap()
}

/// The paths of the faults of a call.
fn faults(name: &str, params: &str) -> Vec<String> {
    called(name, params).err().unwrap_or_default().into_iter().map(|fault| fault.path).collect()
}

/// The vendor's requests, as printed.
const EXAMPLES: &[(&str, &str)] = &[
    ("Ping", ""),
    (
        "ActivateLicense",
        r#"{"licenseKey": "A7D3-5CFA-A13F-16C4", "email": "user@domain.com", "phone": "phone_num", "owner": "owner_name", "orgId": "org_id"}"#,
    ),
    ("GetOFDList", ""),
    ("GetKKMList", r#"{"ofd_id": 6923}"#),
    ("GetVendorId", r#"{"ofd_uid":"dafbd8ce28025ae70c95227db8b30b11"}"#),
    (
        "SaveKKM",
        r#"{"local_name": "Test_6923", "ofd_id": 6923, "ofd_token": 59359406, "ofd_uid": "4C49A0CB1DD4413387F6E6199CBB1B2A",
        "use_software_vpn": false, "auto_withdraw_money": false, "custom_data": null, "bindings": [10, 11],
        "vat_certificate": {"series": "", "number": "", "is_printable": false},
        "printer": {"id": 1, "name": "RPP300", "type": 3}}"#,
    ),
    ("DeleteKKM", r#"{"ofd_id": 6923}"#),
    ("GetOperatorList", ""),
    (
        "SaveOperator",
        r#"{"id": 0, "name": "Кассир5555", "access_pin": "5555", "role": 2, "owner_id": 1, "email": "", "bindings": [1],
        "custom_data": {"field1": "value1", "field2": 2, "field3": true}}"#,
    ),
    ("DeleteOperator", r#"{"id": 9}"#),
    ("TradeOperation", super::super::fingerprint::tests::REQUEST),
    ("MoneyPlacement", r#"{"kkm_ofd_id": 6923, "operation": 0, "sum": 1000}"#),
    (
        "ZXReport",
        r#"{"kkm_ofd_id": 6923, "report_type": 1, "is_printable": true, "image_width": 576, "image_scale": 1.3, "image_pixel_draw_threshold": 192}"#,
    ),
    (
        "GetTransactionList",
        r#"{"kkm_ofd_id": 6923, "period_start" : "2022-02-24T00:00:00.000", "period_end": "2022-02-24T23:59:59.999"}"#,
    ),
    ("GetTransaction", r#"{"kkm_ofd_id":  6923, "transaction_id":  42}"#),
    ("GetPrinterList", ""),
    (
        "GetDocumentImage",
        r#"{"fr_shift_number": 118, "shift_document_number": 1, "is_original": true, "image_width": 384, "image_scale": 1.0,
        "image_pixel_draw_threshold": 128, "kkm_ofd_id": 6923}"#,
    ),
];

#[test]
fn every_example_of_the_vendor_is_accepted_and_only_documents_go_through_the_journal() {
    assert_eq!(EXAMPLES.iter().map(|(name, _)| *name).collect::<Vec<_>>(), NAMES);
    for (name, params) in EXAMPLES {
        assert_eq!(faults(name, params), [""; 0], "{name}");
        let fiscal = matches!(called(name, params), Ok(Job::Document(_)));
        assert_eq!(fiscal, matches!(*name, "TradeOperation" | "MoneyPlacement"), "{name}");
    }
    assert!(matches!(called("ZXReport", r#"{"report_type": 0}"#), Ok(Job::Document(_))));
    assert!(prepare("Reboot", &Node::Null, &Policy::new("cashcore", Charset::Unicode), 1).is_none());
}

#[test]
fn the_registers_number_is_filled_in_and_another_one_is_refused() {
    let Ok(Job::Document(document)) = called("MoneyPlacement", r#"{"operation": 1, "sum": 5.50, "externalId": "x"}"#)
    else {
        panic!("no document");
    };
    let body: Value = serde_json::from_slice(&document.request.body).unwrap();
    assert_eq!(body, serde_json::from_str::<Value>(r#"{"operation": 1, "sum": 5.50, "kkm_ofd_id": 6923}"#).unwrap());
    assert_eq!(faults("MoneyPlacement", r#"{"operation": 1, "sum": 5.5, "kkm_ofd_id": 6924}"#), ["kkm_ofd_id"]);
}

#[test]
fn a_ticket_in_the_registers_own_names_is_checked_to_the_tiyn() {
    let ticket = |from: &str, to: &str| {
        let text = super::super::fingerprint::tests::REQUEST;
        assert!(text.contains(from), "{from}");
        faults("TradeOperation", &text.replacen(from, to, 1))
    };
    for (from, to, at) in [
        ("\"total\": 1750", "\"total\": 1750.01", "amounts"),
        ("\"total\": 1750", "\"total\": 0", ""),
        ("\"quantity\": 2,", "\"quantity\": 2.0005,", "items[0].commodity.quantity"),
        ("\"quantity\": 2,", "\"quantity\": 0,", "items[0].commodity.quantity"),
        ("\"price\": 1000", "\"price\": 0", "items[0].commodity.price"),
        ("\"section_code\": \"Отдел1\"", "\"section_code\": \"\"", "items[0].commodity.section_code"),
        ("{\"type\": 1, \"sum\": 1000}", "{\"type\": 1, \"sum\": 1751}", "payments"),
        ("{\"type\": 1, \"sum\": 1000}", "{\"type\": 1, \"sum\": 749}", "payments"),
        ("{\"type\": 1, \"sum\": 1000}", "{\"type\": 0, \"sum\": 1000}", "payments"),
        ("{\"type\": 1, \"sum\": 1000}", "{\"type\": 2, \"sum\": 1000}", "payments[1].type"),
        ("\"percent\": 12", "\"percent\": 12.0001", "taxes[0].percent"),
        ("\"taxation_type\": 101", "\"taxation_type\": 104", "taxes[0].taxation_type"),
        ("\"markup\": {\"name\": \"\", \"sum\": 0", "\"markup\": {\"name\": \"\", \"sum\": 1", "amounts.markup"),
        ("\"sum\": 50", "\"sum\": 2000", "items[0].discount"),
        ("\"operation\": 2", "\"operation\": 4", "operation"),
        ("\"customer_iin_or_bin\"", "\"customer\"", "customer"),
        ("\"price\": 1000", "\"price\": 999.9999999", "items[0].commodity.price"),
    ] {
        let found = ticket(from, to);
        match at {
            "" => assert_eq!(found, [""; 0], "{to}"),
            _ => assert!(found.iter().any(|path| path == at), "{to}: {found:?}"),
        }
    }
}

#[test]
fn no_fault_shows_a_secret() {
    for (name, params) in [
        ("SaveOperator", r#"{"role": 1, "access_pin": 5555}"#),
        ("SaveKKM", r#"{"ofd_id": 1, "ofd_token": "5555"}"#),
        ("SaveKKM", r#"{"ofd_id": 1, "ofd_token": -5555}"#),
    ] {
        let faults = called(name, params).err().unwrap();
        assert!(
            !faults.is_empty() && faults.iter().all(|fault| !fault.to_json().to_string().contains("5555")),
            "{name}"
        );
    }
}
