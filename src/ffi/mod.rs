//! The C interface. This file has the functions whose tasks and answers are JSON; `without_json.rs` has those with
//! structs, `registration.rs` those of the registration service, `render.rs` those that draw a document,
//! `capabilities.rs` those that say what a register can do, `monitoring.rs` those for a monitor.
//!
//! A body here only converts between C types and Rust types; the work is in the driver. The doc comments become
//! include/kassa.h, so they use its names and `@param`, `@return`.
//!
//! Outside tests, unsafe code is only in `structs.rs`, `wide.rs`, `render.rs`, `host_functions.rs` and `signing.rs`, where
//! pointers of the caller are read, written and called.
#![warn(clippy::undocumented_unsafe_blocks)]

pub mod capabilities;
mod guard;
mod handles;
mod host_functions;
#[cfg(test)]
mod memory_tests;
pub mod monitoring;
pub mod parameters;
pub mod registration;
pub mod render;
mod signing;
pub mod structs;
pub mod types;
mod wide;
pub mod without_json;

use crate::driver::Device;
use crate::error::{Error, ErrorKind, Result};
use crate::task::answer::Answer;
use crate::task::given::Task;
use core::ffi::c_void;
use handles::DEVICES;
use parameters::{Handle, HandleOut, OwnedText, OwnedWideText, StaticText, Text, TextOut, WideText, WideTextOut};
use safer_ffi::prelude::*;
use serde_json::{Value, json};
use types::{DeviceToken, LogFn, ProgressFn, ResultFn, Status};
use zeroize::Zeroizing;

/// Returns the version of this interface.
///
/// The number grows by one when a function, a status or a field is added. Nothing is removed or changed under the
/// same library name, so check once, at start, that it is at least KASSA_ABI_VERSION.
///
/// Threads: any, several at once.
///
/// @return The version of the library that is loaded, 5 or more.
#[ffi_export]
pub extern "C" fn kassa_abi_version() -> u32 {
    5
}

/// Returns the version of the library as text, such as `"0.1.0"`.
///
/// Threads: any, several at once.
///
/// @return UTF-8 text that lives as long as the library. Do not free it.
#[ffi_export]
pub extern "C" fn kassa_version() -> StaticText {
    c!("0.1.0")
}

/// Opens a device from its JSON configuration.
///
/// Sends nothing, so the register may be switched off. Opens the journal, and creates it if it does not exist.
///
/// The handle is a token that is never given out twice, and belongs to this process. In a child process made by
/// `fork` every call with it returns KASSA_STATUS_BAD_HANDLE; open the device again there.
///
/// Threads: any, several at once. The same register may be opened more than once.
///
/// ```c
/// kassa_device *device = NULL;
/// if (kassa_open("{\"backend\": \"icash\", \"url\": \"http://192.168.1.10:8080\"}", &device) != KASSA_STATUS_OK) {
///     char *error = NULL;
///     kassa_last_error(&error);
///     puts(error ? error : "out of memory");
///     kassa_string_free(error);
/// }
/// kassa_close(device);
/// ```
///
/// @param config JSON object in UTF-8; docs/en/config.md lists the keys.
/// @param device Receives the handle, or null on failure. Give it back with kassa_close.
/// @return KASSA_STATUS_OK, or a status that kassa_last_error explains. KASSA_STATUS_BAD_CONFIG: `faults` lists
/// every wrong key. KASSA_STATUS_JOURNAL: the journal cannot be opened; the message names the file.
#[ffi_export]
pub extern "C" fn kassa_open(config: Text<'_>, device: HandleOut<'_>) -> Status {
    guard::call(|| open(parameters::utf8(&config, "config"), device), |_| ())
}

/// The same as kassa_open, with UTF-16 text.
///
/// @param config JSON object in UTF-16; docs/en/config.md lists the keys.
/// @param device Receives the handle, or null on failure. Give it back with kassa_close.
/// @return As kassa_open returns.
#[ffi_export]
pub extern "C" fn kassa_open_w(config: WideText, device: HandleOut<'_>) -> Status {
    guard::call(|| open(wide::to_string(config, "config").map(Zeroizing::new), device), |_| ())
}

