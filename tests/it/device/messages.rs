//! What people read when something goes wrong: the messages and the advice, in both languages.

use crate::documents::{
    ALREADY_DONE, BAD_CONFIG, BAD_DOCUMENT, NO_ANSWER, NO_LINK, OK, REFUSED, Till, UNSUPPORTED, changed, sale,
};
use crate::support::abi::{Device, function, last_error};
use crate::support::root;
use kassa_simulator::Fault;
use kassa_simulator::icash::{Options, Simulator};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ffi::{CString, c_char, c_int, c_void};
use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;

const NOT_FOUND: i32 = 14;

/// The Russian and the English text of an error: what happened, its faults, and what to do.
fn texts(error: &Value) -> (String, String) {
    let faults = error["faults"].as_array().cloned().unwrap_or_default();
    let all = |language: &str| {
        let mut lines = vec![error["message"][language].as_str().unwrap().to_owned()];
        lines.extend(faults.iter().map(|fault| fault["message"][language].as_str().unwrap().to_owned()));
        lines.push(error["advice"][language].as_str().unwrap().to_owned());
        lines.join(" ")
    };
    (all("ru"), all("en"))
}

/// Checks that an error says this in both languages.
fn assert_says(case: &str, error: &Value, ru: &[&str], en: &[&str]) {
    let (russian, english) = texts(error);
    for words in ru {
        assert!(russian.contains(words), "{case}: «{words}» is missing in: {russian}");
    }
    for words in en {
        assert!(english.contains(words), "{case}: \"{words}\" is missing in: {english}");
    }
    assert!(!english.chars().any(|letter| ('а'..='я').contains(&letter)), "{case}: {english}");
    assert_russian(case, &russian);
}

/// Words of the protocol, of the configuration and of the caller, which a Russian sentence may contain.
const NAMES: &str = "HTTP TLS JSON IP VPN DNS url timeoutMs connectTimeoutMs deadlineMs tls ca certificate key http https \
                     localhost invalid kassa faults Windows kassa_recover creItemId README new db";

/// A Russian text has no English words, except names.
fn assert_russian(case: &str, text: &str) {
    let is_word = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    for word in text.split(|letter: char| !is_word(letter)).filter(|word| word.len() > 1) {
        assert!(NAMES.split_whitespace().any(|name| name == word), "{case}: \"{word}\" in: {text}");
    }
}

/// A device at this address.
fn at(url: &str, settings: &Value) -> (Device, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let config = json!({ "backend": "icash", "url": url, "journal": folder.path().join("kassa.db"), "resend": 0 });
    (Device::open(&changed(&config, settings)).unwrap_or_else(|error| panic!("{error:?}")), folder)
}

/// A port at which nobody listens.
fn closed_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A server that reads what comes and answers these bytes to each connection.
fn server(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let _read = stream.read(&mut [0; 4096]);
                let _written = stream.write_all(answer);
            });
        }
    });
    port
}

