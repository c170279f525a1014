//! Tasks as the service's commands.

use super::super::Document;
use super::wire::{Cash, Command, Correction, Head, Line, Receipt, Tag, Task};
use super::{codes, fingerprint, request};
use crate::error::{Fault, Problem, Text};
use crate::task::money::Money;
use crate::task::people::Operator;
use crate::task::print::PrintItem;
use crate::task::receipt::{self, CorrectionSums};
use crate::task::tag;
use crate::task::words::{Operation, Vat, Words};
use crate::task::{self, Position, Report, Shift, Slip};
use serde::Serialize;
use std::collections::BTreeMap;

/// Tags of a position: unit (1197), product code (1162), additional attribute (1191).
const UNIT: i64 = 1197;
const CODE: i64 = 1162;
const ATTRIBUTE: i64 = 1191;

/// Opening or closing of a shift, or an X report.
pub(super) fn session(register: &str, kind: &str, shift: &Shift) -> Document {
    document(register, vec![head(kind, shift.operator.as_ref(), &shift.report)], None)
}

/// Cash in or out.
pub(super) fn cash(register: &str, cash: &task::Cash) -> Document {
    let kind = if cash.out { "cashOut" } else { "cashIn" };
    let head = head(kind, cash.operator.as_ref(), &cash.report);
    document(register, vec![Cash { head, amount_cash: cash.sum.to_number() }], None)
}

/// A receipt. Returns the faults that only this backend can see.
pub(super) fn receipt(register: &str, receipt: &receipt::Receipt) -> Result<Document, Vec<Fault>> {
    let mut faults = Vec::new();
    let contact = receipt.client.contact.as_deref();
    if receipt.report.electronically && contact.is_none() {
        let text = Text::of(
            "Электронный чек (electronically) отправляется покупателю: укажите почту или телефон",
            "An electronic receipt (electronically) is sent to the buyer: give an e-mail or a phone",
        );
        faults.push(fault("clientInfo.emailOrPhone", Problem::Form(text)));
    }
    let agent = receipt.agent.clone().unwrap_or_default();
    let sums = receipt.payments;
    let command = Receipt {
        head: head(codes::receipt(receipt.operation), receipt.operator.as_ref(), &receipt.report),
        sno: receipt.taxation.map(codes::taxation),
        tag_client_title: receipt.client.name.as_deref(),
        tag_client_contact: contact,
        client_vatin: receipt.client.vatin.as_deref(),
        tag_sale_location: receipt.place.as_deref(),
        tag_agent_type: codes::agents(&agent.agents),
        tag_transfer_service_operator_contact: first(&agent.transfer_phones),
        tag_agent_operator: agent.operation.as_deref(),
        tag_agent_contact: first(&agent.paying_phones),
        tag_payee_service_operator_contact: first(&agent.receiving_phones),
        tag_transfer_service_operator_title: agent.transfer_name.as_deref(),
        tag_transfer_service_operator_address: agent.transfer_address.as_deref(),
        transfer_vatin: agent.transfer_vatin.as_deref(),
        lines: receipt.positions.iter().map(|position| line(position, &mut faults)).collect(),
        amount_cash: unless_zero(sums.cash),
        amount_electronic: unless_zero(sums.electronically),
        amount_prepaid: unless_zero(sums.prepaid),
        amount_credit: unless_zero(sums.credit),
        amount_incoming: unless_zero(sums.other),
    };
    if faults.is_empty() { Ok(document(register, vec![command], Some(sums.change))) } else { Err(faults) }
}

fn line<'a>(position: &'a Position, faults: &mut Vec<Fault>) -> Line<'a> {
    let supplier = position.supplier.as_ref();
    let own = [
        position.unit.as_ref().map(|unit| (UNIT, "measurementUnit", tag::Tag::of_text(UNIT, unit.printed()))),
        position.code.as_ref().map(|code| (CODE, "nomenclatureCode", tag::Tag::of_bytes(CODE, code))),
        position.attribute.as_ref().map(|text| (ATTRIBUTE, "additionalAttribute", tag::Tag::of_text(ATTRIBUTE, text))),
    ];
    let own: Vec<_> = own.into_iter().flatten().collect();
    for (id, name, _) in &own {
        if position.tags.iter().any(|tag| tag.id == *id) {
            faults.push(fault(&format!("items[{}].{name}", position.index), Problem::Duplicate));
        }
    }
    if position.code.is_some() && position.mark.is_some() {
        faults.push(fault(&format!("items[{}].markingCode", position.index), Problem::Duplicate));
    }
    let tags = position.tags.iter().cloned().chain(own.into_iter().map(|(_, _, tag)| tag));
    Line {
        title: position.name.as_deref().unwrap_or_default(),
        price: position.price.to_string(),
        quantity: position.quantity.normalize().to_string(),
        total: position.amount.to_string(),
        tax: codes::vat(position.vat).filter(|_| position.taxed),
        ppr: position.object.and_then(codes::object),
        psr: position.method.map(codes::method),
        tag_agent_type: position.agent.as_ref().and_then(|info| codes::agents(&info.agents)),
        supplier_vatin: supplier.and_then(|supplier| supplier.vatin.as_deref()),
        tag_service_provider_contact: supplier.and_then(|supplier| first(&supplier.phones)),
        tag_service_provider_title: supplier.and_then(|supplier| supplier.name.as_deref()),
        tag_excise: position.excise.map(|sum| sum.to_string()),
        tag_country: position.country.as_deref(),
        tag_gtd_number: position.declaration.as_deref(),
        tag_true_sign: position.mark.as_deref(),
        tags: tags.map(|tag| Tag { id: tag.id, kind: tag.kind.word(), value: tag.value }).collect(),
    }
}

