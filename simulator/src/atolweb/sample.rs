//! The initial content: two registers of an invented shop.

use super::Options;
use super::document::By;
use super::marks::Marks;
use super::register::{Phase, Register};
use super::run::Asker;
use super::state::{Core, Settings, State};
use super::world::World;
use crate::clock::Moment;
use crate::paper::Tape;
use serde_json::{Value, json};

pub(super) const MODEL: u16 = 69;
pub(super) const MODEL_NAME: &str = "АТОЛ 77Ф";

/// Identifier, serial number, fiscal drive and registration number of each register.
pub(super) const DEVICES: [(&str, &str, &str, &str); 2] = [
    ("1", "00106912345678", "9999078900000961", "0001234567007512"),
    ("2", "00106912345679", "9999078900000962", "0001234568045674"),
];

impl State {
    pub(super) fn new(options: &Options, now: Moment) -> Self {
        let core = Core {
            registers: registers(options),
            default_device: DEVICES.first().map(|(id, ..)| (*id).to_owned()),
            settings: Settings::default(),
        };
        let state = Self { core, orders: Vec::new(), ledger: Vec::new(), tape: Tape::default() };
        registered(state, options, now)
    }
}

pub(super) fn registers(options: &Options) -> Vec<Register> {
    let register = |(id, serial, drive, _): (&str, &str, &str, &str)| Register {
        id: id.to_owned(),
        name: format!("ККТ {id}"),
        serial: serial.to_owned(),
        is_active: true,
        drive: drive.to_owned(),
        phase: Phase::Configured,
        registration: json!({}),
        registrations: 0,
        ffd: options.ffd,
        shift: 0,
        opened: None,
        receipts: 0,
        shift_documents: 0,
        last_number: 0,
        last_time: None,
        acknowledged: 0,
        forgotten: 0,
        cash: i64::from(options.cash_roubles) * 100,
        clock_moved: 0,
        marks: Marks::default(),
        orders: 0,
        block: None,
        world: World::new(options.setup.processing_delay()),
    };
    DEVICES.map(register).into()
}

/// A registration for every taxation but the void one. Without a default, so that a receipt has to name one.
pub(super) fn registration(number: &str, options: &Options) -> Value {
    json!({
        "type": "registration", "operator": {"name": "Инженер Седов"},
        "organization": {
            "name": "ООО Ромашка", "vatin": "7700123459", "address": "125009, г. Москва, ул. Примерная, д. 1",
            "email": "kassa@example.com", "taxationTypes": ["osn", "usnIncome", "usnIncomeOutcome", "esn", "patent"],
            "agents": ["bankPayingAgent", "payingAgent", "attorney", "commissionAgent", "another"],
        },
        "device": {
            "registrationNumber": number, "ffdVersion": options.ffd.word(), "paymentsAddress": "Магазин № 1",
            "fnsUrl": "www.nalog.gov.ru", "offlineMode": false, "encryption": false, "autoMode": false,
            "internet": false, "service": false, "bso": false, "excise": false, "gambling": false, "lottery": false,
            "machineInstallation": false, "marking": true, "pawnShop": false, "insurance": false, "ofdChannel": "proto",
        },
        "ofd": {"name": "ООО Пример ОФД", "vatin": "5000111221", "host": "ofd.example.com", "port": 7790, "dns": ""},
        "ism": {"host": "ism.example.com", "port": 21701},
    })
}

/// Registers every register, unless the options say otherwise.
pub(super) fn registered(mut state: State, options: &Options, now: Moment) -> State {
    for (place, (.., number)) in DEVICES.into_iter().enumerate().filter(|_| options.registered) {
        let task = registration(number, options);
        let asker = Asker { by: By::Stranger, uuid: None };
        // The sample fits its own checks: a test makes sure of it.
        let _ = state.run(place, &task, asker, options, now);
    }
    state
}

/// How the server reaches a register. It shows the passwords, which a client must not pass on.
pub(super) fn connection() -> Value {
    json!({
        "model": 500, "accessPassword": "access-password", "userPassword": "user-password", "port": "usb", "com": "1", "baudRate": 115_200,
        "ipAddress": "", "ipPort": 0, "mac": "", "ofdChannel": "auto", "usbDevice": "auto",
    })
}
