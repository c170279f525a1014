//! CashCore's own configuration keys: address, register, access, and the mark on its receipts.

use super::super::Backend;
use super::super::address::{Address, URL};
use super::super::setting::{self, Absent, Kind, Setting, choice, number, setting, text, word};
use super::{Cashcore, NAME};
use crate::error::Problem;
use crate::secret::Secret;
use crate::task::read::Fields;
use crate::task::words::{Words, words};
use crate::transport::Limits;

words! {
    /// How the PIN or token is written in the `Authorization` header.
    Authorization { Bare = 0: "bare", Bearer = 1: "bearer" }
}

words! {
    /// Whether a receipt contains our mark. By the mark it is recognised whatever else was made meanwhile.
    Mark { None = 0: "none", Auto = 1: "auto" | "auxiliary" }
}

/// The configuration of one register.
#[derive(Debug)]
pub(super) struct Config {
    pub device: String,
    /// The register's number at the OFD (`kkm_ofd_id`).
    pub register: i64,
    pub mark: Mark,
    /// Section of lines that have none.
    pub section: String,
    /// Code of the unit of measure of lines that have none.
    pub unit: String,
}

/// The rows of its keys.
#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    URL,
    setting("kkmOfdId", Kind::Number(1, u32::MAX as i64), Absent::Required)
        .asked("CashCore: номер кассы у ОФД (kkm_ofd_id)", "CashCore: number of the register at the OFD (kkm_ofd_id)")
        .about("номер кассы у ОФД (`kkm_ofd_id`) из ответа `GetKKMList`", "the register's number at the OFD (`kkm_ofd_id`), from `GetKKMList`"),
    setting("pin", Kind::Secret(64), Absent::RequiredUnless("token"))
        .asked("CashCore: ПИН-код кассира", "CashCore: PIN of the cashier")
        .about("ПИН-код кассира; не попадает ни в логи, ни в ошибки", "the cashier's PIN"),
    setting("token", Kind::Secret(4096), Absent::RequiredUnless("pin"))
        .asked("CashCore: токен кассира вместо ПИН-кода", "CashCore: token of the cashier instead of the PIN")
        .about("токен кассира; не попадает ни в логи, ни в ошибки", "the cashier's token"),
    setting("authorization", Kind::Words(&[choice("bare", "без префикса", "without a prefix"), choice("bearer", "с префиксом Bearer", "with the prefix Bearer")]), Absent::Usual)
        .asked("CashCore: вид заголовка с ПИН-кодом или токеном", "CashCore: form of the header with the PIN or token")
        .about("как ПИН-код или токен записывается в заголовке `Authorization`: сам по себе или после `Bearer`", "how the PIN or token is written in the `Authorization` header: bare, or after `Bearer`"),
    setting("mark", Kind::Words(&[choice("auto", "да", "yes"), choice("none", "нет", "no")]), Absent::Usual)
        .about("CashCore: метка в `auxiliary`, по которой узнаётся чек", "CashCore: a mark in `auxiliary`, by which a receipt is recognised"),
    setting("section", Kind::Text(128), Absent::Text("1"))
        .asked("CashCore: секция по умолчанию", "CashCore: default section")
        .about("секция для позиций, в которых она не указана", "section of lines that do not give one"),
    setting("unit", Kind::Text(16), Absent::Text("796"))
        .asked("CashCore: код единицы измерения по умолчанию", "CashCore: default unit code")
        .about("код единицы измерения (ИС ЭСФ) для позиций, в которых она не указана; 796 — штука", "unit code (ИС ЭСФ) of lines that do not give one; 796: pieces"),
];

/// Opens the backend from [`SETTINGS`] and `tls`.
pub(super) fn open(fields: &Fields, limits: Limits) -> Option<Box<dyn Backend>> {
    let address = Address::read(fields, const { text(SETTINGS, "url") }, false);
    let register = const { number(SETTINGS, "kkmOfdId") }.read(fields);
    let secret = secret(fields);
    let form = const { word(SETTINGS, "authorization") }.read(fields);
    let mark = const { word(SETTINGS, "mark") }.read(fields);
    let section = const { text(SETTINGS, "section") }.read(fields);
    let unit = const { text(SETTINGS, "unit") }.read(fields);
    let (address, register, secret) = (address?, register?, secret?);
    address.note_if_readable(fields);
    let header = match form? {
        Authorization::Bare => secret,
        Authorization::Bearer => secret.with_scheme("Bearer "),
    };
    let device = format!("{NAME} {} {register}", address.place);
    let config = Config { device, register, mark: mark?, section: section?, unit: unit? };
    Some(Box::new(Cashcore { http: address.way(limits).with_header("Authorization", header), config }))
}

/// The PIN or the token: exactly one of them. No fault shows either.
fn secret(fields: &Fields) -> Option<Secret> {
    const PIN: setting::Hidden = setting::secret(SETTINGS, "pin");
    const TOKEN: setting::Hidden = setting::secret(SETTINGS, "token");
    let (pin, token) = (PIN.read(fields), TOKEN.read(fields));
    let given = |key| fields.peek(key).is_some();
    match (given(PIN.key), given(TOKEN.key)) {
        (false, false) => {
            fields.reader.judge(fields.at(PIN.key), None, Problem::Missing);
            None
        }
        (true, true) => {
            fields.reader.judge(fields.at(TOKEN.key), None, Problem::Duplicate);
            None
        }
        _ => pin.or(token),
    }
}
