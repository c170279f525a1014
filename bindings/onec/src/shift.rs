//! Shifts, reports and cash: InputParameters as tasks, and the register's answers as OutputParameters (requirements
//! §3.5).

use super::device::Device;
use super::draft::Draft;
use super::row::{Row, row};
use super::values::{flag, text, unless};
use super::xml::Element;
use kassa::error::{Error, ErrorKind, Fault, Result};
use kassa::task::date::{self, local_time};
use kassa::task::json::Node;
use serde_json::Value;

/// Attributes of the input of reports and cash operations.
const INPUT: &[Row] =
    &[row(&["CashierName"], "operator.name", text), row(&["CashierINN", "CashierVATIN"], "operator.vatin", text)];

/// Address and place, which no report and no cash operation has.
const REGISTERED: [&str; 4] = ["SaleAddress", "AddressSettle", "SaleLocation", "PlaceSettle"];

/// Receipt types in the order of their codes, which also number the counters.
pub const KINDS: [&str; 4] = ["sell", "sellReturn", "buy", "buyReturn"];

/// Place of the input.
const AT: &str = "InputParameters/Parameters";

/// A task with the attributes of an input document.
pub fn task(name: &str, xml: &str, device: &Device) -> Result<Draft> {
    let mut draft = Draft::new(name);
    if !xml.trim().is_empty() {
        let input = Element::read("InputParameters", xml, &["InputParameters"])?;
        let nothing = Element::default();
        let parameters = input.child("Parameters").unwrap_or(&nothing);
        synchronize(parameters, device)?;
        draft.fill("", parameters, AT, INPUT);
        if let Some((name, _)) = parameters.attribute(&REGISTERED) {
            device.note(&format!("{AT}/@{name}"), "not sent: the register writes it from its registration");
        }
        print(&mut draft, parameters, device);
    }
    draft.complete(device);
    Ok(draft)
}

/// The wish to print a report or not. A register that has no choice prints it, or prints nothing at all.
fn print(draft: &mut Draft, parameters: &Element, device: &Device) {
    const NAME: &str = "PrintRequired";
    let Some((_, wish)) = parameters.attribute(&[NAME]) else { return };
    let place = format!("{AT}/@{NAME}");
    if flag(wish).is_ok() && !device.supports(draft.name(), "electronically") {
        device.note(&place, "not sent: the register decides what it prints");
    } else {
        draft.take("electronically", wish, &place, unless);
    }
}

/// Handles the input of a query. It makes no document, so only the request to set the clock matters.
pub fn heed(xml: &str, device: &Device) -> Result<()> {
    if xml.trim().is_empty() {
        return Ok(());
    }
    let input = Element::read("InputParameters", xml, &["InputParameters"])?;
    input.child("Parameters").map_or(Ok(()), |parameters| synchronize(parameters, device))
}

/// Sets the register's clock to this machine's time, if the input asks for it.
fn synchronize(parameters: &Element, device: &Device) -> Result<()> {
    let Some((name, wish)) = parameters.attribute(&["TimeSynchronization"]) else { return Ok(()) };
    let place = format!("{AT}/@{name}");
    let refused = |problem| {
        Err(Error::before(ErrorKind::BadDocument(vec![Fault {
            path: place.clone(),
            value: Some(wish.into()),
            problem,
        }])))
    };
    match flag(wish) {
        Ok(Node::Bool(true)) => {}
        Ok(_) => return Ok(()),
        Err(problem) => return refused(problem),
    }
    let mut draft = Draft::new("setDateTime");
    draft.put("dateTime", Node::Text(local_time()?.into()), &place);
    match draft.execute(device) {
        Err(Error { kind: ErrorKind::Unsupported { .. }, .. }) => {
            device.note(&place, "not done: the register's clock cannot be set from here");
            Ok(())
        }
        other => other.map(drop),
    }
}

/// The totals of the open shift, for a register whose report of the closed shift does not contain them; `null` if the
/// register does not tell them.
pub struct Totals(Value);

