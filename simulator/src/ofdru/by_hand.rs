//! What tests control: the tax service's answers, the server's behaviour, revoked tokens, registered devices.

use super::device::OfdRu;
use super::filing::{Decision, Registered};
use super::refusal::{self, Refusal};
use super::words::Status;
use super::{Options, reg_number};
use crate::control;
use crate::http::{Answer, Request};
use serde_json::{Value, json};

impl OfdRu {
    /// Answers the control paths that only this server has.
    pub(super) fn by_hand(&self, request: &Request) -> Option<Answer> {
        let given = control::body(&request.body);
        let told = |done: bool, what: &str| if done { control::done() } else { Answer::text(400, what) };
        match (request.method.as_str(), request.path.as_str()) {
            ("POST", "/fns") => {
                Some(told(self.control_fns(&given).is_some(), "no such decision, or nothing waits for it\n"))
            }
            ("POST", "/tokens") => {
                Some(told(given["revoke"] == true && self.revoke_tokens(), "{\"revoke\": true} is needed\n"))
            }
            ("POST", "/register") => {
                let text = |name: &str| given[name].as_str();
                let texts = (text("inn"), text("serialNumber"), text("fnNumber"));
                let (Some(inn), Some(serial), Some(drive)) = texts else {
                    return Some(Answer::text(400, "inn, serialNumber and fnNumber are needed\n"));
                };
                let number = self.put_on_record(inn, serial, drive);
                Some(Answer::json(&json!({"ok": number.is_some(), "regNumber": number})))
            }
            _ => None,
        }
    }

    /// Answers an application on behalf of the tax service. Returns `false` if the tax service does not have the
    /// application.
    pub(super) fn decide(&self, id: &str, decision: &Decision) -> bool {
        let now = self.memory.now();
        let mut state = self.memory.state();
        let done = self.settle(&mut state, now).and_then(|()| {
            let found = state.core.applications.iter().position(|application| {
                application.status == Status::SentToFns && (id == "*" || application.id.eq_ignore_ascii_case(id))
            });
            let index =
                found.ok_or_else(|| Refusal::because(refusal::APPLICATION_NOT_FOUND, "такой заявки у ФНС нет"))?;
            self.change(&mut state, |state| {
                state.decide(index, decision, now);
                Ok(())
            })
        });
        done.is_ok()
    }

    /// Changes how the server and the tax service behave.
    pub(super) fn behave(&self, change: impl FnOnce(&mut Options)) {
        change(&mut self.memory.state().options);
    }

    /// Makes all tokens invalid before their time; `false` if that cannot be saved.
    pub(super) fn revoke_tokens(&self) -> bool {
        let mut state = self.memory.state();
        self.change(&mut state, |state| {
            state.core.tokens.clear();
            Ok(())
        })
        .is_ok()
    }

    /// Adds a register to the tax service's record. Returns its registration number.
    pub(super) fn put_on_record(&self, inn: &str, serial_number: &str, fn_number: &str) -> Option<String> {
        let mut state = self.memory.state();
        let made = self.change(&mut state, |state| {
            state.core.last_number += 1;
            let number = reg_number::of(state.core.last_number, inn, serial_number);
            state.core.registers.push(Registered {
                reg_number: number.clone(),
                inn: inn.to_owned(),
                serial_number: serial_number.to_owned(),
                fn_number: fn_number.to_owned(),
                active: true,
            });
            Ok(number)
        });
        made.ok()
    }

    fn control_fns(&self, given: &Value) -> Option<()> {
        let text = |name: &str| given[name].as_str();
        let decision = if given.get("approve").is_some() {
            Decision::Approve
        } else if given.get("reject").is_some() {
            let fields = given["fields"].as_array().into_iter().flatten().filter_map(Value::as_str);
            Decision::Reject {
                reason: text("reason").unwrap_or("отказ").to_owned(),
                fields: fields.map(str::to_owned).collect(),
            }
        } else if given.get("fail").is_some() {
            Decision::Fail
        } else {
            return self.control_options(given);
        };
        let id = ["approve", "reject", "fail"].into_iter().find_map(text)?;
        self.decide(id, &decision).then_some(())
    }

    fn control_options(&self, given: &Value) -> Option<()> {
        let members = given.as_object().filter(|members| !members.is_empty())?;
        for (name, value) in members {
            match name.as_str() {
                "byHand" => {
                    let seconds = if value.as_bool()? { None } else { Some(0) };
                    self.behave(|options| options.answer_seconds = seconds);
                }
                "answerSeconds" => {
                    let seconds = value.as_u64()?.try_into().ok()?;
                    self.behave(|options| options.answer_seconds = Some(seconds));
                }
                "wrongNumbers" => {
                    let wrong = value.as_bool()?;
                    self.behave(|options| options.wrong_numbers = wrong);
                }
                _ => return None,
            }
        }
        Some(())
    }
}
