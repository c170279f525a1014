//! Looking for a document after its answer was lost: the register's numbering, its lists by shift, the complete
//! documents.
//!
//! The register has no request ids. Its state contains the number of the next document, but the state may lag behind
//! the list of documents. So the list decides what exists, and the state only says how far to look.

use super::super::fingerprint::{Fingerprint, Kind};
use super::super::{Baseline, Each, Failure, Record, Sighting, text_of};
use super::document;
use super::fingerprint::{self, kind, of_serial, serial};
use super::members::count;
use super::wire::{GetKKMList, GetTransaction, GetTransactionList};
use super::{Cashcore, NAME, codes};
use crate::error::{BackendError, Text};
use crate::task::answer::{Answer, FiscalParams};
use crate::transport::CallContext;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Limit of shifts to look through: one shift a day over several years.
const MOST_SHIFTS: u64 = 2000;

/// Limit of hidden documents to report. One is enough to leave a document unresolved, and a server's numbers cannot be
/// trusted.
const MOST_HIDDEN: usize = 100;

/// Codes with which the register may report an empty list.
const NOTHING: [i64; 3] = [33, 37, 43];

/// The state of the numbering, from `KKMObject`.
///
/// There is no fiscal drive. The register's number at the OFD takes its place: it identifies a register at any address.
pub(super) fn baseline(register: &Value) -> Result<Baseline, Failure> {
    let shift = count(register, "fr_shift_number");
    let Some(shift) = shift else {
        return Err(unreadable(Text::of(
            "в ответе GetKKMList нет fr_shift_number",
            "no fr_shift_number in GetKKMList",
        )));
    };
    let next = count(register, "shift_document_number").unwrap_or(1).max(1);
    let open = is_open(register);
    let drive = count(register, "ofd_id").map(|number| number.to_string());
    Ok(Baseline { document: serial(shift, next - 1), drive, since: None, shift: open.then_some(shift), ffd: None })
}

pub(super) fn is_open(register: &Value) -> bool {
    count(register, "shift_state") == Some(1)
}

impl Cashcore {
    /// The register's state (`KKMObject` of `GetKKMList`).
    pub(super) fn register(&self, context: &CallContext) -> Result<Value, Failure> {
        let register = self.config.register;
        let data = self.ask("GetKKMList", &GetKKMList { ofd_id: register }, context).map_err(misconfigured)?;
        let registers = if let Value::Array(registers) = data { registers } else { Vec::new() };
        let ours = registers.into_iter().find(|found| found.get("ofd_id").and_then(Value::as_i64) == Some(register));
        ours.ok_or_else(|| {
            let text = Some(format!("GetKKMList: {register}?"));
            let vendor = BackendError { name: NAME, code: Some(codes::NO_REGISTER), text, http_status: None };
            misconfigured(Failure::Refused(Box::new(codes::refused(codes::NO_REGISTER, vendor))))
        })
    }

    /// The documents past number `past`.
    pub(super) fn sight(&self, past: u64, context: &CallContext, each: Each) -> Result<Sighting, Failure> {
        let register = self.register(context)?;
        let baseline = baseline(&register)?;
        let ((first, _), (last, _)) = (of_serial(past), of_serial(baseline.document));
        if last.saturating_sub(first) > MOST_SHIFTS {
            return Err(unreadable(Text::with(
                format!("нужно прочитать слишком много смен: с {first} по {last}"),
                format!("too many shifts to read: {first} to {last}"),
            )));
        }
        let sighting = Sighting { baseline, busy: false };
        // Shifts are numbered from 1; `past` is 0 if there is no document yet.
        for shift in first.max(1)..=last {
            let rows = self.rows(shift, context)?;
            let hidden =
                hidden(&rows, shift, past, sighting.baseline.document).into_iter().map(|number| (number, None));
            let is_shown = |row: &Value| numbered(row).is_some_and(|number| number > past) && known(row).is_some();
            let shown = rows.into_iter().filter(is_shown).filter_map(|row| Some((numbered(&row)?, Some(row))));
            let mut documents: Vec<_> = hidden.chain(shown).collect();
            documents.sort_by_key(|(number, _)| *number);
            for (number, row) in documents {
                let record = match row {
                    Some(row) => self.record(row, &register, context)?,
                    None => Record { number, shown: None, answer: placed(shift, number) },
                };
                if each(&sighting.baseline, record).is_break() {
                    return Ok(sighting);
                }
            }
        }
        Ok(sighting)
    }

