//! What a journal and a register are like now, as OpenMetrics text for a monitor.
//!
//! A device is a label; a document's id never is: there would be a series for each.

use super::device::Device;
use super::journal_reader::JournalReader;
use crate::clock;
use crate::error::{Code, Error, ErrorKind, Result};
use crate::journal::JournalCount;
use crate::task::date::{LONGEST_SHIFT, minutes_ahead};
use crate::task::given::Task;
use serde_json::{Map, Value};
use std::fmt::{Display, Write};

/// The states that a person or another look has to end.
const UNRESOLVED: [&str; 3] = ["open", "queued", "ambiguous"];

/// Tasks whose answers make up the state of a register. None of them makes a document.
const STATE: [&str; 4] = ["getDeviceStatus", "getShiftStatus", "getFnStatus", "ofdExchangeStatus"];

impl Device {
    /// Metrics of the device as OpenMetrics text: what its journal counts of its documents. With `ask_register` also what
    /// the register tells: whether it is up, its shift, what waits for the OFD, the days that its fiscal drive has left. A
    /// register that does not answer is what a monitor wants to know, and no error. If it could not be asked for another
    /// reason, because a sale has the device to itself, nothing is told of it.
    ///
    /// docs/en/fleet.md has the list of the metrics.
    ///
    /// # Errors
    ///
    /// [`Code::Journal`].
    ///
    /// # Example
    ///
    /// ```
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let journal = folder.path().join("kassa.db").display().to_string().replace('\\', "/");
    /// let config = format!(r#"{{"backend": "icash", "url": "http://192.168.1.10:8080", "journal": "{journal}"}}"#);
    /// let device = kassa::Device::open(&config)?;
    /// assert!(device.metrics(false)?.ends_with("# EOF\n"));
    /// # Ok::<(), kassa::Error>(())
    /// ```
    pub fn metrics(&self, ask_register: bool) -> Result<String> {
        let counts = self.with_context(|_| Ok(self.journal().counts(self.name())?))?;
        let mut text = Metrics::default();
        text.journal(&counts);
        if ask_register {
            match self.state() {
                Ok(state) => {
                    let drive_ends = self.drive_ends(&state);
                    text.register(self.name(), Some(&state), drive_ends.as_deref());
                }
                Err(error) if matches!(error.code(), Code::NoLink | Code::NoAnswer) => {
                    text.register(self.name(), None, None);
                }
                // A sale has the device to itself, for example: that says nothing about the register.
                Err(_) => {}
            }
        }
        Ok(text.ended())
    }

    /// The state of the register, its shift, its fiscal drive and the exchange with the OFD. What the register does not
    /// support is left out.
    ///
    /// # Errors
    ///
    /// As [`Device::execute`] has them, of a query.
    #[doc(hidden)]
    pub fn state(&self) -> Result<Value> {
        self.told(&STATE)
    }

