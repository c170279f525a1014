//! Texts that are not fiscal (Document of PrintTextDocument, requirements §3.5).

use super::draft::Draft;
use super::receipt::BARCODE;
use super::xml::Element;
use crate::error::Result;
use crate::task::json::Node;

/// The task of a document.
pub fn task(xml: &str) -> Result<Draft> {
    let document = Element::read("DocumentPackage", xml, &["Document", "DocumentPackage"])?;
    let nothing = Element::default();
    let positions = document.child("Positions").unwrap_or(&nothing);
    let mut draft = Draft::new("nonFiscal");
    draft.put("items", Node::List(Vec::new()), "Document/Positions");
    for (index, element) in positions.children.iter().enumerate() {
        let place = format!("Document/Positions/{}[{}]", element.name, index + 1);
        let word = if element.name == "Barcode" { "barcode" } else { "text" };
        draft.put(&format!("items[{index}].type"), Node::Text(word.into()), &place);
        if word == "barcode" {
            draft.fill(&format!("items[{index}]."), element, &place, BARCODE);
        } else {
            let text = element.attributes.iter().find(|(name, _)| name == "Text").map_or("", |(_, text)| text);
            let path = format!("items[{index}].text");
            draft.put(&path, Node::Text(text.trim_end().into()), &format!("{place}/@Text"));
        }
    }
    Ok(draft)
}
