//! Questions to the register and to its fiscal drive.

use super::failure::{Failure, Result};
use super::handle::{Handle, Outputs, task};
use super::inputs::Inputs;
use super::numbers::{error as code, param};
use super::receipt::{double, sum_of};
use super::value::{NO_TIME, Value, time};
use super::words;
use kassa::Money;
use kassa::task::answer::FiscalParams;
use kassa::task::money::decimal;
use serde_json::{Map, Value as Json};

/// The model that stands for "found out by itself".
const MODEL_AUTO: i64 = 500;

/// Characters per line that a program is told where the register does not tell.
const LINE_LENGTH: i64 = 48;

/// Dots per line, in the same case.
const LINE_DOTS: i64 = 576;

/// How many documents before the last one are looked at for the last receipt.
const MOST_DOCUMENTS: u64 = 20;

/// Answers a question to the register.
pub fn query_data(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    handle.device()?;
    match inputs.int(param::DATA_TYPE)?.unwrap_or(0) {
        0 => status(handle),
        1 => {
            let answer = handle.ask("getCashDrawerStatus")?;
            Ok(Outputs::from([(param::SUM, sum(answer.pointer("/counters/cashSum")))]))
        }
        2 => {
            let version = text(info(handle)?.get("firmwareVersion"));
            Ok(Outputs::from([(param::UNIT_VERSION, version.clone()), (param::UNIT_RELEASE_VERSION, version)]))
        }
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
        other => Err(Failure::not_supported(&format!("libfptr_query_data, запрос {other}"))),
    }
}

