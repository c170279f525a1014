//! What all commands share: the configuration's places, the language, the form of answers, and exit codes.

use crate::counter::{Counter, program, run};
use serde_json::{Value, json};
use std::process::{Command, Stdio};

/// Puts a configuration in one of its places.
type Place<'a> = &'a dyn Fn(&mut Command);

#[test]
fn a_configuration_is_found_at_its_places_and_options_override_its_members() {
    let counter = Counter::new();
    let good = counter.config().to_string();
    let elsewhere = tempfile::tempdir().unwrap();
    let [below_user, below_home] = ["user/kassa", "home/.config/kassa"].map(|name| elsewhere.path().join(name));
    for folder in [&below_user, &below_home] {
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(folder.join("kassa.json"), &good).unwrap();
    }
    let file = below_user.join("kassa.json").display().to_string();
    let broken = r#"{"backend": "icash", "timeoutMs": 0}"#;
    let url = counter.register.url();
    let journal = counter.folder.path().join("kassa.db").display().to_string();
    let ask = |place: &dyn Fn(&mut Command), words: &[&str], input: &str| {
        let mut command = program();
        command.current_dir(elsewhere.path()).args(words).args(["status", "--json"]);
        place(&mut command);
        run(command, input).status.code().unwrap()
    };
    let nothing = |_: &mut Command| {};
    let rows: [(Place, &[&str], &str, i32); 10] = [
        (&nothing, &[], "", 64),
        (&nothing, &["--config", &good], "", 0),
        (&nothing, &["--config", &file], "", 0),
        (&nothing, &["--config", "-"], &good, 0),
        (&nothing, &["--config", "/no/such/file"], "", 64),
        (
            &|command| {
                command.env("KASSA_CONFIG", &file);
            },
            &[],
            "",
            0,
        ),
        (
            &|command| {
                command.env("KASSA_CONFIG", &file);
            },
            &["--config", broken],
            "",
            3,
        ),
        (
            &|command| {
                command.current_dir(counter.folder.path());
            },
            &[],
            "",
            0,
        ),
        (&nothing, &["--config", broken, "--url", &url, "--journal", &journal, "--timeout-ms", "9000"], "", 0),
        (&nothing, &["--backend", "icash", "--url", &url, "--journal", &journal], "", 0),
    ];
    for (at, (place, words, input, code)) in rows.into_iter().enumerate() {
        assert_eq!(ask(place, words, input), code, "row {at}: {words:?}");
    }
    if cfg!(unix) {
        let home = elsewhere.path().join("home");
        let user = elsewhere.path().join("user");
        assert_eq!(
            ask(
                &|command| {
                    command.env("XDG_CONFIG_HOME", &user);
                },
                &[],
                ""
            ),
            0
        );
        let of_home = |command: &mut Command| {
            command.env_remove("XDG_CONFIG_HOME").env("HOME", &home);
        };
        assert_eq!(ask(&of_home, &[], ""), 0);
    }
}

#[test]
fn a_wrong_command_line_says_what_is_wrong_in_the_users_language() {
    let rows: [(&[&str], &str, &str); 9] = [
        (&["status", "--config", "--json"], "не задано значение", "the value is missing"),
        (&[], "не задана команда", "a command is missing"),
        (&["sing"], "неизвестная команда: sing", "unknown command: sing"),
        (&["statu"], "Возможно, status?", "Did you mean status?"),
        (&["recover"], "не задано: <ID>", "missing: <ID>"),
        (&["status", "--x"], "неизвестный аргумент: --x", "unknown argument: --x"),
        (&["status", "--timeout-ms", "soon"], "недопустимое значение soon", "invalid value soon"),
        (&["status", "extra"], "неизвестный аргумент: extra", "unknown argument: extra"),
        (&["status"], "настройки не найдены", "no configuration"),
    ];
    for (words, russian, english) in rows {
        for (lang, sentence) in [("ru", russian), ("en", english)] {
            let mut command = program();
            command.args(words).args(["--lang", lang]).current_dir(std::env::temp_dir());
            let done = run(command, "");
            let told = String::from_utf8(done.stderr).unwrap();
            assert_eq!(done.status.code(), Some(64), "{words:?}");
            assert!(told.contains(sentence) && told.lines().count() == 2, "{words:?}: {told}");
            assert!(done.stdout.is_empty(), "{words:?}");
        }
    }
}

fn help(lang: &str, words: &[String]) -> String {
    let mut command = program();
    command.args(["--lang", lang]).args(words).arg("--help");
    let done = run(command, "");
    assert_eq!(done.status.code(), Some(0), "{words:?}");
    String::from_utf8(done.stdout).unwrap()
}

/// The words of every command below this one.
fn commands(words: &[String]) -> Vec<Vec<String>> {
    let help = help("en", words);
    let names = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let below = names.map(|line| [words, &[line.split_whitespace().next().unwrap().to_owned()]].concat());
    below.flat_map(|words| [commands(&words), vec![words]].concat()).collect()
}

