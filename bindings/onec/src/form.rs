//! The settings form that 1C shows (TableParameters, requirements §2), and the same settings as a table of
//! docs/en/1c.md and docs/ru/1c.md.
//!
//! The form has a page for each register: 1C cannot hide the fields of the registers that are not chosen.

use super::settings::{BACKEND, EXTRA, pages, registers};
use super::xml::Element;
use kassa::backends::Registered;
use kassa::backends::setting::{Absent, Kind, Setting, bilingual};
use kassa::driver::SETTINGS;

/// The name of a setting as a parameter of 1C: `kkmOfdId` becomes `KkmOfdId`.
fn parameter(key: &str) -> String {
    key[..1].to_uppercase() + &key[1..]
}

/// The form as XML, in Russian or in English.
pub fn form(russian: bool) -> String {
    let mut form = Element::new("Settings");
    for page in pages() {
        let caption = Some(page.caption.told(russian).to_owned());
        let mut group = Element::new("Group").with("Caption", caption.clone());
        group.children.extend(page.rows.into_iter().map(|row| field(row, russian)));
        form.children.push(Element::new("Page").with("Caption", caption).holding(group));
    }
    form.write()
}

/// A line of Markdown as plain text: a form shows neither links nor code.
fn plain(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        match after.split_once("](").and_then(|(shown, link)| Some((shown, link.split_once(')')?.1))) {
            Some((shown, after)) => {
                text.push_str(shown);
                rest = after;
            }
            None => {
                text.push('[');
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text.replace('`', "")
}

fn field(row: &Setting, russian: bool) -> Element {
    let choices = choices(row, russian);
    let (kind, default) = match row.kind {
        Kind::Flag => ("Boolean", "false"),
        // 1C shows an empty numeric field as 0. As a string, a number that was not entered stays empty.
        _ => ("String", choices.first().map_or("", |(word, _)| word)),
    };
    let mut field = Element::new("Parameter")
        .with("Name", Some(parameter(row.key)))
        .with("Caption", row.caption(russian))
        .with("Description", Some(plain(row.about.told(russian))))
        .with("TypeValue", Some(kind.to_owned()))
        .with("DefaultValue", Some(default.to_owned()));
    if !choices.is_empty() {
        let mut choice = Element::new("ChoiceList");
        choice.children.extend(choices.into_iter().map(|(word, meaning)| item(word, meaning)));
        field.children.push(choice);
    }
    field
}

/// The values of a choice, each with the text that the user reads.
fn choices(row: &Setting, russian: bool) -> Vec<(&'static str, &'static str)> {
    match row.kind {
        Kind::Words(_) if row.key == BACKEND => {
            registers().map(|registered| (registered.name, registered.title)).collect()
        }
        Kind::Words(words) => words.iter().map(|choice| (choice.word, choice.caption.told(russian))).collect(),
        _ => Vec::new(),
    }
}

/// An entry of a choice: the value, and the text that the user reads.
fn item(value: &str, meaning: &str) -> Element {
    let mut item = Element::new("Item").with("Value", Some(value.to_owned()));
    meaning.clone_into(&mut item.text);
    item
}

/// The settings of the form as a table in Markdown, in Russian or in English.
pub fn form_table(russian: bool) -> String {
    let head = bilingual(
        "| страница | поле | параметр | что может стоять | по умолчанию | что это |",
        "| page | field | parameter | value | default | what it is |",
    );
    let mut text = format!("{}\n|---|---|---|---|---|---|\n", head.told(russian));
    for page in pages() {
        for row in page.rows {
            let caption = row.caption.map_or("", |caption| caption.told(russian));
            let own = |ru: &'static str, en: &'static str| bilingual(ru, en).told(russian).to_owned();
            // A field of the form is one line of text.
            let values = match row.kind {
                _ if row.key == BACKEND => words(choices(row, russian)),
                Kind::Object => own("объект JSON", "JSON object"),
                _ if row.key == EXTRA.key => own("объект JSON", "JSON object"),
                Kind::Texts(_) => own("имена через запятую", "names, separated by commas"),
                _ => row.values(russian),
            };
            let default = match row.kind {
                // The first register is the default.
                _ if row.key == BACKEND => words(choices(row, russian).into_iter().take(1)),
                Kind::Texts(_) => own("нет", "none"),
                _ => default(row, russian),
            };
            let (page, name, about) = (page.caption.told(russian), parameter(row.key), row.about.told(russian));
            text += &format!("| {page} | {caption} | `{name}` | {values} | {default} | {about} |\n");
        }
    }
    text
}

fn words(choices: impl IntoIterator<Item = (&'static str, &'static str)>) -> String {
    choices.into_iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// The default of a row. One that only some registers require names them.
fn default(row: &Setting, russian: bool) -> String {
    let of = |registered: &Registered| registered.settings.iter().find(|own| own.key == row.key);
    let requires = |registered: &&Registered| of(registered).is_some_and(|own| matches!(own.absent, Absent::Required));
    let all = registers().filter(|registered| of(registered).is_some()).count();
    let titles: Vec<&str> = registers().filter(requires).map(|registered| registered.title).collect();
    if titles.is_empty() || titles.len() == all {
        return row.default(russian);
    }
    format!("{} {}", bilingual("обязательно для", "required for").told(russian), titles.join(", "))
}

/// The keys of the configuration that the form does not show, as a table in Markdown, in Russian or in English. A link
/// that stays within config.md leads there.
pub fn extra_table(russian: bool) -> String {
    let head =
        bilingual("| ключ | что может стоять | по умолчанию | что это |", "| key | value | default | what it is |");
    let mut text = format!("{}\n|---|---|---|---|\n", head.told(russian));
    let own = registers().flat_map(|registered| registered.settings);
    for row in SETTINGS.iter().chain(own).filter(|row| row.caption.is_none()) {
        let (values, default, about) = (row.values(russian), row.default(russian), row.about.told(russian));
        text += &format!("| `{}` | {values} | {default} | {about} |\n", row.key);
    }
    text.replace("](#", "](config.md#")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_offers_every_register_that_makes_receipts() {
        let form = form(true);
        for registered in registers() {
            assert!(form.contains(&format!("<Item Value=\"{}\">", registered.name)), "{form}");
            for setting in registered.settings.iter().filter(|setting| setting.caption.is_some()) {
                assert!(form.contains(&format!("Name=\"{}\"", parameter(setting.key))), "{}", setting.key);
            }
        }
    }

    #[test]
    fn each_setting_is_once_in_the_form_and_is_described_in_both_languages() {
        for russian in [true, false] {
            let form = form(russian);
            for page in pages() {
                assert!(form.contains(&format!("<Page Caption=\"{}\">", page.caption.told(russian))), "{form}");
                for row in page.rows {
                    let name = format!("<Parameter Name=\"{}\" ", parameter(row.key));
                    assert_eq!(form.matches(&name).count(), 1, "{name}");
                }
            }
            assert!(!form.contains("Description=\"\""), "{form}");
            assert!(!form.contains("](") && !form.contains('`'), "{form}");
        }
    }

    #[test]
    fn markdown_becomes_plain_text() {
        for (given, expected) in [
            ("as `a`, [why](b.md#c): [x", "as a, why: [x"),
            ("no marks", "no marks"),
            ("[one](a) and [two](b)", "one and two"),
        ] {
            assert_eq!(plain(given), expected);
        }
    }

    #[test]
    fn the_form_has_the_same_parameters_in_both_languages() {
        let names = |form: &str| form.split(" Name=\"").skip(1).map(|rest| rest[..5].to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&form(true)), names(&form(false)));
        assert!(form(true).contains("Caption=\"Знаков в строке ленты (пусто: 32)\""));
        assert!(form(false).contains("Caption=\"Characters on a line of the tape (empty: 32)\""));
    }
}
