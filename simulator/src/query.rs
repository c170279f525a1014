//! The query parameters of a path.

/// All parameters with their values, in their order.
pub(super) fn pairs(path: &str) -> Vec<(String, String)> {
    let (_, query) = path.split_once('?').unwrap_or((path, ""));
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    };
    query.split('&').filter(|text| !text.is_empty()).map(pair).collect()
}

fn decoded(text: &str) -> String {
    unescaped(&text.replace('+', " "))
}

/// Decodes the percent-encoding of a part of a path.
pub(super) fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = (byte == b'%').then(|| after.get(..2)).flatten();
        let escaped = escaped.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        rest = if escaped.is_some() { &after[2..] } else { after };
        bytes.push(escaped.unwrap_or(byte));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded() {
        let pairs = pairs("/list?name=%D0%90+b&flag&rest=100%");
        let known = [("name", "А b"), ("flag", ""), ("rest", "100%")];
        assert_eq!(unescaped("a+%D0%90%zz%"), "a+А%zz%");
        assert_eq!(pairs, known.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
