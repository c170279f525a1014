//! The text of a page, and its blocks of code.

use crate::support::root;
use std::fs;

pub fn text_of(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The fenced blocks of a page, each with the word after its fence.
pub fn all_blocks(path: &str) -> Vec<(String, String)> {
    let (mut blocks, mut open) = (Vec::new(), None::<(String, String)>);
    for line in text_of(path).lines() {
        open = match (line.strip_prefix("```"), open) {
            (Some(word), None) => Some((word.to_owned(), String::new())),
            (Some(_), Some(block)) => {
                blocks.push(block);
                None
            }
            (None, Some((word, block))) => Some((word, block + line + "\n")),
            (None, None) => None,
        };
    }
    assert!(open.is_none(), "{path}: a block is not closed");
    blocks
}

/// The blocks of this language in a page.
pub fn blocks(path: &str, language: &str) -> Vec<String> {
    all_blocks(path).into_iter().filter(|(word, _)| word == language).map(|(_, block)| block).collect()
}
