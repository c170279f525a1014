//! The configuration keys of ATOL's web server: the server, the register behind it, and the account.

use super::super::Backend;
use super::super::address::{Address, URL};
use super::super::setting::{Absent, Kind, Setting, choice, secret, setting, text, word};
use super::calls::{Dialect, Edition};
use super::{Atolweb, NAME};
use crate::error::Problem;
use crate::secret::Secret;
use crate::task::read::Fields;
use crate::transport::Limits;
use base64::prelude::{BASE64_STANDARD, Engine};
use zeroize::Zeroizing;

/// The rows of its keys.
#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    URL.or(Absent::Text("http://127.0.0.1:16732"))
        .about("адрес веб-сервера АТОЛ без пути; часть имени кассы в журнале документов", "address of ATOL's web server, without a path; part of the device's name in the journal"),
    setting("deviceID", Kind::Text(128), Absent::FoundOut(crate::backends::setting::bilingual("касса по умолчанию", "the default register")))
        .asked("АТОЛ: идентификатор кассы на веб-сервере (deviceID)", "ATOL: id of the register on the web server (deviceID)")
        .about("какая касса веб-сервера; часть имени кассы в журнале", "which register of the server; part of the device's name in the journal"),
    setting("user", Kind::Text(128), Absent::Nothing)
        .asked("АТОЛ: пользователь веб-сервера", "ATOL: user of the web server")
        .about("имя пользователя, если на веб-сервере заведены учётные записи", "name of the account, if the server has accounts"),
    setting("password", Kind::Secret(128), Absent::Nothing)
        .asked("Пароль (АТОЛ Web Requests, АТОЛ Онлайн)", "Password (ATOL Web Requests, ATOL Online)")
        .about("пароль учётной записи; не попадает ни в логи, ни в ошибки", "password of the account; it is in no log and in no error"),
    setting("dialect", Kind::Words(&[choice("v2", "10.7 и новее, Web Requests", "10.7 and newer, Web Requests"), choice("v1", "до 10.7", "before 10.7")]), Absent::Usual)
        .asked("АТОЛ: версия веб-сервера", "ATOL: version of the web server")
        .about("`v1` — для веб-сервера из драйвера версии до 10.7", "`v1` for the server of a driver before 10.7"),
];

/// Opens the backend from [`SETTINGS`] and `tls`.
pub(super) fn open(fields: &Fields, limits: Limits) -> Option<Box<dyn Backend>> {
    let address = Address::read(fields, const { text(SETTINGS, "url") }, false);
    let register = const { text(SETTINGS, "deviceID") }.read(fields).unwrap_or_default();
    let user = const { text(SETTINGS, "user") }.read(fields);
    let password = const { secret(SETTINGS, "password") }.read(fields);
    let edition = const { word::<Edition>(SETTINGS, "dialect") }.read(fields)?;
    if user.is_some() != password.is_some() {
        fields.judge(if user.is_some() { "password" } else { "user" }, Problem::Missing);
        return None;
    }
    if edition == Edition::V1 && !register.is_empty() {
        // Servers before 10.7 have one register.
        fields.judge("deviceID", Problem::Word("\"\"".into()));
        return None;
    }
    let address = address?;
    let mut http = address.way(limits).typed();
    if let (Some(user), Some(password)) = (&user, password) {
        address.note_if_readable(fields);
        http = http.with_header("Authorization", basic(user, &password));
    }
    let device = format!("{NAME} {} {register}", address.place).trim_end().to_owned();
    let dialect = Dialect::new(edition, register);
    Some(Box::new(Atolweb { http, device, dialect, user: user.unwrap_or_default() }))
}

/// The header of basic authentication (RFC 7617).
fn basic(user: &str, password: &Secret) -> Secret {
    let mut plain = Zeroizing::new(String::with_capacity(user.len() + 1 + password.reveal().len()));
    plain.push_str(user);
    plain.push(':');
    plain.push_str(password.reveal());
    let encoded = Zeroizing::new(BASE64_STANDARD.encode(plain.as_bytes()));
    Secret::new(&encoded).with_scheme("Basic ")
}
