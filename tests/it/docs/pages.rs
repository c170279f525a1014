//! The pages of docs/: what can run is run, every table that lists something of the code is complete, every link works.

use super::{blocks, named, pages, rows, sorted};
use crate::support::abi::Device;
use crate::support::pages::{Piece, blocks_of, page_of, pieces_of, text_of, twins};
use crate::support::{fresh, library, linked_library, root, run, with_table};
use kassa_simulator::atolweb;
use kassa_simulator::icash::{Options, Simulator};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A register and a device for it, with a journal of its own.
fn device(registered: bool) -> (Simulator, tempfile::TempDir, Device) {
    let register = Simulator::start(Options { registered, ..Options::default() }).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let config = json!({ "backend": "icash", "url": register.url(), "journal": folder.path().join("kassa.db") });
    let device = Device::open(&config).unwrap_or_else(|error| panic!("{error:?}"));
    (register, folder, device)
}

#[test]
fn every_link_points_to_a_file() {
    for page in pages() {
        let folder = root().join(&page).parent().unwrap().to_owned();
        for link in text_of(&page).split("](").skip(1) {
            let target = link.split([')', '#']).next().unwrap();
            let relative = !target.contains("://") && !target.is_empty();
            assert!(!relative || folder.join(target).exists(), "{page}: {target}");
        }
    }
}

#[test]
fn every_block_of_json_is_json() {
    for page in pages() {
        for block in blocks(&page, "json") {
            if let Err(error) = serde_json::from_str::<Value>(&block) {
                panic!("{page}: {error}\n{block}");
            }
        }
    }
}

#[test]
fn every_task_shown_gets_the_answer_shown() {
    for name in ["tasks", "from-atol-json", "from-libfptr10"] {
        let (page, twin) = (format!("docs/en/{name}.md"), format!("docs/ru/{name}.md"));
        fresh(&page, &with_answers(&page));
        fresh(&twin, &with_blocks_of(&twin, &page));
    }
}

/// The page with the answers that a register of its own gives to its tasks: each task in JSON is followed by its answer.
fn with_answers(page: &str) -> String {
    let mut beside = device(true);
    let (mut pieces, mut task) = (pieces_of(page), None::<String>);
    for piece in &mut pieces {
        match piece {
            Piece::Prose(line) if line.contains("<!-- a register with a fresh drive -->") => beside = device(false),
            Piece::Code(language, block) if language == "json" => match task.take() {
                None => task = Some(block.clone()),
                Some(task) => {
                    let (status, answer) = asked(&beside.2, &serde_json::from_str(&task).unwrap());
                    assert_eq!(status != 0, answer.get("error").is_some(), "{task}: {answer}");
                    if !agrees(&serde_json::from_str(block).unwrap(), &answer) {
                        *block = spelled(&shortened(answer), 0) + "\n";
                    }
                }
            },
            _ => {}
        }
    }
    assert_eq!(task, None, "an answer follows each task");
    page_of(&pieces)
}

/// A page with the code blocks of its twin, in their order.
fn with_blocks_of(page: &str, twin: &str) -> String {
    let mut blocks = blocks_of(twin).into_iter();
    let taken = |piece| match piece {
        Piece::Code(..) => {
            let (language, block) = blocks.next().expect("the twins have as many blocks");
            Piece::Code(language, block)
        }
        Piece::Prose(line) => Piece::Prose(line),
    };
    let pieces: Vec<Piece> = pieces_of(page).into_iter().map(taken).collect();
    assert_eq!(blocks.next(), None, "the twins have as many blocks");
    page_of(&pieces)
}

/// The answer to a task, or to a call of a native method.
fn asked(device: &Device, task: &Value) -> (i32, Value) {
    match task["method"].as_str() {
        Some(method) => device.call(method, Some(&task["params"].to_string())),
        None => device.execute(task),
    }
}

