//! What the register's version of the fiscal documents (FFD) means for a task: what the register would drop in silence
//! because the version has no place for it is refused, and what a version writes otherwise is written so (task
//! vocabulary §2.5, §2.10, §5.1).

use super::super::Refused;
use super::NAME;
use crate::error::{BackendError, Fault, Problem, Refusal, Retry, Text};
use crate::task::json::Node;
use crate::task::words::{Unit, Words};

/// Fields of FFD 1.2 beside the lines, and in a line.
const NEW: &[&str] = &[
    "clientInfo.birthDate",
    "clientInfo.citizenship",
    "clientInfo.identityDocumentCode",
    "clientInfo.identityDocumentData",
    "clientInfo.address",
    "industryInfo",
    "operationInfo",
];
const NEW_IN_LINE: &[&str] = &["imcParams", "productCodes", "industryInfo"];

/// Fields that FFD 1.2 no longer has: the agents of a whole receipt, and the older forms of codes.
const OLD: &[&str] = &["agentInfo.agents"];
const OLD_IN_LINE: &[&str] = &["markingCode", "nomenclatureCode"];

/// What a correction of FFD 1.05 has no place for, beside lines.
const NOT_IN_SUMS: &[&str] = &["agentInfo", "supplierInfo", "paymentsPlace", "paymentsAddress", "companyInfo"];

/// A version of FFD, as far as documents differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    /// 1.0 and 1.05: a correction has sums and no lines.
    Sums,
    /// 1.1.
    Lines,
    /// 1.2.
    New,
}

impl Version {
    fn of(text: &str) -> Option<Self> {
        Some(match text {
            "1.0" | "1.05" => Self::Sums,
            "1.1" => Self::Lines,
            "1.2" => Self::New,
            _ => return None,
        })
    }
}

/// The refusal of a document with fields that a register of this version drops, or of a form that it does not take;
/// `None` if it takes the document.
///
/// A text that is no word of the list is a unit in FFD 1.1, and nothing in FFD 1.2.
pub(super) fn refused(version: &str, task: &Node) -> Option<Box<Refused>> {
    let known = Version::of(version)?;
    let faults = [fields(known, version, task), correction(known, version, task)].concat();
    if faults.is_empty() {
        return None;
    }
    let message = Text::with(
        format!("Касса работает по ФФД {version}: такого документа в нём нет. Документ не отправлен."),
        format!("The register works by FFD {version}, which has no such document. Nothing was sent."),
    );
    let advice = Text::of(
        "Исправьте поля из faults или смените версию ФФД перерегистрацией кассы.",
        "Fix the fields in faults, or change the FFD version by a re-registration of the register.",
    );
    let refusal = Refusal { message, advice, retry: Retry::FixInput, faults, by_state: false };
    let vendor = BackendError { name: NAME, ..BackendError::default() };
    Some(Box::new(Refused { refusal, vendor, unresolved: false, not_printed: false, key: None }))
}

/// The task as a register of this version takes it: before FFD 1.2 a unit is the text on the receipt (tag 1197).
pub(super) fn written(version: &str, mut task: Node) -> Node {
    if !matches!(Version::of(version), Some(Version::Sums | Version::Lines)) {
        return task;
    }
    let of_unit = |(name, _): &&mut (Box<str>, Node)| &**name == "measurementUnit";
    for item in items_mut(&mut task) {
        let Node::Object(members) = item else { continue };
        for (_, unit) in members.iter_mut().filter(|member| of_unit(member)) {
            if let Node::Text(word) = unit
                && let Some(listed) = Unit::of(word)
            {
                *unit = Node::Text(listed.abbreviation().into());
            }
        }
    }
    task
}

/// The fields that the version has no place for.
fn fields(known: Version, version: &str, task: &Node) -> Vec<Fault> {
    let is_new = known == Version::New;
    let (beside, in_line) = if is_new { (OLD, OLD_IN_LINE) } else { (NEW, NEW_IN_LINE) };
    let mut faults: Vec<Fault> =
        beside.iter().filter_map(|path| fault(task, path, (*path).to_owned(), version)).collect();
    for (index, item) in items(task).iter().enumerate() {
        let at = |name: &str| format!("items[{index}].{name}");
        faults.extend(in_line.iter().filter_map(|name| fault(item, name, at(name), version)));
        let unit = item.text("measurementUnit");
        if let Some(unit) = unit.filter(|unit| is_new && Unit::of(unit).is_none()) {
            faults.push(lacks(at("measurementUnit"), Some(unit.to_owned()), version));
        }
    }
    faults
}

