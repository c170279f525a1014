//! A day: the tills work through what the plan has for them, and the judge looks on.

use crate::disk::path_of;
use crate::facts::{Facts, Law, Said};
use crate::plan::{Act, CONNECT, DEADLINE, Event, Fault, Kind, Plan, SETTLE, Setting, TIMEOUT, Then};
use crate::process;
use crate::registering::{self, Program};
use crate::registers::{OFD_ID, atolonline};
use crate::server::Server;
use crate::tape;
use crate::totals::Folder;
use crate::world::{Seat, Work, World};
use kassa::days::Bug;
use kassa::{Answer, Candidate, Device, Error, Outcome, Retry, Task};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use std::time::Duration;

/// What a call may take beyond its deadline, in milliseconds.
const MARGIN: u64 = 3_000;

/// Within so many milliseconds beyond `settleMs` a till sells again.
const SOON: u64 = 10_000;

/// The shared key of callbacks.
const CALLBACK_KEY: &str = "0123456789abcdef";

/// How often a cashier tries.
const TRIES: usize = 5;

/// What a day came to.
pub struct Day {
    pub facts: Facts,
    pub story: Vec<String>,
}

/// The name of the goods of a sale.
pub fn name_of(content: u64) -> String {
    format!("Чай {content}")
}

/// The sale of which these are the goods.
pub fn content_of(name: &str) -> u64 {
    name.rsplit(' ').next().and_then(|content| content.parse().ok()).unwrap_or_default()
}

/// The sum of a sale.
pub fn roubles_of(content: u64) -> u64 {
    // Two by two have the same sum: the amount alone must not decide.
    100 + content / 2 * 10
}

/// Runs a day in this folder, which is its own.
pub fn run(plan: &Plan, place: &Folder, bug: Option<Bug>, tells: bool) -> Day {
    let folder = place.path();
    for file in fs::read_dir(folder).into_iter().flatten().flatten() {
        fs::remove_file(file.path()).unwrap_or_default();
    }
    if !plan.on_server {
        for journal in 0..plan.journals {
            fs::write(path_of(folder, journal), empty_journal(folder)).expect("a journal is written");
        }
    }
    let world = World::new(plan.clone(), bug, tells);
    world.core().begin(folder);
    let mut address = None;
    if plan.on_server {
        let database = place.database();
        address = Some(database.lock().unwrap_or_else(PoisonError::into_inner).address.clone());
        world.core().server = Some(Server::new(database));
    }
    let address = address.as_deref();
    let devices: Devices = Arc::new(plan.tills.iter().map(|_| Mutex::default()).collect());
    let at_work: AtWork = Arc::new(plan.tills.iter().map(|_| Mutex::default()).collect());
    let registers = plan.kind == Kind::Registration;
    if registers {
        registering::begin(&mut world.core());
    }
    let program = |at: usize| {
        let devices = Arc::clone(&devices);
        Program::new(plan, at, folder, Box::new(move |device| keep(&devices[at], device)))
    };
    let till = |at| Till::new(plan, at, folder, address, &devices, &at_work);
    let mut tasks: Vec<(usize, Work)> = Vec::new();
    for at in 0..plan.tills.len() {
        let work: Work = if registers {
            let mut program = program(at);
            Box::new(move |seat| program.work_through(&seat))
        } else {
            let mut till = till(at);
            Box::new(move |seat| till.work_through(&seat))
        };
        tasks.push((plan.tills[at].process, work));
    }
    for fault in &plan.faults {
        if let Fault::At(time, Event::Locked { journal, time: held }) = *fault {
            let journal = path_of(folder, journal);
            tasks.push((plan.processes, Box::new(move |seat| hold(&seat, time, &journal, held))));
        }
        if let Fault::At(time, event @ (Event::Cancel { till } | Event::Callback { till, .. })) = *fault {
            let devices = Arc::clone(&devices);
            tasks.push((plan.processes, Box::new(move |seat| befall(&seat, time, event, &devices[till]))));
        }
        if let Fault::Stop { till, redelivered: true, .. } = *fault {
            let Till { config, .. } = Till::new(plan, till, folder, address, &devices, &at_work);
            let at_work = Arc::clone(&at_work);
            tasks.push((plan.processes, Box::new(move |seat| take_over(&seat, till, &config, &at_work[till]))));
        }
    }
    world.run(tasks);
    world.core().calm_down();
    let mut tasks: Vec<(usize, Work)> = Vec::new();
    for at in 0..plan.tills.len() {
        let work: Work = if registers {
            let mut program = program(at);
            Box::new(move |seat| program.end_the_day(&seat))
        } else {
            let mut till = till(at);
            Box::new(move |seat| till.end_the_day(&seat))
        };
        tasks.push((plan.tills[at].process, work));
    }
    world.run(tasks);
    let mut core = world.core();
    core.facts.check_end();
    core.forget_disks();
    Day { facts: std::mem::take(&mut core.facts), story: core.story.take().unwrap_or_default() }
}

