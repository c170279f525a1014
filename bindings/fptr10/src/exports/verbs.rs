//! The functions that take a handle alone: what kassa serves, and what it does not.

use super::with;
use crate::failure::Failure;
use crate::handle;
#[cfg(any(windows, test))]
use crate::handle::Verb;
use crate::{closing, json, marking, position, printing, queries, receipt, records};
use core::ffi::{c_int, c_void};

/// A function that takes its parameters and returns 0, or −1 with a code and a text.
macro_rules! verbs {
    ($($name:ident = $verb:path,)*) => {
        /// The functions by their names.
        #[cfg(any(windows, test))]
        pub const VERBS: &[(&str, Verb)] = &[$((stringify!($name), $verb),)*];
        $(
        /// Works as programs know it; docs/en/fptr10.md says what differs.
        #[unsafe(no_mangle)]
        pub extern "C" fn $name(handle: *mut c_void) -> c_int {
            with(handle, -1, |behind| behind.call($verb))
        }
        )*
    };
}

/// A function that no register of kassa serves: −1 with a code and a text that says so.
macro_rules! not_supported {
    ($($name:ident,)*) => {
        /// The names of these functions.
        #[cfg(any(windows, test))]
        pub const NOT_SUPPORTED: &[&str] = &[$(stringify!($name),)*];
        $(
        /// Not supported: returns −1 with the error NOT_SUPPORTED.
        #[unsafe(no_mangle)]
        pub extern "C" fn $name(handle: *mut c_void) -> c_int {
            with(handle, -1, |behind| behind.fail(Failure::not_supported(stringify!($name))))
        }
        )*
    };
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
