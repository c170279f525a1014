//! The exported functions for hosts without JSON: receipts put together field by field, answers as structs.

use super::guard;
use super::handles::{DEVICES, RECEIPTS};
use super::parameters::{
    self, DeviceStatusOut, DocumentOut, ErrorOut, FaultOut, Handle, Receipt, ReceiptOut, Text, WideText,
};
use super::structs::{DeviceStatus, Document, ErrorRecord, Place};
use super::types::{ReceiptDraft, Status};
use super::wide;
use crate::error::{Error, Result, What};
use crate::task::build::Draft;
use crate::task::json::Node;
use crate::task::money::Money;
use rust_decimal::Decimal;
use safer_ffi::prelude::*;
use serde_json::Value;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Asks the register for its state. `status->size` must be set.
#[ffi_export]
pub extern "C" fn kassa_get_status(device: Handle, status: DeviceStatusOut) -> Status {
    guard::call(
        || {
            let (device, place) = (DEVICES.get(device)?, Place::of(status)?);
            if status.is_null() {
                return Err(Error::before(What::NullArgument("status")));
            }
            // A register that lacks one of the questions (a software register has no drive) leaves its fields unsaid.
            let ask = |name: &str| match device.execute_node(&task(name, Vec::new())) {
                Err(Error { what: What::Unsupported { .. }, .. }) => Ok(Value::Null),
                asked => asked,
            };
            let (state, shift, drive) = (ask("getDeviceStatus")?, ask("getShiftStatus")?, ask("getFnStatus")?);
            place.fill(DeviceStatus::of(&state, &shift, &drive));
            Ok(())
        },
        |_| (),
    )
}

/// Opens a shift. `cashier` may be null. `document` may be null; else `document->size` must be set.
#[ffi_export]
pub extern "C" fn kassa_open_shift(device: Handle, cashier: Text<'_>, document: DocumentOut) -> Status {
    guard::call(|| shift(device, "openShift", lent(&cashier, "cashier")?, document), |_| ())
}

/// The same as kassa_open_shift for hosts whose strings are UTF-16.
#[ffi_export]
pub extern "C" fn kassa_open_shift_w(device: Handle, cashier: WideText, document: DocumentOut) -> Status {
    guard::call(|| shift(device, "openShift", lent_wide(cashier, "cashier")?, document), |_| ())
}

/// Closes the shift. `cashier` may be null. `document` may be null; else `document->size` must be set.
#[ffi_export]
pub extern "C" fn kassa_close_shift(device: Handle, cashier: Text<'_>, document: DocumentOut) -> Status {
    guard::call(|| shift(device, "closeShift", lent(&cashier, "cashier")?, document), |_| ())
}

/// The same as kassa_close_shift for hosts whose strings are UTF-16.
#[ffi_export]
pub extern "C" fn kassa_close_shift_w(device: Handle, cashier: WideText, document: DocumentOut) -> Status {
    guard::call(|| shift(device, "closeShift", lent_wide(cashier, "cashier")?, document), |_| ())
}

/// Prints a report of the shift so far (X-отчёт). `cashier` may be null.
#[ffi_export]
pub extern "C" fn kassa_print_x_report(device: Handle, cashier: Text<'_>) -> Status {
    guard::call(|| shift(device, "reportX", lent(&cashier, "cashier")?, core::ptr::null_mut()), |_| ())
}

/// The same as kassa_print_x_report for hosts whose strings are UTF-16.
#[ffi_export]
pub extern "C" fn kassa_print_x_report_w(device: Handle, cashier: WideText) -> Status {
    guard::call(|| shift(device, "reportX", lent_wide(cashier, "cashier")?, core::ptr::null_mut()), |_| ())
}

/// Puts cash into the drawer: `sum` in minor units. `document` may be null; else `document->size` must be set.
#[ffi_export]
pub extern "C" fn kassa_cash_in(device: Handle, sum: i64, document: DocumentOut) -> Status {
    guard::call(|| cash(device, "cashIn", sum, document), |_| ())
}

/// Takes cash out of the drawer: `sum` in minor units. `document` may be null; else `document->size` must be set.
#[ffi_export]
pub extern "C" fn kassa_cash_out(device: Handle, sum: i64, document: DocumentOut) -> Status {
    guard::call(|| cash(device, "cashOut", sum, document), |_| ())
}

/// Prints text that is not fiscal, a line for each line of it.
#[ffi_export]
pub extern "C" fn kassa_print_text(device: Handle, text: Text<'_>) -> Status {
    guard::call(|| print(device, parameters::utf8(&text, "text")?), |_| ())
}

/// The same as kassa_print_text for hosts whose strings are UTF-16.
#[ffi_export]
pub extern "C" fn kassa_print_text_w(device: Handle, text: WideText) -> Status {
    guard::call(|| print(device, &wide::to_string(text, "text")?), |_| ())
}

/// Begins a receipt of a kind: "sell", "sellReturn", "buy", "buyReturn", "sellCorrection" and so on.
///
/// Give `*receipt` back with kassa_receipt_free; it is null on failure. A receipt belongs to no device and is used by one
/// thread at a time, of the process that began it.
#[ffi_export]
pub extern "C" fn kassa_receipt_new(kind: Text<'_>, receipt: ReceiptOut<'_>) -> Status {
    guard::call(|| begin(parameters::utf8(&kind, "kind"), receipt), |_| ())
}

