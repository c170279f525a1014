//! The methods that have marking codes checked (requirements 3.4 and newer, §3.5): their documents as tasks, and the
//! register's answers as documents.

use super::component::{Component, Method};
use super::device::Device;
use super::draft::Draft;
use super::equipment::DONE;
use super::row::{Row, row};
use super::session::{Mark, Progress, fault};
use super::values::{base64, flag, number, planned, unit};
use super::xml::Element;
use super::{Returned, abi::Parameters, line};
use kassa::error::{Error, ErrorKind, Problem, Result};
use kassa::task::TaskName;
use kassa::task::json::Node;
use kassa::task::marking::CheckResult;
use kassa::task::money::decimal;
use rust_decimal::Decimal;
use serde_json::Value;

#[rustfmt::skip]
pub const METHODS: &[Method] = &[
    Method { ru: "ОткрытьСессиюРегистрацииКМ", en: "OpenSessionRegistrationKM", parameters: &["DeviceID"], body: open },
    Method { ru: "ЗакрытьСессиюРегистрацииКМ", en: "CloseSessionRegistrationKM", parameters: &["DeviceID"], body: close },
    Method { ru: "ЗапросКМ", en: "RequestKM", parameters: &["DeviceID", "RequestKM", "RequestKMResult"], body: request },
    Method { ru: "ПолучитьРезультатыЗапросаКМ", en: "GetProcessingKMResult", parameters: &["DeviceID", "ProcessingKMResult", "RequestStatus"], body: result },
    Method { ru: "ПодтвердитьКМ", en: "ConfirmKM", parameters: &["DeviceID", "GUID", "ConfirmationType"], body: confirm },
];

/// What a check needs.
const MARK: &[Row] = &[row(&[MARKING_CODE], "imc", base64), row(&[PLANNED_STATUS], "itemEstimatedStatus", planned)];

/// How much of goods by measure is sold. A piece has no measure.
const MEASURE: &[Row] = &[row(&["Quantity"], "itemQuantity", number), row(&["MeasureOfQuantity"], "itemUnits", unit)];

const MARKING_CODE: &str = "MarkingCode";
const PLANNED_STATUS: &str = "PlannedStatus";

/// Codes of `PlannedStatus` for goods by measure: a part is sold or returned.
const MEASURED: [&str; 2] = ["2", "4"];

/// Place of the attributes of a request.
const AT: &str = "RequestKM";

/// The device of a call. Fails if its register does not check marking codes.
fn device<'c>(component: &'c Component, parameters: &Parameters, method: &str) -> Result<&'c Device> {
    let device = component.devices.get(&parameters.text(0)?)?;
    let registered = device.settings.registered();
    let checks = |task| registered.is_some_and(|registered| (registered.capabilities)(task).is_some());
    if checks(TaskName::BeginMarkingCodeValidation) {
        return Ok(device);
    }
    let backend = registered.map_or("kassa", |registered| registered.name);
    Err(Error::before(ErrorKind::Unsupported { task: method.to_owned(), backend, meant: None }))
}

fn open(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = device(component, parameters, "OpenSessionRegistrationKM")?;
    // A session that was not closed may have left codes in the register.
    device.session().clear(&device.driver)?;
    DONE
}

fn close(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = device(component, parameters, "CloseSessionRegistrationKM")?;
    device.session().clear(&device.driver)?;
    DONE
}

