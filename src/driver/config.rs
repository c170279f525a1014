//! Opens a device by its configuration: reads the keys of `settings.rs` and hands the rest to the backend's own
//! `config.rs`.

use super::device::Device;
use super::idle::IdleWindow;
use super::lock::{Lock, Place};
use super::logged;
use super::settings::{Repeats, SETTINGS, ShortTaxNumbers, Sync, Uncarried, UnknownFields};
use super::unrecorded::Unrecorded;
use crate::backends::setting::{Number, flag, number, object, path, row, text, texts, word};
use crate::backends::{REGISTRY, Registered};
use crate::error::{Allowed, Error, ErrorKind, Fault, Level, Note, Problem, RULES, Result, Text};
#[cfg(feature = "postgres")]
use crate::journal::{Address, Postgres, Times, is_address};
use crate::journal::{Cause, Journal, Sqlite};
use crate::log::{self, DeviceLog, LogFile};
use crate::rights::{private, private_folder};
use crate::secret::Masks;
use crate::task::json::Node;
use crate::task::path::Path;
use crate::task::policy::{Charset, Policy, may_be_left_out};
use crate::task::read::{Fields, Need, Reader};
use crate::task::schema;
use crate::transport::Limits;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

/// Longest answer of a device that is accepted, in bytes.
const LONGEST_ANSWER: u64 = 4 * 1024 * 1024;

/// Where the journal is.
enum Location {
    File(PathBuf),
    #[cfg(feature = "postgres")]
    Server(Address),
}

struct Config {
    backend: Box<dyn crate::backends::Backend>,
    policy: Policy,
    journal: Location,
    #[cfg(feature = "postgres")]
    limits: Limits,
    syncs_outcomes: bool,
    deadline: Duration,
    settle: Duration,
    joins: bool,
    resend: u32,
    log: DeviceLog,
    notes: Vec<Note>,
}

impl Device {
    /// Opens a device by its configuration (JSON; docs/en/config.md lists the keys of each backend).
    ///
    /// Nothing is sent, so the device may be switched off. The journal is created if it is missing.
    ///
    /// # Errors
    ///
    /// [`Code::BadConfig`](crate::Code::BadConfig) with every fault of the configuration, or
    /// [`Code::Journal`](crate::Code::Journal).
    ///
    /// ```
    /// use kassa::Device;
    ///
    /// let error = Device::open(r#"{"backend": "icash", "timeoutMs": "soon"}"#).unwrap_err();
    /// let places: Vec<&str> = error.faults().iter().map(|fault| fault.path.as_str()).collect();
    /// assert!(places.contains(&"url") && places.contains(&"timeoutMs"));
    /// ```
    pub fn open(config: &str) -> Result<Self> {
        open(config)
    }
}

fn open(text: &str) -> Result<Device> {
    let config = read(text).map_err(|faults| Error::before(ErrorKind::BadConfig(faults)))?;
    let (journal, place) = match &config.journal {
        Location::File(path) => in_file(path, config.syncs_outcomes)?,
        #[cfg(feature = "postgres")]
        Location::Server(address) => on_server(address, config.limits, config.syncs_outcomes)?,
    };
    let lock = Lock::of(config.backend.device(), &place)?;
    let log = Arc::new(DeviceLog { device: config.backend.device().to_owned(), ..config.log });
    tell(&log, &config.notes);
    Ok(Device {
        backend: config.backend,
        policy: config.policy,
        place,
        journal: Mutex::new(journal),
        lock,
        log,
        notes: config.notes,
        idle: IdleWindow::new(config.settle),
        unrecorded: Unrecorded::default(),
        progress: RwLock::default(),
        listeners: Mutex::default(),
        result: RwLock::default(),
        joins: config.joins,
        resend: config.resend,
        stops: Arc::default(),
        time: config.deadline,
    })
}

fn in_file(path: &std::path::Path, syncs_outcomes: bool) -> Result<(Box<dyn Journal>, Place)> {
    let cannot = |cause: &Text| Error::before(ErrorKind::Journal(cause.at(&path.display())));
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        private_folder(folder).map_err(|error| cannot(&Text::of_io(&error)))?;
    }
    // SQLite gives its own files beside the journal the journal's rights. What is wrong with the path it says better.
    let _made = private(File::options().create_new(true).write(true)).open(path);
    let sqlite = Sqlite::open(path)
        .map_err(|journal_error| match journal_error.1 {
            Cause::Broken | Cause::Missing => cannot(&journal_error.0),
            Cause::Held | Cause::Busy | Cause::Away | Cause::TakenOver => journal_error.into(),
        })?
        .syncing_outcomes(syncs_outcomes);
    let place = Place::File(sqlite.path().to_owned());
    Ok((Box::new(sqlite), place))
}

