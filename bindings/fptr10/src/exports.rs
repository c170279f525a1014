//! The functions of the interface. Each turns the host's values into those of this library and back.
//!
//! A handle is a number that is never given out twice, so a stale or foreign one is refused and harms nothing. A second
//! thread that uses a handle waits for the first.
#![allow(unsafe_code, reason = "the interface")]

use super::failure::Failure;
use super::handle::{self, Handle};
use super::inputs::Way;
use super::value::{NO_TIME, Value, time_of};
use super::wide::{self, Wide};
use super::{closing, json, marking, position, printing, queries, receipt, records};
use core::ffi::{c_char, c_double, c_int, c_uint, c_void};
use kassa::panics::contained;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// The version of the interface that this library follows. Programs compare it with the oldest one that they can use.
const VERSION: &core::ffi::CStr = c"10.10.8.0";

/// The handles in use, by their numbers.
static HANDLES: LazyLock<Mutex<HashMap<usize, Arc<Mutex<Handle>>>>> = LazyLock::new(Mutex::default);

/// The number of the next handle.
static NEXT: AtomicUsize = AtomicUsize::new(1);

/// What is behind a handle of the host.
fn behind(handle: *mut c_void) -> Option<Arc<Mutex<Handle>>> {
    HANDLES.lock().unwrap_or_else(PoisonError::into_inner).get(&handle.addr()).cloned()
}

/// Runs `work` with what is behind a handle; returns `otherwise` if there is nothing.
fn with<T>(handle: *mut c_void, otherwise: T, work: impl FnOnce(&mut Handle) -> T) -> T {
    let Some(behind) = behind(handle) else { return otherwise };
    let mut behind = behind.lock().unwrap_or_else(PoisonError::into_inner);
    contained(|| Ok(work(&mut behind))).unwrap_or(otherwise)
}

fn create(place: *mut *mut c_void, id: String) -> c_int {
    if place.is_null() || !place.is_aligned() {
        return -1;
    }
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let behind = Handle::new(id);
    HANDLES.lock().unwrap_or_else(PoisonError::into_inner).insert(number, Arc::new(Mutex::new(behind)));
    // SAFETY: the place is the host's and not null.
    unsafe { place.write(core::ptr::without_provenance_mut(number)) };
    0
}

/// Sets a parameter. A value of `None` sets nothing.
fn set(handle: *mut c_void, id: c_int, way: Way, value: Option<Value>) {
    with(handle, (), |behind| {
        if let Some(value) = value {
            behind.inputs.set(id, value, way);
        }
    });
}

/// Reads a result of the last call; `otherwise` if there is none of this number.
fn get<T>(handle: *mut c_void, id: c_int, otherwise: T, read: impl FnOnce(&Value) -> Option<T>) -> T {
    let value = with(handle, None, |behind| behind.outputs.get(&id).cloned());
    value.as_ref().and_then(read).unwrap_or(otherwise)
}

/// A function that takes its parameters and returns 0, or −1 with a code and a text.
macro_rules! verbs {
    ($($name:ident = $verb:path,)*) => {$(
        /// Works as programs know it; docs/en/fptr10.md says what differs.
        #[unsafe(no_mangle)]
        pub extern "C" fn $name(handle: *mut c_void) -> c_int {
            with(handle, -1, |behind| behind.call($verb))
        }
    )*};
}

