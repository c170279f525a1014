//! The fingerprint by which a document is recognised on the device after its answer was lost.
//!
//! A register has no request ids. So the driver compares the content of what it sent with what the device shows.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kind of a document that is made exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Registration report (отчёт о регистрации).
    Registration,
    /// Report of a changed registration (отчёт об изменении параметров регистрации).
    Reregistration,
    /// Opening of a shift.
    OpenShift,
    /// Receipt (кассовый чек).
    Receipt,
    /// Correction receipt (чек коррекции).
    Correction,
    /// Closing of a shift (Z report).
    CloseShift,
    /// Closing of the fiscal drive's archive.
    CloseArchive,
    /// Report on the current state of settlements (отчёт о состоянии расчётов).
    CurrentState,
    /// Cash put into the drawer.
    CashIn,
    /// Cash taken out of the drawer.
    CashOut,
    /// X report. It is not fiscal.
    ReportX,
    /// Non-fiscal print (a slip).
    Slip,
}

impl Kind {
    /// Whether money changes hands. Two such documents with equal content can be two real sales, so equal content alone
    /// does not prove a repeat.
    pub fn is_sale(self) -> bool {
        matches!(self, Self::Receipt | Self::Correction | Self::CashIn | Self::CashOut)
    }
}

/// What a document must show to be recognised as the one that was sent.
///
/// The same type describes what was sent and what a device shows; [`Self::compare`] compares the two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Kind of the document. Another kind is never a match.
    pub kind: Kind,
    /// Facts by the backend's own names, each in one canonical spelling, for example `"T1020": "10.00"`.
    #[serde(rename = "attributes")]
    pub attributes: BTreeMap<String, String>,
    /// Marks that the library writes into a document: the one sent, or all those that a document shows. A shown mark of
    /// ours makes a match even where some facts are not shown, unless a shown fact contradicts.
    #[serde(default)]
    pub marks: Vec<String>,
    /// Whether the device may drop marks. Then a document with equal content and without a mark may still be ours.
    #[serde(default)]
    pub unmarked_maybe: bool,
}

/// The result of comparing a document on the device with the one that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// It is ours: every fact agrees, or the mark agrees and no fact contradicts.
    Same,
    /// It may be ours: nothing contradicts but some facts are not shown, or a fact contradicts although the mark
    /// agrees.
    Maybe,
    /// It is another document: some fact or the mark contradicts.
    Other,
}

impl Fingerprint {
    /// Compares with what a document on the device shows: kind, mark and facts.
    pub fn compare(&self, shown: &Self) -> Match {
        if self.kind != shown.kind {
            return Match::Other;
        }
        let attributes = self.compare_attributes(shown);
        match (self.marks.first(), attributes) {
            (None, _) => attributes,
            (Some(mark), _) if shown.marks.contains(mark) => match attributes {
                // Another machine may generate the same external ids. Then the mark is the same, and the document is
                // not.
                Match::Other => Match::Maybe,
                Match::Same | Match::Maybe => Match::Same,
            },
            (Some(_), Match::Same | Match::Maybe) if self.unmarked_maybe && shown.marks.is_empty() => Match::Maybe,
            (Some(_), _) => Match::Other,
        }
    }

    /// Compares the content only and ignores marks.
    pub fn compare_content(&self, shown: &Self) -> Match {
        if self.kind != shown.kind {
            return Match::Other;
        }
        // A mark may also be one of the facts.
        let attributes = self.attributes.iter().filter(|(_, fact)| !self.marks.contains(fact));
        let attributes = attributes.map(|(name, fact)| (name.clone(), fact.clone())).collect();
        Self { attributes, marks: Vec::new(), ..self.clone() }.compare_attributes(shown)
    }

    fn compare_attributes(&self, shown: &Self) -> Match {
        let mut verdict = Match::Same;
        for (name, fact) in &self.attributes {
            if planted!(AmountDecides) && name != "T1020" {
                continue;
            }
            match shown.attributes.get(name) {
                Some(seen) if seen == fact => {}
                Some(_) => return Match::Other,
                None => verdict = Match::Maybe,
            }
        }
        verdict
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(kind: Kind, attributes: &[(&str, &str)]) -> Fingerprint {
        let attributes = attributes.iter().map(|(name, fact)| ((*name).to_owned(), (*fact).to_owned())).collect();
        Fingerprint { kind, attributes, marks: Vec::new(), unmarked_maybe: false }
    }

    #[test]
    fn a_mark_replaces_facts_that_are_not_shown_but_not_contradicting_ones() {
        let marked =
            |mark: &str, sum| Fingerprint { marks: vec![mark.into()], ..document(Kind::Receipt, &[("T1020", sum)]) };
        assert_eq!(marked("A", "10.00").compare(&marked("A", "10.00")), Match::Same);
        assert_eq!(marked("A", "10.00").compare(&marked("B", "10.00")), Match::Other);
        assert_eq!(marked("A", "10.00").compare(&document(Kind::Receipt, &[("T1020", "10.00")])), Match::Other);
        assert_eq!(marked("A", "10.00").compare(&marked("A", "10.01")), Match::Maybe);
        let shown_in_part = Fingerprint { marks: vec!["A".into()], ..document(Kind::Receipt, &[]) };
        assert_eq!(marked("A", "10.00").compare(&shown_in_part), Match::Same);
        let keeps_none = Fingerprint { unmarked_maybe: true, ..marked("A", "10.00") };
        for (shown, verdict) in [
            (document(Kind::Receipt, &[("T1020", "10.00")]), Match::Maybe),
            (document(Kind::Receipt, &[("T1020", "10.01")]), Match::Other),
            (marked("B", "10.00"), Match::Other),
            (marked("A", "10.00"), Match::Same),
            (marked("A", "10.01"), Match::Maybe),
        ] {
            assert_eq!(keeps_none.compare(&shown), verdict, "{shown:?}");
        }
    }

    #[test]
    fn a_document_is_ours_only_when_every_fact_agrees() {
        let ours = document(Kind::Receipt, &[("T1020", "10.00"), ("T1021", "Лунина")]);
        for (shown, verdict) in [
            (document(Kind::Receipt, &[("T1020", "10.00"), ("T1021", "Лунина"), ("T1042", "1")]), Match::Same),
            (document(Kind::Receipt, &[("T1020", "10.00"), ("T1021", "Седов")]), Match::Other),
            (document(Kind::Receipt, &[("T1020", "10.00")]), Match::Maybe),
            (document(Kind::Correction, &[("T1020", "10.00"), ("T1021", "Лунина")]), Match::Other),
        ] {
            assert_eq!(ours.compare(&shown), verdict, "{shown:?}");
        }
    }
}