/// Begins the check of a code. The answer has what the fiscal drive finds by itself.
fn request(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = device(component, parameters, AT)?;
    let request = Element::read(AT, &parameters.text(1)?, &[AT])?;
    // Some configurations wrap the attributes once more.
    let request = request.child("Parameters").unwrap_or(&request);
    let (is_local, draft) = draft(request);
    let mut session = device.session();
    session.make_room(&device.driver)?;
    let answer = draft.execute(device)?;
    let given = |name: &'static str| request.attribute(&[name]).map_or("", |(_, value)| value);
    let mut mark = Mark {
        guid: given("GUID").to_owned(),
        code: given(MARKING_CODE).to_owned(),
        status: planned(given(PLANNED_STATUS)).unwrap_or(Node::Null),
        progress: if is_local { Progress::Ready } else { Progress::Waiting },
        result: CheckResult::default(),
        item_status: None,
        handled: None,
    };
    if is_local {
        let answer = answer.pointer("/results/0").unwrap_or(&Value::Null);
        mark.set_offline(answer);
        mark.set_flags(answer);
    } else {
        mark.set_offline(&answer);
    }
    let told = |flag: bool| Some(flag.to_string());
    let written = Element::new("RequestKMResult")
        .with("Checking", told(mark.result.is_checked))
        .with("CheckingResult", told(mark.result.is_right));
    if is_local {
        session.keep(mark);
    } else {
        session.begin(mark);
    }
    parameters.put_text(2, &written.write())?;
    DONE
}

/// The task of a request, and whether it asks only the fiscal drive. `WaitForResult` changes nothing: the result is
/// fetched by a call of its own either way.
fn draft(request: &Element) -> (bool, Draft) {
    let wish = |name: &'static str| request.attribute(&[name]).map(|(_, value)| (value, flag(value)));
    let is_local = matches!(wish("NotSendToServer"), Some((_, Ok(Node::Bool(true)))));
    let (task, prefix) =
        if is_local { ("addMarksToBuffer", "params[0].") } else { ("beginMarkingCodeValidation", "params.") };
    let mut draft = Draft::new(task);
    for name in ["NotSendToServer", "WaitForResult"] {
        if let Some((value, Err(problem))) = wish(name) {
            draft.fault(&format!("{AT}/@{name}"), Some(value), problem);
        }
    }
    // A code that is missing is an empty one, so that the task has a mark to find fault with.
    draft.put(&format!("{prefix}imc"), Node::Text("".into()), &format!("{AT}/@{MARKING_CODE}"));
    for name in ["GUID", MARKING_CODE, PLANNED_STATUS] {
        if request.attribute(&[name]).is_none() {
            draft.fault(&format!("{AT}/@{name}"), None, Problem::Missing);
        }
    }
    draft.fill(prefix, request, AT, MARK);
    let given = |name| request.attribute(&[name]).map(|(_, value)| value);
    let is_several = given("Quantity").is_some_and(|quantity| decimal(quantity) != Some(Decimal::ONE));
    if is_several || given(PLANNED_STATUS).is_some_and(|status| MEASURED.contains(&status)) {
        draft.fill(prefix, request, AT, MEASURE);
    }
    line::fraction(&mut draft, &format!("{prefix}itemFractionalAmount"), request, AT);
    (is_local, draft)
}

/// What the marking system says of the code that was requested last.
fn result(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = device(component, parameters, "GetProcessingKMResult")?;
    let mut session = device.session();
    let mark = session.latest(&device.driver)?;
    let number = |code: Option<usize>| code.map(|code| code.to_string());
    let written = Element::new("ProcessingKMResult")
        .with("GUID", Some(mark.guid.clone()))
        .with("Result", Some(mark.result.is_right.to_string()))
        .with("ResultCode", Some(mark.result.bits().to_string()))
        .with("StatusInfo", number(mark.item_status))
        .with("HandleCode", number(mark.handled));
    parameters.put_text(1, &written.write())?;
    parameters.put_number(2, mark.progress as i32)?;
    DONE
}

fn confirm(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = device(component, parameters, "ConfirmKM")?;
    let (guid, kind) = (parameters.text(1)?, parameters.number(2)?);
    let takes = match kind.as_str() {
        "0" => true,
        "1" => false,
        other => return Err(fault("ConfirmationType", Some(other), Problem::Word("0, 1".into()))),
    };
    device.session().confirm(guid.trim(), takes, &device.driver)?;
    DONE
}
