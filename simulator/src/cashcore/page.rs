//! What the page shows of the server's registers, and its buttons.

use super::register::Register;
use super::sample::OFD_ID;
use super::state::State;
use super::tape::WIDTH;
use crate::clock::Moment;
use crate::page::{Button, RegisterView, ShiftView, Views, button, fault};
use serde_json::{Value, json};

impl Views for State {
    fn registers(&self, offset: i64) -> Vec<RegisterView> {
        self.core.registers.iter().map(|register| view(self, register, offset)).collect()
    }

    fn buttons() -> Vec<Button> {
        const PATH: &str = "/TradeOperation";
        let error = |code: u16| json!({"point": "received", "action": "error", "code": code});
        let mut buttons = Button::of_link(PATH);
        buttons.extend([
            fault("busy", PATH, error(69)),
            button("ofdOff", "/simulator/ofd", json!({"online": false})),
            button("ofdOn", "/simulator/ofd", json!({"online": true})),
            button("block", "/simulator/register", json!({"ofdId": OFD_ID, "blocked": true})),
            button("unblock", "/simulator/register", json!({"ofdId": OFD_ID, "blocked": false})),
            button("stranger", "/simulator/document", sale()),
        ]);
        buttons
    }
}

fn view(state: &State, register: &Register, offset: i64) -> RegisterView {
    let unsent = state.documents(register.ofd_id).filter(|document| document.unsent).count();
    RegisterView {
        id: register.ofd_id.to_string(),
        name: format!("CashCore · {}", register.ofd_id),
        columns: WIDTH,
        ahead: offset,
        shift: Some(ShiftView::new(register.shift, register.opened, Moment::now(offset))),
        facts: vec![
            ("serial", register.vendor_id.as_str().into()),
            ("stateNumber", register.state_number().into()),
            ("ofdQueue", unsent.into()),
            ("ofdOnline", state.online.into()),
            ("cash", json!({"minor": register.cash, "currency": "KZT"})),
            ("revenue", json!({"minor": register.revenue, "currency": "KZT"})),
            ("blocked", register.blocked.is_some().into()),
        ],
    }
}

/// The ticket of another program.
fn sale() -> Value {
    json!({
        "kkm_ofd_id": OFD_ID, "operation": 2,
        "items": [{"type": 1, "commodity": {"name": "Молоко", "section_code": "1", "measure_unit_code": "796",
                                            "quantity": 2, "price": 450, "sum": 900}}],
        "payments": [{"type": 0, "sum": 1000}],
    })
}
