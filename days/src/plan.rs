//! What a day has: its registers, its tills, what people do, and what goes wrong. All of it follows from the seed, and
//! each part can be left out, so that a failing day can be made shorter.

use crate::random::Random;

/// Milliseconds of the configuration. All delays that the driver promises to bear are shorter than `SETTLE`.
pub const TIMEOUT: u64 = 6_000;
pub const CONNECT: u64 = 500;
pub const SETTLE: u64 = 2_000;
pub const DEADLINE: u64 = 30_000;

/// For so long the state of some registers does not show a document, in milliseconds.
pub const LAG: u64 = 300;

/// Which backend the tills use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Icash,
    /// With a mark on each receipt.
    MarkedIcash,
    /// Behind a queue.
    Itkassa,
    /// Numbered within shifts; it drops the mark of a receipt.
    Cashcore,
    /// The same, and it keeps the mark.
    MarkedCashcore,
    /// Behind a queue that may forget its keys.
    Atolweb,
    /// A service that keeps one document a key and cannot be asked for a key.
    Atolonline,
    /// A service that registers registers, and a new register of iCASH.
    Registration,
}

impl Kind {
    pub const ALL: &[Self] = &[Self::Icash, Self::Icash, Self::MarkedIcash, Self::Itkassa];

    /// Those whose days have some faults more. They have seeds of their own, so that the days of the others stay what
    /// they are.
    pub const MORE: &[Self] = &[Self::Cashcore, Self::MarkedCashcore, Self::Atolweb];

    /// The services; their seeds are their own as well.
    pub const SERVICES: &[Self] = &[Self::Atolonline];

    /// Those of a registration, which have other acts.
    pub const REGISTRATION: &[Self] = &[Self::Registration];

    /// Whether its state shows a document that is being made.
    fn shows_work(self) -> bool {
        !matches!(self, Self::Cashcore | Self::MarkedCashcore)
    }
}

/// Which days are played: of one of these registers each.
#[derive(Debug, Clone, Copy)]
pub struct Days<'a> {
    pub kinds: &'a [Kind],
    pub beside: Beside,
}

/// What days have beside the usual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    Nothing,
    /// The journal is on a server.
    Server,
    /// Files of the journal are damaged.
    Damage,
    /// People and other programs handle the files of the journal and the configuration.
    Hands,
}

impl Days<'static> {
    pub const ALL: Self = Self { kinds: Kind::ALL, beside: Beside::Nothing };
    pub const MORE: Self = Self { kinds: Kind::MORE, ..Self::ALL };
    pub const SERVICES: Self = Self { kinds: Kind::SERVICES, ..Self::ALL };
    pub const REGISTRATION: Self = Self { kinds: Kind::REGISTRATION, ..Self::ALL };

    /// The same with the journal on the server of `KASSA_POSTGRES`.
    pub const fn on_server(self) -> Self {
        Self { beside: Beside::Server, ..self }
    }

    /// The same with a file of the journal damaged when its processes end.
    pub const fn damaged(self) -> Self {
        Self { beside: Beside::Damage, ..self }
    }

    /// The same with people and other programs at the files of the journal and at the configuration.
    pub const fn handled(self) -> Self {
        Self { beside: Beside::Hands, ..self }
    }
}

impl Days<'_> {
    /// The day of a seed.
    pub fn plan(self, seed: u64) -> Plan {
        match self.beside {
            _ if self.kinds == Kind::REGISTRATION => Plan::registration(seed),
            Beside::Nothing => Plan::of(seed, self.kinds),
            Beside::Server => Plan::on_server(seed, self.kinds),
            Beside::Damage => Plan::damaged(seed, self.kinds),
            Beside::Hands => Plan::handled(seed, self.kinds),
        }
    }
}

/// A day.
#[derive(Debug, Clone)]
pub struct Plan {
    pub seed: u64,
    pub kind: Kind,
    pub register: Manners,
    pub tills: Vec<Till>,
    pub processes: usize,
    pub journals: usize,
    /// The journal is on a server, and each process on a machine of its own.
    pub on_server: bool,
    pub faults: Vec<Fault>,
}

