//! Queries at once, beside the queue (`operations/query…`). They answer also while the queue stands, unless the link is
//! broken. The members of the tasks' answers stand here without their name around them.

use super::check::TaskKind;
use super::device::AtolWeb;
use super::failure::Reason;
use super::refusal::Refusal;
use super::state::State;
use super::{queries, totals};
use crate::http::Answer;
use serde_json::{Value, json};

/// The answer to one query. Its name is the last part of the path.
pub(super) fn answer(server: &AtolWeb, state: &mut State, id: &str, name: &str) -> Result<Answer, Refusal> {
    let register = state.register(id).ok_or_else(|| Refusal::new(404, "ККТ не найдена"))?;
    if !register.is_active {
        return Err(Refusal::new(409, format!("ККТ [{id}] не подключена")));
    }
    let trouble = register.world.trouble.as_ref().filter(|trouble| trouble.begun);
    if let Some(trouble) = trouble.filter(|it| Reason::of(it.code).is_some_and(|it| it != Reason::Paper)) {
        return Err(Refusal::new(400, trouble.failure().text));
    }
    let now = register.clock(server.memory.now());
    let asked = |kind| queries::answer(state, register, kind, now).unwrap_or_default();
    let answer: Value = match name {
        "queryDeviceStatus" => queries::device_status(register, now),
        "queryDeviceInfo" => queries::device_info(register),
        "queryShiftStatus" => queries::shift_status(register, now),
        "queryShiftTotals" => totals::of_shift(state, register)["shiftTotals"].take(),
        "queryFnInfo" => queries::fn_info(register, now),
        "queryFnStatus" => queries::fn_status(register),
        "queryOfdExchangeStatus" => asked(TaskKind::OfdStatus),
        "queryIsmExchangeStatus" => asked(TaskKind::IsmStatus),
        "queryLicenses" => json!({"licenses": []}),
        _ => return Err(Refusal::new(501, format!("Операция {name} не поддерживается"))),
    };
    Ok(Answer::json(&answer))
}
