//! The tables of what is printed.

use super::field::{Field, Items, Kind, may, must};
use crate::atolweb::words;

pub(super) const TEXT: &[Field] = &[
    must("type", Kind::Text),
    may("text", Kind::Text),
    may("alignment", Kind::Word(words::ALIGNMENTS)),
    may("wrap", Kind::Word(words::WRAPS)),
    may("font", Kind::Number),
    may("doubleWidth", Kind::Flag),
    may("doubleHeight", Kind::Flag),
    may("storeInJournal", Kind::Flag),
];
pub(super) const BARCODE: &[Field] = &[
    must("type", Kind::Text),
    must("barcode", Kind::Text),
    must("barcodeType", Kind::Word(words::BARCODES)),
    may("alignment", Kind::Word(words::ALIGNMENTS)),
    may("scale", Kind::Number),
    may("height", Kind::Number),
    may("printText", Kind::Flag),
    may("overlay", Kind::Items(Items::Overlay)),
    may("storeInJournal", Kind::Flag),
];
pub(super) const PICTURE: &[Field] =
    &[must("type", Kind::Text), must("pictureNumber", Kind::Number), may("alignment", Kind::Word(words::ALIGNMENTS))];
pub(super) const PIXELS: &[Field] = &[
    must("type", Kind::Text),
    must("pixels", Kind::Base64),
    must("width", Kind::Number),
    may("scale", Kind::Number),
    may("alignment", Kind::Word(words::ALIGNMENTS)),
];