/// Whether an answer has the members that the page shows, of the same types. Names and places of faults must be equal.
/// `{}` in the page matches any object, for what need not be shown each time.
fn agrees(shown: &Value, given: &Value) -> bool {
    match (shown, given) {
        (Value::Object(shown), Value::Object(given)) => {
            let names = |object: &serde_json::Map<String, Value>| sorted(object.keys().cloned());
            names(shown) == names(given)
                && shown.iter().all(|(name, value)| match name.as_str() {
                    "native" | "fiscalParams" | "recorded" | "data" if *value == json!({}) => given[name].is_object(),
                    "name" | "outcome" | "retry" | "path" | "rule" => *value == given[name],
                    _ => agrees(value, &given[name]),
                })
        }
        (Value::Array(shown), Value::Array(given)) => {
            shown.len() == given.len() && shown.iter().zip(given).all(|(shown, given)| agrees(shown, given))
        }
        _ => std::mem::discriminant(shown) == std::mem::discriminant(given),
    }
}

/// The answer without the vendor's own data, which is long.
fn shortened(mut answer: Value) -> Value {
    if let Some(native) = answer.get_mut("native") {
        *native = json!({});
    }
    answer
}

/// JSON in lines of 110 columns at most.
fn spelled(value: &Value, depth: usize) -> String {
    let flat = value.to_string().replace("\":", "\": ").replace(",\"", ", \"");
    let indent = "  ".repeat(depth + 1);
    let wrapped = |open: char, parts: Vec<String>, close: char| {
        format!("{open}\n{indent}{}\n{}{close}", parts.join(&format!(",\n{indent}")), "  ".repeat(depth))
    };
    match value {
        Value::Object(members) if flat.len() + indent.len() > 110 || depth == 0 && members.len() > 1 => {
            let part = |(name, value): (&String, &Value)| format!("\"{name}\": {}", spelled(value, depth + 1));
            wrapped('{', members.iter().map(part).collect(), '}')
        }
        Value::Array(list) if flat.len() + indent.len() > 110 => {
            wrapped('[', list.iter().map(|value| spelled(value, depth + 1)).collect(), ']')
        }
        _ => flat,
    }
}

#[test]
fn every_task_of_the_library_is_shown() {
    let pages = ["docs/en/tasks.md", "docs/en/cashcore.md", "docs/en/atolweb.md"]
        .into_iter()
        .flat_map(|page| blocks(page, "json"));
    let shown = pages.filter_map(|block| {
        let block: Value = serde_json::from_str(&block).unwrap();
        Some(block.get("type")?.as_str()?.to_owned())
    });
    let mut shown = sorted(shown);
    shown.dedup();
    assert_eq!(shown, sorted(kassa::schemas().map(|(name, _)| name.to_owned())));
}

#[test]
fn every_method_of_a_register_is_listed() {
    let source = text_of("src/backends/icash/methods.rs");
    let names = source.split_once("const NAMES: &[&str] = &[").unwrap().1.split_once("];").unwrap().0;
    let page = text_of("docs/en/tasks.md");
    let listed = page.split_once("## The register's own methods").unwrap().1;
    let missing: Vec<_> =
        names.split('"').skip(1).step_by(2).filter(|name| !listed.contains(&format!("`{name}`"))).collect();
    assert!(names.matches('"').count() > 20 && missing.is_empty(), "{missing:?}");
}

#[test]
fn every_configuration_shown_opens_and_every_key_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let mut keys = Vec::new();
    for block in blocks("docs/en/config.md", "json") {
        let mut config: Value = serde_json::from_str(&block).unwrap();
        config["journal"] = json!(folder.path().join("kassa.db"));
        if config.get("log").is_some() {
            config["log"] = json!(folder.path().join("kassa.log"));
        }
        if let Err(error) = Device::open(&config) {
            panic!("{error:?}\n{block}");
        }
        keys.extend(config.as_object().unwrap().keys().cloned());
    }
    keys.sort_unstable();
    keys.dedup();
    let is_field = |name: &str| xtask::left_out(false).contains(&format!("| `{name}` |"));
    let names = named("docs/en/config.md").into_iter().filter(|name| !is_field(name));
    let mut described = sorted(names);
    // Several backends have a key of the same name; each has its own row.
    described.dedup();
    assert_eq!(described, keys);
}

#[test]
fn the_table_of_tags_is_what_the_register_is_sent() {
    for (page, russian) in twins("icash") {
        fresh(&page, &with_table(&text_of(&page), "tags", &xtask::tags_table(russian)));
    }
}

#[test]
fn the_table_of_correspondences_is_what_the_registration_workflow_uses() {
    for (page, russian) in twins("registration") {
        fresh(&page, &with_table(&text_of(&page), "correspondences", &xtask::correspondences(russian)));
    }
}

