//! Failures of a call: a code of the interface and a text, made from an error of the core.

use super::numbers::error as code;
use kassa::Outcome;
use kassa::error::{Error, ErrorKind, Fault, Problem, Rule};

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Code of the interface.
    pub code: i32,
    /// What happened, in Russian, as the texts of the interface are.
    pub text: String,
    /// What to do.
    pub advice: String,
}

/// Result of what may fail in a call.
pub type Result<T> = core::result::Result<T, Failure>;

/// The text of code 0.
pub const NO_ERROR: &str = "Ошибок нет";

/// Most faults of a document that the text names.
const MOST_FAULTS: usize = 10;

impl Failure {
    /// A failure that this library has found.
    pub fn new(code: i32, text: impl Into<String>) -> Self {
        Self { code, text: text.into(), advice: String::new() }
    }

    /// A function that no register of kassa can serve.
    pub fn not_supported(function: &str) -> Self {
        Self::new(code::NOT_SUPPORTED, format!("Не поддерживается: {function}"))
    }

    /// A parameter that is missing.
    pub fn missing(name: &str) -> Self {
        Self::new(code::NO_REQUIRED_PARAM, format!("Не задан обязательный параметр {name}"))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let mut text = error.message().told(true);
        for fault in error.faults().iter().take(MOST_FAULTS) {
            text += &format!(" {}: {}.", fault.path, fault.problem.message().told(true));
        }
        let vendor = error.backend.as_ref().and_then(|backend| backend.code);
        if let Some(vendor) = vendor.filter(|vendor| !text.contains(&vendor.to_string())) {
            text += &format!(" [{vendor}]");
        }
        Self { code: code_of(&error), text, advice: advised(&error) }
    }
}

/// The failure of a task that a program gives as JSON: its faults have the form in which programs look for the field.
pub fn of_json(error: Error) -> Failure {
    let faults = error.faults();
    if faults.is_empty() || !matches!(error.kind, ErrorKind::BadDocument(_)) {
        return error.into();
    }
    let told: Vec<String> = faults.iter().take(MOST_FAULTS).map(json_fault).collect();
    Failure { code: code::RECEIPT_PARSE_ERROR, text: told.join("; "), advice: advised(&error) }
}

/// What to do, in the words of this interface.
fn advised(error: &Error) -> String {
    error.advice().told(true).replace("kassa_recover с этим externalId", "checkDocumentClosed")
}

fn json_fault(fault: &Fault) -> String {
    let path = &fault.path;
    match &fault.problem {
        Problem::Missing => format!("Поле \"{path}\" отсутствует"),
        Problem::Type(expected) => format!("Поле \"{path}\" имеет неверный тип (ожидается \"{expected}\")"),
        problem => {
            let value = fault.value.as_deref().unwrap_or_default();
            format!("Некорректное значение поля \"{path}\" ({value}): {}", problem.message().told(true))
        }
    }
}

