//! The capabilities of a backend: which fields of a task it supports, its own names for them, and its limits.
//!
//! A backend declares them as a table. Three things use it: reading checks every field of a task against it, an error
//! of the device is mapped back to the field in the caller's document, and the table in the README is generated from
//! it.
//!
//! A field of the vocabulary is one of three kinds for a backend: a row of [`field`] is sent; a row of [`left_out`] is
//! not sent, and the answer has a note; a field without a row is refused, because it would change what the tax service
//! or the buyer is told.

use super::words::Words;

/// One field that a backend supports, for example `carried("operator.name", "T1021").chars(1, 64)`.
#[derive(Debug, Clone, Copy)]
pub struct FieldSpec {
    /// Path in the task: `operator.name`, `items[].price`, `items[userAttribute].name`.
    pub path: &'static str,
    /// The backend's own names for it, separated by spaces; nested names are joined by dots.
    pub tag: &'static str,
    /// The backend's limits for its value.
    pub limit: Limit,
    /// Why it is not sent; `None` if it is sent.
    pub left_out: Option<&'static Reason>,
}

/// Why a field is left out of a document although the caller gave it.
#[derive(Debug, PartialEq, Eq)]
pub struct Reason {
    /// In Russian: a clause that completes "Не передано: …".
    pub ru: &'static str,
    /// In English: a clause that completes "Not sent: …".
    pub en: &'static str,
    /// The field only changes the printed paper.
    pub print: bool,
}

/// The field has no place in a fiscal document, whatever the register.
pub static NOT_FISCAL: Reason =
    Reason {
        ru: "в фискальный документ не входит", en: "it is no part of a fiscal document", print: false
    };

/// The register cannot print it within a document.
pub static NOT_PRINTED: Reason =
    Reason {
        ru: "касса не печатает это в документе", en: "the register does not print it in a document", print: true
    };

/// The register writes it from its registration.
pub static REGISTERED: Reason = Reason {
    ru: "касса записывает это сама, из своей регистрации",
    en: "the register writes it from its registration",
    print: false,
};

/// What only changes the printed receipt, or only concerns the host. A backend without rows of its own for these fields
/// leaves them out.
#[rustfmt::skip]
pub const RECEIPT_PRINT: &[FieldSpec] = &[
    left_out("items[text]", &NOT_PRINTED),
    left_out("items[barcode]", &NOT_PRINTED),
    left_out("items[pictureFromMemory]", &NOT_PRINTED),
    left_out("items[pixels]", &NOT_PRINTED),
    left_out("items[userAttribute].print", &NOT_PRINTED),
    left_out("items[additionalAttribute].print", &NOT_PRINTED),
    left_out("payments[].printItems", &NOT_PRINTED),
    left_out("agentInfo.agentsPrint", &NOT_PRINTED),
    left_out("agentInfo.agentDataPrint", &NOT_PRINTED),
    left_out("supplierInfo.supplierPrint", &NOT_PRINTED),
    left_out("supplierInfo.supplierVatinPrint", &NOT_PRINTED),
    left_out("customParameters", &NOT_PRINTED),
    left_out("items[].agentInfo.agentsPrint", &NOT_PRINTED),
    left_out("items[].agentInfo.agentDataPrint", &NOT_PRINTED),
    left_out("items[].supplierInfo.supplierPrint", &NOT_PRINTED),
    left_out("items[].supplierInfo.supplierVatinPrint", &NOT_PRINTED),
    left_out("items[].additionalAttributePrint", &NOT_PRINTED),
    left_out("items[].infoDiscountAmount", &NOT_PRINTED),
    left_out("items[].customParameters", &NOT_PRINTED),
    left_out("items[].piece", &NOT_FISCAL),
    left_out("items[].department", &NOT_FISCAL),
    left_out("items[].section", &NOT_FISCAL),
    left_out("items[].ucUserParam3", &NOT_FISCAL),
    left_out("items[].ucUserParam4", &NOT_FISCAL),
    left_out("items[].ucUserParam5", &NOT_FISCAL),
    left_out("items[].ucUserParam6", &NOT_FISCAL),
];

/// A document that goes to no buyer: whether it is also printed changes only the paper.
pub const REPORT_PRINT: &[FieldSpec] = &[left_out("electronically", &NO_BUYER)];

/// A shift, a report or a registration is nobody's receipt.
pub static NO_BUYER: Reason = Reason {
    ru: "документ без покупателя касса печатает или не печатает по-своему",
    en: "the register decides itself whether it prints a document without a buyer",
    print: true,
};

/// How the items of a free print look. A backend without rows of its own prints them in its usual way.
#[rustfmt::skip]
pub const SLIP_LOOK: &[FieldSpec] = &[
    left_out("items[].alignment", &USUAL_LOOK),
    left_out("items[].wrap", &USUAL_LOOK),
    left_out("items[].font", &USUAL_LOOK),
    left_out("items[].bold", &USUAL_LOOK),
    left_out("items[].doubleWidth", &USUAL_LOOK),
    left_out("items[].doubleHeight", &USUAL_LOOK),
    left_out("items[].storeInJournal", &USUAL_LOOK),
    left_out("items[barcode].alignment", &USUAL_LOOK),
    left_out("items[barcode].scale", &USUAL_LOOK),
    left_out("items[barcode].height", &USUAL_LOOK),
    left_out("items[barcode].printText", &USUAL_LOOK),
    left_out("items[barcode].overlay", &USUAL_LOOK),
    left_out("items[barcode].storeInJournal", &USUAL_LOOK),
];

