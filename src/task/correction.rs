//! Reads the basis of a correction (основание для коррекции): task vocabulary §2.5.

use super::read::{Fields, Need};
use super::receipt::Correction;
use super::words::CorrectionKind;
use crate::error::{Problem, Text};
use time::Date;

pub(super) fn read(fields: &Fields) -> Correction {
    let kind = fields.word("correctionType", Need::Optional, None);
    let date = fields.date("correctionBaseDate", Need::Optional);
    let number = fields.text("correctionBaseNumber", Need::Optional, 32);
    let name = fields.text("correctionBaseName", Need::Optional, 256);
    if fields.peek("correctionType").is_none_or(super::json::Node::is_empty) {
        let text = Text::of(
            "Укажите вид коррекции: self (самостоятельно) или instruction (по предписанию)",
            "Give the kind of correction: self (on own initiative) or instruction (by order)",
        );
        fields.judge("correctionType", Problem::Correction(text));
    }
    let no_date = fields.peek("correctionBaseDate").is_none_or(|node| node.is_missing() || node.show().is_empty());
    if no_date {
        let text = Text::of("Укажите дату исправляемого расчёта", "Give the date of the settlement to correct");
        fields.judge("correctionBaseDate", Problem::Correction(text));
    }
    if let Some(date) = date {
        check_base_date(fields, date);
    }
    if kind == Some(CorrectionKind::Instruction) && number.is_none() {
        let text = Text::of(
            "Для коррекции по предписанию нужен его номер",
            "A correction by order needs the number of the order",
        );
        fields.judge("correctionBaseNumber", Problem::Correction(text));
    }
    Correction { kind, date, number, name }
}

/// The corrected settlement was made before the correction, and by a register: the first ones came in the nineties.
fn check_base_date(fields: &Fields, date: Date) {
    // The calendar of the register may be a day ahead of that of Greenwich.
    let tomorrow = fields.reader.policy.today.next_day().unwrap_or(Date::MAX);
    let text = if date > tomorrow {
        Text::of(
            "Дата исправляемого расчёта ещё не наступила",
            "The date of the settlement to correct is in the future",
        )
    } else if date.year() < 1990 {
        Text::of(
            "Это не дата исправляемого расчёта: так записывают пустую дату",
            "This is not the date of the settlement to correct: an empty date is written like this",
        )
    } else {
        return;
    };
    fields.judge("correctionBaseDate", Problem::Correction(text));
}
