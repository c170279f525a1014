//! The correspondences of a registration workflow as a table in Markdown, for docs/en/registration.md and
//! docs/ru/registration.md.

use kassa::backends::ofdru::workflow::correspond::{How, INTO_APPLICATION, INTO_TASK, REASONS};
use kassa::backends::setting::bilingual;
use kassa::task::words::Words;

/// The tables as one, in Russian or in English.
pub fn correspondences(russian: bool) -> String {
    let told = |ru: &'static str, en: &'static str| bilingual(ru, en).told(russian);
    let head = told("| заявка | | задание кассы |", "| application | | register's task |");
    let mut text = format!("{head}\n|---|---|---|\n");
    for row in &INTO_TASK {
        let how = match row.how {
            How::Same => told("→, то же", "→, the same").to_owned(),
            How::Unless => told("→, если не задано", "→, unless given").to_owned(),
            How::Line => told("→ одной строкой, если не задано", "→ in one line, unless given").to_owned(),
            How::Flag => told("→, тот же признак", "→, the same flag").to_owned(),
            How::Agent(words) => format!("→ `{}`", words.join(told("` или `", "` or `"))),
        };
        text += &format!("| `{}` | {how} | `{}` |\n", row.application, row.task);
    }
    for (report, application) in INTO_APPLICATION {
        text += &format!("| `{application}` | ← | `fiscalParams.{report}` |\n");
    }
    for (reason, word) in REASONS {
        text += &format!("| `KktDetails.ReregistrationReasons.{reason}` | → `{}` | `reason` |\n", word.word());
    }
    text
}
