//! XML documents of 1C. Reading accepts what configurations write; writing produces what the strictest of them reads.

use kassa::error::{Error, ErrorKind, Fault, Problem, Result, Text};
use kassa::task::json::LONGEST;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Limit of nesting. The requirements need five levels.
const DEEPEST: usize = 32;

/// Cyrillic letters that look like Latin ones. People have typed them in names.
const LOOKALIKES: &str = "АВЕКМНОРСТХаеорсух";

/// The Latin letters in the same order.
const LATIN: &str = "ABEKMHOPCTXaeopcyx";

/// The attribute that the requirements themselves print with a Cyrillic letter (`Datе`), so it is read however it is
/// typed.
const PRINTED_SO: &str = "Date";

/// The only attribute whose name consists of letters that all have a Cyrillic twin.
const ALL_ALIKE: &str = "KMK";

/// An element. 1C keeps all data in attributes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Name without its namespace prefix.
    pub name: String,
    /// Attributes in document order.
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
    /// Text, for writing only. The text of a document that was read is ignored.
    pub text: String,
}

impl Element {
    /// An empty element.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Reads the document in a method's parameter. Its root must have one of the names `roots`; faults are reported
    /// under `parameter`.
    pub fn read(parameter: &'static str, text: &str, roots: &[&str]) -> Result<Self> {
        let bad = |problem| {
            Error::before(ErrorKind::BadDocument(vec![Fault { path: parameter.into(), value: None, problem }]))
        };
        let not_xml = |cause: &str| {
            // The parser's words are English, and end with the place.
            let place = cause.rsplit_once('(').and_then(|(_, place)| place.strip_suffix(')'));
            let ru = match place.filter(|place| place.bytes().all(|byte| byte.is_ascii_digit())) {
                Some(place) => format!("Это не XML: ошибка в документе у байта {place}"),
                None => "Это не XML: документ не разобран".to_owned(),
            };
            Problem::Form(Text::with(ru, format!("This is not XML: {cause}")))
        };
        let root = parse(text).map_err(|cause| bad(not_xml(&cause)))?;
        if roots.iter().all(|name| *name != root.name) {
            return Err(bad(Problem::Word(roots.join(", ").into())));
        }
        let mut faults = Vec::new();
        root.check_names(&root.name, &mut faults);
        if faults.is_empty() { Ok(root) } else { Err(Error::before(ErrorKind::BadDocument(faults))) }
    }

    /// Finds attributes that are given twice, and names with a Cyrillic letter in place of the Latin one. Either value
    /// would be lost in silence.
    fn check_names(&self, place: &str, faults: &mut Vec<Fault>) {
        let mut seen = HashSet::new();
        for (name, value) in &self.attributes {
            let latin = plain(name);
            let problem = if latin != *name && is_alike(name, &latin) {
                Problem::Form(Text::with(
                    format!("В имени атрибута русские буквы вместо латинских; верное имя: {latin}"),
                    format!(
                        "The name of the attribute has Cyrillic letters instead of Latin ones; the right name: {latin}"
                    ),
                ))
            } else if !seen.insert(name.as_str()) {
                Problem::Duplicate
            } else {
                continue;
            };
            faults.push(Fault { path: format!("{place}/@{name}"), value: Some(value.clone()), problem });
        }
        for (child, place) in self.placed(place) {
            child.check_names(&place, faults);
        }
    }

