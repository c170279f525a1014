//! The exported functions, all of them: this file is the table of contents of the C ABI.
//!
//! A body here only turns words of the ABI into Rust ones and back; the work is in the driver.

mod guard;
mod handles;
mod host_functions;
pub mod parameters;
pub mod registration;
mod signing;
pub mod structs;
pub mod types;
mod wide;
pub mod without_json;

use crate::driver::Driver;
use crate::error::{Error, Result, What};
use core::ffi::c_void;
use handles::DEVICES;
use parameters::{Handle, HandleOut, OwnedText, OwnedWideText, StaticText, Text, TextOut, WideText, WideTextOut};
use safer_ffi::prelude::*;
use serde_json::{Value, json};
use types::{DeviceToken, LogFn, ProgressFn, ResultFn, Status};
use zeroize::Zeroizing;

/// Version of this interface. It grows by one when a function, a status or a field is added; nothing is ever removed or
/// changed under the same library name, so a host asks for at least the version it was built for.
#[ffi_export]
pub extern "C" fn kassa_abi_version() -> u32 {
    4
}

/// Version of the library as text, `"0.1.0"`. It lives as long as the library and must not be freed.
#[ffi_export]
pub extern "C" fn kassa_version() -> StaticText {
    c!("0.1.0")
}

/// Opens a device by its JSON configuration (UTF-8; docs/config.md lists the keys).
///
/// Nothing is sent: the device may be off. The journal is opened or made. On KASSA_STATUS_OK `*device` holds a handle,
/// to be given back with kassa_close; otherwise it is null and kassa_last_error says why:
/// KASSA_STATUS_BAD_CONFIG lists every fault with its place, KASSA_STATUS_JOURNAL names the file.
///
/// The handle belongs to this process. In a child made by fork every call on it is KASSA_STATUS_BAD_HANDLE; the child opens
/// the device anew.
#[ffi_export]
pub extern "C" fn kassa_open(config: Text<'_>, device: HandleOut<'_>) -> Status {
    guard::call(|| open(parameters::utf8(&config, "config"), device), |_| ())
}

/// The same as kassa_open for hosts whose strings are UTF-16.
#[ffi_export]
pub extern "C" fn kassa_open_w(config: WideText, device: HandleOut<'_>) -> Status {
    guard::call(|| open(wide::to_string(config, "config").map(Zeroizing::new), device), |_| ())
}

/// Gives a device back. A call that another thread is still making finishes unharmed. If it listens (kassa_listen), that
/// ends first: when this returns, no function set by kassa_set_result is at work any more, unless it made this call itself.
///
/// Null is ignored; a handle that is not open, or no longer, gives KASSA_STATUS_BAD_HANDLE. A handle that the parent opened
/// before a fork is KASSA_STATUS_OK in the child, and the device stays as it is: it is the parent's to close.
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

/// Carries out a task: `{"type": "sell", …}` (UTF-8; the schemas folder has one schema a task).
///
/// `*answer` is set on every return and freed with kassa_string_free: on KASSA_STATUS_OK the answer, on any other
/// status `{"error": …}`; it is null only when `answer` itself or memory is. A fiscal document is made exactly once:
/// the same `externalId` again gives the recorded answer and sends nothing. After KASSA_STATUS_UNKNOWN call
/// kassa_recover with the `externalId` of the error, and do not send the document anew.
#[ffi_export]
pub extern "C" fn kassa_execute(device: Handle, task: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || DEVICES.get(device)?.execute(parameters::utf8(&task, "task")?))
}

/// The same as kassa_execute for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_execute_w(device: Handle, task: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || DEVICES.get(device)?.execute(&wide::to_string(task, "task")?))
}

/// Does all that kassa_execute does short of sending: `*answer` holds the warnings, or the error with every fault.
#[ffi_export]
pub extern "C" fn kassa_validate(device: Handle, task: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || DEVICES.get(device)?.validate(parameters::utf8(&task, "task")?))
}

/// The same as kassa_validate for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_validate_w(device: Handle, task: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || DEVICES.get(device)?.validate(&wide::to_string(task, "task")?))
}

/// Finds out what became of the document `external_id`, also after a restart and from another process.
///
/// KASSA_STATUS_OK: it is registered, and `*answer` is its answer. KASSA_STATUS_NOT_MADE: it was not made, and the same
/// task may be sent again; `earlier` holds the error of then. KASSA_STATUS_UNKNOWN: ask again later; `candidates` lists
/// documents on the device that may be this one. KASSA_STATUS_NOT_FOUND: the journal never sent such a document.
#[ffi_export]
pub extern "C" fn kassa_recover(device: Handle, external_id: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || DEVICES.get(device)?.recover(parameters::utf8(&external_id, "external_id")?))
}

