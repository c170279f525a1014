//! The configuration of a device: every key, its valid and invalid values, and its default.

use crate::documents::{BAD_CONFIG, NO_ANSWER, OK, Till, changed, said, sale, without};
use crate::support::abi::{Device, function, last_error};
use crate::support::{root, run_test, scratch};
use kassa_simulator::Fault;
use kassa_simulator::icash::Options;
use serde_json::{Value, json};
use std::ffi::{CString, c_char, c_int, c_void};
use std::process::Command;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A configuration that is valid, except that its journal cannot be created anywhere. Nothing listens at its address.
fn config() -> Value {
    json!({ "backend": "icash", "url": "http://127.0.0.1:9", "journal": root().join("Cargo.toml").join("kassa.db") })
}

/// The same with a journal that can be created.
fn config_in(folder: &TempDir) -> Value {
    changed(&config(), &json!({ "journal": folder.path().join("kassa.db") }))
}

/// The faults of a configuration that must be refused.
fn refused(config: &Value) -> Vec<String> {
    let Err((status, error)) = Device::open(config) else { panic!("{config} was taken") };
    assert_eq!((status, &error["name"]), (BAD_CONFIG, &json!("badConfig")), "{config}: {error}");
    assert_eq!(error["outcome"], "notSent");
    said(&error["faults"])
}

/// The same for a text that need not be JSON.
#[allow(unsafe_code, reason = "a text that no Value can hold")]
fn refused_text(text: &str) -> Vec<String> {
    let open: unsafe extern "C" fn(*const c_char, *mut *mut c_void) -> c_int = function("kassa_open");
    let (text, mut handle) = (CString::new(text).unwrap(), std::ptr::null_mut());
    let status = unsafe { open(text.as_ptr(), &raw mut handle) };
    assert_eq!(status, BAD_CONFIG, "{text:?}");
    assert!(handle.is_null(), "{text:?}: no device");
    said(&last_error()["faults"])
}

/// The rules that can be relaxed.
const RULES: [&str; 12] = [
    "textLength",
    "encoding",
    "fraction",
    "lineSum",
    "total",
    "paymentsCover",
    "nonCash",
    "vat",
    "rateInForce",
    "taxNumber",
    "agent",
    "correction",
];

#[test]
fn every_right_value_of_every_key_is_taken() {
    let folder = scratch();
    for (path, values) in [
        (
            "url",
            json!([
                "http://192.168.1.10:8080",
                "http://kassa-1.shop.local",
                "http://[::1]:80",
                "http://127.0.0.1:9/",
                "https://kassa"
            ]),
        ),
        ("timeoutMs", json!([1, 30_000, 86_400_000])),
        ("connectTimeoutMs", json!([1, 5_000, 86_400_000])),
        ("deadlineMs", json!([1, 90_000, 86_400_000])),
        ("settleMs", json!([1, 15_000, 86_400_000])),
        ("resend", json!([0, 1, 10])),
        ("unknownFields", json!(["refuse", "warn"])),
        ("shortTaxNumbers", json!(["refuse", "send"])),
        ("defaultTaxation", json!(["osn", "usnIncome", "usnIncomeOutcome", "envd", "esn", "patent"])),
        ("defaultVat", json!(["vat20", "vat10", "vat120", "vat110", "vat0", "none"])),
        ("defaultPaymentMethod", json!(["fullPrepayment", "advance", "fullPayment", "credit"])),
        ("defaultPaymentObject", json!(["commodity", "service", "payment"])),
        ("testMode", json!([true, false])),
        ("log", json!([folder.path().join("kassa.log")])),
        ("logLevel", json!(["info", "error", "warning", "debug"])),
        ("logBodies", json!([true, false])),
        ("logMaxBytes", json!([4096, 10_485_760, 1_073_741_824])),
        ("logKeep", json!([1, 3, 99])),
        ("mark", json!(["none", "T1192", "T1084"])),
        ("taxationForm", json!(["number", "array"])),
        ("correctionForm", json!(["nested", "flat"])),
        ("printForm", json!(["array", "object"])),
        ("lineWidth", json!([8, 32, 200])),
    ] {
        for value in values.as_array().unwrap().iter().chain([&json!(null), &json!({})]) {
            let config = changed(&config_in(&folder), &json!({ path: value }));
            if path == "url" && !value.is_string() {
                assert_eq!(refused(&config), ["url: form"], "{value}");
            } else if let Err(error) = Device::open(&config) {
                panic!("{path} = {value}: {error:?}");
            }
        }
    }
    for rule in RULES {
        for level in ["strict", "warn", "off"] {
            let opened = Device::open(&changed(&config_in(&folder), &json!({ "rules": { rule: level } })));
            assert!(opened.is_ok(), "{rule}: {level}: {:?}", opened.err());
        }
    }
}

