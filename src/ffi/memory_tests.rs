//! What the exported functions do with the memory of their caller, as far as no device is needed. Miri runs these tests
//! (tests/sanitizers): it sees each access that is out of bounds, not aligned, too late, or in a race.
#![allow(unsafe_code)]

use super::parameters::{OwnedText, OwnedWideText, Receipt, Text};
use super::structs::{ErrorRecord, FaultRecord};
use super::types::{SignatureSlot, Status};
use super::without_json::{
    kassa_last_error_fault, kassa_last_error_record, kassa_receipt_add_item, kassa_receipt_add_item_w,
    kassa_receipt_add_payment, kassa_receipt_free, kassa_receipt_new, kassa_receipt_new_w, kassa_receipt_set,
    kassa_receipt_set_w,
};
use super::{
    Handle, host_functions, kassa_last_error, kassa_last_error_w, kassa_open, kassa_open_w, kassa_set_log,
    kassa_string_free, kassa_string_free_w, registration, render, signing,
};
use crate::transport::Stage;
use core::ffi::{CStr, c_void};
use core::mem::{ManuallyDrop, MaybeUninit, size_of};
use core::ptr::null_mut;
use safer_ffi::c_char;
use serde_json::{Value, json};
use std::sync::Mutex;
use std::thread;

#[allow(clippy::unnecessary_wraps, reason = "the functions take null as well")]
fn text(text: &CStr) -> Text<'_> {
    Some(text.into())
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

fn last_error() -> Value {
    let mut told = ManuallyDrop::new(OwnedText::None);
    assert_eq!(kassa_last_error(Some((&mut told).into())), Status::Ok);
    // SAFETY: an `OwnedText` is the address of text that ends with a zero, as C sees it.
    let text = unsafe { CStr::from_ptr(core::mem::transmute_copy(&told)) };
    let error = serde_json::from_slice(text.to_bytes()).unwrap();
    kassa_string_free(ManuallyDrop::into_inner(told));
    error
}

fn last_error_wide() -> Value {
    let mut told: OwnedWideText = null_mut();
    assert_eq!(kassa_last_error_w(Some((&mut told).into())), Status::Ok);
    // SAFETY: the function gives text that ends with a zero.
    let units = (0..).map(|at| unsafe { *told.add(at) }).take_while(|unit| *unit != 0);
    let error = String::from_utf16(&units.collect::<Vec<_>>()).unwrap();
    kassa_string_free_w(told);
    serde_json::from_str(&error).unwrap()
}

/// A text of a struct.
fn filled(text: &[u8]) -> &str {
    CStr::from_bytes_until_nul(text).unwrap().to_str().unwrap()
}

#[test]
fn a_wrong_configuration_is_told_in_each_form() {
    const CONFIG: &CStr = c"{\"backend\": \"icash\", \"url\": \"\", \"timeoutMs\": 0}";
    let mut device = MaybeUninit::<Handle>::uninit();
    assert_eq!(kassa_open(text(CONFIG), Some((&mut device).into())), Status::BadConfig);
    // SAFETY: the function writes it in any case.
    assert!(unsafe { device.assume_init() }.is_null());
    let error = last_error();
    assert_eq!(error["error"]["name"], "badConfig");
    assert_eq!(error, last_error_wide());

    // SAFETY: structs of numbers and bytes, which may all be zero.
    let (mut record, mut fault): (ErrorRecord, FaultRecord) = unsafe { (core::mem::zeroed(), core::mem::zeroed()) };
    assert_eq!(kassa_last_error_record(&raw mut record), Status::BadArgument, "its size is not set");
    record.size = u32::try_from(size_of::<ErrorRecord>()).unwrap();
    fault.size = u32::try_from(size_of::<FaultRecord>()).unwrap();
    assert_eq!(kassa_last_error_record(&raw mut record), Status::Ok);
    let faults = error["error"]["faults"].as_array().unwrap();
    assert_eq!(usize::try_from(record.faults).unwrap(), faults.len());
    for (at, told) in (0..).zip(faults) {
        assert_eq!(kassa_last_error_fault(at, &raw mut fault), Status::Ok);
        assert_eq!(filled(&fault.path), told["path"].as_str().unwrap());
        assert!(!filled(&fault.message_ru).is_empty());
    }
    assert_eq!(kassa_last_error_fault(record.faults, &raw mut fault), Status::BadArgument);
    assert_eq!(kassa_last_error_fault(0, null_mut()), Status::BadArgument);
}

#[test]
fn wide_text_is_read_to_its_end_and_no_further() {
    let mut device: Handle = null_mut();
    let mut open = |config: *const u16| kassa_open_w(config, Some((&mut device).into()));
    assert_eq!(open(wide("{").as_ptr()), Status::BadConfig);
    assert_eq!(open([0xD83D, 0].as_ptr()), Status::BadArgument, "half of a pair");
    assert_eq!(open(core::ptr::null()), Status::BadArgument);
    let units = wide("{}");
    assert_eq!(open(units.as_ptr().wrapping_byte_add(1)), Status::BadArgument, "not aligned");
    assert_eq!(kassa_open_w(units.as_ptr(), None), Status::BadArgument);
    kassa_string_free_w(null_mut());
    kassa_string_free(None);
}

