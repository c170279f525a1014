//! `status`: the register, its shift, its fiscal drive, and what waits for the OFD.

use crate::args;
use crate::failure::Done;
use crate::lang::Lang;
use crate::session::Session;
use clap::{ArgMatches, Command};
use kassa::{Device, Error, ErrorKind, Result, Task};
use serde_json::{Map, Value};

/// The tasks whose answers make up the state. None of them makes a document. A task that the register does not support
/// is left out.
const QUERIES: [&str; 4] = ["getDeviceStatus", "getShiftStatus", "getFnStatus", "ofdExchangeStatus"];

/// Its arguments.
pub fn grammar(lang: Lang, name: &'static str) -> Command {
    let about = lang.told(
        "Показать состояние кассы, смены, фискального накопителя и обмена с ОФД",
        "Show the state of the register, its shift, its fiscal drive and the exchange with the OFD",
    );
    args::command(lang, name, about)
}

/// Shows the state.
pub fn run(session: &Session, _: &ArgMatches) -> Done {
    session.show(&state(&session.device()?)?)
}

/// The state.
pub fn state(device: &Device) -> Result<Value> {
    let mut state = Map::new();
    for question in QUERIES {
        match device.execute(&Task::named(question)) {
            Ok(answer) => state.extend(answer.into_json().as_object().cloned().unwrap_or_default()),
            Err(Error { kind: ErrorKind::Unsupported { .. }, .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Value::Object(state))
}
