//! docs/en/render.md and docs/ru/render.md: their requests run as they are printed, and their pictures are what the
//! library draws.

use super::reading::Picture;
use super::shops::{Shop, sale, settled};
use crate::support::pages::{blocks_of, twins};
use crate::support::root;
use serde_json::{Value, json};
use std::{env, fs};

/// Date, time, signs and numbers differ from run to run, and with the length of a sign the spaces and line ends.
fn without_digits(text: &str) -> String {
    let mut bare = String::new();
    for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
        match letter.is_ascii_digit() {
            true if bare.ends_with('0') => {}
            true => bare.push('0'),
            false => bare.push(letter),
        }
    }
    bare
}

#[test]
fn the_requests_of_both_pages_are_drawn_as_printed() {
    for (page, _) in twins("render") {
        let shop = Shop::open("icash");
        shop.make(&json!({ "type": "openShift" }));
        let mut drawn = Vec::new();
        for (kind, text) in blocks_of(&page) {
            match kind.as_str() {
                "json" => {
                    let block: Value = serde_json::from_str(&text).unwrap();
                    if block.get("format").is_some() {
                        drawn = shop.draw(&block);
                    } else {
                        shop.make(&block);
                    }
                }
                "text" => assert_eq!(
                    without_digits(std::str::from_utf8(&drawn).unwrap()),
                    without_digits(&text),
                    "{page}: {}",
                    String::from_utf8_lossy(&drawn)
                ),
                _ => {}
            }
        }
        assert!(!drawn.is_empty(), "{page}");
    }
}

#[test]
fn the_pictures_of_the_page_are_what_the_library_draws() {
    for (name, backend, width) in [("receipt", "icash", 58), ("receipt-kz", "cashcore", 80)] {
        let shop = Shop::open(backend);
        shop.make(&json!({ "type": "openShift" }));
        let sale = sale(backend);
        let answer = settled(&shop.make(&sale));
        let registration = shop.make(&json!({ "type": "getRegistrationInfo" }));
        let file = shop.draw(&json!({
            "answer": answer, "task": sale, "registration": registration, "format": "png", "width": width,
        }));
        let path = root().join(format!("docs/img/{name}.png"));
        if env::var_os("KASSA_BLESS").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &file).unwrap();
        }
        let kept = fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        // Another version of the encoder may pack the same dots in another way.
        let is_same = Picture::of_png(&kept) == Picture::of_png(&file);
        assert!(is_same, "{} is out of date; renew it with KASSA_BLESS=1", path.display());
    }
}
