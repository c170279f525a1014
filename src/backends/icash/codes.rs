//! The register's error codes (§9): their names, what each means, and what to do.
//!
//! Some errors can occur after the document was made (`unresolved`). For these the driver looks on the register before
//! it reports a refusal.

use super::super::{Refused, code_message};
use crate::error::{BackendError, Refusal, Retry, Text};

/// The advice for a group of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Advice {
    /// Fix the document.
    Fix,
    /// The register is in a state in which the command is not possible.
    State,
    /// The fiscal drive or the register needs a person.
    Service,
    /// Split the document.
    Split,
    /// Replace the fiscal drive.
    Drive,
    /// Set the clock.
    Clock,
    /// Open a shift.
    OpenShift,
    /// Close the shift: it is older than 24 hours.
    CloseShift,
    /// Check the connection to the OFD.
    Operator,
    /// Check paper and printer.
    Printer,
    /// This library and the register disagree about the protocol.
    Protocol,
}

/// A row of the table.
struct Row {
    code: i64,
    name: &'static str,
    ru: &'static str,
    en: &'static str,
    advice: Advice,
    /// The document may have been made before the error: look on the register first.
    unresolved: bool,
}

const fn row(code: i64, name: &'static str, ru: &'static str, en: &'static str, advice: Advice) -> Row {
    Row { code, name, ru, en, advice, unresolved: false }
}

const fn unresolved(code: i64, name: &'static str, ru: &'static str, en: &'static str, advice: Advice) -> Row {
    Row { code, name, ru, en, advice, unresolved: true }
}

