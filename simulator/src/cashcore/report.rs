//! `ReportObject`: the body of an X or Z report.

use super::amount::{self, money};
use super::body::date_time;
use super::figures::{ByOperation, Figures, Placements, Tickets};
use super::register::Register;
use super::ticket::{BUY, BUY_RETURN, SELL, SELL_RETURN};
use crate::clock::Moment;
use serde_json::{Map, Value, json};

/// The order of the operations in a report.
const OPERATIONS: [usize; 4] = [SELL, BUY, SELL_RETURN, BUY_RETURN];
/// The order of cash in and cash out in a report.
const PLACEMENTS: [usize; 2] = [1, 0];

/// The body of a report on the register's shift. `closes` is true for a Z report.
pub(super) fn body(register: &Register, figures: &Figures, closes: bool, now: Moment) -> Value {
    let sections = figures
        .sections
        .iter()
        .map(|(section, counts)| json!({"section_code": section, "operationsList": operations(counts)}));
    json!({
        "date_time": date_time(Some(now)),
        "shift_number": register.shift,
        "annulled_tickets": {
            "annulled_tickets_total_count": 0, "annulled_tickets_count": 0, "annulled_operationsList": {},
        },
        "cash_sum": money(register.cash),
        "revenue": {"sum": money(register.revenue), "is_negative": register.revenue < 0},
        "open_shift_time": date_time(register.opened),
        "close_shift_time": date_time(closes.then_some(now)),
        "checksum": "",
        "sectionsList": listed(sections.collect()),
        "operationsList": operations(&figures.items),
        "discountsList": operations(&figures.discounts),
        "markupsList": operations(&figures.markups),
        "total_resultList": operations(&figures.totals),
        "taxesList": taxes(figures),
        "start_shift_non_nullable_sumsList": sums(&register.start_sums),
        "ticket_operationsList": OPERATIONS.map(|at| tickets(at, &figures.tickets[at])),
        "money_placementsList": PLACEMENTS.map(|at| placements(at, figures.placements[at])),
        "non_nullable_sumsList": sums(&register.sums),
    })
}

/// The net amount of each payment type: what was received minus what was paid out.
pub(super) fn total_payments(figures: &Figures) -> Value {
    let of_kind = |kind: usize| {
        let sum = |at: usize| figures.tickets[at].payments[kind].sum;
        amount::number(sum(SELL) + sum(BUY_RETURN) - sum(SELL_RETURN) - sum(BUY))
    };
    (0..5).map(of_kind).collect()
}

/// In a report, an empty list is written as an empty object.
fn listed(list: Vec<Value>) -> Value {
    if list.is_empty() { Map::new().into() } else { list.into() }
}

fn operations(counts: &ByOperation) -> Value {
    let made = OPERATIONS.into_iter().filter(|at| counts[*at].count > 0);
    listed(made.map(|at| json!({"operation": at, "count": counts[at].count, "sum": money(counts[at].sum)})).collect())
}

fn sums(sums: &[i64; 4]) -> Value {
    OPERATIONS.iter().map(|at| json!({"operation": at, "sum": money(sums[*at])})).collect()
}

fn taxes(figures: &Figures) -> Value {
    let of_percent = |(percent, operations): (&i64, &[Option<super::figures::Tax>; 4])| {
        let shown = OPERATIONS.into_iter().filter_map(|at| {
            let tax = operations[at]?;
            Some(json!({
                "operation": at, "turnover": money(tax.turnover),
                "turnover_without_tax": money(tax.turnover.saturating_sub(tax.sum)), "sum": money(tax.sum),
            }))
        });
        json!({"percent": percent, "operationsList": shown.collect::<Value>()})
    };
    listed(figures.taxes.iter().map(of_percent).collect())
}

fn tickets(at: usize, tickets: &Tickets) -> Value {
    let paid = tickets.payments.iter().enumerate().filter(|(_, count)| count.count > 0);
    let payments = paid.map(|(kind, count)| json!({"payment": kind, "sum": money(count.sum), "count": count.count}));
    json!({
        "operation": at, "tickets_total_count": tickets.ever, "tickets_count": tickets.made.count,
        "tickets_sum": money(tickets.made.sum), "offline_count": tickets.offline,
        "discount_sum": money(tickets.discounts), "markup_sum": money(tickets.markups),
        "change_sum": money(tickets.change), "paymentsList": listed(payments.collect()),
    })
}

fn placements(at: usize, placements: Placements) -> Value {
    json!({
        "operation": at, "operations_total_count": placements.ever, "operations_count": placements.made.count,
        "operations_sum": money(placements.made.sum), "offline_count": placements.offline,
    })
}
