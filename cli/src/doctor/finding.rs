//! One line of the doctor: what was looked at, how it is, and what to do.

use crate::lang::Lang;
use crate::report::in_commands;
use anstyle::{AnsiColor, Style};
use kassa::{Error, Note, Text};
use serde_json::{Value, json};
use std::path::Path;

/// Whether the file has one of these bits among its permissions. Windows has no such bits.
pub fn permits(path: &Path, bits: u32) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path).is_ok_and(|file| file.permissions().mode() & bits != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = (path, bits);
        false
    }
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Nothing to do.
    Ok,
    /// It works now, and will fail later.
    Warning,
    /// It does not work.
    Fault,
}

/// What was found.
#[derive(Debug)]
pub struct Finding {
    subject: Text,
    /// How it is.
    pub level: Level,
    message: Text,
    /// Whether the register cannot be asked after this fault.
    pub stops: bool,
}

impl Finding {
    /// Nothing to do.
    pub fn ok(subject: Text, message: Text) -> Self {
        Self { subject, level: Level::Ok, message, stops: false }
    }

    /// Something to do soon.
    pub fn warning(subject: Text, message: Text) -> Self {
        Self { level: Level::Warning, ..Self::ok(subject, message) }
    }

    /// Something to do now.
    pub fn fault(subject: Text, message: Text) -> Self {
        Self { level: Level::Fault, ..Self::ok(subject, message) }
    }

    /// A fault without which the register cannot be asked.
    pub fn stop(subject: Text, message: Text) -> Self {
        Self { stops: true, ..Self::fault(subject, message) }
    }

    /// A note of the library, with its place.
    pub fn of_note(subject: Text, note: &Note) -> Self {
        let (path, message) = (note.path(), note.message());
        Self::warning(subject, Text::with(format!("{path}: {}", message.ru), format!("{path}: {}", message.en)))
    }

    /// An error of the library, with its places and its advice.
    pub fn of_error(subject: Text, error: &Error) -> Self {
        let (happened, advice) = (error.message(), error.advice());
        let faults = error.faults().iter().map(|fault| (&fault.path, fault.problem.message()));
        let (ru, en): (Vec<_>, Vec<_>) =
            faults.map(|(path, text)| (format!(" {path}: {}.", text.ru), format!(" {path}: {}.", text.en))).unzip();
        let message = Text::with(
            format!("{}{} {}", happened.ru, ru.concat(), in_commands(&advice.ru)),
            format!("{}{} {}", happened.en, en.concat(), in_commands(&advice.en)),
        );
        Self::stop(subject, message)
    }

    /// A line for people.
    pub fn told(&self, lang: Lang) -> String {
        let (word, color) = match self.level {
            Level::Ok => (lang.told("в порядке", "ok"), AnsiColor::Green),
            Level::Warning => (lang.told("внимание", "warning"), AnsiColor::Yellow),
            Level::Fault => (lang.told("неисправно", "fault"), AnsiColor::Red),
        };
        let style = Style::new().fg_color(Some(color.into()));
        let (subject, message) = (self.subject.told(lang.is_russian()), self.message.told(lang.is_russian()));
        let gap = " ".repeat(11_usize.saturating_sub(word.chars().count()));
        format!("{style}{word}{style:#}{gap}{subject}: {message}\n")
    }

    /// The same for programs.
    pub fn to_json(&self) -> Value {
        let level = match self.level {
            Level::Ok => "ok",
            Level::Warning => "warning",
            Level::Fault => "fault",
        };
        json!({ "subject": self.subject.to_json(), "level": level, "message": self.message.to_json() })
    }
}
