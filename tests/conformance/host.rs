//! The table's host in Rust, on the built library, entered by name as a foreign host does. See README.md.
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

#[path = "../it/support/abi.rs"]
#[allow(dead_code, reason = "this program uses its part")]
mod abi;
#[path = "../it/support/russian.rs"]
#[allow(dead_code, reason = "this program uses its part")]
mod russian;

use abi::{Device, function, last_error};
use serde_json::{Value, json};
use std::ffi::{CStr, c_char, c_int, c_void};
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::{env, io};

/// The library under test.
fn library() -> PathBuf {
    env::var_os("KASSA_LIBRARY").expect("KASSA_LIBRARY names the library under test").into()
}

/// An answer of the host: names and values.
type Told = Vec<(&'static str, String)>;

struct Host {
    device: Option<Device>,
    receipt: Value,
}

impl Host {
    /// Does a command; the error object is of a call that failed.
    fn perform(&mut self, words: &[&str]) -> Result<Told, Value> {
        let of = |index: usize| words.get(index).copied().unwrap_or_default();
        match words[0] {
            "ping" => {}
            "load" => {
                let version: unsafe extern "C" fn() -> *const c_char = function("kassa_version");
                return Ok(vec![("version", unsafe { CStr::from_ptr(version()) }.to_str().unwrap().to_owned())]);
            }
            "open" => {
                let config = serde_json::from_str(of(1)).unwrap();
                self.device = Some(Device::open(&config).map_err(|(_, error)| error)?);
            }
            "close" => self.device = None,
            "execute" => return self.asked("kassa_execute", of(1)),
            "validate" => return self.asked("kassa_validate", of(1)),
            "call" => {
                let params = Some(of(2)).filter(|params| !params.is_empty());
                return answer(self.device().call(of(1), params));
            }
            "render" => return self.drawn(of(1)),
            "status" => return self.status(),
            "openShift" => return self.document(&shift("openShift", of(1))),
            "closeShift" => return self.document(&shift("closeShift", of(1))),
            "printXReport" => return self.done(&shift("reportX", of(1))),
            "cashIn" => return self.document(&json!({ "type": "cashIn", "cashSum": number(of(1)) })),
            "cashOut" => return self.document(&json!({ "type": "cashOut", "cashSum": number(of(1)) })),
            "recover" => return document(self.device().recover(of(1))),
            "printText" => {
                return self.done(&json!({ "type": "nonFiscal", "items": [{ "type": "text", "text": of(1) }] }));
            }
            "receipt" => self.receipt = json!({ "type": of(1), "items": [], "payments": [] }),
            "set" => self.set(of(1), of(2)),
            "item" => self.add("items", line(&of)),
            "payment" => self.add("payments", json!({ "type": of(1), "sum": number(of(2)) })),
            "print" => return self.document(&self.receipt),
            other => panic!("no such command: {other}"),
        }
        Ok(Vec::new())
    }

    fn device(&self) -> &Device {
        self.device.as_ref().expect("a device is open")
    }

    fn asked(&self, function: &str, text: &str) -> Result<Told, Value> {
        answer(self.device().answering(function, text))
    }

    /// Each line of a drawing as text.
    fn drawn(&self, request: &str) -> Result<Told, Value> {
        match self.device().render(&serde_json::from_str(request).unwrap()) {
            (0, file) => Ok(String::from_utf8(file).unwrap().lines().map(|line| ("drawn", line.to_owned())).collect()),
            _ => Err(last_error()),
        }
    }

    fn document(&self, task: &Value) -> Result<Told, Value> {
        document(self.device().execute(task))
    }

    fn done(&self, task: &Value) -> Result<Told, Value> {
        answered(self.device().execute(task)).map(|_| Vec::new())
    }

    fn add(&mut self, list: &str, value: Value) {
        self.receipt[list].as_array_mut().unwrap().push(value);
    }

    /// Sets a field; the objects on its path are made.
    fn set(&mut self, path: &str, value: &str) {
        let mut place = &mut self.receipt;
        for step in path.split(['.', '[', ']']).filter(|step| !step.is_empty()) {
            place = match step.parse::<usize>() {
                Ok(index) => &mut place[index],
                Err(_) => &mut place[step],
            };
        }
        *place = serde_json::from_str::<bool>(value).map_or_else(|_| value.into(), Value::Bool);
    }

    /// By the struct, which the other functions here do without.
    fn status(&self) -> Result<Told, Value> {
        #[repr(C)]
        #[derive(Default)]
        struct State {
            size: u32,
            shift: i32,
            shift_number: i32,
            fiscal: i32,
            fn_present: i32,
            fn_warning: i32,
            last_document: i64,
            date_time: [u8; 32],
        }
        let mut state = State { size: u32::try_from(size_of::<State>()).unwrap(), ..State::default() };
        let ask: unsafe extern "C" fn(*mut c_void, *mut State) -> c_int = function("kassa_get_status");
        if unsafe { ask(self.device().handle(), &raw mut state) } != 0 {
            return Err(last_error());
        }
        let word = |words: &[&str], value: i32| words[usize::try_from(value).unwrap()].to_owned();
        Ok(vec![
            ("shift", word(&["closed", "opened", "expired"], state.shift)),
            ("shiftNumber", state.shift_number.to_string()),
            ("fiscal", word(&["unknown", "no", "yes"], state.fiscal + 1)),
            ("lastDocument", state.last_document.to_string()),
        ])
    }
}

/// A number by its digits.
fn number(digits: &str) -> Value {
    serde_json::from_str(digits).unwrap()
}

fn shift(kind: &str, cashier: &str) -> Value {
    match cashier {
        "" => json!({ "type": kind }),
        _ => json!({ "type": kind, "operator": { "name": cashier } }),
    }
}

/// A line with its sum, rounded half up.
fn line<'a>(of: &dyn Fn(usize) -> &'a str) -> Value {
    let scaled = |text: &str, places: usize| -> i128 {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        format!("{whole}{part:0<places$}").parse().unwrap()
    };
    let kopecks = (scaled(of(2), 2) * scaled(of(3), 6) + 500_000) / 1_000_000;
    let amount = number(&format!("{}.{:02}", kopecks / 100, kopecks % 100));
    json!({ "type": "position", "name": of(1), "price": number(of(2)), "quantity": number(of(3)), "amount": amount, "tax": { "type": of(4) } })
}

