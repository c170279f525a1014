//! The texts of errors that 1C shows to its user: the library's texts, with the names of 1C's own actions in the
//! advice.

use super::names::name_of;
use super::settings::{self, OMIT, SPLIT_LINES};
use super::values;
use kassa::error::{Error, ErrorKind, Fault, Outcome, Problem, Text};
use serde_json::Value;

/// How many faults are listed at most; the log has all of them.
const MOST: usize = 20;

/// Members of an answer's `warnings` that the user should read. The others are attributes of the returned document.
static WARNINGS: [(&str, Text); 7] = [
    (
        "nonFiscal",
        Text::of(
            "Касса тестовая: документ не фискальный, в налоговую он не попадёт.",
            "This is a test register: the document is not fiscal and does not reach the tax service.",
        ),
    ),
    (
        "shiftClosed",
        Text::of(
            "Касса сама закрыла смену, открытую больше суток: документ пробит в новой смене.",
            "The register closed the shift by itself after 24 hours: the document is in the new shift.",
        ),
    ),
    (
        "notRecorded",
        Text::of(
            "Документ зарегистрирован, но не записан в журнал документов: проверьте свободное место и права.",
            "The document is registered but not recorded in the journal: check free space and permissions.",
        ),
    ),
    (
        "repeatDiffers",
        Text::of(
            "Такой же документ, ответ на который был потерян, уже пробит с другим кассиром, адресом покупателя или результатом \
             проверки кода: второй не пробит. Если это другая продажа, пробейте её ещё раз.",
            "The same document, whose answer was lost, exists with another cashier, another address of the buyer or another \
             result of the code's check: there is no second one. If this is another sale, make it once more.",
        ),
    ),
    (
        "byContent",
        Text::of(
            "Документ найден только по содержанию, а кассу использует и другая программа: сверьте его с лентой.",
            "The document was found only by its content, and another program uses the register, too: compare it with the tape.",
        ),
    ),
    (
        "numberingRestarted",
        Text::of(
            "Нумерация документов на кассе началась заново: память кассы восстановлена из старой копии, или касса другая.",
            "The register restarted its document numbers: its memory is an older copy, or it is another register.",
        ),
    ),
    (
        "similar",
        Text::of(
            "Такой же документ пробила другая программа. Если это та же продажа, она пробита дважды: сверьте с лентой.",
            "Another program made an equal document. If it is the same sale, there are two: compare with the tape.",
        ),
    ),
];

/// The text of an error for the user: what happened, the first faults with their places, the register's own text, what
/// to do now.
pub fn told(error: &Error, russian: bool) -> String {
    listed(error, russian, MOST)
}

/// The same for the log, with all faults.
pub fn logged(error: &Error) -> String {
    listed(error, false, usize::MAX)
}

fn listed(error: &Error, russian: bool, most: usize) -> String {
    let pick = |text: &Text| text.told(russian);
    let mut told = pick(&happened(error));
    let (mut shown, mut more) = (0, 0);
    for fault in error.faults() {
        match fault.problem {
            Problem::More(count) => more += count,
            _ if shown == most => more += 1,
            _ => {
                let value = fault.value.as_ref().map(|value| format!(" «{value}»")).unwrap_or_default();
                told += &format!("\n• {}{value}: {}", place(error, fault, russian), pick(&message(error, fault)));
                shown += 1;
            }
        }
    }
    if more > 0 {
        told += &format!("\n… {more}");
    }
    let register = pick(&Text::of("касса", "the register"));
    let server = error.backend.as_ref().map(|said| (said.name, said.code, &said.text));
    let device = error.device.as_ref().map(|said| (register.as_str(), said.code, &said.text));
    for (who, code, text) in [server, device].into_iter().flatten() {
        let code = code.map(|code| format!(" {code}")).unwrap_or_default();
        let text = text.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
        told += &format!("\n{who}{code}{text}");
    }
    told + "\n" + &pick(&advice(error))
}

