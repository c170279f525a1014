//! The functions of the interface. Each turns the host's values into those of this library and back.
//!
//! A handle is a number that is never given out twice, so a stale or foreign one is refused and harms nothing. A second
//! thread that uses a handle waits for the first.
#![allow(unsafe_code, reason = "the interface")]

pub mod parameters;
pub mod verbs;

use super::failure::Failure;
use super::handle::Handle;
use super::wide::{self, Wide};
use core::ffi::{c_char, c_int, c_void};
use kassa::panics::contained;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The version of the interface that this library follows. Programs compare it with the oldest one that they can use.
pub const VERSION: &core::ffi::CStr = c"10.10.8.0";

/// The handles in use, by their numbers.
static HANDLES: LazyLock<Mutex<HashMap<usize, Arc<Mutex<Handle>>>>> = LazyLock::new(Mutex::default);

/// The number of the next handle.
static NEXT: AtomicUsize = AtomicUsize::new(1);

/// What is behind a handle of the host.
fn behind(handle: *mut c_void) -> Option<Arc<Mutex<Handle>>> {
    HANDLES.lock().unwrap_or_else(PoisonError::into_inner).get(&handle.addr()).cloned()
}

/// Runs `work` with what is behind a handle; returns `otherwise` if there is nothing.
pub fn with<T>(handle: *mut c_void, otherwise: T, work: impl FnOnce(&mut Handle) -> T) -> T {
    let Some(behind) = behind(handle) else { return otherwise };
    let mut behind = behind.lock().unwrap_or_else(PoisonError::into_inner);
    contained(|| Ok(work(&mut behind))).unwrap_or(otherwise)
}

/// A new handle with this id.
pub fn created(id: String) -> *mut c_void {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let behind = Handle::new(id);
    HANDLES.lock().unwrap_or_else(PoisonError::into_inner).insert(number, Arc::new(Mutex::new(behind)));
    core::ptr::without_provenance_mut(number)
}

/// Destroys a handle.
pub fn destroy(handle: *mut c_void) {
    let behind = HANDLES.lock().unwrap_or_else(PoisonError::into_inner).remove(&handle.addr());
    let _contained = contained(|| {
        drop(behind);
        Ok(())
    });
}

fn create(place: *mut *mut c_void, id: String) -> c_int {
    if place.is_null() || !place.is_aligned() {
        return -1;
    }
    // SAFETY: the place is the host's and not null.
    unsafe { place.write(created(id)) };
    0
}

/// Creates a handle. Returns 0.
///
/// # Safety
/// `handle` is null or points to a place for a handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_create(handle: *mut *mut c_void) -> c_int {
    create(handle, String::new())
}

/// Creates a handle with an id, by which the configuration can choose the register.
///
/// # Safety
/// `handle` is null or points to a place for a handle; `id` is null or ends with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_create_with_id(handle: *mut *mut c_void, id: *const Wide) -> c_int {
    // SAFETY: as the host promises.
    let id = unsafe { wide::read(id) };
    // What the interface answers to an id that it does not take.
    if id.is_empty() { -2 } else { create(handle, id) }
}

/// Destroys a handle and sets the host's variable to null.
///
/// # Safety
/// `handle` is null or points to a handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_destroy(handle: *mut *mut c_void) {
    if handle.is_null() || !handle.is_aligned() {
        return;
    }
    // SAFETY: the place is the host's and not null.
    destroy(unsafe { handle.replace(core::ptr::null_mut()) });
}

/// The version of the interface. The text is static.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_get_version_string() -> *const c_char {
    VERSION.as_ptr()
}

/// For Android; does nothing.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_init_library(_parameters: *mut c_void) {}

/// Whether the handle is open.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_is_opened(handle: *mut c_void) -> c_int {
    with(handle, 0, |behind| c_int::from(behind.is_open()))
}

/// The code of the last failure; 0 for none.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_error_code(handle: *mut c_void) -> c_int {
    with(handle, 0, |behind| behind.error_code())
}

/// What the last failure was.
///
/// # Safety
/// `buffer` is null or has `size` units.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_error_description(handle: *mut c_void, buffer: *mut Wide, size: c_int) -> c_int {
    let text = with(handle, String::new(), |behind| behind.error_text());
    // SAFETY: as the host promises.
    unsafe { wide::write(&text, buffer, size) }
}