/// A lease lasts as long as a request and its answer may take, so that nothing of a request is on its way when it ends.
#[cfg(feature = "postgres")]
fn on_server(address: &Address, limits: Limits, syncs_outcomes: bool) -> Result<(Box<dyn Journal>, Place)> {
    // The name of the register is looked up, then connected to.
    let times = Times { before_sending: limits.connect * 2, answer: limits.answer };
    let postgres = Postgres::open(address, times)?.syncing_outcomes(syncs_outcomes);
    let place = Place::Server(postgres.leases());
    Ok((Box::new(postgres), place))
}

/// Logs what is no reason not to sell; `kassa doctor` tells it too.
fn tell(of_device: &Arc<DeviceLog>, notes: &[Note]) {
    let _entered = log::enter(of_device, None);
    if let Some(Err(error)) = of_device.file.as_ref().map(LogFile::check) {
        log::line(log::Level::Warning, format_args!("log file: {error}"));
    }
    for note in notes {
        log::line(log::Level::Warning, format_args!("{}: {}", note.path(), note.message().en));
    }
}

fn read(text: &str) -> std::result::Result<Config, Vec<Fault>> {
    let at_root =
        |value: Option<&Node>, problem| vec![Fault { path: String::new(), value: value.map(Node::show), problem }];
    let node = Node::parse(text).map_err(|cause| at_root(None, Problem::Json(cause)))?;
    let mut policy = Policy::new("kassa", Charset::Unicode);
    policy.secret_values = true;
    let reader = Reader::new(&policy);
    let config = reader.object(&node, None, fields);
    let secrets = Masks::of(reader.secrets());
    let (faults, notes) = reader.found();
    let notes = notes.into_iter().map(Note::from).collect();
    match config {
        Some(config) if faults.is_empty() => Ok(Config { log: DeviceLog { secrets, ..config.log }, notes, ..config }),
        _ if faults.is_empty() => Err(at_root(Some(&node), Problem::Type("object"))),
        _ => Err(faults),
    }
}

fn fields(fields: &Fields) -> Option<Config> {
    let registered = backend(fields);
    let journal = const { text(SETTINGS, "journal") };
    let (key, given) = (journal.key, journal.read(fields));
    let journal = match given {
        #[cfg(feature = "postgres")]
        Some(given) if is_address(&given) => server(fields, key, &given).map(Location::Server),
        Some(given) => path(fields, key, given).map(Location::File),
        None => default_journal().map(Location::File).or_else(|| {
            fields.judge(key, Problem::Missing);
            None
        }),
    };
    let syncs_outcomes = const { word(SETTINGS, "sync") }.read(fields) == Some(Sync::Both);
    let time = |key: Number| key.read(fields).map(|time| Duration::from_millis(time.unsigned_abs()));
    let connect = time(const { number(SETTINGS, "connectTimeoutMs") })?;
    let answer = time(const { number(SETTINGS, "timeoutMs") })?;
    let deadline = time(const { number(SETTINGS, "deadlineMs") })?;
    let settle = time(const { number(SETTINGS, "settleMs") });
    let joins = const { word(SETTINGS, "repeats") }.read(fields) == Some(Repeats::Join);
    let resend = const { number(SETTINGS, "resend") }.read(fields).and_then(|times| u32::try_from(times).ok());
    let policy = policy(fields, registered);
    let log = logged::settings(fields);
    let limits = Limits { connect, answer, body: LONGEST_ANSWER };
    let backend = registered.and_then(|registered| (registered.open)(fields, limits))?;
    let settle = settle.unwrap_or(Duration::from_millis(registered?.settle_ms.unsigned_abs()));
    Some(Config {
        backend,
        policy: policy?,
        journal: journal?,
        #[cfg(feature = "postgres")]
        limits,
        syncs_outcomes,
        deadline,
        settle,
        joins,
        resend: resend?,
        log: log?,
        notes: Vec::new(),
    })
}

