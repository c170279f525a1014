//! The way back from a path of a task to the attribute of the document that it came from.
//!
//! A document may have a hundred thousand lines and a fault in each, so every step is a search in an index.

use super::row::Row;
use super::tables::PARTS;
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;

/// Which place of the document a path of the task came from.
pub struct Source {
    pub path: String,
    pub place: String,
    pub value: Option<String>,
}

/// A table that was applied: the prefix of its paths in the task, its place in the document, its rows. A missing field
/// is reported under the attribute that would have filled it.
pub struct Applied {
    pub prefix: String,
    pub place: String,
    pub rows: &'static [Row],
}

/// The sources of a task, indexed by their paths.
pub struct Places<'a> {
    sources: &'a [Source],
    /// The sources of each path, in the order in which they were put there.
    paths: BTreeMap<&'a str, Vec<usize>>,
    tables: HashMap<&'a str, Vec<&'a Applied>>,
    /// The first source of each place of the document.
    firsts: HashMap<&'a str, usize>,
    /// How many sources and rows the searches have looked at.
    looked: Cell<usize>,
}

impl<'a> Places<'a> {
    /// Indexes the sources of a task and the tables that were applied to it.
    pub fn of(sources: &'a [Source], applied: &'a [Applied]) -> Self {
        let mut paths: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let (mut tables, mut firsts): (HashMap<&str, Vec<&Applied>>, _) = (HashMap::new(), HashMap::new());
        for (index, source) in sources.iter().enumerate() {
            paths.entry(&source.path).or_default().push(index);
            firsts.entry(source.place.as_str()).or_insert(index);
        }
        for table in applied {
            tables.entry(table.prefix.as_str()).or_default().push(table);
        }
        Self { sources, paths, tables, firsts, looked: Cell::new(0) }
    }

    /// The place of the document for a path of the task, and the value there.
    pub fn of_path(&self, path: &str) -> (String, Option<String>) {
        if let Some(source) = self.exact(path) {
            return (source.place.clone(), source.value.clone());
        }
        if let Some(place) = self.within(path) {
            let only = self.firsts.get(place.as_str()).map(|index| &self.sources[*index]);
            return (place, only.and_then(|source| source.value.clone()));
        }
        if let Some(attribute) = self.unsaid(path) {
            return (attribute, None);
        }
        // A missing member is reported under the element that lacks it.
        let mut outer = path;
        while let Some(end) = outer.rfind(['.', '[']) {
            outer = &outer[..end];
            let place = self.within(outer).or_else(|| self.exact(outer).map(|source| source.place.clone()));
            if let Some(place) = place {
                let element = place.split("/@").next().unwrap_or_default();
                let part = part(path[end..].trim_start_matches('.')).unwrap_or_default();
                return (format!("{element}{part}"), None);
            }
        }
        // Without any trace in the document, the document itself is the place.
        let root = self.sources.iter().find_map(|source| source.place.split_once('/')).map(|(root, _)| root);
        (root.filter(|_| !path.is_empty()).unwrap_or(path).to_owned(), None)
    }

    fn exact(&self, path: &str) -> Option<&Source> {
        self.paths.get(path)?.last().map(|index| &self.sources[*index])
    }

    /// The attribute that would have filled a missing path.
    fn unsaid(&self, path: &str) -> Option<String> {
        let ends = path.match_indices('.').map(|(at, _)| at + 1);
        std::iter::once(0).chain(ends).find_map(|end| {
            let (prefix, rest) = path.split_at(end);
            self.tables.get(prefix)?.iter().find_map(|table| {
                self.looked.set(self.looked.get() + table.rows.len());
                let row = row_of(table.rows, rest)?;
                Some(format!("{}/@{}", table.place, row.names[0]))
            })
        })
    }

