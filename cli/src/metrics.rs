//! `metrics`: what the journal and the register are like now, as OpenMetrics text for a monitor.
//!
//! A device is a label; a document's id never is: there would be a series for each.

use crate::failure::Done;
use crate::lang::Lang;
use crate::session::Session;
use crate::{args, show, status, time};
use clap::{ArgMatches, Command};
use kassa::{JournalCount, JournalReader};
use serde_json::Value;
use std::fmt::Write;
use std::time::{SystemTime, UNIX_EPOCH};

/// The states that a person or another look has to end.
const UNRESOLVED: [&str; 3] = ["open", "queued", "ambiguous"];

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told(
        "Показатели журнала и кассы для системы наблюдения, в формате OpenMetrics",
        "Metrics of the journal and the register for a monitor, as OpenMetrics text",
    );
    let register = lang
        .told("Спросить и кассу: на связи ли она, смена, ОФД", "Ask the register too: is it up, its shift, the OFD");
    args::command(lang, name, about).arg(args::flag(lang, "register", register))
}

/// Writes them.
pub fn run(session: &Session, matches: &ArgMatches) -> Done {
    let counts = JournalReader::open(&session.given.journal()?)?.counts()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut text = of_journal(&counts, i64::try_from(now.as_millis()).unwrap_or(i64::MAX));
    if matches.get_flag("register") {
        let device = session.device()?;
        // A register that does not answer is what a monitor wants to know, and no failure of this command.
        text += &of_register(device.name(), status::state(&device).ok().as_ref());
    }
    show::text(&(text + "# EOF\n"))
}

/// What the journal counts.
fn of_journal(counts: &[JournalCount], now: i64) -> String {
    let mut text = String::new();
    family(&mut text, "kassa_documents", "gauge", "Documents in the journal by what came of them.");
    for count in counts {
        let labels = format!("{},task=\"{}\",state=\"{}\"", device(&count.device), escaped(&count.task), count.state);
        line(&mut text, "kassa_documents", &labels, count.documents);
    }
    family(&mut text, "kassa_document_seconds", "histogram", "From asking for a registered document to its outcome.");
    for count in counts.iter().filter(|count| count.state == "registered" && count.task != "rebuilt") {
        let labels = format!("{},task=\"{}\"", device(&count.device), escaped(&count.task));
        for (most, within) in JournalCount::LIMITS.iter().zip(count.within) {
            let limit = format!("{labels},le=\"{}\"", f64::from(*most) / 1000.0);
            line(&mut text, "kassa_document_seconds_bucket", &limit, within);
        }
        line(&mut text, "kassa_document_seconds_bucket", &format!("{labels},le=\"+Inf\""), count.documents);
        line(&mut text, "kassa_document_seconds_sum", &labels, seconds(count.took));
        line(&mut text, "kassa_document_seconds_count", &labels, count.documents);
    }
    family(&mut text, "kassa_unresolved_age_seconds", "gauge", "Age of the oldest document that is not resolved.");
    for state in UNRESOLVED {
        let mut devices: Vec<(&str, i64)> = Vec::new();
        for count in counts.iter().filter(|count| count.state == state) {
            match devices.iter_mut().find(|(name, _)| *name == count.device) {
                Some((_, oldest)) => *oldest = count.oldest.min(*oldest),
                None => devices.push((&count.device, count.oldest)),
            }
        }
        for (name, oldest) in devices {
            let age = u64::try_from(now - oldest).unwrap_or_default();
            let labels = format!("{},state=\"{state}\"", device(name));
            line(&mut text, "kassa_unresolved_age_seconds", &labels, seconds(age));
        }
    }
    text
}

