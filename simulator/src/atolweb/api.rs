//! The calls of the two dialects.

use super::device::AtolWeb;
use super::failure::Reason;
use super::order::Order;
use super::refusal::Refusal;
use super::register::Register;
use super::state::{Settings, State};
use super::{Dialect, check, operations, sample};
use crate::http::{Answer, Request};
use crate::{json, query};
use serde_json::{Map, Value, json};

type Done = Result<Answer, Refusal>;

/// The second dialect, without `/api/v2`.
pub(super) fn answer(server: &AtolWeb, request: &Request, path: &str) -> Done {
    let device = device_id(request)?;
    let device = device.as_deref();
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["devices"]) => {
            let state = server.memory.state();
            Ok(Answer::json(&state.core.registers.iter().map(|it| described(&state, it)).collect()))
        }
        ("GET", ["devices", id]) => {
            let state = server.memory.state();
            let id = Some(*id).filter(|id| *id != "default");
            Ok(Answer::json(&described(&state, chosen(&state, id)?)))
        }
        ("POST", ["activateDevice"]) => activate(server, device, true),
        ("POST", ["deactivateDevice"]) => activate(server, device, false),
        ("POST", ["requests"]) => {
            let state = server.memory.state();
            let register = chosen(&state, device)?.id.clone();
            drop(state);
            let answer = take(server, &request.body, &register, server.options.single_task)?;
            Ok(Answer { status: 201, ..Answer::json(&answer) })
        }
        ("GET", ["requests", uuid]) => find(server, device, uuid, Order::to_json),
        ("DELETE", ["requests", uuid]) => cancel(server, device, uuid),
        ("GET", ["getRequestsQueueStatus"]) => {
            let state = server.memory.state();
            let register = chosen(&state, device)?;
            let [number, ready, canceled] = counts(server, &state, register);
            let mut answer = json!({"number": number, "ready": ready, "canceled": canceled});
            add_block(register, &mut answer);
            Ok(Answer::json(&answer))
        }
        ("GET", ["settings"]) => Ok(Answer::json(&json!(server.memory.state().core.settings))),
        ("PUT", ["settings"]) => set_settings(server, &request.body),
        ("POST", ["operations", name]) => {
            let mut state = server.memory.state();
            let id = chosen(&state, device)?.id.clone();
            operations::answer(server, &mut state, &id, name)
        }
        (method, _) => Err(Refusal::new(404, format!("Нет такого метода: {method} {path}"))),
    }
}

/// The first dialect: one register, the default one.
pub(super) fn old_answer(server: &AtolWeb, request: &Request, path: &str) -> Done {
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", ["requests"]) => {
            let register = chosen(&server.memory.state(), None)?.id.clone();
            let taken = take(server, &request.body, &register, true)?;
            let mut answer = json!({});
            for name in ["number", "uuid", "isBlocked", "blockedUUID"] {
                answer[name] = taken[name].clone();
            }
            Ok(Answer { status: 201, ..Answer::json(&answer) })
        }
        ("GET", ["requests", uuid]) => find(server, None, uuid, Order::to_old_json),
        ("DELETE", ["requests", uuid]) => cancel(server, None, uuid),
        ("GET", ["stat", "requests"]) => {
            let state = server.memory.state();
            let register = chosen(&state, None)?;
            let [number, ready, canceled] = counts(server, &state, register);
            let uuid = register.block.as_ref().map_or("", |block| &block.uuid);
            Ok(Answer::json(&json!({
                "ready_count": ready, "not_ready_count": number, "canceled_count": canceled,
                "is_blocked": register.block.is_some(), "block_request_uuid": uuid,
            })))
        }
        (method, _) => Err(Refusal::new(404, format!("Нет такого метода: {method} {path}"))),
    }
}

/// The value of `deviceID`. Any other parameter is refused.
fn device_id(request: &Request) -> Result<Option<String>, Refusal> {
    let mut device = None;
    for (name, value) in query::pairs(&request.path) {
        if name != "deviceID" {
            return Err(Refusal::new(400, format!("Неизвестный параметр '{name}'")));
        }
        device = Some(value).filter(|value| !value.is_empty());
    }
    Ok(device)
}

/// The register that a request means.
pub(super) fn chosen<'a>(state: &'a State, device: Option<&str>) -> Result<&'a Register, Refusal> {
    let Some(id) = device.or(state.core.default_device.as_deref()) else {
        return Err(Refusal::new(404, "ККТ по умолчанию не выбрана"));
    };
    state.register(id).ok_or_else(|| Refusal::new(404, format!("ККТ [{id}] не найдена")))
}

/// Parses a JSON object without duplicate keys.
fn read(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let value = json::parse(body).map_err(|error| Refusal::new(400, format!("не JSON: {error}")))?;
    if !json::repeated_keys(body).is_empty() {
        return Err(Refusal::new(400, "поле повторяется"));
    }
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(Refusal::new(400, "нужен объект JSON")),
    }
}

