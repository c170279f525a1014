//! A simulated register as a process of its own, for trying the driver out and for tests in other languages.

use kassa::simulator::icash::{DocumentTypes, Options, Simulator};
use kassa::simulator::{Fault, Host};
use lexopt::ValueExt as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io, thread};

const HELP: &str = "\
kassa-simulator icash [options]

  --listen ADDR     address to listen at (127.0.0.1:0)
  --state FILE      keep the device's memory in this file
  --unregistered    start with a fresh fiscal drive
  --delay-ms N      time that each command which prints takes
  --bare-answers    leave T1040, T1041, T1077 and T1196 out of a receipt's answer
  --fn-types        document_type as the fiscal drive numbers it
  --faults FILE     a JSON array of faults to begin with
  --tape            print the tape as it grows
  --until-eof       end when the standard input is closed
";

struct Arguments {
    options: Options,
    faults: Vec<Fault>,
    until_eof: bool,
}

enum Asked {
    Help,
    Run(Box<Arguments>),
}

fn main() -> ExitCode {
    let arguments = match asked() {
        Ok(Asked::Run(arguments)) => *arguments,
        Ok(Asked::Help) => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("kassa-simulator: {error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kassa-simulator: {error}");
            ExitCode::FAILURE
        }
    }
}

fn asked() -> Result<Asked, lexopt::Error> {
    use lexopt::Arg::{Long, Short, Value};
    let mut parser = lexopt::Parser::from_env();
    let mut options = Options { host: Host::Process, ..Options::default() };
    let (mut faults, mut until_eof, mut protocol) = (Vec::new(), false, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("listen") => options.listen = parser.value()?.string()?,
            Long("state") => options.state_file = Some(PathBuf::from(parser.value()?)),
            Long("unregistered") => options.registered = false,
            Long("delay-ms") => options.processing_delay_ms = parser.value()?.parse()?,
            Long("bare-answers") => options.bare_answers = true,
            Long("fn-types") => options.document_types = DocumentTypes::FiscalDrive,
            Long("faults") => faults = faults_of(Path::new(&parser.value()?))?,
            Long("tape") => options.echo_tape = true,
            Long("until-eof") => until_eof = true,
            Long("help") | Short('h') => return Ok(Asked::Help),
            Value(name) if protocol.is_none() && name == "icash" => protocol = Some(name),
            other => return Err(other.unexpected()),
        }
    }
    match protocol {
        Some(_) => Ok(Asked::Run(Box::new(Arguments { options, faults, until_eof }))),
        None => Err("which protocol? (icash)".into()),
    }
}

fn faults_of(path: &Path) -> Result<Vec<Fault>, lexopt::Error> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Fault::list(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn run(arguments: Arguments) -> io::Result<()> {
    let simulator = Simulator::start(arguments.options)?;
    simulator.set_faults(arguments.faults);
    let mut out = io::stdout().lock();
    writeln!(out, "listening {}", simulator.url())?;
    out.flush()?;
    drop(out);
    if arguments.until_eof {
        io::stdin().lock().read_to_end(&mut Vec::new())?;
        simulator.stop();
        return Ok(());
    }
    loop {
        thread::park();
    }
}
