//! The initial content of the server: the organization, register and operators of the vendor's examples, and an
//! inspector.

use super::operator::{INSPECTOR, Operator};
use serde_json::{Value, json};

pub(super) const OFD_ID: i64 = 6923;
pub(super) const STATE_NUMBER: &str = "010100134464";
/// The seller's БИН.
pub(super) const SELLER: &str = "200140000014";
/// UIDs and names of the OFDs that the license includes.
pub(super) const OFDS: [(&str, &str); 2] =
    [("76A41602F148468EA85FA0ECBA8B4BBB", "Казахтелеком"), ("4C49A0CB1DD4413387F6E6199CBB1B2A", "Казахтелеком - test")];
/// The web page where a buyer checks a ticket.
pub(super) const CONSUMER: &str = "http://consumer.test-oofd.kz";

pub(super) const VENDOR_ID: &str = "ISCR1018036404743";

/// An administrator, a senior cashier and a cashier of the sample register, and a tax inspector.
pub(super) fn operators() -> Vec<Operator> {
    let bound = |operator| Operator { bindings: vec![501], ..operator };
    let administrator = Operator::new(1, "Administrator", 1, "0000");
    vec![
        Operator { token: Some("administrator-token".to_owned()), owner_id: 0, ..administrator },
        bound(Operator::new(2, "Старший кассир", 2, "2222")),
        bound(Operator { token: Some("cashier-token".to_owned()), ..Operator::new(3, "Кассир", 3, "3333") }),
        Operator::new(4, "Налоговый инспектор", INSPECTOR, "4444"),
    ]
}

pub(super) fn organization() -> Value {
    json!({
        "title": "ТОО Пример", "address": "г. Темиртау, пр. Республики, 1", "inn": SELLER, "taxation_type": 0,
        "okved": "", "tenantId": 1,
    })
}

pub(super) fn place() -> Value {
    json!({"title": "Магазин", "address": "г. Астана, р-н Есиль, пр. Республики, 1"})
}

pub(super) fn ads(state_number: &str) -> Value {
    json!([{
        "info": {"type": 0, "version": 601},
        "Text": format!("ОФД\nФиск. признак ${{ticket_number}}\nКод ККМ КГД: {state_number}\nПроверка чека: {CONSUMER}"),
    }])
}

pub(super) fn ofds() -> Value {
    OFDS.iter().map(|(uid, name)| json!({"uid": uid, "name": name})).collect()
}

pub(super) fn printers() -> Value {
    let printers = [
        (1, "COM3", 1),
        (5, "Microsoft XPS Document Writer", 2),
        (6, "Microsoft Print to PDF", 2),
        (7, "Fax", 2),
        (8, "\\\\SERVER\\HP LaserJet Professional M1132 MFP", 2),
        (9, "RPP-02", 3),
    ];
    printers.iter().map(|(id, name, kind)| json!({"ID": id, "name": name, "type": kind})).collect()
}
