//! The fields of receipts and corrections that the service takes, each with its own name for them.

use super::super::task_capabilities::TaskCapabilities;
use crate::error::{Fault, Problem};
use crate::task::TaskName;
use crate::task::capabilities::{AROUND, Capabilities, FieldSpec, NOT_FISCAL, RECEIPT_PRINT, field, left_out};
use std::sync::LazyLock;

/// VAT rates of `vat.type`.
const RATES: &[&str] =
    &["none", "vat0", "vat5", "vat7", "vat10", "vat20", "vat22", "vat105", "vat107", "vat110", "vat120", "vat122"];

/// Payment types of `payments[].type`, 0 to 4 and the extended ones.
const PAYMENTS: &[&str] = &["cash", "electronically", "prepaid", "credit", "other", "5", "6", "7", "8"];

/// For every document: whether the call waits until it is made.
const QUEUED: &[FieldSpec] = &[field("wait", "")];

#[rustfmt::skip]
const RECEIPT: &[FieldSpec] = &[
    field("operator.name", "cashier").chars(1, 64),
    field("operator.vatin", "cashier_inn").digits(12, 12),
    field("clientInfo.name", "client.name").chars(1, 256),
    field("clientInfo.vatin", "client.inn"),
    field("clientInfo.birthDate", "client.birthdate"),
    field("clientInfo.citizenship", "client.citizenship").chars(1, 3),
    field("clientInfo.identityDocumentCode", "client.document_code").chars(1, 2),
    field("clientInfo.identityDocumentData", "client.document_data").chars(1, 64),
    field("clientInfo.address", "client.address").chars(1, 256),
    field("companyInfo.email", "company.email").chars(1, 64),
    field("taxationType", "company.sno").required(),
    field("paymentsPlace", "company.payment_address").chars(1, 256),
    field("paymentsAddress", "company.location").chars(1, 256),
    field("machineNumber", "device_number").chars(1, 20),
    field("payments[].type", "payments[].type").words(PAYMENTS),
    field("payments[].sum", "payments[].sum"),
    field("taxes[].type", "vats[].type").words(RATES),
    field("taxes[].sum", "vats[].sum"),
    field("total", "total"),
    field("operationInfo.id", "operating_check_props.name"),
    field("operationInfo.data", "operating_check_props.value").chars(1, 64).required(),
    field("operationInfo.dateTime", "operating_check_props.timestamp"),
    field("industryInfo[].fois", "sectoral_check_props[].federal_id"),
    field("industryInfo[].date", "sectoral_check_props[].date"),
    field("industryInfo[].number", "sectoral_check_props[].number"),
    field("industryInfo[].industryAttribute", "sectoral_check_props[].value"),
    field("internet", "internet"),
    field("cashlessPayments[].sum", "cashless_payments[].sum"),
    field("cashlessPayments[].method", "cashless_payments[].method"),
    field("cashlessPayments[].id", "cashless_payments[].id"),
    field("cashlessPayments[].additionalInfo", "cashless_payments[].additional_info"),
    field("items[userAttribute].name", "additional_user_props.name").chars(1, 64),
    field("items[userAttribute].value", "additional_user_props.value").chars(1, 256),
    field("items[additionalAttribute].value", "additional_check_props").chars(1, 16),
];

/// The buyer's contact, which a receipt must have.
#[rustfmt::skip]
const CONTACT: &[FieldSpec] = &[
    field("clientInfo", "client").required(),
    field("clientInfo.emailOrPhone", "client.email client.phone").chars(1, 64).required(),
];

/// What a correction has in addition.
#[rustfmt::skip]
const CORRECTION: &[FieldSpec] = &[
    field("clientInfo.emailOrPhone", "client.email client.phone").chars(1, 64),
    field("correctionType", "correction_info.type").required(),
    field("correctionBaseDate", "correction_info.base_date").required(),
    field("correctionBaseNumber", "correction_info.base_number").chars(1, 32),
    left_out("correctionBaseName", &NOT_FISCAL),
];

