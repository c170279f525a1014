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
    /// X report.
    ReportX,
    /// A print that is not fiscal.
    Slip,
}

impl Kind {
    /// Money goes from hand to hand: two of equal content are two sales.
    pub fn is_sale(self) -> bool {
        matches!(self, Self::Receipt | Self::Correction | Self::CashIn | Self::CashOut)
    }
}

/// What a document must be to be ours: its kind, and facts by the backend's own names in one canonical spelling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// Kind of the document.
    pub kind: Kind,
    /// Facts.
    pub facts: BTreeMap<String, String>,
    /// Marks by which a document is known where no fact contradicts: the one sent, or all that a document shows.
    #[serde(default)]
    pub marks: Vec<String>,
    /// The device may keep no marks: one of equal content without a mark may be ours all the same.
    #[serde(default)]
    pub unmarked_doubtful: bool,
}

/// How a document on the device compares with the one that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// Every fact agrees, or the mark does and none contradicts.
    Same,
    /// Nothing contradicts, but not every fact could be seen; or some fact contradicts the mark.
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
        let facts = self.compare_facts(shown);
        match (self.marks.first(), facts) {
            (None, _) => facts,
            (Some(mark), _) if shown.marks.contains(mark) => match facts {
                // Another machine may count its ids as this one does: the mark is the same then, the document is not.
                Likeness::Other => Likeness::Perhaps,
                Likeness::Same | Likeness::Perhaps => Likeness::Same,
            },
            (Some(_), Likeness::Same | Likeness::Perhaps) if self.unmarked_doubtful && shown.marks.is_empty() => {
                Likeness::Perhaps
            }
            (Some(_), _) => Likeness::Other,
        }
    }

    /// The same by the content alone, whatever the marks.
    pub fn compare_content(&self, shown: &Self) -> Likeness {
        if self.kind != shown.kind {
            return Likeness::Other;
        }
        // A mark may stand among the facts, too.
        let facts = self.facts.iter().filter(|(_, fact)| !self.marks.contains(fact));
        let facts = facts.map(|(name, fact)| (name.clone(), fact.clone())).collect();
        Self { facts, marks: Vec::new(), ..self.clone() }.compare_facts(shown)
    }

    fn compare_facts(&self, shown: &Self) -> Likeness {
        let mut likeness = Likeness::Same;
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
        Expected { kind, facts, marks: Vec::new(), unmarked_doubtful: false }
    }

    #[test]
    fn a_mark_stands_in_for_facts_that_are_not_shown_and_contradicts_none() {
        let marked =
            |mark: &str, sum| Expected { marks: vec![mark.into()], ..document(Kind::Receipt, &[("T1020", sum)]) };
        assert_eq!(marked("A", "10.00").compare(&marked("A", "10.00")), Likeness::Same);
        assert_eq!(marked("A", "10.00").compare(&marked("B", "10.00")), Likeness::Other);
        assert_eq!(marked("A", "10.00").compare(&document(Kind::Receipt, &[("T1020", "10.00")])), Likeness::Other);
        assert_eq!(marked("A", "10.00").compare(&marked("A", "10.01")), Likeness::Perhaps);
        let shown_in_part = Expected { marks: vec!["A".into()], ..document(Kind::Receipt, &[]) };
        assert_eq!(marked("A", "10.00").compare(&shown_in_part), Likeness::Same);
        let keeps_none = Expected { unmarked_doubtful: true, ..marked("A", "10.00") };
        for (shown, likeness) in [
            (document(Kind::Receipt, &[("T1020", "10.00")]), Likeness::Perhaps),
            (document(Kind::Receipt, &[("T1020", "10.01")]), Likeness::Other),
            (marked("B", "10.00"), Likeness::Other),
            (marked("A", "10.00"), Likeness::Same),
            (marked("A", "10.01"), Likeness::Perhaps),
        ] {
            assert_eq!(keeps_none.compare(&shown), likeness, "{shown:?}");
        }
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
