//! What the register of a device can do, told without asking it.
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use crate::documents::{OK, Till};
use crate::support::abi::{Device, function};
use crate::support::scratch;
use serde_json::{Value, json};
use std::ffi::{CString, c_char, c_int, c_void};

const UNSUPPORTED: c_int = 5;

fn opened(backend: &str, own: &Value, folder: &std::path::Path) -> Device {
    let mut config = json!({ "backend": backend, "url": "http://127.0.0.1:9", "journal": folder.join("kassa.db") });
    config.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
    Device::open(&config).unwrap()
}

fn can(device: &Device, task: &str, field: Option<&str>) -> bool {
    type Can = unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char, *mut i32) -> c_int;
    let (task, field) = (CString::new(task).unwrap(), field.map(|field| CString::new(field).unwrap()));
    let field = field.as_ref().map_or(std::ptr::null(), |field| field.as_ptr());
    let mut can = -1;
    assert_eq!(unsafe { function::<Can>("kassa_can")(device.handle(), task.as_ptr(), field, &raw mut can) }, OK);
    can == 1
}

/// Tasks and native methods, or the fields of a task.
fn capabilities(device: &Device, task: Option<&str>) -> (c_int, Value) {
    match task {
        Some(task) => device.answering("kassa_capabilities", task),
        None => device.answering_null("kassa_capabilities"),
    }
}

#[test]
fn tasks_and_fields_are_told_as_the_tables_have_them() {
    let folder = scratch();
    let icash = opened("icash", &json!({}), folder.path());
    let cashcore = opened("cashcore", &json!({ "kkmOfdId": 1, "pin": "1" }), folder.path());
    for (device, task, field, expected) in [
        (&icash, "sell", None, true),
        (&icash, "reportX", None, false),
        (&cashcore, "reportX", None, true),
        (&icash, "dance", None, false),
        (&icash, "sell", Some("clientInfo.emailOrPhone"), true),
        (&icash, "sell", Some("clientInfo"), true),
        (&icash, "sell", Some("client"), false),
        (&icash, "sell", Some("items[3].price"), true),
        (&icash, "sell", Some("items[].barcode"), false),
        (&cashcore, "sell", Some("items[].barcode"), true),
        // Left out with a note.
        (&icash, "sell", Some("items[].section"), false),
        (&icash, "reportX", Some("operator"), false),
    ] {
        assert_eq!(can(device, task, field), expected, "{task} {field:?}");
    }
    let (status, all) = capabilities(&icash, None);
    assert_eq!((status, &all["backend"], &all["device"]), (OK, &json!("icash"), &json!("icash 127.0.0.1:9")));
    let has = |list: &str, name: &str| all[list].as_array().unwrap().contains(&json!(name));
    assert!(has("tasks", "sell") && !has("tasks", "reportX") && has("methods", "wifi/station/ip"), "{all}");
}

#[test]
fn what_is_told_is_what_a_task_is_checked_by() {
    let till = Till::with(&json!({}));
    let (_, all) = capabilities(&till.device, None);
    for task in ["sell", "reportX", "nonFiscal", "cashIn", "getShiftStatus", "dance"] {
        let told = all["tasks"].as_array().unwrap().contains(&json!(task));
        let (status, _) = till.device.validate(&json!({ "type": task }));
        assert_eq!(told, status != UNSUPPORTED && task != "dance", "{task}");
        assert_eq!(told, can(&till.device, task, None), "{task}");
    }
}

#[test]
fn fields_have_the_limits_of_the_register() {
    let folder = scratch();
    let icash = opened("icash", &json!({}), folder.path());
    let (status, told) = capabilities(&icash, Some("sell"));
    assert_eq!((status, &told["task"]), (OK, &json!("sell")));
    let field = |path: &str| told["fields"].as_array().unwrap().iter().find(|field| field["path"] == path).cloned();
    assert_eq!(field("items[].section").unwrap()["sent"], json!(false));
    let cashier = field("operator.name").unwrap();
    assert_eq!((&cashier["sent"], &cashier["name"]), (&json!(true), &json!("T1021")));
    assert!(cashier["maxLength"].is_u64() && cashier.get("digits").is_none(), "{cashier}");
    assert_eq!(field("items[].barcode"), None);
    let (status, refused) = capabilities(&icash, Some("reportx"));
    assert_eq!((status, &refused["error"]["name"]), (UNSUPPORTED, &json!("unsupported")));
}
