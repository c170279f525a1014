//! The backend's own part of the configuration: the service, the key to it, and the register in it.

use super::super::Backend;
use super::super::address::{Address, Form};
use super::super::setting::{Kind, Setting, setting};
use super::{Itkassa, NAME};
use crate::error::Problem;
use crate::secret::Secret;
use crate::task::read::{Fields, Need};
use crate::task::words::{Words, words};
use crate::transport::Limits;
use sha2::{Digest, Sha256};

/// The service's own address ("Адрес API").
const SERVICE: &str = "https://qapi.itkassa.ru/open/api/v1";

/// Longest shared key of call-backs ("До 36 символов").
pub(super) const LONGEST_KEY: usize = 36;

words! {
    /// What error 255 (no link to the register) says of the document: nothing, or that there is none.
    NoLinkMeans { Unknown = 0: "unknown", NotMade = 1: "notMade" }
}

/// Settings of a register.
#[derive(Debug)]
pub(super) struct Config {
    /// The service.
    place: String,
    pub device: String,
    /// What tells the shop's account from others: the key cannot be made of it again.
    pub account: String,
    /// The register (`creItemId`).
    pub register: String,
    /// What the service shows in its own calls (`callbackApiKey`).
    pub callback_key: Option<Secret>,
    pub no_link_means: NoLinkMeans,
}

/// Its keys, as a form shows them.
#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    setting("url", "Адрес: http://узел:порт или https://", Kind::Text),
    setting("apiKey", "Айти Касса: ключ API магазина", Kind::Secret),
    setting("creItemId", "Айти Касса: идентификатор кассы (creItemId)", Kind::Text),
    setting("callbackKey", "Айти Касса: общий ключ обратных вызовов", Kind::Secret),
    setting("noLinkMeans", "Айти Касса: что значит ошибка 255 (нет связи с ККМ)", Kind::Words(&[("unknown", "неизвестно"), ("notMade", "документа нет")])),
];

/// Reads `url`, `tls`, `apiKey`, `creItemId`, `callbackKey`, `noLinkMeans`.
pub(super) fn open(fields: &Fields, limits: Limits) -> Option<Box<dyn Backend>> {
    let address = Address::read(fields, Form { default: Some(SERVICE), path: true });
    let key = fields.secret_given("apiKey", 256);
    if fields.peek("apiKey").is_none_or(crate::task::json::Node::is_missing) {
        fields.reader.judge(fields.at("apiKey"), None, Problem::Missing);
    }
    let register = fields.text("creItemId", Need::Must, 64);
    let callback_key = fields.secret_given("callbackKey", LONGEST_KEY);
    if callback_key.as_ref().is_some_and(|key| !is_callback_key(key.reveal())) {
        fields.reader.judge(fields.at("callbackKey"), None, Problem::Range("*, 0-9, a-z".into()));
        return None;
    }
    let no_link_means = fields.word("noLinkMeans", Need::May, None).unwrap_or(NoLinkMeans::Unknown);
    let register = register?.to_lowercase();
    if !is_guid(&register) {
        fields.judge("creItemId", Problem::Range("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx".into()));
        return None;
    }
    let (address, key) = (address?, key?);
    let account = account_of(&address.place, &key);
    let http = address.way(limits).with_header("X-API-Key", key).typed();
    let (place, device) = (address.place, String::new());
    let mut config = Config { place, device, account, register, callback_key, no_link_means };
    config.device = config.device_of(&config.register);
    Some(Box::new(Itkassa { http, config }))
}

impl Config {
    /// What tells a register of this service from other devices.
    pub fn device_of(&self, register: &str) -> String {
        format!("{NAME} {} {register}", self.place)
    }
}

/// A short digest of the service and the key to it.
fn account_of(place: &str, key: &Secret) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"kassa itkassa account\0");
    hasher.update(place);
    hasher.update(b"\0");
    hasher.update(key.reveal());
    // Covers what is left of the key in the hasher's block.
    hasher.update([0; 64]);
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// A shared key as the service's own form takes it.
pub(super) fn is_callback_key(key: &str) -> bool {
    (1..=LONGEST_KEY).contains(&key.len()) && key.chars().all(|letter| matches!(letter, '*' | '0'..='9' | 'a'..='z'))
}

/// A GUID in small letters.
pub(super) fn is_guid(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.split('-').all(digits)
}
