//! Questions to the fiscal drive.

use super::totals::no_data;
use super::{info, int, number_of, text, when};
use crate::failure::{Failure, Result};
use crate::handle::{Handle, Outputs, task};
use crate::inputs::Inputs;
use crate::numbers::{error as code, param};
use crate::receipt::double;
use crate::value::{NO_TIME, Value, time};
use crate::words;
use kassa::Money;
use kassa::task::answer::FiscalParams;
use kassa::task::money::decimal;
use kassa::task::tag::decimal_sign;
use serde_json::{Map, Value as Json};

/// How many documents before the last one are looked at for the last receipt.
const MOST_DOCUMENTS: u64 = 20;

/// The tag of the version of FFD.
const FFD_VERSION: i32 = 1209;

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
                Some(version) if tag == i64::from(FFD_VERSION) => {
                    Ok(Outputs::from([(param::TAG_VALUE, ffd_code(&version))]))
                }
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
        3 => {
            let told = registrations(handle)?;
            if told.is_empty() { Err(no_data("количество регистраций")) } else { Ok(told) }
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
            let mut outputs = registrations(handle)?;
            outputs.insert(param::DATE_TIME, when(handle.ask("getFnInfo")?.pointer("/fnInfo/validityDate")));
            Ok(outputs)
        }
        9 => registration(handle),
        10 => {
            let shift = handle.ask("getShiftStatus")?;
            let count = shift.pointer("/shiftStatus/documentsCount").and_then(Json::as_i64);
            let count = count.ok_or_else(|| no_data("количество документов смены"))?;
            Ok(Outputs::from([(param::DOCUMENTS_COUNT, Value::Int(count))]))
        }
        11 => exchange_errors(handle),
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
        16 => days_left(handle, inputs),
        other => Err(Failure::not_supported(&format!("libfptr_fn_query_data, запрос {other}"))),
    }
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

/// Errors of the exchange with the OFD: those of the drive, of the network and of the OFD itself.
fn exchange_errors(handle: &Handle) -> Result<Outputs> {
    let answer = handle.ask("ofdExchangeStatus")?;
    let errors = answer.get("errors").ok_or_else(|| no_data("ошибки обмена с ОФД"))?;
    let mut outputs = Outputs::from([
        (param::COMMAND_CODE, int(errors.get("fnCommandCode"))),
        (param::DOCUMENT_NUMBER, int(errors.get("documentNumber"))),
        (param::DATE_TIME, when(errors.get("lastSuccessConnectionDateTime"))),
    ]);
    for (name, code, told) in [
        ("fn", param::FN_ERROR, param::FN_ERROR_TEXT),
        ("network", param::NETWORK_ERROR, param::NETWORK_ERROR_TEXT),
        ("ofd", param::OFD_ERROR, param::OFD_ERROR_TEXT),
    ] {
        let error = errors.get(name).unwrap_or(&Json::Null);
        outputs.extend([(code, int(error.get("code"))), (told, text(error.get("description")))]);
    }
    if let Some(waiting) = answer.pointer("/status/notSentCount").and_then(Json::as_u64) {
        outputs.insert(param::DATA_FOR_SEND_IS_EMPTY, Value::Flag(waiting == 0));
    }
    Ok(outputs)
}

/// How often the register was registered with this drive, and how often it still can be, if it tells.
fn registrations(handle: &Handle) -> Result<Outputs> {
    let answer = handle.ask("getFnInfo")?;
    let members = [
        (param::REGISTRATIONS_COUNT, "/fnInfo/numberOfRegistrations"),
        (param::REGISTRATIONS_REMAIN, "/fnInfo/registrationsRemaining"),
    ];
    let told = members.into_iter().filter_map(|(id, place)| Some((id, int(Some(answer.pointer(place)?)))));
    Ok(told.collect())
}

/// How many days the drive is still valid from a date that the program gives.
fn days_left(handle: &Handle, inputs: &Inputs) -> Result<Outputs> {
    let from = inputs.required(param::DATE_TIME, Inputs::time)?;
    let answer = handle.ask("getFnInfo")?;
    let until = answer.pointer("/fnInfo/validityDate").and_then(Json::as_str).and_then(time);
    let until = until.ok_or_else(|| no_data("срок действия ФН"))?;
    let days = (until.date() - from.date()).whole_days().max(0);
    Ok(Outputs::from([(param::FN_DAYS_REMAIN, Value::Int(days))]))
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
    // As the interface numbers it, not as the drive does: programs compare it with its constants.
    outputs.insert(FFD_VERSION, ffd(answer.pointer("/device/ffdVersion")));
    Ok(outputs)
}

/// The last receipt: that of this handle, or the last one among the last documents of the register.
fn last_receipt(handle: &Handle) -> Result<Outputs> {
    let (kind, made) = match &handle.receipt {
        Some((kind, made)) => (*kind, made.clone()),
        None => {
            let (kind, made) = newest_receipt(handle)?;
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

/// The last receipt of the register, with its settlement type (tag 1054).
///
/// A document that is not there is passed over. One that could not be read may be the receipt that the program asks for,
/// so the one before it must not be taken for the last.
fn newest_receipt(handle: &Handle) -> Result<(i64, FiscalParams)> {
    let last = last_number(handle)?;
    for number in (last.saturating_sub(MOST_DOCUMENTS)..=last).rev().filter(|number| *number > 0) {
        match document(handle, number) {
            Ok((tags, made)) => {
                // Only receipts have a settlement type.
                if let Some(kind) = tags.get("1054").and_then(Json::as_i64) {
                    return Ok((kind, made));
                }
            }
            Err(failure) if failure.code == code::FN_NO_MORE_DATA => {}
            Err(failure) => return Err(failure),
        }
    }
    Err(Failure::new(code::FN_NO_MORE_DATA, "Среди последних документов чеков нет"))
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
        sign: shown("1077").map(|told| decimal_sign(&told)),
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

/// The same as the drive numbers it, in the value of its tag.
fn ffd_code(version: &Value) -> Value {
    Value::Int(match version.int() {
        Some(100) => 1,
        Some(105) => 2,
        Some(110) => 3,
        Some(120) => 4,
        _ => 0,
    })
}
