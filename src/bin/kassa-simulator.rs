//! A simulated register as a process of its own, for trying the driver out and for tests in other languages.

use kassa::simulator::{Fault, Host, Setup, Simulator, Tls, cashcore, icash, itkassa, ofdru};
use lexopt::ValueExt as _;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fs, io, thread};

const HELP: &str = "\
kassa-simulator icash|itkassa|cashcore|ofdru [options]

  --listen ADDR     address to listen at (127.0.0.1:0)
  --state FILE      keep the device's memory in this file
  --delay-ms N      time that each command which prints (itkassa: each task; cashcore: makes a document) takes
  --faults FILE     a JSON array of faults to begin with
  --tape            print the tape as it grows
  --until-eof       end when the standard input is closed
  --tls DIR         speak https, with the certificates in that folder; they are made if there are none
  --tls-clients     want a certificate of each client, too

icash:
  --unregistered    start with a fresh fiscal drive
  --bare-answers    leave T1040, T1041, T1077 and T1196 out of a receipt's answer
  --fn-types        document_type as the fiscal drive numbers it

itkassa:
  --api-key TEXT    what X-API-Key must be (KqZD0anh8wkRs01eZVwhkPSR7d3Fgq4k)
  --manual-sessions receipts neither open nor renew sessions
  --cash N          whole roubles in each drawer
  --callback-attempts N, --callback-pause-ms N
                    how often a call-back is tried (5), and the first pause (1000)
  --callback-longest-pause-ms N
                    the longest pause (an hour): each is twice as long as the one before
  --callback-ca FILE  call back by https, too: to hosts of these authorities (PEM)
  --shape WORD      one form of the answers where the document wavers; may be given several times

cashcore:
  --unlicensed      start with no license: ActivateLicense comes first
  --cash N          whole tenge in the drawer of register 6923
  --offline         start with no line to the OFD
  --any-taxpayer    take a buyer's number whose check digit is wrong
  --no-auxiliary    drop the auxiliary pairs of a receipt

ofdru:
  --by-hand           the tax service answers by POST /simulator/fns alone
  --answer-seconds N  what the tax service takes from the last signature on
  --documents-seconds N  what documents take to be made
  --token-seconds N   how long a token is good
  --any-taxpayer      the tax service takes numbers whose check digits are wrong
  --final-rejections  what the tax service refuses cannot be mended
  --wrong-numbers     registration numbers have wrong check digits
  --shape WORD        one form of the answers where the document wavers; may be repeated
";

struct Arguments {
    protocol: Protocol,
    setup: Setup,
    faults: Vec<Fault>,
    until_eof: bool,
}

/// A protocol, and what can be told its simulator only.
enum Protocol {
    Icash(icash::Options),
    ItKassa(itkassa::Options),
    CashCore(cashcore::Options),
    OfdRu(ofdru::Options),
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
    let mut setup = Setup { host: Host::Process, ..Setup::default() };
    let mut tls = Tls::default();
    let (mut faults, mut until_eof, mut protocol) = (Vec::new(), false, None);
    while let Some(argument) = parser.next()? {
        match (argument, &mut protocol) {
            (Long("help") | Short('h'), _) => return Ok(Asked::Help),
            (Long("listen"), _) => setup.listen = parser.value()?.string()?,
            (Long("state"), _) => setup.state_file = Some(PathBuf::from(parser.value()?)),
            (Long("delay-ms"), _) => setup.processing_delay_ms = parser.value()?.parse()?,
            (Long("tape"), _) => setup.echo_tape = true,
            (Long("faults"), _) => faults = faults_of(Path::new(&parser.value()?))?,
            (Long("until-eof"), _) => until_eof = true,
            (Long("tls"), _) => tls.folder = PathBuf::from(parser.value()?),
            (Long("tls-clients"), _) => tls.asks_client = true,
            (Value(name), None) => protocol = Some(protocol_of(&name.string()?)?),
            (Long(name), Some(protocol)) => {
                let name = name.to_owned();
                protocol.set(&name, &mut parser)?;
            }
            (other, _) => return Err(other.unexpected()),
        }
    }
    let has_folder = !tls.folder.as_os_str().is_empty();
    if tls.asks_client && !has_folder {
        return Err("--tls-clients needs --tls".into());
    }
    setup.tls = has_folder.then_some(tls);
    let protocol = protocol.ok_or("which protocol? (icash, itkassa, cashcore or ofdru)")?;
    Ok(Asked::Run(Box::new(Arguments { protocol, setup, faults, until_eof })))
}

