//! Receipts and corrections: the rules beyond the field table, and the tags of the resulting document.

use super::fields;
use super::refusal::{FieldFaults, Refusal};
use super::requests;
use super::sums;
use serde_json::{Map, Value, json};

type Tags = Map<String, Value>;

/// How many items with a goods code or a supplier a receipt may have on a device without an OFD.
const MOST_MARKED_LINES: usize = 10;

/// Checks the fields and the sums of a receipt or a correction.
pub(super) fn check(tags: &Tags, is_correction: bool) -> FieldFaults {
    let mut faults = if is_correction { check_correction(tags) } else { fields::check(requests::RECEIPT, tags) };
    if !faults.names("T1059") {
        check_agents(tags, &mut faults);
    }
    // If a sum is invalid, all the others would look wrong as well.
    if faults.is_empty() {
        sums::check(tags, &mut faults);
    }
    faults
}

/// Makes an ИНН of 10 digits one of 12, for the check by the vendor's table: of the buyer, and of the operators who
/// transfer money.
pub(super) fn lengthen_tax_numbers(tags: &mut Tags) {
    let lengthen = |tags: &mut Tags, name: &str| {
        if let Some(Value::String(number)) =
            tags.get_mut(name).filter(|number| number.as_str().is_some_and(|n| n.len() == 10))
        {
            number.push_str("00");
        }
    };
    lengthen(tags, "T1228");
    lengthen(tags, "T1016");
    for line in tags.get_mut("T1059").and_then(Value::as_array_mut).into_iter().flatten() {
        if let Some(agent) = line.get_mut("T1223").and_then(Value::as_object_mut) {
            lengthen(agent, "T1016");
        }
    }
}

fn check_correction(tags: &Tags) -> FieldFaults {
    let is_own = |name: &str| requests::CORRECTION.iter().any(|field| field.name == name);
    let (own, receipt): (Tags, Tags) = tags.clone().into_iter().partition(|(name, _)| is_own(name));
    let mut faults = fields::check(requests::RECEIPT, &receipt);
    faults.append(fields::check(requests::CORRECTION, &own));
    let flat = own.contains_key("T1178") || own.contains_key("T1179");
    match (own.contains_key("T1174"), flat) {
        (true, true) => faults.wrong("T1174", "основание указано дважды"),
        (false, false) => faults.required("T1174"),
        (false, true) => {
            for name in ["T1178", "T1179"].into_iter().filter(|name| !own.contains_key(*name)) {
                faults.required(name);
            }
        }
        (true, false) => {}
    }
    faults
}

/// Data of an agent or a supplier require that the agent's type is given too.
fn check_agents(tags: &Tags, faults: &mut FieldFaults) {
    for (index, line) in sums::lines(tags).enumerate() {
        if tags.contains_key("T1057") || line.contains_key("T1222") {
            continue;
        }
        let mut inner = FieldFaults::default();
        for name in ["T1223", "T1224", "T1226"].into_iter().filter(|name| line.contains_key(*name)) {
            inner.wrong(name, "нет признака агента T1222 или T1057");
        }
        faults.nested("T1059", Some(index), inner);
    }
}

/// Checks a receipt against the registration of the device.
pub(super) fn check_registered(tags: &Tags, registration: &Tags) -> Result<(), Refusal> {
    let mut faults = FieldFaults::default();
    if let Some(taxations) = registration.get("T1062").and_then(Value::as_array)
        && !taxations.contains(&taxation(tags))
    {
        faults.unregistered("T1055", "такой системы налогообложения нет в регистрации");
    }
    if !is_registered_agent(tags.get("T1057"), registration) {
        faults.unregistered("T1057", "такого агента нет в регистрации");
    }
    for (index, line) in sums::lines(tags).enumerate() {
        if !is_registered_agent(line.get("T1222"), registration) {
            let mut inner = FieldFaults::default();
            inner.unregistered("T1222", "такого агента нет в регистрации");
            faults.nested("T1059", Some(index), inner);
        }
    }
    let marked = |line: &&Tags| line.contains_key("T1162") || line.contains_key("T1226");
    if registration.get("T1002") == Some(&Value::Bool(true))
        && sums::lines(tags).filter(marked).count() > MOST_MARKED_LINES
    {
        faults.wrong("T1059", "в автономном режиме не больше 10 строк с T1162 или T1226");
    }
    Refusal::of_fields(faults)
}

fn is_registered_agent(agent: Option<&Value>, registration: &Tags) -> bool {
    let registered = registration.get("T1057").and_then(Value::as_array);
    let agents = agent.and_then(Value::as_array);
    agents.is_none_or(|agents| agents.iter().all(|agent| registered.is_some_and(|codes| codes.contains(agent))))
}

/// The tax system as one number, whichever form the request uses.
fn taxation(tags: &Tags) -> Value {
    match tags.get("T1055") {
        Some(Value::Array(one)) => one.first().cloned().unwrap_or_default(),
        Some(code) => code.clone(),
        None => Value::Null,
    }
}

/// The tags that the document takes from the request, each converted to one form.
pub(super) fn tags_of_document(request: &Tags) -> Tags {
    let mut tags = request.clone();
    tags.insert("T1055".to_owned(), taxation(request));
    if let (Some(date), Some(number)) = (tags.remove("T1178"), tags.remove("T1179")) {
        tags.insert("T1174".to_owned(), json!({"T1178": date, "T1179": number}));
    }
    tags
}
