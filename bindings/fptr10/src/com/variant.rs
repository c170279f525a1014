//! Values of COM and those of this library.
#![allow(unsafe_code, reason = "values of COM")]

use super::raw::*;
use super::values::{of_date, to_date};
use crate::value::Value;
use core::ffi::c_void;
use core::{mem, ptr};

/// The most bytes that are read of an array.
const LARGEST: i64 = 16 << 20;

/// A value that is freed with this.
struct Owned(Variant);

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: the value is whole and belongs to this.
        unsafe { VariantClear(&raw mut self.0) };
    }
}

impl Owned {
    const fn empty() -> Self {
        Self(Variant { kind: VT_EMPTY, reserved: [0; 3], data: Data { largest: [ptr::null_mut(); 2] } })
    }

    /// The same value as another type; `None` if it has none.
    fn changed(&self, kind: u16) -> Option<Self> {
        let mut to = Self::empty();
        // SAFETY: both are whole values.
        (unsafe { VariantChangeType(&raw mut to.0, &raw const self.0, 0, kind) } == S_OK).then_some(to)
    }

    fn value(&self) -> Option<Value> {
        // SAFETY: each member is read for its own type.
        unsafe {
            match self.0.kind {
                // An argument that the program left out.
                VT_EMPTY | VT_NULL | VT_ERROR => Some(Value::Text(String::new())),
                VT_BOOL => Some(Value::Flag(self.0.data.flag != 0)),
                VT_I2 | VT_I4 | VT_I1..=VT_UINT if self.0.kind != VT_I8 => {
                    Some(Value::Int(self.changed(VT_I8)?.0.data.long_long))
                }
                VT_I8 => Some(Value::Int(self.0.data.long_long)),
                VT_R8 => Some(Value::Double(self.0.data.double)),
                VT_CY => Some(Value::Text(money(self.0.data.long_long))),
                VT_DATE => Some(Value::Time(of_date(self.0.data.double)?)),
                VT_BSTR => Some(Value::Text(text(self.0.data.text))),
                kind if kind & VT_ARRAY != 0 => Some(Value::Bytes(bytes(self.0.data.array, kind & !VT_ARRAY)?)),
                // A number as a decimal, or of single precision: by the shortest one in double precision.
                4 | 14 => Some(Value::Double(self.number()?)),
                _ => Some(Value::Text(text(self.changed(VT_BSTR)?.0.data.text))),
            }
        }
    }

    fn number(&self) -> Option<f64> {
        // SAFETY: a value of the type 4 has a number of single precision in its first four bytes.
        match self.0.kind {
            4 => f32::from_bits(unsafe { self.0.data.long }.cast_unsigned()).to_string().parse().ok(),
            // SAFETY: it was changed to this type.
            _ => Some(unsafe { self.changed(VT_R8)?.0.data.double }),
        }
    }
}

/// The digits of an amount of money, which counts ten-thousandths.
fn money(parts: i64) -> String {
    let sign = if parts < 0 { "-" } else { "" };
    let parts = parts.unsigned_abs();
    let digits = format!("{sign}{}.{:04}", parts / 10_000, parts % 10_000);
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A text; null counts as empty.
///
/// # Safety
/// `text` is null or a text of COM.
unsafe fn text(text: *const u16) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: a text of COM knows its length.
    unsafe { String::from_utf16_lossy(core::slice::from_raw_parts(text, SysStringLen(text) as usize)) }
}

