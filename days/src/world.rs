//! A world with its own time: one thread runs at a time, and the seed decides which.
//!
//! Each till is a thread of the system that waits for the baton. It has the baton until it lets time pass: it sleeps,
//! waits for an answer, or comes to a point where another till may get in between. Then the next event happens: a
//! packet arrives, a register makes a document, a till wakes up.

use crate::disk::Disk;
use crate::facts::{Facts, Law};
use crate::network::{Line, Network};
use crate::plan::{Plan, Setting};
use crate::random::Random;
use crate::registers::Register;
use crate::server::Server;
use kassa::days::{Bug, Point, Wire};
use std::any::Any;
use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use time::OffsetDateTime;

/// The panic of a thread whose process was killed.
pub struct Killed;

/// More events than this, and the world is taken for one that does not end.
const MOST_EVENTS: u64 = 2_000_000;

/// 2026-11-28 05:00:00 UTC.
const MORNING: i64 = 1_795_842_000;

/// Something that happens at its time.
#[derive(Debug, Clone)]
pub enum Event {
    /// A task wakes up, unless it was woken since.
    Wake { task: usize, wait: u64 },
    /// Bytes come to a register.
    Arrive { line: usize, bytes: Vec<u8> },
    /// The client's end of a connection reaches the register.
    Hangup { line: usize },
    /// Bytes come to the till.
    Answer { line: usize, bytes: Vec<u8>, end: End },
    /// A register goes on with a piece of work.
    Work { register: usize, work: u64 },
    /// A fault of the plan, by its index.
    Fault(usize),
    /// The register is switched on again.
    PowerOn { register: usize },
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The connection stays open.
    Open,
    /// The register closes it.
    Closed,
    /// It is reset.
    Reset,
}

/// What a task does.
pub type Work = Box<dyn FnOnce(Seat) + Send>;

/// A thread of a till.
pub struct Task {
    baton: Arc<Baton>,
    wait: u64,
    /// Which of the plan's processes it belongs to.
    pub process: usize,
    /// The number of the process that it runs in.
    pub number: u64,
    pub ended: bool,
    /// The process was killed, and the thread does not know yet.
    pub killed: bool,
    /// The document of the running call.
    pub id: Option<usize>,
    /// Places passed where it can be killed.
    pub points: u64,
    /// Steps after which its machine can stop.
    pub steps: u64,
    /// Requests before which it can stop.
    pub sendings: u64,
    /// A write is on the disk, and nothing was sent since.
    pub has_intended: bool,
    /// For how long it was stopped in the running call.
    pub stopped: Duration,
    /// Until when it is stopped.
    pub stands_until: Duration,
}

#[derive(Default)]
struct Baton {
    given: Mutex<bool>,
    moved: Condvar,
}

/// All that the tasks share.
pub struct Core {
    pub now: Duration,
    order: u64,
    events: BTreeMap<(Duration, u64), Event>,
    happened: u64,
    pub tasks: Vec<Task>,
    /// The number of each process of the plan; a new one after each kill.
    pub processes: Vec<u64>,
    running: usize,
    pub random: Random,
    pub network: Network,
    pub registers: Vec<Box<dyn Register>>,
    pub facts: Facts,
    pub plan: Plan,
    /// Which faults of the plan have happened.
    pub used: Vec<bool>,
    /// Where the journals are.
    pub folder: PathBuf,
    /// Settings of tills that a person has changed, and that no call has had yet.
    pub reconfigured: Vec<(usize, Setting)>,
    /// From now on nothing goes wrong any more.
    pub calm: bool,
    pub disk: Disk,
    /// The server of the journals, if there is one.
    pub server: Option<Server>,
    /// What happened, for a person; kept only if somebody will read it.
    pub story: Option<Vec<String>>,
}

pub struct World {
    core: Mutex<Core>,
    ended: Condvar,
    bug: Option<Bug>,
}

static NEXT_PROCESS: AtomicU64 = AtomicU64::new(1);
static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);

impl World {
    pub fn new(plan: Plan, bug: Option<Bug>, tells: bool) -> Arc<Self> {
        let registers = crate::registers::of(&plan);
        let processes = (0..=plan.processes).map(|_| NEXT_PROCESS.fetch_add(1, Ordering::Relaxed)).collect();
        let core = Core {
            now: Duration::ZERO,
            order: 0,
            events: BTreeMap::new(),
            happened: 0,
            tasks: Vec::new(),
            processes,
            running: 0,
            random: Random::of(plan.seed ^ 0x5eed),
            network: Network::default(),
            registers,
            facts: Facts::default(),
            reconfigured: Vec::new(),
            calm: false,
            disk: Disk::default(),
            server: None,
            story: tells.then(Vec::new),
            used: Vec::new(),
            folder: PathBuf::new(),
            plan,
        };
        Arc::new(Self { core: Mutex::new(core), ended: Condvar::new(), bug })
    }

