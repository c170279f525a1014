//! The catalogue of messages: what happened, whether the document exists, and what to do now, in Russian and English.
//!
//! The texts of all kinds of errors are here and not at the places that fail, so that the same failure always reads the same.
//! What is named in them, such as the cause of a broken link, comes in both languages from where it is known.

use super::{Cause, Error, ErrorKind, Outcome, Problem};
use serde_json::{Value, json};
use std::borrow::Cow;

/// One message in Russian and in English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The Russian text.
    pub ru: Cow<'static, str>,
    /// The English text.
    pub en: Cow<'static, str>,
}

impl Text {
    /// A constant message.
    pub const fn of(ru: &'static str, en: &'static str) -> Self {
        Self { ru: Cow::Borrowed(ru), en: Cow::Borrowed(en) }
    }

    /// A message that contains values.
    pub fn with(ru: String, en: String) -> Self {
        Self { ru: ru.into(), en: en.into() }
    }

    /// The text in Russian if `russian`, else in English.
    pub fn told(&self, russian: bool) -> String {
        if russian { self.ru.to_string() } else { self.en.to_string() }
    }

    /// Reads a recorded message, the reverse of [`Text::to_json`]. A missing language is empty.
    pub(super) fn recorded(text: Option<&Value>) -> Self {
        let part = |name: &str| text.and_then(|text| text.get(name)?.as_str()).unwrap_or_default().to_owned();
        Self::with(part("ru"), part("en"))
    }

    /// `{"ru": …, "en": …}`.
    pub fn to_json(&self) -> Value {
        json!({ "ru": self.ru, "en": self.en })
    }
}

impl Error {
    /// What happened, and whether the document was registered.
    pub fn message(&self) -> Text {
        let what = self.happened();
        // An error before sending is about the call, so only the other outcomes need a sentence about the document.
        let fate = match (self.outcome, &self.kind) {
            // This text itself says which of the two documents it is about.
            (_, ErrorKind::IdReused) if self.outcome != Outcome::Rejected => return what,
            // These texts say themselves what is registered.
            (_, ErrorKind::ShiftAlready { .. } | ErrorKind::TakenOver { made: Some(_) }) => return what,
            (Outcome::Rejected | Outcome::Unknown, _) if self.query => return what,
            (Outcome::Registered, _) => Text::of("Документ зарегистрирован.", "The document is registered."),
            (Outcome::NotSent, _) | (_, ErrorKind::NoAnswer(_) | ErrorKind::CallUnresolved { .. }) => return what,
            (Outcome::Rejected, _) => Text::of("Документ не зарегистрирован.", "The document was not registered."),
            (Outcome::Unknown, _) => Text::of(
                "Пока неизвестно, зарегистрирован ли документ.",
                "It is not known yet whether the document was registered.",
            ),
        };
        Text::with(format!("{} {}", what.ru, fate.ru), format!("{} {}", what.en, fate.en))
    }

