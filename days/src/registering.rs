//! Days of a registration: programs take one new register from its application at OFD.ru to its registration card.

use crate::disk::path_of;
use crate::facts::{Law, Said};
use crate::plan::{Act, CONNECT, DEADLINE, Plan, SETTLE, TIMEOUT, Then};
use crate::process;
use crate::registers::{icash, ofdru};
use crate::world::{Core, Seat};
use kassa::Device;
use kassa::backends::ofdru::workflow;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// What a day makes, in the order of the registers that make them: an application, and the register's report.
const APPLICATION: usize = 0;
const REPORT: usize = 1;

/// The id of the workflow.
const ID: &str = "shop-1";

/// A day whose registration has not come to its card after so many calls, with nothing going wrong, does not get there.
const MOST_CALLS: usize = 100;

/// Gets the service's device whenever it is opened.
pub type Opened = Box<dyn Fn(&Arc<Device>) + Send>;

/// Lets the judge know what there will be.
pub fn begin(core: &mut Core) {
    let since = core.now;
    for name in ["the application", "the report"] {
        let id = core.facts.ask(name.into(), 0, 0, since);
        core.facts.ask_again(id, 0);
    }
}

/// A program, and the people at it.
pub struct Program {
    journal: PathBuf,
    /// Of the service, and of the register.
    configs: [String; 2],
    request: String,
    acts: Vec<Act>,
    next: usize,
    /// Programs that come before it: those with another journal, of which it cannot know.
    after: Vec<usize>,
    opened: Opened,
}

impl Program {
    pub fn new(plan: &Plan, at: usize, folder: &Path, opened: Opened) -> Self {
        let till = &plan.tills[at];
        let journal = path_of(folder, till.journal);
        let with = |mut own: Value| {
            let all = json!({
                "journal": journal, "timeoutMs": TIMEOUT, "connectTimeoutMs": CONNECT, "deadlineMs": DEADLINE,
                "settleMs": SETTLE,
            });
            own.as_object_mut().expect("an object").extend(all.as_object().expect("an object").clone());
            own.to_string()
        };
        let configs = [
            with(json!({
                // The password may go to this machine alone without encryption.
                "backend": "ofdru", "url": "http://127.0.0.1:80", "login": "shop", "password": "0123456789",
                "ofdAgreementId": ofdru::AGREEMENT,
            })),
            with(json!({"backend": "icash", "url": "http://10.0.1.1:80"})),
        ];
        let card = folder.join(format!("card-{}.xml", till.journal));
        let request = request(&card).to_string();
        let is_before = |other: &usize| plan.tills[*other].journal != till.journal;
        let after = (0..at).filter(is_before).collect();
        Self { journal, configs, request, acts: till.acts.clone(), next: 0, after, opened }
    }

    /// Works through the acts.
    pub fn work_through(&mut self, seat: &Seat) {
        let journal = self.journal.clone();
        process::survive(seat, &journal, || {
            self.wait_for_turn(seat);
            let devices = self.open(seat);
            while let Some(act) = self.acts.get(self.next).copied() {
                seat.pass(Duration::from_millis(act.after));
                self.advance(seat, &devices, act.then != Then::Leave);
                self.next += 1;
            }
        });
    }

    /// When all is calm: the register comes to its card.
    pub fn end_the_day(&mut self, seat: &Seat) {
        kassa::days::within(Arc::new(seat.clone()), || {
            seat.start_again();
            seat.pass(Duration::from_secs(40));
            self.wait_for_turn(seat);
            let devices = self.open(seat);
            for _ in 0..MOST_CALLS {
                if let Some(state) = self.advance(seat, &devices, true).filter(|state| state["done"] == true) {
                    check(&mut seat.core(), &state);
                    return;
                }
                seat.pass(Duration::from_millis(500));
            }
            let mut core = seat.core();
            let unknowable: Vec<usize> = (0..=REPORT).filter(|id| core.facts.asked[*id].beyond).collect();
            if unknowable.is_empty() {
                core.facts.breach(Law::Resolved, "the registration does not come to its card".into());
            }
            core.facts.undecidable.extend(unknowable);
        });
    }