/// Every code of §9.
#[rustfmt::skip]
const ROWS: [Row; 43] = [
    row(0x01, "fnUnknownCommand", "ФН не понял команду или её параметры", "The fiscal drive does not know the command or its parameters", Advice::Protocol),
    row(0x02, "fnOtherState", "ФН в неподходящем состоянии", "The fiscal drive is in a wrong state for this command", Advice::State),
    unresolved(0x03, "fnFailure", "Отказ ФН", "The fiscal drive failed", Advice::Service),
    unresolved(0x04, "fnCryptoFailure", "Отказ криптосопроцессора ФН", "The crypto processor of the fiscal drive failed", Advice::Service),
    row(0x05, "fnLifetime", "Команда не подходит к сроку службы ФН", "The command does not match the service life of the fiscal drive", Advice::Service),
    row(0x07, "wrongDateTime", "Неверные дата или время", "Wrong date or time", Advice::Clock),
    row(0x08, "noData", "Таких данных нет", "There is no such data", Advice::Fix),
    row(0x09, "wrongParameter", "Неверное значение параметра", "Wrong value of a parameter", Advice::Fix),
    row(0x0A, "fn11WrongCommand", "Неверная команда для ФН 1.1", "Wrong command for a fiscal drive 1.1", Advice::Protocol),
    row(0x0B, "fn11ForbiddenTags", "Реквизит не разрешён для ФН 1.1", "An attribute is not allowed for a fiscal drive 1.1", Advice::Fix),
    row(0x0C, "duplicateData", "Данные повторяются", "The same data is given twice", Advice::Fix),
    row(0x0D, "missingData", "Не хватает данных для учёта в ФН", "Data that the fiscal drive needs is missing", Advice::Fix),
    row(0x0E, "tooManyLines", "Слишком много строк в документе", "Too many lines in the document", Advice::Split),
    row(0x10, "documentTooLarge", "Документ слишком велик для ФН", "The document is too large for the fiscal drive", Advice::Split),
    row(0x11, "noOperatorLink", "Нет соединения с ОФД", "No connection to the OFD", Advice::Operator),
    row(0x12, "fnExhausted", "Ресурс ФН исчерпан", "The resource of the fiscal drive is used up", Advice::Drive),
    row(0x14, "fnLimited", "ФН ограничил работу: документы давно не передавались в ОФД", "The fiscal drive limits work: documents were not sent to the OFD for too long", Advice::Operator),
    row(0x16, "shiftExpired", "Смена длится больше 24 часов", "The shift is longer than 24 hours", Advice::CloseShift),
    row(0x17, "wrongInterval", "Неверный промежуток времени между документами", "Wrong time interval between documents", Advice::Clock),
    row(0x18, "wrongTag", "ФН не принял реквизит", "The fiscal drive did not accept an attribute", Advice::Fix),
    row(0x19, "notAsRegistered", "Реквизит не соответствует регистрации ККТ", "An attribute contradicts the registration data of the register", Advice::Fix),
    row(0x20, "operatorMessageRefused", "Сообщение от ОФД не принято", "The message from the OFD was not accepted", Advice::Operator),
    row(0x80, "operatorTimeout", "ОФД не ответил вовремя", "The OFD did not answer in time", Advice::Operator),
    unresolved(0x21, "noFnLink", "Нет связи с ФН", "No connection to the fiscal drive", Advice::Service),
    row(0x22, "fnNotActivated", "ФН не активирован: ККТ не зарегистрирована", "The fiscal drive is not activated: the register is not registered", Advice::State),
    row(0x23, "fnExpired", "Срок эксплуатации ФН закончился", "The service life of the fiscal drive has ended", Advice::Drive),
    row(0x24, "ffd10Unsupported", "ККТ не работает с ФФД 1.0", "FFD 1.0 is not supported", Advice::Service),
    row(0x25, "fn11Ffd11Unsupported", "ФН 1.1 с ФФД 1.1 не поддерживается", "A fiscal drive 1.1 with FFD 1.1 is not supported", Advice::Service),
    unresolved(0x26, "noFnInfo", "Не удалось получить сведения о ФН", "The data of the fiscal drive could not be read", Advice::Service),
    row(0x27, "notPassedToFn", "Документ не дошёл до ФН", "The document did not reach the fiscal drive", Advice::Service),
    row(0x28, "noFnFormat", "Не удалось запросить формат ФН", "The format of the fiscal drive could not be read", Advice::Service),
    row(0x29, "registrationsExhausted", "Регистраций больше не осталось", "The limit of registrations is used up", Advice::Service),
    unresolved(0x2A, "cannotFinishRegistration", "Не удалось завершить регистрацию", "The registration could not be finished", Advice::Service),
    unresolved(0x2B, "cannotFinishShiftOpening", "Не удалось завершить открытие смены", "The opening of the shift could not be finished", Advice::Service),
    unresolved(0x2C, "cannotFinishCurrentState", "Не удалось завершить отчёт о состоянии расчётов", "The report on the state of settlements could not be finished", Advice::Service),
    unresolved(0x2D, "cannotFinishReceipt", "Не удалось завершить чек", "The receipt could not be finished", Advice::Service),
    unresolved(0x2E, "cannotFinishShiftClosing", "Не удалось завершить закрытие смены", "The closing of the shift could not be finished", Advice::Service),
    unresolved(0x2F, "cannotFinishArchive", "Не удалось завершить закрытие ФН", "The closing of the fiscal drive could not be finished", Advice::Service),
    row(0x30, "shiftClosed", "Смена не открыта", "The shift is not open", Advice::OpenShift),
    row(0x31, "wrongJson", "Устройство не разобрало запрос", "The device could not parse the request", Advice::Protocol),
    row(0x32, "required", "Не хватает обязательного поля", "A required field is missing", Advice::Fix),
    row(0x33, "wrongValue", "Устройство не приняло значение поля", "The device did not accept the value of a field", Advice::Fix),
    unresolved(0x34, "printFailed", "Печать не удалась", "Printing failed", Advice::Printer),
];

/// Printing failed. A document registered before that stays registered.
const PRINT_FAILED: i64 = 0x34;

