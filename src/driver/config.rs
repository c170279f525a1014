//! The configuration of a device: the keys that every backend has. The backend's own keys are in its `config.rs`.

use super::device::Device;
use super::idle::IdleWindow;
use super::lock::{Lock, Place};
use super::logged;
use crate::backends::setting::{
    Absent, Choice, Kind, Number, Setting, bilingual, choice, flag, number, object, path, row, setting, text, texts,
    word,
};
use crate::backends::{REGISTRY, Registered, TLS};
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
use crate::task::words::{Words, words};
use crate::transport::Limits;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

words! {
    /// What happens to fields of a task that the vocabulary does not know.
    UnknownFields { Refuse = 0: "refuse", Warn = 1: "warn" }
}

words! {
    /// What happens to what a backend's table leaves out.
    Uncarried { Note = 0: "note", Refuse = 1: "refuse" }
}

words! {
    /// What happens to an ИНН of 10 digits where the device expects 12.
    ShortTaxNumbers { Send = 0: "send", Refuse = 1: "refuse" }
}

words! {
    /// What of a document is on the disk before the call goes on.
    Sync { Intent = 0: "intent", Both = 1: "both" }
}

words! {
    /// Whether a document without an id may be a repetition of an undelivered one.
    Repeats { New = 0: "new", Join = 1: "join" }
}

/// Longest answer of a device that is accepted, in bytes.
const LONGEST_ANSWER: u64 = 4 * 1024 * 1024;

/// A time in milliseconds: 1 ms to 24 hours.
const TIME: Kind = Kind::Number(1, 24 * 3600 * 1000);

/// The values of `backend`.
const BACKENDS: [Choice; REGISTRY.len()] = {
    let mut words = [choice("", "", ""); REGISTRY.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = choice(REGISTRY[at].name, REGISTRY[at].title, REGISTRY[at].title);
        at += 1;
    }
    words
};

