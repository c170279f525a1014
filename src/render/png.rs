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
/// A picture under construction: a bit for each dot, row by row, 1 for white as PNG has it.
struct Picture {
    width: usize,
    dots: Vec<u8>,
}

impl Picture {
    /// Bytes of a row. The widths of paper are whole bytes.
    fn stride(&self) -> usize {
        self.width / 8
    }

    fn height(&self) -> usize {
        self.dots.len() / self.stride()
    }

    /// Adds white rows; the number of the first one.
    fn grow(&mut self, height: usize) -> usize {
        let top = self.height();
        self.dots.resize(self.dots.len() + height * self.stride(), 0xff);
        top
    }

    fn blacken(&mut self, column: usize, row: usize) {
        let at = row * self.stride() + column / 8;
        if let Some(byte) = self.dots.get_mut(at).filter(|_| column < self.width) {
            *byte &= !(0x80 >> (column % 8));
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
        let module = code.module(self.width);
        let side = code.side * module;
        let top = self.grow(code.whole_side() * module) + QUIET * module;
        let left = self.width.saturating_sub(side) / 2;
        for at in (0..side * side).filter(|at| code.is_dark(at % side / module, at / side / module)) {
            self.blacken(left + at % side, top + at / side);
        }
    }
}

/// A PNG of these lines, as wide as what a printer of this paper prints; `None` if a PNG cannot be so long.
pub fn draw(lines: &[Line], paper: Paper) -> Option<Vec<u8>> {
    let mut picture = Picture { width: paper.dots(), dots: Vec::new() };
    picture.grow(MARGIN);
    for line in lines {
        match line {
            Line::Text { text, style } => picture.letters(text, *style),
            Line::Code { code, .. } => picture.code(code),
        }
    }
    picture.grow(MARGIN);
    encoded(&picture)
}

fn encoded(picture: &Picture) -> Option<Vec<u8>> {
    let mut file = Vec::new();
    let (width, height) = (u32::try_from(picture.width).ok()?, u32::try_from(picture.height()).ok()?);
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_pixel_dims(Some(png::PixelDimensions { xppu: DENSITY, yppu: DENSITY, unit: png::Unit::Meter }));
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&picture.dots).ok()?;
    writer.finish().ok()?;
    Some(file)
}
