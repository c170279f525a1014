//! ITKassa's own configuration keys: the service, the key to it, and the register.

use super::super::Backend;
use super::super::address::{Address, URL};
use super::super::setting::{self, Absent, Kind, Setting, choice, setting, text, word};
use super::{Itkassa, NAME};
use crate::error::Problem;
use crate::secret::Secret;
use crate::task::read::Fields;
use crate::task::words::{Words, words};
use crate::transport::Limits;
use sha2::{Digest, Sha256};

/// The service's public address (vendor: "Адрес API").
const SERVICE: &str = "https://qapi.itkassa.ru/open/api/v1";

/// Longest shared key of callbacks, in characters (vendor: "До 36 символов").
pub(super) const LONGEST_KEY: usize = 36;

/// The shortest one that is accepted here: a shorter key could be found by trying.
const SHORTEST_KEY: usize = 16;

words! {
    /// What error 255 (no link to the register) means for the document: nothing is known, or it was not made.
    NoLinkMeans { Unknown = 0: "unknown", NotMade = 1: "notMade" }
}

/// The configuration of one register.
#[derive(Debug)]
pub(super) struct Config {
    /// The service: host, port and path in one spelling.
    place: String,
    pub device: String,
    /// Identifies the shop's account: a digest from which the key cannot be recovered.
    pub account: String,
    /// The register (`creItemId`).
    pub register: String,
    /// The shared key that the service sends in its callbacks (`callbackApiKey`).
    pub callback_key: Option<Secret>,
    pub no_link_means: NoLinkMeans,
}

/// The rows of its keys.
#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    URL.or(Absent::Text(SERVICE))
        .about("адрес сервиса, с путём или без него; часть имени кассы в журнале документов", "address of the service, with or without a path; part of the device's name in the journal"),
    setting("apiKey", Kind::Secret(256), Absent::Required)
        .asked("Айти Касса: ключ API магазина", "Айти Касса: API key of the shop")
        .about("секретный ключ магазина (`X-API-Key`); не попадает ни в логи, ни в ошибки", "the shop's secret key (`X-API-Key`)"),
    setting("creItemId", Kind::Text(64), Absent::Required)
        .asked("Айти Касса: идентификатор кассы (creItemId)", "Айти Касса: id of the register (creItemId)")
        .about("идентификатор кассы из ответа `cre/items`", "id of the register, from `cre/items`"),
    setting("callbackKey", Kind::Secret(LONGEST_KEY), Absent::Nothing)
        .asked("Айти Касса: общий ключ обратных вызовов", "Айти Касса: shared key of callbacks")
        .about("ключ, который сервер передаёт в обратных вызовах: `callbackApiKey` из `organization/settings`; не меньше 16 знаков `*`, `0`–`9`, `a`–`z`", "key that the server sends in its callbacks: the `callbackApiKey` of `organization/settings`; at least 16 characters of `*`, `0`–`9`, `a`–`z`"),
    setting("noLinkMeans", Kind::Words(&[choice("unknown", "неизвестно", "unknown"), choice("notMade", "документа нет", "there is no document")]), Absent::Usual)
        .asked("Айти Касса: что значит ошибка 255 (нет связи с ККТ)", "Айти Касса: what error 255 means (no link to the register)")
        .about("что означает ошибка 255 (нет связи с кассой); `notMade` — если известно, что при ней документ не оформляется", "what error 255 (no link to the register) means; `notMade` if you know that no document is made then"),
];

/// Opens the backend from [`SETTINGS`] and `tls`.
pub(super) fn open(fields: &Fields, limits: Limits) -> Option<Box<dyn Backend>> {
    const REGISTER: setting::Text = text(SETTINGS, "creItemId");
    const CALLBACK_KEY: setting::Hidden = setting::secret(SETTINGS, "callbackKey");
    let address = Address::read(fields, const { text(SETTINGS, "url") }, true);
    let key = const { setting::secret(SETTINGS, "apiKey") }.read(fields);
    let register = REGISTER.read(fields);
    let callback_key = CALLBACK_KEY.read(fields);
    let is_wrong = |key: &Secret| key.reveal().len() < SHORTEST_KEY || !is_callback_key(key.reveal());
    if callback_key.as_ref().is_some_and(is_wrong) {
        let range = format!("{SHORTEST_KEY}–{LONGEST_KEY}: *, 0-9, a-z");
        fields.reader.judge(fields.at(CALLBACK_KEY.key), None, Problem::Range(range));
        return None;
    }
    let no_link_means = const { word(SETTINGS, "noLinkMeans") }.read(fields);
    let register = register?.to_lowercase();
    if !is_guid(&register) {
        fields.judge(REGISTER.key, Problem::Range("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx".into()));
        return None;
    }
    let (address, key, no_link_means) = (address?, key?, no_link_means?);
    address.note_if_readable(fields);
    let account = account_of(&address.place, &key);
    let http = address.way(limits).with_header("X-API-Key", key).typed();
    let (place, device) = (address.place, String::new());
    let mut config = Config { place, device, account, register, callback_key, no_link_means };
    config.device = config.device_of(&config.register);
    Some(Box::new(Itkassa { http, config }))
}

impl Config {
    /// The device name of a register of this service.
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
    // Overwrites the rest of the key in the hasher's block.
    hasher.update([0; 64]);
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether the service's own form accepts this shared key.
pub(super) fn is_callback_key(key: &str) -> bool {
    (1..=LONGEST_KEY).contains(&key.len()) && key.chars().all(|letter| matches!(letter, '*' | '0'..='9' | 'a'..='z'))
}

/// Whether the text is a GUID in lower case.
pub(super) fn is_guid(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.split('-').all(digits)
}