/// An empty journal. It is made once: that takes longer than some sales.
fn empty_journal(folder: &Path) -> &'static [u8] {
    static EMPTY: OnceLock<Vec<u8>> = OnceLock::new();
    EMPTY.get_or_init(|| {
        let path = folder.join("empty.db");
        drop(kassa::journal::Sqlite::open(&path).expect("a journal"));
        let empty = fs::read(&path).expect("a journal");
        fs::remove_file(&path).expect("a journal");
        empty
    })
}

type Devices = Arc<Vec<Mutex<Weak<Device>>>>;

fn keep(place: &Mutex<Weak<Device>>, device: &Arc<Device>) {
    *place.lock().unwrap_or_else(PoisonError::into_inner) = Arc::downgrade(device);
}

/// The document that each till is about.
type AtWork = Arc<Vec<Mutex<Option<Current>>>>;

/// Another machine gets the document of a till that has stopped: it asks what became of it, and makes it if it was not made.
fn take_over(seat: &Seat, till: usize, config: &str, at_work: &Mutex<Option<Current>>) {
    kassa::days::within(Arc::new(seat.clone()), || {
        loop {
            let (stands, ended) = {
                let core = seat.core();
                (core.now < core.tasks[till].stands_until, core.tasks[till].ended)
            };
            if ended {
                return;
            }
            if stands {
                break;
            }
            seat.pass(Duration::from_millis(100));
        }
        let Some(current) = at_work.lock().unwrap_or_else(PoisonError::into_inner).clone() else { return };
        for _ in 0..6 {
            let Ok(device) = Device::open(config) else {
                seat.pass(Duration::from_secs(1));
                continue;
            };
            let found = device.recover(&current.name);
            match &found {
                Ok(_) => {
                    seat.core().facts.say(current.id, said(&found));
                    return;
                }
                Err(error) if error.code() == kassa::Code::NotMade => {
                    seat.core().facts.say(current.id, Said::No);
                    seat.core().tell(|| format!("    {} goes to another machine", current.name));
                    execute(seat, &device, &current);
                    return;
                }
                // Of what is not known, or not in the journal yet, this machine says nothing.
                Err(_) => seat.pass(Duration::from_secs(1)),
            }
        }
    });
}

/// Something comes to a till from outside.
fn befall(seat: &Seat, time: u64, event: Event, device: &Mutex<Weak<Device>>) {
    kassa::days::within(Arc::new(seat.clone()), || {
        seat.pass(Duration::from_millis(time));
        let Some(device) = device.lock().unwrap_or_else(PoisonError::into_inner).upgrade() else { return };
        match event {
            Event::Callback { forged, .. } => {
                let Some(body) = seat.core().registers[0].callback(forged) else { return };
                for _ in 0..2 {
                    let headers = json!({"X-API-Key": CALLBACK_KEY}).to_string();
                    let answered = device.parse_callback(&headers, &body.to_string());
                    seat.core().tell(|| {
                        format!("    the callback brings {}", if answered.is_ok() { "news" } else { "nothing" })
                    });
                }
            }
            _ => device.cancel(),
        }
    });
}

