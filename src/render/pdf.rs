//! A document as a page of PDF, as wide as the paper and as long as it needs. Its text can be selected and searched: the
//! glyphs of the pictures are a font of it, drawn as rectangles.

use super::code::{Code, QUIET};
use super::font::{Glyph, HEIGHT, WIDTH, glyph};
use super::lines::Line;
use super::request::Paper;
use super::rows::Style;
use pdf_writer::types::{SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use std::collections::BTreeSet;

/// Points of a millimetre.
const MM: f32 = 72.0 / 25.4;
/// Points of a dot of the printer: an eighth of a millimetre.
const DOT: f32 = MM / 8.0;
/// Dots between two lines.
const LEADING: f32 = 4.0;
/// Dots above the first line and below the last one.
const MARGIN: f32 = 40.0;
/// Glyphs of a font: its codes have one byte.
const MOST: usize = 256;

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
const PAGE: Ref = Ref::new(3);
const CONTENT: Ref = Ref::new(4);
const INFO: Ref = Ref::new(5);
const FIRST_FREE: i32 = 6;

/// The glyphs that a document uses, sorted: the place of a glyph gives its font and its code.
struct Glyphs(Vec<(char, bool)>);

impl Glyphs {
    fn of(lines: &[Line]) -> Self {
        let mut used = BTreeSet::new();
        for line in lines {
            if let Line::Text { text, style } = line {
                used.extend(text.chars().map(|letter| (letter, *style != Style::Plain)));
            }
        }
        Self(used.into_iter().collect())
    }

    /// The font and the code of a letter.
    fn place(&self, letter: char, bold: bool) -> (usize, u8) {
        let index = self.0.binary_search(&(letter, bold)).unwrap_or_default();
        (index / MOST, u8::try_from(index % MOST).unwrap_or_default())
    }
}

fn font_name(index: usize) -> String {
    format!("F{index}")
}

fn glyph_name(code: usize) -> String {
    format!("g{code}")
}

/// A PDF of these lines.
pub fn draw(lines: &[Line], paper: Paper) -> Vec<u8> {
    let width = f32::from(paper.millimetres()) * MM;
    let height = (lines.iter().map(|line| depth(line, paper)).sum::<f32>() + 2.0 * MARGIN) * DOT;
    let glyphs = Glyphs::of(lines);
    let mut pdf = Pdf::new();
    pdf.catalog(CATALOG).pages(PAGES);
    pdf.pages(PAGES).kids([PAGE]).count(1);
    let fonts: Vec<Ref> = (FIRST_FREE..).map(Ref::new).take(glyphs.0.chunks(MOST).count()).collect();
    let mut page = pdf.page(PAGE);
    page.media_box(Rect::new(0.0, 0.0, width, height)).parent(PAGES).contents(CONTENT);
    let mut resources = page.resources();
    let mut named = resources.fonts();
    for (index, font) in fonts.iter().enumerate() {
        named.pair(Name(font_name(index).as_bytes()), *font);
    }
    named.finish();
    resources.finish();
    page.finish();
    pdf.stream(CONTENT, &content(lines, &glyphs, paper, (width, height)));
    let title = lines.iter().find_map(|line| match line {
        Line::Text { text, .. } => Some(text.trim()),
        Line::Code { .. } => None,
    });
    pdf.document_info(INFO).title(TextStr(title.unwrap_or_default())).producer(TextStr("kassa"));
    let mut next = FIRST_FREE + i32::try_from(fonts.len()).unwrap_or_default();
    for (font, glyphs) in fonts.iter().zip(glyphs.0.chunks(MOST)) {
        next = write_font(&mut pdf, *font, glyphs, next);
    }
    pdf.finish()
}

/// Height of a line in dots.
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn depth(line: &Line, paper: Paper) -> f32 {
    match line {
        Line::Text { style: Style::Tall, .. } => 2.0 * HEIGHT as f32 + LEADING,
        Line::Text { .. } => HEIGHT as f32 + LEADING,
        Line::Code { code, .. } => (code.whole_side() * code.module(paper.dots())) as f32,
    }
}

#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn content(lines: &[Line], glyphs: &Glyphs, paper: Paper, (width, height): (f32, f32)) -> Vec<u8> {
    let mut content = Content::new();
    let left = (width - paper.dots() as f32 * DOT) / 2.0;
    let mut top = height - MARGIN * DOT;
    for line in lines {
        let bottom = top - depth(line, paper) * DOT;
        match line {
            Line::Text { text, style } => letters(&mut content, text, *style, glyphs, (left, bottom)),
            Line::Code { code, .. } => {
                squares(&mut content, code, code.module(paper.dots()) as f32 * DOT, (width, top));
            }
        }
        top = bottom;
    }
    content.finish().to_vec()
}

