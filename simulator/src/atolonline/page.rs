//! What the page shows of the service's registers, and its buttons.

use super::register::{Group, Register};
use super::sample::INN;
use super::state::State;
use super::tape::WIDTH;
use crate::clock::Moment;
use crate::page::{Button, RegisterView, ShiftView, Views, button, fault};
use serde_json::{Value, json};

/// The path of every operation: group and operation.
const OPERATION: &str = "/*/*";

impl Views for State {
    fn registers(&self, offset: i64) -> Vec<RegisterView> {
        let groups = self.core.groups.iter().filter(|group| !group.is_old);
        groups
            .flat_map(|group| group.registers.iter().map(move |register| view(self, group, register, offset)))
            .collect()
    }

    fn buttons() -> Vec<Button> {
        let world = |id, body| button(id, "/simulator/register", body);
        let failing = |made: bool| {
            let fail = json!({"type": "driver", "code": 44, "text": "Нет бумаги", "made": made, "times": 1});
            json!({"fail": fail})
        };
        let mut buttons = Button::of_link(OPERATION);
        buttons.extend([
            fault("busy", OPERATION, json!({"point": "received", "action": "error", "code": 1})),
            world("paperOut", failing(false)),
            world("notPrinted", failing(true)),
            world("hold", json!({"held": true})),
            world("release", json!({"held": false})),
            world("slow", json!({"delayMs": 5000})),
            world("quick", json!({"delayMs": 0})),
            button("tokensExpired", "/simulator/tokens", json!({"expire": true})),
            button("callbackLost", "/simulator/callbacks", json!({"lost": 1})),
            button("stranger", "/simulator/document", json!({"operation": "sell", "request": sale()})),
        ]);
        buttons
    }
}

fn view(state: &State, group: &Group, register: &Register, offset: i64) -> RegisterView {
    let waiting = state.jobs.iter().filter(|job| job.group == group.code && job.outcome.is_none()).count();
    RegisterView {
        id: register.device.clone(),
        name: format!("{} · {}", group.code, register.device),
        columns: WIDTH,
        ahead: offset,
        shift: Some(ShiftView::new(register.shift, register.opened, Moment::now(offset))),
        facts: vec![
            ("group", group.code.as_str().into()),
            ("fn", register.drive.as_str().into()),
            ("lastDocument", register.last_number.into()),
            ("receipts", register.last_receipt.into()),
            ("waiting", waiting.into()),
            ("held", group.world.held.into()),
        ],
    }
}

/// The receipt of another program.
fn sale() -> Value {
    json!({
        "timestamp": "28.11.2026 12:05:31",
        "receipt": {
            "client": {"email": "buyer@example.com"},
            "company": {"email": "shop@example.com", "sno": "osn", "inn": INN, "payment_address": "https://shop.example.com"},
            "items": [{"name": "Сыр", "price": 820.00, "quantity": 0.355, "measure": 11, "sum": 291.10,
                       "payment_method": "full_payment", "payment_object": 1, "vat": {"type": "vat22"}}],
            "payments": [{"type": 1, "sum": 291.10}], "total": 291.10,
        },
    })
}
