//! The words that are allowed in a place, and the one that was probably meant.

/// The words that are allowed, for a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The words, joined.
    pub words: String,
    /// The one that the caller probably meant.
    pub meant: Option<String>,
}

impl Allowed {
    /// The allowed words, and which of them is nearest to the given one.
    pub fn of<'w>(given: &str, words: impl IntoIterator<Item = &'w str>) -> Self {
        let words: Vec<&str> = words.into_iter().collect();
        let meant = nearest(given, words.iter().copied()).map(str::to_owned);
        Self { words: words.join(", "), meant }
    }
}

impl<T: Into<String>> From<T> for Allowed {
    fn from(words: T) -> Self {
        Self { words: words.into(), meant: None }
    }
}

/// Longest word that is compared, in characters. The vocabulary has none that is longer.
const LONGEST: usize = 64;

/// The word that was probably meant: it differs in nothing but case, or in one slip of the keyboard per four letters,
/// at most two. `None` if no word is that near, or two are.
pub fn nearest<'w>(given: &str, words: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let letters = |word: &str| word.chars().flat_map(char::to_lowercase).take(LONGEST + 1).collect::<Vec<char>>();
    let given = letters(given);
    if given.len() > LONGEST {
        return None;
    }
    let (mut best, mut doubled) = (None, false);
    for word in words {
        let letters = letters(word);
        let slips = slips(&given, &letters);
        if slips > (given.len().max(letters.len()) / 4).min(2) {
            continue;
        }
        match best {
            Some((least, _)) if slips > least => {}
            Some((least, _)) if slips == least => doubled = true,
            _ => (best, doubled) = (Some((slips, word)), false),
        }
    }
    best.filter(|_| !doubled).map(|(_, word)| word)
}

/// How many letters were added, left out, replaced or swapped with their neighbour (optimal string alignment).
fn slips(one: &[char], other: &[char]) -> usize {
    let mut before = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let mut least = (row[j] + usize::from(a != b)).min(row[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && *a == other[j - 1] && one[i - 1] == *b {
                let swapped: &Vec<usize> = &before;
                least = least.min(swapped[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_keyboard_leads_to_the_word_that_was_meant() {
        let words = ["sell", "sellReturn", "openShift", "closeShift", "vat10", "vat110", "url", "timeoutMs", "cash"];
        for (given, meant) in [
            ("sel", Some("sell")),
            ("Sell", Some("sell")),
            ("SELLRETURN", Some("sellReturn")),
            ("slel", Some("sell")),
            ("openshfit", Some("openShift")),
            ("timeoutMS", Some("timeoutMs")),
            ("timoutM", Some("timeoutMs")),
            ("vat1O", Some("vat10")),
            ("urll", Some("url")),
            ("uri", None),
            ("cаsh", Some("cash")),
            ("card", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, words), meant, "{given}");
        }
        assert_eq!(nearest(&"s".repeat(100_000), words), None);
        assert_eq!(nearest("vat1", ["vat10", "vat12"]), None, "two are equally near");
    }
}