/// The bytes of an array with one dimension: of bytes, or of values that each are one.
///
/// # Safety
/// `array` is null or an array of COM with elements of this type.
unsafe fn bytes(array: *mut c_void, kind: u16) -> Option<Vec<u8>> {
    let (mut lowest, mut highest) = (0, -1);
    // SAFETY: the array is whole, and the places are variables of this function.
    unsafe {
        if array.is_null() || SafeArrayGetDim(array) != 1 {
            return None;
        }
        SafeArrayGetLBound(array, 1, &raw mut lowest);
        SafeArrayGetUBound(array, 1, &raw mut highest);
    }
    let count = i64::from(highest) - i64::from(lowest) + 1;
    if !(0..=LARGEST).contains(&count) {
        return None;
    }
    match kind {
        VT_UI1 | VT_I1 => {
            let mut data = ptr::null_mut();
            let count = usize::try_from(count).ok()?;
            // SAFETY: between the two calls the array's data stay where they are; there are as many bytes.
            unsafe {
                if SafeArrayAccessData(array, &raw mut data) != S_OK {
                    return None;
                }
                let bytes = if count == 0 {
                    Vec::new()
                } else {
                    core::slice::from_raw_parts(data.cast::<u8>(), count).to_vec()
                };
                SafeArrayUnaccessData(array);
                Some(bytes)
            }
        }
        VT_VARIANT => (lowest..=highest)
            .map(|place| {
                let mut element = Owned::empty();
                // SAFETY: the place is within the array, whose elements are values.
                let got = unsafe { SafeArrayGetElement(array, &raw const place, (&raw mut element.0).cast()) };
                let number = (got == S_OK).then(|| element.value())??.int()?;
                u8::try_from(number).ok()
            })
            .collect(),
        _ => None,
    }
}

/// A value that a program passes, also by reference; `None` for what is no value of the interface.
///
/// # Safety
/// `given` is a whole value.
pub unsafe fn read(given: *const Variant) -> Option<Value> {
    let mut copy = Owned::empty();
    // SAFETY: as the host promises.
    (unsafe { VariantCopyInd(&raw mut copy.0, given) } == S_OK).then(|| copy.value())?
}

/// Writes a result into the host's place, which has no value yet. A whole number that a signed one of 32 bits cannot hold
/// is written as one with a fraction: not every host knows the larger types.
///
/// # Safety
/// `to` is null or a place for a value.
pub unsafe fn write(to: *mut Variant, value: Option<Value>) {
    if to.is_null() {
        return;
    }
    let (kind, data) = match value {
        None => (VT_EMPTY, Data { long: 0 }),
        Some(Value::Int(number)) => match i32::try_from(number) {
            Ok(number) => (VT_I4, Data { long: number }),
            #[allow(clippy::cast_precision_loss, reason = "numbers of the interface have 32 bits")]
            Err(_) => (VT_R8, Data { double: number as f64 }),
        },
        Some(Value::Flag(flag)) => (VT_BOOL, Data { flag: -i16::from(flag) }),
        Some(Value::Double(number)) => (VT_R8, Data { double: number }),
        Some(Value::Text(text)) => {
            let units: Vec<u16> = text.encode_utf16().collect();
            let length = u32::try_from(units.len()).unwrap_or(0);
            // SAFETY: as many units are there.
            (VT_BSTR, Data { text: unsafe { SysAllocStringLen(units.as_ptr(), length) } })
        }
        Some(Value::Bytes(bytes)) => (VT_ARRAY | VT_UI1, Data { array: array_of(&bytes) }),
        Some(Value::Time(time)) => (VT_DATE, Data { double: to_date(time) }),
    };
    // SAFETY: the place is the host's and not null.
    unsafe { to.write(Variant { kind, reserved: [0; 3], data }) };
}

/// A new array with these bytes.
fn array_of(bytes: &[u8]) -> *mut c_void {
    let mut data = ptr::null_mut();
    // SAFETY: the array has as many bytes, and its data stay where they are between the two calls.
    unsafe {
        let array = SafeArrayCreateVector(VT_UI1, 0, u32::try_from(bytes.len()).unwrap_or(0));
        if array.is_null() || SafeArrayAccessData(array, &raw mut data) != S_OK {
            SafeArrayDestroy(array);
            return ptr::null_mut();
        }
        ptr::copy_nonoverlapping(bytes.as_ptr(), data.cast::<u8>(), bytes.len());
        SafeArrayUnaccessData(array);
        array
    }
}

/// The size that the system gives a value.
const _: () = assert!(mem::size_of::<Variant>() == 8 + 2 * mem::size_of::<usize>());
