//! `call`: a native method of the register, by the vendor's name.

use crate::failure::Done;
use crate::lang::Lang;
use crate::session::Session;
use crate::task::given;
use crate::{args, config, progress, show};
use clap::{ArgMatches, Command};

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told(
        "Вызвать собственный метод кассы; ответ всегда JSON",
        "Call a native method of the register; the answer is always JSON",
    );
    let method = lang.told("Имя метода в документации кассы", "Name of the method in the vendor's document");
    let params = lang.told("Параметры: JSON, файл или «-»", "Parameters: JSON, a file or -");
    args::command(lang, name, about)
        .arg(args::word(lang, "method", lang.told("МЕТОД", "METHOD"), method).required(true))
        .arg(args::word(lang, "params", "JSON", params))
}

/// Calls the method. Its answer has the vendor's words, so there is no table of it.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    let params = matches.get_one::<String>("params").map(|word| config::text(word)).transpose()?;
    let answer = session.device()?.call(given(matches, "method"), &params.unwrap_or_default())?;
    progress::clear();
    show::json(&answer)
}