/// Another program holds a journal, in milliseconds.
fn hold(seat: &Seat, time: u64, journal: &Path, held: u64) {
    seat.pass(Duration::from_millis(time));
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    if tape::has_failed(journal) {
        return;
    }
    let Ok(connection) = Connection::open_with_flags(journal, flags) else { return };
    let locked = connection.busy_timeout(Duration::ZERO).and_then(|()| connection.execute_batch("BEGIN IMMEDIATE"));
    if locked.is_err() {
        return;
    }
    // Until the machine has no power, or a person puts another journal there.
    let ends = seat.core().now + Duration::from_millis(held);
    while seat.core().now < ends && !tape::has_failed(journal) {
        seat.pass(Duration::from_millis(5));
    }
}

/// A till and the people at it.
struct Till {
    at: usize,
    journal: PathBuf,
    journal_at: usize,
    config: String,
    acts: Vec<Act>,
    /// The act that it has come to, and the document that it has asked for in it.
    next: usize,
    current: Option<Current>,
    devices: Devices,
    at_work: AtWork,
    rung_up: usize,
}

/// A document that is being sold.
#[derive(Clone)]
struct Current {
    id: usize,
    name: String,
    content: u64,
    tries: usize,
}

impl Till {
    fn new(plan: &Plan, at: usize, folder: &Path, address: Option<&str>, devices: &Devices, at_work: &AtWork) -> Self {
        let till = &plan.tills[at];
        let journal = path_of(folder, till.journal);
        let mut config = json!({
            "backend": "icash", "url": format!("http://10.0.0.{}:80", till.name + 1),
            "journal": address.map_or_else(|| json!(journal), |address| json!(address)),
            "timeoutMs": TIMEOUT, "connectTimeoutMs": CONNECT, "deadlineMs": DEADLINE, "settleMs": SETTLE,
        });
        match plan.kind {
            Kind::Icash => {}
            Kind::Itkassa => {
                config["backend"] = "itkassa".into();
                config["apiKey"] = "0123456789abcdef".into();
                config["callbackKey"] = CALLBACK_KEY.into();
                config["creItemId"] = "5f3a0c11-0000-4000-8000-000000000001".into();
            }
            Kind::Registration => unreachable!("its programs sell nothing"),
            Kind::Atolweb => config["backend"] = "atolweb".into(),
            Kind::Atolonline => {
                config["backend"] = "atolonline".into();
                config["url"] = format!("http://10.0.0.{}:80{}", till.name + 1, atolonline::BASE).into();
                config["login"] = "shop".into();
                config["password"] = "0123456789".into();
                config["groupCode"] = atolonline::GROUP.into();
                config["company"] = json!({
                    "email": "shop@example.com", "inn": "7743013901", "paymentAddress": "https://shop.example.com",
                });
            }
            Kind::Cashcore | Kind::MarkedCashcore => {
                config["backend"] = "cashcore".into();
                config["kkmOfdId"] = OFD_ID.into();
                config["pin"] = "3333".into();
            }
            Kind::MarkedIcash => config["mark"] = "T1192".into(),
        }
        Self {
            at,
            journal,
            journal_at: till.journal,
            config: config.to_string(),
            acts: till.acts.clone(),
            next: 0,
            current: None,
            devices: Arc::clone(devices),
            at_work: Arc::clone(at_work),
            rung_up: 0,
        }
    }

    /// Works through the acts; the program is started again whenever its process was killed.
    fn work_through(&mut self, seat: &Seat) {
        let journal = self.journal.clone();
        process::survive(seat, &journal, || self.work(seat));
    }

