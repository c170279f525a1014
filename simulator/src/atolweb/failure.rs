//! The error codes of the driver (LIBFPTR_ERROR_…) that a task can end with, and what they mean for the queue.

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(super) const NO_CONNECTION: u16 = 2;
pub(super) const NOT_SUPPORTED: u16 = 11;
pub(super) const INVALID_SUM: u16 = 16;
pub(super) const INVALID_QUANTITY: u16 = 17;
pub(super) const TIME_BEFORE_FN: u16 = 36;
pub(super) const INVALID_RECEIPT_TYPE: u16 = 48;
pub(super) const NON_CASH_ABOVE_TOTAL: u16 = 52;
pub(super) const NOT_FULLY_PAID: u16 = 66;
pub(super) const SHIFT_EXPIRED: u16 = 68;
pub(super) const SHIFT_CLOSED: u16 = 73;
pub(super) const NO_CASH: u16 = 80;
pub(super) const SHIFT_OPEN: u16 = 83;
pub(super) const WRONG_RNM: u16 = 88;
pub(super) const NOT_FISCAL: u16 = 89;
pub(super) const FN_STATE: u16 = 117;
pub(super) const NO_FN_DATA: u16 = 123;
pub(super) const TAX_ABOVE_SUM: u16 = 128;
pub(super) const WRONG_TAXATION: u16 = 143;
pub(super) const TAG_NOT_WRITTEN: u16 = 148;
pub(super) const NO_REQUIRED_TAG: u16 = 161;
pub(super) const INVALID_TOTAL: u16 = 227;
pub(super) const CONNECTION_LOST: u16 = 241;
pub(super) const INVALID_TAX_SUM: u16 = 243;
pub(super) const MARK_IN_PROGRESS: u16 = 401;
pub(super) const MARK_CANCELED: u16 = 403;
pub(super) const MARK_WRONG_STATE: u16 = 410;
pub(super) const NOT_IN_THIS_FFD: u16 = 413;
pub(super) const MARK_NOT_CHECKED: u16 = 420;
pub(super) const MARK_TIMEOUT: u16 = 421;
pub(super) const PARSE: u16 = 501;
pub(super) const INTERRUPTED: u16 = 502;
pub(super) const SCRIPT: u16 = 503;
pub(super) const NO_SUCH_TASK: u16 = 504;
/// The code of every refused HTTP request.
pub(super) const WEB: u16 = 505;

const TEXTS: [(u16, &str); 47] = [
    (0, "Ошибок нет"),
    (1, "Соединение не установлено"),
    (NO_CONNECTION, "Нет связи"),
    (3, "Порт занят"),
    (4, "Порт недоступен"),
    (NOT_SUPPORTED, "Не поддерживается"),
    (INVALID_SUM, "Некорректная цена или сумма"),
    (INVALID_QUANTITY, "Некорректное количество"),
    (TIME_BEFORE_FN, "Время ККТ раньше последнего документа в ФН"),
    (44, "Нет бумаги"),
    (45, "Открыта крышка"),
    (46, "Ошибка принтера"),
    (INVALID_RECEIPT_TYPE, "Неверный тип чека"),
    (NON_CASH_ABOVE_TOTAL, "Сумма безналичной оплаты больше суммы чека"),
    (NOT_FULLY_PAID, "Чек оплачен не полностью"),
    (SHIFT_EXPIRED, "Смена превысила 24 часа"),
    (SHIFT_CLOSED, "Смена закрыта, операция невозможна"),
    (NO_CASH, "В денежном ящике не хватает наличных"),
    (SHIFT_OPEN, "Смена открыта, операция невозможна"),
    (WRONG_RNM, "Неверный регистрационный номер или ИНН"),
    (NOT_FISCAL, "ККТ не зарегистрирована"),
    (114, "Перегрев печатающей головки"),
    (115, "Ошибка обмена с ФН"),
    (116, "Неверный формат команды ФН"),
    (FN_STATE, "Неверное состояние ФН"),
    (NO_FN_DATA, "В ФН нет таких данных"),
    (TAX_ABOVE_SUM, "Сумма налога больше суммы"),
    (WRONG_TAXATION, "Неверная система налогообложения"),
    (TAG_NOT_WRITTEN, "Реквизит не записан"),
    (159, "Нет обмена с ФН"),
    (NO_REQUIRED_TAG, "Нет обязательного реквизита"),
    (166, "ФН не найден"),
    (177, "Закрытие чека прервано"),
    (INVALID_TOTAL, "Неверный итог чека"),
    (CONNECTION_LOST, "Соединение потеряно"),
    (INVALID_TAX_SUM, "Неверная сумма налога"),
    (MARK_IN_PROGRESS, "Проверка кода маркировки уже идёт"),
    (402, "Нет связи с сервером"),
    (MARK_CANCELED, "Проверка кода маркировки прервана"),
    (MARK_WRONG_STATE, "Команда невозможна в этом состоянии проверки"),
    (411, "Нет связи с сервером ИСМ"),
    (NOT_IN_THIS_FFD, "Невозможно в этой версии ФФД"),
    (MARK_NOT_CHECKED, "Код маркировки не прошёл проверку"),
    (MARK_TIMEOUT, "Превышен таймаут ожидания ответа от сервера"),
    (422, "Кода маркировки нет в таблице"),
    (INTERRUPTED, "Выполнение прервано из-за предыдущих ошибок"),
    (NO_SUCH_TASK, "Нет такого задания"),
];

/// An error with which a task ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Failure {
    pub(super) code: u16,
    pub(super) text: String,
    /// What stands in `result` beside the error.
    pub(super) result: Value,
}

/// Why the queue of a register stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Reason {
    Connection,
    Fn,
    Paper,
}

impl Failure {
    pub(super) fn new(code: u16) -> Self {
        Self::because(code, text(code))
    }

    pub(super) fn because(code: u16, why: impl Into<String>) -> Self {
        Self { code, text: why.into(), result: Value::Null }
    }
}

/// The text of a code.
pub(super) fn text(code: u16) -> String {
    let known = TEXTS.iter().find(|(known, _)| *known == code);
    known.map_or_else(|| format!("Ошибка {code}"), |(_, text)| (*text).to_owned())
}

impl Reason {
    /// Why the queue stands after a fiscal task with this code; `None` if the code says for sure that nothing was made.
    pub(super) fn of(code: u16) -> Option<Self> {
        match code {
            1..=4 | CONNECTION_LOST => Some(Self::Connection),
            115 | 116 | 159 | 166 | 177 => Some(Self::Fn),
            44..=46 | 114 => Some(Self::Paper),
            _ => None,
        }
    }

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Connection => "connectionError",
            Self::Fn => "fnError",
            Self::Paper => "paperError",
        }
    }
}
