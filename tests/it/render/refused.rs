//! Requests that cannot be drawn, and what is not drawn because it would be false.

use super::shops::{Shop, sale};
use crate::documents::{BAD_DOCUMENT, OK, changed};
use crate::support::abi::{function, last_error};
use serde_json::{Value, json};
use std::ffi::{c_char, c_int, c_void};

const BAD_ARGUMENT: i32 = 1;
const BAD_HANDLE: i32 = 2;
const ID_REUSED: i32 = 13;
const NOT_FOUND: i32 = 14;

#[test]
fn a_wrong_request_is_refused_with_every_place() {
    let shop = Shop::open("icash");
    shop.make(&json!({ "type": "openShift" }));
    let sale = sale("icash");
    let answer = shop.make(&sale);
    let endless = vec![json!({ "1030": "Чай" }); 20_000];
    let of = |changes: &Value| changed(&json!({ "answer": answer, "task": sale, "format": "text" }), changes);
    for (request, paths) in [
        (json!({}), vec!["externalId", "format"]),
        (json!({ "format": "gif", "externalId": "order-1" }), vec!["format"]),
        (of(&json!({ "externalId": "order-1" })), vec!["answer"]),
        (of(&json!({ "width": 40 })), vec!["width"]),
        (of(&json!({ "format": "png", "width": 48 })), vec!["width"]),
        (of(&json!({ "format": "html", "width": 80 })), vec!["width"]),
        (of(&json!({ "widht": 42 })), vec!["widht"]),
        (of(&json!({ "answer": 5 })), vec!["answer"]),
        (of(&json!({ "registration": "ООО" })), vec!["registration"]),
        (json!({ "externalId": "", "format": "text" }), vec!["externalId"]),
        (json!({ "externalId": 5, "format": "text" }), vec!["externalId"]),
        (json!({ "answer": answer, "format": "text" }), vec!["task"]),
        (of(&json!({ "task.items[0].price": "a" })), vec!["task.items[0].price"]),
        (of(&json!({ "task.externalId": "order-2" })), vec!["task.externalId"]),
        (
            of(&json!({ "task.items[0].price": 45, "task.items[0].amount": 135, "task.total": 426.10 })),
            vec!["task.total"],
        ),
        (of(&json!({ "task": { "type": "getDeviceStatus" } })), vec!["task.type"]),
        (of(&json!({ "answer": { "documentTLV": { "1040": 5 } } })), vec!["answer"]),
        (
            of(&json!({ "answer": { "documentTLV": { "fiscalDocumentType": "receipt", "1059": endless } } })),
            vec!["answer"],
        ),
        (
            of(&json!({ "format": "png", "registration": { "organization": { "name": "Ч".repeat(1_000_000) } } })),
            vec!["answer"],
        ),
    ] {
        let (status, file) = shop.device.render(&request);
        assert_eq!((status, file.len()), (BAD_DOCUMENT, 0), "{request}");
        let error = last_error();
        let found: Vec<&str> =
            error["faults"].as_array().unwrap().iter().map(|fault| fault["path"].as_str().unwrap()).collect();
        assert_eq!(found, paths, "{request}: {error}");
    }
}

#[test]
fn a_register_that_does_not_show_its_documents_needs_the_task() {
    let shop = Shop::open("cashcore");
    shop.make(&sale("cashcore"));
    let (status, _) = shop.device.render(&json!({ "externalId": "order-1", "format": "text" }));
    assert_eq!((status, last_error()["faults"][0]["path"].as_str()), (BAD_DOCUMENT, Some("task")), "{}", last_error());
}

#[test]
fn a_document_of_the_journal_is_drawn_only_with_its_own_task() {
    let shop = Shop::open("icash");
    shop.make(&json!({ "type": "openShift" }));
    let sale = sale("icash");
    let answer = shop.make(&sale);
    let of = |task: &Value| json!({ "externalId": "order-1", "task": task, "format": "text" });
    let (status, text) = shop.device.render(&of(&sale));
    assert_eq!(status, OK, "{}", last_error());
    assert_eq!(text, shop.draw(&json!({ "answer": answer, "task": sale, "format": "text" })));
    // An id that the caller leaves out of the task is no difference.
    let mut without_id = sale.clone();
    without_id.as_object_mut().unwrap().remove("externalId");
    assert_eq!(shop.device.render(&of(&without_id)), (OK, text));
    let (status, _) = shop.device.render(&of(&changed(&sale, &json!({ "items[0].name": "Чай" }))));
    assert_eq!(status, ID_REUSED);
    assert_eq!(last_error()["differences"][0]["path"], "items[0].name");
    let (status, _) = shop.device.render(&json!({ "externalId": "nobody", "task": sale, "format": "text" }));
    assert_eq!(status, NOT_FOUND);
}

#[test]
#[allow(unsafe_code, reason = "a foreign host calls C functions")]
fn every_pointer_of_the_caller_may_be_null() {
    type Render = unsafe extern "C" fn(*mut c_void, *const c_char, *mut *mut u8, *mut usize) -> c_int;
    type Free = unsafe extern "C" fn(*mut u8, usize);
    let shop = Shop::open("icash");
    let (mut bytes, mut length) = (std::ptr::dangling_mut::<u8>(), 7);
    let render = |device, request: *const c_char, bytes, length| unsafe {
        function::<Render>("kassa_render")(device, request, bytes, length)
    };
    let (device, text) = (shop.device.handle(), c"{}".as_ptr());
    let null = std::ptr::null_mut();
    assert_eq!(render(null, text, &raw mut bytes, &raw mut length), BAD_HANDLE);
    assert!(bytes.is_null() && length == 0, "both are written on every return");
    assert_eq!(render(device, std::ptr::null(), &raw mut bytes, &raw mut length), BAD_ARGUMENT);
    assert_eq!(render(device, text, std::ptr::null_mut(), &raw mut length), BAD_ARGUMENT);
    assert_eq!(render(device, text, &raw mut bytes, std::ptr::null_mut()), BAD_ARGUMENT);
    unsafe { function::<Free>("kassa_bytes_free")(std::ptr::null_mut(), 7) };
}
