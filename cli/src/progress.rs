//! The stage of a running call, on the standard error and only if that is a terminal.

use crate::lang::Lang;
use kassa::{Device, Stage};
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many characters of the line are in use.
static WIDTH: AtomicUsize = AtomicUsize::new(0);

/// Shows the stage of each call of this device.
pub fn follow(device: &Device, lang: Lang) {
    if io::stderr().is_terminal() {
        device.set_progress(Some(Arc::new(move |stage| line(&told(lang, stage)))));
    }
}

/// Removes the line, before anything else is written.
pub fn clear() {
    if WIDTH.load(Ordering::Relaxed) > 0 {
        line("");
        let _gone = write!(io::stderr(), "\r");
    }
}

/// Shows how far a search is.
pub fn checked(lang: Lang, done: usize, all: usize) {
    // Each line costs more than a look at a closed port.
    if io::stderr().is_terminal() && (done == all || done.is_multiple_of(16)) {
        line(&format!("{}: {done}/{all}", lang.told("проверено", "checked")));
    }
}

fn line(text: &str) {
    let length = text.chars().count();
    let rest = WIDTH.swap(length, Ordering::Relaxed).saturating_sub(length);
    // If the terminal is gone, the call goes on.
    let _gone = write!(io::stderr(), "\r{text}{}", " ".repeat(rest)).and_then(|()| io::stderr().flush());
}

fn told(lang: Lang, stage: Stage) -> String {
    let of = |done: u64, all: Option<u64>| all.map_or_else(|| done.to_string(), |all| format!("{done}/{all}"));
    match stage {
        Stage::Waiting => lang.told("касса занята, ждём…", "waiting for the register…").to_owned(),
        Stage::Looking => lang.told("смотрим последний документ…", "looking at the last document…").to_owned(),
        Stage::Sending => lang.told("отправлено, ждём ответа…", "sent, waiting for the answer…").to_owned(),
        Stage::Settling => lang
            .told(
                "ответ потерян, выясняем, есть ли документ…",
                "the answer was lost, finding out whether the document exists…",
            )
            .to_owned(),
        Stage::Queued => lang.told("документ в очереди…", "the document is in the queue…").to_owned(),
        Stage::OnRegister => lang.told("документ на кассе…", "the register has the document…").to_owned(),
        Stage::Done => lang.told("очередь закончила…", "the queue has finished…").to_owned(),
        Stage::Downloading(done, all) => {
            format!("{}: {}", lang.told("загружено байт", "bytes downloaded"), of(done, all))
        }
        Stage::Relaying(done, all) => {
            format!("{}: {}", lang.told("передано документов", "documents sent"), of(done, all))
        }
    }
}
