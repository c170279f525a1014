//! An error of every kind and a fault of every problem, for the pages that show their texts.

use kassa::error::{Allowed, Cause, Error, ErrorKind, Fault, Outcome, Problem, Refusal, Retry, Rule, Text};

/// What stands for a value that only the moment knows.
const SOME: &str = "…";

/// An error of every kind, with each outcome that it has; those of one kind follow each other.
pub fn errors() -> Vec<Error> {
    let cause = || Text::of(SOME, SOME);
    let of = Error::new;
    let before = Error::before;
    let faults = || vec![Fault { path: SOME.into(), value: None, problem: Problem::Missing }];
    let asking = |kind| Error { query: true, ..Error::new(kind, Outcome::Unknown) };
    vec![
        before(ErrorKind::NullArgument("answer")),
        before(ErrorKind::NotText("task")),
        before(ErrorKind::BadSize),
        before(ErrorKind::BadHandle),
        before(ErrorKind::Forked),
        before(ErrorKind::BadConfig(faults())),
        before(ErrorKind::BadDocument(faults())),
        before(ErrorKind::Unsupported { task: "reportX".into(), backend: "icash", meant: None }),
        before(ErrorKind::NoLink(Cause::from(cause()))),
        of(ErrorKind::Refused(Box::new(refusal(Retry::Service))), Outcome::Rejected),
        of(ErrorKind::NotMade, Outcome::Rejected),
        of(ErrorKind::Discarded, Outcome::Rejected),
        of(ErrorKind::Lost(cause()), Outcome::Unknown),
        of(ErrorKind::Unasked(cause().into()), Outcome::Unknown),
        of(ErrorKind::Unclear(Box::new(refusal(Retry::RecoverFirst))), Outcome::Unknown),
        of(ErrorKind::Untraceable, Outcome::Unknown),
        of(ErrorKind::Forgotten, Outcome::Unknown),
        of(ErrorKind::CallUnresolved { cause: cause(), shown_by: "application/list" }, Outcome::Unknown),
        of(ErrorKind::Repeated("3f1c8f0e".into()), Outcome::Unknown),
        of(ErrorKind::TakenOver { made: None }, Outcome::Unknown).about("order-1001"),
        of(ErrorKind::TakenOver { made: Some(17) }, Outcome::Unknown).about("order-1001"),
        asking(ErrorKind::NoAnswer(cause())),
        of(ErrorKind::NoAnswer(cause()), Outcome::NotSent),
        of(ErrorKind::NoAnswer(cause()), Outcome::Registered),
        before(ErrorKind::Busy),
        of(ErrorKind::Busy, Outcome::Unknown),
        before(ErrorKind::WithinProgress),
        before(ErrorKind::EarlierUnresolved("order-1001".into())),
        before(ErrorKind::TakenOver { made: None }),
        before(ErrorKind::Journal(cause())),
        of(ErrorKind::Journal(cause()), Outcome::Unknown),
        before(ErrorKind::JournalHeld),
        of(ErrorKind::JournalLost { kept: 118, counted: Some(120) }, Outcome::Unknown),
        of(ErrorKind::JournalLost { kept: 118, counted: None }, Outcome::Unknown),
        of(ErrorKind::IdReused, Outcome::Registered),
        of(ErrorKind::IdReused, Outcome::Unknown),
        of(ErrorKind::IdReused, Outcome::NotSent),
        before(ErrorKind::NotFound),
        before(ErrorKind::NothingFound(Text::of("На кассе нет документа 17.", "The register has no document 17."))),
        before(ErrorKind::Cancelled),
        of(ErrorKind::Cancelled, Outcome::Unknown),
        of(ErrorKind::Cancelled, Outcome::Rejected),
        of(ErrorKind::Pending(None), Outcome::Unknown),
        of(ErrorKind::Pending(Some(cause())), Outcome::Unknown),
        of(ErrorKind::Blocked(Box::new(refusal(Retry::Service))), Outcome::Unknown),
        of(ErrorKind::ShiftAlready { open: true }, Outcome::Rejected),
        of(ErrorKind::ShiftAlready { open: false }, Outcome::Rejected),
        before(ErrorKind::Internal(SOME.into())),
    ]
}