/// How a register behaves, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// From a request to the beginning of its work, unseen.
    pub before: u64,
    /// The work up to the document.
    pub work: u64,
    /// From the document to the answer.
    pub after: u64,
    /// Its state shows an open document while it works.
    pub shows_work: bool,
    /// For how long its state does not show a new document.
    pub lags: u64,
    /// For how long its list does not show a new document.
    pub hides: u64,
}

/// A till.
#[derive(Debug, Clone)]
pub struct Till {
    pub process: usize,
    pub journal: usize,
    /// The name under which it knows the register.
    pub name: u8,
    pub acts: Vec<Act>,
}

/// A sale.
#[derive(Debug, Clone, Copy)]
pub struct Act {
    /// Milliseconds before it.
    pub after: u64,
    /// Sales of one content are equal.
    pub content: u64,
    /// What the cashier does if the answer is no, or none.
    pub then: Then,
}

/// What people do after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The same call again.
    Repeat,
    /// Ask what became of it; if it was not made, the same call again.
    Recover,
    /// Ring it up anew, under another id.
    Anew,
    /// The same id with other content.
    Change,
    /// Leave it, and ask the next day.
    Leave,
}

/// Something that goes wrong.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// With a connection or a request.
    Link(Target, LinkFault),
    /// With the document that a register is about to make, counted from 1.
    Work(u64, WorkFault),
    /// At this millisecond.
    At(u64, Event),
    /// The process is killed when this till has come so far.
    Kill { till: usize, point: u64 },
    /// The power of the machine with this journal fails in the middle of what is done to its files: in this write,
    /// counted from 1.
    PowerInWrite { journal: usize, write: u64 },
    /// With this statement to the server of the journal, counted from 1.
    Server(u64, ServerFault),
    /// The machine of a till does nothing for so many milliseconds when the till has come so far. `redelivered`: another
    /// machine gets the till's document meanwhile.
    Stop { till: usize, place: Place, time: u64, redelivered: bool },
}

/// Where a machine stops; each counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// At this step of its till.
    Step(u64),
    /// With its intent in the journal, before this request of its till.
    Sending(u64),
}

/// What happens to a statement to the server of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerFault {
    /// The connection ends before it.
    Unreachable,
    /// It is done, and the connection ends.
    AnswerLost,
    /// The server fails before it, and comes back so many milliseconds later. `forgets`: nothing is left of what was not
    /// synced.
    Fails { forgets: bool, away: u64 },
}

/// Which connection, or which request, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Connection(u64),
    Document(u64),
    Question(u64),
}

/// What happens to a connection or a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkFault {
    /// Nobody listens.
    Refused,
    /// The first packet is lost.
    Silent,
    /// The request is lost, with all that follows.
    NeverDelivered,
    /// The request waits in the till's send queue until the connection ends.
    Stuck,
    /// It comes late.
    Delivered { after: u64 },
    /// A part of it comes.
    CutRequest,
    /// It comes twice, as two requests.
    Twice,
    /// It comes, and the connection is reset at once.
    ResetAtOnce,
    /// The answer is lost.
    AnswerLost,
    /// Instead of the answer comes a reset.
    AnswerReset,
    /// Instead of the answer the connection is closed.
    AnswerClosed,
    /// A part of the answer comes.
    AnswerCut,
    /// Something in between answers that it got no answer.
    AnswerOfProxy,
    /// The answer comes late.
    AnswerLate { after: u64 },
}

/// What happens to a document that a register is about to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkFault {
    /// It is refused.
    Refused,
    /// It is refused in words that leave it open, and not made.
    DoubtfullyRefused,
    /// It is made, and the answer is a refusal that leaves it open.
    MadeAndRefused,
    /// The power fails before it is made.
    PowerBefore { off: u64 },
    /// The power fails after it was made.
    PowerAfter { off: u64 },
    /// The work takes so much longer, and is seen.
    Slow { by: u64 },
    /// The register begins longer than `settleMs` after it has read the request, and nobody can see that.
    TooSlow,
}

/// Which file of a journal is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// SQLite's log.
    Log,
    /// Those with the counts of the devices' documents.
    Count,
}

