//! The words that a receipt has by law for the codes of its tags (order ЕД-7-20/662@). They are the same whichever
//! register prints them.

/// Признак расчёта (1054), from 1.
const SIGNS: [&str; 4] = ["ПРИХОД", "ВОЗВРАТ ПРИХОДА", "РАСХОД", "ВОЗВРАТ РАСХОДА"];

/// Ставка НДС (1199), from 1.
const RATES: [&str; 12] = [
    "НДС 20%",
    "НДС 10%",
    "НДС 20/120",
    "НДС 10/110",
    "НДС 0%",
    "БЕЗ НДС",
    "НДС 5%",
    "НДС 7%",
    "НДС 5/105",
    "НДС 7/107",
    "НДС 22%",
    "НДС 22/122",
];

/// Применяемая система налогообложения (1055), by the number of its bit, from 1.
const TAXATIONS: [&str; 6] = ["ОСН", "УСН ДОХОД", "УСН ДОХОД - РАСХОД", "ЕНВД", "ЕСХН", "ПАТЕНТ"];

/// Признак способа расчёта (1214), from 1.
const METHODS: [&str; 7] = [
    "ПРЕДОПЛАТА 100%",
    "ПРЕДОПЛАТА",
    "АВАНС",
    "ПОЛНЫЙ РАСЧЕТ",
    "ЧАСТИЧНЫЙ РАСЧЕТ И КРЕДИТ",
    "ПЕРЕДАЧА В КРЕДИТ",
    "ОПЛАТА КРЕДИТА",
];

/// Признак предмета расчёта (1212), from 1.
const SUBJECTS: [&str; 13] = [
    "ТОВАР",
    "ПОДАКЦИЗНЫЙ ТОВАР",
    "РАБОТА",
    "УСЛУГА",
    "СТАВКА ИГРЫ",
    "ВЫИГРЫШ ИГРЫ",
    "ЛОТЕРЕЙНЫЙ БИЛЕТ",
    "ВЫИГРЫШ ЛОТЕРЕИ",
    "ПРЕДОСТАВЛЕНИЕ РИД",
    "ПЛАТЕЖ",
    "АГЕНТСКОЕ ВОЗНАГРАЖДЕНИЕ",
    "СОСТАВНОЙ ПРЕДМЕТ РАСЧЕТА",
    "ИНОЙ ПРЕДМЕТ РАСЧЕТА",
];

/// The sums of a receipt by its ways of payment: tag, words.
pub(super) const PAYMENTS: [(u16, &str); 5] = [
    (1031, "НАЛИЧНЫМИ"),
    (1081, "БЕЗНАЛИЧНЫМИ"),
    (1215, "ПРЕДВАРИТЕЛЬНАЯ ОПЛАТА (АВАНС)"),
    (1216, "ПОСЛЕДУЮЩАЯ ОПЛАТА (КРЕДИТ)"),
    (1217, "ИНАЯ ФОРМА ОПЛАТЫ"),
];

/// The address of the tax service's site (1060).
pub(super) const SITE: &str = "www.nalog.gov.ru";

pub(super) fn sign(code: i64) -> &'static str {
    word(&SIGNS, code)
}

pub(super) fn rate(code: i64) -> &'static str {
    word(&RATES, code)
}

pub(super) fn taxation(number: i64) -> &'static str {
    word(&TAXATIONS, number)
}

pub(super) fn method(code: i64) -> &'static str {
    word(&METHODS, code)
}

pub(super) fn subject(code: i64) -> &'static str {
    word(&SUBJECTS, code)
}

/// Название версии ФФД by its code (1209).
pub(super) fn format(code: i64) -> &'static str {
    word(&["1.0", "1.05", "1.1", "1.2"], code)
}

/// The word of a code; nothing for a code that has none.
fn word(words: &[&'static str], code: i64) -> &'static str {
    usize::try_from(code - 1).ok().and_then(|at| words.get(at)).copied().unwrap_or_default()
}
