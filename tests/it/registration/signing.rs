//! Signatures: signers that give them, that do not, and that misbehave.

use super::scene::{BAD_DOCUMENT, OK, REFUSED, Scene, WORKFLOW, stands};
use crate::support::registration::{RawSigner, Signer, advance, advance_with, give, start, state};
use kassa_simulator::Fault;
use kassa_simulator::ofdru::test_signature;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::ffi::c_void;

const BAD_HANDLE: i32 = 2;
const BUSY: i32 = 11;
/// Maximum length of a device's answer, in bytes.
const BOUND: usize = 4 * 1024 * 1024;

#[test]
fn documents_wait_for_a_signer_without_a_time_limit() {
    let scene = Scene::fresh();
    scene.start(&scene.request());
    for signer in [None, Some(&(|_: &Value, _: &[u8]| None) as &Signer)] {
        let (status, waits) = advance(&scene.registrar, &scene.device, WORKFLOW, signer);
        assert_eq!((status, stands(&waits)), (OK, ("signature", "signer")));
        let document = &waits["documents"][0];
        assert_eq!((&document["kind"], &document["applicationId"]), (&json!("1110061"), &waits["application"]["id"]));
    }
    let content = scene.service.ledger().applications[0].documents[0].content.clone();
    let shown = RefCell::new(Vec::new());
    let signer = |document: &Value, bytes: &[u8]| {
        shown.borrow_mut().push((document.clone(), bytes.to_vec()));
        Some(test_signature(bytes))
    };
    let (status, waits) = advance(&scene.registrar, &scene.device, WORKFLOW, Some(&signer));
    assert_eq!((status, stands(&waits)), (OK, ("number", "taxService")));
    let shown = shown.into_inner();
    assert_eq!((shown.len(), &shown[0].1), (1, &content), "the document's own bytes, once");
    for member in ["id", "kind", "name", "description", "applicationId"] {
        assert!(shown[0].0[member].is_string(), "{member}: {}", shown[0].0);
    }
}

#[test]
fn an_invalid_signature_is_refused_and_another_one_is_accepted() {
    let scene = Scene::fresh();
    scene.start(&scene.request());
    for (signature, wanted) in [("это не base64", BAD_DOCUMENT), ("AA==", REFUSED)] {
        let (status, answer) =
            advance(&scene.registrar, &scene.device, WORKFLOW, Some(&|_, _| Some(signature.to_owned())));
        assert_eq!(status, wanted, "{answer}");
        let (_, waits) = state(&scene.registrar, WORKFLOW);
        assert_eq!((stands(&waits), &waits["documents"][0]["kind"]), (("signature", "signer"), &json!("1110061")));
    }
    assert_eq!(stands(&scene.advance()), ("number", "taxService"));
}

/// A test signature, ended by a zero byte.
fn signature(content: &[u8]) -> Vec<u8> {
    (test_signature(content) + "\0").into_bytes()
}

#[test]
fn what_a_signer_does_decides_whether_its_document_is_signed() {
    let refuses = |content: &[u8], into: *mut c_void| give(into, &signature(content)) + 1;
    let gives_nothing = |_: &[u8], _: *mut c_void| 0;
    let gives_no_text = |_: &[u8], into: *mut c_void| {
        assert_ne!(give(into, &[0xFF, 0]), OK, "this is no UTF-8");
        0
    };
    let gives_two = |content: &[u8], into: *mut c_void| give(into, b"AA==\0") + give(into, &signature(content));
    let gives_elsewhere = |content: &[u8], into: *mut c_void| {
        let (signature, into) = (signature(content), into as usize);
        std::thread::spawn(move || give(into as *mut c_void, &signature)).join().unwrap()
    };
    let all: [(&str, &RawSigner, (&str, &str)); 5] = [
        ("returns another than 0", &refuses, ("signature", "signer")),
        ("gives nothing and returns 0", &gives_nothing, ("signature", "signer")),
        ("gives what is no text", &gives_no_text, ("signature", "signer")),
        ("gives two: the last one counts", &gives_two, ("number", "taxService")),
        ("gives it from another thread", &gives_elsewhere, ("number", "taxService")),
    ];
    for (name, signer, wanted) in all {
        let scene = Scene::fresh();
        scene.start(&scene.request());
        let (status, answer) = advance_with(&scene.registrar, &scene.device, WORKFLOW, signer);
        assert_eq!((status, stands(&answer)), (OK, wanted), "{name}");
        assert_eq!(stands(&scene.advance()), ("number", "taxService"), "{name}");
        assert_eq!(scene.service.ledger().filings.len(), 1, "{name}");
    }
}

#[test]
fn the_place_for_a_signature_is_invalid_after_its_call() {
    let scene = Scene::fresh();
    scene.start(&scene.request());
    let place = Cell::new(std::ptr::null_mut());
    let keeps = |_: &[u8], into: *mut c_void| {
        place.set(into);
        1
    };
    assert_eq!(advance_with(&scene.registrar, &scene.device, WORKFLOW, &keeps).0, OK);
    assert_eq!(give(place.get(), b"AA==\0"), BAD_HANDLE);
    assert_eq!(give(std::ptr::null_mut(), b"AA==\0"), BAD_HANDLE);
}

#[test]
fn a_signer_that_advances_its_own_workflow_gets_busy_at_once() {
    let scene = Scene::fresh();
    scene.start(&scene.request());
    let signer = |content: &[u8], into: *mut c_void| {
        let again = advance(&scene.registrar, &scene.device, WORKFLOW, None);
        assert_eq!((again.0, &again.1["error"]["outcome"]), (BUSY, &json!("notSent")), "{}", again.1);
        assert_eq!(start(&scene.registrar, &scene.device, &scene.request()).0, BUSY);
        // Neither device is held.
        assert_eq!(scene.device.execute(&json!({"type": "getFnInfo"})).0, OK);
        assert_eq!(scene.registrar.call("GET application", None).0, OK);
        give(into, &signature(content))
    };
    let (status, answer) = advance_with(&scene.registrar, &scene.device, WORKFLOW, &signer);
    assert_eq!((status, stands(&answer)), (OK, ("number", "taxService")), "{answer}");
    assert_eq!(scene.service.ledger().filings.len(), 1);
}

#[test]
fn an_empty_or_oversized_document_is_shown_to_no_signer() {
    for (action, seen) in [
        (json!({"action": "status", "status": 204}), None),
        (json!({"action": "oversized", "bytes": BOUND}), Some(BOUND)),
        (json!({"action": "oversized", "bytes": BOUND + 1}), None),
    ] {
        let scene = Scene::fresh();
        scene.start(&scene.request());
        let mut fault = json!({"path": "/kkt/application/*/document/*/download", "point": "processed"});
        fault.as_object_mut().unwrap().extend(action.as_object().unwrap().clone());
        scene.service.set_faults(Fault::list(&json!([fault]).to_string()).unwrap());
        let shown = Cell::new(None);
        let signer = |content: &[u8], _: *mut c_void| {
            shown.set(Some(content.len()));
            1
        };
        let (status, answer) = advance_with(&scene.registrar, &scene.device, WORKFLOW, &signer);
        assert_eq!((status == OK, shown.get()), (seen.is_some(), seen), "{action}: {answer}");
        assert_eq!(stands(&scene.advance()), ("number", "taxService"), "{action}");
    }
}
