//! What the tests share: paths, temporary folders, and how to run a command.

pub mod abi;
pub mod application;
pub mod host;
pub mod pages;
pub mod postgres;
pub mod register;
pub mod registration;
pub mod russian;
pub mod simulated;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant, SystemTime};
use std::{env, fs, thread};
use tempfile::TempDir;

/// Root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A temporary folder for one test, removed with it. Tests run side by side, so no two of them may use one name.
pub fn scratch() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// The same in memory where the system has such a folder, for tests that make thousands of documents: a journal is synced
/// at each step, and what they test is what it says, not the disk.
pub fn scratch_in_memory() -> TempDir {
    tempfile::tempdir_in("/dev/shm").unwrap_or_else(|_| scratch())
}

/// A folder with the library under the name that the linker looks for and under the one that it is loaded by. A library
/// that was just built does not have the second one.
#[cfg(unix)]
pub fn linked_library() -> TempDir {
    let folder = scratch();
    for name in ["libkassa.so", "libkassa.so.0"] {
        std::os::unix::fs::symlink(library(), folder.path().join(name)).unwrap();
    }
    folder
}

/// Waits until the condition holds. The limit is so long that only a hang exceeds it, even on a busy machine.
pub fn await_that(what: &str, mut condition: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(300);
    let mut pause = Duration::from_millis(1);
    while !condition() {
        assert!(Instant::now() < until, "waited in vain: {what}");
        thread::sleep(pause);
        // Asking costs more than waiting: many tests ask a register.
        pause = (pause * 2).min(Duration::from_millis(16));
    }
}

/// Runs a command that must succeed; prints its output when it does not.
pub fn run(command: &mut Command) -> Output {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{command:?}: {}\n{out}\n{err}", done.status);
    done
}

/// The library under test: the one that cargo has built with this program, or a shipped one, named by `KASSA_LIBRARY`.
pub fn library() -> PathBuf {
    named_or_built("KASSA_LIBRARY", "kassa", &["src", "Cargo.toml", "Cargo.lock"])
}

/// The component for 1C under test: the one that cargo has built with this program, or a shipped one, named by
/// `KASSA_ONEC`.
pub fn component() -> PathBuf {
    named_or_built("KASSA_ONEC", "kassa_onec", &["bindings/onec/src", "src", "Cargo.toml", "Cargo.lock"])
}

/// The library with the interface of libfptr10 under test: the one that cargo has built with this program, or a shipped
/// one, named by `KASSA_FPTR10_LIBRARY`.
pub fn fptr10() -> PathBuf {
    named_or_built("KASSA_FPTR10_LIBRARY", "fptr10", &["bindings/fptr10/src", "src", "Cargo.toml", "Cargo.lock"])
}

/// Cargo puts the shared libraries of a program's dependencies beside it, and rebuilds them with it. A file named by
/// the variable must be newer than the sources, unless `KASSA_STALE=1` allows an older one.
fn named_or_built(variable: &str, name: &str, sources: &[&str]) -> PathBuf {
    let Some(named) = env::var_os(variable).map(PathBuf::from) else {
        return env::current_exe().unwrap().with_file_name(libloading::library_filename(name));
    };
    if env::var_os("KASSA_STALE").is_none() {
        let built = changed(&named);
        let newest = sources.iter().map(|source| newest(&root().join(source)));
        let (source, time) = newest.max_by_key(|(_, time)| *time).unwrap();
        assert!(
            built >= time,
            "{variable}: {} is older than {}; build it again, or set KASSA_STALE=1 to test it as it is",
            named.display(),
            source.display()
        );
    }
    named
}

fn changed(file: &Path) -> SystemTime {
    let data = fs::metadata(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    data.modified().unwrap()
}

/// The newest file of a folder and its subfolders, or the file itself, and its time.
fn newest(path: &Path) -> (PathBuf, SystemTime) {
    if path.is_dir() {
        let below = fs::read_dir(path).unwrap().map(|file| newest(&file.unwrap().path()));
        below.max_by_key(|(_, time)| *time).unwrap_or_else(|| (path.to_owned(), SystemTime::UNIX_EPOCH))
    } else {
        (path.to_owned(), changed(path))
    }
}

/// Runs a test in a process of its own, for what belongs to a complete process: its log, its memory. `module_path!()`
/// and the test's name identify the test.
pub fn alone(module: &str, test: &str, body: impl FnOnce()) {
    const ALONE: &str = "KASSA_TEST_ALONE";
    if env::var_os(ALONE).is_some() {
        return body();
    }
    run_test(Command::new(env::current_exe().unwrap()).env(ALONE, "1"), module, test);
}

/// Runs one test, ignored or not, by a command that starts this program. The test is named by its `module_path!()` and
/// its own name.
pub fn run_test(program: &mut Command, module: &str, test: &str) {
    let name = format!("{}::{test}", module.split_once("::").unwrap().1);
    let done = run(program.args(["--exact", &name, "--include-ignored", "--nocapture"]));
    assert!(String::from_utf8_lossy(&done.stdout).contains(" 1 passed"), "{name} is the name of the test");
}

/// A page with a table inserted between its marks: `<!-- name -->` and `<!-- /name -->`.
pub fn with_table(page: &str, name: &str, table: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
    let (before, rest) = page.split_once(&open).unwrap_or_else(|| panic!("no {open}"));
    let (_, after) = rest.split_once(&close).unwrap_or_else(|| panic!("no {close}"));
    format!("{before}{open}\n{table}\n{close}{after}")
}

/// A generated table whose links to pages that only the other language has lead there.
pub fn linked(table: &str, russian: bool) -> String {
    let (own, other) = if russian { ("docs/ru", "en") } else { ("docs/en", "ru") };
    let mut parts = table.split("](");
    let mut made = parts.next().unwrap().to_owned();
    for part in parts {
        let page = part.split([')', '#']).next().unwrap();
        let is_there = page.is_empty() || root().join(own).join(page).exists();
        made += &if is_there { format!("]({part}") } else { format!("](../{other}/{part}") };
    }
    made
}

/// A checked-in file must be equal to what its generator writes; `KASSA_BLESS=1` rewrites it.
pub fn fresh(path: &str, made: &str) {
    let file = root().join(path);
    if env::var_os("KASSA_BLESS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, made).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert!(kept == made, "{path} is out of date; renew it with KASSA_BLESS=1");
}
