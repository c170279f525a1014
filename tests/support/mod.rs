//! What the test programs share: where things are, and how to run a command.
#![allow(dead_code, reason = "each test program uses its part")]

pub mod abi;
pub mod application;
pub mod road;
pub mod simulated;

use std::path::PathBuf;
use std::process::{Command, Output};
use std::time::{Duration, Instant};
use std::{env, fs, thread};
use tempfile::TempDir;

/// Root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A folder for files of one test, gone with it: tests run side by side, so no two of them may write to one name.
pub fn scratch() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// A folder where the library stands under the name that the linker looks for and under the one that it is loaded by,
/// which a file just built does not have.
#[cfg(unix)]
pub fn linked_library() -> TempDir {
    let folder = scratch();
    for name in ["libkassa.so", "libkassa.so.0"] {
        std::os::unix::fs::symlink(library(), folder.path().join(name)).unwrap();
    }
    folder
}

/// Waits until the condition holds, so long that only what hangs is given up, on however busy a machine.
pub fn await_that(what: &str, mut condition: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(300);
    while !condition() {
        assert!(Instant::now() < until, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Runs a command that must succeed; its output is shown when it does not.
pub fn run(command: &mut Command) -> Output {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{command:?}: {}\n{out}\n{err}", done.status);
    done
}

/// The library under test: the one that cargo has built with this program, or a shipped one, named by `KASSA_LIBRARY`.
pub fn library() -> PathBuf {
    named_or_built("KASSA_LIBRARY", "kassa")
}

/// The component for 1C under test: the one that cargo has built with this program, or a shipped one, named by
/// `KASSA_ONEC`.
pub fn component() -> PathBuf {
    named_or_built("KASSA_ONEC", "kassa_onec")
}

/// Cargo puts the shared libraries of what a program is built of beside it, and renews them with it.
fn named_or_built(variable: &str, name: &str) -> PathBuf {
    match env::var_os(variable) {
        Some(named) => named.into(),
        None => env::current_exe().unwrap().with_file_name(libloading::library_filename(name)),
    }
}

/// A page with a table put between its marks: `<!-- name -->` and `<!-- /name -->`.
pub fn with_table(page: &str, name: &str, table: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    let (before, rest) = page.split_once(&open).unwrap_or_else(|| panic!("no {open}"));
    let (_, after) = rest.split_once(&close).unwrap_or_else(|| panic!("no {close}"));
    format!("{before}{open}\n{table}\n{close}{after}")
}

/// A checked-in file must be what its generator makes; `KASSA_BLESS=1` renews it.
pub fn fresh(path: &str, made: &str) {
    let file = root().join(path);
    if env::var_os("KASSA_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, made).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == made, "{path} is out of date; renew it with KASSA_BLESS=1");
}