/// What a person changes in the configuration of a till, between two of its calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The register is reached by its other name.
    Name,
    /// Its receipts get a mark, or no longer get one; only of iCASH.
    Mark,
    /// Outcomes are synced as well, or no longer are.
    Sync,
}

/// What happens at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Another program sells.
    Neighbour {
        content: u64,
    },
    /// The register is switched off.
    PowerOff {
        off: u64,
    },
    /// The register's memory is restored from a copy with so many documents less.
    Restored {
        back: u64,
    },
    /// The register gets another fiscal drive.
    NewDrive,
    /// A person closes the register's shift.
    ShiftClosed,
    /// A person cancels the calls of a till.
    Cancel {
        till: usize,
    },
    /// A callback comes twice, about the newest document. `forged`: it says that the document was made, whatever became
    /// of it.
    Callback {
        till: usize,
        forged: bool,
    },
    /// The power of a machine fails: of what was not synced, any part is lost.
    HostPower {
        journal: usize,
    },
    /// The processes that use a journal are killed, and a bit of one of its files changes.
    Damaged {
        journal: usize,
        of: Damage,
        bit: u64,
    },
    /// The disk of a journal takes no writes.
    DiskFull {
        journal: usize,
        time: u64,
    },
    /// The disk of a journal fails to sync.
    SyncFails {
        journal: usize,
        time: u64,
    },
    /// Another program holds SQLite's lock.
    Locked {
        journal: usize,
        time: u64,
    },
    /// A person copies the files of a journal.
    Copied {
        journal: usize,
    },
    /// A person puts the last copy in the place of a journal, or removes it if there is none. `running`: while programs use
    /// it; else they are ended first.
    Replaced {
        journal: usize,
        running: bool,
    },
    Reconfigured {
        till: usize,
        setting: Setting,
    },
}

impl Plan {
    pub fn of(seed: u64, kinds: &[Kind]) -> Self {
        let mut random = Random::of(seed);
        let kind = random.one(kinds);
        let shape = random.below(10);
        let tills = match shape {
            0..=4 => 1,
            5..=8 => 2,
            _ => 3,
        };
        let contents = random.between(1, 3);
        // Two tills: in one process, in two, under two names, or with two journals.
        let together = random.below(4);
        let tills: Vec<Till> = (0..tills)
            .map(|till| {
                let shared = together == 0 || till == 0;
                Till {
                    process: if shared { 0 } else { till },
                    journal: if together == 3 { till } else { 0 },
                    name: u8::from(together == 2 && till == 1),
                    acts: acts(&mut random, contents),
                }
            })
            .collect();
        let processes = tills.iter().map(|till| till.process).max().unwrap_or_default() + 1;
        let journals = tills.iter().map(|till| till.journal).max().unwrap_or_default() + 1;
        let shows_work = random.percent(60) && kind.shows_work();
        let register = Manners::of(&mut random, shows_work);
        let sales: u64 = tills.iter().map(|till| till.acts.len() as u64).sum();
        let count = random.below(5);
        let faults =
            (0..count).map(|_| fault(&mut random, &tills, sales, contents, Kind::MORE.contains(&kind))).collect();
        Self { seed, kind, register, tills, processes, journals, on_server: false, faults }
    }

    /// A day of this seed on which programs take a new register to its registration card.
    pub fn registration(seed: u64) -> Self {
        let mut random = Random::of(seed ^ 0x4eb1_57e4);
        let count = random.one(&[1, 1, 2]);
        // Two programs: in one process, in two, or with two journals.
        let together = random.below(3);
        let acts = |random: &mut Random| {
            let act = |random: &mut Random| Act {
                after: random.one(&[0, 300, 2_000, 5_000]),
                content: 0,
                then: random.one(&[Then::Repeat, Then::Repeat, Then::Repeat, Then::Leave]),
            };
            (0..random.between(4, 10)).map(|_| act(random)).collect()
        };
        let tills: Vec<Till> = (0..count)
            .map(|till| Till {
                process: if together == 0 { 0 } else { till },
                journal: if together == 2 { till } else { 0 },
                name: 0,
                acts: acts(&mut random),
            })
            .collect();
        let processes = tills.iter().map(|till| till.process).max().unwrap_or_default() + 1;
        let journals = tills.iter().map(|till| till.journal).max().unwrap_or_default() + 1;
        let shows_work = random.percent(60);
        let register = Manners::of(&mut random, shows_work);
        let faults = (0..random.below(5)).map(|_| fault_of_registration(&mut random, &tills)).collect();
        let kind = Kind::Registration;
        Self { seed, kind, register, tills, processes, journals, on_server: false, faults }
    }

