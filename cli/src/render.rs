//! `render`: a document as text, PNG, PDF or HTML.

use crate::failure::{Done, Failure};
use crate::lang::Lang;
use crate::session::Session;
use crate::task::given;
use crate::{args, config, progress, show};
use clap::builder::RangedU64ValueParser;
use clap::{ArgGroup, ArgMatches, Command};
use kassa::{Device, RenderRequest, Task, Text};
use serde_json::{Value, json};
use std::io;
use std::path::{Path, PathBuf};

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let file = lang.told("ФАЙЛ|JSON", "FILE|JSON");
    let option = |name, value, ru, en| args::option(lang, name, value, lang.told(ru, en));
    let about = lang.told(
        "Нарисовать документ: текст, PNG, PDF или HTML для письма",
        "Draw a document: text, PNG, PDF, or HTML for an e-mail",
    );
    let id = lang.told(
        "externalId документа в журнале; без --task документ спрашивается у кассы",
        "externalId of a document in the journal; without --task the register is asked for the document",
    );
    args::command(lang, name, about)
        .arg(args::word(lang, "id", "ID", id))
        .arg(
            option(
                "document",
                lang.told("НОМЕР", "NUMBER"),
                "Номер документа (ФД): документ спрашивается у кассы",
                "Number of the document (ФД): the register is asked for it",
            )
            .value_parser(RangedU64ValueParser::<u32>::new().range(1..)),
        )
        .arg(option(
            "answer",
            file,
            "Ответ кассы вместо документа из журнала",
            "An answer, instead of a document of the journal",
        ))
        .arg(option("task", file, "Задание, которым сделан документ", "The task that made the document"))
        .arg(option(
            "registration",
            file,
            "Ответ на getRegistrationInfo: кто продаёт и где; иначе спрашивается у кассы",
            "The answer to getRegistrationInfo: who sells, and where; otherwise the register is asked",
        ))
        .arg(args::flag(
            lang,
            "offline",
            lang.told("Не спрашивать кассу, кто продаёт и где", "Do not ask the register who sells, and where"),
        ))
        .arg(
            option(
                "format",
                "FORMAT",
                "Формат; по умолчанию по имени файла, иначе text",
                "The format; by default that of the file's name, otherwise text",
            )
            .value_parser(["text", "png", "pdf", "html"]),
        )
        .arg(
            option(
                "width",
                lang.told("ШИРИНА", "WIDTH"),
                "Ширина: text — 32, 42, 48 знаков, png и pdf — 58, 80 мм",
                "Width: 32, 42 or 48 columns of text, 58 or 80 mm of png and pdf",
            )
            .value_parser(clap::value_parser!(u32)),
        )
        .arg(
            option(
                "output",
                lang.told("ФАЙЛ", "FILE"),
                "Файл; без него — стандартный вывод",
                "The file; otherwise the standard output",
            )
            .short('o'),
        )
        .group(ArgGroup::new("source").args(["id", "document", "answer"]).required(true))
}

/// Draws.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    let text = |name: &str| matches.get_one::<String>(name);
    let device = session.device()?;
    let mut request = source(&device, matches)?;
    if let Some(task) = text("task") {
        request["task"] = read(task)?;
    }
    if let Some(registration) = registration(session, &device, matches)? {
        request["registration"] = registration;
    }
    let output = text("output").map(PathBuf::from);
    request["format"] = json!(text("format").map_or_else(|| format_of(output.as_deref()), String::as_str));
    if let Some(width) = matches.get_one::<u32>("width") {
        request["width"] = json!(width);
    }
    let request = RenderRequest::from_json(&request.to_string())?;
    let Some(output) = output else {
        return device.render_to(&request, |file| {
            progress::clear();
            show::file(&file).map_err(|error| match error.kind() {
                // Nobody has seen the document, so its outcome is not delivered; there is nobody to tell, either.
                io::ErrorKind::BrokenPipe => Failure::Shown(0),
                _ => Failure::Output(Text::of_io(&error)),
            })
        });
    };
    let name = output.display().to_string();
    device.render_to(&request, |file| {
        std::fs::write(&output, &file).map_err(|error| Failure::Output(Text::of_io(&error).at(&name)))
    })?;
    session.show(&json!({ "drawn": name }))
}

/// Where the document is: in the journal, on the register, or in the answer that is given.
fn source(device: &Device, matches: &ArgMatches) -> Result<Value, Failure> {
    if let Some(number) = matches.get_one::<u32>("document") {
        let task = json!({ "type": "getFnDocument", "fiscalDocumentNumber": number });
        let answer = device.execute(&Task::from_json(&task.to_string())?)?;
        return Ok(json!({ "answer": answer.into_json() }));
    }
    if let Some(answer) = matches.get_one::<String>("answer") {
        return Ok(json!({ "answer": read(answer)? }));
    }
    Ok(json!({ "externalId": given(matches, "id") }))
}

/// Who sells, and where: from the file, or from the register. If the register does not answer, it is left out of the drawing.
fn registration(session: &Session, device: &Device, matches: &ArgMatches) -> Result<Option<Value>, Failure> {
    if let Some(given) = matches.get_one::<String>("registration") {
        return read(given).map(Some);
    }
    if matches.get_flag("offline") {
        return Ok(None);
    }
    match device.execute(&Task::named("getRegistrationInfo")) {
        Ok(answer) => Ok(Some(answer.into_json())),
        Err(error) => {
            progress::clear();
            let text = Text::of(
                "Кто продаёт и где, неизвестно: касса не ответила на getRegistrationInfo.",
                "Who sells, and where, is not known: the register did not answer getRegistrationInfo.",
            );
            let russian = session.lang.is_russian();
            anstream::eprintln!("{} {}", text.told(russian), error.message().told(russian));
            Ok(None)
        }
    }
}

fn read(word: &str) -> Result<Value, Failure> {
    let text = config::text(word)?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format!("{word}: не JSON: {error}"), format!("{word}: not JSON: {error}")))
}

/// The format that a file's name ends with.
fn format_of(output: Option<&Path>) -> &'static str {
    let ending = output.and_then(Path::extension).and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "png" => "png",
        "pdf" => "pdf",
        "html" | "htm" => "html",
        _ => "text",
    }
}
