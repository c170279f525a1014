//! Another program holds the journal's write lock: calls end in time, react to cancel, and name the cause.

use super::shop::{Shop, sale};
use crate::support::abi::Device;
use crate::support::host::Program;
use crate::support::register::await_that;
use serde_json::{Value, json};
use std::thread;
use std::time::Duration;

/// A device with this deadline for its calls.
fn device_with_deadline(shop: &Shop, deadline_ms: u64) -> Device {
    let mut config = shop.config();
    config["deadlineMs"] = deadline_ms.into();
    Device::open(&config).unwrap()
}

fn names_the_journal(answer: &Value) {
    let message = &answer["error"]["message"];
    assert!(message["en"].as_str().unwrap().contains("Another program is using the journal file"), "{answer}");
    assert!(message["ru"].as_str().unwrap().contains("Файл журнала занят другой программой"), "{answer}");
}

#[test]
fn a_document_is_not_sent_and_the_call_ends_with_its_deadline() {
    let shop = Shop::open();
    let device = device_with_deadline(&shop, 1000);
    shop.sells(&device, "first");
    let holder = Program::holding(&shop.journal());
    let before = shop.posts();
    let (status, answer) = device.execute(&sale("second"));
    let error = &answer["error"];
    assert_eq!((status, &error["outcome"], &error["retry"]), (12, &json!("notSent"), &json!("safe")), "{answer}");
    names_the_journal(&answer);
    assert_eq!(shop.posts(), before);
    // A known outcome needs only reading.
    shop.sells(&device, "first");
    assert_eq!(device.recover("first").0, 0);
    holder.kill();
    shop.sells(&device, "second");
}

#[test]
fn cancel_ends_a_call_that_waits_for_the_journal() {
    let shop = Shop::open();
    // The deadline must not be what ends it.
    let device = device_with_deadline(&shop, 3_600_000);
    shop.sells(&device, "first");
    let _holder = Program::holding(&shop.journal());
    let (asked, before) = (shop.register.requests().len(), shop.posts());
    let (status, answer) = thread::scope(|scope| {
        let selling = scope.spawn(|| device.execute(&sale("second")));
        await_that("the baseline is asked for", || shop.register.requests().len() > asked);
        // So that the call most often waits for the journal by now; at any moment it must end in the same way.
        thread::sleep(Duration::from_millis(300));
        device.cancel();
        selling.join().unwrap()
    });
    assert_eq!((status, &answer["error"]["outcome"]), (15, &json!("notSent")), "{answer}");
    assert_eq!(shop.posts(), before);
}

#[test]
fn a_document_that_is_made_meanwhile_is_registered_and_not_recorded() {
    let shop = Shop::open();
    let device = shop.patient_device();
    shop.sells(&device, "first");
    shop.register.faults(&[json!({"path": "/receipt", "point": "received", "action": "delay", "delayMs": 5000})]);
    let sent = shop.posts();
    let (status, answer, holder) = thread::scope(|scope| {
        let selling = scope.spawn(|| device.execute(&sale("second")));
        await_that("the receipt is sent", || shop.posts() > sent);
        let holder = Program::holding(&shop.journal());
        let (status, answer) = selling.join().unwrap();
        (status, answer, holder)
    });
    assert_eq!((status, &answer["warnings"]["notRecorded"]), (0, &json!(true)), "{answer}");
    let (status, unknown) = device_with_deadline(&shop, 2000).recover("second");
    assert!(status == 0 || unknown["error"]["outcome"] == "unknown", "{unknown}");
    holder.kill();
    let (status, again) = device.execute(&sale("second"));
    assert_eq!((status, &again["fiscalParams"]), (0, &answer["fiscalParams"]), "{again}");
    assert_eq!(shop.sold("second").len(), 1);
}
