//! What the printer refuses of a line of print, beyond the form of its members.

use super::failure::Failure;
use crate::base64::from_base64;
use serde_json::Value;

/// How many pictures the register has in its memory.
const PICTURES: u64 = 5;
/// The most characters of a QR code and of each text beside it.
const CHARACTERS: usize = 400;
/// The most bytes of a QR code with everything beside it.
const BYTES: usize = 631;
/// The bar codes of digits, with the counts that they may have. The register adds the last digit of the shorter ones.
const DIGITS: [(&str, [usize; 2]); 4] =
    [("EAN8", [7, 8]), ("EAN13", [12, 13]), ("UPCA", [11, 12]), ("ITF14", [13, 14])];

/// Checks one line of print. Anything else passes.
pub(super) fn check(item: &Value) -> Result<(), Failure> {
    match item["type"].as_str() {
        Some("barcode") => barcode(item),
        Some("pictureFromMemory") if !item["pictureNumber"].as_u64().is_some_and(|it| (1..=PICTURES).contains(&it)) => {
            Err(Failure::because(51, "Картинка не найдена"))
        }
        Some("pixels") => pixels(item),
        _ => Ok(()),
    }
}

fn barcode(item: &Value) -> Result<(), Failure> {
    let (text, kind) = (item["barcode"].as_str().unwrap_or_default(), item["barcodeType"].as_str().unwrap_or_default());
    let counts = DIGITS.iter().find(|(known, _)| *known == kind).map(|(_, counts)| counts);
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    if counts.is_some_and(|counts| !is_number || !counts.contains(&text.len())) {
        return Err(Failure::because(157, "Неверные параметры штрихкода"));
    }
    overlay(item, text, kind)
}

/// Text beside a bar code: only beside a QR code on the left or on the right.
fn overlay(item: &Value, text: &str, kind: &str) -> Result<(), Failure> {
    let texts: Vec<&str> =
        item["overlay"].as_array().into_iter().flatten().filter_map(|text| text["text"].as_str()).collect();
    if texts.is_empty() {
        return Ok(());
    }
    if kind != "QR" {
        return Err(Failure::because(266, "Тип штрихкода не поддерживается"));
    }
    if !matches!(item["alignment"].as_str(), Some("left" | "right")) {
        return Err(Failure::because(153, "Неверное выравнивание"));
    }
    let is_long = |text: &&str| text.chars().count() > CHARACTERS;
    let bytes = text.len() + texts.iter().map(|text| text.chars().count()).sum::<usize>();
    if is_long(&text) || texts.iter().any(is_long) || bytes > BYTES {
        return Err(Failure::because(267, "Данные рядом со штрихкодом слишком длинные"));
    }
    Ok(())
}

/// A picture has whole rows.
fn pixels(item: &Value) -> Result<(), Failure> {
    let count = item["pixels"].as_str().and_then(from_base64).map_or(0, |bytes| bytes.len());
    let width = item["width"].as_u64().and_then(|width| usize::try_from(width).ok()).unwrap_or(0);
    let is_whole = width > 0 && count > 0 && count.is_multiple_of(width);
    if is_whole { Ok(()) } else { Err(Failure::because(13, "Неверный параметр: width")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::With;
    use serde_json::json;

    #[test]
    fn each_line_of_print_is_taken_or_refused() {
        let barcode = |kind: &str, text: &str| json!({"type": "barcode", "barcodeType": kind, "barcode": text});
        let beside = |kind: &str, alignment: &str, text: &str| {
            let overlay = json!([{"type": "text", "text": text}]);
            json!({
                "type": "barcode", "barcodeType": kind, "barcode": "1", "alignment": alignment, "overlay": overlay,
            })
        };
        let pixels = |pixels: &str, width: u64| json!({"type": "pixels", "pixels": pixels, "width": width});
        let cases = [
            (json!({"type": "text"}), 0),
            (barcode("EAN13", "460123456789"), 0),
            (barcode("EAN13", "46012345678"), 157),
            (barcode("EAN8", "1234567x"), 157),
            (barcode("CODE128", "x"), 0),
            (beside("QR", "left", "a"), 0),
            (beside("QR", "center", "a"), 153),
            (beside("PDF417", "left", "a"), 266),
            (beside("QR", "right", &"я".repeat(400)), 0),
            (beside("QR", "right", &"я".repeat(401)), 267),
            (beside("QR", "right", &"я".repeat(350)).with("barcode", json!("x".repeat(281))), 0),
            (beside("QR", "right", &"я".repeat(350)).with("barcode", json!("x".repeat(282))), 267),
            (json!({"type": "pictureFromMemory", "pictureNumber": 5}), 0),
            (json!({"type": "pictureFromMemory", "pictureNumber": 6}), 51),
            (pixels("AAAAAAAA", 3), 0),
            (pixels("AAAAAAAA", 4), 13),
            (pixels("AAAAAAAA", 0), 13),
        ];
        for (item, expected) in cases {
            assert_eq!(check(&item).map_or_else(|refused| refused.code, |()| 0), expected, "{item}");
        }
    }
}
