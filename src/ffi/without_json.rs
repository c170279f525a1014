//! The exported functions for hosts without JSON: a receipt is put together field by field, answers are structs.

use super::guard;
use super::handles::{DEVICES, RECEIPTS};
use super::parameters::{
    self, DeviceStatusOut, DocumentOut, ErrorOut, FaultOut, Handle, Receipt, ReceiptOut, Text, WideText,
};
use super::structs::{DeviceStatus, Document, ErrorRecord, Place};
use super::types::{ReceiptDraft, Status};
use super::wide;
use crate::error::{Error, ErrorKind, Fault, Problem, Result, Text as Message};
use crate::task::answer::Answer;
use crate::task::build::Draft;
use crate::task::json::Node;
use crate::task::money::Money;
use rust_decimal::Decimal;
use safer_ffi::prelude::*;
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Asks the register for its state.
///
/// Fields that the register does not report are -1 or empty.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param device Handle from kassa_open.
/// @param status Receives the state; set its `size` before the call.
/// @return KASSA_STATUS_OK, or a status that kassa_last_error_record explains. KASSA_STATUS_BAD_ARGUMENT: `status`
/// is null or its `size` is not set.
#[ffi_export]
pub extern "C" fn kassa_get_status(device: Handle, status: DeviceStatusOut) -> Status {
    guard::call(
        || {
            let (device, place) = (DEVICES.get(device)?, Place::of(status)?);
            if status.is_null() {
                return Err(Error::before(ErrorKind::NullArgument("status")));
            }
            // A register may lack one of the queries: a software register has no fiscal drive.
            let ask = |name: &str| match device.execute_node(&task(name, Vec::new())) {
                Err(Error { kind: ErrorKind::Unsupported { .. }, .. }) => Ok(Value::Null),
                asked => asked.map(Answer::into_json),
            };
            let (state, shift, drive) = (ask("getDeviceStatus")?, ask("getShiftStatus")?, ask("getFnStatus")?);
            place.fill(DeviceStatus::of(&state, &shift, &drive));
            Ok(())
        },
        |_| (),
    )
}

/// Opens a shift.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param device Handle from kassa_open.
/// @param cashier Name of the cashier, UTF-8. Null or empty leaves it out.
/// @param document Receives the document; set its `size` before the call. Null if you do not need it.
/// @return KASSA_STATUS_OK if the document is registered. KASSA_STATUS_UNKNOWN: it is not known yet whether it is.
/// Take `external_id` from kassa_last_error_record, call kassa_recover_document with it, and do not send the
/// document again before.
#[ffi_export]
pub extern "C" fn kassa_open_shift(device: Handle, cashier: Text<'_>, document: DocumentOut) -> Status {
    guard::call(|| shift(device, "openShift", lent(&cashier, "cashier")?, document), |_| ())
}

/// The same as kassa_open_shift, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param cashier Name of the cashier, UTF-16. Null or empty leaves it out.
/// @param document Receives the document; set its `size` before the call. Null if you do not need it.
/// @return As kassa_open_shift returns.
#[ffi_export]
pub extern "C" fn kassa_open_shift_w(device: Handle, cashier: WideText, document: DocumentOut) -> Status {
    guard::call(|| shift(device, "openShift", lent_wide(cashier, "cashier")?, document), |_| ())
}

/// Closes the shift (Z report).
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param device Handle from kassa_open.
/// @param cashier Name of the cashier, UTF-8. Null or empty leaves it out.
/// @param document Receives the document; set its `size` before the call. Null if you do not need it.
/// @return KASSA_STATUS_OK if the document is registered. KASSA_STATUS_UNKNOWN: it is not known yet whether it is.
/// Take `external_id` from kassa_last_error_record, call kassa_recover_document with it, and do not send the
/// document again before.
#[ffi_export]
pub extern "C" fn kassa_close_shift(device: Handle, cashier: Text<'_>, document: DocumentOut) -> Status {
    guard::call(|| shift(device, "closeShift", lent(&cashier, "cashier")?, document), |_| ())
}

