//! iCASH-1F: queries, which make no document (§6.1, §6.3–6.6, §6.17).
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use crate::documents::{
    BAD_CONFIG, BAD_DOCUMENT, NO_ANSWER, OK, REFUSED, Till, UNSUPPORTED, changed, correction, sale,
};
use crate::support::abi::{Device, function, last_error};
use kassa_simulator::Fault;
use kassa_simulator::icash::Options;
use serde_json::{Map, Value, json};
use std::ffi::{c_char, c_int, c_void};
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

const NO_LINK: i32 = 6;

fn task(name: &str) -> Value {
    json!({ "type": name })
}

fn set_faults(till: &Till, faults: &Value) {
    till.register.set_faults(Fault::list(&faults.to_string()).unwrap());
}

/// A register that answers each path with the last answer set for it.
struct StubRegister {
    answers: Arc<Mutex<Map<String, Value>>>,
    till: Till,
}

impl StubRegister {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers = Arc::new(Mutex::new(Map::new()));
        let shared = Arc::clone(&answers);
        thread::spawn(move || {
            for link in listener.incoming().map_while(Result::ok) {
                let _ = serve(link, &shared);
            }
        });
        Self { answers, till: Till::closed(&json!({ "url": url }), Options::default()) }
    }

    fn put(&self, path: &str, answer: Value) {
        self.answers.lock().unwrap().insert(format!("/api/1{path}"), answer);
    }
}

fn serve(stream: TcpStream, answers: &Mutex<Map<String, Value>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut asked, mut line) = (String::new(), String::new());
    reader.read_line(&mut asked)?;
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line)?;
    }
    let path = asked.split(' ').nth(1).unwrap();
    let body = answers.lock().unwrap().get(path).map(Value::to_string);
    let (status, body) = body.map_or(("404 Not Found", String::new()), |body| ("200 OK", body));
    write!(reader.get_mut(), "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn status() -> Value {
    json!({
        "ok": true, "fiscal_drive_number": "9999078900012345", "state": 3, "document_code": 0, "document_data_status": 0,
        "shift_status": 1, "alert_flags": 0, "last_document_datetime": "2026-11-22T10:00:00", "last_document_number": 41,
    })
}

/// §6.1.2. Words that the task vocabulary lacks are our own.
const ALERTS: [&str; 8] = [
    "needReplacement",
    "resourceExhausted",
    "memoryOverflow",
    "ofdTimeout",
    "formatControlRefused",
    "settingNeeded",
    "ofdCancelled",
    "criticalError",
];

/// The flags of an object that are set, by name.
fn set(flags: &Value) -> Vec<&str> {
    flags.as_object().unwrap().iter().filter(|(_, flag)| **flag == json!(true)).map(|(name, _)| name.as_str()).collect()
}

#[test]
fn each_bit_of_the_alert_flags_is_a_warning_of_its_own() {
    let stub = StubRegister::new();
    stub.put("/shift/status", json!({ "shiftStatus": 1, "shiftNo": 7, "checkNo": 3 }));
    for (bit, word) in ALERTS.iter().enumerate() {
        stub.put("/status", changed(&status(), &json!({ "alert_flags": 1 << bit })));
        for (name, member) in [("getFnStatus", "fnStatus"), ("getFnInfo", "fnInfo")] {
            let answer = stub.till.make(&task(name));
            assert_eq!(set(&answer[member]["warnings"]), [*word], "I4.5, bit {bit} by {name}");
        }
    }
    for (flags, count) in [(json!(0), 0), (json!(255), 8), (Value::Null, 0)] {
        let mut answer = changed(&status(), &json!({ "alert_flags": flags }));
        if flags.is_null() {
            answer.as_object_mut().unwrap().remove("alert_flags");
        }
        stub.put("/status", answer);
        let answer = stub.till.make(&task("getFnStatus"));
        assert_eq!(set(&answer["fnStatus"]["warnings"]).len(), count, "{flags}");
        assert_eq!(answer["fnStatus"]["warnings"].as_object().unwrap().len(), 8, "set or not, each is told");
    }
}

