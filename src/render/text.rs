//! A document as text.

use super::lines::Line;

/// Lines of at most the given columns. The QR code is given by its content, which is what the site of the tax service
/// asks for: drawn in letters it would be wider than most receipts.
pub fn draw(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        match line {
            Line::Text { text: line, .. } => text.push_str(line.trim_end()),
            Line::Code { spelled, .. } => text.push_str(&spelled.join("\n")),
        }
        text.push('\n');
    }
    text
}