/// Closes a device and gives its handle back.
///
/// A call that another thread is making on the device finishes normally; later calls return
/// KASSA_STATUS_BAD_HANDLE. Listening (kassa_listen) ends first: when this returns, the function set with
/// kassa_set_result is no longer running, unless it made this call itself.
///
/// Threads: any. It waits for a running result function, so do not hold a lock that this function takes.
///
/// @param device Handle from kassa_open; null is ignored.
/// @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_HANDLE if the handle is not open. In a child made by `fork`, a
/// handle of the parent gives KASSA_STATUS_OK and the device stays open for the parent.
#[ffi_export]
pub extern "C" fn kassa_close(device: Handle) -> Status {
    guard::call(
        || {
            if let Some(device) = DEVICES.remove(device)? {
                device.end_listening();
            }
            Ok(())
        },
        |_| (),
    )
}

/// Executes a task: makes a fiscal document, prints, or asks the register.
///
/// A fiscal document is made exactly once per `externalId`: calling again with the same id and content returns the
/// recorded answer and sends nothing. If the task has no `externalId`, the library makes one and returns it.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// ```c
/// char *answer = NULL;
/// kassa_status status = kassa_execute(device, "{\"type\": \"openShift\", \"externalId\": \"shift-12\"}", &answer);
/// if (status == KASSA_STATUS_UNKNOWN) {
///     kassa_string_free(answer);
///     status = kassa_recover(device, "shift-12", &answer);
/// }
/// kassa_string_free(answer);
/// ```
///
/// @param device Handle from kassa_open.
/// @param task JSON object in UTF-8, `{"type": "sell", …}`. The folder schemas has a JSON schema for each task.
/// @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK: done; look at `warnings` of the answer. KASSA_STATUS_BAD_DOCUMENT: `faults` lists every
/// wrong field; nothing was sent. KASSA_STATUS_UNKNOWN and KASSA_STATUS_PENDING: call kassa_recover with the
/// `externalId` of the error and do not send the document again. On any other status decide by `outcome` and
/// `retry` of the error.
#[ffi_export]
pub extern "C" fn kassa_execute(device: Handle, task: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || DEVICES.get(device)?.execute(&Task::from_json(parameters::utf8(&task, "task")?)?))
}

/// The same as kassa_execute, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param task JSON object in UTF-16, `{"type": "sell", …}`. The folder schemas has a JSON schema for each task.
/// @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_execute returns.
#[ffi_export]
pub extern "C" fn kassa_execute_w(device: Handle, task: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || DEVICES.get(device)?.execute(&Task::from_json(&wide::to_string(task, "task")?)?))
}

/// Checks a task as kassa_execute does, and sends nothing.
///
/// Threads: any, several at once.
///
/// @param device Handle from kassa_open.
/// @param task JSON object in UTF-8, as for kassa_execute.
/// @param answer Receives `{"warnings": …}` on KASSA_STATUS_OK and `{"error": …}` on any other status. Free it with
/// kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK if kassa_execute would send it. KASSA_STATUS_BAD_DOCUMENT: `faults` lists every wrong
/// field. KASSA_STATUS_UNSUPPORTED: this backend has no such task.
#[ffi_export]
pub extern "C" fn kassa_validate(device: Handle, task: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || DEVICES.get(device)?.validate(&Task::from_json(parameters::utf8(&task, "task")?)?))
}

/// The same as kassa_validate, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param task JSON object in UTF-16, as for kassa_execute.
/// @param answer Receives `{"warnings": …}` on KASSA_STATUS_OK and `{"error": …}` on any other status. Free it with
/// kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_validate returns.
#[ffi_export]
pub extern "C" fn kassa_validate_w(device: Handle, task: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || DEVICES.get(device)?.validate(&Task::from_json(&wide::to_string(task, "task")?)?))
}

