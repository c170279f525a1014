//! The fields of tasks that ATOL's registers take: all of the vocabulary, but what this library has added to it.

use super::super::task_capabilities::TaskCapabilities;
use crate::task::capabilities::{
    Capabilities, FieldSpec, NO_BUYER, NOT_FISCAL, NOT_PRINTED, Reason, USUAL_LOOK, field, left_out,
};
use crate::task::schema::table_paths;
use crate::task::{TASKS, TaskName};
use std::sync::LazyLock;

/// VAT rates of the vocabulary.
const RATES: &[&str] =
    &["none", "vat0", "vat5", "vat7", "vat10", "vat20", "vat22", "vat105", "vat107", "vat110", "vat120", "vat122"];

/// Payment types of the vocabulary.
const PAYMENTS: &[&str] = &["cash", "electronically", "prepaid", "credit", "other", "5", "6", "7", "8", "9"];

/// Tasks of other registers.
const FOREIGN_TASKS: &[TaskName] = &[TaskName::GetReceiptImage, TaskName::OfdRelay];

/// Additions of this library, which ATOL's registers do not know: a path, and what is in it.
const ADDED: &[&str] = &[
    "externalId",
    "discount",
    "markup",
    "image",
    "industry",
    "internet",
    "cashlessPayments",
    "shiftNumber",
    "items[].discount",
    "items[].markup",
    "items[].barcode",
    "items[].productId",
    "items[].exciseStamp",
    "items[].physicalLabel",
    "items[].tags",
];

/// Fields that the vocabulary has in other tasks of the same kind, but not in this one.
const ELSEWHERE: &[(TaskName, &str, &Reason)] = &[
    (TaskName::ReportX, "electronically", &NO_BUYER),
    (TaskName::ReportOfdExchangeStatus, "electronically", &NO_BUYER),
    (TaskName::CloseArchive, "preItems", &NOT_PRINTED),
    (TaskName::CloseArchive, "postItems", &NOT_PRINTED),
];

/// Whether a path is that of a field or within it.
fn is_within(path: &str, field: &str) -> bool {
    path.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Whether a path is this library's own.
fn is_added(path: &str) -> bool {
    ADDED.iter().any(|added| is_within(path, added))
}

fn row(path: &'static str) -> FieldSpec {
    match path {
        // These two are additions as well, but nothing is lost without them.
        "items[].section" => left_out(path, &NOT_FISCAL),
        _ if path.rsplit('.').next() == Some("bold") => left_out(path, &USUAL_LOOK),
        "items[].tax.type" | "taxes[].type" => field(path, "").words(RATES),
        "payments[].type" => field(path, "").words(PAYMENTS),
        _ => field(path, ""),
    }
}

/// The tables of fields of a task.
type Tables = &'static [&'static [FieldSpec]];

/// The tables of all tasks, made once from the vocabulary and never freed.
static TABLES: LazyLock<Vec<(TaskName, Tables)>> = LazyLock::new(|| {
    let made = |task: TaskName| -> Tables {
        let elsewhere: Vec<_> = ELSEWHERE.iter().filter(|(of, ..)| *of == task).collect();
        let has = |path: &str| !elsewhere.iter().any(|(_, field, _)| is_within(path, field));
        let paths = table_paths(task).into_iter().filter(|path| path != "type" && !is_added(path) && has(path));
        let mut fields: Vec<FieldSpec> = paths.map(|path| row(path.leak())).collect();
        fields.extend(elsewhere.iter().map(|(_, path, reason)| left_out(path, reason)));
        let table: &'static [FieldSpec] = fields.leak();
        vec![table].leak()
    };
    TASKS.iter().filter(|task| !FOREIGN_TASKS.contains(task)).map(|task| (*task, made(*task))).collect()
});

/// The tables of fields that a task may have; `None` if the task is not supported.
pub(super) fn table(task: TaskName) -> Option<&'static [&'static [FieldSpec]]> {
    TABLES.iter().find(|(name, _)| *name == task).map(|(_, table)| *table)
}

/// The same as a tree, built once.
pub(super) fn capabilities(task: TaskName) -> Option<&'static Capabilities> {
    static TREES: LazyLock<TaskCapabilities> = LazyLock::new(|| TaskCapabilities::of(table));
    TREES.get(task)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_vocabulary_is_taken_and_nothing_that_was_added_to_it() {
        let sell = capabilities(TaskName::Sell).unwrap();
        let line = sell.member("items[]").unwrap();
        for name in ["imcParams", "productCodes", "industryInfo", "department", "piece", "infoDiscountAmount"] {
            assert!(line.member(name).is_some(), "{name}");
        }
        assert!(sell.member("items[text]").unwrap().member("alignment").is_some());
        for name in ["discount", "tags", "markup"] {
            assert!(line.member(name).is_none(), "{name}");
        }
        for task in [TaskName::ValidateMarks, TaskName::GetShiftTotals, TaskName::ContinuePrint, TaskName::FnChange] {
            assert!(capabilities(task).is_some(), "{task:?}");
        }
        assert!(capabilities(TaskName::OfdRelay).is_none());
        for (task, path, _) in ELSEWHERE {
            let rows = table(*task).unwrap().concat();
            let of_field: Vec<_> = rows.iter().filter(|row| is_within(row.path, path)).collect();
            assert!(of_field.len() == 1 && of_field[0].left_out.is_some(), "{task:?} {path}");
        }
    }
}
