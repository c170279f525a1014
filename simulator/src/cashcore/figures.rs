//! The figures of a shift. They are calculated from its documents each time a report is made.

use super::amount::of_money;
use super::document::{Document, DocumentKind};
use super::ticket::list;
use serde_json::Value;
use std::collections::BTreeMap;

/// A number of documents or items, and their total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) count: u64,
    pub(super) sum: i64,
}

/// One counter per operation, indexed by `OperationTypeEnum`.
pub(super) type ByOperation = [Count; 4];

/// One tax rate in one operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tax {
    pub(super) turnover: i64,
    pub(super) sum: i64,
}

/// The tickets of one operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tickets {
    /// The number of tickets since the register was created.
    pub(super) ever: u64,
    pub(super) made: Count,
    pub(super) offline: u64,
    pub(super) discounts: i64,
    pub(super) markups: i64,
    pub(super) change: i64,
    /// Indexed by `PaymentTypeEnum`.
    pub(super) payments: [Count; 5],
}

/// Cash put in, or cash taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Placements {
    pub(super) ever: u64,
    pub(super) made: Count,
    pub(super) offline: u64,
}

/// All figures of a shift.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures {
    /// Items by operation, before discounts and markups.
    pub(super) items: ByOperation,
    pub(super) discounts: ByOperation,
    pub(super) markups: ByOperation,
    /// Items by operation, after discounts and markups.
    pub(super) totals: ByOperation,
    pub(super) sections: BTreeMap<String, ByOperation>,
    /// By tax rate in thousandths of a percent, then by operation.
    pub(super) taxes: BTreeMap<i64, [Option<Tax>; 4]>,
    pub(super) tickets: [Tickets; 4],
    /// Indexed by `MoneyPlacementEnum`.
    pub(super) placements: [Placements; 2],
}

impl Count {
    fn add(&mut self, sum: i64) {
        self.count += 1;
        self.sum = self.sum.saturating_add(sum);
    }
}

impl Figures {
    /// Calculates the figures from the documents of one register. Documents of other shifts count only in the all-time
    /// totals.
    pub(super) fn of<'a>(documents: impl Iterator<Item = &'a Document>, shift: u32) -> Self {
        let mut figures = Self::default();
        for document in documents {
            let now = document.shift == shift;
            match document.kind {
                DocumentKind::Ticket => figures.add_ticket(document, now),
                DocumentKind::MoneyPlacement => figures.add_placement(document, now),
                DocumentKind::Report | DocumentKind::CloseShift => {}
            }
        }
        figures
    }

    fn add_placement(&mut self, document: &Document, now: bool) {
        let Some(placements) = self.placements.get_mut(code(&document.data["operation"])) else { return };
        placements.ever += 1;
        if now {
            placements.made.add(of_money(&document.data["sum"]));
            placements.offline += u64::from(document.offline);
        }
    }

    fn add_ticket(&mut self, document: &Document, now: bool) {
        let body = &document.data;
        let at = code(&body["operation"]);
        let Some(tickets) = self.tickets.get_mut(at) else { return };
        tickets.ever += 1;
        if !now {
            return;
        }
        let amounts = &body["amounts"];
        let to_pay = of_money(&amounts["total"]);
        tickets.made.add(to_pay);
        tickets.offline += u64::from(document.offline);
        tickets.discounts = tickets.discounts.saturating_add(of_money(&amounts["discount"]["sum"]));
        tickets.markups = tickets.markups.saturating_add(of_money(&amounts["markup"]["sum"]));
        tickets.change = tickets.change.saturating_add(of_money(&amounts["change"]));
        for payment in list(body.get("paymentsList")) {
            if let Some(count) = tickets.payments.get_mut(code(&payment["type"])) {
                count.add(of_money(&payment["sum"]));
            }
        }
        for item in list(body.get("itemsList")) {
            self.add_goods(&item["commodity"], at);
            self.add_modifier(&item["discount"], at, -1);
            self.add_modifier(&item["markup"], at, 1);
        }
        self.add_modifier(&amounts["discount"], at, -1);
        self.add_modifier(&amounts["markup"], at, 1);
        self.add_taxes(&body["taxesList"], to_pay, at, 1);
    }

    fn add_goods(&mut self, goods: &Value, at: usize) {
        let Some(section) = goods["section_code"].as_str() else { return };
        let sum = of_money(&goods["sum"]);
        self.items[at].add(sum);
        self.totals[at].add(sum);
        self.sections.entry(section.to_owned()).or_default()[at].add(sum);
        self.add_taxes(&goods["taxesList"], sum, at, 1);
    }

    /// Applies a discount or markup. A discount reduces turnover and tax, a markup increases both.
    fn add_modifier(&mut self, modifier: &Value, at: usize, sign: i64) {
        let sum = of_money(&modifier["sum"]);
        if sum == 0 {
            return;
        }
        let kind = if sign < 0 { &mut self.discounts } else { &mut self.markups };
        kind[at].add(sum);
        self.totals[at].sum = self.totals[at].sum.saturating_add(sign * sum);
        self.add_taxes(&modifier["taxesList"], sum, at, sign);
    }

    fn add_taxes(&mut self, taxes: &Value, turnover: i64, at: usize, sign: i64) {
        for tax in list(Some(taxes)) {
            let of_percent = self.taxes.entry(tax["percent"].as_i64().unwrap_or(0)).or_default();
            let figures = of_percent[at].get_or_insert_default();
            figures.turnover = figures.turnover.saturating_add(sign * turnover);
            figures.sum = figures.sum.saturating_add(sign.saturating_mul(of_money(&tax["sum"])));
        }
    }
}

fn code(value: &Value) -> usize {
    value.as_u64().and_then(|code| usize::try_from(code).ok()).unwrap_or(usize::MAX)
}
