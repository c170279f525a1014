//! The 23 commands. Each is called by its own path or through `/shell`.

use super::fields;
use super::refusal::{self, FieldFaults, Refusal};
use super::requests;
use crate::json;
use serde_json::{Map, Value};

/// The commands of the device (§6.1 to §6.23).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    Status,
    ShiftStatus,
    ReadSettings,
    WriteSettings,
    Search,
    Print,
    PrintAny,
    Register,
    OpenShift,
    CurrentState,
    Receipt,
    Correction,
    CloseShift,
    Finalize,
    ReadOfd,
    WriteOfd,
    OfdStatus,
    Log,
    Firmware,
    Shell,
    AccessPoints,
    StationAddress,
    Connect,
    /// Only listed under `/shell` and not described in the vendor's document: does nothing.
    Reset,
}

const ROUTES: [(&str, &str, Command); 23] = [
    ("GET", "/status", Command::Status),
    ("GET", "/shift/status", Command::ShiftStatus),
    ("GET", "/settings", Command::ReadSettings),
    ("POST", "/settings", Command::WriteSettings),
    ("GET", "/search", Command::Search),
    ("POST", "/print", Command::Print),
    ("POST", "/printany", Command::PrintAny),
    ("POST", "/register", Command::Register),
    ("POST", "/shift/open", Command::OpenShift),
    ("POST", "/currentstate", Command::CurrentState),
    ("POST", "/receipt", Command::Receipt),
    ("POST", "/correctivereceipt", Command::Correction),
    ("POST", "/shift/close", Command::CloseShift),
    ("POST", "/finalize", Command::Finalize),
    ("GET", "/ofd", Command::ReadOfd),
    ("POST", "/ofd", Command::WriteOfd),
    ("GET", "/ofd/status", Command::OfdStatus),
    ("GET", "/log", Command::Log),
    ("POST", "/firmware/icash1f.bin", Command::Firmware),
    ("POST", "/shell", Command::Shell),
    ("GET", "/wifi/station/aplist", Command::AccessPoints),
    ("GET", "/wifi/station/ip", Command::StationAddress),
    ("POST", "/wifi/station/connect", Command::Connect),
];

/// A command with its parameters.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) command: Command,
    /// The number that follows `search`, `print` or `log` in the path.
    pub(super) number: String,
    pub(super) body: Value,
}

impl Command {
    /// The name of the member that replaces the number in the path when the command is sent through `/shell`.
    fn number_name(self) -> Option<&'static str> {
        match self {
            Self::Search | Self::Print => Some("document_number"),
            Self::Log => Some("number_of_lines"),
            _ => None,
        }
    }

    /// Whether the command requires a body, even if it is only `{}`.
    fn takes_data(self) -> bool {
        use Command::{
            CloseShift, Connect, Correction, Finalize, OpenShift, PrintAny, Receipt, Register, Shell, WriteOfd,
            WriteSettings,
        };
        matches!(
            self,
            WriteSettings
                | PrintAny
                | Register
                | OpenShift
                | Receipt
                | Correction
                | CloseShift
                | Finalize
                | WriteOfd
                | Shell
                | Connect
        )
    }
}

/// Finds the command of a path, and the number in the path.
pub(super) fn find(method: &str, path: &str) -> Option<(Command, String)> {
    let plain = |(known_method, known_path, command): &(&str, &str, Command)| {
        (*known_method == method && *known_path == path && command.number_name().is_none())
            .then_some((*command, String::new()))
    };
    ROUTES.iter().find_map(plain).or_else(|| find_numbered(method, path))
}

fn find_numbered(method: &str, path: &str) -> Option<(Command, String)> {
    let (before, number) = path.strip_suffix('/').unwrap_or(path).rsplit_once('/')?;
    let numbered = |(known_method, known_path, command): &(&str, &str, Command)| {
        (*known_method == method && *known_path == before && command.number_name().is_some()).then_some(*command)
    };
    ROUTES.iter().find_map(numbered).map(|command| (command, number.to_owned()))
}

/// Reads the body of a command. A command sent through `/shell` is unpacked.
pub(super) fn call(command: Command, number: String, body: &[u8]) -> Result<Call, Refusal> {
    let body = if body.is_empty() && !command.takes_data() { Value::Object(Map::new()) } else { read(body)? };
    if command == Command::Shell { shell(&body) } else { Ok(Call { command, number, body }) }
}

/// Parses a body as JSON without duplicate keys.
pub(super) fn read(body: &[u8]) -> Result<Value, Refusal> {
    let value = json::parse(body).map_err(|why| Refusal::because(refusal::NO_JSON, &why))?;
    let mut faults = FieldFaults::default();
    for way in json::repeated_keys(body) {
        faults.repeated(&way);
    }
    Refusal::of_fields(faults).map(|()| value)
}

/// The members of a body, which must be an object.
pub(super) fn members(body: &Value) -> Result<&Map<String, Value>, Refusal> {
    body.as_object().ok_or_else(|| Refusal::because(refusal::NO_JSON, "нужен объект"))
}

fn shell(body: &Value) -> Result<Call, Refusal> {
    let members = members(body)?;
    Refusal::of_fields(fields::check(requests::SHELL, members))?;
    let text = |name: &str| members.get(name).and_then(Value::as_str).unwrap_or_default();
    let content = members.get("content").cloned();
    let (method, command) = (text("method"), text("command"));
    if command == "reset" {
        return Ok(Call { command: Command::Reset, number: String::new(), body: Value::Null });
    }
    let path = if command == "firmware" { "/firmware/icash1f.bin".to_owned() } else { format!("/{command}") };
    if let Some((command, number)) = find(method, &path).filter(|(command, _)| *command != Command::Shell) {
        let body = content.unwrap_or_else(|| Map::new().into());
        return Ok(Call { command, number, body });
    }
    // The table of `/shell` has no field for the number, so it is sent in `content`.
    let Some((command, _)) = find(method, &format!("{path}/0")).filter(|_| !command.contains('/')) else {
        let mut faults = FieldFaults::default();
        let other = if method == "GET" { "POST" } else { "GET" };
        let is_known = find(other, &path).is_some() || find(other, &format!("{path}/0")).is_some();
        faults.wrong(if is_known { "method" } else { "command" }, "такой команды нет");
        return Err(Refusal::of_fields(faults).err().unwrap_or_else(|| Refusal::new(refusal::WRONG_VALUE)));
    };
    let number = numbered_content(command, content.as_ref())?;
    Ok(Call { command, number, body: Map::new().into() })
}

fn numbered_content(command: Command, content: Option<&Value>) -> Result<String, Refusal> {
    let name = command.number_name().unwrap_or_default();
    let mut inner = FieldFaults::default();
    match content.and_then(Value::as_object) {
        Some(members) => {
            for unknown in members.keys().filter(|key| *key != name) {
                inner.wrong(unknown, "поле неизвестно");
            }
            match members.get(name) {
                Some(Value::Number(number)) if inner.is_empty() => return Ok(number.to_string()),
                Some(Value::Number(_)) => {}
                Some(_) => inner.wrong(name, "нужно целое число"),
                None => inner.required(name),
            }
        }
        None => inner.required(name),
    }
    let mut faults = FieldFaults::default();
    faults.nested("content", None, inner);
    Refusal::of_fields(faults).map(|()| String::new())
}
