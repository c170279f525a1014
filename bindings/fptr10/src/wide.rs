//! Texts of the host: `wchar_t`, which is UTF-16 on Windows and UTF-32 elsewhere.
//!
//! A function that returns a text returns the length that the text needs, with its closing zero. The text is complete if
//! that is at most the size of the buffer; else the host calls again with a larger one.
#![allow(unsafe_code, reason = "buffers of the host")]

use core::ffi::c_int;

/// A unit of the host's texts.
#[cfg(windows)]
pub type Wide = u16;
/// A unit of the host's texts.
#[cfg(not(windows))]
pub type Wide = u32;

/// The most units that are read of a text without an end.
const LONGEST: usize = 16 << 20;

/// A text that the host passes; null counts as empty. What is no character is replaced.
///
/// # Safety
/// `text` is null or ends with a zero.
pub unsafe fn read(text: *const Wide) -> String {
    if text.is_null() || !text.is_aligned() {
        return String::new();
    }
    let mut length = 0;
    // SAFETY: every unit up to the closing zero belongs to the text.
    while length < LONGEST && unsafe { *text.add(length) } != 0 {
        length += 1;
    }
    // SAFETY: as many units were just read.
    decoded(unsafe { core::slice::from_raw_parts(text, length) })
}

#[cfg(windows)]
fn decoded(units: &[Wide]) -> String {
    String::from_utf16_lossy(units)
}

#[cfg(not(windows))]
fn decoded(units: &[Wide]) -> String {
    units.iter().map(|unit| char::from_u32(*unit).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(windows)]
fn encoded(text: &str) -> Vec<Wide> {
    text.encode_utf16().filter(|unit| *unit != 0).chain([0]).collect()
}

#[cfg(not(windows))]
fn encoded(text: &str) -> Vec<Wide> {
    text.chars().map(u32::from).filter(|unit| *unit != 0).chain([0]).collect()
}

/// Writes a text into the host's buffer of `size` units. Returns the length that it needs, with its zero.
///
/// # Safety
/// `buffer` is null or has `size` units.
pub unsafe fn write(text: &str, buffer: *mut Wide, size: c_int) -> c_int {
    let units = encoded(text);
    let fits = usize::try_from(size).unwrap_or(0).min(units.len());
    if !buffer.is_null() && buffer.is_aligned() && fits > 0 {
        // SAFETY: the buffer has at least this many units.
        let buffer = unsafe { core::slice::from_raw_parts_mut(buffer, fits) };
        buffer.copy_from_slice(&units[..fits]);
        buffer[fits - 1] = 0;
    }
    c_int::try_from(units.len()).unwrap_or(c_int::MAX)
}

/// Bytes that the host passes.
///
/// # Safety
/// `bytes` is null or has `size` bytes.
pub unsafe fn read_bytes(bytes: *const u8, size: c_int) -> Vec<u8> {
    match usize::try_from(size) {
        Ok(size) if !bytes.is_null() && size <= LONGEST => {
            // SAFETY: the host says that there are as many.
            unsafe { core::slice::from_raw_parts(bytes, size) }.to_vec()
        }
        _ => Vec::new(),
    }
}

/// Writes bytes into the host's buffer. Returns how many there are.
///
/// # Safety
/// `buffer` is null or has `size` bytes.
pub unsafe fn write_bytes(bytes: &[u8], buffer: *mut u8, size: c_int) -> c_int {
    let fits = usize::try_from(size).unwrap_or(0).min(bytes.len());
    if !buffer.is_null() && fits > 0 {
        // SAFETY: the buffer has at least this many bytes.
        unsafe { core::slice::from_raw_parts_mut(buffer, fits) }.copy_from_slice(&bytes[..fits]);
    }
    c_int::try_from(bytes.len()).unwrap_or(c_int::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_does_not_fit_is_cut_and_its_length_told() {
        let text = "Чек № 7 😀";
        let whole = encoded(text);
        let needed = c_int::try_from(whole.len()).unwrap();
        for size in 0..=needed + 1 {
            let mut buffer = vec![9; 32];
            // SAFETY: the buffer is longer than `size`.
            assert_eq!(unsafe { write(text, buffer.as_mut_ptr(), size) }, needed);
            let size = usize::try_from(size).unwrap();
            assert_eq!(buffer[size.min(whole.len())], 9, "nothing is written past the size");
            if size > 0 {
                // SAFETY: it ends with a zero.
                let read = unsafe { read(buffer.as_ptr()) };
                assert!(read == text || size < whole.len(), "{read}");
            }
        }
        // SAFETY: null has no units.
        assert_eq!(unsafe { write(text, core::ptr::null_mut(), 5) }, needed);
        // SAFETY: null is allowed.
        assert_eq!(unsafe { read(core::ptr::null()) }, "");
    }
}
