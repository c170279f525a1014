//! Programs in C and C++ use the shipped library with a simulated register, under valgrind.

use crate::support::{library, linked_library, root, run};
use kassa_simulator::icash::{Options, Simulator};
use kassa_simulator::{atolweb, cashcore, itkassa, ofdru};
use serde_json::json;
use std::ffi::OsString;
use std::process::Command;
use tempfile::TempDir;

/// A program: its source, how it is compiled, whether it prints the sale it made.
struct Program {
    source: &'static str,
    compiler: &'static str,
    options: &'static [&'static str],
}

const C99: &[&str] = &["-std=c99"];
const CPP11: &[&str] = &["-std=c++11", "-x", "c++"];
/// The C++ standards that kassa.hpp supports.
const CPP: [&[&str]; 3] = [&["-std=c++11"], &["-std=c++17"], &["-std=c++20"]];

impl Program {
    /// Compiles the program as `program` in its own folder and links it to the shipped library there.
    fn build(&self) -> TempDir {
        let folder = linked_library();
        run(Command::new(self.compiler)
            .args(self.options)
            .args(["-g", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Werror", "-pedantic", "-I"])
            .arg(root().join("include"))
            .arg("-I")
            .arg(root().join("tests/c"))
            .arg(root().join(self.source))
            .args(["-x", "none", "-L"])
            .arg(folder.path())
            .args(sanitizer().into_iter().flat_map(linked))
            .args(["-lkassa", "-lpthread", "-o"])
            .arg(folder.path().join("program")));
        folder
    }

    /// Runs it under valgrind, or with the address sanitizer if the library was built with that; a leak or an invalid
    /// access is a failure.
    fn run(&self, arguments: &[&str]) -> String {
        let built = self.build();
        let program = built.path().join("program");
        let mut command = match sanitizer() {
            Some(_) => Command::new(program),
            None => {
                let mut valgrind = Command::new("valgrind");
                valgrind
                    .args(["--quiet", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite"])
                    .arg(program);
                valgrind
            }
        };
        let done = run(command.args(arguments).env("LD_LIBRARY_PATH", built.path()));
        String::from_utf8(done.stdout).unwrap()
    }
}

/// The runtime of the address sanitizer, where `tests/sanitizers` has built the library with it.
fn sanitizer() -> Option<OsString> {
    std::env::var_os("KASSA_SANITIZER")
}

/// Links the runtime of a sanitizer into a program: the library uses that of its program.
fn linked(runtime: OsString) -> Vec<OsString> {
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let mut linked = words(&["-Wl,--whole-archive"]);
    linked.push(runtime);
    linked.extend(words(&["-Wl,--no-whole-archive", "-Wl,--export-dynamic", "-ldl", "-lm", "-lrt", "-lresolv"]));
    linked
}

fn register() -> (Simulator, tempfile::TempDir) {
    (Simulator::start(Options::default()).unwrap(), tempfile::tempdir().unwrap())
}

fn receipts(register: &Simulator) -> usize {
    register.ledger().iter().filter(|document| document.kind.word() == "receipt").count()
}

#[test]
fn a_sale_in_tenge_has_its_discount_its_change_and_its_link() {
    for (compiler, options) in [("cc", C99), ("c++", CPP11)] {
        let register = cashcore::Simulator::start(cashcore::Options::default()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let program = Program { source: "examples/c/tenge.c", compiler, options };
        let out = program.run(&[&register.url(), folder.path().join("kassa.db").to_str().unwrap(), "3333"]);
        assert!(out.contains("to pay 2375.95, change 2624.05\nhttp"), "{out}");
        let ledger = register.ledger();
        assert_eq!(ledger.len(), 1);
        let item = &ledger[0].request["items"][0];
        assert_eq!(
            (&item["discount"]["sum"], &item["commodity"]["barcode"]),
            (&json!(125.05), &json!("4870204391510"))
        );
    }
}

#[test]
fn the_sale_of_the_example_is_made_from_c_and_from_cpp() {
    for (compiler, options) in [("cc", C99), ("c++", CPP11)] {
        let (register, folder) = register();
        let program = Program { source: "examples/c/receipt.c", compiler, options };
        let out = program.run(&[&register.url(), folder.path().join("kassa.db").to_str().unwrap()]);
        assert!(out.contains("fiscalDocumentNumber"), "{out}");
        assert_eq!(receipts(&register), 1, "{compiler}");
    }
}

#[test]
fn the_sale_of_the_example_without_json_is_made() {
    let (register, folder) = register();
    let program = Program { source: "examples/c/plain.c", compiler: "cc", options: C99 };
    program.run(&[&register.url(), folder.path().join("kassa.db").to_str().unwrap()]);
    assert_eq!(receipts(&register), 1);
}

#[test]
fn a_whole_day_without_json_from_c_and_from_cpp() {
    for (compiler, options) in [("cc", C99), ("c++", CPP11)] {
        let (register, folder) = register();
        let program = Program { source: "tests/c/plain.c", compiler, options };
        let out = program.run(&[&register.url(), folder.path().to_str().unwrap()]);
        assert!(out.trim_end().ends_with(", 0 failed"), "{out}");
    }
}

#[test]
fn a_lost_answer_is_recovered_by_the_example() {
    let (register, folder) = register();
    let program = Program { source: "examples/c/recover.c", compiler: "cc", options: C99 };
    let shift = serde_json::json!({ "command": "shift/open", "data": { "T1021": "Лунина" } });
    register.make_document(&shift).expect("the shift opens");
    program.run(&[&register.url(), folder.path().join("kassa.db").to_str().unwrap(), "order-1001"]);
    assert_eq!(receipts(&register), 1);
}

/// The first arguments of the cloud queue examples: what they need to know of the service.
fn service(setup: itkassa::Options) -> (itkassa::Simulator, tempfile::TempDir, Vec<String>) {
    let (key, folder) = (setup.api_key.clone(), tempfile::tempdir().unwrap());
    let service = itkassa::Simulator::start(setup).unwrap();
    let journal = folder.path().join("kassa.db").to_str().unwrap().to_owned();
    let words = vec![format!("{}{}", service.url(), itkassa::BASE), journal, key, itkassa::REGISTER.to_owned()];
    (service, folder, words)
}

fn sales(service: &itkassa::Simulator) -> usize {
    service.ledger().iter().filter(|document| document.kind == itkassa::DocumentKind::Sale).count()
}

#[test]
fn a_web_shop_sells_by_the_example_once() {
    let (service, _folder, mut words) = service(itkassa::Options::default());
    let program = Program { source: "examples/c/webshop.c", compiler: "cc", options: C99 };
    words.extend(["order-1001", "buyer@example.com"].map(String::from));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for _ in 0..2 {
        let out = program.run(&words);
        assert!(out.contains("order-1001: 0 {") && out.contains("fiscalDocumentNumber"), "{out}");
    }
    assert_eq!(sales(&service), 1);
}

#[test]
fn the_callback_example_receives_a_callback() {
    let setup = itkassa::Options::default();
    let (service, _folder, mut words) = service(itkassa::Options { callback_pause_ms: 50, ..setup });
    service.set_register(&json!({ "delayMs": 300 }));
    let program = Program { source: "examples/c/callbacks.c", compiler: "cc", options: C99 };
    words.extend(["127.0.0.1:0", "", "order-1001"].map(String::from));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let out = program.run(&words);
    assert!(out.contains("result: {") && out.contains("\"externalId\":\"order-1001\""), "{out}");
    assert_eq!(sales(&service), 1);
}

#[test]
fn a_register_goes_to_its_card_by_the_example() {
    let service = ofdru::Simulator::start(ofdru::Options::default()).unwrap();
    let fresh = Simulator::start(Options { registered: false, ..Options::default() }).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let card = folder.path().join("card.xml");
    let program = Program { source: "examples/c/registration.c", compiler: "cc", options: C99 };
    for _ in 0..2 {
        let journal = folder.path().join("kassa.db");
        let out = program.run(&[&service.url(), &fresh.url(), journal.to_str().unwrap(), card.to_str().unwrap()]);
        assert!(out.trim_end().ends_with("all is done: the card is saved"), "{out}");
    }
    let ledger = service.ledger();
    assert_eq!((ledger.applications.len(), ledger.filings.len(), fresh.ledger().len()), (1, 2, 1));
    assert_eq!(std::fs::read(card).unwrap(), ledger.applications[0].documents.last().unwrap().content);
}

#[test]
fn every_function_of_the_registration_service_answers_and_frees_from_c() {
    let service = ofdru::Simulator::start(ofdru::Options::default()).unwrap();
    let fresh = Simulator::start(Options { registered: false, ..Options::default() }).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let program = Program { source: "tests/c/registrar.c", compiler: "cc", options: C99 };
    let out = program.run(&[&service.url(), &fresh.url(), folder.path().to_str().unwrap()]);
    assert!(out.trim_end().ends_with(", 0 failed"), "{out}");
}

#[test]
fn every_function_answers_and_frees_from_c() {
    let (register, folder) = register();
    let program = Program { source: "tests/c/surface.c", compiler: "cc", options: C99 };
    let out = program.run(&[&register.url(), folder.path().to_str().unwrap()]);
    assert!(out.trim_end().ends_with(", 0 failed"), "{out}");
}

#[test]
fn bad_input_is_an_error_and_nothing_is_sent() {
    let (register, folder) = register();
    let program = Program { source: "tests/c/bad_input.c", compiler: "cc", options: C99 };
    let out = program.run(&[&register.url(), folder.path().to_str().unwrap()]);
    assert!(out.trim_end().ends_with(", 0 failed"), "{out}");
}

#[test]
fn what_was_opened_before_a_fork_is_refused_in_the_child_and_stays_intact() {
    let (register, folder) = register();
    let program = Program { source: "tests/c/fork.c", compiler: "cc", options: C99 };
    let out = program.run(&[&register.url(), folder.path().to_str().unwrap()]);
    assert!(out.trim_end().ends_with(", 0 failed"), "{out}");
}

#[test]
fn the_sale_of_the_example_with_objects_is_made_once() {
    let (register, folder) = register();
    let program = Program { source: "examples/cpp/receipt.cpp", compiler: "c++", options: CPP[1] };
    let journal = folder.path().join("kassa.db");
    let shown = [(); 2].map(|()| program.run(&[&register.url(), journal.to_str().unwrap(), "order-1001"]));
    assert!(shown[0].contains("total 42880, change 7120 kopecks"), "{}", shown[0]);
    assert_eq!(shown[0], shown[1]);
    assert_eq!(receipts(&register), 1);
}

#[test]
fn everything_of_the_objects_works_in_the_oldest_and_the_newest_standard() {
    for options in [CPP[0], CPP[2]] {
        let (register, folder) = register();
        let program = Program { source: "tests/cpp/surface.cpp", compiler: "c++", options };
        let out = program.run(&[&register.url(), folder.path().to_str().unwrap()]);
        assert!(out.trim_end().ends_with(", 0 failed"), "{options:?}: {out}");
    }
}

#[test]
fn the_calls_of_a_registrar_answer_and_fail_as_objects() {
    let service = ofdru::Simulator::start(ofdru::Options::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let program = Program { source: "tests/cpp/registrar.cpp", compiler: "c++", options: CPP[0] };
    let out = program.run(&[&service.url(), folder.path().to_str().unwrap()]);
    assert!(out.trim_end().ends_with(", 0 failed"), "{out}");
}

#[test]
fn a_marked_thing_is_checked_sold_and_returned_with_objects() {
    let server = atolweb::Simulator::start(atolweb::Options::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let program = Program { source: "tests/cpp/marking.cpp", compiler: "c++", options: CPP[0] };
    let out = program.run(&[&server.url(), folder.path().to_str().unwrap()]);
    assert!(out.trim_end().ends_with(", 0 failed"), "{out}");
    let lines = server.ledger().into_iter().filter(|document| document.kind == atolweb::DocumentKind::Receipt);
    let lines: Vec<_> = lines.map(|document| document.tags["1059"][0].clone()).collect();
    assert_eq!(lines.iter().map(|line| line["2110"].clone()).collect::<Vec<_>>(), [json!(1), json!(3)]);
    assert!(lines.iter().all(|line| line["2000"] == lines[0]["2000"] && line["1199"] == 11), "{lines:?}");
    assert_eq!(lines[0]["1163"]["1302"], "4607427512374");
}

#[test]
fn the_objects_cover_every_function() {
    // A signature is base64: a signer in C++ returns it as a string of chars.
    const LEFT_OUT: &str = "kassa_signature_set_w";
    let files = std::fs::read_dir(root().join("include/kassa")).unwrap().map(|file| file.unwrap().path());
    let files = files.chain([root().join("include/kassa.hpp")]);
    let objects: String = files.map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let called = |name: &String| objects.contains(&format!("{name}(")) || objects.contains(&format!("({name},"));
    let missing: Vec<_> = declared().into_iter().filter(|name| name != LEFT_OUT && !called(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_library_exports_only_our_symbols() {
    let done = run(Command::new("nm").args(["-D", "--defined-only", "--format=posix"]).arg(library()));
    let text = String::from_utf8(done.stdout).unwrap();
    let mut names: Vec<&str> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    let mut declared = declared();
    names.sort_unstable();
    declared.sort_unstable();
    assert_eq!(names, declared);
}

fn declared() -> Vec<String> {
    let header = std::fs::read_to_string(root().join("include/kassa.h")).unwrap();
    let prototypes = header.lines().filter(|line| line.starts_with("KASSA_API "));
    let named = prototypes.filter_map(|line| line.split('(').next()?.rsplit([' ', '*']).next());
    named.map(str::to_owned).collect()
}

#[test]
fn the_shipped_library_has_no_simulator_in_it() {
    let bytes = std::fs::read(library()).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("kassa/"), "the search itself must find what is there");
    assert!(!holds("/simulator/ledger"));
}