/// A function that no register of kassa serves: −1 with a code and a text that says so.
macro_rules! not_supported {
    ($($name:ident,)*) => {$(
        /// Not supported: returns −1 with the error NOT_SUPPORTED.
        #[unsafe(no_mangle)]
        pub extern "C" fn $name(handle: *mut c_void) -> c_int {
            with(handle, -1, |behind| behind.fail(Failure::not_supported(stringify!($name))))
        }
    )*};
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

verbs! {
    libfptr_open = handle::open,
    libfptr_close = handle::close,
    libfptr_operator_login = handle::operator_login,
    libfptr_open_shift = closing::open_shift,
    libfptr_report = closing::report,
    libfptr_cash_income = closing::cash_income,
    libfptr_cash_outcome = closing::cash_outcome,
    libfptr_check_document_closed = closing::check_document_closed,
    libfptr_continue_print = closing::continue_print,
    libfptr_cancel_receipt = closing::cancel_receipt,
    libfptr_open_receipt = receipt::open_receipt,
    libfptr_registration = position::registration,
    libfptr_receipt_total = receipt::receipt_total,
    libfptr_receipt_tax = receipt::receipt_tax,
    libfptr_payment = receipt::payment,
    libfptr_close_receipt = receipt::close_receipt,
    libfptr_query_data = queries::query_data,
    libfptr_fn_query_data = queries::fn_query_data,
    libfptr_process_json = json::process_json,
    libfptr_validate_json = json::validate_json,
    libfptr_print_text = printing::print_text,
    libfptr_line_feed = printing::line_feed,
    libfptr_print_barcode = printing::print_barcode,
    libfptr_print_picture_by_number = printing::print_picture_by_number,
    libfptr_begin_nonfiscal_document = printing::begin_nonfiscal_document,
    libfptr_end_nonfiscal_document = printing::end_nonfiscal_document,
    libfptr_open_drawer = printing::open_drawer,
    libfptr_beep = printing::nothing,
    libfptr_cut = printing::nothing,
    libfptr_apply_single_settings = handle::apply,
    libfptr_begin_marking_code_validation = marking::begin,
    libfptr_get_marking_code_validation_status = marking::status,
    libfptr_accept_marking_code = marking::accept,
    libfptr_decline_marking_code = marking::decline,
    libfptr_cancel_marking_code_validation = marking::cancel,
    libfptr_clear_marking_code_validation_result = marking::clear,
    libfptr_util_form_tlv = records::util_form_tlv,
    libfptr_begin_read_records = records::begin_read_records,
    libfptr_read_next_record = records::read_next_record,
    libfptr_end_read_records = records::end_read_records,
}

not_supported! {
    libfptr_activate_licenses,
    libfptr_bluetooth_remove_paired_devices,
    libfptr_cache_universal_counters,
    libfptr_call_script,
    libfptr_check_marking_code_validations_ready,
    libfptr_clear_pictures,
    libfptr_clear_universal_counters_cache,
    libfptr_commit_settings,
    libfptr_device_poweroff,
    libfptr_device_reboot,
    libfptr_disable_ofd_channel,
    libfptr_download_picture,
    libfptr_download_pixel_buffer,
    libfptr_enable_ofd_channel,
    libfptr_enter_keys,
    libfptr_enter_serial_number,
    libfptr_exec_driver_script,
    libfptr_exec_driver_script_by_id,
    libfptr_external_device_power_off,
    libfptr_external_device_power_on,
    libfptr_external_device_read_data,
    libfptr_external_device_write_data,
    libfptr_find_document_in_journal,
    libfptr_flash_firmware,
    libfptr_fn_operation,
    libfptr_fn_write_attributes,
    libfptr_get_last_document_journal,
    libfptr_get_marking_server_status,
    libfptr_get_remote_server_info,
    libfptr_get_serial_number_request,
    libfptr_init_device,
    libfptr_init_mgm,
    libfptr_init_settings,
    libfptr_is_driver_locked,
    libfptr_parse_marking_code,
    libfptr_ping_marking_server,
    libfptr_print_cliche,
    libfptr_print_picture,
    libfptr_print_pixel_buffer,
    libfptr_query_universal_counters_state,
    libfptr_read_device_setting,
    libfptr_read_device_setting_raw,
    libfptr_read_model_flags,
    libfptr_read_universal_counter_quantity,
    libfptr_read_universal_counter_sum,
    libfptr_read_universal_counters_settings,
    libfptr_reflection_call,
    libfptr_remove_licenses,
    libfptr_reset_settings,
    libfptr_reset_summary,
    libfptr_reset_universal_counters,
    libfptr_run_command,
    libfptr_run_fn_command,
    libfptr_set_footer_lines,
    libfptr_set_header_lines,
    libfptr_soft_lock_init,
    libfptr_soft_lock_query_session_code,
    libfptr_soft_lock_validate,
    libfptr_update_fnm_keys,
    libfptr_upload_driver_script,
    libfptr_upload_picture_cliche,
    libfptr_upload_picture_from_file,
    libfptr_upload_picture_memory,
    libfptr_upload_pixel_buffer,
    libfptr_upload_pixel_buffer_cliche,
    libfptr_upload_pixel_buffer_memory,
    libfptr_user_memory_operation,
    libfptr_util_calc_tax,
    libfptr_util_container_versions,
    libfptr_util_convert_tag_value,
    libfptr_util_form_nomenclature,
    libfptr_util_mapping,
    libfptr_util_tag_info,
    libfptr_validate_keys,
    libfptr_write_date_time,
    libfptr_write_device_setting,
    libfptr_write_device_setting_raw,
    libfptr_write_license,
    libfptr_write_sales_notice,
    libfptr_write_universal_counters_settings,
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
    let number = unsafe { handle.replace(core::ptr::null_mut()) }.addr();
    let behind = HANDLES.lock().unwrap_or_else(PoisonError::into_inner).remove(&number);
    let _contained = contained(|| {
        drop(behind);
        Ok(())
    });
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
    with(handle, -1, |behind| {
        behind.inputs = super::inputs::Inputs::default();
        0
    })
}

/// Sets the settings of a JSON object. Returns 0, or −1 if it is none.
///
/// # Safety
/// `settings` is null or ends with a zero.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn libfptr_set_settings(handle: *mut c_void, settings: *const Wide) -> c_int {
    // SAFETY: as the host promises.
    let text = unsafe { wide::read(settings) };
    with(handle, -1, |behind| match behind.settings.set_all(&text) {
        Ok(()) => behind.done(),
        Err(failure) => behind.fail(failure),
    })
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
    // It names no handle, so each device that is not working just now gets the line.
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
