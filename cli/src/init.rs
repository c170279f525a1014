//! `init`: asks for the configuration, tests the link, and writes the file.

mod ask;

use crate::failure::{Done, Failure};
use crate::lang::Lang;
use crate::session::Session;
use crate::{args, progress};
use ask::Asker;
use clap::{Arg, ArgAction, ArgMatches, Command};
use kassa::backends::setting::{Absent, Kind, Setting};
use kassa::backends::{REGISTRY, Registered};
use kassa::driver::SETTINGS;
use kassa::{Device, Error, ErrorKind, Task, Text, default_journal};
use serde_json::{Map, Value, json};
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, absolute};

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told(
        "Создать настройки: спросить, проверить связь, записать файл",
        "Create the configuration: ask, test the link, write the file",
    );
    let set = lang.told(
        "Ключ настроек (docs/ru/config.md); можно повторять",
        "A key of the configuration (docs/en/config.md); may be repeated",
    );
    let output = lang.told("Куда записать; по умолчанию ./kassa.json", "Where to write; ./kassa.json by default");
    let fptr10 = lang.told(
        "Для программ, которые работают через драйвер АТОЛ: файл, который кладут рядом с библиотекой",
        "For programs that use libfptr10: kassa-fptr10.json, whose place is beside the library",
    );
    let force = lang.told("Заменить существующий файл", "Replace an existing file");
    let untested = lang.told("Не проверять связь с кассой", "Do not test the link to the register");
    let pair = lang.told("КЛЮЧ=ЗНАЧЕНИЕ", "KEY=VALUE");
    let set: Arg = args::option(lang, "set", pair, set).action(ArgAction::Append);
    args::command(lang, name, about)
        .arg(set)
        .arg(
            args::option(lang, "output", lang.told("ФАЙЛ", "FILE"), output)
                .default_value("kassa.json")
                .hide_default_value(true),
        )
        .arg(args::flag(lang, "fptr10", fptr10))
        .arg(args::flag(lang, "force", force))
        .arg(args::flag(lang, "untested", untested))
}

/// Creates the file.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    let is_fptr10 = matches.get_flag("fptr10");
    let file = match crate::task::given(matches, "output") {
        "kassa.json" if is_fptr10 => Path::new("kassa-fptr10.json"),
        output => Path::new(output),
    };
    if file.exists() && !matches.get_flag("force") {
        let shown = file.display();
        return Err(Failure::usage(
            format!("{shown} уже есть; заменить его: --force"),
            format!("{shown} exists; to replace it: --force"),
        ));
    }
    let mut config = asked(session, matches)?;
    if is_fptr10 {
        // A program of that interface may be started anywhere.
        if let Some(journal) = config.get("journal").and_then(Value::as_str).and_then(|path| absolute(path).ok()) {
            config.insert("journal".into(), json!(journal));
        }
    }
    let config = Value::Object(config);
    let device = Device::open(&config.to_string())?;
    let whole = if is_fptr10 { json!({ "devices": [{ "match": {}, "config": config }] }) } else { config };
    let text = format!("{whole:#}\n");
    progress::follow(&device, session.lang);
    if !matches.get_flag("untested") {
        tested(&device)?;
    }
    written(file, &text).map_err(|error| Failure::Output(Text::of_io(&error).at(&file.display())))?;
    session.show(&json!({ "file": file.display().to_string(), "device": device.name() }))
}

/// Asks the register something that changes nothing.
fn tested(device: &Device) -> Result<(), Failure> {
    match device.execute(&Task::named("getDeviceStatus")) {
        // A registration service has no register to ask.
        Ok(_) | Err(Error { kind: ErrorKind::Unsupported { .. }, .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The members: those of the command line, and those that have to be asked for.
fn asked(session: &Session, matches: &ArgMatches) -> Result<Map<String, Value>, Failure> {
    let mut given: Map<String, Value> = Map::new();
    given.extend(session.given.members.iter().map(|(key, value)| ((*key).to_owned(), value.clone())));
    let pairs: Vec<&String> = matches.get_many("set").unwrap_or_default().collect();
    let pairs = pairs.into_iter().map(|pair| {
        pair.split_once('=').ok_or_else(|| {
            Failure::usage(format!("--set {pair}: нужно КЛЮЧ=ЗНАЧЕНИЕ"), format!("--set {pair}: KEY=VALUE is expected"))
        })
    });
    let pairs = pairs.collect::<Result<Vec<_>, _>>()?;
    if let Some((_, name)) = pairs.iter().find(|(key, _)| *key == "backend") {
        given.insert("backend".into(), json!(name));
    }
    let asker = Asker::new(session.lang);
    let backend = match given.get("backend").and_then(Value::as_str) {
        Some(name) => name.to_owned(),
        None => asker.backend()?,
    };
    let registered = REGISTRY.iter().find(|registered| registered.name == backend);
    for (key, value) in pairs {
        given.insert(key.to_owned(), value_of(registered, key, value));
    }
    let mut config = Map::from_iter([("backend".to_owned(), json!(backend))]);
    config.extend(given);
    // The library names the backends that there are.
    let Some(registered) = registered else { return Ok(config) };
    for setting in registered.settings {
        if !config.contains_key(setting.key) && is_wanted(setting, &config) {
            let value = asker.setting(setting)?;
            if !value.is_empty() {
                config.insert(setting.key.to_owned(), typed(setting.kind, &value));
            }
        }
    }
    if !config.contains_key("journal") {
        let journal = default_journal().ok_or_else(|| {
            Failure::Usage(Text::of("путь журнала не задан: --journal ФАЙЛ", "no path of a journal: --journal FILE"))
        })?;
        config.insert("journal".into(), json!(journal));
    }
    Ok(config)
}

/// Whether a key has to be asked for: it is required, and no other key takes its place.
pub fn is_wanted(setting: &Setting, config: &Map<String, Value>) -> bool {
    match setting.absent {
        Absent::Required => true,
        Absent::RequiredUnless(other) => !config.contains_key(other),
        _ => false,
    }
}

fn value_of(registered: Option<&Registered>, key: &str, value: &str) -> Value {
    let own = registered.map(|registered| registered.settings).unwrap_or_default();
    let row = SETTINGS.iter().chain(own).find(|setting| setting.key == key);
    // The library names what a wrong key may have meant.
    row.map_or_else(|| json!(value), |setting| typed(setting.kind, value))
}

/// A value as the configuration has it. What is not of its kind stays text, and the library says what is wrong with it.
fn typed(kind: Kind, value: &str) -> Value {
    match kind {
        Kind::Number(..) | Kind::Flag | Kind::Object | Kind::Texts(_) => {
            serde_json::from_str(value).unwrap_or_else(|_| json!(value))
        }
        Kind::Text(_) | Kind::Secret(_) | Kind::Words(_) | Kind::WordsOf(_) => json!(value),
    }
}

/// Writes a file that only its owner reads: it may hold a password.
fn written(path: &Path, text: &str) -> io::Result<()> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    file.write_all(text.as_bytes())
}
