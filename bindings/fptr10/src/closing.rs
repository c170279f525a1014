//! What became of a document, as programs of this interface ask for it: `check_document_closed` after each fiscal call.
//!
//! Its three results are those of the core. −1: not known, ask again. `DOCUMENT_CLOSED`: made. No `DOCUMENT_CLOSED`: not
//! made, and not printed either, because some programs look at `DOCUMENT_PRINTED` alone.

use super::failure::{Failure, Result, is_unresolved};
use super::handle::{Handle, Outputs, task};
use super::inputs::Inputs;
use super::numbers::{error as code, param};
use super::receipt::Draft;
use super::value::Value;
use kassa::log::Level;
use kassa::{Answer, Error, ErrorKind, Outcome, Task};
use std::time::Duration;

/// The longest time of one question, so that a program which asks in a loop can be stopped between two of them.
const LONGEST_CHECK: Duration = Duration::from_secs(10);

/// What became of the last fiscal document of a handle.
#[derive(Default)]
pub enum Last {
    /// This handle has made none, so the journal is asked: an earlier program may have left one unresolved.
    #[default]
    Nothing,
    /// Made.
    Made {
        /// The register has finished its paper.
        printed: bool,
    },
    /// Not made.
    NotMade,
    /// Not known yet; the id of the document.
    Unknown(String),
    /// It may be a document that was made before or a new one, and a person has to say which. It was not sent.
    Repeated(Failure),
}

impl Handle {
    /// Executes a task that makes a fiscal document, and keeps what became of it.
    pub fn make(&mut self, task: &Task) -> core::result::Result<Answer, Error> {
        // Whatever happens now, the journal knows more than this handle.
        self.last = Last::Nothing;
        let Ok(device) = self.device() else { return Err(Error::before(ErrorKind::BadHandle)) };
        let made = device.execute(task);
        self.last = of(&made);
        if let Ok(answer) = &made {
            self.keep(answer);
        }
        made
    }

    /// Keeps the data of a document that the register has made.
    fn keep(&mut self, answer: &Answer) {
        if let Some(fiscal) = &answer.fiscal {
            self.made = Some(fiscal.clone());
            if let Some(kind) = self.draft.as_ref().filter(|draft| draft.is_sent()).map(|draft| draft.kind) {
                self.receipt = Some((kind, fiscal.clone()));
            }
        }
    }

    /// Whether the last document is still unknown.
    pub fn is_unresolved(&self) -> bool {
        matches!(self.last, Last::Unknown(_))
    }
}

/// What an answer says of its document.
fn of(made: &core::result::Result<Answer, Error>) -> Last {
    match made {
        Ok(answer) => Last::Made { printed: !answer.not_printed },
        Err(error) => match (&error.kind, &error.external_id) {
            (ErrorKind::Repeated(_), _) => Last::Repeated(Failure::from(error.clone())),
            (ErrorKind::IdReused, _) => Last::NotMade,
            (_, Some(id)) if is_unresolved(error) => Last::Unknown(id.clone()),
            _ if is_unresolved(error) => Last::Nothing,
            _ if error.outcome == Outcome::Registered => Last::Made { printed: true },
            _ => Last::NotMade,
        },
    }
}

/// Says what became of the last document; asks the register if it is not known.
pub fn check_document_closed(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    let device = handle.device()?;
    let id = match &handle.last {
        Last::Nothing => device.newest_document()?,
        Last::Unknown(id) => Some(id.clone()),
        Last::Repeated(failure) => return Err(failure.clone()),
        Last::Made { printed } => return Ok(closed(true, *printed)),
        Last::NotMade => return Ok(closed(false, false)),
    };
    let Some(id) = id else { return Ok(closed(true, true)) };
    let sent = handle.draft.as_ref().and_then(Draft::sent).filter(|_| device.resolves_by_repeating());
    let found = match sent {
        Some(receipt) => device.execute(&Task::from_json(receipt)?),
        None => device.recover_within(&id, LONGEST_CHECK),
    };
    handle.last = match (of(&found), &found) {
        // What fails is the question, whatever its error says of a document.
        (Last::Nothing, _) => Last::Unknown(id),
        (Last::NotMade, Err(error)) if !is_definite(error) => Last::Unknown(id),
        (last, _) => last,
    };
    match (&handle.last, found) {
        (Last::Made { printed }, found) => {
            let outputs = closed(true, *printed);
            if let Ok(answer) = found {
                handle.keep(&answer);
            }
            handle.draft.take_if(|draft| draft.is_sent());
            Ok(outputs)
        }
        (Last::NotMade, Err(error)) => {
            handle.log(Level::Info, format_args!("not made: {}", error.message().en));
            if let Some(draft) = &mut handle.draft {
                draft.is_not_made();
            }
            Ok(closed(false, false))
        }
        (_, Err(error)) if error.candidates.is_empty() => Err(error.into()),
        (_, Err(error)) => Err(Failure { code: code::CLOSE_RECEIPT_INTERRUPTED, ..error.into() }),
        (_, Ok(_)) => Err(Failure::new(code::INTERNAL, "Ответ без документа")),
    }
}

