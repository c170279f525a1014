//! Documents drawn by the library: golden texts, what the law wants on a receipt in each format, QR codes read again.

mod page;
mod reading;
mod refused;
mod requisites;
mod shops;

use crate::support::fresh;
use serde_json::json;
use shops::{BACKENDS, Shop, sale, settled};

/// Compares a text with the golden one; `KASSA_BLESS=1` renews it.
fn golden(name: &str, text: &[u8]) {
    fresh(&format!("tests/it/render/golden/{name}.txt"), std::str::from_utf8(text).unwrap());
}

#[test]
fn a_sale_of_every_backend_is_drawn_as_its_golden_text() {
    for backend in BACKENDS {
        let shop = Shop::open(backend);
        if matches!(backend, "icash" | "itkassa" | "atolweb") {
            shop.make(&json!({ "type": "openShift" }));
        }
        let sale = sale(backend);
        let answer = settled(&shop.make(&sale));
        let (status, registration) = shop.device.execute(&json!({ "type": "getRegistrationInfo" }));
        let registration = if status == 0 { registration } else { json!({}) };
        for width in [32, 42, 48] {
            let request = json!({
                "answer": answer, "task": sale, "registration": registration, "format": "text", "width": width,
            });
            let text = shop.draw(&request);
            golden(&format!("{backend}-{width}"), &text);
            let text = String::from_utf8(text).unwrap();
            let longest = text.lines().map(|line| line.chars().count()).max().unwrap();
            assert_eq!(longest, width, "{backend}: the widest line fills the paper and no more");
        }
    }
}
