//! The fiscal tasks of the matrix; another one is another row.

use serde_json::{Value, json};

/// How a register is before a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// Its drive is fresh.
    Unregistered,
    Closed,
    /// Its shift is open.
    Open,
}

/// A fiscal task.
#[derive(Debug)]
pub struct Fiscal {
    /// Its name in the vocabulary.
    pub name: &'static str,
    /// The register's command for it.
    pub path: &'static str,
    /// Kind of the document in the register's ledger.
    pub kind: &'static str,
    /// How the register is before it.
    pub before: Before,
    /// What the task has beside its type.
    pub content: fn() -> Value,
}

const fn row(
    name: &'static str,
    path: &'static str,
    kind: &'static str,
    before: Before,
    content: fn() -> Value,
) -> Fiscal {
    Fiscal { name, path, kind, before, content }
}

/// Every fiscal task.
pub const TASKS: &[Fiscal] = &[
    row("sell", "/receipt", "receipt", Before::Open, tea),
    row("openShift", "/shift/open", "openShift", Before::Closed, cashier),
    row("closeShift", "/shift/close", "closeShift", Before::Open, cashier),
    row("sellReturn", "/receipt", "receipt", Before::Open, tea),
    row("buy", "/receipt", "receipt", Before::Open, tea),
    row("buyReturn", "/receipt", "receipt", Before::Open, tea),
    row("sellCorrection", "/correctivereceipt", "correction", Before::Open, correction),
    row("sellReturnCorrection", "/correctivereceipt", "correction", Before::Open, correction),
    row("buyCorrection", "/correctivereceipt", "correction", Before::Open, correction),
    row("buyReturnCorrection", "/correctivereceipt", "correction", Before::Open, correction),
    row("reportOfdExchangeStatus", "/currentstate", "currentState", Before::Open, || json!({})),
    row("registration", "/register", "registration", Before::Unregistered, registration),
    row("changeRegistrationParameters", "/register", "reregistration", Before::Closed, change),
    row("fnChange", "/register", "reregistration", Before::Closed, registration),
    row("closeArchive", "/finalize", "closeArchive", Before::Closed, cashier),
];

impl Fiscal {
    /// The task as a program sends it.
    pub fn task(&self, id: &str) -> Value {
        let mut task = json!({"type": self.name, "externalId": id});
        task.as_object_mut().unwrap().extend((self.content)().as_object().unwrap().clone());
        task
    }

    /// Whether the register can make only one such document: of two programs that ask for it, one is refused.
    pub fn is_only(&self) -> bool {
        !matches!(self.kind, "receipt" | "correction" | "currentState")
    }
}

/// The task of this name.
pub fn named(name: &str) -> &'static Fiscal {
    TASKS.iter().find(|task| task.name == name).unwrap()
}

fn cashier() -> Value {
    json!({"operator": {"name": "Кассир Лунина"}})
}

fn tea() -> Value {
    json!({
        "operator": {"name": "Кассир Лунина"}, "taxationType": "osn",
        "items": [{
            "type": "position", "name": "Чай чёрный", "price": 125.50, "quantity": 2, "amount": 251,
            "tax": {"type": "vat10"}, "paymentMethod": "fullPayment", "paymentObject": "commodity",
        }],
        "payments": [{"type": "electronically", "sum": 251}],
        "total": 251,
    })
}

fn correction() -> Value {
    let mut content = tea();
    let members = content.as_object_mut().unwrap();
    members.insert("correctionType".into(), json!("instruction"));
    members.insert("correctionBaseDate".into(), json!("2025.11.17"));
    members.insert("correctionBaseNumber".into(), json!("17/03-А"));
    content
}

fn registration() -> Value {
    json!({
        "operator": {"name": "Инженер Седов"},
        "organization": {
            "name": "ООО Ромашка", "vatin": "7743013901", "address": "125009, г. Москва, ул. Примерная, д. 1",
            "email": "kassa@example.com", "taxationTypes": ["osn", "patent"],
        },
        "device": {"registrationNumber": "0000000001045548", "ffdVersion": "1.05", "paymentsAddress": "Магазин № 1"},
        "ofd": {"name": "ООО Пример ОФД", "vatin": "5000111221"},
    })
}

fn change() -> Value {
    let mut content = registration();
    content["reason"] = json!("attributesChange");
    content
}
