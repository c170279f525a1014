//! Refusals in the library's words: those of the server, and those of a register behind it.

use super::super::Refused;
use super::NAME;
use crate::error::{BackendError, Refusal, Retry, Text};

/// A refusal by the server, which accepted nothing. The HTTP status decides whether a retry can help.
pub(super) fn by_server(status: u16, vendor: BackendError) -> Refused {
    let text = vendor.text.clone().unwrap_or_default();
    let (retry, advice) = match status {
        401 | 403 => (
            Retry::FixInput,
            Text::of(
                "Проверьте apiKey и creItemId в настройках: сервер не знает такого магазина или кассы.",
                "Check apiKey and creItemId in the configuration: the server does not know this shop or register.",
            ),
        ),
        429 => (Retry::Safe, Text::of("Подождите и повторите тот же вызов.", "Wait and retry the same call.")),
        _ => (
            Retry::FixInput,
            Text::of(
                "Исправьте документ: сервер назвал ошибку. Затем повторите.",
                "Fix the error that the server named, then retry.",
            ),
        ),
    };
    let message = Text::with(
        format!("Сервер Айти Кассы не принял запрос: {text}."),
        format!("The server of Айти Касса did not accept the request: {text}."),
    );
    refused(message, advice, retry, vendor)
}

/// A refusal by the register. Its error codes depend on its model, so the code is passed on without an explanation. 255
/// is the server's own code for a lost link.
pub(super) fn by_device(code: i64, vendor: BackendError) -> Refused {
    if code == 255 {
        let message = Text::of("Сервер потерял связь с кассой.", "The server lost the connection to the register.");
        let advice = Text::of(
            "Проверьте кассу и её связь. Проверьте в личном кабинете или на ленте кассы, есть ли документ.",
            "Check the register and its connection. Look in the service account or on the receipt tape for the document.",
        );
        return refused(message, advice, Retry::Service, vendor);
    }
    let message = Text::with(format!("Касса ответила ошибкой {code}."), format!("The register returned error {code}."));
    let advice = Text::of(
        "Устраните причину, которую назвала касса, и повторите тот же документ.",
        "Remove the cause that the register named, then retry the same document.",
    );
    refused(message, advice, Retry::Service, vendor)
}

/// The refusal if the service does not list our register.
pub(super) fn unknown_register() -> Refused {
    let message =
        Text::of("Кассы с таким creItemId у этого магазина нет.", "This shop has no register with this creItemId.");
    let advice = Text::of(
        "Исправьте creItemId в настройках: идентификаторы касс показывает cre/items.",
        "Fix creItemId in the configuration: cre/items lists the ids of the registers.",
    );
    let vendor = BackendError { name: NAME, ..BackendError::default() };
    Refused { key: Some("creItemId"), ..refused(message, advice, Retry::FixInput, vendor) }
}

fn refused(message: Text, advice: Text, retry: Retry, vendor: BackendError) -> Refused {
    let refusal = Refusal { message, advice, retry, faults: Vec::new(), by_state: false };
    Refused { refusal, vendor, unresolved: false, not_printed: false, key: None }
}
