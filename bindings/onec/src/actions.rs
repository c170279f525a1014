//! Additional actions: what a person starts by hand from the equipment's form (requirements §2).

use super::component::{Component, Method};
use super::device::Device;
use super::draft::Draft;
use super::equipment::DONE;
use super::values::number;
use super::xml::Element;
use super::{Returned, abi::Parameters, log, texts};
use kassa::error::{Error, ErrorKind, Fault, Problem, Result, Text};
use serde_json::Value;
use std::io::Write;
use std::path::PathBuf;

#[rustfmt::skip]
pub const METHODS: &[Method] = &[
    Method { ru: "ПолучитьДополнительныеДействия", en: "GetAdditionalActions", parameters: &["TableActions"], body: list },
    Method { ru: "ВыполнитьДополнительноеДействие", en: "DoAdditionalAction", parameters: &["ActionName"], body: act },
];

struct Action {
    name: &'static str,
    caption: Text,
    /// What it does. It returns the text for the user, in Russian if the flag is set.
    body: Body,
}

/// What an action works on.
enum Body {
    /// A register.
    OfDevice(fn(&Device, bool) -> Result<String>),
    /// Nothing that has to be connected.
    Alone(fn(bool) -> Result<String>),
}

#[rustfmt::skip]
static ACTIONS: [Action; 7] = [
    Action { name: "FindOut", caption: Text::of("Проверить документы без ответа", "Check documents without an answer"), body: Body::OfDevice(find_out) },
    Action { name: "Forget", caption: Text::of("Снять документы без ответа (сверены с лентой)", "Discard documents without an answer (compared with the tape)"), body: Body::OfDevice(forget) },
    Action { name: "RebuildJournal", caption: Text::of("Восстановить журнал по кассе", "Restore the journal from the register"), body: Body::OfDevice(rebuild) },
    Action { name: "TestLink", caption: Text::of("Проверить связь с кассой", "Test the connection to the register"), body: Body::OfDevice(Device::state) },
    Action { name: "FindDocument", caption: Text::of("Найти документ по номеру из настроек", "Find a document by the number in the settings"), body: Body::OfDevice(find) },
    Action { name: "PrintDocument", caption: Text::of("Напечатать документ по номеру из настроек", "Print a document by the number in the settings"), body: Body::OfDevice(print) },
    Action { name: "SaveLog", caption: Text::of("Выгрузить журнал обмена", "Save the exchange log"), body: Body::Alone(save_log) },
];

/// Limit of lines that are shown of a document.
const MOST_LINES: usize = 60;

fn list(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let mut table = Element::new("Actions");
    for action in &ACTIONS {
        let row = Element::new("Action").with("Name", Some(action.name.into()));
        table.children.push(row.with("Caption", Some(action.caption.told(component.is_russian()))));
    }
    parameters.put_text(0, &table.write())?;
    DONE
}

fn act(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let name = parameters.text(0)?;
    let Some(action) = ACTIONS.iter().find(|action| action.name == name) else {
        let names: Vec<_> = ACTIONS.iter().map(|action| action.name).collect();
        let problem = Problem::Word(names.join(", ").into());
        let fault = Fault { path: "ActionName".into(), value: Some(name), problem };
        return Err(Error::before(ErrorKind::BadDocument(vec![fault])));
    };
    let russian = component.is_russian();
    let said = match action.body {
        Body::OfDevice(body) => component.devices.act(|device| body(device, russian))?,
        Body::Alone(body) => body(russian)?,
    };
    component.say(said);
    DONE
}

/// Resolves every undelivered document, and says for each what became of it.
fn find_out(device: &Device, russian: bool) -> Result<String> {
    let doubts = device.driver.undelivered()?;
    if doubts.is_empty() {
        return Ok(Text::of("Документов без ответа нет", "There are no documents without an answer").told(russian));
    }
    let told = doubts.iter().map(|(id, fate)| match fate {
        Ok(answer) => {
            let fiscal = answer.fiscal.clone().unwrap_or_default();
            let number = fiscal.document_number.map(|number| number.to_string()).unwrap_or_default();
            let time = fiscal.date_time.unwrap_or_default();
            let total = fiscal.total.map(|total| total.to_string()).unwrap_or_default();
            let made = Text::with(
                format!(
                    "{id}: зарегистрирован, ФД {number} от {time}, сумма {total}. Повторите его в 1С: она получит данные \
                     этого документа, второго не будет."
                ),
                format!(
                    "{id}: registered, document {number} of {time}, sum {total}. Repeat it in 1C: 1C gets the data of this \
                     document, there will be no second one."
                ),
            );
            made.told(russian)
        }
        Err(error) => format!("{id}: {}", texts::told(error, russian)),
    });
    Ok(told.collect::<Vec<_>>().join("\n"))
}

/// Discards the unresolved documents, after a person has compared them with the tape.
fn forget(device: &Device, russian: bool) -> Result<String> {
    let count = device.driver.acknowledge_undelivered()?;
    let let_go = Text::with(
        format!("Снято документов без ответа: {count}. Следующий такой же документ будет новым."),
        format!("Documents without an answer discarded: {count}. The next document with the same content is new."),
    );
    Ok(let_go.told(russian))
}

/// Rebuilds a journal that has lost documents from what the register shows.
fn rebuild(device: &Device, russian: bool) -> Result<String> {
    let rebuilt = device.driver.rebuild_journal()?;
    if rebuilt.lost == Some(0) {
        return Ok(Text::of("В журнале есть все документы", "The journal is complete").told(russian));
    }
    let count = rebuilt.documents.len();
    let found = Text::with(
        format!("Журнал восстановлен; добавлено документов с кассы: {count}."),
        format!("The journal is restored; documents added from the register: {count}."),
    );
    Ok(found.told(russian))
}

/// A task about the document whose number is in the settings.
fn numbered(name: &str, device: &Device) -> Draft {
    let mut draft = Draft::new(name);
    for (setting, field) in [("documentNumber", "fiscalDocumentNumber"), ("shiftNumber", "shiftNumber")] {
        if let Some(given) = device.settings.get(setting) {
            draft.take(field, given, setting, number);
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

/// Lists every value of a document with its path.
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

fn print(device: &Device, russian: bool) -> Result<String> {
    numbered("printFnDocument", device).execute(device)?;
    Ok(Text::of("Документ отправлен на печать", "The document was sent to the printer").told(russian))
}

/// Copies the log into the user's home folder, where a person finds it.
fn save_log(russian: bool) -> Result<String> {
    let nowhere = |cause: Text| Error::before(ErrorKind::Journal(cause));
    let off = || Fault { path: "logOff".into(), value: Some("true".into()), problem: Problem::Word("false".into()) };
    let path = log::path().ok_or_else(|| Error::before(ErrorKind::BadConfig(vec![off()])))?;
    let home = ["HOME", "USERPROFILE"].iter().find_map(std::env::var_os).map(PathBuf::from);
    let copy = home.unwrap_or_else(std::env::temp_dir).join("kassa-1c.log");
    let read = |path: PathBuf| std::fs::read(path).unwrap_or_default();
    let both = [read(kassa::log::older(&path, 1)), read(path)].concat();
    let written = kassa::rights::fresh(&copy).and_then(|mut file| file.write_all(&both));
    written.map_err(|error| nowhere(Text::of_io(&error).at(&copy.display())))?;
    let (ru, en) = (format!("Журнал обмена: {}", copy.display()), format!("Exchange log: {}", copy.display()));
    Ok(Text::with(ru, en).told(russian))
}
