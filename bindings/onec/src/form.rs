//! The form of the settings that 1C shows (TableParameters, requirements §2).
//!
//! It has a field for every setting of every register in the registry: it cannot hide those of the others.

use super::settings::{all, registers};
use super::xml::Element;
use kassa::backends::setting::{Kind, Setting};

/// The name of a setting as a parameter of 1C: `kkmOfdId` is `KkmOfdId`.
fn parameter(key: &str) -> String {
    key[..1].to_uppercase() + &key[1..]
}

/// The form.
pub fn form() -> String {
    let mut choice = Element::new("ChoiceList");
    for registered in registers() {
        choice.children.push(item(registered.name, registered.title));
    }
    let first = registers().next().map(|registered| registered.name.to_owned());
    let mut backend = field("Backend", "Касса", "String", first);
    backend.children.push(choice);
    let mut page = Element::new("Page").with("Caption", Some("Параметры".into()));
    let mut group = Element::new("Group").with("Caption", Some("ККТ".into())).holding(backend);
    let mut name = "ККТ";
    for (next, setting) in all() {
        if next != name {
            page.children.push(std::mem::replace(&mut group, Element::new("Group").with("Caption", Some(next.into()))));
            name = next;
        }
        group.children.push(asked(&setting));
    }
    page.children.push(group);
    Element::new("Settings").holding(page).write()
}

fn field(name: &str, caption: &str, kind: &str, default: Option<String>) -> Element {
    Element::new("Parameter")
        .with("Name", Some(name.to_owned()))
        .with("Caption", Some(caption.to_owned()))
        .with("TypeValue", Some(kind.to_owned()))
        .with("DefaultValue", default)
}

fn asked(setting: &Setting) -> Element {
    let (kind, default) = match setting.kind {
        Kind::Flag => ("Boolean", Some("false".to_owned())),
        Kind::Words(words) => ("String", words.first().map(|(word, _)| (*word).to_owned())),
        // A number that was not entered must stay one: an empty field of a number is nought in 1C.
        Kind::Text | Kind::Secret | Kind::Number => ("String", Some(String::new())),
    };
    let mut field = field(&parameter(setting.key), setting.caption, kind, default);
    if let Kind::Words(words) = setting.kind {
        let mut choice = Element::new("ChoiceList");
        choice.children.extend(words.iter().map(|(word, meaning)| item(word, meaning)));
        field.children.push(choice);
    }
    field
}

/// A line of a choice: the value, and what a person reads.
fn item(value: &str, meaning: &str) -> Element {
    let mut item = Element::new("Item").with("Value", Some(value.to_owned()));
    meaning.clone_into(&mut item.text);
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_offers_every_register_that_makes_receipts() {
        let form = form();
        for registered in registers() {
            assert!(form.contains(&format!("<Item Value=\"{}\">", registered.name)), "{form}");
            for setting in registered.settings {
                assert!(form.contains(&format!("Name=\"{}\"", parameter(setting.key))), "{}", setting.key);
            }
        }
    }
}
