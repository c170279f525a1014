//! iCASH-1F: its native commands, called by their own paths and checked by their own tables (§4, §6.1–6.23).
#![allow(unsafe_code, reason = "the log and the progress of calls come through functions of the host")]

use crate::documents::{BAD_DOCUMENT, NO_ANSWER, OK, REFUSED, Till, UNSUPPORTED, changed, sale, without};
use crate::support::abi::{Device, function, last_error};
use crate::support::alone;
use kassa_simulator::Fault;
use kassa_simulator::icash::{Document, Options};
use serde_json::{Value, json};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Mutex;
use std::{fs, thread};

const ID_REUSED: i32 = 13;

/// Calls a method; `null` means no parameters.
fn call(till: &Till, method: &str, params: &Value) -> (i32, Value) {
    let text = params.to_string();
    till.device.call(method, (!params.is_null()).then_some(text.as_str()))
}

/// Calls a method that must succeed.
fn called(till: &Till, method: &str, params: &Value) -> Value {
    let (status, answer) = call(till, method, params);
    assert_eq!(status, OK, "{method} {params}: {answer}");
    answer
}

/// Places of the faults of a call that must be refused before anything is sent.
fn faults(till: &Till, method: &str, params: &Value) -> Result<Vec<String>, String> {
    till.register.forget_requests();
    let (status, answer) = call(till, method, params);
    let sent = till.register.requests().len();
    if status != BAD_DOCUMENT || sent != 0 || answer["error"]["outcome"] != "notSent" {
        return Err(format!("status {status}, {sent} requests"));
    }
    let mut places: Vec<String> = crate::documents::said(&answer["error"]["faults"])
        .iter()
        .map(|fault| fault.rsplit_once(": ").unwrap().0.to_owned())
        .collect();
    places.dedup();
    Ok(places)
}

/// The last request that makes a document or changes something: method, path and body.
fn last_request(till: &Till) -> (String, String, String) {
    let requests = till.register.requests();
    let request = requests.last().unwrap();
    let text = |name: &str| request[name].as_str().unwrap_or_default().to_owned();
    (text("method"), text("path").trim_start_matches("/api/1").to_owned(), text("body"))
}

fn set_faults(till: &Till, faults: &Value) {
    till.register.set_faults(Fault::list(&faults.to_string()).unwrap());
}

/// Queries the register directly, past the driver; returns the body.
fn raw(url: &str, method: &str, path: &str, body: &str) -> Vec<u8> {
    let mut link = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    let length = body.len();
    write!(
        link,
        "{method} /api/1{path} HTTP/1.1\r\nHost: kassa\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = Vec::new();
    link.read_to_end(&mut answer).unwrap();
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    answer.split_off(head + 4)
}

fn asked(till: &Till, method: &str, path: &str) -> Value {
    serde_json::from_slice(&raw(&till.register.url(), method, path, "")).unwrap()
}

/// A server that answers each request with what `answer` makes of its first line and its body.
fn server(answer: impl Fn(&str, &str) -> String + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for link in listener.incoming().map_while(Result::ok) {
            let _ = serve(link, &answer);
        }
    });
    url
}

