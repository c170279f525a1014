//! A register, a folder for its configuration and journal, and the program.

use kassa_simulator::icash::{Options, Simulator};
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A register, and a configuration for it in `kassa.json` of a folder.
pub struct Counter {
    pub register: Simulator,
    pub folder: TempDir,
}

impl Counter {
    pub fn new() -> Self {
        Self::with(Options::default())
    }

    pub fn with(options: Options) -> Self {
        let counter = Self { register: Simulator::start(options).unwrap(), folder: tempfile::tempdir().unwrap() };
        std::fs::write(counter.folder.path().join("kassa.json"), counter.config().to_string()).unwrap();
        counter
    }

    pub fn config(&self) -> Value {
        let journal = self.folder.path().join("kassa.db");
        json!({ "backend": "icash", "url": self.register.url(), "journal": journal })
    }

    /// Runs a command in the folder, with `--json`; returns the exit code, the answer, and the text for the user.
    pub fn run(&self, words: &[&str], input: &str) -> (i32, Value, String) {
        let done = self.program(&[words, &["--json"]].concat(), input);
        let answer = serde_json::from_slice(&done.stdout).unwrap_or_default();
        (done.status.code().unwrap(), answer, String::from_utf8(done.stderr).unwrap())
    }

    /// Runs a command in the folder; returns the exit code, the table, and the text for the user.
    pub fn told(&self, words: &[&str]) -> (i32, String, String) {
        let done = self.program(words, "");
        let texts = [done.stdout, done.stderr].map(|text| String::from_utf8(text).unwrap());
        let [table, told] = texts;
        (done.status.code().unwrap(), table, told)
    }

    fn program(&self, words: &[&str], input: &str) -> Output {
        let mut command = program();
        command.args(words).current_dir(self.folder.path());
        // Where the journal is unless the configuration says so.
        command.env("XDG_STATE_HOME", self.folder.path()).env("LOCALAPPDATA", self.folder.path());
        run(command, input)
    }

    /// How many receipts the register has made.
    pub fn receipts(&self) -> usize {
        self.register.ledger().iter().filter(|made| made.kind.word() == "receipt").count()
    }
}

/// The program, in Russian, without a configuration of this machine.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kassa"));
    let nowhere = std::env::temp_dir().join("kassa-no-such-folder");
    for name in ["XDG_CONFIG_HOME", "HOME", "APPDATA", "PROGRAMDATA"] {
        command.env(name, &nowhere);
    }
    // The clock of the simulated registers is in UTC.
    command.env("LC_ALL", "ru_RU.UTF-8").env("TZ", "UTC").env_remove("KASSA_CONFIG");
    command
}

/// Runs a command to its end.
pub fn run(mut command: Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read its input may have ended.
    let _ended = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}
