//! A secret of the configuration: never shown, wiped after use.

use std::fmt;
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

    /// The text itself, for the one place that it is meant for.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("***")
    }
}
