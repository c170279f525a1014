//! A register of the server: its settings, counters and shift, and its form as `KKMObject`.

use super::amount;
use super::operator::Operator;
use super::refusal::{self, Refusal};
use super::sample;
use crate::clock::{DAY, Moment, SHIFT};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// How long a register may work without the OFD, in seconds (three days).
const LONGEST_OFFLINE: i64 = 3 * DAY;
/// What the server writes for a time that is not set.
const NEVER: &str = "1899-12-30T00:00:00.000";

#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the protocol's own")]
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Register {
    pub(super) id: i64,
    pub(super) ofd_id: i64,
    pub(super) ofd_uid: String,
    pub(super) ofd_token: i64,
    pub(super) local_name: String,
    pub(super) use_software_vpn: bool,
    pub(super) printer: Value,
    pub(super) auto_withdraw_money: bool,
    pub(super) vat_certificate: Value,
    pub(super) custom_data: Value,
    pub(super) bindings: Vec<i64>,
    pub(super) owner_id: i64,
    pub(super) vendor_id: String,
    pub(super) manufactured: Moment,
    /// When the OFD became unreachable; `None` while it is reachable.
    pub(super) offline_since: Option<Moment>,
    pub(super) offline_end: Option<Moment>,
    /// Number of the last autonomous (offline) ticket.
    pub(super) offline_ticket: u32,
    /// Why the OFD has blocked the register; `None` if it is not blocked.
    pub(super) blocked: Option<String>,
    pub(super) invalid_token: bool,
    pub(super) values_conflict: bool,
    /// Number of the open shift, or of the next one if the shift is closed.
    pub(super) shift: u32,
    /// Number of the next document in the shift.
    pub(super) number: u32,
    pub(super) opened: Option<Moment>,
    pub(super) closed: Option<Moment>,
    /// Cash in the drawer.
    pub(super) cash: i64,
    /// Revenue of the shift.
    pub(super) revenue: i64,
    /// The non-nullable sums, indexed by `OperationTypeEnum`.
    pub(super) sums: [i64; 4],
    /// The non-nullable sums at the start of the shift.
    pub(super) start_sums: [i64; 4],
}

impl Register {
    /// The sample register, with a closed shift and this amount of cash in the drawer.
    pub(super) fn sample(cash: i64, now: Moment) -> Self {
        Self {
            ofd_uid: sample::OFDS[1].0.to_owned(),
            ofd_token: 59_359_406,
            local_name: format!("Test_{}", sample::OFD_ID),
            printer: json!({"id": 1, "name": "RPP300", "type": 3}),
            offline_ticket: 1000,
            cash,
            ..Self::new(501, sample::OFD_ID, 1, sample::VENDOR_ID.to_owned(), now)
        }
    }

    pub(super) fn new(id: i64, ofd_id: i64, owner_id: i64, vendor_id: String, now: Moment) -> Self {
        Self {
            id,
            ofd_id,
            ofd_uid: String::new(),
            ofd_token: 0,
            local_name: String::new(),
            use_software_vpn: false,
            printer: Value::Null,
            auto_withdraw_money: false,
            vat_certificate: certificate(None),
            custom_data: Value::Null,
            bindings: Vec::new(),
            owner_id,
            vendor_id,
            manufactured: now,
            offline_since: None,
            offline_end: None,
            offline_ticket: 0,
            blocked: None,
            invalid_token: false,
            values_conflict: false,
            shift: 1,
            number: 1,
            opened: None,
            closed: None,
            cash: 0,
            revenue: 0,
            sums: [0; 4],
            start_sums: [0; 4],
        }
    }

    /// Applies the settings of `SaveKKM`. Settings that are missing are reset to their defaults.
    pub(super) fn set(&mut self, given: &Map<String, Value>) {
        let flag = |name: &str| given.get(name).and_then(Value::as_bool).unwrap_or_default();
        given.get("local_name").and_then(Value::as_str).unwrap_or_default().clone_into(&mut self.local_name);
        self.use_software_vpn = flag("use_software_vpn");
        self.auto_withdraw_money = flag("auto_withdraw_money");
        self.printer = given.get("printer").cloned().unwrap_or_default();
        self.vat_certificate = certificate(given.get("vat_certificate"));
        self.custom_data = given.get("custom_data").cloned().unwrap_or_default();
        self.bindings = ids(given.get("bindings"));
    }

    /// Whether the operator may use this register.
    pub(super) fn admits(&self, operator: &Operator) -> bool {
        operator.is_administrator()
            || operator.is_inspector()
            || self.owner_id == operator.id
            || self.bindings.contains(&operator.id)
            || operator.bindings.contains(&self.id)
    }

