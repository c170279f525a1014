//! The capabilities of a backend: which fields of a task it supports, its own names for them, and its limits.
//!
//! A backend declares them as a table. Three things use it: reading checks every field of a task against it, an error
//! of the device is mapped back to the field in the caller's document, and the table in the README is generated from
//! it.

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
}

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
}

/// A field without limits of its own.
pub const fn field(path: &'static str, tag: &'static str) -> FieldSpec {
    FieldSpec { path, tag, limit: Limit::NONE }
}

impl Limit {
    /// No limits.
    pub const NONE: Self =
        Self { least: 0, most: usize::MAX, digits: false, words: &[], fraction: u32::MAX, required: false };

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
    members: Vec<Capabilities>,
}

impl Capabilities {
    /// Builds the tree from these tables.
    pub fn of(tables: &[&[FieldSpec]]) -> Self {
        let mut root = Self { name: "", limit: Limit::NONE, members: Vec::new() };
        for field in tables.iter().copied().flatten() {
            let mut node = &mut root;
            for name in field.path.split('.') {
                let at = node.members.iter().position(|member| member.name == name).unwrap_or_else(|| {
                    node.members.push(Self { name, limit: Limit::NONE, members: Vec::new() });
                    node.members.len() - 1
                });
                node = &mut node.members[at];
            }
            node.limit = field.limit;
        }
        root
    }

    /// The capabilities for a member of an object, or for the elements of an array (`phones[]`, `items[text]`). `None`
    /// if the backend does not support it.
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members.iter().find(|member| member.name == name)
    }

    /// Whether an array of this name is supported, whatever its elements are.
    pub fn has_list(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('[')))
    }
}