#[test]
fn a_wrong_value_is_refused_in_its_place() {
    for (path, values) in [
        ("backend", json!([1, "", "ICASH", "atol", null])),
        (
            "url",
            json!([
                1,
                "",
                "192.168.1.10",
                "https://",
                "https://host/api",
                "ftp://kassa",
                "http://",
                "http://host/api",
                "http://u:p@host",
                "http://host:0",
                "http://host:99999",
                "http://ho st"
            ]),
        ),
        ("tls", json!([1, "ca.pem", true, ["x"]])),
        ("journal", json!([1, true, ["x"]])),
        ("timeoutMs", json!([0, -1, 86_400_001, "30", 1.5, true])),
        ("connectTimeoutMs", json!([0, -1, 86_400_001, "30", 1.5])),
        ("deadlineMs", json!([0, -1, 86_400_001, "30", 1.5])),
        ("settleMs", json!([0, -1, 86_400_001, "30", 1.5])),
        ("resend", json!([-1, 11, "1", 1.5, true])),
        ("unknownFields", json!(["pass", true, 5])),
        ("shortTaxNumbers", json!(["pad", true, 5])),
        ("defaultTaxation", json!(["OSN", "osno", true, 7])),
        ("defaultVat", json!(["vat19", true, ["vat10"]])),
        ("defaultPaymentMethod", json!(["paid", true])),
        ("defaultPaymentObject", json!(["goods", ["commodity"]])),
        ("testMode", json!(["true", 1, "yes"])),
        ("log", json!([1, true, ["x"]])),
        ("logLevel", json!(["trace", true, 1])),
        ("logBodies", json!(["true", 1])),
        ("logMaxBytes", json!([4095, 1_073_741_825_i64, "10 MB"])),
        ("logKeep", json!([0, 100, "3"])),
        ("mark", json!(["T1085", true, 7])),
        ("taxationForm", json!(["text", true, 7])),
        ("correctionForm", json!(["inner", true, 7])),
        ("printForm", json!(["list", true, 7])),
        ("lineWidth", json!([7, 201, "32", 32.5])),
        ("rules", json!(["off", 1, true, ["off"]])),
        ("rules.vat", json!(["none", "split", true, ["off"], 7])),
    ] {
        for value in values.as_array().unwrap() {
            assert_eq!(
                refused(&changed(&config(), &json!({ path: value }))),
                [format!("{path}: form")],
                "{path} = {value}"
            );
        }
    }
    for path in ["backend", "url"] {
        assert_eq!(refused(&without(&config(), path)), [format!("{path}: form")]);
    }
}

#[test]
fn unknown_keys_are_refused() {
    for path in ["timeout", "Url", "apiKey", "rules.spelling", "creItemId"] {
        assert_eq!(refused(&changed(&config(), &json!({ path: "x" }))), [format!("{path}: form")]);
    }
    // What a task may never break is not a rule that can be configured.
    for rule in ["form", "carried"] {
        assert_eq!(refused(&changed(&config(), &json!({ "rules": { rule: "off" } }))), [format!("rules.{rule}: form")]);
    }
}

#[test]
fn all_faults_of_a_configuration_are_reported_at_once() {
    let config = json!({
        "backend": "icash", "url": 5, "timeoutMs": 0, "unknownFields": "x", "rules": { "vat": "x", "y": 1 }, "testMode": "no",
        "mark": "T1", "lineWidth": 1000, "extra": {}, "other": 1,
        "journal": "kassa.db",
    });
    let mut faults = refused(&config);
    faults.sort_unstable();
    let mut expected = [
        "url",
        "timeoutMs",
        "unknownFields",
        "rules.vat",
        "rules.y",
        "testMode",
        "mark",
        "lineWidth",
        "extra",
        "other",
    ]
    .map(|path| format!("{path}: form"));
    expected.sort_unstable();
    assert_eq!(faults, expected);
}

