//! What the server manages besides documents: its license, registers and operators.

use super::amount::of_money;
use super::document::DocumentKind;
use super::operator::Operator;
use super::refusal::{self, Refusal};
use super::register::{self, Register};
use super::sample;
use super::state::State;
use crate::clock::Moment;
use serde_json::{Map, Value, json};

type Request = Map<String, Value>;

fn text<'a>(request: &'a Request, name: &str) -> &'a str {
    request.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn number(request: &Request, name: &str) -> i64 {
    request.get(name).and_then(Value::as_i64).unwrap_or(0)
}

fn only_administrator(operator: &Operator) -> Result<(), Refusal> {
    if operator.is_administrator() { Ok(()) } else { Err(Refusal::new(refusal::ACCESS_DENIED)) }
}

/// The OFD that a request names, or the first one.
fn ofd_uid(request: &Request) -> Result<&'static str, Refusal> {
    let named = text(request, "ofd_uid");
    let fits = |uid: &&str| named.is_empty() || uid.eq_ignore_ascii_case(named);
    sample::OFDS.iter().map(|(uid, _)| *uid).find(fits).ok_or_else(|| Refusal::new(refusal::NO_SUCH_OFD))
}

impl State {
    /// `ActivateLicense`. Accepts any key of four groups of four hexadecimal digits.
    pub(super) fn activate(&mut self, request: &Request) -> Result<Value, Refusal> {
        let groups: Vec<&str> = text(request, "licenseKey").split('-').collect();
        let group = |group: &&str| group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_hexdigit());
        if groups.len() != 4 || !groups.iter().all(group) {
            return Err(Refusal::new(refusal::LICENSE_KEY));
        }
        self.core.licensed = true;
        Ok("ok".into())
    }

    /// `GetKKMList`: the registers that the operator may use.
    pub(super) fn registers(&self, request: &Request, operator: &Operator) -> Result<Value, Refusal> {
        if request.contains_key("ofd_id") {
            let register = self.register_for(number(request, "ofd_id"), operator)?;
            return Ok(json!([register.to_json()]));
        }
        Ok(self.core.registers.iter().filter(|register| register.admits(operator)).map(Register::to_json).collect())
    }

    pub(super) fn vendor_id(&mut self, request: &Request, now: Moment) -> Result<Value, Refusal> {
        ofd_uid(request)?;
        let vendor_id = self.next_vendor_id(now);
        Ok(json!({"manufacture_date": register::written(Some(now)), "vendor_id": vendor_id}))
    }

    fn next_vendor_id(&mut self, now: Moment) -> String {
        self.core.vendor_ids = self.core.vendor_ids.wrapping_add(1);
        let [year, month, day, ..] = now.parts();
        format!("ISCR{:02}{month:02}{day:02}{:07}", year % 100, self.core.vendor_ids % 10_000_000)
    }

    /// `SaveKKM`: creates a register, or changes the settings of an existing one.
    pub(super) fn save_register(
        &mut self,
        request: &Request,
        operator: &Operator,
        now: Moment,
    ) -> Result<Value, Refusal> {
        only_administrator(operator)?;
        let (ofd_id, token, uid) = (number(request, "ofd_id"), number(request, "ofd_token"), ofd_uid(request)?);
        if self.register(ofd_id).is_err() {
            if token == 0 {
                return Err(Refusal::because(refusal::CREDENTIALS, "ofd_token"));
            }
            if !self.online {
                return Err(Refusal::new(refusal::NO_CONNECTION));
            }
            let vendor_id = self.next_vendor_id(now);
            self.core.last_register += 1;
            let mut register = Register::new(self.core.last_register, ofd_id, operator.id, vendor_id, now);
            uid.clone_into(&mut register.ofd_uid);
            self.recall(&mut register);
            self.core.registers.push(register);
        }
        let register = self.register_mut(ofd_id)?;
        register.set(request);
        if request.contains_key("ofd_uid") {
            uid.clone_into(&mut register.ofd_uid);
        }
        if token != 0 {
            register.ofd_token = token;
            register.invalid_token = false;
        }
        if self.online {
            self.send_queue(now);
        }
        self.register(ofd_id).map(Register::to_json)
    }

    /// Restores what the OFD still knows of a deleted register: its shifts and its non-nullable sums.
    fn recall(&self, register: &mut Register) {
        for document in self.documents(register.ofd_id) {
            register.shift = register.shift.max(document.shift.saturating_add(1));
            let operation = document.data["operation"].as_u64().and_then(|code| usize::try_from(code).ok());
            let sum = operation.and_then(|operation| register.sums.get_mut(operation));
            if let Some(sum) = sum.filter(|_| document.kind == DocumentKind::Ticket) {
                *sum += of_money(&document.data["amounts"]["total"]);
            }
        }
        register.start_sums = register.sums;
    }

    pub(super) fn delete_register(&mut self, request: &Request, operator: &Operator) -> Result<Value, Refusal> {
        only_administrator(operator)?;
        let ofd_id = number(request, "ofd_id");
        if self.register(ofd_id)?.opened.is_some() {
            return Err(Refusal::new(refusal::SHIFT_NOT_CLOSED));
        }
        if self.documents(ofd_id).any(|document| document.unsent) {
            return Err(Refusal::new(refusal::OFFLINE_QUEUE));
        }
        self.core.registers.retain(|register| register.ofd_id != ofd_id);
        Ok("ok".into())
    }

    /// `GetOperatorList`: all operators for an administrator, only themselves for others.
    pub(super) fn operators(&self, asking: &Operator) -> Value {
        let seen = |operator: &&Operator| asking.is_administrator() || operator.id == asking.id;
        self.core.operators.iter().filter(seen).map(|operator| operator.to_json("ID")).collect()
    }

    /// `SaveOperator`: creates an operator if the ID is missing or 0.
    pub(super) fn save_operator(&mut self, request: &Request, asking: &Operator) -> Result<Value, Refusal> {
        only_administrator(asking)?;
        let (id, pin, email) = (number(request, "ID"), text(request, "access_pin"), text(request, "email"));
        if !(4..=8).contains(&pin.len()) || !pin.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::because(refusal::WRONG_ACCESS_CODE, "access_pin: нужно от 4 до 8 цифр"));
        }
        let others = || self.core.operators.iter().filter(|operator| operator.id != id);
        if others().any(|other| other.is_known_by(pin) || (!email.is_empty() && other.email == email)) {
            return Err(Refusal::new(refusal::USED_ACCESS_CODE));
        }
        let role = request.get("role").and_then(Value::as_u64).and_then(|role| u8::try_from(role).ok());
        let role = role.unwrap_or_default();
        let demoted = self.core.operators.iter().any(|operator| operator.id == id && operator.is_administrator());
        if demoted && role != 1 && !others().any(Operator::is_administrator) {
            return Err(Refusal::because(refusal::INVALID_FIELDS, "role: администратор больше не останется"));
        }
        let mut saved = Operator {
            email: email.to_owned(),
            bindings: register::ids(request.get("bindings")),
            owner_id: asking.id,
            custom_data: request.get("custom_data").cloned().unwrap_or_default(),
            ..Operator::new(id, text(request, "name"), role, pin)
        };
        if id == 0 {
            self.core.last_operator += 1;
            saved.id = self.core.last_operator;
            self.core.operators.push(saved.clone());
        } else {
            let known = self.core.operators.iter_mut().find(|operator| operator.id == id);
            let known = known.ok_or_else(|| Refusal::new(refusal::NO_SUCH_OPERATOR))?;
            saved.token = known.token.take();
            saved.owner_id = known.owner_id;
            *known = saved.clone();
        }
        Ok(saved.to_json("id"))
    }

    pub(super) fn delete_operator(&mut self, request: &Request, asking: &Operator) -> Result<Value, Refusal> {
        only_administrator(asking)?;
        let id = number(request, "ID");
        if !self.core.operators.iter().any(|operator| operator.id == id) {
            return Err(Refusal::new(refusal::NO_SUCH_OPERATOR));
        }
        if id == asking.id {
            return Err(Refusal::new(refusal::OPERATOR_NOT_DELETED));
        }
        self.core.operators.retain(|operator| operator.id != id);
        Ok("ok".into())
    }
}