/// Finds out what became of a document.
///
/// Works after a restart and from another process, as long as the journal is the same. May ask the register; never
/// makes a document.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param device Handle from kassa_open.
/// @param external_id The `externalId` of the document, UTF-8.
/// @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK: it is registered, and `*answer` is its answer. KASSA_STATUS_NOT_MADE: it was not made;
/// the same task may be sent again, and `earlier` holds the error of the first call. KASSA_STATUS_UNKNOWN: still
/// unknown; ask again later, `candidates` lists documents on the register that may be this one.
/// KASSA_STATUS_PENDING: it is still in the queue. KASSA_STATUS_NOT_FOUND: this journal has no document with this
/// id.
#[ffi_export]
pub extern "C" fn kassa_recover(device: Handle, external_id: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || DEVICES.get(device)?.recover(parameters::utf8(&external_id, "external_id")?))
}

/// The same as kassa_recover, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param external_id The `externalId` of the document, UTF-16.
/// @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_recover returns.
#[ffi_export]
pub extern "C" fn kassa_recover_w(device: Handle, external_id: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || DEVICES.get(device)?.recover(&wide::to_string(external_id, "external_id")?))
}

/// Reads documents that the journal has lost back from the register.
///
/// Call it after KASSA_STATUS_JOURNAL reported lost documents, when a person has decided so. It may take ten minutes,
/// whatever `deadlineMs` is. A register must be on: it is asked for its fiscal drive first. If nothing is lost, it
/// changes nothing.
///
/// Afterwards documents can be made again. A task that matches a document found here is that document if it carries
/// the mark of the task; otherwise it returns KASSA_STATUS_UNKNOWN once, with that document in `candidates`.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came.
///
/// @param device Handle from kassa_open.
/// @param answer Receives `documents` (what was found) and `lost` (how many the journal lacked; null if nothing
/// counts that) on KASSA_STATUS_OK,
/// and `{"error": …}` on any other status. Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK, or a status that `*answer` explains; then it can be called again.
#[ffi_export]
pub extern "C" fn kassa_rebuild_journal(device: Handle, answer: TextOut<'_>) -> Status {
    answered(answer, || Ok(DEVICES.get(device)?.rebuild_journal()?.to_json()))
}

/// The same as kassa_rebuild_journal, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param answer Receives `documents` (what was found) and `lost` (how many the journal lacked; null if nothing
/// counts that) on KASSA_STATUS_OK,
/// and `{"error": …}` on any other status. Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_rebuild_journal returns.
#[ffi_export]
pub extern "C" fn kassa_rebuild_journal_w(device: Handle, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || Ok(DEVICES.get(device)?.rebuild_journal()?.to_json()))
}

/// Calls a native method of the backend by its own name, with its own parameters.
///
/// A method that makes a fiscal document goes through the journal like a task.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param device Handle from kassa_open.
/// @param method Name of the method as the vendor writes it, UTF-8.
/// @param params JSON object in UTF-8; null for none.
/// @param answer Receives what the device answered, unchanged, on KASSA_STATUS_OK, and `{"error": …}` on any other
/// status. Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK, or a status that `*answer` explains. KASSA_STATUS_UNSUPPORTED: the backend has no such
/// method; nothing was sent.
#[ffi_export]
pub extern "C" fn kassa_call(device: Handle, method: Text<'_>, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || {
        let params = if params.is_some() { parameters::utf8(&params, "params")? } else { "" };
        DEVICES.get(device)?.call(parameters::utf8(&method, "method")?, params)
    })
}

/// The same as kassa_call, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param method Name of the method as the vendor writes it, UTF-16.
/// @param params JSON object in UTF-16; null for none.
/// @param answer Receives what the device answered, unchanged, on KASSA_STATUS_OK, and `{"error": …}` on any other
/// status. Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_call returns.
#[ffi_export]
pub extern "C" fn kassa_call_w(device: Handle, method: WideText, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || {
        let params = if params.is_null() { String::new() } else { wide::to_string(params, "params")? };
        let params = Zeroizing::new(params);
        DEVICES.get(device)?.call(&wide::to_string(method, "method")?, &params)
    })
}

