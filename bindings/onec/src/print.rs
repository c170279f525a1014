//! What is only printed: texts and codes within a receipt, and documents that contain nothing else (Document of
//! PrintTextDocument, requirements §3.5).

use super::draft::Draft;
use super::row::{Row, row};
use super::values::{decoded, text};
use super::xml::Element;
use kassa::error::Result;
use kassa::task::json::Node;

/// Printed code (Barcode).
const BARCODE: &[Row] = &[
    row(&["Type", "BarcodeType"], "barcodeType", text),
    row(&["ValueBase64"], "barcode", decoded),
    row(&["Value", "Barcode"], "barcode", text),
];

/// The task for such a document.
pub fn task(xml: &str) -> Result<Draft> {
    let document = Element::read("DocumentPackage", xml, &["Document", "DocumentPackage"])?;
    let mut draft = Draft::new("nonFiscal");
    draft.put("items", Node::List(Vec::new()), "Document/Positions");
    let mut items = 0;
    for (element, place) in document.positions("Document") {
        if item(&mut draft, &format!("items[{items}]"), element, &place) {
            items += 1;
        }
    }
    Ok(draft)
}

/// Puts a text or a code at a path of the task. `false` for any other element.
pub fn item(draft: &mut Draft, path: &str, element: &Element, place: &str) -> bool {
    let kind = match element.name.as_str() {
        "TextString" => "text",
        "Barcode" => "barcode",
        _ => return false,
    };
    draft.put(&format!("{path}.type"), Node::Text(kind.into()), place);
    if kind == "barcode" {
        draft.fill(&format!("{path}."), element, place, BARCODE);
    } else {
        // Not trimmed: spaces before a text position it on the line.
        let text = element.attributes.iter().find(|(name, _)| name == "Text").map_or("", |(_, text)| text);
        draft.put(&format!("{path}.text"), Node::Text(text.trim_end().into()), &format!("{place}/@Text"));
    }
    true
}
