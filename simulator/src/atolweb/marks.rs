//! Checking of marking codes (FFD 1.2): by the fiscal drive, then by the server of the marking system.

use super::failure::{Failure, MARK_IN_PROGRESS, MARK_NOT_CHECKED, MARK_TIMEOUT, MARK_WRONG_STATE};
use super::mark_check::{Check, GOOD, Rule, code_of, driver_error, flags, flags_of};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The checked marks of a register, and how checks end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Marks {
    pub(super) rules: Vec<Rule>,
    /// The error of every check that asks the server; 0 if the server can be reached.
    pub(super) server: u16,
    /// How long the server takes, in milliseconds.
    pub(super) delay_ms: u64,
    /// Whether a receipt with a code that was not checked is refused.
    pub(super) must_be_checked: bool,
    current: Option<Check>,
    /// The accepted codes, each with its flags.
    accepted: Vec<(String, u8)>,
    sold: u32,
}

impl Marks {
    fn begun(&self, given: &Value, sends: bool, now_ms: u64) -> Check {
        let imc = code_of(given["imc"].as_str().unwrap_or_default());
        let fits = |rule: &&Rule| rule.imc == "*" || imc.contains(&rule.imc);
        let mut rule = self.rules.iter().find(fits).cloned().unwrap_or_else(Rule::good);
        if rule.error == 0 {
            rule.error = self.server;
        }
        let ready_ms = now_ms + if sends { self.delay_ms } else { 0 };
        Check { imc, given: given.clone(), rule, ready_ms, is_sent: sends }
    }

    pub(super) fn begin(&mut self, given: &Value, now_ms: u64) -> Result<Value, Failure> {
        if self.current.is_some() {
            return Err(Failure::new(MARK_IN_PROGRESS));
        }
        let check = self.begun(given, given.get("notSendToServer") != Some(&Value::Bool(true)), now_ms);
        let answer = json!({"offlineValidation": check.offline()});
        self.current = Some(check);
        Ok(answer)
    }

    pub(super) fn status(&self, now_ms: u64) -> Value {
        let Some(check) = &self.current else { return json!({"driverError": driver_error(MARK_WRONG_STATE)}) };
        if check.ready_ms > now_ms {
            return json!({"ready": false});
        }
        let error = if check.is_sent { check.rule.error } else { 0 };
        let mut answer = json!({
            "ready": true, "driverError": driver_error(error), "sentImcRequest": check.is_sent,
        });
        if error == 0 {
            answer["onlineValidation"] = check.online();
        }
        answer
    }

    pub(super) fn accept(&mut self, now_ms: u64) -> Result<Value, Failure> {
        let check = self.ended(now_ms)?;
        let result = check.result();
        self.accepted.push((check.imc, result));
        Ok(json!({"itemInfoCheckResult": flags(result)}))
    }

    pub(super) fn decline(&mut self, now_ms: u64) -> Result<Value, Failure> {
        self.ended(now_ms).map(|_| Value::Null)
    }

    fn ended(&mut self, now_ms: u64) -> Result<Check, Failure> {
        match self.current.take() {
            None => Err(Failure::new(MARK_WRONG_STATE)),
            Some(check) if check.ready_ms > now_ms => {
                self.current = Some(check);
                Err(Failure::new(MARK_IN_PROGRESS))
            }
            Some(check) => Ok(check),
        }
    }

    pub(super) fn cancel(&mut self) {
        self.current = None;
    }

    pub(super) fn clear(&mut self) {
        self.accepted.clear();
    }

    /// `validateMarks`: checks each mark, and accepts it if every flag is positive.
    pub(super) fn validate(&mut self, marks: &[&Value], timeout_ms: u64, waits: bool) -> Vec<Value> {
        marks.iter().map(|given| self.validate_one(given, timeout_ms, waits)).collect()
    }

    fn validate_one(&mut self, given: &Value, timeout_ms: u64, waits: bool) -> Value {
        if self.current.is_some() {
            self.cancel();
            return json!({"driverError": driver_error(MARK_IN_PROGRESS)});
        }
        let check = self.begun(given, true, 0);
        let mut answer = json!({"offlineValidation": check.offline()});
        let error = if check.ready_ms > timeout_ms { MARK_TIMEOUT } else { check.rule.error };
        let result = check.result();
        if waits && error != 0 {
            answer["driverError"] = driver_error(error);
            return answer;
        }
        if waits {
            answer["onlineValidation"] = check.online();
            answer["driverError"] = driver_error(0);
        }
        answer["sentImcRequest"] = true.into();
        if !waits || result & GOOD == GOOD {
            answer["itemInfoCheckResult"] = flags(result);
            self.accepted.push((check.imc, result));
        }
        answer
    }

    /// `addMarksToBuffer`: checks each mark by the drive alone.
    pub(super) fn add(&mut self, marks: &[&Value]) -> Vec<Value> {
        let add = |given: &&Value| {
            let check = self.begun(given, false, 0);
            let result = check.result();
            let answer = json!({
                "driverError": driver_error(0), "offlineValidation": check.offline(),
                "itemInfoCheckResult": flags(result),
            });
            self.accepted.push((check.imc, result));
            answer
        };
        marks.iter().map(add).collect()
    }

    /// The flags of tag 2106 for a mark in a receipt.
    pub(super) fn checked(&self, given: &Value) -> Result<u8, Failure> {
        let imc = code_of(given["imc"].as_str().unwrap_or_default());
        let known = self.accepted.iter().rfind(|(accepted, _)| *accepted == imc).map(|(_, result)| *result);
        match (known, given.get("itemInfoCheckResult")) {
            (Some(result), _) => Ok(result),
            (None, _) if self.must_be_checked => Err(Failure::new(MARK_NOT_CHECKED)),
            (None, result) => Ok(result.map_or(0, flags_of)),
        }
    }

    /// A receipt with these many marks is closed.
    pub(super) fn sell(&mut self, count: usize) {
        self.sold += u32::try_from(count).unwrap_or(u32::MAX);
        self.accepted.clear();
    }

    pub(super) fn work_state(&self, now_ms: u64) -> Value {
        let (drive, stage, status) = match &self.current {
            None => ("noImcForCheck", "waitForTask", "notExecuted"),
            Some(check) if check.ready_ms > now_ms => ("requestedImcStatus", "waitForResult", "executed"),
            Some(_) => ("receivedImcStatus", "completed", "receivedResult"),
        };
        json!({
            "fm": {
                "status": drive, "checkingCount": self.accepted.len(), "soldImcCount": self.sold,
                "noticeIsBegin": false, "noticeFreeMemory": "less50", "noticeUnsentCount": 0,
            },
            "ecr": {"status": status, "type": "waitForResult", "stage": stage},
        })
    }

    /// Whether every flag of every answer is positive.
    pub(super) fn are_good(answers: &[Value]) -> bool {
        answers.iter().all(|answer| flags_of(&answer["itemInfoCheckResult"]) & GOOD == GOOD)
    }
}