/// Handles a call-back of a queue server that arrived at your own web server.
///
/// The call-back may be about any register of the service whose documents are in the journal. It is only a hint:
/// the library asks the server for the document, for at most five seconds, and believes what the server shows.
/// Handling the same call-back twice is harmless.
///
/// Answer the server with HTTP 200 on KASSA_STATUS_OK, 403 or 400 on KASSA_STATUS_BAD_DOCUMENT, 403 on
/// KASSA_STATUS_BAD_CONFIG, 404 on KASSA_STATUS_NOT_FOUND, and 503 on any other status; after 503 the server calls
/// again.
///
/// Threads: any, several at once.
///
/// @param device Handle from kassa_open.
/// @param headers HTTP headers as a JSON object, name to value, UTF-8.
/// @param body Body of the request as it came, UTF-8.
/// @param answer Receives what kassa_recover returns for the document from now on; `{"trial": true}` for a
/// call-back about no document; `{"error": …}` for a refused document and on any status but KASSA_STATUS_OK. Free
/// it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK: the result is in the journal. KASSA_STATUS_BAD_DOCUMENT: the call-back is unauthorized
/// (fault at `headers`) or unreadable (fault at `body`). KASSA_STATUS_BAD_CONFIG: the configuration has no
/// `callbackKey`. KASSA_STATUS_NOT_FOUND: the document is not in this journal. KASSA_STATUS_PENDING: the server
/// cannot be asked, or shows no result yet.
#[ffi_export]
pub extern "C" fn kassa_parse_callback(
    device: Handle,
    headers: Text<'_>,
    body: Text<'_>,
    answer: TextOut<'_>,
) -> Status {
    answered(answer, || {
        let result = DEVICES
            .get(device)?
            .parse_callback(parameters::utf8(&headers, "headers")?, parameters::utf8(&body, "body")?)?;
        Ok(result.to_json())
    })
}

/// The same as kassa_parse_callback, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param headers HTTP headers as a JSON object, name to value, UTF-16.
/// @param body Body of the request as it came, UTF-16.
/// @param answer Receives what kassa_recover returns for the document from now on; `{"trial": true}` for a
/// call-back about no document; `{"error": …}` for a refused document and on any status but KASSA_STATUS_OK. Free
/// it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_parse_callback returns.
#[ffi_export]
pub extern "C" fn kassa_parse_callback_w(
    device: Handle,
    headers: WideText,
    body: WideText,
    answer: WideTextOut<'_>,
) -> Status {
    answered_wide(answer, || {
        // The headers contain the key that proves who the server is.
        let headers = wide::to_string(headers, "headers").map(Zeroizing::new)?;
        Ok(DEVICES.get(device)?.parse_callback(&headers, &wide::to_string(body, "body")?)?.to_json())
    })
}

/// Starts to listen for call-backs of a queue server, for hosts without a web server; a null `address` stops it.
///
/// A device listens at one address: a new one replaces the old one. kassa_close stops listening, too. Each
/// call-back is answered as kassa_parse_callback describes, with 200 only after its result is in the journal. It is
/// plain HTTP: put a web server in front of it if it can be reached from outside.
///
/// Threads: any. Stopping waits for a running result function, so do not hold a lock that this function takes; a
/// call made by the function itself does not wait.
///
/// @param device Handle from kassa_open.
/// @param address Address and port, `127.0.0.1:8085`, UTF-8. Port 0 takes a free port. Null stops listening.
/// @param answer Receives `{"listening": "127.0.0.1:8085"}` on KASSA_STATUS_OK and `{"error": …}` on any other
/// status. Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK, or a status that `*answer` explains; then it listens where it listened before.
/// KASSA_STATUS_BAD_CONFIG: it cannot listen at this address. KASSA_STATUS_CANCELLED: kassa_cancel came while the
/// name was looked up, which takes at most ten seconds.
#[ffi_export]
pub extern "C" fn kassa_listen(device: Handle, address: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || {
        let address = if address.is_some() { Some(parameters::utf8(&address, "address")?) } else { None };
        listen(device, address)
    })
}

/// The same as kassa_listen, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param address Address and port, `127.0.0.1:8085`, UTF-16. Port 0 takes a free port. Null stops listening.
/// @param answer Receives `{"listening": "127.0.0.1:8085"}` on KASSA_STATUS_OK and `{"error": …}` on any other
/// status. Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_listen returns.
#[ffi_export]
pub extern "C" fn kassa_listen_w(device: Handle, address: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || {
        let address = if address.is_null() { None } else { Some(wide::to_string(address, "address")?) };
        listen(device, address.as_deref())
    })
}

