//! The refusals of the service: code, HTTP status, and the one form of the answer.

use super::schema::Faults;
use crate::clock::Moment;
use crate::guid::guid;
use crate::http::Answer;
use serde_json::{Value, json};

pub(super) const PROCESSING: u16 = 1;
pub(super) const NO_TOKEN: u16 = 10;
pub(super) const TOKEN_EXPIRED: u16 = 11;
pub(super) const WRONG_LOGIN: u16 = 12;
pub(super) const LOGIN_FIELDS: u16 = 13;
pub(super) const BLOCKED: u16 = 14;
pub(super) const OTHER_GROUP: u16 = 20;
pub(super) const OTHER_PROTOCOL: u16 = 21;
pub(super) const WRONG_UUID: u16 = 30;
pub(super) const OPERATION: u16 = 31;
pub(super) const FIELDS: u16 = 32;
pub(super) const KNOWN_ID: u16 = 33;
pub(super) const NOT_READY: u16 = 34;
pub(super) const BAD_REQUEST: u16 = 40;
pub(super) const CONTENT_TYPE: u16 = 41;
pub(super) const INTERNAL: u16 = 50;

/// Code, HTTP status, text.
const CODES: [(u16, u16, &str); 17] = [
    (0, 400, "Неизвестная ошибка"),
    (PROCESSING, 400, "Не удалось обработать запрос, повторите его"),
    (NO_TOKEN, 401, "Нет токена"),
    (TOKEN_EXPIRED, 401, "Срок действия токена истёк"),
    (WRONG_LOGIN, 401, "Неверный логин или пароль"),
    (LOGIN_FIELDS, 400, "Неверные поля запроса токена"),
    (BLOCKED, 403, "Пользователь заблокирован"),
    (OTHER_GROUP, 401, "Код группы не соответствует токену"),
    (OTHER_PROTOCOL, 401, "Группа работает по другой версии протокола"),
    (WRONG_UUID, 400, "Неверный UUID"),
    (OPERATION, 400, "Нет такой операции"),
    (FIELDS, 400, "Неверные поля"),
    (KNOWN_ID, 400, "Документ с таким external_id и group_code уже есть"),
    (NOT_READY, 200, "Состояние документа ещё не найдено"),
    (BAD_REQUEST, 400, "Неверный запрос"),
    (CONTENT_TYPE, 415, "Неверный Content-Type"),
    (INTERNAL, 500, "Внутренняя ошибка"),
];

/// A refused request: an error code of the protocol with its HTTP status.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    code: u16,
    status: u16,
    text: String,
    uuid: Option<String>,
}

impl Refusal {
    /// The refusal with this code of the protocol; an unknown code gives an internal error.
    pub(super) fn new(code: u16) -> Self {
        let row = CODES.iter().find(|(known, ..)| *known == code).unwrap_or(&CODES[CODES.len() - 1]);
        Self { code: row.0, status: row.1, text: row.2.to_owned(), uuid: None }
    }

    /// A refusal whose text ends with what exactly is wrong.
    pub(super) fn because(code: u16, why: &str) -> Self {
        let refusal = Self::new(code);
        Self { text: format!("{}: {why}", refusal.text), ..refusal }
    }

    /// Fails with this code if any field is wrong. The text lists all of them.
    pub(super) fn of_fields(code: u16, faults: &Faults) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self::because(code, &faults.join("; "))) }
    }

    /// The refusal is about the document with this uuid.
    pub(super) fn about(self, uuid: &str) -> Self {
        Self { uuid: Some(uuid.to_owned()), ..self }
    }

    pub(super) fn answer(&self, now: Moment) -> Answer {
        let state = if matches!(self.code, KNOWN_ID | NOT_READY) { "wait" } else { "fail" };
        let body = json!({
            "uuid": self.uuid, "status": state,
            "error": {"error_id": guid(), "code": self.code, "text": self.text, "type": "system"},
            "timestamp": now.printed_seconds(),
        });
        Answer { status: self.status, ..Answer::json(&body) }
    }
}

/// The answer to a request that was accepted: the document waits.
pub(super) fn accepted(uuid: &str, now: Moment) -> Answer {
    Answer::json(&json!({"uuid": uuid, "status": "wait", "error": Value::Null, "timestamp": now.printed_seconds()}))
}