    /// The children, each with its place in the document. A name that occurs several times has its number, and in
    /// `Positions` each name has one: `CheckPackage/Positions/FiscalString[2]`.
    fn placed(&self, place: &str) -> Vec<(&Self, String)> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for child in &self.children {
            *counts.entry(&child.name).or_default() += 1;
        }
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let placed = self.children.iter().map(|child| {
            let number = seen.entry(&child.name).or_default();
            *number += 1;
            let several = self.name == "Positions" || counts.get(child.name.as_str()).is_some_and(|count| *count > 1);
            let number = if several { format!("[{number}]") } else { String::new() };
            (child, format!("{place}/{}{number}", child.name))
        });
        placed.collect()
    }

    /// The first of these attributes that is present and not empty.
    pub fn attribute(&self, names: &[&'static str]) -> Option<(&'static str, &str)> {
        names.iter().find_map(|name| {
            let (_, value) = self.attributes.iter().find(|(key, _)| key == name)?;
            Some((*name, value.trim())).filter(|(_, value)| !value.is_empty())
        })
    }

    /// The first child of this name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of this name, each with its place in the document.
    pub fn children(&self, name: &str, place: &str) -> Vec<(&Self, String)> {
        let mut placed = self.placed(place);
        placed.retain(|(child, _)| child.name == name);
        placed
    }

    /// The children of every `Positions`, each with its place in the document: the second position of a receipt is
    /// `CheckPackage/Positions/FiscalString[2]`.
    pub fn positions(&self, document: &str) -> Vec<(&Self, String)> {
        let lists = self.children("Positions", document);
        lists.into_iter().flat_map(|(list, place)| list.placed(&place)).collect()
    }

    /// Whether an attribute has a value.
    pub fn says_something(&self) -> bool {
        self.attributes.iter().any(|(_, value)| !value.trim().is_empty())
    }

    /// Adds an attribute; does nothing if there is no value.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Option<String>>) -> Self {
        self.set(name, value);
        self
    }

    /// Adds an attribute; does nothing if there is no value.
    pub fn set(&mut self, name: &str, value: impl Into<Option<String>>) {
        if let Some(value) = value.into() {
            self.attributes.push((name.to_owned(), value));
        }
    }

    /// Adds a child.
    #[must_use]
    pub fn holding(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// The document with this root as XML.
    pub fn write(&self) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        self.write_into(&mut text);
        text
    }

    fn write_into(&self, text: &mut String) {
        text.push('<');
        text.push_str(&self.name);
        for (name, value) in &self.attributes {
            text.push(' ');
            text.push_str(name);
            text.push_str("=\"");
            escape(value, text);
            text.push('"');
        }
        if self.children.is_empty() && self.text.is_empty() {
            text.push_str("/>");
            return;
        }
        text.push('>');
        escape(&self.text, text);
        for child in &self.children {
            child.write_into(text);
        }
        text.push_str("</");
        text.push_str(&self.name);
        text.push('>');
    }
}

/// Writes an escaped value. Characters that XML cannot contain are left out.
fn escape(value: &str, text: &mut String) {
    for letter in value.chars().filter(|letter| is_letter(*letter)) {
        match letter {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            // Unescaped, a reader would turn it into a space.
            '\t' | '\n' | '\r' => text.push_str(&format!("&#{};", u32::from(letter))),
            other => text.push(other),
        }
    }
}

/// Whether XML 1.0 allows this character.
fn is_letter(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

fn parse(text: &str) -> std::result::Result<Element, String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.len() > LONGEST {
        return Err(format!("{} > {LONGEST}", text.len()));
    }
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = None;
    loop {
        let position = reader.buffer_position();
        let wrong = |cause: String| format!("{cause} ({position})");
        let (element, closed) = match reader.read_event().map_err(|error| wrong(error.to_string()))? {
            Event::Start(start) => (element(&start).map_err(wrong)?, false),
            Event::Empty(start) => (element(&start).map_err(wrong)?, true),
            Event::End(_) => (open.pop().ok_or_else(|| wrong("</>".into()))?, true),
            // Entities are not supported: they can expand a short text into a huge one.
            Event::DocType(_) => return Err(wrong("DOCTYPE".into())),
            Event::Eof => break,
            _ => continue,
        };
        if !closed {
            if open.len() == DEEPEST {
                return Err(wrong(format!("> {DEEPEST}")));
            }
            open.push(element);
            continue;
        }
        match open.last_mut() {
            Some(parent) => parent.children.push(element),
            None if root.is_some() => return Err(wrong("two roots".into())),
            None => root = Some(element),
        }
    }
    match (root, open.last()) {
        (Some(root), None) => Ok(root),
        (_, Some(open)) => Err(format!("<{}> is not closed", open.name)),
        (None, None) => Err("no element".into()),
    }
}

fn element(start: &BytesStart) -> std::result::Result<Element, String> {
    let mut element = Element::new(&plain(start.local_name().as_ref()));
    // An attribute that is given twice is reported later, with its place.
    for attribute in start.attributes().with_checks(false) {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        let given = attribute.key.local_name();
        let latin = plain(given.as_ref());
        let name = if latin == PRINTED_SO { latin } else { given.as_ref().to_owned() };
        element.attributes.push((name, value.into_owned()));
    }
    Ok(element)
}

/// A name with look-alike Cyrillic letters replaced by Latin ones.
fn plain(name: &str) -> String {
    let latin =
        |letter| LOOKALIKES.chars().zip(LATIN.chars()).find(|(like, _)| *like == letter).map(|(_, latin)| latin);
    name.chars().map(|letter| latin(letter).unwrap_or(letter)).collect()
}

