//! A document as a black and white picture, dot for dot what a printer of 203 dpi prints.

use super::code::{Code, QUIET};
use super::font::{HEIGHT, WIDTH, glyph};
use super::lines::Line;
use super::request::Paper;
use super::rows::Style;

/// White dots between two lines.
const LEADING: usize = 4;
/// White dots above the first line and below the last one.
const MARGIN: usize = 20;
/// Dots per metre: 203 dpi.
const DENSITY: u32 = 7992;
/// Dots of a module of a QR code.
const MODULE: usize = 6;

/// A picture under construction: a bit for each dot, 1 for black.
struct Picture {
    width: usize,
    rows: Vec<Vec<u8>>,
}

impl Picture {
    fn grow(&mut self, height: usize) -> usize {
        let top = self.rows.len();
        self.rows.resize_with(top + height, || vec![0; self.width.div_ceil(8)]);
        top
    }

    fn blacken(&mut self, column: usize, row: usize) {
        if let Some(byte) = self.rows.get_mut(row).and_then(|row| row.get_mut(column / 8)) {
            *byte |= 0x80 >> (column % 8);
        }
    }

    fn letters(&mut self, text: &str, style: Style) {
        let stretch = if style == Style::Tall { 2 } else { 1 };
        let top = self.grow(HEIGHT * stretch + LEADING);
        for (index, letter) in text.chars().enumerate() {
            let glyph = glyph(letter, style != Style::Plain);
            for at in (0..WIDTH * HEIGHT * stretch).filter(|at| glyph.dot(at % WIDTH, at / WIDTH / stretch)) {
                self.blacken(index * WIDTH + at % WIDTH, top + at / WIDTH);
            }
        }
    }

    fn code(&mut self, code: &Code) {
        let module = MODULE.min(self.width / (code.side + 2 * QUIET)).max(1);
        let side = code.side * module;
        let top = self.grow(side + 2 * QUIET * module) + QUIET * module;
        let left = self.width.saturating_sub(side) / 2;
        for at in (0..side * side).filter(|at| code.is_dark(at % side / module, at / side / module)) {
            self.blacken(left + at % side, top + at / side);
        }
    }
}

/// A PNG of these lines, as wide as what a printer of this paper prints.
pub fn draw(lines: &[Line], paper: Paper) -> Vec<u8> {
    let mut picture = Picture { width: paper.columns() * WIDTH, rows: Vec::new() };
    picture.grow(MARGIN);
    for line in lines {
        match line {
            Line::Text { text, style } => picture.letters(text, *style),
            Line::Code { code, .. } => picture.code(code),
        }
    }
    picture.grow(MARGIN);
    // The encoder fails only where a file cannot be written; this one is in memory.
    encoded(&picture).unwrap_or_default()
}

fn encoded(picture: &Picture) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let (width, height) = (u32::try_from(picture.width).ok()?, u32::try_from(picture.rows.len()).ok()?);
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: DENSITY, yppu: DENSITY, unit: png::Unit::Meter }));
    let mut writer = encoder.write_header().ok()?;
    // In a picture of one bit, 1 is white.
    let white: Vec<u8> = picture.rows.iter().flatten().map(|byte| !byte).collect();
    writer.write_image_data(&white).ok()?;
    writer.finish().ok()?;
    Some(file)
}
