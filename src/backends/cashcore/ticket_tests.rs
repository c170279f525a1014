use super::super::capabilities;
use super::super::fingerprint;
use super::*;
use crate::task::json::Node;
use crate::task::policy::{Charset, Country, Policy};
use crate::task::{Task, parse};
use proptest::prelude::*;
use serde_json::{Value, json};

fn config() -> Config {
    let (section, unit) = ("1".into(), "796".into());
    Config { device: "cashcore".into(), register: 6923, mark: Mark::None, section, unit }
}

fn policy() -> Policy {
    let mut policy = Policy::new("cashcore", Charset::Unicode);
    (policy.country, policy.exact_total) = (Country::Kazakhstan, true);
    policy
}

/// The request for a task, or the paths of its faults.
fn sent(task: &Value) -> Result<Value, Vec<String>> {
    let paths = |faults: &[Fault]| faults.iter().map(|fault| fault.path.clone()).collect::<Vec<_>>();
    let task = Node::parse(&task.to_string()).unwrap();
    let parsed = parse(&task, &policy(), capabilities::capabilities);
    let parsed = parsed.map_err(|error| paths(error.faults()))?;
    if !parsed.faults.is_empty() {
        let own =
            if let Task::Receipt(receipt) = &parsed.task { prepare(receipt, &config(), "id").err() } else { None };
        return Err(paths(&[parsed.faults, own.unwrap_or_default()].concat()));
    }
    let Task::Receipt(receipt) = parsed.task else { panic!("no receipt") };
    let job = prepare(&receipt, &config(), "id").map_err(|faults| paths(&faults))?;
    let Job::Document(document) = job else { panic!("no document") };
    assert_eq!(document.change, Some(receipt.payments.change));
    Ok(serde_json::from_slice(&document.request.body).unwrap())
}

/// The vendor's ticket as a task. The buyer's number is replaced by one with a valid check digit.
fn task() -> Value {
    json!({
        "type": "sell", "taxationType": "osn", "image": { "width": 576, "scale": 1.3, "threshold": 192 },
        "industry": { "type": "trading" }, "clientInfo": { "vatin": "910812450255" },
        "items": [{
            "type": "position", "name": "tovar1", "section": "Отдел1", "price": 1000, "quantity": 2, "amount": 2000,
            "exciseStamp": "excise_stamp_value", "physicalLabel": "physical_label_value",
            "productId": "product_id_value", "barcode": "123456789012345", "measurementUnit": "116",
            "discount": { "name": "Скидка на позицию tovar1", "sum": 50 },
            "paymentMethod": "fullPayment", "paymentObject": "commodity",
        }],
        "discount": { "name": "Сумма общей скидки", "sum": 200 },
        "taxes": [{ "type": "vat12", "sum": 187.50 }],
        "payments": [{ "type": "cash", "sum": 1000 }, { "type": "electronically", "sum": 1000 }], "total": 1750,
    })
}

#[test]
fn the_vendors_ticket_goes_out_as_printed() {
    let mut expected: Value = serde_json::from_str(fingerprint::tests::REQUEST).unwrap();
    expected["customer_iin_or_bin"] = json!("910812450255");
    // Cash is given as taken. Empty members are omitted, and so is the markup beside a discount.
    (expected["amounts"]["taken"], expected["amounts"]["change"]) = (json!(1000), json!(250));
    expected["amounts"].as_object_mut().unwrap().remove("markup");
    expected.as_object_mut().unwrap().remove("auxiliary");
    for place in ["/items/0/commodity", "/items/0/discount", "/amounts/discount"] {
        let members = expected.pointer_mut(place).unwrap().as_object_mut().unwrap();
        members.retain(|name, _| name != "taxes" && name != "auxiliary");
    }
    assert_eq!(sent(&task()).unwrap(), expected);
}

