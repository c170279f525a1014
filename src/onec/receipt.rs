//! A receipt or correction (CheckPackage, requirements §3.5) as a task, by tables from attributes to fields.
//!
//! Beside the names of revisions 3.4 to 4.7 those of older ones are read where they can mean nothing else.

use super::device::Device;
use super::draft::{Draft, Row, row};
use super::values::{
    agents, base64, code, correction, date, date_time, decoded, department, method, number, object, phones, taxation,
    text, unit, vat,
};
use super::xml::Element;
use crate::error::{Problem, Result};
use crate::task::json::Node;
use crate::task::money::decimal;

/// What is said of the receipt as a whole.
#[rustfmt::skip]
const PARAMETERS: &[Row] = &[
    row(&["TaxationSystem", "TaxVariant"], "taxationType", taxation),
    row(&["CashierName"], "operator.name", text),
    row(&["CashierINN", "CashierVATIN"], "operator.vatin", text),
    row(&["CustomerInfo"], "clientInfo.name", text),
    row(&["CustomerINN"], "clientInfo.vatin", text),
    row(&["SenderEmail"], "companyInfo.email", text),
    row(&["SaleAddress", "AddressSettle"], "paymentsAddress", text),
    row(&["SaleLocation", "PlaceSettle"], "paymentsPlace", text),
    row(&["AutomatNumber"], "machineNumber", text),
    row(&["AgentType", "AgentSign"], "agentInfo.agents", agents),
];

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

/// For whom a sum is taken (AgentData), of the receipt or of a line.
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

/// Whose goods are sold (VendorData), of the receipt or of a line.
const VENDOR: &[Row] = &[
    row(&["VendorPhone", "PurveyorPhone"], "supplierInfo.phones", phones),
    row(&["VendorName", "PurveyorName"], "supplierInfo.name", text),
    row(&["VendorINN", "PurveyorVATIN"], "supplierInfo.vatin", text),
];

/// Requisite of an industry (IndustryAttribute), of the receipt or of a line.
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

/// What a correction rests on (CorrectionData).
const CORRECTION: &[Row] = &[
    row(&["Type"], "correctionType", correction),
    row(&["Date"], "correctionBaseDate", date),
    row(&["Number"], "correctionBaseNumber", text),
    row(&["Description"], "correctionBaseName", text),
];

/// A line (FiscalString).
#[rustfmt::skip]
const LINE: &[Row] = &[
    row(&["Name"], "name", text),
    row(&["Quantity"], "quantity", number),
    row(&["PriceWithDiscount", "Price"], "price", number),
    row(&["AmountWithDiscount", "SumWithDiscount", "Amount"], "amount", number),
    row(&["Department"], "department", department),
    row(&["VATRate", "Tax"], "tax.type", vat),
    row(&["VATAmount", "TaxSum"], "tax.sum", number),
    row(&["PaymentMethod", "SignMethodCalculation"], "paymentMethod", method),
    row(&["CalculationSubject", "SignCalculationObject"], "paymentObject", object),
    row(&["CalculationAgent", "SignSubjectCalculationAgent"], "agentInfo.agents", agents),
    row(&["MeasureOfQuantity"], "measurementUnit", unit),
    row(&["MeasurementUnit"], "measurementUnit", text),
    row(&["MarkingCode"], "imcParams.imc", base64),
    row(&["CountryOfOrigin"], "countryCode", text),
    row(&["CustomsDeclaration"], "customsDeclaration", text),
    row(&["AdditionalAttribute"], "additionalAttribute", text),
    row(&["ExciseAmount"], "exciseSum", number),
];

