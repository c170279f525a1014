//! The life of a fiscal drive: registration, its changes, a new drive, the closing of the archive.

use super::Ffd;
use super::check::{TaskKind, at};
use super::document::{Document, DocumentKind};
use super::failure::{FN_STATE, Failure, NO_REQUIRED_TAG, NOT_FISCAL, PARSE, SHIFT_OPEN, WRONG_RNM};
use super::fiscal::Call;
use super::queries::taxation_bits;
use super::register::{Phase, Register};
use super::state::State;
use super::tlv::{self, Tags};
use super::{position, words};
use serde_json::{Value, json};

impl State {
    /// A document of the drive's life, made while the shift is closed.
    pub(super) fn life_of_drive(&mut self, call: &Call) -> Result<Document, Failure> {
        let register = self.at(call);
        let is_new = register.phase == Phase::Configured;
        if matches!(call.kind, TaskKind::Change | TaskKind::FnChange) && register.registrations == 0 {
            return Err(Failure::new(NOT_FISCAL));
        }
        if register.opened.is_some() {
            return Err(Failure::new(SHIFT_OPEN));
        }
        let is_right_phase = match call.kind {
            TaskKind::Registration => is_new && register.registrations == 0,
            TaskKind::FnChange => is_new,
            _ => register.phase == Phase::FiscalMode,
        };
        if !is_right_phase {
            return Err(Failure::new(FN_STATE));
        }
        self.whole(|state| match call.kind {
            TaskKind::CloseArchive => state.close_archive(call),
            _ => state.write_registration(call),
        })
    }

    fn close_archive(&mut self, call: &Call) -> Result<Document, Failure> {
        let made = self.make(call, DocumentKind::CloseArchive, Tags::new())?;
        let register = self.at_mut(call);
        let all_sent = register.acknowledged == register.last_number;
        register.phase = if all_sent { Phase::AccessArchive } else { Phase::PostFiscalMode };
        Ok(made)
    }

    fn write_registration(&mut self, call: &Call) -> Result<Document, Failure> {
        let register = self.at(call);
        let registration = registration_of(call, register)?;
        let ffd = at(&registration, "device.ffdVersion").and_then(Value::as_str).and_then(Ffd::of);
        let ffd = ffd.unwrap_or(register.ffd);
        let mut tags = tags(&registration, ffd);
        let kind = match call.kind {
            TaskKind::Registration => DocumentKind::Registration,
            kind => {
                reasons(call.task, kind, ffd, &mut tags)?;
                DocumentKind::ChangeRegistrationParameters
            }
        };
        let register = self.at_mut(call);
        register.registration = registration;
        register.ffd = ffd;
        register.phase = Phase::FiscalMode;
        register.registrations += 1;
        self.make(call, kind, tags)
    }
}

/// The registration after the task. A change keeps the ИНН and the registration number.
fn registration_of(call: &Call, register: &Register) -> Result<Value, Failure> {
    let member = |name: &str| call.task.get(name).filter(|value| value.is_object()).cloned();
    let mut registration = json!({});
    for name in ["organization", "device", "ofd", "ism"] {
        let old = register.registration.get(name).cloned();
        registration[name] = member(name).or(old).unwrap_or_else(|| json!({}));
    }
    if call.kind != TaskKind::Registration {
        registration["organization"]["vatin"] = register.registered_text("organization.vatin").into();
        registration["device"]["registrationNumber"] = register.registered_text("device.registrationNumber").into();
    }
    if at(&registration, "device.offlineMode") == Some(&Value::Bool(true)) {
        registration["ofd"]["vatin"] = "000000000000".into();
    }
    for (tag, path) in [
        (1048, "organization.name"),
        (1018, "organization.vatin"),
        (1009, "organization.address"),
        (1037, "device.registrationNumber"),
    ] {
        if at(&registration, path).and_then(Value::as_str).is_none_or(str::is_empty) {
            return Err(Failure::because(NO_REQUIRED_TAG, format!("Нет обязательного реквизита: {tag}")));
        }
    }
    if taxation_bits(&registration) == 0 {
        return Err(Failure::because(NO_REQUIRED_TAG, "Нет обязательного реквизита: 1062"));
    }
    let text = |path: &str| at(&registration, path).and_then(Value::as_str).unwrap_or_default();
    if !is_number_of(text("device.registrationNumber"), text("organization.vatin"), &register.serial) {
        return Err(Failure::new(WRONG_RNM));
    }
    Ok(registration)
}

