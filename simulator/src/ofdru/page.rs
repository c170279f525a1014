//! What the page shows of the service, and its buttons. It has no register: its tape is a journal of events.

use super::state::State;
use super::words::Status;
use crate::page::{Button, RegisterView, button};
use serde_json::json;

pub(super) fn registers(state: &State, offset: i64) -> Vec<RegisterView> {
    let filed = state.core.applications.iter().filter(|application| application.status == Status::SentToFns).count();
    vec![RegisterView {
        id: String::new(),
        name: "OFD.ru".to_owned(),
        columns: 0,
        ahead: offset,
        shift: None,
        facts: vec![
            ("applications", state.core.applications.len().into()),
            ("filed", filed.into()),
            ("registered", state.core.registers.len().into()),
            ("byHand", state.options.answer_seconds.is_none().into()),
        ],
    }]
}

pub(super) fn buttons() -> Vec<Button> {
    let fns = |id, body| button(id, "/simulator/fns", body);
    let mut buttons = Button::of_link("/kkt/application");
    buttons.extend([
        fns("fnsWaits", json!({"byHand": true})),
        fns("fnsAnswers", json!({"answerSeconds": 0})),
        fns("approve", json!({"approve": "*"})),
        fns("reject", json!({"reject": "*", "reason": "ИНН не найден", "fields": ["CompanyDetails.Inn"]})),
        button("tokensExpired", "/simulator/tokens", json!({"revoke": true})),
    ]);
    buttons
}