/// Answers a question to the fiscal drive.
pub fn fn_query_data(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    handle.device()?;
    match inputs.required(param::FN_DATA_TYPE, Inputs::int)? {
        0 => {
            let tag = inputs.required(param::TAG_NUMBER, Inputs::int)?;
            let value = i32::try_from(tag)
                .ok()
                .and_then(|tag| registration(handle).map(|mut all| all.remove(&tag)).transpose());
            match value.transpose()? {
                Some(value) => Ok(Outputs::from([(param::TAG_VALUE, value)])),
                None => Err(Failure::new(code::FN_NO_MORE_DATA, format!("Реквизит {tag}: касса его не сообщает"))),
            }
        }
        1 => ofd_exchange(handle),
        2 => drive(handle),
        4 => last_receipt(handle),
        5 => match &handle.made {
            Some(made) => Ok(of_document(made)),
            None => {
                let (_, made) = document(handle, last_number(handle)?)?;
                Ok(of_document(&made))
            }
        },
        6 => {
            let shift = handle.ask("getShiftStatus")?;
            Ok(Outputs::from([
                (param::SHIFT_NUMBER, int(shift.pointer("/shiftStatus/number"))),
                (param::RECEIPT_NUMBER, int(shift.pointer("/shiftStatus/fiscalReceiptNumber"))),
            ]))
        }
        7 => {
            let info = info(handle)?;
            let ffd = ffd(info.get("ffdVersion"));
            let of_drive = info.get("fnFfdVersion").map_or_else(|| ffd.clone(), |version| self::ffd(Some(version)));
            Ok(Outputs::from([
                (param::DEVICE_FFD_VERSION, ffd.clone()),
                (param::FFD_VERSION, ffd),
                (param::FN_FFD_VERSION, of_drive),
            ]))
        }
        8 => {
            let answer = handle.ask("getFnInfo")?;
            Ok(Outputs::from([(param::DATE_TIME, when(answer.pointer("/fnInfo/validityDate")))]))
        }
        9 => registration(handle),
        13 => {
            let number = inputs.required(param::DOCUMENT_NUMBER, Inputs::int)?;
            let (tags, made) = document(handle, u64::try_from(number).unwrap_or(0))?;
            let kind = tags.get("fiscalDocumentType").and_then(Json::as_str);
            let kind = kind.and_then(|kind| words::number(words::DOCUMENTS, kind)).unwrap_or(0);
            let mut outputs = of_document(&made);
            outputs.insert(param::FN_DOCUMENT_TYPE, Value::Int(kind));
            outputs.insert(param::SHIFT_NUMBER, number_of(made.shift_number));
            outputs.insert(1020, made.total.map_or(Value::Double(0.0), double));
            Ok(outputs)
        }
        other => Err(Failure::not_supported(&format!("libfptr_fn_query_data, запрос {other}"))),
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

fn ofd_exchange(handle: &Handle) -> Result<Outputs> {
    let answer = handle.ask("ofdExchangeStatus")?;
    let status = answer.get("status").unwrap_or(&Json::Null);
    let bit = |name: &&str| i64::from(status.pointer(&format!("/exchange/{name}")) == Some(&Json::Bool(true)));
    let bits = words::EXCHANGE.iter().rev().fold(0, |bits, name| bits << 1 | bit(name));
    let reading = status.get("readingMessage") == Some(&Json::Bool(true));
    Ok(Outputs::from([
        (param::DOCUMENTS_COUNT, int(status.get("notSentCount"))),
        (param::DOCUMENT_NUMBER, int(status.get("notSentFirstDocNumber"))),
        (param::DATE_TIME, when(status.get("notSentFirstDocDateTime"))),
        (param::OFD_EXCHANGE_STATUS, Value::Int(bits)),
        (param::OFD_MESSAGE_READ, Value::Flag(reading)),
    ]))
}

fn drive(handle: &Handle) -> Result<Outputs> {
    let answer = handle.ask("getFnInfo")?;
    let drive = answer.get("fnInfo").unwrap_or(&Json::Null);
    let warning = |name: &str| Value::Flag(drive.pointer(&format!("/warnings/{name}")) == Some(&Json::Bool(true)));
    let phase = drive.get("livePhase").and_then(Json::as_str).unwrap_or_default();
    Ok(Outputs::from([
        (param::SERIAL_NUMBER, text(drive.get("serial"))),
        (param::FN_VERSION, text(drive.get("version"))),
        // Registers do not tell whether it is one for tests.
        (param::FN_TYPE, Value::Int(2)),
        (param::FN_STATE, Value::Int(words::number(words::PHASES, phase).unwrap_or(0))),
        (param::FN_NEED_REPLACEMENT, warning("needReplacement")),
        (param::FN_RESOURCE_EXHAUSTED, warning("resourceExhausted")),
        (param::FN_MEMORY_OVERFLOW, warning("memoryOverflow")),
        (param::FN_OFD_TIMEOUT, warning("ofdTimeout")),
        (param::FN_CRITICAL_ERROR, warning("criticalError")),
    ]))
}

/// The registration under its tags.
fn registration(handle: &Handle) -> Result<Outputs> {
    let answer = handle.ask("getRegistrationInfo")?;
    let mut outputs = Outputs::new();
    for (tag, place, width) in [
        (1048, "/organization/name", 0),
        (1018, "/organization/vatin", 12),
        (1009, "/organization/address", 0),
        (1117, "/organization/email", 0),
        (1037, "/device/registrationNumber", 20),
        (1187, "/device/paymentsAddress", 0),
        (1060, "/device/fnsUrl", 0),
        (1036, "/device/machineNumber", 0),
        (1046, "/ofd/name", 0),
        (1017, "/ofd/vatin", 12),
    ] {
        if let Some(text) = answer.pointer(place).and_then(Json::as_str) {
            // Registers fill these with spaces, and programs cut them off.
            outputs.insert(tag, Value::Text(format!("{text:<width$}")));
        }
    }
    for (tag, name) in [
        (1001, "autoMode"),
        (1002, "offlineMode"),
        (1056, "encryption"),
        (1108, "internet"),
        (1109, "service"),
        (1110, "bso"),
        (1126, "lottery"),
        (1193, "gambling"),
        (1207, "excise"),
        (1221, "machineInstallation"),
    ] {
        if let Some(flag) = answer.pointer(&format!("/device/{name}")).and_then(Json::as_bool) {
            outputs.insert(tag, Value::Flag(flag));
        }
    }
    for (tag, place, known) in
        [(1062, "/organization/taxationTypes", words::TAXATIONS), (1057, "/organization/agents", words::AGENTS)]
    {
        let set = answer.pointer(place).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
        outputs
            .insert(tag, Value::Int(set.filter_map(|word| words::number(known, word)).fold(0, |bits, bit| bits | bit)));
    }
    outputs.insert(1209, ffd_code(answer.pointer("/device/ffdVersion")));
    Ok(outputs)
}

/// The last receipt: that of this handle, or the last one among the last documents of the register.
fn last_receipt(handle: &Handle) -> Result<Outputs> {
    let (kind, made) = match &handle.receipt {
        Some((kind, made)) => (*kind, made.clone()),
        None => {
            let last = last_number(handle)?;
            let found =
                (last.saturating_sub(MOST_DOCUMENTS)..=last).rev().filter(|number| *number > 0).find_map(|number| {
                    let (tags, made) = document(handle, number).ok()?;
                    // Settlement type, with which only receipts come.
                    let kind = tags.get("1054").and_then(Json::as_i64)?;
                    Some((kind, made))
                });
            let (kind, made) =
                found.ok_or_else(|| Failure::new(code::FN_NO_MORE_DATA, "Среди последних документов чеков нет"))?;
            // 1054 counts from one without the gap of the interface.
            (if kind > 2 { kind + 1 } else { kind }, made)
        }
    };
    let mut outputs = of_document(&made);
    outputs.insert(param::RECEIPT_TYPE, Value::Int(kind));
    outputs.insert(param::RECEIPT_SUM, made.total.map_or(Value::Double(0.0), double));
    outputs.insert(param::RECEIPT_NUMBER, number_of(made.receipt_number));
    Ok(outputs)
}

/// The number of the last document.
fn last_number(handle: &Handle) -> Result<u64> {
    let answer = handle.ask("getFnStatus")?;
    let number = answer.pointer("/fnStatus/fiscalDocumentNumber").and_then(Json::as_u64);
    number.ok_or_else(|| Failure::new(code::FN_NO_MORE_DATA, "Касса не сообщает номер последнего документа"))
}

/// A document of the register: its attributes, and those of them that every document has.
pub fn document(handle: &Handle, number: u64) -> Result<(Json, FiscalParams)> {
    let members = Map::from_iter([
        ("type".to_owned(), "getFnDocument".into()),
        ("fiscalDocumentNumber".to_owned(), number.into()),
    ]);
    let answer = handle.device()?.execute(&task(members)?)?.into_json();
    let tags = answer.get("documentTLV").cloned().unwrap_or_else(|| Json::Object(Map::new()));
    let shown = |tag: &str| match tags.get(tag)? {
        Json::String(text) => Some(text.clone()),
        Json::Null => None,
        other => Some(other.to_string()),
    };
    let count = |tag: &str| shown(tag)?.parse().ok();
    let made = FiscalParams {
        total: shown("1020").and_then(|digits| Money::rounded(decimal(&digits)?)),
        document_number: count("1040").or(Some(number)),
        date_time: shown("1012"),
        sign: shown("1077"),
        receipt_number: count("1042"),
        shift_number: count("1038"),
        ..FiscalParams::default()
    };
    Ok((tags, made))
}

/// What a query of a document answers.
fn of_document(made: &FiscalParams) -> Outputs {
    Outputs::from([
        (param::DOCUMENT_NUMBER, number_of(made.document_number)),
        (param::FISCAL_SIGN, Value::Text(made.sign.clone().unwrap_or_default())),
        (param::DATE_TIME, Value::Time(made.date_time.as_deref().and_then(time).unwrap_or(NO_TIME))),
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

/// A version of FFD as the interface numbers it: 105, 110, 120.
fn ffd(version: Option<&Json>) -> Value {
    Value::Int(match version.and_then(Json::as_str) {
        Some("1.0") => 100,
        Some("1.05") => 105,
        Some("1.1") => 110,
        Some("1.2") => 120,
        _ => 0,
    })
}

/// The same as tag 1209 has it.
fn ffd_code(version: Option<&Json>) -> Value {
    Value::Int(match ffd(version).int() {
        Some(100) => 1,
        Some(105) => 2,
        Some(110) => 3,
        Some(120) => 4,
        _ => 0,
    })
}