/// The register prints something in its usual way.
pub static USUAL_LOOK: Reason =
    Reason {
        ru: "касса печатает это в обычном виде", en: "the register prints it in its usual way", print: true
    };

/// The print items before and after a document of any kind.
pub const AROUND: &[FieldSpec] = &[left_out("preItems", &NOT_PRINTED), left_out("postItems", &NOT_PRINTED)];

/// A backend's limits for a field, in addition to those of the vocabulary.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Minimum number of characters.
    pub least: usize,
    /// Maximum number of characters, or of elements of an array.
    pub most: usize,
    /// Only digits are allowed.
    pub digits: bool,
    /// The only words allowed; empty if all words of the vocabulary are.
    pub words: &'static [&'static str],
    /// Maximum number of digits after the point.
    pub fraction: u32,
    /// The backend requires the field.
    pub required: bool,
    /// The text may have several lines.
    pub lines: bool,
}

/// A field without limits of its own.
pub const fn field(path: &'static str, tag: &'static str) -> FieldSpec {
    FieldSpec { path, tag, limit: Limit::NONE, left_out: None }
}

/// A field that is left out with a note. Of an object or an array, everything in it is. A word in its
/// [`words`](FieldSpec::words) says nothing that the register does not say anyway, so it needs no note.
pub const fn left_out(path: &'static str, reason: &'static Reason) -> FieldSpec {
    FieldSpec { path, tag: "", limit: Limit::NONE, left_out: Some(reason) }
}

impl Limit {
    /// No limits.
    pub const NONE: Self = Self {
        least: 0,
        most: usize::MAX,
        digits: false,
        words: &[],
        fraction: u32::MAX,
        required: false,
        lines: false,
    };

    /// Whether this word is allowed.
    pub fn has<W: Words>(&self, value: W) -> bool {
        self.words.is_empty() || self.words.contains(&value.word())
    }
}

impl FieldSpec {
    /// From `least` to `most` characters.
    pub const fn chars(mut self, least: usize, most: usize) -> Self {
        self.limit.least = least;
        self.limit.most = most;
        self
    }

    /// From `least` to `most` digits, and nothing else.
    pub const fn digits(self, least: usize, most: usize) -> Self {
        let mut field = self.chars(least, most);
        field.limit.digits = true;
        field
    }

    /// The text may have several lines.
    pub const fn lines(mut self) -> Self {
        self.limit.lines = true;
        self
    }

    /// At most this many elements.
    pub const fn count(mut self, most: usize) -> Self {
        self.limit.most = most;
        self
    }

    /// Only these words.
    pub const fn words(mut self, words: &'static [&'static str]) -> Self {
        self.limit.words = words;
        self
    }

    /// At most this many digits after the point.
    pub const fn fraction(mut self, digits: u32) -> Self {
        self.limit.fraction = digits;
        self
    }

    /// The backend requires the field.
    pub const fn required(mut self) -> Self {
        self.limit.required = true;
        self
    }
}

/// The capabilities as a tree, in the shape of the task.
#[derive(Debug)]
pub struct Capabilities {
    name: &'static str,
    /// Limits of the field at this node.
    pub limit: Limit,
    /// Why the field at this node is not sent; `None` if it is sent.
    pub left_out: Option<&'static Reason>,
    /// Whether a row of the tables is about this node itself.
    has_row: bool,
    members: Vec<Capabilities>,
    /// Names of the members that the backend requires.
    required: Vec<&'static str>,
}

impl Capabilities {
    /// Builds the tree from these tables. Of two rows for one field the first counts.
    pub fn of(tables: &[&[FieldSpec]]) -> Self {
        let mut root = Self::node("");
        for field in tables.iter().copied().flatten() {
            let mut node = &mut root;
            for name in field.path.split('.') {
                let at = node.members.iter().position(|member| member.name == name).unwrap_or_else(|| {
                    node.members.push(Self::node(name));
                    node.members.len() - 1
                });
                node = &mut node.members[at];
            }
            if !node.has_row {
                node.has_row = true;
                node.limit = field.limit;
                node.left_out = field.left_out;
            }
        }
        root.index();
        root
    }

    /// Prepares the look-ups: every field of the vocabulary is looked up in every line of a document.
    fn index(&mut self) {
        self.members.sort_unstable_by_key(|member| member.name);
        self.required = self.members.iter().filter(|member| member.limit.required).map(|member| member.name).collect();
        self.members.iter_mut().for_each(Self::index);
    }

    /// Whether the backend requires a member.
    pub fn requires(&self, name: &str) -> bool {
        self.required.contains(&name)
    }

    const fn node(name: &'static str) -> Self {
        Self { name, limit: Limit::NONE, left_out: None, has_row: false, members: Vec::new(), required: Vec::new() }
    }

    /// The capabilities for a member of an object, or for the elements of an array (`phones[]`, `items[text]`). `None`
    /// if the backend does not support it.
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members.binary_search_by(|member| member.name.cmp(name)).ok().map(|at| &self.members[at])
    }

    /// Whether an array of this name is supported, whatever its elements are.
    pub fn has_list(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('[')))
    }
}
