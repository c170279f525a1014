//! The Java machine: texts, bytes and dates of Java, and back.
//!
//! While an exception of Java is pending, almost nothing may be asked of the machine. So nothing is asked then, and the
//! exception is thrown where the native method returns.
#![allow(unsafe_code, reason = "the interface of the machine")]

use crate::value::time_of;
use core::ffi::CStr;
use core::ptr;
use jni_sys::{JNIEnv, JNINativeInterface__1_2, jbyteArray, jclass, jint, jmethodID, jobject, jsize, jstring, jvalue};
use time::PrimitiveDateTime;

/// The most units of a text, or bytes, that are read: as many as the C functions read.
const LONGEST: usize = 16 << 20;

/// The years of `java.util.Date` are counted from this one.
const FIRST_YEAR: i32 = 1900;

/// The machine, as the thread of a running native method sees it.
pub struct Machine {
    env: *mut JNIEnv,
    functions: &'static JNINativeInterface__1_2,
}

impl Machine {
    /// The machine that has called a native method; `None` while an exception is pending.
    ///
    /// # Safety
    /// `env` is null, or what the machine has passed to the native method that is running, on its thread.
    pub unsafe fn new(env: *mut JNIEnv) -> Option<Self> {
        // SAFETY: the machine passes a table that it never frees. Every machine since Java 1.2 has these functions.
        let functions = unsafe { &env.as_ref()?.as_ref()?.v1_2 };
        let machine = Self { env, functions };
        (!machine.is_throwing()).then_some(machine)
    }

    /// Whether an exception is pending.
    fn is_throwing(&self) -> bool {
        // SAFETY: this may be asked at any time.
        unsafe { (self.functions.ExceptionCheck)(self.env) }
    }

    /// A text; null counts as empty. A half of a surrogate pair is replaced.
    ///
    /// # Safety
    /// `text` is null or a `String`.
    pub unsafe fn text(&self, text: jstring) -> String {
        if text.is_null() {
            return String::new();
        }
        // SAFETY: it is a `String`.
        let length = shortened(unsafe { (self.functions.GetStringLength)(self.env, text) });
        let mut units = vec![0; length];
        // SAFETY: the text has as many units, and there is room for them.
        unsafe { (self.functions.GetStringRegion)(self.env, text, 0, size(length), units.as_mut_ptr()) };
        String::from_utf16_lossy(&units)
    }

    /// A new `String`; null, with an exception, if there is no memory for it.
    pub fn new_text(&self, text: &str) -> jstring {
        let units: Vec<u16> = text.encode_utf16().collect();
        // SAFETY: there are as many units.
        unsafe { (self.functions.NewString)(self.env, units.as_ptr(), size(units.len())) }
    }

    /// Bytes; null and more than are read count as empty.
    ///
    /// # Safety
    /// `bytes` is null or a `byte[]`.
    pub unsafe fn bytes(&self, bytes: jbyteArray) -> Vec<u8> {
        if bytes.is_null() {
            return Vec::new();
        }
        // SAFETY: it is an array.
        let length = usize::try_from(unsafe { (self.functions.GetArrayLength)(self.env, bytes) }).unwrap_or(0);
        if length > LONGEST {
            return Vec::new();
        }
        let mut read = vec![0_u8; length];
        // SAFETY: the array has as many bytes, and there is room for them.
        unsafe { (self.functions.GetByteArrayRegion)(self.env, bytes, 0, size(length), read.as_mut_ptr().cast()) };
        read
    }

    /// A new `byte[]`; null, with an exception, if there is no memory for it.
    pub fn new_bytes(&self, bytes: &[u8]) -> jbyteArray {
        let length = size(bytes.len());
        // SAFETY: a length is not negative; the array has this length, and there are as many bytes.
        unsafe {
            let array = (self.functions.NewByteArray)(self.env, length);
            if !array.is_null() {
                (self.functions.SetByteArrayRegion)(self.env, array, 0, length, bytes.as_ptr().cast());
            }
            array
        }
    }

    /// What the clock on the wall shows at a date, in the time zone of the machine; `None` for null.
    ///
    /// # Safety
    /// `date` is null or a `java.util.Date`.
    pub unsafe fn time(&self, date: jobject) -> Option<PrimitiveDateTime> {
        if date.is_null() {
            return None;
        }
        let class = self.date_class()?;
        let part = |name: &CStr| {
            let method = self.method(class, name, c"()I")?;
            // Those of the class itself: `java.sql.Date` has no hours of its own, `java.sql.Time` no year.
            // SAFETY: the date is of this class or of one below it, and the method takes nothing and returns an int.
            let number =
                unsafe { (self.functions.CallNonvirtualIntMethodA)(self.env, date, class, method, ptr::null()) };
            (!self.is_throwing()).then_some(i64::from(number))
        };
        time_of([
            part(c"getYear")? + i64::from(FIRST_YEAR),
            part(c"getMonth")? + 1,
            part(c"getDate")?,
            part(c"getHours")?,
            part(c"getMinutes")?,
            part(c"getSeconds")?,
        ])
    }

    /// The `java.util.Date` at which the clock on the wall shows this, in the time zone of the machine; null, with an
    /// exception, if there is no memory for it.
    pub fn new_time(&self, time: PrimitiveDateTime) -> jobject {
        let (hour, minute, second) = time.as_hms();
        let [month, day, hour, minute, second] =
            [u8::from(time.month()) - 1, time.day(), hour, minute, second].map(jint::from);
        let parts = [time.year() - FIRST_YEAR, month, day, hour, minute, second].map(|i| jvalue { i });
        let made = || {
            let class = self.date_class()?;
            let method = self.method(class, c"<init>", c"(IIIIII)V")?;
            // SAFETY: it is a constructor of this class, and takes six ints.
            Some(unsafe { (self.functions.NewObjectA)(self.env, class, method, parts.as_ptr()) })
        };
        made().unwrap_or(ptr::null_mut())
    }

    /// `java.util.Date`; `None`, with an exception, if it cannot be had.
    fn date_class(&self) -> Option<jclass> {
        // SAFETY: the name ends with a zero.
        let class = unsafe { (self.functions.FindClass)(self.env, c"java/util/Date".as_ptr()) };
        (!class.is_null()).then_some(class)
    }

    /// A method of a class; `None`, with an exception, if there is none.
    fn method(&self, class: jclass, name: &CStr, types: &CStr) -> Option<jmethodID> {
        // SAFETY: it is a class, and both texts end with a zero.
        let method = unsafe { (self.functions.GetMethodID)(self.env, class, name.as_ptr(), types.as_ptr()) };
        (!method.is_null()).then_some(method)
    }
}

/// So many units are read of a text of this length.
fn shortened(length: jsize) -> usize {
    usize::try_from(length).unwrap_or(0).min(LONGEST)
}

/// A length as Java has it. No text and no value of this library is longer.
fn size(length: usize) -> jsize {
    jsize::try_from(length).unwrap_or(jsize::MAX)
}
