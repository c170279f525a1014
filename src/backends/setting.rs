//! What a backend's part of the configuration is, for hosts that show it as a form.

/// One key of the configuration.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// The key.
    pub key: &'static str,
    /// What a person is asked, in Russian.
    pub caption: &'static str,
    /// What stands there.
    pub kind: Kind,
}

/// What stands in a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// Yes or no.
    Flag,
    /// A text that is never shown.
    Secret,
    /// One of these words, each with what a person reads; the first one holds when none is given.
    Words(&'static [(&'static str, &'static str)]),
}

/// A row of a backend's table.
pub const fn setting(key: &'static str, caption: &'static str, kind: Kind) -> Setting {
    Setting { key, caption, kind }
}