/// Whether the last six digits of a registration number are the check sum of it, the ИНН and the serial number
/// (CRC-16 with the polynomial 1021 from FFFF).
fn is_number_of(number: &str, vatin: &str, serial: &str) -> bool {
    let Some((own, check)) = number.split_at_checked(10).filter(|(_, check)| check.len() == 6) else { return false };
    let text = format!("{own}{vatin:0>12}{serial:0>20}");
    let crc = text.bytes().fold(0xffff_u16, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| if crc >> 15 == 1 { (crc << 1) ^ 0x1021 } else { crc << 1 })
    });
    check.parse() == Ok(crc)
}

fn tags(registration: &Value, ffd: Ffd) -> Tags {
    const FLAGS: [(&str, u16, u32); 13] = [
        ("offlineMode", 1002, 32),
        ("encryption", 1056, 32),
        ("autoMode", 1001, 32),
        ("machineInstallation", 1221, 1),
        ("bso", 1110, 2),
        ("internet", 1108, 5),
        ("excise", 1207, 6),
        ("marking", 0, 8),
        ("service", 1109, 9),
        ("gambling", 1193, 10),
        ("lottery", 1126, 11),
        ("pawnShop", 0, 12),
        ("insurance", 0, 13),
    ];
    let mut tags = Tags::new();
    for (path, tag) in [
        ("organization.name", 1048),
        ("organization.vatin", 1018),
        ("organization.address", 1009),
        ("organization.email", 1117),
        ("device.registrationNumber", 1037),
        ("device.paymentsAddress", 1187),
        ("device.fnsUrl", 1060),
        ("ofd.name", 1046),
        ("ofd.vatin", 1017),
    ] {
        position::put_text(&mut tags, tag, at(registration, path));
    }
    let is_automatic = at(registration, "device.autoMode") == Some(&Value::Bool(true));
    position::put_text(&mut tags, 1036, at(registration, "device.machineNumber").filter(|_| is_automatic));
    tlv::put(&mut tags, 1062, taxation_bits(registration).into());
    let mut bits = 0_u32;
    for (name, tag, bit) in FLAGS {
        let flag = registration["device"][name] == true;
        match (ffd.is_1_2(), bit) {
            (true, 0..=31) => bits |= u32::from(flag) << bit,
            (false, _) if tag == 0 => {}
            _ => tlv::put(&mut tags, tag, flag.into()),
        }
    }
    if ffd.is_1_2() {
        tlv::put(&mut tags, 1290, bits.into());
    }
    tags
}

/// Why the registration changes: 1101 in FFD 1.05, otherwise 1205.
fn reasons(task: &Value, kind: TaskKind, ffd: Ffd, tags: &mut Tags) -> Result<(), Failure> {
    let is_new_drive = kind == TaskKind::FnChange;
    if ffd == Ffd::V1_05 {
        let given = at(task, "reason").and_then(Value::as_str).and_then(|word| words::code(words::REASONS, word));
        let reason = if is_new_drive { Some(1) } else { given };
        let missing = || Failure::because(PARSE, "Поле \"reason\" отсутствует");
        tlv::put(tags, 1101, reason.ok_or_else(missing)?.into());
        return Ok(());
    }
    let given = task["changeInfoReasons"].as_array().into_iter().flatten().filter_map(Value::as_u64);
    let bits = given.filter(|bit| *bit < 32).fold(u32::from(is_new_drive), |bits, bit| bits | 1 << bit);
    tlv::put(tags, 1205, bits.into());
    Ok(())
}