    /// Checks whether the register can make documents: not blocked, no conflict of counters, not offline for too long.
    pub(super) fn check_ready(&self, now: Moment) -> Result<(), Refusal> {
        if let Some(reason) = &self.blocked {
            return Err(Refusal::because(refusal::BLOCKED, reason.as_str()));
        }
        if self.values_conflict {
            return Err(Refusal::new(refusal::VALUES_CONFLICT));
        }
        match self.offline_since {
            Some(since) if now.since(since) >= LONGEST_OFFLINE => Err(Refusal::new(refusal::OFFLINE_TOO_LONG)),
            _ => Ok(()),
        }
    }

    /// Whether the shift has been open for 24 hours.
    pub(super) fn shift_is_old(&self, now: Moment) -> bool {
        self.opened.is_some_and(|opened| now.since(opened) >= SHIFT)
    }

    /// Finds out whether the OFD is reachable, as an attempt to send a document does. Returns `true` if the register is
    /// offline.
    pub(super) fn find_ofd(&mut self, online: bool, now: Moment) -> bool {
        if !online || self.invalid_token {
            self.offline_since.get_or_insert(now);
        }
        self.offline_since.is_some()
    }

    /// The OFD is reachable again and has received all waiting documents.
    pub(super) fn come_online(&mut self, now: Moment) {
        if self.offline_since.take().is_some() {
            self.offline_end = Some(now);
        }
    }

    pub(super) fn open_shift(&mut self, now: Moment) {
        if self.opened.is_none() {
            self.opened = Some(now);
            self.closed = None;
        }
    }

    /// Moves on to the next shift, which is not open yet.
    pub(super) fn close_shift(&mut self, now: Moment) {
        self.start_sums = self.sums;
        self.shift += 1;
        self.number = 1;
        self.opened = None;
        self.closed = Some(now);
        self.revenue = 0;
    }

    pub(super) fn shift_state(&self) -> u8 {
        u8::from(self.opened.is_some())
    }

    pub(super) fn reg_info(&self) -> Value {
        json!({
            "org": sample::organization(),
            "pos": sample::place(),
            "kkm": {
                "point_of_payment_number": "", "terminal_number": "", "fns_kkm_id": self.state_number(),
                "serial_number": self.vendor_id, "kkm_id": self.ofd_id.to_string(),
            },
        })
    }

    /// The number that the tax service assigned to the register.
    pub(super) fn state_number(&self) -> String {
        if self.ofd_id == sample::OFD_ID { sample::STATE_NUMBER.to_owned() } else { format!("0102{:08}", self.ofd_id) }
    }

    /// `KKMObject`. It never contains the token.
    pub(super) fn to_json(&self) -> Value {
        let sums = |sums: &[i64; 4]| sums.iter().map(|sum| amount::number(*sum)).collect::<Value>();
        json!({
            "ofd_id": self.ofd_id, "ofd_uid": self.ofd_uid, "local_name": self.local_name,
            "use_software_vpn": self.use_software_vpn, "printer": self.printer,
            "auto_withdraw_money": self.auto_withdraw_money, "vat_certificate": self.vat_certificate,
            "custom_data": self.custom_data, "bindings": self.bindings, "ID": self.id,
            "is_offline": self.offline_since.is_some(), "fr_shift_number": self.shift,
            "shift_state": self.shift_state(), "is_blocked": self.blocked.is_some(),
            "shift_close_date": written(self.closed), "shift_document_number": self.number, "owner_id": self.owner_id,
            "offline_start_date": written(self.offline_since), "is_invalid_token": self.invalid_token,
            "start_shift_non_nullable_sums": sums(&self.start_sums), "non_nullable_sums": sums(&self.sums),
            "ads_info": sample::ads(&self.state_number()), "vendor_id": self.vendor_id,
            "manufacture_date": written(Some(self.manufactured)), "offline_end_date": written(self.offline_end),
            "cash_sum": amount::number(self.cash), "shift_open_date": written(self.opened),
            "blocked_info": self.blocked.as_deref().unwrap_or_default(), "revenue": amount::number(self.revenue),
            "offline_ticket_number": self.offline_ticket, "reg_info": self.reg_info(),
            "local_state": u8::from(self.values_conflict),
        })
    }
}

/// A time in the server's format.
pub(super) fn written(time: Option<Moment>) -> String {
    time.map_or_else(|| NEVER.to_owned(), |time| format!("{time}.000"))
}

/// The IDs in a list that was checked before.
pub(super) fn ids(list: Option<&Value>) -> Vec<i64> {
    list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_i64).collect()
}

fn certificate(given: Option<&Value>) -> Value {
    let part = |name: &str, default: Value| given.and_then(|given| given.get(name)).cloned().unwrap_or(default);
    json!({
        "series": part("series", "".into()), "number": part("number", "".into()),
        "is_printable": part("is_printable", false.into()),
    })
}