#[test]
fn every_method_of_the_registration_service_is_listed() {
    let source = text_of("src/backends/ofdru/methods.rs");
    let names = source.lines().filter_map(|line| line.strip_prefix("pub const ")?.split('"').nth(1));
    let names: Vec<_> = names.map(|name| format!("| `{name}`")).collect();
    let header = text_of("include/kassa.h");
    let functions = header.split("KASSA_API kassa_status ").skip(1).map(|name| name.split('(').next().unwrap());
    let functions = functions.filter(|name| {
        let of_the_service = ["kassa_registration", "kassa_application", "kassa_client", "kassa_signature"];
        of_the_service.iter().any(|start| name.starts_with(start)) && !name.ends_with("_w")
    });
    let functions: Vec<_> = functions.map(|name| format!("`{name}`")).collect();
    assert!(names.len() > 6 && functions.len() > 6, "{names:?} {functions:?}");
    for (path, _) in twins("registration") {
        let page = text_of(&path);
        for name in names.iter().chain(&functions) {
            assert!(page.contains(name), "{path}: {name}");
        }
    }
}

#[test]
fn the_table_of_statuses_is_that_of_the_header() {
    let header = text_of("include/kassa.h");
    let lines = header.lines().filter_map(|line| line.trim().strip_prefix("KASSA_STATUS_")?.strip_suffix(','));
    let declared: Vec<_> = lines.map(|line| line.split_once(" = ").unwrap()).collect();
    for page in ["docs/en/errors.md", "docs/ru/errors.md"] {
        let written: Vec<Vec<String>> =
            rows(page).into_iter().filter(|cells| cells[0].starts_with("`KASSA_STATUS_")).collect();
        assert!(declared.len() > 10 && declared.len() == written.len(), "{page}: {declared:?} {written:?}");
        for ((name, number), cells) in declared.iter().zip(&written) {
            assert_eq!(cells[0], format!("`KASSA_STATUS_{name}`"), "{page}");
            assert_eq!(cells[1], *number, "{page}: {name}");
            // The name of an error leads to its page.
            let word = cells[2].split('`').nth(1).unwrap();
            assert_eq!(word.to_lowercase(), name.replace('_', "").to_lowercase(), "{page}: {name}");
            assert!(word == "ok" || cells[2] == format!("[`{word}`](errors/{word}.md)"), "{page}: {name}");
        }
    }
}

#[test]
fn every_program_shown_compiles_and_runs() {
    let linked = linked_library();
    // Their Russian twins show the same programs. The blocks of a day at the till are one program: day.rs.
    let is_page = |page: &String| page.starts_with("docs/en/") && !page.contains("/day-");
    for page in pages().into_iter().filter(is_page) {
        for (language, compiler, standard) in [("c", "cc", "-std=c11"), ("cpp", "c++", "-std=c++11")] {
            for (number, block) in blocks(&page, language).iter().enumerate() {
                let name = format!("{}-{language}-{number}", page.replace(['/', '.'], "-"));
                let (source, program) = (linked.path().join(format!("{name}.{language}")), linked.path().join(&name));
                fs::write(&source, block).unwrap();
                run(Command::new(compiler)
                    .args([standard, "-Wall", "-Wextra", "-Werror", "-pedantic", "-pthread", "-I"])
                    .args([root().join("include"), source, library(), PathBuf::from("-o"), program.clone()]));
                let mut program = Command::new(program);
                program.env("LD_LIBRARY_PATH", linked.path());
                if block.contains("atolweb") {
                    run_beside_atols_server(&mut program);
                } else {
                    run_beside_a_register(&mut program);
                }
            }
        }
    }
    let shown = ["docs/en/errors.md", "docs/en/from-libfptr10.md"];
    for block in shown.iter().flat_map(|page| blocks(page, "python")) {
        let package = root().join("bindings/python/src");
        let mut python = Command::new("python3");
        python.args(["-B", "-c", &block]).env("PYTHONPATH", package).env("KASSA_LIBRARY", library());
        run_beside_a_register(&mut python);
    }
}

