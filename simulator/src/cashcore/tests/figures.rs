//! The figures of X and Z reports match the documents that were made.

use super::*;

fn sum_of(list: &Value, member: &str) -> i64 {
    list.as_array().map_or(0, |list| list.iter().map(|entry| tiyn(&entry[member])).sum())
}

fn of_operation(list: &Value, operation: u8) -> &Value {
    list.as_array().expect("a list").iter().find(|entry| entry["operation"] == operation).expect("the operation")
}

/// Makes every kind of operation with discounts, markups, all payment types and taxes. Returns the X report.
fn busy_day(device: &Simulator) -> Value {
    let tax = |percent: u32, sum: &Value| json!({"taxation_type": 101, "percent": percent, "sum": sum, "is_in_total_sum": true});
    call(device, "MoneyPlacement", &placement(0, &json!(500)));
    let first = ticket()
        .with("/items/0/discount", json!({"sum": 50, "taxes": [tax(12, &json!(5.36))]}))
        .with("/items/0/commodity/taxes", json!([tax(12, &json!(107.14))]))
        .with("/items/1/commodity/section_code", json!("2"))
        .with("amounts", json!({"discount": {"sum": 0.5}}))
        .with("payments", json!([{"type": 0, "sum": 1000}, {"type": 1, "sum": 300}]));
    call(device, "TradeOperation", &first);
    let second = ticket()
        .with("amounts", json!({"markup": {"sum": 9.5}}))
        .with("taxes", json!([tax(16, &json!(173.79))]))
        .with("payments", json!([{"type": 4, "sum": 1260}]));
    call(device, "TradeOperation", &second);
    device.set_ofd_online(false);
    for operation in [0, 1, 3] {
        let small = ticket()
            .with("operation", json!(operation))
            .with("items", json!([item(&json!(100))]))
            .with("payments", json!([{"type": 0, "sum": 100}]));
        call(device, "TradeOperation", &small);
    }
    device.set_ofd_online(true);
    call(device, "MoneyPlacement", &placement(1, &json!(200)));
    call(device, "ZXReport", &report(1))
}

#[test]
fn the_figures_of_a_report_add_up() {
    let device = device();
    let answer = busy_day(&device);
    let body = &answer["body"];
    // 1000 + 500 + (900 of 1000, 100 of change) - 100 + 100 - 100 - 200.
    assert_eq!(tiyn(&body["cash_sum"]), 210_000);
    assert_eq!(answer["total_payments"], json!([800, 300, 0, 0, 1260]));
    // 1200 + 1260 - 100 + 100 - 100.
    assert_eq!((tiyn(&body["revenue"]["sum"]), &body["revenue"]["is_negative"]), (236_000, &json!(false)));
    for operation in 0..4 {
        let sum = |list: &str| {
            let list = body[list].as_array().map_or(&[][..], Vec::as_slice);
            list.iter().filter(|entry| entry["operation"] == operation).map(|entry| tiyn(&entry["sum"])).sum::<i64>()
        };
        let totals = sum("operationsList") - sum("discountsList") + sum("markupsList");
        assert_eq!(totals, sum("total_resultList"), "{operation}");
        let tickets = of_operation(&body["ticket_operationsList"], operation);
        assert_eq!(tiyn(&tickets["tickets_sum"]), totals);
        assert_eq!(sum_of(&tickets["paymentsList"], "sum"), totals);
        let [start, end] = ["start_shift_non_nullable_sumsList", "non_nullable_sumsList"]
            .map(|list| tiyn(&of_operation(&body[list], operation)["sum"]));
        assert_eq!(end - start, totals);
    }
    let sections: i64 = body["sectionsList"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|section| sum_of(&section["operationsList"], "sum"))
        .sum();
    assert_eq!(sections, sum_of(&body["operationsList"], "sum"));
}

#[test]
fn the_report_contains_taxes_counts_and_cash() {
    let device = device();
    let answer = busy_day(&device);
    let body = &answer["body"];
    let money = |bills: u32, coins: u32| json!({"bills": bills, "coins": coins});
    let tax = |turnover, without, sum| json!([{"operation": 2, "turnover": turnover, "turnover_without_tax": without, "sum": sum}]);
    assert_eq!(
        body["taxesList"],
        json!([
            {"percent": 12000, "operationsList": tax(money(950, 0), money(848, 22), money(101, 78))},
            {"percent": 16000, "operationsList": tax(money(1260, 0), money(1086, 21), money(173, 79))},
        ])
    );
    let sold = of_operation(&body["ticket_operationsList"], 2);
    assert_eq!(
        (&sold["tickets_count"], &sold["offline_count"], tiyn(&sold["change_sum"])),
        (&json!(2), &json!(0), 10_000)
    );
    assert_eq!((tiyn(&sold["discount_sum"]), tiyn(&sold["markup_sum"])), (50, 950));
    assert_eq!(of_operation(&body["ticket_operationsList"], 0)["offline_count"], 1);
    assert_eq!(of_operation(&body["discountsList"], 2)["count"], 2);
    let placed = of_operation(&body["money_placementsList"], 0);
    assert_eq!((&placed["operations_count"], tiyn(&placed["operations_sum"])), (&json!(1), 50_000));
}

#[test]
fn the_next_shift_starts_at_zero_except_for_the_all_time_totals() {
    let device = device();
    let day = busy_day(&device);
    let z = call(&device, "ZXReport", &report(0));
    for name in ["operationsList", "taxesList", "ticket_operationsList", "revenue", "cash_sum", "non_nullable_sumsList"]
    {
        assert_eq!(z["body"][name], day["body"][name], "{name}");
    }
    let next = call(&device, "ZXReport", &report(1))["body"].clone();
    assert_eq!(
        (&next["operationsList"], &next["taxesList"], &next["markupsList"]),
        (&json!({}), &json!({}), &json!({}))
    );
    assert_eq!(tiyn(&next["revenue"]["sum"]), 0);
    assert_eq!(next["start_shift_non_nullable_sumsList"], day["body"]["non_nullable_sumsList"]);
    let sold = of_operation(&next["ticket_operationsList"], 2);
    assert_eq!((&sold["tickets_total_count"], &sold["tickets_count"]), (&json!(2), &json!(0)));
}