/// The same as kassa_close_shift, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param cashier Name of the cashier, UTF-16. Null or empty leaves it out.
/// @param document Receives the document; set its `size` before the call. Null if you do not need it.
/// @return As kassa_close_shift returns.
#[ffi_export]
pub extern "C" fn kassa_close_shift_w(device: Handle, cashier: WideText, document: DocumentOut) -> Status {
    guard::call(|| shift(device, "closeShift", lent_wide(cashier, "cashier")?, document), |_| ())
}

/// Prints a report of the shift so far (X-отчёт). It is not a fiscal document.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param device Handle from kassa_open.
/// @param cashier Name of the cashier, UTF-8. Null or empty leaves it out.
/// @return KASSA_STATUS_OK, or a status that kassa_last_error_record explains.
#[ffi_export]
pub extern "C" fn kassa_print_x_report(device: Handle, cashier: Text<'_>) -> Status {
    guard::call(|| shift(device, "reportX", lent(&cashier, "cashier")?, core::ptr::null_mut()), |_| ())
}

/// The same as kassa_print_x_report, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param cashier Name of the cashier, UTF-16. Null or empty leaves it out.
/// @return As kassa_print_x_report returns.
#[ffi_export]
pub extern "C" fn kassa_print_x_report_w(device: Handle, cashier: WideText) -> Status {
    guard::call(|| shift(device, "reportX", lent_wide(cashier, "cashier")?, core::ptr::null_mut()), |_| ())
}

/// Records cash put into the drawer (внесение).
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param device Handle from kassa_open.
/// @param sum Sum in minor units: kopecks, tiyn.
/// @param document Receives the document; set its `size` before the call. Null if you do not need it.
/// @return KASSA_STATUS_OK if the document is registered. KASSA_STATUS_UNKNOWN: it is not known yet whether it is.
/// Take `external_id` from kassa_last_error_record, call kassa_recover_document with it, and do not send the
/// document again before.
#[ffi_export]
pub extern "C" fn kassa_cash_in(device: Handle, sum: i64, document: DocumentOut) -> Status {
    guard::call(|| cash(device, "cashIn", sum, document), |_| ())
}

/// Records cash taken out of the drawer (выплата).
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param device Handle from kassa_open.
/// @param sum Sum in minor units: kopecks, tiyn.
/// @param document Receives the document; set its `size` before the call. Null if you do not need it.
/// @return KASSA_STATUS_OK if the document is registered. KASSA_STATUS_UNKNOWN: it is not known yet whether it is.
/// Take `external_id` from kassa_last_error_record, call kassa_recover_document with it, and do not send the
/// document again before.
#[ffi_export]
pub extern "C" fn kassa_cash_out(device: Handle, sum: i64, document: DocumentOut) -> Status {
    guard::call(|| cash(device, "cashOut", sum, document), |_| ())
}

/// Prints text that is not fiscal.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param device Handle from kassa_open.
/// @param text UTF-8; each line of it is printed as a line, at most 10,000.
/// @return KASSA_STATUS_OK, or a status that kassa_last_error_record explains.
#[ffi_export]
pub extern "C" fn kassa_print_text(device: Handle, text: Text<'_>) -> Status {
    guard::call(|| print(device, parameters::utf8(&text, "text")?), |_| ())
}

/// The same as kassa_print_text, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param text UTF-16; each line of it is printed as a line, at most 10,000.
/// @return As kassa_print_text returns.
#[ffi_export]
pub extern "C" fn kassa_print_text_w(device: Handle, text: WideText) -> Status {
    guard::call(|| print(device, &wide::to_string(text, "text")?), |_| ())
}

