//! Each page is there in both languages, says the same in code, and stands in the indices of both.

use super::pages_in;
use crate::support::pages::{blocks_of, text_of};
use crate::support::{fresh, root, with_table};
use std::collections::BTreeSet;

const FOLDERS: [&str; 2] = ["", "/errors"];

/// The names of the pages of a language, such as `tasks` and `errors/busy`.
pub fn names(language: &str) -> BTreeSet<String> {
    let folder = format!("docs/{language}");
    let pages = FOLDERS.iter().flat_map(|within| pages_in(&format!("{folder}{within}")));
    pages.map(|page| page[folder.len() + 1..].trim_end_matches(".md").to_owned()).collect()
}

#[test]
fn every_page_is_there_in_both_languages() {
    let (en, ru) = (names("en"), names("ru"));
    let alone: Vec<_> = en.symmetric_difference(&ru).collect();
    assert!(en.len() > 50 && alone.is_empty(), "without a twin: {alone:?}");
}

/// The code blocks of a page, each with its language. What a terminal shows may be in the language of the page.
fn code(path: &str) -> Vec<(String, String)> {
    let blocks = blocks_of(path).into_iter();
    blocks.filter(|(language, _)| !["", "console", "text"].contains(&language.as_str())).collect()
}

#[test]
fn twins_have_the_same_code() {
    for name in names("en").intersection(&names("ru")) {
        let [en, ru] = ["en", "ru"].map(|language| code(&format!("docs/{language}/{name}.md")));
        let other = en.iter().zip(&ru).find(|(en, ru)| en != ru);
        assert!(en.len() == ru.len() && other.is_none(), "{name}: {} and {} blocks, {other:?}", en.len(), ru.len());
    }
}

/// The sections of docs/pages.txt: titles, then name and descriptions of each page.
fn listed() -> Vec<(Vec<String>, Vec<Vec<String>>)> {
    let cells = |line: &str| line.split(" | ").map(str::to_owned).collect::<Vec<_>>();
    let mut sections: Vec<(Vec<String>, Vec<Vec<String>>)> = Vec::new();
    for line in text_of("docs/pages.txt").lines().filter(|line| !line.is_empty() && !line.starts_with("# ")) {
        match line.strip_prefix("** ") {
            Some(titles) => sections.push((cells(titles), Vec::new())),
            None => sections.last_mut().unwrap().1.push(cells(line)),
        }
    }
    sections
}

#[test]
fn every_page_is_listed_once() {
    let listed: Vec<String> = listed().into_iter().flat_map(|(_, pages)| pages).map(|page| page[0].clone()).collect();
    // A page may have its place before it is written.
    for name in names("en").union(&names("ru")).filter(|name| !name.contains('/') && *name != "README") {
        assert_eq!(listed.iter().filter(|listed| *listed == name).count(), 1, "{name} in docs/pages.txt");
    }
    let index = text_of("docs/README.md");
    for page in pages_in("docs").iter().filter(|page| *page != "docs/README.md") {
        let name = page.trim_start_matches("docs/");
        assert_eq!(index.matches(&format!("| [{name}]({name}) |")).count(), 1, "{page}");
    }
}

#[test]
fn the_index_of_each_language_has_the_listed_pages() {
    for (column, language) in ["en", "ru"].into_iter().enumerate() {
        let folder = format!("docs/{language}");
        let mut index = String::new();
        for (titles, pages) in listed() {
            index += &format!("## {}\n\n| | |\n|---|---|\n", titles[column]);
            for page in pages.iter().filter(|page| root().join(&folder).join(format!("{}.md", page[0])).exists()) {
                let text = text_of(&format!("{folder}/{}.md", page[0]));
                let title = text.lines().next().unwrap().trim_start_matches("# ");
                index += &format!("| [{title}]({}.md) | {} |\n", page[0], page[column + 1]);
            }
            index += "\n";
        }
        let path = format!("{folder}/README.md");
        fresh(&path, &with_table(&text_of(&path), "index", index.trim_end()));
    }
}

#[test]
fn each_readme_leads_to_the_pages_of_its_language() {
    for (readme, other) in [("README.md", "ru"), ("README.ru.md", "en")] {
        assert!(!text_of(readme).contains(&format!("](docs/{other}/")), "{readme}");
    }
}

/// A reader stays in their language: a link to the other one leads to the same page there, or to a page that only it
/// has.
#[test]
fn a_link_stays_in_the_language_if_the_page_is_there() {
    for (language, other) in [("en", "ru"), ("ru", "en")] {
        let own = names(language);
        for name in &own {
            let path = format!("docs/{language}/{name}.md");
            let up = if name.contains('/') { "../../" } else { "../" };
            let to_other = format!("]({up}{other}/");
            let mut made = String::new();
            for (at, part) in text_of(&path).split(&to_other).enumerate() {
                let aim = part.split(".md").next().unwrap();
                let stays = at > 0 && aim != name && own.contains(aim);
                let home = if name.contains('/') { "](../" } else { "](" };
                made += if at == 0 {
                    ""
                } else if stays {
                    home
                } else {
                    &to_other
                };
                made += part;
            }
            fresh(&path, &made);
        }
    }
}