/// Its name, the address, settings, and what the error says in Russian and in English.
type Case = (&'static str, String, Value, &'static [&'static str], &'static [&'static str]);

#[test]
fn an_error_of_the_link_names_the_address_what_happened_and_the_key_that_helps() {
    let plain = server(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n");
    let alert = server(b"\x15\x03\x01\x00\x02\x02\x32");
    let page = server(
        b"HTTP/1.1 400 Bad Request\r\ncontent-length: 55\r\n\r\n400 The plain HTTP request was sent to HTTPS port page.",
    );
    let wordless = server(b"");
    let other = server(b"SSH-2.0-OpenSSH_9.2\r\n");
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().map(|address| (address.port(), silent)).unwrap();
    let closed = closed_port();
    let cases: [Case; 8] = [
        (
            "closed port",
            format!("http://127.0.0.1:{closed}"),
            json!({}),
            &["соединение отклонено, порт закрыт", "порт в url"],
            &["connection refused, the port is closed", "the port in url"],
        ),
        (
            "no such name",
            "http://kassa.invalid:8080".into(),
            json!({}),
            &["http://kassa.invalid:8080: узла с таким именем нет", "имя узла в url"],
            &["http://kassa.invalid:8080: the host name cannot be resolved", "host name in url"],
        ),
        (
            "https to a server of http",
            format!("https://localhost:{plain}"),
            json!({}),
            &["сервер ответил без TLS", "исправьте url"],
            &["answered without TLS", "http:// address, not https://"],
        ),
        (
            "http to a server of https",
            format!("http://127.0.0.1:{alert}"),
            json!({}),
            &["сервер принимает только TLS", "исправьте url"],
            &["accepts only TLS", "https:// address, not http://"],
        ),
        (
            "http to a server of https with a page",
            format!("http://127.0.0.1:{page}"),
            json!({}),
            &["сервер принимает только TLS", "исправьте url"],
            &["accepts only TLS", "https:// address, not http://"],
        ),
        (
            "http to a server of https that says nothing",
            format!("http://127.0.0.1:{wordless}"),
            json!({}),
            &["Так поступает и сервер https", "исправьте url"],
            &["A server of https does this too", "fix url"],
        ),
        ("another protocol", format!("http://127.0.0.1:{other}"), json!({}), &["ответ не по протоколу HTTP"], &[]),
        (
            "silence",
            format!("http://127.0.0.1:{}", silent.0),
            json!({ "timeoutMs": 200 }),
            &["за время timeoutMs ответа нет"],
            &["no answer within timeoutMs"],
        ),
    ];
    for (case, url, settings, ru, en) in cases {
        let (device, _folder) = at(&url, &settings);
        let (status, answer) = device.execute(&sale());
        assert_eq!((status, &answer["error"]["outcome"]), (NO_LINK, &json!("notSent")), "{case}: {answer}");
        assert_says(case, &answer["error"], ru, en);
        let (russian, _) = texts(&answer["error"]);
        assert!(russian.contains(&url), "{case}: the address {url} in: {russian}");
        // A query has no document that could be registered or not.
        let (_, answer) = device.execute(&json!({ "type": "getShiftStatus" }));
        let (russian, english) = texts(&answer["error"]);
        assert!(!russian.contains("зарегистрирован") && !english.contains("registered"), "{case}: {answer}");
    }
}

#[test]
fn the_status_of_an_http_error_is_in_the_message() {
    let till = Till::open();
    for (status, code, ru, en) in [
        (500, NO_ANSWER, "сервер ответил ошибкой HTTP 500", "an error, HTTP 500"),
        (302, NO_ANSWER, "HTTP 302 отсылает на другой адрес: укажите в url", "HTTP 302, redirects"),
        (403, NO_ANSWER, "отказал в доступе, HTTP 403", "denied access, HTTP 403"),
        (200, NO_ANSWER, "ответ HTTP 200 не разобран", "HTTP 200, is not JSON"),
        (404, BAD_CONFIG, "нет такой команды (HTTP 404)", "no such command (HTTP 404)"),
    ] {
        let fault = json!([{ "path": "/shift/status", "point": "received", "action": "status", "status": status }]);
        till.register.set_faults(Fault::list(&fault.to_string()).unwrap());
        let (got, answer) = till.device.execute(&json!({ "type": "getShiftStatus" }));
        assert_eq!(got, code, "{status}: {answer}");
        assert_says(&status.to_string(), &answer["error"], &[ru], &[en]);
        assert_eq!(answer["error"]["backend"]["httpStatus"], status, "{answer}");
        if code == BAD_CONFIG {
            assert_eq!(answer["error"]["faults"][0]["path"], "url", "{answer}");
        }
    }
}

/// The error of opening a device with this text as its configuration.
#[allow(unsafe_code, reason = "a text that no Value can hold")]
fn opening(text: &str) -> Value {
    let open: unsafe extern "C" fn(*const c_char, *mut *mut c_void) -> c_int = function("kassa_open");
    let (text, mut handle) = (CString::new(text).unwrap(), std::ptr::null_mut());
    assert_ne!(unsafe { open(text.as_ptr(), &raw mut handle) }, OK, "{text:?}");
    last_error()
}

#[test]
fn a_slip_in_json_is_named_with_its_place() {
    let till = Till::open();
    for (text, ru, en) in [
        ("{\"journal\": \"C:\\kassa\\kassa.db\"}", "удвойте", "double the backslashes"),
        ("{\"type\": \"sell\",}", "строка 1, столбец 17: лишняя запятая", "line 1, column 17: there is a comma"),
        ("{'type': 'sell'}", "одинарные кавычки", "single quotation marks"),
        ("{\"type\": \"sell\"", "не хватает «}»", "\"}\" is missing"),
    ] {
        let (status, answer) = till.device.answering("kassa_execute", text);
        assert_eq!(status, BAD_DOCUMENT, "{answer}");
        for error in [&opening(text), &answer["error"]] {
            assert_says(text, error, &["Это не JSON", ru], &["This is not JSON", en]);
        }
    }
}

#[test]
fn a_windows_path_whose_backslashes_became_control_characters_is_refused() {
    let error =
        opening("{\"backend\": \"icash\", \"url\": \"http://127.0.0.1:9\", \"journal\": \"C:\\new\\tills.db\"}");
    assert_eq!(error["faults"][0]["path"], "journal", "{error}");
    assert_says("journal", &error, &["удвойте"], &["double the backslashes"]);
}

#[test]
fn the_word_that_was_probably_meant_is_named() {
    let till = Till::open();
    for (task, meant) in [
        (json!({ "type": "sel" }), "sell"),
        (json!({ "type": "getShiftstatus" }), "getShiftStatus"),
        (changed(&sale(), &json!({ "taxationtype": "osn" })), ""),
        (changed(&sale(), &json!({ "taxationType": "onn" })), ""),
        (changed(&sale(), &json!({ "taxationType": "usnIncom" })), "usnIncome"),
        (changed(&sale(), &json!({ "items[0].tax.type": "vta10" })), "vat10"),
        (changed(&sale(), &json!({ "items[0].measurmentUnit": "kilogram" })), "measurementUnit"),
        (changed(&sale(), &json!({ "items[0].type": "positon" })), "position"),
        (changed(&sale(), &json!({ "clientInfo.emailOrFone": "a@example.com" })), "emailOrPhone"),
    ] {
        let (status, answer) = till.device.validate(&task);
        assert_eq!(status, BAD_DOCUMENT, "{task}: {answer}");
        let (russian, english) = texts(&answer["error"]);
        if meant.is_empty() {
            assert!(!english.to_lowercase().contains("did you mean"), "{task}: {english}");
            continue;
        }
        assert!(russian.contains(&format!("имелось в виду «{meant}»")), "{task}: {russian}");
        assert!(english.to_lowercase().contains(&format!("did you mean \"{}\"", meant.to_lowercase())), "{english}");
    }
    let (status, answer) = till.device.call("shift/statsu", None);
    assert_eq!(status, UNSUPPORTED, "{answer}");
    let (russian, english) = texts(&answer["error"]);
    assert!(russian.contains("имелось в виду «shift/status»") && english.contains("mean \"shift/status\""), "{answer}");
    for (config, meant) in [
        (json!({ "backend": "icahs" }), "icash"),
        (json!({ "backend": "icash", "url": "http://127.0.0.1:9", "timeoutMS": 5 }), "timeoutMs"),
        (json!({ "backend": "icash", "adress": "http://127.0.0.1:9", "uurl": "http://127.0.0.1:9" }), ""),
    ] {
        let (_, error) = Device::open(&config).err().expect("a configuration that is refused");
        let (russian, _) = texts(&error);
        let named = russian.contains(&format!("имелось в виду «{meant}»"));
        assert!(meant.is_empty() || named, "{config}: {russian}");
    }
}

#[test]
fn a_list_of_allowed_words_shows_what_this_register_takes() {
    let till = Till::open();
    let (_, answer) = till.device.validate(&changed(&sale(), &json!({ "items[0].tax.type": "twenty" })));
    let (russian, english) = texts(&answer["error"]);
    for text in [&russian, &english] {
        assert!(text.contains("vat20") && text.contains("none"), "{text}");
        // FFD 1.05 knows neither, and codes and old names are no words to recommend.
        for word in ["vat22", "vat5", "vat16", "vat18"] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    let (_, answer) = till.device.validate(&json!({ "type": "dance" }));
    let (_, english) = texts(&answer["error"]);
    assert!(english.contains("openShift") && !english.contains("cashIn"), "{english}");
}

#[test]
fn a_query_that_fails_is_not_told_that_no_document_was_registered() {
    let till = Till::open();
    for task in [
        json!({ "type": "getFnDocument", "fiscalDocumentNumber": 4000 }),
        json!({ "type": "getShiftStatus", "colour": "red" }),
        json!({ "type": "printFnDocument", "fiscalDocumentNumber": 4000 }),
    ] {
        let (status, answer) = till.device.execute(&task);
        assert!(status == REFUSED || status == BAD_DOCUMENT, "{task}: {answer}");
        let (russian, english) = texts(&answer["error"]);
        for words in ["зарегистрирован", "Документ не принят"] {
            assert!(!russian.contains(words), "{task}: {russian}");
        }
        assert!(!english.contains("registered") && !english.contains("The document is invalid"), "{task}: {english}");
    }
    let (_, answer) = till.device.execute(&changed(&sale(), &json!({ "total": "10" })));
    assert!(texts(&answer["error"]).0.contains("Документ не принят"), "{answer}");
}

#[test]
fn a_shift_that_is_open_or_closed_already_leaves_nothing_to_do() {
    let till = Till::closed(&json!({}), Options::default());
    let (open, close) = (json!({ "type": "openShift" }), json!({ "type": "closeShift" }));
    for (task, ru, en) in
        [(&open, "Смена уже открыта", "already open"), (&close, "Смена уже закрыта", "already closed")]
    {
        till.make(task);
        let documents = till.register.ledger().len();
        let (status, answer) = till.device.execute(task);
        assert_eq!(status, ALREADY_DONE, "{answer}");
        let error = &answer["error"];
        assert_eq!((&error["name"], &error["outcome"]), (&json!("alreadyDone"), &json!("rejected")), "{answer}");
        assert_says(en, error, &[ru, "Делать ничего не нужно"], &[en, "nothing to do"]);
        assert!(error["backend"]["code"].is_i64(), "what the register itself reported: {answer}");
        // The same without JSON.
        let name = if *task == open { "kassa_open_shift" } else { "kassa_close_shift" };
        assert_eq!(shift(&till.device, name), ALREADY_DONE, "{name}");
        assert_eq!(last_error()["name"], "alreadyDone");
        assert_eq!(till.register.ledger().len(), documents, "no document was made");
    }
}

/// Opens or closes the shift through the functions without JSON.
#[allow(unsafe_code, reason = "a function of the C ABI")]
fn shift(device: &Device, name: &str) -> c_int {
    type Shift = unsafe extern "C" fn(*mut c_void, *const c_char, *mut c_void) -> c_int;
    unsafe { function::<Shift>(name)(device.handle(), std::ptr::null(), std::ptr::null_mut()) }
}

#[test]
fn an_expired_shift_is_not_open_already() {
    let till = Till::open();
    till.register.set_clock_offset(25 * 3600);
    let (status, answer) = till.device.execute(&json!({ "type": "openShift" }));
    assert_eq!(status, REFUSED, "{answer}");
}

#[test]
fn a_register_without_a_receipt_has_no_last_one_to_print() {
    let till = Till::closed(&json!({}), Options::default());
    let (status, answer) = till.device.execute(&json!({ "type": "printLastReceiptCopy" }));
    let error = &answer["error"];
    assert_eq!((status, &error["name"]), (NOT_FOUND, &json!("notFound")), "{answer}");
    assert_eq!((&error["outcome"], &error["retry"]), (&json!("notSent"), &json!("fixInput")), "{answer}");
    assert_says("no receipt", error, &["нет чека"], &["no receipt"]);
}

#[test]
fn a_shift_older_than_a_day_is_expired_and_tells_since_when() {
    let till = Till::closed(&json!({}), Options::default());
    let shift = || till.make(&json!({ "type": "getShiftStatus" }))["shiftStatus"].clone();
    assert_eq!(shift()["expiredTime"], Value::Null, "a closed shift does not expire");
    let opened = till.make(&json!({ "type": "openShift" }));
    for _ in 0..3 {
        till.make(&sale());
    }
    // This report has no number in the shift.
    till.make(&json!({ "type": "reportOfdExchangeStatus" }));
    let opened = opened["fiscalParams"]["fiscalDocumentDateTime"].as_str().unwrap().to_owned();
    let (day, hour) = opened.split_once('T').unwrap();
    let expires = shift()["expiredTime"].as_str().unwrap().to_owned();
    assert!(expires.ends_with(hour) && !expires.starts_with(day), "{opened} {expires}");
    let device = || till.make(&json!({ "type": "getDeviceStatus" }))["deviceStatus"].clone();
    for (offset, state) in [(0, "opened"), (25 * 3600, "expired")] {
        till.register.set_clock_offset(offset);
        let (shift, device) = (shift(), device());
        assert_eq!((&shift["state"], &shift["expiredTime"]), (&json!(state), &json!(expires)));
        assert_eq!((&device["shift"], &device["expiredTime"]), (&json!(state), &json!(expires)));
    }
}

#[test]
fn an_exhausted_drive_is_to_be_replaced_and_a_large_document_to_be_split() {
    let till = Till::open();
    for (code, ru, en) in [
        (0x12, "Замените ФН", "Replace the fiscal drive"),
        (0x23, "Замените ФН", "Replace the fiscal drive"),
        (0x10, "Разделите документ", "Split the document"),
        (0x0E, "Разделите документ", "Split the document"),
    ] {
        let fault = json!([{ "path": "/receipt", "point": "received", "action": "error", "code": code }]);
        till.register.set_faults(Fault::list(&fault.to_string()).unwrap());
        let (status, answer) = till.device.execute(&sale());
        assert_eq!(status, REFUSED, "{code}: {answer}");
        let advice = &answer["error"]["advice"];
        assert!(advice["ru"].as_str().unwrap().contains(ru) && advice["en"].as_str().unwrap().contains(en), "{advice}");
    }
}

#[test]
fn the_last_error_has_the_same_form_as_the_answer_of_a_failed_call() {
    let till = Till::open();
    let (_, answer) = till.device.execute(&json!({ "type": "dance" }));
    assert!(answer["error"]["faults"].is_array(), "{answer}");
    assert_eq!(last_error(), answer["error"]);
}

#[test]
fn a_repetition_that_only_writes_out_the_defaults_gets_the_recorded_answer() {
    let till = Till::open();
    let first = till.make(&changed(&sale(), &json!({ "externalId": "o-1" })));
    let again = changed(&sale(), &json!({ "externalId": "o-1", "taxes": [], "electronically": false }));
    assert_eq!(till.make(&again)["fiscalParams"], first["fiscalParams"]);
    let (status, answer) =
        till.device.execute(&changed(&sale(), &json!({ "externalId": "o-1", "payments[0].type": "electronically" })));
    let error = &answer["error"];
    assert_eq!((status, &error["outcome"]), (13, &json!("registered")), "{answer}");
    for name in ["fiscalDocumentNumber", "total", "fiscalDocumentSign"] {
        assert_eq!(error["recorded"][name], first["fiscalParams"][name], "{name}: {answer}");
    }
    let differs = json!([{ "path": "payments[0].type", "was": "cash", "is": "electronically" }]);
    assert_eq!(error["differences"], differs, "{answer}");
}

#[test]
fn a_journal_that_cannot_be_used_says_why_without_the_words_of_the_system() {
    let folder = tempfile::tempdir().unwrap();
    let register = Simulator::start(Options::default()).unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "these are notes, and no journal at all, but long enough to be read as one".repeat(40))
        .unwrap();
    for (journal, ru) in [(text.clone(), "это не журнал"), (text.join("kassa.db"), "уже есть файл")]
    {
        let config = json!({ "backend": "icash", "url": register.url(), "journal": journal });
        let (_, error) = Device::open(&config).err().expect("a journal that cannot be used");
        assert_eq!(error["name"], "journal", "{error}");
        let message = error["message"]["ru"].as_str().unwrap();
        assert!(message.contains(ru), "{message}");
        let words = message.replace(&journal.display().to_string(), "");
        assert!(!words.chars().any(|letter| letter.is_ascii_alphabetic()), "{message}");
    }
}

#[test]
fn every_wrapper_has_a_name_of_its_own_for_each_function_that_an_advice_names() {
    let source = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let named = |path: &str| -> BTreeSet<String> {
        let text = source(path);
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
        let word = |sign: char| sign.is_ascii_lowercase() || sign == '_' || sign == '.';
        code.split(|sign| !word(sign))
            .map(|name| name.trim_end_matches('.').to_owned())
            .filter(|name| name.starts_with("kassa_") || name == "kassa.h")
            .collect()
    };
    let (errors, registration) = (named("src/error/texts.rs"), named("src/backends/ofdru/workflow/state.rs"));
    assert!(errors.contains("kassa_recover") && registration.contains("kassa_registration_advance"));
    for (wrapper, list, with_registration) in [
        ("bindings/csharp/src/Errors.cs", "OwnNames", true),
        ("bindings/python/src/kassa/errors.py", "OWN_NAMES = (", true),
        // These two give the state of a registration as JSON, unchanged.
        ("bindings/delphi/Kassa.pas", "  Functions: array", false),
        ("include/kassa/error.hpp", "in_cpp", false),
    ] {
        let text = source(wrapper);
        let list = &text[text.find(list).unwrap()..];
        for name in errors.iter().chain(registration.iter().filter(|_| with_registration)) {
            let at = list.find(&format!("\"{name}\"")).or_else(|| list.find(&format!("'{name}'")));
            assert!(at.is_some_and(|at| at < 1000), "{wrapper} has no name for {name}");
        }
    }
}