    /// A day of this seed with the journal on a server.
    pub fn on_server(seed: u64, kinds: &[Kind]) -> Self {
        let mut plan = Self::of(seed, kinds);
        let mut random = Random::of(seed ^ 0x5e7e);
        if plan.tills.len() == 1 && random.percent(60) {
            plan.tills.push(Till { process: 1, ..plan.tills[0].clone() });
        }
        for till in &mut plan.tills {
            till.journal = 0;
        }
        plan.processes = plan.tills.iter().map(|till| till.process).max().unwrap_or_default() + 1;
        plan.journals = 1;
        plan.on_server = true;
        plan.faults.retain(|fault| !is_of_disk(fault));
        let sales: u64 = plan.tills.iter().map(|till| till.acts.len() as u64).sum();
        for _ in 0..random.between(0, 3) {
            plan.faults.push(fault_of_server(&mut random, plan.tills.len() as u64, sales));
        }
        plan
    }

    /// A day of this seed with damaged files.
    pub fn damaged(seed: u64, kinds: &[Kind]) -> Self {
        let mut plan = Self::of(seed, kinds);
        let mut random = Random::of(seed ^ 0x00da_4a6e);
        let sales: u64 = plan.tills.iter().map(|till| till.acts.len() as u64).sum();
        for _ in 0..random.between(1, 2) {
            let till = usize::try_from(random.below(plan.tills.len() as u64)).expect("an index");
            let of = if random.percent(85) { Damage::Log } else { Damage::Count };
            let event = Event::Damaged { journal: plan.tills[till].journal, of, bit: random.next() >> 1 };
            plan.faults.push(Fault::At(random.below(sales * 1_500), event));
        }
        plan
    }

    /// A day of this seed with people and other programs at the files of the journal and at the configuration.
    pub fn handled(seed: u64, kinds: &[Kind]) -> Self {
        let mut plan = Self::of(seed, kinds);
        let mut random = Random::of(seed ^ 0x0048_616e);
        // Another program that holds the journal would outlive them.
        let is_power =
            |fault: &Fault| matches!(fault, Fault::PowerInWrite { .. } | Fault::At(_, Event::HostPower { .. }));
        plan.faults.retain(|fault| !is_power(fault));
        let sales: u64 = plan.tills.iter().map(|till| till.acts.len() as u64).sum();
        for _ in 0..random.between(1, 3) {
            let faults = by_hand(&mut random, &plan.tills, sales);
            plan.faults.extend(faults);
        }
        if plan.kind == Kind::Atolweb {
            // If the journal has lost its documents as well, nothing shows what was made.
            plan.faults.retain(|fault| !matches!(fault, Fault::At(_, Event::Replaced { .. })));
        }
        if Kind::SERVICES.contains(&plan.kind) && plan.has_damage() {
            // Neither a fiscal drive nor a key that can be asked for tells that two names are one register.
            plan.faults.retain(|fault| !matches!(fault, Fault::At(_, Event::Reconfigured { .. })));
        }
        plan
    }

    /// Whether a journal can lose documents on this day, or a part of them.
    pub fn has_damage(&self) -> bool {
        let loses = |fault: &Fault| matches!(fault, Fault::At(_, Event::Damaged { .. } | Event::Replaced { .. }));
        self.faults.iter().any(loses)
    }

    /// Every way to leave out one part.
    pub fn shorter(&self) -> Vec<Self> {
        let mut all = Vec::new();
        for at in 0..self.faults.len() {
            let mut plan = self.clone();
            plan.faults.remove(at);
            all.push(plan);
        }
        for till in 0..self.tills.len() {
            for at in (0..self.tills[till].acts.len()).rev() {
                let mut plan = self.clone();
                plan.tills[till].acts.remove(at);
                all.push(plan);
            }
        }
        all
    }
}

