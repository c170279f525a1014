//! `simulator` and `completions`: what belongs to the program rather than to a register.

use crate::failure::{Done, Failure};
use crate::lang::Lang;
use crate::session::Session;
use crate::{args, show};
use clap::{ArgMatches, Command};
use clap_complete::Shell;
use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::OsString;
use std::process;

/// Arguments of `simulator`.
pub fn simulator_grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told(
        "Запустить симулятор кассы: программу kassa-simulator рядом с этой",
        "Start a simulated register: the program kassa-simulator beside this one",
    );
    let help = lang.told(
        "Аргументы kassa-simulator, например «icash --tape»",
        "Arguments of kassa-simulator, such as \"icash --tape\"",
    );
    let words = args::word(lang, "words", lang.told("АРГУМЕНТ", "ARGUMENT"), help);
    let words = words.num_args(0..).trailing_var_arg(true).allow_hyphen_values(true);
    args::command(lang, name, about).arg(words.value_parser(clap::value_parser!(OsString)))
}

/// Starts the simulator and ends as it ends.
pub fn simulator(_: &Session, matches: &ArgMatches) -> Done {
    let failed = |error: std::io::Error| {
        Failure::usage(format!("kassa-simulator: {error}"), format!("kassa-simulator: {error}"))
    };
    let program = env::current_exe().map_err(failed)?.with_file_name(format!("kassa-simulator{EXE_SUFFIX}"));
    if !program.exists() {
        let shown = program.display();
        return Err(Failure::usage(
            format!("нет программы {shown}: положите её рядом с этой"),
            format!("there is no {shown}: put it beside this program"),
        ));
    }
    let words = matches.get_many::<OsString>("words").unwrap_or_default();
    let ended = process::Command::new(program).args(words).status().map_err(failed)?;
    match ended.code() {
        Some(0) => Ok(()),
        code => Err(Failure::Shown(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1))),
    }
}

/// Arguments of `completions`.
pub fn completions_grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told("Вывести дополнение команд для оболочки", "Print the completion of commands for a shell");
    let help = "bash, elvish, fish, powershell, zsh";
    let shell = args::word(lang, "shell", lang.told("ОБОЛОЧКА", "SHELL"), help).required(true);
    args::command(lang, name, about).arg(shell.value_parser(clap::value_parser!(Shell)).hide_possible_values(true))
}

/// Prints the completion.
pub fn completions(session: &Session, matches: &ArgMatches) -> Done {
    // The grammar demands a shell.
    let Some(shell) = matches.get_one::<Shell>("shell") else { return Ok(()) };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut (session.program)(session.lang), "kassa", &mut script);
    show::text(&String::from_utf8_lossy(&script))
}