#[test]
fn each_phase_of_the_fiscal_drive_has_its_word() {
    let stub = StubRegister::new();
    for (state, word) in [
        (0, "init"),
        (1, "configured"),
        (3, "fiscalMode"),
        (7, "postFiscalMode"),
        (15, "accessArchive"),
        (9, "unknown"),
    ] {
        stub.put("/status", changed(&status(), &json!({ "state": state })));
        let answer = stub.till.make(&task("getFnInfo"));
        assert_eq!(answer["fnInfo"]["livePhase"], word, "I4.1: {state}");
        assert_eq!(answer["fnInfo"]["serial"], "9999078900012345");
        assert_eq!(answer["native"]["state"], state, "the register's own answer, whole");
    }
}

/// §6.17.2.
#[test]
fn each_bit_of_the_exchange_state_is_told_by_name() {
    let stub = StubRegister::new();
    let names = [
        "connected",
        "messageToSend",
        "waitingForReceipt",
        "commandFromOfd",
        "settingsChanged",
        "waitingForCommandAnswer",
    ];
    let mut own = json!({
        "exchangeState": 0, "readMsgState": 1, "msgCountForExch": 12, "noOfFirstDocForExch": 30,
        "dateTimeOfFirstDocForExch": "2026-11-22T10:00:00",
    });
    for (bit, name) in names.iter().enumerate() {
        own["exchangeState"] = json!(1 << bit);
        stub.put("/ofd/status", own.clone());
        let answer = stub.till.make(&task("ofdExchangeStatus"));
        let status = &answer["status"];
        assert_eq!(set(&status["exchange"]), [*name], "I4.6, bit {bit}");
        assert_eq!((&status["notSentCount"], &status["notSentFirstDocNumber"]), (&json!(12), &json!(30)));
        assert_eq!(status["notSentFirstDocDateTime"], "2026-11-22T10:00:00");
        assert_eq!(status["readingMessage"], true);
        assert_eq!(answer["native"], own);
    }
    own["readMsgState"] = json!(0);
    stub.put("/ofd/status", own);
    assert_eq!(stub.till.make(&task("ofdExchangeStatus"))["status"]["readingMessage"], false);
}

#[test]
fn the_state_of_the_drive_follows_the_documents() {
    let till = Till::open();
    till.make(&sale());
    till.make(&sale());
    let answer = till.make(&task("getFnStatus"));
    assert_eq!(
        (&answer["fnStatus"]["fiscalDocumentNumber"], &answer["fnStatus"]["fiscalReceiptNumber"]),
        (&json!(4), &json!(2))
    );
    assert_eq!(answer["native"]["status"]["last_document_number"], 4);
    assert_eq!(answer["native"]["shift"], json!({ "shiftStatus": 1, "shiftNo": 1, "checkNo": 2 }));
    let waiting = till.make(&task("ofdExchangeStatus"));
    assert_eq!(set(&waiting["status"]["exchange"]), ["messageToSend"]);
    assert_eq!(
        (&waiting["status"]["notSentCount"], &waiting["status"]["notSentFirstDocNumber"]),
        (&json!(3), &json!(2))
    );
    till.make(&task("closeShift"));
    let closed = till.make(&task("getFnStatus"));
    assert_eq!(closed["fnStatus"].get("fiscalReceiptNumber"), None, "a closed shift has no last receipt");

    let fresh = Till::closed(&json!({}), Options { registered: false, ..Options::default() });
    assert_eq!(fresh.make(&task("getFnInfo"))["fnInfo"]["livePhase"], "configured");
    assert_eq!(fresh.make(&task("getFnStatus"))["fnStatus"]["fiscalDocumentNumber"], 0);
    assert_eq!(fresh.make(&task("ofdExchangeStatus"))["status"]["notSentCount"], 0);
}

#[test]
fn documents_that_wait_too_long_for_the_ofd_raise_the_warning() {
    let till = Till::open();
    till.register.set_clock_offset(40 * 24 * 60 * 60);
    assert_eq!(set(&till.make(&task("getFnInfo"))["fnInfo"]["warnings"]), ["ofdTimeout"]);
}

