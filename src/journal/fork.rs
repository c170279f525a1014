//! Keeps SQLite correct after `fork`.
//!
//! SQLite keeps one record of each file per process: which POSIX locks the process holds on it. A child made by `fork`
//! inherits the record but none of the locks, and a connection that the child opens trusts the record. So the child
//! works on the journal without a lock; its parent, when it closes, takes itself for the last user and removes the
//! `-wal` file that the child writes to. SQLite finds the record by the device and inode that `stat` returns. Here the
//! process id becomes a part of the device number, so the child's connections never find a record of its parent.
#![allow(unsafe_code)]

use core::ffi::{CStr, c_char, c_int};
use core::mem::transmute;
use libc::{dev_t, stat};
use rusqlite::ffi::sqlite3_vfs_find;
use std::sync::{Once, OnceLock};

/// A function pointer as SQLite stores it.
type System = unsafe extern "C" fn();
type Stat = unsafe extern "C" fn(*const c_char, *mut stat) -> c_int;
type Fstat = unsafe extern "C" fn(c_int, *mut stat) -> c_int;

/// The system's own functions, as SQLite had them before the change.
static PLAIN: OnceLock<(Stat, Fstat)> = OnceLock::new();

/// Replaces SQLite's `stat` and `fstat`. Call it before the first connection of a process.
pub(super) fn keep_apart() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: a null name means the default file system; the result is null or lives as long as the process.
        let system = unsafe { sqlite3_vfs_find(core::ptr::null()) };
        // SAFETY: as above; SQLite does not change it.
        let Some(calls) = (unsafe { system.as_ref() }) else { return };
        let (Some(get), Some(set)) = (calls.xGetSystemCall, calls.xSetSystemCall) else { return };
        let plain = |name: &CStr| {
            // SAFETY: `system` is SQLite's own, and the name ends with a zero byte.
            unsafe { get(system, name.as_ptr()) }
        };
        let (Some(path), Some(file)) = (plain(c"stat"), plain(c"fstat")) else { return };
        // SAFETY: SQLite itself calls the functions of these names with these types.
        let plain = unsafe { (transmute::<System, Stat>(path), transmute::<System, Fstat>(file)) };
        PLAIN.get_or_init(|| plain);
        // SAFETY: as above, in the other direction.
        let own = unsafe { [transmute::<Stat, System>(own_stat), transmute::<Fstat, System>(own_fstat)] };
        for (name, function) in [c"stat", c"fstat"].into_iter().zip(own) {
            // SAFETY: this process has no connection yet that could be calling them.
            unsafe { set(system, name.as_ptr(), Some(function)) };
        }
    });
}

unsafe extern "C" fn own_stat(path: *const c_char, told: *mut stat) -> c_int {
    let Some((plain, _)) = PLAIN.get() else { return -1 };
    // SAFETY: these are SQLite's own arguments, passed to the function that they are meant for, which has filled
    // `told`.
    unsafe { marked(plain(path, told), told) }
}

unsafe extern "C" fn own_fstat(file: c_int, told: *mut stat) -> c_int {
    let Some((_, plain)) = PLAIN.get() else { return -1 };
    // SAFETY: these are SQLite's own arguments, passed to the function that they are meant for, which has filled
    // `told`.
    unsafe { marked(plain(file, told), told) }
}

/// Puts the process id into the upper half of the device number, which no Linux device uses.
unsafe fn marked(result: c_int, told: *mut stat) -> c_int {
    if result == 0 {
        // SAFETY: the caller has just filled it.
        unsafe { (*told).st_dev ^= dev_t::from(std::process::id()) << 32 };
    }
    result
}
