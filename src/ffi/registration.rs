//! The exported functions of the registration service: the road from a new register to its card, and the service's own
//! calls.

use super::handles::{DEVICES, SIGNATURES};
use super::parameters::{self, Handle, Signature, Text, TextOut, WideText, WideTextOut};
use super::types::{SignFn, Status};
use super::{answered, answered_wide, guard, signing, wide};
use crate::error::Result;
use crate::registration::{self, methods};
use core::ffi::c_void;
use safer_ffi::prelude::*;
use serde_json::Value;

/// Begins the road from a register to its registration card (docs/registration.md describes `request`).
///
/// `registrar` is a device of the backend `ofdru`, `device` the register itself. Nothing is sent: the request is checked
/// for both of them and written into the registrar's journal. `*answer` is the state document: `step`, `awaited`,
/// `message`, `advice`. The same request again gives the same road. With the id of a road that waits for a mended request
/// (`awaited` is `applicant`), the request takes the place of the earlier one; KASSA_STATUS_ID_REUSED: that road waits for
/// none.
#[ffi_export]
pub extern "C" fn kassa_registration_start(
    registrar: Handle,
    device: Handle,
    request: Text<'_>,
    answer: TextOut<'_>,
) -> Status {
    answered(answer, || start(registrar, device, parameters::utf8(&request, "request")?))
}

/// The same as kassa_registration_start for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_registration_start_w(
    registrar: Handle,
    device: Handle,
    request: WideText,
    answer: WideTextOut<'_>,
) -> Status {
    answered_wide(answer, || start(registrar, device, &wide::to_string(request, "request")?))
}

/// Goes on along the road `id` as far as it leads now, and never waits for days: `*answer` is the state document, and
/// says who is awaited.
///
/// Call it again and again, also weeks later and from another process: nothing is done twice. `signer` may be null: then
/// the road stops where a document has to be signed. It is called from this thread, with `user`, and with the road held,
/// but neither device. On an error the road stands where it stood; what `outcome` and `retry` say holds, and after
/// KASSA_STATUS_UNKNOWN the next call looks before it sends. kassa_cancel on either device breaks it off, also from
/// within the signer. KASSA_STATUS_NOT_FOUND: the journal knows no such road.
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

/// The same as kassa_registration_advance for hosts whose strings are UTF-16; `*answer` is freed with
/// kassa_string_free_w. What the signer is shown is UTF-8 all the same.
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

/// Where the road `id` stands, by the journal alone: nothing is sent. KASSA_STATUS_NOT_FOUND: there is no such road.
#[ffi_export]
pub extern "C" fn kassa_registration_state(registrar: Handle, id: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || {
        let registrar = DEVICES.get(registrar)?;
        registration::state(&registrar, parameters::utf8(&id, "id")?)
    })
}

/// The same as kassa_registration_state for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_registration_state_w(registrar: Handle, id: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || {
        let registrar = DEVICES.get(registrar)?;
        registration::state(&registrar, &wide::to_string(id, "id")?)
    })
}

/// Gives the signature of the document that a kassa_sign_fn was shown, in base64. Only within that function's call:
/// before and after it `into` is KASSA_STATUS_BAD_HANDLE.
#[ffi_export]
pub extern "C" fn kassa_signature_set(into: Signature, base64: Text<'_>) -> Status {
    guard::call(|| signing::set(into, parameters::utf8(&base64, "base64")?), |_| ())
}

/// The same as kassa_signature_set for hosts whose strings are UTF-16.
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

/// Creates an application (OFD.ru, table 1): `{"purpose", "KktDetails", "CompanyDetails"}`; `*answer` is the service's
/// own, as with all functions below.
///
/// All that the service will demand before it makes documents is checked first (its §2.5.1). It has no key by which a
/// second application would be known: after KASSA_STATUS_UNKNOWN look with kassa_application_list. The road does that by
/// itself.
#[ffi_export]
pub extern "C" fn kassa_application_create(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || call(registrar, methods::CREATE, parameters::utf8(&params, "params")?))
}

/// The same as kassa_application_create for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_application_create_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || call(registrar, methods::CREATE, &wide::to_string(params, "params")?))
}

/// Changes an application (table 3): `{"id", "kktDetails", "companyDetails"}`, either or both of them, whole or in part.
#[ffi_export]
pub extern "C" fn kassa_application_update(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || call(registrar, methods::UPDATE, parameters::utf8(&params, "params")?))
}

/// The same as kassa_application_update for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_application_update_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || call(registrar, methods::UPDATE, &wide::to_string(params, "params")?))
}

