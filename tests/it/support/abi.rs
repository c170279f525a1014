//! The library as a foreign host uses it: loaded by its path, its functions looked up by name, called with C types.
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use libloading::Library;
use serde_json::Value;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::sync::LazyLock;

/// A function that takes two texts and returns one.
type Answering = unsafe extern "C" fn(*mut c_void, *const c_char, *mut *mut c_char) -> c_int;

/// The library under test. It is never unloaded: hosts must not do that either.
static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let path = super::library();
    unsafe { Library::new(&path) }.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
});

/// A function of the library by its name.
pub fn function<T: Copy>(name: &str) -> T {
    *unsafe { LIBRARY.get::<T>(name) }.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A program's callback for results.
pub type Told = extern "C" fn(*mut c_void, *const c_char);

/// A device that was opened by the C ABI; dropping it closes it.
pub struct Device(*mut c_void);

// A handle is a token that any thread may use.
unsafe impl Send for Device {}
unsafe impl Sync for Device {}

impl Device {
    /// Opens a device; the error is the status and this thread's error object.
    pub fn open(config: &Value) -> Result<Self, (c_int, Value)> {
        let open: unsafe extern "C" fn(*const c_char, *mut *mut c_void) -> c_int = function("kassa_open");
        let mut handle = std::ptr::null_mut();
        let config = CString::new(config.to_string()).unwrap();
        match unsafe { open(config.as_ptr(), &raw mut handle) } {
            0 => Ok(Self(handle)),
            status => Err((status, last_error())),
        }
    }

    /// Carries out a task; returns the status and the answer.
    pub fn execute(&self, task: &Value) -> (c_int, Value) {
        self.answering("kassa_execute", &task.to_string())
    }

    /// Validates a task; returns the status and the answer.
    pub fn validate(&self, task: &Value) -> (c_int, Value) {
        self.answering("kassa_validate", &task.to_string())
    }

    /// Asks what became of a document; returns the status and the answer.
    pub fn recover(&self, external_id: &str) -> (c_int, Value) {
        self.answering("kassa_recover", external_id)
    }

    /// Calls `name` with the device and a text, which is passed as it is.
    pub fn answering(&self, name: &str, text: &str) -> (c_int, Value) {
        let text = CString::new(text).unwrap();
        let mut answer = std::ptr::null_mut();
        let status = unsafe { function::<Answering>(name)(self.0, text.as_ptr(), &raw mut answer) };
        (status, taken(answer))
    }

    /// Calls `name` with the device and a text, and frees the answer unread; returns the status.
    #[allow(dead_code, reason = "a bench uses it")]
    pub fn status_of(&self, name: &str, text: &CStr) -> c_int {
        let mut answer = std::ptr::null_mut();
        let status = unsafe { function::<Answering>(name)(self.0, text.as_ptr(), &raw mut answer) };
        free(answer);
        status
    }

    /// Calls `name` with the device and a null instead of a text.
    pub fn answering_null(&self, name: &str) -> (c_int, Value) {
        let mut answer = std::ptr::null_mut();
        let status = unsafe { function::<Answering>(name)(self.0, std::ptr::null(), &raw mut answer) };
        (status, taken(answer))
    }

    /// Calls `name` with the device alone.
    pub fn asking(&self, name: &str) -> (c_int, Value) {
        type Asking = unsafe extern "C" fn(*mut c_void, *mut *mut c_char) -> c_int;
        let mut answer = std::ptr::null_mut();
        let status = unsafe { function::<Asking>(name)(self.0, &raw mut answer) };
        (status, taken(answer))
    }

    /// Draws a document; returns the status and the file.
    pub fn render(&self, request: &Value) -> (c_int, Vec<u8>) {
        type Render = unsafe extern "C" fn(*mut c_void, *const c_char, *mut *mut u8, *mut usize) -> c_int;
        let request = CString::new(request.to_string()).unwrap();
        let (mut bytes, mut length) = (std::ptr::null_mut(), 0);
        let status =
            unsafe { function::<Render>("kassa_render")(self.0, request.as_ptr(), &raw mut bytes, &raw mut length) };
        if bytes.is_null() {
            assert_eq!(length, 0);
            return (status, Vec::new());
        }
        let file = unsafe { std::slice::from_raw_parts(bytes, length) }.to_vec();
        unsafe { function::<unsafe extern "C" fn(*mut u8, usize)>("kassa_bytes_free")(bytes, length) };
        (status, file)
    }

    /// Cancels the running calls.
    pub fn cancel(&self) {
        assert_eq!(unsafe { function::<unsafe extern "C" fn(*mut c_void) -> c_int>("kassa_cancel")(self.0) }, 0);
    }

    /// Calls a native method of the backend.
    pub fn call(&self, method: &str, params: Option<&str>) -> (c_int, Value) {
        type Call = unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char, *mut *mut c_char) -> c_int;
        let (method, params) = (CString::new(method).unwrap(), params.map(|params| CString::new(params).unwrap()));
        let params = params.as_ref().map_or(std::ptr::null(), |params| params.as_ptr());
        let mut answer = std::ptr::null_mut();
        let status = unsafe { function::<Call>("kassa_call")(self.0, method.as_ptr(), params, &raw mut answer) };
        (status, taken(answer))
    }

    /// Starts listening for the callbacks of a queue's server at an address, or ends it; returns the status and the
    /// address.
    pub fn listen(&self, address: Option<&str>) -> (c_int, Value) {
        type Listen = unsafe extern "C" fn(*mut c_void, *const c_char, *mut *mut c_char) -> c_int;
        let address = address.map(|address| CString::new(address).unwrap());
        let address = address.as_ref().map_or(std::ptr::null(), |address| address.as_ptr());
        let mut answer = std::ptr::null_mut();
        let status = unsafe { function::<Listen>("kassa_listen")(self.0, address, &raw mut answer) };
        (status, taken(answer))
    }

    /// Sets the callback for results; it is called on another thread.
    pub fn on_result(&self, told: Told, user: *mut c_void) -> c_int {
        type SetResult = unsafe extern "C" fn(*mut c_void, Told, *mut c_void) -> c_int;
        unsafe { function::<SetResult>("kassa_set_result")(self.0, told, user) }
    }

    /// Calls `name` with the device and two texts, which are passed as they are.
    pub fn answering_two(&self, name: &str, one: &str, other: &str) -> (c_int, Value) {
        type Call = unsafe extern "C" fn(*mut c_void, *const c_char, *const c_char, *mut *mut c_char) -> c_int;
        let (one, other) = (CString::new(one).unwrap(), CString::new(other).unwrap());
        let mut answer = std::ptr::null_mut();
        let status = unsafe { function::<Call>(name)(self.0, one.as_ptr(), other.as_ptr(), &raw mut answer) };
        (status, taken(answer))
    }

    /// The handle, for calls of the C ABI that have no method here.
    pub fn handle(&self) -> *mut c_void {
        self.0
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        let close: unsafe extern "C" fn(*mut c_void) -> c_int = function("kassa_close");
        unsafe { close(self.0) };
    }
}

/// The error object of this thread's last failed call.
pub fn last_error() -> Value {
    let last: unsafe extern "C" fn(*mut *mut c_char) -> c_int = function("kassa_last_error");
    let mut error = std::ptr::null_mut();
    assert_eq!(unsafe { last(&raw mut error) }, 0);
    taken(error)["error"].take()
}

/// A text that the library lends until this thread's next call, as JSON.
pub fn lent(text: *const c_char) -> Value {
    let text = unsafe { CStr::from_ptr(text) }.to_str().unwrap();
    serde_json::from_str(text).unwrap()
}

/// A text that the library gave away, as JSON; it is given back to be freed.
pub fn taken(text: *mut c_char) -> Value {
    if text.is_null() {
        return Value::Null;
    }
    let value = unsafe { CStr::from_ptr(text) }.to_str().unwrap().to_owned();
    free(text);
    let answer = serde_json::from_str(&value).unwrap();
    super::russian::check(&answer);
    answer
}

/// Gives a text back to the library; a null is none.
fn free(text: *mut c_char) {
    unsafe { function::<unsafe extern "C" fn(*mut c_char)>("kassa_string_free")(text) };
}
