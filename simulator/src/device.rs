//! What the server needs from a device of any protocol.

use super::halt::Halt;
use super::http::{Answer, Request};
use super::memory::Shown;
use serde_json::Value;

/// What the server needs from a device. There is one implementation per protocol.
///
/// Each connection has its own thread, so these methods run at the same time. A device that executes one command at a
/// time locks its memory for the whole command.
pub(super) trait Device: Send + Sync {
    /// The base path of its protocol.
    fn base(&self) -> &'static str;
    /// Executes one command. The request's path comes without the base path. Returns `None` if the power went off
    /// first.
    fn serve(&self, request: &Request, halt: &Halt) -> Option<Answer>;
    /// Makes a document on behalf of another program. Returns `None` if the power went off first.
    fn make_document(&self, document: &Value, halt: &Halt) -> Option<Answer>;
    fn memory(&self) -> &dyn Shown;
    /// All documents, oldest first.
    fn ledger(&self) -> Value;
    /// Sets how many seconds the clock is ahead of UTC. A device that does something at its time begins with it here.
    fn set_clock(&self, offset_seconds: i64) {
        self.memory().set_clock(offset_seconds);
    }
    /// A refusal in the form of the protocol.
    fn refusal(&self, code: u16) -> Answer;
    /// Answers the control paths that only this device has, without `/simulator`. Returns `None` for an unknown path.
    fn control(&self, _request: &Request) -> Option<Answer> {
        None
    }
    /// The power has gone off. The device must wake all threads that wait in it.
    fn power_off(&self) {}
    /// Whether the device closes the connection after each answer.
    fn closes(&self) -> bool {
        false
    }
}
