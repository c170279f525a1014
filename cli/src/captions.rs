//! Names and words of an answer as people read them. A name that is not here is shown as it is.

use crate::lang::Lang;
use anstyle::{AnsiColor, Style};

#[rustfmt::skip]
const CAPTIONS: &[(&str, &str, &str)] = &[
    ("advice", "Что делать", "What to do"),
    ("awaited", "Кого ждём", "Awaited"),
    ("blocked", "Касса заблокирована", "Blocked"),
    ("buy", "Расход", "Purchases"),
    ("buyReturn", "Возврат расхода", "Returns of purchases"),
    ("candidates", "На кассе есть", "On the register"),
    ("cashDrawerOpened", "Денежный ящик открыт", "Cash drawer is open"),
    ("cashSum", "Наличных в ящике", "Cash in the drawer"),
    ("change", "Сдача", "Change"),
    ("code", "Код", "Code"),
    ("commandFromOfd", "Есть команда от ОФД", "Command from the OFD"),
    ("connected", "Связь с ОФД есть", "Connected to the OFD"),
    ("count", "Количество", "Count"),
    ("counters", "Счётчики", "Counters"),
    ("coverOpened", "Крышка открыта", "Cover is open"),
    ("currentDateTime", "Часы кассы", "Clock of the register"),
    ("description", "Описание", "Description"),
    ("device", "Касса", "Device"),
    ("deviceStatus", "Касса", "Register"),
    ("discarded", "Признан несделанным", "Discarded"),
    ("documentNumber", "Документ", "Document"),
    ("documents", "Документ", "Document"),
    ("documentsCount", "Документов в смене", "Documents in the shift"),
    ("drawn", "Нарисован", "Drawn"),
    ("errors", "Ошибки обмена с ОФД", "Errors of the exchange with the OFD"),
    ("exchange", "Обмен с ОФД", "Exchange with the OFD"),
    ("expiredTime", "Конец 24 часов", "End of the 24 hours"),
    ("externalId", "externalId", "externalId"),
    ("file", "Настройки записаны", "Configuration written"),
    ("fiscal", "Касса зарегистрирована", "Registered"),
    ("fiscalDocumentDateTime", "Дата и время", "Date and time"),
    ("fiscalDocumentNumber", "Документ (ФД)", "Document (ФД)"),
    ("fiscalDocumentSign", "Фискальный признак (ФПД)", "Fiscal sign (ФПД)"),
    ("fiscalParams", "Фискальные данные", "Fiscal data"),
    ("fiscalReceiptNumber", "Чек в смене", "Receipt in the shift"),
    ("fn", "ФН", "Fiscal drive"),
    ("fnCommandCode", "Команда ФН", "Command of the drive"),
    ("fnFiscal", "ФН в фискальном режиме", "Drive in fiscal mode"),
    ("fnNumber", "Фискальный накопитель (ФН)", "Fiscal drive (ФН)"),
    ("fnPresent", "ФН установлен", "Drive present"),
    ("fnStatus", "Фискальный накопитель", "Fiscal drive"),
    ("fnsUrl", "Сайт ФНС", "Site of the tax service"),
    ("forgotten", "Подтверждено", "Acknowledged"),
    ("intendedAt", "Задан", "Asked for"),
    ("lastSuccessConnectionDateTime", "Последняя связь с ОФД", "Last connection to the OFD"),
    ("lastSuccessKeysUpdate", "Последнее обновление ключей", "Last update of the keys"),
    ("lost", "Потеряно журналом", "Lost by the journal"),
    ("message", "Что это значит", "Meaning"),
    ("messageToSend", "Есть сообщение для ОФД", "Message for the OFD"),
    ("network", "Сеть", "Network"),
    ("notes", "Замечание", "Note"),
    ("notSentCount", "Не передано в ОФД", "Not sent to the OFD"),
    ("notSentFirstDocDateTime", "Самый старый из них", "The oldest of them"),
    ("notSentFirstDocNumber", "Первый из них", "The first of them"),
    ("number", "Номер", "Number"),
    ("ofd", "ОФД", "OFD"),
    ("outcome", "Ответ", "Answer"),
    ("paperPresent", "Бумага есть", "Paper is present"),
    ("qr", "Текст QR-кода", "Text of the QR code"),
    ("readingMessage", "Читается сообщение для ОФД", "A message is being read"),
    ("receipts", "Чеки", "Receipts"),
    ("receiptsCount", "Чеков в смене", "Receipts in the shift"),
    ("recovered", "Ответ был потерян, документ найден на кассе", "The answer was lost, the document was found on the register"),
    ("registrationNumber", "Регистрационный номер (РНМ)", "Registration number (РНМ)"),
    ("sell", "Приход", "Sales"),
    ("sellReturn", "Возврат прихода", "Returns of sales"),
    ("settingsChanged", "Настройки ОФД изменены", "Settings of the OFD changed"),
    ("settledAt", "Выяснен", "Resolved"),
    ("shift", "Смена", "Shift"),
    ("shiftNumber", "Смена", "Shift"),
    ("shiftStatus", "Смена", "Shift"),
    ("state", "Состояние", "State"),
    ("status", "ОФД", "OFD"),
    ("step", "Шаг", "Step"),
    ("sum", "Сумма", "Sum"),
    ("task", "Задание", "Task"),
    ("total", "Итог", "Total"),
    ("waitingForCommandAnswer", "Ждём ответа на команду ОФД", "Waiting for an answer to a command"),
    ("waitingForReceipt", "Ждём квитанции ОФД", "Waiting for the OFD's confirmation"),
    ("warnings", "Предупреждения", "Warnings"),
];

/// A word that a member may have, in both languages, and its colour.
#[rustfmt::skip]
const WORDS: &[(&str, &str, &str, AnsiColor)] = &[
    ("ambiguous", "неоднозначен", "ambiguous", AnsiColor::Red),
    ("closed", "закрыта", "closed", AnsiColor::Yellow),
    ("expired", "дольше 24 часов", "expired", AnsiColor::Red),
    ("notMade", "не сделан", "not made", AnsiColor::Yellow),
    ("open", "выясняется", "open", AnsiColor::Red),
    ("opened", "открыта", "opened", AnsiColor::Green),
    ("queued", "в очереди", "queued", AnsiColor::Yellow),
    ("registered", "зарегистрирован", "registered", AnsiColor::Green),
];

/// The members whose words are those above.
const STATES: [&str; 2] = ["state", "shift"];

/// The caption of a member.
pub fn caption(lang: Lang, name: &str) -> String {
    let row = CAPTIONS.iter().find(|row| row.0 == name);
    row.map_or(name, |(_, ru, en)| lang.told(ru, en)).to_owned()
}

/// The value of a member.
pub fn word(lang: Lang, name: &str, value: &str) -> String {
    let row = WORDS.iter().find(|row| row.0 == value && STATES.contains(&name));
    row.map_or_else(
        || value.to_owned(),
        |(_, ru, en, color)| {
            let style = Style::new().fg_color(Some((*color).into()));
            format!("{style}{}{style:#}", lang.told(ru, en))
        },
    )
}
