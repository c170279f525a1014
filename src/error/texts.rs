//! The catalogue of messages for people: what happened, to which document, what to do now.

use super::{Error, Outcome, What};
use serde_json::{Value, json};
use std::borrow::Cow;

/// One message in the two languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Russian.
    pub ru: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Text {
    /// A message that is known beforehand.
    pub const fn of(ru: &'static str, en: &'static str) -> Self {
        Self { ru: Cow::Borrowed(ru), en: Cow::Borrowed(en) }
    }

    /// A message with values in it.
    pub fn with(ru: String, en: String) -> Self {
        Self { ru: ru.into(), en: en.into() }
    }

    /// In Russian, or in English.
    pub fn told(&self, russian: bool) -> String {
        if russian { self.ru.to_string() } else { self.en.to_string() }
    }

    /// `{"ru": …, "en": …}`.
    pub fn to_json(&self) -> Value {
        json!({ "ru": self.ru, "en": self.en })
    }
}

impl Error {
    /// What happened and whether the document was registered.
    pub fn message(&self) -> Text {
        let what = self.happened();
        // An error found before sending is about the call, so only the other outcomes need a word on the document.
        let fate = match (self.outcome, &self.what) {
            // Its text says of which of the two documents it speaks.
            (_, What::IdReused) if self.outcome != Outcome::Rejected => return what,
            (Outcome::Registered, _) => Text::of("Документ зарегистрирован.", "The document is registered."),
            (Outcome::NotSent, _) | (_, What::NoAnswer(_) | What::Doubt { .. } | What::Cancelled) => return what,
            (Outcome::Rejected, _) => Text::of("Документ не зарегистрирован.", "The document was not registered."),
            (Outcome::Unknown, _) => Text::of(
                "Зарегистрирован ли документ, пока неизвестно.",
                "Whether the document was registered is not known yet.",
            ),
        };
        Text::with(format!("{} {}", what.ru, fate.ru), format!("{} {}", what.en, fate.en))
    }