/// The warnings of an answer that the user should read; `None` if there are none.
pub fn warned(warnings: &Value, russian: bool) -> Option<String> {
    let flags = WARNINGS.iter().filter(|(name, _)| warnings.get(name).is_some_and(raised));
    let flags = flags.map(|(_, text)| text.told(russian));
    // A note about a field does not concern the cashier; one about the register does.
    let notes = warnings.get("notes").and_then(Value::as_array).into_iter().flatten().filter_map(|note| {
        let of_field = note.get("path").and_then(Value::as_str).is_some_and(|path| !path.is_empty());
        let text = note.pointer(if russian { "/message/ru" } else { "/message/en" })?.as_str()?;
        (!of_field).then(|| text.to_owned())
    });
    let told: Vec<String> = flags.chain(notes).collect();
    (!told.is_empty()).then(|| told.join("\n"))
}

/// Whether a flag is set, or a list is not empty.
fn raised(warning: &Value) -> bool {
    *warning == Value::Bool(true) || warning.as_array().is_some_and(|listed| !listed.is_empty())
}

/// The sentence of a fault in the words of a document of 1C: its names and codes, and the settings of the form.
fn sentence(problem: &Problem) -> Text {
    let setting = |key| [true, false].map(|russian| settings::caption(key, russian).unwrap_or_default());
    match problem {
        Problem::LineSum(expected) => {
            let [ru, en] = setting(SPLIT_LINES);
            Text::with(
                format!(
                    "Сумма строки не равна цене × количество; ожидается {expected}. Строку с целым количеством и без кода \
                     маркировки делит надвое настройка «{ru}»"
                ),
                format!(
                    "The line sum is not price × quantity; expected {expected}. The setting \"{en}\" splits a line with a \
                     whole quantity and without a marking code in two"
                ),
            )
        }
        Problem::Omittable(backend, path) => {
            let ([ru, en], name) = (setting(OMIT), name_of(path).unwrap_or(path));
            Text::with(
                format!(
                    "{backend} не знает этого реквизита. Чтобы пробивать чеки без него, добавьте {name} в настройку «{ru}»"
                ),
                format!(
                    "{backend} does not have this attribute. To make receipts without it, add {name} to the setting \"{en}\""
                ),
            )
        }
        Problem::NotAmong { backend, allowed } => {
            Problem::NotAmong { backend, allowed: values::codes(allowed) }.message()
        }
        Problem::Word(allowed) => Problem::Word(values::codes(&allowed.words).into()).message(),
        other => {
            let Text { ru, en } = other.message();
            let [ru, en] = [ru, en]
                .map(|text| WORDS.iter().fold(text.into_owned(), |text, (word, name)| text.replace(word, name)));
            Text::with(ru, en)
        }
    }
}

/// Words of a task in sentences of the core, and what a document of 1C has instead.
const WORDS: [(&str, &str); 5] = [
    ("supplierInfo.vatin", "VendorINN"),
    (": agents", ": CalculationAgent (AgentType)"),
    ("self (самостоятельно) или instruction (по предписанию)", "0 (самостоятельно) или 1 (по предписанию)"),
    ("self (on own initiative) or instruction (by order)", "0 (on own initiative) or 1 (by order)"),
    ("clientInfo.emailOrPhone", "CustomerEmail"),
];

/// The sentence of a fault. Those of the settings have the words of the configuration.
fn message(error: &Error, fault: &Fault) -> Text {
    if matches!(error.kind, ErrorKind::BadConfig(_)) { fault.problem.message() } else { sentence(&fault.problem) }
}

/// The place of a fault: the caption of a setting, or the path in a document.
fn place(error: &Error, fault: &Fault, russian: bool) -> String {
    match &error.kind {
        ErrorKind::BadConfig(_) => {
            let is_omitted = fault.path.starts_with("leaveOut");
            match settings::caption(if is_omitted { OMIT } else { &fault.path }, russian) {
                Some(caption) => format!("{caption} ({})", fault.path),
                None => fault.path.clone(),
            }
        }
        _ => fault.path.clone(),
    }
}

fn happened(error: &Error) -> Text {
    match &error.kind {
        ErrorKind::BadHandle => Text::of(
            "Устройство не подключено: идентификатор неизвестен.",
            "The device is not connected: its id is unknown.",
        ),
        _ => error.message(),
    }
}

