//! The life of a shift, and of a register without a connection to the OFD.

use super::*;

#[test]
fn a_shift_opens_by_itself_with_the_first_ticket() {
    let device = device();
    assert_eq!(counters(&device), ["1", "1", "0", "1000"]);
    let placed = call(&device, "MoneyPlacement", &placement(0, &json!(50)));
    assert_eq!((&placed["shift_state"], &placed["shift_document_number"]), (&json!(0), &json!(1)));
    let sold = call(&device, "TradeOperation", &ticket());
    assert_eq!(
        (&sold["shift_state"], &sold["fr_shift_number"], &sold["shift_document_number"]),
        (&json!(1), &json!(1), &json!(2))
    );
    // The register's own `number` is the number of the next document.
    assert_eq!(counters(&device), ["1", "3", "1", "2300.5"]);
    assert_ne!(register(&device)["shift_open_date"], "1899-12-30T00:00:00.000");
}

#[test]
fn a_z_report_ends_the_shift_and_an_x_report_does_not() {
    let device = device();
    call(&device, "TradeOperation", &ticket());
    let x = call(&device, "ZXReport", &report(1));
    assert_eq!(
        (&x["report_type"], &x["command_type"], &x["shift_document_number"], &x["shift_state"]),
        (&json!(1), &json!(3), &json!(2), &json!(1))
    );
    let z = call(&device, "ZXReport", &report(0));
    assert_eq!(
        (&z["report_type"], &z["command_type"], &z["shift_document_number"], &z["shift_state"]),
        (&json!(0), &json!(3), &json!(3), &json!(0))
    );
    assert_ne!(z["body"]["close_shift_time"]["date"]["year"], 0);
    assert_eq!(counters(&device), ["2", "1", "0", "2250.5"]);
    let register = register(&device);
    assert_eq!(
        (&register["revenue"], &register["start_shift_non_nullable_sums"]),
        (&json!(0), &register["non_nullable_sums"])
    );
    assert_eq!(device.ledger()[2].kind.command(), 2);
}

#[test]
fn cash_is_withdrawn_with_the_shift_if_configured() {
    let device = device();
    call(&device, "SaveKKM", &json!({"ofd_id": 6923, "auto_withdraw_money": true}));
    let z = call(&device, "ZXReport", &report(0));
    assert_eq!((&z["shift_document_number"], tiyn(&z["body"]["cash_sum"])), (&json!(2), 0));
    let ledger = device.ledger();
    assert_eq!((ledger[0].kind, ledger[0].by), (DocumentKind::MoneyPlacement, By::Register));
    assert_eq!(tiyn(&ledger[0].data["sum"]), 100_000);
}

#[test]
fn a_ticket_in_a_shift_of_24_hours_makes_a_z_report_first() {
    let device = device();
    call(&device, "TradeOperation", &ticket());
    device.set_clock_offset(DAY - 5);
    call(&device, "TradeOperation", &ticket());
    device.set_clock_offset(DAY + 5);
    // Other operations do not close the old shift.
    assert_eq!(call(&device, "MoneyPlacement", &placement(0, &json!(1)))["fr_shift_number"], 1);
    assert_eq!(call(&device, "ZXReport", &report(1))["fr_shift_number"], 1);
    let next = call(&device, "TradeOperation", &ticket());
    assert_eq!((&next["fr_shift_number"], &next["shift_document_number"]), (&json!(2), &json!(1)));
    let ledger = device.ledger();
    assert_eq!((ledger[4].kind, ledger[4].by, ledger[4].number), (DocumentKind::CloseShift, By::Register, 5));
}

#[test]
fn the_old_shift_ends_even_if_the_ticket_is_then_refused() {
    let device = device();
    call(&device, "TradeOperation", &ticket());
    device.set_clock_offset(DAY + 5);
    assert_eq!(code(&device, "TradeOperation", &ticket().with("/payments/0/sum", json!(1))), 57);
    assert_eq!(counters(&device)[..3], ["2", "1", "0"]);
}

