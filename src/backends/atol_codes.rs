//! The error numbers of ATOL's driver, which its web server and ATOL Online pass on: what each means, what to do, and
//! whether the document may exist all the same.
//!
//! The driver has more than three hundred; the rows are those that a till meets. A number without a row keeps the
//! vendor's own text.

use super::{Refused, code_message};
use crate::error::{BackendError, Refusal, Retry, Text};

/// What to do about an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cure {
    /// Fix the document or the order of the calls.
    Document,
    /// Name a taxation system of the registration; a document without one gets another.
    Taxation,
    /// Put in paper, close the cover, wait for the printer.
    Paper,
    /// Check the cable, the network or the drive, then ask what became of the document.
    Link,
    /// Close the shift and repeat.
    CloseShift,
    /// Open a shift and repeat.
    OpenShift,
    /// Wait and repeat.
    Wait,
    /// Replace the fiscal drive.
    Drive,
    /// Check the marking code and repeat.
    Marking,
    /// Somebody has to look at the register or its settings.
    Service,
}

type Row = (i64, &'static str, &'static str, &'static str, Cure);

/// The rows, by number.
#[rustfmt::skip]
const ROWS: &[Row] = &[
    (1, "CONNECTION_DISABLED", "соединение с кассой не открыто", "the connection to the register is not open", Cure::Link),
    (2, "NO_CONNECTION", "нет связи с кассой", "no connection to the register", Cure::Link),
    (3, "PORT_BUSY", "порт кассы занят другой программой", "the register's port is used by another program", Cure::Link),
    (4, "PORT_NOT_AVAILABLE", "порт кассы недоступен", "the register's port is not available", Cure::Link),
    (5, "INCORRECT_DATA", "касса ответила неразборчиво", "the register's answer cannot be read", Cure::Link),
    (6, "INTERNAL", "внутренняя ошибка драйвера кассы", "internal error of the register's driver", Cure::Service),
    (8, "NO_REQUIRED_PARAM", "не задан обязательный параметр", "a required parameter is missing", Cure::Document),
    (9, "INVALID_SETTINGS", "неверные настройки подключения кассы", "wrong connection settings of the register", Cure::Service),
    (11, "NOT_SUPPORTED", "касса этого не умеет", "the register does not support this", Cure::Document),
    (12, "INVALID_MODE", "касса в другом режиме", "the register is in another mode", Cure::Service),
    (13, "INVALID_PARAM", "недопустимое значение параметра", "invalid value of a parameter", Cure::Document),
    (16, "INVALID_SUM", "недопустимая цена или сумма", "invalid price or sum", Cure::Document),
    (17, "INVALID_QUANTITY", "недопустимое количество", "invalid quantity", Cure::Document),
    (32, "BLOCKED_BY_REPORT_INTERRUPTION", "печать отчёта прервана, касса ждёт её окончания", "a report was interrupted; the register waits to finish it", Cure::Paper),
    (35, "CHECK_DATE_TIME", "проверьте дату и время кассы", "check the register's date and time", Cure::Service),
    (36, "DATE_TIME_LESS_THAN_FS", "часы кассы отстают от последнего документа", "the register's clock is behind its last document", Cure::Service),
    (40, "RECEIPT_BUFFER_OVERFLOW", "чек не помещается в память кассы", "the receipt does not fit into the register's memory", Cure::Document),
    (44, "NO_PAPER", "нет бумаги", "no paper", Cure::Paper),
    (45, "COVER_OPENED", "открыта крышка", "the cover is open", Cure::Paper),
    (46, "PRINTER_FAULT", "нет связи с принтером чеков", "the receipt printer does not answer", Cure::Paper),
    (47, "MECHANICAL_FAULT", "механическая ошибка печати", "mechanical fault of the printer", Cure::Service),
    (48, "INVALID_RECEIPT_TYPE", "касса не делает чеков такого вида", "the register makes no receipt of this kind", Cure::Document),
    (52, "NONCACH_PAYMENTS_TOO_MUCH", "безналичных оплат больше, чем сумма чека", "non-cash payments exceed the receipt's sum", Cure::Document),
    (55, "BUSY", "касса занята", "the register is busy", Cure::Wait),
    (60, "INVALID_PAYMENT_TYPE", "недопустимый вид оплаты", "invalid payment type", Cure::Document),
    (62, "DENIED_BY_SETTINGS", "запрещено настройками кассы", "forbidden by the register's settings", Cure::Service),
    (66, "NOT_FULLY_PAID", "чек оплачен не полностью", "the receipt is not fully paid", Cure::Document),
    (68, "SHIFT_EXPIRED", "смена открыта больше 24 часов", "the shift has been open for more than 24 hours", Cure::CloseShift),
    (71, "INVALID_PASSWORD", "неверный пароль кассы", "wrong password of the register", Cure::Service),
    (73, "DENIED_IN_CLOSED_SHIFT", "смена закрыта", "the shift is closed", Cure::OpenShift),
    (80, "NO_CASH", "в денежном ящике нет такой суммы", "the drawer does not hold this much", Cure::Document),
    (82, "DENIED_IN_OPENED_RECEIPT", "на кассе открыт другой чек", "another receipt is open on the register", Cure::Wait),
    (83, "DENIED_IN_OPENED_SHIFT", "смена открыта", "the shift is open", Cure::CloseShift),
    (89, "FISCAL_PRINTER_NOT_ACTIVATED", "касса не зарегистрирована", "the register is not registered", Cure::Service),
    (94, "INVALID_LICENSE", "неверная лицензия", "invalid licence", Cure::Service),
    (96, "DENIED_BY_LICENSE", "запрещено лицензией", "forbidden by the licence", Cure::Service),
    (114, "PRINTER_OVERHEAT", "печатающая головка перегрета", "the print head is too hot", Cure::Paper),
    (115, "FN_EXCHANGE", "ошибка обмена с ФН", "error in the exchange with the fiscal drive", Cure::Link),
    (116, "FN_INVALID_FORMAT", "ФН не понял команду", "the fiscal drive did not understand a command", Cure::Link),
    (117, "FN_INVALID_STATE", "ФН в другом состоянии", "the fiscal drive is in another state", Cure::Service),
    (118, "FN_FAULT", "ФН неисправен", "the fiscal drive is faulty", Cure::Drive),
    (119, "FN_CRYPTO_FAULT", "неисправен криптопроцессор ФН", "the crypto processor of the fiscal drive is faulty", Cure::Drive),
    (120, "FN_EXPIRED", "срок действия ФН истёк", "the fiscal drive has expired", Cure::Drive),
    (121, "FN_OVERFLOW", "память ФН заполнена", "the fiscal drive is full", Cure::Drive),
    (122, "FN_INVALID_DATE_TIME", "неверные дата и время в ФН", "wrong date and time for the fiscal drive", Cure::Service),
    (123, "FN_NO_MORE_DATA", "в ФН нет такого документа", "the fiscal drive has no such document", Cure::Document),
    (137, "FN_RESOURCE_HAS_EXPIRED", "ресурс ФН исчерпан", "the fiscal drive is exhausted", Cure::Drive),
    (139, "FN_HAS_NOT_SEND_DOCUMENTS", "документы слишком долго не передаются в ОФД", "documents have not reached the OFD for too long", Cure::Service),
    (140, "FN_TIMEOUT", "ФН не ответил вовремя", "the fiscal drive did not answer in time", Cure::Link),
    (141, "FN_SHIFT_EXPIRED", "смена в ФН открыта больше 24 часов", "the drive's shift has been open for more than 24 hours", Cure::CloseShift),
    (142, "FN_INVALID_TIME_DIFFERENCE", "время документа не подходит ФН", "the fiscal drive rejects the document's time", Cure::Service),
    (143, "INVALID_TAXATION_TYPE", "касса не зарегистрирована с этой системой налогообложения", "the register is not registered with this taxation system", Cure::Taxation),
    (144, "INVALID_TAX_TYPE", "недопустимая ставка НДС", "invalid VAT rate", Cure::Document),
    (147, "EXCISABLE_COMMODITY_DENIED", "касса не зарегистрирована для подакцизных товаров", "the register is not registered for excise goods", Cure::Document),
    (148, "FISCAL_PROPERTY_WRITE", "касса не приняла реквизит", "the register did not accept an attribute", Cure::Document),
    (151, "REPORT_INTERRUPTED", "печать отчёта прервана", "a report was interrupted", Cure::Paper),
    (159, "FN_INTERFACE", "нет связи с ФН", "no connection to the fiscal drive", Cure::Link),
    (160, "DATA_DUPLICATE", "такие данные уже есть", "such data is there already", Cure::Document),
    (161, "NO_REQUIRED_FISCAL_PROPERTY", "не хватает обязательного реквизита", "a required attribute is missing", Cure::Document),
    (166, "FN_NOT_FOUND", "ФН не найден", "no fiscal drive found", Cure::Link),
    (167, "INVALID_AGENT_FISCAL_PROPERTY", "неверный реквизит агента", "wrong attribute of an agent", Cure::Document),
    (177, "CLOSE_RECEIPT_INTERRUPTED", "закрытие чека прервано", "closing the receipt was interrupted", Cure::Link),
    (189, "NO_LICENSE", "нет лицензии", "no licence", Cure::Service),
    (190, "INVALID_FFD_VERSION", "касса работает по другой версии ФФД", "the register works by another FFD version", Cure::Document),
    (227, "INVALID_TOTAL", "недопустимый итог чека", "invalid total of the receipt", Cure::Document),
    (228, "MARKING_CODE_CONFLICT", "код маркировки указан дважды", "a marking code is given twice", Cure::Marking),
    (235, "INVALID_POSITIONS_COUNT_WITH_1162", "у маркированного товара количество не 1", "a marked thing has a quantity other than 1", Cure::Document),
    (241, "CONNECTION_LOST", "связь с кассой потеряна", "the connection to the register was lost", Cure::Link),
    (243, "INVALID_TAX_SUM", "сумма НДС не соответствует ставке", "the VAT sum does not fit the rate", Cure::Document),
    (265, "EXCISABLE_COMMODITY_WITHOUT_EXCISE", "у подакцизного товара нет акциза", "an excise thing has no excise", Cure::Document),
    (401, "MARKING_CODE_VALIDATION_IN_PROGRESS", "проверка кода маркировки ещё идёт", "a marking code is still being checked", Cure::Wait),
    (402, "NO_CONNECTION_WITH_SERVER", "нет связи с сервером маркировки", "no connection to the marking server", Cure::Wait),
    (403, "MARKING_CODE_VALIDATION_CANCELED", "проверка кода маркировки прервана", "the check of a marking code was cancelled", Cure::Marking),
    (405, "INVALID_GS1", "код маркировки не соответствует GS1", "the marking code does not follow GS1", Cure::Marking),
    (406, "MARKING_WORK_DENIED", "касса не работает с маркировкой", "the register does not work with marking", Cure::Service),
    (407, "MARKING_WORK_TEMPORARY_BLOCKED", "работа с маркировкой временно остановлена", "work with marking is stopped for now", Cure::Wait),
    (408, "MARKS_OVERFLOW", "слишком много проверенных кодов маркировки", "too many checked marking codes", Cure::Marking),
    (409, "INVALID_MARKING_CODE", "неверный код маркировки", "wrong marking code", Cure::Marking),
    (410, "INVALID_STATE", "проверка маркировки в другом состоянии", "the marking check is in another state", Cure::Marking),
    (411, "OFD_EXCHANGE", "идёт обмен с ОФД", "an exchange with the OFD is going on", Cure::Wait),
    (412, "INVALID_MEASUREMENT_UNIT", "неверная единица измерения", "wrong unit of measure", Cure::Document),
    (413, "OPERATION_DENIED_IN_CURRENT_FFD", "эта версия ФФД такого не допускает", "this FFD version does not allow it", Cure::Document),
    (416, "NO_MARKED_POSITION", "в чеке нет маркированного товара", "the receipt has no marked thing", Cure::Document),
    (417, "HAS_NOT_SEND_NOTICES", "есть неотправленные уведомления о маркировке", "notices about marked things wait to be sent", Cure::Service),
    (418, "UPDATE_KEYS_REQUIRED", "нужно обновить ключи проверки", "the keys of the check must be renewed", Cure::Service),
    (420, "MARK_NOT_CHECKED", "код маркировки не проверен", "the marking code was not checked", Cure::Marking),
    (421, "MARK_CHECK_TIMEOUT_EXPIRED", "сервер маркировки не ответил вовремя", "the marking server did not answer in time", Cure::Marking),
    (422, "NO_MARKING_CODE_IN_TABLE", "код маркировки не проверялся на этой кассе", "this register has not checked the marking code", Cure::Marking),
    (501, "RECEIPT_PARSE_ERROR", "задание составлено неверно", "the task is not well formed", Cure::Document),
    (502, "INTERRUPTED_BY_PREVIOUS_ERRORS", "выполнение прервано ошибкой предыдущего задания", "an earlier task failed, so this one was not begun", Cure::Wait),
    (505, "WEB_FAIL", "веб-сервер кассы не выполнил запрос", "the register's web server did not carry out the request", Cure::Service),
];

/// The number by which the driver says that the drive has no such document.
pub(super) const NOT_IN_DRIVE: i64 = 123;

/// Numbers after which the document may exist: the link to the register or to its drive broke, or only the paper failed.
const DOUBTFUL: &[i64] = &[1, 2, 3, 4, 5, 44, 45, 46, 114, 115, 116, 140, 159, 166, 177, 241];

/// Whether the document may exist although the register answered with this error.
pub(super) fn is_doubtful(code: i64) -> bool {
    DOUBTFUL.contains(&code)
}

/// The refusal for an error of the driver. `title` names who passed it on.
pub(super) fn refused(title: &str, code: i64, vendor: BackendError) -> Refused {
    let row = ROWS.iter().find(|row| row.0 == code);
    let message = match (row, &vendor.text) {
        (Some((_, name, ru, en, _)), _) => code_message(title, code, Some((name, ru, en))),
        (None, Some(text)) => Text::with(
            format!("Отказ {title} {code}: {}.", text.trim_end_matches('.')),
            format!("{title} returned error {code}: {}.", text.trim_end_matches('.')),
        ),
        (None, None) => code_message(title, code, None),
    };
    let cure = row.map_or(Cure::Service, |row| row.4);
    let by_state = matches!(cure, Cure::OpenShift | Cure::CloseShift);
    let (retry, advice) = advice(cure);
    let refusal = Refusal { message, advice, retry, faults: Vec::new(), by_state };
    Refused { refusal, vendor, unresolved: is_doubtful(code), not_printed: false, key: None }
}

fn advice(cure: Cure) -> (Retry, Text) {
    match cure {
        Cure::Document => (Retry::FixInput, Text::of("Исправьте документ и повторите.", "Fix the document and retry.")),
        Cure::Taxation => (
            Retry::FixInput,
            Text::of(
                "Укажите систему налогообложения, с которой касса зарегистрирована. Чекам без неё её задаёт настройка \
                 defaultTaxation.",
                "Give a taxation system that the register is registered with. The setting defaultTaxation gives one to \
                 receipts without it.",
            ),
        ),
        Cure::Paper => (
            Retry::Service,
            Text::of(
                "Вставьте бумагу, закройте крышку и проверьте принтер, затем повторите тот же вызов.",
                "Put in paper, close the cover and check the printer, then retry the same call.",
            ),
        ),
        Cure::Link => (
            Retry::Service,
            Text::of(
                "Проверьте питание кассы и её связь с веб-сервером, затем повторите тот же вызов.",
                "Check the register's power and its connection to the web server, then retry the same call.",
            ),
        ),
        Cure::CloseShift => {
            (Retry::FixInput, Text::of("Закройте смену, затем повторите.", "Close the shift, then retry."))
        }
        Cure::OpenShift => (Retry::FixInput, Text::of("Откройте смену, затем повторите.", "Open a shift, then retry.")),
        Cure::Wait => (Retry::Safe, Text::of("Подождите и повторите тот же вызов.", "Wait and retry the same call.")),
        Cure::Drive => (
            Retry::Service,
            Text::of(
                "Закройте смену и замените фискальный накопитель.",
                "Close the shift and replace the fiscal drive.",
            ),
        ),
        Cure::Marking => (
            Retry::FixInput,
            Text::of(
                "Отсканируйте код маркировки ещё раз и проверьте его до продажи (validateMarks).",
                "Scan the marking code again and check it before the sale (validateMarks).",
            ),
        ),
        Cure::Service => (
            Retry::Service,
            Text::of(
                "Проверьте кассу и её настройки, затем повторите тот же вызов.",
                "Check the register and its settings, then retry the same call.",
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_has_one_row_in_order_and_every_doubtful_one_is_explained() {
        assert!(ROWS.is_sorted_by(|one, next| one.0 < next.0));
        for code in DOUBTFUL {
            let row = ROWS.iter().find(|row| row.0 == *code).unwrap_or_else(|| panic!("{code}"));
            assert!(matches!(row.4, Cure::Link | Cure::Paper), "{code}");
        }
        for row in ROWS {
            assert!(!row.2.ends_with('.') && !row.3.ends_with('.') && !row.2.is_ascii(), "{}", row.0);
        }
    }

    #[test]
    fn an_unknown_number_keeps_the_vendors_text() {
        let vendor = BackendError { text: Some("Что-то новое.".into()), ..BackendError::default() };
        let refused = refused("АТОЛ", 999, vendor);
        assert_eq!(refused.refusal.message.ru, "Отказ АТОЛ 999: Что-то новое.");
        assert!(!refused.unresolved);
    }
}
