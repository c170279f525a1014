//! Non-fiscal print items: texts, codes, pictures (task vocabulary §2.2).

use super::policy::Charset;
use super::read::{Fields, Need};
use super::text;
use super::words::{Alignment, BarcodeKind, Wrap};
use crate::error::Problem;

/// A line of a non-fiscal document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrintItem {
    /// A line of text.
    Text(TextLine),
    /// A barcode or QR code.
    Barcode(Barcode),
    /// A picture, by number or by its pixels. No backend prints one yet, so its content is not kept.
    Picture,
}

/// A text and its formatting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextLine {
    /// The text; empty for an empty line.
    pub text: String,
    /// Alignment on the line.
    pub alignment: Alignment,
    /// How it is wrapped if it is longer than the line.
    pub wrap: Wrap,
    /// Double width.
    pub double_width: bool,
    /// Double height.
    pub double_height: bool,
    /// Bold type.
    pub bold: bool,
}

/// A barcode or QR code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Barcode {
    /// Its content.
    pub content: String,
    /// Its type, for example `QR`.
    pub kind: BarcodeKind,
    /// Size of its modules.
    pub scale: Option<i64>,
}

/// Longest text of a print item, in characters: a page of paper tape.
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
    let text = fields.text("text", Need::Optional, LONGEST).unwrap_or_default();
    let alignment = fields.word("alignment", Need::Optional, Some(Alignment::Left));
    let wrap = fields.word("wrap", Need::Optional, Some(Wrap::None));
    // Font 0 is the one configured in the device.
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
    let content = fields.code("barcode", Need::Required, LONGEST);
    // A scanner reads what is in the code, so nothing in it may be replaced.
    let strange = content.as_deref().map(text::outside_cp866).filter(|strange| !strange.is_empty());
    if fields.reader.policy.charset == Charset::Cp866
        && let Some(strange) = strange
    {
        fields.judge("barcode", Problem::Encoding(strange));
    }
    let kind = fields.word("barcodeType", Need::Required, None);
    fields.word("alignment", Need::Optional, Some(Alignment::Center));
    let scale = fields.integer("scale", Need::Optional, 0, 100);
    fields.integer("height", Need::Optional, 0, 10_000);
    fields.flag("printText", false);
    fields.flag("storeInJournal", false);
    items_of_overlay(fields);
    Some(PrintItem::Barcode(Barcode { content: content?, kind: kind?, scale }))
}

fn items_of_overlay(fields: &Fields) {
    fields.variants("overlay", Need::Optional, "type", &[("text", &|_, fields| Some(text(fields)))]);
}

pub(super) fn memory_picture(fields: &Fields) {
    fields.integer("pictureNumber", Need::Required, 0, 65_535);
    fields.word("alignment", Need::Optional, Some(Alignment::Center));
}

pub(super) fn pixels(fields: &Fields) {
    fields.text("pixels", Need::Required, 4 * 1024 * 1024);
    fields.integer("width", Need::Required, 1, 10_000);
    fields.integer("scale", Need::Optional, 1, 10_000);
    fields.word("alignment", Need::Optional, Some(Alignment::Center));
}

/// A number that needs nothing from the backend while it is zero.
fn plain_zero(fields: &Fields, name: &'static str) {
    fields.integer_unless(name, 0, 0, 255);
}

/// Parameters for a print form of the host's own. No backend has one yet.
pub(super) fn custom_parameters(fields: &Fields) {
    fields.objects("customParameters", Need::Optional, |_, fields| {
        fields.integer("id", Need::Required, 0, i64::MAX);
        fields.text("value", Need::Required, 256);
        Some(())
    });
}
