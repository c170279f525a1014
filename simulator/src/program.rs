//! The program `kassa-simulator`: a simulated register as a process of its own.

use crate::registry::{REGISTRY, Register, Running};
use crate::{Fault, Host, Setup, Tls};
use lexopt::ValueExt as _;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io, thread};

const HELP: &str = "
  --listen ADDR     address to listen at (default 127.0.0.1:0)
  --state FILE      keep the memory of the device in this file
  --delay-ms N      duration of each command that prints (itkassa, atolweb: each task; cashcore, atolonline: each document)
  --faults FILE     a JSON array of faults to start with
  --tape            print the receipt tape as it grows
  --until-eof       stop when the standard input is closed
  --tls DIR         use https with the certificates in this folder; missing ones are created
  --tls-clients     require a client certificate
";

struct Arguments {
    register: Box<dyn Register>,
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
    format!("kassa-simulator {} [options]\n{HELP}{}", names("|"), own.collect::<String>())
}

fn names(between: &str) -> String {
    REGISTRY.iter().map(|register| register.name).collect::<Vec<_>>().join(between)
}

fn asked(words: impl IntoIterator<Item = OsString>) -> Result<Asked, lexopt::Error> {
    use lexopt::Arg::{Long, Short, Value};
    let mut parser = lexopt::Parser::from_args(words);
    let mut setup = Setup { host: Host::Process, ..Setup::default() };
    let mut tls = Tls::default();
    let (mut faults, mut until_eof, mut register) = (Vec::new(), false, None);
    while let Some(argument) = parser.next()? {
        match (argument, &mut register) {
            (Long("help") | Short('h'), _) => return Ok(Asked::Help),
            (Long("listen"), _) => setup.listen = parser.value()?.string()?,
            (Long("state"), _) => setup.state_file = Some(PathBuf::from(parser.value()?)),
            (Long("delay-ms"), _) => setup.processing_delay_ms = parser.value()?.parse()?,
            (Long("tape"), _) => setup.echo_tape = true,
            (Long("faults"), _) => faults = faults_of(Path::new(&parser.value()?))?,
            (Long("until-eof"), _) => until_eof = true,
            (Long("tls"), _) => tls.folder = PathBuf::from(parser.value()?),
            (Long("tls-clients"), _) => tls.asks_client = true,
            (Value(name), None) => register = Some(register_of(&name.string()?)?),
            (Long(name), Some(register)) => {
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
    let register = register.ok_or_else(|| format!("no protocol given ({})", names(", ")))?;
    Ok(Asked::Run(Box::new(Arguments { register, setup, faults, until_eof })))
}

fn register_of(word: &str) -> Result<Box<dyn Register>, lexopt::Error> {
    let registered = REGISTRY.iter().find(|register| register.name == word);
    let registered = registered.ok_or_else(|| format!("unknown protocol: {word} ({})", names(", ")))?;
    Ok((registered.register)())
}

fn faults_of(path: &Path) -> Result<Vec<Fault>, lexopt::Error> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Fault::list(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn simulate(arguments: Arguments) -> io::Result<()> {
    let Arguments { register, setup, faults, until_eof } = arguments;
    let simulator: Box<dyn Running> = register.start(setup)?;
    simulator.begin_with(faults);
    let mut out = io::stdout().lock();
    writeln!(out, "listening {}", simulator.address())?;
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
