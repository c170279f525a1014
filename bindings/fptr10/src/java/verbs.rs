//! The methods that take a handle alone and return 0, or −1 with a code and a text.
#![allow(unsafe_code, reason = "the interface")]
#![allow(non_snake_case, reason = "names of Java")]

use super::methods::handle_of;
use crate::exports::verbs;
use core::ffi::c_int;
use jni_sys::{JNIEnv, jlong, jobject};

/// Methods that are a C function.
macro_rules! verbs {
    ($($method:ident = $function:ident,)*) => {
        /// The methods, and the function of each.
        #[cfg(test)]
        const VERBS: &[(&str, &str)] = &[$((stringify!($method), stringify!($function)),)*];
        $(
        #[doc = concat!("`", stringify!($function), "`.")]
        #[unsafe(export_name = concat!("Java_ru_atol_drivers10_fptr_FptrNative_", stringify!($method)))]
        extern "system" fn $method(_: *mut JNIEnv, _: jobject, handle: jlong) -> c_int {
            verbs::$function(handle_of(handle))
        }
        )*
    };
}

verbs! {
    acceptMarkingCode = libfptr_accept_marking_code,
    activateLicenses = libfptr_activate_licenses,
    applySingleSettings = libfptr_apply_single_settings,
    beep = libfptr_beep,
    beginMarkingCodeValidation = libfptr_begin_marking_code_validation,
    beginNonfiscalDocument = libfptr_begin_nonfiscal_document,
    beginReadRecords = libfptr_begin_read_records,
    bluetoothRemovePairedDevices = libfptr_bluetooth_remove_paired_devices,
    cacheUniversalCounters = libfptr_cache_universal_counters,
    callScript = libfptr_call_script,
    cancelMarkingCodeValidation = libfptr_cancel_marking_code_validation,
    cancelReceipt = libfptr_cancel_receipt,
    cashIncome = libfptr_cash_income,
    cashOutcome = libfptr_cash_outcome,
    checkDocumentClosed = libfptr_check_document_closed,
    checkMarkingCodeValidationsReady = libfptr_check_marking_code_validations_ready,
    clearMarkingCodeValidationResult = libfptr_clear_marking_code_validation_result,
    clearPictures = libfptr_clear_pictures,
    clearUniversalCountersCache = libfptr_clear_universal_counters_cache,
    close = libfptr_close,
    closeReceipt = libfptr_close_receipt,
    commitSettings = libfptr_commit_settings,
    continuePrint = libfptr_continue_print,
    cut = libfptr_cut,
    declineMarkingCode = libfptr_decline_marking_code,
    devicePoweroff = libfptr_device_poweroff,
    deviceReboot = libfptr_device_reboot,
    disableOfdChannel = libfptr_disable_ofd_channel,
    downloadPicture = libfptr_download_picture,
    downloadPixelBuffer = libfptr_download_pixel_buffer,
    enableOfdChannel = libfptr_enable_ofd_channel,
    endNonfiscalDocument = libfptr_end_nonfiscal_document,
    endReadRecords = libfptr_end_read_records,
    enterKeys = libfptr_enter_keys,
    enterSerialNumber = libfptr_enter_serial_number,
    execDriverScript = libfptr_exec_driver_script,
    execDriverScriptById = libfptr_exec_driver_script_by_id,
    externalDevicePowerOff = libfptr_external_device_power_off,
    externalDevicePowerOn = libfptr_external_device_power_on,
    externalDeviceReadData = libfptr_external_device_read_data,
    externalDeviceWriteData = libfptr_external_device_write_data,
    findDocumentInJournal = libfptr_find_document_in_journal,
    flashFirmware = libfptr_flash_firmware,
    fnOperation = libfptr_fn_operation,
    fnQueryData = libfptr_fn_query_data,
    fnWriteAttributes = libfptr_fn_write_attributes,
    getLastDocumentJournal = libfptr_get_last_document_journal,
    getMarkingCodeValidationStatus = libfptr_get_marking_code_validation_status,
    getMarkingServerStatus = libfptr_get_marking_server_status,
    getRemoteServerInfo = libfptr_get_remote_server_info,
    getSerialNumberRequest = libfptr_get_serial_number_request,
    initDevice = libfptr_init_device,
    initMgm = libfptr_init_mgm,
    initSettings = libfptr_init_settings,
    isDriverLocked = libfptr_is_driver_locked,
    lineFeed = libfptr_line_feed,
    open = libfptr_open,
    openDrawer = libfptr_open_drawer,
    openReceipt = libfptr_open_receipt,
    openShift = libfptr_open_shift,
    operatorLogin = libfptr_operator_login,
    parseMarkingCode = libfptr_parse_marking_code,
    payment = libfptr_payment,
    pingMarkingServer = libfptr_ping_marking_server,
    printBarcode = libfptr_print_barcode,
    printCliche = libfptr_print_cliche,
    printPicture = libfptr_print_picture,
    printPictureByNumber = libfptr_print_picture_by_number,
    printPixelBuffer = libfptr_print_pixel_buffer,
    printText = libfptr_print_text,
    processJson = libfptr_process_json,
    queryData = libfptr_query_data,
    queryUniversalCountersState = libfptr_query_universal_counters_state,
    readDeviceSetting = libfptr_read_device_setting,
    readDeviceSettingRaw = libfptr_read_device_setting_raw,
    readModelFlags = libfptr_read_model_flags,
    readNextRecord = libfptr_read_next_record,
    readUniversalCounterQuantity = libfptr_read_universal_counter_quantity,
    readUniversalCounterSum = libfptr_read_universal_counter_sum,
    readUniversalCountersSettings = libfptr_read_universal_counters_settings,
    receiptTax = libfptr_receipt_tax,
    receiptTotal = libfptr_receipt_total,
    reflectionCall = libfptr_reflection_call,
    registration = libfptr_registration,
    removeLicenses = libfptr_remove_licenses,
    report = libfptr_report,
    resetSettings = libfptr_reset_settings,
    resetSummary = libfptr_reset_summary,
    resetUniversalCounters = libfptr_reset_universal_counters,
    runCommand = libfptr_run_command,
    runFnCommand = libfptr_run_fn_command,
    setFooterLines = libfptr_set_footer_lines,
    setHeaderLines = libfptr_set_header_lines,
    softLockInit = libfptr_soft_lock_init,
    softLockQuerySessionCode = libfptr_soft_lock_query_session_code,
    softLockValidate = libfptr_soft_lock_validate,
    updateFnmKeys = libfptr_update_fnm_keys,
    uploadDriverScript = libfptr_upload_driver_script,
    uploadPictureCliche = libfptr_upload_picture_cliche,
    uploadPictureFromFile = libfptr_upload_picture_from_file,
    uploadPictureMemory = libfptr_upload_picture_memory,
    uploadPixelBuffer = libfptr_upload_pixel_buffer,
    uploadPixelBufferCliche = libfptr_upload_pixel_buffer_cliche,
    uploadPixelBufferMemory = libfptr_upload_pixel_buffer_memory,
    userMemoryOperation = libfptr_user_memory_operation,
    utilCalcTax = libfptr_util_calc_tax,
    utilContainerVersions = libfptr_util_container_versions,
    utilConvertTagValue = libfptr_util_convert_tag_value,
    utilFormNomenclature = libfptr_util_form_nomenclature,
    utilFormTlv = libfptr_util_form_tlv,
    utilMapping = libfptr_util_mapping,
    utilTagInfo = libfptr_util_tag_info,
    validateJson = libfptr_validate_json,
    validateKeys = libfptr_validate_keys,
    writeDateTime = libfptr_write_date_time,
    writeDeviceSetting = libfptr_write_device_setting,
    writeDeviceSettingRaw = libfptr_write_device_setting_raw,
    writeLicense = libfptr_write_license,
    writeSalesNotice = libfptr_write_sales_notice,
    writeUniversalCountersSettings = libfptr_write_universal_counters_settings,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_method_is_the_function_that_the_table_names() {
        const TABLE: &str = include_str!("../../tables/java.tsv");
        let rows = TABLE.lines().map(|row| row.split('\t').collect::<Vec<_>>());
        // What `methods` has beside them.
        let others = ["errorCode", "resetParams"];
        let named: Vec<_> =
            rows.filter(|row| row[1] == "(J)I" && !others.contains(&row[0])).map(|row| (row[0], row[2])).collect();
        assert_eq!(VERBS, named);
    }
}