/// The same as kassa_recover for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_recover_w(device: Handle, external_id: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || DEVICES.get(device)?.recover(&wide::to_string(external_id, "external_id")?))
}

/// Reads back from the register what the journal has lost, after KASSA_STATUS_JOURNAL said that it lost some: a person
/// decides on it. It may take minutes.
///
/// KASSA_STATUS_OK: documents are made again; `*answer` has `documents`, what was found, and `lost`, how many the journal
/// lacked. A task that agrees with one of them is that document where its mark says so; else it gives
/// KASSA_STATUS_UNKNOWN once, with that document in `candidates`. Where nothing was lost, nothing is done. Any other status:
/// all stays as it was.
#[ffi_export]
pub extern "C" fn kassa_rebuild_journal(device: Handle, answer: TextOut<'_>) -> Status {
    answered(answer, || DEVICES.get(device)?.rebuild_journal())
}

/// The same as kassa_rebuild_journal for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_rebuild_journal_w(device: Handle, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || DEVICES.get(device)?.rebuild_journal())
}

/// Calls one of the backend's own methods by its own name, with its own parameters (JSON; null for none).
///
/// `*answer` is what the device answered, whole. A method that makes a fiscal document goes through the journal like a
/// task.
#[ffi_export]
pub extern "C" fn kassa_call(device: Handle, method: Text<'_>, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || {
        let params = if params.is_some() { parameters::utf8(&params, "params")? } else { "" };
        DEVICES.get(device)?.call(parameters::utf8(&method, "method")?, params)
    })
}

/// The same as kassa_call for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_call_w(device: Handle, method: WideText, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || {
        let params = if params.is_null() { String::new() } else { wide::to_string(params, "params")? };
        let params = Zeroizing::new(params);
        DEVICES.get(device)?.call(&wide::to_string(method, "method")?, &params)
    })
}

/// Takes a call-back of a queue's server that came to the host's own web server: its headers (a JSON object, name ->
/// value) and its body, as they came. It may speak of any register of the service whose documents are in the journal. It
/// is a hint: the server is asked for the document, within five seconds, and what it shows is what counts.
///
/// KASSA_STATUS_OK: the result is in the journal, `*answer` is what kassa_recover gives for its document from now on, and
/// the server is to be answered 200; `{"trial": true}` speaks of no document, `{"error": …}` of one that was refused.
/// KASSA_STATUS_BAD_DOCUMENT: not the server (its fault is at `headers`; answer 403), or not readable (`body`; 400).
/// KASSA_STATUS_BAD_CONFIG: without a `callbackKey` nobody is the server; answer 403. KASSA_STATUS_NOT_FOUND: no document of
/// this journal; answer 404. Any other: answer 503, and the server comes again; KASSA_STATUS_PENDING is one of them: the
/// server cannot be asked, or shows no result. The same call-back twice does no harm.
#[ffi_export]
pub extern "C" fn kassa_parse_callback(
    device: Handle,
    headers: Text<'_>,
    body: Text<'_>,
    answer: TextOut<'_>,
) -> Status {
    answered(answer, || {
        DEVICES.get(device)?.parse_callback(parameters::utf8(&headers, "headers")?, parameters::utf8(&body, "body")?)
    })
}

/// The same as kassa_parse_callback for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_parse_callback_w(
    device: Handle,
    headers: WideText,
    body: WideText,
    answer: WideTextOut<'_>,
) -> Status {
    answered_wide(answer, || {
        // Among them is the key by which the server is known.
        let headers = wide::to_string(headers, "headers").map(Zeroizing::new)?;
        DEVICES.get(device)?.parse_callback(&headers, &wide::to_string(body, "body")?)
    })
}

/// Listens at `address` (`127.0.0.1:8085`; port 0 takes a free one) for the call-backs of a queue's server, for hosts
/// without a web server of their own; a null `address` ends that, and so does kassa_close. It listens at one place: a new
/// one takes over from the one before. If it cannot listen there (KASSA_STATUS_BAD_CONFIG), all stays as it was; so it does
/// if kassa_cancel comes while a name is looked up (KASSA_STATUS_CANCELLED), which takes ten seconds at most.
///
/// `*answer` is `{"listening": "127.0.0.1:8085"}`. Each call-back is answered as kassa_parse_callback says, 200 only once
/// its result is in the journal. It is plain HTTP: put your web server before it where it can be reached from outside.
#[ffi_export]
pub extern "C" fn kassa_listen(device: Handle, address: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || {
        let address = if address.is_some() { Some(parameters::utf8(&address, "address")?) } else { None };
        DEVICES.get(device)?.listen(address)
    })
}

/// The same as kassa_listen for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_listen_w(device: Handle, address: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || {
        let address = if address.is_null() { None } else { Some(wide::to_string(address, "address")?) };
        DEVICES.get(device)?.listen(address.as_deref())
    })
}