    /// The attributes from which the members below a path were made.
    fn within(&self, path: &str) -> Option<String> {
        let mut named: Vec<(usize, &str)> = Vec::new();
        let mut element = None;
        let from = self.paths.range::<str, _>((Bound::Excluded(path), Bound::Unbounded));
        for (key, sources) in from.take_while(|(key, _)| key.starts_with(path)) {
            self.looked.set(self.looked.get() + 1);
            if !key[path.len()..].starts_with(['.', '[']) {
                continue;
            }
            for index in sources {
                let (own, attribute) =
                    self.sources[*index].place.split_once("/@").unwrap_or((&self.sources[*index].place, ""));
                if *element.get_or_insert(own) != own {
                    // Of two elements, the outer one has them both.
                    return element.map(|element| common(element, own));
                }
                named.push((*index, attribute));
            }
        }
        named.sort_unstable();
        named.dedup_by_key(|(_, attribute)| *attribute);
        let attributes: Vec<_> = named.iter().map(|(_, attribute)| format!("@{attribute}")).collect();
        if named.iter().any(|(_, attribute)| attribute.is_empty()) {
            return element.map(ToOwned::to_owned);
        }
        element.map(|element| format!("{element}/{}", attributes.join(", ")))
    }
}

/// The innermost element that has both.
fn common(one: &str, other: &str) -> String {
    let same = one.split('/').zip(other.split('/')).take_while(|(one, other)| one == other);
    same.map(|(step, _)| step).collect::<Vec<_>>().join("/")
}

/// The row of a field, or the first one of an object.
fn row_of<'r>(rows: &'r [Row], path: &str) -> Option<&'r Row> {
    let inside = |row: &&Row| row.path.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '[']));
    rows.iter().find(|row| row.path == path).or_else(|| rows.iter().find(inside))
}

/// The part of an element, and its attribute, that would have filled a field.
fn part(path: &str) -> Option<String> {
    PARTS.iter().find_map(|(name, rows)| {
        let row = row_of(rows, path)?;
        Some(if row.path == path { format!("/{name}/@{}", row.names[0]) } else { format!("/{name}") })
    })
}

#[cfg(test)]
mod tests {
    use super::super::row::row;
    use super::super::values::text;
    use super::*;

    const ROWS: &[Row] = &[
        row(&["Name"], "name", text),
        row(&["VATRate"], "tax.type", text),
        row(&["VATAmount"], "tax.sum", text),
        row(&["VendorName"], "supplierInfo.name", text),
        row(&["VendorINN"], "supplierInfo.vatin", text),
    ];

    /// A document of so many lines; each gives its name, its VAT, and a supplier.
    fn lines(count: usize) -> (Vec<Source>, Vec<Applied>) {
        let (mut sources, mut tables) = (Vec::new(), Vec::new());
        for line in 0..count {
            let (prefix, place) = (format!("items[{line}]."), format!("C/FiscalString[{}]", line + 1));
            for row in &ROWS[..4] {
                let place = format!("{place}/@{}", row.names[0]);
                sources.push(Source { path: format!("{prefix}{}", row.path), place, value: Some("1".into()) });
            }
            tables.push(Applied { prefix, place, rows: ROWS });
        }
        (sources, tables)
    }

    #[test]
    fn a_path_of_a_task_leads_to_its_attribute() {
        let (sources, tables) = lines(20);
        let places = Places::of(&sources, &tables);
        for (path, place) in [
            ("items[1].name", "C/FiscalString[2]/@Name"),
            ("items[1].tax", "C/FiscalString[2]/@VATRate, @VATAmount"),
            ("items[1].supplierInfo", "C/FiscalString[2]/@VendorName"),
            ("items[1].supplierInfo.vatin", "C/FiscalString[2]/@VendorINN"),
            ("items[1].agentInfo.payingAgent.phones", "C/FiscalString[2]/AgentData/@AgentPhone"),
            ("items[1].industryInfo", "C/FiscalString[2]/IndustryAttribute"),
            ("items[1].unheardOf", "C/FiscalString[2]"),
            ("items[12]", "C/FiscalString[13]/@Name, @VATRate, @VATAmount, @VendorName"),
            ("items[12].tax.type", "C/FiscalString[13]/@VATRate"),
            ("somewhere", "C"),
            ("", ""),
        ] {
            assert_eq!(places.of_path(path).0, place, "{path}");
        }
    }

    #[test]
    fn a_search_does_not_look_at_the_other_lines() {
        let looked = |count: usize| {
            let (sources, tables) = lines(count);
            let places = Places::of(&sources, &tables);
            for line in 0..count {
                for path in ["name", "tax", "supplierInfo.vatin", "supplierInfo.phones", "amount"] {
                    places.of_path(&format!("items[{line}].{path}"));
                }
            }
            places.looked.get()
        };
        let (few, many) = (looked(100), looked(1000));
        assert!(many <= few * 11, "{few} for 100 lines, {many} for 1000");
    }
}
