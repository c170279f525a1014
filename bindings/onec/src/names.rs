//! The names of a receipt's attributes beside the paths of a task, in both directions, for settings and texts.

use super::row::Row;
use super::tables::{CODES, LINE, PARAMETERS, PARTS};
use kassa::task::policy::may_be_left_out;
use kassa::task::schema;

/// The element with the payments by card, whose rows have paths of their own list.
const CASHLESS: (&str, &str) = ("ElectronicPaymentInfo", "cashlessPayments");

/// Paths of a line begin like this.
const OF_LINE: &str = "items[].";

/// Where each table is in a document: the element, and whether it is part of the receipt as a whole, of a line.
fn tables() -> impl Iterator<Item = (&'static str, &'static [Row], [bool; 2])> {
    let parts = PARTS.into_iter().map(|(name, rows)| (name, rows, [true, true]));
    [("", PARAMETERS, [true, false]), ("", LINE, [false, true]), ("GoodCodeData", CODES, [false, true])]
        .into_iter()
        .chain(parts)
}

/// The paths of a task that an attribute or an element becomes, without those that cannot be left out: `IndustryAttribute` becomes `industryInfo` and
/// `items[].industryInfo`. A path of a task is itself.
pub fn paths_of(name: &str) -> Vec<String> {
    let known = schema::paths();
    if known.contains(name) {
        return vec![name.to_owned()];
    }
    let name = name.trim_start_matches('@');
    if name == CASHLESS.0 {
        return vec![CASHLESS.1.to_owned()];
    }
    let mut found = Vec::new();
    for (element, rows, [whole, line]) in tables() {
        for row in rows.iter().filter(|row| element == name || row.names.contains(&name)) {
            let path = row.path.replace("[0]", "[]");
            // An element is the object that its attributes become members of.
            let path = if element == name { path.split(['.', '[']).next().unwrap_or_default() } else { &path };
            let paths = [(whole, path.to_owned()), (line, format!("{OF_LINE}{path}"))];
            found.extend(
                paths.into_iter().filter(|(is_there, path)| *is_there && known.contains(path)).map(|(_, path)| path),
            );
        }
    }
    found.sort();
    found.dedup();
    // `GoodCodeData` also has the code of a marked thing, which is never left out.
    let allowed: Vec<String> = found.iter().filter(|path| may_be_left_out(path)).cloned().collect();
    if allowed.is_empty() { found } else { allowed }
}

/// The attribute or the element that becomes a path of a task; `None` if a document has neither.
pub fn name_of(path: &str) -> Option<&'static str> {
    if path == CASHLESS.1 {
        return Some(CASHLESS.0);
    }
    let path = path.strip_prefix(OF_LINE).unwrap_or(path);
    tables().find_map(|(element, rows, _)| {
        let inside = |row: &Row| row.path.strip_prefix(path).is_some_and(|rest| rest.starts_with(['.', '[']));
        let exact = rows.iter().find(|row| row.path == path).map(|row| row.names[0]);
        exact.or_else(|| rows.iter().any(inside).then_some(element).filter(|element| !element.is_empty()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_paths_lead_to_each_other() {
        for (name, paths, path) in [
            ("IndustryAttribute", &["industryInfo", "items[].industryInfo"][..], "items[].industryInfo"),
            ("GoodCodeData", &["items[].productCodes"], "items[].productCodes"),
            ("OperationalAttribute", &["operationInfo"], "operationInfo"),
            ("CustomerINN", &["clientInfo.vatin"], "clientInfo.vatin"),
            ("Department", &["items[].department"], "items[].department"),
            ("ElectronicPaymentInfo", &["cashlessPayments"], "cashlessPayments"),
        ] {
            assert_eq!(paths_of(name), paths, "{name}");
            assert_eq!(name_of(path), Some(name), "{path}");
        }
        assert_eq!(paths_of("items[].industryInfo"), ["items[].industryInfo"]);
        assert!(paths_of("Unheard").is_empty());
        assert_eq!(name_of("unheardOf"), None);
    }
}