#[test]
fn the_register_describes_itself() {
    let till = Till::open();
    let answer = till.make(&task("getDeviceInfo"));
    let device = &answer["deviceInfo"];
    assert_eq!(device["serial"], "00000000000000012345", "T1013");
    assert_eq!((&device["firmwareVersion"], &device["modelName"]), (&json!("1.0"), &json!("iCASH-1F")));
    assert_eq!((&device["ffdVersion"], &device["fnFfdVersion"]), (&json!("1.05"), &json!("1.05")));
    assert_eq!(answer["native"]["document_number"], 1, "from the report of registration, handed on whole");
    let fresh = Till::closed(&json!({}), Options { registered: false, ..Options::default() });
    let (status, answer) = fresh.device.execute(&task("getDeviceInfo"));
    assert_eq!((status, &answer["error"]["backend"]["code"]), (REFUSED, &json!(34)), "{answer}");
}

#[test]
fn the_registration_is_told_in_the_words_that_register_it() {
    let till = Till::closed(&json!({}), Options { registered: false, ..Options::default() });
    let registration = json!({
        "type": "registration", "operator": { "name": "Инженер Седов" },
        "organization": {
            "name": "ООО Ромашка", "vatin": "7700123459", "address": "Москва", "email": "kassa@example.com",
            "taxationTypes": ["osn", "patent"], "agents": ["attorney", "another"],
        },
        "device": {
            "registrationNumber": "0001234567007512", "ffdVersion": "1.05", "paymentsAddress": "Магазин № 1",
            "machineNumber": "АВТ-1", "fnsUrl": "www.nalog.gov.ru", "offlineMode": false, "encryption": true,
            "autoMode": true, "machineInstallation": true, "bso": false, "internet": false, "service": true,
            "excise": true, "gambling": false, "lottery": true,
        },
        "ofd": { "name": "ООО Пример ОФД", "vatin": "5000111221" },
    });
    till.make(&registration);
    let answer = till.make(&task("getRegistrationInfo"));
    for group in ["organization", "device", "ofd"] {
        for (name, value) in registration[group].as_object().unwrap() {
            assert_eq!(answer[group][name], *value, "{group}.{name}");
        }
    }
    assert_eq!(answer["native"]["data"]["T1037"], "0001234567007512");
    let report = till.register.ledger().pop().unwrap();
    let expected = json!({ "fiscalDocumentNumber": 1, "fiscalDocumentDateTime": report.data["T1012"] });
    assert_eq!(answer["report"], expected);
    // Attributes that every document repeats are taken from the last document.
    let moved = json!({
        "type": "changeRegistrationParameters", "reason": "attributesChange", "organization.address": "Тверь",
        "device.paymentsAddress": "Павильон 7", "organization.taxationTypes": ["osn"],
    });
    till.make(&changed(&registration, &moved));
    let later = till.make(&task("getRegistrationInfo"));
    assert_eq!(later["organization"]["address"], "Тверь");
    assert_eq!(later["device"]["paymentsAddress"], "Павильон 7");
    assert_eq!(later["organization"]["taxationTypes"], json!(["osn", "patent"]), "as the notes say");
    assert_eq!((&later["report"], &later["native"]["last"]["data"]["T1009"]), (&expected, &json!("Тверь")));
    let plain = Till::open().make(&task("getRegistrationInfo"));
    for flag in registration["device"].as_object().unwrap().iter().filter(|(_, value)| value.is_boolean()) {
        assert!(plain["device"][flag.0].is_boolean(), "{}: flags are always told", flag.0);
    }
    assert!(plain["organization"]["agents"].is_array(), "lists are always told");
}

#[test]
fn a_document_is_told_tag_by_tag() {
    let till = Till::open();
    till.make(&changed(&sale(), &json!({ "items[0].agentInfo.agents": ["attorney"], "items[0].supplierInfo": { "vatin": "7800987653", "phones": ["+78120000002"] } })));
    let document = till.register.ledger().pop().unwrap();
    till.register.forget_requests();
    let answer = till.make(&json!({ "type": "getFnDocument", "fiscalDocumentNumber": 3 }));
    assert!(till.register.requests()[0]["path"].as_str().unwrap().ends_with("/search/3/"));
    let told = &answer["documentTLV"];
    assert_eq!((&told["fiscalDocumentType"], &told["short"]), (&json!("receipt"), &json!(false)));
    assert_eq!(told["qr"], document.data["T1196"]);
    for (tag, value) in document.data.as_object().unwrap() {
        let number = tag.strip_prefix('T').unwrap();
        assert!(told.get(number).is_some(), "{tag} as \"{number}\" in {told}");
        if !value.is_array() && !value.is_object() {
            assert_eq!(told[number], *value, "{tag}");
        }
    }
    assert!(told["1059"].is_array(), "a tag that may be there many times");
    assert_eq!(told["1059"][0]["1030"], "Хлеб", "all the way down");
    assert_eq!(told["1059"][0]["1224"]["1171"], json!(["+78120000002"]));
    assert!(!told.to_string().contains("\"T1"), "no name of the wire: {told}");
    assert_eq!(answer["native"]["data"], document.data, "I1.5");
}

