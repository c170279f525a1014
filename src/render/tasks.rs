//! A printed document from a task and its answer.

mod receipt;

use super::captions::Caption;
use super::printed::{Counters, Printed, Unsent};
use super::seller::{self, Seller, prefer};
use crate::task::answer::Answer;
use crate::task::money::Money;
use crate::task::policy::Country;
use crate::task::registration::Registration;
use crate::task::words::{Operation, Words};
use crate::task::{Query, Task};
use serde_json::Value;

/// The document that a task has made; `None` for a task that makes no document, or nothing but text.
pub fn of(task: &Task, answer: &Answer, seller: &Seller, country: Country) -> Option<Printed> {
    let new = |title| Printed::new(country, title, seller.clone());
    let by = |title, operator: &Option<_>| Printed { operator: Option::clone(operator), ..new(title) };
    let mut printed = match task {
        Task::Receipt(receipt) => receipt::receipt(receipt, new(Caption::Receipt)),
        Task::CorrectionSums(sums) => receipt::sums(sums, new(Caption::Correction)),
        Task::OpenShift(shift) => by(Caption::OpenShift, &shift.operator),
        Task::CloseShift(shift) => by(Caption::CloseShift, &shift.operator),
        Task::CloseArchive(shift) => by(Caption::CloseArchive, &shift.operator),
        Task::CurrentState(shift) => by(Caption::CurrentState, &shift.operator),
        Task::Query(Query::ReportX(shift)) => by(Caption::ReportX, &shift.operator),
        Task::Cash(cash) => {
            let title = if cash.out { Caption::CashOut } else { Caption::CashIn };
            Printed { cash: Some(cash.sum), ..by(title, &cash.operator) }
        }
        Task::Registration(registration) => registered(registration, by(Caption::Registration, &registration.operator)),
        Task::Query(_) => return None,
    };
    answered(&mut printed, answer);
    Some(printed)
}

/// A registration report: it is the newest source of what it says.
fn registered(registration: &Registration, mut printed: Printed) -> Printed {
    let (organization, device) = (&registration.organization, &registration.device);
    let seller = &mut printed.seller;
    seller.name = Some(organization.name.clone());
    seller.vatin = Some(organization.vatin.clone());
    seller.registration_number = Some(device.registration_number.clone());
    for (newer, known) in [
        (&organization.address, &mut seller.address),
        (&organization.email, &mut seller.email),
        (&device.place, &mut seller.place),
        (&registration.ofd_name, &mut seller.ofd),
        (&registration.ofd_vatin, &mut seller.ofd_vatin),
    ] {
        prefer(newer.as_ref(), known);
    }
    if registration.reason.is_some() {
        printed.title = Caption::Reregistration;
    }
    printed
}

/// Adds what the register answered.
fn answered(printed: &mut Printed, answer: &Answer) {
    printed.fiscal = answer.fiscal.clone().unwrap_or_default();
    printed.seller.recorded(&printed.fiscal);
    printed.offline = answer.offline;
    printed.non_fiscal = answer.non_fiscal;
    if let Some(trade) = &mut printed.trade
        && let Some(change) = answer.change
    {
        trade.change = change;
    }
    printed.counters = answer.fields.get("counters").map(counters);
    printed.unsent = answer.fields.get("status").filter(|status| status.get("notSentCount").is_some()).map(unsent);
}

fn money(value: &Value, name: &str) -> Option<Money> {
    Money::parse(&seller::text(value, name)?)
}

fn counters(value: &Value) -> Counters {
    let receipts = value.get("receipts").and_then(Value::as_object).into_iter().flatten();
    let receipts =
        receipts.filter_map(|(name, of)| Some((Operation::of(name)?, of.get("count")?.as_u64()?, money(of, "sum")?)));
    Counters { receipts: receipts.collect(), cash: money(value, "cashSum"), revenue: money(value, "revenue") }
}

fn unsent(value: &Value) -> Unsent {
    let count = |name| value.get(name).and_then(Value::as_u64);
    Unsent {
        count: count("notSentCount"),
        first: count("notSentFirstDocNumber"),
        since: seller::text(value, "notSentFirstDocDateTime"),
    }
}
