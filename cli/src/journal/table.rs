//! Documents of the journal as rows, JSON and CSV.

use crate::captions::word;
use crate::lang::Lang;
use crate::{show, time};
use kassa::JournalDocument;
use serde_json::{Map, Value, json};

/// The columns of CSV, and the members of a brief document.
const COLUMNS: [&str; 11] = [
    "device",
    "externalId",
    "task",
    "state",
    "number",
    "total",
    "fiscalDocumentDateTime",
    "fiscalDocumentSign",
    "fnNumber",
    "intendedAt",
    "settledAt",
];

/// A table for people.
pub fn rows(lang: Lang, documents: &[JournalDocument]) -> String {
    let heading = [
        lang.told("Когда", "When"),
        lang.told("Задание", "Task"),
        lang.told("Состояние", "State"),
        lang.told("ФД", "ФД"),
        lang.told("Итог", "Total"),
        "externalId",
        lang.told("Касса", "Device"),
    ];
    let rows: Vec<Vec<String>> = documents
        .iter()
        .map(|document| {
            let brief = brief(document);
            vec![
                time::local(document.intended_at),
                document.task.clone(),
                word(lang, "state", &document.state),
                plain(&brief["number"]),
                plain(&brief["total"]),
                document.external_id.clone(),
                document.device.clone(),
            ]
        })
        .collect();
    show::columns(&heading, &rows)
}

/// A document with its own answer.
pub fn whole(document: &JournalDocument) -> Value {
    let mut members = brief(document);
    let outcome = document.outcome.as_deref().and_then(|outcome| serde_json::from_str(outcome).ok());
    members.insert("outcome".into(), outcome.unwrap_or(Value::Null));
    Value::Object(members)
}

/// What a list has of a document.
pub fn brief(document: &JournalDocument) -> Map<String, Value> {
    let outcome: Value =
        document.outcome.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let fiscal = &outcome["fiscalParams"];
    let drive = fiscal["fnNumber"].as_str().or(document.drive.as_deref());
    let values = [
        json!(document.device),
        json!(document.external_id),
        json!(document.task),
        json!(document.state),
        json!(document.number),
        fiscal["total"].clone(),
        fiscal["fiscalDocumentDateTime"].clone(),
        fiscal["fiscalDocumentSign"].clone(),
        json!(drive),
        json!(time::local(document.intended_at)),
        json!(document.settled_at.map(time::local)),
    ];
    COLUMNS.into_iter().map(str::to_owned).zip(values).collect()
}

/// CSV as Excel reads it in Russia: a mark of the encoding, semicolons.
pub fn csv(documents: &[JournalDocument]) -> String {
    let line = |cells: Vec<String>| cells.join(";") + "\r\n";
    let heading = line(COLUMNS.into_iter().map(str::to_owned).collect());
    let rows =
        documents.iter().map(|document| line(brief(document).values().map(|value| cell(&plain(value))).collect()));
    format!("\u{feff}{heading}{}", rows.collect::<String>())
}

/// A cell of CSV. A text that a spreadsheet would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    match text.contains([';', '"', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_csv_is_quoted_and_never_a_formula() {
        for (text, written) in [
            ("order-1", "order-1"),
            ("a;b", "\"a;b\""),
            ("a\"b", "\"a\"\"b\""),
            ("=1+1", "'=1+1"),
            ("-5;", "\"'-5;\""),
            ("", ""),
        ] {
            assert_eq!(cell(text), written, "{text}");
        }
    }
}
