//! By what a document is known again after its answer was lost.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kind of a fiscal document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Report of registration.
    Registration,
    /// Report of changed registration.
    Reregistration,
    /// Opening of a shift.
    OpenShift,
    /// Receipt.
    Receipt,
    /// Correction.
    Correction,
    /// Closing of a shift.
    CloseShift,
    /// Closing of the archive.
    CloseArchive,
    /// Report of the state of settlements.
    CurrentState,
    /// Cash put into the drawer.
    CashIn,
    /// Cash taken out of the drawer.
    CashOut,
}

/// What a document must be to be ours: its kind, and facts by the backend's own names in one canonical spelling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Kind of the document.
    pub kind: Kind,
    /// Facts.
    pub facts: BTreeMap<String, String>,
    /// A mark made of the document's id, where the protocol has room for one: no other document has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
}

/// How a document on the device compares with the one that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// It carries our mark.
    Ours,
    /// Every fact agrees.
    Same,
    /// Nothing contradicts, but not every fact could be seen.
    Perhaps,
    /// Some fact contradicts.
    Other,
}

impl Expected {
    /// Compares with what a document on the device shows.
    pub fn compare(&self, shown: &Self) -> Likeness {
        if self.kind != shown.kind {
            return Likeness::Other;
        }
        let mut likeness = match (&self.mark, &shown.mark) {
            (Some(mark), Some(seen)) if mark == seen => return Likeness::Ours,
            (Some(_), Some(_)) => return Likeness::Other,
            // Of equal content, but without the mark: another's document, or a register that keeps no marks.
            (Some(_), None) => Likeness::Perhaps,
            (None, _) => Likeness::Same,
        };
        for (name, fact) in &self.facts {
            match shown.facts.get(name) {
                Some(seen) if seen == fact => {}
                Some(_) => return Likeness::Other,
                None => likeness = Likeness::Perhaps,
            }
        }
        likeness
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(kind: Kind, facts: &[(&str, &str)]) -> Expected {
        let facts = facts.iter().map(|(name, fact)| ((*name).to_owned(), (*fact).to_owned())).collect();
        Expected { kind, facts, mark: None }
    }

    #[test]
    fn a_mark_tells_documents_of_equal_content_apart() {
        let marked = |mark: Option<&str>| {
            let mark = mark.map(str::to_owned);
            Expected { mark, ..document(Kind::Receipt, &[("total", "10.00")]) }
        };
        let ours = marked(Some("A"));
        assert_eq!(ours.compare(&marked(Some("A"))), Likeness::Ours);
        assert_eq!(ours.compare(&marked(Some("B"))), Likeness::Other);
        assert_eq!(ours.compare(&marked(None)), Likeness::Perhaps);
        assert_eq!(marked(None).compare(&marked(Some("B"))), Likeness::Same);
    }

    #[test]
    fn a_document_is_ours_only_when_every_fact_agrees() {
        let ours = document(Kind::Receipt, &[("T1020", "10.00"), ("T1021", "Лунина")]);
        for (shown, likeness) in [
            (document(Kind::Receipt, &[("T1020", "10.00"), ("T1021", "Лунина"), ("T1042", "1")]), Likeness::Same),
            (document(Kind::Receipt, &[("T1020", "10.00"), ("T1021", "Седов")]), Likeness::Other),
            (document(Kind::Receipt, &[("T1020", "10.00")]), Likeness::Perhaps),
            (document(Kind::Correction, &[("T1020", "10.00"), ("T1021", "Лунина")]), Likeness::Other),
        ] {
            assert_eq!(ours.compare(&shown), likeness, "{shown:?}");
        }
    }
}