/// Codes of the goods (GoodCodeData).
#[rustfmt::skip]
const CODES: &[Row] = &[
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

/// A printed code (Barcode).
pub(super) const BARCODE: &[Row] = &[
    row(&["Type", "BarcodeType"], "barcodeType", text),
    row(&["ValueBase64"], "barcode", decoded),
    row(&["Value", "Barcode"], "barcode", text),
];

/// Payments by attribute, and the word of a task.
const PAYMENTS: &[(&[&str], &str)] = &[
    (&["Cash"], "cash"),
    (&["ElectronicPayment"], "electronically"),
    (&["PrePayment", "AdvancePayment"], "prepaid"),
    (&["PostPayment", "Credit"], "credit"),
    (&["Barter", "CashProvision"], "other"),
];

/// Attributes of the receipt that ask for something no task has, unless they say that it is not wanted.
const NOT_WANTED: &[(&str, &[&str])] =
    &[("OperationOnline", &["false", "0"]), ("TimeZone", &["0"]), ("GTIN", &[]), ("StampType", &[]), ("Stamp", &[])];

/// Kinds of settlement by their codes.
const KINDS: [&str; 4] = ["sell", "sellReturn", "buy", "buyReturn"];

/// Place of what is said of the receipt as a whole.
const AT: &str = "CheckPackage/Parameters";

/// The task of a document; a correction if `corrects`.
pub fn task(package: &Element, corrects: bool, electronically: bool, device: &Device) -> Result<Draft> {
    let nothing = Element::default();
    let parameters = package.child("Parameters").unwrap_or(&nothing);
    let kind = parameters.attribute(&["OperationType", "PaymentType"]);
    let word = kind.and_then(|(_, code)| KINDS.get(code.parse::<usize>().ok()?.checked_sub(1)?));
    let name = word.unwrap_or(&KINDS[0]);
    let mut draft = Draft::new(&if corrects { format!("{name}Correction") } else { (*name).to_owned() });
    if word.is_none() {
        draft.fault(&format!("{AT}/@OperationType"), kind.map(|(_, code)| code), Problem::Word("1…4".into()));
    }
    draft.fill("", &device.without_registered(parameters)?, AT, PARAMETERS);
    refuse(&mut draft, parameters, AT);
    contact(&mut draft, parameters);
    parts(&mut draft, "", parameters, AT);
    // A sale has none: configurations send along what they would send for a correction.
    if let Some(rests_on) = parameters.child("CorrectionData").filter(|_| corrects) {
        draft.fill("", rests_on, &format!("{AT}/CorrectionData"), CORRECTION);
    }
    if electronically {
        draft.put("electronically", Node::Bool(true), "Electronically");
    }
    if device.settings.flag("leaveOutPrint") {
        draft.put("ignoreNonFiscalPrintErrors", Node::Bool(true), AT);
    }
    draft.put("items", Node::List(Vec::new()), "CheckPackage/Positions");
    let mut items = positions(&mut draft, package, device);
    requisites(&mut draft, parameters, &mut items);
    payments(&mut draft, package);
    device.complete(&mut draft);
    Ok(draft)
}

/// Where the electronic receipt goes: there is one place for it.
fn contact(draft: &mut Draft, parameters: &Element) {
    let (mail, phone) = (parameters.attribute(&["CustomerEmail"]), parameters.attribute(&["CustomerPhone"]));
    if let Some((name, address)) = mail.or(phone) {
        draft.put("clientInfo.emailOrPhone", Node::Text(address.into()), &format!("{AT}/@{name}"));
    }
    if let (Some(_), Some((name, phone))) = (mail, phone) {
        draft.fault(&format!("{AT}/@{name}"), Some(phone), Problem::NotCarried("kassa"));
    }
}

/// What a receipt and a line have alike: agent, supplier, requisite of an industry.
fn parts(draft: &mut Draft, prefix: &str, element: &Element, place: &str) {
    let tables: [(&str, &[Row]); 6] = [
        ("CustomerDetail", CUSTOMER),
        ("AgentData", AGENT),
        ("VendorData", VENDOR),
        ("PurveyorData", VENDOR),
        ("IndustryAttribute", INDUSTRY),
        ("OperationalAttribute", OPERATIONAL),
    ];
    for (name, rows) in tables {
        if let Some(part) = element.child(name) {
            draft.fill(prefix, part, &format!("{place}/{name}"), rows);
        }
    }
}

/// Names attributes that no task has room for.
fn refuse(draft: &mut Draft, element: &Element, place: &str) {
    for (name, usual) in NOT_WANTED {
        if let Some((_, value)) =
            element.attribute(&[name]).filter(|(_, value)| !usual.contains(&value.to_lowercase().as_str()))
        {
            draft.fault(&format!("{place}/@{name}"), Some(value), Problem::NotCarried("kassa"));
        }
    }
}

/// The lines in their order, with what is printed between them; gives the number of items.
fn positions(draft: &mut Draft, package: &Element, device: &Device) -> usize {
    let nothing = Element::default();
    let positions = package.child("Positions").unwrap_or(&nothing);
    let mut counts = [0; 3];
    let mut items = 0;
    for element in &positions.children {
        let kind = ["FiscalString", "TextString", "Barcode"].iter().position(|name| *name == element.name);
        let Some(kind) = kind else { continue };
        counts[kind] += 1;
        let place = format!("CheckPackage/Positions/{}[{}]", element.name, counts[kind]);
        let prefix = format!("items[{items}].");
        items += 1;
        let word = ["position", "text", "barcode"][kind];
        draft.put(&format!("{prefix}type"), Node::Text(word.into()), &place);
        match kind {
            0 => line(draft, &prefix, element, &place, device),
            1 => {
                let text = element.attributes.iter().find(|(name, _)| name == "Text").map_or("", |(_, text)| text);
                draft.put(&format!("{prefix}text"), Node::Text(text.trim_end().into()), &format!("{place}/@Text"));
            }
            _ => draft.fill(&prefix, element, &place, BARCODE),
        }
    }
    items
}

fn line(draft: &mut Draft, prefix: &str, element: &Element, place: &str, device: &Device) {
    draft.fill(prefix, element, place, LINE);
    parts(draft, prefix, element, place);
    if let Some(codes) = element.child("GoodCodeData") {
        let place = format!("{place}/GoodCodeData");
        draft.fill(prefix, codes, &place, CODES);
        refuse(draft, codes, &place);
    }
    // The discount is within the price already: here it is only printed. A markup has no such field.
    if let Some((name, sum)) = element.attribute(&["DiscountAmount", "DiscountSum"]) {
        let markup = decimal(sum).is_some_and(|sum| sum.is_sign_negative() && !sum.is_zero());
        if !(markup && device.settings.flag("leaveOutPrint")) {
            let node = number(sum).unwrap_or_else(|_| Node::Text(sum.into()));
            draft.put(&format!("{prefix}infoDiscountAmount"), node, &format!("{place}/@{name}"));
        }
    }
    if let Some(part) = element.child("FractionalQuantity") {
        let of = |name| part.attribute(&[name]).map(|(_, value)| value);
        if let (Some(numerator), Some(denominator)) = (of("Numerator"), of("Denominator")) {
            let fraction = format!("{numerator}/{denominator}");
            let path = format!("{prefix}imcParams.itemFractionalAmount");
            draft.put(&path, Node::Text(fraction.into()), &format!("{place}/FractionalQuantity"));
        }
    }
}

/// Requisites of the receipt, which stand among the items of a task.
fn requisites(draft: &mut Draft, parameters: &Element, items: &mut usize) {
    let mut add = |kind: &str, fields: &[(&str, &str, &str)], place: &str| {
        draft.put(&format!("items[{items}].type"), Node::Text(kind.into()), place);
        for (name, value, attribute) in fields {
            let place = format!("{place}/@{attribute}");
            draft.put(&format!("items[{items}].{name}"), Node::Text((*value).into()), &place);
        }
        *items += 1;
    };
    if let Some((name, value)) = parameters.attribute(&["AdditionalAttribute"]) {
        add("additionalAttribute", &[("value", value, name)], AT);
    }
    if let Some(element) = parameters.child("UserAttribute") {
        let given = ["Name", "Value"].map(|name| (name, element.attribute(&[name]).map(|(_, value)| value)));
        let fields: Vec<_> = given
            .into_iter()
            .filter_map(|(name, value)| Some((if name == "Name" { "name" } else { "value" }, value?, name)))
            .collect();
        if !fields.is_empty() {
            add("userAttribute", &fields, &format!("{AT}/UserAttribute"));
        }
    }
}

/// The payments that are not nought; if all are, one of nothing.
fn payments(draft: &mut Draft, package: &Element) {
    let place = "CheckPackage/Payments";
    let nothing = Element::default();
    let payments = package.child("Payments").unwrap_or(&nothing);
    let mut count = 0;
    let is_nought = |sum: &str| decimal(sum).is_some_and(|sum| sum.is_zero());
    let mut add = |draft: &mut Draft, word: &str, sum: &str, place: &str| {
        draft.put(&format!("payments[{count}].type"), Node::Text(word.into()), place);
        let node = number(sum).unwrap_or_else(|_| Node::Text(sum.into()));
        draft.put(&format!("payments[{count}].sum"), node, place);
        count += 1;
    };
    for (names, word) in PAYMENTS {
        if let Some((name, sum)) = payments.attribute(names).filter(|(_, sum)| !is_nought(sum)) {
            add(draft, word, sum, &format!("{place}/@{name}"));
        }
    }
    if count == 0 {
        let mut add = |word: &str| {
            draft.put("payments[0].type", Node::Text(word.into()), place);
            draft.put("payments[0].sum", Node::Number("0".into()), place);
        };
        add("cash");
    }
    let known: Vec<&str> = PAYMENTS.iter().flat_map(|(names, _)| names.iter().copied()).collect();
    for (name, sum) in
        payments.attributes.iter().filter(|(name, sum)| !known.contains(&name.as_str()) && !sum.is_empty())
    {
        // Money under a name that nobody knows must not be lost.
        if decimal(sum).is_some_and(|sum| !sum.is_zero()) {
            draft.fault(&format!("{place}/@{name}"), Some(sum), Problem::NotCarried("kassa"));
        }
    }
    for (place, _) in package.child("ElectronicPaymentInfo").iter().flat_map(|info| &info.children).enumerate() {
        let place = format!("CheckPackage/ElectronicPaymentInfo/ElectronicPayment[{}]", place + 1);
        draft.fault(&place, None, Problem::NotCarried("kassa"));
    }
}