/// Runs a program that takes the address of a register and the path of a journal; the register's shift is open.
fn run_beside_a_register(program: &mut Command) {
    let (register, folder, device) = device(true);
    assert_eq!(device.execute(&json!({ "type": "openShift" })).0, 0);
    run(program.arg(register.url()).arg(folder.path().join("kassa.db")));
    let receipts = register.ledger().iter().filter(|document| document.kind.word() == "receipt").count();
    assert_eq!(receipts, 1, "{program:?}");
}

/// Runs a program that sells a marked thing; it takes the address of ATOL's web server and the path of a journal.
fn run_beside_atols_server(program: &mut Command) {
    let server = atolweb::Simulator::start(atolweb::Options::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    run(program.arg(server.url()).arg(folder.path().join("kassa.db")));
    let sold = server.ledger().pop().unwrap();
    let line = &sold.tags["1059"][0];
    assert!(line["2000"].is_string() && line["1199"] == 11 && line["2106"] == 15, "{program:?}: {}", sold.tags);
}

#[test]
fn the_journal_is_as_described() {
    let (_register, folder, device) = device(true);
    assert_eq!(device.execute(&json!({ "type": "openShift" })).0, 0);
    let journal = Connection::open(folder.path().join("kassa.db")).unwrap();
    let tables = "SELECT DISTINCT column.name FROM sqlite_schema AS own, pragma_table_info(own.name) AS column
                  WHERE own.type = 'table'";
    let mut query = journal.prepare(tables).unwrap();
    let columns = query.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    // One row may describe several columns.
    let columns = sorted(columns);
    for (page, _) in twins("exactly-once") {
        let described = named(&page);
        let names = described.iter().flat_map(|names| names.split(", ")).map(|name| name.trim_matches('`').to_owned());
        let names: std::collections::BTreeSet<String> = names.collect();
        assert_eq!(Vec::from_iter(names), columns, "{page}");
    }
    for query in blocks("docs/en/exactly-once.md", "sql") {
        journal.prepare(&query).unwrap_or_else(|error| panic!("{error}\n{query}")).query([]).unwrap().next().unwrap();
    }
}

/// Folders of the workspace's members, as Cargo.toml lists them.
fn members() -> Vec<String> {
    let manifest = text_of("Cargo.toml");
    let (_, list) = manifest.split_once("\nmembers = [").unwrap();
    let (list, _) = list.split_once(']').unwrap();
    list.split(',').map(|member| member.trim().trim_matches('"').to_owned()).collect()
}

#[test]
fn every_dependency_is_accounted_for() {
    let manifests = members()
        .into_iter()
        .map(|member| format!("{member}/Cargo.toml"))
        .chain(["Cargo.toml", "fuzz/Cargo.toml"].map(str::to_owned));
    let mut declared = Vec::new();
    for manifest in manifests {
        let mut within = false;
        for line in text_of(&manifest).lines() {
            if line.starts_with('[') {
                within = line.ends_with("dependencies]");
            } else if let Some((name, what)) = line.split_once(" = ").filter(|_| within && !line.starts_with('#')) {
                // Our own packages have a path there.
                if !what.contains("path = ") && !name.starts_with("kassa") {
                    declared.push(name.trim_end_matches(".workspace").to_owned());
                }
            }
        }
    }
    declared.retain(|name| name != "xtask");
    declared.sort_unstable();
    declared.dedup();
    assert_eq!(named("docs/dependencies.md"), declared);
}

#[test]
fn every_folder_of_the_source_is_described() {
    let files = fs::read_dir(root().join("src")).unwrap().map(Result::unwrap);
    let folders = files.filter(|file| file.file_type().unwrap().is_dir());
    let rooms = folders.map(|folder| format!("src/{}", folder.file_name().to_str().unwrap()));
    assert_eq!(named("docs/architecture.md"), sorted(rooms.chain(members())));
}

#[test]
fn the_table_of_platforms_says_how_many_cases_conformance_has() {
    let cases: Vec<Value> = serde_json::from_str(&text_of("tests/conformance/cases.json")).unwrap();
    for ((page, russian), row) in twins("platforms").into_iter().zip(["table of conformance", "таблица соответствия"])
    {
        let count = if russian { format!("случаев: {}", cases.len()) } else { format!("{} cases", cases.len()) };
        assert!(text_of(&page).contains(&format!("| {row}, {count} |")), "{page}");
    }
}
