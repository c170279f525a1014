//! Many at once: several registers in one account, several programs on one workflow, a thread that cancels a call.
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use super::judge;
use super::program::Program;
use super::scene::{Handles, Scene, WORKFLOW};
use crate::support::abi::function;
use crate::support::application::request;
use crate::support::register::{Register, await_that};
use crate::support::registration;
use kassa_simulator::icash;
use kassa_simulator::ofdru::test_signature;
use serde_json::{Value, json};
use std::ffi::{c_int, c_void};
use std::thread;

const UNKNOWN: i32 = 9;
const CANCELLED: i32 = 15;

#[test]
fn two_programs_on_one_workflow_leave_one_of_each() {
    let mut scene = Scene::set();
    scene.start();
    let all = [scene.open(), scene.open(), scene.open()];
    for _ in 0..8 {
        let answers: Vec<Value> = thread::scope(|scope| {
            let calls: Vec<_> = all.iter().map(|handles| scope.spawn(|| handles.advance())).collect();
            calls.into_iter().map(|call| call.join().unwrap().1).collect()
        });
        scene.story.push(format!("{answers:?}"));
        if answers.iter().all(|answer| answer["done"] == true) {
            break;
        }
        if answers.iter().any(|answer| answer["awaited"] == "taxService") {
            scene.tax_service(&json!({"approve": "*"}));
        }
    }
    drop(all);
    scene.settle_accounts();
    scene.is_true();
}

#[test]
fn two_processes_on_one_workflow_at_once_leave_one_of_each() {
    let mut scene = Scene::set();
    scene.start();
    for _ in 0..8 {
        let mut programs = [(); 2].map(|()| Program::advancing(&scene.configs(), false));
        let answers = programs.each_mut().map(|program| program.until(|| false).unwrap().1);
        scene.story.push(format!("{answers:?}"));
        if answers.iter().all(|answer| answer["done"] == true) {
            break;
        }
        scene.tax_service(&json!({"approve": "*"}));
    }
    scene.settle_accounts();
    scene.is_true();
}

#[test]
fn many_registers_of_one_account_get_their_own_cards() {
    let scene = Scene::set();
    scene.service.ask("POST", "/fns", &json!({"answerSeconds": 0}).to_string());
    let numbers: Vec<u64> = (1..=8).collect();
    let registers: Vec<Register> = numbers.iter().map(|number| fresh(*number)).collect();
    thread::scope(|scope| {
        for (number, register) in numbers.iter().zip(&registers) {
            let mut configs = scene.configs();
            configs[1]["url"] = json!(register.url());
            let id = format!("road {number}");
            let card = scene.journal().with_file_name(format!("card {number}.xml"));
            let mut asked = request(&id, card.to_str().unwrap());
            asked["KktDetails"]["SerialNumber"] = json!(serial(*number));
            asked["KktDetails"]["FnNumber"] = json!(drive(*number));
            scope.spawn(move || {
                let handles = Handles::open(&configs);
                let (status, answer) = registration::start(&handles.registrar, &handles.device, &asked);
                assert_eq!(status, 0, "{answer}");
                let signer = |_: &Value, content: &[u8]| Some(test_signature(content));
                let (status, answer) = registration::advance(&handles.registrar, &handles.device, &id, Some(&signer));
                assert_eq!((status, &answer["done"]), (0, &json!(true)), "{answer}");
            });
        }
    });
    let applications = scene.applications();
    assert_eq!(applications.len(), numbers.len());
    for (number, register) in numbers.iter().zip(&registers) {
        let of = |one: &&Value| one["register"]["SerialNumber"] == serial(*number);
        let own: Vec<&Value> = applications.iter().filter(of).collect();
        let reports = register.ours();
        assert_eq!((own.len(), reports.len()), (1, 1), "{number}");
        let given = &own[0]["register"]["FiscalDocumentData"];
        assert!(judge::is_given(given, &reports[0]), "{number}: {given} {}", reports[0]);
        assert_eq!(own[0]["regNumber"], reports[0]["data"]["T1037"], "{number}");
    }
    // Calls of one program share a token; these are separate programs.
    let tokens =
        scene.service.requests().iter().filter(|one| one["path"] == "/api/Authorization/CreateAuthToken").count();
    assert_eq!(tokens, numbers.len());
}

fn serial(number: u64) -> String {
    format!("{number:020}")
}

fn drive(number: u64) -> String {
    format!("99990789000{number:05}")
}

fn fresh(number: u64) -> Register {
    let options = icash::Options {
        setup: Register::setup(),
        registered: false,
        serial_number: serial(number),
        fn_number: drive(number),
        ..icash::Options::default()
    };
    Register::here(icash::Simulator::start(options).unwrap())
}

#[test]
fn a_cancelled_call_leaves_one_of_each() {
    for (path, method) in [
        ("/kkt/application", "POST"),
        ("/kkt/application/*/prepareDocuments", "POST"),
        ("/kkt/application/*/sign", "POST"),
        ("/kkt/application/*", "PUT"),
        ("/register", "POST"),
    ] {
        let mut scene = Scene::set();
        scene.start();
        let fault = json!({"path": path, "method": method, "point": "processed", "action": "hang"});
        scene.service.faults(std::slice::from_ref(&fault));
        scene.register.faults(&[fault]);
        let handles = scene.open();
        for _ in 0..4 {
            let (status, answer) = thread::scope(|scope| {
                let call = scope.spawn(|| handles.advance());
                await_that("the hang", || scene.has_been_struck() || call.is_finished());
                let cancel: unsafe extern "C" fn(*mut c_void) -> c_int = function("kassa_cancel");
                if !call.is_finished() {
                    let handle = if path == "/register" { handles.device.handle() } else { handles.registrar.handle() };
                    assert_eq!(unsafe { cancel(handle) }, 0);
                }
                call.join().unwrap()
            });
            scene.heard(status, &answer);
            if scene.has_been_struck() {
                let outcome = answer["error"]["outcome"].as_str();
                let told = (status == CANCELLED || status == UNKNOWN) && outcome == Some("unknown");
                assert!(told, "{method} {path}: {status} {answer}");
                break;
            }
        }
        drop(handles);
        scene.complete();
        scene.settle_accounts();
        scene.is_true();
    }
}

#[test]
fn the_signature_of_a_signer_that_cancels_the_call_is_not_sent() {
    let mut scene = Scene::set();
    scene.start();
    let handles = scene.open();
    let cancel: unsafe extern "C" fn(*mut c_void) -> c_int = function("kassa_cancel");
    let signer = |_: &Value, content: &[u8]| {
        assert_eq!(unsafe { cancel(handles.device.handle()) }, 0);
        Some(test_signature(content))
    };
    let (status, answer) = registration::advance(&handles.registrar, &handles.device, WORKFLOW, Some(&signer));
    assert_eq!((status, &answer["error"]["outcome"]), (CANCELLED, &json!("notSent")), "{answer}");
    assert_eq!(scene.applications()[0]["status"], "AwaitingSignature");
    drop(handles);
    scene.complete();
    scene.settle_accounts();
    scene.is_true();
}