#[test]
fn without_the_ofd_a_ticket_has_an_autonomous_sign() {
    let device = device();
    let online = call(&device, "TradeOperation", &ticket());
    assert!(device.set_ofd_online(false));
    let offline = call(&device, "TradeOperation", &ticket());
    assert_eq!((&online["is_offline"], &offline["is_offline"]), (&json!(false), &json!(true)));
    assert_eq!(
        (&online["body"]["offline_ticket_number"], &offline["body"]["offline_ticket_number"]),
        (&json!(0), &json!(1001))
    );
    assert_eq!(offline["fiscal_id"], "1001");
    let code = offline["qr_code"].as_str().expect("a text");
    assert!(code.contains("&i=1001&f=010100134464&s=1250,50&t="), "{code}");
    assert!(online["qr_code"].as_str().expect("a text").contains("&s=1250.50&t="));
    assert_eq!(register(&device)["is_offline"], true);
    assert!(device.ledger()[1].unsent);
    assert_eq!(code_of_delete(&device), 76);
    call(&device, "ZXReport", &report(0));
    assert_eq!(code_of_delete(&device), 67);
    assert!(device.set_ofd_online(true));
    assert_eq!(register(&device)["is_offline"], false);
    assert!(device.ledger().iter().all(|document| !document.unsent) && device.ledger()[1].offline);
}

fn code_of_delete(device: &Simulator) -> u64 {
    code(device, "DeleteKKM", &json!({"ofd_id": 6923}))
}

#[test]
fn after_three_days_without_the_ofd_nothing_is_made() {
    let device = device();
    device.set_ofd_online(false);
    call(&device, "MoneyPlacement", &placement(0, &json!(1)));
    device.set_clock_offset(3 * DAY - 5);
    call(&device, "MoneyPlacement", &placement(0, &json!(1)));
    device.set_clock_offset(3 * DAY + 5);
    for (method, body) in
        [("TradeOperation", ticket()), ("MoneyPlacement", placement(0, &json!(1))), ("ZXReport", report(0))]
    {
        assert_eq!(code(&device, method, &body), 18, "{method}");
    }
    device.set_ofd_online(true);
    call(&device, "TradeOperation", &ticket());
}

#[test]
fn a_blocked_register_makes_nothing() {
    let device = device();
    assert!(device.set_blocked(6923, true) && !device.set_blocked(7, true));
    let shown = register(&device);
    assert_eq!((&shown["is_blocked"], shown["blocked_info"].as_str().map(str::is_empty)), (&json!(true), Some(false)));
    for (method, body) in
        [("TradeOperation", ticket()), ("MoneyPlacement", placement(0, &json!(1))), ("ZXReport", report(1))]
    {
        assert_eq!(code(&device, method, &body), 62, "{method}");
    }
    device.set_blocked(6923, false);
    call(&device, "TradeOperation", &ticket());
}

#[test]
fn with_a_token_unknown_to_the_ofd_tickets_are_autonomous() {
    let device = device();
    device.set_invalid_token(6923, true);
    let sold = call(&device, "TradeOperation", &ticket());
    assert_eq!((&sold["is_invalid_token"], &sold["is_offline"]), (&json!(true), &json!(true)));
    call(&device, "SaveKKM", &json!({"ofd_id": 6923, "ofd_token": 12345}));
    let sold = call(&device, "TradeOperation", &ticket());
    assert_eq!((&sold["is_invalid_token"], &sold["is_offline"]), (&json!(false), &json!(false)));
}

#[test]
fn nothing_becomes_fiscal_for_an_inspector() {
    let device = device();
    let before = register(&device);
    for (method, body) in
        [("TradeOperation", ticket()), ("MoneyPlacement", placement(0, &json!(1))), ("ZXReport", report(0))]
    {
        let answer = call_as(&device, "4444", method, &body).json();
        assert_eq!(
            (&answer["response_code"], &answer["response_data"]["is_dummy"]),
            (&json!(0), &json!(true)),
            "{method}"
        );
    }
    assert_eq!(register(&device), before);
    assert!(device.ledger().is_empty() && device.tape().is_empty());
    assert!(call(&device, "TradeOperation", &ticket()).get("is_dummy").is_none());
}
