//! What the page shows of the server's registers, and its buttons.

use super::register::Register;
use super::sample::MODEL_NAME;
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
        let mut buttons = Button::of_link("/requests");
        buttons.extend([
            world("paperOut", json!({"trouble": {"code": 44}})),
            world("linkLostBefore", json!({"trouble": {"code": 241}})),
            world("linkLostAfter", json!({"trouble": {"code": 241, "document": "after"}})),
            world("troubleOver", json!({"trouble": null})),
            world("hold", json!({"held": "start"})),
            world("release", json!({"held": null})),
            world("ofdOff", json!({"ofd": "offline"})),
            world("ofdOn", json!({"ofd": "online"})),
            world("drawerOpen", json!({"drawer": "open"})),
            world("drawerClosed", json!({"drawer": "closed"})),
            button("stranger", "/simulator/document", sale()),
        ]);
        buttons
    }
}

fn view(state: &State, register: &Register, offset: i64) -> RegisterView {
    let ahead = offset.saturating_add(register.clock_moved);
    let now = Moment::now(ahead);
    let waiting = state.orders.iter().filter(|order| order.device == register.id && order.finished.is_none()).count();
    let world = &register.world;
    RegisterView {
        id: register.id.clone(),
        name: format!("{MODEL_NAME} · {}", register.id),
        columns: WIDTH,
        ahead,
        shift: Some(ShiftView::new(register.shift, register.opened, now)),
        facts: vec![
            ("serial", register.serial.as_str().into()),
            ("fn", register.drive.as_str().into()),
            ("fnPhase", register.phase.word().into()),
            ("ffd", register.ffd.word().into()),
            ("lastDocument", register.last_number.into()),
            ("receipts", register.receipts.into()),
            ("ofdQueue", register.last_number.saturating_sub(register.acknowledged).into()),
            ("ofdOnline", world.ofd_online.into()),
            ("cash", json!({"minor": register.cash, "currency": "RUB"})),
            ("drawerOpen", world.drawer_open.into()),
            ("waiting", waiting.into()),
            ("blocked", register.block.is_some().into()),
            ("trouble", world.trouble.as_ref().map_or(0, |trouble| trouble.code).into()),
        ],
    }
}

/// The receipt of another program.
fn sale() -> serde_json::Value {
    json!({
        "type": "sell", "taxationType": "osn", "operator": {"name": "Другая программа"},
        "items": [{"type": "position", "name": "Молоко", "price": 18, "quantity": 3, "amount": 54, "tax": {"type": "vat10"},
                   "paymentMethod": "fullPayment", "paymentObject": "commodity"}],
        "payments": [{"type": "cash", "sum": 100}], "total": 54,
    })
}