    #[allow(clippy::too_many_lines, reason = "a catalogue: one text for each kind")]
    fn happened(&self) -> Text {
        match &self.kind {
            ErrorKind::NullArgument(name) => Text::with(
                format!("Параметр {name} — нулевой указатель."),
                format!("Parameter {name} is a null pointer."),
            ),
            ErrorKind::NotText(name) => Text::with(
                format!("Параметр {name} содержит не текст в UTF-8 или UTF-16."),
                format!("Parameter {name} is not valid UTF-8 or UTF-16 text."),
            ),
            ErrorKind::BadSize => {
                Text::of("В структуре не заполнено поле size.", "The field size of the struct is not set.")
            }
            ErrorKind::BadHandle => Text::of(
                "Устройство не открыто: описатель недействителен или уже закрыт.",
                "The device is not open: the handle is invalid or already closed.",
            ),
            ErrorKind::Forked => Text::of(
                "Описатель открыт в родительском процессе, до fork; ничего не отправлено.",
                "The handle was opened in the parent process, before fork; nothing was sent.",
            ),
            ErrorKind::BadConfig(faults) => Text::with(
                format!("Настройки не приняты, ошибок: {}.", faults.len()),
                format!("The configuration is invalid; faults: {}.", faults.len()),
            ),
            ErrorKind::BadDocument(faults) if self.query => Text::with(
                format!("Задание не принято и не отправлено, ошибок: {}.", faults.len()),
                format!("The task is invalid and was not sent; faults: {}.", faults.len()),
            ),
            ErrorKind::BadDocument(faults) => Text::with(
                format!("Документ не принят и не отправлен, ошибок: {}.", faults.len()),
                format!("The document is invalid and was not sent; faults: {}.", faults.len()),
            ),
            ErrorKind::Unsupported { task, backend, meant } => {
                let (ru, en) = meant.map_or_else(Default::default, |meant| {
                    (format!(" Возможно, имелось в виду «{meant}»."), format!(" Did you mean \"{meant}\"?"))
                });
                Text::with(
                    format!("{backend} не поддерживает «{task}»; ничего не отправлено.{ru}"),
                    format!("{backend} does not support \"{task}\"; nothing was sent.{en}"),
                )
            }
            ErrorKind::NoLink(cause) => Text::with(
                format!("Нет связи с устройством, ничего не отправлено: {}.", cause.text.ru),
                format!("No connection to the device, nothing was sent: {}.", cause.text.en),
            ),
            ErrorKind::Refused(refusal) | ErrorKind::Unclear(refusal) | ErrorKind::Blocked(refusal) => {
                refusal.message.clone()
            }
            ErrorKind::NotMade => {
                Text::of("На устройстве этого документа нет.", "The device does not have this document.")
            }
            ErrorKind::ShiftAlready { open: true } => Text::of(
                "Смена уже открыта; новый документ не сделан.",
                "The shift is already open; no new document was made.",
            ),
            ErrorKind::ShiftAlready { open: false } => Text::of(
                "Смена уже закрыта; новый документ не сделан.",
                "The shift is already closed; no new document was made.",
            ),
            ErrorKind::NothingFound(what) => what.clone(),
            ErrorKind::Discarded => Text::of(
                "Человек проверил ленту: такого документа на ней нет.",
                "A person checked the receipt tape: the document is not on it.",
            ),
            ErrorKind::Lost(cause) => Text::with(
                format!("Запрос отправлен, ответ не получен: {}.", cause.ru),
                format!("The request was sent, but no answer was received: {}.", cause.en),
            ),
            ErrorKind::Unasked(cause) => Text::with(
                format!("Узнать у устройства, есть ли документ, не удалось: {}.", cause.text.ru),
                format!("The device did not tell whether it has the document: {}.", cause.text.en),
            ),
            ErrorKind::Untraceable => Text::of(
                "В журнале нет данных, по которым этот документ можно найти на кассе.",
                "The journal has no data to find this document on the register.",
            ),
            ErrorKind::Forgotten => Text::of(
                "Журнал терял документы: этот мог быть среди них.",
                "The journal has lost documents, and this may be one of them.",
            ),
            ErrorKind::Pending(None) => {
                Text::of("Документ ждёт в очереди кассы.", "The document is waiting in the register's queue.")
            }
            ErrorKind::Pending(Some(cause)) => Text::with(
                format!("Документ поставлен в очередь кассы; последний запрос его состояния не удался: {}.", cause.ru),
                format!(
                    "The document was put into the register's queue; the last status request failed: {}.",
                    cause.en
                ),
            ),
            ErrorKind::NoAnswer(cause) => Text::with(
                format!("Устройство не дало понятного ответа: {}.", cause.ru),
                format!("The device gave no usable answer: {}.", cause.en),
            ),
            ErrorKind::CallUnresolved { cause, .. } => Text::with(
                format!("Запрос отправлен, ответ не получен; неизвестно, выполнен ли запрос: {}.", cause.ru),
                format!("The request was sent, but no answer was received; it may have been executed: {}.", cause.en),
            ),
            ErrorKind::Busy => Text::of(
                "Устройство занято другой программой или потоком.",
                "Another program or thread is using the device.",
            ),
            ErrorKind::WithinProgress => Text::of(
                "Вызов сделан из функции хода выполнения: устройство занято тем вызовом, о котором она узнаёт.",
                "The call came from the progress function: the device is busy with the call that the function is told of.",
            ),
            ErrorKind::EarlierUnresolved(earlier) => Text::with(
                format!("Результат предыдущего документа {earlier} ещё неизвестен; новый документ не отправлен."),
                format!("The result of the earlier document {earlier} is not known yet; the new one was not sent."),
            ),
            ErrorKind::Repeated(earlier) => repeated(earlier),
            ErrorKind::Journal(cause) => Text::with(
                format!("Журнал недоступен: {}.", cause.ru),
                format!("The journal is unavailable: {}.", cause.en),
            ),
            ErrorKind::JournalHeld => {
                Text::of("Файл журнала занят другой программой.", "Another program is using the journal file.")
            }
            ErrorKind::JournalLost { kept, counted } => lost(*kept, *counted),
            ErrorKind::TakenOver { made } => self.taken_over(*made),
            ErrorKind::IdReused => self.reused(),
            ErrorKind::NotFound => Text::of(
                "Документа с таким externalId нет в журнале.",
                "The journal has no document with this externalId.",
            ),
            // By the program, or by the end of its time.
            ErrorKind::Cancelled if self.outcome == Outcome::Rejected => Text::of(
                "Документ ещё ждал в очереди, когда вызов закончился, и был отозван из неё.",
                "The document still waited in the queue when the call ended, and was taken back.",
            ),
            ErrorKind::Cancelled => Text::of("Программа отменила вызов.", "The program cancelled the call."),
            ErrorKind::Internal(cause) => Text {
                ru: "Внутренняя ошибка библиотеки; подробности в логе.".into(),
                en: format!("Internal error of the library: {cause}.").into(),
            },
        }
    }

