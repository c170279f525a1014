//! The registration workflow, as a foreign host calls it.
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use super::abi::{Device, function, taken};
use serde_json::Value;
use std::ffi::{CStr, CString, c_char, c_int, c_void};

/// The callback that the library calls for a signature.
type Sign = unsafe extern "C" fn(*mut c_void, *const c_char, *const u8, usize, *mut c_void) -> i32;

/// A signer: takes a description of the document and its bytes. Returns base64, or nothing if it has no signature yet.
pub type Signer<'a> = dyn Fn(&Value, &[u8]) -> Option<String> + 'a;

/// The same, but it gets the raw bytes and the place for the signature.
pub type RawSigner<'a> = dyn Fn(&[u8], *mut c_void) -> i32 + 'a;

/// Starts a workflow; returns the status and the answer.
pub fn start(registrar: &Device, device: &Device, request: &Value) -> (c_int, Value) {
    type Start = unsafe extern "C" fn(*mut c_void, *mut c_void, *const c_char, *mut *mut c_char) -> c_int;
    let request = CString::new(request.to_string()).unwrap();
    let mut answer = std::ptr::null_mut();
    let start: Start = function("kassa_registration_start");
    let status = unsafe { start(registrar.handle(), device.handle(), request.as_ptr(), &raw mut answer) };
    (status, taken(answer))
}

/// Advances a workflow; returns the status and the answer.
pub fn advance(registrar: &Device, device: &Device, id: &str, signer: Option<&Signer>) -> (c_int, Value) {
    type Advance = unsafe extern "C" fn(
        *mut c_void,
        *mut c_void,
        *const c_char,
        Option<Sign>,
        *mut c_void,
        *mut *mut c_char,
    ) -> c_int;
    let id = CString::new(id).unwrap();
    let mut answer = std::ptr::null_mut();
    let advance: Advance = function("kassa_registration_advance");
    let asked: Option<Sign> = signer.is_some().then_some(ask);
    let user = &raw const signer;
    let status = unsafe {
        advance(registrar.handle(), device.handle(), id.as_ptr(), asked, user.cast_mut().cast(), &raw mut answer)
    };
    (status, taken(answer))
}

/// Advances a workflow with a signer that may do anything with the place for the signature, and return any status;
/// returns the status and the answer.
pub fn advance_with(registrar: &Device, device: &Device, id: &str, signer: &RawSigner) -> (c_int, Value) {
    type Advance =
        unsafe extern "C" fn(*mut c_void, *mut c_void, *const c_char, Sign, *mut c_void, *mut *mut c_char) -> c_int;
    let id = CString::new(id).unwrap();
    let mut answer = std::ptr::null_mut();
    let advance: Advance = function("kassa_registration_advance");
    let user = (&raw const signer).cast_mut().cast();
    let status = unsafe { advance(registrar.handle(), device.handle(), id.as_ptr(), ask_raw, user, &raw mut answer) };
    (status, taken(answer))
}

/// Gives a signature, as bytes that end with a zero.
pub fn give(into: *mut c_void, signature: &[u8]) -> c_int {
    assert_eq!(signature.last(), Some(&0));
    unsafe {
        function::<unsafe extern "C" fn(*mut c_void, *const c_char) -> c_int>("kassa_signature_set")(
            into,
            signature.as_ptr().cast(),
        )
    }
}

unsafe extern "C" fn ask_raw(
    user: *mut c_void,
    _: *const c_char,
    content: *const u8,
    length: usize,
    into: *mut c_void,
) -> i32 {
    let signer = unsafe { *user.cast::<&RawSigner>() };
    signer(unsafe { std::slice::from_raw_parts(content, length) }, into)
}

/// The state of a workflow, from the journal; returns the status and the answer.
pub fn state(registrar: &Device, id: &str) -> (c_int, Value) {
    registrar.answering("kassa_registration_state", id)
}

unsafe extern "C" fn ask(
    user: *mut c_void,
    document: *const c_char,
    content: *const u8,
    length: usize,
    into: *mut c_void,
) -> i32 {
    let signer = unsafe { *user.cast::<Option<&Signer>>() };
    let document: Value = serde_json::from_slice(unsafe { CStr::from_ptr(document) }.to_bytes()).unwrap();
    let content = unsafe { std::slice::from_raw_parts(content, length) };
    let Some(signature) = signer.and_then(|signer| signer(&document, content)) else { return 1 };
    give(into, CString::new(signature).unwrap().as_bytes_with_nul())
}
