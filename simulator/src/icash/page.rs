//! What the page shows of this register, and its buttons.

use super::state::State;
use super::tape::WIDTH;
use crate::clock::Moment;
use crate::page::{Button, RegisterView, ShiftView, Views, button, fault};
use serde_json::{Value, json};

impl Views for State {
    fn registers(&self, offset: i64) -> Vec<RegisterView> {
        let core = &self.core;
        let ahead = offset.saturating_add(core.clock_set_by);
        let shift = ShiftView::new(core.shift, core.opened, Moment::now(ahead));
        vec![RegisterView {
            id: core.serial.clone(),
            name: "iCASH-1F".to_owned(),
            columns: WIDTH,
            ahead,
            shift: Some(shift),
            facts: vec![
                ("serial", core.serial.as_str().into()),
                ("fn", core.drive.as_str().into()),
                ("fnPhase", phase(core.phase).into()),
                ("lastDocument", core.last_number.into()),
                ("receipts", core.receipts.into()),
                ("ofdQueue", self.unsent().count().into()),
            ],
        }]
    }

    fn buttons() -> Vec<Button> {
        let error = |code: u16| json!({"point": "received", "action": "error", "code": code});
        let mut buttons = Button::of_link("*");
        buttons.extend([
            fault("paperOut", "*", error(52)),
            fault("driveSilent", "*", error(33)),
            fault("driveFull", "*", error(18)),
            fault("notPrinted", "*", json!({"point": "processed", "action": "error", "code": 52})),
            button("stranger", "/simulator/document", sale()),
        ]);
        buttons
    }
}

fn phase(phase: u8) -> &'static str {
    match phase {
        super::state::READY => "ready",
        super::state::FISCAL => "fiscal",
        super::state::POST_FISCAL => "postFiscal",
        _ => "archive",
    }
}

/// The receipt of another program.
fn sale() -> Value {
    json!({
        "T1054": 1, "T1055": 1, "T1020": 54, "T1031": 54, "T1081": 0, "T1021": "Другая программа",
        "T1059": [{"T1030": "Молоко", "T1079": 18, "T1023": "3", "T1043": 54, "T1199": 2, "T1212": 1, "T1214": 4}],
    })
}