    /// The operations of a shift as the list shows them, in short form.
    fn rows(&self, shift: u64, context: &CallContext) -> Result<Vec<Value>, Failure> {
        let asked = GetTransactionList { kkm_ofd_id: self.config.register, shift_number: shift };
        match self.ask("GetTransactionList", &asked, context) {
            Ok(Value::Array(rows)) => Ok(rows),
            Ok(Value::Object(members)) if members.is_empty() => Ok(Vec::new()),
            Ok(_) => {
                Err(unreadable(Text::of("в ответе GetTransactionList нет списка", "no list in GetTransactionList")))
            }
            Err(Failure::Refused(refused)) if refused.vendor.code.is_some_and(|code| NOTHING.contains(&code)) => {
                Ok(Vec::new())
            }
            Err(failure) => Err(failure),
        }
    }

    /// The complete document for a row of the list.
    fn record(&self, row: Value, register: &Value, context: &CallContext) -> Result<Record, Failure> {
        let number = numbered(&row).unwrap_or_default();
        let whole = match count(&row, "ID") {
            Some(transaction_id) => {
                let asked = GetTransaction { kkm_ofd_id: self.config.register, transaction_id };
                match self.ask("GetTransaction", &asked, context) {
                    Ok(whole) => Some(whole),
                    // It is listed but not shown, so it cannot be compared.
                    Err(Failure::Refused(refused)) if refused.key.is_none() => None,
                    Err(failure) => return Err(failure),
                }
            }
            None => None,
        };
        let partly = known(&row);
        let Some(whole) = whole else {
            let answer = Answer { native: Some(row), ..Answer::default() };
            return Ok(Record { number, shown: partly, answer });
        };
        let body = document::body_of(&whole);
        // Only the complete document says reliably whether cash came in or went out.
        let of_whole = || kind(count(&row, "command")?, body);
        let kind = if body.get("operation").is_some() { of_whole() } else { partly.map(|shown| shown.kind) };
        let shown = kind.map(|kind| fingerprint::of_document(kind, body));
        let mut answer = document::answer(&row, body);
        if let Some(fiscal) = &mut answer.fiscal {
            fiscal.sign = text_of(short(&row), "fiscal_id").or(fiscal.sign.take());
            let kkm = register.get("reg_info").and_then(|info| info.get("kkm"));
            fiscal.registration_number = kkm.and_then(|kkm| text_of(kkm, "fns_kkm_id"));
        }
        answer.native = Some(json!({ "response_code": 0, "response_data": whole }));
        Ok(Record { number, shown, answer })
    }

    /// Query: a document by its shift and its number within the shift.
    pub(super) fn fn_document(&self, shift: u64, number: u64, context: &CallContext) -> Result<Answer, Failure> {
        let sought = serial(shift, number);
        let row = self.rows(shift, context)?.into_iter().find(|row| numbered(row) == Some(sought));
        let Some(row) = row else {
            let text = Some(format!("GetTransactionList: {shift}/{number}?"));
            let vendor = BackendError { name: NAME, code: Some(37), text, http_status: None };
            return Err(Failure::Refused(Box::new(codes::refused(37, vendor))));
        };
        let word = match count(&row, "command") {
            Some(1) => "receipt",
            Some(2) => "closeShift",
            Some(3) => "report",
            Some(6) => "cash",
            _ => "unknown",
        };
        let register = self.register(context)?;
        let mut answer = self.record(row, &register, context)?.answer;
        let body = answer.native.as_ref().and_then(|native| native.pointer("/response_data/body")).cloned();
        answer.fields.insert("fiscalDocumentType".into(), json!(word));
        answer.fields.insert("document".into(), body.unwrap_or_default());
        Ok(answer)
    }
}

/// Numbers past `past` that must exist but are missing in the list of their shift.
///
/// Such a document can be neither recognised nor ruled out. `last` is the register's last document. An earlier shift
/// must at least show the report that closed it; if it does not, one unknown number is reported.
fn hidden(rows: &[Value], shift: u64, past: u64, last: u64) -> Vec<u64> {
    if of_serial(last).0 == shift {
        let begin = serial(shift, 1).max(past.saturating_add(1));
        let shown: BTreeSet<u64> = rows.iter().filter_map(numbered).collect();
        return (begin..=last).filter(|number| !shown.contains(number)).take(MOST_HIDDEN).collect();
    }
    let closed = rows.iter().filter_map(known).any(|shown| shown.kind == Kind::CloseShift);
    if closed { Vec::new() } else { vec![serial(shift, u64::MAX)] }
}