/// Sets the function that receives the results which arrive while listening (kassa_listen); null removes it.
///
/// A call-back that is being handled may still call the previous function. Keep it, and the data behind `user`,
/// until kassa_listen with null or kassa_close has returned.
///
/// Threads: any, several at once.
///
/// @param device Handle from kassa_open.
/// @param result The function, or null.
/// @param user Passed to the function unchanged; the library does not read it.
/// @return KASSA_STATUS_OK or KASSA_STATUS_BAD_HANDLE.
#[ffi_export]
pub extern "C" fn kassa_set_result(device: Handle, result: ResultFn, user: *mut c_void) -> Status {
    guard::call(|| DEVICES.get(device).map(|device| device.set_result(host_functions::result(result, user))), |_| ())
}

/// Returns the error of the last failed call of this thread as JSON: `{"error": …}`, as the answer of a failed call has it.
///
/// A call that succeeds does not reset it.
///
/// Threads: any; each thread has its own last error.
///
/// @param error Receives `{"error": …}`, or null if no call has failed. Free it with kassa_string_free.
/// @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_ARGUMENT if `error` is null.
#[ffi_export]
pub extern "C" fn kassa_last_error(error: TextOut<'_>) -> Status {
    let Some(error) = error else { return Status::BadArgument };
    *error.write(None) = guard::last().and_then(|last| parameters::owned(failed(&last).to_string()));
    Status::Ok
}

/// The same as kassa_last_error, with UTF-16 text.
///
/// @param error Receives `{"error": …}`, or null if no call has failed. Free it with kassa_string_free_w.
/// @return As kassa_last_error returns.
#[ffi_export]
pub extern "C" fn kassa_last_error_w(error: WideTextOut<'_>) -> Status {
    let Some(error) = error else { return Status::BadArgument };
    let place = error.write(core::ptr::null_mut());
    if let Some(last) = guard::last() {
        *place = wide::owned(&failed(&last).to_string());
    }
    Status::Ok
}

/// Sets the function that receives the lines of the log, for the whole process; null removes it.
///
/// Lines contain no secrets and no content of documents. A call that is running may still use the previous
/// function: keep it, and the data behind `user`, until such calls have returned.
///
/// Threads: any, several at once.
///
/// @param log The function, or null.
/// @param user Passed to the function unchanged; the library does not read it.
/// @return KASSA_STATUS_OK.
#[ffi_export]
pub extern "C" fn kassa_set_log(log: LogFn, user: *mut c_void) -> Status {
    guard::call(
        || {
            host_functions::set(log, user);
            Ok(())
        },
        |_| (),
    )
}

/// Sets the function that receives the lines of the log as JSON, for the whole process; null removes it.
///
/// For a host with a log of its own, which has levels: each line is
/// `{"level": "info", "device": "icash 192.168.1.10:8080", "externalId": "order-1", "text": "sell: registered 1043 in 402 ms"}`;
/// `level` is `error`, `warning`, `info` or `debug`, `device` and `externalId` are missing if the line is about none.
/// These are the lines of the configuration's `log` at all levels, except requests and answers. Lines contain no
/// secrets and no content of documents. A call that is running may still use the previous function: keep it, and the
/// data behind `user`, until such calls have returned. The function of kassa_set_log is another one.
///
/// Threads: any, several at once.
///
/// @param log The function, or null.
/// @param user Passed to the function unchanged; the library does not read it.
/// @return KASSA_STATUS_OK.
#[ffi_export]
pub extern "C" fn kassa_set_log_records(log: LogFn, user: *mut c_void) -> Status {
    guard::call(
        || {
            host_functions::set_records(log, user);
            Ok(())
        },
        |_| (),
    )
}