    fn open(&self, seat: &Seat) -> Arc<Device> {
        loop {
            match Device::open(&self.config) {
                Ok(device) => {
                    let device = Arc::new(device);
                    keep(&self.devices[self.at], &device);
                    return device;
                }
                Err(error) => {
                    let at = self.at;
                    seat.core().tell(|| format!("till {at} cannot open its device: {error}"));
                    seat.pass(Duration::from_millis(500));
                }
            }
        }
    }

    /// The device with the settings of now.
    fn reconfigure(&mut self, seat: &Seat, device: &mut Arc<Device>) {
        let settings = std::mem::take(&mut seat.core().reconfigured);
        let (mine, others): (Vec<_>, Vec<_>) = settings.into_iter().partition(|(till, _)| *till == self.at);
        seat.core().reconfigured = others;
        for (_, setting) in mine {
            self.config = changed(&self.config, setting);
            *device = self.open(seat);
        }
    }

    fn work(&mut self, seat: &Seat) {
        let mut device = self.open(seat);
        while let Some(act) = self.acts.get(self.next).copied() {
            if self.current.is_none() {
                seat.pass(Duration::from_millis(act.after));
                self.current = Some(self.ring_up(seat, act.content));
            } else if act.then == Then::Recover {
                // The program was killed meanwhile.
                self.recover(seat, &device);
            }
            self.reconfigure(seat, &mut device);
            while let Some(said) = self.sell(seat, &device) {
                rebuild(seat, &device);
                self.reconfigure(seat, &mut device);
                if !self.goes_on(seat, &device, act.then, &said) {
                    break;
                }
                seat.pass(Duration::from_millis(400));
            }
            self.current = None;
            self.next += 1;
        }
    }

    fn ring_up(&mut self, seat: &Seat, content: u64) -> Current {
        self.rung_up += 1;
        let name = format!("till{}-{}", self.at, self.rung_up);
        let mut core = seat.core();
        let since = core.now;
        let id = core.facts.ask(name.clone(), self.at, self.journal_at, since);
        Current { id, name, content, tries: 0 }
    }

    /// One attempt to sell; `None` once there is nothing left to do.
    fn sell(&mut self, seat: &Seat, device: &Device) -> Option<Said> {
        let current = self.current.as_mut()?;
        current.tries += 1;
        if current.tries > TRIES {
            return None;
        }
        *self.at_work[self.at].lock().unwrap_or_else(PoisonError::into_inner) = Some(current.clone());
        let said = execute(seat, device, current);
        if matches!(said, Said::Registered { .. }) { None } else { Some(said) }
    }

    /// What the cashier does after a failure; `true`: another attempt.
    fn goes_on(&mut self, seat: &Seat, device: &Device, then: Then, said: &Said) -> bool {
        match then {
            Then::Repeat => true,
            Then::Recover => *said == Said::No || self.recover(seat, device) == Some(Said::No),
            Then::Leave => false,
            Then::Anew => {
                let Some(current) = self.current.clone() else { return false };
                if current.tries > 1 {
                    return true;
                }
                let anew = self.ring_up(seat, current.content);
                self.current = Some(Current { tries: 1, ..anew });
                true
            }
            Then::Change => {
                if let Some(current) = &mut self.current {
                    current.content += 1;
                }
                true
            }
        }
    }

    fn recover(&mut self, seat: &Seat, device: &Device) -> Option<Said> {
        let current = self.current.as_ref()?;
        Some(recover(seat, device, current.id, &current.name))
    }

    /// A service that cannot be asked for a key tells of a document when it is put in again, and of what a journal has lost a
    /// repetition tells. People may have tried several contents under one id: the journal takes the one that it has.
    fn repeat(seat: &Seat, device: &Device, id: usize, name: &str) {
        let contents = seat.core().facts.asked[id].contents.clone();
        for content in contents {
            for _ in 0..4 {
                match recover(seat, device, id, name) {
                    Said::Registered { .. } | Said::No => return,
                    Said::Unknown { candidates, .. } if !candidates.is_empty() => return,
                    _ => {}
                }
                let current = Current { id, name: name.to_owned(), content, tries: 0 };
                if execute(seat, device, &current) == Said::Elsewhere {
                    break;
                }
                seat.pass(Duration::from_millis(500));
            }
        }
        recover(seat, device, id, name);
    }

