//! Reads what was drawn: letters of a picture, text of a PDF and of HTML, QR codes of all three.

use crate::support::{root, run, scratch};
use std::collections::HashMap;
use std::fs;
use std::process::Command;

/// A black and white picture.
#[derive(PartialEq)]
pub struct Picture {
    pub width: usize,
    pub height: usize,
    dark: Vec<bool>,
}

impl Picture {
    /// A PNG in black and white, of any depth and colour type.
    pub fn of_png(file: &[u8]) -> Self {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(file));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let (width, height) = (info.width as usize, info.height as usize);
        let samples = info.color_type.samples();
        let dark = pixels.chunks_exact(samples).take(width * height).map(|pixel| pixel[0] < 128).collect();
        Self { width, height, dark }
    }

    fn is_dark(&self, column: usize, row: usize) -> bool {
        self.dark.get(row * self.width + column) == Some(&true)
    }

    /// The content of its QR code, by a reader that shares nothing with the writer.
    pub fn qr(&self) -> String {
        let pixel = |column, row| if self.is_dark(column, row) { 0 } else { 255 };
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(self.width, self.height, pixel);
        let found = prepared.detect_grids();
        assert_eq!(found.len(), 1, "one code");
        found[0].decode().unwrap().1
    }

    /// The lines of its letters, as far as there are any: those of the library's font, at their places.
    pub fn lines(&self) -> Vec<String> {
        let known = glyphs();
        let (mut lines, mut top) = (Vec::new(), 20);
        while top < self.height {
            let read = [1, 2].into_iter().find_map(|stretch| Some((stretch, self.line(&known, top, stretch)?)));
            let Some((stretch, line)) = read else { break };
            lines.push(line.trim_end().to_owned());
            top += 24 * stretch + 4;
        }
        lines
    }

    fn line(&self, known: &HashMap<Vec<u16>, char>, top: usize, stretch: usize) -> Option<String> {
        let cell = |column: usize| {
            let row = |row: usize| {
                let dot = |dot: usize| u16::from(self.is_dark(column * 12 + dot, top + row)) << (15 - dot);
                (0..12).map(dot).sum::<u16>()
            };
            let rows: Vec<u16> = (0..24).map(|at| row(at * stretch)).collect();
            let is_stretched = (0..24 * stretch).all(|at| row(at) == rows[at / stretch]);
            known.get(&rows).copied().filter(|_| is_stretched)
        };
        (0..self.width / 12).map(cell).collect()
    }
}

/// The font of the library: the letters by the rows of their glyphs.
fn glyphs() -> HashMap<Vec<u16>, char> {
    let all = ["bold", "regular"].into_iter().flat_map(records);
    let glyphs = all.map(|(letter, rows)| (rows, letter));
    glyphs.chain([(vec![0; 24], ' ')]).collect()
}

fn records(weight: &str) -> Vec<(char, Vec<u16>)> {
    let file = fs::read(root().join(format!("src/render/font/{weight}.bin"))).unwrap();
    let word = |bytes: &[u8]| u16::from_be_bytes([bytes[0], bytes[1]]);
    let record =
        |record: &[u8]| (char::from_u32(word(record).into()).unwrap(), record[2..].chunks_exact(2).map(word).collect());
    file.chunks_exact(50).map(record).collect()
}

/// Each letter as the picture reader reads it: letters that look the same in the font are one, and there are no spaces.
pub fn alike(text: &str) -> String {
    let known = glyphs();
    let drawn = |letter: char| records("regular").into_iter().find(|(one, _)| *one == letter).map(|(_, rows)| rows);
    let letter = |letter: char| drawn(letter).and_then(|rows| known.get(&rows).copied()).unwrap_or(letter);
    text.chars().filter(|letter| !letter.is_whitespace()).map(letter).collect()
}

/// The text of a PDF as another program reads it.
pub fn pdf_text(file: &[u8]) -> String {
    let folder = scratch();
    let path = folder.path().join("receipt.pdf");
    fs::write(&path, file).unwrap();
    let done = run(Command::new("pdftotext").args(["-layout", "-enc", "UTF-8"]).arg(&path).arg("-"));
    String::from_utf8(done.stdout).unwrap()
}

/// The only page of a PDF as another program draws it, at twice the printer's dots.
pub fn pdf_picture(file: &[u8]) -> Picture {
    let folder = scratch();
    let path = folder.path().join("receipt.pdf");
    fs::write(&path, file).unwrap();
    run(Command::new("pdftoppm")
        .args(["-gray", "-png", "-r", "406", "-singlefile"])
        .arg(&path)
        .arg(folder.path().join("page")));
    Picture::of_png(&fs::read(folder.path().join("page.png")).unwrap())
}

/// The text of HTML without its tags.
pub fn html_text(html: &str) -> String {
    let body = html.split_once("<body").unwrap().1;
    let bare: String = body.split('<').map(|part| part.split_once('>').map_or("", |(_, text)| text)).collect();
    bare.replace("&#160;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// The QR code of HTML: the cells of its inner table, each a square of some pixels.
pub fn html_picture(html: &str) -> Picture {
    let table = html.split("<table").nth(2).unwrap().split_once("</table>").unwrap().0;
    let rows: Vec<Vec<bool>> = table
        .split("<tr>")
        .skip(1)
        .map(|row| row.split("<td").skip(1).map(|cell| cell.contains("bgcolor=\"#000000\"")).collect())
        .collect();
    let side = rows.len();
    assert!(rows.iter().all(|row| row.len() == side), "a square");
    let width = side * 5;
    Picture { width, height: width, dark: (0..width * width).map(|at| rows[at / width / 5][at % width / 5]).collect() }
}
