//! Methods of fiscal registers (requirements §3.5).

use super::component::{Component, Method};
use super::draft::Draft;
use super::equipment::DONE;
use super::shift::{State, Totals};
use super::xml::Element;
use super::{Returned, abi::Parameters, print, receipt, registration, shift};
use kassa::error::{Error, Outcome, Result};
use kassa::task::json::Node;

/// Returns the result of a document to 1C. If there is no memory for it, the error says that the document is
/// registered.
fn give(parameters: &mut Parameters, index: usize, text: &str) -> Result<()> {
    parameters.put_text(index, text).map_err(|error| Error { outcome: Outcome::Registered, ..error })
}

/// The methods with the same parameters in all revisions.
#[rustfmt::skip]
pub const METHODS: &[Method] = &[
    Method { ru: "ПолучитьПараметрыККТ", en: "GetDataKKT", parameters: &["DeviceID", "TableParametersKKT"], body: data },
    Method { ru: "ОперацияФН", en: "OperationFN", parameters: &["DeviceID", "OperationType", "ParametersFiscal"], body: operation },
    Method { ru: "ОткрытьСмену", en: "OpenShift", parameters: &["DeviceID", "InputParameters", "OutputParameters"], body: open_shift },
    Method { ru: "ЗакрытьСмену", en: "CloseShift", parameters: &["DeviceID", "InputParameters", "OutputParameters"], body: close_shift },
    Method { ru: "СформироватьЧек", en: "ProcessCheck", parameters: &["DeviceID", "Electronically", "CheckPackage", "DocumentOutputParameters"], body: check },
    Method { ru: "НапечататьТекстовыйДокумент", en: "PrintTextDocument", parameters: &["DeviceID", "DocumentPackage"], body: print_text },
    Method { ru: "НапечататьЧекВнесенияВыемки", en: "CashInOutcome", parameters: &["DeviceID", "InputParameters", "Amount"], body: cash },
    Method { ru: "НапечататьОтчетБезГашения", en: "PrintXReport", parameters: &["DeviceID", "InputParameters"], body: report_x },
    Method { ru: "НапечататьКопиюЧека", en: "PrintCheckCopy", parameters: &["DeviceID", "CheckNumber"], body: copy },
    Method { ru: "ПолучитьТекущееСостояние", en: "GetCurrentStatus", parameters: &["DeviceID", "InputParameters", "OutputParameters"], body: status },
    Method { ru: "ОтчетОТекущемСостоянииРасчетов", en: "ReportCurrentStatusOfSettlements", parameters: &["DeviceID", "InputParameters", "OutputParameters"], body: settlements },
    Method { ru: "ОткрытьДенежныйЯщик", en: "OpenCashDrawer", parameters: &["DeviceID"], body: drawer },
    Method { ru: "ПолучитьШиринуСтроки", en: "GetLineLength", parameters: &["DeviceID", "LineLength"], body: line_length },
];

/// Since revision 4004 a correction has a parameter that says whether to print it.
pub const SINCE_4004: &[Method] = &[Method {
    ru: "СформироватьЧекКоррекции",
    en: "ProcessCorrectionCheck",
    parameters: &["DeviceID", "Electronically", "CheckPackage", "DocumentOutputParameters"],
    body: correction,
}];

/// Up to revision 4003 a correction has no such parameter.
pub const BEFORE_4004: &[Method] = &[Method {
    ru: "СформироватьЧекКоррекции",
    en: "ProcessCorrectionCheck",
    parameters: &["DeviceID", "CheckPackage", "DocumentOutputParameters"],
    body: printed_correction,
}];

fn data(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = component.devices.get(&parameters.text(0)?)?;
    parameters.put_text(1, &registration::table(device)?)?;
    DONE
}

fn operation(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = component.devices.get(&parameters.text(0)?)?;
    let answer = registration::task(&parameters.number(1)?, &parameters.text(2)?, device)?.execute(device)?;
    device.forget_ffd();
    component.heed(&answer);
    DONE
}