impl Totals {
    /// Asks for the totals. A failure is ignored: the shift is closed all the same.
    pub fn of(device: &Device) -> Self {
        let answer = device.ask("getShiftTotals");
        Self(answer.ok().and_then(|mut answer| answer.get_mut("shiftTotals").map(Value::take)).unwrap_or_default())
    }
}

/// Collects the output of a method from several answers of the register.
pub struct State<'a> {
    device: &'a Device,
    parameters: Element,
}

impl<'a> State<'a> {
    fn of(device: &'a Device) -> Self {
        Self { device, parameters: Element::new("Parameters") }
    }

    /// The numbers of a document that was just made, and the state of the shift after it. If none was made, the state
    /// from the answer.
    pub fn after(device: &'a Device, answer: &Value, shift: &str) -> Self {
        let mut state = Self::of(device);
        if let Some(shift) = answer.get("shiftStatus") {
            state.put_shift(shift);
            return state;
        }
        let fiscal = answer.get("fiscalParams").unwrap_or(&Value::Null);
        state.put("ShiftNumber", fiscal, "shiftNumber");
        state.put("CheckNumber", fiscal, "fiscalDocumentNumber");
        state.parameters.set("DateTime", fiscal.get("fiscalDocumentDateTime").and_then(Value::as_str).and_then(iso));
        state.parameters.set("ShiftState", Some(shift.to_owned()));
        state.put_counters(answer);
        state
    }

    /// Counts and sums of the shift's receipts by type, if the register's report contains them.
    fn put_counters(&mut self, answer: &Value) {
        if let Some(receipts) = answer.pointer("/counters/receipts") {
            self.put_receipts(receipts);
        }
    }

    /// Adds the totals of the shift that has just been closed, from a register whose report does not contain them.
    #[must_use]
    pub fn with_totals(mut self, totals: &Totals) -> Self {
        let closed = self.parameters.attribute(&["ShiftNumber"]).map(|(_, number)| number);
        let is_of_shift = closed.is_some() && totals.0.get("shiftNumber").map(Value::to_string).as_deref() == closed;
        if let Some(receipts) = totals.0.get("receipts").filter(|_| is_of_shift && self.parameters.children.is_empty())
        {
            self.put_receipts(receipts);
        }
        self
    }

    fn put_receipts(&mut self, of_kinds: &Value) {
        for (index, kind) in KINDS.iter().enumerate() {
            let Some(counter) = of_kinds.get(kind) else { continue };
            let told = |name| counter.get(name).filter(|value| value.is_number()).map(Value::to_string);
            let receipts =
                Element::new("Parameters").with("CheckCount", told("count")).with("TotalChecksAmount", told("sum"));
            self.parameters
                .children
                .push(Element::new(&format!("CountersOperationType{}", index + 1)).holding(receipts));
        }
    }

    fn put_shift(&mut self, shift: &Value) {
        self.put("ShiftNumber", shift, "number");
        let state = shift.get("state").and_then(Value::as_str);
        let by_shift = self.device.numbers_by_shift() && matches!(state, Some("opened" | "expired"));
        self.put("ShiftClosingCheckNumber", shift, if by_shift { "documentsCount" } else { "fiscalReceiptNumber" });
        // A shift that the program has opened is open, also where the register opens it with the first receipt.
        let awaits = shift.get("awaitsReceipt") == Some(&Value::Bool(true));
        let state = match state {
            Some("closed") if !awaits => Some("1"),
            Some("opened" | "closed") => Some("2"),
            Some("expired") => Some("3"),
            _ => None,
        };
        self.parameters.set("ShiftState", state.map(str::to_owned));
        if state != Some("1") {
            self.parameters.set("DateTime", shift.get("openedAt").and_then(Value::as_str).and_then(iso));
        }
    }

    fn put(&mut self, name: &str, from: &Value, member: &str) {
        self.parameters.set(name, from.get(member).filter(|value| value.is_number()).map(Value::to_string));
    }

    /// A query whose failure is ignored: the attribute is then omitted.
    fn asked(&self, task: &str, member: &str) -> Value {
        let answer = self.device.ask(task);
        answer.ok().and_then(|mut answer| answer.get_mut(member).map(Value::take)).unwrap_or_default()
    }