    /// Which document was in progress, and what the register answered of it.
    fn taken_over(&self, made: Option<u64>) -> Text {
        let id = self.external_id.as_deref().map(|id| format!(" {id}")).unwrap_or_default();
        let (ru, en) = match made {
            _ if self.outcome == Outcome::NotSent => (
                format!("Документ{id} этим вызовом не отправлен."),
                format!("This call did not send the document{id}."),
            ),
            None => (
                format!("Результат документа{id} этим вызовом не записан."),
                format!("This call did not record the result of the document{id}."),
            ),
            Some(number) => (
                format!(
                    "Касса ответила, что документ{id} зарегистрирован под номером {number}, но записать это нельзя; пока \
                     kassa_recover этого не подтвердит, результат считается неизвестным."
                ),
                format!(
                    "The register answered that the document{id} is registered as number {number}, but that could not be \
                     recorded; until kassa_recover confirms it, the outcome counts as unknown."
                ),
            ),
        };
        Text::with(
            format!("Кассу взял другой процесс: этот не отвечал дольше своей аренды. {ru}"),
            format!(
                "Another process has taken over the register: this one did not respond for longer than its lease. {en}"
            ),
        )
    }

    /// Which document has the id, and where the new one differs.
    fn reused(&self) -> Text {
        let differences = self.reused.as_ref().map(|reused| reused.differences.as_slice()).unwrap_or_default();
        let places: Vec<&str> = differences.iter().map(|difference| difference.path.as_str()).collect();
        let (ru, en) = match places.is_empty() {
            true => (String::new(), String::new()),
            false => (format!(" Различия: {}.", places.join(", ")), format!(" Differences: {}.", places.join(", "))),
        };
        match self.outcome {
            Outcome::Registered => Text::with(
                format!(
                    "Под этим externalId уже зарегистрирован документ с другим содержанием; новый не отправлен.{ru}"
                ),
                format!(
                    "A document with different content is already registered under this externalId; the new one was not \
                     sent.{en}"
                ),
            ),
            Outcome::Unknown => Text::with(
                format!(
                    "Под этим externalId уже отправлен документ с другим содержанием, его результат пока неизвестен; \
                     новый не отправлен.{ru}"
                ),
                format!(
                    "A document with different content was already sent under this externalId, and its result is not known \
                     yet; the new one was not sent.{en}"
                ),
            ),
            Outcome::NotSent | Outcome::Rejected => Text::of(
                "Этот externalId уже использован для документа с другим содержанием; ничего не отправлено.",
                "This externalId was already used for a document with different content; nothing was sent.",
            ),
        }
    }

    /// What to do if another document already has the id.
    fn advice_of_reused(&self) -> Text {
        match self.outcome {
            Outcome::Registered => Text::of(
                "Документ уже зарегистрирован. Если это та же продажа, возьмите его данные (recorded, kassa_recover). Новый \
                 externalId задавайте только для другой продажи.",
                "The document is already registered. If this is the same sale, use its data (recorded, kassa_recover). Use a \
                 new externalId only for another sale.",
            ),
            Outcome::Unknown => Text::of(
                "Вызовите kassa_recover с этим externalId: ответ покажет, зарегистрирован ли прежний документ. Новый \
                 externalId задавайте только для другой продажи.",
                "Call kassa_recover with this externalId: the answer tells whether the earlier document was registered. Use \
                 a new externalId only for another sale.",
            ),
            Outcome::NotSent | Outcome::Rejected => {
                Text::of("Задайте этому документу новый externalId.", "Use a new externalId for this document.")
            }
        }
    }

