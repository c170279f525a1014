//! One shop for each backend, with a sale that its register takes.

use crate::documents::{OK, changed};
use crate::support::abi::Device;
use kassa_simulator::{atolonline, atolweb, cashcore, icash, itkassa};
use serde_json::{Value, json};
use std::any::Any;

/// A device with the register behind it.
pub struct Shop {
    pub device: Device,
    _register: Box<dyn Any>,
    _folder: tempfile::TempDir,
}

/// Every backend that makes fiscal documents.
pub const BACKENDS: [&str; 5] = ["icash", "itkassa", "cashcore", "atolweb", "atolonline"];

impl Shop {
    /// Opens a shop of this backend.
    pub fn open(backend: &str) -> Self {
        let (settings, register): (Value, Box<dyn Any>) = match backend {
            "icash" => {
                let register = icash::Simulator::start(icash::Options::default()).unwrap();
                (json!({ "url": register.url() }), Box::new(register))
            }
            "itkassa" => {
                let options = itkassa::Options::default();
                let key = options.api_key.clone();
                let register = itkassa::Simulator::start(options).unwrap();
                let url = format!("{}{}", register.url(), itkassa::BASE);
                (json!({ "url": url, "apiKey": key, "creItemId": itkassa::REGISTER }), Box::new(register))
            }
            "cashcore" => {
                let register = cashcore::Simulator::start(cashcore::Options::default()).unwrap();
                (json!({ "url": register.url(), "kkmOfdId": 6923, "pin": "3333" }), Box::new(register))
            }
            "atolweb" => {
                let register = atolweb::Simulator::start(atolweb::Options::default()).unwrap();
                (json!({ "url": register.url(), "testMode": true }), Box::new(register))
            }
            _ => {
                let options = atolonline::Options { report_pause_ms: 0, ..atolonline::Options::default() };
                let register = atolonline::Simulator::start(options).unwrap();
                let company = json!({
                    "email": "shop@example.com", "inn": atolonline::INN, "paymentAddress": "https://shop.example.com",
                });
                let settings = json!({
                    "url": format!("{}{}", register.url(), atolonline::BASE), "login": atolonline::LOGIN,
                    "password": atolonline::PASSWORD, "groupCode": atolonline::GROUP, "company": company, "testMode": true,
                });
                (settings, Box::new(register))
            }
        };
        let folder = tempfile::tempdir().unwrap();
        let usual = json!({
            "backend": backend, "journal": folder.path().join("kassa.db"), "settleMs": 100, "resend": 0,
            "deadlineMs": 60_000,
        });
        let device = Device::open(&changed(&usual, &settings)).unwrap_or_else(|error| panic!("{backend}: {error:?}"));
        Self { device, _register: register, _folder: folder }
    }

    /// Carries out a task that must succeed.
    pub fn make(&self, task: &Value) -> Value {
        let (status, answer) = self.device.execute(task);
        assert_eq!(status, OK, "{task}: {answer}");
        answer
    }

    /// Draws a document that must be drawn.
    pub fn draw(&self, request: &Value) -> Vec<u8> {
        let (status, file) = self.device.render(request);
        assert_eq!(status, OK, "{request}: {}", crate::support::abi::last_error());
        file
    }
}

/// A sale that this backend takes, with as much in it as the register can have.
pub fn sale(backend: &str) -> Value {
    match backend {
        "cashcore" => json!({
            "type": "sell", "externalId": "order-1", "clientInfo": { "vatin": "910812450255" },
            "items": [
                { "type": "position", "name": "Қымыз «Ұлы дала» бөтелкеде, өндіруші Әулиеата, 1 л", "price": 1250.50,
                  "quantity": 2, "amount": 2501.00, "measurementUnit": "liter", "barcode": "4870204391510",
                  "tax": { "type": "vat16" }, "discount": { "name": "Тұрақты клиент", "sum": 125.05 } },
                { "type": "position", "name": "Нан", "price": 180, "quantity": 1.5, "amount": 270 },
            ],
            "discount": { "name": "Акция", "sum": 45.95 },
            "payments": [{ "type": "cash", "sum": 2000 }, { "type": "mobile", "sum": 700 }], "total": 2600,
        }),
        "atolonline" => changed(&goods(), &json!({ "payments": [{ "type": "electronically", "sum": 428.80 }] })),
        "atolweb" => changed(
            &goods(),
            &json!({
                "items[1].tax.type": "vat22",
                "items[1].agentInfo": { "agents": ["commissionAgent"] },
                "items[1].supplierInfo": { "vatin": "7707083893", "name": "ООО «Сыровар»", "phones": ["+74951234567"] },
            }),
        ),
        _ => goods(),
    }
}

fn goods() -> Value {
    json!({
        "type": "sell", "externalId": "order-1", "taxationType": "osn",
        "operator": { "name": "Кассир Лунина", "vatin": "771234567859" },
        "clientInfo": { "emailOrPhone": "buyer@example.com" },
        "items": [
            { "type": "position", "name": "Хлеб ржаной подовый «Столичный» нарезанный, в упаковке", "price": 45.90,
              "quantity": 3, "amount": 137.70, "measurementUnit": "piece", "paymentMethod": "fullPayment",
              "paymentObject": "commodity", "tax": { "type": "vat10" } },
            { "type": "position", "name": "Сыр весовой", "price": 820.00, "quantity": 0.355, "amount": 291.10,
              "measurementUnit": "kilogram", "paymentMethod": "fullPayment", "paymentObject": "commodity",
              "tax": { "type": "vat10" } },
        ],
        "payments": [{ "type": "cash", "sum": 500.00 }], "total": 428.80,
    })
}

/// The answer with a date, a sign and an id that do not change from run to run.
pub fn settled(answer: &Value) -> Value {
    const DATE: &str = "2026-11-22T14:58:00";
    let mut answer = answer.clone();
    answer.as_object_mut().unwrap().remove("native");
    let fiscal = answer["fiscalParams"].as_object_mut().unwrap();
    for (name, fixed) in [("fiscalDocumentDateTime", DATE), ("fiscalDocumentSign", "1177637031")] {
        if fiscal.contains_key(name) {
            fiscal.insert(name.to_owned(), fixed.into());
        }
    }
    if let Some(qr) = fiscal.get("qr").and_then(Value::as_str) {
        let parts = qr.split('&').map(|part| match part.split_once('=') {
            Some(("t", _)) => "t=20261122T1458".to_owned(),
            Some(("fp", _)) => "fp=1177637031".to_owned(),
            // The link of Kazakhstan has the sign in its first member.
            Some((name, _)) if name.ends_with("?i") => format!("{name}=1177637031"),
            _ => part.to_owned(),
        });
        let qr = parts.collect::<Vec<_>>().join("&");
        fiscal.insert("qr".to_owned(), qr.into());
    }
    answer
}
