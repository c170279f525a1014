//! `sell`, `return` and `correct`: a receipt from the words of a command line, or from a task.

use crate::failure::{Done, Failure};
use crate::lang::Lang;
use crate::money::{self, Line};
use crate::session::Session;
use crate::{args, task};
use clap::{ArgMatches, Command};
use kassa::{Item, Money, Task, TaskBuilder, Text};
use std::path::Path;

/// Options that set one field of the task each.
const FIELDS: [(&str, &str); 8] = [
    ("operator", "operator.name"),
    ("operator-inn", "operator.vatin"),
    ("taxation", "taxationType"),
    ("email", "clientInfo.emailOrPhone"),
    ("id", "externalId"),
    ("kind", "correctionType"),
    ("date", "correctionBaseDate"),
    ("number", "correctionBaseNumber"),
];

/// Options that set one field of every line each.
const OF_LINES: [(&str, &str); 2] = [("method", "paymentMethod"), ("object", "paymentObject")];

/// Arguments of `sell`.
pub fn sell_grammar(lang: Lang, name: &'static str) -> Command {
    receipt(lang, args::command(lang, name, lang.told("Пробить чек прихода", "Register a sale")))
}

/// Arguments of `return`.
pub fn return_grammar(lang: Lang, name: &'static str) -> Command {
    receipt(lang, args::command(lang, name, lang.told("Пробить чек возврата прихода", "Register the return of a sale")))
}

/// Arguments of `correct`.
pub fn correct_grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told("Пробить чек коррекции", "Register a correction");
    let of = lang.told("Что исправляется", "What is corrected");
    let kind =
        lang.told("self — самостоятельно, instruction — по предписанию", "self, or instruction of the tax service");
    let date = lang.told("Дата исправляемого расчёта, ГГГГ.ММ.ДД", "Date of the corrected settlement, YYYY.MM.DD");
    let number = lang.told("Номер документа-основания", "Number of the base document");
    receipt(lang, args::command(lang, name, about))
        .arg(
            args::option(lang, "of", "TYPE", of)
                .value_parser(["sell", "sellReturn", "buy", "buyReturn"])
                .default_value("sell"),
        )
        .arg(args::option(lang, "kind", "KIND", kind).default_value("self"))
        .arg(args::option(lang, "date", lang.told("ДАТА", "DATE"), date))
        .arg(args::option(lang, "number", lang.told("НОМЕР", "NUMBER"), number))
}

fn receipt(lang: Lang, command: Command) -> Command {
    let lines = lang.told(
        "Строки чека, например «Чай:90.50:2:vat10»; или одно задание: файл .json, JSON или «-»",
        "Lines of the receipt, such as \"Tea:90.50:2:vat10\"; or one task: a .json file, JSON or -",
    );
    let line = lang.told("НАЗВАНИЕ:ЦЕНА[:КОЛИЧЕСТВО][:НДС]", "NAME:PRICE[:QUANTITY][:VAT]");
    let (sum, text) = (lang.told("СУММА|all", "SUM|all"), lang.told("ТЕКСТ", "TEXT"));
    let option = |name, value, ru, en| args::option(lang, name, value, lang.told(ru, en));
    command
        .arg(args::word(lang, "lines", line, lines).num_args(1..).required(true))
        .arg(option(
            "cash",
            sum,
            "Наличными; all — весь итог или остаток",
            "In cash; all: the total, or what remains of it",
        ))
        .arg(option(
            "card",
            sum,
            "Безналичными; all — весь итог или остаток",
            "By card; all: the total, or what remains of it",
        ))
        .arg(option(
            "vat",
            "VAT",
            "Ставка НДС строк, в которых её нет: vat22, vat10, none…",
            "VAT rate of lines that give none: vat22, vat10, none …",
        ))
        .arg(
            option(
                "method",
                "METHOD",
                "Способ расчёта строк; пусто — не указывать",
                "Payment method of the lines; empty: none",
            )
            .default_value("fullPayment"),
        )
        .arg(
            option(
                "object",
                "OBJECT",
                "Предмет расчёта строк; пусто — не указывать",
                "Payment object of the lines; empty: none",
            )
            .default_value("commodity"),
        )
        .arg(option(
            "taxation",
            "TYPE",
            "Система налогообложения: osn, usnIncome…",
            "Taxation system: osn, usnIncome …",
        ))
        .arg(option("operator", text, "Кассир", "The cashier"))
        .arg(option("operator-inn", "INN", "ИНН кассира", "ИНН of the cashier"))
        .arg(option("email", text, "Почта или телефон покупателя", "The buyer's e-mail or phone"))
        .arg(option(
            "id",
            "ID",
            "externalId: повтор с ним не пробьёт второй чек",
            "externalId: a repetition with it makes no second receipt",
        ))
}

