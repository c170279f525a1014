//! What must not be written to the log or the journal: the password and the tokens.
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use super::scene::Scene;
use crate::support::abi::function;
use crate::support::alone;
use serde_json::json;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::sync::Mutex;

static LOG: Mutex<String> = Mutex::new(String::new());

unsafe extern "C" fn log(_: *mut c_void, line: *const c_char) {
    let line = unsafe { CStr::from_ptr(line) }.to_string_lossy().into_owned();
    LOG.lock().unwrap().push_str(&line);
}

#[test]
fn neither_the_password_nor_a_token_is_written_down() {
    alone(module_path!(), "neither_the_password_nor_a_token_is_written_down", look_for_the_password_and_the_tokens);
}

fn look_for_the_password_and_the_tokens() {
    type Log = unsafe extern "C" fn(*mut c_void, *const c_char);
    let set_log: unsafe extern "C" fn(Option<Log>, *mut c_void) -> c_int = function("kassa_set_log");
    assert_eq!(unsafe { set_log(Some(log), std::ptr::null_mut()) }, 0);
    let mut scene = Scene::set();
    scene.start();
    scene.service.faults(&[
        json!({"path": "/kkt/application", "method": "GET", "point": "received", "action": "status", "status": 503}),
        json!({"path": "/kkt/application", "method": "POST", "point": "processed", "action": "reset"}),
        json!({"path": "/kkt/application/*/sign", "point": "received", "action": "malformed"}),
        json!({"path": "/kkt/application/*/prepareDocuments", "point": "received", "action": "error", "code": 2, "times": 2}),
        json!({"path": "/Authorization/CreateAuthToken", "point": "received", "action": "error", "code": 2, "skip": 1}),
    ]);
    scene.complete();
    scene.settle_accounts();
    scene.is_true();

    let requests = scene.service.requests();
    let token =
        |path: &str| path.split_once("AuthToken=").map(|(_, token)| token.split('&').next().unwrap().to_owned());
    let mut secrets: Vec<String> = requests.iter().filter_map(|one| token(one["path"].as_str().unwrap())).collect();
    secrets.sort();
    secrets.dedup();
    assert!(secrets.len() > 2, "several tokens were used");
    secrets.push("partner-password".into());
    let mut written = format!("{}\n{}", scene.story.join("\n"), LOG.lock().unwrap());
    assert!(LOG.lock().unwrap().contains("prepareDocuments"), "the log tells of the calls");
    for file in std::fs::read_dir(scene.journal().parent().unwrap()).unwrap() {
        written += &String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap());
    }
    for secret in secrets {
        assert!(!written.contains(&secret), "{secret}");
    }
}
