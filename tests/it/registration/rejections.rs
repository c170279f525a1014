//! Rejections on the way, and how the workflow continues after a fix.

use super::scene::{BAD_DOCUMENT, DRIVE, REFUSED, Scene, WORKFLOW, places, stands};
use crate::support::registration::{start, state};
use kassa_simulator::ofdru::Shapes;
use kassa_simulator::{Fault, ofdru};
use serde_json::json;

#[test]
fn a_rejection_says_what_to_fix_and_the_workflow_continues_from_there() {
    for (reason, path, fixed) in [
        ("Неверно указаны ФИО подписанта", "CompanyDetails.Signatory", ("CompanyDetails", "Signatory", "LastName")),
        (
            "неверный адрес (KktDetails.InstallmentAddress.Street)",
            "KktDetails.InstallmentAddress.Street",
            ("KktDetails", "InstallmentAddress", "Street"),
        ),
    ] {
        for final_rejections in [false, true] {
            let scene = Scene::of(ofdru::Options { final_rejections, ..ofdru::Options::default() }, false, &json!({}));
            let mut request = scene.request();
            scene.start(&request);
            scene.advance();
            scene.reject(reason);
            let rejected = scene.advance();
            assert_eq!(
                (stands(&rejected), rejected["application"]["statusReason"].as_str()),
                (("number", "applicant"), Some(reason))
            );
            assert_eq!(rejected["faults"][0]["path"], path, "{rejected}");
            assert_eq!(scene.advance(), rejected, "and waits for it");
            request[fixed.0][fixed.1][fixed.2] = json!("Исправлено");
            let fixed = scene.start(&request);
            assert_eq!(stands(&fixed).1, "program");
            assert_eq!(stands(&scene.advance()), ("number", "taxService"));
            scene.approve();
            scene.advance();
            scene.approve();
            assert_eq!(scene.advance()["done"], true, "{reason} {final_rejections}");
            let applications = scene.service.ledger().applications.len();
            assert_eq!((applications, scene.reports("registration")), (if final_rejections { 2 } else { 1 }, 1));
        }
    }
}

#[test]
fn a_reason_that_only_the_list_shows_is_reported() {
    let shapes = Shapes { short_get: true, ..Shapes::default() };
    let scene = Scene::of(ofdru::Options { shapes, ..ofdru::Options::default() }, false, &json!({}));
    scene.start(&scene.request());
    scene.advance();
    scene.reject("Неверно указаны ФИО подписанта");
    let rejected = scene.advance();
    assert_eq!(stands(&rejected), ("number", "applicant"));
    assert_eq!(rejected["application"]["statusReason"], "Неверно указаны ФИО подписанта");
    assert_eq!(rejected["faults"][0]["path"], "CompanyDetails.Signatory");
}

#[test]
fn a_rejection_of_the_report_never_registers_twice() {
    let scene = Scene::fresh();
    let mut request = scene.request();
    scene.start(&request);
    scene.advance();
    scene.approve();
    scene.advance();
    scene.reject("Неверно указаны ФИО подписанта");
    let rejected = scene.advance();
    assert_eq!(stands(&rejected), ("approval", "applicant"));
    // What the register has recorded cannot be fixed in the application alone.
    let mut other = request.clone();
    other["CompanyDetails"]["CompanyName"] = json!("ООО Другая");
    other["registration"]["organization"]["email"] = json!("other@example.com");
    let (status, answer) = start(&scene.registrar, &scene.device, &other);
    assert_eq!(status, BAD_DOCUMENT, "{answer}");
    assert_eq!(
        places(&answer["error"]["faults"]),
        ["CompanyDetails.CompanyName: form", "registration.organization.email: form"]
    );
    request["CompanyDetails"]["Signatory"]["LastName"] = json!("Седова");
    scene.start(&request);
    assert_eq!(stands(&scene.advance()), ("approval", "taxService"));
    scene.approve();
    assert_eq!(scene.advance()["done"], true);
    assert_eq!((scene.service.ledger().applications.len(), scene.reports("registration")), (1, 1));
}

#[test]
fn a_number_with_wrong_check_digits_registers_nothing() {
    let wrong = || ofdru::Options { wrong_numbers: true, ..ofdru::Options::default() };
    let scene = Scene::of(wrong(), false, &json!({}));
    scene.start(&scene.request());
    scene.advance();
    scene.approve();
    let stopped = scene.advance();
    assert_eq!(
        (stands(&stopped), places(&stopped["faults"])),
        (("registration", "applicant"), vec!["KktDetails.RegNumber: taxNumber".to_owned()])
    );
    assert_eq!(scene.reports("registration"), 0);
    // Numbers of a test service are invented.
    let test = Scene::of(wrong(), false, &json!({"testMode": true}));
    test.start(&test.request());
    test.advance();
    test.approve();
    assert_eq!(stands(&test.advance()), ("approval", "taxService"));
}

#[test]
fn a_register_other_than_that_of_the_application_is_not_registered() {
    let scene = Scene::fresh();
    let mut request = scene.request();
    request["KktDetails"]["FnNumber"] = json!("9999078900054321");
    scene.start(&request);
    scene.advance();
    scene.approve();
    let stopped = scene.advance();
    assert_eq!(stands(&stopped), ("registration", "applicant"));
    assert_eq!(places(&stopped["faults"]), ["KktDetails.FnNumber: form"]);
    assert_eq!(scene.reports("registration"), 0);
    request["KktDetails"]["FnNumber"] = json!(DRIVE);
    scene.start(&request);
    assert_eq!(stands(&scene.advance()), ("approval", "taxService"));
    assert_eq!(scene.service.ledger().applications[0].register["FnNumber"], DRIVE, "mended in the application first");
}

#[test]
fn a_refusal_of_the_register_is_mapped_to_the_fields_of_the_request() {
    let scene = Scene::fresh();
    scene.start(&scene.request());
    scene.advance();
    scene.approve();
    scene.register.set_faults(
        Fault::list(&json!([{"path": "/register", "point": "received", "action": "error", "code": 51}]).to_string())
            .unwrap(),
    );
    let (status, answer) = scene.advanced();
    assert_eq!((status, &answer["error"]["outcome"]), (REFUSED, &json!("rejected")), "{answer}");
    let (_, stopped) = state(&scene.registrar, WORKFLOW);
    assert_eq!(stands(&stopped), ("registration", "applicant"));
    assert_eq!(stands(&scene.advance()), ("approval", "taxService"), "the same may be sent again");
    assert_eq!(scene.reports("registration"), 1);
}

#[test]
fn a_switch_that_the_fixed_request_leaves_out_is_off() {
    let scene = Scene::fresh();
    let mut request = scene.request();
    scene.start(&request);
    scene.advance();
    scene.reject("Неверно указан режим");
    scene.advance();
    request["KktDetails"]["UsageMode"] = json!({"ExcisableGoods": true});
    scene.start(&request);
    assert_eq!(stands(&scene.advance()), ("number", "taxService"));
    let usage = scene.service.ledger().applications[0].register["UsageMode"].clone();
    let on: Vec<&String> =
        usage.as_object().unwrap().iter().filter(|(_, on)| **on == true).map(|(name, _)| name).collect();
    assert_eq!(on, ["ExcisableGoods"]);
    scene.approve();
    scene.advance();
    let report = scene.register.ledger().pop().unwrap().data;
    assert_eq!((&report["T1108"], &report["T1207"]), (&json!(false), &json!(true)), "and so the register has it");
}