/// The same as kassa_receipt_new for hosts whose strings are UTF-16.
#[ffi_export]
pub extern "C" fn kassa_receipt_new_w(kind: WideText, receipt: ReceiptOut<'_>) -> Status {
    guard::call(|| begin(wide::to_string(kind, "kind"), receipt), |_| ())
}

/// Adds a line: `price` and `amount` in minor units, `quantity` in millionths (1.5 kg is 1500000), `tax` a rate such as
/// "vat10", "vat22" or "none". More of it is set by kassa_receipt_set: `items[0].paymentMethod`.
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

/// The same as kassa_receipt_add_item for hosts whose strings are UTF-16.
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

/// Adds a payment: "cash", "electronically", "prepaid", "credit", "mobile" or "other", its sum in minor units.
#[ffi_export]
pub extern "C" fn kassa_receipt_add_payment(receipt: Receipt, kind: Text<'_>, sum: i64) -> Status {
    guard::call(|| add_payment(receipt, parameters::utf8(&kind, "kind")?, sum), |_| ())
}

/// The same as kassa_receipt_add_payment for hosts whose strings are UTF-16.
#[ffi_export]
pub extern "C" fn kassa_receipt_add_payment_w(receipt: Receipt, kind: WideText, sum: i64) -> Status {
    guard::call(|| add_payment(receipt, &wide::to_string(kind, "kind")?, sum), |_| ())
}

/// Sets any field of the task by its path: `externalId`, `operator.name`, `items[0].agentInfo.agents[0]`.
///
/// The value is text; numbers are written with a point, flags as "true" and "false". An array grows by the element that
/// follows its last. A path that the task does not have gives KASSA_STATUS_BAD_DOCUMENT.
#[ffi_export]
pub extern "C" fn kassa_receipt_set(receipt: Receipt, path: Text<'_>, value: Text<'_>) -> Status {
    guard::call(
        || draft(receipt, |draft| draft.set(parameters::utf8(&path, "path")?, parameters::utf8(&value, "value")?)),
        |_| (),
    )
}

/// The same as kassa_receipt_set for hosts whose strings are UTF-16.
#[ffi_export]
pub extern "C" fn kassa_receipt_set_w(receipt: Receipt, path: WideText, value: WideText) -> Status {
    guard::call(
        || draft(receipt, |draft| draft.set(&wide::to_string(path, "path")?, &wide::to_string(value, "value")?)),
        |_| (),
    )
}

/// Gives a receipt back, printed or not. Null is ignored; a receipt given back before gives KASSA_STATUS_BAD_HANDLE; one of
/// before a fork is left to the parent.
#[ffi_export]
pub extern "C" fn kassa_receipt_free(receipt: Receipt) -> Status {
    guard::call(|| RECEIPTS.remove(receipt).map(drop), |_| ())
}

/// Makes the receipt on the register, exactly once under its "externalId".
///
/// Without one the library makes an id, which `document->external_id` or kassa_last_error_record tells. `document` may be
/// null; else `document->size` must be set. After KASSA_STATUS_UNKNOWN call kassa_recover_document with that id.
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

/// Finds out what became of the document `external_id`, as kassa_recover does. `document` may be null.
#[ffi_export]
pub extern "C" fn kassa_recover_document(device: Handle, external_id: Text<'_>, document: DocumentOut) -> Status {
    guard::call(|| recover(device, parameters::utf8(&external_id, "external_id")?, document), |_| ())
}

/// The same as kassa_recover_document for hosts whose strings are UTF-16.
#[ffi_export]
pub extern "C" fn kassa_recover_document_w(device: Handle, external_id: WideText, document: DocumentOut) -> Status {
    guard::call(|| recover(device, &wide::to_string(external_id, "external_id")?, document), |_| ())
}

/// The last failed call of this thread. `error->size` must be set.
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

/// A fault of this thread's last failed call, counted from 0; kassa_last_error_record says how many there are.
///
/// `fault->size` must be set. KASSA_STATUS_BAD_ARGUMENT if there is none of that number; kassa_last_error stays as it is.
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

fn print(device: Handle, lines: &str) -> Result<()> {
    let line = |line: &str| object(vec![("type", text("text")), ("text", text(line))]);
    let items = Node::List(lines.lines().map(line).collect());
    DEVICES.get(device)?.execute_node(&task("nonFiscal", vec![("items", items)])).map(|_: Value| ())
}

fn recover(device: Handle, external_id: &str, document: DocumentOut) -> Result<()> {
    let (device, place) = (DEVICES.get(device)?, Place::of(document)?);
    place.fill(Document::of(&device.recover(external_id)?));
    Ok(())
}

fn begin(kind: Result<impl AsRef<str>>, receipt: ReceiptOut<'_>) -> Result<()> {
    let place = receipt.ok_or_else(|| Error::before(What::NullArgument("receipt")))?.write(core::ptr::null_mut());
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
