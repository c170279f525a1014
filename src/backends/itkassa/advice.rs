//! Refusals in our words: those of the server, and those of a register behind it.

use super::super::Refused;
use crate::error::{BackendError, Refusal, Retry, Text};

/// The server took nothing.
pub(super) fn by_server(status: u16, said: BackendError) -> Refused {
    let text = said.text.clone().unwrap_or_default();
    let (retry, advice) = match status {
        401 | 403 => (
            Retry::FixInput,
            Text::of(
                "Проверьте apiKey и creItemId в настройках: сервер не узнал магазин или кассу.",
                "Check apiKey and creItemId in the configuration: the server knows no such shop or register.",
            ),
        ),
        429 => (Retry::Safe, Text::of("Подождите и повторите тот же вызов.", "Wait and make the same call again.")),
        _ => (
            Retry::FixInput,
            Text::of(
                "Исправьте документ по тексту сервера и повторите.",
                "Mend the document by the server's text and send it again.",
            ),
        ),
    };
    let message = Text::with(
        format!("Сервер Айти Кассы не принял запрос: {text}."),
        format!("The server of Айти Касса did not take the request: {text}."),
    );
    refused(message, advice, retry, said)
}

/// A register said no. Its codes are those of its model, so only the text tells more.
pub(super) fn by_device(code: i64, said: BackendError) -> Refused {
    if code == 255 {
        let message = Text::of("Сервер потерял связь с кассой.", "The server lost its link to the register.");
        let advice = Text::of(
            "Проверьте кассу и её связь. Есть ли чек, видно в личном кабинете или на ленте кассы.",
            "Check the register and its link. Whether the document exists is seen in the service's office or on the tape.",
        );
        return refused(message, advice, Retry::Service, said);
    }
    let message = Text::with(format!("Касса ответила ошибкой {code}."), format!("The register says error {code}."));
    let advice = Text::of(
        "Устраните причину, которую назвала касса, и повторите тот же документ.",
        "Remove the cause that the register names, and send the same document again.",
    );
    refused(message, advice, Retry::Service, said)
}

fn refused(message: Text, advice: Text, retry: Retry, said: BackendError) -> Refused {
    let refusal = Refusal { message, advice, retry, faults: Vec::new() };
    Refused { refusal, said, doubtful: false, not_printed: false }
}
