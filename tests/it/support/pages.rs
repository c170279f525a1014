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

/// A page in pieces, in their order: what stands between fences is code in a language, the rest is prose.
pub enum Piece {
    /// One line, without its end.
    Prose(String),
    /// The language, and the lines.
    Code(String, String),
}

/// The pieces of a page.
pub fn pieces_of(path: &str) -> Vec<Piece> {
    pieces(&text_of(path), path)
}

/// The pieces of a text, which `name` names in the message of a failure.
pub fn pieces(text: &str, name: &str) -> Vec<Piece> {
    let (mut pieces, mut open) = (Vec::new(), None::<(String, String)>);
    for line in text.lines() {
        open = match (line.strip_prefix("```"), open) {
            (Some(language), None) => Some((language.to_owned(), String::new())),
            (Some(_), Some((language, block))) => {
                pieces.push(Piece::Code(language, block));
                None
            }
            (None, Some((language, block))) => Some((language, block + line + "\n")),
            (None, None) => {
                pieces.push(Piece::Prose(line.to_owned()));
                None
            }
        };
    }
    assert!(open.is_none(), "{name}: a block is not closed");
    pieces
}

/// The page that has these pieces.
pub fn page_of(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Prose(line) => format!("{line}\n"),
        Piece::Code(language, block) => format!("```{language}\n{block}```\n"),
    };
    pieces.iter().map(text).collect()
}

/// The lines of a page outside of its code.
pub fn prose_of(path: &str) -> Vec<String> {
    let line = |piece| if let Piece::Prose(line) = piece { Some(line) } else { None };
    pieces_of(path).into_iter().filter_map(line).collect()
}

/// The fenced blocks of a page: the language, and what is in the block.
pub fn blocks_of(path: &str) -> Vec<(String, String)> {
    let block = |piece| if let Piece::Code(language, block) = piece { Some((language, block)) } else { None };
    pieces_of(path).into_iter().filter_map(block).collect()
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