    /// The current state of the register. Fails only if the state of the shift cannot be read, which shows that there
    /// is no connection.
    pub fn now(device: &'a Device) -> Result<Self> {
        let answer = device.ask("getShiftStatus")?;
        let mut state = Self::of(device);
        state.put_shift(answer.get("shiftStatus").unwrap_or(&Value::Null));
        Ok(state.with_drive().with_cash().with_backlog())
    }

    /// The state after a report. Failed queries are ignored, because the document has been made.
    pub fn after_report(device: &'a Device) -> Self {
        let mut state = Self::of(device);
        state.put_shift(&state.asked("getShiftStatus", "shiftStatus"));
        state.with_cash().with_backlog()
    }

    /// Adds the state of the fiscal drive.
    #[must_use]
    pub fn with_drive(mut self) -> Self {
        let drive = self.asked("getFnStatus", "fnStatus");
        if self.parameters.attribute(&["CheckNumber"]).is_none() {
            self.put("CheckNumber", &drive, "fiscalDocumentNumber");
        }
        if self.parameters.attribute(&["ShiftClosingCheckNumber"]).is_none() {
            self.put("ShiftClosingCheckNumber", &drive, "fiscalReceiptNumber");
        }
        let warnings = drive.get("warnings").unwrap_or(&Value::Null);
        let flags = [("FNError", "needReplacement"), ("FNOverflow", "memoryOverflow"), ("FNFail", "resourceExhausted")];
        for (name, member) in flags {
            let flag = warnings.get(member).and_then(Value::as_bool);
            self.parameters.set(name, flag.map(|flag| flag.to_string()));
        }
        let drive = self.asked("getFnInfo", "fnInfo");
        let valid = drive.get("validityDate").and_then(Value::as_str);
        self.parameters
            .set("FNValidityDate", valid.and_then(|day| iso(day).or_else(|| iso(&format!("{day}T00:00:00")))));
        self
    }

    /// Adds the cash in the drawer.
    #[must_use]
    pub fn with_cash(mut self) -> Self {
        let state = self.asked("getDeviceStatus", "deviceStatus");
        self.put("CashBalance", &state, "cashSum");
        if self.parameters.attribute(&["CashBalance"]).is_none() {
            let drawer = self.asked("getCashDrawerStatus", "counters");
            self.put("CashBalance", &drawer, "cashSum");
        }
        self
    }

    /// Adds the documents that wait for the OFD.
    #[must_use]
    pub fn with_backlog(mut self) -> Self {
        let status = self.asked("ofdExchangeStatus", "status");
        self.put("BacklogDocumentsCounter", &status, "notSentCount");
        let waits = status.get("notSentCount").and_then(Value::as_u64).is_some_and(|count| count > 0);
        if waits {
            self.put("BacklogDocumentFirstNumber", &status, "notSentFirstDocNumber");
            let first = status.get("notSentFirstDocDateTime").and_then(Value::as_str).and_then(iso);
            self.parameters.set("BacklogDocumentFirstDateTime", first);
        }
        self
    }

    /// The document as XML.
    pub fn write(self) -> String {
        Element::new("OutputParameters").holding(self.parameters).write()
    }
}

/// A register's time in the format that 1C reads: `2025-03-01T10:00:00`.
pub fn iso(text: &str) -> Option<String> {
    date::told_date_time(text).map(date::iso)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_registers_become_those_of_1c() {
        for (given, expected) in [
            ("2025-03-01T10:00:00", Some("2025-03-01T10:00:00")),
            ("2025-03-01T10:00:00+03:00", Some("2025-03-01T10:00:00")),
            ("2025-03-01 10:00", Some("2025-03-01T10:00:00")),
            ("01.03.2025 10:00:00", Some("2025-03-01T10:00:00")),
            ("2025-03-01", None),
            ("soon", None),
        ] {
            assert_eq!(iso(given).as_deref(), expected, "{given}");
        }
    }
}
