//! What the journal costs: receipts per second of many devices on one file, compared with a plain log that makes the
//! same records durable by group commit.
//!
//!     cargo bench --bench journal
//!     strace -f -c -e trace=fdatasync,fsync <the built bench> 1
//!
//! An argument is the number of devices to measure alone. The two are measured in turn, so that a busy moment of the
//! machine affects them alike: only the ratios mean something elsewhere. Nothing is asserted about time.

use kassa::Device;
use kassa::journal::{Entry, Journal, Sqlite, State, Undelivered};
use serde_json::json;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::sync::{Barrier, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Numbers of devices, and how many receipts each of them makes in a round.
const CROWDS: [(usize, usize); 4] = [(1, 100), (10, 30), (100, 10), (1000, 2)];

/// Rounds of each measurement.
const ROUNDS: usize = 3;

/// Receipts whose bytes in the write-ahead log are counted: so few that it is not moved into the file meanwhile.
const COUNTED: u32 = 25;

/// Times that a journal is opened; the median counts.
const OPENED: usize = 41;

/// Devices that are open and idle.
const IDLE: usize = 200;

type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let alone: Option<usize> = std::env::args().find_map(|argument| argument.parse().ok());
    // On the disk of the sources: a folder for temporary files may be in memory.
    let folder = tempfile::tempdir_in(env!("CARGO_MANIFEST_DIR"))?;
    println!("journal      {}", folder.path().display());
    println!("a receipt    {} bytes in its row\n", sample(0, 0).1 + answer(0).len());
    if alone.is_none() {
        opening(&folder.path().join("opened"))?;
        idle(&folder.path().join("idle"))?;
    }
    println!("log          {} bytes of the write-ahead log for a receipt\n", logged(&folder.path().join("logged"))?);
    println!("devices  receipts/s  of the plain log's      p50 ms    p99 ms   refused   not recorded");
    for (devices, receipts) in CROWDS.into_iter().filter(|(devices, _)| alone.is_none_or(|alone| alone == *devices)) {
        crowd(&folder.path().join(devices.to_string()), devices, receipts, alone.is_none())?;
    }
    Ok(())
}

/// What some devices came to.
#[derive(Default)]
struct Total {
    taken: Duration,
    times: Vec<Duration>,
    refused: usize,
    not_recorded: usize,
}

impl Total {
    fn per_second(&self) -> f64 {
        float(self.times.len()) / self.taken.as_secs_f64()
    }

    fn quantile(&self, percent: usize) -> f64 {
        self.times[(self.times.len() - 1) * percent / 100].as_secs_f64() * 1e3
    }
}

fn crowd(folder: &Path, devices: usize, receipts: usize, compared: bool) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    let (mut ours, mut logs) = (Total::default(), Total::default());
    for round in 0..ROUNDS {
        let path = folder.join(format!("{round}.db"));
        drop(Sqlite::open(&path).map_err(|error| error.to_string())?);
        together(&mut ours, devices, |device, start| {
            let mut journal = Sqlite::open(&path).map_err(|error| error.to_string())?;
            start.wait();
            let mut done = Vec::new();
            for number in 0..receipts {
                let begun = Instant::now();
                done.push((receipt(&mut journal, device, number), begun.elapsed()));
            }
            Ok(done)
        })?;
        if !compared {
            continue;
        }
        let log = Log::create(&folder.join(format!("{round}.log")))?;
        together(&mut logs, devices, |device, start| {
            start.wait();
            let mut done = Vec::new();
            for number in 0..receipts {
                let begun = Instant::now();
                let (entry, length) = sample(device, number);
                let intent = log.append(&vec![b'x'; length])?;
                log.sync(intent)?;
                log.append(answer(number).as_bytes())?;
                done.push((Made::Recorded, begun.elapsed()));
                drop(entry);
            }
            Ok(done)
        })?;
    }
    ours.times.sort_unstable();
    let ratio = if compared { format!("{:.2}", ours.per_second() / logs.per_second()) } else { "-".to_owned() };
    let beside = if compared { format!("of {:.0}", logs.per_second()) } else { String::new() };
    println!(
        "{devices:7}  {:10.0}  {ratio:>5} {beside:12} {:9.2} {:9.2} {:9} {:14}",
        ours.per_second(),
        ours.quantile(50),
        ours.quantile(99),
        ours.refused,
        ours.not_recorded
    );
    Ok(())
}

