//! The register's `errors[]` (§6.11.3), translated to places in the caller's document.

use super::super::text_of;
use super::capabilities;
use crate::error::{Fault, Problem};
use serde_json::Value;

/// Deepest nesting of errors that is followed: a line, its agent, a phone.
const DEEPEST: usize = 8;

/// Most faults that are listed one by one. No receipt has more tags, and an answer must not grow without limit.
const MOST_FAULTS: usize = 1000;

/// Every fault in the answer; `lines` maps the receipt's lines to the task's items.
pub(super) fn faults(answer: &Value, lines: &[usize]) -> Vec<Fault> {
    let (mut faults, mut unnamed) = (Vec::new(), 0);
    walk(answer, "", None, lines, 0, &mut |fault| {
        if faults.len() < MOST_FAULTS { faults.push(fault()) } else { unnamed += 1 }
    });
    if unnamed > 0 {
        faults.push(Fault { path: String::new(), value: None, problem: Problem::More(unnamed) });
    }
    faults
}

fn walk(
    value: &Value,
    tag: &str,
    item: Option<usize>,
    lines: &[usize],
    depth: usize,
    found: &mut dyn FnMut(&dyn Fn() -> Fault),
) {
    let Some(Value::Array(errors)) = value.get("errors").filter(|_| depth < DEEPEST) else { return };
    for error in errors {
        let Some(field) = text_of(error, "field") else { continue };
        let tag = if tag.is_empty() { field } else { format!("{tag}.{field}") };
        let index = error.get("index").and_then(Value::as_u64).and_then(|index| usize::try_from(index).ok());
        let item = item.or_else(|| lines.get(index?).copied().filter(|_| tag == "T1059"));
        if error.get("errors").is_some_and(|nested| nested.as_array().is_some_and(|nested| !nested.is_empty())) {
            walk(error, &tag, item, lines, depth + 1, found);
            continue;
        }
        found(&|| fault(error, &tag, item));
    }
}

fn fault(error: &Value, tag: &str, item: Option<usize>) -> Fault {
    let code = text_of(error, "code").map_or_else(String::new, |code| format!("{code} "));
    let text = text_of(error, "message").unwrap_or_default();
    let line = || item.filter(|_| tag == "T1059").map(|index| format!("items[{index}]"));
    // A tag that comes from no field of the task keeps its own name, so nothing that the device reports is lost.
    let path = line().or_else(|| capabilities::place(tag, item)).unwrap_or_else(|| tag.to_owned());
    Fault { path, value: None, problem: Problem::Device(format!("{tag}: {code}{text}").trim().to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn errors_of_the_device_lead_to_the_callers_fields() {
        let answer = json!({ "ok": false, "code": 51, "errors": [
            { "field": "T1055", "code": 51 },
            { "field": "T1059", "index": 1, "errors": [
                { "field": "T1199", "code": 51, "message": "значение" },
                { "field": "T1223", "errors": [{ "field": "T1073", "index": 0 }] },
            ] },
            { "field": "T1059", "index": 0, "code": 51 },
            { "field": "T1031", "code": 51 },
            { "field": "T9999", "code": 50 },
        ] });
        let paths: Vec<String> = faults(&answer, &[0, 4]).into_iter().map(|fault| fault.path).collect();
        let expected = [
            "taxationType",
            "items[4].tax.type",
            "items[4].agentInfo.payingAgent.phones",
            "items[0]",
            "payments",
            "T9999",
        ];
        assert_eq!(paths, expected);
    }

    #[test]
    fn faults_above_the_limit_are_counted() {
        let errors = vec![json!({ "field": "T1030", "code": 51 }); MOST_FAULTS + 5];
        let faults = faults(&json!({ "errors": [{ "field": "T1059", "index": 0, "errors": errors }] }), &[0]);
        assert_eq!(faults.len(), MOST_FAULTS + 1);
        assert!(matches!(faults[MOST_FAULTS].problem, Problem::More(5)));
    }

    #[test]
    fn too_deep_nesting_is_cut() {
        let mut errors = json!([{ "field": "T1059" }]);
        for _ in 0..100 {
            errors = json!([{ "field": "T1059", "errors": errors }]);
        }
        assert!(faults(&json!({ "errors": errors }), &[]).is_empty());
    }
}
