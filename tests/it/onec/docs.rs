//! docs/ru/1c.md, docs/en/1c.md and the day at the till: their samples run as they are printed, as far as this works
//! without the real platform.

use super::bsl::Run;
use super::platform::Platform;
use super::till::{Till, attribute};
use crate::docs::day;
use crate::support::pages::{blocks_of, text_of, twins};
use crate::support::{fresh, with_table};
use kassa_simulator::{Action, Fault, Point, atolweb};

/// The register's address and the path of the journal, as the samples have them.
const ADDRESS: &str = "http://127.0.0.1:8080";
const JOURNAL: &str = "C:\\kassa\\kassa.db";

/// The block of a language, which both pages show.
fn block(language: &str) -> String {
    let [english, russian] = twins("1c").map(|(path, _)| {
        blocks_of(&path).into_iter().find(|(word, _)| word == language).unwrap_or_else(|| panic!("{path}")).1
    });
    assert_eq!(english, russian);
    russian
}

#[test]
fn the_sample_of_the_page_sells() {
    let (sample, receipt) = (block("bsl"), block("xml"));
    let mut till = Till::open(&[]);
    till.done("Отключить", &[]);
    let (url, journal) = (till.register.url(), till.platform.journal());
    let sample = sample.replace(ADDRESS, &url).replace(JOURNAL, &journal);
    let run = Run::of(&sample, &mut till.platform, &[("Чек", &receipt)]);
    let expected = ["УстановитьПараметр"; 4].into_iter().chain([
        "Подключить",
        "ОткрытьСмену",
        "СформироватьЧек",
        "ЗакрытьСмену",
        "Отключить",
    ]);
    assert_eq!(run.called, expected.collect::<Vec<_>>());
    assert_eq!(attribute(&run.shown[0], "ShiftClosingCheckNumber").as_deref(), Some("1"));
    assert_eq!(till.receipts()[0].data["T1020"], "137.70");
    till.end();
}

/// Runs the day of the page with these changes; it shows and leaves what the page says. Returns the methods that it called.
fn run_day(server: &atolweb::Simulator, changes: &[[&str; 2]]) -> Vec<String> {
    const PAGE: &str = "docs/en/day-1c.md";
    let mut platform = Platform::with("Kassa");
    let (url, journal) = (server.url(), platform.journal());
    let mut program = day::program(PAGE, "bsl");
    for [old, new] in [[day::ADDRESS, &url], [JOURNAL, &journal]].iter().chain(changes) {
        assert!(program.contains(old), "{old}");
        program = program.replace(old, new);
    }
    let run = Run::of(&program, &mut platform, &[]);
    let shown: String = run.shown.iter().map(|line| line.clone() + "\n").collect();
    let called = run.called;
    day::check(PAGE, server, &shown);
    assert_eq!(platform.tell(&["destroy"]), ["ok"]);
    platform.end();
    called
}

fn sales(called: &[String]) -> usize {
    called.iter().filter(|method| *method == "СформироватьЧек").count()
}

#[test]
fn the_day_of_the_page_runs() {
    let server = atolweb::Simulator::start(atolweb::Options::default()).unwrap();
    assert_eq!(sales(&run_day(&server, &[])), 6);
}

/// The register prints the first receipt and answers only after the call has ended: the program repeats it.
#[test]
fn the_day_of_the_page_repeats_what_was_left_unknown() {
    let server = atolweb::Simulator::start(atolweb::Options::default()).unwrap();
    let silent = Fault {
        path: "/requests".into(),
        body: Some("Хлеб ржаной".into()),
        point: Point::Processed,
        action: Action::Delay,
        delay_ms: Some(120_000),
        times: 1,
        ..Fault::default()
    };
    server.set_faults(vec![silent]);
    let equipment = "Драйвер.УстановитьПараметр(\"EquipmentType\", \"ККТ\");";
    let hurried = format!("{equipment}\nДрайвер.УстановитьПараметр(\"DeadlineMs\", 15000);");
    let called = run_day(&server, &[[equipment, &hurried]]);
    assert_eq!(server.faults()[0]["fired"], 1);
    assert_eq!(sales(&called), 7, "one more than without the fault");
}

#[test]
fn the_actions_and_the_classes_that_the_page_names_are_those_of_the_component() {
    let mut till = Till::open(&[]);
    for ((path, _), locale) in twins("1c").into_iter().zip(["en_US", "ru_RU"]) {
        let page = text_of(&path);
        for class in till.platform.classes[1].clone().split('|') {
            assert!(page.contains(&format!("`AddIn.{class}`")), "{path}: {class}");
        }
        assert_eq!(till.platform.tell(&["locale", locale]), ["ok"]);
        let actions = till.platform.done("GetAdditionalActions", &["o:"])[0].text().to_owned();
        for action in actions.split("Caption=\"").skip(1) {
            let caption = action.split('"').next().unwrap();
            let short = caption.trim_end_matches(" из настроек").trim_end_matches(" in the settings").to_lowercase();
            assert!(page.to_lowercase().contains(&short), "{path}: {caption}");
        }
    }
    till.end();
}

#[test]
fn the_tables_of_settings_are_those_of_the_form() {
    for (path, russian) in twins("1c") {
        let page = with_table(&text_of(&path), "form", &kassa_onec::form_table(russian));
        fresh(&path, &with_table(&page, "extra", &kassa_onec::extra_table(russian)));
    }
}
