//! Parts that receipts and positions have in common (requirements §3.5): buyer, agent, supplier, industry and
//! operational attributes.
//!
//! Configurations also send empty parts.

use super::draft::Draft;
use super::tables::PARTS;
use super::xml::Element;
use kassa::error::Problem;

/// Attributes that no task supports, with the values that ask for nothing and so are accepted.
const NOT_WANTED: &[(&str, &[&str])] =
    &[("TimeZone", &["0"]), ("GTIN", &[]), ("StampType", &[]), ("Stamp", &[]), ("SerialNumber", &[])];

/// Puts the parts of an element into the task. `prefix` is the element's path in the task, `place` the one in the
/// document.
pub fn fill(draft: &mut Draft, prefix: &str, element: &Element, place: &str) {
    for (name, rows) in PARTS {
        if let Some((part, place)) = only(draft, element, name, place) {
            draft.fill(prefix, part, &place, rows);
        }
    }
}

/// The only child of this name that has a value, with its place. A second one is a fault: one of them would be lost.
pub fn only<'e>(draft: &mut Draft, element: &'e Element, name: &str, place: &str) -> Option<(&'e Element, String)> {
    let mut found = element.children(name, place).into_iter().filter(|(part, _)| part.says_something());
    let first = found.next();
    for (_, place) in found {
        draft.fault(&place, None, Problem::Duplicate);
    }
    first
}

/// Reports the attributes that no task supports.
pub fn refuse(draft: &mut Draft, element: &Element, place: &str) {
    for (name, usual) in NOT_WANTED {
        let given = element.attribute(&[name]);
        if let Some((_, value)) = given.filter(|(_, value)| !usual.contains(&value.to_lowercase().as_str())) {
            draft.fault(&format!("{place}/@{name}"), Some(value), Problem::NotCarried("kassa"));
        }
    }
}
