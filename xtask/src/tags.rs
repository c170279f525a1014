//! The tags as a table in Markdown, for docs/en/icash.md and docs/ru/icash.md.

use kassa::backends::icash::tags::Place::{
    Agent, Basis, Change, Correction, Finalize, Line, Receipt, Registration, Shift, Supplier, UserAttribute,
};
use kassa::backends::icash::tags::{At, Form, Needed, Place, QUANTITY_CHARS, QUANTITY_DIGITS, TAGS};
use kassa::backends::setting::{Bilingual, bilingual};

/// The table, in Russian or in English.
pub fn tags_table(russian: bool) -> String {
    let head = bilingual(
        "| тег | что это | тип и размер | где | поле задания |",
        "| tag | what it is | type and size | where | field of a task |",
    );
    let mut text = format!("{}\n|---|---|---|---|---|\n", head.told(russian));
    for tag in TAGS {
        let places: Vec<String> = tag.at.iter().map(|at| place(at, russian)).collect();
        let mut paths: Vec<&str> = tag.at.iter().map(|at| at.path).filter(|path| !path.is_empty()).collect();
        paths.dedup();
        let paths: Vec<String> = paths.into_iter().map(|path| format!("`{path}`")).collect();
        let (name, about, form) = (&tag.name[1..], tag.about.told(russian), form(tag.form, russian));
        text += &format!("| {name} | {about} | {form} | {} | {} |\n", places.join(", "), paths.join(", "));
    }
    text
}

/// The place, and whether the tag is required there.
fn place(at: &At, russian: bool) -> String {
    let text = |ru: &'static str, en: &'static str| bilingual(ru, en).told(russian);
    let place = name(at.place).told(russian);
    let one = if at.one { text(": один", ": one") } else { "" };
    let need = match at.need {
        Needed::Always => text(": обязателен", ": required").to_owned(),
        Needed::Optional => String::new(),
        Needed::Where(flag) => format!("{} {}", text(": обязателен при", ": required with"), &flag[1..]),
        Needed::Unless(flag) => format!("{} {}", text(": обязателен без", ": required without"), &flag[1..]),
    };
    format!("{place}{one}{need}")
}

const fn name(place: Place) -> Bilingual {
    match place {
        Shift => bilingual("смена", "shift"),
        Finalize => bilingual("закрытие архива", "closing of the archive"),
        Registration => bilingual("регистрация", "registration"),
        Change => bilingual("перерегистрация", "change of a registration"),
        Receipt => bilingual("чек", "receipt"),
        Line => bilingual("позиция, 1059", "line, 1059"),
        Agent => bilingual("1223 позиции", "1223 of a line"),
        Supplier => bilingual("1224 позиции", "1224 of a line"),
        UserAttribute => bilingual("1084", "1084"),
        Correction => bilingual("чек коррекции", "correction"),
        Basis => bilingual("1174", "1174"),
    }
}

/// Type and size.
fn form(form: Form, russian: bool) -> String {
    let text = |ru: &'static str, en: &'static str| bilingual(ru, en).told(russian);
    match form {
        Form::Text(most) => format!("{}, 1–{most}", text("текст", "text")),
        Form::Digits(least, most) if least == most => format!("{}, {most}", text("цифры", "digits")),
        Form::Digits(least, most) => format!("{}, {least}–{most}", text("цифры", "digits")),
        Form::Code(most) => format!("1–{most}"),
        Form::Codes(most) => format!("{} 1–{most}", text("массив чисел", "array of numbers")),
        Form::CodeOrOne(most) => format!("1–{most}, {}", text("или массив из одного числа", "or an array of one")),
        Form::Flag => "`true`, `false`".to_owned(),
        Form::Sum => text("сумма", "sum").to_owned(),
        Form::Quantity => format!(
            "{}, 1–{QUANTITY_CHARS}, {} {QUANTITY_DIGITS}",
            text("число текстом", "number as text"),
            text("знаков после точки не больше", "digits after the point at most")
        ),
        Form::Bytes(most) => format!("{}, 1–{most}", text("массив байтов", "array of bytes")),
        Form::Texts(most) => format!("{}, 1–{most}", text("массив текстов", "array of texts")),
        Form::Date => text("ГГГГ-ММ-ДД", "YYYY-MM-DD").to_owned(),
        Form::Table(_) => text("объект", "object").to_owned(),
        Form::List(_) => text("массив объектов", "array of objects").to_owned(),
    }
}
