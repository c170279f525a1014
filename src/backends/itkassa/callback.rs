//! Callbacks: the server's own requests about documents ("CallBack").

use super::super::{CallBack, CallbackRejected, Failure, json, text_of};
use super::answers;
use super::config::{Config, LONGEST_KEY, is_guid};
use crate::error::Text;
use crate::secret::Secret;
use crate::task::json_slip::slip;
use serde_json::Value;
use subtle::ConstantTimeEq;

/// The header with the shared key.
const KEY: &str = "X-API-Key";

/// Checks the key and reads a callback.
pub(super) fn read(config: &Config, headers: &[(String, Secret)], body: &[u8]) -> Result<CallBack, CallbackRejected> {
    let ours = config.callback_key.as_ref().ok_or(CallbackRejected::NoKey)?;
    let mut shown =
        headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(KEY)).map(|(_, value)| value.reveal().trim());
    // With two keys it is unclear which one was checked.
    match (shown.next(), shown.next()) {
        (Some(shown), None) if is_same(shown, ours.reveal()) => {}
        _ => return Err(CallbackRejected::Unauthorized),
    }
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(CallBack::Trial);
    }
    let value: Value =
        json::read(body).map_err(|error| CallbackRejected::Unreadable(slip(&String::from_utf8_lossy(body), &error)))?;
    if !value.is_object() {
        return Err(CallbackRejected::Unreadable(Text::of("это не объект", "no object")));
    }
    match answers::ticket(&value, config.no_link_means) {
        // The organization has one callback address for all of its registers.
        Ok(ticket) => {
            Ok(CallBack::Of { device: register(&value).map(|id| config.device_of(&id)), ticket: Box::new(ticket) })
        }
        // It names no document: the button "Тест callback" was pressed.
        Err(Failure::Unreadable(..)) => Ok(CallBack::Trial),
        Err(_) => Err(CallbackRejected::Unreadable(Text::of("нет документа", "no document"))),
    }
}

/// The register that the callback is about.
fn register(value: &Value) -> Option<String> {
    let object = value.get("object").filter(|object| object.is_object()).unwrap_or(value);
    text_of(object, "creItemId").map(|id| id.to_lowercase()).filter(|id| is_guid(id))
}

/// Compares in constant time, so that the duration reveals neither where the keys differ nor their lengths.
///
/// Digests are not compared instead, because hashing would leave a copy of the key in its buffer.
fn is_same(shown: &str, ours: &str) -> bool {
    let byte = |text: &str, at| text.as_bytes().get(at).copied().unwrap_or_default();
    let same = shown.len().ct_eq(&ours.len());
    (0..LONGEST_KEY).fold(same, |same, at| same & byte(shown, at).ct_eq(&byte(ours, at))).into()
}
