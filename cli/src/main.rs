//! The command line: works a register by hand, shows its state, and finds out what became of a document.

use kassa::driver::{Device, Discarded};
use kassa::error::{Error, ErrorKind, Result};
use kassa::task::answer::Answer;
use kassa::task::given::Task;
use lexopt::Arg::{Long, Short, Value as Word};
use lexopt::ValueExt as _;
use serde_json::{Map, Value, json};
use std::io::Write;
use std::process::ExitCode;
use std::{env, fs, io};

const HELP: &str = "\
kassa CONFIG COMMAND [ARGUMENT...] [--log]

CONFIG is the configuration as JSON, or the path of a file that contains it.

  status               show the state of the register, its shift and its fiscal drive
  execute [TASK]       execute a task: JSON, the path of a file, or the standard input if it is left out
  validate [TASK]      check a task without sending it
  recover ID           show the result of the document with this externalId
  call METHOD [JSON]   call a native method of the register
  forget               discard the unresolved documents that were sent without an externalId;
                       first compare them with the receipt tape
  discard ID           discard the unresolved document with this externalId;
                       first check that it is not on the receipt tape
  journal rebuild      restore the documents that the journal has lost from the register
  journal accept       accept that they are lost: the register no longer exists

--log writes each exchange to the standard error. The answer is JSON on the standard output. The exit code is the
status of the library (docs/errors.md), or 64 for a wrong command line.
";

/// Exit code for a wrong command line: `EX_USAGE` of the BSD systems, which no status of the library uses.
const WRONG_USAGE: u8 = 64;

/// The tasks whose answers make up `status`. None of them makes a document. A task that the register does not support
/// is left out.
const STATE: [&str; 4] = ["getDeviceStatus", "getShiftStatus", "getFnStatus", "ofdExchangeStatus"];

/// What is done with the open device.
type Command<'a> = Box<dyn Fn(&Device) -> Result<Value> + 'a>;

/// The parsed command line.
struct Asked {
    config: String,
    command: String,
    words: Vec<String>,
    log: bool,
}

fn main() -> ExitCode {
    let asked = match asked() {
        Ok(Some(asked)) => asked,
        Ok(None) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("kassa: {error}\n\n{HELP}");
            return ExitCode::from(WRONG_USAGE);
        }
    };
    if asked.log {
        kassa::log::set(Some(std::sync::Arc::new(|line| eprintln!("{line}"))));
    }
    match carried_out(&asked) {
        Some(Ok(answer)) => {
            show(&answer);
            ExitCode::SUCCESS
        }
        Some(Err(error)) => {
            show(&json!({ "error": error.to_json() }));
            let (message, advice) = (error.message(), error.advice());
            let (message, advice) = if is_russian() { (message.ru, advice.ru) } else { (message.en, advice.en) };
            eprintln!("{message}\n{advice}");
            ExitCode::from(u8::try_from(error.code() as i32).unwrap_or(u8::MAX))
        }
        None => {
            eprintln!("kassa: unknown command or wrong arguments: {}\n\n{HELP}", asked.command);
            ExitCode::from(WRONG_USAGE)
        }
    }
}

/// Parses the command line; `None` if help is wanted.
fn asked() -> std::result::Result<Option<Asked>, lexopt::Error> {
    let mut parser = lexopt::Parser::from_env();
    let (mut words, mut log) = (Vec::new(), false);
    while let Some(argument) = parser.next()? {
        match argument {
            Word(word) => words.push(word.string()?),
            Long("log") => log = true,
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected()),
        }
    }
    let mut words = words.into_iter();
    let (Some(config), Some(command)) = (words.next(), words.next()) else {
        return Err("CONFIG and COMMAND are missing".into());
    };
    let mut words: Vec<String> = words.collect();
    if ["execute", "validate"].contains(&command.as_str()) {
        match words.first_mut() {
            Some(task) => *task = text(task)?,
            None => words.push(io::read_to_string(io::stdin()).map_err(|error| error.to_string())?),
        }
    }
    Ok(Some(Asked { config: text(&config)?, command, words, log }))
}

/// JSON as it is, or the contents of the file with this path.
fn text(word: &str) -> std::result::Result<String, String> {
    if word.trim_start().starts_with('{') {
        return Ok(word.to_owned());
    }
    fs::read_to_string(word).map_err(|error| format!("{word}: {error}"))
}

/// The answer; `None` if there is no such command with this number of arguments.
fn carried_out(asked: &Asked) -> Option<Result<Value>> {
    let words: Vec<&str> = asked.words.iter().map(String::as_str).collect();
    let command: Command = match (asked.command.as_str(), words.as_slice()) {
        ("status", []) => Box::new(state),
        ("execute", [task]) => Box::new(|device| device.execute(&Task::from_json(task)?).map(Answer::into_json)),
        ("validate", [task]) => Box::new(|device| device.validate(&Task::from_json(task)?).map(Answer::into_json)),
        ("recover", [id]) => Box::new(|device| device.recover(id).map(Answer::into_json)),
        ("call", [method]) => Box::new(|device| device.call(method, "")),
        ("call", [method, params]) => Box::new(|device| device.call(method, params)),
        ("forget", []) => Box::new(|device| Ok(json!({ "forgotten": device.acknowledge_undelivered()? }))),
        ("discard", [id]) => Box::new(move |device| {
            Ok(match device.discard(id)? {
                Discarded::Discarded => json!({ "externalId": id, "discarded": true }),
                Discarded::Registered(answer) => answer.into_json(),
            })
        }),
        ("journal", ["rebuild"]) => Box::new(|device| Ok(device.rebuild_journal()?.to_json())),
        ("journal", ["accept"]) => Box::new(|device| Ok(json!({ "lost": device.accept_journal()? }))),
        _ => return None,
    };
    Some(Device::open(&asked.config).and_then(|device| command(&device)))
}

fn state(device: &Device) -> Result<Value> {
    let mut state = Map::new();
    for question in STATE {
        match device.execute(&Task::named(question)) {
            Ok(answer) => state.extend(answer.into_json().as_object().cloned().unwrap_or_default()),
            Err(Error { kind: ErrorKind::Unsupported { .. }, .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Value::Object(state))
}

/// Whether the user reads Russian, by the name of the locale.
fn is_russian() -> bool {
    let set = |name| env::var(name).ok().filter(|value: &String| !value.is_empty());
    ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set).is_some_and(|locale| locale.starts_with("ru"))
}

fn show(answer: &Value) {
    // The reader of a pipe may have closed it. The exit code still tells the result.
    let _gone = writeln!(io::stdout(), "{answer:#}");
}
