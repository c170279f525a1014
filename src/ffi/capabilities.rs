//! What a register can do, before anything is sent to it.

use super::handles::DEVICES;
use super::parameters::{FlagOut, Handle, Text, TextOut, WideText, WideTextOut, utf8};
use super::types::Status;
use super::{answered, answered_wide, guard, wide};
use crate::driver::Device;
use crate::error::{Error, ErrorKind, Result};
use crate::task::capabilities::FieldSpec;
use safer_ffi::prelude::*;
use serde_json::{Value, json};

/// Returns whether the register can do a task, and whether a field of it is sent to the register.
///
/// A shop's program asks this to show only the buttons and fields that its register has. Nothing is sent. A field that
/// is accepted but left out of the document with a note is not sent: 0.
///
/// Threads: any, several at once.
///
/// ```c
/// int32_t can = 0;
/// if (kassa_can(device, "sell", "clientInfo.emailOrPhone", &can) == KASSA_STATUS_OK && can) {
///     puts("ask the buyer for an e-mail");
/// }
/// ```
///
/// @param device Handle from kassa_open.
/// @param task Name of the task, UTF-8: `reportX`. One that no register knows gives 0.
/// @param field Path of a field in UTF-8: `clientInfo.emailOrPhone`, `items[].markingCode`; an object is sent if one of its
/// fields is. Null: the task as a whole.
/// @param can Receives 1 or 0.
/// @return KASSA_STATUS_OK, or a status that kassa_last_error explains.
#[ffi_export]
pub extern "C" fn kassa_can(device: Handle, task: Text<'_>, field: Text<'_>, can: FlagOut<'_>) -> Status {
    told(can, || {
        let field = field.is_some().then(|| utf8(&field, "field")).transpose()?;
        Ok(DEVICES.get(device)?.can(utf8(&task, "task")?, field))
    })
}

/// The same as kassa_can, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param task Name of the task, UTF-16.
/// @param field Path of a field in UTF-16, or null.
/// @param can Receives 1 or 0.
/// @return As kassa_can returns.
#[ffi_export]
pub extern "C" fn kassa_can_w(device: Handle, task: WideText, field: WideText, can: FlagOut<'_>) -> Status {
    told(can, || {
        let field = (!field.is_null()).then(|| wide::to_string(field, "field")).transpose()?;
        Ok(DEVICES.get(device)?.can(&wide::to_string(task, "task")?, field.as_deref()))
    })
}

/// Returns what the register can do: its tasks and native methods, or the fields of one task. Nothing is sent.
///
/// Threads: any, several at once.
///
/// @param device Handle from kassa_open.
/// @param task Name of a task in UTF-8, or null for all.
/// @param answer Receives, for null, `{"backend", "device": name in the journal and the log, "tasks": ["sell", …], "methods":
/// [names for kassa_call]}`; for a task
/// `{"task", "fields": [{"path": "operator.name", "sent": true, "name": "T1021", "maxLength": 64}, …]}`, where `sent` is
/// false for a field that is left out with a note, and limits stand only where the register has its own: `required`,
/// `minLength`, `maxLength` (characters, or elements of a list), `digits`, `words`, `fraction` (digits after the point).
/// `{"error": …}` on any status but KASSA_STATUS_OK. Free it with kassa_string_free. Null only if memory ran out.
/// @return KASSA_STATUS_OK. KASSA_STATUS_UNSUPPORTED: the register cannot do this task.
#[ffi_export]
pub extern "C" fn kassa_capabilities(device: Handle, task: Text<'_>, answer: TextOut<'_>) -> Status {
    answered(answer, || {
        let device = DEVICES.get(device)?;
        if task.is_none() { Ok(all(&device)) } else { one(&device, utf8(&task, "task")?) }
    })
}

/// The same as kassa_capabilities, with UTF-16 text.
///
/// @param device Handle from kassa_open.
/// @param task Name of a task in UTF-16, or null for all.
/// @param answer Receives JSON in UTF-16, as kassa_capabilities gives it. Free it with kassa_string_free_w.
/// @return As kassa_capabilities returns.
#[ffi_export]
pub extern "C" fn kassa_capabilities_w(device: Handle, task: WideText, answer: WideTextOut<'_>) -> Status {
    answered_wide(answer, || {
        let device = DEVICES.get(device)?;
        if task.is_null() { Ok(all(&device)) } else { one(&device, &wide::to_string(task, "task")?) }
    })
}

fn told(can: FlagOut<'_>, ask: impl FnOnce() -> Result<bool>) -> Status {
    let place = can.map(|can| can.write(0));
    guard::call(
        || {
            let place = place.ok_or_else(|| Error::before(ErrorKind::NullArgument("can")))?;
            *place = ask()?.into();
            Ok(())
        },
        |_| (),
    )
}

fn all(device: &Device) -> Value {
    json!({ "backend": device.backend_name(), "device": device.name(), "tasks": device.tasks(), "methods": device.methods() })
}

fn one(device: &Device, task: &str) -> Result<Value> {
    let fields: Vec<Value> = device.fields(task)?.into_iter().map(field).collect();
    Ok(json!({ "task": task, "fields": fields }))
}

fn field(row: &FieldSpec) -> Value {
    let limit = row.limit;
    let mut told = json!({ "path": row.path, "sent": row.left_out.is_none() });
    let own = [
        ("name", !row.tag.is_empty(), json!(row.tag)),
        ("required", limit.required, json!(true)),
        ("minLength", limit.least > 0, json!(limit.least)),
        ("maxLength", limit.most != usize::MAX, json!(limit.most)),
        ("digits", limit.digits, json!(true)),
        ("words", !limit.words.is_empty(), json!(limit.words)),
        ("fraction", limit.fraction != u32::MAX, json!(limit.fraction)),
    ];
    for (name, _, value) in own.into_iter().filter(|(_, given, _)| *given) {
        told[name] = value;
    }
    told
}