#[test]
fn tax_on_a_line_with_a_discount_is_split_between_the_goods_and_the_discount() {
    let mut task = task();
    task.as_object_mut().unwrap().remove("taxes");
    task["items"][0]["tax"] = json!({ "type": "vat12" });
    let body = sent(&task).unwrap();
    assert_eq!(
        body["items"][0]["commodity"]["taxes"][0],
        json!({ "taxation_type": 101, "percent": 12, "sum": serde_json::from_str::<Value>("214.29").unwrap(), "is_in_total_sum": true })
    );
    assert_eq!(body["items"][0]["discount"]["taxes"][0]["sum"].to_string(), "5.36");
    assert_eq!(body["amounts"]["discount"]["taxes"][0]["sum"].to_string(), "21.43");
    assert_eq!(body.get("taxes"), None);
    // 214.29 − 5.36 − 21.43 = 187.50: the tax on what is paid.
}

#[test]
fn what_the_register_does_not_support_is_refused_by_its_path() {
    for (pointer, value, at) in [
        ("/taxationType", json!("envd"), "taxationType"),
        ("/items/0/quantity", json!(2.0001), "items[0].quantity"),
        ("/items/0/name", json!(""), "items[0].name"),
        ("/items/0/discount/sum", json!(2000), "items[0].discount.sum"),
        ("/items/0/markup", json!({ "sum": 1 }), "items[0].markup"),
        ("/items/0/department", json!(3), "items[0].department"),
        ("/discount/sum", json!(1950), "discount.sum"),
        ("/clientInfo/vatin", json!("7700123459"), "clientInfo.vatin"),
        ("/payments/0/type", json!("credit"), "payments[0].type"),
        ("/taxes/0/type", json!("vat120"), "taxes[0].type"),
        ("/taxes/0/sum", json!(180), "taxes[0].sum"),
        ("/total", json!(1751), "total"),
        ("/industry/type", json!("taxi"), "industry.carNumber"),
        ("/industry/accountNumber", json!("7"), "industry.accountNumber"),
        ("/markup", json!({ "sum": 1 }), "markup"),
        ("/image/threshold", json!(256), "image.threshold"),
    ] {
        let mut task = task();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        task.pointer_mut(parent).unwrap()[name] = value.clone();
        let faults = sent(&task).err().unwrap_or_default();
        assert!(faults.iter().any(|path| path == at), "{pointer} {value}: {faults:?}");
    }
}

#[test]
fn every_kind_of_business_carries_its_attributes() {
    for (industry, domain) in [
        (
            json!({ "type": "services", "accountNumber": "7" }),
            json!({ "type": 1, "services": { "account_number": "7" } }),
        ),
        (
            json!({ "type": "gasoil", "cardNumber": "9", "correctionSum": 5 }),
            json!({ "type": 2, "gasoil": { "correction_sum": 5, "card_number": "9" } }),
        ),
        (
            json!({ "type": "hotels", "accountNumber": "12" }),
            json!({ "type": 3, "services": { "account_number": "12" } }),
        ),
        (
            json!({ "type": "taxi", "carNumber": "123ABC02", "isOrder": false, "fare": 5 }),
            json!({ "type": 4, "taxi": { "car_number": "123ABC02", "is_order": false, "current_fee": 5 } }),
        ),
        (
            json!({ "type": "parking", "parkingBegin": "2026.11.22 10:00:00", "parkingEnd": "2026.11.22 11:30:00" }),
            json!({ "type": 5, "parking": { "begin_time": "2026-11-22T10:00:00.000", "end_time": "2026-11-22T11:30:00.000" } }),
        ),
    ] {
        let mut task = task();
        task["industry"] = industry;
        assert_eq!(sent(&task).unwrap()["domain"], domain);
    }
}

