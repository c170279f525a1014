//! Registration and closing of the archive on the wire (§6.8, §6.14), and the report of the current state (§6.10).

use super::super::Job;
use super::super::fingerprint::{Fingerprint, Kind};
use super::receipt::taxation_code;
use super::tags::{self, Place};
use super::{document, fingerprint, request};
use crate::error::{Fault, Problem};
use crate::task::Shift;
use crate::task::registration::Registration;
use crate::task::words::Words;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// Registration (§6.8.2).
#[derive(Debug, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is a tag of its own")]
struct Body<'a> {
    /// Name of the user.
    #[serde(rename = "T1048")]
    name: &'a str,
    /// ИНН of the user.
    #[serde(rename = "T1018")]
    vatin: &'a str,
    /// Codes of the taxation systems (СНО).
    #[serde(rename = "T1062", skip_serializing_if = "Vec::is_empty")]
    taxations: Vec<u8>,
    /// Registration number from the tax service (РНМ).
    #[serde(rename = "T1037")]
    registration_number: &'a str,
    /// Autonomous mode (автономный режим): without an OFD.
    #[serde(rename = "T1002")]
    offline: bool,
    /// The printer is in the vending machine.
    #[serde(rename = "T1221")]
    machine_installation: bool,
    /// Strict accounting forms (БСО).
    #[serde(rename = "T1110")]
    bso: bool,
    /// Encryption mode (режим шифрования).
    #[serde(rename = "T1056")]
    encryption: bool,
    /// Automatic mode: in a vending machine.
    #[serde(rename = "T1001")]
    automatic: bool,
    /// Settlements only on the internet.
    #[serde(rename = "T1108")]
    internet: bool,
    /// Number of the vending machine.
    #[serde(rename = "T1036", skip_serializing_if = "Option::is_none")]
    machine_number: Option<&'a str>,
    /// Excise goods.
    #[serde(rename = "T1207")]
    excise: bool,
    /// Used for services only (работа в сфере услуг).
    #[serde(rename = "T1109")]
    service: bool,
    /// Used for gambling (азартные игры).
    #[serde(rename = "T1193")]
    gambling: bool,
    /// Used for lotteries (лотереи).
    #[serde(rename = "T1126")]
    lottery: bool,
    /// Kinds of agent.
    #[serde(rename = "T1057", skip_serializing_if = "Vec::is_empty")]
    agents: Vec<u8>,
    /// Person who registers.
    #[serde(rename = "T1021", skip_serializing_if = "Option::is_none")]
    operator: Option<&'a str>,
    /// ИНН of the person who registers.
    #[serde(rename = "T1203", skip_serializing_if = "Option::is_none")]
    operator_vatin: Option<&'a str>,
    /// Address of settlements.
    #[serde(rename = "T1009", skip_serializing_if = "Option::is_none")]
    address: Option<&'a str>,
    /// Place of settlements.
    #[serde(rename = "T1187", skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    /// Sender of electronic receipts.
    #[serde(rename = "T1117", skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    /// ИНН of the OFD.
    #[serde(rename = "T1017", skip_serializing_if = "Option::is_none")]
    ofd_vatin: Option<&'a str>,
    /// Name of the OFD.
    #[serde(rename = "T1046", skip_serializing_if = "Option::is_none")]
    ofd_name: Option<&'a str>,
    /// Why the registration is changed.
    #[serde(rename = "T1101", skip_serializing_if = "Option::is_none")]
    reason: Option<u8>,
}

/// The request of a registration.
pub(super) fn prepare(registration: &Registration) -> Result<Job, Vec<Fault>> {
    let (user, device) = (&registration.organization, &registration.device);
    let body = Body {
        name: &user.name,
        vatin: &user.vatin,
        taxations: user.taxations.iter().copied().map(taxation_code).collect(),
        registration_number: &device.registration_number,
        offline: device.offline,
        machine_installation: device.machine_installation,
        bso: device.bso,
        encryption: device.encryption,
        automatic: device.automatic,
        internet: device.internet,
        machine_number: device.machine_number.as_deref(),
        excise: device.excise,
        service: device.service,
        gambling: device.gambling,
        lottery: device.lottery,
        agents: user.agents.iter().map(|agent| agent.code()).collect(),
        operator: registration.operator.as_ref().map(|operator| operator.name.as_str()),
        operator_vatin: registration.operator.as_ref().and_then(|operator| operator.vatin.as_deref()),
        address: user.address.as_deref(),
        place: device.place.as_deref(),
        email: user.email.as_deref(),
        ofd_vatin: registration.ofd_vatin.as_deref(),
        ofd_name: registration.ofd_name.as_deref(),
        reason: registration.reason.map(Words::code),
    };
    let kind = if registration.reason.is_some() { Kind::Reregistration } else { Kind::Registration };
    let sent = serde_json::to_value(&body).unwrap_or_default();
    let faults = conditions(registration, &sent);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(document(request("/register", &body, Vec::new()), fingerprint::of_tags(kind, &sent), None))
}

/// Faults of the fields that the table of §6.8.2 requires under conditions.
fn conditions(registration: &Registration, sent: &Value) -> Vec<Fault> {
    let is_set = |flag: &str| sent.get(flag) == Some(&Value::Bool(true));
    let missing =
        tags::of(Place::Registration).filter(|(tag, at)| at.need.holds(is_set) && sent.get(tag.name).is_none());
    let missing = missing.map(|(_, at)| Fault { path: at.path.to_owned(), value: None, problem: Problem::Missing });
    let mut faults: Vec<Fault> = missing.collect();
    if registration.device.offline && registration.device.encryption {
        let problem = Problem::Range("false, offlineMode: true".into());
        faults.push(Fault { path: "device.encryption".into(), value: Some("true".into()), problem });
    }
    faults
}

/// The request that closes the archive.
pub(super) fn finalize(shift: &Shift) -> Job {
    super::status::shift("/finalize", Kind::CloseArchive, shift)
}

/// The request for a report of the current state. Its body is empty or left out.
pub(super) fn current_state() -> Job {
    let fingerprint =
        Fingerprint { kind: Kind::CurrentState, attributes: BTreeMap::new(), marks: Vec::new(), unmarked_maybe: false };
    document(request("/currentstate", &serde_json::json!({}), Vec::new()), fingerprint, None)
}