    /// When all is calm: every document is resolved, and the till sells again.
    fn end_the_day(&mut self, seat: &Seat) {
        kassa::days::within(Arc::new(seat.clone()), || {
            seat.start_again();
            seat.pass(Duration::from_secs(40));
            let device = self.open(seat);
            rebuild(seat, &device);
            let all: Vec<(usize, String)> = {
                let core = seat.core();
                let all = core.facts.asked.iter().enumerate().filter(|(_, asked)| asked.till == self.at);
                all.map(|(id, asked)| (id, asked.name.clone())).collect()
            };
            for (id, name) in all {
                let is_repeated = {
                    let core = seat.core();
                    core.plan.kind == Kind::Atolonline || core.plan.has_damage()
                };
                if is_repeated {
                    Self::repeat(seat, &device, id, &name);
                    continue;
                }
                for _ in 0..4 {
                    let said = recover(seat, &device, id, &name);
                    match said {
                        Said::Pending => seat.pass(Duration::from_millis(500)),
                        Said::Unknown { candidates, reasons: false } if candidates.is_empty() => {
                            seat.pass(Duration::from_millis(500));
                        }
                        _ => break,
                    }
                }
            }
            let begun = seat.core().now;
            self.rung_up = 1_000;
            let mut last = self.ring_up(seat, 10 + self.at as u64);
            loop {
                let said = execute(seat, &device, &last);
                if matches!(said, Said::Registered { .. }) {
                    return;
                }
                let mut core = seat.core();
                if core.facts.malformed {
                    return;
                }
                if core.now.saturating_sub(begun) > Duration::from_millis(SETTLE + SOON) {
                    let what = format!("till {} does not sell again: {said:?}", self.at);
                    core.facts.breach(Law::SellsAgain, what);
                    return;
                }
                drop(core);
                if matches!(said, Said::Unknown { .. }) {
                    last = self.ring_up(seat, 10 + self.at as u64);
                }
                seat.pass(Duration::from_millis(300));
            }
        });
    }
}

/// A configuration in which a person has changed a setting.
fn changed(config: &str, setting: Setting) -> String {
    let mut config: serde_json::Value = serde_json::from_str(config).expect("a configuration");
    match setting {
        Setting::Name => {
            let url = config["url"].as_str().expect("an address");
            let other = if url.contains("10.0.0.1:") { ("10.0.0.1:", "10.0.0.2:") } else { ("10.0.0.2:", "10.0.0.1:") };
            config["url"] = url.replace(other.0, other.1).into();
        }
        Setting::Mark if config["backend"] == "icash" => {
            let is_marked = config["mark"].is_string();
            config["mark"] = if is_marked { json!(null) } else { json!("T1192") };
        }
        Setting::Mark => {}
        Setting::Sync => {
            let is_both = config["sync"] == "both";
            config["sync"] = if is_both { json!("intent") } else { json!("both") };
        }
    }
    config.to_string()
}

/// After damage a person lets the journal be rebuilt.
fn rebuild(seat: &Seat, device: &Device) {
    if !seat.core().plan.has_damage() {
        return;
    }
    let rebuilt = device.rebuild_journal();
    let is_malformed = |error: &Error| error.code() == kassa::Code::Journal && error.to_string().contains("malformed");
    seat.core().facts.malformed |= rebuilt.as_ref().is_err_and(is_malformed);
    seat.core().tell(|| match rebuilt {
        Ok(rebuilt) => {
            let count = rebuilt.documents.len();
            format!("    the journal had lost {:?} documents, and {count} were read back", rebuilt.lost)
        }
        Err(error) => format!("    the journal cannot be rebuilt: {error}"),
    });
}