/// Creates a receipt that is put together field by field. Nothing is sent.
///
/// A receipt belongs to no device, and to the process that created it.
///
/// Threads: any, several at once.
///
/// ```c
/// kassa_receipt *receipt = NULL;
/// kassa_document document = {0};
/// document.size = sizeof document;
/// kassa_receipt_new("sell", &receipt);
/// kassa_receipt_set(receipt, "externalId", "order-1001");
/// kassa_receipt_set(receipt, "taxationType", "osn");
/// kassa_receipt_add_item(receipt, "Cheese", 82000, 355000, 29110, "vat10"); // 0.355 kg at 820.00: 291.10
/// kassa_receipt_set(receipt, "items[0].measurementUnit", "kilogram");
/// kassa_receipt_add_payment(receipt, "cash", 30000);
/// kassa_print_receipt(device, receipt, &document);
/// kassa_receipt_free(receipt);
/// ```
///
/// @param kind Type of the task, UTF-8: "sell", "sellReturn", "buy", "buyReturn", "sellCorrection" and so on.
/// @param receipt Receives the handle, or null on failure. Give it back with kassa_receipt_free.
/// @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_DOCUMENT if there is no such type.
#[ffi_export]
pub extern "C" fn kassa_receipt_new(kind: Text<'_>, receipt: ReceiptOut<'_>) -> Status {
    guard::call(|| begin(parameters::utf8(&kind, "kind"), receipt), |_| ())
}

/// The same as kassa_receipt_new, with UTF-16 text.
///
/// @param kind Type of the task, UTF-16: "sell", "sellReturn", "buy", "buyReturn", "sellCorrection" and so on.
/// @param receipt Receives the handle, or null on failure. Give it back with kassa_receipt_free.
/// @return As kassa_receipt_new returns.
#[ffi_export]
pub extern "C" fn kassa_receipt_new_w(kind: WideText, receipt: ReceiptOut<'_>) -> Status {
    guard::call(|| begin(wide::to_string(kind, "kind"), receipt), |_| ())
}

/// Adds a line to a receipt.
///
/// Set its other fields with kassa_receipt_set: `items[0].paymentMethod`. Values are checked when the receipt is
/// printed.
///
/// Threads: any. Calls on one receipt run one at a time.
///
/// @param receipt Handle from kassa_receipt_new.
/// @param name What is sold (tag 1030), UTF-8.
/// @param price Price of one unit in minor units: 45.90 is 4590.
/// @param quantity Quantity in millionths: 1.5 kg is 1500000.
/// @param amount Sum of the line in minor units; price × quantity within one minor unit.
/// @param tax VAT rate, UTF-8: "vat10", "vat22", "none" and so on. Null leaves it out.
/// @return KASSA_STATUS_OK, KASSA_STATUS_BAD_HANDLE, or KASSA_STATUS_BAD_ARGUMENT for a null name or invalid text.
#[ffi_export]
pub extern "C" fn kassa_receipt_add_item(
    receipt: Receipt,
    name: Text<'_>,
    price: i64,
    quantity: i64,
    amount: i64,
    tax: Text<'_>,
) -> Status {
    guard::call(
        || add_item(receipt, parameters::utf8(&name, "name")?, [price, quantity, amount], lent(&tax, "tax")?),
        |_| (),
    )
}

/// The same as kassa_receipt_add_item, with UTF-16 text.
///
/// @param receipt Handle from kassa_receipt_new.
/// @param name What is sold (tag 1030), UTF-16.
/// @param price Price of one unit in minor units: 45.90 is 4590.
/// @param quantity Quantity in millionths: 1.5 kg is 1500000.
/// @param amount Sum of the line in minor units; price × quantity within one minor unit.
/// @param tax VAT rate, UTF-16: "vat10", "vat22", "none" and so on. Null leaves it out.
/// @return As kassa_receipt_add_item returns.
#[ffi_export]
pub extern "C" fn kassa_receipt_add_item_w(
    receipt: Receipt,
    name: WideText,
    price: i64,
    quantity: i64,
    amount: i64,
    tax: WideText,
) -> Status {
    guard::call(
        || add_item(receipt, &wide::to_string(name, "name")?, [price, quantity, amount], lent_wide(tax, "tax")?),
        |_| (),
    )
}