    /// What to do now. It names the C functions; [`Device`](crate::Device) has them without `kassa_`.
    #[allow(clippy::too_many_lines, reason = "a catalogue: one text for each kind")]
    pub fn advice(&self) -> Text {
        match &self.kind {
            ErrorKind::NullArgument(_) | ErrorKind::NotText(_) | ErrorKind::BadSize => Text::of(
                "Исправьте вызов в программе; указатели и кодировки описаны в kassa.h.",
                "Fix the call in the program; kassa.h describes pointers and encodings.",
            ),
            ErrorKind::BadHandle => Text::of(
                "Откройте устройство вызовом kassa_open и передавайте полученный описатель.",
                "Open the device with kassa_open and pass the handle that it returns.",
            ),
            ErrorKind::Forked => {
                Text::of("Откройте устройство заново в этом процессе.", "Open the device again in this process.")
            }
            ErrorKind::BadDocument(faults)
                if faults.iter().any(|fault| matches!(fault.problem, Problem::Unknown(_))) =>
            {
                Text::of(
                    "Исправьте поля, перечисленные в faults, и повторите. Неизвестные поля можно пропускать: настройка \
                     unknownFields со значением \"warn\".",
                    "Fix the fields listed in faults and retry. Unknown fields can be let pass: set unknownFields to \
                     \"warn\".",
                )
            }
            ErrorKind::BadConfig(_) | ErrorKind::BadDocument(_) => Text::of(
                "Исправьте поля, перечисленные в faults, и повторите.",
                "Fix the fields listed in faults and retry.",
            ),
            ErrorKind::Unsupported { .. } => Text::of(
                "Выберите другое действие: что умеет каждая касса, перечислено в документации на странице «Что принимает каждая касса».",
                "Use another task: docs/en/capabilities.md lists what each register supports.",
            ),
            ErrorKind::NoLink(cause) => {
                let hint = hint_for_link(cause);
                Text::with(
                    format!("{} Затем повторите тот же вызов.", hint.ru),
                    format!("{} Then retry the same call.", hint.en),
                )
            }
            ErrorKind::Unasked(cause) => {
                let hint = hint_for_link(cause);
                Text::with(
                    format!(
                        "Не отправляйте документ заново. {} Затем вызовите kassa_recover с этим externalId.",
                        hint.ru
                    ),
                    format!(
                        "Do not send the document as a new one. {} Then call kassa_recover with this externalId.",
                        hint.en
                    ),
                )
            }
            ErrorKind::Refused(refusal) | ErrorKind::Unclear(refusal) | ErrorKind::Blocked(refusal) => {
                refusal.advice.clone()
            }
            ErrorKind::NotMade | ErrorKind::Discarded => Text::of(
                "Повторите тот же вызов: второго документа не будет.",
                "Retry the same call: it will not make a second document.",
            ),
            ErrorKind::Lost(_) => Text::of(
                "Не отправляйте документ заново. Когда связь восстановится, вызовите kassa_recover с этим externalId.",
                "Do not send the document as a new one. When the connection is back, call kassa_recover with this externalId.",
            ),
            ErrorKind::Untraceable => Text::of(
                "Не отправляйте документ заново: сверьте candidates с лентой. Если документа на ней нет, выполните kassa \
                 discard с этим externalId, затем повторите вызов.",
                "Do not send the document as a new one: compare candidates with the receipt tape. If the document is not on \
                 it, run kassa discard with this externalId, then retry the call.",
            ),
            ErrorKind::Forgotten => Text::of(
                "Повторите вызов, которым документ отправлялся, с этим externalId и тем же содержимым: \
                 перед отправкой библиотека ищет его среди оформленных. Под другим externalId не отправляйте.",
                "Repeat the call that sent the document, with this externalId and the same content: before it \
                 is sent, the library looks for it among those that were made. Do not send it under another externalId.",
            ),
            ErrorKind::Pending(_) => Text::of(
                "Не отправляйте документ заново. Вызовите kassa_recover с этим externalId или дождитесь обратного вызова.",
                "Do not send the document as a new one. Call kassa_recover with this externalId or wait for the callback.",
            ),
            ErrorKind::NoAnswer(_) if self.outcome == Outcome::NotSent => Text::of(
                "Документ не отправлялся. Проверьте устройство и повторите тот же вызов.",
                "The document was not sent. Check the device and retry the same call.",
            ),
            ErrorKind::NoAnswer(_) if self.outcome == Outcome::Registered => Text::of(
                "Повторите тот же вызов: второго документа не будет, библиотека снова запросит данные этого. Если касса опять \
                 не ответит, возьмите данные с бумажного документа.",
                "Retry the same call: it will not make a second document, but ask the register again for the data of this \
                 one. If the register does not answer, take the data from the paper.",
            ),
            ErrorKind::NoAnswer(_) => Text::of(
                "Этот вызов не создаёт фискального документа. Проверьте связь и повторите.",
                "This call makes no fiscal document. Check the connection and retry.",
            ),
            ErrorKind::CallUnresolved { shown_by, .. } => Text::with(
                format!("Прежде чем повторять, проверьте вызовом {shown_by}, выполнен ли запрос."),
                format!("Before you retry, check with {shown_by} whether the request was executed."),
            ),
            ErrorKind::ShiftAlready { .. } => Text::of(
                "Делать ничего не нужно: считайте вызов выполненным.",
                "There is nothing to do: treat the call as done.",
            ),
            ErrorKind::NothingFound(_) => Text::of(
                "Проверьте, тот ли документ нужен и та ли касса.",
                "Check that it is the right document, and the right register.",
            ),
            ErrorKind::Busy => Text::of("Подождите и повторите тот же вызов.", "Wait and retry the same call."),
            ErrorKind::WithinProgress => Text::of(
                "Повторите вызов, когда тот закончится. Из функции хода выполнения его можно только отменить.",
                "Repeat the call when that one has returned. The progress function can only cancel it.",
            ),
            ErrorKind::EarlierUnresolved(_) => Text::of(
                "Вызовите kassa_recover для прежнего документа, затем повторите этот вызов.",
                "Call kassa_recover for the earlier document, then retry this call.",
            ),
            ErrorKind::Repeated(_) => Text::of(
                "Вызовите kassa_recover с этим externalId: ответ будет о прежнем документе. После этого документ с тем же \
                 содержанием считается новым.",
                "Call kassa_recover with this externalId: the answer is about the earlier document. After that, a document \
                 with the same content counts as new.",
            ),
            ErrorKind::Journal(_) => Text::of(
                "Проверьте путь журнала (journal), права и свободное место. Без журнала документы не отправляются.",
                "Check the journal path (journal), permissions and free space. Without a journal no document is sent.",
            ),
            ErrorKind::JournalHeld => Text::of(
                "Закройте программу, которая занимает файл журнала, и повторите тот же вызов.",
                "Close the program that is using the journal file, then retry the same call.",
            ),
            ErrorKind::JournalLost { .. } => Text::of(
                "Если верна другая копия журнала, верните её на место. Иначе восстановите недостающие документы по кассе: \
                 kassa journal rebuild или kassa_rebuild_journal. Если кассы больше нет: kassa journal accept.",
                "If another copy of the journal is the right one, put it back. If not, restore the missing documents from \
                 the register: kassa journal rebuild or kassa_rebuild_journal. If the register no longer exists: \
                 kassa journal accept.",
            ),
            ErrorKind::TakenOver { .. } if self.outcome == Outcome::NotSent => Text::of(
                "Повторите тот же вызов с тем же externalId: второго документа не будет. Если процессы часто \
                 останавливаются так надолго, увеличьте timeoutMs: аренда длится timeoutMs и два connectTimeoutMs.",
                "Retry the same call with the same externalId: it will not make a second document. If processes often stop \
                 for so long, raise timeoutMs: a lease lasts timeoutMs and twice connectTimeoutMs.",
            ),
            ErrorKind::TakenOver { .. } => Text::of(
                "Не отправляйте документ заново. Вызовите kassa_recover с этим externalId: ответ будет тем, что выяснил \
                 процесс, который теперь работает с кассой. Если процессы часто останавливаются так надолго, увеличьте \
                 timeoutMs: аренда длится timeoutMs и два connectTimeoutMs.",
                "Do not send the document as a new one. Call kassa_recover with this externalId: the answer is what the \
                 process that works the register now has found out. If processes often stop for so long, raise timeoutMs: a \
                 lease lasts timeoutMs and twice connectTimeoutMs.",
            ),
            ErrorKind::IdReused => self.advice_of_reused(),
            ErrorKind::NotFound => Text::of(
                "Проверьте externalId и путь журнала (journal): в этом журнале нет документа с таким externalId.",
                "Check the externalId and the journal path (journal): this journal has no document with this id.",
            ),
            ErrorKind::Cancelled => {
                Text::of("Повторите вызов, если он ещё нужен.", "Retry the call if it is still needed.")
            }
            ErrorKind::Internal(_) => Text::of(
                "Сообщите разработчикам и приложите лог. Устройство остаётся открытым, работать можно.",
                "Report it to the developers with the log. The device stays open and usable.",
            ),
        }
    }
}

