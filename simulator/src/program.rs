//! The program `kassa-simulator`: a simulated register as a process of its own.

use crate::demo;
use crate::registry::{Demo, REGISTRY, Register, Registered, Running};
use crate::{Fault, Host, Setup, Tls};
use lexopt::ValueExt as _;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io, thread};

/// What is demonstrated unless told otherwise.
const DEMO: &str = "icash";

const HELP: &str = "
  --listen ADDR     address to listen at (default 127.0.0.1:0)
  --state FILE      keep the memory of the device in this file
  --delay-ms N      duration of each command that prints (itkassa, atolweb: each task; cashcore, atolonline: each document)
  --faults FILE     a JSON array of faults to start with
  --tape            print the receipt tape as it grows
  --until-eof       stop when the standard input is closed
  --tls DIR         use https with the certificates in this folder; missing ones are created
  --tls-clients     require a client certificate
  --lang ru|en      demo: the language of what is printed

Look at http://ADDR/ in a browser: the tape, the state, every request, and buttons for faults.
kassa-simulator demo [PROTOCOL] starts one with an open shift at 127.0.0.1:8080 (PROTOCOL: icash by default), and
prints the configuration for it.
";

struct Arguments {
    register: Box<dyn Register>,
    /// It is to be demonstrated; in Russian?
    demo: Option<(&'static Demo, bool)>,
    setup: Setup,
    faults: Vec<Fault>,
    until_eof: bool,
}

enum Asked {
    Help,
    Run(Box<Arguments>),
}

/// Runs the program on the words of its command line, those after its name. A simulator without `--until-eof` runs until
/// the process is killed.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments = match asked(words) {
        Ok(Asked::Run(arguments)) => *arguments,
        Ok(Asked::Help) => {
            print!("{}", help());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("kassa-simulator: {error}\n\n{}", help());
            return ExitCode::from(2);
        }
    };
    match simulate(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kassa-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

fn help() -> String {
    // A text that begins on the line after its quotation mark has lost its first indentation.
    let own = REGISTRY.iter().map(|register| format!("\n{}:\n  {}", register.name, register.help));
    format!("kassa-simulator [demo] {} [options]\n{HELP}{}", names("|"), own.collect::<String>())
}

fn names(between: &str) -> String {
    REGISTRY.iter().map(|register| register.name).collect::<Vec<_>>().join(between)
}

fn asked(words: impl IntoIterator<Item = OsString>) -> Result<Asked, lexopt::Error> {
    use lexopt::Arg::{Long, Short, Value};
    let mut parser = lexopt::Parser::from_args(words);
    let mut setup = Setup { host: Host::Process, ..Setup::default() };
    let mut tls = Tls::default();
    let (mut faults, mut until_eof) = (Vec::new(), false);
    let (mut is_demo, mut listens, mut is_russian) = (false, false, demo::is_russian());
    let mut chosen: Option<(&'static Registered, Box<dyn Register>)> = None;
    while let Some(argument) = parser.next()? {
        match (argument, &mut chosen) {
            (Long("help") | Short('h'), _) => return Ok(Asked::Help),
            (Long("listen"), _) => (setup.listen, listens) = (parser.value()?.string()?, true),
            (Long("lang"), _) if is_demo => {
                is_russian = match parser.value()?.string()?.as_str() {
                    "ru" => true,
                    "en" => false,
                    other => return Err(format!("unknown language: {other} (ru, en)").into()),
                }
            }
            (Long("state"), _) => setup.state_file = Some(PathBuf::from(parser.value()?)),
            (Long("delay-ms"), _) => setup.processing_delay_ms = parser.value()?.parse()?,
            (Long("tape"), _) => setup.echo_tape = true,
            (Long("faults"), _) => faults = faults_of(Path::new(&parser.value()?))?,
            (Long("until-eof"), _) => until_eof = true,
            (Long("tls"), _) => tls.folder = PathBuf::from(parser.value()?),
            (Long("tls-clients"), _) => tls.asks_client = true,
            (Value(name), None) if name == "demo" && !is_demo => is_demo = true,
            (Value(name), None) => chosen = Some(register_of(&name.string()?)?),
            (Long(name), None) if is_demo => {
                let name = name.to_owned();
                chosen.insert(register_of(DEMO)?).1.set(&name, &mut parser)?;
            }
            (Long(name), Some((_, register))) => {
                let name = name.to_owned();
                register.set(&name, &mut parser)?;
            }
            (other, _) => return Err(other.unexpected()),
        }
    }
    let has_folder = !tls.folder.as_os_str().is_empty();
    if tls.asks_client && !has_folder {
        return Err("--tls-clients needs --tls".into());
    }
    setup.tls = has_folder.then_some(tls);
    if is_demo && chosen.is_none() {
        chosen = Some(register_of(DEMO)?);
    }
    let (registered, register) = chosen.ok_or_else(|| format!("no protocol given ({})", names(", ")))?;
    let demo = is_demo.then_some((&registered.demo, is_russian));
    if demo.is_some() {
        setup = demo::setup(setup, listens);
    }
    Ok(Asked::Run(Box::new(Arguments { register, demo, setup, faults, until_eof })))
}

fn register_of(word: &str) -> Result<(&'static Registered, Box<dyn Register>), lexopt::Error> {
    let registered = REGISTRY.iter().find(|register| register.name == word);
    let registered = registered.ok_or_else(|| format!("unknown protocol: {word} ({})", names(", ")))?;
    Ok((registered, (registered.register)()))
}

fn faults_of(path: &Path) -> Result<Vec<Fault>, lexopt::Error> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Fault::list(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn simulate(arguments: Arguments) -> io::Result<()> {
    let Arguments { register, demo, setup, faults, until_eof } = arguments;
    let simulator: Box<dyn Running> = register.start(setup)?;
    simulator.begin_with(faults);
    let mut out = io::stdout().lock();
    writeln!(out, "listening {}", simulator.address())?;
    if let Some((demo, russian)) = demo {
        demo::begin(demo, &*simulator, russian, &mut out)?;
    }
    out.flush()?;
    drop(out);
    if until_eof {
        io::stdin().lock().read_to_end(&mut Vec::new())?;
        return Ok(());
    }
    loop {
        thread::park();
    }
}

/// Whether the command line means something.
#[cfg(test)]
pub(crate) fn is_understood(words: impl IntoIterator<Item = OsString>) -> bool {
    asked(words).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_option_of_a_protocol_is_indented_in_the_help() {
        for register in REGISTRY {
            let help = help();
            let (_, own) = help.split_once(&format!("\n{}:\n", register.name)).expect("its part");
            let own: Vec<&str> = own.lines().take_while(|line| !line.is_empty()).collect();
            assert!(own[0].starts_with("  --") && own.iter().all(|line| line.starts_with("  ")), "{own:?}");
        }
    }
}
