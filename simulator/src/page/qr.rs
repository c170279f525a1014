//! A QR code as the path of a drawing.

use qrcodegen::{QrCode, QrCodeEcc};
use serde_json::{Value, json};

/// `size` modules in each direction, and the dark ones as a path in units of a module; `null` if the text is too long.
pub(super) fn drawn(text: &str) -> Value {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return Value::Null };
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    json!({"text": text, "size": size, "path": path})
}
