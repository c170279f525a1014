//! Documents that no program should pass.

use super::shop::{Shop, sale};
use crate::support::abi::Device;
use serde_json::json;
use std::ffi::{CString, c_char, c_int, c_void};
use std::time::{Duration, Instant};

const MEGABYTE: usize = 1024 * 1024;

/// An error is for people: it must not be many times longer than the document.
const LONGEST_ERROR: usize = 16 * MEGABYTE;

/// Statuses of a document that cannot be accepted.
const BAD: &[i32] = &[1, 4, 5];

fn sell(item: &str) -> String {
    format!(
        r#"{{"type":"sell","externalId":"bad","taxationType":"osn","items":[{item}],"payments":[{{"type":"cash","sum":10}}]}}"#
    )
}

fn position(name: &str, price: &str, quantity: &str, amount: &str) -> String {
    sell(&format!(
        r#"{{"type":"position","name":"{name}","price":{price},"quantity":{quantity},"amount":{amount},"tax":{{"type":"none"}}}}"#
    ))
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

/// What is bad, and the document.
fn documents() -> Vec<(&'static str, String)> {
    let digits = "7".repeat(10_000);
    let price = |digits: &str| position("Чай", digits, "1", "10");
    vec![
        ("nothing", String::new()),
        ("100 MB of spaces", " ".repeat(100 * MEGABYTE)),
        ("100 MB of brackets", "[".repeat(100 * MEGABYTE)),
        ("100 MB in a name", position(&"x".repeat(100 * MEGABYTE), "10", "1", "10")),
        ("100 MB of digits", price(&"7".repeat(100 * MEGABYTE))),
        ("7 MB in a name", position(&"x".repeat(7 * MEGABYTE), "10", "1", "10")),
        ("7 MB in an id", sale(&"x".repeat(7 * MEGABYTE)).to_string()),
        ("7 MB in the type", format!(r#"{{"type":"{}"}}"#, "x".repeat(7 * MEGABYTE))),
        ("7 MB in an unknown field", format!(r#"{{"type":"sell","{}":1}}"#, "x".repeat(7 * MEGABYTE))),
        ("arrays 10 000 deep", nested("[", "", "]", 10_000)),
        ("objects 10 000 deep", nested(r#"{"a":"#, "1", "}", 10_000)),
        ("an item 10 000 deep", sell(&nested(r#"{"agentInfo":"#, "{}", "}", 10_000))),
        ("arrays 10 000 deep and not closed", "[".repeat(10_000)),
        ("an unknown field 120 deep", sell(&nested(r#"{"a":"#, "1", "}", 120))),
        ("10 000 digits", price(&digits)),
        ("10 000 digits below zero", price(&format!("-{digits}"))),
        ("10 000 digits after the point", price(&format!("0.{digits}"))),
        ("10 000 zeros and a digit", price(&format!("0.{}1", "0".repeat(10_000)))),
        ("a power of 10 000", price("1e10000")),
        ("a power without end", price("1e99999999999999999999")),
        ("a power below", price("1e-99999999999999999999")),
        ("10 000 digits of quantity", position("Чай", "10", &digits, "10")),
        ("10 000 digits of sum", position("Чай", "10", "1", &digits)),
        ("10 000 digits in quotes", price(&format!("\"{digits}\""))),
        ("more than a sum can be", position("Чай", "92233720368547758.07", "100", "9223372036854775807")),
        ("a sum of -0", price("-0")),
        ("NaN", price("NaN")),
        ("Infinity", price("Infinity")),
        ("a hexadecimal number", price("0x10")),
        ("a name with a NUL", position("a\\u0000b", "10", "1", "10")),
        ("an id with a NUL", position("Чай", "10", "1", "10").replace("bad", "a\\u0000b")),
        ("half a surrogate", position("\\ud800", "10", "1", "10")),
        ("a raw control character", position("a\u{1}b", "10", "1", "10")),
        (
            "a member twice",
            position("Чай", "10", "1", "10").replace("\"taxationType\"", "\"type\":\"buy\",\"taxationType\""),
        ),
        ("a million empty items", sell(&["{}"; 1_000_000].join(","))),
        ("a million faults", sell(&[r#"{"type":"position","price":"x"}"#; 200_000].join(","))),
        ("an array", "[]".into()),
        ("a number", "1".into()),
        ("two documents", r#"{"type":"openShift"}{"type":"openShift"}"#.into()),
        ("no type", "{}".into()),
        ("a type that is a list", r#"{"type":[]}"#.into()),
    ]
}

#[test]
fn a_document_that_cannot_be_taken_is_refused_in_time_and_nothing_is_sent() {
    let shop = Shop::open();
    let device = shop.device();
    for (what, document) in documents() {
        for call in ["kassa_execute", "kassa_validate"] {
            let begun = Instant::now();
            let (status, answer) = device.answering(call, &document);
            let text = answer.to_string();
            let shown: String = text.chars().take(300).collect();
            assert!(BAD.contains(&status), "{what}: {status} {shown}");
            assert_eq!(answer["error"]["outcome"], "notSent", "{what}: {shown}");
            assert!(answer["error"]["message"]["en"].as_str().is_some_and(|text| !text.is_empty()), "{what}: {shown}");
            // Reading the answer counts as well.
            assert!(begun.elapsed() < Duration::from_secs(300), "{what}: {:?}", begun.elapsed());
            assert!(text.len() < LONGEST_ERROR, "{what}: an error of {} MB", text.len() / MEGABYTE);
        }
    }
    assert_eq!((shop.posts(), shop.made()), (0, 0));
    shop.sells(&device, "after all of them");
}

#[test]
fn a_receipt_of_many_lines_is_made_once_or_refused() {
    let shop = Shop::open();
    let mut config = shop.config();
    // Ten thousand lines take time on a busy machine, on both sides.
    (config["timeoutMs"], config["deadlineMs"]) = (json!(120_000), json!(300_000));
    let device = Device::open(&config).unwrap();
    let line = r#"{"type":"position","name":"Чай","price":0.01,"quantity":1,"amount":0.01,"tax":{"type":"none"}}"#;
    for (count, sum) in [(1000, "10.00"), (10_000, "100.00")] {
        let items = vec![line; count].join(",");
        let task = format!(
            r#"{{"type":"sell","externalId":"{count}","taxationType":"osn","items":[{items}],"payments":[{{"type":"cash","sum":{sum}}}]}}"#
        );
        let before = shop.made();
        let (status, answer) = device.answering("kassa_execute", &task);
        let outcome = answer["error"]["outcome"].as_str();
        match status {
            0 => assert_eq!(shop.made(), before + 1),
            4 | 7 => assert_eq!((shop.made(), outcome != Some("unknown")), (before, true), "{count}: {answer}"),
            _ => panic!("{count} lines: {status} {answer}"),
        }
    }
    shop.sells(&device, "after the long ones");
}

#[test]
#[allow(unsafe_code, reason = "a C function is called")]
fn a_configuration_that_cannot_be_taken_is_refused() {
    type Open = unsafe extern "C" fn(*const c_char, *mut *mut c_void) -> c_int;
    let open: Open = crate::support::abi::function("kassa_open");
    let shop = Shop::open();
    let usual = shop.config().to_string();
    let with = |member: &str| usual.replacen('{', &format!("{{{member},"), 1);
    for (what, config) in [
        ("nothing", String::new()),
        ("100 MB", with(&format!("\"a\":\"{}\"", "x".repeat(100 * MEGABYTE)))),
        ("10 000 deep", with(&format!("\"a\":{}", nested("[", "", "]", 10_000)))),
        ("10 000 digits", with(&format!("\"lineWidth\":{}", "7".repeat(10_000)))),
        ("a time below zero", usual.replace("\"deadlineMs\":6000", "\"deadlineMs\":-1")),
        ("a time without end", usual.replace("\"deadlineMs\":6000", "\"deadlineMs\":9223372036854775807")),
        ("an address of 3 MB", usual.replace("http://", &format!("http://{}", "x".repeat(3 * MEGABYTE)))),
        ("an address with a NUL", usual.replace("http://", "http://a\\u0000")),
        ("a journal with a NUL", usual.replace("kassa.db", "kassa\\u0000.db")),
    ] {
        let (text, mut handle) = (CString::new(config).unwrap(), std::ptr::null_mut());
        let status = unsafe { open(text.as_ptr(), &raw mut handle) };
        assert!(matches!(status, 3 | 12) && handle.is_null(), "{what}: {status}");
    }
    shop.sells(&shop.device(), "after all of them");
}
