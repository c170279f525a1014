//! A day at the till, a page for each language: the blocks of a page are one program, which runs as it is printed. Each
//! leaves the same ledger (tests/day/ledger.tsv) and prints what its page shows. C# and Pascal run in tests/csharp and
//! tests/delphi, 1C in the tests of its component.

use crate::support::pages::{blocks, blocks_of, text_of};
use crate::support::{library, linked_library, root, run, scratch};
use kassa_simulator::{Action, Fault, Point, atolweb};
use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::process::Command;

/// The address of the register in the pages.
pub const ADDRESS: &str = "http://127.0.0.1:16732";

const PAGES: [&str; 7] = ["c", "cpp", "csharp", "python", "delphi", "rust", "1c"];

thread_local! {
    pub static PRINTED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// A program in Rust is compiled as a module of its test, which keeps what it prints.
macro_rules! println {
    ($($words:tt)*) => {{
        let line = format!($($words)*) + "\n";
        crate::docs::day::PRINTED.with_borrow_mut(|printed| printed.push_str(&line));
    }};
}

#[path = "../../../examples/rust/day.rs"]
#[allow(dead_code, reason = "the test calls what main calls, with another address")]
mod program_in_rust;

/// The program of a page.
pub fn program(page: &str, language: &str) -> String {
    let program = blocks(page, language).join("\n");
    assert!(program.contains(ADDRESS), "{page}");
    program
}

/// The register has made what the day is made of, and the page shows what was printed.
pub fn check(page: &str, server: &atolweb::Simulator, printed: &str) {
    let folder = scratch();
    let file = folder.path().join("printed.txt");
    fs::write(&file, printed).unwrap();
    run(Command::new("python3")
        .arg("-B")
        .arg(root().join("tests/day/check.py"))
        .arg(root().join(page))
        .arg(server.url())
        .arg(file));
    assert!(server.tape().contains("X-ОТЧЁТ"), "{page}");
}

fn server() -> atolweb::Simulator {
    atolweb::Simulator::start(atolweb::Options::default()).unwrap()
}

/// Runs the program of a page in a folder of its own; `made` makes the command from the program's text.
fn run_page(page: &str, language: &str, server: &atolweb::Simulator, made: impl FnOnce(&Path, &str) -> Command) {
    let folder = scratch();
    let text = program(page, language).replace(ADDRESS, &server.url());
    let done = run(made(folder.path(), &text).current_dir(folder.path()));
    check(page, server, &String::from_utf8(done.stdout).unwrap());
}

fn run_compiled(page: &str, language: &str, compiler: &str, standard: &str) {
    let linked = linked_library();
    run_page(page, language, &server(), |folder, text| {
        let (source, program) = (folder.join("day").with_extension(language), folder.join("day"));
        fs::write(&source, text).unwrap();
        run(Command::new(compiler)
            .args([standard, "-Wall", "-Wextra", "-Werror", "-pedantic", "-I"])
            .arg(root().join("include"))
            .arg(source)
            .arg(library())
            .arg("-o")
            .arg(&program));
        let mut command = Command::new(program);
        command.env("LD_LIBRARY_PATH", linked.path());
        command
    });
}

fn run_python(server: &atolweb::Simulator) {
    run_page("docs/en/day-python.md", "python", server, |_, text| {
        let mut command = Command::new("python3");
        command
            .args(["-B", "-W", "error", "-c", text])
            .env("PYTHONPATH", root().join("bindings/python/src"))
            .env("KASSA_LIBRARY", library());
        command
    });
}

#[test]
fn the_day_in_c_runs() {
    run_compiled("docs/en/day-c.md", "c", "cc", "-std=c99");
}

#[test]
fn the_day_in_cpp_runs() {
    run_compiled("docs/en/day-cpp.md", "cpp", "c++", "-std=c++11");
}

#[test]
fn the_day_in_python_runs() {
    run_python(&server());
}

#[test]
fn a_lost_answer_changes_nothing_of_the_day() {
    let server = server();
    let lost = Fault {
        path: "/requests".into(),
        body: Some("Кружка".into()),
        point: Point::Processed,
        action: Action::Reset,
        times: 1,
        ..Fault::default()
    };
    server.set_faults(vec![lost]);
    run_python(&server);
    assert_eq!(server.faults()[0]["fired"], 1);
}

#[test]
fn the_day_in_rust_runs() {
    const PAGE: &str = "docs/en/day-rust.md";
    assert_eq!(program(PAGE, "rust"), text_of("examples/rust/day.rs"));
    let (server, folder) = (server(), scratch());
    program_in_rust::day(&server.url(), folder.path().join("kassa.db").to_str().unwrap()).unwrap();
    check(PAGE, &server, &PRINTED.take());
}

#[test]
fn the_pages_of_a_language_are_one_program() {
    for page in PAGES {
        let [en, ru] = ["en", "ru"].map(|folder| blocks_of(&format!("docs/{folder}/day-{page}.md")));
        assert!(en.len() > 8 && en == ru, "{page}");
    }
}

#[test]
fn every_language_prints_the_same() {
    let [expected, others @ ..] = ["c", "cpp", "csharp", "python", "delphi", "rust"]
        .map(|page| blocks(&format!("docs/en/day-{page}.md"), "text"));
    for other in others {
        assert_eq!(other, expected);
    }
}
