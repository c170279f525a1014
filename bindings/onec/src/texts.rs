//! What 1C tells its user of an error: the catalogue's sentences, with the names of 1C's own actions in the advice.

use super::settings;
use kassa::error::{Error, Fault, Outcome, Problem, Text, What};
use serde_json::Value;

/// Most faults that are told one by one; the log has all.
const MOST: usize = 20;

/// Members of an answer's warnings that a person should know of; the others are attributes of what is returned.
static WARNINGS: [(&str, Text); 6] = [
    (
        "nonFiscal",
        Text::of(
            "Касса тестовая: документ не фискальный, в налоговую он не попадёт.",
            "The register is one for tests: the document is not fiscal and never reaches the tax service.",
        ),
    ),
    (
        "shiftClosed",
        Text::of(
            "Касса сама закрыла смену, которой больше суток: документ пробит в новой.",
            "The register closed the shift, older than a day, by itself: the document is in the new one.",
        ),
    ),
    (
        "notRecorded",
        Text::of(
            "Документ зарегистрирован, но в журнал документов не записан: проверьте место на диске и права.",
            "The document is registered but not written to the journal: check the disk's room and the rights.",
        ),
    ),
    (
        "byContent",
        Text::of(
            "Документ найден по содержанию, а на кассе пробивает и другая программа: сверьте с лентой.",
            "Found by its content alone, and another program works the register, too: compare with the tape.",
        ),
    ),
    (
        "numberingRestarted",
        Text::of(
            "Касса нумерует документы заново: её память восстановлена из старой копии, или касса другая.",
            "The register numbers its documents anew: its memory is an older copy, or it is another register.",
        ),
    ),
    (
        "similar",
        Text::of(
            "Такой же чек на кассе пробит не отсюда. Если это та же продажа, она пробита дважды: сверьте с лентой.",
            "An equal document was made elsewhere. If it is the same sale, there are two: compare with the tape.",
        ),
    ),
];

/// What happened, every fault with its place, what the register said, what to do now.
pub fn told(error: &Error, russian: bool) -> String {
    let pick = |text: &Text| text.told(russian);
    let mut told = pick(&happened(error));
    for fault in error.faults().iter().take(MOST) {
        let value = fault.value.as_ref().map(|value| format!(" «{value}»")).unwrap_or_default();
        told += &format!("\n• {}{value}: {}", place(error, fault), pick(&fault.problem.message()));
    }
    if error.faults().len() > MOST {
        told += &format!("\n… {}", error.faults().len() - MOST);
    }
    let register = pick(&Text::of("касса", "the register"));
    let server = error.backend.as_ref().map(|said| (said.name, said.code, &said.text));
    let device = error.device.as_ref().map(|said| (register.as_str(), said.code, &said.text));
    for (who, code, text) in [server, device].into_iter().flatten() {
        let code = code.map(|code| format!(" {code}")).unwrap_or_default();
        let text = text.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
        told += &format!("\n{who}{code}{text}");
    }
    for setting in settings_that_help(error) {
        if let Some(caption) = settings::caption(setting) {
            told += &format!("\n{} «{caption}».", pick(&Text::of("Помочь может настройка", "A setting may help:")));
        }
    }
    told + "\n" + &pick(&advice(error))
}

/// What an answer warns of and the person at the register should read; nothing if there is nothing of the kind.
pub fn warned(warnings: &Value, russian: bool) -> Option<String> {
    let flags = WARNINGS.iter().filter(|(name, _)| warnings.get(name).is_some_and(raised));
    let flags = flags.map(|(_, text)| text.told(russian));
    let notes = warnings.get("notes").and_then(Value::as_array).into_iter().flatten().filter_map(|note| {
        let text = note.pointer(if russian { "/message/ru" } else { "/message/en" })?.as_str()?;
        let path = note.get("path").and_then(Value::as_str).filter(|path| !path.is_empty());
        Some(path.map_or_else(|| text.to_owned(), |path| format!("{path}: {text}")))
    });
    let told: Vec<String> = flags.chain(notes).collect();
    (!told.is_empty()).then(|| told.join("\n"))
}

/// A flag that is set, or a list that has something in it.
fn raised(warning: &Value) -> bool {
    *warning == Value::Bool(true) || warning.as_array().is_some_and(|listed| !listed.is_empty())
}

/// Settings that let go what a register has no room for.
fn settings_that_help(error: &Error) -> impl Iterator<Item = &'static str> {
    let faults = error.faults();
    let print = faults.iter().any(|fault| matches!(fault.problem, Problem::NotPrintable(_)));
    let cashier =
        faults.iter().any(|fault| fault.path.contains("/@Cashier") && matches!(fault.problem, Problem::NotCarried(_)));
    [print.then_some("leaveOutPrint"), cashier.then_some("leaveOutCashier")].into_iter().flatten()
}

