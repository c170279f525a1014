//! The path of a value in a document. It becomes text only when a message needs it.

use std::fmt::{self, Write};

/// A path as a chain of steps up to the root, for example `items[0].price`.
#[derive(Debug, Clone, Copy)]
pub enum Path<'a> {
    /// The document itself.
    Root,
    /// A member of an object.
    Member(&'a Path<'a>, &'a str),
    /// An element of an array.
    Item(&'a Path<'a>, usize),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(Self::Root, name) => formatter.write_str(name),
            Self::Member(parent, name) => write!(formatter, "{parent}.{name}"),
            Self::Item(parent, index) => write!(formatter, "{parent}[{index}]"),
        }
    }
}

impl Path<'_> {
    /// Adds the path to a text: quicker than by its `Display`, for the paths that every document has.
    pub fn add_to(&self, text: &mut String) {
        match self {
            Self::Root => {}
            Self::Member(Self::Root, name) => text.push_str(name),
            Self::Member(parent, name) => {
                parent.add_to(text);
                text.push('.');
                text.push_str(name);
            }
            Self::Item(parent, index) => {
                parent.add_to(text);
                // Writing to a text cannot fail.
                let _ = write!(text, "[{index}]");
            }
        }
    }

    /// The path without indices, as tables name a field: `items[].price`.
    pub fn pattern(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Member(Self::Root, name) => (*name).to_owned(),
            Self::Member(parent, name) => format!("{}.{name}", parent.pattern()),
            Self::Item(parent, _) => format!("{}[]", parent.pattern()),
        }
    }
}