/// Whether a name with Cyrillic letters is meant to be a Latin one. A word that is Cyrillic throughout is not.
fn is_alike(name: &str, latin: &str) -> bool {
    latin.is_ascii() && (name.bytes().any(|byte| byte.is_ascii_alphabetic()) || latin == ALL_ALIKE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Element> {
        Element::read("CheckPackage", text, &["CheckPackage"])
    }

    #[test]
    fn what_configurations_write_is_read() {
        for text in [
            "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<CheckPackage><Parameters Name=\"А &amp; Б &lt;1&gt; &#1041;\" Empty=\"\"/></CheckPackage>",
            "<CheckPackage xmlns='urn:x' unknown='1'><!-- a comment --><Parameters Empty='' Name='А &amp; Б &lt;1&gt; &#x411;'></Parameters><New><Thing/></New></CheckPackage>",
            "<x:CheckPackage xmlns:x='urn:x'><x:Раrаmеtеrs Name='А &amp; Б &lt;1&gt; Б'/></x:CheckPackage>",
        ] {
            let root = read(text).unwrap();
            let parameters = root.child("Parameters").unwrap();
            assert_eq!(parameters.attribute(&["Name"]), Some(("Name", "А & Б <1> Б")), "{text}");
            assert_eq!(parameters.attribute(&["Empty"]), None);
        }
    }

    #[test]
    fn what_is_not_such_a_document_is_refused() {
        for text in [
            "",
            "CheckPackage",
            "<CheckPackage>",
            "<CheckPackage/><CheckPackage/>",
            "<CheckPackage a='1' a='2'/>",
            "<CheckPackage><Parameters></CheckPackage>",
            "<CheckPackage a='&unknown;'/>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><CheckPackage/>",
            "<Document/>",
            &format!("{}{}", "<CheckPackage>".repeat(100), "</CheckPackage>".repeat(100)),
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_given_twice_or_with_cyrillic_letters_is_refused_by_its_place() {
        for (text, place) in [
            ("<CheckPackage a='1' a='2'/>", "CheckPackage/@a"),
            (
                "<CheckPackage><Payments PrePayment='1' PrePayment='2'/></CheckPackage>",
                "CheckPackage/Payments/@PrePayment",
            ),
            ("<CheckPackage><Payments/><Payments Саsh='1'/></CheckPackage>", "CheckPackage/Payments[2]/@Саsh"),
            (
                "<CheckPackage><Positions><FiscalString/><FiscalString><GoodCodeData КМК='1'/></FiscalString></Positions></CheckPackage>",
                "CheckPackage/Positions/FiscalString[2]/GoodCodeData/@КМК",
            ),
            ("<CheckPackage><CorrectionData Date='1' Datе='2'/></CheckPackage>", "CheckPackage/CorrectionData/@Date"),
        ] {
            let error = read(text).unwrap_err();
            let places: Vec<_> = error.faults().iter().map(|fault| fault.path.as_str()).collect();
            assert_eq!(places, [place], "{text}");
        }
        let latin = read("<CheckPackage Саsh='1'/>").unwrap_err().faults()[0].problem.message().ru;
        assert!(latin.ends_with(": Cash"), "{latin}");
        let read = read("<CheckPackage Datе='1' Кассир='2' ТОВАР='3'/>").unwrap();
        assert_eq!(read.attribute(&["Date"]), Some(("Date", "1")));
    }

    #[test]
    fn every_list_of_positions_is_read_in_order() {
        let root = read(
            "<CheckPackage><Positions><A n='1'/><B n='2'/></Positions><Other/><Positions><A n='3'/></Positions></CheckPackage>",
        )
        .unwrap();
        let places: Vec<_> =
            root.positions("C").into_iter().map(|(child, place)| (child.attributes[0].1.clone(), place)).collect();
        let expected = [("1", "C/Positions[1]/A[1]"), ("2", "C/Positions[1]/B[1]"), ("3", "C/Positions[2]/A[1]")];
        assert_eq!(places, expected.map(|(number, place)| (number.to_owned(), place.to_owned())));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let value = "«Ромашка» & <сыновья> \"1\"\t'2'\n";
        let root = Element::new("CheckPackage")
            .holding(Element::new("Parameters").with("Name", Some(format!("\u{1}{value}"))).with("None", None));
        let text = root.write();
        let back = read(&text).unwrap();
        assert_eq!(back.children[0].attributes, [("Name".to_owned(), value.to_owned())], "{text}");
    }
}