/// What the register tells of itself; `None` if it does not answer.
fn of_register(name: &str, state: Option<&Value>) -> String {
    let (mut text, labels) = (String::new(), device(name));
    family(&mut text, "kassa_device_up", "gauge", "Whether the register answers.");
    line(&mut text, "kassa_device_up", &labels, u8::from(state.is_some()));
    let Some(state) = state else { return text };
    let at = |path: &str| state.pointer(path);
    if let Some(shift) = at("/shiftStatus/state").and_then(Value::as_str) {
        family(&mut text, "kassa_shift_open", "gauge", "Whether a shift is open.");
        line(&mut text, "kassa_shift_open", &labels, u8::from(shift != "closed"));
    }
    let minutes = |path: &str| at(path).and_then(Value::as_str).and_then(time::minutes_ahead);
    if let Some(left) = minutes("/shiftStatus/expiredTime") {
        family(&mut text, "kassa_shift_age_seconds", "gauge", "How long the shift is open.");
        line(&mut text, "kassa_shift_age_seconds", &labels, ((24 * 60 - left) * 60).max(0));
    }
    if let Some(unsent) = at("/status/notSentCount").and_then(Value::as_u64) {
        family(&mut text, "kassa_ofd_unsent_documents", "gauge", "Documents that the OFD has not received.");
        line(&mut text, "kassa_ofd_unsent_documents", &labels, unsent);
        let oldest = minutes("/status/notSentFirstDocDateTime").filter(|_| unsent > 0).unwrap_or_default();
        family(&mut text, "kassa_ofd_oldest_unsent_seconds", "gauge", "Age of the oldest of them.");
        line(&mut text, "kassa_ofd_oldest_unsent_seconds", &labels, (-oldest * 60).max(0));
    }
    text
}

fn family(text: &mut String, name: &str, kind: &str, help: &str) {
    // Writing to a text cannot fail.
    let _ = writeln!(text, "# TYPE {name} {kind}\n# HELP {name} {help}");
}

fn line(text: &mut String, name: &str, labels: &str, value: impl std::fmt::Display) {
    let _ = writeln!(text, "{name}{{{labels}}} {value}");
}

/// The labels of a device: its name, and the backend that it begins with.
fn device(name: &str) -> String {
    let backend = name.split(' ').next().unwrap_or_default();
    format!("device=\"{}\",backend=\"{}\"", escaped(name), escaped(backend))
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dashboard_and_alerts_use_metrics_that_exist() {
        for file in [
            include_str!("../../examples/monitoring/alerts.yml"),
            include_str!("../../examples/monitoring/grafana.json"),
        ] {
            let is_of_name = |letter: char| letter.is_ascii_lowercase() || letter == '_';
            let names = file.split(|letter| !is_of_name(letter)).filter(|word| word.starts_with("kassa_"));
            let unknown: Vec<&str> =
                names.filter(|name| !include_str!("metrics.rs").contains(&format!("\"{name}\","))).collect();
            let of_histogram = ["kassa_document_seconds_bucket", "kassa_document_seconds_count"];
            assert!(unknown.iter().all(|name| of_histogram.contains(name)), "{unknown:?}");
        }
    }

    #[test]
    fn what_a_register_tells_is_told_on_and_a_silent_one_is_down() {
        assert!(of_register("icash a", None).ends_with("kassa_device_up{device=\"icash a\",backend=\"icash\"} 0\n"));
        let state = json!({ "shiftStatus": { "state": "opened" }, "status": { "notSentCount": 3, "notSentFirstDocDateTime": "2020-01-01T00:00:00" } });
        let text = of_register("icash \"a\"", Some(&state));
        assert!(text.contains("kassa_device_up{device=\"icash \\\"a\\\"\",backend=\"icash\"} 1\n"), "{text}");
        assert!(text.contains("} 3\n") && text.contains("kassa_shift_open{"), "{text}");
        let age = text.lines().last().and_then(|line| line.split("} ").nth(1)).unwrap();
        assert!(age.parse::<u64>().unwrap() > 100_000_000, "{text}");
        assert!(!text.contains("shift_age"), "the register does not tell it");
    }
}