#[rustfmt::skip]
const LINE: &[FieldSpec] = &[
    field("items[].name", "items[].name").chars(1, 128),
    field("items[].price", "items[].price"),
    field("items[].quantity", "items[].quantity").fraction(3),
    field("items[].amount", "items[].sum"),
    field("items[].measurementUnit", "items[].measure"),
    field("items[].paymentMethod", "items[].payment_method").required(),
    field("items[].paymentObject", "items[].payment_object").required(),
    field("items[].tax", "items[].vat").required(),
    field("items[].tax.type", "items[].vat.type").words(RATES),
    field("items[].tax.sum", "items[].vat.sum"),
    field("items[].additionalAttribute", "items[].user_data").chars(1, 64),
    field("items[].exciseSum", "items[].excise"),
    field("items[].countryCode", "items[].country_code").digits(3, 3),
    field("items[].customsDeclaration", "items[].declaration_number").chars(1, 32),
    field("items[].imcParams.imc", "items[].mark_code.gs1m"),
    field("items[].imcParams.imcModeProcessing", "items[].mark_processing_mode"),
    field("items[].imcParams.itemFractionalAmount", "items[].mark_quantity"),
    field("items[].imcParams.itemEstimatedStatus", "items[].planned_status"),
    field("items[].imcParams.imcType", ""),
    field("items[].industryInfo[].fois", "items[].sectoral_item_props[].federal_id"),
    field("items[].industryInfo[].date", "items[].sectoral_item_props[].date"),
    field("items[].industryInfo[].number", "items[].sectoral_item_props[].number"),
    field("items[].industryInfo[].industryAttribute", "items[].sectoral_item_props[].value"),
    field("items[].agentInfo.agents", "items[].agent_info.type").count(1),
    field("items[].agentInfo.payingAgent.operation", "items[].agent_info.paying_agent.operation").chars(1, 24),
    field("items[].agentInfo.payingAgent.phones", "items[].agent_info.paying_agent.phones"),
    field("items[].agentInfo.receivePaymentsOperator.phones", "items[].agent_info.receive_payments_operator.phones"),
    field("items[].agentInfo.moneyTransferOperator.phones", "items[].agent_info.money_transfer_operator.phones"),
    field("items[].agentInfo.moneyTransferOperator.name", "items[].agent_info.money_transfer_operator.name").chars(1, 64),
    field("items[].agentInfo.moneyTransferOperator.address", "items[].agent_info.money_transfer_operator.address").chars(1, 256),
    field("items[].agentInfo.moneyTransferOperator.vatin", "items[].agent_info.money_transfer_operator.inn"),
    field("items[].supplierInfo.phones", "items[].supplier_info.phones"),
    field("items[].supplierInfo.name", "items[].supplier_info.name").chars(1, 256),
    field("items[].supplierInfo.vatin", "items[].supplier_info.inn"),
    field("items[].productCodes.undefined", "items[].mark_code.unknown"),
    field("items[].productCodes.ean8", "items[].mark_code.ean8"),
    field("items[].productCodes.ean13", "items[].mark_code.ean13"),
    field("items[].productCodes.itf14", "items[].mark_code.itf14"),
    field("items[].productCodes.gs10", "items[].mark_code.gs10"),
    field("items[].productCodes.gs1m", "items[].mark_code.gs1m"),
    field("items[].productCodes.short", "items[].mark_code.short"),
    field("items[].productCodes.furs", "items[].mark_code.fur"),
    field("items[].productCodes.egais30", "items[].mark_code.egais30"),
];

/// The tables of fields that a task may have; `None` if the task is not supported.
pub(super) fn table(task: TaskName) -> Option<&'static [&'static [FieldSpec]]> {
    Some(match task {
        TaskName::Sell | TaskName::SellReturn | TaskName::Buy | TaskName::BuyReturn => {
            &[QUEUED, CONTACT, RECEIPT, LINE, RECEIPT_PRINT, AROUND]
        }
        TaskName::SellCorrection
        | TaskName::SellReturnCorrection
        | TaskName::BuyCorrection
        | TaskName::BuyReturnCorrection => &[QUEUED, CORRECTION, RECEIPT, LINE, RECEIPT_PRINT, AROUND],
        _ => return None,
    })
}

/// The same as a tree, built once.
pub(super) fn capabilities(task: TaskName) -> Option<&'static Capabilities> {
    static TREES: LazyLock<TaskCapabilities> = LazyLock::new(|| TaskCapabilities::of(table));
    TREES.get(task)
}

/// The faults at the fields that the service names in its text, `receipt.items[0].vat.type`; `lines` has the index of
/// each line in the task.
pub(super) fn faults(text: &str, lines: &[usize]) -> Vec<Fault> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || "._[]".contains(letter);
    let names = text.split(|letter: char| !is_name(letter)).map(|name| name.trim_matches('.'));
    let mut faults = Vec::new();
    for name in names {
        let Some(own) = ["receipt.", "correction."].iter().find_map(|head| name.strip_prefix(head)) else { continue };
        let (pattern, index) = without_index(own);
        let Some(path) = path_of(&pattern) else { continue };
        let path = match index.and_then(|index| lines.get(index)) {
            Some(line) => path.replacen("[]", &format!("[{line}]"), 1),
            None => path.split('[').next().unwrap_or(path).to_owned(),
        };
        faults.push(Fault { path, value: None, problem: Problem::Device(text.to_owned()) });
    }
    faults
}

/// The name without the number of the line, and that number.
fn without_index(name: &str) -> (String, Option<usize>) {
    match name.strip_prefix("items[").and_then(|rest| rest.split_once(']')) {
        Some((index, rest)) => (format!("items[]{rest}"), index.parse().ok()),
        None => (name.to_owned(), None),
    }
}

fn path_of(own: &str) -> Option<&'static str> {
    let rows = [CONTACT, RECEIPT, CORRECTION, LINE].into_iter().flatten();
    rows.into_iter().find(|row| row.tag.split(' ').any(|name| name == own)).map(|row| row.path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_the_service_names_is_found_in_the_callers_document() {
        let faults = faults("Поле receipt.items[1].vat.type: неверно; receipt.company.sno", &[0, 3]);
        let places: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(places, ["items[3].tax.type", "taxationType"]);
    }

    #[test]
    fn the_kind_of_code_whose_length_is_not_certain_has_no_row() {
        let rows = LINE.iter().filter(|row| row.path.starts_with("items[].productCodes."));
        assert!(rows.into_iter().all(|row| !row.path.ends_with("egais20")));
    }
}
