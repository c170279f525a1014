//! A receipt or correction (CheckPackage, requirements §3.5) as a task, by tables from attributes to fields.
//!
//! Names of revisions 3.4 to 4.7 are read, and older ones where their meaning is unambiguous.

use super::device::Device;
use super::draft::Draft;
use super::row::{Row, row};
use super::shift::{KINDS, iso};
use super::tables::PARAMETERS;
use super::values::{PAYMENTS, base_date, correction, flag, number, text};
use super::xml::Element;
use super::{line, parts};
use kassa::error::Problem;
use kassa::task::json::Node;
use kassa::task::money::decimal;
use serde_json::Value;

/// A payment that is not in cash (ElectronicPayment).
pub const CASHLESS: &[Row] = &[
    row(&["Amount"], "sum", number),
    row(&["PaymentMethod"], "method", number),
    row(&["Identifiers"], "id", text),
    row(&["AdditionalInformation"], "additionalInfo", text),
];

/// What a correction is based on (CorrectionData).
const CORRECTION: &[Row] = &[
    row(&["Type"], "correctionType", correction),
    row(&["Date"], "correctionBaseDate", base_date),
    row(&["Number"], "correctionBaseNumber", text),
    row(&["Description"], "correctionBaseName", text),
];

/// Place of the attributes of the receipt as a whole.
const AT: &str = "CheckPackage/Parameters";

/// The task for a document; a correction if `corrects`.
pub fn task(package: &Element, corrects: bool, electronically: bool, device: &Device) -> Draft {
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
    draft.fill("", parameters, AT, PARAMETERS);
    parts::refuse(&mut draft, parameters, AT);
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
    beside(parameters, device);
    let mut items = line::positions(&mut draft, package, device);
    attributes(&mut draft, parameters, &mut items);
    payments(&mut draft, package);
    draft.complete(device);
    draft
}

/// Notes what is left out of the task: the phone beside an e-mail address, and the wish to print equal positions as one,
/// which changes only the paper.
fn beside(parameters: &Element, device: &Device) {
    let given = |name: &'static str| parameters.attribute(&[name]).map(|(_, value)| value);
    if given("CustomerEmail").is_some() && given("CustomerPhone").is_some() {
        device.note(&format!("{AT}/@CustomerPhone"), "not sent: the receipt goes to the e-mail address");
    }
    if given("GroupingPositionsWhenPrinting").is_some_and(|wish| flag(wish) != Ok(Node::Bool(false))) {
        device.note(
            &format!("{AT}/@GroupingPositionsWhenPrinting"),
            "not sent: no register prints equal positions as one",
        );
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
        draft.take(&format!("payments[{index}].type"), sum, &place, |_| Ok(Node::Text(word.into())));
        draft.take(&format!("payments[{index}].sum"), sum, &place, number);
    }
    cashless(draft, package);
}

/// How payments were made that are not in cash.
fn cashless(draft: &mut Draft, package: &Element) {
    let lists = package.children("ElectronicPaymentInfo", "CheckPackage");
    let payments = lists.iter().flat_map(|(list, place)| list.children("ElectronicPayment", place));
    for (index, (payment, place)) in payments.filter(|(payment, _)| payment.says_something()).enumerate() {
        draft.fill(&format!("cashlessPayments[{index}]."), payment, &place, CASHLESS);
    }
}

/// The output for a receipt (DocumentOutputParameters). `by_shift`: the register numbers its documents within a shift.
pub fn output(answer: &Value, by_shift: bool) -> String {
    let in_shift = if by_shift { "fiscalDocumentNumber" } else { "fiscalReceiptNumber" };
    let fiscal = answer.get("fiscalParams").unwrap_or(&Value::Null);
    let number = |name: &str| fiscal.get(name).filter(|value| value.is_number()).map(Value::to_string);
    let text = |name: &str| fiscal.get(name).and_then(Value::as_str).map(str::to_owned);
    let not_printed = answer.pointer("/warnings/notPrinted") == Some(&Value::Bool(true));
    let parameters = Element::new("Parameters")
        .with("ShiftNumber", number("shiftNumber"))
        .with("CheckNumber", number("fiscalDocumentNumber"))
        .with("ShiftClosingCheckNumber", number(in_shift))
        .with("AddressSiteInspections", Some(text("fnsUrl").unwrap_or_default()))
        .with("FiscalSign", text("fiscalDocumentSign"))
        .with("DateTime", text("fiscalDocumentDateTime").as_deref().and_then(iso))
        .with("PrintError", not_printed.then(|| "true".to_owned()));
    Element::new("DocumentOutputParameters").holding(parameters).write()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_a_register_does_not_report_are_left_out() {
        let answer = serde_json::json!({ "fiscalParams": { "fiscalDocumentSign": "0012345678" }, "warnings": { "notPrinted": true } });
        let expected = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DocumentOutputParameters><Parameters AddressSiteInspections=\"\" FiscalSign=\"0012345678\" PrintError=\"true\"/></DocumentOutputParameters>";
        assert_eq!(output(&answer, false), expected);
    }
}
