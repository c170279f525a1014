//! The till in C: tests/fptr10/till.c, a program that is linked to `libfptr10` and calls it as such programs do.

use crate::support::{fptr10, root, run};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::{env, fs};

/// The folder of the library under the name by which the linker and the programs find it.
static LIBRARY: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("fptr10-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    // One that cargo has just built says that it is to be loaded by the core's name.
    for name in ["libfptr10.so", "libkassa.so.0"] {
        let _earlier = fs::remove_file(folder.join(name));
        std::os::unix::fs::symlink(fptr10(), folder.join(name)).unwrap();
    }
    folder
});

/// That folder.
pub fn library() -> &'static Path {
    &LIBRARY
}

/// The program.
static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let program = library().join("till");
    run(Command::new("cc")
        .args(["-std=c99", "-g", "-Wall", "-Wextra", "-Werror", "-pedantic"])
        .arg(root().join("tests/fptr10/till.c"))
        .arg("-L")
        .arg(library())
        .args(["-lfptr10", "-o"])
        .arg(&program));
    program
});

/// A till of one register: the settings with which its programs open it.
pub struct Till {
    settings: String,
}

impl Till {
    /// A till whose programs have this configuration among their settings.
    pub fn new(config: &Value) -> Self {
        Self { settings: json!({"Port": 2, "IPAddress": "192.168.1.10", "Kassa": config}).to_string() }
    }

    /// The settings.
    pub fn settings(&self) -> &str {
        &self.settings
    }

    /// A program that does this.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&*PROGRAM);
        command.arg(&self.settings).args(words).env("LD_LIBRARY_PATH", library());
        command
    }

    /// Runs it to its end, which must be a good one. Returns what it printed.
    pub fn runs(&self, words: &[&str]) -> String {
        String::from_utf8(run(&mut self.command(words)).stdout).unwrap()
    }

    /// Starts it.
    pub fn starts(&self, words: &[&str]) -> Child {
        self.command(words).stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap()
    }
}
