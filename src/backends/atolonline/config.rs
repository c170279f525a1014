//! The configuration keys of ATOL Online: the service, the account, the group of registers, and the company.

use super::super::Backend;
use super::super::address::{Address, URL};
use super::super::setting::{Absent, Kind, Setting, choice, object, secret, setting, text, word};
use super::super::tokens::Account;
use super::token;
use super::{AtolOnline, NAME};
use crate::error::Problem;
use crate::task::read::{Fields, Need};
use crate::transport::Limits;

/// The company that sells, as every receipt names it.
#[derive(Debug, Clone)]
pub(super) struct Company {
    /// E-mail of the sender, at most 64 characters (tag 1117).
    pub email: String,
    /// ИНН (tag 1018).
    pub vatin: String,
    /// Address of the settlement, at most 256 characters (tag 1187); for a web shop its site.
    pub place: String,
    /// Address of the register, at most 256 characters (tag 1009); without it the service writes its own.
    pub location: Option<String>,
}

/// The rows of its keys.
#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    URL.or(Absent::Required)
        .about("адрес сервиса с путём, например `https://узел/possystem/v5`", "address of the service with its path, as `https://host/possystem/v5`"),
    setting("login", Kind::Text(100), Absent::Required)
        .asked("АТОЛ Онлайн: логин", "ATOL Online: login")
        .about("логин из файла настроек личного кабинета", "login, from the settings file of the service account"),
    setting("password", Kind::Secret(100), Absent::Required)
        .asked("Пароль (АТОЛ Web Requests, АТОЛ Онлайн)", "Password (ATOL Web Requests, ATOL Online)")
        .about("пароль оттуда же; не попадает ни в логи, ни в ошибки", "password, from the same file; it is in no log and in no error"),
    setting("groupCode", Kind::Text(64), Absent::Required)
        .asked("АТОЛ Онлайн: код группы ККТ", "ATOL Online: code of the group of registers")
        .about("код группы касс; часть имени кассы в журнале", "code of the group of registers; part of the device's name in the journal"),
    setting("company", Kind::Object, Absent::Required)
        .asked("АТОЛ Онлайн: организация (JSON)", "ATOL Online: the company (JSON)")
        .about("организация: `email`, `inn`, `paymentAddress` (сайт магазина), `location` (необязательно)", "the company: `email`, `inn`, `paymentAddress` (the shop's site), `location` (optional)"),
    setting("callbackUrl", Kind::Text(256), Absent::Nothing)
        .about("куда сервис сообщает о результате; драйвер всё равно спрашивает сам", "where the service reports results; the driver asks by itself anyway"),
    setting("linkMeans", Kind::Words(&[choice("unknown", "неизвестно", "unknown"), choice("notMade", "документа нет", "there is no document")]), Absent::Usual)
        .about("что означает отказ, при котором у сервиса оборвалась связь с кассой или ФН", "what a failure means in which the service lost its link to the register or to the fiscal drive"),
];

/// Opens the backend from [`SETTINGS`] and `tls`.
pub(super) fn open(fields: &Fields, limits: Limits) -> Option<Box<dyn Backend>> {
    let address = Address::read(fields, const { text(SETTINGS, "url") }, true);
    let login = const { text(SETTINGS, "login") }.read(fields);
    let password = const { secret(SETTINGS, "password") }.read(fields);
    let group = const { text(SETTINGS, "groupCode") }.read(fields);
    let company = company(fields);
    let callback_url = const { text(SETTINGS, "callbackUrl") }.read(fields);
    let link_means = const { word(SETTINGS, "linkMeans") }.read(fields);
    let group = group?;
    if !group.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) {
        fields.judge("groupCode", Problem::Range("A-Z, a-z, 0-9, -, _".into()));
        return None;
    }
    let (address, login, password) = (address?, login?, password?);
    address.note_if_readable(fields);
    let http = address.way(limits).typed();
    let device = format!("{NAME} {} {group}", address.place);
    let account = Account::new(&token::FORM, login, password);
    Some(Box::new(AtolOnline {
        http,
        device,
        group,
        company: company?,
        callback_url,
        link_means: link_means?,
        account,
    }))
}

fn company(fields: &Fields) -> Option<Company> {
    let key = const { object(SETTINGS, "company") };
    if fields.peek("company").is_none_or(crate::task::json::Node::is_missing) {
        fields.judge("company", Problem::Missing);
    }
    key.read(fields, |fields| {
        let email = fields.text("email", Need::Required, 64);
        let vatin = fields.registered_tax_number("inn", Need::Required, &[10, 12]);
        let place = fields.text("paymentAddress", Need::Required, 256);
        let location = fields.text("location", Need::Optional, 256);
        Some(Company { email: email?, vatin: vatin?, place: place?, location })
    })
}
