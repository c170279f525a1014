//! The tables from the attributes of a receipt and its lines to the fields of a task (requirements §3.5).

use super::row::{Row, row};
use super::values::{
    agents, base64, code, date, date_time, department, method, number, object, phones, set, taxation, text, unit, vat,
};

/// Attributes of the receipt as a whole.
#[rustfmt::skip]
pub const PARAMETERS: &[Row] = &[
    row(&["TaxationSystem", "TaxVariant"], "taxationType", taxation),
    row(&["CashierName"], "operator.name", text),
    row(&["CashierINN", "CashierVATIN"], "operator.vatin", text),
    row(&["CustomerInfo"], "clientInfo.name", text),
    row(&["CustomerINN"], "clientInfo.vatin", text),
    // An e-mail address counts more than a phone: a task has one place for them.
    row(&["CustomerEmail", "CustomerPhone"], "clientInfo.emailOrPhone", text),
    row(&["SenderEmail"], "companyInfo.email", text),
    row(&["SaleAddress", "AddressSettle"], "paymentsAddress", text),
    row(&["SaleLocation", "PlaceSettle"], "paymentsPlace", text),
    row(&["AutomatNumber"], "machineNumber", text),
    row(&["AgentType", "AgentSign"], "agentInfo.agents", agents),
    row(&["OperationOnline"], "internet", set),
];

/// Quantity of the position.
pub const QUANTITY: Row = row(&["Quantity"], "quantity", number);

/// Sum of the position after its discount.
pub const AMOUNT: Row = row(&["AmountWithDiscount", "SumWithDiscount", "Amount"], "amount", number);

/// A position (FiscalString).
#[rustfmt::skip]
pub const LINE: &[Row] = &[
    row(&["Name"], "name", text),
    QUANTITY,
    row(&["PriceWithDiscount", "Price"], "price", number),
    AMOUNT,
    row(&["Department"], "department", department),
    row(&["VATRate", "Tax"], "tax.type", vat),
    row(&["VATAmount", "TaxSum"], "tax.sum", number),
    row(&["PaymentMethod", "SignMethodCalculation"], "paymentMethod", method),
    row(&["CalculationSubject", "SignCalculationObject"], "paymentObject", object),
    row(&["CalculationAgent", "SignSubjectCalculationAgent"], "agentInfo.agents", agents),
    row(&["MeasureOfQuantity"], "measurementUnit", unit),
    row(&["MeasurementUnit"], "measurementUnit", text),
    row(&["CountryOfOrigin"], "countryCode", text),
    row(&["CustomsDeclaration"], "customsDeclaration", text),
    row(&["AdditionalAttribute"], "additionalAttribute", text),
    row(&["ExciseAmount"], "exciseSum", number),
];

/// Product codes (GoodCodeData).
#[rustfmt::skip]
pub const CODES: &[Row] = &[
    row(&["MarkingCode"], "nomenclatureCode", base64),
    row(&["NotIdentified"], "productCodes.undefined", code),
    row(&["EAN8"], "productCodes.ean8", code),
    row(&["EAN13"], "productCodes.ean13", code),
    row(&["ITF14"], "productCodes.itf14", code),
    row(&["GS1.0"], "productCodes.gs10", code),
    row(&["GS1.M"], "productCodes.gs1m", code),
    row(&["KMK"], "productCodes.short", code),
    row(&["MI"], "productCodes.furs", code),
    row(&["EGAIS20"], "productCodes.egais20", code),
    row(&["EGAIS30"], "productCodes.egais30", code),
    row(&["F1"], "productCodes.f1", code),
    row(&["F2"], "productCodes.f2", code),
    row(&["F3"], "productCodes.f3", code),
    row(&["F4"], "productCodes.f4", code),
    row(&["F5"], "productCodes.f5", code),
    row(&["F6"], "productCodes.f6", code),
];

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