/// Adds a payment to a receipt.
///
/// Threads: any. Calls on one receipt run one at a time.
///
/// @param receipt Handle from kassa_receipt_new.
/// @param kind Payment type, UTF-8: "cash", "electronically", "prepaid", "credit", "mobile" or "other".
/// @param sum Sum in minor units. Cash may exceed the total; the document tells the change.
/// @return KASSA_STATUS_OK, KASSA_STATUS_BAD_HANDLE, or KASSA_STATUS_BAD_ARGUMENT for a null kind or invalid text.
#[ffi_export]
pub extern "C" fn kassa_receipt_add_payment(receipt: Receipt, kind: Text<'_>, sum: i64) -> Status {
    guard::call(|| add_payment(receipt, parameters::utf8(&kind, "kind")?, sum), |_| ())
}

/// The same as kassa_receipt_add_payment, with UTF-16 text.
///
/// @param receipt Handle from kassa_receipt_new.
/// @param kind Payment type, UTF-16: "cash", "electronically", "prepaid", "credit", "mobile" or "other".
/// @param sum Sum in minor units. Cash may exceed the total; the document tells the change.
/// @return As kassa_receipt_add_payment returns.
#[ffi_export]
pub extern "C" fn kassa_receipt_add_payment_w(receipt: Receipt, kind: WideText, sum: i64) -> Status {
    guard::call(|| add_payment(receipt, &wide::to_string(kind, "kind")?, sum), |_| ())
}

/// Sets any field of a receipt by its path in the JSON task.
///
/// An array grows by setting the element after its last one. After a failure the receipt is unchanged. The time
/// that this takes does not depend on the length of the receipt.
///
/// Threads: any. Calls on one receipt run one at a time.
///
/// @param receipt Handle from kassa_receipt_new.
/// @param path Path of the field, UTF-8: `externalId`, `operator.name`, `items[0].agentInfo.agents[0]`.
/// @param value The value as UTF-8 text: a number with a decimal point, a flag as "true" or "false".
/// @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_DOCUMENT if the task has no such field or the value is of the wrong
/// type.
#[ffi_export]
pub extern "C" fn kassa_receipt_set(receipt: Receipt, path: Text<'_>, value: Text<'_>) -> Status {
    guard::call(
        || draft(receipt, |draft| draft.set(parameters::utf8(&path, "path")?, parameters::utf8(&value, "value")?)),
        |_| (),
    )
}

/// The same as kassa_receipt_set, with UTF-16 text.
///
/// @param receipt Handle from kassa_receipt_new.
/// @param path Path of the field, UTF-16: `externalId`, `operator.name`, `items[0].agentInfo.agents[0]`.
/// @param value The value as UTF-16 text: a number with a decimal point, a flag as "true" or "false".
/// @return As kassa_receipt_set returns.
#[ffi_export]
pub extern "C" fn kassa_receipt_set_w(receipt: Receipt, path: WideText, value: WideText) -> Status {
    guard::call(
        || draft(receipt, |draft| draft.set(&wide::to_string(path, "path")?, &wide::to_string(value, "value")?)),
        |_| (),
    )
}

/// Frees a receipt, printed or not.
///
/// Threads: any.
///
/// @param receipt Handle from kassa_receipt_new; null is ignored.
/// @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_HANDLE if it was freed before. In a child made by `fork`, a receipt
/// of the parent gives KASSA_STATUS_OK and stays with the parent.
#[ffi_export]
pub extern "C" fn kassa_receipt_free(receipt: Receipt) -> Status {
    guard::call(|| RECEIPTS.remove(receipt).map(drop), |_| ())
}

/// Makes the receipt on the register, exactly once under its `externalId`.
///
/// If the receipt has no `externalId`, the library makes one; find it in `document->external_id` or, after a
/// failure, in kassa_last_error_record. The receipt stays as it was and may be printed again, for example after
/// KASSA_STATUS_NO_LINK.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param device Handle from kassa_open.
/// @param receipt Handle from kassa_receipt_new; still yours to free.
/// @param document Receives the document; set its `size` before the call. Null if you do not need it.
/// @return KASSA_STATUS_OK if the document is registered. KASSA_STATUS_UNKNOWN: it is not known yet whether it is.
/// Take `external_id` from kassa_last_error_record, call kassa_recover_document with it, and do not send the
/// document again before. KASSA_STATUS_BAD_DOCUMENT: kassa_last_error_fault lists every wrong field; nothing was
/// sent.
#[ffi_export]
pub extern "C" fn kassa_print_receipt(device: Handle, receipt: Receipt, document: DocumentOut) -> Status {
    guard::call(
        || {
            let (device, place) = (DEVICES.get(device)?, Place::of(document)?);
            let task = draft(receipt, |draft| Ok(draft.task().clone()))?;
            place.fill(Document::of(&device.execute_node(&task)?));
            Ok(())
        },
        |_| (),
    )
}

