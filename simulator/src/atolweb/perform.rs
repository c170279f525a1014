//! What a register does for a task.

use super::answer::{params, state_params};
use super::check::{TaskKind, at};
use super::decimal;
use super::document::DocumentKind;
use super::failure::{Failure, MARK_NOT_CHECKED, NO_CASH, NO_FN_DATA, NOT_IN_THIS_FFD, NOT_SUPPORTED};
use super::fiscal::Call;
use super::marks::Marks;
use super::position::{kopecks, together};
use super::state::State;
use super::{dates, fn_document, print_items, queries, tape, totals};
use crate::clock::unix_ms;
use serde_json::{Value, json};

/// How long a check of a mark may take, in milliseconds.
const MARK_TIMEOUT: u64 = 60_000;

type Done = Result<Value, Failure>;

impl State {
    /// Executes a task. On an error nothing is changed, except that a shift may have opened.
    pub(super) fn perform(&mut self, call: &Call) -> Done {
        use TaskKind as Kind;
        match call.kind {
            Kind::Receipt(_) | Kind::Correction(..) => self.receipt(call),
            Kind::OpenShift => self.open_shift(call).map(|made| params(&made, self.at(call))),
            Kind::CloseShift => self.close_shift(call).map(|made| params(&made, self.at(call))),
            Kind::CurrentState => {
                let made = self.current_state(call)?;
                let mut answer = state_params(self, &made, self.at(call));
                queries::add_exchange(self, self.at(call), &mut answer);
                Ok(answer)
            }
            Kind::Registration | Kind::Change | Kind::FnChange | Kind::CloseArchive => {
                let made = self.life_of_drive(call)?;
                Ok(params(&made, self.at(call)))
            }
            Kind::CashIn | Kind::CashOut => self.cash(call),
            Kind::OpenDrawer => {
                self.at_mut(call).world.drawer_open = true;
                Ok(Value::Null)
            }
            Kind::ReportX | Kind::Departments => {
                self.ensure_fiscal(call)?;
                self.note(call, DocumentKind::Report);
                Ok(Value::Null)
            }
            Kind::NonFiscal => {
                call.task["items"].as_array().into_iter().flatten().try_for_each(print_items::check)?;
                self.note(call, DocumentKind::NonFiscal);
                Ok(Value::Null)
            }
            Kind::LastReceiptCopy | Kind::PrintDocument | Kind::PrintJournal => self.copy(call),
            Kind::ContinuePrint => {
                self.print_rest(call.place);
                Ok(Value::Null)
            }
            Kind::SetClock => self.set_register_clock(call),
            Kind::Unsupported => Err(Failure::new(NOT_SUPPORTED)),
            kind if is_marking(kind) => self.mark(call),
            _ => self.query(call),
        }
    }

    /// A receipt. With `validateMarkingCodes` each mark is checked first, and all must be good.
    fn receipt(&mut self, call: &Call) -> Done {
        let asks = call.task.get("validateMarkingCodes") == Some(&Value::Bool(true)) && self.at(call).ffd.is_1_2();
        let mut validated = None;
        if asks {
            let items = call.task["items"].as_array().into_iter().flatten();
            let marks: Vec<Value> =
                items.filter_map(|item| at(item, "imcParams").map(|mark| of_position(mark, item))).collect();
            let answers = self.at_mut(call).marks.validate(&marks.iter().collect::<Vec<_>>(), MARK_TIMEOUT, true);
            if !Marks::are_good(&answers) {
                self.at_mut(call).marks.clear();
                let result = json!({"validateMarks": answers});
                return Err(Failure { result, ..Failure::new(MARK_NOT_CHECKED) });
            }
            validated = Some(answers);
        }
        let made = self.settle(call)?;
        let mut answer = params(&made, self.at(call));
        if let Some(answers) = validated.filter(|_| made.kind == DocumentKind::Receipt) {
            answer["validateMarks"] = answers.into();
        }
        Ok(answer)
    }

    /// Cash in and out of the drawer.
    fn cash(&mut self, call: &Call) -> Done {
        let sum = kopecks(&call.task["cashSum"])?;
        let (change, kind) = match call.kind {
            TaskKind::CashIn => (sum, DocumentKind::CashIn),
            _ => (-sum, DocumentKind::CashOut),
        };
        let left = together(self.at(call).cash, change)?;
        if left < 0 {
            return Err(Failure::new(NO_CASH));
        }
        self.ensure_shift(call)?;
        self.at_mut(call).cash = left;
        self.note(call, kind);
        Ok(json!({"counters": {"cashSum": decimal::roubles(self.at(call).cash)}}))
    }