    pub fn core(&self) -> MutexGuard<'_, Core> {
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs these tasks, each in the process of this index, until all have ended.
    pub fn run(self: &Arc<Self>, tills: Vec<(usize, Work)>) {
        let mut threads = Vec::new();
        let mut core = self.core();
        core.tasks.clear();
        // Those of the tasks before.
        core.events.retain(|_, event| !matches!(event, Event::Wake { .. }));
        for (process, work) in tills {
            let baton = Arc::new(Baton::default());
            let task = core.tasks.len();
            let (soon, number) = (core.now, core.processes[process]);
            core.tasks.push(Task {
                baton: Arc::clone(&baton),
                wait: 0,
                process,
                number,
                ended: false,
                killed: false,
                id: None,
                points: 0,
                steps: 0,
                sendings: 0,
                has_intended: false,
                stopped: Duration::ZERO,
                stands_until: Duration::ZERO,
            });
            core.running += 1;
            core.at(soon, Event::Wake { task, wait: 0 });
            let seat = Seat { world: Arc::clone(self), task };
            threads.push(thread::spawn(move || {
                baton.take();
                let worked = catch_unwind(AssertUnwindSafe(|| work(seat.clone())));
                let mut core = seat.world.core();
                if let Err(panic) = worked {
                    core.facts.breach(Law::NoPanic, text_of(&*panic));
                }
                core.running -= 1;
                core.tasks[task].ended = true;
                drop(core);
                seat.world.hand_over(None);
            }));
        }
        drop(core);
        self.hand_over(None);
        let mut core = self.core();
        while core.running > 0 {
            core = self.ended.wait(core).unwrap_or_else(PoisonError::into_inner);
        }
        drop(core);
        for thread in threads {
            thread.join().expect("a thread that catches its panics");
        }
    }

    /// Lets events happen until a task wakes up. Returns at once if that is `me`, else when `me` gets the baton back.
    fn hand_over(&self, me: Option<usize>) {
        let (next, mine) = {
            let mut core = self.core();
            if core.running == 0 {
                self.ended.notify_all();
                return;
            }
            let next = core.next_task();
            if Some(next) == me {
                return;
            }
            (Arc::clone(&core.tasks[next].baton), me.map(|me| Arc::clone(&core.tasks[me].baton)))
        };
        next.give();
        if let Some(mine) = mine {
            mine.take();
        }
    }
}

/// The words of a panic.
fn text_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic").to_owned()
}

impl Baton {
    fn give(&self) {
        *self.given.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.moved.notify_one();
    }

    fn take(&self) {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        while !*given {
            given = self.moved.wait(given).unwrap_or_else(PoisonError::into_inner);
        }
        *given = false;
    }
}

impl Core {
    /// Something is to happen at this time.
    pub fn at(&mut self, time: Duration, event: Event) {
        self.order += 1;
        self.events.insert((time, self.order), event);
    }

    /// The same, so many milliseconds from now.
    pub fn later(&mut self, millis: u64, event: Event) {
        self.at(self.now + Duration::from_millis(millis), event);
    }

    /// Wakes a task now.
    pub fn wake(&mut self, task: usize) {
        let wait = self.tasks[task].wait;
        self.at(self.now, Event::Wake { task, wait });
    }

    fn next_task(&mut self) -> usize {
        loop {
            let ((time, _), event) = self.events.pop_first().expect("a task that runs has a time to wake up");
            self.now = self.now.max(time);
            self.happened += 1;
            assert!(self.happened < MOST_EVENTS, "this day does not end");
            match event {
                Event::Wake { task, wait } if self.tasks[task].wait == wait && !self.tasks[task].ended => {
                    self.tasks[task].wait += 1;
                    return task;
                }
                Event::Wake { .. } => {}
                Event::Arrive { line, bytes } => self.arrive(line, &bytes),
                Event::Hangup { line } => self.hang_up(line),
                Event::Answer { line, bytes, end } => self.answered(line, &bytes, end),
                Event::Work { register, work } => self.work(register, work),
                Event::Fault(index) => self.fault(index),
                Event::PowerOn { register } => self.power_on(register),
            }
        }
    }

