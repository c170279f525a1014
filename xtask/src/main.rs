//! Developer commands: `cargo xtask` lists them.

mod font;

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, ExitCode};

const HELP: &str = "\
cargo xtask COMMAND

  bless              renews every generated file that is checked in, but tests/released.txt
  test [STAGE...]    the tests, or some stages of them: bash tests/run
  days [...]         simulated days at the till, decided by a seed: without words it says how
  dist               everything that is handed out, into dist/: packaging/dist
  font FOLDER        the glyphs of src/render/font; FOLDER has the console fonts of Debian's console-setup-linux
";

/// The tests that compare a checked-in file with its generator. With `KASSA_BLESS=1` each rewrites its file.
const GENERATED: &[&str] = &["c::header::", "docs::", "onec::docs::", "render::", "tasks::schemas::"];

fn main() -> ExitCode {
    let mut words = env::args_os().skip(1);
    let command = words.next();
    let words: Vec<OsString> = words.collect();
    match command.as_ref().and_then(|command| command.to_str()) {
        Some("bless") => run(&mut bless()),
        Some("test") => run(Command::new("bash").arg("tests/run").args(words)),
        Some("days") => run(days().args(words)),
        Some("dist") => run(Command::new("packaging/dist").args(words)),
        Some("font") if words.len() == 1 => match font::write(Path::new(&words[0]), &root().join("src/render/font")) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&"font", &error),
        },
        _ => {
            print!("{HELP}");
            ExitCode::from(2)
        }
    }
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program of its own: it needs the core with the feature `days`, which no other package may turn on.
fn days() -> Command {
    let mut cargo = cargo();
    cargo.args(["run", "--quiet", "--profile", "days", "--package", "kassa-days", "--"]);
    cargo
}

fn bless() -> Command {
    let mut cargo = cargo();
    cargo.args(["test", "--test", "it", "--"]).args(GENERATED).env("KASSA_BLESS", "1");
    cargo
}

/// Runs a command in the root of the repository and returns its exit code.
fn run(command: &mut Command) -> ExitCode {
    match command.current_dir(root()).status() {
        Ok(status) => ExitCode::from(u8::try_from(status.code().unwrap_or(1)).unwrap_or(1)),
        Err(error) => failed(command, &error),
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the repository")
}

fn failed(what: &dyn std::fmt::Debug, error: &std::io::Error) -> ExitCode {
    eprintln!("xtask: {what:?}: {error}");
    ExitCode::FAILURE
}
