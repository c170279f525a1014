//! What was released once stays: each function with its declaration, each status with its number, each record with its
//! fields in their order (new fields may follow at its end).
//!
//! `tests/released.txt` lists them, one per line. Before a release, `KASSA_BLESS=1 cargo test --test it released` adds
//! what is new. It removes nothing.

use crate::support::root;
use std::{env, fs};

const FILE: &str = "tests/released.txt";

/// What the header promises: one line for each function, status and record.
fn promises() -> Vec<String> {
    let header = fs::read_to_string(root().join("include/kassa.h")).unwrap();
    let bare: String = header.split("/*").map(|part| part.split_once("*/").map_or(part, |(_, code)| code)).collect();
    let mut found: Vec<String> = Vec::new();
    for line in bare.lines().map(str::trim) {
        if let Some(prototype) = line.strip_prefix("KASSA_API ") {
            found.push(prototype.to_owned());
        } else if line.starts_with("KASSA_STATUS_") || (line.starts_with("typedef ") && line.ends_with(");")) {
            found.push(line.to_owned());
        }
    }
    for record in bare.split("typedef struct {").skip(1) {
        let (fields, rest) = record.split_once('}').unwrap();
        let name = rest.split_once(';').unwrap().0.trim();
        let fields: Vec<_> = fields.split_whitespace().collect();
        // Without the closing brace: new fields may follow.
        found.push(format!("{name}: {}", fields.join(" ")));
    }
    found.sort_unstable();
    found
}

fn released() -> Vec<String> {
    fs::read_to_string(root().join(FILE)).unwrap().lines().map(str::to_owned).collect()
}

fn broken<'a>(released: &'a [String], promises: &[String]) -> Vec<&'a String> {
    released.iter().filter(|kept| !promises.iter().any(|now| now.starts_with(kept.as_str()))).collect()
}

#[test]
fn nothing_that_was_released_is_changed_or_gone() {
    let (released, promises) = (released(), promises());
    let broken = broken(&released, &promises);
    assert!(broken.is_empty(), "hosts were built for {broken:#?}");
    if env::var_os("KASSA_BLESS").is_some() {
        fs::write(root().join(FILE), promises.join("\n") + "\n").unwrap();
    }
}

#[test]
fn a_change_of_any_kind_is_seen() {
    let before = promises();
    assert!(before.iter().any(|line| line == "kassa_status kassa_close(kassa_device * device);"), "{before:#?}");
    assert!(before.iter().any(|line| line == "KASSA_STATUS_UNKNOWN = 9,"));
    assert!(before.iter().any(|line| line.starts_with("kassa_error: uint32_t size; int32_t code;")));
    for (from, to) in [
        ("kassa_close(kassa_device * device)", "kassa_close(kassa_device * device, int32_t how)"),
        ("KASSA_STATUS_UNKNOWN = 9,", "KASSA_STATUS_UNKNOWN = 90,"),
        ("int32_t code;", "int64_t code;"),
        ("(void *user, const char *line);", "(const char *line, void *user);"),
    ] {
        let after: Vec<String> = before.iter().map(|line| line.replace(from, to)).collect();
        assert_eq!(broken(&before, &after).len(), 1, "{from}");
    }
    let grown: Vec<String> = before.iter().map(|line| line.clone() + " int32_t more;").collect();
    assert!(broken(&before, &grown).is_empty());
}