fn answered((status, answer): (c_int, Value)) -> Result<Value, Value> {
    if status == 0 { Ok(answer) } else { Err(answer["error"].clone()) }
}

fn answer(given: (c_int, Value)) -> Result<Told, Value> {
    Ok(vec![("answer", answered(given)?.to_string())])
}

fn document(given: (c_int, Value)) -> Result<Told, Value> {
    let answer = answered(given)?;
    let (fiscal, warnings) = (&answer["fiscalParams"], &answer["warnings"]);
    let or = |value: &Value, other: &str| if value.is_null() { other.to_owned() } else { value.to_string() };
    let yes = |name: &str| if warnings[name] == true { "yes" } else { "no" }.to_owned();
    Ok(vec![
        ("number", or(&fiscal["fiscalDocumentNumber"], "0")),
        ("receiptNumber", or(&fiscal["fiscalReceiptNumber"], "0")),
        ("shiftNumber", or(&fiscal["shiftNumber"], "0")),
        ("total", or(&fiscal["total"], "0.00")),
        ("change", or(&answer["change"], "0.00")),
        ("recovered", yes("recovered")),
        ("notPrinted", yes("notPrinted")),
        ("nonFiscal", yes("nonFiscal")),
        ("offline", yes("offline")),
        ("shiftClosed", yes("shiftClosed")),
        ("notRecorded", yes("notRecorded")),
        ("byContent", yes("byContent")),
        ("numberingRestarted", yes("numberingRestarted")),
        ("similar", warnings["similar"].as_array().map_or(0, Vec::len).to_string()),
        ("notes", warnings["notes"].as_array().map_or(0, Vec::len).to_string()),
        ("externalId", answer["externalId"].as_str().unwrap().to_owned()),
    ])
}

fn failure(error: &Value) -> Told {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let code = &error["backend"]["code"];
    let mut told = vec![
        ("status", error["code"].to_string()),
        ("outcome", text(&error["outcome"])),
        ("retry", text(&error["retry"])),
        ("backendCode", if code.is_null() { "-1".to_owned() } else { code.to_string() }),
        ("externalId", text(&error["externalId"])),
        ("ru", text(&error["message"]["ru"])),
    ];
    told.extend(error["faults"].as_array().into_iter().flatten().map(|fault| ("fault", text(&fault["path"]))));
    told
}

fn main() {
    let mut host = Host { device: None, receipt: Value::Null };
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split('\t').collect();
        for (name, value) in host.perform(&words).unwrap_or_else(|error| failure(&error)) {
            writeln!(out, "{name}\t{value}").unwrap();
        }
        writeln!(out, ".").unwrap();
        out.flush().unwrap();
    }
}