    /// What the programs before it have sent has come by then.
    fn wait_for_turn(&self, seat: &Seat) {
        let is_over = |seat: &Seat| self.after.iter().all(|other| seat.core().tasks[*other].ended);
        while !is_over(seat) {
            seat.pass(Duration::from_millis(100));
        }
        if !self.after.is_empty() {
            seat.pass(Duration::from_millis(SETTLE));
        }
    }

    fn open(&self, seat: &Seat) -> [Arc<Device>; 2] {
        let devices = self.configs.each_ref().map(|config| {
            loop {
                match Device::open(config) {
                    Ok(device) => return Arc::new(device),
                    Err(error) => {
                        let at = seat.task;
                        seat.core().tell(|| format!("program {at} cannot open its device: {error}"));
                        seat.pass(Duration::from_millis(500));
                    }
                }
            }
        });
        (self.opened)(&devices[0]);
        devices
    }

    /// Starts the workflow, or finds it started, and takes it as far as it goes; `signs`: the one who signs is there.
    fn advance(&self, seat: &Seat, [registrar, device]: &[Arc<Device>; 2], signs: bool) -> Option<Value> {
        let at = seat.task;
        {
            let mut core = seat.core();
            core.facts.calls += 1;
            core.tasks[at].id = Some(APPLICATION);
            core.tell(|| format!("program {at} goes on{}", if signs { "" } else { ", and nobody signs" }));
        }
        let state = workflow::start(&**registrar, &**device, &self.request)
            .and_then(|_| workflow::advance(&**registrar, &**device, ID, &|_, _| signs.then(|| "c2lnbmVk".into())));
        let mut core = seat.core();
        core.tasks[at].id = None;
        core.tell(|| match &state {
            Ok(state) => format!("program {at}: {} awaits {}", state["step"], state["awaited"]),
            Err(error) => format!("program {at}: {} ({error})", error.code().name()),
        });
        state.ok()
    }
}

/// What has come to its end names what was made.
fn check(core: &mut Core, state: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (application, report) = (text(&state["application"]["id"]), &state["fiscalParams"]);
    let made = core.facts.made.iter().find(|made| made.register == APPLICATION && made.sign == application);
    let number = made.map(|made| made.number).unwrap_or_default();
    let said = |number, sign| Said::Registered { number, sign, by_content: false, recorded: true };
    core.facts.say(APPLICATION, said(number, application));
    let number = report["fiscalDocumentNumber"].as_u64().unwrap_or_default();
    core.facts.say(REPORT, said(number, text(&report["fiscalDocumentSign"])));
}

/// A shop's request for this register.
fn request(card: &Path) -> Value {
    json!({
        "id": ID, "purpose": "InitialRegistration", "card": card,
        "KktDetails": {
            "FnName": "Накопитель ФН-1.1", "FnNumber": icash::FIRST_DRIVE.to_string(), "Model": "iCASH-1F",
            "SerialNumber": icash::SERIAL, "FnsBranchCode": "7743", "InstallmentPlace": "Магазин",
            "InstallmentAddress": {
                "RegionCode": "77", "FiasCode": "0c5b2444-70a0-4932-980c-b4dc0d3f02b5", "Street": "ул. Примерная",
                "HouseNumber": "1",
            },
        },
        "CompanyDetails": {
            "CompanyType": "LegalEntity", "FnsBranchCode": "7743", "Inn": "7743013901", "Kpp": "774301001",
            "Ogrn": "1027739019208", "CompanyName": "ООО Ромашка", "LegalAddress": {"RegionCode": "77"},
            "Signatory": {
                "FirstName": "Анна", "LastName": "Лунина", "MiddleName": "Павловна", "Email": "lunina@example.com",
                "Phone": "+79000000000", "Position": "директор",
            },
        },
        "registration": {
            "operator": {"name": "Седов"},
            "organization": {"email": "shop@example.com", "taxationTypes": ["osn"]},
            "device": {"ffdVersion": "1.05"},
            "ofd": {"name": "ООО Пример ОФД", "vatin": "7704453017"},
        },
    })
}
