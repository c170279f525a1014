//! The files of the page.

use crate::http::Answer;

const FOLDER: &str = "/simulator/page/";

/// Scripts and styles come from here alone, and no other page may show this one in a frame.
const HEADERS: &[(&str, &str)] = &[
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-cache"),
];

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml; charset=utf-8";

const FILES: &[(&str, &str, &str)] = &[
    ("index.html", HTML, include_str!("files/index.html")),
    ("page.css", CSS, include_str!("files/page.css")),
    ("tape.css", CSS, include_str!("files/tape.css")),
    ("icon.svg", SVG, include_str!("files/icon.svg")),
    ("buttons.js", SCRIPT, include_str!("files/buttons.js")),
    ("dom.js", SCRIPT, include_str!("files/dom.js")),
    ("exchanges.js", SCRIPT, include_str!("files/exchanges.js")),
    ("main.js", SCRIPT, include_str!("files/main.js")),
    ("pretty.js", SCRIPT, include_str!("files/pretty.js")),
    ("state.js", SCRIPT, include_str!("files/state.js")),
    ("tape.js", SCRIPT, include_str!("files/tape.js")),
    ("words.js", SCRIPT, include_str!("files/words.js")),
];

/// The page itself for `/`, or one of its files.
pub(crate) fn file(path: &str) -> Option<Answer> {
    let path = path.split('?').next().unwrap_or_default();
    let wanted = if path == "/" { "index.html" } else { path.strip_prefix(FOLDER)? };
    let (_, kind, content) = FILES.iter().find(|(name, ..)| *name == wanted)?;
    let body = content.as_bytes().to_vec();
    Some(Answer { status: 200, content_type: kind, file_name: None, headers: HEADERS, body })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_asks_for_nothing_that_is_not_there() {
        for (name, _, content) in FILES {
            let named = content.split('"').filter_map(|part| part.strip_prefix(FOLDER).or(part.strip_prefix("./")));
            for wanted in named {
                assert!(FILES.iter().any(|(name, ..)| *name == wanted), "{name}: {wanted}");
            }
        }
    }

    #[test]
    fn no_file_makes_html_of_a_text() {
        let scripts = FILES.iter().filter(|(_, kind, _)| *kind == SCRIPT);
        for (name, _, content) in scripts {
            for way in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
                assert!(!content.contains(way), "{name}: {way}");
            }
        }
    }
}
