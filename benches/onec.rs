//! What a call through the 1C component costs, compared with the same call of the core.
//!
//! Both get a sale that is refused before anything is sent, so the figures include neither disk nor network.

#[path = "../tests/it/onec/platform.rs"]
mod platform;
#[allow(dead_code, reason = "a bench uses its part")]
#[path = "../tests/it/support/mod.rs"]
mod support;

use platform::Platform;
use serde_json::json;
use std::time::Instant;
use support::abi::Device;

const CALLS: u32 = 5000;

fn main() {
    let mut platform = Platform::plain();
    assert_eq!(platform.tell(&["create", "Kassa"]), ["ok"]);
    let journal = platform.journal();
    // Nobody listens there: nothing may be sent.
    let url = "http://127.0.0.1:9";
    for (name, value) in [("Backend", "icash"), ("Url", url), ("Journal", &journal), ("LogOff", "true")] {
        platform.done("УстановитьПараметр", &[&format!("s:{name}"), &format!("s:{value}")]);
    }
    let id = format!("s:{}", platform.done("Подключить", &["o:"])[0].text());
    let sale = "s:<CheckPackage><Parameters CashierName=\"Лунина\" OperationType=\"1\" TaxationSystem=\"0\"/><Positions><FiscalString \
         Name=\"Хлеб\" Quantity=\"3\" PriceWithDiscount=\"45.90\" AmountWithDiscount=\"137.90\" VATRate=\"none\" PaymentMethod=\"4\" \
         CalculationSubject=\"1\"/></Positions><Payments Cash=\"150\"/></CheckPackage>";
    let calls = CALLS.to_string();
    let mut many = |method: &str, arguments: &[&str]| {
        let answer = platform.tell(&[&["many", &calls, method], arguments].concat());
        answer[1].parse::<u128>().unwrap()
    };
    let bare = many("GetLineLength", &[&id, "o:"]);
    let component = many("ProcessCheck", &[&id, "b:0", sale, "o:"]);

    let device = Device::open(&json!({ "backend": "icash", "url": url, "journal": journal })).unwrap();
    let task = json!({
        "type": "sell", "operator": { "name": "Лунина" }, "taxationType": "osn",
        "items": [{ "type": "position", "name": "Хлеб", "price": 45.90, "quantity": 3, "amount": 137.90,
            "tax": { "type": "none" }, "paymentMethod": "fullPayment", "paymentObject": "commodity" }],
        "payments": [{ "type": "cash", "sum": 150 }],
    });
    let begun = Instant::now();
    for _ in 0..CALLS {
        assert_eq!(device.execute(&task).0, 4);
    }
    let core = begun.elapsed().as_nanos() / u128::from(CALLS);
    let micros = |nanos: u128| format!("{}.{} µs", nanos / 1000, nanos % 1000 / 100);
    println!("a call with nothing to do      {:>10}", micros(bare));
    println!("a sale through the component   {:>10}", micros(component));
    println!("the same through kassa_execute {:>10}", micros(core));
    println!("1C's share                     {:>10}", micros(component.saturating_sub(core)));
}
