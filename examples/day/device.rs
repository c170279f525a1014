//! The library, loaded by its path, and a device opened with it.
#![allow(unsafe_code, reason = "a foreign host calls C functions")]

use libloading::Library;
use serde_json::Value;
use std::error::Error;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

type Open = unsafe extern "C" fn(*const c_char, *mut *mut c_void) -> c_int;
type Close = unsafe extern "C" fn(*mut c_void) -> c_int;
type Execute = unsafe extern "C" fn(*mut c_void, *const c_char, *mut *mut c_char) -> c_int;
type Progress = unsafe extern "C" fn(*mut c_void, *const c_char);
type SetProgress = unsafe extern "C" fn(*mut c_void, Progress, *mut c_void) -> c_int;
type Free = unsafe extern "C" fn(*mut c_char);

/// A stage of a call, as its progress function was told.
pub struct Stage {
    pub name: String,
    /// Time since the call began.
    pub after: Duration,
}

pub struct Device {
    library: Library,
    handle: *mut c_void,
    /// In a box: the library has its address.
    stages: Box<Stages>,
}

type Stages = Mutex<(Instant, Vec<Stage>)>;

/// The library that cargo built with this program.
pub fn built_library() -> Result<PathBuf, Box<dyn Error>> {
    let here = std::env::current_exe()?;
    let target = here.parent().ok_or("the program is in no folder")?;
    let name = libloading::library_filename("kassa");
    let places = [target.join("deps").join(&name), target.join(&name)];
    places.into_iter().find(|place| place.exists()).ok_or_else(|| "the library is not built".into())
}

impl Device {
    pub fn open(path: &PathBuf, config: &Value) -> Result<Self, Box<dyn Error>> {
        let stages = Box::new(Mutex::new((Instant::now(), Vec::new())));
        let config = CString::new(config.to_string())?;
        let mut handle = std::ptr::null_mut();
        // SAFETY: this is our own library, and the prototypes above are those of include/kassa.h. The box outlives the
        // device, which is closed when this is dropped.
        unsafe {
            let library = Library::new(path)?;
            // Never unloaded: the library keeps data for each thread.
            std::mem::forget(Library::new(path)?);
            let status = library.get::<Open>("kassa_open")?(config.as_ptr(), &raw mut handle);
            if status != 0 {
                return Err(format!("kassa_open: {status}").into());
            }
            let device = Self { library, handle, stages };
            let user = (&raw const *device.stages).cast_mut().cast();
            device.library.get::<SetProgress>("kassa_set_progress")?(handle, note, user);
            Ok(device)
        }
    }

    /// Carries out a task. Returns its answer and the stages of the call.
    pub fn execute(&self, task: &Value) -> Result<(Value, Vec<Stage>), Box<dyn Error>> {
        let task = CString::new(task.to_string())?;
        let mut answer = std::ptr::null_mut();
        *self.stages.lock().unwrap_or_else(PoisonError::into_inner) = (Instant::now(), Vec::new());
        // SAFETY: as above; the answer is read before it is given back.
        let (status, answer) = unsafe {
            let status = self.library.get::<Execute>("kassa_execute")?(self.handle, task.as_ptr(), &raw mut answer);
            let text: Value = serde_json::from_str(CStr::from_ptr(answer).to_str()?)?;
            self.library.get::<Free>("kassa_string_free")?(answer);
            (status, text)
        };
        let stages = std::mem::take(&mut self.stages.lock().unwrap_or_else(PoisonError::into_inner).1);
        if status == 0 { Ok((answer, stages)) } else { Err(format!("status {status}: {answer:#}").into()) }
    }
}

/// Receives the progress of a call: `{"stage": "sending"}`.
unsafe extern "C" fn note(user: *mut c_void, progress: *const c_char) {
    // SAFETY: `user` is the box of the device that makes the call, the text is valid during the call.
    let (stages, text) = unsafe { (&*user.cast::<Stages>(), CStr::from_ptr(progress).to_bytes()) };
    let progress: Value = serde_json::from_slice(text).unwrap_or_default();
    let mut stages = stages.lock().unwrap_or_else(PoisonError::into_inner);
    let (name, after) = (progress["stage"].as_str().unwrap_or_default().to_owned(), stages.0.elapsed());
    stages.1.push(Stage { name, after });
}

impl Drop for Device {
    fn drop(&mut self) {
        // SAFETY: the handle came from kassa_open and is given back once.
        unsafe {
            if let Ok(close) = self.library.get::<Close>("kassa_close") {
                close(self.handle);
            }
        }
    }
}