/// `sell`.
pub fn sell(session: &Session, matches: &ArgMatches) -> Done {
    run(session, matches, "sell")
}

/// `return`.
pub fn give_back(session: &Session, matches: &ArgMatches) -> Done {
    run(session, matches, "sellReturn")
}

/// `correct`.
pub fn correct(session: &Session, matches: &ArgMatches) -> Done {
    run(session, matches, &format!("{}Correction", task::given(matches, "of")))
}

fn run(session: &Session, matches: &ArgMatches, name: &str) -> Done {
    let words: Vec<&str> = matches.get_many::<String>("lines").unwrap_or_default().map(String::as_str).collect();
    let task = match words.as_slice() {
        [word] if is_task(word) => of_its_name(task::read(word)?, name, matches)?,
        words => built(words, name, matches)?,
    };
    task::make(session, &task)
}

/// Lines of a receipt look like none of these. Whether a file is there must not decide: a line is never taken for its name.
fn is_task(word: &str) -> bool {
    word == "-"
        || word.starts_with('{')
        || Path::new(word).extension().is_some_and(|end| end.eq_ignore_ascii_case("json"))
}

/// A task as it was given. The options would change it, so they are refused beside it.
fn of_its_name(task: Task, name: &str, matches: &ArgMatches) -> Result<Task, Failure> {
    let beside =
        ["cash", "card", "vat", "method", "object"].into_iter().chain(FIELDS.iter().map(|(option, _)| *option));
    if let Some(option) = beside.into_iter().find(|option| is_given(matches, option)) {
        return Err(Failure::usage(
            format!("--{option} нельзя задать вместе с заданием: задайте это поле в нём"),
            format!("--{option} cannot be used with a task: set the field in the task"),
        ));
    }
    match task.name() {
        Some(given) if given != name => Err(Failure::usage(
            format!("это задание «{given}», а команда делает «{name}»; любое задание выполняет kassa execute"),
            format!("this task is \"{given}\", and the command makes \"{name}\"; kassa execute takes any task"),
        )),
        _ => Ok(task),
    }
}

/// Whether the option is on the command line. A default is not.
fn is_given(matches: &ArgMatches, option: &str) -> bool {
    let of_this_command = matches.try_contains_id(option).unwrap_or(false);
    of_this_command && matches.value_source(option) == Some(clap::parser::ValueSource::CommandLine)
}

fn built(words: &[&str], name: &str, matches: &ArgMatches) -> Result<Task, Failure> {
    let lines = words.iter().map(|word| word.parse()).collect::<Result<Vec<Line>, Failure>>()?;
    let total = lines.iter().map(Line::amount).sum::<Option<Money>>();
    let total = total.ok_or_else(|| Failure::Usage(Text::of("слишком большой итог", "the total is too large")))?;
    let mut builder = Task::builder(name)?;
    for (option, path) in FIELDS {
        if let Ok(Some(value)) = matches.try_get_one::<String>(option) {
            builder = builder.set(path, value)?;
        }
    }
    let vat = matches.get_one::<String>("vat");
    for (at, line) in lines.into_iter().enumerate() {
        let item = Item::new(&line.name, line.price, line.quantity);
        builder = builder.item(match line.vat.as_ref().or(vat) {
            Some(rate) => item.tax(rate),
            None => item,
        });
        for (option, field) in OF_LINES {
            let value = task::given(matches, option);
            if !value.is_empty() {
                builder = builder.set(&format!("items[{at}].{field}"), value)?;
            }
        }
    }
    paid(builder, total, matches)
}

fn paid(builder: TaskBuilder, total: Money, matches: &ArgMatches) -> Result<Task, Failure> {
    let given = |option: &str| matches.get_one::<String>(option).map(String::as_str);
    let (cash, card) = (given("cash"), given("card"));
    let rest = |other: Option<&str>| match other {
        Some("all") | None => Ok(total),
        Some(word) => money::sum(word).map(|sum| total - sum),
    };
    let sum = |word: &str, other| if word == "all" { rest(other) } else { money::sum(word) };
    if (cash, card) == (Some("all"), Some("all")) || (cash.is_none() && card.is_none()) {
        return Err(Failure::Usage(Text::of(
            "чем заплачено? --cash СУММА, --card СУММА; «all» вместо одной из сумм — весь итог или остаток",
            "how is it paid? --cash SUM, --card SUM; all for one of the sums: the total, or what remains of it",
        )));
    }
    let mut builder = builder;
    for (kind, word, other) in [("electronically", card, cash), ("cash", cash, card)] {
        if let Some(word) = word {
            builder = builder.payment(kind, sum(word, other)?);
        }
    }
    Ok(builder.build())
}
