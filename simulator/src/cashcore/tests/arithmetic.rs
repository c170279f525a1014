//! The sums of a ticket, and their effect on the cash in the drawer.

use super::*;

#[test]
fn the_sums_of_a_ticket_are_calculated() {
    // Payments by type, amounts, then: to pay, taken, change, cash that stays.
    let cases = [
        (json!([[0, 1250.5]]), json!({}), [125_050, 125_050, 0, 125_050]),
        (json!([[0, 2000]]), json!({}), [125_050, 200_000, 74_950, 125_050]),
        (json!([[1, 1250.5]]), json!({}), [125_050, 0, 0, 0]),
        (json!([[0, 1000], [1, 1000]]), json!({}), [125_050, 100_000, 74_950, 25_050]),
        (json!([[4, 50.5], [1, 1000], [0, 200]]), json!({}), [125_050, 20_000, 0, 20_000]),
        (json!([[0, 1250.5]]), json!({"taken": 5000, "change": 3749.5}), [125_050, 500_000, 374_950, 125_050]),
        (json!([[0, 1300]]), json!({"taken": 0, "change": 0}), [125_050, 130_000, 4_950, 125_050]),
        (json!([[0, 1250]]), json!({"total": 1250, "discount": {"sum": 0.5}}), [125_000, 125_000, 0, 125_000]),
        (json!([[0, 1300]]), json!({"markup": {"sum": 49.5}, "discount": {"sum": 0}}), [130_000, 130_000, 0, 130_000]),
    ];
    for (payments, amounts, [to_pay, taken, change, cash]) in cases {
        let device = device();
        let payments: Value = payments
            .as_array()
            .expect("a list")
            .iter()
            .map(|payment| json!({"type": payment[0], "sum": payment[1]}))
            .collect();
        let answer = call(&device, "TradeOperation", &ticket().with("payments", payments).with("amounts", amounts));
        let sums = &answer["body"]["amounts"];
        assert_eq!(["total", "taken", "change"].map(|name| tiyn(&sums[name])), [to_pay, taken, change]);
        let kept: i64 = answer["body"]["paymentsList"]
            .as_array()
            .expect("a list")
            .iter()
            .filter(|payment| payment["type"] == 0)
            .map(|payment| tiyn(&payment["sum"]))
            .sum();
        assert_eq!(kept, cash);
        assert_eq!(register(&device)["cash_sum"].to_string(), super::super::amount::number(100_000 + cash).to_string());
        assert_eq!(register(&device)["revenue"].to_string(), super::super::amount::number(to_pay).to_string());
    }
}

#[test]
fn an_items_discount_or_markup_follows_it_as_an_item() {
    let device = device();
    let discounted = ticket()
        .with("/items/0/discount", json!({"name": "Акция", "sum": 99.99}))
        .with("/items/1/markup", json!({"sum": 0.49}));
    let answer = call(&device, "TradeOperation", &discounted);
    let kinds: Vec<&Value> =
        answer["body"]["itemsList"].as_array().expect("a list").iter().map(|item| &item["type"]).collect();
    assert_eq!(kinds, [1, 5, 1, 3]);
    assert_eq!(tiyn(&answer["body"]["amounts"]["total"]), 115_100);
    assert_eq!(answer["body"]["itemsList"][1]["discount"]["name"], "Акция");
}

#[test]
fn quantity_and_percent_are_in_thousandths() {
    let weighed = ticket()
        .with("/items/0/commodity/quantity", json!(0.125))
        .with("taxes", json!([{"taxation_type": 101, "percent": 16.5, "sum": 177.12, "is_in_total_sum": true}]));
    let answer = call(&device(), "TradeOperation", &weighed);
    assert_eq!(answer["body"]["itemsList"][0]["commodity"]["quantity"], 125);
    let tax = json!({"percent": 16500, "sum": {"bills": 177, "coins": 12}, "is_in_total_sum": true});
    assert_eq!(answer["body"]["taxesList"], json!([tax]));
}

#[test]
fn each_operation_moves_cash_its_own_way() {
    for (operation, cash, revenue) in [(0, "500", "-500"), (1, "1500", "500"), (2, "1500", "500"), (3, "500", "-500")] {
        let device = device();
        let one = ticket()
            .with("operation", json!(operation))
            .with("items", json!([item(&json!(500))]))
            .with("payments", json!([{"type": 0, "sum": 500}]));
        call(&device, "TradeOperation", &one);
        let register = register(&device);
        assert_eq!((register["cash_sum"].to_string(), register["revenue"].to_string()), (cash.into(), revenue.into()));
        assert_eq!(register["non_nullable_sums"][operation], 500, "{operation}");
    }
}

#[test]
fn no_more_cash_is_paid_out_than_the_drawer_holds() {
    let device = device();
    for operation in [0, 3] {
        assert_eq!(code(&device, "TradeOperation", &ticket().with("operation", json!(operation))), 58);
        let by_card =
            ticket().with("operation", json!(operation)).with("payments", json!([{"type": 1, "sum": 1250.5}]));
        call(&device, "TradeOperation", &by_card);
    }
    assert_eq!(code(&device, "MoneyPlacement", &placement(1, &json!(1000.01))), 58);
    call(&device, "MoneyPlacement", &placement(1, &json!(1000)));
    assert_eq!(register(&device)["cash_sum"], 0);
}

#[test]
fn a_refused_ticket_leaves_everything_as_it_was() {
    let device = device();
    let before = register(&device);
    assert_eq!(code(&device, "TradeOperation", &ticket().with("/payments/0/sum", json!(1))), 57);
    assert_eq!(code(&device, "TradeOperation", &ticket().with("operation", json!(3))), 58);
    assert_eq!(register(&device), before);
    assert!(device.ledger().is_empty() && device.tape().is_empty());
}
