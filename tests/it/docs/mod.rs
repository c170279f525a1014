//! The documentation: its examples run, and its tables agree with the code.

#[macro_use]
pub mod day;
mod generated;
mod pages;
mod readme;
mod russian;
mod sections;
mod twins;

use crate::support::pages::{blocks, text_of};
use crate::support::root;
use std::fs;

fn pages() -> Vec<String> {
    let root = ["README.md", "README.ru.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"].map(str::to_owned);
    root.into_iter().chain(docs()).collect()
}

/// What is for those who change kassa stands in docs/ itself, what is for its users in a folder per language.
fn docs() -> Vec<String> {
    ["docs", "docs/en", "docs/en/errors", "docs/ru", "docs/ru/errors"].into_iter().flat_map(pages_in).collect()
}

fn pages_in(folder: &str) -> Vec<String> {
    let files = fs::read_dir(root().join(folder)).unwrap().map(|file| file.unwrap().path());
    let pages = files.filter(|file| file.extension().is_some_and(|extension| extension == "md"));
    pages.map(|file| format!("{folder}/{}", file.file_name().unwrap().to_str().unwrap())).collect()
}

/// The cells of the rows of a table whose first cell is code: ``| `name` | … |``.
fn rows(path: &str) -> Vec<Vec<String>> {
    let text = text_of(path);
    let lines = text.lines().filter(|line| line.starts_with("| `"));
    lines.map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

/// The first cells of such rows, without their backticks.
fn named(path: &str) -> Vec<String> {
    let mut names: Vec<String> = rows(path).iter().map(|cells| cells[0].trim_matches('`').to_owned()).collect();
    names.sort_unstable();
    names
}

fn sorted(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.into_iter().collect();
    names.sort_unstable();
    names
}
