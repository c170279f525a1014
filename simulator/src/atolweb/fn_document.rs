//! `getFnDocument`: a document of the fiscal drive as a tree of tags.

use super::document::{Document, DocumentKind};
use super::failure::{Failure, NO_FN_DATA};
use super::fiscal::Call;
use super::state::State;
use super::tlv::{self, Tags};
use crate::base64::to_base64;
use serde_json::{Value, json};

/// The tags that the drive keeps of any document whose tree it has deleted.
const SHORT: [u16; 3] = [1012, 1040, 1077];
const REGISTRATION: [u16; 16] =
    [1001, 1002, 1017, 1018, 1037, 1056, 1062, 1101, 1108, 1109, 1110, 1126, 1193, 1205, 1207, 1221];

/// The tags that it keeps of one kind.
fn kept(kind: DocumentKind) -> &'static [u16] {
    match kind {
        DocumentKind::Receipt | DocumentKind::Correction => &[1054, 1020],
        DocumentKind::OpenShift | DocumentKind::CloseShift => &[1038],
        DocumentKind::OfdExchangeStatus => &[1097, 1098],
        DocumentKind::CloseArchive => &[1018, 1037],
        _ => &REGISTRATION,
    }
}

/// The answer to the task.
pub(super) fn answer(state: &State, call: &Call) -> Result<Value, Failure> {
    let register = state.at(call);
    let wanted = call.task["fiscalDocumentNumber"].as_u64();
    let found = state.documents(register).find(|document| document.number.map(u64::from) == wanted);
    let document = found.ok_or_else(|| Failure::new(NO_FN_DATA))?;
    let is_short = document.number <= Some(register.forgotten);
    let wants_raw = call.task.get("withRawData") == Some(&Value::Bool(true));
    if is_short && wants_raw {
        return Err(Failure::new(NO_FN_DATA));
    }
    let mut answer = json!({"documentTLV": tree(document, is_short)});
    if wants_raw {
        answer["rawData"] = to_base64(&tlv::raw(document.tags())).into();
    }
    Ok(answer)
}

fn tree(document: &Document, is_short: bool) -> Value {
    let mut tree = if is_short { short(document) } else { document.tags().clone() };
    tree.values_mut().for_each(trim);
    tree.insert("short".to_owned(), is_short.into());
    tree.insert("fiscalDocumentType".to_owned(), document.kind.word().into());
    if let Some(qr) = document.qr().filter(|_| !is_short) {
        tree.insert("qr".to_owned(), qr.into());
    }
    tree.into()
}

/// Texts are shown without the spaces around them.
fn trim(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.trim().to_owned(),
        Value::Array(list) => list.iter_mut().for_each(trim),
        Value::Object(tags) => tags.values_mut().for_each(trim),
        _ => {}
    }
}

/// The short form. A total is in whole roubles.
fn short(document: &Document) -> Tags {
    let all = document.tags();
    let names = SHORT.iter().chain(kept(document.kind)).map(u16::to_string);
    let mut tags: Tags = names.filter_map(|name| all.get(&name).map(|value| (name.clone(), value.clone()))).collect();
    if tags.contains_key("1020") {
        tlv::put(&mut tags, 1020, (tlv::sum(all, 1020) / 100).into());
    }
    tags
}
