//! The log of a device: its keys of the configuration; and what was asked, how it ended, and how long it took.

use super::device::Device;
use super::settings::SETTINGS;
use crate::backends::setting::{flag, number, path, text, word};
use crate::clock;
use crate::error::{Code, Error, Outcome, Result};
use crate::log::{self, DeviceLog, Level, Limits, LogFile};
use crate::secret::Masks;
use crate::task::answer::Answer;
use crate::task::read::Fields;
use crate::trace::{self, About};
use serde_json::Value;
use std::fmt;

/// What the log has of a call that succeeded.
pub(super) trait Told {
    /// A few words without the content of a document.
    fn told(&self) -> String {
        "done".to_owned()
    }

    /// Whether the call was about a document, which is registered.
    fn is_document(&self) -> bool {
        false
    }

    /// The number of the document that the call made or found.
    fn number(&self) -> Option<u64> {
        None
    }

    /// Its `externalId`.
    fn id(&self) -> Option<&str> {
        None
    }
}

impl Told for () {}
impl Told for usize {}
impl Told for Value {}
impl Told for Option<u64> {}
impl Told for super::results::CallbackResult {}
impl Told for super::results::Discarded {}
impl Told for super::results::RebuiltJournal {}

impl Told for Answer {
    /// A query's answer has no id. Cash, an X report and a slip have one, and no number.
    fn is_document(&self) -> bool {
        self.external_id.is_some()
    }

    fn told(&self) -> String {
        self.number().map_or_else(|| "done".to_owned(), |number| format!("registered {number}"))
    }

    fn number(&self) -> Option<u64> {
        self.fiscal.as_ref().and_then(|fiscal| fiscal.document_number)
    }

    fn id(&self) -> Option<&str> {
        self.external_id.as_deref()
    }
}

impl Device {
    /// Makes a call whose lines in the log are about this device, logs how it ends, and tells a host that traces.
    pub(super) fn logged<T: Told>(&self, what: &str, id: Option<&str>, call: impl FnOnce() -> Result<T>) -> Result<T> {
        let _entered = log::enter(&self.log, id);
        let running = trace::Running::begin();
        let begun = clock::now();
        let result = call();
        if let Some(running) = running {
            running.end(what, about(self.name(), id, &result));
        }
        let took = clock::since(begun).as_millis();
        let level = result.as_ref().err().map_or(Level::Info, level);
        log::note(level, format_args!("{what}: {} in {took} ms", Ended(&result)));
        result
    }
}

/// What a span says of a call.
fn about<T: Told>(device: &str, id: Option<&str>, result: &Result<T>) -> About {
    let (status, outcome, of_result, number) = match result {
        Ok(done) => ("ok", done.is_document().then_some(Outcome::Registered), done.id(), done.number()),
        Err(error) => {
            (error.code().name(), (!error.query).then_some(error.outcome), error.external_id.as_deref(), None)
        }
    };
    About {
        device: device.to_owned(),
        id: id.or(of_result).map(str::to_owned),
        outcome: outcome.map(Outcome::word),
        status,
        number,
    }
}

/// How a call ended. Made into text only if the line is written.
struct Ended<'a, T>(&'a Result<T>);

impl<T: Told> fmt::Display for Ended<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self.0 {
            Ok(done) => formatter.write_str(&done.told()),
            Err(error) => formatter.write_str(&error.logged()),
        }
    }
}

fn level(error: &Error) -> Level {
    match error.code() {
        Code::Journal | Code::Internal => Level::Error,
        _ if error.outcome == Outcome::Unknown && !error.query => Level::Error,
        _ => Level::Warning,
    }
}

/// The log of the device; its name and its secrets are not known yet.
pub(super) fn settings(fields: &Fields) -> Option<DeviceLog> {
    let file = const { text(SETTINGS, "log") };
    let given = file.read(fields).and_then(|given| path(fields, file.key, given));
    let level = const { word(SETTINGS, "logLevel") }.read(fields);
    let bodies = const { flag(SETTINGS, "logBodies") }.read(fields);
    let size = const { number(SETTINGS, "logMaxBytes") }.read(fields);
    let older = const { number(SETTINGS, "logKeep") }.read(fields);
    let limits = Limits { size: size?.unsigned_abs(), older: u32::try_from(older?).ok()? };
    Some(DeviceLog {
        bodies: bodies && given.is_some(),
        file: given.map(|given| LogFile::new(&given, limits)),
        level: level?,
        device: String::new(),
        secrets: Masks::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_has_the_outcome_of_a_document_without_a_number_and_none_of_a_question() {
        for (id, outcome) in [(Some("cash-1"), Some("registered")), (None, None)] {
            let answer = Answer { external_id: id.map(str::to_owned), ..Answer::default() };
            let told = about("icash 192.168.1.10:8080", None, &Ok(answer));
            assert_eq!((told.outcome, told.id.as_deref(), told.number), (outcome, id, None));
        }
    }
}