/// What is known of a hidden document: its shift, and its number unless that is unknown too.
fn placed(shift: u64, number: u64) -> Answer {
    let document_number = Some(of_serial(number).1).filter(|_| number != serial(shift, u64::MAX));
    let fiscal = FiscalParams { document_number, shift_number: Some(shift), ..FiscalParams::default() };
    Answer { fiscal: Some(fiscal), ..Answer::default() }
}

/// Serial number of a row of the list.
fn numbered(row: &Value) -> Option<u64> {
    count(row, "fr_shift_number").zip(count(row, "shift_document_number")).map(|(shift, number)| serial(shift, number))
}

/// The short form of a document in the list: an object in the vendor's example, a list in the vendor's table.
fn short(row: &Value) -> &Value {
    match row.get("body") {
        Some(Value::Array(list)) => list.first().unwrap_or(&Value::Null),
        Some(body) => body,
        None => &Value::Null,
    }
}

/// What the list alone shows of a document: too little for a certain match.
fn known(row: &Value) -> Option<Fingerprint> {
    let body = short(row);
    let kind = kind(count(row, "command")?, body)?;
    let mut shown = fingerprint::of_document(kind, body);
    // The list shows payments without their sums.
    shown.attributes.retain(|name, _| matches!(name.as_str(), "operation" | "sum"));
    Some(shown)
}

/// The failure of asking for our register: if the core has none with its number, the configuration is wrong.
fn misconfigured(failure: Failure) -> Failure {
    match failure {
        Failure::Refused(mut refused) if refused.vendor.code == Some(codes::NO_REGISTER) => {
            refused.key = Some("kkmOfdId");
            Failure::Refused(refused)
        }
        other => other,
    }
}

pub(super) fn unreadable(cause: Text) -> Failure {
    Failure::Unreadable(cause, BackendError { name: NAME, ..BackendError::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(command: u64, shift: u64, number: u64) -> Value {
        json!({ "ID": 1, "command": command, "fr_shift_number": shift, "shift_document_number": number, "body": {} })
    }

    #[test]
    fn what_a_list_does_not_show_is_not_taken_for_absent() {
        let rows = [row(1, 7, 1), row(3, 7, 2), row(6, 7, 4)];
        assert_eq!(hidden(&rows, 7, serial(7, 1), serial(7, 4)), [serial(7, 3)]);
        assert_eq!(hidden(&rows, 7, serial(7, 3), serial(7, 4)), [0; 0]);
        assert_eq!(hidden(&[], 7, serial(6, 9), serial(7, 0)), [0; 0], "a shift that is not open yet has none");
        assert_eq!(hidden(&[], 7, serial(7, 2), serial(8, 1)).len(), 1, "the shift was closed, but by what?");
        assert_eq!(hidden(&[row(1, 7, 3), row(2, 7, 4)], 7, serial(7, 2), serial(8, 1)), [0; 0]);
    }

    #[test]
    fn the_short_form_is_read_both_as_an_object_and_as_a_list() {
        let out = json!({ "operation": 1, "sum": 10 });
        for body in [out.clone(), json!([out])] {
            let mut row = row(6, 7, 1);
            row["body"] = body;
            let shown = known(&row).unwrap();
            assert_eq!((shown.kind, shown.attributes["sum"].as_str()), (Kind::CashOut, "10.00"));
        }
    }

    #[test]
    fn a_hidden_document_is_named_by_its_shift_and_its_number_in_it() {
        let named = |number| placed(120, number).fiscal.map(|fiscal| (fiscal.shift_number, fiscal.document_number));
        assert_eq!(named(serial(120, 3)), Some((Some(120), Some(3))));
        assert_eq!(named(serial(120, u64::MAX)), Some((Some(120), None)));
    }

    #[test]
    fn the_state_says_the_number_of_the_next_document() {
        let state = |text: &str| baseline(&serde_json::from_str(text).unwrap());
        let open = state(r#"{"fr_shift_number": 120, "shift_state": 1, "shift_document_number": 4}"#).unwrap();
        assert_eq!((open.document, open.shift), (serial(120, 3), Some(120)));
        let closed = state(r#"{"fr_shift_number": 121, "shift_state": 0, "shift_document_number": 1}"#).unwrap();
        assert_eq!((closed.document, closed.shift), (serial(121, 0), None));
        assert!(state("{}").is_err());
    }
}
