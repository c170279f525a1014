//! The exported functions of the registration service: the registration workflow, and the service's own methods.

use super::handles::{DEVICES, SIGNATURES};
use super::parameters::{self, Handle, Signature, Text, TextOut, WideText, WideTextOut};
use super::types::{SignFn, Status};
use super::{answered, answered_wide, guard, signing, wide};
use crate::backends::ofdru::{methods, workflow};
use crate::error::Result;
use core::ffi::c_void;
use safer_ffi::prelude::*;
use serde_json::Value;

/// Starts the registration workflow of a register, from the application to the registration card.
///
/// Sends nothing: checks the request for both devices and writes it into the journal of the registrar. The same
/// request again returns the same workflow. While a workflow waits for a corrected request (`awaited` is
/// `applicant`), a request with its id replaces the earlier one. docs/en/registration.md describes the workflow.
///
/// Threads: any. Calls on one registration run one at a time.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param device Handle of the register that is to be registered.
/// @param request JSON object in UTF-8; docs/en/registration.md lists the keys.
/// @param answer Receives the state of the workflow (`step`, `awaited`, `message`, `advice`) on KASSA_STATUS_OK and
/// `{"error": …}` on any other status. Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK: started, or already started. KASSA_STATUS_BAD_DOCUMENT: `faults` lists every wrong
/// field. KASSA_STATUS_ID_REUSED: this id belongs to a workflow with a different request that does not wait for a
/// correction.
#[ffi_export]
pub extern "C" fn kassa_registration_start(
    registrar: Handle,
    device: Handle,
    request: Text<'_>,
    answer: TextOut<'_>,
) -> Status {
    answered(answer, || start(registrar, device, parameters::utf8(&request, "request")?))
}

/// The same as kassa_registration_start, with UTF-16 text.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param device Handle of the register that is to be registered.
/// @param request JSON object in UTF-16; docs/en/registration.md lists the keys.
/// @param answer Receives the state of the workflow (`step`, `awaited`, `message`, `advice`) on KASSA_STATUS_OK and
/// `{"error": …}` on any other status. Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_registration_start returns.
#[ffi_export]
pub extern "C" fn kassa_registration_start_w(
    registrar: Handle,
    device: Handle,
    request: WideText,
    answer: WideTextOut<'_>,
) -> Status {
    answered_wide(answer, || start(registrar, device, &wide::to_string(request, "request")?))
}

/// Advances a registration workflow as far as it can go now.
///
/// It never waits for days: the state says who is awaited. Call it again later, also weeks later and from another
/// process; no step is done twice. After an error the workflow stands where it stood: follow `outcome` and `retry`;
/// after KASSA_STATUS_UNKNOWN the next call looks at the register or the service before it sends. kassa_cancel on
/// either device ends the call, also from within the signer.
///
/// Threads: any. Calls on one registration run one at a time. The signer is called on this thread, while the
/// registration is locked and both devices are free.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param device Handle of the register.
/// @param id The `id` of the workflow, UTF-8.
/// @param signer Signs documents. Null: the workflow stops where a signature is needed.
/// @param user Passed to the signer unchanged; the library does not read it.
/// @param answer Receives the state of the workflow on KASSA_STATUS_OK and `{"error": …}` on any other status. Free
/// it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK, or a status that `*answer` explains. KASSA_STATUS_NOT_FOUND: the journal has no such
/// workflow.
#[ffi_export]
pub extern "C" fn kassa_registration_advance(
    registrar: Handle,
    device: Handle,
    id: Text<'_>,
    signer: SignFn,
    user: *mut c_void,
    answer: TextOut<'_>,
) -> Status {
    answered(answer, || advance(registrar, device, parameters::utf8(&id, "id")?, signer, user))
}

/// The same as kassa_registration_advance, with UTF-16 text. The signer still receives UTF-8.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param device Handle of the register.
/// @param id The `id` of the workflow, UTF-16.
/// @param signer Signs documents. Null: the workflow stops where a signature is needed.
/// @param user Passed to the signer unchanged; the library does not read it.
/// @param answer Receives the state of the workflow on KASSA_STATUS_OK and `{"error": …}` on any other status. Free
/// it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_registration_advance returns.
#[ffi_export]
pub extern "C" fn kassa_registration_advance_w(
    registrar: Handle,
    device: Handle,
    id: WideText,
    signer: SignFn,
    user: *mut c_void,
    answer: WideTextOut<'_>,
) -> Status {
    answered_wide(answer, || advance(registrar, device, &wide::to_string(id, "id")?, signer, user))
}

/// Returns the state of a registration workflow from the journal alone. Sends nothing.
///
/// Threads: any, several at once.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param id The `id` of the workflow, UTF-8.
/// @param answer Receives the state of the workflow on KASSA_STATUS_OK and `{"error": …}` on any other status. Free
/// it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK. KASSA_STATUS_NOT_FOUND: the journal has no such workflow.
#[ffi_export]
pub extern "C" fn kassa_registration_state(registrar: Handle, id: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || {
        let registrar = DEVICES.get(registrar)?;
        workflow::state(&*registrar, parameters::utf8(&id, "id")?)
    })
}