#[test]
fn a_callers_own_pair_is_never_the_mark_even_under_its_key() {
    let mut task = task();
    let own = json!({ "type": "userAttribute", "name": "kassa", "value": "Касса 1" });
    task["items"].as_array_mut().unwrap().push(own.clone());
    let task = Node::parse(&task.to_string()).unwrap();
    let parsed = parse(&task, &policy(), capabilities::capabilities).unwrap();
    let Task::Receipt(receipt) = parsed.task else { panic!("no receipt") };
    for (mark, marks) in [(Mark::None, vec![]), (Mark::Auto, vec![mark::of("id")])] {
        let Ok(Job::Document(document)) = prepare(&receipt, &Config { mark, ..config() }, "id") else {
            panic!("no document")
        };
        let sent: Value = serde_json::from_slice(&document.request.body).unwrap();
        assert_eq!(sent["auxiliary"][0]["value"], own["value"]);
        assert_eq!((&document.fingerprint.marks, &fingerprint::marks(&sent)), (&marks, &marks), "{sent}");
    }
}

/// Price in tiyn, quantity in thousandths, discount or markup in tiyn, which of the two, VAT rate.
type Line = (i64, i64, i64, bool, &'static str);

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let rate = proptest::sample::select(vec!["none", "vat0", "vat5", "vat10", "vat12", "vat16"]);
    proptest::collection::vec((1i64..2_000_000, 1i64..20_000, 0i64..100_000, any::<bool>(), rate), 1..6)
}

fn number(units: i64) -> Value {
    serde_json::from_str(&Money::minor(units).to_string()).unwrap()
}

proptest! {
    #[test]
    fn what_is_computed_before_sending_is_what_the_register_computes(lines in lines(), whole in 0i64..100_000, less: bool, tip in 0i64..1_000) {
        let mut net = 0;
        let items: Vec<Value> = lines.iter().map(|(price, quantity, modifier, off, rate)| {
            let amount = ((price * quantity + 500) / 1000).max(1);
            let modifier = if *off { *modifier % amount } else { *modifier };
            net += if *off { amount - modifier } else { amount + modifier };
            let exact = rust_decimal::Decimal::new(*quantity, 3).to_string();
            json!({
                "type": "position", "name": "товар", "price": number(*price), "amount": number(amount),
                "quantity": serde_json::from_str::<Value>(&exact).unwrap(), "tax": { "type": rate },
                (if *off { "discount" } else { "markup" }): { "sum": number(modifier) },
            })
        }).collect();
        let whole = if less { whole % net } else { whole };
        let total = if less { net - whole } else { net + whole };
        let task = json!({
            "type": "sell", "items": items, (if less { "discount" } else { "markup" }): { "sum": number(whole) },
            "payments": [{ "type": "cash", "sum": number(total + tip) }], "total": number(total),
        });
        let body = sent(&task).map_err(|faults| TestCaseError::fail(format!("{faults:?} {task}")))?;
        let computed = fingerprint::of_request("TradeOperation", &body).attributes;
        prop_assert_eq!(&computed["total"], &Money::minor(total).to_string());
        prop_assert_eq!(&computed["cash"], &Money::minor(total).to_string());
        prop_assert_eq!(fingerprint::change(&body), Money::minor(tip));
        // Tax on goods, less that on discounts, plus that on markups, stays within what is paid.
        prop_assert!(!body.to_string().contains("\"sum\":-"));
    }
}

#[test]
fn sums_that_no_receipt_has_are_faults() {
    for digits in ["-92233720368547758.08", "-92233720368547758.07", "-0.01", "0.00", "92233720368547758.07"] {
        let sum: Value = serde_json::from_str(digits).unwrap();
        let task = json!({
            "type": "sell", "payments": [{ "type": "cash", "sum": sum }], "discount": { "sum": sum },
            "items": [{ "type": "position", "name": "a", "price": sum, "quantity": sum, "amount": sum, "tax": { "type": "none" } }],
        });
        assert!(!sent(&task).unwrap_err().is_empty(), "{digits}");
    }
}
