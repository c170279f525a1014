//! What a backend has room for: its fields by their paths in a task, its tags for them, and its limits.
//!
//! A backend states this as a table. Reading a task checks every field against it, an error of the device is led
//! back to its field by it, and the README's table of capabilities is made from it.

use super::words::Words;

/// One field that a backend carries.
#[derive(Debug, Clone, Copy)]
pub struct Carried {
    /// Path in the task: `operator.name`, `items[].price`, `items[userAttribute].name`.
    pub path: &'static str,
    /// The backend's own names for it, separated by spaces; nested ones joined by points.
    pub tag: &'static str,
    /// What may stand there.
    pub limit: Limit,
}

/// Bounds of a field on a backend, beside those of the vocabulary.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// Fewest characters.
    pub least: usize,
    /// Most characters, or most elements of an array.
    pub most: usize,
    /// Only digits may stand there.
    pub digits: bool,
    /// The only words that may stand there; empty for all of the vocabulary's.
    pub words: &'static [&'static str],
    /// Digits after the point.
    pub fraction: u32,
    /// The backend cannot do without it.
    pub required: bool,
}

/// A field without bounds of its own.
pub const fn carried(path: &'static str, tag: &'static str) -> Carried {
    Carried { path, tag, limit: Limit::NONE }
}

impl Limit {
    /// No bounds.
    pub const NONE: Self =
        Self { least: 0, most: usize::MAX, digits: false, words: &[], fraction: u32::MAX, required: false };

    /// Whether this word may stand there.
    pub fn has<W: Words>(&self, value: W) -> bool {
        self.words.is_empty() || self.words.contains(&value.word())
    }
}

impl Carried {
    /// From `least` to `most` characters.
    pub const fn chars(mut self, least: usize, most: usize) -> Self {
        self.limit.least = least;
        self.limit.most = most;
        self
    }

    /// From `least` to `most` digits and nothing else.
    pub const fn digits(self, least: usize, most: usize) -> Self {
        let mut field = self.chars(least, most);
        field.limit.digits = true;
        field
    }

    /// At most so many elements.
    pub const fn count(mut self, most: usize) -> Self {
        self.limit.most = most;
        self
    }

    /// None but these words.
    pub const fn words(mut self, words: &'static [&'static str]) -> Self {
        self.limit.words = words;
        self
    }

    /// So many digits after the point.
    pub const fn fraction(mut self, digits: u32) -> Self {
        self.limit.fraction = digits;
        self
    }

    /// The backend cannot do without it.
    pub const fn required(mut self) -> Self {
        self.limit.required = true;
        self
    }
}

/// The table as a tree, in the shape of the task.
#[derive(Debug)]
pub struct Room {
    name: &'static str,
    /// Bounds of the field that this node stands for.
    pub limit: Limit,
    members: Vec<Room>,
}

impl Room {
    /// The tree of these tables.
    pub fn of(tables: &[&[Carried]]) -> Self {
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

    /// Room for a member of an object, or for the elements of an array (`phones[]`, `items[text]`).
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members.iter().find(|member| member.name == name)
    }

    /// Room for an array of this name, whatever its elements are.
    pub fn has_list(&self, name: &str) -> bool {
        self.members.iter().any(|member| member.name.strip_prefix(name).is_some_and(|rest| rest.starts_with('[')))
    }
}
