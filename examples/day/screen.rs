//! Two columns on the screen: the till, and the register's paper. Colours are for terminals (anstream leaves them out of
//! pipes and where NO_COLOR is set).

use anstyle::{AnsiColor, Style};
use std::io::Write;

/// Width of the left column.
const TILL: usize = 40;

/// How a line looks.
#[derive(Clone, Copy)]
pub enum Tone {
    Plain,
    Dim,
    Good,
    Bad,
}

impl Tone {
    const fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Dim => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
        }
    }
}

/// Begins with some captions and what they stand for.
pub fn begin(captions: &[(&str, String)]) {
    let width = captions.iter().map(|(caption, _)| caption.chars().count()).max().unwrap_or_default();
    for (caption, value) in captions {
        put(&format!("{caption:width$}  {value}"));
    }
}

/// Shows a step: its title, what the till sees, what is printed meanwhile.
pub fn step(title: &str, till: &[(Tone, String)], paper: &str) {
    let bold = Style::new().bold();
    put(&format!("\n{bold}── {title}{bold:#}"));
    let paper: Vec<&str> = paper.trim_matches('\n').lines().collect();
    for row in 0..till.len().max(paper.len()) {
        let (tone, words) = till.get(row).map_or((Tone::Plain, ""), |(tone, words)| (*tone, words));
        let (style, gap) = (tone.style(), " ".repeat(TILL.saturating_sub(words.chars().count())));
        let line = format!("{style}{words}{style:#}{gap}│ {}", paper.get(row).unwrap_or(&""));
        put(line.trim_end());
    }
}

/// Ends with some lines.
pub fn end(lines: &[String]) {
    put(&format!("\n{}", lines.join("\n")));
}

fn put(line: &str) {
    // The reader of a pipe may have gone; the program's result does not depend on it.
    let _gone = writeln!(anstream::stdout(), "{line}");
}
