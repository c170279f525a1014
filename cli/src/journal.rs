//! `journal …`: what the journal knows, and a person's decision about one that has lost documents.

mod read;
mod table;

use crate::args;
use crate::failure::Done;
use crate::lang::Lang;
use crate::session::Session;
use crate::task::given;
use clap::{ArgMatches, Command};
use serde_json::json;

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let one = |name, ru, en| args::command(lang, name, lang.told(ru, en));
    let show = one("show", "Показать документ и его ответ", "Show a document and its answer");
    let id = lang.told("externalId документа", "externalId of the document");
    let path = lang.told("Путь к файлу или адрес postgres://…", "Path of the file, or an address postgres://…");
    let csv = lang.told("CSV: точка с запятой, UTF-8; так и по умолчанию", "CSV: semicolons, UTF-8; the default");
    args::group(lang, name, lang.told("Журнал документов", "The journal of documents"))
        .subcommand(read::filtered(lang, one("list", "Показать документы", "Show the documents")))
        .subcommand(show.arg(args::word(lang, "id", "ID", id).required(true)))
        .subcommand(
            read::filtered(
                lang,
                one("export", "Выгрузить документы: --csv или --json", "Export the documents: --csv or --json"),
            )
            .arg(args::flag(lang, "csv", csv).conflicts_with("json")),
        )
        .subcommand(one(
            "check",
            "Проверить файл журнала и его полноту",
            "Check the journal's file, and whether it is complete",
        ))
        .subcommand(
            one(
                "copy",
                "Перенести журнал из файла на сервер PostgreSQL или обратно",
                "Copy the journal from a file to a PostgreSQL server, or back",
            )
            .arg(args::word(lang, "from", lang.told("ОТКУДА", "FROM"), path).required(true))
            .arg(args::word(lang, "to", lang.told("КУДА", "TO"), path).required(true)),
        )
        .subcommand(one(
            "rebuild",
            "Прочитать из кассы документы, которые журнал потерял",
            "Read the documents that the journal has lost back from the register",
        ))
        .subcommand(one(
            "accept",
            "Признать потерянные документы утраченными: кассы больше нет",
            "Accept that the lost documents are gone: the register no longer exists",
        ))
}

/// Runs one of them.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    match matches.subcommand() {
        Some(("list", own)) => read::list(session, own),
        Some(("show", own)) => read::show(session, own),
        Some(("export", own)) => read::export(session, own),
        Some(("check", _)) => read::check(session),
        Some(("copy", own)) => {
            let documents = kassa::copy_journal(given(own, "from"), given(own, "to"))?;
            session.show(&json!({ "documents": documents }))
        }
        Some(("rebuild", _)) => session.show(&session.device()?.rebuild_journal()?.to_json()),
        _ => session.show(&json!({ "lost": session.device()?.accept_journal()? })),
    }
}