/// Finds out what became of a document, as kassa_recover does.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param device Handle from kassa_open.
/// @param external_id The `externalId` of the document, UTF-8.
/// @param document Receives the document; set its `size` before the call. Null if you do not need it.
/// @return KASSA_STATUS_OK: it is registered. KASSA_STATUS_NOT_MADE: it was not made, and the receipt may be
/// printed again. KASSA_STATUS_UNKNOWN, KASSA_STATUS_PENDING: ask again later. KASSA_STATUS_NOT_FOUND: this journal
/// has no document with this id.
#[ffi_export]
pub extern "C" fn kassa_recover_document(device: Handle, external_id: Text<'_>, document: DocumentOut) -> Status {
    guard::call(|| recover(device, parameters::utf8(&external_id, "external_id")?, document), |_| ())
}

/// The same as kassa_recover_document, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param external_id The `externalId` of the document, UTF-16.
/// @param document Receives the document; set its `size` before the call. Null if you do not need it.
/// @return As kassa_recover_document returns.
#[ffi_export]
pub extern "C" fn kassa_recover_document_w(device: Handle, external_id: WideText, document: DocumentOut) -> Status {
    guard::call(|| recover(device, &wide::to_string(external_id, "external_id")?, document), |_| ())
}

/// Returns the error of the last failed call of this thread as a struct.
///
/// A call that succeeds does not reset it.
///
/// Threads: any; each thread has its own last error.
///
/// @param error Receives the error; set its `size` before the call. `code` is 0 if no call has failed.
/// @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_ARGUMENT if `error` is null or its `size` is not set.
#[ffi_export]
pub extern "C" fn kassa_last_error_record(error: ErrorOut) -> Status {
    match Place::of(error) {
        Ok(place) if !error.is_null() => {
            place.fill(ErrorRecord::of(guard::last().as_ref()));
            Status::Ok
        }
        _ => Status::BadArgument,
    }
}

/// Returns one fault of the last failed call of this thread; kassa_last_error_record tells how many there are.
///
/// Does not change the last error.
///
/// Threads: any; each thread has its own last error.
///
/// ```c
/// kassa_error error = {0};
/// kassa_fault fault = {0};
/// error.size = sizeof error;
/// fault.size = sizeof fault;
/// kassa_last_error_record(&error);
/// for (int32_t i = 0; i < error.faults; ++i) {
///     if (kassa_last_error_fault(i, &fault) == KASSA_STATUS_OK) {
///         printf("%s: %s\n", (const char *)fault.path, (const char *)fault.message_en);
///     }
/// }
/// ```
///
/// @param index Number of the fault, from 0.
/// @param fault Receives the fault; set its `size` before the call.
/// @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_ARGUMENT if there is no fault of this number, `fault` is null or
/// its `size` is not set.
#[ffi_export]
pub extern "C" fn kassa_last_error_fault(index: i32, fault: FaultOut) -> Status {
    match Place::of(fault) {
        Ok(place) if !fault.is_null() => {
            let last = guard::last();
            let faults = last.as_ref().map(Error::faults).unwrap_or_default();
            let Some(found) = usize::try_from(index).ok().and_then(|index| faults.get(index)) else {
                return Status::BadArgument;
            };
            place.fill(found.into());
            Status::Ok
        }
        _ => Status::BadArgument,
    }
}

fn lent<'a>(text: &'a Text<'_>, name: &'static str) -> Result<Option<&'a str>> {
    if text.is_none() { Ok(None) } else { parameters::utf8(text, name).map(Some) }
}

fn lent_wide(text: WideText, name: &'static str) -> Result<Option<String>> {
    if text.is_null() { Ok(None) } else { wide::to_string(text, name).map(Some) }
}

