//! Text that is wiped after use: secrets, which are never shown, and text that may contain one.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use zeroize::Zeroizing;

/// A PIN, token or password. Its `Debug` output is `***`. Its clones share one text, which is wiped with the last.
#[derive(Clone)]
pub struct Secret {
    text: Arc<Zeroizing<String>>,
    /// What stands before it in a header, for example `Bearer `.
    scheme: &'static str,
}

impl Secret {
    /// Copies this text and keeps the copy as a secret.
    pub fn new(text: &str) -> Self {
        Self { text: Arc::new(Zeroizing::new(text.to_owned())), scheme: "" }
    }

    /// The same secret, sent in a header after this word.
    pub fn with_scheme(self, scheme: &'static str) -> Self {
        Self { scheme, ..self }
    }

    /// The value of the header that carries it: a copy, wiped after use as well.
    pub fn header(&self) -> Zeroizing<Vec<u8>> {
        // Allocated once: growing would leave a shorter copy behind that is not wiped.
        let mut header = Zeroizing::new(Vec::with_capacity(self.scheme.len() + self.text.len()));
        header.extend_from_slice(self.scheme.as_bytes());
        header.extend_from_slice(self.text.as_bytes());
        header
    }

    /// The text itself, for the one place that it is meant for.
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

/// Shortest secret that is masked wherever it occurs, in bytes. A shorter one is masked as a word: it may be a part of
/// something else by chance.
const SHORTEST: usize = 12;

/// Secrets that are masked where a text repeats them.
#[derive(Debug, Clone, Default)]
pub struct Masks(Vec<Secret>);

impl Masks {
    /// Masks these secrets.
    pub fn of(secrets: Vec<Secret>) -> Self {
        Self(secrets)
    }

    /// The text without them.
    pub fn masked(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for secret in &self.0 {
            mask(&mut bytes, secret, true);
        }
        String::from_utf8(bytes).unwrap_or_else(|_| HIDDEN.to_owned())
    }
}

/// What stands for a secret or for personal data.
pub const HIDDEN: &str = "***";

/// Replaces a secret by asterisks where a text repeats it, also as JSON may write it (`\/`, `\u002B`). A secret of a few
/// characters is replaced only with `words`, and only as a word of its own.
pub fn mask(text: &mut [u8], secret: &Secret, words: bool) {
    let secret = secret.reveal().as_bytes();
    if secret.is_empty() || (secret.len() < SHORTEST && !words) {
        return;
    }
    let (mut at, mut before) = (0, b' ');
    while at < text.len() {
        let is_word = |end: usize| {
            let next = text.get(end).copied().unwrap_or(b' ');
            secret.len() >= SHORTEST || (!is_of_word(before) && !is_of_word(next))
        };
        match [as_it_is(&text[at..], secret), escaped(&text[at..], secret)].into_iter().flatten().next() {
            Some(length) if is_word(at + length) => {
                text[at..at + length].fill(b'*');
                (at, before) = (at + length, b'*');
            }
            _ => {
                // In plain text a backslash is no escape: a secret may begin right after it.
                let is_plain = as_it_is(&text[at + 1..], secret).is_some();
                let (byte, length) = if is_plain { (text[at], 1) } else { unit(&text[at..]) };
                (at, before) = (at + length, byte);
            }
        }
    }
}

fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// The length of the secret at the beginning of the text.
fn as_it_is(text: &[u8], secret: &[u8]) -> Option<usize> {
    text.starts_with(secret).then_some(secret.len())
}

/// The same, as JSON may write it.
fn escaped(text: &[u8], secret: &[u8]) -> Option<usize> {
    let mut at = 0;
    for expected in secret {
        let (byte, length) = unit(text.get(at..).filter(|rest| !rest.is_empty())?);
        if byte != *expected {
            return None;
        }
        at += length;
    }
    Some(at)
}

/// The first character of a JSON text, and how many bytes it takes. The text is not empty.
fn unit(text: &[u8]) -> (u8, usize) {
    match text {
        [b'\\', b'u', hex @ ..] if hex.len() >= 4 && hex[..4].iter().all(u8::is_ascii_hexdigit) => {
            let code = std::str::from_utf8(&hex[..4]).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
            // Another character than those of a secret.
            (code.unwrap_or(0x80), 6)
        }
        [b'\\', byte @ (b'/' | b'"' | b'\\'), ..] => (*byte, 2),
        [b'\\', b'b' | b'f' | b'n' | b'r' | b't', ..] => (b' ', 2),
        [byte, ..] => (*byte, 1),
        [] => (b' ', 1),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_masked_in_every_form_of_json_and_a_short_one_as_a_word() {
        let long = "abc/+def\"ghijk";
        for (secret, text, words, masked) in [
            (long, r#"key abc/+def"ghijk!"#, false, "key **************!"),
            (long, r#""abc\/\u002Bdef\"ghijk""#, false, r#""*********************""#),
            (long, r#""abc\/\u002bdef\u0022ghijk""#, false, r#""*************************""#),
            (long, r#""abc\/\u002Bdef ghijk""#, false, r#""abc\/\u002Bdef ghijk""#),
            ("6923", "PIN 6923 is wrong", true, "PIN **** is wrong"),
            ("6923", "PIN 6923 is wrong", false, "PIN 6923 is wrong"),
            ("6923", "order 69230, x6923, ж6923", true, "order 69230, x6923, ж6923"),
            ("6923", r#""\u0036923""#, true, r#""*********""#),
            ("6923", r#""\n6923\n""#, true, r#""\n****\n""#),
            ("users-token-1", r"C:\users-token-1, \\users-token-1", false, r"C:\*************, \\*************"),
            ("new-token-1234", r"DOMAIN\new-token-1234", false, r"DOMAIN\**************"),
            ("", "text", true, "text"),
        ] {
            let mut bytes = text.as_bytes().to_vec();
            mask(&mut bytes, &Secret::new(secret), words);
            assert_eq!(String::from_utf8(bytes).unwrap(), masked, "{text}");
        }
    }
}