    fn happened(&self) -> Text {
        match &self.what {
            What::NullArgument(name) => Text::with(
                format!("Параметр {name} — нулевой указатель."),
                format!("The parameter {name} is a null pointer."),
            ),
            What::NotText(name) => Text::with(
                format!("Параметр {name} — не текст в UTF-8 или UTF-16."),
                format!("The parameter {name} is not valid UTF-8 or UTF-16 text."),
            ),
            What::BadSize => {
                Text::of("У структуры не задан размер (size).", "The size of the struct is not set (size).")
            }
            What::BadHandle => Text::of(
                "Устройство не открыто: описатель чужой или уже закрыт.",
                "The device is not open: the handle is foreign or already closed.",
            ),
            What::Forked => Text::of(
                "Описатель открыт другим процессом, до fork; ничего не отправлено.",
                "The handle was opened in another process, before fork; nothing was sent.",
            ),
            What::BadConfig(faults) => Text::with(
                format!("Настройки не приняты, ошибок: {}.", faults.len()),
                format!("The configuration was not accepted; faults: {}.", faults.len()),
            ),
            What::BadDocument(faults) => Text::with(
                format!("Документ не принят и не отправлен, ошибок: {}.", faults.len()),
                format!("The document was not accepted and not sent; faults: {}.", faults.len()),
            ),
            What::Unsupported { task, backend } => Text::with(
                format!("{backend} не умеет «{task}»; ничего не отправлено."),
                format!("{backend} has no \"{task}\"; nothing was sent."),
            ),
            What::NoLink(cause) => Text::with(
                format!("Нет связи с устройством, ничего не отправлено: {cause}."),
                format!("There is no link to the device, nothing was sent: {cause}."),
            ),
            What::Refused(refusal) | What::Unclear(refusal) => refusal.message.clone(),
            What::NotMade => Text::of(
                "Связь прервалась, и устройство документа не сделало.",
                "The link broke, and the device did not make the document.",
            ),
            What::Discarded => Text::of(
                "Человек сверил ленту: такого документа на ней нет.",
                "A person has compared the tape: the document is not there.",
            ),
            What::Lost(cause) => Text::with(
                format!("Запрос ушёл, ответ не получен: {cause}."),
                format!("The request left, but the answer was lost: {cause}."),
            ),
            What::Untraceable => Text::of(
                "Журнал не знает, по чему узнать этот документ на кассе.",
                "The journal does not know by what to tell this document on the register.",
            ),
            What::Pending(None) => Text::of(
                "Документ стоит в очереди кассы и ещё не сделан.",
                "The document stands in the register's queue and is not made yet.",
            ),
            What::Pending(Some(cause)) => Text::with(
                format!("Документ поставлен в очередь кассы; последний вопрос о нём ничего не дал: {cause}."),
                format!(
                    "The document was put into the register's queue; the last question about it told nothing: {cause}."
                ),
            ),
            What::NoAnswer(cause) => Text::with(
                format!("Устройство не дало понятного ответа: {cause}."),
                format!("The device gave no usable answer: {cause}."),
            ),
            What::Doubt { cause, .. } => Text::with(
                format!("Запрос ушёл, ответ не получен, и выполнен ли запрос, неизвестно: {cause}."),
                format!("The request left, the answer was lost, and whether it was carried out is not known: {cause}."),
            ),
            What::Busy => Text::of(
                "Устройство занято другой программой или потоком.",
                "Another program or thread holds the device.",
            ),
            What::Unsettled(earlier) => Text::with(
                format!("Судьба прежнего документа {earlier} ещё не выяснена, новый не отправлен."),
                format!("The fate of an earlier document, {earlier}, is not settled yet; the new one was not sent."),
            ),
            What::Repeated(earlier) => repeated(earlier),
            What::Journal(cause) => {
                Text::with(format!("Журнал недоступен: {cause}."), format!("The journal is not usable: {cause}."))
            }
            What::JournalHeld => {
                Text::of("Файл журнала занят другой программой.", "Another program holds the journal's file.")
            }
            What::JournalLost { kept, counted } => lost(*kept, *counted),
            What::IdReused => self.reused(),
            What::NotFound => Text::of(
                "Документа с таким externalId нет в журнале.",
                "The journal knows no document with this externalId.",
            ),
            What::Cancelled => Text::of("Вызов прерван программой.", "The program broke the call off."),
            What::Internal(cause) => Text::with(
                format!("Ошибка внутри библиотеки: {cause}."),
                format!("A fault inside the library: {cause}."),
            ),
        }
    }

    /// What has the id, and where the new document differs.
    fn reused(&self) -> Text {
        let differences = self.reused.as_ref().map(|reused| reused.differences.as_slice()).unwrap_or_default();
        let places: Vec<&str> = differences.iter().map(|difference| difference.path.as_str()).collect();
        let (ru, en) = match places.is_empty() {
            true => (String::new(), String::new()),
            false => {
                (format!(" Отличается: {}.", places.join(", ")), format!(" It differs in: {}.", places.join(", ")))
            }
        };
        match self.outcome {
            Outcome::Registered => Text::with(
                format!(
                    "Под этим externalId уже зарегистрирован документ с другим содержанием; этот не отправлен.{ru}"
                ),
                format!(
                    "A document with different content is already registered under this externalId; this one was not sent.{en}"
                ),
            ),
            Outcome::Unknown => Text::with(
                format!(
                    "Под этим externalId уже отправлен документ с другим содержанием, и сделан ли он, пока неизвестно; \
                     этот не отправлен.{ru}"
                ),
                format!(
                    "A document with different content was already sent under this externalId, and whether it was made is \
                     not known yet; this one was not sent.{en}"
                ),
            ),
            Outcome::NotSent | Outcome::Rejected => Text::of(
                "Под этим externalId уже есть документ с другим содержанием.",
                "This externalId already belongs to a document of another content.",
            ),
        }
    }

