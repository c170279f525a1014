//! Russian or English: by `--lang`, else by the locale.

use std::env;
use std::ffi::OsString;

/// The language of help, tables and errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lang {
    russian: bool,
}

impl Lang {
    /// The language for these words of a command line. Help and errors of the command line itself are in it too, so it is
    /// found before the words are parsed.
    pub fn of(words: &[OsString]) -> Self {
        let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
        let after = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
        let given = words.iter().find_map(|word| word.strip_prefix("--lang=")).or(after);
        let locale = || set("LC_ALL").or_else(|| set("LC_MESSAGES")).or_else(|| set("LANG")).or_else(system);
        let named = given.map(ToOwned::to_owned).or_else(locale);
        Self { russian: named.is_some_and(|name| name.starts_with("ru")) }
    }

    /// Whether it is Russian.
    pub const fn is_russian(self) -> bool {
        self.russian
    }

    /// The text in this language.
    pub const fn told(self, ru: &'static str, en: &'static str) -> &'static str {
        if self.russian { ru } else { en }
    }
}

fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// Windows does not set the variables of the locale.
#[cfg(windows)]
fn system() -> Option<String> {
    sys_locale::get_locale()
}

#[cfg(not(windows))]
fn system() -> Option<String> {
    None
}
