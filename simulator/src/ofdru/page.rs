//! What the page shows of the service, and its buttons. It has no register: its tape is a journal of events.

use super::state::State;
use super::words::Status;
use crate::page::{Button, RegisterView, Views, button};
use serde_json::json;

impl Views for State {
    fn registers(&self, offset: i64) -> Vec<RegisterView> {
        let filed = self.core.applications.iter().filter(|application| application.status == Status::SentToFns).count();
        vec![RegisterView {
            id: String::new(),
            name: "OFD.ru".to_owned(),
            columns: 0,
            ahead: offset,
            shift: None,
            facts: vec![
                ("applications", self.core.applications.len().into()),
                ("filed", filed.into()),
                ("registered", self.core.registers.len().into()),
                ("byHand", self.options.answer_seconds.is_none().into()),
            ],
        }]
    }

    fn buttons() -> Vec<Button> {
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
}