/// What to do about the last failure.
///
/// # Safety
/// `buffer` is null or has `size` units.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_error_recommendation(handle: *mut c_void, buffer: *mut Wide, size: c_int) -> c_int {
    let text = with(handle, String::new(), |behind| behind.error_advice());
    // SAFETY: as the host promises.
    unsafe { wide::write(&text, buffer, size) }
}

/// Forgets the last failure.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_reset_error(handle: *mut c_void) {
    with(handle, (), Handle::reset_error);
}

/// Forgets the parameters that were set.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_reset_params(handle: *mut c_void) -> c_int {
    with(handle, -1, Handle::reset_params)
}

/// Sets the settings of a JSON object. Returns 0, or −1 if it is none.
///
/// # Safety
/// `settings` is null or ends with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_set_settings(handle: *mut c_void, settings: *const Wide) -> c_int {
    // SAFETY: as the host promises.
    let text = unsafe { wide::read(settings) };
    with(handle, -1, |behind| behind.set_settings(&text))
}

/// All settings as a JSON object.
///
/// # Safety
/// `buffer` is null or has `size` units.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_get_settings(handle: *mut c_void, buffer: *mut Wide, size: c_int) -> c_int {
    let text = with(handle, String::new(), |behind| behind.settings.to_json());
    // SAFETY: as the host promises.
    unsafe { wide::write(&text, buffer, size) }
}

/// Sets one setting.
///
/// # Safety
/// `key` and `value` are null or end with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_set_single_setting(handle: *mut c_void, key: *const Wide, value: *const Wide) {
    // SAFETY: as the host promises.
    let (key, value) = unsafe { (wide::read(key), wide::read(value)) };
    with(handle, (), |behind| behind.settings.set(&key, value));
}

/// A setting as a text.
///
/// # Safety
/// `key` is null or ends with a zero; `buffer` is null or has `size` units.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_get_single_setting(
    handle: *mut c_void,
    key: *const Wide,
    buffer: *mut Wide,
    size: c_int,
) -> c_int {
    // SAFETY: as the host promises.
    let key = unsafe { wide::read(key) };
    let text = with(handle, String::new(), |behind| behind.settings.text(&key));
    // SAFETY: as the host promises.
    unsafe { wide::write(&text, buffer, size) }
}

/// Names the handle in the log of the original; here it does nothing.
///
/// # Safety
/// `label` is null or ends with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_change_label(handle: *mut c_void, _label: *const Wide) -> c_int {
    with(handle, -1, |_| 0)
}

/// Writes a line into the log.
///
/// # Safety
/// The texts are null or end with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_log_write(tag: *const Wide, _level: c_int, message: *const Wide) -> c_int {
    // SAFETY: as the host promises.
    let (tag, message) = unsafe { (wide::read(tag), wide::read(message)) };
    log(&tag, &message)
}

/// Writes a line into the log. It names no handle, so each device that is not working just now gets it.
pub fn log(tag: &str, message: &str) -> c_int {
    let handles: Vec<_> = HANDLES.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
    for behind in handles {
        if let Ok(behind) = behind.try_lock() {
            let _contained = contained(|| {
                behind.log(kassa::log::Level::Info, format_args!("{tag}: {message}"));
                Ok(())
            });
        }
    }
    0
}

/// Writes a line into the log.
///
/// # Safety
/// The texts are null or end with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_log_write_ex(
    handle: *mut c_void,
    tag: *const Wide,
    _level: c_int,
    message: *const Wide,
) -> c_int {
    // SAFETY: as the host promises.
    let (tag, message) = unsafe { (wide::read(tag), wide::read(message)) };
    with(handle, -1, |behind| {
        behind.log(kassa::log::Level::Info, format_args!("{tag}: {message}"));
        0
    })
}

/// Not supported: this library has no window.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_show_properties(handle: *mut c_void, _parent_type: c_int, _parent: *mut c_void) -> c_int {
    with(handle, -1, |behind| behind.fail(Failure::not_supported("libfptr_show_properties")))
}

/// Not supported: returns −1 with the error NOT_SUPPORTED.
#[unsafe(no_mangle)]
pub extern "C" fn libfptr_validate_merge_position_support(
    handle: *mut c_void,
    _buffer: *mut Wide,
    _size: c_int,
) -> c_int {
    with(handle, -1, |behind| behind.fail(Failure::not_supported("libfptr_validate_merge_position_support")))
}