    /// Kills a process: its threads end at their next step, and a new process may begin.
    pub fn kill(&mut self, process: usize) {
        self.processes[process] = NEXT_PROCESS.fetch_add(1, Ordering::Relaxed);
        for task in 0..self.tasks.len() {
            if self.tasks[task].process == process {
                self.tasks[task].killed = true;
                self.wake(task);
            }
        }
    }

    pub fn tell(&mut self, what: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(story) = &mut self.story {
            story.push(format!("{:>9.3}  {}", now.as_secs_f64(), what()));
        }
    }
}

/// A thread's place in its world.
#[derive(Clone)]
pub struct Seat {
    pub world: Arc<World>,
    pub task: usize,
}

impl Seat {
    pub fn core(&self) -> MutexGuard<'_, Core> {
        self.world.core()
    }

    /// Waits until this time, or until something wakes this task.
    pub fn wait(&self, until: Duration) {
        if thread::panicking() {
            return;
        }
        {
            let mut core = self.core();
            let wait = core.tasks[self.task].wait;
            core.at(until, Event::Wake { task: self.task, wait });
        }
        self.world.hand_over(Some(self.task));
        self.end_if_killed();
    }

    /// Waits this long.
    pub fn pass(&self, time: Duration) {
        let until = self.core().now + time;
        loop {
            self.wait(until);
            if self.core().now >= until || thread::panicking() {
                return;
            }
        }
    }

    /// The program is started again after its process was killed.
    pub fn start_again(&self) {
        let mut core = self.core();
        let number = core.processes[core.tasks[self.task].process];
        let task = &mut core.tasks[self.task];
        (task.number, task.killed) = (number, false);
    }

    fn end_if_killed(&self) {
        if !thread::panicking() && std::mem::take(&mut self.core().tasks[self.task].killed) {
            resume_unwind(Box::new(Killed));
        }
    }

    /// This task has come to a place where it can be killed.
    pub fn point(&self) {
        if thread::panicking() {
            return;
        }
        let mut core = self.core();
        core.tasks[self.task].points += 1;
        core.kill_if_due(self.task);
        core.stop_without_power();
        drop(core);
        self.end_if_killed();
    }

    /// This task has come to a place where its machine can stop.
    pub fn may_stop(&self) {
        if thread::panicking() {
            return;
        }
        let time = self.core().stop_at_step(self.task);
        if let Some(time) = time {
            self.pass(time);
        }
    }
}

impl kassa::days::World for Seat {
    fn now(&self) -> Instant {
        *BEGINNING + self.core().now
    }

    fn utc(&self) -> OffsetDateTime {
        let morning = OffsetDateTime::from_unix_timestamp(MORNING).expect("a time");
        morning + self.core().now
    }

    fn sleep(&self, time: Duration) {
        self.pass(time);
    }

    fn random(&self, bytes: &mut [u8]) {
        let mut core = self.core();
        for byte in bytes {
            *byte = core.random.next().to_le_bytes()[0];
        }
    }

    fn process(&self) -> u64 {
        self.core().tasks[self.task].number
    }

    fn reached(&self, point: Point, journal: &Path) -> io::Result<()> {
        self.point();
        if self.core().plan.on_server && thread::panicking() {
            // A process that was killed frees nothing.
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        if point == Point::Journal {
            self.may_stop();
            // Another till may get in between.
            let (gets_in, time) = {
                let mut core = self.core();
                (core.tasks.len() > 1 && core.random.percent(20), core.random.below(4))
            };
            if gets_in {
                self.pass(Duration::from_millis(time));
            }
        }
        let mut core = self.core();
        if core.plan.on_server { core.at_server(self.task, point) } else { core.at_disk(self.task, point, journal) }
    }

    fn syncs(&self, log: &Path) -> io::Result<()> {
        self.core().can_sync(log)
    }

    fn connect(&self, place: SocketAddr, time: Duration, stopped: &dyn Fn() -> bool) -> io::Result<Box<dyn Wire>> {
        self.point();
        self.may_stop();
        let stops = self.core().stop_before_sending(self.task);
        if let Some(stops) = stops {
            self.pass(stops);
        }
        let line = Line::connect(self, place, time, stopped)?;
        Ok(Box::new(line))
    }

    fn bug(&self) -> Option<Bug> {
        self.world.bug
    }
}
