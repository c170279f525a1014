//! Refusals: the error numbers of §9, and the faults of the request's fields.

use crate::http::Answer;
use crate::json::Step;
use serde_json::{Map, Value, json};

pub(super) const WRONG_STATE: u16 = 2;
pub(super) const DRIVE_FAILED: u16 = 3;
pub(super) const WRONG_TIME: u16 = 7;
pub(super) const NO_DATA: u16 = 8;
pub(super) const WRONG_PARAMETER: u16 = 9;
pub(super) const TOO_LARGE: u16 = 16;
pub(super) const SHIFT_TOO_LONG: u16 = 22;
pub(super) const NOT_AS_REGISTERED: u16 = 25;
pub(super) const OFD_MESSAGE_REFUSED: u16 = 32;
pub(super) const NOT_ACTIVATED: u16 = 34;
pub(super) const SHIFT_CLOSED: u16 = 48;
pub(super) const NO_JSON: u16 = 49;
pub(super) const REQUIRED: u16 = 50;
pub(super) const WRONG_VALUE: u16 = 51;

const TEXTS: [(u16, &str); 43] = [
    (1, "Нет такой команды, либо её параметры не по протоколу ФН"),
    (WRONG_STATE, "ФН в другом состоянии"),
    (DRIVE_FAILED, "ФН отказал"),
    (4, "Криптосопроцессор ФН отказал"),
    (5, "Параметры не подходят сроку жизни ФН"),
    (WRONG_TIME, "Дата или время неверны"),
    (NO_DATA, "Таких данных нет"),
    (WRONG_PARAMETER, "Параметр команды неверен"),
    (10, "Команда неверна для ФН 1.1"),
    (11, "Реквизит не разрешён в ФН 1.1"),
    (12, "Данные повторяются"),
    (13, "Не хватает данных для учёта в ФН"),
    (14, "Слишком много позиций в документе"),
    (TOO_LARGE, "Слишком большой объём данных TLV"),
    (17, "Нет связи с ОФД"),
    (18, "Ресурс ФН исчерпан"),
    (20, "Ресурс ФН ограничен"),
    (SHIFT_TOO_LONG, "Смена длится дольше 24 часов"),
    (23, "Промежуток времени между документами неверен"),
    (24, "ККТ передала в ФН неверный реквизит"),
    (NOT_AS_REGISTERED, "Реквизит не такой, как при регистрации"),
    (OFD_MESSAGE_REFUSED, "Сообщение ОФД не принято"),
    (33, "ФН не отвечает"),
    (NOT_ACTIVATED, "ФН ещё не активирован"),
    (35, "Срок эксплуатации ФН вышел"),
    (36, "Нет поддержки ФФД 1.0"),
    (37, "Нет поддержки ФН 1.1 в режиме ФФД 1.1"),
    (38, "Сведения о ФН не получены"),
    (39, "Документ не дошёл до ФН"),
    (40, "Нельзя запросить формат ФН"),
    (41, "Регистраций больше не осталось"),
    (42, "Регистрация или перерегистрация не завершена"),
    (43, "Смена не открылась до конца"),
    (44, "Отчёт о состоянии расчётов не завершён"),
    (45, "Чек (БСО) не завершён"),
    (46, "Смена не закрылась до конца"),
    (47, "ФН не закрылся до конца"),
    (SHIFT_CLOSED, "Смена не открыта"),
    (NO_JSON, "JSON не разобран"),
    (REQUIRED, "Требуется"),
    (WRONG_VALUE, "Значение(я) не верно(ы)"),
    (52, "Сбой вывода на печать"),
    (128, "ОФД не ответил вовремя"),
];

fn text(code: u16) -> &'static str {
    TEXTS.iter().find(|(known, _)| *known == code).map_or("Неизвестная ошибка", |(_, text)| text)
}

/// A field with an error.
#[derive(Clone, Debug)]
pub(super) struct FieldFault {
    field: String,
    code: u16,
    message: String,
    index: Option<usize>,
    errors: Vec<FieldFault>,
}

