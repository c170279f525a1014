//! Registration: ParametersFiscal as tasks, and the register's answers as TableParametersKKT (requirements §3.5).

use super::device::Device;
use super::draft::Draft;
use super::row::{Row, row};
use super::shift::iso;
use super::values::{agent_bit, agents, flag, reason, taxation_code, taxations, text};
use super::xml::Element;
use kassa::error::{Error, ErrorKind, Fault, Problem, Result};
use kassa::task::json::Node;
use kassa::task::words::{Taxation, Words};
use serde_json::Value;

/// The attributes of a registration. Those that the register knows itself (serial number, versions) are not read.
#[rustfmt::skip]
const FISCAL: &[Row] = &[
    row(&["CashierName"], "operator.name", text),
    row(&["CashierINN", "CashierVATIN"], "operator.vatin", text),
    row(&["CompanyName", "OrganizationName"], "organization.name", text),
    row(&["INN", "VATIN"], "organization.vatin", text),
    row(&["SaleAddress", "AddressSettle"], "organization.address", text),
    row(&["SenderEmail"], "organization.email", text),
    row(&["TaxationSystems", "TaxVariant"], "organization.taxationTypes", taxations),
    row(&["AgentTypes", "SignOfAgent"], "organization.agents", agents),
    row(&["KKTNumber"], "device.registrationNumber", text),
    row(&["SaleLocation", "PlaceSettle"], "device.paymentsAddress", text),
    row(&["FFDVersion", "FFDVersionKKT"], "device.ffdVersion", ffd),
    row(&["FNSURL"], "device.fnsUrl", text),
    row(&["AutomaticNumber"], "device.machineNumber", text),
    row(&["IsOffline", "OfflineMode"], "device.offlineMode", flag),
    row(&["IsEncrypted", "DataEncryption"], "device.encryption", flag),
    row(&["IsAutomatic", "AutomaticMode"], "device.autoMode", flag),
    row(&["IsAutomaticPrinter"], "device.machineInstallation", flag),
    row(&["BSOSing", "BSOSign"], "device.bso", flag),
    row(&["IsOnline", "IsOnlineOnly"], "device.internet", flag),
    row(&["IsService"], "device.service", flag),
    row(&["IsExcisable"], "device.excise", flag),
    row(&["IsGambling"], "device.gambling", flag),
    row(&["IsLottery"], "device.lottery", flag),
    row(&["IsMarking"], "device.marking", flag),
    row(&["IsPawnshop"], "device.pawnShop", flag),
    row(&["IsAssurance"], "device.insurance", flag),
    row(&["OFDCompany"], "ofd.name", text),
    row(&["OFDCompanyINN"], "ofd.vatin", text),
];

/// Flags of newer revisions that no task supports.
const NOT_WANTED: [&str; 4] = ["IsVendingMachine", "IsCateringServices", "IsWholesaleTrade", "SupportFNPiot"];

const AT: &str = "ParametersFiscal";

/// The last code of a listed change (1205).
const MOST_LABELS: u8 = 32;

/// The task for an operation with the fiscal drive: 1 registration, 2 its change, 3 closing of the archive.
pub fn task(operation: &str, xml: &str, device: &Device) -> Result<Draft> {
    let fiscal = Element::read(AT, xml, &["Parameters", AT])?;
    // Some configurations wrap the attributes once more.
    let fiscal = fiscal.child("Parameters").unwrap_or(&fiscal);
    let mut draft = match operation {
        "1" => Draft::new("registration"),
        "2" => change(fiscal, device),
        "3" => Draft::new("closeArchive"),
        other => {
            let fault = Fault {
                path: "OperationType".into(),
                value: Some(other.into()),
                problem: Problem::Word("1, 2, 3".into()),
            };
            return Err(Error::before(ErrorKind::BadDocument(vec![fault])));
        }
    };
    if operation == "3" {
        // Closing the archive needs only the cashier.
        draft.fill("", fiscal, AT, &FISCAL[..2]);
    } else {
        draft.fill("", fiscal, AT, FISCAL);
        for name in NOT_WANTED {
            if let Some((_, value)) =
                fiscal.attribute(&[name]).filter(|(_, value)| flag(value) != Ok(Node::Bool(false)))
            {
                draft.fault(&format!("{AT}/@{name}"), Some(value), Problem::NotCarried("kassa"));
            }
        }
    }
    draft.complete(device);
    Ok(draft)
}

