//! A document of 1C.

pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Err(error) = kassa_onec::read(text) {
        drop(error.to_json().to_string());
    }
}
