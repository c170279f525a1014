//! A receipt or correction (CheckPackage, requirements §3.5) as a task, by tables from attributes to fields.
//!
//! Names of revisions 3.4 to 4.7 are read, and older ones where their meaning is unambiguous.

use super::device::Device;
use super::draft::{Draft, Row, row};
use super::shift::KINDS;
use super::values::{agents, correction, date, flag, number, taxation, text};
use super::xml::Element;
use super::{line, parts};
use kassa::error::{Problem, Result};
use kassa::task::json::Node;
use kassa::task::money::decimal;

/// Attributes of the receipt as a whole.
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

/// What a correction is based on (CorrectionData).
const CORRECTION: &[Row] = &[
    row(&["Type"], "correctionType", correction),
    row(&["Date"], "correctionBaseDate", date),
    row(&["Number"], "correctionBaseNumber", text),
    row(&["Description"], "correctionBaseName", text),
];

/// Payments: names of the attribute, and the payment type of a task.
const PAYMENTS: &[(&[&str], &str)] = &[
    (&["Cash"], "cash"),
    (&["ElectronicPayment"], "electronically"),
    (&["PrePayment", "AdvancePayment"], "prepaid"),
    (&["PostPayment", "Credit"], "credit"),
    (&["Barter", "CashProvision"], "other"),
];

/// Place of the attributes of the receipt as a whole.
const AT: &str = "CheckPackage/Parameters";

/// The task for a document; a correction if `corrects`.
pub fn task(package: &Element, corrects: bool, electronically: bool, device: &Device) -> Result<Draft> {
    let nothing = Element::default();
    let mut lists = package.children("Parameters", "CheckPackage").into_iter();
    let parameters = lists.next().map_or(&nothing, |(parameters, _)| parameters);
    let kind = parameters.attribute(&["OperationType", "PaymentType"]);
    let word = kind.and_then(|(_, code)| KINDS.get(code.parse::<usize>().ok()?.checked_sub(1)?));
    let name = word.unwrap_or(&KINDS[0]);
    let mut draft = Draft::new(&if corrects { format!("{name}Correction") } else { (*name).to_owned() });
    if word.is_none() {
        draft.fault(&format!("{AT}/@OperationType"), kind.map(|(_, code)| code), Problem::Word("1…4".into()));
    }
    for (_, place) in lists {
        draft.fault(&place, None, Problem::Duplicate);
    }
    draft.fill("", &device.without_registered(parameters)?, AT, PARAMETERS);
    parts::refuse(&mut draft, parameters, AT);
    contact(&mut draft, parameters);
    parts::fill(&mut draft, "", parameters, AT);
    // Ignored for a sale: configurations also send there what they would send for a correction.
    if corrects {
        let rests_on = parts::only(&mut draft, parameters, "CorrectionData", AT);
        let (rests_on, place) = rests_on.unwrap_or((&nothing, format!("{AT}/CorrectionData")));
        draft.fill("", rests_on, &place, CORRECTION);
    }
    if electronically {
        draft.put("electronically", Node::Bool(true), "Electronically");
    }
    if device.settings.flag("leaveOutPrint") {
        draft.put("ignoreNonFiscalPrintErrors", Node::Bool(true), AT);
    } else {
        grouping(&mut draft, parameters);
    }
    let mut items = line::positions(&mut draft, package, device);
    attributes(&mut draft, parameters, &mut items);
    payments(&mut draft, package);
    draft.complete(device);
    Ok(draft)
}

/// The address for the electronic receipt. A task has one place for it, so a phone beside an e-mail is a fault.
fn contact(draft: &mut Draft, parameters: &Element) {
    let (mail, phone) = (parameters.attribute(&["CustomerEmail"]), parameters.attribute(&["CustomerPhone"]));
    if let Some((name, address)) = mail.or(phone) {
        draft.put("clientInfo.emailOrPhone", Node::Text(address.into()), &format!("{AT}/@{name}"));
    }
    if let (Some(_), Some((name, phone))) = (mail, phone) {
        draft.fault(&format!("{AT}/@{name}"), Some(phone), Problem::NotCarried("kassa"));
    }
}

/// Refuses to print equal positions as one, since no supported register prints so.
fn grouping(draft: &mut Draft, parameters: &Element) {
    const NAME: &str = "GroupingPositionsWhenPrinting";
    if let Some((_, wish)) = parameters.attribute(&[NAME]).filter(|(_, wish)| flag(wish) != Ok(Node::Bool(false))) {
        draft.fault(&format!("{AT}/@{NAME}"), Some(wish), Problem::NotPrintable("kassa"));
    }
}

/// Attributes of the receipt that are items in a task (1192, 1084).
fn attributes(draft: &mut Draft, parameters: &Element, items: &mut usize) {
    let own = parts::only(draft, parameters, "UserAttribute", AT);
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
    if let Some((element, place)) = own {
        let given = ["Name", "Value"].map(|name| (name, element.attribute(&[name]).map(|(_, value)| value)));
        let fields: Vec<_> = given
            .into_iter()
            .filter_map(|(name, value)| Some((if name == "Name" { "name" } else { "value" }, value?, name)))
            .collect();
        if !fields.is_empty() {
            add("userAttribute", &fields, &place);
        }
    }
}

/// The payments that are not zero, of every element; one of zero in cash if all are. Money under an unknown name, or
/// under one that is given twice, must not be lost.
fn payments(draft: &mut Draft, package: &Element) {
    let mut given: Vec<(&str, &str, String)> = Vec::new();
    for (payments, place) in package.children("Payments", "CheckPackage") {
        for (name, sum) in &payments.attributes {
            let (sum, place) = (sum.trim(), format!("{place}/@{name}"));
            let exact = decimal(sum);
            if sum.is_empty() || exact.is_some_and(|sum| sum.is_zero()) {
                continue;
            }
            match PAYMENTS.iter().find(|(names, _)| names.contains(&name.as_str())) {
                Some((_, word)) if given.iter().any(|(other, ..)| other == word) => {
                    draft.fault(&place, Some(sum), Problem::Duplicate);
                }
                Some((_, word)) => given.push((word, sum, place)),
                None if exact.is_some() => draft.fault(&place, Some(sum), Problem::NotCarried("kassa")),
                None => {}
            }
        }
    }
    given.sort_by_key(|(word, ..)| PAYMENTS.iter().position(|(_, other)| other == word));
    if given.is_empty() {
        given.push(("cash", "0", "CheckPackage/Payments".to_owned()));
    }
    for (index, (word, sum, place)) in given.into_iter().enumerate() {
        draft.put(&format!("payments[{index}].type"), Node::Text(word.into()), &place);
        draft.take(&format!("payments[{index}].sum"), sum, &place, number);
    }
    for (info, place) in package.children("ElectronicPaymentInfo", "CheckPackage") {
        for (_, place) in info.children("ElectronicPayment", &place) {
            draft.fault(&place, None, Problem::NotCarried("kassa"));
        }
    }
}
