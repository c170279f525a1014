//! The image of a document: a PNG with one bit per pixel and uncompressed deflate blocks.
//!
//! There is no font. A letter is drawn as a square of 4 × 4 dots that show the bits of its character code, so that a
//! test can read the text back.

use super::tape;

/// Dots per letter in each direction. At two pixels per dot, a row of the tape fits the default width.
const CELL: usize = 4;
/// The maximum number of text rows that are drawn.
const MOST_ROWS: usize = 2_000;

/// How an image is rendered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    /// Width in pixels.
    pub(super) width: usize,
    /// The scale of the letters, in thousandths.
    pub(super) scale: usize,
    /// A pixel darker than this value is drawn black.
    pub(super) threshold: u8,
}

/// Renders a text as PNG.
pub(super) fn png(text: &str, size: Size) -> Vec<u8> {
    let dot_side = (2 * size.scale / 1000).max(1);
    let columns = (size.width / (dot_side * CELL)).max(1);
    let rows: Vec<Vec<char>> =
        text.lines().flat_map(|line| row_of(line, columns)).take(MOST_ROWS).map(|row| row.chars().collect()).collect();
    let height = (rows.len() * dot_side * CELL).max(1);
    let ink = size.threshold > 0;
    let mut pixels = Vec::with_capacity(height * (1 + size.width.div_ceil(8)));
    for y in 0..height {
        // Filter type 0 (none), then the bits of the row: 0 is black.
        pixels.push(0);
        let row = rows.get(y / (dot_side * CELL)).map_or(&[][..], Vec::as_slice);
        for byte in 0..size.width.div_ceil(8) {
            let bit = |at: usize| u8::from(!(ink && dot(row, byte * 8 + at, y, dot_side))) << (7 - at);
            pixels.push((0..8).map(bit).sum());
        }
    }
    encoded(size.width, height, &pixels)
}

fn row_of(line: &str, columns: usize) -> Vec<String> {
    if line.is_empty() { vec![String::new()] } else { tape::rows(line, columns) }
}

/// Whether the pixel belongs to a letter.
fn dot(row: &[char], x: usize, y: usize, side: usize) -> bool {
    let (across, down) = (x / side % CELL, y / side % CELL);
    let Some(letter) = row.get(x / (side * CELL)).filter(|letter| **letter != ' ') else { return false };
    u32::from(*letter) >> (15 - (down * CELL + across)) & 1 == 1
}

fn encoded(width: usize, height: usize, pixels: &[u8]) -> Vec<u8> {
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX).to_be_bytes();
    let mut header = Vec::with_capacity(13);
    header.extend(side(width));
    header.extend(side(height));
    // Bit depth 1, greyscale, and the only values that PNG defines for the other methods.
    header.extend([1, 0, 0, 0, 0]);
    let mut image = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut image, *b"IHDR", &header);
    chunk(&mut image, *b"IDAT", &stored(pixels));
    chunk(&mut image, *b"IEND", &[]);
    image
}

fn chunk(image: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    image.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    let start = image.len();
    image.extend(name);
    image.extend(data);
    image.extend(crc32(&image[start..]).to_be_bytes());
}

/// A zlib stream of uncompressed blocks.
fn stored(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = data.chunks(usize::from(u16::MAX)).count();
    for (index, block) in data.chunks(usize::from(u16::MAX)).enumerate() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(index + 1 == blocks));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(data).to_be_bytes());
    stream
}

fn crc32(data: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    };
    !data.iter().fold(u32::MAX, step)
}

fn adler32(data: &[u8]) -> u32 {
    let step = |(low, high): (u32, u32), byte: &u8| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    };
    let (low, high) = data.iter().fold((1, 0), step);
    high << 16 | low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checks_are_those_of_their_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn a_stored_stream_holds_its_data_in_blocks() {
        let data = vec![7; 70_000];
        let stream = stored(&data);
        assert_eq!(&stream[..7], [0x78, 1, 0, 0xff, 0xff, 0, 0]);
        assert_eq!(stream[7 + 65_535], 1);
        assert_eq!(stream.len(), 2 + 5 + 65_535 + 5 + (70_000 - 65_535) + 4);
    }

    #[test]
    fn a_letter_is_drawn_by_its_bits() {
        // 'Я' is 0x042f.
        let row = ['Я'];
        let drawn: String =
            (0..4).flat_map(|y| (0..4).map(move |x| if dot(&row, x, y, 1) { '#' } else { '.' })).collect();
        assert_eq!(drawn, ".....#....#.####");
    }
}