impl Manners {
    fn of(random: &mut Random, shows_work: bool) -> Self {
        Self {
            before: random.one(&[0, 0, 100, 600]),
            work: if shows_work { random.one(&[50, 300, 2_500]) } else { random.one(&[20, 200, 500]) },
            after: random.one(&[0, 10, 200]),
            shows_work,
            lags: random.one(&[0, 0, 0, LAG]),
            hides: random.one(&[0, 0, 0, 300]),
        }
    }
}

/// Whether it befalls a disk.
fn is_of_disk(fault: &Fault) -> bool {
    matches!(fault, Fault::PowerInWrite { .. } | Fault::At(_, Event::HostPower { .. } | Event::DiskFull { .. }))
}

fn by_hand(random: &mut Random, tills: &[Till], sales: u64) -> Vec<Fault> {
    let till = usize::try_from(random.below(tills.len() as u64)).expect("an index");
    let journal = tills[till].journal;
    let at = random.below(sales * 1_500);
    let event = match random.below(6) {
        0 => Event::SyncFails { journal, time: random.one(&[1, 10, 3_000]) },
        1 => Event::Locked { journal, time: random.one(&[20, 3_000, 40_000]) },
        2 => {
            let replaced = Event::Replaced { journal, running: random.percent(50) };
            let copied = Fault::At(random.below(at + 1), Event::Copied { journal });
            let has_copy = random.percent(70);
            return has_copy.then_some(copied).into_iter().chain([Fault::At(at, replaced)]).collect();
        }
        3 => {
            // Longer than any call and than `settleMs`.
            let time = random.one(&[3_000, 45_000, 120_000]);
            let place = match random.percent(50) {
                true => Place::Sending(random.between(1, sales)),
                false => Place::Step(random.between(1, sales * 60)),
            };
            return vec![Fault::Stop { till, place, time, redelivered: false }];
        }
        _ => {
            let setting = random.one(&[Setting::Name, Setting::Name, Setting::Mark, Setting::Sync]);
            Event::Reconfigured { till, setting }
        }
    };
    vec![Fault::At(at, event)]
}

fn fault_of_server(random: &mut Random, tills: u64, sales: u64) -> Fault {
    let statement = random.between(1, sales * 25);
    match random.below(6) {
        0 => Fault::Server(statement, ServerFault::Unreachable),
        1 => Fault::Server(statement, ServerFault::AnswerLost),
        2 => {
            let (forgets, away) = (random.percent(70), random.one(&[0, 300, 12_000]));
            Fault::Server(statement, ServerFault::Fails { forgets, away })
        }
        _ => {
            let till = usize::try_from(random.below(tills)).expect("an index");
            // A lease lasts twice `CONNECT` and `TIMEOUT`.
            let time = random.one(&[400, 6_500, 7_500, 20_000, 60_000]);
            let place = match random.percent(50) {
                true => Place::Sending(random.between(1, sales / tills + 1)),
                false => Place::Step(random.between(1, sales * 60 / tills)),
            };
            Fault::Stop { till, place, time, redelivered: random.percent(60) }
        }
    }
}

fn acts(random: &mut Random, contents: u64) -> Vec<Act> {
    let count = random.between(2, 6);
    let manners = [Then::Repeat, Then::Repeat, Then::Recover, Then::Recover, Then::Anew, Then::Change, Then::Leave];
    (0..count)
        .map(|_| Act {
            after: random.one(&[0, 10, 500, 4_000]),
            content: random.below(contents),
            then: random.one(&manners),
        })
        .collect()
}

