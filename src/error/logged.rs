//! What the log has of an error.

use super::{Error, ErrorKind};

/// Faults whose places are named; the others are counted in the message.
const MOST: usize = 10;

impl Error {
    /// The error in one line: `refused, rejected (icash 101, HTTP 200)`. The words of a register or a server are left
    /// out, because they may name a buyer; its codes stay. Faults have their places without the values.
    pub fn logged(&self) -> String {
        let name = self.code().name();
        let mut text = match self.is_in_own_words() {
            true => format!("{name}: {}", self.message().en),
            false => format!("{name}, {}", self.outcome.word()),
        };
        let places: Vec<&str> = self.faults().iter().take(MOST).map(|fault| fault.path.as_str()).collect();
        if places.iter().any(|place| !place.is_empty()) {
            text += &format!(" {}", places.join(", "));
        }
        if let Some(backend) = &self.backend {
            let code = backend.code.map(|code| format!(" {code}")).unwrap_or_default();
            let status = backend.http_status.map(|status| format!(", HTTP {status}")).unwrap_or_default();
            text += &format!(" ({}{code}{status})", backend.name);
        }
        if let Some(code) = self.device.as_ref().and_then(|device| device.code) {
            text += &format!(" (device {code})");
        }
        text
    }

    /// Whether its message has no word of a register or a server.
    fn is_in_own_words(&self) -> bool {
        let is_foreign = matches!(
            self.kind,
            ErrorKind::Refused(_)
                | ErrorKind::Unclear(_)
                | ErrorKind::Blocked(_)
                | ErrorKind::Pending(Some(_))
                | ErrorKind::Lost(_)
                | ErrorKind::Unasked(_)
        );
        !is_foreign && self.backend.is_none() && self.device.is_none()
    }
}