/// Sets the function that receives the progress of calls on this device; null removes it.
///
/// A call that is running keeps the function that it began with: keep that function, and the data behind `user`,
/// until the call has returned. The function may call kassa_cancel; other calls on this device that it makes return
/// KASSA_STATUS_BUSY.
///
/// Threads: any, several at once.
///
/// @param device Handle from kassa_open.
/// @param progress The function, or null.
/// @param user Passed to the function unchanged; the library does not read it.
/// @return KASSA_STATUS_OK or KASSA_STATUS_BAD_HANDLE.
#[ffi_export]
pub extern "C" fn kassa_set_progress(device: Handle, progress: ProgressFn, user: *mut c_void) -> Status {
    guard::call(
        || DEVICES.get(device).map(|device| device.set_progress(host_functions::progress(progress, user))),
        |_| (),
    )
}

/// Cancels the calls that other threads are making on this device.
///
/// Returns at once. The cancelled calls return soon: with KASSA_STATUS_CANCELLED if no fiscal document was sent
/// yet, otherwise with KASSA_STATUS_UNKNOWN, because what was sent cannot be called back. Calls that begin later
/// are not affected.
///
/// Threads: any; also from within a progress function or a signer.
///
/// @param device Handle from kassa_open.
/// @return KASSA_STATUS_OK or KASSA_STATUS_BAD_HANDLE.
#[ffi_export]
pub extern "C" fn kassa_cancel(device: Handle) -> Status {
    guard::call(|| DEVICES.get(device).map(|device| device.cancel()), |_| ())
}

/// Frees UTF-8 text that this library returned.
///
/// Threads: any.
///
/// @param text The text as it was returned, unchanged. Null is ignored.
#[ffi_export]
pub extern "C" fn kassa_string_free(text: OwnedText) {
    drop(text);
}

/// Frees UTF-16 text that this library returned.
///
/// Threads: any.
///
/// @param text The text as it was returned, unchanged. Null is ignored.
#[ffi_export]
pub extern "C" fn kassa_string_free_w(text: OwnedWideText) {
    wide::free(text);
}

fn open(config: Result<impl AsRef<str>>, device: HandleOut<'_>) -> Result<()> {
    let place = device.ok_or_else(|| Error::before(ErrorKind::NullArgument("device")))?.write(core::ptr::null_mut());
    *place = DEVICES.add::<DeviceToken>(Device::open(config?.as_ref())?);
    Ok(())
}

fn listen(device: Handle, address: Option<&str>) -> Result<Value> {
    let listening = DEVICES.get(device)?.listen(address)?;
    Ok(json!({ "listening": listening.map(|address| address.to_string()) }))
}

/// The JSON of a failed call, the same wherever it is returned.
fn failed(error: &Error) -> Value {
    json!({ "error": error.to_json() })
}

/// What a function answers, as text.
trait Spelled {
    fn spelled(self) -> String;
}

impl Spelled for Answer {
    fn spelled(self) -> String {
        self.into_text()
    }
}

impl Spelled for Value {
    fn spelled(self) -> String {
        self.to_string()
    }
}

/// Runs the body of an exported function and returns its answer or its error as UTF-8 text.
fn answered<T: Spelled>(answer: TextOut<'_>, body: impl FnOnce() -> Result<T>) -> Status {
    let Some(answer) = answer else {
        return guard::call(|| Err(Error::before(ErrorKind::NullArgument("answer"))), |_| ());
    };
    let place = answer.write(None);
    let mut text = None;
    let mut failure = None;
    let status = guard::call(
        || {
            text = parameters::owned(body()?.spelled());
            Ok(())
        },
        |error| failure = parameters::owned(failed(error).to_string()),
    );
    *place = failure.or(text);
    status
}

/// [`answered`] with UTF-16 text.
fn answered_wide<T: Spelled>(answer: WideTextOut<'_>, body: impl FnOnce() -> Result<T>) -> Status {
    let Some(answer) = answer else {
        return guard::call(|| Err(Error::before(ErrorKind::NullArgument("answer"))), |_| ());
    };
    let place = answer.write(core::ptr::null_mut());
    let mut text = None;
    let mut failure = None;
    let status = guard::call(
        || {
            text = Some(body()?.spelled());
            Ok(())
        },
        |error| failure = Some(failed(error).to_string()),
    );
    if let Some(text) = failure.or(text) {
        *place = wide::owned(&text);
    }
    status
}