fn fault(random: &mut Random, tills: &[Till], sales: u64, contents: u64, has_more: bool) -> Fault {
    match random.below(10) {
        0..=3 => {
            let faults = link_faults(random);
            Fault::Link(Target::Document(random.between(1, sales)), random.one(&faults))
        }
        4 => {
            let nth = random.between(1, sales * 4);
            match random.below(3) {
                0 => Fault::Link(Target::Connection(nth), random.one(&[LinkFault::Refused, LinkFault::Silent])),
                _ => Fault::Link(
                    Target::Question(nth),
                    random.one(&[LinkFault::NeverDelivered, LinkFault::AnswerLost, LinkFault::AnswerCut]),
                ),
            }
        }
        5 | 6 => {
            let faults = work_faults(random);
            Fault::Work(random.between(1, sales), random.one(&faults))
        }
        7 => {
            let till = usize::try_from(random.below(tills.len() as u64)).expect("an index");
            if has_more && random.percent(50) {
                return Fault::PowerInWrite { journal: tills[till].journal, write: random.between(1, sales * 40) };
            }
            Fault::Kill { till, point: random.between(1, sales * 20) }
        }
        _ => {
            let journal = tills[usize::try_from(random.below(tills.len() as u64)).expect("an index")].journal;
            let till = usize::try_from(random.below(tills.len() as u64)).expect("an index");
            let events = [
                Event::Neighbour { content: random.below(contents + 1) },
                Event::Neighbour { content: random.below(contents + 1) },
                Event::Neighbour { content: random.below(contents + 1) },
                Event::PowerOff { off: random.one(&[200, 3_000, 15_000]) },
                Event::Restored { back: random.between(1, 3) },
                Event::NewDrive,
                Event::Cancel { till },
                Event::Callback { till, forged: random.percent(50) },
                Event::HostPower { journal },
                Event::DiskFull { journal, time: random.one(&[10, 3_000]) },
            ];
            let time = random.below(sales * 1_500);
            let event = if has_more && random.percent(10) { Event::ShiftClosed } else { random.one(&events) };
            Fault::At(time, event)
        }
    }
}

/// One of each, to choose from.
fn link_faults(random: &mut Random) -> [LinkFault; 12] {
    [
        LinkFault::NeverDelivered,
        LinkFault::Stuck,
        LinkFault::Delivered { after: random.between(2, 700) },
        LinkFault::CutRequest,
        LinkFault::Twice,
        LinkFault::ResetAtOnce,
        LinkFault::AnswerLost,
        LinkFault::AnswerReset,
        LinkFault::AnswerClosed,
        LinkFault::AnswerCut,
        LinkFault::AnswerOfProxy,
        LinkFault::AnswerLate { after: random.between(100, 5_000) },
    ]
}

/// One of each, to choose from.
fn work_faults(random: &mut Random) -> [WorkFault; 7] {
    let off = random.one(&[200, 3_000, 15_000]);
    [
        WorkFault::Refused,
        WorkFault::DoubtfullyRefused,
        WorkFault::MadeAndRefused,
        WorkFault::PowerBefore { off },
        WorkFault::PowerAfter { off },
        WorkFault::Slow { by: random.between(1_000, 9_000) },
        WorkFault::TooSlow,
    ]
}

/// An application and a report are the documents of a registration; everything else about it are questions here, also what
/// changes the application.
fn fault_of_registration(random: &mut Random, tills: &[Till]) -> Fault {
    let till = usize::try_from(random.below(tills.len() as u64)).expect("an index");
    let journal = tills[till].journal;
    match random.below(10) {
        0..=2 => {
            let faults = link_faults(random);
            Fault::Link(Target::Document(random.between(1, 3)), random.one(&faults))
        }
        3 | 4 => {
            let faults = link_faults(random);
            Fault::Link(Target::Question(random.between(1, 80)), random.one(&faults))
        }
        5 => {
            let faults = [LinkFault::Refused, LinkFault::Silent];
            Fault::Link(Target::Connection(random.between(1, 40)), random.one(&faults))
        }
        6 => {
            let faults = work_faults(random);
            Fault::Work(random.between(1, 3), random.one(&faults))
        }
        7 if random.percent(30) => Fault::PowerInWrite { journal, write: random.between(1, 250) },
        7 | 8 => Fault::Kill { till, point: random.between(1, 250) },
        _ => {
            let events = [
                Event::PowerOff { off: random.one(&[200, 3_000, 15_000]) },
                Event::Cancel { till },
                Event::HostPower { journal },
                Event::DiskFull { journal, time: random.one(&[10, 3_000]) },
            ];
            Fault::At(random.below(30_000), random.one(&events))
        }
    }
}