#[test]
fn each_kind_of_document_has_its_word() {
    let till = Till::closed(&json!({}), Options::default());
    till.make(&task("openShift"));
    till.make(&sale());
    till.make(&correction());
    till.make(&task("reportOfdExchangeStatus"));
    till.make(&task("closeShift"));
    let again = json!({
        "T1048": "ООО Пример", "T1018": "7743013901", "T1037": "0000000001045548", "T1002": true, "T1221": false,
        "T1110": true, "T1056": false, "T1001": false, "T1108": false, "T1021": "Админ", "T1101": 3,
    });
    till.foreign(&json!({ "command": "register", "data": again }));
    till.make(&task("openShift"));
    till.make(&sale());
    till.make(&correction());
    till.make(&task("closeShift"));
    till.make(&task("closeArchive"));
    let kinds = [
        "registration",
        "openShift",
        "receipt",
        "receiptCorrection",
        "ofdExchangeStatus",
        "closeShift",
        "changeRegistrationParameters",
        "openShift",
        "bso",
        "bsoCorrection",
        "closeShift",
        "closeArchive",
    ];
    for (index, kind) in kinds.iter().enumerate() {
        let answer = till.make(&json!({ "type": "getFnDocument", "fiscalDocumentNumber": index + 1 }));
        assert_eq!(answer["documentTLV"]["fiscalDocumentType"], *kind, "document {}", index + 1);
    }
}

#[test]
fn a_document_is_printed_again_by_its_number() {
    let till = Till::open();
    till.make(&sale());
    let before = till.register.tape().len();
    till.register.forget_requests();
    let answer = till.make(&json!({ "type": "printFnDocument", "fiscalDocumentNumber": 3 }));
    let requests = till.register.requests();
    assert_eq!((requests.len(), &requests[0]["method"]), (1, &json!("POST")));
    assert!(requests[0]["path"].as_str().unwrap().ends_with("/print/3/"), "I1.6");
    assert_eq!(answer["native"], json!({ "ok": true, "document_number": 3, "document_type": 4 }));
    assert!(till.register.tape()[before..].contains("Хлеб"));
    assert_eq!(till.register.ledger().len(), 3, "no document is made");
}

#[test]
fn an_unknown_document_number_is_refused() {
    let till = Till::open();
    for name in ["getFnDocument", "printFnDocument"] {
        let (status, answer) = till.device.execute(&json!({ "type": name, "fiscalDocumentNumber": 3 }));
        assert_eq!((status, &answer["error"]["backend"]["code"]), (REFUSED, &json!(8)), "{name}: {answer}");
        assert_eq!(answer["error"]["outcome"], "rejected", "{name}");
        till.register.forget_requests();
        for number in [json!(0), json!(-1), json!(1.5), json!("1"), json!(4_294_967_296_i64), json!([1]), Value::Null] {
            let task = json!({ "type": name, "fiscalDocumentNumber": number });
            let faults = till.refused(&task);
            assert_eq!(faults, ["fiscalDocumentNumber: form"], "{name} {number}");
            assert_eq!(till.device.execute(&task).0, BAD_DOCUMENT);
        }
        assert_eq!(till.register.requests(), Vec::<Value>::new(), "{name}");
    }
    let raw = json!({ "type": "getFnDocument", "fiscalDocumentNumber": 1, "withRawData": true });
    assert_eq!(till.refused(&raw), ["withRawData: carried"], "the register shows no bytes");
    till.make(&changed(&raw, &json!({ "withRawData": false })));
}