#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn letters(content: &mut Content, text: &str, style: Style, glyphs: &Glyphs, (left, bottom): (f32, f32)) {
    let stretch = if style == Style::Tall { 2.0 } else { 1.0 };
    content.begin_text();
    content.set_text_matrix([1.0, 0.0, 0.0, stretch, left, bottom + LEADING * DOT]);
    let mut run: (usize, Vec<u8>) = (0, Vec::new());
    let show = |content: &mut Content, (font, codes): &(usize, Vec<u8>)| {
        if !codes.is_empty() {
            content.set_font(Name(font_name(*font).as_bytes()), HEIGHT as f32 * DOT);
            content.show(Str(codes));
        }
    };
    for letter in text.chars() {
        let (font, code) = glyphs.place(letter, style != Style::Plain);
        if font != run.0 {
            show(content, &run);
            run = (font, Vec::new());
        }
        run.1.push(code);
    }
    show(content, &run);
    content.end_text();
}

#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn squares(content: &mut Content, code: &Code, module: f32, (width, top): (f32, f32)) {
    let left = (width - code.side as f32 * module) / 2.0;
    let top = top - QUIET as f32 * module;
    for row in 0..code.side {
        for (start, end) in runs(code.side, |column| code.is_dark(column, row)) {
            let (x, y) = (left + start as f32 * module, top - (row + 1) as f32 * module);
            content.rect(x, y, (end - start) as f32 * module, module);
        }
    }
    content.fill_nonzero();
}

/// The runs of black dots in a row: where each begins, and where it has ended.
fn runs(width: usize, is_black: impl Fn(usize) -> bool) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for column in (0..width).filter(|column| is_black(*column)) {
        match runs.last_mut() {
            Some((_, end)) if *end == column => *end += 1,
            _ => runs.push((column, column + 1)),
        }
    }
    runs
}

/// Writes a font; the first number that is still free.
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn write_font(pdf: &mut Pdf, font: Ref, glyphs: &[(char, bool)], next: i32) -> i32 {
    let unicode = Ref::new(next);
    let procedures: Vec<Ref> = (next + 1..).map(Ref::new).take(glyphs.len()).collect();
    let names: Vec<String> = (0..glyphs.len()).map(glyph_name).collect();
    let last = u8::try_from(glyphs.len().saturating_sub(1)).unwrap_or(u8::MAX);
    let mut writer = pdf.type3_font(font);
    writer.bbox(Rect::new(0.0, 0.0, WIDTH as f32, HEIGHT as f32));
    let scale = 1.0 / HEIGHT as f32;
    writer.matrix([scale, 0.0, 0.0, scale, 0.0, 0.0]);
    writer.char_procs().pairs(names.iter().map(|name| Name(name.as_bytes())).zip(procedures.iter().copied()));
    let mut encoding = writer.encoding_custom();
    encoding.differences().consecutive(0, names.iter().map(|name| Name(name.as_bytes())));
    encoding.finish();
    writer.first_char(0).last_char(last).widths(glyphs.iter().map(|_| WIDTH as f32));
    writer.resources().finish();
    writer.to_unicode(unicode);
    writer.finish();
    let system = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"UCS"), supplement: 0 };
    let mut map = UnicodeCmap::<u8>::new(Name(b"kassa"), system);
    for (code, (letter, bold)) in (0..=u8::MAX).zip(glyphs) {
        map.pair(code, *letter);
        pdf.stream(procedures[usize::from(code)], &procedure(glyph(*letter, *bold)));
    }
    pdf.cmap(unicode, &map.finish());
    next + 1 + i32::try_from(glyphs.len()).unwrap_or_default()
}

/// The drawing of a glyph.
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn procedure(glyph: Glyph) -> Vec<u8> {
    let mut content = Content::new();
    content.start_shape_glyph(WIDTH as f32, 0.0, 0.0, WIDTH as f32, HEIGHT as f32);
    let runs: Vec<Vec<(usize, usize)>> = (0..HEIGHT).map(|row| runs(WIDTH, |column| glyph.dot(column, row))).collect();
    for (row, run) in runs.iter().enumerate().flat_map(|(row, runs)| runs.iter().map(move |run| (row, run))) {
        let is_same = |row: &Vec<(usize, usize)>| row.contains(run);
        // Equal runs below each other are one rectangle: between two of them a viewer may show a line.
        if row > 0 && is_same(&runs[row - 1]) {
            continue;
        }
        let rows = runs[row..].iter().take_while(|row| is_same(row)).count();
        let (start, end) = *run;
        content.rect(start as f32, (HEIGHT - row - rows) as f32, (end - start) as f32, rows as f32);
    }
    content.fill_nonzero();
    content.finish().to_vec()
}
