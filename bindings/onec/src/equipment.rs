//! Methods of every kind of equipment (requirements §2), and those with which newer configurations connect it.
#![allow(clippy::unnecessary_wraps, reason = "the table of methods wants one form of them all")]

use super::component::{Component, GET_LAST_ERROR, Method};
use super::settings::{Settings, is_register};
use super::xml::Element;
use super::{Returned, abi::Parameters, form, log};
use kassa::error::{Error, ErrorKind, Fault, Problem, Result, Text};

#[rustfmt::skip]
pub const METHODS: &[Method] = &[
    Method { ru: "ПолучитьРевизиюИнтерфейса", en: "GetInterfaceRevision", parameters: &[], body: revision },
    Method { ru: "ПолучитьОписание", en: "GetDescription", parameters: &["DriverDescription"], body: description },
    Method { ru: "ПолучитьОшибку", en: GET_LAST_ERROR, parameters: &["ErrorDescription"], body: last_error },
    Method { ru: "ПолучитьНомерВерсии", en: "GetVersion", parameters: &[], body: version },
    Method { ru: "ПолучитьШаблонЛокализации", en: "GetLocalizationPattern", parameters: &["LocalizationPattern"], body: localization_pattern },
    Method { ru: "УстановитьЛокализацию", en: "SetLocalization", parameters: &["LanguageCode", "LocalizationPattern"], body: set_localization },
    Method { ru: "ПолучитьПараметры", en: "GetParameters", parameters: &["TableParameters"], body: parameters },
    Method { ru: "УстановитьПараметр", en: "SetParameter", parameters: &["Name", "Value"], body: set_parameter },
    Method { ru: "Подключить", en: "Open", parameters: &["DeviceID"], body: open },
    Method { ru: "Отключить", en: "Close", parameters: &["DeviceID"], body: close },
    Method { ru: "ТестУстройства", en: "DeviceTest", parameters: &["Description", "DemoModeIsActivated"], body: device_test },
    Method { ru: "ПараметрыОборудования", en: "EquipmentParameters", parameters: &["EquipmentType", "TableParameters"], body: equipment_parameters },
    Method { ru: "ПодключитьОборудование", en: "ConnectEquipment", parameters: &["DeviceID", "EquipmentType", "ConnectionParameters"], body: connect },
    Method { ru: "ОтключитьОборудование", en: "DisconnectEquipment", parameters: &["DeviceID"], body: close },
    Method { ru: "ТестированиеОборудования", en: "EquipmentTest", parameters: &["EquipmentType", "ConnectionParameters", "Description", "DemoModeIsActivated"], body: equipment_test },
    Method { ru: "АвтонастройкаОборудования", en: "EquipmentAutoSetup", parameters: &["EquipmentType", "ConnectionParameters", "ResultParameters", "ShowAutoSetupWindow", "TimeOut"], body: auto_setup },
    Method { ru: "УстановитьИнформациюПриложения", en: "SetApplicationInformation", parameters: &["ApplicationInformation"], body: application },
];

/// The result of a method that returns `true` on success.
pub const DONE: Result<Returned> = Ok(Returned::Flag(true));

/// The error for a method that neither a register nor the driver supports.
pub fn without(method: &str) -> Error {
    Error::before(ErrorKind::Unsupported { task: method.to_owned(), backend: "kassa", meant: None })
}

fn revision(component: &mut Component, _: &mut Parameters) -> Result<Returned> {
    Ok(Returned::Number(component.revision))
}

fn version(_: &mut Component, _: &mut Parameters) -> Result<Returned> {
    Ok(Returned::Text(env!("CARGO_PKG_VERSION").into()))
}

