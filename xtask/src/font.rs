//! `cargo xtask font`: the glyphs of `src/render/font`, from the console fonts of Debian's package console-setup-linux, with
//! signs of our own that these fonts do not have.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{fs, io};

/// The two weights: the file in the package, our own signs, and the file made of both.
const WEIGHTS: [(&str, &str, &str); 2] = [
    ("FullCyrAsia-Terminus24x12.psf.gz", include_str!("signs/regular.txt"), "regular.bin"),
    ("FullCyrAsia-TerminusBold24x12.psf.gz", include_str!("signs/bold.txt"), "bold.bin"),
];

/// Size of a glyph in dots.
const SIZE: (u32, u32) = (12, 24);

/// Head of a PC Screen Font, version 2.
const MAGIC: [u8; 4] = [0x72, 0xb5, 0x4a, 0x86];

/// Writes both weights into the folder `to` from the unpacked package's `usr/share/consolefonts`.
pub fn write(from: &Path, to: &Path) -> io::Result<()> {
    for (packed, signs, made) in WEIGHTS {
        let unpacked = Command::new("gzip").arg("-dc").arg(from.join(packed)).output()?;
        let mut glyphs = glyphs(&unpacked.stdout).ok_or_else(|| io::Error::other(format!("{packed}: not the font")))?;
        glyphs.extend(drawn(signs));
        let records = glyphs.into_iter().flat_map(|(code, rows)| code.to_be_bytes().into_iter().chain(rows));
        fs::write(to.join(made), records.collect::<Vec<u8>>())?;
    }
    Ok(())
}

/// Glyphs as `src/render/font.rs` reads them: sorted by the code of the character; a row has two bytes, the high one first.
type Glyphs = BTreeMap<u16, Vec<u8>>;

fn glyphs(font: &[u8]) -> Option<Glyphs> {
    let word = |at: usize| Some(u32::from_le_bytes(font.get(at..at + 4)?.try_into().ok()?));
    let (head, count, bytes) = (word(8)? as usize, word(16)? as usize, word(20)? as usize);
    if !font.starts_with(&MAGIC) || (word(28)?, word(24)?) != SIZE {
        return None;
    }
    let names = font.get(head + count * bytes..)?;
    let mut glyphs = Glyphs::new();
    for (index, names) in names.split(|byte| *byte == 0xff).take(count).enumerate() {
        let rows = font.get(head + index * bytes..head + (index + 1) * bytes)?;
        // Behind 0xfe there are sequences of several characters.
        let single = names.split(|byte| *byte == 0xfe).next()?;
        for letter in String::from_utf8_lossy(single).chars().filter(|letter| *letter >= ' ') {
            if let Ok(code) = u16::try_from(u32::from(letter)) {
                glyphs.insert(code, rows.to_vec());
            }
        }
    }
    Some(glyphs)
}

/// The signs that are drawn by us: a line with the sign, then a line for each row, `#` for a dot.
fn drawn(signs: &str) -> Glyphs {
    let row = |line: &str| {
        let dots = line.chars().enumerate().filter(|(_, dot)| *dot == '#').map(|(at, _)| 0x8000 >> at);
        dots.sum::<u16>().to_be_bytes()
    };
    let lines: Vec<&str> = signs.lines().collect();
    let glyph = |lines: &[&str]| {
        let code = lines.first()?.encode_utf16().next()?;
        Some((code, lines[1..].iter().flat_map(|line| row(line)).collect()))
    };
    lines.chunks(1 + SIZE.1 as usize).filter_map(glyph).collect()
}
