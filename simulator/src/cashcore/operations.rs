//! The operations that make documents: tickets, cash in and out, reports.

use super::amount::{self, tiyn};
use super::body::{self, Sign};
use super::document::{By, Document, DocumentKind};
use super::figures::Figures;
use super::operator::Operator;
use super::refusal::{self, Refusal};
use super::register::Register;
use super::state::State;
use super::ticket::{self, BUY, SELL_RETURN, Settlement};
use super::{report, sample, tape, taxpayer};
use crate::clock::Moment;
use serde_json::{Map, Value, json};

/// Who performs an operation, and when.
#[derive(Clone, Copy)]
pub(super) struct Doing<'a> {
    pub(super) operator: &'a Operator,
    pub(super) by: By,
    pub(super) now: Moment,
}

type Request = Map<String, Value>;

/// The register's number at the OFD, from a request that was checked before.
pub(super) fn ofd_id(request: &Request, name: &str) -> i64 {
    request.get(name).and_then(Value::as_i64).unwrap_or(-1)
}

fn operation(request: &Request) -> usize {
    request.get("operation").and_then(Value::as_u64).and_then(|code| usize::try_from(code).ok()).unwrap_or(0)
}

/// Checks the rules for a ticket that do not depend on the register's state.
pub(super) fn check_ticket(request: &Request, checks_taxpayers: bool) -> Result<(), Refusal> {
    ticket::check_taxes(request)?;
    let mut kinds: Vec<i64> =
        ticket::list(request.get("payments")).iter().filter_map(|payment| payment["type"].as_i64()).collect();
    kinds.sort_unstable();
    if kinds.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(Refusal::because(refusal::INVALID_FIELDS, "payments: вид оплаты повторяется"));
    }
    if let Some(domain) = request.get("domain") {
        let needed = match domain["type"].as_i64() {
            Some(1 | 3) => "services",
            Some(2) => "gasoil",
            Some(4) => "taxi",
            Some(5) => "parking",
            _ => "",
        };
        if !needed.is_empty() && domain.get(needed).is_none() {
            return Err(Refusal::because(refusal::INVALID_FIELDS, format!("domain.{needed}: поля нет")));
        }
    }
    let customer = request.get("customer_iin_or_bin").and_then(Value::as_str).unwrap_or_default();
    if checks_taxpayers && !customer.is_empty() && !taxpayer::is_valid(customer) {
        return Err(Refusal::because(refusal::INVALID_FIELDS, "customer_iin_or_bin: контрольный разряд неверен"));
    }
    Ok(())
}

impl State {
    /// The register, if it can make a document now.
    fn ready(&mut self, ofd_id: i64, doing: Doing) -> Result<&mut Register, Refusal> {
        self.register_for(ofd_id, doing.operator)?.check_ready(doing.now)?;
        self.register_mut(ofd_id)
    }

    /// Closes a shift that is 24 hours old. Only a ticket does this, and it does so before its sums are checked.
    pub(super) fn close_old_shift(&mut self, request: &Request, doing: Doing) -> Result<(), Refusal> {
        let ofd_id = ofd_id(request, "kkm_ofd_id");
        if self.ready(ofd_id, doing)?.shift_is_old(doing.now) {
            self.close_shift(ofd_id, Value::Null, Doing { by: By::Register, ..doing })?;
        }
        Ok(())
    }

