//! `watch`, `explain`, `simulator` and `completions`.

use crate::counter::{Counter, program, run};
use serde_json::{Value, json};
use std::env::consts::EXE_SUFFIX;
use std::path::Path;
use std::process::Command;

#[test]
fn the_state_is_shown_again_and_again_also_while_the_register_is_off() {
    let counter = Counter::new();
    let words = ["watch", "--every", "0", "--count", "3"];
    let (code, table, _) = counter.told(&words);
    assert_eq!((code, table.matches("закрыта").count()), (0, 6), "{table}");
    let (code, lines, _) = counter.told(&[&words[..], &["--json"]].concat());
    let states: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((code, states.len()), (0, 3), "{lines}");
    assert!(states.iter().all(|state| state["shiftStatus"]["state"] == json!("closed")), "{lines}");
    let (code, table, told) = counter.told(&[&words[..], &["--url", "http://127.0.0.1:1"]].concat());
    assert_eq!((code, table.matches("Нет связи").count()), (6, 3), "{table} {told}");
}

#[test]
fn completions_are_made_for_every_shell() {
    for (shell, sign) in [
        ("bash", "_kassa()"),
        ("zsh", "#compdef kassa"),
        ("fish", "complete -c kassa"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion"),
    ] {
        let mut command = program();
        command.args(["completions", shell]);
        let script = String::from_utf8(run(command, "").stdout).unwrap();
        assert!(script.contains(sign) && script.contains("doctor"), "{shell}: {script}");
    }
    let mut command = program();
    command.args(["completions", "tcsh"]);
    assert_eq!(run(command, "").status.code(), Some(64));
}

#[test]
fn every_error_is_explained_in_both_languages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/en/errors");
    let pages = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = pages.map(|page| page.trim_end_matches(".md").to_owned()).collect();
    let told = |words: &[&str]| {
        let mut command = program();
        command.arg("explain").args(words);
        let output = run(command, "");
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    for name in &names {
        for (lang, sign) in [("ru", "Что помогает"), ("en", "What helps")] {
            let (code, page) = told(&[name, "--lang", lang]);
            let is_whole = page.starts_with(&format!("# {name}: ")) && page.contains(sign);
            assert!(code == Some(0) && is_whole && !page.contains("](") && !page.contains("<!--"), "{page}");
        }
    }
    assert!(names.len() > 30);
    assert_eq!(told(&["errors/unknown#lost"]), told(&["unknown"]));
    assert_eq!(told(&["dance"]).0, Some(64));
}

#[test]
fn the_simulator_beside_the_program_is_started_with_the_words_given() {
    let kassa = Path::new(env!("CARGO_BIN_EXE_kassa"));
    // On the same disk, so that a link to the program can stand there.
    let folder = tempfile::tempdir_in(kassa.parent().unwrap()).unwrap();
    let here = folder.path().join(format!("kassa{EXE_SUFFIX}"));
    std::fs::hard_link(kassa, &here).unwrap();
    let started = |words: &[&str]| {
        let mut command = Command::new(&here);
        command.args(["simulator"]).args(words).env("LC_ALL", "C");
        run(command, "")
    };
    let missing = started(&["icash"]);
    assert_eq!(missing.status.code(), Some(64));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("put it beside this program"), "{missing:?}");
    // The program itself takes the simulator's place: it shows which words have reached it.
    std::fs::hard_link(kassa, folder.path().join(format!("kassa-simulator{EXE_SUFFIX}"))).unwrap();
    let passed = started(&["completions", "--what", "--listen"]);
    assert_eq!(passed.status.code(), Some(64));
    assert!(String::from_utf8_lossy(&passed.stderr).contains("unknown argument: --what"), "{passed:?}");
    assert!(String::from_utf8_lossy(&started(&["--version"]).stdout).starts_with("kassa "));
}