#[test]
fn help_is_in_one_language_for_every_command() {
    let all = commands(&[]);
    assert!(all.len() > 30, "{all:?}");
    let is_cyrillic = |letter: char| ('а'..='я').contains(&letter);
    for words in all {
        let (russian, english) = (help("ru", &words), help("en", &words));
        assert!(russian.contains("Использование: kassa") && english.contains("Usage: kassa"), "{russian}{english}");
        for word in ["Usage", "OPTIONS", "Options", "Print help", "COMMAND", "default", "possible values"] {
            assert!(!russian.contains(word), "{words:?}: {word} in {russian}");
        }
        let foreign: Vec<&str> = english.lines().filter(|line| line.chars().any(is_cyrillic)).collect();
        assert!(foreign.is_empty(), "{words:?}: {foreign:?}");
    }
    let mut version = program();
    version.arg("--version");
    let version = run(version, "");
    assert!(version.stdout.starts_with(b"kassa "), "{version:?}");
}

#[test]
fn answers_are_tables_for_people_and_json_for_programs() {
    let counter = Counter::new();
    let (code, table, told) = counter.told(&["status"]);
    assert_eq!((code, told.as_str()), (0, ""), "{table}");
    for line in ["Смена", "  Состояние", "закрыта", "Не передано в ОФД"] {
        assert!(table.contains(line), "{line}: {table}");
    }
    assert!(!table.contains('\u{1b}') && !table.contains("native"), "{table}");
    let (_, english, _) = counter.told(&["status", "--lang", "en"]);
    assert!(english.contains("closed") && english.contains("Not sent to the OFD"), "{english}");
    let (code, answer, _) = counter.run(&["status"], "");
    assert_eq!((code, &answer["shiftStatus"]["state"]), (0, &json!("closed")), "{answer}");
}

#[test]
fn an_error_tells_every_fault_with_its_place_and_what_to_do() {
    let counter = Counter::new();
    let task = r#"{"type": "sell", "taxationType": "osn", "items": [], "payments": [], "total": "a"}"#;
    let (code, table, told) = counter.told(&["execute", task]);
    assert_eq!((code, table.as_str()), (4, ""), "{told}");
    for sentence in ["Документ не принят", "  items", "  total = a: ", "Исправьте"] {
        assert!(told.contains(sentence), "{sentence}: {told}");
    }
    let (code, answer, english) = counter.run(&["execute", task, "--lang", "en"], "");
    assert_eq!((code, &answer["error"]["name"]), (4, &json!("badDocument")), "{answer}");
    assert!(english.contains("  total = a: ") && english.contains("Fix the fields"), "{english}");
    let (code, answer, _) = counter.run(&["recover", "never-sent", "--config", "/no/such/file"], "");
    assert_eq!((code, &answer["error"]["name"]), (64, &json!("usage")), "{answer}");
    assert_ne!(answer["error"]["message"]["en"], Value::Null, "{answer}");
}

/// Runs the program on a terminal; all that it writes there.
#[cfg(unix)]
fn on_terminal(counter: &Counter, words: &[&str], no_color: bool) -> String {
    let mut command = Command::new("python3");
    command.envs(program().get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.args(["-c", "import pty, sys; pty.spawn(sys.argv[1:])", env!("CARGO_BIN_EXE_kassa")]).args(words);
    command.current_dir(counter.folder.path()).env("TERM", "xterm").env_remove("NO_COLOR");
    if no_color {
        command.env("NO_COLOR", "1");
    }
    String::from_utf8(run(command, "").stdout).unwrap()
}

#[cfg(unix)]
#[test]
fn a_terminal_shows_colours_and_the_stage_of_a_call() {
    let counter = Counter::new();
    let open = ["shift", "open", "--operator", "Лунина"];
    let shown = on_terminal(&counter, &open, false);
    for text in ["отправлено, ждём ответа…", "\u{1b}[1mФискальные данные", "Документ (ФД)"]
    {
        assert!(shown.contains(text), "{text}: {shown:?}");
    }
    let last = shown.rfind("ждём").unwrap();
    assert!(shown[last..].contains("\r "), "the stage is overwritten before the answer: {shown:?}");
    let plain = on_terminal(&counter, &["shift", "status"], true);
    assert!(plain.contains("открыта") && !plain.contains('\u{1b}'), "{plain:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_output_that_cannot_be_written_is_told_and_a_reader_that_has_left_is_not() {
    let counter = Counter::new();
    for words in [&["status"][..], &["status", "--json"], &["explain", "unknown"], &["--help"]] {
        let run = |output: Stdio| {
            let mut command = program();
            let done = command.args(words).current_dir(counter.folder.path()).stdout(output).output().unwrap();
            (done.status.code(), String::from_utf8(done.stderr).unwrap())
        };
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let (code, told) = run(full.into());
        assert!(code == Some(74) && told.starts_with("kassa: вывод не записан: "), "{words:?}: {code:?} {told}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(run(writer.into()), (Some(0), String::new()), "{words:?}");
    }
}