/// What helps against the cause of a broken link.
fn hint_for_link(cause: &Cause) -> Text {
    cause.hint.clone().unwrap_or(Text::of(
        "Проверьте питание, сеть и адрес устройства (url).",
        "Check the power, the network and the address of the device (url).",
    ))
}

fn repeated(earlier: &str) -> Text {
    Text::with(
        format!(
            "Документ с тем же содержанием, {earlier}, остался без ответа, а после него были другие документы. Нельзя \
             определить, повтор это или новый документ; ничего не отправлено."
        ),
        format!(
            "An earlier document with the same content, {earlier}, got no answer, and other documents followed it. It is \
             unclear whether this call repeats it or is a new document; nothing was sent."
        ),
    )
}

fn lost(kept: u64, counted: Option<u64>) -> Text {
    match counted {
        Some(counted) => Text::with(
            format!(
                "Журнал потерял последние документы: всего отправлено {counted}, в журнале {kept}. Новый не отправлен."
            ),
            format!(
                "The journal has lost its latest documents: {counted} were sent in all, it has {kept}. No new one was sent."
            ),
        ),
        None => Text::with(
            format!(
                "Счётчик документов рядом с журналом повреждён: нельзя проверить, все ли документы в журнале (в нём \
                 {kept}). Новый не отправлен."
            ),
            format!(
                "The document counter beside the journal is damaged: it is not possible to check whether the journal has \
                 all documents (it has {kept}). No new one was sent."
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Retry};
    use super::*;

    #[test]
    fn who_has_lost_the_device_is_told_of_which_document_and_what_to_do() {
        let of = |made, outcome| Error::new(ErrorKind::TakenOver { made }, outcome).about("order-7");
        for (error, code, retry, said, advised) in [
            (
                of(None, Outcome::NotSent),
                Code::Busy,
                Retry::Safe,
                ["This call did not send the document order-7.", "Документ order-7 этим вызовом не отправлен."],
                ["Retry the same call with the same externalId", "Повторите тот же вызов с тем же externalId"],
            ),
            (
                of(None, Outcome::Unknown),
                Code::Unknown,
                Retry::RecoverFirst,
                [
                    "the document order-7. It is not known yet whether the document was registered.",
                    "документа order-7 этим вызовом не записан. Пока неизвестно, зарегистрирован ли документ.",
                ],
                ["Call kassa_recover with this externalId", "Вызовите kassa_recover с этим externalId"],
            ),
            (
                of(Some(17), Outcome::Unknown),
                Code::Unknown,
                Retry::RecoverFirst,
                ["order-7 is registered as number 17, but", "order-7 зарегистрирован под номером 17, но"],
                ["Call kassa_recover with this externalId", "Вызовите kassa_recover с этим externalId"],
            ),
        ] {
            let (message, advice) = (error.message(), error.advice());
            assert_eq!((error.code(), error.retry()), (code, retry));
            assert!(message.en.starts_with("Another process has taken over the register"), "{message:?}");
            assert!(message.ru.starts_with("Кассу взял другой процесс"), "{message:?}");
            assert!(message.en.contains(said[0]) && message.ru.contains(said[1]), "{message:?}");
            assert!(advice.en.contains(advised[0]) && advice.ru.contains(advised[1]), "{advice:?}");
            for key in ["timeoutMs", "connectTimeoutMs"] {
                assert!(advice.en.contains(key) && advice.ru.contains(key), "{advice:?}");
            }
        }
    }

    #[test]
    fn the_error_of_a_registered_document_does_not_say_that_none_was_made() {
        let of = |outcome| Error::new(ErrorKind::NoAnswer(Text::of("нет признака", "no sign")), outcome);
        let (asked, made) = (of(Outcome::Unknown), of(Outcome::Registered));
        assert!(asked.advice().en.contains("makes no fiscal document"));
        assert!(!made.advice().en.contains("makes no fiscal document"));
        assert!(made.message().en.ends_with("The document is registered."), "{:?}", made.message());
        assert!(!asked.message().en.contains("registered"), "{:?}", asked.message());
    }
}
