//! Reads a correction that is given only by its sums (чек коррекции ФФД 1.05): task vocabulary §2.5.

use super::correction;
use super::industry;
use super::json::Node;
use super::modifier;
use super::money::Money;
use super::payment;
use super::people::{agent, client, operator, supplier};
use super::read::{Fields, Need};
use super::receipt::CorrectionSums;
use super::receipt_reader::{extra, items, mean_taxes, taxation, taxes};
use super::shift::printed;
use super::words::Operation;
use crate::error::{Problem, Text};

/// Whether a correction is read by its sums: the backend takes nothing else, or it takes both forms and the document has
/// no lines. Which of them the register takes depends on its version of FFD.
pub(super) fn applies(fields: &Fields) -> bool {
    let policy = fields.reader.policy;
    let is_attribute =
        |item: &Node| item.text("type").is_some_and(|kind| ["userAttribute", "additionalAttribute"].contains(&kind));
    let has_no_lines = || match fields.peek("items") {
        Some(Node::List(items)) => items.iter().all(is_attribute),
        given => given.is_none_or(Node::is_empty),
    };
    !fields.has_list("items") || (policy.rewrites && has_no_lines())
}

/// Reports a correction with positions where the register takes only sums. One fault is enough: what else the form lacks
/// follows from it.
pub(super) fn lines_are_refused(fields: &Fields) -> bool {
    let is_line = |item: &Node| item.text("type") == Some("position");
    let lines = matches!(fields.peek("items"), Some(Node::List(items)) if items.iter().any(is_line));
    if fields.has_list("items") || !lines {
        return false;
    }
    let text = Text::of(
        "Эта касса делает чек коррекции только по суммам ставок НДС, без позиций и оплат. Ошибочный чек можно исправить \
         возвратом и новым чеком",
        "This register makes corrections only from the sums by VAT rate, without positions and payments. A wrong receipt \
         can be put right by a return and a new receipt",
    );
    fields.judge("items", Problem::Form(text));
    fields.leave_rest();
    true
}

/// Reads a correction by its sums.
pub(super) fn read(fields: &Fields, operation: Operation) -> CorrectionSums {
    let operator = operator(fields);
    let correction = correction::read(fields);
    let taxation = taxation(fields);
    let given = fields.count("taxes");
    let vat: Vec<_> = taxes(fields).into_iter().map(|(_, vat, sum)| (vat, sum)).collect();
    mean_taxes(fields, &vat);
    for (index, (rate, _)) in vat.iter().enumerate() {
        if vat[..index].iter().any(|(earlier, _)| earlier == rate) {
            fields.judge("taxes", Problem::Duplicate);
        }
    }
    if given == 0 {
        fields.judge("taxes", Problem::Missing);
    }
    let report = printed(fields);
    // A backend that takes only sums supports nothing else, and these calls report it.
    let (_, _) = (client(fields), agent(fields));
    let (_, _) = (supplier(fields), modifier::read(fields, None));
    let total = fields.money("total", Need::Optional);
    items(fields, Need::Optional);
    let need = if fields.has_list("payments") { Need::Required } else { Need::Optional };
    let payments = payment::read(fields, need).unwrap_or_default();
    let paid: Money = payments.iter().map(|payment| payment.sum).sum();
    if total.is_some_and(|total| total != paid) && !payments.is_empty() {
        fields.judge("total", Problem::Total(paid.to_string()));
    }
    fields.text("machineNumber", Need::Optional, 20);
    fields.text("paymentsPlace", Need::Optional, 256);
    industry::read(fields);
    extra(fields);
    CorrectionSums { operation, correction, taxation, operator, vat, payments, report }
}