/// Whether an answer about a document says for certain that it was not made.
fn is_definite(error: &Error) -> bool {
    matches!(error.outcome, Outcome::Rejected)
        || matches!(error.kind, ErrorKind::NotMade | ErrorKind::Discarded | ErrorKind::NotFound)
}

fn closed(closed: bool, printed: bool) -> Outputs {
    Outputs::from([(param::DOCUMENT_CLOSED, Value::Flag(closed)), (param::DOCUMENT_PRINTED, Value::Flag(printed))])
}

/// Has the register finish the paper of the last document, if it waits for that.
pub fn continue_print(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    handle.device()?;
    let is_open = handle.draft.as_ref().is_some_and(|draft| !draft.is_sent());
    if is_open || handle.is_unresolved() {
        return Err(Failure::new(code::DENIED_IN_OPENED_DOC, "Документ не закончен, допечатывать нечего"));
    }
    if let Last::Made { printed: false } = handle.last {
        if handle.can("continuePrint") {
            handle.ask("continuePrint")?;
        }
        handle.last = Last::Made { printed: true };
    }
    Ok(Outputs::new())
}

/// Drops the receipt that is being built. One that was sent is never touched.
pub fn cancel_receipt(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    handle.device()?;
    let is_built = handle.draft.take_if(|draft| !draft.is_sent()).is_some();
    if is_built || handle.slip.take().is_some() {
        if let Last::Repeated(_) = handle.last {
            handle.last = Last::NotMade;
        }
        return Ok(Outputs::new());
    }
    if handle.draft.is_some() || handle.is_unresolved() {
        let text = "Результат последнего документа ещё неизвестен: он отправлен, отменить его нельзя";
        return Err(Failure::new(code::BUSY, text));
    }
    Err(Failure::new(code::DENIED_IN_CLOSED_RECEIPT, "Чек не открыт"))
}

/// Opens a shift.
pub fn open_shift(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let mut members = handle.task_of_operator("openShift");
    if inputs.flag(param::REPORT_ELECTRONICALLY)? {
        members.insert("electronically".into(), true.into());
    }
    handle.make(&task(members)?)?;
    Ok(Outputs::new())
}

/// Makes or prints a report.
pub fn report(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let kind = inputs.required(param::REPORT_TYPE, Inputs::int)?;
    let electronically = inputs.flag(param::REPORT_ELECTRONICALLY)?;
    let fiscal = |handle: &mut Handle, name: &str| {
        let mut members = handle.task_of_operator(name);
        if electronically {
            members.insert("electronically".into(), true.into());
        }
        handle.make(&task(members)?)?;
        Ok(Outputs::new())
    };
    match kind {
        0 => fiscal(handle, "closeShift"),
        3 => fiscal(handle, "reportOfdExchangeStatus"),
        1 => {
            let report = task(handle.task_of_operator("reportX"))?;
            handle.device()?.execute(&report)?;
            Ok(Outputs::new())
        }
        2 => handle.ask("printLastReceiptCopy").map(|_| Outputs::new()),
        9 => handle.ask("reportDepartments").map(|_| Outputs::new()),
        7 => {
            let number = inputs.required(param::DOCUMENT_NUMBER, Inputs::int)?;
            let mut members = serde_json::Map::new();
            members.insert("type".into(), "printFnDocument".into());
            members.insert("fiscalDocumentNumber".into(), number.into());
            handle.device()?.execute(&task(members)?)?;
            Ok(Outputs::new())
        }
        other => Err(Failure::not_supported(&format!("libfptr_report, отчёт {other}"))),
    }
}

/// Puts cash into the drawer.
pub fn cash_income(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    cash(handle, inputs, "cashIn")
}

/// Takes cash out of the drawer.
pub fn cash_outcome(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    cash(handle, inputs, "cashOut")
}

fn cash(handle: &mut Handle, inputs: &Inputs, name: &str) -> Result<Outputs> {
    let sum = inputs.required(param::SUM, Inputs::decimal)?;
    let mut members = handle.task_of_operator(name);
    members.insert("cashSum".into(), super::receipt::number(sum));
    if inputs.flag(param::DOCUMENT_ELECTRONICALLY)? {
        members.insert("electronically".into(), true.into());
    }
    handle.make(&task(members)?)?;
    Ok(Outputs::from([(param::SHIFT_AUTO_OPENED, Value::Flag(false))]))
}