fn open_shift(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = component.devices.get(&parameters.text(0)?)?;
    device.begin_notes();
    let answer = shift::task("openShift", &parameters.text(1)?, device)?.execute(device)?;
    give(parameters, 2, &State::after(device, &answer, "2").with_drive().write())?;
    component.heed(&answer);
    DONE
}

fn close_shift(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = component.devices.get(&parameters.text(0)?)?;
    let draft = shift::task("closeShift", &parameters.text(1)?, device)?;
    let totals = Totals::of(device);
    let answer = draft.execute(device)?;
    let state = State::after(device, &answer, "1").with_totals(&totals).with_drive().with_cash().with_backlog();
    give(parameters, 2, &state.write())?;
    component.heed(&answer);
    DONE
}

fn check(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let electronically = parameters.flag(1)?;
    receipt(component, parameters, false, electronically, 2)
}

fn correction(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let electronically = parameters.flag(1)?;
    receipt(component, parameters, true, electronically, 2)
}

fn printed_correction(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    receipt(component, parameters, true, false, 1)
}

/// Makes a receipt from the document in parameter `at`. It returns `true` («Истина») as soon as the document is fiscal,
/// even if the paper jammed.
fn receipt(
    component: &mut Component,
    parameters: &mut Parameters,
    corrects: bool,
    electronically: bool,
    at: usize,
) -> Result<Returned> {
    let device = component.devices.get(&parameters.text(0)?)?;
    let package = Element::read("CheckPackage", &parameters.text(at)?, &["CheckPackage", "CheckCorrectionPackage"])?;
    let answer = receipt::task(&package, corrects, electronically, device).execute(device)?;
    device.session().end();
    give(parameters, at + 1, &receipt::output(&answer, device.numbers_by_shift()))?;
    component.heed(&answer);
    DONE
}

fn print_text(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = component.devices.get(&parameters.text(0)?)?;
    let answer = print::task(&parameters.text(1)?)?.execute(device)?;
    component.heed(&answer);
    DONE
}

/// Cash in; cash out for a negative sum.
fn cash(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = component.devices.get(&parameters.text(0)?)?;
    let sum = parameters.number(2)?;
    let (name, sum) = sum.strip_prefix('-').map_or(("cashIn", sum.as_str()), |sum| ("cashOut", sum));
    let mut draft = shift::task(name, &parameters.text(1)?, device)?;
    draft.put("cashSum", Node::Number(sum.into()), "Amount");
    let answer = draft.execute(device)?;
    component.heed(&answer);
    DONE
}

fn report_x(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = component.devices.get(&parameters.text(0)?)?;
    let answer = shift::task("reportX", &parameters.text(1)?, device)?.execute(device)?;
    component.heed(&answer);
    DONE
}

/// Prints a document again by its number, or the last receipt if there is none.
fn copy(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = component.devices.get(&parameters.text(0)?)?;
    let number = parameters.any(1)?;
    let draft = match number.trim() {
        "" => Draft::new("printLastReceiptCopy"),
        number => {
            let mut draft = Draft::new("printFnDocument");
            draft.take("fiscalDocumentNumber", number, "CheckNumber", super::values::number);
            draft
        }
    };
    draft.execute(device)?;
    DONE
}

fn status(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = component.devices.get(&parameters.text(0)?)?;
    shift::heed(&parameters.text(1)?, device)?;
    parameters.put_text(2, &State::now(device)?.write())?;
    DONE
}

fn settlements(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let device = component.devices.get(&parameters.text(0)?)?;
    let answer = shift::task("reportOfdExchangeStatus", &parameters.text(1)?, device)?.execute(device)?;
    give(parameters, 2, &State::after_report(device).write())?;
    component.heed(&answer);
    DONE
}

fn drawer(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    component.devices.get(&parameters.text(0)?)?.ask("openCashDrawer")?;
    DONE
}

fn line_length(component: &mut Component, parameters: &mut Parameters) -> Result<Returned> {
    let length = component.devices.get(&parameters.text(0)?)?.line_length();
    parameters.put_number(1, length)?;
    DONE
}