enum Made {
    Recorded,
    Refused,
    NotRecorded,
}

/// Runs one thread for each device and lets all of them begin at the same moment.
fn together(
    total: &mut Total,
    devices: usize,
    work: impl Fn(usize, &Barrier) -> Result<Vec<(Made, Duration)>, Failure> + Sync,
) -> Result<(), Failure> {
    let (start, work) = (Barrier::new(devices + 1), &work);
    thread::scope(|scope| {
        let one = |device| {
            let start = &start;
            thread::Builder::new().stack_size(256 * 1024).spawn_scoped(scope, move || work(device, start))
        };
        let threads = (0..devices).map(one).collect::<Result<Vec<_>, _>>()?;
        start.wait();
        let begun = Instant::now();
        for thread in threads {
            for (made, time) in thread.join().map_err(|_| "a device has panicked")?? {
                match made {
                    Made::Recorded => total.times.push(time),
                    Made::Refused => total.refused += 1,
                    Made::NotRecorded => total.not_recorded += 1,
                }
            }
        }
        total.taken += begun.elapsed();
        Ok(())
    })
}

/// All that the driver asks of the journal for one receipt.
fn receipt(journal: &mut Sqlite, device: usize, number: usize) -> Made {
    let (entry, _) = sample(device, number);
    let (name, id, drive) = (entry.device.as_str(), entry.external_id.as_str(), entry.drive.as_deref());
    let made = (|| {
        journal.find_or_elsewhere(name, id)?;
        journal.revive()?;
        journal.intents(name)?;
        journal.open_entries(name)?;
        journal.numbering(name, drive)?;
        journal.open_elsewhere(name, drive.unwrap_or_default())?;
        journal.find_anywhere(name, drive, id)?;
        journal.rebuilt(name, drive)?;
        journal.intend(&entry)
    })();
    if made.is_err() {
        return Made::Refused;
    }
    let state = State::Registered { number: number as u64 + 1, answer: answer(number) };
    match journal.resolve(&entry, &state).and_then(|is_first| journal.shift_opening(name).map(|_| is_first)) {
        Ok(true) => Made::Recorded,
        Ok(false) | Err(_) => Made::NotRecorded,
    }
}

/// An entry as large as that of a receipt of one line, and the bytes of its texts.
fn sample(device: usize, number: usize) -> (Entry, usize) {
    let text = |length: usize| format!("{{\"\":\"{}\"}}", "x".repeat(length - 7));
    let entry = Entry {
        device: format!("icash 192.168.1.10:{}", 10_000 + device),
        external_id: format!("order-{device}-{number}"),
        task: "sell".into(),
        digest: [7; 32],
        gist: Some([8; 32]),
        drive: Some(format!("9999078900{device:06}")),
        baseline: text(60),
        fingerprint: text(420),
        asked: text(30),
        attempt: format!("{:032x}", device * 1000 + number),
        key: None,
        epoch: 0,
        parts: text(330),
        account: None,
        undelivered: Undelivered::No,
        state: State::Open,
    };
    let length = 60 + 420 + 30 + 330 + 64 + 32 + 64;
    (entry, length)
}

fn answer(number: usize) -> String {
    format!(
        "{{\"fiscalParams\":{{\"fnNumber\":\"9999078900000001\",\"number\":{number}}},\"x\":\"{}\"}}",
        "x".repeat(530)
    )
}

/// A file that many threads append to: one of them makes the records of all durable.
struct Log {
    file: File,
    state: Mutex<Records>,
    moved: Condvar,
}

