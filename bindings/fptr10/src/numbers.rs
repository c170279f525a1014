//! The numbers of the interface that this library knows by name. A test compares them with the whole table.

/// The whole table: a name and a number on each line.
pub const TABLE: &str = include_str!("../tables/constants.tsv");

/// The names that programs use for the keys of the settings, and the keys.
#[cfg(any(windows, test))]
pub const SETTINGS: &str = include_str!("../tables/settings.tsv");

/// The first number of a parameter. A smaller one is the number of an FFD attribute (tag).
pub const FIRST_PARAMETER: i32 = 65536;

/// The name of a parameter, without the prefix that all share: `PRICE`.
pub fn parameter(id: i32) -> &'static str {
    let rows = TABLE.lines().filter_map(|line| line.strip_prefix("LIBFPTR_PARAM_")?.split_once('\t'));
    rows.into_iter().find(|(_, number)| number.parse() == Ok(id)).map_or("?", |(name, _)| name)
}

macro_rules! numbers {
    ($(#[$about:meta])* $module:ident $prefix:literal { $($name:ident = $number:literal,)* }) => {
        $(#[$about])*
        pub mod $module {
            $(pub const $name: i32 = $number;)*

            #[cfg(test)]
            pub const ALL: &[(&str, i32)] = &[$((concat!($prefix, stringify!($name)), $number),)*];
        }
    };
}

numbers! {
    /// Error codes.
    error "LIBFPTR_ERROR_" {
        CONNECTION_DISABLED = 1, NO_CONNECTION = 2, INTERNAL = 6, UNSUPPORTED_CAST = 7, NO_REQUIRED_PARAM = 8,
        INVALID_SETTINGS = 9, NOT_CONFIGURED = 10, NOT_SUPPORTED = 11, INVALID_PARAM = 13, INVALID_SUM = 16,
        INVALID_QUANTITY = 17, NO_MORE_DATA = 30, DATE_TIME_LESS_THAN_FS = 36, RECEIPT_BUFFER_OVERFLOW = 40, NO_PAPER = 44,
        INVALID_RECEIPT_TYPE = 48, NONCACH_PAYMENTS_TOO_MUCH = 52, BUSY = 55, INVALID_PAYMENT_TYPE = 60,
        NOT_FULLY_PAID = 66,
        SHIFT_EXPIRED = 68, INVALID_PASSWORD = 71, DENIED_IN_CLOSED_SHIFT = 73, NO_CASH = 80, DENIED_IN_CLOSED_RECEIPT = 81,
        DENIED_IN_OPENED_RECEIPT = 82, DENIED_IN_OPENED_SHIFT = 83, FISCAL_PRINTER_NOT_ACTIVATED = 89, FN_FAULT = 118,
        FN_CRYPTO_FAULT = 119, FN_EXPIRED = 120, FN_OVERFLOW = 121, FN_NO_MORE_DATA = 123, INVALID_TAXATION_TYPE = 143,
        INVALID_TAX_TYPE = 144, FISCAL_PROPERTY_WRITE = 148, FISCAL_PROPERTY_DENIED = 158, FN_INTERFACE = 159,
        DATA_DUPLICATE = 160, NO_REQUIRED_FISCAL_PROPERTY = 161, INVALID_AGENT_FISCAL_PROPERTY = 167,
        CLOSE_RECEIPT_INTERRUPTED = 177, JOURNAL = 199, DENIED_IN_OPENED_DOC = 200, DENIED_IN_CLOSED_DOC = 201,
        INVALID_TOTAL = 227, INVALID_RECORDS_ID = 229, INVALID_TAX_SUM = 243, DOCUMENT_CANCELED = 249,
        OPERATION_DENIED_IN_CURRENT_FFD = 413, RECEIPT_PARSE_ERROR = 501,
    }
}

numbers! {
    /// Parameters.
    param "LIBFPTR_PARAM_" {
        TEXT = 65536, TEXT_WRAP = 65537, ALIGNMENT = 65538, FONT = 65539, FONT_DOUBLE_WIDTH = 65540,
        FONT_DOUBLE_HEIGHT = 65541, MODEL = 65544, RECEIPT_TYPE = 65545, REPORT_TYPE = 65546, MODE = 65547,
        SERIAL_NUMBER = 65559, INFO_DISCOUNT_SUM = 65562, USE_ONLY_TAX_TYPE = 65563, PAYMENT_TYPE = 65564,
        PAYMENT_SUM = 65565, REMAINDER = 65566, CHANGE = 65567, DEPARTMENT = 65568, TAX_TYPE = 65569, TAX_SUM = 65570,
        RECEIPT_ELECTRONICALLY = 65572, SCALE = 65574, BARCODE = 65576, BARCODE_TYPE = 65577, BARCODE_PRINT_TEXT = 65578,
        HEIGHT = 65583, PICTURE_NUMBER = 65586, DATA_TYPE = 65587, OPERATOR_ID = 65588, LOGICAL_NUMBER = 65589,
        DATE_TIME = 65590, FISCAL = 65591, SHIFT_STATE = 65592, CASHDRAWER_OPENED = 65593, RECEIPT_PAPER_PRESENT = 65594,
        COVER_OPENED = 65595, SUBMODE = 65596, RECEIPT_NUMBER = 65597, DOCUMENT_NUMBER = 65598, SHIFT_NUMBER = 65599,
        RECEIPT_SUM = 65600, RECEIPT_LINE_LENGTH = 65601, RECEIPT_LINE_LENGTH_PIX = 65602, MODEL_NAME = 65603,
        UNIT_VERSION = 65604, PRINTER_CONNECTION_LOST = 65605, PRINTER_ERROR = 65606, CUT_ERROR = 65607,
        PRINTER_OVERHEAT = 65608, UNIT_TYPE = 65609, SUM = 65613, COUNT = 65614, FN_DATA_TYPE = 65622, TAG_NUMBER = 65623, TAG_VALUE = 65624,
        DOCUMENTS_COUNT = 65625, FISCAL_SIGN = 65626, DEVICE_FFD_VERSION = 65627, FN_FFD_VERSION = 65628,
        FFD_VERSION = 65629, COMMODITY_NAME = 65631, PRICE = 65632, QUANTITY = 65633, POSITION_SUM = 65634, FN_TYPE = 65635,
        FN_VERSION = 65636, REGISTRATIONS_REMAIN = 65637, REGISTRATIONS_COUNT = 65638, OFD_EXCHANGE_STATUS = 65640,
        DOCUMENT_CLOSED = 65644, JSON_DATA = 65645, FN_STATE = 65648,
        COMMODITY_PIECE = 65654, FN_FISCAL = 65662, NETWORK_ERROR = 65663, OFD_ERROR = 65664, FN_ERROR = 65665,
        COMMAND_CODE = 65666, RECORDS_TYPE = 65668, INVALID_FN = 65679, FN_NEED_REPLACEMENT = 65686,
        FN_RESOURCE_EXHAUSTED = 65687, FN_MEMORY_OVERFLOW = 65688, FN_OFD_TIMEOUT = 65689, FN_CRITICAL_ERROR = 65690,
        OFD_MESSAGE_READ = 65691, FN_DOCUMENT_TYPE = 65697, NETWORK_ERROR_TEXT = 65698, FN_ERROR_TEXT = 65699,
        OFD_ERROR_TEXT = 65700, FN_PRESENT = 65707, BLOCKED = 65708, DOCUMENT_PRINTED = 65709,
        DEFER = 65714, PRINT_FOOTER = 65721, UNIT_RELEASE_VERSION = 65737, USE_VAT18 = 65738, TAG_NAME = 65739,
        TAG_TYPE = 65740, TAG_IS_COMPLEX = 65741, TAG_IS_REPEATABLE = 65742, SHIFT_AUTO_OPENED = 65743,
        PAPER_NEAR_END = 65748, REPORT_ELECTRONICALLY = 65749, MARKING_CODE = 65760, RECORDS_ID = 65764,
        MARKING_CODE_TYPE = 65826,
        MARKING_CODE_STATUS = 65846, MARKING_CODE_OFFLINE_VALIDATION_ERROR = 65848,
        MARKING_CODE_ONLINE_VALIDATION_ERROR = 65849, MARKING_CODE_VALIDATION_READY = 65850, TLV_LIST = 65858,
        IS_REQUEST_SENT = 65878, MARKING_CODE_ONLINE_VALIDATION_ERROR_DESCRIPTION = 65887,
        MARKING_CODE_VALIDATION_RESULT = 65847, MARKING_CODE_ONLINE_VALIDATION_RESULT = 65886,
        MEASUREMENT_UNIT = 65851, MARKING_PROCESSING_MODE = 65852, MARKING_FRACTIONAL_QUANTITY = 65853,
        FN_DAYS_REMAIN = 65817, DATA_FOR_SEND_IS_EMPTY = 65907, DOCUMENT_ELECTRONICALLY = 65902,
        ELECTRONICALLY_PAYMENT_METHOD = 65938, ELECTRONICALLY_ID = 65939,
        ELECTRONICALLY_ADD_INFO = 65940,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_that_of_the_table() {
        let table: Vec<(&str, i32)> = TABLE
            .lines()
            .map(|line| line.split_once('\t').unwrap())
            .map(|(name, number)| (name, number.parse().unwrap()))
            .collect();
        for known in [error::ALL, param::ALL].into_iter().flatten() {
            assert!(table.contains(known), "{known:?}");
        }
        assert_eq!((parameter(param::PRICE), parameter(1)), ("PRICE", "?"));
    }
}
