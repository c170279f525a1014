//! A task of the caller, for each backend. Nothing is sent.

use crate::server::{new_journal, open};
use kassa::{Device, Task};
use std::sync::LazyLock;

static DEVICES: LazyLock<Vec<Device>> = LazyLock::new(|| {
    let journal = new_journal();
    ["icash", "cashcore", "itkassa", "atolweb", "atolonline"].map(|backend| open(backend, &journal)).into()
});

pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(task) = Task::from_json(text) else { return };
    for device in &*DEVICES {
        match device.validate(&task) {
            Ok(answer) => drop(answer.into_json().to_string()),
            Err(error) => drop(error.to_json().to_string()),
        }
    }
}