fn receipt() -> Receipt {
    let mut receipt: Receipt = null_mut();
    assert_eq!(kassa_receipt_new(text(c"sell"), Some((&mut receipt).into())), Status::Ok);
    receipt
}

#[test]
fn a_receipt_is_filled_from_several_threads_and_freed_once() {
    let receipt = receipt().addr();
    let handle = || core::ptr::without_provenance_mut(receipt);
    thread::scope(|scope| {
        scope.spawn(|| {
            for _ in 0..2 {
                let added = kassa_receipt_add_item(handle(), text(c"Bread"), 45_90, 3_000_000, 137_70, text(c"vat10"));
                assert_eq!(added, Status::Ok);
            }
        });
        scope.spawn(|| {
            let (name, tax) = (wide("Хлеб"), wide("vat10"));
            let added = kassa_receipt_add_item_w(handle(), name.as_ptr(), 1, 1_000_000, 1, tax.as_ptr());
            assert_eq!(added, Status::Ok);
            assert_eq!(kassa_receipt_add_payment(handle(), text(c"cash"), 1_000_00), Status::Ok);
        });
        scope.spawn(|| {
            assert_eq!(kassa_receipt_set(handle(), text(c"externalId"), text(c"a")), Status::Ok);
            assert_eq!(kassa_receipt_set(handle(), text(c"nothing"), text(c"a")), Status::BadDocument);
            let (path, value) = (wide("operator.name"), wide("Лунина"));
            assert_eq!(kassa_receipt_set_w(handle(), path.as_ptr(), value.as_ptr()), Status::Ok);
        });
    });
    let freed = thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| kassa_receipt_free(handle())));
        both.map(|freed| freed.join().unwrap())
    });
    assert!(freed == [Status::Ok, Status::BadHandle] || freed == [Status::BadHandle, Status::Ok], "{freed:?}");
    assert_eq!(kassa_receipt_set(handle(), text(c"externalId"), text(c"a")), Status::BadHandle);
    assert_eq!(kassa_receipt_free(null_mut()), Status::Ok);
    let mut none: Receipt = null_mut();
    assert_eq!(kassa_receipt_new_w(wide("sale").as_ptr(), Some((&mut none).into())), Status::BadDocument);
    assert!(none.is_null());
}

#[test]
fn bytes_go_back_with_their_length() {
    let bytes: Box<[u8]> = Box::from(*b"PNG");
    let length = bytes.len();
    render::kassa_bytes_free(Box::into_raw(bytes).cast(), length);
    render::kassa_bytes_free(null_mut(), 0);
}

type Heard = Mutex<Vec<String>>;

/// The host's function: keeps what it is told at the place that it was set with.
unsafe extern "C" fn hear(user: *mut c_void, told: *const c_char) {
    // SAFETY: each test sets it with a `Heard` that outlives its last call, and the library gives text that ends with a zero.
    let (heard, told) = unsafe { (&*user.cast::<Heard>(), CStr::from_ptr(told.cast())) };
    heard.lock().unwrap().push(told.to_str().unwrap().to_owned());
}

#[test]
fn functions_of_the_host_get_their_pointer_and_text() {
    // A call on another thread may still use the function after it was taken back, so what it writes to stays.
    static LOGGED: Heard = Mutex::new(Vec::new());
    let heard = Heard::default();
    let user = (&raw const heard).cast_mut().cast();
    let progress = host_functions::progress(Some(hear), user).unwrap();
    thread::scope(|scope| {
        scope.spawn(|| progress(Stage::Downloading(1, Some(2))));
        scope.spawn(|| progress(Stage::Settling));
    });
    assert_eq!(heard.lock().unwrap().len(), 2);

    assert_eq!(kassa_set_log(Some(hear), (&raw const LOGGED).cast_mut().cast()), Status::Ok);
    assert_eq!(kassa_receipt_set(null_mut(), text(c"a"), text(c"b")), Status::BadHandle);
    assert_eq!(kassa_set_log(None, null_mut()), Status::Ok);
    // Other tests of this program may have said something as well.
    assert!(LOGGED.lock().unwrap().iter().any(|line| line.contains("badHandle")), "{LOGGED:?}");
}

/// The host's function that signs: the signature is what it was given.
unsafe extern "C" fn sign(
    user: *mut c_void,
    document: *const c_char,
    content: *const u8,
    length: usize,
    into: *mut SignatureSlot,
) -> i32 {
    // SAFETY: as for `hear`; the content has this many bytes.
    let content = unsafe {
        hear(user, document);
        core::slice::from_raw_parts(content, length)
    };
    let signature = std::ffi::CString::new(content).unwrap();
    i32::from(registration::kassa_signature_set(into, text(&signature)) != Status::Ok)
}

#[test]
fn a_signature_is_taken_while_it_is_asked_for() {
    let heard = Heard::default();
    let user = (&raw const heard).cast_mut().cast();
    assert_eq!(signing::ask(Some(sign), user, &json!({"id": 1}), b"c2ln").as_deref(), Some("c2ln"));
    assert_eq!(signing::ask(None, user, &json!({}), b""), None);
    assert_eq!(*heard.lock().unwrap(), ["{\"id\":1}"]);
    let late = core::ptr::without_provenance_mut(0x1001);
    assert_eq!(registration::kassa_signature_set(late, text(c"c2ln")), Status::BadHandle);
}
