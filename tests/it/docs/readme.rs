//! README.md: its samples run, its commands exist, its table agrees with the code.

use crate::support::{fresh, library, linked_library, root, run};
use kassa_simulator::icash::{Options, Simulator};
use serde_json::json;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The register's address and the path of the journal, as the samples have them.
const ADDRESS: &str = "http://192.168.1.10:8080";
const JOURNAL: &str = "/var/lib/shop/kassa.db";

/// The first block of this language in README, changed to use the register of this test.
fn sample(language: &str, register: &Simulator, journal: &Path) -> String {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = readme.split_once(&format!("\n```{language}\n")).unwrap();
    let (sample, _) = rest.split_once("\n```\n").unwrap();
    for named in [ADDRESS, JOURNAL] {
        assert_eq!(sample.matches(named).count(), 1, "{named} in the sample in {language}");
    }
    sample.replace(ADDRESS, &register.url()).replace(JOURNAL, journal.to_str().unwrap()) + "\n"
}

/// A register with an open shift, as the samples expect it.
fn register() -> (Simulator, tempfile::TempDir) {
    let register = Simulator::start(Options::default()).unwrap();
    let opened = register.make_document(&json!({ "command": "shift/open", "data": { "T1021": "Кассир Лунина" } }));
    assert_eq!(opened.unwrap()["ok"], true);
    (register, tempfile::tempdir().unwrap())
}

/// The register has the sale once, and the program printed its number.
fn assert_sold_once(register: &Simulator, printed: &str) {
    let ledger = register.ledger();
    let receipts: Vec<_> = ledger.iter().filter(|document| document.kind.word() == "receipt").collect();
    assert_eq!(receipts.len(), 1, "{printed}");
    assert_eq!(receipts[0].data["T1020"], "137.70");
    assert_eq!(receipts[0].request["T1059"][0]["T1030"], "Хлеб ржаной");
    assert!(printed.contains(&receipts[0].number.to_string()), "{printed}");
}

#[test]
fn the_sample_in_c_sells_once_however_often_it_runs() {
    let (register, folder) = register();
    let built = linked_library();
    let (source, program) = (built.path().join("sale.c"), built.path().join("sale"));
    fs::write(&source, sample("c", &register, &folder.path().join("kassa.db"))).unwrap();
    run(Command::new("cc")
        .args(["-std=c99", "-Wall", "-Wextra", "-Werror", "-pedantic", "-I"])
        .arg(root().join("include"))
        .arg(&source)
        .arg(library())
        .arg("-o")
        .arg(&program));
    for _ in 0..2 {
        let done = run(Command::new(&program).env("LD_LIBRARY_PATH", built.path()));
        assert_sold_once(&register, &String::from_utf8(done.stdout).unwrap());
    }
}

#[test]
fn the_sample_in_python_sells_once_however_often_it_runs() {
    let (register, folder) = register();
    let sample = sample("python", &register, &folder.path().join("kassa.db"));
    for _ in 0..2 {
        let done = run(Command::new("python3")
            .args(["-B", "-W", "error", "-c", &sample])
            .env("PYTHONPATH", root().join("bindings/python/src"))
            .env("KASSA_LIBRARY", library()));
        assert_sold_once(&register, &String::from_utf8(done.stdout).unwrap());
    }
}

#[test]
fn the_samples_are_one_document_so_the_second_gets_the_recorded_answer() {
    let (register, folder) = register();
    let journal = folder.path().join("kassa.db");
    let built = linked_library();
    let (source, program) = (built.path().join("sale.c"), built.path().join("sale"));
    fs::write(&source, sample("c", &register, &journal)).unwrap();
    run(Command::new("cc").arg("-I").arg(root().join("include")).arg(&source).arg(library()).arg("-o").arg(&program));
    let python = sample("python", &register, &journal);
    for in_c in [true, false, true] {
        let done = match in_c {
            true => run(Command::new(&program).env("LD_LIBRARY_PATH", built.path())),
            false => run(Command::new("python3")
                .args(["-B", "-W", "error", "-c", &python])
                .env("PYTHONPATH", root().join("bindings/python/src"))
                .env("KASSA_LIBRARY", library())),
        };
        assert_sold_once(&register, &String::from_utf8(done.stdout).unwrap());
    }
}

#[test]
fn the_table_of_capabilities_is_what_the_code_states() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (before, rest) = readme.split_once("<!-- capabilities -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- /capabilities -->\n").unwrap();
    let table = xtask::capabilities();
    fresh("README.md", &format!("{before}<!-- capabilities -->\n\n{table}\n<!-- /capabilities -->\n{after}"));
}

#[test]
fn each_command_is_one_line_and_what_it_runs_exists() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    for (command, runs) in [
        ("cargo run -p kassa-examples --bin day", "examples/day/main.rs"),
        ("bash tests/run", "tests/run"),
        ("bash tests/run --all", "tests/run"),
    ] {
        assert_eq!(readme.lines().filter(|line| *line == command).count(), 1, "{command}");
        assert!(root().join(runs).exists(), "{runs}");
    }
}

#[test]
fn ci_runs_what_contributors_are_told_to_run() {
    for file in [".ci/run", ".github/workflows/ci.yml"] {
        assert!(fs::read_to_string(root().join(file)).unwrap().contains("bash tests/run --all\n"), "{file}");
    }
}
