//! `getFnDocument`: a document of the fiscal drive as a tree of tags.

use super::document::{Document, DocumentKind};
use super::failure::{Failure, NO_FN_DATA};
use super::fiscal::Call;
use super::state::State;
use super::tlv::{self, Tags};
use crate::base64::to_base64;
use serde_json::{Value, json};

/// The tags that the drive keeps of a document whose tree it has deleted.
const SHORT: [u16; 8] = [1012, 1040, 1077, 1054, 1038, 1097, 1098, 1018];

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
    tree.insert("short".to_owned(), is_short.into());
    tree.insert("fiscalDocumentType".to_owned(), document.kind.word().into());
    if let Some(qr) = document.qr().filter(|_| !is_short) {
        tree.insert("qr".to_owned(), qr.into());
    }
    tree.into()
}

/// The drive keeps a total in whole roubles.
fn short(document: &Document) -> Tags {
    let is_kept = |tag: u16| match (tag, document.kind) {
        (1012 | 1040 | 1077, _) => true,
        (1054, kind) => kind.is_settlement(),
        (1038, kind) => matches!(kind, DocumentKind::OpenShift | DocumentKind::CloseShift),
        (1097 | 1098, kind) => kind == DocumentKind::OfdExchangeStatus,
        _ => matches!(document.kind, DocumentKind::Registration | DocumentKind::CloseArchive),
    };
    let all = document.tags();
    let kept = SHORT.into_iter().filter(|tag| is_kept(*tag)).map(|tag| tag.to_string());
    let mut tags: Tags = kept.filter_map(|name| all.get(&name).map(|value| (name.clone(), value.clone()))).collect();
    if document.kind.is_settlement() {
        tlv::put(&mut tags, 1020, (tlv::sum(all, 1020) / 100).into());
    }
    tags
}
