//! The grammar of the command line, with its help in one language.

use crate::lang::Lang;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Arg, ArgAction, Command};

const STYLES: Styles =
    Styles::styled().header(AnsiColor::Green.on_default().bold()).literal(AnsiColor::Cyan.on_default());

/// The whole program with these commands.
pub fn program(lang: Lang, commands: impl Iterator<Item = Command>) -> Command {
    let about = lang.told(
        "Управляет кассой из командной строки: чеки, смена, состояние, судьба документа",
        "Controls a fiscal register from the command line: receipts, shift, state, what became of a document",
    );
    let environment = lang.told(
        "Настройки ищутся по порядку: --config, переменная KASSA_CONFIG, ./kassa.json, папка пользователя, папка системы.\n\
         Код завершения: 0 — выполнено, 64 — неверная командная строка, 65 — проверка нашла неисправность, 74 — вывод не\n\
         записан, иначе статус библиотеки (docs/ru/errors.md).",
        "The configuration is looked for in this order: --config, the variable KASSA_CONFIG, ./kassa.json, the user's\n\
         folder, the system's folder. Exit code: 0 done, 64 wrong command line, 65 a check found a fault, 74 the output is\n\
         not written, otherwise the status of the library (docs/en/errors.md).",
    );
    let program = command(lang, "kassa", about)
        .bin_name("kassa")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .styles(STYLES)
        .subcommand_required(true)
        .after_help(environment)
        .arg(
            Arg::new("version")
                .long("version")
                .action(ArgAction::Version)
                .help_heading(common(lang))
                .help(lang.told("Показать версию", "Show the version")),
        )
        .args(global(lang));
    with_help(lang, program.subcommands(commands))
}

/// Adds `--help` behind the arguments of each command.
fn with_help(lang: Lang, command: Command) -> Command {
    let help = Arg::new("help")
        .long("help")
        .short('h')
        .action(ArgAction::Help)
        .help_heading(common(lang))
        .help(lang.told("Показать эту справку", "Show this help"));
    command.mut_subcommands(|inner| with_help(lang, inner)).arg(help)
}

/// A command without arguments yet. All commands begin here, so that their help reads the same.
pub fn command(lang: Lang, name: &'static str, about: &'static str) -> Command {
    let usage = lang.told("Использование", "Usage");
    Command::new(name)
        .about(about)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .help_template(format!("{{about}}\n\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}"))
        .subcommand_help_heading(lang.told("Команды", "Commands"))
        .subcommand_value_name(lang.told("КОМАНДА", "COMMAND"))
}

/// A command that is no more than a choice of others.
pub fn group(lang: Lang, name: &'static str, about: &'static str) -> Command {
    command(lang, name, about).subcommand_required(true)
}

/// A positional argument.
pub fn word(lang: Lang, name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).value_name(value).help_heading(lang.told("Аргументы", "Arguments")).help(help)
}

/// An option with a value.
pub fn option(lang: Lang, name: &'static str, value: &'static str, help: &'static str) -> Arg {
    // A sum may be negative by mistake; the library says what is wrong with it.
    flag(lang, name, help).action(ArgAction::Set).value_name(value).allow_negative_numbers(true)
}

/// An option without a value.
pub fn flag(lang: Lang, name: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help_heading(lang.told("Параметры", "Options")).help(help)
}

/// The options of every command.
fn global(lang: Lang) -> Vec<Arg> {
    let file = lang.told("ФАЙЛ|JSON", "FILE|JSON");
    let heading = |argument: Arg| argument.global(true).help_heading(common(lang));
    let text = |name, value, ru, en| heading(option(lang, name, value, lang.told(ru, en)));
    vec![
        text(
            "config",
            file,
            "Настройки: файл, JSON или «-» (стандартный ввод)",
            "Configuration: a file, JSON or - (standard input)",
        ),
        text(
            "backend",
            lang.told("МОДЕЛЬ", "MODEL"),
            "Модель кассы вместо `backend` настроек",
            "Model of the register, instead of `backend` of the configuration",
        ),
        text(
            "url",
            "URL",
            "Адрес кассы вместо `url` настроек",
            "Address of the register, instead of `url` of the configuration",
        ),
        text(
            "journal",
            lang.told("ФАЙЛ", "FILE"),
            "Файл журнала вместо `journal` настроек",
            "Journal file, instead of `journal` of the configuration",
        ),
        text(
            "timeout-ms",
            lang.told("МС", "MS"),
            "Ожидание ответа вместо `timeoutMs` настроек",
            "Time to wait for an answer, instead of `timeoutMs` of the configuration",
        )
        .value_parser(clap::value_parser!(u32)),
        heading(flag(lang, "json", lang.told("Ответ в JSON, для программ", "Answer in JSON, for programs"))),
        text(
            "lang",
            "ru|en",
            "Язык: ru или en; по умолчанию язык системы",
            "Language: ru or en; the system's by default",
        )
        .value_parser(["ru", "en"])
        .hide_possible_values(true),
        heading(flag(
            lang,
            "log",
            lang.told(
                "Писать каждый обмен с кассой в стандартный поток ошибок",
                "Write each exchange to the standard error",
            ),
        )),
    ]
}

fn common(lang: Lang) -> &'static str {
    lang.told("Общие параметры", "Common options")
}

/// Where to read more.
pub fn see_help(lang: Lang) -> &'static str {
    lang.told("Справка: kassa --help, kassa КОМАНДА --help", "Help: kassa --help, kassa COMMAND --help")
}
