//! What the device remembers, and the file that keeps it over a power loss.

use super::document::Document;
use crate::clock::Moment;
use crate::memory;
use crate::paper::Tape;
use serde::Deserialize as _;
use serde_json::{Map, Value, json};

/// The phases of the fiscal drive that are distinguished (§6.1).
pub(super) const READY: u8 = 1;
pub(super) const FISCAL: u8 = 3;
pub(super) const POST_FISCAL: u8 = 7;
pub(super) const ARCHIVE: u8 = 15;

/// Everything except the documents and the tape. It is small, so that a failed change can be undone from a copy.
#[derive(Clone, Debug)]
pub(super) struct Core {
    pub(super) phase: u8,
    /// Serial number of the device.
    pub(super) serial: String,
    /// Number of the fiscal drive.
    pub(super) drive: String,
    /// The tags of the last registration.
    pub(super) registration: Map<String, Value>,
    /// The settings of §6.3, except the time.
    pub(super) settings: Map<String, Value>,
    /// How many seconds a client has moved the clock.
    pub(super) clock_set_by: i64,
    pub(super) shift: u32,
    /// When the shift was opened; `None` if it is closed.
    pub(super) opened: Option<Moment>,
    /// Number of receipts in the current or last shift.
    pub(super) receipts: u32,
    /// Number of fiscal documents in the current or last shift.
    pub(super) shift_documents: u32,
    /// Number of the last fiscal document.
    pub(super) last_number: u32,
    pub(super) last_time: Option<Moment>,
    /// Number of the last document that the OFD has acknowledged.
    pub(super) acknowledged: u32,
    /// The first unsent document has been read for the OFD.
    pub(super) reading: bool,
}

/// The complete memory of the device.
pub(super) struct State {
    pub(super) core: Core,
    pub(super) ledger: Vec<Document>,
    pub(super) tape: Tape,
}

impl State {
    /// A document of the current fiscal drive.
    pub(super) fn find(&self, number: u32) -> Option<&Document> {
        self.of_drive().find(|document| document.number == number)
    }

    pub(super) fn of_drive(&self) -> impl Iterator<Item = &Document> + Clone {
        self.ledger.iter().filter(|document| document.drive == self.core.drive)
    }

    /// The documents that wait for the OFD. A device registered for autonomous mode has none.
    pub(super) fn unsent(&self) -> impl Iterator<Item = &Document> + Clone {
        let autonomous = self.core.registration.get("T1002") == Some(&Value::Bool(true));
        self.of_drive().filter(move |document| !autonomous && document.number > self.core.acknowledged)
    }
}

impl memory::State for State {
    const DEVICE: &'static str = "icash";
    type Before = (Core, usize, usize);

    fn before(&self) -> Self::Before {
        (self.core.clone(), self.ledger.len(), self.tape.length())
    }

    fn go_back(&mut self, (core, documents, paper): Self::Before) {
        self.core = core;
        self.ledger.truncate(documents);
        self.tape.truncate(paper);
    }

    fn tape(&self) -> &Tape {
        &self.tape
    }

    fn to_json(&self) -> Value {
        let core = &self.core;
        json!({
            "phase": core.phase, "serial": core.serial, "drive": core.drive, "registration": core.registration, "settings": core.settings,
            "clockSetBy": core.clock_set_by, "shift": core.shift,
            "opened": core.opened.map(|time| time.to_string()), "receipts": core.receipts,
            "shiftDocuments": core.shift_documents, "lastNumber": core.last_number,
            "lastTime": core.last_time.map(|time| time.to_string()), "acknowledged": core.acknowledged,
            "reading": core.reading,
            "ledger": self.ledger.iter().map(Document::to_json).collect::<Value>(),
            "tape": self.tape,
        })
    }

    fn from_json(value: &Value) -> Option<Self> {
        let number = |name: &str| value[name].as_u64()?.try_into().ok();
        let time = |name: &str| match &value[name] {
            Value::Null => Some(None),
            text => Moment::parse(text.as_str()?).map(Some),
        };
        let core = Core {
            phase: value["phase"].as_u64()?.try_into().ok()?,
            serial: value["serial"].as_str()?.to_owned(),
            drive: value["drive"].as_str()?.to_owned(),
            registration: value["registration"].as_object()?.clone(),
            settings: value["settings"].as_object()?.clone(),
            clock_set_by: value["clockSetBy"].as_i64()?,
            shift: number("shift")?,
            opened: time("opened")?,
            receipts: number("receipts")?,
            shift_documents: number("shiftDocuments")?,
            last_number: number("lastNumber")?,
            last_time: time("lastTime")?,
            acknowledged: number("acknowledged")?,
            reading: value["reading"].as_bool()?,
        };
        let ledger = value["ledger"].as_array()?.iter().map(Document::from_json).collect::<Option<_>>()?;
        Some(Self { core, ledger, tape: Tape::deserialize(&value["tape"]).ok()? })
    }
}
