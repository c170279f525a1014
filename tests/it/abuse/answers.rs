//! Answers that no device should give. The document must exist once, and what the library reports must be true.

use super::scripted_device::{BASELINE, Part, Puppet, Says, http, status, status_with};
use super::shop::{config, sale};
use crate::support::abi::Device;
use std::time::{Duration, Instant};

fn raw(text: &str) -> Vec<u8> {
    text.as_bytes().to_vec()
}

fn json(text: &str) -> Vec<u8> {
    http(text.as_bytes())
}

/// A positive answer with these characters as the number.
fn numbered(number: &str) -> Vec<u8> {
    json(&format!(r#"{{"ok":true,"data":{{"T1040":{number},"T1077":"1234567890"}}}}"#))
}

/// Answers to a receipt that was made.
#[rustfmt::skip]
const TO_A_RECEIPT: &[(&str, Says)] = &[
    ("the number as text", |number, _| numbered(&format!("\"{number}\""))),
    ("the number as text with spaces", |number, _| numbered(&format!("\" {number} \""))),
    ("the number with a fraction", |number, _| numbered(&format!("{number}.0"))),
    ("the number with an exponent", |number, _| numbered(&format!("{number}e0"))),
    ("a negative number", |_, _| numbered("-42")),
    ("a number of 30 digits", |_, _| numbered(&"9".repeat(30))),
    ("a number of 10 000 digits", |_, _| numbered(&"9".repeat(10_000))),
    ("the largest number of 64 bits", |_, _| numbered("18446744073709551615")),
    ("a number past all documents", |_, _| numbered("4294967295")),
    ("zero for a number", |_, _| numbered("0")),
    ("the number of an earlier document", |_, _| numbered("41")),
    ("the first document's number", |_, _| numbered("1")),
    ("NaN for a number", |_, _| numbered("NaN")),
    ("Infinity for a number", |_, _| numbered("Infinity")),
    ("a power without end for a number", |_, _| numbered("1e999999")),
    ("null for a number", |_, _| numbered("null")),
    ("a list for a number", |number, _| numbered(&format!("[{number}]"))),
    ("text with a NUL for a number", |number, _| numbered(&format!("\"{number}\\u0000\""))),
    ("NULs in the texts", |number, _| json(&format!("{{\"ok\":true,\"data\":{{\"T1040\":{number},\"T1077\":\"1\\u00002\",\"a\\u0000\":\"\\u0000\"}}}}"))),
    ("a raw NUL in a text", |number, _| json(&format!("{{\"ok\":true,\"data\":{{\"T1040\":{number},\"T1077\":\"1\0\"}}}}"))),
    ("half a surrogate", |number, _| json(&format!("{{\"ok\":true,\"data\":{{\"T1040\":{number},\"T1077\":\"\\ud800\"}}}}"))),
    ("a sign that is an object", |number, _| json(&format!(r#"{{"ok":true,"data":{{"T1040":{number},"T1077":{{"a":1}}}}}}"#))),
    ("a sum that is no number", |number, _| json(&format!(r#"{{"ok":true,"data":{{"T1040":{number},"T1020":"ten"}}}}"#))),
    ("a sum of 10 000 digits", |number, _| json(&format!(r#"{{"ok":true,"data":{{"T1040":{number},"T1020":{}}}}}"#, "9".repeat(10_000)))),
    ("yes and no", |number, _| json(&format!(r#"{{"ok":true,"data":{{"T1040":{number}}},"ok":false,"code":51}}"#))),
    ("no and yes", |number, _| json(&format!(r#"{{"ok":false,"code":51,"ok":true,"data":{{"T1040":{number}}}}}"#))),
    ("the number twice", |number, _| json(&format!(r#"{{"ok":true,"data":{{"T1040":{number},"T1040":7}}}}"#))),
    ("yes as text", |_, _| json(r#"{"ok":"true"}"#)),
    ("yes as a number", |_, _| json(r#"{"ok":1}"#)),
    ("yes as null", |_, _| json(r#"{"ok":null}"#)),
    ("yes alone", |_, _| json(r#"{"ok":true}"#)),
    ("yes, and data that are a list", |_, _| json(r#"{"ok":true,"data":[1,2]}"#)),
    ("no as text with a code", |_, _| json(r#"{"ok":"false","code":51}"#)),
    ("a code as text", |_, _| json(r#"{"ok":false,"code":"52"}"#)),
    ("no without a code", |_, _| json(r#"{"ok":false}"#)),
    ("a list", |_, _| json("[]")),
    ("null", |_, _| json("null")),
    ("a number", |_, _| json("1")),
    ("nothing", |_, _| json("")),
    ("two answers in one", |_, _| json(r#"{"ok":true}{"ok":true}"#)),
    ("a page", |_, _| json("<html><body>502 Bad Gateway</body></html>")),
    ("no UTF-8", |_, _| http(b"{\"ok\":true,\"data\":{\"T1077\":\"\xff\xfe\"}}")),
    ("UTF-16", |_, _| http(&"{\"ok\":true}".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>())),
    ("10 000 deep", |_, _| json(&format!(r#"{{"ok":true,"data":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000)))),
    ("100 deep", |number, _| json(&format!(r#"{{"ok":true,"data":{{"T1040":{number},"a":{}{}}}}}"#, "[".repeat(100), "]".repeat(100)))),
    ("a million levels not closed", |_, _| json(&"[".repeat(1_000_000))),
    ("15 MB", |number, _| json(&format!(r#"{{"ok":true,"data":{{"T1040":{number},"a":"{}"}}}}"#, "x".repeat(15 << 20)))),
    ("40 MB", |number, _| json(&format!(r#"{{"ok":true,"data":{{"T1040":{number},"a":"{}"}}}}"#, "x".repeat(40 << 20)))),
    ("no head", |_, _| raw("{\"ok\":true}")),
    ("no HTTP", |_, _| raw("hello\r\n\r\n")),
    ("no bytes", |_, _| Vec::new()),
    ("a head without end", |_, _| raw(&format!("HTTP/1.1 200 OK\r\n{}", "a: b\r\n".repeat(200_000)))),
    ("a header of 1 MB", |_, _| raw(&format!("HTTP/1.1 200 OK\r\na: {}\r\n\r\n{{}}", "b".repeat(1 << 20)))),
    ("a length below zero", |_, _| raw("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n{\"ok\":true}")),
    ("a length without end", |_, _| raw("HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999\r\n\r\n{\"ok\":true}")),
    ("two lengths", |_, _| raw("HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 11\r\n\r\n{\"ok\":true}")),
    ("a length too long", |_, _| raw("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{\"ok\":true}")),
    ("a chunk that is none", |_, _| raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{\"ok\":true}")),
    ("a chunk of 2^64 bytes", |_, _| raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n{\"ok\":true}")),
    ("chunks without an end", |_, _| raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nb\r\n{\"ok\":true}\r\n")),
    ("a redirect", |_, _| raw("HTTP/1.1 307 Temporary Redirect\r\nlocation: /api/1/receipt\r\ncontent-length: 0\r\n\r\n")),
    ("a redirect elsewhere", |_, _| raw("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n")),
    ("a wish for a password", |_, _| raw("HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Basic\r\ncontent-length: 0\r\n\r\n")),
    ("no content", |_, _| raw("HTTP/1.1 204 No Content\r\n\r\n")),
    ("continue, and no more", |_, _| raw("HTTP/1.1 100 Continue\r\n\r\n")),
    ("status 99999", |_, _| raw("HTTP/1.1 99999 What\r\ncontent-length: 0\r\n\r\n")),
    ("status 400 and yes", |number, _| raw(&format!("HTTP/1.1 400 Bad\r\ncontent-length: 34\r\n\r\n{{\"ok\":true,\"data\":{{\"T1040\":{number:6}}}}}"))),
    ("status 500 and no answer", |_, _| raw("HTTP/1.1 500 Oops\r\ncontent-length: 0\r\n\r\n")),
];

#[test]
fn whatever_a_device_answers_to_a_receipt_it_is_made_once_and_reported_truly() {
    let mut failures = Vec::new();
    for (what, says) in TO_A_RECEIPT {
        let puppet = Puppet::new(Part { receipt: Some(*says), ..Part::default() });
        if let Err(failure) = sold_once(&puppet) {
            failures.push(format!("{what}: {failure}"));
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), TO_A_RECEIPT.len(), failures.join("\n"));
}

/// Sells once, asks again after the device works normally, and compares.
fn sold_once(puppet: &Puppet) -> Result<(), String> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let device = Device::open(&config(&puppet.url(), &folder.path().join("kassa.db"))).unwrap();
    let begun = Instant::now();
    let (status, answer) = device.execute(&sale("a"));
    if begun.elapsed() > Duration::from_secs(60) {
        return Err(format!("it took {:?}", begun.elapsed()));
    }
    let shown = |answer: &serde_json::Value| answer.to_string().chars().take(400).collect::<String>();
    let is_true = match status {
        0 => answer["fiscalParams"]["fiscalDocumentNumber"] == BASELINE + 1,
        9 => true,
        _ => false,
    };
    if !is_true {
        return Err(format!("{status} {}", shown(&answer)));
    }
    puppet.end_faults();
    for call in ["recover", "execute"] {
        let (status, answer) = if call == "recover" { device.recover("a") } else { device.execute(&sale("a")) };
        if status != 0 || answer["fiscalParams"]["fiscalDocumentNumber"] != BASELINE + 1 {
            return Err(format!("{call}: {status} {}", shown(&answer)));
        }
    }
    match puppet.made().as_slice() {
        [_] => {}
        several => return Err(format!("made {several:?}")),
    }
    let (status, answer) = device.execute(&sale("b"));
    if status != 0 || answer["fiscalParams"]["fiscalDocumentNumber"] != BASELINE + 2 {
        return Err(format!("the next one: {status} {}", shown(&answer)));
    }
    Ok(())
}

/// Answers about the state, asked for before a receipt.
#[rustfmt::skip]
const ABOUT_THE_STATE: &[(&str, Says)] = &[
    ("a number as text", |_, _| json(&status_with("\"41\""))),
    ("a negative number", |_, _| json(&status_with("-1"))),
    ("a fraction", |_, _| json(&status_with("41.5"))),
    ("the largest number", |_, _| json(&status_with("18446744073709551615"))),
    ("a larger one", |_, _| json(&status_with("18446744073709551616"))),
    ("10 000 digits", |_, _| json(&status_with(&"9".repeat(10_000)))),
    ("NaN", |_, _| json(&status_with("NaN"))),
    ("null", |_, _| json(&status_with("null"))),
    ("a list", |_, _| json("[]")),
    ("yes alone", |_, _| json(r#"{"ok":true}"#)),
    ("no", |_, _| json(r#"{"ok":false,"code":33}"#)),
    ("no and yes", |_, _| json(&status_with("41").replacen("true", "false,\"ok\":true", 1))),
    ("10 000 deep", |_, _| json(&"[".repeat(10_000))),
    ("40 MB", |_, _| json(&" ".repeat(40 << 20))),
    ("a page", |_, _| json("<html></html>")),
    ("404", |_, _| raw("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")),
];

#[test]
fn a_state_that_cannot_be_read_keeps_the_receipt_from_being_sent() {
    for (what, says) in ABOUT_THE_STATE {
        let puppet = Puppet::new(Part { status: Some(*says), ..Part::default() });
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let device = Device::open(&config(&puppet.url(), &folder.path().join("kassa.db"))).unwrap();
        let (status, answer) = device.execute(&sale("a"));
        let is_true = match answer["error"]["outcome"].as_str() {
            None => status == 0 && puppet.made() == [BASELINE + 1],
            Some("notSent") => puppet.made().is_empty(),
            _ => false,
        };
        assert!(is_true, "{what}: {status} {answer}, made {:?}", puppet.made());
        puppet.end_faults();
        if puppet.made().is_empty() {
            let (status, answer) = device.execute(&sale("a"));
            assert_eq!(status, 0, "{what}: {answer}");
        }
        assert_eq!(puppet.made(), [BASELINE + 1], "{what}");
    }
}

/// Answers to the query that follows a lost answer; the document exists.
#[rustfmt::skip]
const TO_A_LOOK: &[(&str, Part)] = &[
    ("the largest number", Part { status: Some(|_, _| json(&status_with("18446744073709551615"))), receipt: None, search: None }),
    ("a number below the baseline", Part { status: Some(|_, _| json(&status_with("3"))), receipt: None, search: None }),
    ("no number", Part { status: Some(|_, _| json(&status_with("null"))), receipt: None, search: None }),
    ("another drive", Part { status: Some(|_, _| json(&status_with("1").replace("9999", "1111"))), receipt: None, search: None }),
    ("no drive", Part { status: Some(|last, _| json(&status_with(&last.to_string()).replace("fiscal_drive_number", "other"))), receipt: None, search: None }),
    ("data that are a list", Part { search: Some(|_, _| json(r#"{"ok":true,"document_type":4,"data":[]}"#)), receipt: None, status: None }),
    ("no data", Part { search: Some(|_, _| json(r#"{"ok":true,"document_type":4}"#)), receipt: None, status: None }),
    ("a type that is text", Part { search: Some(|_, tags| json(&format!(r#"{{"ok":true,"document_type":"x","data":{tags}}}"#))), receipt: None, status: None }),
    ("10 000 deep", Part { search: Some(|_, _| json(&"[".repeat(10_000))), receipt: None, status: None }),
    ("40 MB", Part { search: Some(|_, _| json(&" ".repeat(40 << 20))), receipt: None, status: None }),
    ("another document's number", Part { search: Some(|_, tags| json(&format!(r#"{{"ok":true,"document_number":7,"document_type":4,"data":{tags}}}"#))), receipt: None, status: None }),
];

#[test]
fn a_look_that_shows_nonsense_loses_and_doubles_nothing() {
    let mut failures = Vec::new();
    for (what, part) in TO_A_LOOK {
        // The nonsense begins when the receipt is made.
        let puppet = Puppet::new(Part { receipt: Some(|_, _| Vec::new()), search: part.search, status: None });
        puppet.nonsense_after_a_document(part.status.unwrap_or(status));
        if let Err(failure) = sold_once(&puppet) {
            failures.push(format!("{what}: {failure}"));
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), TO_A_LOOK.len(), failures.join("\n"));
}
