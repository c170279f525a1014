//! The log file of the configuration: whether lines can be added, and who may read them.

use super::finding::{Finding, permits};
use kassa::Text;
use kassa::log::{Limits, LogFile};
use serde_json::Value;
use std::path::Path;

const SUBJECT: Text = Text::of("Лог", "Log");

/// What there is to say about the log; nothing if the configuration has none.
pub fn findings(config: &Value) -> Vec<Finding> {
    let Some(path) = config.get("log").and_then(Value::as_str).map(Path::new) else { return Vec::new() };
    let shown = path.display();
    // Nothing is renamed: the device itself does that.
    match LogFile::new(path, Limits { size: u64::MAX, older: 1 }).check() {
        Ok(()) => {
            let fine =
                Finding::ok(SUBJECT, Text::with(format!("{shown}, пишется"), format!("{shown}, can be written")));
            [fine].into_iter().chain(open_to_all(config, path)).collect()
        }
        Err(error) => vec![Finding::warning(
            SUBJECT,
            Text::with(
                format!("{shown} не пишется: проверьте путь и права ({error}); документы от этого не страдают"),
                format!(
                    "{shown} cannot be written: check the path and the rights ({error}); documents are made all the same"
                ),
            ),
        )],
    }
}

/// Not every user should read the requests and answers, although personal data in them are masked.
fn open_to_all(config: &Value, path: &Path) -> Option<Finding> {
    let is_open = config.get("logBodies") == Some(&Value::Bool(true)) && permits(path, 0o004);
    is_open.then(|| {
        let path = path.display();
        Finding::warning(
            SUBJECT,
            Text::with(
                format!("запросы и ответы кассы может читать любой пользователь: `chmod o-r {path}`"),
                format!("every user may read the requests and answers: `chmod o-r {path}`"),
            ),
        )
    })
}