/// What is wrong with the form of a correction: by sums before FFD 1.1, with lines since.
fn correction(known: Version, version: &str, task: &Node) -> Vec<Fault> {
    let Some(kind) = task.text("type").filter(|kind| kind.ends_with("Correction")) else { return Vec::new() };
    let fault = |path: String, ru: &str, en: &str| Fault {
        path,
        value: None,
        problem: Problem::Form(Text::with(format!("В ФФД {version} {ru}"), format!("In FFD {version} {en}"))),
    };
    let lines: Vec<usize> =
        items(task).iter().enumerate().filter(|(_, item)| is_line(item)).map(|(index, _)| index).collect();
    if known != Version::Sums {
        let missing = fault("items".into(), "чеку коррекции нужны позиции", "a correction needs lines");
        return if lines.is_empty() { vec![missing] } else { Vec::new() };
    }
    let mut faults: Vec<Fault> =
        NOT_IN_SUMS.iter().filter_map(|path| self::fault(task, path, (*path).to_owned(), version)).collect();
    if kind.ends_with("ReturnCorrection") {
        faults.push(fault("type".into(), "нет коррекции возврата", "there is no correction of a return"));
    }
    faults.extend(lines.into_iter().map(|index| {
        fault(
            format!("items[{index}]"),
            "чек коррекции не имеет позиций: передайте суммы НДС в taxes",
            "a correction has no lines: give the VAT sums in taxes",
        )
    }));
    faults
}

/// Whether an item of the document is a line. The others are attributes, or are only printed.
fn is_line(item: &Node) -> bool {
    item.text("type") == Some("position")
}

fn items(task: &Node) -> &[Node] {
    match task.member("items") {
        Some(Node::List(items)) => items,
        _ => &[],
    }
}

fn items_mut(task: &mut Node) -> &mut [Node] {
    let Node::Object(members) = task else { return &mut [] };
    match members.iter_mut().find(|(name, _)| &**name == "items") {
        Some((_, Node::List(items))) => items,
        _ => &mut [],
    }
}

fn fault(object: &Node, name: &str, path: String, version: &str) -> Option<Fault> {
    let given = name.split('.').try_fold(object, |object, member| object.member(member))?;
    let is_empty = given.is_empty() || matches!(given, Node::List(list) if list.is_empty());
    (!is_empty).then(|| lacks(path, None, version))
}

fn lacks(path: String, value: Option<String>, version: &str) -> Fault {
    let text =
        Text::with(format!("В ФФД {version} этого реквизита нет"), format!("FFD {version} has no such attribute"));
    Fault { path, value, problem: Problem::Form(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(version: &str, task: &str) -> Vec<String> {
        let found = refused(version, &Node::parse(task).unwrap());
        let faults = found.map(|refused| refused.refusal.faults).unwrap_or_default();
        faults.into_iter().map(|fault| fault.path).collect()
    }

    #[test]
    fn what_the_version_lacks_is_refused_by_its_path() {
        let task = r#"{"type": "sell", "clientInfo": {"name": "А", "address": "М"}, "agentInfo": {"agents": ["agent"]},
            "industryInfo": [], "items": [{"type": "text"}, {"imcParams": {"imc": "MDE="}, "measurementUnit": "шт."},
            {"markingCode": {"mark": "MDE="}, "measurementUnit": "piece"}]}"#;
        for (version, wanted) in [
            ("1.05", ["clientInfo.address", "items[1].imcParams"].as_slice()),
            ("1.2", &["agentInfo.agents", "items[1].measurementUnit", "items[2].markingCode"]),
            ("", &[]),
        ] {
            assert_eq!(faults(version, task), wanted, "{version}");
        }
    }

    #[test]
    fn a_correction_has_lines_or_sums_by_its_version() {
        let by_sums = r#"{"type": "sellCorrection", "items": [{"type": "additionalAttribute", "value": "1"}]}"#;
        let with_line = r#"{"type": "buyReturnCorrection", "paymentsPlace": "М", "items": [{"type": "position"}]}"#;
        for (version, task, wanted) in [
            ("1.05", by_sums, [].as_slice()),
            ("1.1", by_sums, &["items"]),
            ("1.2", by_sums, &["items"]),
            ("1.05", with_line, &["paymentsPlace", "type", "items[0]"]),
            ("1.2", with_line, &[]),
            ("1.2", r#"{"type": "openShift"}"#, &[]),
        ] {
            assert_eq!(faults(version, task), wanted, "{version} {task}");
        }
    }

    #[test]
    fn a_unit_is_what_stands_on_the_receipt_before_ffd_12() {
        let task = r#"{"items":[{"measurementUnit":"kilogram"},{"measurementUnit":"упаковка"},{"type":"text"}]}"#;
        let printed = task.replace("kilogram", "кг");
        for (version, wanted) in [("1.05", printed.as_str()), ("1.1", &printed), ("1.2", task), ("", task)] {
            let body = written(version, Node::parse(task).unwrap()).to_text();
            assert_eq!(str::from_utf8(&body).unwrap(), wanted, "{version}");
        }
    }
}
