//! What a fiscal drive announces by its flags, and what to do.

use super::finding::Finding;
use kassa::Text;
use serde_json::{Map, Value};

/// A flag: its name, whether something has to be done now, and what.
type Flag = (&'static str, bool, Text);

#[rustfmt::skip]
const FLAGS: [Flag; 8] = [
    ("criticalError", true, Text::of("критическая ошибка: замените накопитель", "critical error: replace the drive")),
    ("needReplacement", true, Text::of("осталось не больше 3 дней: замените накопитель", "3 days left at most: replace the drive")),
    ("memoryOverflow", true, Text::of("архив заполнен на 99 %: замените накопитель", "its archive is 99 % full: replace the drive")),
    ("resourceExhausted", false, Text::of("осталось не больше 30 дней: закажите новый накопитель", "30 days left at most: order a new drive")),
    ("ofdTimeout", false, Text::of("давно нет ответа ОФД: проверьте сеть кассы и договор с ОФД", "no answer from the OFD for long: check the register's network and the contract with the OFD")),
    ("formatControlRefused", false, Text::of("ОФД не принял документ при проверке формата: обратитесь в ОФД и в сервис кассы", "the OFD refused the format of a document: ask the OFD and the register's service")),
    ("settingNeeded", false, Text::of("ОФД сообщает, что кассу нужно настроить: обратитесь в ОФД", "the OFD says that the register needs to be set up: ask the OFD")),
    ("ofdCancelled", true, Text::of("ОФД потерял разрешение: заключите договор с другим", "the OFD has lost its permission: sign a contract with another one")),
];

/// The flags that are raised.
pub fn flags(fields: &Map<String, Value>) -> Vec<Finding> {
    let drive = fields.get("fnStatus").and_then(|drive| drive.get("warnings")?.as_object());
    let raised = drive.into_iter().flatten().filter(|(_, value)| **value == Value::Bool(true)).map(|(name, _)| name);
    raised.map(|name| found(name)).collect()
}

fn found(name: &str) -> Finding {
    let subject = Text::of("Накопитель", "Drive");
    match FLAGS.iter().find(|(flag, ..)| *flag == name) {
        Some((_, true, text)) => Finding::fault(subject, text.clone()),
        Some((_, false, text)) => Finding::warning(subject, text.clone()),
        None => Finding::warning(
            subject,
            Text::with(
                format!("сообщает {name}: см. документацию кассы"),
                format!("reports {name}: see the document of the register"),
            ),
        ),
    }
}