/// Puts a request into the queue.
fn take(server: &AtolWeb, body: &[u8], device: &str, takes_single: bool) -> Result<Value, Refusal> {
    let mut given = read(body)?;
    let uuid = given.shift_remove("uuid").and_then(|uuid| uuid.as_str().map(str::to_owned));
    let uuid = uuid.filter(|uuid| !uuid.is_empty()).ok_or_else(|| Refusal::new(400, "Поле 'uuid' не задано"))?;
    let tasks = match given.shift_remove("request") {
        Some(Value::Array(tasks)) if !tasks.is_empty() => tasks,
        Some(task @ Value::Object(_)) if takes_single => vec![task],
        _ => return Err(Refusal::new(400, "Поле 'request' не задано или пустое")),
    };
    if let Some(name) = given.keys().next() {
        return Err(Refusal::new(400, format!("Неизвестное поле '{name}'")));
    }
    let is_fiscal =
        |task: &&Value| task["type"].as_str().and_then(check::task_of).is_some_and(check::TaskKind::is_fiscal);
    if server.options.one_fiscal_task && tasks.iter().filter(is_fiscal).count() > 1 {
        return Err(Refusal::new(400, "В задании больше одной фискальной задачи"));
    }
    let now = server.memory.now();
    let mut state = server.memory.state();
    let answer = server.change(&mut state, |state| {
        if state.order(device, &uuid, now).is_some() {
            let why = format!("Не удалось добавить задание с UUID [{uuid}], задание с таким UUID уже есть");
            return Err(Refusal::new(409, why));
        }
        let register = state.register_mut(device).ok_or_else(|| Refusal::new(404, "ККТ не найдена"))?;
        if !register.is_active {
            return Err(Refusal::new(409, format!("ККТ [{device}] не подключена")));
        }
        register.orders += 1;
        let mut answer = json!({"number": register.orders, "uuid": uuid});
        add_block(register, &mut answer);
        state.orders.push(Order::new(&uuid, device, tasks));
        Ok(answer)
    });
    server.memory.tell();
    answer
}

fn found(server: &AtolWeb, state: &State, device: Option<&str>, uuid: &str) -> Result<usize, Refusal> {
    let register = chosen(state, device)?;
    let uuid = &query::unescaped(uuid);
    state.order(&register.id, uuid, server.memory.now()).ok_or_else(|| {
        Refusal::new(404, format!("Задание с UUID [{uuid}] для устройства [{}] не найдено", register.id))
    })
}

fn find(server: &AtolWeb, device: Option<&str>, uuid: &str, shown: fn(&Order) -> Value) -> Done {
    let state = server.memory.state();
    let at = found(server, &state, device, uuid)?;
    Ok(Answer::json(&shown(&state.orders[at])))
}

/// Cancels a request of which nothing has begun.
fn cancel(server: &AtolWeb, device: Option<&str>, uuid: &str) -> Done {
    let mut state = server.memory.state();
    let at = found(server, &state, device, uuid)?;
    if !state.orders[at].waits() {
        let why = format!("Задание с UUID [{uuid}] нельзя отменить (выполнено, выполняется или уже отменено)");
        let status = if server.options.dialect == Dialect::V1 { 405 } else { 409 };
        return Err(Refusal::new(status, why));
    }
    let now = server.memory.now();
    server.change(&mut state, |state| {
        state.orders[at].cancel(now);
        Ok(Answer::json(&json!({})))
    })
}

/// How many requests are unfinished, done, cancelled.
fn counts(server: &AtolWeb, state: &State, register: &Register) -> [usize; 3] {
    let now = server.memory.now();
    let here = state.orders.iter().filter(|order| order.device == register.id && state.remembers(order, now));
    let mut counts = [0; 3];
    for order in here {
        let place = match order.finished {
            None => 0,
            Some(_) if order.is_canceled() => 2,
            Some(_) => 1,
        };
        counts[place] += 1;
    }
    counts
}

fn add_block(register: &Register, answer: &mut Value) {
    let block = register.block.as_ref();
    answer["isBlocked"] = block.is_some().into();
    answer["blockedUUID"] = block.map_or("", |block| block.uuid.as_str()).into();
    answer["blockReason"] = block.map_or("", |block| block.reason.word()).into();
}

fn set_settings(server: &AtolWeb, body: &[u8]) -> Done {
    let given = read(body)?;
    let mut state = server.memory.state();
    server.change(&mut state, |state| {
        let mut all = json!(state.core.settings);
        for (name, value) in given {
            all[name] = value;
        }
        let settings: Result<Settings, _> = serde_json::from_value(all);
        state.core.settings = settings.map_err(|error| Refusal::new(400, error.to_string()))?;
        Ok(Answer::json(&json!({})))
    })
}

/// Opens or closes the link to a register.
fn activate(server: &AtolWeb, device: Option<&str>, is_active: bool) -> Done {
    let mut state = server.memory.state();
    let register = chosen(&state, device)?;
    let trouble = register.world.trouble.as_ref().filter(|trouble| trouble.begun && is_active);
    if let Some(trouble) = trouble.filter(|it| Reason::of(it.code) == Some(Reason::Connection)) {
        let why = trouble.failure().text;
        return Err(Refusal::new(409, format!("ККТ [{}] не подключилась: {why}", register.id)));
    }
    let id = register.id.clone();
    let answer = server.change(&mut state, |state| {
        if let Some(register) = state.register_mut(&id) {
            register.is_active = is_active;
        }
        Ok(Answer::json(&json!({})))
    });
    server.memory.tell();
    answer
}

/// A register as `devices` shows it.
fn described(state: &State, register: &Register) -> Value {
    json!({
        "id": register.id, "name": register.name, "connectionSettings": sample::connection(),
        "otherSettings": {"invertCashDrawerStatus": false}, "isActive": register.is_active,
        "isDefault": state.core.default_device.as_ref() == Some(&register.id), "isLock": register.block.is_some(),
        "hasLicense": true,
    })
}
