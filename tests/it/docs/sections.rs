//! The pages for users have the same sections and tables in English and in Russian, and links reach their section.

use crate::support::pages::{text_of, twins};
use crate::support::root;
use std::fs;

/// The names of the pages that are there in both languages. The index of a language lists only what is there in it.
fn names() -> Vec<String> {
    let files = fs::read_dir(root().join("docs/ru")).unwrap().map(|file| file.unwrap().file_name());
    let names = files.filter_map(|file| file.to_str()?.strip_suffix(".md").map(str::to_owned));
    names.filter(|name| name != "README" && root().join(format!("docs/en/{name}.md")).exists()).collect()
}

/// The page without its code, line by line.
fn prose(path: &str) -> Vec<String> {
    let mut in_code = false;
    let text = text_of(path);
    let lines = text.lines().filter(|line| {
        let fence = line.starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    });
    lines.map(str::to_owned).collect()
}

/// What must be equal in both languages: the levels of the headings and the rows of the tables, in their order.
fn outline(path: &str) -> Vec<String> {
    let lines = prose(path).into_iter().filter_map(|line| match line.split_once(' ') {
        Some((start, _)) if start == "|" || start.starts_with('#') => Some(start.to_owned()),
        _ => None,
    });
    lines.collect()
}

/// The anchors of a page: those that it sets itself, and those that its headings get.
fn anchors(path: &str) -> Vec<String> {
    let lines = prose(path);
    let own = lines.iter().filter_map(|line| line.strip_prefix("<a id=\"")?.split('"').next().map(str::to_owned));
    let headings = lines.iter().filter(|line| line.starts_with('#')).filter_map(|line| {
        let letters = line.split_once(' ')?.1.to_lowercase();
        let kept = letters.chars().filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter));
        Some(kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect())
    });
    own.chain(headings).collect()
}

#[test]
fn twins_have_the_same_sections_and_tables() {
    let names = names();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        let [english, russian] = twins(&name).map(|(path, _)| outline(&path));
        assert_eq!(english, russian, "{name}");
    }
}

#[test]
fn every_link_to_a_section_reaches_it() {
    for (path, _) in names().iter().flat_map(|name| twins(name)) {
        for link in prose(&path).join("\n").split("](").skip(1) {
            let Some((page, anchor)) = link.split(')').next().unwrap().split_once('#') else { continue };
            if page.contains("://") {
                continue;
            }
            let folder = path.rsplit_once('/').unwrap().0;
            let target = if page.is_empty() { path.clone() } else { format!("{folder}/{page}") };
            assert!(anchors(&target).iter().any(|known| known == anchor), "{path}: {page}#{anchor}");
        }
    }
}