/// The same as kassa_registration_state, with UTF-16 text.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param id The `id` of the workflow, UTF-16.
/// @param answer Receives the state of the workflow on KASSA_STATUS_OK and `{"error": …}` on any other status. Free
/// it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_registration_state returns.
#[ffi_export]
pub extern "C" fn kassa_registration_state_w(registrar: Handle, id: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || {
        let registrar = DEVICES.get(registrar)?;
        workflow::state(&*registrar, &wide::to_string(id, "id")?)
    })
}

/// Hands over the signature of the document that a kassa_sign_fn was asked to sign.
///
/// Works only until that function returns.
///
/// Threads: any.
///
/// @param into The handle that the kassa_sign_fn received.
/// @param base64 The signature in base64, UTF-8.
/// @return KASSA_STATUS_OK, or KASSA_STATUS_BAD_HANDLE after the function has returned.
#[ffi_export]
pub extern "C" fn kassa_signature_set(into: Signature, base64: Text<'_>) -> Status {
    guard::call(|| signing::set(into, parameters::utf8(&base64, "base64")?), |_| ())
}

/// The same as kassa_signature_set, with UTF-16 text.
///
/// @param into The handle that the kassa_sign_fn received.
/// @param base64 The signature in base64, UTF-16.
/// @return As kassa_signature_set returns.
#[ffi_export]
pub extern "C" fn kassa_signature_set_w(into: Signature, base64: WideText) -> Status {
    guard::call(
        || {
            SIGNATURES.get(into)?;
            signing::set(into, &wide::to_string(base64, "base64")?)
        },
        |_| (),
    )
}

/// Creates an application at the registration service (OFD.ru, table 1).
///
/// The library first checks everything that the service demands before it makes documents (its §2.5.1). The service
/// does not recognise a second application as the same: after KASSA_STATUS_UNKNOWN look for it with
/// kassa_application_list. The registration workflow does that by itself.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-8: `{"purpose", "KktDetails", "CompanyDetails"}`.
/// @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
/// refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
/// sent. KASSA_STATUS_UNKNOWN: the application may exist.
#[ffi_export]
pub extern "C" fn kassa_application_create(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || call(registrar, methods::CREATE, parameters::utf8(&params, "params")?))
}

/// The same as kassa_application_create, with UTF-16 text.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-16: `{"purpose", "KktDetails", "CompanyDetails"}`.
/// @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_application_create returns.
#[ffi_export]
pub extern "C" fn kassa_application_create_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || call(registrar, methods::CREATE, &wide::to_string(params, "params")?))
}

/// Changes an application (OFD.ru, table 3).
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-8: `{"id", "kktDetails", "companyDetails"}`; one or both of the details, whole
/// or in part.
/// @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
/// refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
/// sent.
#[ffi_export]
pub extern "C" fn kassa_application_update(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || call(registrar, methods::UPDATE, parameters::utf8(&params, "params")?))
}

/// The same as kassa_application_update, with UTF-16 text.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-16: `{"id", "kktDetails", "companyDetails"}`; one or both of the details, whole
/// or in part.
/// @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_application_update returns.
#[ffi_export]
pub extern "C" fn kassa_application_update_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || call(registrar, methods::UPDATE, &wide::to_string(params, "params")?))
}

/// Lists the applications of an account (OFD.ru, table 4).
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-8: `{"ofdAgreementId"}`. Null or `{}`: the account of the configuration.
/// @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
/// refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
/// sent.
#[ffi_export]
pub extern "C" fn kassa_application_list(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || {
        let params = if params.is_some() { parameters::utf8(&params, "params")? } else { "" };
        let registrar = DEVICES.get(registrar)?;
        workflow::list(&*registrar, params)
    })
}

/// The same as kassa_application_list, with UTF-16 text.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-16: `{"ofdAgreementId"}`. Null or `{}`: the account of the configuration.
/// @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_application_list returns.
#[ffi_export]
pub extern "C" fn kassa_application_list_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || {
        let params = if params.is_null() { String::new() } else { wide::to_string(params, "params")? };
        let registrar = DEVICES.get(registrar)?;
        workflow::list(&*registrar, &params)
    })
}

/// Returns one application.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-8: `{"id"}`.
/// @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
/// refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
/// sent.
#[ffi_export]
pub extern "C" fn kassa_application_get(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || {
        let registrar = DEVICES.get(registrar)?;
        workflow::get(&*registrar, parameters::utf8(&params, "params")?)
    })
}

/// The same as kassa_application_get, with UTF-16 text.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-16: `{"id"}`.
/// @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_application_get returns.
#[ffi_export]
pub extern "C" fn kassa_application_get_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || {
        let registrar = DEVICES.get(registrar)?;
        workflow::get(&*registrar, &wide::to_string(params, "params")?)
    })
}

