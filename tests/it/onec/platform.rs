//! The stand-in for the platform: compiled once, controlled by lines of text.
#![allow(dead_code, reason = "the scenarios and the bench use a part each")]

use crate::support::{component, root, run, scratch};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::LazyLock;
use tempfile::TempDir;

/// The stand-in, compiled by this machine's C++ compiler. It is moved to its path only when it is complete.
static HOST: LazyLock<PathBuf> = LazyLock::new(|| {
    let (source, folder) = (root().join("tests/onec/host"), scratch());
    let [program, object] = ["host", "platform.o"].map(|name| folder.path().join(name));
    let warnings = ["-Wall", "-Wextra", "-Werror", "-pedantic", "-g", "-O1"];
    run(Command::new("c++")
        .args(["-std=c++17", "-c"])
        .args(warnings)
        .arg(source.join("platform.cpp"))
        .arg("-o")
        .arg(&object));
    run(Command::new("cc")
        .args(["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-g", "-O1"])
        .args([source.join("main.c"), object])
        .args(["-ldl", "-lstdc++", "-o"])
        .arg(&program));
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("onec_host");
    fs::rename(program, &place).unwrap();
    place
});

/// A value that a call returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Flag(bool),
    Number(String),
    Text(String),
    Empty,
    Other(String),
}

/// The platform, with a component loaded.
pub struct Platform {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// A folder of its own for the journal and the log.
    pub folder: TempDir,
    /// What the component reported of itself: names of its classes, level, attachment.
    pub classes: Vec<String>,
}

impl Platform {
    /// Loads the component, under valgrind unless `KASSA_ONEC_HOST` says otherwise.
    pub fn start() -> Self {
        if let Ok(words) = std::env::var("KASSA_ONEC_HOST") {
            let mut words = words.split_whitespace();
            let mut command = Command::new(words.next().unwrap());
            command.args(words);
            return Self::run(command);
        }
        let mut command = Command::new("valgrind");
        command
            .args(["--quiet", "--error-exitcode=99", "--leak-check=full", "--show-leak-kinds=definite,indirect"])
            .arg("--errors-for-leak-kinds=definite,indirect")
            .arg(&*HOST)
            .arg(component());
        Self::run(command)
    }

    /// Loads the component without valgrind, for measurements.
    pub fn plain() -> Self {
        let mut command = Command::new(&*HOST);
        command.arg(component());
        Self::run(command)
    }

    fn run(mut command: Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = command
            .env("XDG_STATE_HOME", folder.path())
            .env("LOCALAPPDATA", folder.path())
            .env("HOME", folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut platform = Self { child, input, output, folder, classes: Vec::new() };
        platform.classes = platform.line();
        platform
    }

    /// Loads the component and makes an object of a class.
    pub fn with(class: &str) -> Self {
        let mut platform = Self::start();
        assert_eq!(platform.tell(&["create", class]), ["ok"]);
        platform
    }

    /// The same without valgrind, for tables with many rows.
    pub fn plain_with(class: &str) -> Self {
        let mut platform = match std::env::var("KASSA_ONEC_HOST") {
            Ok(_) => Self::start(),
            Err(_) => Self::plain(),
        };
        assert_eq!(platform.tell(&["create", class]), ["ok"]);
        platform
    }

    /// Sends a line; returns the fields of the answer.
    pub fn tell(&mut self, fields: &[&str]) -> Vec<String> {
        let escaped =
            |field: &&str| field.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
        let line = fields.iter().map(escaped).collect::<Vec<_>>().join("\t") + "\n";
        self.input.as_mut().unwrap().write_all(line.as_bytes()).unwrap();
        self.line()
    }

    /// Sends a line; returns the lines of the answer up to its end.
    pub fn lines(&mut self, word: &str) -> Vec<Vec<String>> {
        let mut lines = vec![self.tell(&[word])];
        while !matches!(lines.last().unwrap()[0].as_str(), "end" | "strange") {
            lines.push(self.line());
        }
        lines
    }

    fn line(&mut self) -> Vec<String> {
        let mut line = String::new();
        assert!(self.output.read_line(&mut line).unwrap() > 0, "the platform ended: {:?}", self.child.wait());
        let unescaped = |field: &str| {
            let (mut text, mut letters) = (String::new(), field.chars());
            while let Some(letter) = letters.next() {
                text.push(match letter {
                    '\\' => match letters.next().unwrap() {
                        't' => '\t',
                        'n' => '\n',
                        'r' => '\r',
                        other => other,
                    },
                    other => other,
                });
            }
            text
        };
        line.trim_end_matches(['\n', '\r']).split('\t').map(unescaped).collect()
    }

    /// Calls a method; returns the result, then each parameter after the call.
    pub fn call(&mut self, method: &str, arguments: &[&str]) -> Vec<Value> {
        self.calls("call", method, arguments)
    }

    /// The same as a procedure.
    pub fn calls(&mut self, word: &str, method: &str, arguments: &[&str]) -> Vec<Value> {
        let answer = self.tell(&[&[word, method], arguments].concat());
        assert_eq!(answer[0], "returned", "{method}: {answer:?}");
        answer[1..].chunks(2).map(Value::of).collect()
    }

    /// Calls a method that must return «Истина»; returns the parameters after the call.
    pub fn done(&mut self, method: &str, arguments: &[&str]) -> Vec<Value> {
        let mut answer = self.call(method, arguments);
        let done = answer.remove(0) == Value::Flag(true);
        assert!(done, "{method}: {:?}", self.last_error());
        answer
    }

    /// Calls a method that must return «Ложь»; returns the code and the text of the error.
    pub fn refused(&mut self, method: &str, arguments: &[&str]) -> (String, String) {
        let answer = self.call(method, arguments);
        assert_eq!(answer[0], Value::Flag(false), "{method}: {answer:?}");
        self.last_error()
    }

    /// Code and text of the last error.
    pub fn last_error(&mut self) -> (String, String) {
        match self.call("ПолучитьОшибку", &["o:"]).as_slice() {
            [Value::Number(code), Value::Text(text)] => {
                crate::support::russian::check_text(text);
                (code.clone(), text.clone())
            }
            other => panic!("{other:?}"),
        }
    }

    /// The id of its process. Under Wine the component knows its process by another number.
    pub fn process(&self) -> Option<u32> {
        std::env::var_os("KASSA_ONEC_HOST").is_none().then(|| self.child.id())
    }

    /// Path of the journal of documents.
    pub fn journal(&self) -> String {
        self.folder.path().join("journal.db").display().to_string()
    }

    /// Path of the exchange log: its default on Linux.
    pub fn log_path(&self) -> String {
        self.folder.path().join("kassa/kassa-1c.log").display().to_string()
    }

    /// The text of the exchange log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// Ends the platform. The component must have freed every block, and valgrind must have found no error.
    pub fn end(mut self) {
        assert_eq!(self.tell(&["memory"]), ["memory", "0", "0"]);
        drop(self.input.take());
        let status = self.child.wait().unwrap();
        assert!(status.success(), "{status}");
    }
}

impl Drop for Platform {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ended = self.child.wait();
    }
}

impl Value {
    fn of(fields: &[String]) -> Self {
        match fields[0].as_str() {
            "flag" => Self::Flag(fields[1] == "true"),
            "number" => Self::Number(fields[1].clone()),
            "text" => Self::Text(fields[1].clone()),
            "empty" => Self::Empty,
            _ => Self::Other(fields.join(" ")),
        }
    }

    /// The characters of a text value.
    pub fn text(&self) -> &str {
        if let Self::Text(text) = self { text } else { panic!("{self:?} is no text") }
    }
}