impl FieldFault {
    fn to_json(&self) -> Value {
        let mut members = Map::new();
        members.insert("field".to_owned(), self.field.as_str().into());
        members.insert("code".to_owned(), self.code.into());
        members.insert("message".to_owned(), self.message.as_str().into());
        if let Some(index) = self.index {
            members.insert("index".to_owned(), index.into());
        }
        if !self.errors.is_empty() {
            members.insert("errors".to_owned(), self.errors.iter().map(Self::to_json).collect());
        }
        members.into()
    }
}

/// All field errors of one object.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldFaults(Vec<FieldFault>);

impl FieldFaults {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn names(&self, field: &str) -> bool {
        self.0.iter().any(|fault| fault.field == field)
    }

    pub(super) fn append(&mut self, mut others: Self) {
        self.0.append(&mut others.0);
    }

    pub(super) fn required(&mut self, field: &str) {
        self.push(field, REQUIRED, "поля нет", None);
    }

    pub(super) fn wrong(&mut self, field: &str, why: &str) {
        self.push(field, WRONG_VALUE, why, None);
    }

    pub(super) fn wrong_element(&mut self, field: &str, index: usize, why: &str) {
        self.push(field, WRONG_VALUE, why, Some(index));
    }

    pub(super) fn unregistered(&mut self, field: &str, why: &str) {
        self.push(field, NOT_AS_REGISTERED, why, None);
    }

    fn push(&mut self, field: &str, code: u16, why: &str, index: Option<usize>) {
        let message = format!("{}: {why}", text(code));
        self.0.push(FieldFault { field: field.to_owned(), code, message, index, errors: Vec::new() });
    }

    /// Adds the errors of an object that is in a field, or in one element of an array field.
    pub(super) fn nested(&mut self, field: &str, index: Option<usize>, inner: Self) {
        if !inner.is_empty() {
            self.push(field, WRONG_VALUE, "внутри ошибки", index);
            if let Some(fault) = self.0.last_mut() {
                fault.errors = inner.0;
            }
        }
    }

    /// Adds the error for a key that occurs twice, at the end of this path.
    pub(super) fn repeated(&mut self, way: &[Step]) {
        match way {
            [Step::Key(field)] => self.wrong(field, "поле повторяется"),
            [Step::Key(field), Step::Index(index), rest @ ..] => {
                let mut inner = Self::default();
                inner.repeated(rest);
                self.nested(field, Some(*index), inner);
            }
            [Step::Key(field), rest @ ..] => {
                let mut inner = Self::default();
                inner.repeated(rest);
                self.nested(field, None, inner);
            }
            // The body itself is an array.
            [Step::Index(index), rest @ ..] => {
                let mut inner = Self::default();
                inner.repeated(rest);
                self.nested("data", Some(*index), inner);
            }
            [] => {}
        }
    }
}

/// A refused command: its code, and the fields at fault.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) code: u16,
    message: String,
    errors: FieldFaults,
    /// The phase of the fiscal drive, if it is the reason.
    state: Option<u8>,
    /// The requested document number, which the answer of `print` repeats.
    document_number: Option<u64>,
}

impl Refusal {
    pub(super) fn new(code: u16) -> Self {
        let message = text(code).to_owned();
        Self { code, message, errors: FieldFaults::default(), state: None, document_number: None }
    }

    pub(super) fn because(code: u16, why: &str) -> Self {
        Self { message: format!("{}: {why}", text(code)), ..Self::new(code) }
    }

    pub(super) fn in_phase(self, state: u8) -> Self {
        Self { state: Some(state), ..self }
    }

    /// Adds the number of the requested document.
    pub(super) fn about(self, number: &str) -> Self {
        Self { document_number: number.parse().ok(), ..self }
    }

    /// Fails if any field has an error. The code of the first error becomes the code of the answer.
    pub(super) fn of_fields(errors: FieldFaults) -> Result<(), Self> {
        let Some(code) = errors.0.first().map(|first| first.code) else { return Ok(()) };
        Err(Self { errors, ..Self::new(code) })
    }

    pub(super) fn answer(&self) -> Answer {
        let mut body = json!({"ok": false, "code": self.code, "message": self.message});
        if !self.errors.is_empty() {
            body["errors"] = self.errors.0.iter().map(FieldFault::to_json).collect();
        }
        if let Some(state) = self.state {
            body["state"] = state.into();
        }
        if let Some(number) = self.document_number {
            body["document_number"] = number.into();
        }
        Answer::json(&body)
    }
}
