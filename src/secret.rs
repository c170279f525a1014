//! Text that is wiped after use: secrets, which are never shown, and text that may contain one.

use std::fmt;
use std::ops::Deref;
use zeroize::Zeroizing;

/// A PIN, token or password. Its `Debug` output is `***`.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Copies this text and keeps the copy as a secret.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The same secret with a prefix, for example `Bearer `.
    #[must_use]
    pub fn after(&self, word: &str) -> Self {
        // Allocated once: growing would leave a shorter copy behind that is not wiped.
        let mut text = Zeroizing::new(String::with_capacity(word.len() + self.0.len()));
        text.push_str(word);
        text.push_str(&self.0);
        Self(text)
    }

    /// A copy of its bytes, wiped after use as well.
    pub fn bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.as_bytes().to_vec())
    }

    /// The text itself, for the one place that it is meant for.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Text that may be a secret or anything else: it can be shown where it is needed, and is wiped after use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wiped(Zeroizing<Box<str>>);

impl Deref for Wiped {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Wiped {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<T: Into<Box<str>>> From<T> for Wiped {
    fn from(text: T) -> Self {
        Self(Zeroizing::new(text.into()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("***")
    }
}
