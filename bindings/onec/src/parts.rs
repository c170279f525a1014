//! Parts that a receipt and a line have alike (requirements §3.5): buyer, agent, supplier, requisites of an industry and
//! of an operation. Configurations send them empty too.

use super::draft::{Draft, Row, row};
use super::values::{date, date_time, number, phones, text};
use super::xml::Element;
use kassa::error::Problem;

/// The buyer (CustomerDetail).
const CUSTOMER: &[Row] = &[
    row(&["Info"], "clientInfo.name", text),
    row(&["INN"], "clientInfo.vatin", text),
    row(&["DateOfBirth"], "clientInfo.birthDate", text),
    row(&["Citizenship"], "clientInfo.citizenship", text),
    row(&["DocumentTypeCode"], "clientInfo.identityDocumentCode", text),
    row(&["DocumentData"], "clientInfo.identityDocumentData", text),
    row(&["Address"], "clientInfo.address", text),
];

/// For whom a sum is taken (AgentData).
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

/// Whose goods are sold (VendorData).
const VENDOR: &[Row] = &[
    row(&["VendorPhone", "PurveyorPhone"], "supplierInfo.phones", phones),
    row(&["VendorName", "PurveyorName"], "supplierInfo.name", text),
    row(&["VendorINN", "PurveyorVATIN"], "supplierInfo.vatin", text),
];

/// Requisite of an industry (IndustryAttribute).
const INDUSTRY: &[Row] = &[
    row(&["IdentifierFOIV"], "industryInfo[0].fois", text),
    row(&["DocumentDate"], "industryInfo[0].date", date),
    row(&["DocumentNumber"], "industryInfo[0].number", text),
    row(&["AttributeValue"], "industryInfo[0].industryAttribute", text),
];

/// Requisite of the operation (OperationalAttribute).
const OPERATIONAL: &[Row] = &[
    row(&["DateTime"], "operationInfo.dateTime", date_time),
    row(&["OperationID"], "operationInfo.id", number),
    row(&["OperationData"], "operationInfo.data", text),
];

/// The parts by the names of their elements.
const PARTS: [(&str, &[Row]); 6] = [
    ("CustomerDetail", CUSTOMER),
    ("AgentData", AGENT),
    ("VendorData", VENDOR),
    ("PurveyorData", VENDOR),
    ("IndustryAttribute", INDUSTRY),
    ("OperationalAttribute", OPERATIONAL),
];

/// Attributes that ask for something no task has, unless they say that it is not wanted.
const NOT_WANTED: &[(&str, &[&str])] = &[
    ("OperationOnline", &["false", "0"]),
    ("TimeZone", &["0"]),
    ("GTIN", &[]),
    ("StampType", &[]),
    ("Stamp", &[]),
    ("SerialNumber", &[]),
];

/// Puts the parts of an element; `prefix` is its place in the task, `place` in the document.
pub fn fill(draft: &mut Draft, prefix: &str, element: &Element, place: &str) {
    for (name, rows) in PARTS {
        let says_something =
            |part: &&Element| part.name == name && part.attributes.iter().any(|(_, value)| !value.is_empty());
        for (index, part) in element.children.iter().filter(says_something).enumerate() {
            if index == 0 {
                draft.fill(prefix, part, &format!("{place}/{name}"), rows);
            } else {
                draft.fault(&format!("{place}/{name}[{}]", index + 1), None, Problem::Duplicate);
            }
        }
    }
}

/// Names attributes that no task has room for.
pub fn refuse(draft: &mut Draft, element: &Element, place: &str) {
    for (name, usual) in NOT_WANTED {
        let given = element.attribute(&[name]);
        if let Some((_, value)) = given.filter(|(_, value)| !usual.contains(&value.to_lowercase().as_str())) {
            draft.fault(&format!("{place}/@{name}"), Some(value), Problem::NotCarried("kassa"));
        }
    }
}
