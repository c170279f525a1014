//! Questions to the register; `drive` has those to its fiscal drive.

mod drive;
mod totals;

pub use drive::{document, fn_query_data};

use super::failure::Result;
use super::handle::{Handle, Outputs};
use super::inputs::Inputs;
use super::numbers::param;
use super::receipt::{double, sum_of};
use super::value::{NO_TIME, Value, time};
use super::words;
use kassa::Money;
use serde_json::Value as Json;

/// The model that stands for "found out by itself".
const MODEL_AUTO: i64 = 500;

/// Characters per line that a program is told where the register does not tell.
const LINE_LENGTH: i64 = 48;

/// Dots per line, in the same case.
const LINE_DOTS: i64 = 576;

/// Answers a question to the register.
pub fn query_data(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    handle.device()?;
    match inputs.int(param::DATA_TYPE)?.unwrap_or(0) {
        0 => status(handle),
        1 => totals::cash(handle),
        2 => unit_version(handle, inputs),
        13 => {
            let answer = handle.ask("getDeviceStatus")?;
            Ok(Outputs::from([(param::DATE_TIME, when(answer.pointer("/deviceStatus/currentDateTime")))]))
        }
        14 => shift_state(handle),
        15 => Ok(receipt_state(handle)),
        16 => Ok(Outputs::from([(param::SERIAL_NUMBER, text(info(handle)?.get("serial")))])),
        17 => {
            let info = info(handle)?;
            Ok(Outputs::from([
                (param::MODEL, Value::Int(MODEL_AUTO)),
                (param::MODEL_NAME, text(info.get("modelName"))),
                (param::UNIT_VERSION, text(info.get("firmwareVersion"))),
            ]))
        }
        18 => Ok(line_length()),
        41 => {
            let answer = handle.ask("getDeviceStatus")?;
            Ok(state_of(answer.get("deviceStatus").unwrap_or(&Json::Null)))
        }
        52 => Ok(Outputs::new()),
        other => totals::query(handle, inputs, other),
    }
}

/// What the register is, asked once.
fn info(handle: &mut Handle) -> Result<Json> {
    if handle.info.is_none() {
        let answer = handle.ask_if_it_can("getDeviceInfo")?;
        handle.info = Some(answer.get("deviceInfo").cloned().unwrap_or_default());
    }
    Ok(handle.info.clone().unwrap_or_default())
}

/// The version of a part of the register: of its firmware (0), if none is named.
fn unit_version(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let name = match inputs.int(param::UNIT_TYPE)?.unwrap_or(0) {
        0 => "firmwareVersion",
        1 => "configurationVersion",
        other => return Err(totals::no_data(&format!("версия узла {other}"))),
    };
    let info = info(handle)?;
    let version = info.get(name);
    if version.is_none() && name != "firmwareVersion" {
        return Err(totals::no_data("версия конфигурации"));
    }
    let version = text(version);
    Ok(Outputs::from([(param::UNIT_VERSION, version.clone()), (param::UNIT_RELEASE_VERSION, version)]))
}

/// The state of the register.
fn status(handle: &mut Handle) -> Result<Outputs> {
    let answer = handle.ask_if_it_can("getDeviceStatus")?;
    let state = answer.get("deviceStatus").unwrap_or(&Json::Null);
    let mut outputs = state_of(state);
    outputs.extend(shift_state(handle)?);
    // The call above answers with the end of the shift; here it is the register's clock.
    outputs.insert(param::DATE_TIME, when(state.get("currentDateTime")));
    let info = info(handle)?;
    outputs.extend([
        (param::MODEL, Value::Int(MODEL_AUTO)),
        (param::MODEL_NAME, text(info.get("modelName"))),
        (param::SERIAL_NUMBER, text(info.get("serial"))),
        (param::UNIT_VERSION, text(info.get("firmwareVersion"))),
    ]);
    let drive = handle.ask_if_it_can("getFnStatus")?;
    outputs.insert(param::DOCUMENT_NUMBER, int(drive.pointer("/fnStatus/fiscalDocumentNumber")));
    for id in [param::LOGICAL_NUMBER, param::OPERATOR_ID] {
        outputs.insert(id, Value::Int(1));
    }
    for id in [param::MODE, param::SUBMODE, param::RECEIPT_NUMBER] {
        outputs.entry(id).or_insert(Value::Int(0));
    }
    outputs.extend(receipt_of(handle));
    outputs.extend(line_length());
    Ok(outputs)
}