/// Lists the applications of an account (table 4): `{"ofdAgreementId"}`; null or `{}` for that of the configuration.
#[ffi_export]
pub extern "C" fn kassa_application_list(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || {
        let params = if params.is_some() { parameters::utf8(&params, "params")? } else { "" };
        let registrar = DEVICES.get(registrar)?;
        registration::list(&registrar, params)
    })
}

/// The same as kassa_application_list for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_application_list_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || {
        let params = if params.is_null() { String::new() } else { wide::to_string(params, "params")? };
        let registrar = DEVICES.get(registrar)?;
        registration::list(&registrar, &params)
    })
}

/// Gets an application: `{"id"}`.
#[ffi_export]
pub extern "C" fn kassa_application_get(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || {
        let registrar = DEVICES.get(registrar)?;
        registration::get(&registrar, parameters::utf8(&params, "params")?)
    })
}

/// The same as kassa_application_get for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_application_get_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || {
        let registrar = DEVICES.get(registrar)?;
        registration::get(&registrar, &wide::to_string(params, "params")?)
    })
}

/// Has the documents of an application made, to be signed: `{"id"}`.
#[ffi_export]
pub extern "C" fn kassa_application_prepare_documents(
    registrar: Handle,
    params: Text<'_>,
    answer: TextOut<'_>,
) -> Status {
    answered(answer, || call(registrar, methods::PREPARE, parameters::utf8(&params, "params")?))
}

/// The same as kassa_application_prepare_documents for hosts whose strings are UTF-16; `*answer` is freed with
/// kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_application_prepare_documents_w(
    registrar: Handle,
    params: WideText,
    answer: WideTextOut<'_>,
) -> Status {
    answered_wide(answer, || call(registrar, methods::PREPARE, &wide::to_string(params, "params")?))
}

/// Puts a signature under a document (table 7): `{"id", "documentId", "signature"}`, the last in base64.
#[ffi_export]
pub extern "C" fn kassa_application_sign(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || call(registrar, methods::SIGN, parameters::utf8(&params, "params")?))
}

/// The same as kassa_application_sign for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_application_sign_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || call(registrar, methods::SIGN, &wide::to_string(params, "params")?))
}

/// Downloads a document: `{"id", "documentId"}`. Into `file`, and `*answer` is `{"file", "bytes"}`; with a null `file`
/// `{"content"}` in base64.
#[ffi_export]
pub extern "C" fn kassa_application_download(
    registrar: Handle,
    params: Text<'_>,
    file: Text<'_>,
    answer: TextOut<'_>,
) -> Status {
    answered(answer, || {
        let file = if file.is_some() { Some(parameters::utf8(&file, "file")?) } else { None };
        registration::download(&*DEVICES.get(registrar)?, parameters::utf8(&params, "params")?, file)
    })
}

/// The same as kassa_application_download for hosts whose strings are UTF-16; `*answer` is freed with
/// kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_application_download_w(
    registrar: Handle,
    params: WideText,
    file: WideText,
    answer: WideTextOut<'_>,
) -> Status {
    answered_wide(answer, || {
        let file = if file.is_null() { None } else { Some(wide::to_string(file, "file")?) };
        registration::download(&*DEVICES.get(registrar)?, &wide::to_string(params, "params")?, file.as_deref())
    })
}

/// Registers a new client of the service (Appendix 1). By e-mail and ИНН the service knows a client that it has already,
/// so the same call may be made again.
#[ffi_export]
pub extern "C" fn kassa_client_register(registrar: Handle, params: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || call(registrar, methods::CLIENT, parameters::utf8(&params, "params")?))
}

/// The same as kassa_client_register for hosts whose strings are UTF-16; `*answer` is freed with kassa_string_free_w.
#[ffi_export]
pub extern "C" fn kassa_client_register_w(registrar: Handle, params: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || call(registrar, methods::CLIENT, &wide::to_string(params, "params")?))
}

fn start(registrar: Handle, device: Handle, request: &str) -> Result<Value> {
    registration::start(&*DEVICES.get(registrar)?, &*DEVICES.get(device)?, request)
}

fn advance(registrar: Handle, device: Handle, id: &str, signer: SignFn, user: *mut c_void) -> Result<Value> {
    let (registrar, device) = (DEVICES.get(registrar)?, DEVICES.get(device)?);
    registration::advance(&registrar, &device, id, &|document, content| signing::ask(signer, user, document, content))
}

fn call(registrar: Handle, method: &str, params: &str) -> Result<Value> {
    DEVICES.get(registrar)?.call(method, params)
}
