//! The register's own part of the configuration: address, register, who works it, and the mark on its receipts.

use super::super::Backend;
use super::super::address::{Address, Form};
use super::super::setting::{Kind, Setting, setting};
use super::{Cashcore, NAME};
use crate::error::Problem;
use crate::secret::Secret;
use crate::task::read::{Fields, Need};
use crate::task::words::{Words, words};
use crate::transport::Limits;

words! {
    /// How the PIN or token stands in the header `Authorization`.
    Authorization { Bare = 0: "bare", Bearer = 1: "bearer" }
}

words! {
    /// Where a mark of ours goes on the receipt, so that it is known again whatever else was made meanwhile.
    Mark { None = 0: "none", Auto = 1: "auto" | "auxiliary" }
}

/// Settings of a register.
#[derive(Debug)]
pub(super) struct Config {
    pub device: String,
    /// The register's number at the operator (`kkm_ofd_id`).
    pub register: i64,
    pub mark: Mark,
    /// Section of lines that name none.
    pub section: String,
    /// Code of the unit of lines that name none.
    pub unit: String,
}

/// The same as a form shows it.
#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    setting("url", "Адрес: http://узел:порт или https://", Kind::Text),
    setting("kkmOfdId", "CashCore: номер кассы у ОФД (kkm_ofd_id)", Kind::Number),
    setting("pin", "CashCore: ПИН-код кассира", Kind::Secret),
    setting("token", "CashCore: токен кассира вместо ПИН-кода", Kind::Secret),
    setting("authorization", "CashCore: вид заголовка с ПИН-кодом или токеном", Kind::Words(&[("bare", "сам по себе"), ("bearer", "после Bearer")])),
    setting("section", "CashCore: секция по умолчанию", Kind::Text),
    setting("unit", "CashCore: код единицы измерения по умолчанию", Kind::Text),
];

/// Reads `url`, `tls`, `kkmOfdId`, `pin` or `token`, `authorization`, `mark`, `section`, `unit`.
pub(super) fn open(fields: &Fields, limits: Limits) -> Option<Box<dyn Backend>> {
    let address = Address::read(fields, Form::BARE);
    let register = fields.integer("kkmOfdId", Need::Must, 1, i64::from(u32::MAX));
    let secret = secret(fields);
    let form = fields.word("authorization", Need::May, None).unwrap_or(Authorization::Bare);
    let mark = fields.word("mark", Need::May, None).unwrap_or(Mark::Auto);
    let section = fields.text("section", Need::May, 128).unwrap_or_else(|| "1".into());
    let unit = fields.text("unit", Need::May, 16).unwrap_or_else(|| "796".into());
    let address = address?;
    let (register, secret) = (register?, secret?);
    let header = match form {
        Authorization::Bare => secret,
        Authorization::Bearer => secret.after("Bearer "),
    };
    let device = format!("{NAME} {} {register}", address.place);
    let config = Config { device, register, mark, section, unit };
    Some(Box::new(Cashcore { http: address.way(limits).with_header("Authorization", header), config }))
}

/// The PIN or the token: one of them, and neither ever in a fault.
fn secret(fields: &Fields) -> Option<Secret> {
    let (pin, token) = (fields.secret_given("pin", 64), fields.secret_given("token", 4096));
    let given = |name| fields.peek(name).is_some();
    match (given("pin"), given("token")) {
        (false, false) => {
            fields.reader.judge(fields.at("pin"), None, Problem::Missing);
            None
        }
        (true, true) => {
            fields.reader.judge(fields.at("token"), None, Problem::Duplicate);
            None
        }
        _ => pin.or(token),
    }
}
