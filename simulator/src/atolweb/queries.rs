//! Queries about the register, its shift and its fiscal drive.

use super::check::TaskKind;
use super::dates::{iso, never};
use super::failure::{Failure, NOT_SUPPORTED};
use super::register::{Phase, Register, Shift};
use super::state::State;
use super::{decimal, sample, tape, tlv, words};
use crate::clock::{DAY, Moment, SHIFT};
use serde_json::{Value, json};

/// The answer to a query.
pub(super) fn answer(state: &State, register: &Register, kind: TaskKind, now: Moment) -> Result<Value, Failure> {
    let answer = match kind {
        TaskKind::DeviceStatus => json!({"deviceStatus": device_status(register, now)}),
        TaskKind::DeviceInfo => json!({"deviceInfo": device_info(register)}),
        TaskKind::ShiftStatus => json!({"shiftStatus": shift_status(register, now)}),
        TaskKind::DrawerStatus => json!({
            "counters": {"cashSum": decimal::roubles(register.cash)},
            "cashDrawerStatus": {"cashDrawerOpened": register.world.drawer_open},
        }),
        TaskKind::FnStatus => json!({"fnStatus": fn_status(register)}),
        TaskKind::FnInfo => json!({"fnInfo": fn_info(register, now)}),
        TaskKind::RegistrationInfo => registration(register),
        TaskKind::OfdStatus => {
            let mut answer = json!({});
            add_exchange(state, register, &mut answer);
            answer["status"]["lastSuccessKeysUpdate"] = never().into();
            answer["warnings"] = json!({});
            answer
        }
        TaskKind::IsmStatus => json!({
            "status": {"notSentCount": 0, "notSentFirstNoticeDateTime": never(), "notSentFirstNoticeNumber": 0},
            "errors": {
                "fnCommandCode": 0, "documentNumber": 0, "fn": no_error(), "network": no_error(), "ism": no_error(),
                "lastSuccessConnectionDateTime": never(),
            },
            "warnings": {},
        }),
        TaskKind::PingIsm => match register.marks.server {
            0 => json!({"ready": true, "time": register.marks.delay_ms}),
            code => json!({"driverError": {"code": code, "description": super::failure::text(code)}}),
        },
        TaskKind::MarkTimes => {
            let delay = register.marks.delay_ms;
            json!({"fmCheckTime": 0, "sendingTime": 0, "serverExchangeTime": delay, "fullTime": delay})
        }
        _ => return Err(Failure::new(NOT_SUPPORTED)),
    };
    Ok(answer)
}

pub(super) fn device_status(register: &Register, now: Moment) -> Value {
    let trouble = register.world.trouble.as_ref().filter(|trouble| trouble.begun).map_or(0, |trouble| trouble.code);
    let is_fiscal = register.phase == Phase::FiscalMode;
    json!({
        "currentDateTime": iso(now), "shift": register.shift_at(now).word(), "blocked": false,
        "coverOpened": trouble == 45, "paperPresent": trouble != 44, "fiscal": is_fiscal, "fnFiscal": is_fiscal,
        "fnPresent": trouble != 166, "cashDrawerOpened": register.world.drawer_open,
    })
}

pub(super) fn device_info(register: &Register) -> Value {
    let ffd = register.ffd.word();
    json!({
        "firmwareVersion": "5.15.0", "model": sample::MODEL, "modelName": sample::MODEL_NAME,
        "serial": register.serial, "configurationVersion": "5.1.29.3", "ffdVersion": ffd, "fnFfdVersion": ffd,
        "receiptLineLength": tape::WIDTH, "receiptLineLengthPix": 576,
    })
}

pub(super) fn shift_status(register: &Register, now: Moment) -> Value {
    let shift = register.shift_at(now);
    let expires = register.opened.map_or_else(never, |opened| iso(opened.plus(SHIFT)));
    let mut status = json!({"number": register.shift, "expiredTime": expires, "state": shift.word()});
    if shift == Shift::Closed {
        status["documentsCount"] = register.shift_documents.into();
    }
    status
}

fn warnings() -> Value {
    json!({
        "criticalError": false, "memoryOverflow": false, "needReplacement": false, "ofdTimeout": false,
        "resourceExhausted": false,
    })
}

pub(super) fn fn_status(register: &Register) -> Value {
    json!({
        "fiscalDocumentNumber": register.last_number, "fiscalReceiptNumber": register.receipts, "warnings": warnings(),
    })
}

pub(super) fn fn_info(register: &Register, now: Moment) -> Value {
    let ffd = register.ffd.word();
    json!({
        "serial": register.drive, "version": "fn_v_1_2", "execution": "Ин15-1М", "ffdVersion": ffd,
        "fnFfdVersion": ffd, "numberOfRegistrations": register.registrations,
        "registrationsRemaining": 30_u32.saturating_sub(register.registrations),
        "validityDate": iso(now.plus(450 * DAY)), "fnContainsKeysUpdaterServerUri": true,
        "livePhase": register.phase.word(), "warnings": warnings(),
    })
}

fn no_error() -> Value {
    json!({"code": 0, "description": "Ошибок нет"})
}

/// Adds `status` and `errors` of the exchange with the OFD.
pub(super) fn add_exchange(state: &State, register: &Register, answer: &mut Value) {
    let unsent: Vec<_> = state.documents(register).filter(|it| it.number > Some(register.acknowledged)).collect();
    let first = unsent.first();
    answer["status"] = json!({
        "notSentCount": unsent.len(), "notSentFirstDocNumber": first.and_then(|it| it.number).unwrap_or(0),
        "notSentFirstDocDateTime": first.map_or_else(never, |it| tlv::text(it.tags(), 1012).to_owned()),
    });
    let network = if register.world.ofd_online {
        no_error()
    } else {
        json!({"code": 3, "description": "Нет связи с ОФД"})
    };
    answer["errors"] = json!({
        "fnCommandCode": 0, "documentNumber": 0, "fn": no_error(), "network": network, "ofd": no_error(),
        "lastSuccessConnectionDateTime": never(),
    });
}

/// `getRegistrationInfo`: what was registered, every flag and list always.
fn registration(register: &Register) -> Value {
    const FLAGS: [&str; 10] = [
        "offlineMode",
        "machineInstallation",
        "bso",
        "encryption",
        "autoMode",
        "internet",
        "service",
        "excise",
        "gambling",
        "lottery",
    ];
    let mut answer = register.registration.clone();
    let is_1_2 = register.ffd.is_1_2();
    let device = &mut answer["device"];
    let new = ["marking", "pawnShop", "insurance"].into_iter();
    for name in FLAGS.into_iter().chain(new.clone().filter(|_| is_1_2)) {
        device[name] = (device[name] == true).into();
    }
    if let Some(members) = device.as_object_mut().filter(|_| !is_1_2) {
        new.for_each(|name| drop(members.remove(name)));
    }
    device["ffdVersion"] = register.ffd.word().into();
    for name in ["taxationTypes", "agents"] {
        let list = &mut answer["organization"][name];
        if list.is_null() {
            *list = json!([]);
        }
    }
    if let Some(members) = answer.as_object_mut().filter(|_| !is_1_2) {
        members.remove("ism");
    }
    answer
}

/// The bits of the registered taxations (1062).
pub(super) fn taxation_bits(registration: &Value) -> u16 {
    let registered = registration["organization"]["taxationTypes"].as_array().into_iter().flatten();
    registered.filter_map(|word| words::code(words::TAXATION, word.as_str()?)).fold(0, |bits, bit| bits | bit)
}
