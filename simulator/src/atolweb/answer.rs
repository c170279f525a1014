//! The answer to a fiscal document, read back from the fiscal drive.

use super::decimal::roubles;
use super::document::{Document, DocumentKind};
use super::fiscal::fns;
use super::register::Register;
use super::state::State;
use super::{Ffd, tlv, totals};
use serde_json::{Value, json};

/// The answer to a fiscal document, read back from the drive.
pub(super) fn params(document: &Document, register: &Register) -> Value {
    let tags = document.tags();
    let mut params = json!({
        "fiscalDocumentNumber": document.number, "fiscalDocumentDateTime": tlv::text(tags, 1012),
        "fiscalDocumentSign": document.fiscal_sign(), "shiftNumber": document.shift, "fnNumber": document.drive,
        "registrationNumber": register.registered_text("device.registrationNumber").trim(), "fnsUrl": fns(register),
    });
    if document.kind.is_settlement() {
        params["total"] = roubles(tlv::sum(tags, 1020));
        params["fiscalReceiptNumber"] = tlv::integer(tags, 1042).into();
    }
    if document.kind == DocumentKind::CloseShift {
        params["receiptsCount"] = tlv::integer(tags, 1118).into();
    }
    let mut warnings = json!({});
    if !document.printed {
        warnings["notPrinted"] = true.into();
    }
    json!({"fiscalParams": params, "warnings": warnings})
}

/// The answer to a report on the current state, which has counters as well.
pub(super) fn state_params(state: &State, document: &Document, register: &Register) -> Value {
    let mut answer = params(document, register);
    if register.ffd != Ffd::V1_05 {
        totals::add_counters(state, register, &mut answer["fiscalParams"]);
    }
    answer
}
