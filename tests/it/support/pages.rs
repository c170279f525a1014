//! The pages of the documentation for users: each is there in English and in Russian, with the same code.

use super::root;
use serde_json::Value;
use std::fs;

/// A page in its two languages: the file, and whether it is the Russian one.
pub fn twins(name: &str) -> [(String, bool); 2] {
    [("en", false), ("ru", true)].map(|(language, russian)| (format!("docs/{language}/{name}.md"), russian))
}

/// A file of the repository.
pub fn text_of(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The fenced blocks of a text: the language, and what is in the block.
pub fn blocks_of(path: &str) -> Vec<(String, String)> {
    let (mut blocks, mut open) = (Vec::new(), None::<(String, String)>);
    for line in text_of(path).lines() {
        open = match (line.strip_prefix("```"), open) {
            (Some(language), None) => Some((language.to_owned(), String::new())),
            (Some(_), Some(block)) => {
                blocks.push(block);
                None
            }
            (None, Some((language, block))) => Some((language, block + line + "\n")),
            (None, None) => None,
        };
    }
    assert!(open.is_none(), "{path}: a block is not closed");
    blocks
}

/// The blocks of this language in a page.
pub fn blocks(path: &str, language: &str) -> Vec<String> {
    blocks_of(path).into_iter().filter(|(word, _)| word == language).map(|(_, block)| block).collect()
}

/// The blocks of JSON in a page, which both languages show.
pub fn json_of(name: &str) -> Vec<Value> {
    let [english, russian] = twins(name).map(|(path, _)| {
        let blocks = blocks_of(&path).into_iter().filter(|(language, _)| language == "json");
        blocks.map(|(_, block)| serde_json::from_str(&block).unwrap()).collect::<Vec<Value>>()
    });
    assert_eq!(english, russian, "{name}");
    english
}
