//! Tasks as JSON, and what becomes of their documents: `execute`, `validate`, `recover`, `discard`, `forget`.

use crate::failure::{Done, Failure};
use crate::lang::Lang;
use crate::session::Session;
use crate::{args, config, show};
use clap::{ArgMatches, Command};
use kassa::{Answer, Discarded, Task};
use serde_json::json;

/// Arguments of `execute`.
pub fn execute_grammar(lang: Lang, name: &'static str) -> Command {
    with_task(lang, name, lang.told("Выполнить задание (docs/ru/tasks.md)", "Execute a task (docs/en/tasks.md)"))
}

/// Arguments of `validate`.
pub fn validate_grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told("Проверить задание, ничего не отправляя", "Check a task without sending anything");
    with_task(lang, name, about)
}

fn with_task(lang: Lang, name: &'static str, about: &'static str) -> Command {
    let value = lang.told("ЗАДАНИЕ", "TASK");
    let help = lang.told(
        "JSON, файл или «-» (стандартный ввод, он же по умолчанию)",
        "JSON, a file or - (the standard input, which is the default)",
    );
    args::command(lang, name, about)
        .arg(args::word(lang, "task", value, help).default_value("-").hide_default_value(true))
}

/// Arguments of `recover`.
pub fn recover_grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told("Выяснить, что стало с документом", "Find out what became of a document");
    with_id(lang, name, about)
}

/// Arguments of `discard`.
pub fn discard_grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told(
        "Признать невыясненный документ несделанным; сначала убедитесь, что его нет на ленте",
        "Discard an unresolved document; first check that it is not on the receipt tape",
    );
    with_id(lang, name, about)
}

fn with_id(lang: Lang, name: &'static str, about: &'static str) -> Command {
    let help = lang.told("externalId документа", "externalId of the document");
    args::command(lang, name, about).arg(args::word(lang, "id", "ID", help).required(true))
}

/// Arguments of `forget`.
pub fn forget_grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told(
        "Считать ответы на документы без externalId полученными; сначала сверьте их с лентой",
        "Count the outcomes of documents without an externalId as received; first compare them with the tape",
    );
    args::command(lang, name, about)
}

/// A text argument that the grammar requires or has a default for.
pub fn given<'a>(matches: &'a ArgMatches, name: &str) -> &'a str {
    matches.get_one::<String>(name).map(String::as_str).unwrap_or_default()
}

/// Executes a task and shows its answer.
pub fn make(session: &Session, task: &Task) -> Done {
    session.show(&session.device()?.execute(task)?.into_json())
}

/// Reads a task.
pub fn read(word: &str) -> Result<Task, Failure> {
    Ok(Task::from_json(&config::text(word)?)?)
}

/// `execute`.
pub fn execute(session: &Session, matches: &ArgMatches) -> Done {
    make(session, &read(given(matches, "task"))?)
}

/// `validate`.
pub fn validate(session: &Session, matches: &ArgMatches) -> Done {
    let task = read(given(matches, "task"))?;
    session.show(&session.device()?.validate(&task)?.into_json())?;
    match session.json {
        true => Ok(()),
        false => show::text(session.lang.told("Ошибок нет, ничего не отправлено\n", "No faults; nothing was sent\n")),
    }
}

/// `recover`.
pub fn recover(session: &Session, matches: &ArgMatches) -> Done {
    session.show(&session.device()?.recover(given(matches, "id"))?.into_json())
}

/// `discard`.
pub fn discard(session: &Session, matches: &ArgMatches) -> Done {
    let id = given(matches, "id");
    let answer = match session.device()?.discard(id)? {
        Discarded::Discarded => json!({ "externalId": id, "discarded": true }),
        Discarded::Registered(answer) => Answer::into_json(*answer),
    };
    session.show(&answer)
}

/// `forget`.
pub fn forget(session: &Session, _: &ArgMatches) -> Done {
    let forgotten = session.device()?.acknowledge_undelivered()?;
    session.show(&json!({ "forgotten": forgotten }))
}
