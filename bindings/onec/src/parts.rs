//! Parts that receipts and positions have in common (requirements §3.5): buyer, agent, supplier, industry and
//! operational attributes.
//!
//! Configurations also send empty parts.

use super::draft::{Draft, Row, row};
use super::values::{date, date_time, number, phones, text};
use super::xml::Element;
use kassa::error::Problem;

/// Buyer (CustomerDetail).
const CUSTOMER: &[Row] = &[
    row(&["Info"], "clientInfo.name", text),
    row(&["INN"], "clientInfo.vatin", text),
    row(&["DateOfBirth"], "clientInfo.birthDate", text),
    row(&["Citizenship"], "clientInfo.citizenship", text),
    row(&["DocumentTypeCode"], "clientInfo.identityDocumentCode", text),
    row(&["DocumentData"], "clientInfo.identityDocumentData", text),
    row(&["Address"], "clientInfo.address", text),
];

/// Agent (AgentData).
#[rustfmt::skip]
const AGENT: &[Row] = &[
    row(&["AgentOperation", "PayingAgentOperation"], "agentInfo.payingAgent.operation", text),
    row(&["AgentPhone", "PayingAgentPhone"], "agentInfo.payingAgent.phones", phones),
    row(&["PaymentProcessorPhone", "ReceivePaymentsOperatorPhone"], "agentInfo.receivePaymentsOperator.phones", phones),
    row(&["AcquirerOperatorPhone", "MoneyTransferOperatorPhone"], "agentInfo.moneyTransferOperator.phones", phones),
    row(&["AcquirerOperatorName", "MoneyTransferOperatorName"], "agentInfo.moneyTransferOperator.name", text),
    row(&["AcquirerOperatorAddress", "MoneyTransferOperatorAddress"], "agentInfo.moneyTransferOperator.address", text),
    row(&["AcquirerOperatorINN", "MoneyTransferOperatorVATIN"], "agentInfo.moneyTransferOperator.vatin", text),
];

/// Supplier (VendorData).
const VENDOR: &[Row] = &[
    row(&["VendorPhone", "PurveyorPhone"], "supplierInfo.phones", phones),
    row(&["VendorName", "PurveyorName"], "supplierInfo.name", text),
    row(&["VendorINN", "PurveyorVATIN"], "supplierInfo.vatin", text),
];

/// Industry attribute (IndustryAttribute).
const INDUSTRY: &[Row] = &[
    row(&["IdentifierFOIV"], "industryInfo[0].fois", text),
    row(&["DocumentDate"], "industryInfo[0].date", date),
    row(&["DocumentNumber"], "industryInfo[0].number", text),
    row(&["AttributeValue"], "industryInfo[0].industryAttribute", text),
];

/// Operational attribute (OperationalAttribute).
const OPERATIONAL: &[Row] = &[
    row(&["DateTime"], "operationInfo.dateTime", date_time),
    row(&["OperationID"], "operationInfo.id", number),
    row(&["OperationData"], "operationInfo.data", text),
];

/// The table for each element.
pub const PARTS: [(&str, &[Row]); 6] = [
    ("CustomerDetail", CUSTOMER),
    ("AgentData", AGENT),
    ("VendorData", VENDOR),
    ("PurveyorData", VENDOR),
    ("IndustryAttribute", INDUSTRY),
    ("OperationalAttribute", OPERATIONAL),
];

/// Attributes that no task supports, with the values that ask for nothing and so are accepted.
const NOT_WANTED: &[(&str, &[&str])] =
    &[("TimeZone", &["0"]), ("GTIN", &[]), ("StampType", &[]), ("Stamp", &[]), ("SerialNumber", &[])];

/// Puts the parts of an element into the task. `prefix` is the element's path in the task, `place` the one in the
/// document.
pub fn fill(draft: &mut Draft, prefix: &str, element: &Element, place: &str) {
    for (name, rows) in PARTS {
        if let Some((part, place)) = only(draft, element, name, place) {
            draft.fill(prefix, part, &place, rows);
        }
    }
}

/// The only child of this name that has a value, with its place. A second one is a fault: one of them would be lost.
pub fn only<'e>(draft: &mut Draft, element: &'e Element, name: &str, place: &str) -> Option<(&'e Element, String)> {
    let mut found = element.children(name, place).into_iter().filter(|(part, _)| part.says_something());
    let first = found.next();
    for (_, place) in found {
        draft.fault(&place, None, Problem::Duplicate);
    }
    first
}

/// Reports the attributes that no task supports.
pub fn refuse(draft: &mut Draft, element: &Element, place: &str) {
    for (name, usual) in NOT_WANTED {
        let given = element.attribute(&[name]);
        if let Some((_, value)) = given.filter(|(_, value)| !usual.contains(&value.to_lowercase().as_str())) {
            draft.fault(&format!("{place}/@{name}"), Some(value), Problem::NotCarried("kassa"));
        }
    }
}
