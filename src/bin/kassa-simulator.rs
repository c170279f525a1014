//! A simulated register as a process of its own, for trying the driver out and for tests in other languages.

use kassa::simulator::{Fault, Host, cashcore, icash};
use lexopt::ValueExt as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io, thread};

const HELP: &str = "\
kassa-simulator icash|cashcore [options]

  --listen ADDR     address to listen at (127.0.0.1:0)
  --state FILE      keep the device's memory in this file
  --delay-ms N      time that each command which prints (cashcore: makes a document) takes
  --faults FILE     a JSON array of faults to begin with
  --tape            print the tape as it grows
  --until-eof       end when the standard input is closed

icash:
  --unregistered    start with a fresh fiscal drive
  --bare-answers    leave T1040, T1041, T1077 and T1196 out of a receipt's answer
  --fn-types        document_type as the fiscal drive numbers it

cashcore:
  --unlicensed      start with no license: ActivateLicense comes first
  --cash N          whole tenge in the drawer of register 6923
  --offline         start with no line to the OFD
  --any-taxpayer    take a buyer's number whose check digit is wrong
";

struct Arguments {
    device: Device,
    faults: Vec<Fault>,
    until_eof: bool,
}

enum Device {
    Icash(icash::Options),
    CashCore(cashcore::Options),
}

/// A simulator that runs until it is dropped.
enum Running {
    Icash(icash::Simulator),
    CashCore(cashcore::Simulator),
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
    let mut first = icash::Options { host: Host::Process, ..icash::Options::default() };
    let mut second = cashcore::Options { host: Host::Process, ..cashcore::Options::default() };
    let (mut faults, mut until_eof, mut protocol) = (Vec::new(), false, None);
    while let Some(argument) = parser.next()? {
        let is_icash = protocol.as_deref() == Some("icash");
        let is_cashcore = protocol.as_deref() == Some("cashcore");
        match argument {
            Long("listen") => {
                first.listen = parser.value()?.string()?;
                second.listen.clone_from(&first.listen);
            }
            Long("state") => {
                first.state_file = Some(PathBuf::from(parser.value()?));
                second.state_file.clone_from(&first.state_file);
            }
            Long("delay-ms") => {
                first.processing_delay_ms = parser.value()?.parse()?;
                second.processing_delay_ms = first.processing_delay_ms;
            }
            Long("tape") => (first.echo_tape, second.echo_tape) = (true, true),
            Long("faults") => faults = faults_of(Path::new(&parser.value()?))?,
            Long("until-eof") => until_eof = true,
            Long("help") | Short('h') => return Ok(Asked::Help),
            Long("unregistered") if is_icash => first.registered = false,
            Long("bare-answers") if is_icash => first.bare_answers = true,
            Long("fn-types") if is_icash => first.document_types = icash::DocumentTypes::FiscalDrive,
            Long("unlicensed") if is_cashcore => second.licensed = false,
            Long("cash") if is_cashcore => second.cash_tenge = parser.value()?.parse()?,
            Long("offline") if is_cashcore => second.ofd_online = false,
            Long("any-taxpayer") if is_cashcore => second.checks_taxpayers = false,
            Value(name) if protocol.is_none() && (name == "icash" || name == "cashcore") => {
                protocol = Some(name.string()?);
            }
            other => return Err(other.unexpected()),
        }
    }
    let device = match protocol.as_deref() {
        Some("icash") => Device::Icash(first),
        Some(_) => Device::CashCore(second),
        None => return Err("which protocol? (icash or cashcore)".into()),
    };
    Ok(Asked::Run(Box::new(Arguments { device, faults, until_eof })))
}

fn faults_of(path: &Path) -> Result<Vec<Fault>, lexopt::Error> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Fault::list(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

impl Running {
    fn start(device: Device, faults: Vec<Fault>) -> io::Result<Self> {
        match device {
            Device::Icash(options) => {
                let simulator = icash::Simulator::start(options)?;
                simulator.set_faults(faults);
                Ok(Self::Icash(simulator))
            }
            Device::CashCore(options) => {
                let simulator = cashcore::Simulator::start(options)?;
                simulator.set_faults(faults);
                Ok(Self::CashCore(simulator))
            }
        }
    }

    fn url(&self) -> String {
        match self {
            Self::Icash(simulator) => simulator.url(),
            Self::CashCore(simulator) => simulator.url(),
        }
    }
}

fn run(arguments: Arguments) -> io::Result<()> {
    let simulator = Running::start(arguments.device, arguments.faults)?;
    let mut out = io::stdout().lock();
    writeln!(out, "listening {}", simulator.url())?;
    out.flush()?;
    drop(out);
    if arguments.until_eof {
        io::stdin().lock().read_to_end(&mut Vec::new())?;
        drop(simulator);
        return Ok(());
    }
    loop {
        thread::park();
    }
}
