//! The functions that set the parameters of the next call and read the results of the last one.

use super::with;
use crate::inputs::Way;
use crate::value::{NO_TIME, Value, time_of};
use crate::wide::{self, Wide};
use core::ffi::{c_double, c_int, c_uint, c_void};

/// Sets a parameter. A value of `None` sets nothing.
pub fn set(handle: *mut c_void, id: c_int, way: Way, value: Option<Value>) {
    with(handle, (), |behind| {
        if let Some(value) = value {
            behind.inputs.set(id, value, way);
        }
    });
}

/// Reads a result of the last call; `otherwise` if there is none of this number.
pub fn get<T>(handle: *mut c_void, id: c_int, otherwise: T, read: impl FnOnce(&Value) -> Option<T>) -> T {
    let value = with(handle, None, |behind| behind.outputs.get(&id).cloned());
    value.as_ref().and_then(read).unwrap_or(otherwise)
}

/// The functions that set a parameter, in each of the ways.
macro_rules! setters {
    ($($way:expr => $int:ident $flag:ident $double:ident $text:ident $bytes:ident $time:ident,)*) => {$(
        /// Sets a parameter of the next call: a whole number.
        #[unsafe(no_mangle)]
        pub extern "C" fn $int(handle: *mut c_void, id: c_int, value: c_uint) {
            set(handle, id, $way, Some(Value::Int(i64::from(value))));
        }

        /// Sets a parameter of the next call: a boolean.
        #[unsafe(no_mangle)]
        pub extern "C" fn $flag(handle: *mut c_void, id: c_int, value: c_int) {
            set(handle, id, $way, Some(Value::Flag(value != 0)));
        }

        /// Sets a parameter of the next call: a number with a fraction.
        #[unsafe(no_mangle)]
        pub extern "C" fn $double(handle: *mut c_void, id: c_int, value: c_double) {
            set(handle, id, $way, Some(Value::Double(value)));
        }

        /// Sets a parameter of the next call: a text.
        ///
        /// # Safety
        /// `value` is null or ends with a zero.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $text(handle: *mut c_void, id: c_int, value: *const Wide) {
            // SAFETY: as the host promises.
            set(handle, id, $way, Some(Value::Text(unsafe { wide::read(value) })));
        }

        /// Sets a parameter of the next call: bytes.
        ///
        /// # Safety
        /// `value` is null or has `size` bytes.
        #[unsafe(no_mangle)]
        pub unsafe extern "C" fn $bytes(handle: *mut c_void, id: c_int, value: *const u8, size: c_int) {
            // SAFETY: as the host promises.
            set(handle, id, $way, Some(Value::Bytes(unsafe { wide::read_bytes(value, size) })));
        }

        /// Sets a parameter of the next call: date and time. What is no time is left out.
        #[unsafe(no_mangle)]
        #[allow(clippy::too_many_arguments, reason = "the interface")]
        pub extern "C" fn $time(
            handle: *mut c_void,
            id: c_int,
            year: c_int,
            month: c_int,
            day: c_int,
            hour: c_int,
            minute: c_int,
            second: c_int,
        ) {
            let time = time_of([year, month, day, hour, minute, second].map(i64::from));
            set(handle, id, $way, time.map(Value::Time));
        }
    )*};
}

setters! {
    Way::Plain => libfptr_set_param_int libfptr_set_param_bool libfptr_set_param_double libfptr_set_param_str
        libfptr_set_param_bytearray libfptr_set_param_datetime,
    Way::Hidden => libfptr_set_non_printable_param_int libfptr_set_non_printable_param_bool
        libfptr_set_non_printable_param_double libfptr_set_non_printable_param_str
        libfptr_set_non_printable_param_bytearray libfptr_set_non_printable_param_datetime,
    Way::User => libfptr_set_user_param_int libfptr_set_user_param_bool libfptr_set_user_param_double
        libfptr_set_user_param_str libfptr_set_user_param_bytearray libfptr_set_user_param_datetime,
}

/// A result of the last call as a whole number; one that is negative or too large does not fit and is 0.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_get_param_int(handle: *mut c_void, id: c_int) -> c_uint {
    get(handle, id, 0, |value| c_uint::try_from(value.int()?).ok())
}

/// A result of the last call as a boolean.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_get_param_bool(handle: *mut c_void, id: c_int) -> c_int {
    get(handle, id, 0, |value| value.flag().map(c_int::from))
}

/// A result of the last call as a number with a fraction.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_get_param_double(handle: *mut c_void, id: c_int) -> c_double {
    get(handle, id, 0.0, Value::double)
}

/// A result of the last call as a text.
///
/// # Safety
/// `buffer` is null or has `size` units.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_get_param_str(
    handle: *mut c_void,
    id: c_int,
    buffer: *mut Wide,
    size: c_int,
) -> c_int {
    let text = get(handle, id, String::new(), |value| Some(value.text()));
    // SAFETY: as the host promises.
    unsafe { wide::write(&text, buffer, size) }
}

/// A result of the last call as bytes. Returns how many there are.
///
/// # Safety
/// `buffer` is null or has `size` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_get_param_bytearray(
    handle: *mut c_void,
    id: c_int,
    buffer: *mut u8,
    size: c_int,
) -> c_int {
    let bytes = get(handle, id, Vec::new(), |value| Some(value.bytes()));
    // SAFETY: as the host promises.
    unsafe { wide::write_bytes(&bytes, buffer, size) }
}

/// A result of the last call as date and time.
///
/// # Safety
/// Each pointer is null or points to a number.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "the interface")]
pub unsafe extern "C" fn libfptr_get_param_datetime(
    handle: *mut c_void,
    id: c_int,
    year: *mut c_int,
    month: *mut c_int,
    day: *mut c_int,
    hour: *mut c_int,
    minute: *mut c_int,
    second: *mut c_int,
) {
    let time = get(handle, id, NO_TIME, Value::time);
    let (hours, minutes, seconds) = time.time().as_hms();
    let (of_year, of_month) = (time.date().year(), u8::from(time.date().month()));
    let numbers = [of_month, time.date().day(), hours, minutes, seconds].map(c_int::from);
    let places = [month, day, hour, minute, second];
    for (place, number) in core::iter::once((year, of_year)).chain(places.into_iter().zip(numbers)) {
        if !place.is_null() && place.is_aligned() {
            // SAFETY: the place is the host's and not null.
            unsafe { place.write(number) };
        }
    }
}

/// Whether the last call has a result of this number.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_is_param_available(handle: *mut c_void, id: c_int) -> c_int {
    with(handle, 0, |behind| c_int::from(behind.outputs.contains_key(&id)))
}