/// What a code means. An unknown code leaves open whether the document was made.
pub(super) fn refused(code: i64, vendor: BackendError) -> Refused {
    let row = ROWS.iter().find(|row| row.code == code);
    let message = code_message("iCASH", code, row.map(|row| (row.name, row.ru, row.en)));
    let advice = row.map_or(Advice::Service, |row| row.advice);
    let by_state = matches!(advice, Advice::State | Advice::OpenShift | Advice::CloseShift);
    Refused {
        refusal: Refusal { message, advice: advice.text(), retry: advice.retry(), faults: Vec::new(), by_state },
        vendor,
        unresolved: row.is_none_or(|row| row.unresolved),
        not_printed: code == PRINT_FAILED,
        key: None,
    }
}

impl Advice {
    fn retry(self) -> Retry {
        match self {
            Self::Fix | Self::Split => Retry::FixInput,
            _ => Retry::Service,
        }
    }

    fn text(self) -> Text {
        match self {
            Self::Fix => Text::of(
                "Исправьте в документе поля, которые назвало устройство, и повторите.",
                "Fix the fields of the document that the device named and retry.",
            ),
            Self::State => Text::of(
                "Проверьте состояние ККТ: смену, регистрацию, фазу ФН (getDeviceStatus, getShiftStatus).",
                "Check the state of the register: shift, registration, fiscal drive phase (getDeviceStatus, getShiftStatus).",
            ),
            Self::Service => Text::of(
                "Перезагрузите ККТ. Если ошибка повторится, обратитесь в сервисный центр.",
                "Restart the register. If the error repeats, call its service centre.",
            ),
            Self::Split => Text::of(
                "Разделите документ на несколько: в каждом меньше позиций.",
                "Split the document into several with fewer items each.",
            ),
            Self::Drive => Text::of(
                "Замените ФН: закройте смену (closeShift), дождитесь передачи документов в ОФД (ofdExchangeStatus), закройте \
                 архив (closeArchive), установите новый ФН и зарегистрируйте замену (fnChange).",
                "Replace the fiscal drive: close the shift (closeShift), wait until the OFD has all documents \
                 (ofdExchangeStatus), close the archive (closeArchive), insert a new drive and register it (fnChange).",
            ),
            Self::Clock => Text::of(
                "Сверьте часы ККТ с точным временем и исправьте их (setDateTime).",
                "Compare the clock of the register with the exact time and set it (setDateTime).",
            ),
            Self::OpenShift => {
                Text::of("Откройте смену (openShift) и повторите.", "Open a shift (openShift) and retry.")
            }
            Self::CloseShift => Text::of(
                "Закройте смену (closeShift), откройте новую и повторите.",
                "Close the shift (closeShift), open a new one and retry.",
            ),
            Self::Operator => Text::of(
                "Проверьте связь ККТ с ОФД и очередь непереданных документов (ofdExchangeStatus).",
                "Check the connection of the register to the OFD and its queue of unsent documents (ofdExchangeStatus).",
            ),
            Self::Printer => Text::of(
                "Проверьте бумагу и крышку принтера, затем повторите.",
                "Check the paper and the cover of the printer, then retry.",
            ),
            Self::Protocol => Text::of(
                "Обновите прошивку ККТ или библиотеку и сообщите разработчикам.",
                "Update the firmware of the register or this library, and report it to the developers.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_of_the_vendors_table_is_known_once() {
        let listed: Vec<i64> = [1..=5, 7..=14, 16..=18, 20..=20, 22..=25, 32..=52, 128..=128]
            .into_iter()
            .flatten()
            .filter(|code| *code != 6)
            .collect();
        let mut known: Vec<i64> = ROWS.iter().map(|row| row.code).collect();
        known.sort_unstable();
        assert_eq!(known, listed);
        let mut names: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ROWS.len());
    }

    #[test]
    fn an_unknown_code_leaves_the_outcome_open() {
        assert!(refused(77, BackendError::default()).unresolved);
        assert!(!refused(0x30, BackendError::default()).unresolved);
    }
}
