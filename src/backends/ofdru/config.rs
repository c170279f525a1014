//! OFD.ru's own configuration keys: address, user, account.

use super::super::Backend;
use super::super::address::{Address, URL};
use super::super::setting::{self, Absent, Kind, Setting, setting, text};
use super::super::tokens::Account;
use super::token;
use super::{NAME, Ofdru, native_parameters};
use crate::error::{Problem, Text};
use crate::task::json::Node;
use crate::task::read::{Fields, Need};
use crate::transport::Limits;

/// The rows of its keys.
#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    URL.asked("Адрес: https://узел[:порт]", "Address: https://host[:port]")
        .about("`https://узел[:порт]` сервиса, без пути; часть его имени в журнале", "`https://address[:port]`, without a path; part of the device's name in the journal"),
    setting("login", Kind::Text(256), Absent::Required)
        .asked("OFD.ru: учётная запись", "OFD.ru: user")
        .about("учётная запись сервиса", "user of the service"),
    setting("password", Kind::Secret(256), Absent::Required)
        .asked("OFD.ru: пароль", "OFD.ru: password")
        .about("пароль этой учётной записи", "the user's password"),
    setting("ofdAgreementId", Kind::Text(64), Absent::Required)
        .asked("OFD.ru: идентификатор личного кабинета", "OFD.ru: id of the account")
        .about("идентификатор личного кабинета, к которому относятся заявки", "id of the account (личный кабинет) that applications belong to"),
];

/// What is wrong with a plain address of the service.
const PLAIN: Text = Text::of(
    "Нужен адрес https://: без шифрования пароль виден в сети",
    "An https:// address is needed: without encryption the password is readable on the network",
);

/// Opens the backend from [`SETTINGS`] and `tls`.
pub(super) fn open(fields: &Fields, limits: Limits) -> Option<Box<dyn Backend>> {
    const ADDRESS: setting::Text = text(SETTINGS, "url");
    let address = Address::read(fields, ADDRESS, false);
    let login = const { text(SETTINGS, "login") }.read(fields);
    let password = const { setting::secret(SETTINGS, "password") }.read(fields);
    let agreement = native_parameters::id(fields, const { text(SETTINGS, "ofdAgreementId") }.key, Need::Required);
    let address = address?;
    if matches!(fields.peek(ADDRESS.key), Some(Node::Text(url)) if url.starts_with("http://") && !address.is_here()) {
        // Over plain HTTP the password would be readable on the network.
        fields.reader.judge(fields.at(ADDRESS.key), None, Problem::Form(PLAIN));
        return None;
    }
    let (login, password, agreement) = (login?, password?, agreement?);
    let device = format!("{NAME} {} {agreement}", address.place);
    let account = Account::new(&token::FORM, login, password);
    Some(Box::new(Ofdru { http: address.way(limits), account, agreement, device }))
}
