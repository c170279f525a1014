//! The samples of docs/en/command-line.md and docs/ru/command-line.md, run as they are printed.
#![cfg(unix)]

use crate::counter::{program, run};
use kassa_simulator::atolweb::{Options, Simulator};
use std::path::Path;
use std::process::Command;

/// The address of the register on the pages.
const ADDRESS: &str = "127.0.0.1:16732";

/// The command that starts it; here it runs already, at a free port.
const START: &str = "kassa simulator atolweb --listen 127.0.0.1:16732";

/// A command of a page, and the lines that it shows below it.
struct Sample {
    command: String,
    shown: Vec<String>,
}

fn samples(page: &str) -> Vec<Sample> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
    let text = std::fs::read_to_string(path).unwrap();
    let mut samples: Vec<Sample> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match (line.strip_prefix("```"), line.strip_prefix("$ ")) {
            (Some(kind), _) => inside = kind == "console",
            (None, Some(command)) if inside => samples.push(Sample { command: command.to_owned(), shown: Vec::new() }),
            (None, _) if inside => samples.last_mut().expect("a command first").shown.push(line.to_owned()),
            _ => {}
        }
    }
    samples
}

/// Whether the lines are those shown. `…` alone is any number of lines, and within a line any text.
fn are_shown(lines: &[&str], shown: &[String]) -> bool {
    match (shown.split_first(), lines.split_first()) {
        (None, None) => true,
        (Some((first, rest)), _) if first == "…" => (0..=lines.len()).any(|skip| are_shown(&lines[skip..], rest)),
        (Some((first, rest)), Some((line, others))) => is_line(line, first) && are_shown(others, rest),
        _ => false,
    }
}

fn is_line(line: &str, shown: &str) -> bool {
    let Some((begin, rest)) = shown.split_once('…') else { return line == shown };
    let Some(after) = line.strip_prefix(begin) else { return false };
    after.char_indices().map(|(at, _)| at).chain([after.len()]).any(|at| is_line(&after[at..], rest))
}

#[test]
fn the_samples_of_both_pages_run_as_printed() {
    for (page, lang) in [("en/command-line.md", "C"), ("ru/command-line.md", "ru_RU.UTF-8")] {
        let register = Simulator::start(Options::default()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let address = register.url().trim_start_matches("http://").to_owned();
        let here = |text: &str| text.replace(ADDRESS, &address).replace("16732", address.rsplit(':').next().unwrap());
        let programs = Path::new(env!("CARGO_BIN_EXE_kassa")).parent().unwrap().display().to_string();
        let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
        let samples = samples(page);
        assert!(samples.len() > 20 && samples[0].command == START, "{page}");
        for Sample { command, shown } in &samples[1..] {
            let mut shell = Command::new("sh");
            shell.envs(program().get_envs().filter_map(|(name, value)| Some((name, value?))));
            shell.env_remove("KASSA_CONFIG").env("LC_ALL", lang).env("PATH", &path).current_dir(folder.path());
            shell.args(["-c", &format!("{{ {}; }} 2>&1", here(command))]);
            let done = run(shell, "");
            let text = String::from_utf8(done.stdout).unwrap();
            assert!(done.status.success(), "{page}: {command}: {text}");
            let shown: Vec<String> = shown.iter().map(|line| here(line)).collect();
            let lines: Vec<&str> = text.lines().collect();
            assert!(are_shown(&lines, &shown), "{page}: {command}\n{text}\nis not\n{}", shown.join("\n"));
        }
        let receipts = register.tape().matches("КАССОВЫЙ ЧЕК").count();
        assert!(receipts > 0, "{page}: {}", register.tape());
    }
}

#[test]
fn every_command_is_on_both_pages() {
    let mut command = program();
    command.args(["--help", "--lang", "en"]);
    let help = String::from_utf8(run(command, "").stdout).unwrap();
    let names = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<&str> = names.map(|line| line.split_whitespace().next().unwrap()).collect();
    for page in ["en/command-line.md", "ru/command-line.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
        let text = std::fs::read_to_string(path).unwrap();
        let missing: Vec<&&str> = names
            .iter()
            .filter(|name| !text.contains(&format!("kassa {name}")) && !text.contains(&format!("`{name}`")))
            .collect();
        assert!(names.len() > 15 && missing.is_empty(), "{page}: {missing:?}");
    }
}
