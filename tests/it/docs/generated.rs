//! What is generated in the pages of both languages is what the code makes.

use super::text_of;
use crate::support::{fresh, linked, with_table};

/// The page of this name in each language.
fn in_both(name: &str, generate: impl Fn(String, bool) -> String) {
    for (folder, russian) in [("docs/en", false), ("docs/ru", true)] {
        let path = format!("{folder}/{name}.md");
        fresh(&path, &generate(text_of(&path), russian));
    }
}

#[test]
fn the_tables_of_keys_rules_and_fields_left_out_are_those_of_the_code() {
    in_both("config", |page, russian| {
        let keys = xtask::settings(russian).into_iter().map(|(name, table)| (format!("keys: {name}"), table));
        let rest = [("rules".to_owned(), xtask::rules(russian)), ("left out".to_owned(), xtask::left_out(russian))];
        let tables = keys.chain(rest).map(|(name, table)| (name, linked(&table, russian)));
        tables.fold(page, |page, (name, table)| with_table(&page, &name, &table))
    });
}

#[test]
fn the_fields_of_each_task_are_those_that_the_registers_take() {
    in_both("fields", |page, russian| with_table(&page, "fields", &xtask::field_tables(russian)));
}

#[test]
fn the_page_of_each_error_has_its_texts() {
    for russian in [false, true] {
        let pages = xtask::error_pages(russian);
        let folder = if russian { "docs/ru/errors" } else { "docs/en/errors" };
        for (name, texts) in &pages {
            let path = format!("{folder}/{name}.md");
            let page = text_of(&path);
            assert!(page.starts_with(&format!("# {name}: ")), "{path}");
            fresh(&path, &with_table(&page, "error", texts));
        }
        assert_eq!(super::pages_in(folder).len(), pages.len(), "a page for each status and each rule, and no other");
    }
}