/// Gives each result that comes in by kassa_listen to `result` together with `user`; a null `result` ends that.
///
/// A call-back that is under way may still call the function that was set before: keep it, and what `user` leads to,
/// until kassa_listen with null, or kassa_close, has returned. They wait for it, so hold no lock
/// meanwhile that it takes, and be no thread that it waits for; called by the function itself they do not wait.
#[ffi_export]
pub extern "C" fn kassa_set_result(device: Handle, result: ResultFn, user: *mut c_void) -> Status {
    guard::call(|| DEVICES.get(device).map(|device| device.set_result(host_functions::result(result, user))), |_| ())
}

/// The error object of this thread's last failed call, as JSON; `*error` is null if none has failed.
///
/// A call that succeeds leaves it as it is. Free it with kassa_string_free.
#[ffi_export]
pub extern "C" fn kassa_last_error(error: TextOut<'_>) -> Status {
    let Some(error) = error else { return Status::BadArgument };
    *error.write(None) = guard::last().and_then(|last| parameters::owned(last.to_json().to_string()));
    Status::Ok
}

/// The same as kassa_last_error for hosts whose strings are UTF-16; `*error` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_last_error_w(error: WideTextOut<'_>) -> Status {
    let Some(error) = error else { return Status::BadArgument };
    let place = error.write(core::ptr::null_mut());
    if let Some(last) = guard::last() {
        *place = wide::owned(&last.to_json().to_string());
    }
    Status::Ok
}

/// Sends each line of the log to `log` together with `user`; a null `log` ends that.
///
/// Calls that are under way may still call the function that was set before: keep it, and what `user` leads to, until
/// they return. It must neither throw nor jump out. It holds for the whole process. The lines have no secrets and no content of documents.
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

/// Tells `progress` together with `user` where the calls on this device stand; a null `progress` ends that.
///
/// A call that is under way keeps the function it began with: keep it, and what `user` leads to, until it returns. It
/// must neither throw nor jump out.
#[ffi_export]
pub extern "C" fn kassa_set_progress(device: Handle, progress: ProgressFn, user: *mut c_void) -> Status {
    guard::call(
        || DEVICES.get(device).map(|device| device.set_progress(host_functions::progress(progress, user))),
        |_| (),
    )
}

/// Breaks off the calls that other threads are making on this device.
///
/// They return soon: KASSA_STATUS_CANCELLED if nothing was sent yet, else KASSA_STATUS_UNKNOWN, for what has left cannot
/// be called back. Calls that begin later are not touched.
#[ffi_export]
pub extern "C" fn kassa_cancel(device: Handle) -> Status {
    guard::call(|| DEVICES.get(device).map(|device| device.cancel()), |_| ())
}

/// Frees text that this library gave, as it was given: do not change it before. Null is ignored.
#[ffi_export]
pub extern "C" fn kassa_string_free(text: OwnedText) {
    drop(text);
}

/// Frees UTF-16 text that this library gave. Null is ignored.
#[ffi_export]
pub extern "C" fn kassa_string_free_w(text: OwnedWideText) {
    wide::free(text);
}

fn open(config: Result<impl AsRef<str>>, device: HandleOut<'_>) -> Result<()> {
    let place = device.ok_or_else(|| Error::before(What::NullArgument("device")))?.write(core::ptr::null_mut());
    *place = DEVICES.add::<DeviceToken>(Driver::open(config?.as_ref())?);
    Ok(())
}

/// Runs a body whose answer, or error, goes out as text.
fn answered(answer: TextOut<'_>, body: impl FnOnce() -> Result<Value>) -> Status {
    let Some(answer) = answer else { return guard::call(|| Err(Error::before(What::NullArgument("answer"))), |_| ()) };
    let place = answer.write(None);
    let mut text = None;
    let mut told = None;
    let status = guard::call(
        || {
            text = parameters::owned(body()?.to_string());
            Ok(())
        },
        |error| told = parameters::owned(json!({ "error": error.to_json() }).to_string()),
    );
    *place = told.or(text);
    status
}

/// The same in UTF-16.
fn answered_wide(answer: WideTextOut<'_>, body: impl FnOnce() -> Result<Value>) -> Status {
    let Some(answer) = answer else { return guard::call(|| Err(Error::before(What::NullArgument("answer"))), |_| ()) };
    let place = answer.write(core::ptr::null_mut());
    let mut text = None;
    let mut told = None;
    let status = guard::call(
        || {
            text = Some(body()?.to_string());
            Ok(())
        },
        |error| told = Some(json!({ "error": error.to_json() }).to_string()),
    );
    if let Some(text) = told.or(text) {
        *place = wide::owned(&text);
    }
    status
}