    /// Prints documents of the drive again.
    fn copy(&mut self, call: &Call) -> Done {
        let register = self.at(call);
        let range = |path: &str| call.task[path].as_u64().unwrap_or(0);
        let (from, to) = match call.kind {
            TaskKind::PrintDocument => (range("fiscalDocumentNumber"), range("fiscalDocumentNumber")),
            _ => (range("from"), range("to")),
        };
        let by_shift = call.task["filter"] == "shiftNumber";
        let is_wanted = |document: &&super::Document| {
            let number = if by_shift { document.shift } else { document.number.unwrap_or(0) };
            match call.kind {
                TaskKind::LastReceiptCopy => document.kind.is_settlement(),
                _ => (from..=to).contains(&u64::from(number)),
            }
        };
        let mut found: Vec<_> = self.documents(register).filter(is_wanted).collect();
        if call.kind == TaskKind::LastReceiptCopy {
            found = found.split_off(found.len().saturating_sub(1));
        }
        let copies: Vec<_> = found.iter().map(|document| tape::printed(document, register)).collect();
        if copies.is_empty() {
            return Err(Failure::new(NO_FN_DATA));
        }
        let id = register.id.clone();
        for copy in copies {
            self.tape.print(&id, copy);
        }
        Ok(Value::Null)
    }

    fn set_register_clock(&mut self, call: &Call) -> Done {
        let given = call.task["dateTime"].as_str().and_then(dates::moment);
        let given = given.ok_or_else(|| Failure::because(77, "Неверные дата и время"))?;
        self.at_mut(call).clock_moved += given.since(call.now);
        Ok(Value::Null)
    }

    fn mark(&mut self, call: &Call) -> Done {
        if !self.at(call).ffd.is_1_2() {
            return Err(Failure::new(NOT_IN_THIS_FFD));
        }
        let task = call.task;
        let list: Vec<&Value> = task["params"].as_array().into_iter().flatten().collect();
        let timeout = task["timeout"].as_u64().unwrap_or(MARK_TIMEOUT);
        let waits = task.get("waitForResult") != Some(&Value::Bool(false));
        let marks = &mut self.at_mut(call).marks;
        match call.kind {
            TaskKind::ValidateMarks => return Ok(marks.validate(&list, timeout, waits).into()),
            TaskKind::AddMarks => return Ok(marks.add(&list).into()),
            TaskKind::BeginMark => return marks.begin(&task["params"], unix_ms()),
            TaskKind::MarkStatus => return Ok(marks.status(unix_ms())),
            TaskKind::AcceptMark => return marks.accept(unix_ms()),
            TaskKind::DeclineMark => return marks.decline(unix_ms()),
            TaskKind::CancelMark => marks.cancel(),
            TaskKind::ClearMarks => marks.clear(),
            _ => return Ok(marks.work_state(unix_ms())),
        }
        Ok(Value::Null)
    }

    fn query(&self, call: &Call) -> Done {
        let register = self.at(call);
        match call.kind {
            TaskKind::FnDocument => fn_document::answer(self, call),
            TaskKind::ShiftTotals => Ok(totals::of_shift(self, register)),
            TaskKind::OverallTotals => Ok(totals::overall(self, register)),
            TaskKind::DepartmentSum => Ok(totals::departments(self, register)),
            kind => queries::answer(self, register, kind, call.now),
        }
    }
}

fn is_marking(kind: TaskKind) -> bool {
    use TaskKind as Kind;
    matches!(
        kind,
        Kind::ValidateMarks
            | Kind::AddMarks
            | Kind::BeginMark
            | Kind::MarkStatus
            | Kind::AcceptMark
            | Kind::DeclineMark
            | Kind::CancelMark
            | Kind::ClearMarks
            | Kind::MarkWorkState
    )
}

/// A mark of a position as it is checked: goods sold by measure take their quantity from the position.
fn of_position(mark: &Value, item: &Value) -> Value {
    let mut mark = mark.clone();
    if matches!(mark["itemEstimatedStatus"].as_str(), Some("itemDryForSale" | "itemDryReturn")) {
        mark["itemQuantity"] = item["quantity"].clone();
        mark["itemUnits"] = item["measurementUnit"].clone();
    }
    mark
}
