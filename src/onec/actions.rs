//! Additional actions: what a person does by hand from the form of the equipment (requirements §2).

use super::common::DONE;
use super::component::{Component, Method};
use super::device::Device;
use super::draft::Draft;
use super::values::number;
use super::xml::Element;
use super::{Returned, abi::Parameters, log, texts};
use crate::error::{Error, Fault, Problem, Result, What};
use crate::task::json::Node;
use serde_json::Value;
use std::path::PathBuf;

/// The methods.
#[rustfmt::skip]
pub const METHODS: &[Method] = &[
    Method { ru: "ПолучитьДополнительныеДействия", en: "GetAdditionalActions", parameters: &["TableActions"], body: list },
    Method { ru: "ВыполнитьДополнительноеДействие", en: "DoAdditionalAction", parameters: &["ActionName"], body: act },
];

/// An action.
struct Action {
    name: &'static str,
    caption: &'static str,
    /// Does it, and gives what the user should read.
    body: fn(&Device, bool) -> Result<String>,
}

#[rustfmt::skip]
const ACTIONS: &[Action] = &[
    Action { name: "FindOut", caption: "Узнать судьбу документов без ответа", body: find_out },
    Action { name: "Forget", caption: "Сверено с лентой: следующий такой же документ новый", body: forget },
    Action { name: "TestLink", caption: "Проверить связь с кассой", body: |device, _| device.state() },
    Action { name: "FindDocument", caption: "Найти документ по номеру из настроек", body: find },
    Action { name: "PrintDocument", caption: "Напечатать документ по номеру из настроек", body: print },
    Action { name: "SaveLog", caption: "Выгрузить журнал обмена", body: |_, _| save_log() },
];

/// Most lines of a document that are shown.
const MOST_LINES: usize = 60;

fn list(_: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let mut table = Element::new("Actions");
    for action in ACTIONS {
        let row = Element::new("Action").with("Name", Some(action.name.into()));
        table.children.push(row.with("Caption", Some(action.caption.into())));
    }
    parameters.put_text(0, &table.write())?;
    DONE
}

fn act(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let name = parameters.text(0)?;
    let Some(action) = ACTIONS.iter().find(|action| action.name == name) else {
        let names: Vec<_> = ACTIONS.iter().map(|action| action.name).collect();
        let problem = Problem::Word(names.join(", "));
        let fault = Fault { path: "ActionName".into(), value: Some(name), problem };
        return Err(Error::before(What::BadDocument(vec![fault])));
    };
    let russian = component.is_russian();
    let said = component.devices.act(|device| (action.body)(device, russian))?;
    component.say(said);
    DONE
}

/// What became of every document that 1C was left in doubt about.
fn find_out(device: &Device, russian: bool) -> Result<String> {
    let doubts = device.driver.doubts()?;
    if doubts.is_empty() {
        return Ok("Документов без ответа нет".into());
    }
    let told = doubts.iter().map(|(id, fate)| match fate {
        Ok(answer) => {
            let fiscal = answer.get("fiscalParams").unwrap_or(&Value::Null);
            let of = |name: &str| fiscal.get(name).map(|value| value.to_string().replace('"', "")).unwrap_or_default();
            let (number, time, total) = (of("fiscalDocumentNumber"), of("fiscalDocumentDateTime"), of("total"));
            format!(
                "{id}: зарегистрирован, ФД {number} от {time}, сумма {total}. Повторите его в 1С: она получит данные этого \
                 документа, второго не будет."
            )
        }
        Err(error) => format!("{id}: {}", texts::told(error, russian)),
    });
    Ok(told.collect::<Vec<_>>().join("\n"))
}

/// A person has compared the documents in doubt with the tape.
fn forget(device: &Device, _: bool) -> Result<String> {
    let count = device.driver.forget_doubts()?;
    Ok(format!("Отпущено документов без ответа: {count}. Следующий такой же документ будет новым."))
}

/// A document by the number that the settings name.
fn numbered(name: &str, device: &Device) -> Draft {
    let mut draft = Draft::new(name);
    for (setting, field) in [("documentNumber", "fiscalDocumentNumber"), ("shiftNumber", "shiftNumber")] {
        if let Some(given) = device.settings.get(setting) {
            draft.put(field, number(given).unwrap_or_else(|_| Node::Text(given.into())), setting);
        }
    }
    draft
}

fn find(device: &Device, _: bool) -> Result<String> {
    let answer = numbered("getFnDocument", device).execute(device)?;
    let document = ["documentTLV", "document"].iter().find_map(|name| answer.get(name));
    let document = document.or_else(|| answer.get("native")).unwrap_or(&answer);
    let mut lines = Vec::new();
    show("", document, &mut lines);
    lines.truncate(MOST_LINES);
    Ok(lines.join("\n"))
}

/// Every value of a document with its place.
fn show(place: &str, value: &Value, lines: &mut Vec<String>) {
    let below = |name: &str| if place.is_empty() { name.to_owned() } else { format!("{place}.{name}") };
    match value {
        Value::Object(members) => members.iter().for_each(|(name, value)| show(&below(name), value, lines)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| show(&below(&(index + 1).to_string()), value, lines));
        }
        other => lines.push(format!("{place}: {}", other.to_string().trim_matches('"'))),
    }
}

fn print(device: &Device, _: bool) -> Result<String> {
    numbered("printFnDocument", device).execute(device)?;
    Ok("Документ отправлен на печать".into())
}

/// Copies the log to where a person finds it.
fn save_log() -> Result<String> {
    let nowhere = |cause: String| Error::before(What::Journal(cause));
    let path = log::path().ok_or_else(|| nowhere("журнал обмена выключен".into()))?;
    let home = ["HOME", "USERPROFILE"].iter().find_map(std::env::var_os).map(PathBuf::from);
    let copy = home.unwrap_or_else(std::env::temp_dir).join("kassa-1c.log");
    let read = |path: PathBuf| std::fs::read(path).unwrap_or_default();
    let both = [read(log::before(&path)), read(path)].concat();
    std::fs::write(&copy, both).map_err(|error| nowhere(format!("{}: {error}", copy.display())))?;
    Ok(format!("Журнал обмена: {}", copy.display()))
}
