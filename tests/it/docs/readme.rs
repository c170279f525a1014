//! README.md and README.ru.md: their samples run, their commands exist, their tables agree with the code.

use super::day::PRINTED;
use crate::support::pages::{blocks, blocks_of, text_of};
use crate::support::{fresh, library, linked_library, root, run, scratch, with_table};
use kassa_simulator::icash::{Options, Simulator};
use serde_json::json;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

/// The register's address and the path of the journal, as the samples have them.
const ADDRESS: &str = "http://127.0.0.1:8080";
const JOURNAL: &str = "kassa.db";

#[path = "../../../examples/rust/sale.rs"]
#[allow(dead_code, reason = "the test calls what main calls, with another address")]
mod program_in_rust;

/// The block of this language in README, changed to use the register of this test.
fn sample(language: &str, register: &Simulator) -> String {
    let sample = blocks("README.md", language).remove(0);
    for named in [ADDRESS, JOURNAL] {
        assert_eq!(sample.matches(named).count(), 1, "{named} in the sample in {language}");
    }
    sample.replace(ADDRESS, &register.url())
}

/// A register with an open shift, as the samples expect it, and a folder to run them in.
fn register() -> (Simulator, tempfile::TempDir) {
    let register = Simulator::start(Options::default()).unwrap();
    let opened = register.make_document(&json!({ "command": "shift/open", "data": { "T1021": "Кассир Лунина" } }));
    assert_eq!(opened.unwrap()["ok"], true);
    (register, scratch())
}

/// The register has the sale once, and the program printed its number.
fn assert_sold_once(register: &Simulator, printed: Vec<u8>, language: &str) {
    let printed = String::from_utf8(printed).unwrap();
    let ledger = register.ledger();
    let receipts: Vec<_> = ledger.iter().filter(|document| document.kind.word() == "receipt").collect();
    assert_eq!(receipts.len(), 1, "{printed}");
    assert_eq!(receipts[0].data["T1020"], "137.70");
    assert_eq!(receipts[0].request["T1059"][0]["T1030"], "Хлеб ржаной");
    let number = receipts[0].number;
    let expected = match language {
        "c" => format!("\"fiscalDocumentNumber\":{number}"),
        "cpp" => format!("{number} 13770 1230"),
        _ => format!("{number} 137.70 12.30"),
    };
    assert!(printed.contains(&expected), "{language}: {printed}");
}

/// Compiles the sample in C or C++; returns the command that runs it.
fn compiled([language, compiler, standard]: [&str; 3], register: &Simulator, folder: &Path, built: &Path) -> Command {
    let (source, program) = (folder.join("sale").with_extension(language), folder.join(format!("sale-{language}")));
    fs::write(&source, sample(language, register)).unwrap();
    run(Command::new(compiler)
        .args([standard, "-Wall", "-Wextra", "-Werror", "-pedantic", "-I"])
        .arg(root().join("include"))
        .arg(&source)
        .arg(library())
        .arg("-o")
        .arg(&program));
    let mut program = Command::new(program);
    program.env("LD_LIBRARY_PATH", built).current_dir(folder);
    program
}

fn in_python(register: &Simulator, folder: &Path) -> Command {
    let mut python = Command::new("python3");
    python
        .args(["-B", "-W", "error", "-c", &sample("python", register)])
        .env("PYTHONPATH", root().join("bindings/python/src"))
        .env("KASSA_LIBRARY", library())
        .current_dir(folder);
    python
}

#[test]
fn the_samples_are_one_document_which_is_sold_once() {
    for first in 0..3 {
        let (register, folder) = register();
        let (built, folder) = (linked_library(), folder.path());
        let mut commands = [
            ("c", compiled(["c", "cc", "-std=c99"], &register, folder, built.path())),
            ("cpp", compiled(["cpp", "c++", "-std=c++11"], &register, folder, built.path())),
            ("python", in_python(&register, folder)),
        ];
        commands.rotate_left(first);
        for (language, mut command) in commands {
            assert_sold_once(&register, run(&mut command).stdout, language);
            assert_sold_once(&register, run(&mut command).stdout, language);
        }
        program_in_rust::sell(&register.url(), folder.join(JOURNAL).to_str().unwrap()).unwrap();
        assert_sold_once(&register, PRINTED.take().into_bytes(), "rust");
    }
}

