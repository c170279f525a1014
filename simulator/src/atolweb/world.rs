//! The surroundings of a register, which a test changes: its link, its paper, its speed. None of it is saved.

use super::failure::Reason;
use serde_json::Value;
use std::time::{Duration, Instant};

/// When something goes wrong during a task.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Moment {
    /// Before anything is made.
    #[default]
    Before,
    /// After the shift opened by itself, before the document of the task. If the shift is open already: before anything
    /// is made.
    Shift,
    /// After the document is made.
    After,
}

/// A trouble of the register. Each task that meets it ends with its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    pub(super) code: u16,
    pub(super) text: Option<String>,
    pub(super) document: Moment,
    /// How many tasks meet it; `None`: every task until the trouble is over.
    pub(super) times: Option<u64>,
    /// Whether queries meet it too. Otherwise it begins with the next task that prints or makes a document.
    pub(super) begun: bool,
}

/// Where the queue is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Held {
    /// No task begins.
    Start,
    /// A task begins and is not executed.
    Task,
    /// A task is executed, and its result is not recorded: it is still `inProgress`.
    Document,
}

/// Which tasks are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeldTasks {
    All,
    /// Those that print or make a document.
    Documents,
}

#[derive(Clone, Debug)]
pub(super) struct World {
    pub(super) trouble: Option<Trouble>,
    pub(super) held: Option<Held>,
    pub(super) held_tasks: HeldTasks,
    /// How long a task waits before it begins.
    pub(super) wait: Duration,
    /// How long a task takes.
    pub(super) task: Duration,
    /// How long the server takes to settle a block after the trouble is over.
    pub(super) settle: Duration,
    /// Whether the result of a block that the server settled has every field.
    pub(super) settles_fully: bool,
    pub(super) ofd_online: bool,
    pub(super) drawer_open: bool,
    /// When the next step of the queue is due.
    pub(super) due: Option<Instant>,
}

impl World {
    pub(super) fn new(task: Duration) -> Self {
        Self {
            trouble: None,
            held: None,
            held_tasks: HeldTasks::All,
            wait: Duration::ZERO,
            task,
            settle: Duration::ZERO,
            settles_fully: false,
            ofd_online: true,
            drawer_open: false,
            due: None,
        }
    }

    /// The trouble that a task meets. A query needs no paper, and neither does an electronic document.
    pub(super) fn trouble_of(&self, prints: bool, needs_paper: bool) -> Option<&Trouble> {
        let trouble = self.trouble.as_ref().filter(|trouble| trouble.begun || prints)?;
        (needs_paper || Reason::of(trouble.code) != Some(Reason::Paper)).then_some(trouble)
    }

    /// Counts one task that has met the trouble.
    pub(super) fn wear_out(&mut self) {
        let Some(trouble) = &mut self.trouble else { return };
        match &mut trouble.times {
            Some(1) => self.trouble = None,
            Some(times) => *times -= 1,
            None => (trouble.begun, trouble.document) = (true, Moment::Before),
        }
    }

    /// Whether a block by this reason may be settled: its trouble is over.
    pub(super) fn is_over(&self, reason: Reason) -> bool {
        let of_trouble = self.trouble.as_ref().filter(|trouble| trouble.begun).and_then(|it| Reason::of(it.code));
        of_trouble.is_none_or(|trouble| trouble == Reason::Paper && reason != Reason::Paper)
    }

    /// Whether the queue is held at this step of a task.
    pub(super) fn holds(&self, step: Held, prints: bool) -> bool {
        self.held == Some(step) && (prints || self.held_tasks == HeldTasks::All)
    }

    /// Changes what the request names. Returns `None`, and may have changed a part, if something of it is wrong.
    pub(super) fn set(&mut self, given: &Value) -> Option<()> {
        let duration = |value: &Value| value.as_u64().map(Duration::from_millis);
        for (name, value) in given.as_object()? {
            match name.as_str() {
                "deviceID" | "active" | "forgotten" => {}
                "trouble" if value.is_null() => self.trouble = None,
                "trouble" => self.trouble = Some(trouble(value)?),
                "held" if value.is_null() => self.held = None,
                "held" => self.held = Some(held(value)?),
                "heldTasks" => self.held_tasks = held_tasks(value)?,
                "waitMs" => self.wait = duration(value)?,
                "taskMs" => self.task = duration(value)?,
                "settleMs" => self.settle = duration(value)?,
                "settledResult" => self.settles_fully = is_second(value, ["number", "full"])?,
                "ofd" => self.ofd_online = is_second(value, ["offline", "online"])?,
                "drawer" => self.drawer_open = is_second(value, ["closed", "open"])?,
                _ => return None,
            }
            self.due = None;
        }
        Some(())
    }
}

/// Which of two words it is.
fn is_second(value: &Value, words: [&str; 2]) -> Option<bool> {
    words.iter().position(|word| value == word).map(|at| at == 1)
}

fn trouble(value: &Value) -> Option<Trouble> {
    const MEMBERS: [&str; 5] = ["code", "text", "document", "times", "at"];
    value.as_object()?.keys().all(|name| MEMBERS.contains(&name.as_str())).then_some(())?;
    let word = |name: &str, default| value.get(name).map_or(Some(default), Value::as_str);
    let document = match word("document", "before")? {
        "before" => Moment::Before,
        "shift" => Moment::Shift,
        "after" => Moment::After,
        _ => return None,
    };
    let begun = match word("at", "document")? {
        "document" => false,
        "now" => true,
        _ => return None,
    };
    let times = match value.get("times") {
        Some(times) => Some(times.as_u64().filter(|times| *times > 0)?),
        None => None,
    };
    let code = value["code"].as_u64().and_then(|code| code.try_into().ok()).filter(|code| *code != 0)?;
    Some(Trouble { code, text: value["text"].as_str().map(str::to_owned), document, times, begun })
}

fn held_tasks(value: &Value) -> Option<HeldTasks> {
    match value.as_str()? {
        "all" => Some(HeldTasks::All),
        "documents" => Some(HeldTasks::Documents),
        _ => None,
    }
}

fn held(value: &Value) -> Option<Held> {
    match value.as_str()? {
        "start" => Some(Held::Start),
        "task" => Some(Held::Task),
        "document" => Some(Held::Document),
        _ => None,
    }
}