fn text(value: &str) -> Node {
    Node::Text(value.into())
}

fn money(units: i64) -> Node {
    Node::Number(Money::minor(units).to_string().into())
}

fn object(members: Vec<(&str, Node)>) -> Node {
    Node::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

fn task(name: &str, mut members: Vec<(&str, Node)>) -> Node {
    members.insert(0, ("type", text(name)));
    object(members)
}

fn shift(device: Handle, name: &str, cashier: Option<impl AsRef<str>>, document: DocumentOut) -> Result<()> {
    let (device, place) = (DEVICES.get(device)?, Place::of(document)?);
    let operator = cashier.filter(|cashier| !cashier.as_ref().is_empty());
    let members = operator.map(|cashier| ("operator", object(vec![("name", text(cashier.as_ref()))])));
    let answer = device.execute_node(&task(name, members.into_iter().collect()))?;
    place.fill(Document::of(&answer));
    Ok(())
}

fn cash(device: Handle, name: &str, sum: i64, document: DocumentOut) -> Result<()> {
    let (device, place) = (DEVICES.get(device)?, Place::of(document)?);
    place.fill(Document::of(&device.execute_node(&task(name, vec![("cashSum", money(sum))]))?));
    Ok(())
}

/// Most lines of a printed text: some forty metres of paper.
const MOST_LINES: usize = 10_000;

fn print(device: Handle, lines: &str) -> Result<()> {
    if lines.lines().nth(MOST_LINES).is_some() {
        let text = Message::with(
            format!("Строк больше {MOST_LINES}: напечатайте текст по частям"),
            format!("There are more than {MOST_LINES} lines: print the text in parts"),
        );
        let fault = Fault { path: "text".into(), value: None, problem: Problem::Form(text) };
        return Err(Error::before(ErrorKind::BadDocument(vec![fault])));
    }
    let line = |line: &str| object(vec![("type", text("text")), ("text", text(line))]);
    let items = Node::List(lines.lines().map(line).collect());
    DEVICES.get(device)?.execute_node(&task("nonFiscal", vec![("items", items)])).map(drop)
}

fn recover(device: Handle, external_id: &str, document: DocumentOut) -> Result<()> {
    let (device, place) = (DEVICES.get(device)?, Place::of(document)?);
    place.fill(Document::of(&device.recover(external_id)?));
    Ok(())
}

fn begin(kind: Result<impl AsRef<str>>, receipt: ReceiptOut<'_>) -> Result<()> {
    let place = receipt.ok_or_else(|| Error::before(ErrorKind::NullArgument("receipt")))?.write(core::ptr::null_mut());
    *place = RECEIPTS.add::<ReceiptDraft>(Mutex::new(Draft::new(kind?.as_ref())?));
    Ok(())
}

fn draft<T>(receipt: Receipt, work: impl FnOnce(&mut Draft) -> Result<T>) -> Result<T> {
    let draft: Arc<Mutex<Draft>> = RECEIPTS.get(receipt)?;
    let mut draft: MutexGuard<Draft> = draft.lock().unwrap_or_else(PoisonError::into_inner);
    work(&mut draft)
}

fn add_item(receipt: Receipt, name: &str, figures: [i64; 3], tax: Option<impl AsRef<str>>) -> Result<()> {
    let [price, quantity, amount] = figures;
    let quantity = Node::Number(Decimal::new(quantity, 6).normalize().to_string().into());
    let mut members = vec![
        ("type", text("position")),
        ("name", text(name)),
        ("price", money(price)),
        ("quantity", quantity),
        ("amount", money(amount)),
    ];
    if let Some(tax) = tax {
        members.push(("tax", object(vec![("type", text(tax.as_ref()))])));
    }
    draft(receipt, |draft| {
        draft.add("items", members);
        Ok(())
    })
}

fn add_payment(receipt: Receipt, kind: &str, sum: i64) -> Result<()> {
    draft(receipt, |draft| {
        draft.add("payments", vec![("type", text(kind)), ("sum", money(sum))]);
        Ok(())
    })
}