#[test]
fn the_sample_in_rust_sells() {
    let file = text_of("examples/rust/sale.rs");
    let (_, program) = file.split_once("\n\n").unwrap();
    assert_eq!(blocks("README.md", "rust"), [program]);
    let (register, folder) = register();
    program_in_rust::sell(&register.url(), folder.path().join(JOURNAL).to_str().unwrap()).unwrap();
    assert_sold_once(&register, PRINTED.take().into_bytes(), "rust");
}

/// The commands below the samples in C and C++, in an archive and in the repository.
#[test]
fn the_commands_of_c_and_cpp_build_and_run_the_samples() {
    let commands = blocks("README.md", "").into_iter().filter(|block| block.contains(" -Iinclude "));
    let commands: Vec<String> = commands.collect();
    assert_eq!(commands.len(), 3);
    for (commands, (language, lib)) in commands.iter().zip([("c", "lib"), ("cpp", "lib"), ("c", "target/debug")]) {
        let (register, folder) = register();
        let built = linked_library();
        let within = |name: &str| folder.path().join(name);
        fs::create_dir_all(within(lib).parent().unwrap()).unwrap();
        symlink(root().join("include"), within("include")).unwrap();
        symlink(built.path(), within(lib)).unwrap();
        fs::write(within("sale").with_extension(language), sample(language, &register)).unwrap();
        let done = run(Command::new("sh").args(["-ec", commands.as_str()]).current_dir(folder.path()));
        assert_sold_once(&register, done.stdout, language);
    }
}

#[test]
fn both_readmes_have_the_same_blocks() {
    let [en, ru] = ["README.md", "README.ru.md"].map(blocks_of);
    assert!(en.len() > 8 && en == ru);
}

/// What NuGet and PyPI show of the packages.
#[test]
fn the_packages_show_the_samples_of_the_readme() {
    for (wrapper, language) in [("python", "python"), ("csharp", "csharp")] {
        let shown = blocks(&format!("bindings/{wrapper}/README.md"), language);
        assert_eq!(shown, blocks("README.md", language), "{wrapper}");
    }
}

#[test]
fn the_tables_are_what_the_code_states() {
    for (russian, readme, page) in
        [(false, "README.md", "docs/en/capabilities.md"), (true, "README.ru.md", "docs/ru/capabilities.md")]
    {
        fresh(readme, &with_table(&text_of(readme), "registers", &xtask::registers(russian)));
        fresh(page, &with_table(&text_of(page), "capabilities", &xtask::capabilities(russian)));
    }
}

#[test]
fn each_command_is_one_line_and_what_it_runs_exists() {
    for (command, runs) in [
        ("cargo run -p kassa-examples --bin day", "examples/day/main.rs"),
        ("cargo run -p kassa-examples --bin sale-rust", "examples/rust/sale.rs"),
        ("cargo build -p kassa -p kassa-cli -p kassa-simulator", "simulator/src/main.rs"),
        ("bash tests/run", "tests/run"),
        ("bash tests/run --all", "tests/run"),
    ] {
        for readme in ["README.md", "README.ru.md"] {
            let text = text_of(readme);
            assert_eq!(text.lines().filter(|line| *line == command).count(), 1, "{readme}: {command}");
        }
        assert!(root().join(runs).exists(), "{runs}");
    }
}

#[test]
fn ci_runs_what_contributors_are_told_to_run() {
    for file in [".ci/run", ".github/workflows/ci.yml"] {
        assert!(fs::read_to_string(root().join(file)).unwrap().contains("bash tests/run --all\n"), "{file}");
    }
}
