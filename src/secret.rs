//! Texts that are wiped after use: secrets, which are never shown, and what may hold one.

use std::fmt;
use std::ops::Deref;
use zeroize::Zeroizing;

/// A PIN, a token, a password.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// This text, kept as a secret.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The same secret with a word before it.
    #[must_use]
    pub fn after(&self, word: &str) -> Self {
        // Grown once, so that no shorter copy of it is left behind unwiped.
        let mut text = Zeroizing::new(String::with_capacity(word.len() + self.0.len()));
        text.push_str(word);
        text.push_str(&self.0);
        Self(text)
    }

    /// Its bytes, wiped after use as well.
    pub fn bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.0.as_bytes().to_vec())
    }

    /// The text itself, for the one place that it is meant for.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// A text that may be a secret as well as anything else: shown where it is asked for, and wiped after use.
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
