//! The contents of documents that the protocols have in common.

use serde_json::{Value, json};

pub fn tea() -> Value {
    sold("Чай чёрный")
}

/// A sale of two of something.
pub fn sold(name: &str) -> Value {
    json!({
        "operator": {"name": "Кассир Лунина"}, "taxationType": "osn",
        "items": [{
            "type": "position", "name": name, "price": 125.50, "quantity": 2, "amount": 251,
            "tax": {"type": "vat10"}, "paymentMethod": "fullPayment", "paymentObject": "commodity",
        }],
        "payments": [{"type": "electronically", "sum": 251}],
        "total": 251,
    })
}

pub fn corrected() -> Value {
    correction(tea())
}

/// The correction of such a document.
pub fn correction(mut content: Value) -> Value {
    let members = content.as_object_mut().unwrap();
    members.insert("correctionType".into(), json!("instruction"));
    members.insert("correctionBaseDate".into(), json!("2025.11.17"));
    members.insert("correctionBaseNumber".into(), json!("17/03-А"));
    content
}

pub fn lines() -> Value {
    json!({"items": [{"type": "text", "text": "Талон № 7"}]})
}

pub fn money() -> Value {
    json!({"cashSum": 100.01})
}
