//! The initial content of the device: its numbers, its settings, and the registration of an invented shop.

use super::Options;
use super::document::By;
use super::state::{Core, READY, State};
use crate::clock::Moment;
use crate::paper::Tape;
use serde_json::{Map, Value, json};

pub(super) const DRIVE: &str = "9999078900012345";
pub(super) const SERIAL: &str = "00000000000000012345";
const FIRMWARE_SIZE: usize = 64 * 1024;

impl State {
    /// A device with a new fiscal drive.
    pub(super) fn unregistered(options: &Options) -> Self {
        let core = Core {
            phase: READY,
            serial: options.serial_number.clone(),
            drive: options.fn_number.clone(),
            registration: Map::new(),
            settings: settings(),
            clock_set_by: 0,
            shift: 0,
            opened: None,
            receipts: 0,
            shift_documents: 0,
            last_number: 0,
            last_time: None,
            acknowledged: 0,
            reading: false,
        };
        Self { core, ledger: Vec::new(), tape: Tape::default() }
    }
}

fn members(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

pub(super) fn settings() -> Map<String, Value> {
    members(json!({
        "ofdHost": "ofd.example.com", "ofdPort": 7777, "ofdReconnectionDelay": 60, "iCashHost": "192.168.0.100",
        "iCashPort": 80,
    }))
}

/// A shop that may use every tax system and act as every type of agent. The registration number (T1037) ends with the
/// check digits that match the ИНН and the serial number.
pub(super) fn registration() -> Map<String, Value> {
    members(json!({
        "T1048": "ООО \"Ромашка\"", "T1018": "7743013901", "T1062": [1, 2, 3, 4, 5, 6], "T1037": "0000000001045548",
        "T1002": false, "T1221": false, "T1110": false, "T1056": false, "T1001": false, "T1108": false,
        "T1057": [1, 2, 3, 4, 5, 6, 7], "T1021": "Администратор", "T1009": "125009, г. Москва, ул. Примерная, д. 1",
        "T1187": "Магазин", "T1117": "shop@example.com", "T1017": "7704453017", "T1046": "ООО \"Пример ОФД\"",
    }))
}

/// Puts a new device into the fiscal phase. Its registration was made long ago and is known to the OFD.
pub(super) fn registered(mut state: State, now: Moment) -> State {
    if state.register(registration(), By::Stranger, now).is_ok() {
        state.core.acknowledged = state.core.last_number;
    }
    state
}

/// The Wi-Fi networks that the device sees. A client can connect to those that have a name.
pub(super) const NETWORKS: [(&str, &str); 3] =
    [("", "02:00:00:00:00:01"), ("MAGWIFI", "02:00:00:00:00:02"), ("iCASH", "02:00:00:00:00:03")];

/// The firmware file. Its content never changes.
pub(super) fn firmware() -> Vec<u8> {
    let mut bytes = b"ICASH1F\0".to_vec();
    let mut seed = 0x1f1f_1f1f_u32;
    while bytes.len() < FIRMWARE_SIZE {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        bytes.push(seed.to_be_bytes()[0]);
    }
    bytes
}