#[test]
fn the_last_receipt_is_printed_again_even_if_other_documents_followed() {
    let till = Till::open();
    let copy = || {
        till.register.forget_requests();
        till.make(&task("printLastReceiptCopy"));
        till.register.requests().pop().unwrap()["path"].as_str().unwrap().trim_start_matches("/api/1").to_owned()
    };
    let (status, answer) = till.device.execute(&task("printLastReceiptCopy"));
    assert_ne!(status, OK, "there is no receipt yet: {answer}");
    till.make(&sale());
    assert_eq!(copy(), "/print/3/");
    till.make(&correction());
    till.make(&task("reportOfdExchangeStatus"));
    till.make(&task("closeShift"));
    assert_eq!(copy(), "/print/4/", "a correction, two documents ago");
    assert_eq!(till.register.ledger().len(), 6, "no document is made");
}

#[test]
fn the_clock_is_set_and_the_other_settings_stay() {
    let till = Till::open();
    till.register.forget_requests();
    till.make(&json!({ "type": "setDateTime", "dateTime": "2036.11.22 13:45:59" }));
    let sent = till.received().unwrap();
    assert_eq!(
        sent,
        json!({
            "dateTime": "2036-11-22T13:45:59", "ofdHost": "ofd.example.com", "ofdPort": 7777, "ofdReconnectionDelay": 60,
            "iCashHost": "192.168.0.100", "iCashPort": 80,
        }),
        "I2.1–I2.6"
    );
    let now = till.make(&task("getDeviceStatus"));
    assert!(now["deviceStatus"]["currentDateTime"].as_str().unwrap().starts_with("2036-11-22T13:4"), "{now}");
    let (status, answer) = till.device.execute(&json!({ "type": "setDateTime", "dateTime": "2001.01.01 00:00:00" }));
    assert_eq!((status, &answer["error"]["backend"]["code"]), (REFUSED, &json!(7)), "before the last document");
    for wrong in [
        json!("2036.02.30 10:00:00"),
        json!("2036.11.22"),
        json!("2036.11.22T10:00:00+03:00"),
        json!(1),
        Value::Null,
        json!("2036.11.22 24:00:00"),
    ] {
        let faults = till.refused(&json!({ "type": "setDateTime", "dateTime": wrong }));
        assert_eq!(faults, ["dateTime: form"], "{wrong}");
    }
}

/// Each task with the path of the first command that it sends.
const QUESTIONS: [(&str, &str); 11] = [
    ("getDeviceStatus", "/status"),
    ("getDeviceInfo", "/search"),
    ("getShiftStatus", "/shift/status"),
    ("getFnStatus", "/status"),
    ("getFnInfo", "/status"),
    ("getRegistrationInfo", "/search"),
    ("ofdExchangeStatus", "/ofd/status"),
    ("getFnDocument", "/search"),
    ("printFnDocument", "/print"),
    ("printLastReceiptCopy", "/status"),
    ("setDateTime", "/settings"),
];

/// The task with its required fields.
fn question(name: &str) -> Value {
    match name {
        "getFnDocument" | "printFnDocument" => json!({ "type": name, "fiscalDocumentNumber": 1 }),
        "setDateTime" => json!({ "type": name, "dateTime": "2036.11.22 13:45:59" }),
        _ => task(name),
    }
}

#[test]
fn a_query_without_a_usable_answer_is_an_error() {
    let till = Till::with(&json!({ "timeoutMs": 1500 }));
    for fault in [
        json!({ "point": "received", "action": "status", "status": 500 }),
        json!({ "point": "received", "action": "malformed" }),
        json!({ "point": "received", "action": "oversized", "bytes": 17 * 1024 * 1024 }),
        json!({ "point": "processed", "action": "reset" }),
        json!({ "point": "answer", "action": "close", "bytes": 60 }),
        json!({ "point": "received", "action": "hang", "delayMs": 60_000 }),
    ] {
        for (name, path) in QUESTIONS {
            set_faults(&till, &json!([changed(&fault, &json!({ "path": path }))]));
            let (status, answer) = till.device.execute(&question(name));
            assert_eq!(
                (status, &answer["error"]["outcome"]),
                (NO_ANSWER, &json!("unknown")),
                "{name}, {fault}: {answer}"
            );
            assert_eq!(answer["error"]["retry"], "safe", "{name}, {fault}: {answer}");
        }
    }
    set_faults(&till, &json!([]));
    for (name, _) in QUESTIONS.iter().filter(|(name, _)| *name != "printLastReceiptCopy") {
        till.make(&question(name));
    }
}