/// The keys that every backend has; each backend's own keys are in the registry.
#[rustfmt::skip]
pub const SETTINGS: &[Setting] = &[
    setting("backend", Kind::Words(&BACKENDS), Absent::Required)
        .asked("Касса", "Register")
        .about("модель кассы, одна из поддерживаемых", "model of the register, or `ofdru`, the registration service"),
    TLS,
    setting("journal", Kind::Text(4096), Absent::FoundOut(bilingual("в профиле пользователя", "in the user's profile")))
        .asked("Файл журнала документов", "Journal file")
        .about("по журналу драйвер узнаёт уже отправленный чек и не пробивает его дважды. Укажите один и тот же файл во всех программах, которые работают с этой кассой на этом компьютере. Если поле пустое, у каждого пользователя Windows свой журнал: если пользователей несколько, укажите файл. Журнал нескольких компьютеров — на PostgreSQL: [fleet.md](fleet.md)", "path of the journal file; its folder is created. Programs that share a register must use the same journal. The default path is [here](config.md#every-backend). A journal of several machines is on PostgreSQL: [fleet.md](fleet.md)"),
    setting("sync", Kind::Words(&[choice("intent", "намерение", "the intent"), choice("both", "намерение и результат", "the intent and the outcome")]), Absent::Usual)
        .about("что записано на диск, прежде чем вызов продолжится: `intent` — намерение; результат после отключения питания выясняется у кассы. `both` — и результат: [цена](exactly-once.md#sync)", "what is on the disk before the call goes on: `intent` the intent, and after a power failure the outcome is found on the register again; `both` the outcome too: [the price](exactly-once.md#sync)"),
    setting("timeoutMs", TIME, Absent::Number(30_000))
        .asked("Ожидание ответа ККТ, мс", "Time to wait for the register's answer, ms")
        .about("сколько ждать ответа после отправки запроса; должно быть больше времени самой долгой печати", "how long to wait for the register's answer after the request was sent; must be longer than its slowest print"),
    setting("connectTimeoutMs", TIME, Absent::Number(5_000))
        .asked("Ожидание соединения с ККТ, мс", "Time to connect to the register, ms")
        .about("сколько времени отводится на поиск кассы по адресу и соединение с ней", "how long finding the register's address and connecting to it may take"),
    setting("deadlineMs", TIME, Absent::Number(90_000))
        .asked("Предел всего вызова, мс", "Time limit of a whole call, ms")
        .about("сколько может длиться весь вызов: ожидание, пока касса занята, запросы к ней, отправка документа и выяснение результата", "how long a whole call may take: waiting for the device, queries, sending, resolving a lost answer"),
    setting("settleMs", TIME, Absent::FoundOut(bilingual("по модели", "by backend")))
        .asked("Выдержка после потери ответа ККТ, мс", "How long the register must be idle after a lost answer, ms")
        .about("сколько времени касса должна оставаться незанятой после потери ответа, чтобы документ считался неоформленным: [зачем](exactly-once.md#absence)", "how long the register must be seen idle after a lost answer before the document counts as not made: [why](exactly-once.md#absence)"),
    setting("resend", Kind::Number(0, 10), Absent::Number(1))
        .asked("Сколько раз повторить отправку, если ККТ не оформила документ", "How often to resend a document that was not made")
        .about("сколько раз драйвер сам повторит отправку, если касса не оформила документ, в пределах `deadlineMs`; 0 — не повторять: [когда](exactly-once.md#settling)", "how often the driver itself sends a document again after it was not made, within `deadlineMs`; 0 means never: [when](exactly-once.md#settling)"),
    setting("repeats", Kind::Words(&[choice("new", "новый документ", "a new document"), choice("join", "повтор прежнего", "a repetition")]), Absent::Usual)
        .about("`join`: документ без `externalId` может быть повтором документа, результат которого программа не получила; в драйвере для 1С всегда `join`", "`join`: a document without an `externalId` may be a repetition of one whose outcome its caller has not received: [how](exactly-once.md#callers-without-ids)"),
    setting("unknownFields", Kind::Words(&[choice("refuse", "отказать", "refuse"), choice("warn", "предупредить", "warn")]), Absent::Usual)
        .about("`warn`: неизвестное поле пропускается с предупреждением, без отказа", "`warn`: an unknown field of a task is ignored with a note; it does not refuse the task"),
    setting("uncarried", Kind::Words(&[choice("note", "не передавать", "leave out"), choice("refuse", "отказать", "refuse")]), Absent::Usual)
        .about("что делать с полями, которые касса записывает сама или которые не входят в фискальный документ (отдел, текст в чеке, скидка для печати): `note` — не передавать и отметить в `warnings.notes`, `refuse` — отказать. Поля, от которых зависит, что узнает налоговая служба или покупатель, не пропускаются никогда", "what happens to fields that the register writes itself or that are no part of a fiscal document (department, text in a receipt, a discount to print): `note` leaves them out and says so in `warnings.notes`, `refuse` refuses the document. Fields that change what the tax service or the buyer is told are always refused"),
    setting("leaveOut", Kind::Texts(128), Absent::Usual)
        .about("поля задания, которые решено не передавать, хотя касса их не поддерживает и без этой настройки отказала бы: пути без номеров, например `[\"items[].industryInfo\"]`. Нельзя указать суммы, НДС, коды маркировки, агентов и поставщиков", "fields of a task that are left out although the register does not support them and the document would be refused: paths without indices, as `[\"items[].industryInfo\"]`. Sums, VAT, marking codes, agents and suppliers cannot be listed"),
    setting("shortTaxNumbers", Kind::Words(&[choice("send", "передать", "send"), choice("refuse", "отказать", "refuse")]), Absent::Usual)
        .asked("ИНН из 10 цифр там, где ККТ ждёт 12", "ИНН of 10 digits where the register expects 12")
        .about("`send`: ИНН из 10 цифр передаётся и там, где документация кассы называет 12: решает касса, её отказ безвреден", "`send`: an ИНН of 10 digits is also sent where the register's document asks for 12: the register decides, and its refusal does no harm. That of a cashier is never sent"),
    setting("defaultTaxation", Kind::WordsOf("taxationType"), Absent::Nothing)
        .about("`taxationType` для чеков, в которых он не указан", "`taxationType` of receipts that do not give one"),
    setting("defaultVat", Kind::WordsOf("tax.type"), Absent::Nothing)
        .about("`tax.type` для позиций, в которых он не указан", "`tax.type` of lines that do not give one"),
    setting("testMode", Kind::Flag, Absent::Usual)
        .asked("Тестовая касса: не отказывать из-за контрольных цифр ИНН", "Test register: wrong check digits of ИНН only warn")
        .about("неверные контрольные цифры ИНН и подобных номеров дают предупреждение вместо отказа: у тестовых касс номера вымышлены", "`true`: wrong check digits of ИНН and similar numbers only warn, because those of test registers are invented"),
    setting("log", Kind::Text(4096), Absent::Nothing)
        .about("файл журнала работы: вызовы, обмен с кассой, ошибки; без секретов и без содержания документов, см. [config.md](config.md#log)", "log file: calls, exchanges with the register, failures; without secrets and without the content of documents, see [The log](#log)"),
    setting("logLevel", Kind::Words(&[choice("info", "вызовы и ошибки", "calls and failures"), choice("error", "только неизвестный исход и сбои", "unknown outcomes and faults"), choice("warning", "все ошибки", "all failures"), choice("debug", "ещё и каждый обмен", "each exchange too")]), Absent::Usual)
        .about("какие строки писать в `log`: `error` — исход неизвестен или сбой, `warning` — ещё и каждая ошибка, `info` — ещё и каждый вызов, `debug` — ещё и каждый обмен с кассой", "which lines `log` has: `error` unknown outcomes and faults of the journal or the library, `warning` also each failure, `info` also each call, `debug` also each exchange with the register"),
    setting("logBodies", Kind::Flag, Absent::Usual)
        .about("писать в `log` также запросы и ответы кассы; секреты и личные данные в них закрыты", "`log` also has the requests and answers, with secrets and personal data masked"),
    setting("logMaxBytes", Kind::Number(4096, 1 << 30), Absent::Number(10 << 20))
        .about("размер, с которого начинается новый файл; прежний получает имя `….1`", "size from which a new file is started; the full one is renamed to `….1`"),
    setting("logKeep", Kind::Number(1, 99), Absent::Number(3))
        .about("сколько прежних файлов хранить", "how many older files are kept"),
    setting("rules", Kind::Object, Absent::Usual)
        .about("уровни правил: `strict`, `warn`, `off` или слово самого правила, см. [config.md](config.md#rules)", "level of each rule: `strict`, `warn`, `off` or a word of the rule's own; see [Rules](#rules)"),
];

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
            Cause::Broken => cannot(&journal_error.0),
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
