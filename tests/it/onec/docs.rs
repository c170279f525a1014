//! docs/ru/1c.md: its sample runs as it is printed, as far as this works without the real platform.

use super::till::{Till, attribute};
use crate::support::{fresh, root, with_table};

fn document() -> String {
    std::fs::read_to_string(root().join("docs/ru/1c.md")).unwrap()
}

/// The text of the block of a language.
fn block(document: &str, language: &str) -> String {
    let (_, rest) = document.split_once(&format!("```{language}\n")).unwrap();
    rest.split("```").next().unwrap().to_owned()
}

/// Arguments of a call: separated by commas outside of quotes.
fn arguments(text: &str) -> Vec<String> {
    let (mut arguments, mut quoted) = (vec![String::new()], false);
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                arguments.push(String::new());
                continue;
            }
            _ => {}
        }
        arguments.last_mut().unwrap().push(letter);
    }
    arguments.iter().map(|argument| argument.trim().to_owned()).filter(|argument| !argument.is_empty()).collect()
}

#[test]
fn the_calls_of_the_sample_are_those_of_the_component_and_succeed() {
    let document = document();
    let (sample, receipt) = (block(&document, "bsl"), block(&document, "xml"));
    let mut till = Till::open(&[]);
    till.done("Отключить", &[]);
    let (url, journal) = (till.register.url(), till.platform.journal());
    let mut device = String::new();
    let mut called = Vec::new();
    for line in sample.lines() {
        let Some((_, call)) = line.split_once("Драйвер.") else { continue };
        let (method, rest) = call.split_once('(').unwrap();
        let (given, _) = rest.split_once(')').unwrap();
        if method == "ПолучитьОшибку" {
            assert_eq!(arguments(given).len(), 1, "{line}");
            continue;
        }
        let value = |argument: &String| match argument.as_str() {
            "Касса" if method == "Подключить" => "o:".to_owned(),
            "Касса" => format!("s:{device}"),
            "Кассир" => "s:<InputParameters><Parameters CashierName=\"Лунина\"/></InputParameters>".to_owned(),
            "Чек" => format!("s:{receipt}"),
            "Ложь" => "b:0".to_owned(),
            "Ответ" | "Документ" => "o:".to_owned(),
            "\"http://192.168.1.10:8080\"" => format!("s:{url}"),
            path if path.starts_with("\"C:") => format!("s:{journal}"),
            text => format!("s:{}", text.trim_matches('"')),
        };
        let given: Vec<String> = arguments(given).iter().map(value).collect();
        let given: Vec<&str> = given.iter().map(String::as_str).collect();
        let answer = till.platform.done(method, &given);
        if method == "Подключить" {
            answer[0].text().clone_into(&mut device);
        }
        if method == "СформироватьЧек" {
            assert_eq!(attribute(answer[3].text(), "ShiftClosingCheckNumber").as_deref(), Some("1"));
        }
        called.push(method.to_owned());
    }
    let expected = ["УстановитьПараметр"; 4].into_iter().chain([
        "Подключить",
        "ОткрытьСмену",
        "СформироватьЧек",
        "ЗакрытьСмену",
        "Отключить",
    ]);
    assert_eq!(called, expected.collect::<Vec<_>>());
    assert_eq!(till.receipts()[0].data["T1020"], "137.70");
    till.end();
}

#[test]
fn the_actions_and_the_classes_that_the_page_names_are_those_of_the_component() {
    let document = document();
    let mut till = Till::open(&[]);
    for class in till.platform.classes[1].clone().split('|') {
        assert!(document.contains(&format!("`AddIn.{class}`")), "{class}");
    }
    let actions = till.platform.done("GetAdditionalActions", &["o:"])[0].text().to_owned();
    for action in actions.split("Caption=\"").skip(1) {
        let caption = action.split('"').next().unwrap();
        let short = caption.trim_end_matches(" из настроек").to_lowercase();
        assert!(document.to_lowercase().contains(&short), "{caption}");
    }
    till.end();
}

#[test]
fn the_tables_of_settings_are_those_of_the_form() {
    let page = with_table(&document(), "form", &kassa_onec::form_table());
    fresh("docs/ru/1c.md", &with_table(&page, "extra", &kassa_onec::extra_table()));
}
