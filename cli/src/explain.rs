//! `explain`: the page of the documentation about a status or a rule, on the terminal.

use crate::failure::{Done, Failure};
use crate::lang::Lang;
use crate::session::Session;
use crate::{args, show};
use clap::{ArgMatches, Command};

/// A page: its name, its text in Russian and in English.
type Page = (&'static str, &'static str, &'static str);

macro_rules! pages {
    ($($name:literal)*) => {
        &[$((
            $name,
            include_str!(concat!("../../docs/ru/errors/", $name, ".md")),
            include_str!(concat!("../../docs/en/errors/", $name, ".md")),
        )),*]
    };
}

/// Every page, by the numbers of the statuses; then the rules.
#[rustfmt::skip]
const PAGES: &[Page] = pages! {
    "badArgument" "badHandle" "badConfig" "badDocument" "unsupported" "noLink" "refused" "notMade" "unknown" "noAnswer"
    "busy" "journal" "idReused" "notFound" "cancelled" "pending" "alreadyDone" "internal"
    "form" "carried" "textLength" "encoding" "fraction" "lineSum" "total" "paymentsCover" "nonCash" "vat" "rateInForce"
    "taxNumber" "agent" "correction"
};

/// Arguments of `explain`.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told(
        "Объяснить ошибку: что случилось, есть ли документ, что делать",
        "Explain an error: what happened, whether the document exists, what to do",
    );
    let help = lang.told(
        "Статус или правило, как в ошибке: unknown, lineSum; или её docs: errors/unknown#lost",
        "Status or rule, as the error has it: unknown, lineSum; or its docs: errors/unknown#lost",
    );
    args::command(lang, name, about).arg(args::word(lang, "error", lang.told("ОШИБКА", "ERROR"), help).required(true))
}

/// Prints the page.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    let asked = matches.get_one::<String>("error").map(String::as_str).unwrap_or_default();
    let name = asked.trim_start_matches("errors/").split('#').next().unwrap_or_default();
    let Some((_, ru, en)) = PAGES.iter().find(|(page, ..)| page.eq_ignore_ascii_case(name)) else {
        let names: Vec<&str> = PAGES.iter().map(|(name, ..)| *name).collect();
        let names = names.join(", ");
        return Err(Failure::usage(
            format!("нет страницы об ошибке «{asked}»; есть: {names}"),
            format!("there is no page about the error \"{asked}\"; there are: {names}"),
        ));
    };
    show::text(&plain(session.lang.told(ru, en)))
}

/// A page without what only a browser needs: marks of generated parts, anchors, and the targets of links.
fn plain(page: &str) -> String {
    let lines = page.lines().filter(|line| !line.starts_with("<!--") && !line.starts_with("<a id="));
    let (mut text, mut blank) = (String::new(), false);
    for line in lines.map(without_targets) {
        // Two blank lines in a row are left where a mark was.
        if !(line.is_empty() && blank) {
            text += &line;
            text.push('\n');
        }
        blank = line.is_empty();
    }
    text
}

/// `[text](target)` as its text.
fn without_targets(line: &str) -> String {
    let (mut text, mut rest) = (String::new(), line);
    while let Some((before, after)) = rest.split_once("](") {
        let Some((open, (_, after))) = before.rfind('[').zip(after.split_once(')')) else { break };
        text += &before[..open];
        text += &before[open + 1..];
        rest = after;
    }
    text + rest
}