/// Place of a fault: what the form asks for a setting, the path for a document.
fn place(error: &Error, fault: &Fault) -> String {
    match &error.what {
        What::BadConfig(_) => match settings::caption(&fault.path) {
            Some(caption) => format!("{caption} ({})", fault.path),
            None => fault.path.clone(),
        },
        _ => fault.path.clone(),
    }
}

fn happened(error: &Error) -> Text {
    match &error.what {
        What::BadHandle => Text::of(
            "Устройство не подключено: такого идентификатора нет.",
            "The device is not connected: there is no such id.",
        ),
        _ => error.message(),
    }
}

fn advice(error: &Error) -> Text {
    match &error.what {
        _ if error.outcome == Outcome::Registered => Text::of(
            "Не пробивайте документ снова: он есть, не удалось только передать его данные. Найдите его по номеру или на ленте.",
            "Do not make the document again: it is there, only its data could not be handed over. Find it by its number or on \
             the tape.",
        ),
        What::BadHandle => Text::of("Подключите оборудование заново.", "Connect the equipment anew."),
        What::BadConfig(_) => Text::of(
            "Исправьте названные настройки в форме оборудования.",
            "Mend the settings that are named in the equipment's form.",
        ),
        What::BadDocument(_) => Text::of(
            "Исправьте названные места документа и пробейте его снова.",
            "Mend the places of the document that are named and make it again.",
        ),
        What::Unsupported { .. } => Text::of(
            "Эта касса такого действия не имеет; остальные доступны.",
            "This register has no such action; the others are there.",
        ),
        What::Repeated(_) => Text::of(
            "Если это повтор, выполните дополнительное действие «Узнать судьбу документов без ответа» и повторите: 1С получит \
             данные прежнего документа. Если это новый документ, сверьте прежний с лентой, выполните «Сверено с лентой: \
             следующий такой же документ новый» и повторите.",
            "If this is a repetition, carry out the additional action \"Find out about documents without an answer\" and try \
             again: 1C gets the data of the earlier one. If it is a new one, compare the earlier one with the tape, carry \
             out \"Compared with the tape: the next one of the same content is new\" and try again.",
        ),
        What::Pending(_) => Text::of(
            "Не пробивайте документ другим: он стоит в очереди и будет сделан, когда до него дойдёт. Позже повторите тот же \
             документ (второго не будет) или выполните дополнительное действие «Узнать судьбу документов без ответа».",
            "Do not make the document anew in another form: it is queued and will be made in its turn. Repeat the same one \
             later (there will be no second) or carry out the additional action \"Find out about documents without an \
             answer\".",
        ),
        What::Unclear(refusal) => Text::with(
            format!(
                "{} Сверив, выполните дополнительное действие «Сверено с лентой: следующий такой же документ новый».",
                refusal.advice.ru
            ),
            format!(
                "{} Having compared, carry out the additional action \"Compared with the tape: the next one of the same \
                 content is new\".",
                refusal.advice.en
            ),
        ),
        What::JournalLost { .. } => Text::of(
            "Если верна другая копия журнала документов, верните её на место. Иначе выполните дополнительное действие \
             «Восстановить журнал по кассе», затем повторите.",
            "If another copy of the documents' journal is the right one, put that back. Else carry out the additional action \
             \"Read the journal back from the register\", then try again.",
        ),
        What::Untraceable => Text::of(
            "Не пробивайте документ другим: сверьте его с лентой. Если его там нет, выполните дополнительное действие \
             «Сверено с лентой: следующий такой же документ новый» и повторите.",
            "Do not make the document anew in another form: compare it with the tape. If it is not there, carry out the \
             additional action \"Compared with the tape: the next one of the same content is new\" and try again.",
        ),
        What::Lost(_) => in_doubt(),
        _ if error.outcome == Outcome::Unknown => in_doubt(),
        What::Unsettled(_) => Text::of(
            "Выполните дополнительное действие «Узнать судьбу документов без ответа», затем повторите.",
            "Carry out the additional action \"Find out about documents without an answer\", then try again.",
        ),
        What::Internal(_) => Text::of(
            "Сообщите разработчикам и приложите журнал обмена. Работать дальше можно.",
            "Report it with the log. You can go on working.",
        ),
        _ => error.advice(),
    }
}

fn in_doubt() -> Text {
    Text::of(
        "Не пробивайте документ другим. Когда связь вернётся, повторите тот же документ (второго не будет) или выполните \
         дополнительное действие «Узнать судьбу документов без ответа».",
        "Do not make the document anew in another form. Once the link is back, repeat the same one (there will be no \
         second) or carry out the additional action \"Find out about documents without an answer\".",
    )
}