/// The code of an error.
fn code_of(error: &Error) -> i32 {
    match &error.kind {
        ErrorKind::BadConfig(_) => code::INVALID_SETTINGS,
        ErrorKind::BadDocument(faults) => faults.first().map_or(code::INVALID_PARAM, code_of_fault),
        ErrorKind::Unsupported { .. } => code::NOT_SUPPORTED,
        ErrorKind::NoLink(_)
        | ErrorKind::Lost(_)
        | ErrorKind::Unasked(_)
        | ErrorKind::NoAnswer(_)
        | ErrorKind::CallUnresolved { .. }
        | ErrorKind::NotMade => code::NO_CONNECTION,
        ErrorKind::Refused(refusal) => {
            of_vendor(error).or_else(|| refusal.faults.first().map(code_of_fault)).unwrap_or(code::INVALID_PARAM)
        }
        ErrorKind::Unclear(_) => of_vendor(error).unwrap_or(code::CLOSE_RECEIPT_INTERRUPTED),
        ErrorKind::ShiftAlready { open: true } => code::DENIED_IN_OPENED_SHIFT,
        ErrorKind::ShiftAlready { open: false } => code::DENIED_IN_CLOSED_SHIFT,
        ErrorKind::NothingFound(_) | ErrorKind::NotFound => code::FN_NO_MORE_DATA,
        ErrorKind::Discarded | ErrorKind::Cancelled => code::DOCUMENT_CANCELED,
        ErrorKind::TakenOver { .. } if error.outcome == Outcome::NotSent => code::BUSY,
        ErrorKind::Untraceable | ErrorKind::Forgotten | ErrorKind::Repeated(_) | ErrorKind::TakenOver { .. } => {
            code::CLOSE_RECEIPT_INTERRUPTED
        }
        ErrorKind::Pending(_)
        | ErrorKind::Blocked(_)
        | ErrorKind::Busy
        | ErrorKind::WithinProgress
        | ErrorKind::EarlierUnresolved(_)
        | ErrorKind::JournalHeld => code::BUSY,
        ErrorKind::Journal(_) | ErrorKind::JournalLost { .. } => code::JOURNAL,
        ErrorKind::IdReused => code::DATA_DUPLICATE,
        ErrorKind::NullArgument(_) | ErrorKind::NotText(_) | ErrorKind::BadSize => code::INVALID_PARAM,
        ErrorKind::BadHandle | ErrorKind::Forked => code::CONNECTION_DISABLED,
        ErrorKind::Internal(_) => code::INTERNAL,
    }
}

/// The code of a fault, by its rule and its place.
fn code_of_fault(fault: &Fault) -> i32 {
    let at = |name: &str| fault.path.contains(name);
    match fault.problem.rule() {
        Rule::PaymentsCover => code::NOT_FULLY_PAID,
        Rule::NonCash => code::NONCACH_PAYMENTS_TOO_MUCH,
        Rule::Total => code::INVALID_TOTAL,
        Rule::LineSum => code::INVALID_SUM,
        Rule::Vat => code::INVALID_TAX_SUM,
        Rule::Agent => code::INVALID_AGENT_FISCAL_PROPERTY,
        _ if at("taxationType") => code::INVALID_TAXATION_TYPE,
        _ if at("tax.type") || at("taxes") => code::INVALID_TAX_TYPE,
        _ if at("quantity") => code::INVALID_QUANTITY,
        Rule::Fraction => code::INVALID_SUM,
        Rule::TextLength | Rule::Encoding => code::FISCAL_PROPERTY_WRITE,
        Rule::Carried => code::NOT_SUPPORTED,
        _ if matches!(fault.problem, Problem::Missing) => code::NO_REQUIRED_FISCAL_PROPERTY,
        _ if at("price") || at("amount") || at("sum") || at("Sum") => code::INVALID_SUM,
        _ => code::INVALID_PARAM,
    }
}

/// The code of what the register itself reported. Behind ATOL's servers stands ATOL's driver, whose numbers these are.
fn of_vendor(error: &Error) -> Option<i32> {
    let backend = error.backend.as_ref()?;
    let driver = match backend.name {
        "atolweb" => error.device.as_ref().and_then(|device| device.code).or(backend.code),
        "atolonline" => error.device.as_ref().and_then(|device| device.code),
        _ => None,
    };
    if let Some(driver) = driver.and_then(|driver| i32::try_from(driver).ok()) {
        return Some(driver);
    }
    let own = backend.code?;
    let rows = match backend.name {
        "icash" => ICASH,
        "cashcore" => CASHCORE,
        _ => &[],
    };
    rows.iter().find(|(code, _)| *code == own).map(|(_, number)| *number)
}