/// A change of registration by its reason. Replacement of the fiscal drive is a task of its own.
fn change(fiscal: &Element, device: &Device) -> Draft {
    let given = fiscal.attribute(&["RegistrationReasonCode", "ReasonCode"]);
    let labels = fiscal.attribute(&["RegistrationLabelCodes"]);
    let (name, code) = match (given, labels) {
        (Some((name, code)), _) => (name, code.to_owned()),
        (None, Some((name, codes))) => (name, reason_of(codes)),
        (None, None) => ("RegistrationLabelCodes", String::new()),
    };
    let is_drive = code == "1";
    let mut draft = Draft::new(if is_drive { "fnChange" } else { "changeRegistrationParameters" });
    // Since FFD 1.1 a register writes the list itself.
    if let Some((name, codes)) = labels.filter(|_| device.supports(draft.name(), "changeInfoReasons")) {
        draft.take("changeInfoReasons", codes, &format!("{AT}/@{name}"), bits);
    }
    if is_drive {
        return draft;
    }
    let place = format!("{AT}/@{name}");
    match given.or(labels) {
        Some((_, value)) => draft.take("reason", value, &place, |_| {
            let unknown = || Problem::Word(format!("1…{MOST_LABELS}").into());
            if given.is_none() && code.is_empty() { Err(unknown()) } else { reason(&code) }
        }),
        None => draft.fault(&place, None, Problem::Missing),
    }
    draft
}

/// The listed changes (1205) by their codes; `None` if one of them has no code.
fn labels(codes: &str) -> Option<Vec<u8>> {
    let read = |code: &str| code.trim().parse().ok().filter(|code| (1..=MOST_LABELS).contains(code));
    codes.split(',').map(read).collect()
}

/// The same as bit numbers: code 1 is bit 0.
fn bits(codes: &str) -> std::result::Result<Node, Problem> {
    let bit = |code: &u8| Node::Number((code - 1).to_string().into());
    let labels = labels(codes).ok_or_else(|| Problem::Word(format!("1…{MOST_LABELS}").into()))?;
    Ok(Node::List(labels.iter().map(bit).collect()))
}

/// The reason (1101) that covers all listed changes: drive, OFD, user's details, settings.
fn reason_of(codes: &str) -> String {
    let codes = labels(codes);
    let reason = match codes.as_deref() {
        None | Some([]) => return String::new(),
        Some(codes) if codes.contains(&1) => 1,
        Some(codes) if codes.iter().all(|code| *code == 2) => 2,
        Some(codes) if codes.iter().all(|code| matches!(code, 2..=4)) => 3,
        Some(_) => 4,
    };
    reason.to_string()
}

/// Version of FFD, by 1C's spelling or by its code.
fn ffd(value: &str) -> std::result::Result<Node, Problem> {
    let word = match value {
        "1.0.5" | "1.05" | "2" => "1.05",
        "1.1" | "3" => "1.1",
        "1.2" | "4" => "1.2",
        _ => return Err(Problem::Word("1.0.5, 1.1, 1.2".into())),
    };
    Ok(Node::Text(word.into()))
}