/// The address of a journal on a server. Its password is kept from the log, and no fault shows it.
#[cfg(feature = "postgres")]
fn server(fields: &Fields, key: &str, given: &str) -> Option<Address> {
    match Address::parse(given) {
        Ok(address) => {
            address.password().into_iter().for_each(|password| fields.reader.hide(password));
            if address.is_open() {
                let text = Text::of(
                    "Связь с сервером журнала не защищена: sslmode=disable годится для сервера на этом же компьютере или за VPN",
                    "The link to the server of the journal is not protected: sslmode=disable is for a server on this machine or behind a VPN",
                );
                fields.reader.warn(fields.at(key), Problem::Form(text));
            }
            Some(address)
        }
        Err(text) => {
            fields.reader.judge(fields.at(key), None, Problem::Form(text));
            None
        }
    }
}

fn backend(fields: &Fields) -> Option<&'static Registered> {
    let key = const { row(SETTINGS, "backend") }.key;
    let Some(name) = fields.text(key, Need::Required, 64) else {
        fields.leave_rest();
        return None;
    };
    let found = REGISTRY.iter().find(|registered| registered.name == name);
    if found.is_none() {
        let allowed = Allowed::of(&name, REGISTRY.iter().map(|registered| registered.name));
        fields.judge(key, Problem::Word(allowed));
        fields.leave_rest();
    }
    found
}

fn policy(fields: &Fields, registered: Option<&Registered>) -> Option<Policy> {
    let mut policy = Policy::new(registered?.name, registered?.charset);
    policy.country = registered?.country;
    policy.exact_total = registered?.exact_total;
    policy.rewrites = registered?.speaks_vocabulary;
    policy.unknown_fields_pass = const { word(SETTINGS, "unknownFields") }.read(fields) == Some(UnknownFields::Warn);
    policy.uncarried_refused = const { word(SETTINGS, "uncarried") }.read(fields) == Some(Uncarried::Refuse);
    policy.leave_out = leave_out(fields);
    policy.short_tax_numbers_pass =
        const { word(SETTINGS, "shortTaxNumbers") }.read(fields) == Some(ShortTaxNumbers::Send);
    policy.default_taxation = const { word(SETTINGS, "defaultTaxation") }.read(fields);
    policy.default_vat = const { word(SETTINGS, "defaultVat") }.read(fields);
    policy.default_payment_method = const { word(SETTINGS, "defaultPaymentMethod") }.read(fields);
    policy.default_payment_object = const { word(SETTINGS, "defaultPaymentObject") }.read(fields);
    if const { flag(SETTINGS, "testMode") }.read(fields) {
        // Test registers and test documents have invented tax numbers.
        policy.set_level(crate::error::Rule::TaxNumber, Level::Warn);
    }
    const { object(SETTINGS, "rules") }.read(fields, |fields| {
        for row in RULES.iter().filter(|row| row.default.is_some()) {
            let Some(word) = fields.text(row.name, Need::Optional, 16) else { continue };
            match row.levels().find(|(name, _)| *name == word) {
                Some((_, level)) => {
                    policy.set_level(row.rule, level);
                }
                None => {
                    let allowed = Allowed::of(&word, row.levels().map(|(name, _)| name));
                    fields.judge(row.name, Problem::Word(allowed));
                }
            }
        }
        Some(())
    });
    Some(policy)
}

/// The fields that an administrator has left out. Each must exist in a task, and be one that may be left out.
fn leave_out(fields: &Fields) -> Vec<String> {
    let key = const { texts(SETTINGS, "leaveOut") };
    let paths = key.read(fields);
    if !paths.is_empty() {
        let known = schema::paths();
        for (index, path) in paths.iter().enumerate() {
            let problem = if !may_be_left_out(path) {
                Problem::Form(Text::of(
                    "Без этого поля документ не оформить; пропускать его нельзя",
                    "A document cannot be made without this field, so it cannot be left out",
                ))
            } else if known.contains(path) {
                continue;
            } else {
                Problem::Form(Text::of("Такого поля в заданиях нет", "No task has such a field"))
            };
            let list = fields.at(key.key);
            fields.reader.judge(Path::Item(&list, index), Some(&Node::Text(path.as_str().into())), problem);
        }
    }
    paths
}

/// Default path of the journal: a folder of the current user that survives a restart, as each system has it.
pub fn default_journal() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let state = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else {
        folder("XDG_STATE_HOME").or_else(|| folder("HOME").map(|home| home.join(".local/state")))
    };
    state.map(|state| state.join("kassa").join("kassa.db"))
}