#[derive(Default)]
struct Records {
    appended: u64,
    synced: u64,
    syncing: bool,
}

impl Log {
    fn create(path: &Path) -> Result<Self, Failure> {
        let file = File::options().create(true).append(true).open(path)?;
        Ok(Self { file, state: Mutex::default(), moved: Condvar::new() })
    }

    fn append(&self, record: &[u8]) -> Result<u64, Failure> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (&self.file).write_all(record)?;
        state.appended += 1;
        Ok(state.appended)
    }

    fn sync(&self, number: u64) -> Result<(), Failure> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.synced < number {
            if state.syncing {
                state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            state.syncing = true;
            let appended = state.appended;
            drop(state);
            self.file.sync_data()?;
            state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            (state.syncing, state.synced) = (false, appended);
            self.moved.notify_all();
        }
        Ok(())
    }
}

/// Bytes that the write-ahead log grows by for a receipt.
fn logged(folder: &Path) -> Result<u64, Failure> {
    fs::create_dir_all(folder)?;
    let path = folder.join("kassa.db");
    let mut journal = Sqlite::open(&path).map_err(|error| error.to_string())?;
    let length = || fs::metadata(path.with_extension("db-wal")).map(|log| log.len());
    // So that the trees have grown beyond their first pages, and the log has just been moved into the file.
    let mut number = 0;
    let mut sell = |journal: &mut Sqlite| {
        number += 1;
        receipt(journal, 0, number);
    };
    (0..300).for_each(|_| sell(&mut journal));
    drop(journal);
    let mut journal = Sqlite::open(&path).map_err(|error| error.to_string())?;
    sell(&mut journal);
    let before = length()?;
    (0..COUNTED).for_each(|_| sell(&mut journal));
    Ok((length()? - before) / u64::from(COUNTED))
}

fn opening(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    let (mut new, mut existing) = (Vec::new(), Vec::new());
    for number in 0..OPENED {
        let config = config(&folder.join(format!("{number}.db")), 0);
        for times in [&mut new, &mut existing] {
            let begun = Instant::now();
            let device = Device::open(&config)?;
            times.push(begun.elapsed());
            drop(device);
        }
    }
    for (name, mut times) in [("a new", new), ("an existing", existing)] {
        times.sort_unstable();
        println!("open         {:.2} ms, {name} journal", times[times.len() / 2].as_secs_f64() * 1e3);
    }
    Ok(())
}

/// Descriptors and memory of devices that are open and idle. Only where the system tells them (Linux).
fn idle(folder: &Path) -> Result<(), Failure> {
    fs::create_dir_all(folder)?;
    let path = folder.join("kassa.db");
    let _first = Device::open(&config(&path, 0))?;
    let used = || -> Result<(usize, usize), Failure> {
        let descriptors = fs::read_dir("/proc/self/fd")?.count();
        let status = fs::read_to_string("/proc/self/status")?;
        let lines: BTreeMap<_, _> = status.lines().filter_map(|line| line.split_once(':')).collect();
        let kilobytes = lines.get("RssAnon").and_then(|text| text.trim().trim_end_matches(" kB").parse().ok());
        Ok((descriptors, kilobytes.ok_or("no RssAnon")?))
    };
    let Ok(before) = used() else { return Ok(()) };
    let devices = (1..=IDLE).map(|number| Device::open(&config(&path, number))).collect::<Result<Vec<_>, _>>()?;
    let after = used()?;
    let each = |before: usize, after: usize| float(after - before) / float(devices.len());
    println!(
        "idle         {:.1} KiB, {:.2} descriptors for a device\n",
        each(before.1, after.1),
        each(before.0, after.0)
    );
    Ok(())
}

fn config(journal: &Path, number: usize) -> String {
    let url = format!("http://192.168.1.10:{}", 10_000 + number);
    json!({ "backend": "icash", "url": url, "journal": journal }).to_string()
}

fn float(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}