/// A refusal whose texts are those of the register's own error.
fn refusal(retry: Retry) -> Refusal {
    Refusal {
        message: Text::of(
            "*(код кассы и её отказ нашими словами; дословно — в `backend`)*",
            "*(the register's code and its refusal in our words; verbatim in `backend`)*",
        ),
        advice: Text::of(
            "Совет к этому коду: открыть смену, заменить бумагу, исправить поле…",
            "The advice of that code: open a shift, replace the paper, fix a field…",
        ),
        retry,
        faults: Vec::new(),
        by_state: false,
    }
}

/// A fault or a note of every problem.
pub fn problems() -> Vec<Problem> {
    let text = || Text::of(SOME, SOME);
    vec![
        Problem::Json(text()),
        Problem::Missing,
        Problem::Type("number"),
        Problem::Word(Allowed { words: "cash, electronically, prepaid".into(), meant: Some("cash".into()) }),
        Problem::Range("0–255".into()),
        Problem::Length { given: 200, least: 1, most: 128 },
        Problem::Encoding("☕".into()),
        Problem::Unknown(None),
        Problem::Unknown(Some("quantity")),
        Problem::Duplicate,
        Problem::Date("YYYY.MM.DD"),
        Problem::NotCarried("icash"),
        Problem::Omittable("icash", "items[].industryInfo".into()),
        Problem::NotAmong { backend: "icash", allowed: "vat20, vat10, none".into() },
        Problem::Count { backend: "icash", given: 3, most: 1 },
        Problem::LeftOut(Text::of("касса не печатает это в документе", "the register does not print it in a document")),
        Problem::NotPrintable("cashcore"),
        Problem::Adjusted("+79161234567".into()),
        Problem::Fitted(Rule::Encoding, "Кофе \"Жокей\"".into()),
        Problem::Device(SOME.into()),
        Problem::Fraction(2),
        Problem::LineSum("620.00".into()),
        Problem::Split(["6 × 14.28".into(), "1 × 14.32".into()]),
        Problem::Total("689.90".into()),
        Problem::PaymentsCover("689.90".into()),
        Problem::NonCash("689.90".into()),
        Problem::Vat("18.03".into()),
        Problem::RateInForce("2026-01-01"),
        Problem::TaxNumber("ИНН"),
        Problem::More(12),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fmt::Debug;

    /// The variants of an enum, as its source lists them.
    fn variants(source: &str, name: &str) -> BTreeSet<String> {
        let (_, rest) = source.split_once(&format!("pub enum {name} {{\n")).unwrap();
        let (body, _) = rest.split_once("\n}\n").unwrap();
        let lines = body.lines().filter_map(|line| line.strip_prefix("    "));
        let names = lines.filter(|line| line.starts_with(char::is_uppercase));
        names.map(|line| line.split(|c: char| !c.is_alphanumeric()).next().unwrap().to_owned()).collect()
    }

    fn names(samples: &[impl Debug]) -> BTreeSet<String> {
        let name =
            |sample: &dyn Debug| format!("{sample:?}").split(|c: char| !c.is_alphanumeric()).next().unwrap().into();
        samples.iter().map(|sample| name(sample)).collect()
    }

    #[test]
    fn every_kind_of_error_and_every_problem_has_a_sample() {
        let kinds: Vec<ErrorKind> = errors().into_iter().map(|error| error.kind).collect();
        assert_eq!(names(&kinds), variants(include_str!("../../src/error/kind.rs"), "ErrorKind"));
        let mut problems_shown = names(&problems());
        // Their sentences are at the places that find them.
        problems_shown.extend(["Form", "Agent", "Correction"].map(str::to_owned));
        assert_eq!(problems_shown, variants(include_str!("../../src/error/fault.rs"), "Problem"));
    }

    #[test]
    fn the_page_of_an_error_is_that_of_its_status() {
        for error in errors() {
            let page = error.docs().split('#').next().unwrap();
            assert_eq!(page, format!("errors/{}", error.code().name()), "{error:?}");
        }
    }
}