fn description(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let told = |ru: &'static str, en: &'static str| Some(Text::of(ru, en).told(component.is_russian()));
    let (version, flag) = (env!("CARGO_PKG_VERSION"), |flag: bool| Some(flag.to_string()));
    let kept = log::path();
    let described = Element::new("DriverDescription")
        .with("Name", told("kassa: ККТ с передачей данных в ОФД", "kassa: fiscal registers with an OFD"))
        .with(
            "Description",
            told(
                "Одна компонента для касс, которые знает библиотека kassa",
                "One driver for the registers that the library kassa knows",
            ),
        )
        .with("EquipmentType", Some("KKT".to_owned()))
        .with("IntegrationComponent", flag(false))
        .with("MainDriverInstalled", flag(true))
        .with("DriverVersion", Some(version.to_owned()))
        .with("IntegrationComponentVersion", Some(version.to_owned()))
        .with("IsEmulator", flag(false))
        .with("LocalizationSupported", flag(false))
        .with("AutoSetup", flag(false))
        .with("LogIsEnabled", flag(kept.is_some()))
        .with("LogPath", Some(kept.map(|path| path.display().to_string()).unwrap_or_default()));
    parameters.put_text(0, &described.write())?;
    DONE
}

fn last_error(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let (code, text) = component.last_error();
    parameters.put_text(0, &text)?;
    Ok(Returned::Number(code))
}

/// Always fails: texts exist in two languages, and templates for others are not supported.
fn localization_pattern(_: &mut Component, _: &mut Parameters) -> Result<Returned> {
    Err(without("ПолучитьШаблонЛокализации"))
}

fn set_localization(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let (language, pattern) = (parameters.text(0)?, parameters.text(1)?);
    if !pattern.is_empty() {
        return Err(without("УстановитьЛокализацию: LocalizationPattern"));
    }
    component.set_language(&language);
    DONE
}

fn parameters(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    parameters.put_text(0, &form::form(component.is_russian()))?;
    DONE
}

fn set_parameter(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    component.devices.set(&parameters.text(0)?, &parameters.any(1)?);
    DONE
}

fn open(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let settings = component.devices.next();
    let id = component.devices.connect(settings)?;
    parameters.put_text(0, &id)?;
    DONE
}

fn close(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    component.devices.disconnect(&parameters.text(0)?)?;
    DONE
}

fn device_test(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let settings = component.devices.next();
    test(component, settings, parameters, 0)
}

fn equipment_parameters(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    check_type(parameters, 0)?;
    parameters.put_text(1, &form::form(component.is_russian()))?;
    DONE
}

fn connect(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    check_type(parameters, 1)?;
    let settings = Settings::read("ConnectionParameters", &parameters.text(2)?)?;
    let id = component.devices.connect(settings)?;
    parameters.put_text(0, &id)?;
    DONE
}

fn equipment_test(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    check_type(parameters, 0)?;
    let settings = Settings::read("ConnectionParameters", &parameters.text(1)?)?;
    test(component, settings, parameters, 2)
}

/// Always fails: a register's address is set by a person in the register, so it cannot be discovered.
fn auto_setup(_: &mut Component, _: &mut Parameters) -> Result<Returned> {
    Err(without("АвтонастройкаОборудования"))
}

fn application(_: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    // The log has it already, and it serves no other purpose.
    parameters.text(0)?;
    DONE
}

fn check_type(parameters: &Parameters, index: usize) -> Result<()> {
    let kind = parameters.text(index)?;
    if is_register(&kind) {
        return Ok(());
    }
    let problem = Problem::Word("ККТ, KKT".into());
    Err(Error::before(ErrorKind::BadDocument(vec![Fault { path: "EquipmentType".into(), value: Some(kind), problem }])))
}

/// Asks the register for its state. The state goes into the first of two parameters; the second stays empty, since
/// there is no demo mode.
fn test(component: &mut Component, settings: Settings, parameters: &mut Parameters, first: usize) -> Result<Returned> {
    let text = component.devices.test(settings)?.state(component.is_russian())?;
    parameters.put_text(first, &text)?;
    parameters.put_text(first + 1, "")?;
    DONE
}