    /// What to do with a document under an id that another one has.
    fn advice_of_reused(&self) -> Text {
        match self.outcome {
            Outcome::Registered => Text::of(
                "Документ уже зарегистрирован. Если это та же продажа, возьмите его (recorded, kassa_recover); отдельный \
                 externalId нужен только другой продаже.",
                "The document is already registered. If this is the same sale, take it (recorded, kassa_recover); only \
                 another sale gets an externalId of its own.",
            ),
            Outcome::Unknown => Text::of(
                "Вызовите kassa_recover с этим externalId. Если это та же продажа, его ответ о ней; отдельный externalId \
                 нужен только другой продаже.",
                "Call kassa_recover with this externalId. If this is the same sale, its answer is about it; only another \
                 sale gets an externalId of its own.",
            ),
            Outcome::NotSent | Outcome::Rejected => {
                Text::of("Дайте новому документу свой externalId.", "Give the new document an externalId of its own.")
            }
        }
    }

    /// What to do now.
    pub fn advice(&self) -> Text {
        match &self.what {
            What::NullArgument(_) | What::NotText(_) | What::BadSize => Text::of(
                "Исправьте вызов в программе; границы и кодировки описаны в kassa.h.",
                "Mend the call in the program; encodings and pointers are described in kassa.h.",
            ),
            What::BadHandle => Text::of(
                "Откройте устройство вызовом kassa_open и передавайте полученный описатель.",
                "Open the device with kassa_open and pass the handle it gives.",
            ),
            What::Forked => {
                Text::of("Откройте устройство заново в этом процессе.", "Open the device anew in this process.")
            }
            What::BadConfig(_) | What::BadDocument(_) => Text::of(
                "Исправьте места, перечисленные в faults, и повторите.",
                "Mend the places listed in faults and call again.",
            ),
            What::Unsupported { .. } => Text::of(
                "Выберите другое действие: возможности перечислены в README.",
                "Use another task: README lists what each backend can do.",
            ),
            What::NoLink(_) => Text::of(
                "Проверьте питание, сеть и адрес устройства, затем повторите тот же вызов.",
                "Check the device's power, network and address, then make the same call again.",
            ),
            What::Refused(refusal) | What::Unclear(refusal) => refusal.advice.clone(),
            What::NotMade | What::Discarded => Text::of(
                "Повторите тот же вызов: второго документа не будет.",
                "Make the same call again: there will be no second document.",
            ),
            What::Lost(_) => Text::of(
                "Не печатайте документ заново. Вызовите kassa_recover с этим externalId, когда связь вернётся.",
                "Do not print the document anew. Call kassa_recover with this externalId once the link is back.",
            ),
            What::Untraceable => Text::of(
                "Не печатайте документ заново: сверьте candidates с лентой. Если его там нет: kassa НАСТРОЙКИ discard с \
                 этим externalId, затем повторите вызов.",
                "Do not print the document anew: compare candidates with the tape. If it is not there: kassa CONFIG \
                 discard with this externalId, then make the call again.",
            ),
            What::Pending(_) => Text::of(
                "Не отправляйте документ заново. Вызовите kassa_recover с этим externalId или примите обратный вызов.",
                "Do not send the document anew. Call kassa_recover with this externalId, or take the server's call-back.",
            ),
            What::NoAnswer(_) if self.outcome == Outcome::NotSent => Text::of(
                "Документ не отправлялся; проверьте устройство и повторите тот же вызов.",
                "The document was not sent; check the device and make the same call again.",
            ),
            What::NoAnswer(_) if self.outcome == Outcome::Registered => Text::of(
                "Повторите тот же вызов: второго документа не будет, о сделанном кассу спросят ещё раз. Если она опять не \
                 ответит, посмотрите документ на бумаге.",
                "Make the same call again: there will be no second document, the register is asked about this one once \
                 more. If it tells nothing again, look at the paper.",
            ),
            What::NoAnswer(_) => Text::of(
                "Фискального документа этот вызов не создаёт; проверьте связь и повторите.",
                "This call makes no fiscal document; check the link and call again.",
            ),
            What::Doubt { shown_by, .. } => Text::with(
                format!("Прежде чем повторять, посмотрите вызовом {shown_by}, не выполнен ли запрос."),
                format!("Look with {shown_by} whether the request was carried out before you make it again."),
            ),
            What::Busy => Text::of("Подождите и повторите тот же вызов.", "Wait and make the same call again."),
            What::Unsettled(_) => Text::of(
                "Вызовите kassa_recover для прежнего документа, затем повторите этот вызов.",
                "Call kassa_recover for the earlier document, then make this call again.",
            ),
            What::Repeated(_) => Text::of(
                "Вызовите kassa_recover с этим externalId: его ответ — о прежнем документе. После этого такой же документ новый.",
                "Call kassa_recover with this externalId: its answer is about the earlier one. After it the same content is new.",
            ),
            What::Journal(_) => Text::of(
                "Проверьте путь журнала, права и место на диске. Без журнала документы не отправляются.",
                "Check the journal's path, its rights and the disk space. Without a journal nothing is sent.",
            ),
            What::JournalHeld => Text::of(
                "Закройте программу, которая держит файл журнала, и повторите тот же вызов.",
                "Close the program that holds the journal's file, then make the same call again.",
            ),
            What::JournalLost { .. } => Text::of(
                "Восстановите недостающее по кассе: kassa НАСТРОЙКИ journal rebuild или kassa_rebuild_journal. Если верна \
                 другая копия журнала, сначала верните её на место. Если кассы больше нет: kassa НАСТРОЙКИ journal accept.",
                "Read what is missing back from the register: kassa CONFIG journal rebuild, or kassa_rebuild_journal. If \
                 another copy of the journal is the right one, put that back first. If the register is gone: kassa CONFIG \
                 journal accept.",
            ),
            What::IdReused => self.advice_of_reused(),
            What::NotFound => Text::of(
                "Проверьте externalId и путь журнала: этот журнал такого документа не отправлял.",
                "Check the externalId and the journal's path: nothing of this id was sent from this journal.",
            ),
            What::Cancelled => {
                Text::of("Повторите вызов, когда потребуется.", "Make the call again when it is wanted.")
            }
            What::Internal(_) => Text::of(
                "Сообщите разработчикам и приложите журнал (лог). Устройство открыто, работать можно.",
                "Report it with the log. The device stays open and usable.",
            ),
        }
    }
}

