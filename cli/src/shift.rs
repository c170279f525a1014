//! The shift, the drawer and the printer: `shift`, `x`, `cash`, `copy`, `print`.

use crate::failure::Done;
use crate::lang::Lang;
use crate::session::Session;
use crate::task::{given, make};
use crate::{args, money};
use clap::{Arg, ArgMatches, Command};
use kassa::{Task, TaskBuilder};
use serde_json::json;

/// Arguments of `shift`.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let one = |name, ru, en| args::command(lang, name, lang.told(ru, en));
    args::group(lang, name, lang.told("Смена: открыть, закрыть, состояние", "The shift: open, close, state"))
        .subcommand(one("open", "Открыть смену", "Open the shift").args(document(lang)))
        .subcommand(one("close", "Закрыть смену (Z-отчёт)", "Close the shift (Z report)").args(document(lang)))
        .subcommand(one("status", "Состояние смены", "State of the shift"))
}

/// Arguments of `x`.
pub fn x_grammar(lang: Lang, name: &'static str) -> Command {
    args::command(lang, name, lang.told("Напечатать X-отчёт", "Print the X report")).args(cashier(lang))
}

/// Arguments of `cash`.
pub fn cash_grammar(lang: Lang, name: &'static str) -> Command {
    let one = |name, ru, en| {
        let sum = args::word(
            lang,
            "sum",
            lang.told("СУММА", "SUM"),
            lang.told("Сумма, например 1500.50", "The sum, such as 1500.50"),
        );
        args::command(lang, name, lang.told(ru, en)).arg(sum.required(true)).args(document(lang))
    };
    args::group(lang, name, lang.told("Внести или выплатить наличные", "Put cash in, or take it out"))
        .subcommand(one("in", "Внести наличные", "Put cash into the drawer"))
        .subcommand(one("out", "Выплатить наличные", "Take cash out of the drawer"))
}

/// Arguments of `copy`.
pub fn copy_grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang
        .told("Напечатать копию последнего чека или документа", "Print a copy of the last receipt, or of a document");
    let number = lang.told(
        "Номер документа (ФД); без него — последний чек",
        "Number of the document (ФД); the last receipt without it",
    );
    let number = args::word(lang, "document", lang.told("НОМЕР", "NUMBER"), number);
    args::command(lang, name, about).arg(number.value_parser(clap::value_parser!(u64)))
}

/// Arguments of `print`.
pub fn print_grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told("Напечатать текст вне чека", "Print text outside a receipt");
    let text = lang.told("Строки текста", "Lines of text");
    args::command(lang, name, about)
        .arg(args::word(lang, "text", lang.told("ТЕКСТ", "TEXT"), text).num_args(1..).required(true))
}

fn cashier(lang: Lang) -> Vec<Arg> {
    vec![args::option(lang, "operator", lang.told("ТЕКСТ", "TEXT"), lang.told("Кассир", "The cashier"))]
}

fn document(lang: Lang) -> Vec<Arg> {
    let id = lang.told(
        "externalId: повтор с ним не сделает второго документа",
        "externalId: a repetition with it makes no second document",
    );
    [cashier(lang), vec![args::option(lang, "id", "ID", id)]].concat()
}

/// `shift`.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    match matches.subcommand() {
        Some(("open", own)) => make(session, &begun("openShift", own)?.build()),
        Some(("close", own)) => make(session, &begun("closeShift", own)?.build()),
        _ => make(session, &Task::named("getShiftStatus")),
    }
}

/// `x`.
pub fn x(session: &Session, matches: &ArgMatches) -> Done {
    make(session, &begun("reportX", matches)?.build())
}

/// `cash`.
pub fn cash(session: &Session, matches: &ArgMatches) -> Done {
    let Some((way, own)) = matches.subcommand() else { return Ok(()) };
    let sum = money::sum(given(own, "sum"))?.to_string();
    let name = if way == "in" { "cashIn" } else { "cashOut" };
    make(session, &begun(name, own)?.set("cashSum", &sum)?.build())
}

/// `copy`.
pub fn copy(session: &Session, matches: &ArgMatches) -> Done {
    let task = match matches.get_one::<u64>("document") {
        Some(number) => Task::builder("printFnDocument")?.set("fiscalDocumentNumber", &number.to_string())?.build(),
        None => Task::named("printLastReceiptCopy"),
    };
    make(session, &task)
}

/// `print`.
pub fn print(session: &Session, matches: &ArgMatches) -> Done {
    let lines = matches.get_many::<String>("text").unwrap_or_default();
    let items: Vec<_> = lines.map(|text| json!({ "type": "text", "text": text })).collect();
    make(session, &Task::from_json(&json!({ "type": "nonFiscal", "items": items }).to_string())?)
}

fn begun(name: &str, matches: &ArgMatches) -> kassa::Result<TaskBuilder> {
    let fields = [("operator", "operator.name"), ("id", "externalId")];
    fields.into_iter().try_fold(Task::builder(name)?, |builder, (option, path)| {
        match matches.try_get_one::<String>(option) {
            Ok(Some(value)) => builder.set(path, value),
            _ => Ok(builder),
        }
    })
}