    fn told(&self, queries: &[&str]) -> Result<Value> {
        let mut state = Map::new();
        for query in queries {
            match self.execute(&Task::named(query)) {
                Ok(answer) => state.extend(answer.into_json().as_object().cloned().unwrap_or_default()),
                Err(Error { kind: ErrorKind::Unsupported { .. }, .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Value::Object(state))
    }

    /// Until when the fiscal drive may be used, where the register tells it. Its state has it on one, its description on
    /// another, and some tell it nowhere.
    fn drive_ends(&self, state: &Value) -> Option<String> {
        let ends = |told: &Value, path| told.pointer(path).and_then(Value::as_str).map(str::to_owned);
        ends(state, "/fnStatus/validityDate").or_else(|| ends(&self.told(&["getFnInfo"]).ok()?, "/fnInfo/validityDate"))
    }
}

impl JournalReader {
    /// Metrics of all devices of the journal as OpenMetrics text.
    ///
    /// # Errors
    ///
    /// [`Code::Journal`].
    pub fn metrics(&self) -> Result<String> {
        let mut text = Metrics::default();
        text.journal(&self.counts()?);
        Ok(text.ended())
    }
}

/// The text while it is written.
#[derive(Default)]
struct Metrics(String);

impl Metrics {
    fn ended(self) -> String {
        self.0 + "# EOF\n"
    }

    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.0, "# TYPE {name} {kind}\n# HELP {name} {help}");
    }

    fn line(&mut self, name: &str, labels: &str, value: impl Display) {
        let _ = writeln!(self.0, "{name}{{{labels}}} {value}");
    }

    /// A metric with one value.
    fn gauge(&mut self, name: &str, help: &str, labels: &str, value: impl Display) {
        self.family(name, "gauge", help);
        self.line(name, labels, value);
    }

    /// What the journal counts.
    fn journal(&mut self, counts: &[JournalCount]) {
        self.family("kassa_documents", "gauge", "Documents in the journal by what came of them.");
        for count in counts {
            let labels = format!("{},state=\"{}\"", of_task(count), count.state);
            self.line("kassa_documents", &labels, count.documents);
        }
        self.family("kassa_document_seconds", "histogram", "From asking for a registered document to its outcome.");
        for count in counts.iter().filter(|count| count.state == "registered" && count.task != "rebuilt") {
            let labels = of_task(count);
            for (most, within) in JournalCount::LIMITS.iter().zip(count.within) {
                let limit = format!("{labels},le=\"{}\"", f64::from(*most) / 1000.0);
                self.line("kassa_document_seconds_bucket", &limit, within);
            }
            self.line("kassa_document_seconds_bucket", &format!("{labels},le=\"+Inf\""), count.documents);
            self.line("kassa_document_seconds_sum", &labels, seconds(count.took));
            self.line("kassa_document_seconds_count", &labels, count.documents);
        }
        self.family("kassa_unresolved_age_seconds", "gauge", "Age of the oldest document that is not resolved.");
        let now = i64::try_from(clock::utc().unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX);
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
                self.line(
                    "kassa_unresolved_age_seconds",
                    &format!("{},state=\"{state}\"", of_device(name)),
                    seconds(age),
                );
            }
        }
    }

    /// What the register tells of itself, `None` if it does not answer; and when its drive ends.
    fn register(&mut self, name: &str, state: Option<&Value>, drive_ends: Option<&str>) {
        let labels = of_device(name);
        self.gauge("kassa_device_up", "Whether the register answers.", &labels, u8::from(state.is_some()));
        let Some(state) = state else { return };
        let minutes = |path: &str| state.pointer(path).and_then(Value::as_str).and_then(minutes_ahead);
        if let Some(shift) = state.pointer("/shiftStatus/state").and_then(Value::as_str) {
            self.gauge("kassa_shift_open", "Whether a shift is open.", &labels, u8::from(shift != "closed"));
            if let Some(left) = minutes("/shiftStatus/expiredTime").filter(|_| shift != "closed") {
                let age = (LONGEST_SHIFT.whole_seconds() - left * 60).max(0);
                self.gauge("kassa_shift_age_seconds", "How long the shift is open.", &labels, age);
            }
        }
        if let Some(unsent) = state.pointer("/status/notSentCount").and_then(Value::as_u64) {
            let help = "Documents that the OFD has not received.";
            self.gauge("kassa_ofd_unsent_documents", help, &labels, unsent);
            let oldest = minutes("/status/notSentFirstDocDateTime").filter(|_| unsent > 0).unwrap_or_default();
            self.gauge("kassa_ofd_oldest_unsent_seconds", "Age of the oldest of them.", &labels, (-oldest * 60).max(0));
        }
        if let Some(left) = drive_ends.and_then(minutes_ahead) {
            let days = left.div_euclid(24 * 60).max(0);
            self.gauge("kassa_drive_days_left", "Days until the fiscal drive must be replaced.", &labels, days);
        }
    }
}

/// The labels of a device: its name, and the backend that it begins with.
fn of_device(name: &str) -> String {
    let backend = name.split(' ').next().unwrap_or_default();
    format!("device=\"{}\",backend=\"{}\"", escaped(name), escaped(backend))
}

fn of_task(count: &JournalCount) -> String {
    format!("{},task=\"{}\"", of_device(&count.device), escaped(&count.task))
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

#[cfg(test)]
#[path = "metrics_tests.rs"]
mod tests;
