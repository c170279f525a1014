//! The errors of the service (§2.1.5, §2.2.1, §2.3.1, §2.4.1, §2.5.2, table П1.2): meaning, path in the caller's
//! document, advice.

use super::super::Refused;
use crate::error::{BackendError, Fault, Problem, Refusal, Retry, Text};

struct Row {
    name: &'static str,
    ru: &'static str,
    en: &'static str,
    advice: Advice,
    /// Path in the caller's document, if the error is about one place.
    path: &'static str,
}

/// What to do about a group of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Advice {
    /// Check the login and its rights.
    Access,
    /// Check the account in the configuration.
    Account,
    /// Check the ids of the call.
    Id,
    /// Fix the data of the call.
    Fix,
    /// The application has another status. Do what it waits for.
    State,
    /// Enter the data that the service could not find by itself.
    Fill,
    /// Retry later, then ask the service's support.
    Service,
}

/// An error that an answer names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// As the answer spells it.
    pub text: String,
    /// Index in [`ROWS`]; `None` for a missing field.
    at: Option<usize>,
}

/// Prefix of the errors about missing fields (§2.5.2): `Missing_KktDetails.FnName`.
const MISSING: &str = "Missing_";

const fn row(name: &'static str, ru: &'static str, en: &'static str, advice: Advice, path: &'static str) -> Row {
    Row { name, ru, en, advice, path }
}

#[rustfmt::skip]
const ROWS: [Row; 11] = [
    row("OfdAgreementNotFound", "Личный кабинет не найден", "The account was not found", Advice::Account, ""),
    row("AccessDenied", "Нет доступа", "Access is denied", Advice::Access, ""),
    row("ApplicationNotFound", "Заявка не найдена", "The application was not found", Advice::Id, "id"),
    row("InvalidStatus", "Статус заявки не допускает этого действия", "The status of the application does not allow this action", Advice::State, ""),
    row("ErrorAutoFillingCompanyData", "Данные компании не найдены", "The data of the company was not found", Advice::Fill, "CompanyDetails"),
    row("ErrorAutoFillingDirectorData", "Данные руководителя не найдены", "The data of the director was not found", Advice::Fill, "CompanyDetails.Director"),
    row("ErrorAutoFillingCompanyAddress", "Адрес компании не найден", "The address of the company was not found", Advice::Fill, "CompanyDetails.LegalAddress"),
    row("ErrorAutoFillingKktInstallmentPlace", "Адрес установки ККТ не найден", "The installation address of the register was not found", Advice::Fill, "KktDetails.InstallmentAddress"),
    row("ValidationError", "Данные не приняты", "The data was not accepted", Advice::Fix, ""),
    row("AgreementNotFound", "Личный кабинет не найден", "The account was not found", Advice::Account, ""),
    row("InternalError", "Ошибка на стороне OFD.ru", "An error on the OFD.ru side", Advice::Service, ""),
];

/// The error that a word of an answer names, if any.
pub(super) fn named(word: &str) -> Option<Named> {
    let at = ROWS.iter().position(|row| row.name == word);
    let missing = word.strip_prefix(MISSING).is_some_and(|field| !field.is_empty());
    (at.is_some() || missing).then(|| Named { text: word.to_owned(), at })
}

/// The refusal for the errors of an answer. The first one decides on the message and the advice.
pub(super) fn refused(named: &[Named], vendor: BackendError) -> Refused {
    let row = named.first().and_then(|named| named.at).map(|at| &ROWS[at]);
    let name = named.first().map_or_else(|| vendor.text.clone().unwrap_or_default(), |named| named.text.clone());
    let (ru, en) = match row {
        Some(row) => (row.ru, row.en),
        None if named.is_empty() => ("Причина указана в ответе", "The answer gives the reason"),
        None => ("Не заполнены обязательные поля", "Required fields are missing"),
    };
    let message =
        Text::with(format!("Отказ OFD.ru ({name}): {ru}."), format!("OFD.ru returned an error ({name}): {en}."));
    let advice = row.map_or(if named.is_empty() { Advice::Service } else { Advice::Fix }, |row| row.advice);
    let faults = named.iter().filter_map(fault).collect();
    refusal(message, advice, faults, vendor)
}

