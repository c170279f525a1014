//! Clocks that go back: the device's, and the machine's as the journal sees it.

use super::shop::{Shop, sale};
use crate::support::host::Program;
use serde_json::json;

const YEAR: i64 = 365 * 86_400;

#[test]
fn a_device_whose_clock_is_a_year_behind_refuses_and_takes_the_same_document_later() {
    let shop = Shop::open();
    let device = shop.device();
    shop.sells(&device, "before");
    shop.register.clock(-YEAR);
    let (status, answer) = device.execute(&sale("meanwhile"));
    assert_eq!((status, &answer["error"]["outcome"]), (7, &json!("rejected")), "{answer}");
    assert_eq!(shop.sold("meanwhile"), [0; 0]);
    assert_eq!(device.recover("meanwhile").0, 8);
    shop.register.clock(60);
    shop.sells(&device, "meanwhile");
}

/// The machine's clock cannot be set back for one process alone. But its effect on the journal can be made: everything
/// written before is a year ahead of now. Time spans use the monotonic clock, which nobody can set.
#[test]
fn a_machine_whose_clock_goes_back_a_year_loses_and_doubles_nothing() {
    let shop = Shop::open();
    let device = shop.device();
    shop.sells(&device, "before");
    let lost = |id: &str, point: &str| {
        shop.register.faults(&[
            json!({"path": "/receipt", "point": point, "action": "reset"}),
            json!({"path": "/status", "point": "received", "action": "reset", "skip": 1, "times": 0}),
        ]);
        let (status, answer) = device.execute(&sale(id));
        shop.register.faults(&[]);
        assert_eq!((status, &answer["error"]["outcome"]), (9, &json!("unknown")), "{answer}");
        let ahead = "intended_at = intended_at + 31536000000, settled_at = settled_at + 31536000000";
        Program::change(&shop.journal(), &format!("UPDATE document SET {ahead}"));
    };
    lost("made", "processed");
    shop.sells(&device, "next");
    assert_eq!(device.recover("made").0, 0);
    shop.sells(&device, "made");
    lost("not made", "received");
    let device = shop.device();
    assert_eq!(device.recover("not made").0, 8);
    for id in ["not made", "before", "next", "made"] {
        shop.sells(&device, id);
    }
    assert_eq!(shop.made(), 4);
}
