//! Printing: lines within a receipt, and non-fiscal documents.

use super::failure::{Failure, Result};
use super::handle::{Handle, Outputs, task};
use super::inputs::Inputs;
use super::numbers::{error as code, param};
use super::receipt::{Defer, Slip};
use super::words;
use serde_json::{Map, Value as Json, json};

/// Prints a text.
pub fn print_text(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let text = inputs.text(param::TEXT).unwrap_or_default();
    let mut line = json!({ "type": "text", "text": text });
    word(&mut line, "alignment", words::ALIGNMENTS, inputs.int(param::ALIGNMENT)?);
    word(&mut line, "wrap", words::WRAPS, inputs.int(param::TEXT_WRAP)?);
    if let Some(font) = inputs.int(param::FONT)?.filter(|font| *font > 0) {
        line["font"] = font.into();
    }
    for (id, name) in [(param::FONT_DOUBLE_WIDTH, "doubleWidth"), (param::FONT_DOUBLE_HEIGHT, "doubleHeight")] {
        if inputs.flag(id)? {
            line[name] = true.into();
        }
    }
    add(handle, inputs, line)
}

/// Feeds the paper by a line.
pub fn line_feed(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    add(handle, inputs, json!({ "type": "text", "text": "" }))
}

/// Prints a barcode.
pub fn print_barcode(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let content = inputs.required(param::BARCODE, |inputs, id| Ok(inputs.text(id)))?;
    let kind = inputs.int(param::BARCODE_TYPE)?.unwrap_or(0);
    let wrong = || Failure::new(code::INVALID_PARAM, format!("Нет штрихкода типа {kind}"));
    let kind = words::word(words::BARCODES, kind).ok_or_else(wrong)?;
    let mut line = json!({ "type": "barcode", "barcode": content, "barcodeType": kind });
    word(&mut line, "alignment", words::ALIGNMENTS, inputs.int(param::ALIGNMENT)?);
    for (id, name) in [(param::SCALE, "scale"), (param::HEIGHT, "height")] {
        if let Some(number) = inputs.int(id)?.filter(|number| *number > 0) {
            line[name] = number.into();
        }
    }
    if inputs.flag(param::BARCODE_PRINT_TEXT)? {
        line["printText"] = true.into();
    }
    add(handle, inputs, line)
}

/// Prints a picture of the register's memory.
pub fn print_picture_by_number(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    let number = inputs.required(param::PICTURE_NUMBER, Inputs::int)?;
    let mut line = json!({ "type": "pictureFromMemory", "pictureNumber": number });
    word(&mut line, "alignment", words::ALIGNMENTS, inputs.int(param::ALIGNMENT)?);
    add(handle, inputs, line)
}

/// Begins a non-fiscal document.
pub fn begin_nonfiscal_document(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    handle.device()?;
    if handle.slip.is_some() || handle.draft.as_ref().is_some_and(|draft| !draft.is_sent()) {
        return Err(Failure::new(code::DENIED_IN_OPENED_DOC, "Документ уже открыт"));
    }
    handle.slip = Some(Slip::default());
    Ok(Outputs::new())
}

/// Prints the non-fiscal document.
pub fn end_nonfiscal_document(handle: &mut Handle, inputs: &Inputs) -> Result<Outputs> {
    handle.device()?;
    let closed = || Failure::new(code::DENIED_IN_CLOSED_DOC, "Нефискальный документ не открыт");
    let Slip(items) = handle.slip.take().ok_or_else(closed)?;
    let footer = inputs.get(param::PRINT_FOOTER).and_then(|_| inputs.flag(param::PRINT_FOOTER).ok());
    print(handle, items, footer)
}

/// Adds a line to the document that is being built; without one, prints it at once.
fn add(handle: &mut Handle, inputs: &Inputs, line: Json) -> Result<Outputs> {
    handle.device()?;
    let defer = match inputs.int(param::DEFER)?.unwrap_or(0) {
        1 => Defer::Before,
        2 => Defer::After,
        _ => Defer::Here,
    };
    if let Some(draft) = handle.draft.as_mut().filter(|draft| !draft.is_sent()) {
        draft.add(line, defer);
        return Ok(Outputs::new());
    }
    match &mut handle.slip {
        Some(Slip(items)) => {
            items.push(line);
            Ok(Outputs::new())
        }
        None => print(handle, vec![line], None),
    }
}

fn print(handle: &Handle, items: Vec<Json>, footer: Option<bool>) -> Result<Outputs> {
    let mut members = Map::from_iter([("type".to_owned(), json!("nonFiscal")), ("items".to_owned(), items.into())]);
    if let Some(footer) = footer {
        members.insert("printFooter".into(), footer.into());
    }
    handle.device()?.execute(&task(members)?)?;
    Ok(Outputs::new())
}

fn word(line: &mut Json, name: &str, known: &[(i64, &'static str)], number: Option<i64>) {
    if let Some(word) = number.and_then(|number| words::word(known, number)) {
        line[name] = word.into();
    }
}

/// Opens the cash drawer.
pub fn open_drawer(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    handle.ask("openCashDrawer").map(|_| Outputs::new())
}

/// What has no counterpart and changes nothing: the call succeeds, so that a program which beeps goes on.
pub fn nothing(handle: &mut Handle, _: &Inputs) -> Result<Outputs> {
    handle.device().map(|_| Outputs::new())
}
