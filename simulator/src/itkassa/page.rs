//! What the page shows of the service's registers, and its buttons.

use super::register::Register;
use super::sample::REGISTER;
use super::state::State;
use super::tape::WIDTH;
use crate::clock::Moment;
use crate::page::{Button, RegisterView, ShiftView, Views, button};
use serde_json::json;

impl Views for State {
    fn registers(&self, offset: i64) -> Vec<RegisterView> {
        self.core.registers.iter().map(|register| view(self, register, offset)).collect()
    }

    fn buttons() -> Vec<Button> {
        let world = |id, body| button(id, "/simulator/register", body);
        let mut buttons = Button::of_link("/print-documents");
        buttons.extend([
            world("paperOut", json!({"error": {"id": 44, "text": "Нет бумаги"}})),
            world("linkWaits", json!({"link": "waiting"})),
            world("linkLostBefore", json!({"link": "failing"})),
            world("linkLostAfter", json!({"link": "severed"})),
            world("linkOn", json!({"link": "online"})),
            world("hold", json!({"held": true})),
            world("release", json!({"held": false})),
            world("slow", json!({"delayMs": 5000})),
            world("quick", json!({"delayMs": 0})),
            button("stranger", "/simulator/document", sale()),
        ]);
        buttons
    }
}

fn view(state: &State, register: &Register, offset: i64) -> RegisterView {
    let waiting = state.tasks.iter().filter(|task| task.register == register.id && task.outcome.is_none()).count();
    RegisterView {
        id: register.id.clone(),
        name: register.title.clone(),
        columns: WIDTH,
        ahead: offset,
        shift: Some(ShiftView::new(register.session, register.opened, Moment::now(offset))),
        facts: vec![
            ("cre", register.id.as_str().into()),
            ("serial", register.product_number.as_str().into()),
            ("fn", register.drive.as_str().into()),
            ("lastDocument", register.last_number.into()),
            ("cash", json!({"minor": register.cash, "currency": "RUB"})),
            ("waiting", waiting.into()),
            ("link", register.world.link.word().into()),
            ("held", register.world.held.into()),
        ],
    }
}

/// The receipt of another program.
fn sale() -> serde_json::Value {
    json!({
        "creItemId": REGISTER,
        "commands": [{"type": "sale", "isPrintable": true, "sno": "sno_osn", "amountCash": "54",
                      "tagCashierName": "Другая программа",
                      "lines": [{"title": "Молоко", "price": "18", "quantity": "3", "total": "54", "tax": "vat_10",
                                 "ppr": "goods", "psr": "full_settle"}]}],
    })
}
