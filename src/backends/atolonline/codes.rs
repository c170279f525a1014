//! The error codes of the service itself. Those of the register behind it are the driver's ([`super::super::atol_codes`]).

use super::super::{Refused, code_message};
use crate::error::{BackendError, Refusal, Retry, Text};

/// Code of an error: no such access token, or it has expired.
pub(super) const NO_TOKEN: i64 = 10;
pub(super) const TOKEN_EXPIRED: i64 = 11;

/// The service has no document with this id.
pub(super) const UNKNOWN_ID: i64 = 30;

/// The document under this `external_id` is there already.
pub(super) const KNOWN_KEY: i64 = 33;

/// The document has no state yet; it is no error.
pub(super) const NO_STATE_YET: i64 = 34;

type Row = (i64, &'static str, &'static str, &'static str, Retry);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    (0, "unknown", "ошибка сервиса", "an error of the service", Retry::Safe),
    (1, "failed", "сервис не обработал документ", "the service did not process the document", Retry::Safe),
    (10, "no token", "нет токена", "no token", Retry::Safe),
    (11, "token expired", "токен истёк", "the token has expired", Retry::Safe),
    (12, "wrong login", "неверный логин или пароль", "wrong login or password", Retry::FixInput),
    (13, "wrong token request", "запрос токена составлен неверно", "the request for a token is not well formed", Retry::FixInput),
    (14, "user blocked", "пользователь заблокирован", "the user is blocked", Retry::Service),
    (20, "other group", "токен другой группы касс", "the token belongs to another group of registers", Retry::FixInput),
    (21, "other protocol", "группа касс работает по другой версии протокола", "the group of registers works by another version of the protocol", Retry::FixInput),
    (30, "wrong uuid", "неверный идентификатор документа", "wrong id of a document", Retry::Service),
    (31, "operation", "сервис не делает документов такого вида", "the service makes no document of this kind", Retry::FixInput),
    (32, "fields", "сервис не принял поля документа", "the service did not accept fields of the document", Retry::FixInput),
    (33, "known external_id", "документ с таким ключом уже есть", "a document with this key is there already", Retry::Service),
    (34, "no state yet", "состояния документа ещё нет", "the document has no state yet", Retry::Safe),
    (40, "bad request", "запрос составлен неверно", "the request is not well formed", Retry::FixInput),
    (41, "content type", "неверный тип содержимого", "wrong content type", Retry::Service),
    (50, "server", "внутренняя ошибка сервиса", "internal error of the service", Retry::Safe),
    (2003, "other company", "ИНН в документе не совпадает с ИНН организации группы", "the document's ИНН is not that of the group's company", Retry::FixInput),
    (2004, "agent", "ошибка узла сервиса", "an error of a node of the service", Retry::Safe),
    (2005, "agent", "ошибка узла сервиса", "an error of a node of the service", Retry::Safe),
    (2006, "json", "узел сервиса не разобрал документ", "a node of the service could not read the document", Retry::FixInput),
    (2007, "json", "узел сервиса не разобрал документ", "a node of the service could not read the document", Retry::FixInput),
    (2009, "other register", "ИНН в документе не совпадает с ИНН кассы", "the document's ИНН is not that of the register", Retry::FixInput),
];

/// Whether the service did not look at the document: no access, another group or protocol.
pub(super) fn is_shut_out(code: Option<i64>) -> bool {
    code.is_some_and(|code| matches!(code, 10..=14 | 20 | 21))
}

/// The refusal for a code of the service.
pub(super) fn refused(code: i64, vendor: BackendError) -> Refused {
    let row = ROWS.iter().find(|row| row.0 == code);
    let message = match (row, &vendor.text) {
        (Some((_, name, ru, en, _)), Some(text)) if code == 32 => Text::with(
            format!("Отказ АТОЛ Онлайн {code} ({name}): {ru}: {}.", text.trim_end_matches('.')),
            format!("АТОЛ Онлайн returned error {code} ({name}): {en}: {}.", text.trim_end_matches('.')),
        ),
        (row, _) => code_message("АТОЛ Онлайн", code, row.map(|(_, name, ru, en, _)| (*name, *ru, *en))),
    };
    let retry = row.map_or(Retry::Service, |row| row.4);
    let advice = match (code, retry) {
        (12..=14, _) => {
            Text::of("Проверьте login и password в настройках.", "Check login and password in the configuration.")
        }
        (20 | 21, _) => Text::of(
            "Проверьте groupCode в настройках: группа касс должна работать по протоколу версии 5.",
            "Check groupCode in the configuration: the group of registers must work by version 5 of the protocol.",
        ),
        (2003 | 2009, _) => Text::of(
            "Проверьте company.inn в настройках: это ИНН организации, на которую зарегистрированы кассы.",
            "Check company.inn in the configuration: the ИНН of the company that the registers are registered to.",
        ),
        (_, Retry::Safe) => Text::of("Подождите и повторите тот же вызов.", "Wait and retry the same call."),
        (_, Retry::FixInput) => Text::of(
            "Исправьте документ: сервис назвал ошибку. Затем повторите.",
            "Fix the error that the service named, then retry.",
        ),
        _ => Text::of(
            "Обратитесь в поддержку сервиса с этим кодом.",
            "Contact the support of the service with this code.",
        ),
    };
    let refusal = Refusal { message, advice, retry, faults: Vec::new(), by_state: false };
    Refused { refusal, vendor, unresolved: false, not_printed: false, key: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_one_row_in_order() {
        assert!(ROWS.is_sorted_by(|one, next| one.0 < next.0));
    }

    #[test]
    fn fields_that_the_service_names_are_in_the_message() {
        let vendor = BackendError { text: Some("receipt.total".into()), ..BackendError::default() };
        assert!(refused(32, vendor).refusal.message.en.contains("receipt.total"));
        assert!(is_shut_out(Some(12)) && !is_shut_out(Some(32)) && !is_shut_out(None));
    }
}