/// The register and its registration (TableParametersKKT).
pub fn table(device: &Device) -> Result<String> {
    let (info, registered, drive) =
        (told(device, "getDeviceInfo")?, told(device, "getRegistrationInfo")?, told(device, "getFnInfo")?);
    if info.is_null() && registered.is_null() && drive.is_null() {
        // If the device answers nothing at all, the registration is not the cause: report that error.
        device.ask("getDeviceInfo")?;
    }
    let info = info.get("deviceInfo").unwrap_or(&Value::Null);
    let drive = drive.get("fnInfo").unwrap_or(&Value::Null);
    let part = |name: &str| registered.get(name).cloned().unwrap_or_default();
    let (organization, own, ofd, report) = (part("organization"), part("device"), part("ofd"), part("report"));
    let text = |from: &Value, name: &str| from.get(name).and_then(Value::as_str).map(str::to_owned);
    let version = |from: &Value, name: &str| text(from, name).map(|version| version.replace("1.05", "1.0.5"));
    let fiscal = text(drive, "livePhase").map(|phase| phase == "fiscalMode");
    let mut table = Element::new("Parameters")
        .with("KKTNumber", text(&own, "registrationNumber"))
        .with("KKTSerialNumber", text(info, "serial").or_else(|| text(&own, "serial")).or(Some(String::new())))
        .with("FirmwareVersion", text(info, "firmwareVersion"))
        .with("Fiscal", Some(fiscal.unwrap_or(own.get("registrationNumber").is_some()).to_string()))
        .with("FFDVersionFN", version(info, "fnFfdVersion"))
        .with("FFDVersionKKT", version(&own, "ffdVersion").or_else(|| version(info, "ffdVersion")))
        .with("FNSerialNumber", text(drive, "serial").or(Some(String::new())))
        .with("DocumentNumber", report.get("fiscalDocumentNumber").map(Value::to_string))
        .with("DateTime", text(&report, "fiscalDocumentDateTime").as_deref().and_then(iso))
        .with("CompanyName", text(&organization, "name"))
        .with("INN", text(&organization, "vatin"))
        .with("SaleAddress", text(&organization, "address").or_else(|| text(&own, "paymentsAddress")))
        .with("SaleLocation", text(&own, "paymentsPlace").or_else(|| text(&own, "paymentsAddress")))
        .with("TaxationSystems", codes(&organization, "taxationTypes", taxation_code).or_else(|| usual_taxation(&own)))
        .with("AgentTypes", codes(&organization, "agents", |word| agent_bit(word).map(usize::from)))
        .with("AutomaticNumber", text(&own, "machineNumber"))
        .with("OFDCompany", text(&ofd, "name"))
        .with("OFDCompanyINN", text(&ofd, "vatin"))
        .with("FNSURL", text(&own, "fnsUrl"))
        .with("SenderEmail", text(&organization, "email"));
    for row in FISCAL {
        if let Some(name) =
            row.path.strip_prefix("device.").filter(|_| row.names[0].starts_with("Is") || row.names[0] == "BSOSing")
        {
            let flag = own.get(name).and_then(Value::as_bool);
            table.set(row.names[0], flag.map(|flag| flag.to_string()));
        }
    }
    Ok(table.write())
}

/// The taxation system that a register uses if a receipt names none. Registers that do not tell all of theirs tell this.
fn usual_taxation(own: &Value) -> Option<String> {
    // Айти Касса writes `sno_usn_income`.
    let given = own.get("defaultTaxation").and_then(Value::as_str)?;
    let given = given.trim_start_matches("sno_").replace('_', "").to_lowercase();
    let (_, taxation) = Taxation::SPELLINGS.iter().find(|(_, taxation)| taxation.word().to_lowercase() == given)?;
    taxation_code(taxation.word()).map(|code| code.to_string())
}

/// A query; `null` if the register refuses, as an unregistered one does.
fn told(device: &Device, task: &str) -> Result<Value> {
    match device.ask(task) {
        Err(Error { kind: ErrorKind::Unsupported { .. } | ErrorKind::Refused(_), .. }) => Ok(Value::Null),
        other => other,
    }
}

/// The codes of a list of words, separated by commas.
fn codes(from: &Value, name: &str, code: impl Fn(&str) -> Option<usize>) -> Option<String> {
    let words = from.get(name)?.as_array()?;
    let codes: Vec<String> =
        words.iter().filter_map(Value::as_str).filter_map(code).map(|code| code.to_string()).collect();
    Some(codes.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_changes_have_a_reason() {
        for (codes, reason) in [
            ("1", "1"),
            ("5, 1", "1"),
            ("2", "2"),
            ("3,4", "3"),
            ("2,3", "3"),
            ("8", "4"),
            ("3,8", "4"),
            ("", ""),
            ("а", ""),
            ("99", ""),
            ("0,3", ""),
        ] {
            assert_eq!(reason_of(codes), reason, "{codes}");
        }
    }
}
