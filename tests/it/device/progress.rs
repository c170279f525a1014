//! The progress function of a host: what it may call of the library.
#![allow(unsafe_code, reason = "the function is one of the host, as C has it")]

use crate::documents::{OK, Till, sale};
use crate::support::abi::{Device, function};
use serde_json::json;
use std::ffi::{c_char, c_int, c_void};
use std::ptr::from_ref;
use std::sync::Mutex;

const BUSY: c_int = 11;

/// What the progress function works with, and the statuses of the calls that it made.
struct Host<'a> {
    own: &'a Device,
    other: &'a Device,
    got: Mutex<Vec<(c_int, c_int)>>,
}

extern "C" fn calls_back(host: *mut c_void, _: *const c_char) {
    // SAFETY: the pointer given with the function, to a host that outlives the call.
    let host = unsafe { &*host.cast::<Host>() };
    let asked = json!({ "type": "getShiftStatus" });
    let got = (host.own.execute(&asked).0, host.other.execute(&asked).0);
    host.got.lock().unwrap().push(got);
}

#[test]
fn a_progress_function_that_calls_its_own_device_gets_an_error_and_the_call_goes_on() {
    type Set = unsafe extern "C" fn(*mut c_void, extern "C" fn(*mut c_void, *const c_char), *mut c_void) -> c_int;
    let (till, other) = (Till::open(), Till::open());
    let host = Host { own: &till.device, other: &other.device, got: Mutex::default() };
    let user = from_ref(&host).cast_mut().cast();
    // SAFETY: as include/kassa.h declares it; the host lives until the device is dropped.
    assert_eq!(unsafe { function::<Set>("kassa_set_progress")(till.device.handle(), calls_back, user) }, OK);

    let (status, answer) = till.device.execute(&sale());
    assert_eq!(status, OK, "{answer}");
    let got = host.got.lock().unwrap();
    assert!(!got.is_empty() && got.iter().all(|got| *got == (BUSY, OK)), "{got:?}");
}
