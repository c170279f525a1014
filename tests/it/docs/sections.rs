//! The pages for users have the same sections and tables in English and in Russian, and links reach their section.

use super::pages;
use super::twins::names;
use crate::support::pages::{prose_of, twins};

/// What must be equal in both languages: the levels of the headings and the rows of the tables, in their order.
fn outline(path: &str) -> Vec<String> {
    let lines = prose_of(path).into_iter().filter_map(|line| match line.split_once(' ') {
        Some((start, _)) if start == "|" || start.starts_with('#') => Some(start.to_owned()),
        _ => None,
    });
    lines.collect()
}

/// The anchors of a page: those that it sets itself, and those that its headings get.
fn anchors(path: &str) -> Vec<String> {
    let lines = prose_of(path);
    let own = lines.iter().filter_map(|line| line.strip_prefix("<a id=\"")?.split('"').next().map(str::to_owned));
    let headings = lines.iter().filter(|line| line.starts_with('#')).filter_map(|line| {
        let letters = line.split_once(' ')?.1.to_lowercase();
        let kept = letters.chars().filter(|letter| letter.is_alphanumeric() || [' ', '-', '_'].contains(letter));
        Some(kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect())
    });
    own.chain(headings).collect()
}

/// The index of a language lists only what is there in it.
#[test]
fn twins_have_the_same_sections_and_tables() {
    for name in names("en").iter().filter(|name| *name != "README") {
        let [english, russian] = twins(name).map(|(path, _)| outline(&path));
        assert_eq!(english, russian, "{name}");
    }
}

#[test]
fn every_link_to_a_section_reaches_it() {
    for path in pages() {
        for link in prose_of(&path).join("\n").split("](").skip(1) {
            let Some((page, anchor)) = link.split(')').next().unwrap().split_once('#') else { continue };
            if page.contains("://") {
                continue;
            }
            let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
            let target = if page.is_empty() { path.clone() } else { format!("{folder}{page}") };
            assert!(anchors(&target).iter().any(|known| known == anchor), "{path}: {page}#{anchor}");
        }
    }
}
