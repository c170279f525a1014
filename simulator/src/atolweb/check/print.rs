//! Items, each with a `type`: lines of print, positions and attributes.

use super::field::{Field, Kind, check, join, may, must};
use super::receipt::{ATTRIBUTE, NOTE, POSITION};
use super::{Fault, Rules, is_missing};
use crate::atolweb::words;
use serde_json::Value;

/// Which items may stand in an array.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Items {
    /// Only lines of print.
    Print,
    /// Those of a receipt.
    Receipt,
    /// Those of a correction of the old form, which uses only the attributes.
    OldCorrection,
    /// What is printed beside a bar code.
    Overlay,
}

const TEXT: &[Field] = &[
    must("type", Kind::Text),
    may("text", Kind::Text),
    may("alignment", Kind::Word(words::ALIGNMENTS)),
    may("wrap", Kind::Word(words::WRAPS)),
    may("font", Kind::Number),
    may("doubleWidth", Kind::Flag),
    may("doubleHeight", Kind::Flag),
    may("storeInJournal", Kind::Flag),
];
const BARCODE: &[Field] = &[
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
const PICTURE: &[Field] =
    &[must("type", Kind::Text), must("pictureNumber", Kind::Number), may("alignment", Kind::Word(words::ALIGNMENTS))];
const PIXELS: &[Field] = &[
    must("type", Kind::Text),
    must("pixels", Kind::Base64),
    must("width", Kind::Number),
    may("scale", Kind::Number),
    may("alignment", Kind::Word(words::ALIGNMENTS)),
];

/// The table of an item; `None` if such an item may not stand here.
pub(super) fn table(items: Items, word: &str) -> Option<&'static [Field]> {
    let print = match word {
        "text" => Some(TEXT),
        "barcode" => Some(BARCODE),
        "pictureFromMemory" => Some(PICTURE),
        "pixels" => Some(PIXELS),
        _ => None,
    };
    match (items, word) {
        (Items::Receipt, "position") => Some(POSITION),
        (Items::Receipt | Items::OldCorrection, "userAttribute") => Some(ATTRIBUTE),
        (Items::Receipt | Items::OldCorrection, "additionalAttribute") => Some(NOTE),
        (Items::OldCorrection, _) => None,
        (Items::Overlay, word) if word != "text" => None,
        _ => print,
    }
}

/// Checks one item. An item of an unknown type is ignored by the driver.
pub(super) fn item(items: Items, value: &Value, path: &str, rules: Rules) -> Result<(), Fault> {
    let place = join(path, "type");
    let word = match value.get("type") {
        word if is_missing(word) => return Err(Fault::Missing(place)),
        Some(Value::String(word)) => word,
        _ => return Err(Fault::WrongType(place, "string".to_owned())),
    };
    match table(items, word) {
        Some(fields) => check(fields, value, path, rules),
        None if rules.strict => Err(Fault::WrongValue(place, word.clone())),
        None => Ok(()),
    }
}