fn advice(error: &Error) -> Text {
    match &error.kind {
        _ if error.outcome == Outcome::Registered => Text::of(
            "Не пробивайте документ снова: он зарегистрирован, 1С не получила только его данные. Найдите его по номеру или на \
             ленте.",
            "Do not make the document again: it is registered, only 1C did not get its data. Find it by its number or on the \
             tape.",
        ),
        ErrorKind::BadHandle => Text::of("Подключите оборудование заново.", "Connect the equipment again."),
        ErrorKind::BadConfig(_) => Text::of(
            "Исправьте названные настройки в форме оборудования.",
            "Fix the settings that are named in the form of the equipment.",
        ),
        ErrorKind::BadDocument(_) => Text::of(
            "Исправьте названные поля документа и повторите.",
            "Fix the named fields of the document and retry.",
        ),
        ErrorKind::Unsupported { .. } => Text::of(
            "Эта касса не поддерживает это действие; другие доступны.",
            "This register does not support this action; other actions are available.",
        ),
        ErrorKind::Repeated(_) => Text::of(
            "Если это повтор, выполните дополнительное действие «Проверить документы без ответа» и повторите: 1С получит данные \
             прежнего документа. Если это новый документ, сверьте прежний с лентой, выполните «Снять документы без ответа \
             (сверены с лентой)» и повторите.",
            "If this repeats the earlier document, run the additional action \"Check documents without an answer\" and retry: 1C \
             gets the data of the earlier document. If this is a new document, compare the earlier one with the tape, run \
             \"Discard documents without an answer (compared with the tape)\" and retry.",
        ),
        ErrorKind::Pending(_) | ErrorKind::Blocked(_) => Text::of(
            "Не пробивайте вместо него другой документ: этот ждёт в очереди кассы. Позже повторите тот же документ (второго не \
             будет) или выполните дополнительное действие «Проверить документы без ответа».",
            "Do not make another document instead: this one is waiting in the register's queue. Later repeat the same document \
             (there will be no second one) or run the additional action \"Check documents without an answer\".",
        ),
        ErrorKind::Unclear(refusal) => Text::with(
            format!(
                "{} После сверки выполните дополнительное действие «Снять документы без ответа (сверены с лентой)».",
                refusal.advice.ru
            ),
            format!(
                "{} After that, run the additional action \"Discard documents without an answer (compared with the tape)\".",
                refusal.advice.en
            ),
        ),
        ErrorKind::JournalLost { .. } => Text::of(
            "Если верна другая копия журнала документов, верните её на место. Иначе выполните дополнительное действие \
             «Восстановить журнал по кассе», затем повторите.",
            "If another copy of the document journal is the right one, put it back. If not, run the additional action \
             \"Restore the journal from the register\", then retry.",
        ),
        ErrorKind::Untraceable => Text::of(
            "Не пробивайте вместо него другой документ: сверьте этот с лентой. Если его там нет, выполните дополнительное \
             действие «Снять документы без ответа (сверены с лентой)» и повторите.",
            "Do not make another document instead: compare this one with the tape. If it is not there, run the additional \
             action \"Discard documents without an answer (compared with the tape)\" and retry.",
        ),
        ErrorKind::Lost(_) => in_doubt(),
        _ if error.outcome == Outcome::Unknown => in_doubt(),
        ErrorKind::EarlierUnresolved(_) => Text::of(
            "Выполните дополнительное действие «Проверить документы без ответа», затем повторите.",
            "Run the additional action \"Check documents without an answer\", then retry.",
        ),
        ErrorKind::Internal(_) => Text::of(
            "Сообщите разработчикам и приложите журнал обмена. Работу можно продолжать.",
            "Report it to the developers with the exchange log. You can go on working.",
        ),
        _ => error.advice(),
    }
}

fn in_doubt() -> Text {
    Text::of(
        "Не пробивайте вместо него другой документ. Когда связь восстановится, повторите тот же документ (второго не будет) \
         или выполните дополнительное действие «Проверить документы без ответа».",
        "Do not make another document instead. When the connection is back, repeat the same document (there will be no \
         second one) or run the additional action \"Check documents without an answer\".",
    )
}