fn repeated(earlier: &str) -> Text {
    Text::with(
        format!(
            "Документ того же содержания, {earlier}, остался без ответа, а после него были другие. Повтор это или новый \
             документ, не видно; новый не отправлен."
        ),
        format!(
            "A document of the same content, {earlier}, was left without an answer, and others were made since. Whether \
             this is it again or a new one cannot be told; nothing was sent."
        ),
    )
}

fn lost(kept: u64, counted: Option<u64>) -> Text {
    match counted {
        Some(counted) => Text::with(
            format!(
                "Журнал потерял последние документы: отправлялось {counted}, в журнале {kept}. Ничего не отправлено."
            ),
            format!("The journal has lost its latest documents: {counted} were sent, it has {kept}. Nothing was sent."),
        ),
        None => Text::with(
            format!(
                "Счётчик документов рядом с журналом испорчен, и не видно, все ли они в журнале (в нём {kept}). Ничего не \
                 отправлено."
            ),
            format!(
                "The count of documents beside the journal is spoilt, so whether the journal has all of them (it has \
                 {kept}) cannot be told. Nothing was sent."
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_was_made_is_not_said_to_be_none() {
        let of = |outcome| Error::new(What::NoAnswer("no sign".into()), outcome);
        let (asked, made) = (of(Outcome::Unknown), of(Outcome::Registered));
        assert!(asked.advice().en.contains("makes no fiscal document"));
        assert!(!made.advice().en.contains("makes no fiscal document"));
        assert!(made.message().en.ends_with("The document is registered."), "{:?}", made.message());
        assert!(!asked.message().en.contains("registered"), "{:?}", asked.message());
    }
}
