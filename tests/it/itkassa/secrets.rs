//! The keys of the service appear in its requests and callbacks, and nowhere else.

use super::{SHARED, Shop, listen, named, parse, post, sale};
use crate::documents::{BAD_CONFIG, BAD_DOCUMENT, OK, REFUSED, changed, said};
use crate::support::abi::{Device, function};
use crate::support::alone;
use kassa_simulator::itkassa::Options;
use serde_json::{Value, json};
use std::ffi::{CStr, c_char, c_void};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Mutex;
use std::thread;

/// A key that belongs to no account.
const WRONG: &str = "WRONGKEY00010001";

/// The library's log lines, from every thread of this process.
static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

#[allow(unsafe_code, reason = "a foreign host is called by C functions")]
unsafe extern "C" fn keep_line(_: *mut c_void, line: *const c_char) {
    LINES.lock().unwrap().push(unsafe { CStr::from_ptr(line) }.to_str().unwrap().to_owned());
}

/// A server that repeats the request in its answer, as some do when they do not know the caller; returns its address.
fn echo(status: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut request = vec![0; 64 * 1024];
            let count = stream.read(&mut request).unwrap_or(0);
            let asked = String::from_utf8_lossy(&request[..count]).into_owned();
            let body = json!({ "code": 401, "message": asked, "errors": [asked] }).to_string();
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        }
    });
    format!("http://{address}")
}

#[test]
fn no_secret_appears_anywhere() {
    alone(module_path!(), "no_secret_appears_anywhere", look_for_secrets);
}

fn look_for_secrets() {
    type SetLog = unsafe extern "C" fn(Option<unsafe extern "C" fn(*mut c_void, *const c_char)>, *mut c_void) -> i32;
    #[allow(unsafe_code, reason = "a foreign host calls C functions")]
    let status = unsafe { function::<SetLog>("kassa_set_log")(Some(keep_line), std::ptr::null_mut()) };
    assert_eq!(status, OK);
    let shop = Shop::open();
    let mut told = Vec::new();
    let wrong = shop.again(&json!({ "apiKey": WRONG }));
    let (status, answer) = wrong.execute(&sale());
    assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("notSent")), "{answer}");
    told.push(answer);
    for status in ["401 Unauthorized", "200 OK", "500 Internal Server Error"] {
        let url = echo(status);
        let device = shop.again(&json!({ "apiKey": WRONG, "url": url, "deadlineMs": 500, "timeoutMs": 300 }));
        for answer in [device.execute(&sale()), device.call("cre/items", None), device.recover("order-1")] {
            assert_ne!(answer.0, OK, "{status}: {}", answer.1);
            told.push(answer.1);
        }
    }
    assert!(told.iter().any(|answer| answer.to_string().contains("****")), "what the server said is told: {told:?}");
    shop.make(&named("order-9"));
    for headers in [json!({ "X-API-Key": SHARED }), json!({ "X-API-Key": WRONG }), json!([SHARED]), json!({ "a": {} })]
    {
        told.push(parse(&shop.device, &headers, "{\"id\": ").1);
    }
    let (_, answer) = listen(&shop.device, Some("127.0.0.1:0"));
    for key in [SHARED, WRONG] {
        assert_ne!(post(answer["listening"].as_str().unwrap(), Some(key), "nonsense"), 200);
    }
    let settings = json!({ "callbackApiKey": SHARED, "errorEmail": 5, "testUrl": SHARED, "printResultUrl": "x" });
    let (status, answer) = shop.device.call("organization/settings", Some(&settings.to_string()));
    assert_eq!(status, BAD_DOCUMENT, "{answer}");
    let journal = std::fs::read(shop.folder.path().join("kassa.db")).unwrap();
    let wal = std::fs::read(shop.folder.path().join("kassa.db-wal")).unwrap_or_default();
    let lines = LINES.lock().unwrap().join("\n");
    assert!(lines.contains("POST /print-documents") && lines.contains("callback: 403"), "{lines}");
    for secret in [WRONG, &Options::default().api_key, SHARED] {
        for answer in &told {
            assert!(!answer.to_string().contains(secret), "{answer}");
        }
        assert!(!lines.contains(secret), "{secret} in the log");
        for bytes in [&journal, &wal] {
            assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret} in the journal");
        }
    }
}

#[test]
fn an_invalid_key_is_not_repeated_in_the_error() {
    let shop = Shop::open();
    let config = json!({ "backend": "itkassa", "apiKey": "ключ", "callbackKey": "НЕ ТОТ", "creItemId": "x",
        "journal": shop.folder.path().join("kassa.db") });
    let (status, error) = Device::open(&config).err().unwrap();
    assert_eq!(status, BAD_CONFIG);
    let faults: Value = error["faults"].clone();
    assert_eq!(said(&faults), ["apiKey: form", "callbackKey: form", "creItemId: form"].map(String::from), "{error}");
    assert!(!error.to_string().contains("ключ") && !error.to_string().contains("НЕ ТОТ"), "{error}");
    assert!(Device::open(&changed(&config, &json!({ "callbackKey": null, "apiKey": "k" }))).is_err());
}
