//! Questions to the user, on the standard error; the answers are lines of the standard input.

use crate::failure::Failure;
use crate::lang::Lang;
use kassa::backends::REGISTRY;
use kassa::backends::setting::Setting;
use std::io::{self, BufRead, IsTerminal, Write};

/// Asks for one value after the other.
pub struct Asker {
    lang: Lang,
}

impl Asker {
    /// Asks in this language.
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// Asks for the backend: by its number in a list, or by its name.
    pub fn backend(&self) -> Result<String, Failure> {
        let list = REGISTRY
            .iter()
            .enumerate()
            .map(|(at, registered)| format!("  {}  {:<11} {}\n", at + 1, registered.name, registered.title));
        let caption = self.lang.told("Касса (номер или имя)", "Register (number or name)");
        let question = format!("{}{caption}: ", list.collect::<String>());
        let answer = line(&question, "backend", false)?;
        let chosen = answer.parse::<usize>().ok().and_then(|number| REGISTRY.get(number.checked_sub(1)?));
        Ok(chosen.map_or(answer, |registered| registered.name.to_owned()))
    }

    /// Asks for the value of a key. A secret is not echoed.
    pub fn setting(&self, setting: &Setting) -> Result<String, Failure> {
        let russian = self.lang.is_russian();
        let caption = setting.caption(russian).unwrap_or_else(|| setting.about.told(russian).to_owned());
        line(&format!("{caption} ({}): ", setting.key), setting.key, setting.is_secret())
    }
}

/// Asks one question.
fn line(question: &str, key: &str, is_secret: bool) -> Result<String, Failure> {
    let _gone = write!(io::stderr(), "{question}").and_then(|()| io::stderr().flush());
    let is_hidden = is_secret && io::stdin().is_terminal();
    let read = if is_hidden { rpassword::read_password().map(|line| line + "\n") } else { plain() };
    match read {
        Ok(line) if is_secret && !line.is_empty() => Ok(line.trim_end_matches(['\r', '\n']).to_owned()),
        Ok(line) if !line.is_empty() => Ok(line.trim().to_owned()),
        _ => Err(Failure::usage(
            format!("не задано: {key} (--set {key}=ЗНАЧЕНИЕ)"),
            format!("missing: {key} (--set {key}=VALUE)"),
        )),
    }
}

/// A line with its end; nothing at the end of the input.
fn plain() -> io::Result<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    Ok(line)
}