/// The flags of `getDeviceStatus`. What a register does not tell is as in one that works: programs stop without paper.
fn state_of(state: &Json) -> Outputs {
    let flag = |name: &str, usual: bool| Value::Flag(state.get(name).and_then(Json::as_bool).unwrap_or(usual));
    let mut outputs = Outputs::from([
        (param::FISCAL, flag("fiscal", true)),
        (param::FN_FISCAL, flag("fnFiscal", true)),
        (param::FN_PRESENT, flag("fnPresent", true)),
        (param::BLOCKED, flag("blocked", false)),
        (param::COVER_OPENED, flag("coverOpened", false)),
        (param::RECEIPT_PAPER_PRESENT, flag("paperPresent", true)),
        (param::CASHDRAWER_OPENED, flag("cashDrawerOpened", false)),
    ]);
    for id in [
        param::INVALID_FN,
        param::PAPER_NEAR_END,
        param::PRINTER_CONNECTION_LOST,
        param::PRINTER_ERROR,
        param::CUT_ERROR,
        param::PRINTER_OVERHEAT,
    ] {
        outputs.insert(id, Value::Flag(false));
    }
    outputs
}

/// The shift: its state, its number, and when it ends. A service that opens its shifts itself has one open.
fn shift_state(handle: &Handle) -> Result<Outputs> {
    let answer = handle.ask_if_it_can("getShiftStatus")?;
    let shift = answer.get("shiftStatus").unwrap_or(&Json::Null);
    let state = shift.get("state").and_then(Json::as_str).unwrap_or("opened");
    let mut outputs = Outputs::from([
        (param::SHIFT_STATE, Value::Int(words::number(words::SHIFTS, state).unwrap_or(0))),
        (param::SHIFT_NUMBER, int(shift.get("number"))),
        (param::DATE_TIME, when(shift.get("expiredTime"))),
    ]);
    if let Some(number) = shift.get("fiscalReceiptNumber") {
        outputs.insert(param::RECEIPT_NUMBER, int(Some(number)));
    }
    Ok(outputs)
}

/// The receipt that is being built.
fn receipt_of(handle: &Handle) -> Outputs {
    let draft = handle.draft.as_ref().filter(|draft| !draft.is_sent());
    let (kind, total) = draft.map_or((0, Money::ZERO), |draft| (draft.kind, draft.total()));
    Outputs::from([(param::RECEIPT_TYPE, Value::Int(kind)), (param::RECEIPT_SUM, double(total))])
}

fn receipt_state(handle: &Handle) -> Outputs {
    let draft = handle.draft.as_ref().filter(|draft| !draft.is_sent());
    let (remainder, change) = draft.map_or((Money::ZERO, Money::ZERO), super::receipt::Draft::remainder);
    let mut outputs = receipt_of(handle);
    outputs.extend([(param::REMAINDER, double(remainder)), (param::CHANGE, double(change))]);
    if let Some(made) = &handle.made {
        outputs.insert(param::RECEIPT_NUMBER, number_of(made.receipt_number));
        outputs.insert(param::DOCUMENT_NUMBER, number_of(made.document_number));
    }
    outputs
}

fn line_length() -> Outputs {
    Outputs::from([
        (param::RECEIPT_LINE_LENGTH, Value::Int(LINE_LENGTH)),
        (param::RECEIPT_LINE_LENGTH_PIX, Value::Int(LINE_DOTS)),
    ])
}

fn number_of(number: Option<u64>) -> Value {
    Value::Int(number.and_then(|number| i64::try_from(number).ok()).unwrap_or(0))
}

fn int(value: Option<&Json>) -> Value {
    Value::Int(value.and_then(Json::as_i64).unwrap_or(0))
}

fn text(value: Option<&Json>) -> Value {
    Value::Text(value.and_then(Json::as_str).unwrap_or_default().to_owned())
}

fn when(value: Option<&Json>) -> Value {
    Value::Time(value.and_then(Json::as_str).and_then(time).unwrap_or(NO_TIME))
}

fn sum(value: Option<&Json>) -> Value {
    value.and_then(sum_of).map_or(Value::Double(0.0), double)
}