impl Protocol {
    /// Sets what this protocol alone knows.
    fn set(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<(), lexopt::Error> {
        use Protocol::{CashCore, Icash, ItKassa, OfdRu};
        match (name, self) {
            ("unregistered", Icash(options)) => options.registered = false,
            ("bare-answers", Icash(options)) => options.bare_answers = true,
            ("fn-types", Icash(options)) => options.document_types = icash::DocumentTypes::FiscalDrive,
            ("unlicensed", CashCore(options)) => options.licensed = false,
            ("cash", CashCore(options)) => options.cash_tenge = parser.value()?.parse()?,
            ("offline", CashCore(options)) => options.ofd_online = false,
            ("any-taxpayer", CashCore(options)) => options.checks_taxpayers = false,
            ("no-auxiliary", CashCore(options)) => options.keeps_auxiliary = false,
            ("api-key", ItKassa(options)) => options.api_key = parser.value()?.string()?,
            ("shape", ItKassa(options)) => {
                let word = parser.value()?.string()?;
                options.shapes = options.shapes.with(&word).ok_or_else(|| format!("{word}: no such shape"))?;
            }
            ("manual-sessions", ItKassa(options)) => options.automatic_sessions = false,
            ("cash", ItKassa(options)) => options.cash_roubles = parser.value()?.parse()?,
            ("callback-attempts", ItKassa(options)) => options.callback_attempts = parser.value()?.parse()?,
            ("callback-pause-ms", ItKassa(options)) => options.callback_pause_ms = parser.value()?.parse()?,
            ("callback-longest-pause-ms", ItKassa(options)) => {
                options.callback_longest_pause_ms = parser.value()?.parse()?;
            }
            ("callback-ca", ItKassa(options)) => options.callback_ca = Some(PathBuf::from(parser.value()?)),
            ("by-hand", OfdRu(options)) => options.answer_seconds = None,
            ("answer-seconds", OfdRu(options)) => {
                options.answer_seconds = Some(parser.value()?.parse()?);
            }
            ("documents-seconds", OfdRu(options)) => options.documents_seconds = parser.value()?.parse()?,
            ("token-seconds", OfdRu(options)) => options.token_seconds = parser.value()?.parse()?,
            ("any-taxpayer", OfdRu(options)) => options.checks_taxpayers = false,
            ("final-rejections", OfdRu(options)) => options.final_rejections = true,
            ("wrong-numbers", OfdRu(options)) => options.wrong_numbers = true,
            ("shape", OfdRu(options)) => {
                let word = parser.value()?.string()?;
                let shapes = std::mem::take(&mut options.shapes).with(&word);
                options.shapes = shapes.ok_or_else(|| format!("{word}: no such shape"))?;
            }
            _ => return Err(lexopt::Error::UnexpectedOption(format!("--{name}"))),
        }
        Ok(())
    }
}

fn protocol_of(word: &str) -> Result<Protocol, lexopt::Error> {
    match word {
        "icash" => Ok(Protocol::Icash(icash::Options::default())),
        "itkassa" => Ok(Protocol::ItKassa(itkassa::Options::default())),
        "cashcore" => Ok(Protocol::CashCore(cashcore::Options::default())),
        "ofdru" => Ok(Protocol::OfdRu(ofdru::Options::default())),
        _ => Err(format!("{word}: no such protocol (icash, itkassa, cashcore or ofdru)").into()),
    }
}

fn faults_of(path: &Path) -> Result<Vec<Fault>, lexopt::Error> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    Fault::list(&text).map_err(|error| format!("{}: {error}", path.display()).into())
}

fn run(arguments: Arguments) -> io::Result<()> {
    let Arguments { protocol, setup, faults, until_eof } = arguments;
    match protocol {
        Protocol::Icash(options) => {
            until_the_end(&icash::Simulator::start(icash::Options { setup, ..options })?, faults, until_eof)
        }
        Protocol::ItKassa(options) => {
            until_the_end(&itkassa::Simulator::start(itkassa::Options { setup, ..options })?, faults, until_eof)
        }
        Protocol::CashCore(options) => {
            until_the_end(&cashcore::Simulator::start(cashcore::Options { setup, ..options })?, faults, until_eof)
        }
        Protocol::OfdRu(options) => {
            until_the_end(&ofdru::Simulator::start(ofdru::Options { setup, ..options })?, faults, until_eof)
        }
    }
}

fn until_the_end<D>(simulator: &Simulator<D>, faults: Vec<Fault>, until_eof: bool) -> io::Result<()> {
    simulator.set_faults(faults);
    let mut out = io::stdout().lock();
    writeln!(out, "listening {}", simulator.url())?;
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
