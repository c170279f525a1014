//! What registers print: a slip is put together line by line, and the tape keeps the slips of all registers of a device.
//!
//! A tape is text. The content of a QR code stands there as `[QR …]`; beside the text the tape knows where that is, so
//! that who shows it can draw the code.

use serde::{Deserialize, Serialize};

/// A QR code, and which bytes of its slip stand for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Code {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) content: String,
}

/// Collects the lines of a slip.
pub(super) struct Paper {
    /// Letters in a line.
    width: usize,
    /// The letters that the printer has. Any other is printed as a space.
    has: fn(char) -> bool,
    text: String,
    codes: Vec<Code>,
}

impl Paper {
    pub(super) fn new(width: usize) -> Self {
        Self::with_letters(width, |letter| !letter.is_control())
    }

    pub(super) fn with_letters(width: usize, has: fn(char) -> bool) -> Self {
        Self { width, has, text: String::new(), codes: Vec::new() }
    }

    fn letters(&self, text: &str) -> Vec<char> {
        text.chars().map(|letter| if (self.has)(letter) { letter } else { ' ' }).collect()
    }

    pub(super) fn left(&mut self, text: &str) {
        for row in self.letters(text).chunks(self.width) {
            self.row(0, row);
        }
    }

    pub(super) fn center(&mut self, text: &str) {
        for row in self.letters(text).chunks(self.width) {
            self.row((self.width - row.len()) / 2, row);
        }
    }

    fn right(&mut self, text: &str) {
        for row in self.letters(text).chunks(self.width) {
            self.row(self.width - row.len(), row);
        }
    }

    fn row(&mut self, indent: usize, letters: &[char]) {
        self.text.extend(std::iter::repeat_n(' ', indent).chain(letters.iter().copied()));
        self.text.push('\n');
    }

    /// Two texts at the ends of one line, or of two lines if they are too long.
    pub(super) fn pair(&mut self, left: &str, right: &str) {
        let used = left.chars().count() + right.chars().count();
        match self.width.checked_sub(used).filter(|gap| *gap > 0) {
            Some(gap) if !right.is_empty() => self.left(&format!("{left}{}{right}", " ".repeat(gap))),
            _ => {
                self.left(left);
                self.right(right);
            }
        }
    }

    /// The same, unless there is nothing to say.
    pub(super) fn pair_if(&mut self, left: &str, right: &str) {
        if !right.is_empty() {
            self.pair(left, right);
        }
    }

    pub(super) fn rule(&mut self) {
        self.left(&"-".repeat(self.width));
    }

    pub(super) fn feed(&mut self, rows: usize) {
        self.text.extend(std::iter::repeat_n('\n', rows));
    }

    pub(super) fn qr(&mut self, content: &str) {
        let start = self.text.len();
        self.left(&format!("[QR {content}]"));
        self.codes.push(Code { start, end: self.text.len(), content: content.to_owned() });
    }

    pub(super) fn done(self) -> Printed {
        Printed { text: self.text, codes: self.codes }
    }
}

/// A slip as it leaves the printer.
pub(super) struct Printed {
    pub(super) text: String,
    pub(super) codes: Vec<Code>,
}

/// A slip on the tape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Slip {
    /// Id of the register that printed it.
    pub(super) register: String,
    pub(super) text: String,
    pub(super) codes: Vec<Code>,
}

/// Everything that the registers of a device printed, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Tape(Vec<Slip>);

impl Tape {
    pub(super) fn print(&mut self, register: &str, printed: Printed) {
        self.0.push(Slip { register: register.to_owned(), text: printed.text, codes: printed.codes });
    }

    /// How many slips there are.
    pub(super) fn length(&self) -> usize {
        self.0.len()
    }

    /// Tears off all but the first slips.
    pub(super) fn truncate(&mut self, length: usize) {
        self.0.truncate(length);
    }

    /// The slips after the first ones.
    pub(super) fn after(&self, length: usize) -> &[Slip] {
        self.0.get(length..).unwrap_or_default()
    }

    pub(super) fn text(&self) -> String {
        text_of(&self.0)
    }
}

/// The text of these slips.
pub(super) fn text_of(slips: &[Slip]) -> String {
    slips.iter().map(|slip| slip.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_that_is_too_long_takes_two_lines() {
        let mut paper = Paper::new(10);
        paper.pair("ИТОГ", "=1.00");
        paper.pair("НАЛИЧНЫМИ", "=1.00");
        paper.pair_if("СДАЧА", "");
        assert_eq!(paper.done().text, "ИТОГ =1.00\nНАЛИЧНЫМИ\n     =1.00\n");
    }

    #[test]
    fn the_place_of_a_code_is_known() {
        let mut paper = Paper::new(10);
        paper.center("ЧЕК");
        paper.qr("t=20261128T1200");
        paper.feed(1);
        let slip = paper.done();
        let code = &slip.codes[0];
        assert_eq!(code.content, "t=20261128T1200");
        assert_eq!(&slip.text[code.start..code.end], "[QR t=2026\n1128T1200]\n");
    }
}