/// The refusal if the service gave no token.
pub(super) fn no_token(vendor: BackendError) -> Refused {
    let message = Text::of("OFD.ru не приняла login и password.", "OFD.ru did not accept login and password.");
    refusal(message, Advice::Access, Vec::new(), vendor)
}

fn refusal(message: Text, advice: Advice, faults: Vec<Fault>, vendor: BackendError) -> Refused {
    let refusal = Refusal { message, advice: advice.text(), retry: advice.retry(), faults, by_state: false };
    Refused { refusal, vendor, unresolved: false, not_printed: false, key: None }
}

/// The fault with the path in the caller's document, for errors about one place.
fn fault(named: &Named) -> Option<Fault> {
    let (path, problem) = match named.at.map(|at| &ROWS[at]) {
        None => (named.text.strip_prefix(MISSING)?, Problem::Missing),
        Some(row) if row.path.is_empty() => return None,
        Some(row) => (row.path, Problem::Device(row.name.to_owned())),
    };
    Some(Fault { path: path.to_owned(), value: None, problem })
}

impl Advice {
    fn retry(self) -> Retry {
        match self {
            Self::Service => Retry::Service,
            _ => Retry::FixInput,
        }
    }

    fn text(self) -> Text {
        match self {
            Self::Access => Text::of(
                "Проверьте login и password в настройках и права этого пользователя в OFD.ru.",
                "Check login and password in the configuration and the permissions of this user at OFD.ru.",
            ),
            Self::Account => Text::of(
                "Проверьте ofdAgreementId в настройках: это идентификатор личного кабинета в OFD.ru.",
                "Check ofdAgreementId in the configuration: it is the id of the account at OFD.ru.",
            ),
            Self::Id => Text::of(
                "Проверьте id: список заявок кабинета даёт GET application.",
                "Check the id: GET application lists the applications of the account.",
            ),
            Self::Fix => Text::of("Исправьте данные и повторите.", "Fix the data and retry."),
            Self::State => Text::of(
                "Проверьте Stage и Status заявки (GET application) и выполните нужный в этом статусе шаг.",
                "Check Stage and Status of the application (GET application) and do the step that this status needs.",
            ),
            Self::Fill => Text::of(
                "Заполните эти данные в заявке сами (PUT application) и повторите.",
                "Fill in this data in the application yourself (PUT application) and retry.",
            ),
            Self::Service => Text::of(
                "Повторите позже. Если ошибка повторится, обратитесь в поддержку OFD.ru.",
                "Retry later. If the error repeats, contact the support of OFD.ru.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_the_document_has_its_text_and_class() {
        let listed = "OfdAgreementNotFound AccessDenied ApplicationNotFound InvalidStatus ErrorAutoFillingCompanyData \
            ErrorAutoFillingDirectorData ErrorAutoFillingCompanyAddress ErrorAutoFillingKktInstallmentPlace \
            ValidationError AgreementNotFound InternalError";
        let names: Vec<&str> = ROWS.iter().map(|row| row.name).collect();
        assert_eq!(names, listed.split_whitespace().collect::<Vec<_>>());
        for name in names {
            let refused = refused(&[named(name).unwrap()], BackendError::default());
            assert!(refused.refusal.message.ru.contains(name) && refused.refusal.message.en.contains(name));
            assert!(!refused.unresolved);
        }
    }

    #[test]
    fn only_a_fault_on_the_services_side_is_not_the_callers() {
        let retry = |name| refused(&[named(name).unwrap()], BackendError::default()).refusal.retry;
        assert_eq!(retry("InternalError"), Retry::Service);
        assert_eq!(retry("ValidationError"), Retry::FixInput);
        assert_eq!(refused(&[], BackendError::default()).refusal.retry, Retry::Service);
        assert_eq!(named("Missing_"), None);
    }
}
