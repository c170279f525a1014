//! The page at `/`: what the registers print, what state they are in, every request and answer, and buttons for faults
//! and time.
//!
//! Its files are part of the program. It hears of everything by server-sent events, and what its buttons do are control
//! requests like those of a test.

mod events;
mod files;
mod origin;
mod qr;
#[cfg(test)]
mod tests;
mod view;

pub(super) use events::stream;
pub(super) use files::file;
pub(super) use origin::is_own;
pub(super) use view::{Button, Look, RegisterView, ShiftView, Views, button, fault};

/// Where the events are.
pub(super) const EVENTS: &str = "/simulator/events";

/// Whether this path is answered by the simulator itself and not by the device that it simulates.
pub(super) fn is_control(method: &str, path: &str) -> bool {
    path.starts_with("/simulator/") || method == "GET" && (path == "/" || path.starts_with("/?"))
}