/// Codes of iCASH.
#[rustfmt::skip]
const ICASH: &[(i64, i32)] = &[
    (0x03, code::FN_FAULT), (0x04, code::FN_CRYPTO_FAULT), (0x07, code::DATE_TIME_LESS_THAN_FS), (0x08, code::FN_NO_MORE_DATA),
    (0x0C, code::DATA_DUPLICATE), (0x0D, code::NO_REQUIRED_FISCAL_PROPERTY), (0x0E, code::RECEIPT_BUFFER_OVERFLOW),
    (0x10, code::RECEIPT_BUFFER_OVERFLOW), (0x12, code::FN_OVERFLOW), (0x16, code::SHIFT_EXPIRED),
    (0x18, code::FISCAL_PROPERTY_WRITE), (0x19, code::FISCAL_PROPERTY_DENIED), (0x21, code::FN_INTERFACE),
    (0x22, code::FISCAL_PRINTER_NOT_ACTIVATED), (0x23, code::FN_EXPIRED), (0x30, code::DENIED_IN_CLOSED_SHIFT),
    (0x32, code::NO_REQUIRED_FISCAL_PROPERTY), (0x34, code::NO_PAPER),
];

/// Codes of CashCore.
#[rustfmt::skip]
const CASHCORE: &[(i64, i32)] = &[
    (5, code::INVALID_PASSWORD), (26, code::DENIED_IN_OPENED_SHIFT), (31, code::SHIFT_EXPIRED), (35, code::DENIED_IN_CLOSED_SHIFT),
    (43, code::FN_NO_MORE_DATA), (47, code::INVALID_QUANTITY), (52, code::INVALID_TOTAL), (53, code::INVALID_SUM),
    (55, code::NONCACH_PAYMENTS_TOO_MUCH), (57, code::NOT_FULLY_PAID), (58, code::NO_CASH), (60, code::INVALID_TAXATION_TYPE),
    (66, code::BUSY), (69, code::BUSY),
];

/// Whether it is not known if the document of this error exists.
pub fn is_unresolved(error: &Error) -> bool {
    error.outcome == Outcome::Unknown && !error.query
}

#[cfg(test)]
mod tests {
    use super::*;
    use kassa::{Task, Text};

    #[test]
    fn faults_of_json_have_the_form_that_programs_look_for() {
        let fault = |path: &str, value: Option<&str>, problem| Fault {
            path: path.into(),
            value: value.map(str::to_owned),
            problem,
        };
        let faults = vec![
            fault("items[0].name", None, Problem::Missing),
            fault("total", Some("a"), Problem::Type("number")),
            fault("items[0].price", Some("-1"), Problem::Range("0–42949672.95".into())),
        ];
        let failure = of_json(Error::before(ErrorKind::BadDocument(faults)));
        assert_eq!(failure.code, 501);
        let beginning = "Поле \"items[0].name\" отсутствует; Поле \"total\" имеет неверный тип (ожидается \"number\"); \
                         Некорректное значение поля \"items[0].price\" (-1): ";
        assert!(failure.text.starts_with(beginning), "{}", failure.text);
        assert_eq!(of_json(Task::from_json("{").unwrap_err()).code, 501);
    }

    #[test]
    fn a_fault_has_the_code_of_its_rule() {
        for (path, problem, code) in [
            ("payments", Problem::PaymentsCover("1".into()), 66),
            ("payments", Problem::NonCash("1".into()), 52),
            ("total", Problem::Total("1".into()), 227),
            ("items[0].amount", Problem::LineSum("1".into()), 16),
            ("items[0].quantity", Problem::Fraction(3), 17),
            ("items[0].tax.sum", Problem::Vat("1".into()), 243),
            ("taxationType", Problem::Missing, 143),
            ("items[0].imcParams", Problem::NotCarried("icash"), 11),
            ("items[0].agentInfo", Problem::Agent(Text::of("а", "a")), 167),
            ("operator.name", Problem::Missing, 161),
        ] {
            let failure = Failure::from(Error::before(ErrorKind::BadDocument(vec![Fault {
                path: path.into(),
                value: None,
                problem,
            }])));
            assert_eq!(failure.code, code, "{path}");
            assert!(failure.text.contains(path), "{}", failure.text);
        }
    }
}