#[test]
fn answers_of_the_wrong_shape_are_errors() {
    let stub = StubRegister::new();
    for body in [json!([]), json!("ok"), json!(1), json!({ "ok": "true" }), json!({ "ok": 1 }), Value::Null] {
        for path in ["/status", "/shift/status", "/search/1/", "/ofd/status", "/settings", "/print/1/"] {
            stub.put(path, body.clone());
        }
        for (name, _) in QUESTIONS {
            let (status, answer) = stub.till.device.execute(&question(name));
            assert_eq!(status, NO_ANSWER, "{name}, {body}: {answer}");
        }
    }
    stub.put("/status", json!({ "ok": true, "state": 3 }));
    assert_eq!(stub.till.device.execute(&task("getFnInfo")).0, NO_ANSWER, "a register at work has a last document");
}

#[test]
fn a_query_without_a_connection_is_not_sent() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let till = Till::closed(&json!({ "url": format!("http://{closed}") }), Options::default());
    for (name, _) in QUESTIONS {
        let (status, answer) = till.device.execute(&question(name));
        assert_eq!((status, &answer["error"]["outcome"]), (NO_LINK, &json!("notSent")), "{name}: {answer}");
        assert_eq!(answer["error"]["retry"], "safe", "{name}");
    }
}

#[test]
fn an_address_of_something_else_is_reported() {
    let stub = StubRegister::new();
    for (name, _) in QUESTIONS {
        let (status, answer) = stub.till.device.execute(&question(name));
        let error = &answer["error"];
        assert_eq!((status, &error["backend"]["httpStatus"]), (BAD_CONFIG, &json!(404)), "{name}: {answer}");
        assert_eq!(error["faults"][0]["path"], "url", "{name}: {answer}");
    }
}

#[test]
fn queries_take_no_other_fields() {
    let till = Till::open();
    for (name, _) in QUESTIONS {
        let faults = till.refused(&changed(&question(name), &json!({ "nothing": 1 })));
        assert_eq!(faults, ["nothing: form"], "{name}");
    }
}

#[test]
fn tasks_without_a_command_are_unsupported_and_send_nothing() {
    let till = Till::open();
    till.register.forget_requests();
    for name in [
        "cashIn",
        "cashOut",
        "reportX",
        "reportDepartments",
        "openCashDrawer",
        "getCashDrawerStatus",
        "getShiftTotals",
        "getOverallTotals",
        "getDepartmentSum",
        "getLicenses",
        "getMcu",
        "getDeviceParameters",
        "setDeviceParameters",
        "printDocumentsFromJournal",
        "continuePrint",
        "validateMarks",
        "pingIsm",
        "getReceiptImage",
    ] {
        let (status, answer) = till.device.execute(&json!({ "type": name, "cashSum": 100 }));
        assert_eq!((status, &answer["error"]["outcome"]), (UNSUPPORTED, &json!("notSent")), "{name}: {answer}");
        assert!(answer["error"]["message"]["en"].as_str().unwrap().contains(name), "{name} is named: {answer}");
    }
    let moved = |device: &Device, name: &str| -> c_int {
        type Cash = unsafe extern "C" fn(*mut c_void, i64, *mut c_void) -> c_int;
        unsafe { function::<Cash>(name)(device.handle(), 10_000, std::ptr::null_mut()) }
    };
    for name in ["kassa_cash_in", "kassa_cash_out"] {
        assert_eq!((moved(&till.device, name), &last_error()["outcome"]), (UNSUPPORTED, &json!("notSent")), "{name}");
    }
    let report: unsafe extern "C" fn(*mut c_void, *const c_char) -> c_int = function("kassa_print_x_report");
    assert_eq!(unsafe { report(till.device.handle(), std::ptr::null()) }, UNSUPPORTED);
    assert_eq!(till.register.requests(), Vec::<Value>::new());
}
