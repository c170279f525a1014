//! Why a call failed, in words for people.
//!
//! The text of another program (the operating system, a parser, a database) is English or in the language of the
//! machine. So it is only in the English message; the Russian one says the same in this library's own words, by the kind
//! of the error.

use super::Text;
use std::fmt::Display;
use std::io;

/// A cause, and what helps against it if the cause itself tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What happened, without a full stop.
    pub text: Text,
    /// What helps, as sentences; `None` for what helps in general. What to call next, the error says.
    pub hint: Option<Text>,
}

impl From<Text> for Cause {
    fn from(text: Text) -> Self {
        Self { text, hint: None }
    }
}

impl Text {
    /// The same text after a place, such as a file or an address: `place: text`.
    #[must_use]
    pub fn at(&self, place: &dyn Display) -> Self {
        Self::with(format!("{place}: {}", self.ru), format!("{place}: {}", self.en))
    }

    /// An error of the operating system: Russian by its kind, English in the system's words.
    pub fn of_io(error: &io::Error) -> Self {
        use io::ErrorKind as Kind;
        let ru = match error.kind() {
            Kind::NotFound => "такого файла или папки нет",
            Kind::PermissionDenied => "не хватает прав",
            Kind::AlreadyExists => "на этом месте уже есть файл",
            Kind::NotADirectory => "в пути вместо папки стоит файл",
            Kind::IsADirectory => "это папка, а не файл",
            Kind::StorageFull | Kind::QuotaExceeded => "на диске нет места",
            Kind::ReadOnlyFilesystem => "диск доступен только для чтения",
            Kind::AddrInUse => "этот порт занят другой программой",
            Kind::AddrNotAvailable => "у этого компьютера нет такого адреса",
            Kind::ConnectionRefused => "соединение отклонено",
            Kind::ConnectionReset | Kind::BrokenPipe => "соединение разорвано",
            Kind::ConnectionAborted => "соединение прервано",
            Kind::HostUnreachable | Kind::NetworkUnreachable => "адрес недоступен из этой сети",
            Kind::NetworkDown => "сеть отключена",
            Kind::TimedOut | Kind::WouldBlock => "время ожидания истекло",
            Kind::UnexpectedEof => "данные оборвались",
            Kind::InvalidInput | Kind::InvalidData | Kind::InvalidFilename => "недопустимые данные",
            Kind::OutOfMemory => "не хватает памяти",
            _ => {
                let ru = match error.raw_os_error() {
                    Some(number) => format!("ошибка операционной системы {number}"),
                    None => "ошибка ввода-вывода".to_owned(),
                };
                return Self::with(ru, error.to_string());
            }
        };
        Self { ru: ru.into(), en: error.to_string().into() }
    }

    /// Russian words of our own, and the text of another program in the English message.
    pub fn foreign(ru: &'static str, error: &dyn Display) -> Self {
        Self { ru: ru.into(), en: error.to_string().into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_are_only_in_the_english_text() {
        for (error, ru) in [
            (io::Error::from(io::ErrorKind::PermissionDenied), "не хватает прав"),
            (io::Error::from(io::ErrorKind::StorageFull), "на диске нет места"),
            (io::Error::from_raw_os_error(71), "ошибка операционной системы 71"),
            (io::Error::other("odd"), "ошибка ввода-вывода"),
        ] {
            let text = Text::of_io(&error).at(&"/var/kassa.db");
            assert_eq!(text.ru, format!("/var/kassa.db: {ru}"));
            assert_eq!(text.en, format!("/var/kassa.db: {error}"));
        }
    }
}
