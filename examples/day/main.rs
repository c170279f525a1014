//! A day of sales: the till on the left, the register's paper on the right. Once the connection breaks at the worst
//! moment. At the end: what a driver that repeats would have printed.
//!
//! The register is the simulator, started here. The library is loaded by its path and its functions are looked up by
//! name, as a foreign host does it.
//!
//!     cargo run -p kassa-examples --bin day -- --lang ru

mod device;
#[path = "../../cli/src/lang.rs"]
mod lang;
mod repeating;
mod screen;

use device::{Device, Stage};
use kassa_simulator::icash::{Options, Simulator};
use kassa_simulator::{Action, Fault, Point};
use lang::Lang;
use screen::Tone;
use serde_json::{Value, json};
use std::error::Error;
use std::ffi::OsString;

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<OsString> = std::env::args_os().skip(1).collect();
    let lang = Lang::of(&words);
    let register = Simulator::start(Options::default())?;
    let folder = std::env::temp_dir().join(format!("kassa-day-{}", std::process::id()));
    let path = device::built_library()?;
    screen::begin(&[
        (lang.told("библиотека", "library"), path.display().to_string()),
        (
            lang.told("касса", "register"),
            format!("{} ({})", register.url(), lang.told("симулятор iCASH-1F", "simulator of iCASH-1F")),
        ),
        (lang.told("журнал", "journal"), folder.join("kassa.db").display().to_string()),
    ]);
    let device = Device::open(
        &path,
        &json!({ "backend": "icash", "url": register.url(), "journal": folder.join("kassa.db"), "settleMs": 500 }),
    )?;
    let printed = register.tape().len();
    let mut day = Day { lang, device, register: &register, printed };
    day.run()?;
    drop(day);
    let receipts = receipts(&register);
    let repeated = repeating::shown(lang, &register)?;
    screen::end(&[
        match lang.is_russian() {
            true => format!("kassa: чеков заказано 2, на кассе {receipts}."),
            false => format!("kassa: 2 receipts asked for, {receipts} on the register."),
        },
        match lang.is_russian() {
            true => format!("Драйвер, который повторяет: чеков заказано 1, на кассе {repeated}."),
            false => format!("A driver that repeats: 1 receipt asked for, {repeated} on the register."),
        },
    ]);
    std::fs::remove_dir_all(&folder)?;
    if receipts == 2 && repeated == 2 { Ok(()) } else { Err("not the receipts that this day is about".into()) }
}

/// The receipts on a register.
fn receipts(register: &Simulator) -> usize {
    register.ledger().iter().filter(|document| document.kind.word() == "receipt").count()
}

/// The link breaks after the register has made the receipt, before its answer.
fn broken_link() -> Vec<Fault> {
    let (point, action) = (Point::Processed, Action::Reset);
    vec![Fault { path: "/receipt".into(), point, action, times: 1, ..Fault::default() }]
}

struct Day<'a> {
    lang: Lang,
    device: Device,
    register: &'a Simulator,
    /// How much of the tape is on the screen.
    printed: usize,
}

impl Day<'_> {
    fn run(&mut self) -> Result<(), Box<dyn Error>> {
        let told = |ru, en| self.lang.told(ru, en);
        let [open, cash, again, card, close] = [
            told("Открыть смену", "Open the shift"),
            told("Продать хлеб за наличные", "Sell bread for cash"),
            told("Тот же заказ ещё раз", "The same order again"),
            told("Продать сыр по карте", "Sell cheese by card"),
            told("Закрыть смену", "Close the shift"),
        ];
        self.step(open, &json!({ "type": "openShift", "operator": cashier() }))?;
        self.step(cash, &sale("order-1", "Хлеб ржаной", "cash"))?;
        self.step(again, &sale("order-1", "Хлеб ржаной", "cash"))?;
        self.register.set_faults(broken_link());
        self.step(card, &sale("order-2", "Сыр весовой", "electronically"))?;
        self.step(close, &json!({ "type": "closeShift", "operator": cashier() }))
    }

    /// Carries out a task; shows what the till sees on the left, and what the register has printed on the right.
    fn step(&mut self, title: &str, task: &Value) -> Result<(), Box<dyn Error>> {
        let (answer, stages) = self.device.execute(task)?;
        let tape = self.register.tape();
        let paper = tape[self.printed..].to_owned();
        self.printed = tape.len();
        // Nobody else works this register: there is no wait.
        let stages: Vec<&Stage> = stages.iter().filter(|stage| stage.name != "waiting").collect();
        let mut till: Vec<(Tone, String)> = stages.iter().map(|stage| self.told(stage)).collect();
        if stages.is_empty() {
            let recorded = self.lang.told("ответ из журнала, не отправлено", "the recorded answer, nothing sent");
            till.push((Tone::Good, recorded.into()));
        }
        let number = &answer["fiscalParams"]["fiscalDocumentNumber"];
        till.push((Tone::Plain, format!("{} {number}", self.lang.told("документ", "document"))));
        if answer["warnings"]["recovered"] == true {
            let found = self.lang.told("он уже сделан: второго чека нет", "it was made: no second receipt");
            till.push((Tone::Good, found.into()));
        }
        screen::step(title, &till, &paper);
        Ok(())
    }

    fn told(&self, stage: &Stage) -> (Tone, String) {
        let lang = self.lang;
        let (tone, words) = match stage.name.as_str() {
            "looking" => (Tone::Dim, lang.told("какой документ последний?", "which document is the last?")),
            "sending" => (Tone::Dim, lang.told("отправка документа", "the document is sent")),
            "settling" => (Tone::Bad, lang.told("связь оборвалась: что сделано?", "the link broke: what was made?")),
            "done" => (Tone::Dim, lang.told("готово", "done")),
            other => (Tone::Dim, other),
        };
        (tone, format!("{:6.3} {words}", stage.after.as_secs_f64()))
    }
}

fn cashier() -> Value {
    json!({ "name": "Кассир Лунина", "vatin": "771234567859" })
}

fn sale(id: &str, name: &str, payment: &str) -> Value {
    json!({
        "type": "sell", "externalId": id, "taxationType": "osn", "operator": cashier(),
        "items": [{
            "type": "position", "name": name, "price": 45.90, "quantity": 3, "amount": 137.70, "measurementUnit": "piece",
            "paymentMethod": "fullPayment", "paymentObject": "commodity", "tax": { "type": "vat10" },
        }],
        "payments": [{ "type": payment, "sum": 137.70 }],
    })
}