fn serve(stream: TcpStream, answer: &impl Fn(&str, &str) -> String) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let (mut asked_for, mut line, mut length) = (String::new(), String::new(), 0);
    reader.read_line(&mut asked_for)?;
    while line != "\r\n" {
        line.clear();
        reader.read_line(&mut line)?;
        if let Some(digits) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = digits.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = answer(&asked_for, &String::from_utf8_lossy(&body));
    write!(reader.get_mut(), "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn fresh() -> Till {
    Till::closed(&json!({}), Options { registered: false, ..Options::default() })
}

fn settings() -> Value {
    json!({
        "dateTime": "2036-11-22T12:00:00", "ofdHost": "192.168.0.1", "ofdPort": 7778, "ofdReconnectionDelay": 0,
        "iCashHost": "192.168.0.101", "iCashPort": 8080,
    })
}

fn registration() -> Value {
    json!({
        "T1048": "ООО Пример", "T1018": "7743013901", "T1062": [1, 6], "T1037": "0000000001045548", "T1002": false,
        "T1221": false, "T1110": false, "T1056": false, "T1001": false, "T1108": false, "T1021": "Инженер Седов",
        "T1057": [5], "T1117": "shop@example.com", "T1017": "7704453017", "T1046": "ООО ОФД",
    })
}

/// A receipt with an agent and its supplier.
fn receipt() -> Value {
    json!({
        "T1054": 1, "T1055": 1, "T1084": { "T1085": "Заказ", "T1086": "17" },
        "T1059": [{
            "T1030": "Хлеб", "T1079": "5.25", "T1023": "2", "T1043": "10.50", "T1199": 6, "T1222": [5],
            "T1224": { "T1171": ["+78120000002"], "T1225": "ООО Тропа" }, "T1226": "7800987653",
        }],
        "T1020": "10.50", "T1031": "0.50", "T1081": 10,
    })
}

fn correction() -> Value {
    changed(&receipt(), &json!({ "T1173": false, "T1174": { "T1178": "2025-02-17", "T1179": "17" } }))
}

/// A document that each command accepts.
fn base(command: &str) -> Value {
    match command {
        "POST settings" => settings(),
        "printany" => json!({ "data": [{ "left": "Итого" }] }),
        "register" => registration(),
        "receipt" => receipt(),
        "correctivereceipt" => correction(),
        "POST ofd" => json!({ "data": "Zm9vYmFy" }),
        "shell" => json!({ "method": "GET", "command": "status" }),
        "wifi/station/connect" => json!({ "ssid": "iCASH", "password": "120426120426" }),
        "search" | "print" => json!({ "document_number": 1 }),
        "log" => json!({ "number_of_lines": 1 }),
        "firmware/icash1f.bin" => json!({ "file": "/nowhere/icash1f.bin" }),
        _ => json!({}),
    }
}

/// The type of a field.
#[derive(Clone, Copy)]
enum Kind {
    Text(usize),
    Any,
    Digits(usize, usize),
    Exactly(usize),
    Flag,
    Code(i64, i64),
    Codes(i64, i64),
    OneCode(i64, i64),
    Taxation,
    Sum,
    Texts,
    Quantity,
    Bytes,
    Day,
    Moment,
    Host,
    Address,
    Feed,
    Qr,
    Base64,
    Object,
    Lines,
    Method,
    Command,
}
use Kind::{
    Address, Any, Base64, Bytes, Code, Codes, Command, Day, Digits, Exactly, Feed, Flag, Host, Lines, Method, Moment,
    Object, OneCode, Qr, Quantity, Sum, Taxation, Text, Texts,
};

/// Values of another type.
fn strangers(kind: Kind) -> Vec<Value> {
    match kind {
        Flag => vec![json!("true"), json!(1), json!([true])],
        Code(..) => vec![json!("1"), json!(true), json!([1])],
        Taxation => vec![json!("1"), json!(true), json!(["1"])],
        Codes(..) | OneCode(..) | Bytes => vec![json!(1), json!("1"), json!(["1"]), json!([[1]])],
        Texts => vec![json!("+79160000001"), json!(1), json!([1])],
        Sum => vec![json!(true), json!([1]), json!({ "sum": 1 })],
        Object => vec![json!("text"), json!(1), json!([1])],
        Lines => vec![json!("text"), json!(1), json!([1]), json!({ "T1043": 1 })],
        _ => vec![json!(1), json!(true), json!(["text"])],
    }
}

/// Values of the right type that the table does not allow.
fn wrong(kind: Kind) -> Vec<Value> {
    let digits = |count: usize| json!("7".repeat(count));
    match kind {
        Text(most) => vec![json!("ы".repeat(most + 1))],
        Exactly(size) => vec![json!("ы".repeat(size + 1)), json!("0".repeat(size - 1))],
        Digits(least, most) => {
            vec![digits(least - 1), digits(most + 1), json!("a".repeat(most)), json!("٣".repeat(most))]
        }
        Code(least, most) => vec![json!(least - 1), json!(most + 1), json!(1.5), json!(10_000_000_000_i64)],
        Codes(least, most) => vec![json!([least - 1]), json!([most + 1]), json!([1, 1.5])],
        OneCode(least, most) => vec![json!([least - 1]), json!([most + 1]), json!([1, 2])],
        Taxation => vec![json!(0), json!(7), json!([7]), json!([1, 2]), json!([])],
        Sum => {
            let texts =
                ["54", "54.00", "20,45", "-20.45", "20.455", "рубль", "20.45 ", "1e2.5"].map(|text| json!(text));
            let numbers = ["-1", "20.45", "1e1", "54.0"].map(|number| serde_json::from_str(number).unwrap());
            texts.into_iter().chain(numbers).collect()
        }
        Texts => vec![json!([""])],
        Quantity => {
            ["1.2345", "-1", "1,5", "1.", ".5", "1e3", "1234567890123456789012"].map(|text| json!(text)).to_vec()
        }
        Bytes => vec![json!([256]), json!([-1]), json!([]), json!(vec![1; 33])],
        Day => ["2025.02.17", "17.02.2025", "2025-02-30", "2025-2-17", "вчера"].map(|text| json!(text)).to_vec(),
        Moment => {
            ["2025-02-17", "2025-13-17T12:00:00", "2025-02-17T25:00:00", "вчера"].map(|text| json!(text)).to_vec()
        }
        Host => ["ofd", "300.1.1.1", "ofd.example.c0m", "нет узла"].map(|text| json!(text)).to_vec(),
        Address => ["1.1.1", "icash.example.com", "1.1.1.1.1.", "a.b.c.d"].map(|text| json!(text)).to_vec(),
        Feed => ["default", "0 lines", "17 lines", "0 dots", "256 dots", "5", "5 mm", "01 lines", "+1 dots"]
            .map(|text| json!(text))
            .to_vec(),
        Qr => vec![json!("да"), json!("1")],
        Base64 => ["Zg", "Zm9v!", "не base64", "Zm9v Zm9v"].map(|text| json!(text)).to_vec(),
        Lines => vec![json!([])],
        Method => vec![json!("PUT"), json!("get")],
        Command => vec![json!("nothing"), json!("wifi/station/nothing"), json!("/status"), json!("shell")],
        Any | Flag | Object => Vec::new(),
    }
}

/// A row of the table: its number, the command, the path of the field, its type, whether it is required.
type Row = (&'static str, &'static str, &'static str, Kind, bool);

/// Every field of every request (coverage I2.1–I2.104), and the numbers in the paths.
#[rustfmt::skip]
const FIELDS: &[Row] = &[
    ("I2.1", "POST settings", "dateTime", Moment, true),
    ("I2.2", "POST settings", "ofdHost", Host, true),
    ("I2.3", "POST settings", "ofdPort", Code(1, 65_535), true),
    ("I2.4", "POST settings", "ofdReconnectionDelay", Code(0, 3600), true),
    ("I2.5", "POST settings", "iCashHost", Address, false),
    ("I2.6", "POST settings", "iCashPort", Code(1, 65_535), false),
    ("I2.7", "printany", "data[0].left", Any, false),
    ("I2.8", "printany", "data[0].right", Any, false),
    ("I2.9", "printany", "data[0].center", Any, false),
    ("I2.10", "printany", "data[0].doubleWidth", Flag, false),
    ("I2.11", "printany", "data[0].doubleHeight", Flag, false),
    ("I2.12", "printany", "data[0].hr", Flag, false),
    ("I2.13", "printany", "data[0].feed", Feed, false),
    ("I2.14", "printany", "data[0].qrcode", Qr, false),
    ("I2.15", "register", "T1048", Text(256), true),
    ("I2.16", "register", "T1018", Digits(10, 12), true),
    ("I2.17", "register", "T1062", Codes(1, 6), false),
    ("I2.18", "register", "T1037", Text(16), true),
    ("I2.19", "register", "T1002", Flag, true),
    ("I2.20", "register", "T1221", Flag, true),
    ("I2.21", "register", "T1110", Flag, true),
    ("I2.22", "register", "T1056", Flag, true),
    ("I2.23", "register", "T1001", Flag, true),
    ("I2.24", "register", "T1108", Flag, true),
    ("I2.25", "register", "T1036", Text(20), false),
    ("I2.26", "register", "T1207", Flag, false),
    ("I2.27", "register", "T1109", Flag, false),
    ("I2.28", "register", "T1193", Flag, false),
    ("I2.29", "register", "T1126", Flag, false),
    ("I2.30", "register", "T1057", Codes(1, 7), false),
    ("I2.31", "register", "T1021", Text(64), true),
    ("I2.32", "register", "T1203", Digits(12, 12), false),
    ("I2.33", "register", "T1009", Text(256), false),
    ("I2.34", "register", "T1187", Text(256), false),
    ("I2.35", "register", "T1117", Text(64), true),
    ("I2.36", "register", "T1017", Digits(10, 12), true),
    ("I2.37", "register", "T1046", Text(256), true),
    ("I2.38", "register", "T1101", Code(1, 4), false),
    ("I2.39", "shift/open", "T1021", Text(64), false),
    ("I2.40", "shift/open", "T1203", Digits(12, 12), false),
    ("I2.41", "receipt", "T1054", Code(1, 4), true),
    ("I2.42", "receipt", "T1055", Taxation, true),
    ("I2.43", "receipt", "T1227", Text(256), false),
    ("I2.44", "receipt", "T1228", Digits(12, 12), false),
    ("I2.45", "receipt", "T1008", Text(64), false),
    ("I2.46", "receipt", "T1036", Text(20), false),
    ("I2.47", "receipt", "T1059", Lines, true),
    ("I2.48", "receipt", "T1020", Sum, true),
    ("I2.49", "receipt", "T1031", Sum, true),
    ("I2.50", "receipt", "T1081", Sum, true),
    ("I2.51", "receipt", "T1215", Sum, false),
    ("I2.52", "receipt", "T1216", Sum, false),
    ("I2.53", "receipt", "T1217", Sum, false),
    ("I2.54", "receipt", "T1102", Sum, false),
    ("I2.55", "receipt", "T1103", Sum, false),
    ("I2.56", "receipt", "T1104", Sum, false),
    ("I2.57", "receipt", "T1105", Sum, false),
    ("I2.58", "receipt", "T1106", Sum, false),
    ("I2.59", "receipt", "T1107", Sum, false),
    ("I2.60", "receipt", "T1057", OneCode(1, 7), false),
    ("I2.61", "receipt", "T1075", Texts, false),
    ("I2.62", "receipt", "T1044", Text(24), false),
    ("I2.63", "receipt", "T1073", Texts, false),
    ("I2.64", "receipt", "T1074", Texts, false),
    ("I2.65", "receipt", "T1026", Text(64), false),
    ("I2.66", "receipt", "T1005", Text(256), false),
    ("I2.67", "receipt", "T1016", Digits(12, 12), false),
    ("I2.68", "receipt", "T1171", Texts, false),
    ("I2.69", "receipt", "T1192", Text(16), false),
    ("I2.70", "receipt", "T1084", Object, false),
    ("I2.70 name", "receipt", "T1084.T1085", Text(64), true),
    ("I2.70 value", "receipt", "T1084.T1086", Text(256), true),
    ("I2.71", "receipt", "T1021", Text(64), false),
    ("I2.72", "receipt", "T1203", Digits(12, 12), false),
    ("I2.73", "receipt", "T1059[0].T1214", Code(1, 7), false),
    ("I2.74", "receipt", "T1059[0].T1212", Code(1, 13), false),
    ("I2.75", "receipt", "T1059[0].T1222", OneCode(1, 7), false),
    ("I2.76", "receipt", "T1059[0].T1223", Object, false),
    ("I2.76 A", "receipt", "T1059[0].T1223.T1074", Texts, false),
    ("I2.76 B", "receipt", "T1059[0].T1223.T1044", Text(24), false),
    ("I2.76 B", "receipt", "T1059[0].T1223.T1073", Texts, false),
    ("I2.76 B", "receipt", "T1059[0].T1223.T1026", Text(64), false),
    ("I2.76 B", "receipt", "T1059[0].T1223.T1005", Text(256), false),
    ("I2.76 B", "receipt", "T1059[0].T1223.T1016", Digits(12, 12), false),
    ("I2.76 B", "receipt", "T1059[0].T1223.T1075", Texts, false),
    ("I2.77", "receipt", "T1059[0].T1224", Object, false),
    ("I2.77 phones", "receipt", "T1059[0].T1224.T1171", Texts, true),
    ("I2.77 name", "receipt", "T1059[0].T1224.T1225", Text(256), false),
    ("I2.78", "receipt", "T1059[0].T1226", Digits(10, 12), false),
    ("I2.79", "receipt", "T1059[0].T1030", Text(128), false),
    ("I2.80", "receipt", "T1059[0].T1197", Text(16), false),
    ("I2.81", "receipt", "T1059[0].T1162", Bytes, false),
    ("I2.82", "receipt", "T1059[0].T1230", Exactly(3), false),
    ("I2.83", "receipt", "T1059[0].T1231", Text(32), false),
    ("I2.84", "receipt", "T1059[0].T1079", Sum, false),
    ("I2.85", "receipt", "T1059[0].T1023", Quantity, false),
    ("I2.86", "receipt", "T1059[0].T1229", Sum, false),
    ("I2.87", "receipt", "T1059[0].T1199", Code(1, 6), false),
    ("I2.88", "receipt", "T1059[0].T1200", Sum, false),
    ("I2.89", "receipt", "T1059[0].T1043", Sum, true),
    ("I2.90", "receipt", "T1059[0].T1191", Text(64), false),
    ("I2.91", "correctivereceipt", "T1173", Flag, true),
    ("I2.92", "correctivereceipt", "T1174", Object, true),
    ("I2.92 date", "correctivereceipt", "T1174.T1178", Day, true),
    ("I2.92 number", "correctivereceipt", "T1174.T1179", Text(32), true),
    ("I2.93", "shift/close", "T1021", Text(64), false),
    ("I2.94", "shift/close", "T1203", Digits(12, 12), false),
    ("I2.95", "finalize", "T1021", Text(64), false),
    ("I2.96", "finalize", "T1203", Digits(12, 12), false),
    ("I2.97", "finalize", "T1009", Text(256), false),
    ("I2.98", "finalize", "T1187", Text(256), false),
    ("I2.99", "POST ofd", "data", Base64, true),
    ("I2.100", "shell", "method", Method, true),
    ("I2.101", "shell", "command", Command, true),
    ("I2.103", "wifi/station/connect", "ssid", Any, true),
    ("I2.104", "wifi/station/connect", "password", Any, true),
    ("§6.5", "search", "document_number", Code(1, 4_294_967_295), true),
    ("§6.6", "print", "document_number", Code(1, 4_294_967_295), true),
    ("§6.18", "log", "number_of_lines", Code(1, 4_294_967_295), true),
    ("§6.19", "firmware/icash1f.bin", "file", Text(4096), true),
];

/// Puts each value in the place of its row; the call must be refused with a fault in this place and in no other.
fn refused_in_place(values: impl Fn(&Row) -> Vec<Value>) {
    let till = Till::open();
    let mut missed = Vec::new();
    for row in FIELDS {
        let (id, command, place, ..) = *row;
        for value in values(row) {
            let params = changed(&base(command), &json!({ place: value }));
            let told = faults(&till, command, &params);
            let in_place = |path: &String| {
                path == place || path.strip_prefix(place).is_some_and(|rest| rest.starts_with(['[', '.']))
            };
            if !told.as_ref().is_ok_and(|paths| !paths.is_empty() && paths.iter().all(in_place)) {
                missed.push(format!("{id} {command} {place} = {value}: {told:?}"));
            }
        }
    }
    assert!(missed.is_empty(), "{} values were not refused in their place:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn documents_that_the_tables_allow_pass() {
    let till = fresh();
    for command in ["POST settings", "printany", "register", "shift/open", "receipt", "correctivereceipt", "shell"] {
        called(&till, command, &base(command));
    }
    for command in ["wifi/station/connect", "shift/close", "search", "print", "log", "finalize"] {
        called(&till, command, &base(command));
    }
}

#[test]
fn a_value_of_another_type_is_refused_by_the_name_of_its_field() {
    refused_in_place(|(.., kind, _)| strangers(*kind));
}

#[test]
fn a_value_that_the_table_does_not_allow_is_refused_by_the_name_of_its_field() {
    refused_in_place(|(.., kind, _)| wrong(*kind));
}

#[test]
fn a_missing_required_field_is_refused_by_its_name() {
    let till = Till::open();
    let mut missed = Vec::new();
    for (id, command, place, ..) in FIELDS.iter().filter(|(.., must)| *must) {
        let told = faults(&till, command, &without(&base(command), place));
        if told.as_ref() != Ok(&vec![(*place).to_owned()]) {
            missed.push(format!("{id} {command} less {place}: {told:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn a_field_that_the_table_lacks_is_refused_by_its_name() {
    let till = Till::open();
    let mut commands: Vec<_> = FIELDS.iter().map(|row| row.1).collect();
    commands.extend(["status", "shift/status", "GET settings", "GET ofd", "ofd/status", "currentstate"]);
    commands.extend(["wifi/station/aplist", "wifi/station/ip"]);
    commands.dedup();
    let mut places: Vec<_> = commands.into_iter().map(|command| (command, "T9999")).collect();
    places.extend([
        ("printany", "data[0].T9999"),
        ("receipt", "T1084.T9999"),
        ("receipt", "T1059[0].T9999"),
        ("receipt", "T1059[0].T1223.T9999"),
        ("receipt", "T1059[0].T1224.T9999"),
        ("correctivereceipt", "T1174.T9999"),
        ("receipt", "T1173"),
        ("shift/open", "T1009"),
        ("shift/close", "T1187"),
        ("register", "T1054"),
        ("finalize", "Т1009"),
    ]);
    let mut missed = Vec::new();
    for (command, place) in places {
        let told = faults(&till, command, &changed(&base(command), &json!({ place: "x" })));
        if told.as_ref() != Ok(&vec![place.to_owned()]) {
            missed.push(format!("{command} with {place}: {told:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

/// §8: an empty value is left out; `null`, `{}` and an empty text are refused or left out, and never sent.
#[test]
fn an_empty_value_never_reaches_the_register() {
    let till = Till::open();
    let mut missed = Vec::new();
    for (id, command, place, kind, _) in FIELDS {
        let empty = if matches!(kind, Text(_) | Any | Digits(..) | Exactly(_) | Host | Address | Feed | Qr | Base64) {
            vec![json!(""), Value::Null]
        } else {
            vec![Value::Null]
        };
        for value in empty {
            let params = changed(&base(command), &json!({ *place: value }));
            till.register.forget_requests();
            let (status, _) = call(&till, command, &params);
            let name = place.rsplit('.').next().unwrap();
            let body = till.received().map_or_else(String::new, |body| body.to_string());
            if status != BAD_DOCUMENT && body.contains(&format!("\"{name}\":{value}")) {
                missed.push(format!("{id} {command} {place} = {value} was sent"));
            }
        }
    }
    assert!(missed.is_empty(), "{} empty values were sent:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn fields_that_depend_on_each_other_are_refused_by_name() {
    let till = Till::open();
    let (register, receipt, correction) = (registration(), receipt(), correction());
    let line = |changes: Value| {
        let agentless = without_line(&receipt, &["T1222", "T1224", "T1226"]);
        changed(&agentless, &changes)
    };
    let rows = [
        ("I2.25", "register", changed(&register, &json!({ "T1001": true })), "T1036"),
        ("I2.22", "register", changed(&register, &json!({ "T1002": true, "T1056": true })), "T1056"),
        ("I2.31", "register", without(&register, "T1021"), "T1021"),
        ("I2.35", "register", without(&register, "T1117"), "T1117"),
        ("I2.36", "register", without(&register, "T1017"), "T1017"),
        ("I2.37", "register", without(&register, "T1046"), "T1046"),
        ("I2.14", "printany", json!({ "data": [{ "qrcode": "true" }] }), "data[0].center"),
        ("I2.48 lines", "receipt", changed(&receipt, &json!({ "T1020": 10, "T1031": 0 })), "T1020"),
        ("I2.48 payments", "receipt", changed(&receipt, &json!({ "T1031": 1 })), "T1031"),
        ("I2.53 nought", "receipt", changed(&receipt, &json!({ "T1217": 0 })), "T1217"),
        ("I2.89", "receipt", changed(&receipt, &json!({ "T1059[0].T1023": "3" })), "T1059[0].T1043"),
        ("I2.76 agent", "receipt", line(json!({ "T1059[0].T1223.T1073": ["+79160000001"] })), "T1059[0].T1223"),
        ("I2.77 agent", "receipt", line(json!({ "T1059[0].T1224.T1171": ["+79160000001"] })), "T1059[0].T1224"),
        ("I2.78 agent", "receipt", line(json!({ "T1059[0].T1226": "7800987653" })), "T1059[0].T1226"),
        (
            "I2.76 A or B",
            "receipt",
            changed(&receipt, &json!({ "T1059[0].T1223": { "T1074": ["+79160000001"], "T1044": "перевод" } })),
            "T1059[0].T1223",
        ),
        (
            "I2.92 twice",
            "correctivereceipt",
            changed(&correction, &json!({ "T1178": "2025-02-17", "T1179": "17" })),
            "T1174",
        ),
    ];
    let mut missed = Vec::new();
    for (row, command, params, place) in rows {
        let told = faults(&till, command, &params);
        if !told.as_ref().is_ok_and(|paths| paths.len() == 1 && paths[0].starts_with(place)) {
            missed.push(format!("{row}: {place} of {params}: {told:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

fn without_line(receipt: &Value, tags: &[&str]) -> Value {
    tags.iter().fold(receipt.clone(), |receipt, tag| without(&receipt, &format!("T1059[0].{tag}")))
}

#[test]
fn a_field_that_a_condition_makes_optional_may_be_left_out() {
    let machine = changed(&without(&registration(), "T1021"), &json!({ "T1001": true, "T1036": "АВТ-1" }));
    let alone = ["T1117", "T1017", "T1046"].iter().fold(registration(), |params, tag| without(&params, tag));
    let alone = changed(&alone, &json!({ "T1002": true }));
    for params in [machine, alone] {
        let till = fresh();
        called(&till, "register", &params);
        assert_eq!(till.register.ledger()[0].request, params);
    }
    let till = Till::open();
    let flat = changed(&without(&correction(), "T1174"), &json!({ "T1178": "2025-02-17", "T1179": "17" }));
    called(&till, "correctivereceipt", &flat);
    assert_eq!(till.received(), Some(flat), "the flat form goes out flat");
    let plain = without_line(&receipt(), &["T1222", "T1224", "T1226", "T1079", "T1023", "T1199", "T1030"]);
    called(&till, "receipt", &plain);
    called(&till, "receipt", &changed(&receipt(), &json!({ "T1055": [1], "T1057": [5] })));
}

#[test]
fn all_faults_of_a_call_are_reported_at_once() {
    let till = Till::open();
    let params = changed(
        &without(&receipt(), "T1054"),
        &json!({ "T1055": 9, "T1059[0].T1199": 7, "T9999": 1, "T1084.T1085": "ы".repeat(65) }),
    );
    let mut told = faults(&till, "receipt", &params).unwrap();
    told.sort();
    assert_eq!(told, ["T1054", "T1055", "T1059[0].T1199", "T1084.T1085", "T9999"]);
    let doubled = r#"{"T1021": "Лунина", "T1021": "Седов"}"#;
    till.register.forget_requests();
    let (status, answer) = till.device.call("shift/close", Some(doubled));
    assert_eq!(
        (status, crate::documents::said(&answer["error"]["faults"])),
        (BAD_DOCUMENT, vec!["T1021: form".to_owned()])
    );
    for no_object in ["[]", "1", "\"text\"", "{", ""] {
        let (status, _) = till.device.call("receipt", Some(no_object));
        assert_eq!(status, BAD_DOCUMENT, "{no_object}");
    }
    assert_eq!(till.register.requests(), Vec::<Value>::new());
}

#[test]
fn queries_use_their_own_paths_and_return_the_complete_answer() {
    let till = Till::open();
    for (method, params, path) in [
        ("status", Value::Null, "/status"),
        ("shift/status", Value::Null, "/shift/status"),
        ("GET settings", json!({}), "/settings"),
        ("search", json!({ "document_number": 2 }), "/search/2/"),
        ("GET ofd", Value::Null, "/ofd"),
        ("ofd/status", Value::Null, "/ofd/status"),
        ("wifi/station/aplist", Value::Null, "/wifi/station/aplist"),
        ("wifi/station/ip", json!({}), "/wifi/station/ip"),
    ] {
        till.register.forget_requests();
        let mut answer = called(&till, method, &params);
        assert_eq!(till.register.requests().len(), 1, "{method}: one request");
        assert_eq!(last_request(&till), ("GET".into(), path.into(), String::new()), "{method}");
        let mut own = asked(&till, "GET", path);
        for settings in [&mut answer, &mut own] {
            // The clock moves on between the two calls.
            if settings.get("dateTime").is_some() {
                settings["dateTime"] = json!("now");
            }
        }
        assert_eq!(answer, own, "{method}");
    }
}

#[test]
fn commands_are_sent_as_the_caller_wrote_them_and_return_the_complete_answer() {
    let till = Till::open();
    let settings = settings().to_string();
    called(&till, "GET ofd", &Value::Null);
    for (method, params, path, body, answer) in [
        ("POST settings", settings.as_str(), "/settings", settings.as_str(), json!({ "ok": true })),
        ("POST ofd", r#"{"data":"Zm9vYmFy"}"#, "/ofd", r#"{"data":"Zm9vYmFy"}"#, json!({ "ok": true })),
        (
            "print",
            r#"{"document_number":2}"#,
            "/print/2/",
            "{}",
            json!({ "ok": true, "document_number": 2, "document_type": 2 }),
        ),
        (
            "printany",
            r#"[{"left":"Итого","right":"10.50"},{"hr":true},{"feed":"16 lines"}]"#,
            "/printany",
            r#"[{"left":"Итого","right":"10.50"},{"hr":true},{"feed":"16 lines"}]"#,
            json!({ "ok": true }),
        ),
        (
            "printany",
            r#"{"data":[{"center":"Да"}]}"#,
            "/printany",
            r#"{"data":[{"center":"Да"}]}"#,
            json!({ "ok": true }),
        ),
    ] {
        let (status, own) = till.device.call(method, Some(params));
        assert_eq!((status, own), (OK, answer), "{method}");
        assert_eq!(last_request(&till), ("POST".into(), path.into(), body.into()), "{method}");
    }
}

/// §6.7.2, the QR code; §6.23.2. The vendor's document breaks each of them over two lines.
#[test]
fn the_vendors_own_examples_are_sent_as_they_are_printed() {
    let till = Till::open();
    let qr =
        r#"[{"qrcode":"true","center":"t=20190203T1842&s=179.00&fn=98765432109876543210&i=3&fp=952272451.21&n=1"}]"#;
    assert_eq!(till.device.call("printany", Some(qr)), (OK, json!({ "ok": true })));
    assert_eq!(last_request(&till), ("POST".into(), "/printany".into(), qr.into()));
    let network = r#"{"ssid":"iCASH","password":"120426120426"}"#;
    assert_eq!(till.device.call("wifi/station/connect", Some(network)), (OK, json!({ "ok": true })));
    assert_eq!(last_request(&till), ("POST".into(), "/wifi/station/connect".into(), network.into()));
    let (status, answer) =
        till.device.call("wifi/station/connect", Some(r#"{"ssid":"чужая","password":"120426120426"}"#));
    assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("rejected")), "§6.23.2: ok=false");
}

/// §6.21.2 (its list closed, which the document omits), §6.22.2.
#[test]
fn the_vendors_own_answers_are_passed_on_completely() {
    let networks = json!({ "AccessPoints": [
        { "ecn": "WPA2_PSK", "ssid": "", "mac": "56:d9:e7:c7:52:0a" },
        { "ecn": "WPA2_PSK", "ssid": "MAGWIFI", "mac": "e0:cb:4e:fc:81:ae" },
    ] });
    let address = json!({ "ok": true, "ip": "10.0.0.135", "gateway": "10.0.0.1", "netmask": "255.0.0.0" });
    let texts = (networks.to_string(), address.to_string());
    let url = server(move |first, _| if first.contains("aplist") { texts.0.clone() } else { texts.1.clone() });
    let till = Till::with(&json!({ "url": url }));
    assert_eq!(called(&till, "wifi/station/aplist", &Value::Null), networks);
    assert_eq!(called(&till, "wifi/station/ip", &Value::Null), address);
}

/// The commands that make a document, in an order that a register allows, with their parameters as texts.
fn fiscal() -> Vec<(&'static str, String)> {
    let mut again = registration();
    again["T1101"] = json!(3);
    vec![
        ("register", registration().to_string()),
        ("shift/open", r#"{"T1021":"Лунина","T1203":"771234567859"}"#.into()),
        ("receipt", receipt().to_string()),
        ("correctivereceipt", correction().to_string()),
        ("currentstate", "{}".into()),
        ("shift/close", r#"{"T1203":"771234567859","T1021":"Лунина"}"#.into()),
        ("register", again.to_string()),
        ("finalize", r#"{"T1021":"Лунина","T1009":"Москва","T1187":"Магазин"}"#.into()),
    ]
}

/// The parameters with the document's external id in front of them.
fn with_id(params: &str, id: &str) -> String {
    let id = json!(id);
    if params == "{}" { format!("{{\"externalId\":{id}}}") } else { format!("{{\"externalId\":{id},{}", &params[1..]) }
}

fn last(till: &Till) -> Document {
    till.register.ledger().pop().unwrap()
}

#[test]
fn documents_are_sent_as_the_caller_wrote_them_and_return_the_complete_answer() {
    let till = fresh();
    for (number, (method, params)) in fiscal().into_iter().enumerate() {
        let (status, answer) = till.device.call(method, Some(&with_id(&params, &format!("№ {number}"))));
        assert_eq!(status, OK, "{method}: {answer}");
        let mut posts = till.register.requests().into_iter().filter(|request| request["method"] == "POST");
        assert_eq!(posts.next_back().unwrap()["body"], params, "{method}: byte for byte, less externalId");
        let document = last(&till);
        assert_eq!((document.number as usize, &answer["ok"]), (number + 1, &json!(true)), "{method}");
        assert_eq!(answer["data"], document.data, "{method}: all tags of the document");
        if !method.ends_with("receipt") {
            assert_eq!(answer["document_number"], document.number, "{method}");
        }
    }
}

#[test]
fn the_same_id_again_makes_no_second_document() {
    let till = fresh();
    for (number, (method, params)) in fiscal().into_iter().enumerate() {
        let params = with_id(&params, &format!("№ {number}"));
        let first = till.device.call(method, Some(&params));
        till.register.forget_requests();
        assert_eq!(till.device.call(method, Some(&params)), first, "{method}: the recorded answer");
        assert_eq!(till.register.requests(), Vec::<Value>::new(), "{method}: nothing is sent");
        assert_eq!(till.register.ledger().len(), number + 1, "{method}");
    }
}

#[test]
fn the_same_id_with_another_method_or_content_is_an_error() {
    let till = Till::open();
    let params = changed(&receipt(), &json!({ "externalId": "чек" }));
    called(&till, "receipt", &params);
    let recorded = &till.device.recover("чек").1["fiscalParams"];
    let correction = changed(&correction(), &json!({ "externalId": "чек" }));
    let task = changed(&sale(), &json!({ "externalId": "чек" }));
    for (status, answer) in [
        call(&till, "receipt", &changed(&params, &json!({ "T1008": "a@example.com" }))),
        call(&till, "correctivereceipt", &correction),
        call(&till, "shift/close", &json!({ "externalId": "чек" })),
        till.device.execute(&task),
    ] {
        let error = &answer["error"];
        assert_eq!((status, &error["outcome"]), (ID_REUSED, &json!("registered")), "{answer}");
        assert_eq!(error["recorded"], *recorded, "{answer}");
        assert!(error["differences"][0]["path"].is_string(), "{answer}");
    }
    assert_eq!(till.register.ledger().len(), 3);
    for id in [json!(""), json!(1), json!("ы".repeat(65)), json!("a\u{0}b")] {
        let (status, answer) = call(&till, "shift/close", &json!({ "externalId": id }));
        assert_eq!(status, BAD_DOCUMENT, "{id}: {answer}");
    }
}

#[test]
fn a_document_whose_answer_was_lost_is_found_and_not_made_again() {
    let till = fresh();
    for (number, (method, params)) in fiscal().into_iter().enumerate() {
        set_faults(&till, &json!([{ "path": format!("/{method}"), "point": "processed", "action": "reset" }]));
        let params = with_id(&params, &format!("№ {number}"));
        let (status, answer) = till.device.call(method, Some(&params));
        assert_eq!(status, OK, "{method}: {answer}");
        assert_eq!(till.register.ledger().len(), number + 1, "{method}: once");
        assert_eq!(answer["data"], last(&till).data, "{method}");
        assert_eq!(till.device.recover(&format!("№ {number}")).0, OK, "{method}");
    }
}

#[test]
fn a_code_with_a_zero_after_its_point_is_the_same_code() {
    let till = fresh();
    called(&till, "register", &registration());
    called(&till, "shift/open", &Value::Null);
    let spelled = receipt().to_string().replacen("\"T1054\":1,", "\"T1054\":1.0,", 1);
    assert!(spelled.contains("1.0"), "{spelled}");
    let params = format!("{},\"externalId\":\"a\"}}", spelled.strip_suffix('}').unwrap());
    set_faults(&till, &json!([{ "path": "/receipt", "point": "processed", "action": "reset" }]));
    let before = till.register.ledger().len();
    let (status, answer) = till.device.call("receipt", Some(&params));
    assert_eq!((status, till.register.ledger().len()), (OK, before + 1), "{answer}");
}

#[test]
fn a_document_that_the_register_refuses_is_reported_with_its_code_and_may_be_sent_again() {
    let till = Till::closed(&json!({}), Options::default());
    let params = changed(&receipt(), &json!({ "externalId": "чек" }));
    let (status, answer) = call(&till, "receipt", &params);
    assert_eq!((status, &answer["error"]["backend"]["code"]), (REFUSED, &json!(48)), "{answer}");
    assert_eq!((&answer["error"]["outcome"], &answer["error"]["externalId"]), (&json!("rejected"), &json!("чек")));
    called(&till, "shift/open", &Value::Null);
    called(&till, "receipt", &params);
}

/// §6.20: the commands of its list, and those that the list leaves out.
#[test]
fn the_shell_sends_every_command() {
    let till = fresh();
    let number = json!({ "document_number": 1 });
    let mut again = registration();
    again["T1101"] = json!(4);
    for (method, command, content) in [
        ("GET", "status", Value::Null),
        ("GET", "settings", Value::Null),
        ("POST", "settings", settings()),
        ("POST", "register", registration()),
        ("GET", "search", number.clone()),
        ("POST", "print", number),
        ("POST", "printany", json!([{ "left": "Итого" }])),
        ("POST", "shift/open", json!({ "T1021": "Лунина" })),
        ("GET", "shift/status", Value::Null),
        ("POST", "receipt", receipt()),
        ("POST", "correctivereceipt", correction()),
        ("POST", "currentstate", Value::Null),
        ("GET", "ofd", Value::Null),
        ("POST", "ofd", json!({ "data": "Zm9vYmFy" })),
        ("GET", "ofd/status", Value::Null),
        ("POST", "shift/close", Value::Null),
        ("POST", "register", again),
        ("GET", "wifi/station/aplist", Value::Null),
        ("GET", "wifi/station/ip", Value::Null),
        ("POST", "wifi/station/connect", base("wifi/station/connect")),
        ("POST", "reset", Value::Null),
        ("POST", "finalize", json!({ "T1009": "Москва" })),
    ] {
        let documents = till.register.ledger().len();
        let mut params = json!({ "method": method, "command": command });
        if !content.is_null() {
            params["content"] = content;
        }
        let answer = called(&till, "shell", &params);
        let mut posts = till.register.requests().into_iter().filter(|request| request["method"] == "POST");
        let sent = posts.next_back().unwrap();
        assert_eq!(sent["body"], params.to_string(), "{command}: as it is");
        assert!(sent["path"].as_str().unwrap().ends_with("/shell"), "{command}: by the one path");
        if till.register.ledger().len() > documents {
            assert_eq!(answer["data"], last(&till).data, "{command}: the whole answer");
        }
    }
    assert_eq!(till.register.ledger().len(), 8, "each document once");
    let log =
        called(&till, "shell", &json!({ "method": "GET", "command": "log", "content": { "number_of_lines": 2 } }));
    assert_eq!(log.as_str().map(|text| text.lines().count()), Some(2), "{log}");
}

#[test]
fn the_shell_saves_the_firmware_in_a_file() {
    let till = Till::open();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("icash1f.bin");
    let params = json!({ "method": "POST", "command": "firmware", "file": file });
    let (status, answer) = call(&till, "shell", &params);
    assert_eq!(status, OK, "{answer}");
    assert_eq!(fs::read(&file).unwrap(), raw(&till.register.url(), "POST", "/firmware/icash1f.bin", "{}"));
}

#[test]
fn a_document_by_the_shell_is_made_once_under_its_id() {
    let till = Till::open();
    let params = json!({ "externalId": "чек", "method": "POST", "command": "receipt", "content": receipt() });
    let first = call(&till, "shell", &params);
    assert_eq!(first.0, OK, "{}", first.1);
    assert_eq!(till.received(), Some(without(&params, "externalId")), "the id is ours, not the register's");
    assert_eq!(call(&till, "shell", &params), first);
    assert_eq!(till.register.ledger().len(), 3, "one receipt");
    assert_eq!(call(&till, "shell", &changed(&params, &json!({ "content.T1054": 2 }))).0, ID_REUSED);

    set_faults(&till, &json!([{ "path": "/shell", "point": "processed", "action": "reset" }]));
    let (status, answer) = call(&till, "shell", &changed(&params, &json!({ "externalId": "другой" })));
    assert_eq!(status, OK, "{answer}");
    assert_eq!((till.register.ledger().len(), &answer["data"]), (4, &last(&till).data));
}

#[test]
fn the_content_of_the_shell_is_checked_as_the_command_itself() {
    let till = Till::open();
    let mut missed = Vec::new();
    for (method, command, content, place) in [
        ("POST", "receipt", Value::Null, "content"),
        ("POST", "register", Value::Null, "content"),
        ("POST", "settings", Value::Null, "content"),
        ("POST", "ofd", Value::Null, "content"),
        ("POST", "printany", Value::Null, "content"),
        ("GET", "search", Value::Null, "content"),
        ("POST", "print", Value::Null, "content"),
        ("GET", "log", Value::Null, "content"),
        ("POST", "wifi/station/connect", Value::Null, "content"),
        ("POST", "receipt", changed(&receipt(), &json!({ "T1055": 7 })), "content.T1055"),
        ("POST", "shift/open", json!({ "T9999": 1 }), "content.T9999"),
        ("POST", "shift/open", json!({ "externalId": "a" }), "content.externalId"),
        ("POST", "currentstate", json!({ "T1021": "Лунина" }), "content.T1021"),
        ("POST", "settings", changed(&settings(), &json!({ "ofdPort": 0 })), "content.ofdPort"),
        ("POST", "ofd", json!({ "data": 1 }), "content.data"),
        ("GET", "search", json!({ "document_number": "1" }), "content.document_number"),
        ("GET", "log", json!({ "number_of_lines": 0 }), "content.number_of_lines"),
        ("POST", "printany", json!([{ "left": 1 }]), "content"),
        ("POST", "printany", json!([{ "text": "Итого" }]), "content"),
        ("POST", "printany", json!("Итого"), "content"),
        ("GET", "status", json!({ "T1021": "Лунина" }), "content.T1021"),
        ("GET", "ofd", json!({ "data": "Zm9v" }), "content.data"),
        ("POST", "wifi/station/connect", json!({ "ssid": "iCASH" }), "content.password"),
        ("POST", "wifi/station/connect", json!({ "ssid": 1, "password": "120426120426" }), "content.ssid"),
    ] {
        let mut params = json!({ "method": method, "command": command });
        if !content.is_null() {
            params["content"] = content;
        }
        let told = faults(&till, "shell", &params);
        if !told.as_ref().is_ok_and(|paths| !paths.is_empty() && paths.iter().all(|path| path.starts_with(place))) {
            missed.push(format!("{params}: {place} expected, {told:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn methods_that_the_register_does_not_have_are_unsupported() {
    let till = Till::open();
    till.register.forget_requests();
    for method in
        ["settings", "ofd", "GET status", "POST receipt", "Status", "receipt/", "/status", "reset", "", "search/1/"]
    {
        let (status, answer) = till.device.call(method, None);
        assert_eq!((status, &answer["error"]["outcome"]), (UNSUPPORTED, &json!("notSent")), "{method:?}: {answer}");
    }
    assert_eq!(till.register.requests(), Vec::<Value>::new());
}

#[test]
fn a_query_that_the_register_refuses_is_reported_with_its_code() {
    let till = Till::open();
    let (status, answer) = call(&till, "search", &json!({ "document_number": 99 }));
    assert_eq!((status, &answer["error"]["backend"]["code"]), (REFUSED, &json!(8)), "{answer}");
    let (status, answer) = call(&till, "print", &json!({ "document_number": 99 }));
    assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("rejected")), "{answer}");
    let past = changed(&settings(), &json!({ "dateTime": "2001-01-01T00:00:00" }));
    let (status, answer) = call(&till, "POST settings", &past);
    assert_eq!((status, &answer["error"]["backend"]["code"]), (REFUSED, &json!(7)), "I2.1: {answer}");
}

#[test]
fn lines_of_the_log_come_as_text_or_into_a_file() {
    let till = Till::open();
    for _ in 0..3 {
        called(&till, "status", &Value::Null);
    }
    let text = called(&till, "log", &json!({ "number_of_lines": 2 }));
    let lines: Vec<_> = text.as_str().unwrap().lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert_eq!(last_request(&till), ("GET".into(), "/log/2/".into(), String::new()));

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("журнал.txt");
    let answer = called(&till, "log", &json!({ "number_of_lines": 3, "file": file }));
    let kept = fs::read_to_string(&file).unwrap();
    assert_eq!(kept.lines().count(), 3);
    assert_eq!(answer, json!({ "file": file, "bytes": kept.len() }));
    assert_eq!(names(folder.path()), ["журнал.txt"], "no .part is left");
}

fn names(folder: &Path) -> Vec<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Stages of the calls on one device, as the host's callback gets them.
extern "C" fn keep(stages: *mut c_void, stage: *const c_char) {
    let stages = unsafe { &*stages.cast::<Mutex<Vec<Value>>>() };
    let stage = unsafe { CStr::from_ptr(stage) }.to_str().unwrap();
    stages.lock().unwrap().push(serde_json::from_str(stage).unwrap());
}

type Progress =
    unsafe extern "C" fn(*mut c_void, Option<extern "C" fn(*mut c_void, *const c_char)>, *mut c_void) -> c_int;

fn watch(device: &Device, stages: &Mutex<Vec<Value>>) {
    let stages = std::ptr::from_ref(stages).cast_mut().cast();
    assert_eq!(unsafe { function::<Progress>("kassa_set_progress")(device.handle(), Some(keep), stages) }, 0);
}

#[test]
fn the_firmware_is_saved_byte_for_byte_and_its_progress_is_reported() {
    let till = Till::open();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("icash1f.bin");
    fs::write(&file, "an older one").unwrap();
    let stages = Mutex::new(Vec::new());
    watch(&till.device, &stages);
    let answer = called(&till, "firmware/icash1f.bin", &json!({ "file": file }));
    assert_eq!(last_request(&till), ("POST".into(), "/firmware/icash1f.bin".into(), "{}".into()));
    let own = raw(&till.register.url(), "POST", "/firmware/icash1f.bin", "{}");
    assert!(fs::read(&file).unwrap() == own, "the bytes are the register's");
    assert_eq!(answer, json!({ "file": file, "bytes": own.len() }));
    assert_eq!(names(folder.path()), ["icash1f.bin"], "no .part is left");

    let stages = stages.into_inner().unwrap();
    assert_eq!(stages[0], json!({ "stage": "waiting" }));
    let done: Vec<u64> = stages[1..].iter().map(|stage| stage["done"].as_u64().unwrap()).collect();
    assert!(done.len() > 1 && done.is_sorted(), "{done:?}");
    for stage in &stages[1..] {
        assert_eq!((&stage["stage"], &stage["of"]), (&json!("downloading"), &json!(own.len())));
    }
    assert_eq!(done.last(), Some(&(own.len() as u64)));
    let none: Progress = function("kassa_set_progress");
    assert_eq!(unsafe { none(till.device.handle(), None, std::ptr::null_mut()) }, 0);
}

#[test]
fn a_failed_download_leaves_the_older_file_and_no_partial_one() {
    let till = Till::with(&json!({ "timeoutMs": 2000 }));
    for (method, params) in [("firmware/icash1f.bin", json!({})), ("log", json!({ "number_of_lines": 5 }))] {
        for fault in [
            json!({ "point": "answer", "action": "reset", "bytes": 200 }),
            json!({ "point": "answer", "action": "close", "bytes": 200 }),
            json!({ "point": "received", "action": "close" }),
            json!({ "point": "received", "action": "status", "status": 500 }),
            json!({ "point": "received", "action": "oversized", "bytes": 64 * 1024 * 1024 + 1 }),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("file");
            fs::write(&file, "an older one").unwrap();
            let path = if method == "log" { "/log" } else { "/firmware/icash1f.bin" };
            set_faults(&till, &json!([changed(&fault, &json!({ "path": path }))]));
            let (status, answer) = call(&till, method, &changed(&params, &json!({ "file": file })));
            assert_eq!(status, NO_ANSWER, "{method}, {fault}: {answer}");
            assert_eq!(fs::read_to_string(&file).unwrap(), "an older one", "{method}, {fault}");
            assert_eq!(names(folder.path()), ["file"], "{method}, {fault}");
        }
    }
}

/// §4: the register answers HTTP 200 except for unknown paths, so a refusal may come where a file was expected.
#[test]
fn a_refusal_is_no_file_and_no_text() {
    let till = Till::open();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    for (method, params, path) in [
        ("firmware/icash1f.bin", json!({ "file": file }), "/firmware/icash1f.bin"),
        ("log", json!({ "number_of_lines": 5, "file": file }), "/log"),
        ("log", json!({ "number_of_lines": 5 }), "/log"),
    ] {
        set_faults(&till, &json!([{ "path": path, "point": "received", "action": "error", "code": 33 }]));
        let (status, answer) = call(&till, method, &params);
        assert_eq!((status, &answer["error"]["backend"]["code"]), (REFUSED, &json!(33)), "{method} {params}: {answer}");
        assert_eq!(names(folder.path()), Vec::<String>::new(), "{method}");
    }
}

#[test]
fn a_file_that_cannot_be_written_is_reported_before_anything_is_sent() {
    let till = Till::open();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("no such folder").join("file");
    for (method, params) in
        [("firmware/icash1f.bin", json!({ "file": file })), ("log", json!({ "number_of_lines": 5, "file": file }))]
    {
        till.register.forget_requests();
        let (status, answer) = call(&till, method, &params);
        assert_ne!(status, OK, "{method}: {answer}");
        assert!(answer["error"].to_string().contains("no such folder"), "{method}: which file is told: {answer}");
        assert_eq!(till.register.requests(), Vec::<Value>::new(), "{method}");
        assert_eq!(answer["error"]["outcome"], "notSent", "{method}: {answer}");
    }
    called(&till, "status", &Value::Null);
}

/// Every log line of this process.
static LINES: Mutex<Vec<String>> = Mutex::new(Vec::new());

extern "C" fn log(_: *mut c_void, line: *const c_char) {
    let line = unsafe { CStr::from_ptr(line) }.to_str().unwrap().to_owned();
    LINES.lock().unwrap().push(line);
}

/// Calls with a password among their parameters; each may fail in a different way.
fn whisper(till: &Till, secret: &str) -> Vec<(String, Value)> {
    let own = json!({ "ssid": "iCASH", "password": secret });
    let calls = [
        ("wifi/station/connect", own.clone()),
        ("wifi/station/connect", changed(&own, &json!({ "ssid": "чужая" }))),
        ("wifi/station/connect", changed(&own, &json!({ "ssid": 1 }))),
        ("wifi/station/connect", changed(&own, &json!({ "password": [secret] }))),
        ("wifi/station/connect", changed(&own, &json!({ "password": secret.repeat(9) }))),
        ("wifi/station/connect", json!({ "ssid": "iCASH", "pasword": secret })),
        ("wifi/station/connect", json!(secret)),
        ("shell", json!({ "method": "POST", "command": "wifi/station/connect", "content": own })),
        ("shell", json!({ "method": "PUT", "command": "wifi/station/connect", "content": own })),
        ("shell", json!({ "method": "POST", "command": "wifi/station/connect", "content": secret })),
        (
            "shell",
            json!({ "method": "POST", "command": "wifi/station/connect", "content": { "ssid": "iCASH", "Password": secret } }),
        ),
    ];
    let mut told = Vec::new();
    for (method, params) in calls {
        let (status, answer) = call(till, method, &params);
        let places = params.to_string().replace(secret, "…");
        told.push((format!("{method} {places}"), answer));
        if status != OK {
            told.push((format!("last error of {method} {places}"), last_error()));
        }
    }
    told
}

#[test]
fn a_password_reaches_neither_the_log_nor_an_error() {
    alone(module_path!(), "a_password_reaches_neither_the_log_nor_an_error", whisper_and_listen);
}

fn whisper_and_listen() {
    type SetLog = unsafe extern "C" fn(Option<extern "C" fn(*mut c_void, *const c_char)>, *mut c_void) -> c_int;
    let secret = "hunter2-and-more";
    assert_eq!(unsafe { function::<SetLog>("kassa_set_log")(Some(log), std::ptr::null_mut()) }, 0);
    let till = Till::with(&json!({ "timeoutMs": 500 }));
    let mut told = whisper(&till, secret);
    for (point, action) in [
        ("received", "malformed"),
        ("received", "status"),
        ("received", "error"),
        ("processed", "reset"),
        ("request", "close"),
        ("received", "hang"),
    ] {
        let fault = |path: &str| json!({ "path": path, "point": point, "action": action, "delayMs": 700 });
        set_faults(&till, &json!([fault("/wifi/station/connect"), fault("/shell")]));
        told.extend(whisper(&till, secret));
    }
    // A server that returns what it was sent, as some do when they do not understand a request.
    let echo = server(|_, body| format!("cannot read {body}"));
    told.extend(whisper(&Till::with(&json!({ "url": echo })), secret));
    assert_eq!(unsafe { function::<SetLog>("kassa_set_log")(None, std::ptr::null_mut()) }, 0);

    let lines = LINES.lock().unwrap();
    assert!(lines.iter().any(|line| line.contains("wifi/station/connect")), "the exchanges are in the log");
    let in_log: Vec<_> = lines.iter().filter(|line| line.contains(secret)).collect();
    assert!(in_log.is_empty(), "{in_log:?}");
    let leaks = told.iter().filter(|(_, said)| said.to_string().contains(secret));
    let mut leaks: Vec<_> = leaks.map(|(call, _)| call).collect();
    leaks.sort();
    leaks.dedup();
    assert!(leaks.is_empty(), "{leaks:#?}");
}
