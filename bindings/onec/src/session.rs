//! The session in which marking codes are checked (requirements 3.4 and newer, §3.5): which code the register checks at
//! present, and the results of those that it has taken.
//!
//! A register checks one code at a time and wants to know at once whether it takes it, while some configurations have
//! all codes of a receipt checked first and confirm them afterwards. So the next request takes the code before it.

use super::query::ask;
use kassa::driver::Device as Driver;
use kassa::error::{Error, ErrorKind, Fault, Problem, Result, Text};
use kassa::task::json::Node;
use kassa::task::marking::CheckResult;
use serde_json::Value;

/// How far a check is: `RequestStatus` of `GetProcessingKMResult`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The result is there.
    Ready = 0,
    /// The marking system has not answered yet.
    Waiting = 1,
    /// The marking system will not answer.
    Impossible = 2,
}

/// A marking code, and what its check has found.
#[derive(Debug, Clone)]
pub struct Mark {
    /// Identifier of the request, made by 1C.
    pub guid: String,
    /// The scanned code in base64, as 1C has it.
    pub code: String,
    /// What becomes of the thing, as a task has it.
    pub status: Node,
    pub progress: Progress,
    /// The result (tag 2106) so far.
    pub result: CheckResult,
    /// What the marking system says of the thing's state (tag 2109).
    pub item_status: Option<usize>,
    /// How it understood the request (tag 2105).
    pub handled: Option<usize>,
}

/// The marks of a session.
#[derive(Debug, Default)]
pub struct Session {
    /// The code whose check has begun and was neither taken nor refused.
    running: Option<Mark>,
    /// The codes that the register has taken.
    taken: Vec<Mark>,
}

/// Words of the marking system's answer about a thing, from code 1 on (tag 2109).
const ITEM_STATUSES: [&str; 3] = ["itemEstimatedStatusCorrect", "itemEstimatedStatusIncorrect", "itemSaleStopped"];

/// Words of its answer about the request, from code 0 on (tag 2105).
const HANDLED: [&str; 3] = ["correct", "incorrect", "unrecognized"];

impl Mark {
    /// The result of the drive's own check.
    pub fn set_offline(&mut self, answer: &Value) {
        let flag = |name| answer.pointer(&format!("/offlineValidation/{name}")) == Some(&Value::Bool(true));
        self.result = CheckResult { is_checked: flag("fmCheck"), is_right: flag("fmCheckResult"), ..self.result };
    }

    /// The flags of an answer, if it has them.
    pub fn set_flags(&mut self, answer: &Value) {
        if let Some(flags) = answer.get("itemInfoCheckResult").filter(|flags| flags.is_object()) {
            self.result = CheckResult::of_flags(CheckResult::FLAGS.map(|name| flags[name] == Value::Bool(true)));
        }
    }

    /// Asks the register how far the check is.
    fn look(&mut self, driver: &Driver) -> Result<()> {
        let answer = ask(driver, "getMarkingCodeValidationStatus")?;
        let failed = answer.pointer("/driverError/code").and_then(Value::as_i64).unwrap_or(0) != 0;
        self.progress = match (answer.get("onlineValidation").filter(|online| online.is_object()), failed) {
            (Some(online), false) => {
                self.set_flags(online);
                let word = |name: &str, words: [&str; 3]| {
                    let given = online.get(name).and_then(Value::as_str);
                    words.iter().position(|word| Some(*word) == given)
                };
                self.item_status = word("markOperatorItemStatus", ITEM_STATUSES).map(|at| at + 1);
                self.handled = word("markOperatorResponseResult", HANDLED);
                Progress::Ready
            }
            (None, false) if answer.get("ready") != Some(&Value::Bool(true)) => Progress::Waiting,
            _ => Progress::Impossible,
        };
        Ok(())
    }
}

impl Session {
    /// Ends the session: the register forgets its codes, and a check that still runs is given up.
    pub fn clear(&mut self, driver: &Driver) -> Result<()> {
        match ask(driver, "cancelMarkingCodeValidation") {
            // Some registers refuse if no check runs.
            Ok(_) | Err(Error { kind: ErrorKind::Refused(_), .. }) => {}
            Err(error) => return Err(error),
        }
        ask(driver, "clearMarkingCodeValidationResult")?;
        self.end();
        Ok(())
    }

    /// Forgets the codes: they are sold, and the register has forgotten them too.
    pub fn end(&mut self) {
        *self = Self::default();
    }

    /// Takes the code that was checked last, so that the next one can be checked.
    pub fn make_room(&mut self, driver: &Driver) -> Result<()> {
        let Some(mark) = &mut self.running else { return Ok(()) };
        if mark.progress == Progress::Waiting {
            mark.look(driver)?;
        }
        if mark.progress == Progress::Waiting {
            let text = Text::with(
                format!("Проверка кода {} ещё идёт: сначала получите её результат", mark.guid),
                format!("The check of the code {} is still running: get its result first", mark.guid),
            );
            return Err(fault("RequestKM", None, Problem::Form(text)));
        }
        match self.take(driver) {
            // The register has lost the check: it was switched off, or another program has ended it.
            Err(Error { kind: ErrorKind::Refused(_), .. }) => {
                self.running = None;
                Ok(())
            }
            other => other,
        }
    }

    /// A check has begun.
    pub fn begin(&mut self, mark: Mark) {
        self.running = Some(mark);
    }

    /// A code that the register has taken without asking the marking system.
    pub fn keep(&mut self, mark: Mark) {
        self.taken.push(mark);
    }

    /// The last code that was requested, with what is known of it by now.
    pub fn latest(&mut self, driver: &Driver) -> Result<&Mark> {
        if let Some(mark) = &mut self.running
            && mark.progress == Progress::Waiting
        {
            mark.look(driver)?;
        }
        self.running.as_ref().or(self.taken.last()).ok_or_else(|| {
            let text = Text::of(
                "Ни один код не проверяется: сначала вызовите RequestKM",
                "No code is being checked: call RequestKM first",
            );
            fault("ProcessingKMResult", None, Problem::Form(text))
        })
    }

    /// Whether the code of a request is taken or refused.
    pub fn confirm(&mut self, guid: &str, takes: bool, driver: &Driver) -> Result<()> {
        if self.running.as_ref().is_some_and(|mark| mark.guid == guid) {
            if takes {
                return self.take(driver);
            }
            ask(driver, "declineMarkingCode")?;
            self.running = None;
            return Ok(());
        }
        let Some(at) = self.taken.iter().position(|mark| mark.guid == guid) else {
            let text = Text::of(
                "Кода с этим идентификатором нет среди проверенных",
                "No code with this identifier was checked",
            );
            return Err(fault("GUID", Some(guid), Problem::Form(text)));
        };
        if !takes {
            // The register keeps it until the receipt, which does not have it.
            self.taken.remove(at);
        }
        Ok(())
    }

    /// The check of a code, given in base64.
    pub fn of(&self, code: &str) -> Option<&Mark> {
        self.taken.iter().rfind(|mark| mark.code == code)
    }

    fn take(&mut self, driver: &Driver) -> Result<()> {
        let answer = ask(driver, "acceptMarkingCode")?;
        if let Some(mut mark) = self.running.take() {
            mark.set_flags(&answer);
            self.taken.push(mark);
        }
        Ok(())
    }
}

/// The error of a method for one fault of its parameters.
pub fn fault(place: &str, value: Option<&str>, problem: Problem) -> Error {
    let fault = Fault { path: place.into(), value: value.map(str::to_owned), problem };
    Error::before(ErrorKind::BadDocument(vec![fault]))
}
