//! What is printed without being fiscal: texts, codes, pictures (task vocabulary §2.2).

use super::read::{Fields, Need};
use super::words::{Alignment, BarcodeKind, Wrap};

/// A line of a non-fiscal document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintItem {
    /// A text.
    Text(TextLine),
    /// A code.
    Barcode(Barcode),
    /// A picture, by number or by its points: no backend so far prints one, so nothing of it is kept.
    Picture,
}

/// A text and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLine {
    /// The text; empty for an empty line.
    pub text: String,
    /// Its place on the line.
    pub alignment: Alignment,
    /// How it is broken when longer than the line.
    pub wrap: Wrap,
    /// Twice as wide.
    pub double_width: bool,
    /// Twice as high.
    pub double_height: bool,
    /// In bold letters.
    pub bold: bool,
}

/// A code to be scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barcode {
    /// What it holds.
    pub content: String,
    /// Its kind.
    pub kind: BarcodeKind,
    /// Size of its points.
    pub scale: Option<i64>,
}

/// Longest text of a print item: a page of paper tape.
const LONGEST: usize = 4096;

/// Reads a member that is an array of print items.
pub(super) fn items(fields: &Fields, name: &'static str, need: Need) -> Vec<PrintItem> {
    fields.variants(
        name,
        need,
        "type",
        &[
            ("text", &|_, fields| Some(PrintItem::Text(text(fields)))),
            ("barcode", &|_, fields| barcode(fields)),
            ("pictureFromMemory", &|_, fields| {
                memory_picture(fields);
                Some(PrintItem::Picture)
            }),
            ("pixels", &|_, fields| {
                pixels(fields);
                Some(PrintItem::Picture)
            }),
        ],
    )
}

pub(super) fn text(fields: &Fields) -> TextLine {
    let text = fields.text("text", Need::May, LONGEST).unwrap_or_default();
    let alignment = fields.word("alignment", Need::May, Some(Alignment::Left));
    let wrap = fields.word("wrap", Need::May, Some(Wrap::None));
    // Font 0 is the one that is set up in the device.
    plain_zero(fields, "font");
    fields.flag("storeInJournal", false);
    TextLine {
        text,
        alignment: alignment.unwrap_or(Alignment::Left),
        wrap: wrap.unwrap_or(Wrap::None),
        double_width: fields.flag("doubleWidth", false),
        double_height: fields.flag("doubleHeight", false),
        bold: fields.flag("bold", false),
    }
}

pub(super) fn barcode(fields: &Fields) -> Option<PrintItem> {
    let content = fields.text("barcode", Need::Must, LONGEST);
    let kind = fields.word("barcodeType", Need::Must, None);
    fields.word("alignment", Need::May, Some(Alignment::Center));
    let scale = fields.integer("scale", Need::May, 0, 100);
    fields.integer("height", Need::May, 0, 10_000);
    fields.flag("printText", false);
    fields.flag("storeInJournal", false);
    items_of_overlay(fields);
    Some(PrintItem::Barcode(Barcode { content: content?, kind: kind?, scale }))
}

fn items_of_overlay(fields: &Fields) {
    fields.variants("overlay", Need::May, "type", &[("text", &|_, fields| Some(text(fields)))]);
}

pub(super) fn memory_picture(fields: &Fields) {
    fields.integer("pictureNumber", Need::Must, 0, 65_535);
    fields.word("alignment", Need::May, Some(Alignment::Center));
}

pub(super) fn pixels(fields: &Fields) {
    fields.text("pixels", Need::Must, 4 * 1024 * 1024);
    fields.integer("width", Need::Must, 1, 10_000);
    fields.integer("scale", Need::May, 1, 10_000);
    fields.word("alignment", Need::May, Some(Alignment::Center));
}

/// A number that asks nothing of the backend while it is nought.
fn plain_zero(fields: &Fields, name: &'static str) {
    fields.integer_unless(name, 0, 0, 255);
}

/// Parameters for a printing form of the host's own: no backend so far has one.
pub(super) fn custom_parameters(fields: &Fields) {
    fields.objects("customParameters", Need::May, |_, fields| {
        fields.integer("id", Need::Must, 0, i64::MAX);
        fields.text("value", Need::Must, 256);
        Some(())
    });
}
