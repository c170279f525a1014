//! The positions of a receipt (Positions, requirements §3.5), and what is printed between them.

use super::device::Device;
use super::draft::Draft;
use super::row::{Row, row};
use super::tables::{AMOUNT, CODES, LINE, QUANTITY};
use super::values::{base64, decoded, number};
use super::xml::Element;
use super::{parts, print};
use kassa::error::{Problem, Text};
use kassa::task::json::Node;
use kassa::task::marking::CheckResult;
use kassa::task::money::decimal;
use rust_decimal::{Decimal, RoundingStrategy};

/// Where registers take the scanned marking code (MarkingCode), in documents before FFD 1.2.
const OLDER_MARKS: [Row; 2] =
    [row(&["MarkingCode"], "markingCode.mark", base64), row(&["MarkingCode"], "exciseStamp", decoded)];

/// The same in FFD 1.2.
const MARK: Row = row(&["MarkingCode"], "imcParams.imc", base64);

/// Puts the positions into the task in their order. Returns how many items they became.
pub fn positions(draft: &mut Draft, package: &Element, device: &Device) -> usize {
    draft.put("items", Node::List(Vec::new()), "CheckPackage/Positions");
    let mut items = 0;
    for (element, place) in package.positions("CheckPackage") {
        let path = format!("items[{items}]");
        if element.name == "FiscalString" {
            draft.put(&format!("{path}.type"), Node::Text("position".into()), &place);
            line(draft, &format!("{path}."), element, &place, device);
        } else if !print::item(draft, &path, element, &place) {
            continue;
        }
        items += 1;
    }
    items
}

fn line(draft: &mut Draft, prefix: &str, element: &Element, place: &str, device: &Device) {
    draft.fill(prefix, element, place, LINE);
    // Without a rate some registers take that of their card, which 1C does not know.
    if element.attribute(&["VATRate", "Tax"]).is_none() && !device.settings.has_default_vat() {
        draft.fault(&format!("{place}/@VATRate"), None, Problem::Missing);
    }
    mark(draft, prefix, element, place, device);
    parts::fill(draft, prefix, element, place);
    let mut given: Vec<(&str, &str)> = Vec::new();
    for (codes, place) in element.children("GoodCodeData", place) {
        for (name, value) in codes.attributes.iter().filter(|(_, value)| !value.trim().is_empty()) {
            if given.iter().any(|(other, earlier)| other == name && earlier != value) {
                draft.fault(&format!("{place}/@{name}"), Some(value), Problem::Duplicate);
            }
            given.push((name, value));
        }
        draft.fill(prefix, codes, &place, CODES);
        parts::refuse(draft, codes, &place);
        if let Some((name, value)) =
            codes.attribute(MARK.names).filter(|_| carries(draft, &MARK, device) && device.has_ffd_1_2())
        {
            let text = Text::of(
                "В ФФД 1.2 этого реквизита (1162) нет. Передайте код, как его прочитал сканер, в MarkingCode строки",
                "FFD 1.2 does not have this attribute (1162). Give the code as the scanner read it in MarkingCode of the line",
            );
            draft.fault(&format!("{place}/@{name}"), Some(value), Problem::Form(text));
        }
    }
    if let Some((name, sum)) = element.attribute(&["DiscountAmount", "DiscountSum"]) {
        discount(draft, prefix, element, (&format!("{place}/@{name}"), sum), device);
    }
    fraction(draft, &format!("{prefix}imcParams.itemFractionalAmount"), element, place);
}

/// Whether the register is sent what a row of a line becomes.
fn carries(draft: &Draft, row: &Row, device: &Device) -> bool {
    device.supports(draft.name(), &format!("items[].{}", row.path))
}

/// The part of a marked package (FractionalQuantity).
pub fn fraction(draft: &mut Draft, path: &str, element: &Element, place: &str) {
    let Some((part, place)) = parts::only(draft, element, "FractionalQuantity", place) else { return };
    let of = |name| part.attribute(&[name]).map_or("", |(_, value)| value);
    let fraction = format!("{}/{}", of("Numerator"), of("Denominator"));
    if fraction != "/" {
        draft.put(path, Node::Text(fraction.into()), &place);
    }
}

/// The scanned marking code, with the result of its check if the code was checked in this session.
fn mark(draft: &mut Draft, prefix: &str, element: &Element, place: &str, device: &Device) {
    let Some((name, value)) = element.attribute(MARK.names) else { return };
    let place = format!("{place}/@{name}");
    let older = OLDER_MARKS.iter().find(|row| carries(draft, row, device));
    // A register that has both takes the one of its own version of FFD, and may lose the other in silence.
    let row = older.filter(|_| !carries(draft, &MARK, device) || !device.has_ffd_1_2()).unwrap_or(&MARK);
    draft.take(&format!("{prefix}{}", row.path), value, &place, row.read);
    let session = device.session();
    let Some(mark) = session.of(value).filter(|_| row.path == MARK.path) else { return };
    draft.put(&format!("{prefix}imcParams.itemEstimatedStatus"), mark.status.clone(), &place);
    for (name, is_set) in CheckResult::FLAGS.iter().zip(mark.result.flags()) {
        draft.put(&format!("{prefix}imcParams.itemInfoCheckResult.{name}"), Node::Bool(is_set), &place);
    }
}

/// The discount of a position, or its markup if negative. Price and amount are given after it.
///
/// If the register records discounts, it gets price and amount before the discount, and the discount itself. Otherwise
/// the discount is only information to print.
fn discount(draft: &mut Draft, prefix: &str, element: &Element, (place, given): (&str, &str), device: &Device) {
    let sum = decimal(given).unwrap_or_default();
    let markup = sum.is_sign_negative() && !sum.is_zero();
    let word = if markup { "markup" } else { "discount" };
    let of = |names: &[&'static str]| element.attribute(names).and_then(|(_, value)| decimal(value));
    let (quantity, amount) = (of(QUANTITY.names), of(AMOUNT.names));
    if !sum.is_zero()
        && device.supports(draft.name(), &format!("items[].{word}.sum"))
        && let Some(before) = amount.and_then(|amount| amount.checked_add(sum))
        && let Some(price) = quantity.and_then(|quantity| before.checked_div(quantity))
    {
        let price = price.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        let number = |sum: Decimal| Node::Number(sum.normalize().to_string().into());
        draft.put(&format!("{prefix}price"), number(price), place);
        draft.put(&format!("{prefix}amount"), number(before), place);
        draft.put(&format!("{prefix}{word}.sum"), number(sum.abs()), place);
        return;
    }
    if markup {
        // The sums contain it, and a task has no place for a markup that is only printed.
        device.note(place, "not sent: the sums contain it");
    } else {
        draft.take(&format!("{prefix}infoDiscountAmount"), given, place, number);
    }
}