fn execute(seat: &Seat, device: &Device, current: &Current) -> Said {
    let sum = roubles_of(current.content);
    let mut task = json!({
        "type": "sell", "externalId": current.name, "taxationType": "osn", "operator": {"name": "Лунина"},
        "items": [{"type": "position", "name": name_of(current.content), "price": sum, "quantity": 1, "amount": sum,
                   "tax": {"type": "vat20"}}],
        "payments": [{"type": "cash", "sum": sum}],
    });
    if seat.core().plan.kind == Kind::Atolonline {
        task["clientInfo"] = json!({"emailOrPhone": "buyer@example.com"});
        task["items"][0]["paymentMethod"] = "fullPayment".into();
        task["items"][0]["paymentObject"] = "commodity".into();
    }
    let task = Task::from_json(&task.to_string()).expect("a task");
    seat.core().facts.ask_again(current.id, current.content);
    seat.core().tasks[seat.task].id = Some(current.id);
    let said = call(seat, current.id, &format!("sells {}", current.name), || device.execute(&task));
    seat.core().tasks[seat.task].id = None;
    said
}

fn recover(seat: &Seat, device: &Device, id: usize, name: &str) -> Said {
    call(seat, id, &format!("asks for {name}"), || device.recover(name))
}

/// Makes a call, and lets the judge see its answer.
fn call(seat: &Seat, id: usize, what: &str, work: impl FnOnce() -> kassa::Result<Answer>) -> Said {
    let till = seat.task;
    let (begun, asked) = {
        let mut core = seat.core();
        core.facts.calls += 1;
        core.tasks[seat.task].stopped = Duration::ZERO;
        core.tell(|| format!("till {till} {what}"));
        (core.now, core.facts.asked[id].contents.len())
    };
    let answered = work();
    let said = said(&answered);
    let mut core = seat.core();
    let stopped = std::mem::take(&mut core.tasks[seat.task].stopped);
    let took = core.now.saturating_sub(begun).saturating_sub(stopped);
    core.tell(|| match &answered {
        Ok(_) => format!("till {till}: {said:?}"),
        Err(error) => format!("till {till}: {said:?} ({}: {error})", error.code().name()),
    });
    if took > Duration::from_millis(DEADLINE + MARGIN) {
        core.facts.breach(Law::Deadline, format!("a call took {} ms", took.as_millis()));
    }
    // A no is true until the document is sent again, as another machine may have done meanwhile.
    if said != Said::No || core.facts.asked[id].contents.len() == asked {
        core.facts.say(id, said.clone());
    }
    said
}

fn said(answered: &kassa::Result<Answer>) -> Said {
    match answered {
        Ok(answer) => {
            let fiscal = answer.fiscal.as_ref();
            Said::Registered {
                number: fiscal.and_then(|fiscal| fiscal.document_number).unwrap_or_default(),
                sign: fiscal.and_then(|fiscal| fiscal.sign.clone()).unwrap_or_default(),
                by_content: answer.by_content,
                recorded: !answer.not_recorded,
            }
        }
        Err(error) => match error.outcome {
            Outcome::NotSent | Outcome::Rejected => Said::No,
            Outcome::Unknown if error.code() == kassa::Code::Pending => Said::Pending,
            // Only a repetition of the call tells more.
            Outcome::Unknown if error.retry() == Retry::Safe => {
                Said::Unknown { candidates: Vec::new(), reasons: false }
            }
            Outcome::Unknown => unknown(error),
            Outcome::Registered => Said::Elsewhere,
        },
    }
}

fn unknown(error: &Error) -> Said {
    let number = |candidate: &Candidate| match candidate {
        Candidate::Document { number, .. } => Some(*number),
        Candidate::Recorded(shown) => {
            shown["fiscalParams"]["fiscalDocumentNumber"].as_u64().or_else(|| shown["fiscalDocumentNumber"].as_u64())
        }
        _ => None,
    };
    let numbers: Vec<Option<u64>> = error.candidates.iter().map(number).collect();
    Said::Unknown { reasons: numbers.iter().any(Option::is_none), candidates: numbers.into_iter().flatten().collect() }
}
