//! A device's memory. A change is applied completely or not at all, and is saved to the file before the request is
//! answered.

use super::clock::Moment;
use super::page::{Button, Look, Views};
use super::paper::{self, Tape};
use super::setup::Setup;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Instant;

/// What a device remembers.
pub(super) trait State: Sized {
    /// The device's name in the state file. A file of another device is not loaded.
    const DEVICE: &'static str;
    /// What is needed to undo a failed change. It must stay small, however long the tape is: it is taken before every
    /// change.
    type Before;

    /// Called before a change.
    fn before(&self) -> Self::Before;
    /// Undoes everything that changed since `before` was taken.
    fn go_back(&mut self, before: Self::Before);
    /// Everything that was printed. A change may only append to it.
    fn tape(&self) -> &Tape;
    /// What the state file stores.
    fn to_json(&self) -> Value;
    /// Restores the memory from the file's content. Returns `None` if the content does not fit.
    fn from_json(value: &Value) -> Option<Self>;
}

/// The memory of a running device, and its clock.
pub(super) struct Memory<S> {
    setup: Setup,
    /// How many seconds the clock is ahead of UTC.
    offset: AtomicI64,
    state: Mutex<S>,
    /// Notified when there is something for a thread that waits.
    changed: Condvar,
}

/// What the server and the page need of a device's memory, whatever its protocol.
pub(super) trait Shown {
    /// The device's word on the command line.
    fn device(&self) -> &'static str;
    /// What the page shows of the device, with the slips after the first ones. Returns `None` while a command holds the
    /// memory.
    fn look(&self, slips: usize) -> Option<Look>;
    fn buttons(&self) -> Vec<Button>;
    /// Everything that was printed.
    fn tape(&self) -> String;
    /// Sets how many seconds the clock is ahead of UTC.
    fn set_clock(&self, offset: i64);
}

/// What is needed to undo a change to a list that only grows. A finished element never changes, so it is not copied.
pub(super) struct Grown<T> {
    length: usize,
    unfinished: Vec<(usize, T)>,
}

impl<T: Clone> Grown<T> {
    pub(super) fn of(list: &[T], is_unfinished: impl Fn(&T) -> bool) -> Self {
        let unfinished = list.iter().enumerate().filter(|(_, element)| is_unfinished(element));
        Self { length: list.len(), unfinished: unfinished.map(|(index, element)| (index, element.clone())).collect() }
    }

    /// Makes the list what it was.
    pub(super) fn restore(self, list: &mut Vec<T>) {
        list.truncate(self.length);
        for (index, element) in self.unfinished {
            list[index] = element;
        }
    }
}

impl<S: State> Memory<S> {
    /// Opens the memory. `begin` gets the content of the file, if there is one, and returns the initial state.
    pub(super) fn open(setup: &Setup, begin: impl FnOnce(Option<S>, Moment) -> S) -> io::Result<Self> {
        let kept = setup.state_file.as_deref().map(load).transpose()?.flatten();
        let state = begin(kept, Moment::now(setup.clock_offset_seconds));
        if let Some(path) = &setup.state_file {
            save(path, &state)?;
        }
        let offset = AtomicI64::new(setup.clock_offset_seconds);
        Ok(Self { setup: setup.clone(), offset, state: Mutex::new(state), changed: Condvar::new() })
    }

    pub(super) fn state(&self) -> MutexGuard<'_, S> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes the threads that wait for a change.
    pub(super) fn tell(&self) {
        self.changed.notify_all();
    }

    /// The same after a change of what is not in the memory: the power, the clock. Taking the lock once makes sure that no
    /// thread misses it: a thread that has looked before the change holds the lock until it waits.
    pub(super) fn wake(&self) {
        drop(self.state());
        self.tell();
    }

    /// Releases the memory until something changes, or until that moment.
    pub(super) fn await_change<'a>(&self, state: MutexGuard<'a, S>, until: Option<Instant>) -> MutexGuard<'a, S> {
        match until {
            None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            Some(until) => {
                let time = until.saturating_duration_since(Instant::now());
                self.changed.wait_timeout(state, time).unwrap_or_else(PoisonError::into_inner).0
            }
        }
    }

    /// How many seconds the clock is ahead of UTC.
    pub(super) fn offset(&self) -> i64 {
        self.offset.load(Ordering::Relaxed)
    }

    pub(super) fn now(&self) -> Moment {
        Moment::now(self.offset())
    }

    /// Changes the memory: completely, or not at all if the change is refused or cannot be saved. `not_kept` is the
    /// refusal for a change that cannot be saved.
    ///
    /// The file is written before this returns, and so before the request is answered. After a power loss the device
    /// therefore knows every document that it has confirmed, like a real fiscal drive.
    pub(super) fn change<T, E>(
        &self,
        state: &mut S,
        not_kept: impl FnOnce() -> E,
        change: impl FnOnce(&mut S) -> Result<T, E>,
    ) -> Result<T, E> {
        let (before, paper) = (state.before(), state.tape().length());
        let mut result = change(state);
        if result.is_ok()
            && let Some(path) = &self.setup.state_file
            && save(path, state).is_err()
        {
            result = Err(not_kept());
        }
        if result.is_err() {
            state.go_back(before);
        } else if self.setup.echo_tape {
            let mut out = io::stdout().lock();
            // The reader of the output has closed it. The device continues without it.
            let _ = out.write_all(paper::text_of(state.tape().after(paper)).as_bytes()).and_then(|()| out.flush());
        }
        result
    }
}

impl<S: State + Views> Shown for Memory<S> {
    fn device(&self) -> &'static str {
        S::DEVICE
    }

    fn look(&self, slips: usize) -> Option<Look> {
        let state = match self.state.try_lock() {
            Ok(state) => state,
            Err(TryLockError::Poisoned(state)) => state.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        let (offset, slips) = (self.offset(), state.tape().after(slips).to_vec());
        Some(Look { registers: state.registers(offset), slips, offset, start: self.setup.clock_offset_seconds })
    }

    fn buttons(&self) -> Vec<Button> {
        S::buttons()
    }

    fn tape(&self) -> String {
        self.state().tape().text()
    }

    fn set_clock(&self, offset: i64) {
        self.offset.store(offset, Ordering::Relaxed);
    }
}

/// Runs a change and undoes it: returns its result and leaves the memory as it was. Used for documents that must not
/// become fiscal.
pub(super) fn rehearse<S: State, T>(state: &mut S, change: impl FnOnce(&mut S) -> T) -> T {
    let before = state.before();
    let result = change(state);
    state.go_back(before);
    result
}

/// The content of the state file; `None` if there is no file yet.
fn load<S: State>(path: &Path) -> io::Result<Option<S>> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let kept: Option<Value> = serde_json::from_slice(&text).ok();
    let state = kept.filter(|kept| kept["device"] == S::DEVICE).and_then(|kept| S::from_json(&kept["state"]));
    let foreign = || {
        io::Error::new(
            ErrorKind::InvalidData,
            format!("{}: this file is not the memory of this device", path.display()),
        )
    };
    state.map(Some).ok_or_else(foreign)
}

/// Writes to a second file and renames it, so that a complete file exists at any moment.
fn save<S: State>(path: &Path, state: &S) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let mut file = File::create(&name)?;
    file.write_all(json!({"device": S::DEVICE, "state": state.to_json()}).to_string().as_bytes())?;
    file.sync_data()?;
    drop(file);
    fs::rename(&name, path)
}
