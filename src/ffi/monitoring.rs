//! What a monitor is told: metrics of a device, and spans of calls.

use super::handles::DEVICES;
use super::parameters::{Handle, TextOut, WideTextOut};
use super::types::{SpanFn, Status};
use super::{guard, host_functions, parameters, wide};
use crate::error::{Error, ErrorKind, Result};
use core::ffi::c_void;
use safer_ffi::prelude::*;

/// Returns metrics of a device as OpenMetrics text, for Prometheus and the like.
///
/// They are what the journal counts of this device's documents, by task and outcome, and, if the register is asked,
/// whether it is up, its shift, what waits for the OFD, and the days that its fiscal drive has left. A register that does
/// not answer gives `kassa_device_up` 0 and KASSA_STATUS_OK. docs/en/fleet.md lists the metrics. No label has an id of a
/// document or anything of its content.
///
/// Answer a monitor's request for one device with this text, as `application/openmetrics-text; version=1.0.0;
/// charset=utf-8`; a host with many devices lets the monitor ask for each.
///
/// Threads: any. A register that is asked is asked in turn with other calls on the device.
///
/// ```c
/// char *text = NULL;
/// if (kassa_metrics(device, 1, &text) == KASSA_STATUS_OK) {
///     fputs(text, stdout);
/// }
/// kassa_string_free(text);
/// ```
///
/// @param device Handle from kassa_open.
/// @param ask_register 0: the journal alone, nothing is sent. 1: the register too.
/// @param text Receives the text in UTF-8, or null on failure. Free it with kassa_string_free.
/// @return KASSA_STATUS_OK, or a status that kassa_last_error explains, such as KASSA_STATUS_JOURNAL.
#[ffi_export]
pub extern "C" fn kassa_metrics(device: Handle, ask_register: i32, text: TextOut<'_>) -> Status {
    let place = text.map(|text| text.write(None));
    guard::call(
        || {
            let place = place.ok_or_else(no_place)?;
            *place = parameters::owned(metrics(device, ask_register)?);
            Ok(())
        },
        |_| (),
    )
}

/// The same as kassa_metrics, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param ask_register As for kassa_metrics.
/// @param text Receives the text in UTF-16, or null on failure. Free it with kassa_string_free_w.
/// @return As kassa_metrics returns.
#[ffi_export]
pub extern "C" fn kassa_metrics_w(device: Handle, ask_register: i32, text: WideTextOut<'_>) -> Status {
    let place = text.map(|text| text.write(core::ptr::null_mut()));
    guard::call(
        || {
            let place = place.ok_or_else(no_place)?;
            *place = wide::owned(&metrics(device, ask_register)?);
            Ok(())
        },
        |_| (),
    )
}

fn no_place() -> Error {
    Error::before(ErrorKind::NullArgument("text"))
}

fn metrics(device: Handle, ask_register: i32) -> Result<String> {
    DEVICES.get(device)?.metrics(ask_register != 0)
}

/// Sets the function that receives each call on a device when it has ended, for the whole process; null removes it.
///
/// For a host that traces: `{"name": "sell", "startUs": 1764396000123456, "durationUs": 402118, "device": "icash
/// 192.168.1.10:8080", "status": "ok", "outcome": "registered", "externalId": "order-1", "fiscalDocumentNumber": 1043,
/// "stages": [{"name": "looking", "startUs": …, "durationUs": …}, {"name": "sending", …}]}`. `name` is the task, or
/// `recover`, `validate sell`, `call status`. `startUs` is Unix time in microseconds. `status` is the name of a status, such
/// as `noLink`; `outcome` is missing if the call was about no document, the other two if there are none. The stages are those
/// of kassa_set_progress, each until the next. Spans contain no secrets and no content of documents. Nothing of a call is
/// kept if no function is set.
///
/// A call that is running may still use the previous function: keep it, and the data behind `user`, until such calls have
/// returned.
///
/// Threads: any, several at once.
///
/// @param span The function, or null.
/// @param user Passed to the function unchanged; the library does not read it.
/// @return KASSA_STATUS_OK.
#[ffi_export]
pub extern "C" fn kassa_set_spans(span: SpanFn, user: *mut c_void) -> Status {
    guard::call(
        || {
            host_functions::set_spans(span, user);
            Ok(())
        },
        |_| (),
    )
}
