//! `register …`: the registration workflow of a register, step by step (docs/en/registration.md).

use crate::failure::Done;
use crate::lang::Lang;
use crate::session::Session;
use crate::task::given;
use crate::{args, config, progress};
use clap::{ArgMatches, Command};
use kassa::Device;
use kassa::backends::ofdru::workflow;
use serde_json::Value;
use std::io::{self, Write};
use std::process::{self, Stdio};

/// What the program that signs finds in its environment: which document it is (JSON).
const DOCUMENT: &str = "KASSA_DOCUMENT";

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let one = |name, ru, en| {
        let service = lang.told(
            "Настройки сервиса регистрации (`backend`: `ofdru`): файл или JSON",
            "Configuration of the registration service (`backend`: `ofdru`): a file or JSON",
        );
        let service = args::option(lang, "service", lang.told("ФАЙЛ|JSON", "FILE|JSON"), service);
        args::command(lang, name, lang.told(ru, en)).arg(service.required(true))
    };
    let with_id = |command: Command| {
        let id = lang.told("`id` из запроса", "`id` of the request");
        command.arg(args::word(lang, "id", "ID", id).required(true))
    };
    let request = lang.told("Запрос: файл, JSON или «-»", "The request: a file, JSON or -");
    let sign = lang.told(
        "Программа подписи: документ — на её стандартном вводе, подпись в base64 — на выводе",
        "The program that signs: the document is its standard input, the signature in base64 its output",
    );
    let argument =
        lang.told("Аргумент этой программы; можно повторять", "An argument of that program; may be repeated");
    let advance =
        with_id(one("advance", "Сделать все шаги, которые сейчас возможны", "Make every step that is possible now"))
            .arg(args::option(lang, "sign", lang.told("ПРОГРАММА", "PROGRAM"), sign))
            .arg(
                args::option(lang, "sign-arg", lang.told("АРГУМЕНТ", "ARGUMENT"), argument)
                    .action(clap::ArgAction::Append)
                    .allow_hyphen_values(true)
                    .requires("sign"),
            );
    args::group(
        lang,
        name,
        lang.told(
            "Регистрация кассы в ФНС через OFD.ru",
            "Registration of a register with the tax service through OFD.ru",
        ),
    )
    .subcommand(
        one(
            "start",
            "Проверить запрос и начать; ничего не отправляется",
            "Check the request and start; nothing is sent",
        )
        .arg(args::word(lang, "request", lang.told("ЗАПРОС", "REQUEST"), request).required(true)),
    )
    .subcommand(advance)
    .subcommand(with_id(one("state", "Показать, кого ждёт регистрация", "Show who the registration waits for")))
    .subcommand(one("list", "Показать заявки в сервисе", "Show the applications at the service"))
}

/// Runs one of them.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    let Some((name, own)) = matches.subcommand() else { return Ok(()) };
    let service = Device::open(&config::text(given(own, "service"))?)?;
    progress::follow(&service, session.lang);
    let state = match name {
        "start" => workflow::start(&service, &session.device()?, &config::text(given(own, "request"))?)?,
        "advance" => workflow::advance(&service, &session.device()?, given(own, "id"), &|document, content| {
            signature(own, document, content)
        })?,
        "state" => workflow::state(&service, given(own, "id"))?,
        _ => workflow::list(&service, "")?,
    };
    session.show(&state)
}

/// Asks the program for a signature. Without one, the workflow waits where it is needed.
fn signature(matches: &ArgMatches, document: &Value, content: &[u8]) -> Option<String> {
    let program = matches.get_one::<String>("sign")?;
    progress::clear();
    let signed = signed(program, matches.get_many::<String>("sign-arg").unwrap_or_default(), document, content);
    match signed {
        Ok(signature) => Some(signature),
        Err(error) => {
            anstream::eprintln!("{program}: {error}");
            None
        }
    }
}

fn signed<'a>(
    program: &str,
    arguments: impl Iterator<Item = &'a String>,
    document: &Value,
    content: &[u8],
) -> io::Result<String> {
    let mut command = process::Command::new(program);
    command.args(arguments).env(DOCUMENT, document.to_string()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // It may read only a part, or a name from its environment; its exit code tells whether it has signed.
        let _closed = input.write_all(content);
    }
    let done = child.wait_with_output()?;
    if !done.status.success() {
        return Err(io::Error::other(done.status.to_string()));
    }
    let text = String::from_utf8(done.stdout).map_err(io::Error::other)?;
    Ok(text.split_whitespace().collect())
}