#[test]
fn an_unknown_backend_is_the_only_fault_of_its_configuration() {
    let faults = refused(&json!({ "backend": "x", "url": "http://a", "itsOwnKey": 1, "journal": "kassa.db" }));
    assert_eq!(faults, ["backend: form"], "the keys of a backend that is not known cannot be judged");
}

#[test]
fn a_text_that_is_no_configuration_is_refused() {
    for text in ["", "{", "[]", "null", "\"icash\"", "1"] {
        assert_eq!(refused_text(text), [": form"], "{text}");
    }
    let twice = config().to_string().replacen('{', r#"{"url": "http://a", "#, 1);
    assert_eq!(refused_text(&twice), ["url: form"], "a key given twice");
}

#[test]
fn a_journal_that_cannot_be_created_is_reported_before_anything_is_sent() {
    let (status, error) = Device::open(&config()).err().unwrap();
    assert_eq!((status, &error["name"], &error["outcome"]), (12, &json!("journal"), &json!("notSent")), "{error}");
}

#[test]
fn without_a_journal_key_the_journal_is_kept_in_the_users_own_folder() {
    let folder = scratch();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.env("XDG_STATE_HOME", folder.path()).env("LOCALAPPDATA", folder.path());
    run_test(&mut child, module_path!(), "opens_a_device_without_a_journal_key");
    assert!(folder.path().join("kassa").join("kassa.db").is_file(), "in {}", folder.path().display());
}

#[test]
#[ignore = "run by the test above, with folders of its own"]
fn opens_a_device_without_a_journal_key() {
    assert!(Device::open(&without(&config(), "journal")).is_ok());
}

#[test]
fn defaults_are_strict_and_plain() {
    let till = Till::open();
    let body = till.written(&sale());
    assert_eq!(body["T1055"], 1, "taxationForm is number");
    assert_eq!((body.get("T1192"), body.get("T1084")), (None, None), "mark is none");
    let correction = till.written(&crate::documents::correction());
    assert!(correction["T1174"].is_object(), "correctionForm is nested");
    let text = "а".repeat(40);
    let print = json!({ "type": "nonFiscal", "items": [{ "type": "text", "text": text, "wrap": "chars" }] });
    assert_eq!(
        till.written(&print),
        json!([{ "left": "а".repeat(32) }, { "left": "а".repeat(8) }]),
        "printForm is array, lineWidth is 32"
    );
    assert_eq!(till.refused(&changed(&sale(), &json!({ "x": 1 }))), ["x: form"], "unknownFields is refuse");
    assert_eq!(till.refused(&without(&sale(), "taxationType")), ["taxationType: form"], "there is no default taxation");
    assert_eq!(till.refused(&without(&sale(), "items[0].tax")), ["items[0].tax: form"], "there is no default VAT");
    let short = changed(&sale(), &json!({ "clientInfo.vatin": "7800987653" }));
    assert_eq!(till.passed(&short), Vec::<String>::new(), "shortTaxNumbers is send");
    let wrong = changed(&sale(), &json!({ "clientInfo.vatin": "771234567850" }));
    assert_eq!(till.passed(&wrong), ["clientInfo.vatin: taxNumber"], "taxNumber is registration");
}

#[test]
fn the_driver_waits_for_an_answer_as_long_as_the_settings_say() {
    let ask = json!({ "type": "getShiftStatus" });
    for settings in [json!({ "timeoutMs": 1500 }), json!({ "deadlineMs": 1500 })] {
        let till = Till::closed(&settings, Options::default());
        till.register.set_faults(
            Fault::list(r#"[{"path": "/shift/status", "point": "processed", "action": "hang", "delayMs": 120000}]"#)
                .unwrap(),
        );
        let start = Instant::now();
        let (status, answer) = till.device.execute(&ask);
        assert_eq!(status, NO_ANSWER, "{settings}: {answer}");
        assert!(
            (Duration::from_millis(1400)..Duration::from_secs(25)).contains(&start.elapsed()),
            "{settings}: {:?}",
            start.elapsed()
        );
        till.register.set_faults(Vec::new());
        assert_eq!(till.device.execute(&ask).0, OK, "the device stays usable");
    }
}