/// Asks the service to make the documents of an application, which are then signed.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-8: `{"id"}`.
/// @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
/// refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
/// sent.
#[ffi_export]
pub extern "C" fn kassa_application_prepare_documents(
    registrar: Handle,
    params: Text<'_>,
    answer: TextOut<'_>,
) -> Status {
    answered(answer, || call(registrar, methods::PREPARE, parameters::utf8(&params, "params")?))
}

/// The same as kassa_application_prepare_documents, with UTF-16 text.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-16: `{"id"}`.
/// @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_application_prepare_documents returns.
#[ffi_export]
pub extern "C" fn kassa_application_prepare_documents_w(
    registrar: Handle,
    params: WideText,
    answer: WideTextOut<'_>,
) -> Status {
    answered_wide(answer, || call(registrar, methods::PREPARE, &wide::to_string(params, "params")?))
}

/// Adds a signature to a document of an application (OFD.ru, table 7).
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-8: `{"id", "documentId", "signature"}`, the signature in base64.
/// @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
/// refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
/// sent.
#[ffi_export]
pub extern "C" fn kassa_application_sign(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || call(registrar, methods::SIGN, parameters::utf8(&params, "params")?))
}

/// The same as kassa_application_sign, with UTF-16 text.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-16: `{"id", "documentId", "signature"}`, the signature in base64.
/// @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_application_sign returns.
#[ffi_export]
pub extern "C" fn kassa_application_sign_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || call(registrar, methods::SIGN, &wide::to_string(params, "params")?))
}

/// Downloads a document of an application.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-8: `{"id", "documentId"}`.
/// @param file Path of the file to write, UTF-8. Null: the content comes with the answer.
/// @param answer Receives `{"file", "bytes"}`, or `{"content"}` in base64 if `file` is null, on KASSA_STATUS_OK,
/// and `{"error": …}` on any other status. Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK, or a status that `*answer` explains. KASSA_STATUS_REFUSED: the service refused.
/// KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was sent.
#[ffi_export]
pub extern "C" fn kassa_application_download(
    registrar: Handle,
    params: Text<'_>,
    file: Text<'_>,
    answer: TextOut<'_>,
) -> Status {
    answered(answer, || {
        let file = if file.is_some() { Some(parameters::utf8(&file, "file")?) } else { None };
        workflow::download(&*DEVICES.get(registrar)?, parameters::utf8(&params, "params")?, file)
    })
}

/// The same as kassa_application_download, with UTF-16 text.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-16: `{"id", "documentId"}`.
/// @param file Path of the file to write, UTF-16. Null: the content comes with the answer.
/// @param answer Receives `{"file", "bytes"}`, or `{"content"}` in base64 if `file` is null, on KASSA_STATUS_OK,
/// and `{"error": …}` on any other status. Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_application_download returns.
#[ffi_export]
pub extern "C" fn kassa_application_download_w(
    registrar: Handle,
    params: WideText,
    file: WideText,
    answer: WideTextOut<'_>,
) -> Status {
    answered_wide(answer, || {
        let file = if file.is_null() { None } else { Some(wide::to_string(file, "file")?) };
        workflow::download(&*DEVICES.get(registrar)?, &wide::to_string(params, "params")?, file.as_deref())
    })
}

/// Registers a new client of the service (OFD.ru, appendix 1).
///
/// The service recognises a client by e-mail and ИНН, so the call may be repeated.
///
/// Threads: any. Calls on one device run one at a time, in the order in which they came; a call waits for the
/// others for at most `deadlineMs`.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-8, as appendix 1 describes it.
/// @param answer Receives the answer (JSON in UTF-8) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK: `*answer` is what the service answered, unchanged. KASSA_STATUS_REFUSED: the service
/// refused; its own code and text are under `backend`. KASSA_STATUS_BAD_DOCUMENT: `params` are wrong; nothing was
/// sent.
#[ffi_export]
pub extern "C" fn kassa_client_register(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || call(registrar, methods::CLIENT, parameters::utf8(&params, "params")?))
}

/// The same as kassa_client_register, with UTF-16 text.
///
/// @param registrar Handle from kassa_open of a device whose backend is `ofdru`.
/// @param params JSON object in UTF-16, as appendix 1 describes it.
/// @param answer Receives the answer (JSON in UTF-16) on KASSA_STATUS_OK and `{"error": …}` on any other status.
/// Free it with kassa_string_free_w. Null only if memory ran out.
/// @return As kassa_client_register returns.
#[ffi_export]
pub extern "C" fn kassa_client_register_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || call(registrar, methods::CLIENT, &wide::to_string(params, "params")?))
}

fn start(registrar: Handle, device: Handle, request: &str) -> Result<Value> {
    workflow::start(&*DEVICES.get(registrar)?, &*DEVICES.get(device)?, request)
}

fn advance(registrar: Handle, device: Handle, id: &str, signer: SignFn, user: *mut c_void) -> Result<Value> {
    let (registrar, device) = (DEVICES.get(registrar)?, DEVICES.get(device)?);
    workflow::advance(&*registrar, &*device, id, &|document, content| signing::ask(signer, user, document, content))
}

fn call(registrar: Handle, method: &str, params: &str) -> Result<Value> {
    DEVICES.get(registrar)?.call(method, params)
}
