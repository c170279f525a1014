//! The methods with arguments or results of their own.
#![allow(unsafe_code, reason = "the interface")]
#![allow(non_snake_case, reason = "names of Java")]

use super::machine::Machine;
use crate::exports::parameters::{get, set};
use crate::exports::{self, VERSION, with};
use crate::handle::Handle;
use crate::inputs::Way;
use crate::value::{NO_TIME, Value};
use core::ffi::{c_int, c_void};
use core::ptr;
use jni_sys::{JNIEnv, jbyteArray, jdouble, jint, jlong, jobject, jstring};
use kassa::panics::contained;

/// A boolean of Java, which is not trusted to be 0 or 1.
type Boolean = u8;

/// The handle of a number; null, which is none, for one that no handle has.
pub fn handle_of(number: jlong) -> *mut c_void {
    ptr::without_provenance_mut(usize::try_from(number).unwrap_or(0))
}

/// Runs `work` with the machine; returns `otherwise` if that cannot be.
///
/// # Safety
/// `env` is null, or what the machine has passed to the method that is running.
unsafe fn using<T>(env: *mut JNIEnv, otherwise: T, work: impl FnOnce(&Machine) -> T) -> T {
    // SAFETY: as the caller promises.
    let Some(machine) = (unsafe { Machine::new(env) }) else { return otherwise };
    contained(|| Ok(work(&machine))).unwrap_or(otherwise)
}

