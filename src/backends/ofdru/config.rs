//! The service's own part of the configuration: address, user, account.

use super::super::Backend;
use super::super::address::{Address, Form};
use super::super::setting::{Kind, Setting, setting};
use super::token::Tokens;
use super::{NAME, Ofdru, tables};
use crate::error::Problem;
use crate::task::json::Node;
use crate::task::read::{Fields, Need};
use crate::transport::Limits;

/// The same as a form shows it.
pub(super) const SETTINGS: &[Setting] = &[
    setting("url", "Адрес: https://узел[:порт]", Kind::Text),
    setting("login", "OFD.ru: учётная запись", Kind::Text),
    setting("password", "OFD.ru: пароль", Kind::Secret),
    setting("ofdAgreementId", "OFD.ru: номер договора", Kind::Text),
];

/// Reads `url`, `tls`, `login`, `password`, `ofdAgreementId`.
pub(super) fn open(fields: &Fields, limits: Limits) -> Option<Box<dyn Backend>> {
    let address = Address::read(fields, Form::BARE);
    let login = fields.text("login", Need::Must, 256);
    let password = fields.secret_given("password", 256);
    if fields.peek("password").is_none_or(Node::is_missing) {
        fields.reader.judge(fields.at("password"), None, Problem::Missing);
    }
    let agreement = tables::id(fields, "ofdAgreementId", Need::Must);
    let address = address?;
    if matches!(fields.peek("url"), Some(Node::Text(url)) if url.starts_with("http://") && !is_here(&address.place)) {
        // A password would cross the network in the clear.
        fields.reader.judge(fields.at("url"), None, Problem::Range("https://address[:port]".into()));
        return None;
    }
    let (login, password, agreement) = (login?, password?, agreement?);
    let device = format!("{NAME} {} {agreement}", address.place);
    Some(Box::new(Ofdru { http: address.way(limits), tokens: Tokens::new(login, password), agreement, device }))
}

/// Whether the place is on this machine.
fn is_here(place: &str) -> bool {
    let host = place.rsplit_once(':').map_or(place, |(host, _)| host);
    host == "localhost" || host == "[::1]" || host.starts_with("127.")
}