    pub(super) fn trade(&mut self, request: &Request, doing: Doing) -> Result<Value, Refusal> {
        let Doing { operator, now, .. } = doing;
        let (ofd_id, online, made) = (ofd_id(request, "kkm_ofd_id"), self.online, self.ledger.len());
        let register = self.ready(ofd_id, doing)?;
        if request.get("customer_iin_or_bin").is_some_and(|customer| customer == sample::SELLER) {
            return Err(Refusal::new(refusal::SAME_TAXPAYER));
        }
        let settlement = ticket::settle(request)?;
        let operation = operation(request);
        let pays_out = matches!(operation, BUY | SELL_RETURN);
        if pays_out && register.cash < settlement.cash {
            return Err(Refusal::new(refusal::NOT_ENOUGH_CASH));
        }
        register.open_shift(now);
        let sign = sign(register, &settlement, online, now, made);
        let sign_of_flow = if pays_out { -1 } else { 1 };
        register.cash += sign_of_flow * settlement.cash;
        register.revenue += sign_of_flow * settlement.to_pay;
        if let Some(sum) = register.sums.get_mut(operation) {
            *sum += settlement.to_pay;
        }
        let place = (register.shift, register.number);
        let body = body::ticket(request, &settlement, &sign, place, operator, now);
        let mut data = self.made(ofd_id, DocumentKind::Ticket, request.clone().into(), body, doing)?;
        if let Some(document) = self.ledger.last_mut() {
            document.fiscal_id = Some(sign.fiscal_id.clone());
        }
        self.print();
        let register = self.register(ofd_id)?;
        let ofd = tape::ofd(register);
        data["fiscal_id"] = sign.fiscal_id.into();
        data["qr_code"] = sign.qr_code.into();
        data["ofd_name"] = ofd.into();
        data["ofd_url"] = sample::CONSUMER.into();
        Ok(data)
    }

    pub(super) fn place_money(&mut self, request: &Request, doing: Doing) -> Result<Value, Refusal> {
        let sum = tiyn(request.get("sum").unwrap_or(&Value::Null));
        if sum <= 0 {
            return Err(Refusal::because(refusal::INVALID_FIELDS, "sum: нужно больше нуля"));
        }
        let (ofd_id, withdraws) = (ofd_id(request, "kkm_ofd_id"), operation(request) == 1);
        let cash = self.register_for(ofd_id, doing.operator)?.cash;
        if withdraws && cash < sum {
            return Err(Refusal::new(refusal::NOT_ENOUGH_CASH));
        }
        self.ready(ofd_id, doing)?;
        self.move_cash(ofd_id, withdraws, sum, request.clone().into(), doing)
    }

    fn move_cash(
        &mut self,
        ofd_id: i64,
        withdraws: bool,
        sum: i64,
        request: Value,
        doing: Doing,
    ) -> Result<Value, Refusal> {
        let online = self.online;
        let register = self.register_mut(ofd_id)?;
        let offline = register.find_ofd(online, doing.now);
        register.cash += if withdraws { -sum } else { sum };
        let place = (register.shift, register.number);
        let body = body::placement(usize::from(withdraws), sum, place, offline, doing.operator, doing.now);
        let data = self.made(ofd_id, DocumentKind::MoneyPlacement, request, body, doing)?;
        self.print();
        Ok(data)
    }

    pub(super) fn report(&mut self, request: &Request, doing: Doing) -> Result<Value, Refusal> {
        let ofd_id = ofd_id(request, "kkm_ofd_id");
        self.ready(ofd_id, doing)?;
        let asked: Value = request.clone().into();
        if request.get("report_type").is_some_and(|kind| *kind == 0) {
            return self.close_shift(ofd_id, asked, doing);
        }
        let online = self.online;
        self.register_mut(ofd_id)?.find_ofd(online, doing.now);
        self.make_report(ofd_id, DocumentKind::Report, asked, doing)
    }

    /// Makes a Z report and closes the shift. Like the vendor's server, it also accepts a shift that was never opened.
    fn close_shift(&mut self, ofd_id: i64, request: Value, doing: Doing) -> Result<Value, Refusal> {
        let online = self.online;
        let register = self.register_mut(ofd_id)?;
        register.find_ofd(online, doing.now);
        let (withdraws, cash) = (register.auto_withdraw_money, register.cash);
        if withdraws && cash > 0 {
            self.move_cash(ofd_id, true, cash, Value::Null, Doing { by: By::Register, ..doing })?;
        }
        let mut data = self.make_report(ofd_id, DocumentKind::CloseShift, request, doing)?;
        let register = self.register_mut(ofd_id)?;
        register.close_shift(doing.now);
        data["shift_state"] = register.shift_state().into();
        Ok(data)
    }

