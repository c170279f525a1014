//! The configuration of a device: what every backend has, and the backend's own part.

use super::device::Device;
use super::idle::IdleWindow;
use super::lock::Lock;
use crate::backends::{REGISTRY, Registered};
use crate::error::{Error, Fault, Level, Problem, RULES, Result, What};
use crate::journal::Sqlite;
use crate::task::json::Node;
use crate::task::read::{Fields, Need, Reader};
use crate::task::terms::{Charset, Terms};
use crate::task::words::{Words, words};
use crate::transport::Limits;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

words! {
    /// What becomes of unknown fields of a task.
    UnknownFields { Refuse = 0: "refuse", Warn = 1: "warn" }
}

words! {
    /// What becomes of an ИНН of 10 digits where the device asks for 12.
    ShortTaxNumbers { Refuse = 0: "refuse", Send = 1: "send" }
}

words! {
    /// What becomes of a document without an id whose content its caller was left in doubt about.
    Repeats { New = 0: "new", Join = 1: "join" }
}

words! {
    /// Level of a rule.
    LevelWord { Strict = 0: "strict", Warn = 1: "warn", Off = 2: "off" }
}

/// Longest answer of a device taken, in bytes.
const LONGEST_ANSWER: u64 = 4 * 1024 * 1024;

/// How often a document is sent again by default, once it is known that it was not made.
const RESENDS: i64 = 1;

/// Most that can be set.
const MOST_RESENDS: i64 = 10;

/// Longest time that can be set, in milliseconds.
const LONGEST_TIME: i64 = 24 * 3600 * 1000;

struct Config {
    backend: Box<dyn crate::backends::Backend>,
    terms: Terms,
    journal: PathBuf,
    deadline: Duration,
    settle: Duration,
    joins: bool,
    resend: u32,
}

impl Device {
    /// Opens a device by its configuration (JSON). Nothing is sent.
    pub fn open(config: &str) -> Result<Self> {
        open(config)
    }
}

fn open(text: &str) -> Result<Device> {
    let config = read(text).map_err(|faults| Error::before(What::BadConfig(faults)))?;
    let journal = &config.journal;
    let cannot =
        |cause: &dyn std::fmt::Display| Error::before(What::Journal(format!("{}: {cause}", journal.display())));
    if let Some(folder) = journal.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|error| cannot(&error))?;
    }
    let sqlite = Sqlite::open(journal).map_err(|trouble| cannot(&trouble))?;
    let lock = Lock::of(config.backend.device(), sqlite.path())?;
    Ok(Device {
        backend: config.backend,
        terms: config.terms,
        place: sqlite.path().to_owned(),
        journal: Mutex::new(Box::new(sqlite)),
        lock,
        drive: Mutex::default(),
        idle: IdleWindow::new(config.settle),
        progress: RwLock::default(),
        listeners: Mutex::default(),
        result: RwLock::default(),
        joins: config.joins,
        resend: config.resend,
        stops: Arc::default(),
        time: config.deadline,
    })
}

fn read(text: &str) -> std::result::Result<Config, Vec<Fault>> {
    let whole =
        |value: Option<&Node>, problem| vec![Fault { path: String::new(), value: value.map(Node::show), problem }];
    let node = Node::parse(text).map_err(|cause| whole(None, Problem::Json(cause)))?;
    let mut terms = Terms::new("kassa", Charset::Unicode);
    terms.secret_values = true;
    let reader = Reader::new(&terms);
    let config = reader.object(&node, None, fields);
    let (faults, _) = reader.found();
    match config {
        Some(config) if faults.is_empty() => Ok(config),
        _ if faults.is_empty() => Err(whole(Some(&node), Problem::Type("object"))),
        _ => Err(faults),
    }
}

fn fields(fields: &Fields) -> Option<Config> {
    let registered = backend(fields);
    let journal =
        fields.text("journal", Need::May, 4096).map_or_else(default_journal, |path| Some(PathBuf::from(path)));
    if journal.is_none() {
        fields.judge("journal", Problem::Missing);
    }
    let time = |name, default| {
        let given = fields.integer(name, Need::May, 1, LONGEST_TIME).unwrap_or(default);
        Duration::from_millis(given.unsigned_abs())
    };
    let limits =
        Limits { connect: time("connectTimeoutMs", 5_000), answer: time("timeoutMs", 30_000), body: LONGEST_ANSWER };
    let deadline = time("deadlineMs", 90_000);
    let settle = time("settleMs", registered.map_or(1, |registered| registered.settle_ms));
    let joins = fields.word("repeats", Need::May, None) == Some(Repeats::Join);
    let resend = fields.integer("resend", Need::May, 0, MOST_RESENDS).unwrap_or(RESENDS);
    let resend = u32::try_from(resend).unwrap_or_default();
    let terms = terms(fields, registered);
    let backend = registered.and_then(|registered| (registered.open)(fields, limits));
    Some(Config { backend: backend?, terms: terms?, journal: journal?, deadline, settle, joins, resend })
}

fn backend(fields: &Fields) -> Option<&'static Registered> {
    let Some(name) = fields.text("backend", Need::Must, 64) else {
        fields.leave_rest();
        return None;
    };
    let found = REGISTRY.iter().find(|registered| registered.name == name);
    if found.is_none() {
        let names: Vec<_> = REGISTRY.iter().map(|registered| registered.name).collect();
        fields.judge("backend", Problem::Word(names.join(", ")));
        fields.leave_rest();
    }
    found
}

fn terms(fields: &Fields, registered: Option<&Registered>) -> Option<Terms> {
    let mut terms = Terms::new(registered?.name, registered?.charset);
    terms.country = registered?.country;
    terms.exact_total = registered?.exact_total;
    terms.unknown_fields_pass = fields.word("unknownFields", Need::May, None) == Some(UnknownFields::Warn);
    terms.short_tax_numbers_pass = fields.word("shortTaxNumbers", Need::May, None) == Some(ShortTaxNumbers::Send);
    terms.default_taxation = fields.word("defaultTaxation", Need::May, None);
    terms.default_vat = fields.word("defaultVat", Need::May, None);
    if fields.flag("testMode", false) {
        // Registers and documents for tests have tax numbers out of the air.
        terms.set_level(crate::error::Rule::TaxNumber, Level::Warn);
    }
    fields.object("rules", Need::May, |fields| {
        for row in RULES.iter().filter(|row| row.default.is_some()) {
            if let Some(level) = fields.word(row.name, Need::May, None) {
                terms.set_level(row.rule, level_of(level));
            }
        }
        Some(())
    });
    Some(terms)
}

fn level_of(word: LevelWord) -> Level {
    match word {
        LevelWord::Strict => Level::Strict,
        LevelWord::Warn => Level::Warn,
        LevelWord::Off => Level::Off,
    }
}

/// A place for the journal that is kept over restarts: the user's own, as each system has it.
pub fn default_journal() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let state = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else {
        folder("XDG_STATE_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/state")))
    };
    state.map(|state| state.join("kassa").join("kassa.db"))
}