/// Methods by their names in Java, with their documentation.
macro_rules! methods {
    ($($(#[$doc:meta])* $method:ident($env:ident $(, $name:ident: $type:ty)*) $(-> $result:ty)? $body:block)*) => {$(
        $(#[$doc])*
        ///
        /// # Safety
        /// The machine has called it, with values of the types that the class declares.
        #[unsafe(export_name = concat!("Java_ru_atol_drivers10_fptr_FptrNative_", stringify!($method)))]
        unsafe extern "system" fn $method($env: *mut JNIEnv, _: jobject $(, $name: $type)*) $(-> $result)? $body
    )*};
}

/// The methods that set a parameter, in each of the ways.
macro_rules! setters {
    ($($way:expr => $int:ident $long:ident $flag:ident $double:ident $text:ident $bytes:ident $time:ident,)*) => {
        methods! {$(
            /// Sets a parameter of the next call: a whole number.
            $int(_env, handle: jlong, id: jint, value: jint) {
                set(handle_of(handle), id, $way, Some(Value::Int(i64::from(value))));
            }

            /// Sets a parameter of the next call: a whole number.
            $long(_env, handle: jlong, id: jint, value: jlong) {
                set(handle_of(handle), id, $way, Some(Value::Int(value)));
            }

            /// Sets a parameter of the next call: a boolean.
            $flag(_env, handle: jlong, id: jint, value: Boolean) {
                set(handle_of(handle), id, $way, Some(Value::Flag(value != 0)));
            }

            /// Sets a parameter of the next call: a number with a fraction.
            $double(_env, handle: jlong, id: jint, value: jdouble) {
                set(handle_of(handle), id, $way, Some(Value::Double(value)));
            }

            /// Sets a parameter of the next call: a text; null is an empty one.
            $text(env, handle: jlong, id: jint, value: jstring) {
                // SAFETY: as the machine promises.
                let value = unsafe { using(env, None, |machine| Some(Value::Text(machine.text(value)))) };
                set(handle_of(handle), id, $way, value);
            }

            /// Sets a parameter of the next call: bytes; null are none.
            $bytes(env, handle: jlong, id: jint, value: jbyteArray) {
                // SAFETY: as the machine promises.
                let value = unsafe { using(env, None, |machine| Some(Value::Bytes(machine.bytes(value)))) };
                set(handle_of(handle), id, $way, value);
            }

            /// Sets a parameter of the next call: date and time. Null sets nothing.
            $time(env, handle: jlong, id: jint, value: jobject) {
                // SAFETY: as the machine promises.
                let value = unsafe { using(env, None, |machine| machine.time(value).map(Value::Time)) };
                set(handle_of(handle), id, $way, value);
            }
        )*}
    };
}

setters! {
    Way::Plain => setParamIntI setParamInt setParamBool setParamDouble setParamString setParamByteArray
        setParamDateTime,
    Way::Hidden => setNonPrintableParamIntI setNonPrintableParamInt setNonPrintableParamBool setNonPrintableParamDouble
        setNonPrintableParamString setNonPrintableParamByteArray setNonPrintableParamDateTime,
    Way::User => setUserParamIntI setUserParamInt setUserParamBool setUserParamDouble setUserParamString
        setUserParamByteArray setUserParamDateTime,
}

methods! {
    /// Creates a handle.
    create(_env) -> jlong {
        jlong::try_from(exports::created(String::new()).addr()).unwrap_or(0)
    }

    /// Destroys a handle.
    destroy(_env, handle: jlong) {
        exports::destroy(handle_of(handle));
    }

    /// The version of the interface.
    version(env) -> jstring {
        // SAFETY: as the machine promises.
        unsafe { using(env, ptr::null_mut(), |machine| machine.new_text(&VERSION.to_string_lossy())) }
    }

    /// Whether the handle is open.
    isOpened(_env, handle: jlong) -> Boolean {
        with(handle_of(handle), false, |behind| behind.is_open()).into()
    }

    /// Sets the settings of a JSON object. Returns 0, or −1 if it is none.
    setSettings(env, handle: jlong, settings: jstring) -> c_int {
        // SAFETY: as the machine promises.
        let settings = unsafe { using(env, None, |machine| Some(machine.text(settings))) };
        settings.map_or(-1, |text| with(handle_of(handle), -1, |behind| behind.set_settings(&text)))
    }

    /// All settings as a JSON object.
    getSettings(env, handle: jlong) -> jstring {
        // SAFETY: as the machine promises.
        unsafe { answered(env, handle, |behind| behind.settings.to_json()) }
    }

    /// Sets one setting.
    setSingleSetting(env, handle: jlong, key: jstring, value: jstring) {
        // SAFETY: as the machine promises.
        let given = unsafe { using(env, None, |machine| Some((machine.text(key), machine.text(value)))) };
        if let Some((key, value)) = given {
            with(handle_of(handle), (), |behind| behind.settings.set(&key, value));
        }
    }

    /// A setting as a text.
    getSingleSetting(env, handle: jlong, key: jstring) -> jstring {
        // SAFETY: as the machine promises.
        let key = unsafe { using(env, String::new(), |machine| machine.text(key)) };
        // SAFETY: as the machine promises.
        unsafe { answered(env, handle, |behind| behind.settings.text(&key)) }
    }

    /// The code of the last failure; 0 for none.
    errorCode(_env, handle: jlong) -> c_int {
        exports::libfptr_error_code(handle_of(handle))
    }

    /// What the last failure was.
    errorDescription(env, handle: jlong) -> jstring {
        // SAFETY: as the machine promises.
        unsafe { answered(env, handle, |behind| behind.error_text()) }
    }

    /// What to do about the last failure.
    errorRecommendation(env, handle: jlong) -> jstring {
        // SAFETY: as the machine promises.
        unsafe { answered(env, handle, |behind| behind.error_advice()) }
    }

    /// Forgets the last failure.
    resetError(_env, handle: jlong) {
        exports::libfptr_reset_error(handle_of(handle));
    }

    /// Forgets the parameters that were set.
    resetParams(_env, handle: jlong) -> c_int {
        exports::libfptr_reset_params(handle_of(handle))
    }

    /// A result of the last call as a whole number.
    getParamInt(_env, handle: jlong, id: jint) -> jlong {
        get(handle_of(handle), id, 0, Value::int)
    }

    /// A result of the last call as a boolean.
    getParamBool(_env, handle: jlong, id: jint) -> Boolean {
        get(handle_of(handle), id, false, Value::flag).into()
    }

    /// A result of the last call as a number with a fraction.
    getParamDouble(_env, handle: jlong, id: jint) -> jdouble {
        get(handle_of(handle), id, 0.0, Value::double)
    }

    /// A result of the last call as a text.
    getParamString(env, handle: jlong, id: jint) -> jstring {
        let text = get(handle_of(handle), id, String::new(), |value| Some(value.text()));
        // SAFETY: as the machine promises.
        unsafe { using(env, ptr::null_mut(), |machine| machine.new_text(&text)) }
    }

    /// A result of the last call as bytes.
    getParamByteArray(env, handle: jlong, id: jint) -> jbyteArray {
        let bytes = get(handle_of(handle), id, Vec::new(), |value| Some(value.bytes()));
        // SAFETY: as the machine promises.
        unsafe { using(env, ptr::null_mut(), |machine| machine.new_bytes(&bytes)) }
    }

    /// A result of the last call as date and time.
    getParamDateTime(env, handle: jlong, id: jint) -> jobject {
        let time = get(handle_of(handle), id, NO_TIME, Value::time);
        // SAFETY: as the machine promises.
        unsafe { using(env, ptr::null_mut(), |machine| machine.new_time(time)) }
    }

    /// Whether the last call has a result of this number.
    isParamAvailable(_env, handle: jlong, id: jint) -> Boolean {
        Boolean::from(exports::parameters::libfptr_is_param_available(handle_of(handle), id) != 0)
    }

    /// Writes a line into the log.
    logWrite(env, tag: jstring, _level: jint, message: jstring) -> c_int {
        // SAFETY: as the machine promises.
        unsafe { using(env, 0, |machine| exports::log(&machine.text(tag), &machine.text(message))) }
    }

    /// Not supported: this library has no window.
    showProperties(_env, handle: jlong, parent_type: jint, _parent: jlong) -> c_int {
        exports::libfptr_show_properties(handle_of(handle), parent_type, ptr::null_mut())
    }
}

/// A text that a handle tells.
///
/// # Safety
/// `env` is null, or what the machine has passed to the method that is running.
unsafe fn answered(env: *mut JNIEnv, handle: jlong, tell: impl FnOnce(&mut Handle) -> String) -> jstring {
    let text = with(handle_of(handle), String::new(), tell);
    // SAFETY: as the caller promises.
    unsafe { using(env, ptr::null_mut(), |machine| machine.new_text(&text)) }
}