/// A correction by its sums; the protocol has none with positions.
pub(super) fn correction(register: &str, sums: &CorrectionSums) -> Document {
    let correction = &sums.correction;
    let command = Correction {
        head: head("correction", sums.operator.as_ref(), &sums.report),
        doc_number: correction.number.as_deref(),
        doc_description: correction.name.as_deref(),
        doc_date: correction.date.map(|date| date.to_string()),
        by: correction.kind.map(codes::correction),
        payment_sign: if sums.operation == Operation::Buy { "outcoming" } else { "incoming" },
        amounts: sums.vat.iter().filter_map(|(vat, sum)| Some((amount(*vat)?, sum.to_string()))).collect(),
        sno: sums.taxation.map(codes::taxation),
    };
    document(register, vec![command], None)
}

/// The member that contains the sum of a rate; `None` if the protocol has none.
fn amount(vat: Vat) -> Option<&'static str> {
    let names = BTreeMap::from([
        ("vat_none", "amountVatNone"),
        ("vat_0", "amountVat0"),
        ("vat_10", "amountVat10"),
        ("vat_20", "amountVat20"),
        ("vat_110", "amountVat110"),
        ("vat_120", "amountVat120"),
    ]);
    names.get(codes::vat(vat)?).copied()
}

/// A non-fiscal print. It is framed as a slip, so that it is buffered and also printed where printing is off.
pub(super) fn slip(register: &str, slip: &Slip) -> Document {
    let mut commands = vec![Command::StartSlip];
    for item in &slip.items {
        match item {
            PrintItem::Text(line) if line.text.is_empty() => match commands.last_mut() {
                Some(Command::Feed { count }) => *count += 1,
                _ => commands.push(Command::Feed { count: 1 }),
            },
            PrintItem::Text(line) => {
                commands.push(Command::Text { text: &line.text, font: line.bold.then_some("bold") });
            }
            PrintItem::Barcode(code) => {
                let size = code.scale.map(|scale| scale.to_string());
                commands.push(Command::Qr { text: &code.content, size });
            }
            // Pictures are not supported, so they do not get here.
            PrintItem::Picture => {}
        }
    }
    commands.push(Command::EndSlip { disable_print_footer: slip.footer.map(|footer| !footer) });
    document(register, commands, None)
}

fn head<'a>(kind: &'a str, operator: Option<&'a Operator>, report: &Report) -> Head<'a> {
    let vatin = operator.and_then(|operator| operator.vatin.as_deref());
    let capital = matches!(kind, "openSession" | "correction") || codes::RECEIPTS.contains(&kind);
    Head {
        kind,
        is_printable: !report.electronically,
        tag_cashier_name: operator.map(|operator| operator.name.as_str()),
        vatin: vatin.filter(|_| capital),
        vatin_elsewhere: vatin.filter(|_| !capital),
    }
}

fn document<C: Serialize>(register: &str, commands: Vec<C>, change: Option<Money>) -> Document {
    let body = serde_json::to_value(Task { cre_item_id: register, commands }).unwrap_or_default();
    let fingerprint = fingerprint::of_commands(&body["commands"]).unwrap_or_else(fingerprint::nothing);
    Document { request: request(&body), fingerprint, change, key: None }
}

fn unless_zero(sum: Money) -> Option<String> {
    (sum != Money::ZERO).then(|| sum.to_string())
}

fn first(phones: &[String]) -> Option<&str> {
    phones.first().map(String::as_str)
}

fn fault(path: &str, problem: Problem) -> Fault {
    Fault { path: path.to_owned(), value: None, problem }
}