    fn make_report(&mut self, ofd_id: i64, kind: DocumentKind, request: Value, doing: Doing) -> Result<Value, Refusal> {
        let register = self.register(ofd_id)?;
        let figures = Figures::of(self.documents(ofd_id), register.shift);
        let closes = kind == DocumentKind::CloseShift;
        let body = report::body(register, &figures, closes, doing.now);
        let mut data = self.made(ofd_id, kind, request, body, doing)?;
        self.print();
        data["report_type"] = u8::from(!closes).into();
        data["total_payments"] = report::total_payments(&figures);
        Ok(data)
    }

    /// Adds a document to the ledger under the register's next number. Returns the members that all answers have.
    fn made(
        &mut self,
        ofd_id: i64,
        kind: DocumentKind,
        request: Value,
        body: Value,
        doing: Doing,
    ) -> Result<Value, Refusal> {
        let id = self.ledger.last().map_or(1, |last| last.id + 1);
        let register = self.register_mut(ofd_id)?;
        let offline = register.offline_since.is_some();
        let document = Document {
            id,
            kind,
            register: ofd_id,
            time: doing.now.to_string(),
            shift: register.shift,
            number: register.number,
            operator: doing.operator.id,
            request,
            data: body,
            fiscal_id: None,
            offline,
            unsent: offline,
            by: doing.by,
        };
        register.number += 1;
        // The answer to a Z report has the same `command_type` as an X report.
        let command = if kind == DocumentKind::CloseShift { 3 } else { kind.command() };
        let mut data = json!({
            "command_type": command, "is_offline": offline, "is_invalid_token": register.invalid_token,
            "kkm_local_name": register.local_name, "operator_name": doing.operator.name,
            "fr_shift_number": document.shift, "shift_document_number": document.number,
            "shift_state": register.shift_state(), "reg_info": register.reg_info(),
            "vat_certificate": register.vat_certificate, "body": document.data, "ads_info": [],
        });
        if doing.operator.is_inspector() {
            data["is_dummy"] = true.into();
        }
        self.ledger.push(document);
        Ok(data)
    }

    /// Prints the newest document on the tape.
    fn print(&mut self) {
        let Some(document) = self.ledger.last() else { return };
        let Ok(register) = self.register(document.register) else { return };
        let printed = tape::printed(document, register);
        self.tape.print(&document.register.to_string(), printed);
    }
}

/// Makes the fiscal sign: the OFD's, or the register's own number while the OFD is unreachable.
///
/// The numbers of autonomous tickets start at 1001. The two kinds differ in the QR code too: an autonomous one has
/// `/?&i=` and a decimal comma.
fn sign(register: &mut Register, settlement: &Settlement, online: bool, now: Moment, made: usize) -> Sign {
    let (sum, time) = (amount::printed(settlement.to_pay), now.compact_seconds());
    let state_number = register.state_number();
    let consumer = sample::CONSUMER;
    if register.find_ofd(online, now) {
        register.offline_ticket = register.offline_ticket.max(1000) + 1;
        let (number, sum) = (register.offline_ticket, sum.replace('.', ","));
        return Sign {
            fiscal_id: number.to_string(),
            qr_code: format!("{consumer}/?&i={number}&f={state_number}&s={sum}&t={time}"),
            offline_ticket: number,
        };
    }
    // Ten digits that look random. They do not repeat within a ledger, nor in a ledger that is started later.
    let hours = Moment::parse("2000-01-01T00:00:00").map_or(0, |then| now.since(then) / 3600).unsigned_abs();
    let made = u128::try_from(made).unwrap_or(0) + 1 + u128::from(hours) * 1_000_003;
    let number = 1_000_000_000 + (made * 2_654_435_761 + u128::from(register.id.unsigned_abs())) % 8_999_999_993;
    Sign {
        fiscal_id: number.to_string(),
        qr_code: format!("{consumer}?i={number}&f={state_number}&s={sum}&t={time}"),
        offline_ticket: 0,
    }
}
