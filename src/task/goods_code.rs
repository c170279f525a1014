//! Goods code of FFD 1.05 and 1.1 (код товара, tag 1162): its bytes in base64, or the old form of the vocabulary, an
//! object with the parts of the code.
//!
//! The first two bytes of the tag say what follows (order ММВ-7-20/229@, note to tag 1162): 444Dh a DataMatrix, the GTIN
//! in six bytes and the serial number; 5246h a fur, its number.

use super::json::Node;
use super::read::{Fields, Need};
use super::words::NomenclatureKind;
use crate::error::{Problem, Text};
use base64::prelude::{BASE64_STANDARD, Engine};

const NAME: &str = "nomenclatureCode";

const DATA_MATRIX: [u8; 2] = [0x44, 0x4D];

const FUR: [u8; 2] = [0x52, 0x46];

/// Most bytes of the tag.
const MOST: usize = 32;

/// Reads `nomenclatureCode`: the bytes of tag 1162.
pub(super) fn read(fields: &Fields) -> Option<Vec<u8>> {
    if fields.peek(NAME).is_some_and(|node| matches!(node, Node::Object(_)) && !node.is_missing()) {
        return fields.object_for_text(NAME, of_parts);
    }
    let text = fields.text(NAME, Need::Optional, 64)?;
    match BASE64_STANDARD.decode(&text) {
        Ok(bytes) if (1..=MOST).contains(&bytes.len()) => Some(bytes),
        _ => {
            let text = Text::of("Нужен код в base64, от 1 до 32 байт", "A code in base64 is needed, 1 to 32 bytes");
            fields.judge(NAME, Problem::Form(text));
            None
        }
    }
}

/// The bytes of a code that is given by its parts.
fn of_parts(fields: &Fields) -> Option<Vec<u8>> {
    let kind = fields.word("type", Need::Required, None);
    let gtin = fields.text("gtin", Need::Optional, 14);
    let serial = fields.code("serial", Need::Required, 64);
    let mut code = match kind? {
        NomenclatureKind::Furs => {
            if gtin.is_some() {
                let text = Text::of(
                    "В коде меха (1162) только его номер: GTIN в него не входит",
                    "The code of a fur (1162) has its number only: the GTIN is no part of it",
                );
                fields.note("gtin", Problem::Form(text));
            }
            FUR.to_vec()
        }
        NomenclatureKind::Medicines | NomenclatureKind::Tobacco | NomenclatureKind::Shoes => {
            [&DATA_MATRIX[..], &six_bytes(fields, gtin.as_deref())?].concat()
        }
    };
    code.extend(serial_number(fields, &serial?, MOST - code.len())?.bytes());
    Some(code)
}

/// The GTIN as the tag has it: a number in six bytes, the most significant first.
fn six_bytes(fields: &Fields, gtin: Option<&str>) -> Option<[u8; 6]> {
    let Some(gtin) = gtin else {
        fields.judge("gtin", Problem::Missing);
        return None;
    };
    let is_gtin = matches!(gtin.len(), 8 | 12..=14) && gtin.bytes().all(|digit| digit.is_ascii_digit());
    let Some(number) = gtin.parse::<u64>().ok().filter(|_| is_gtin) else {
        let text =
            Text::of("GTIN — это 14 цифр (8, 12 или 13 у коротких)", "A GTIN has 14 digits (8, 12 or 13 if short)");
        fields.judge("gtin", Problem::Form(text));
        return None;
    };
    let [0, 0, six @ ..] = number.to_be_bytes() else { return None };
    Some(six)
}

fn serial_number<'a>(fields: &Fields, serial: &'a str, most: usize) -> Option<&'a str> {
    if (1..=most).contains(&serial.len()) && serial.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Some(serial);
    }
    let text = Text::with(
        format!("Нужен серийный номер из латинских букв, цифр и знаков, от 1 до {most}"),
        format!("A serial number of Latin letters, digits and signs is needed, 1 to {most}"),
    );
    fields.judge("serial", Problem::Form(text));
    None
}
