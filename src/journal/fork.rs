//! SQLite beside `fork`.
//!
//! SQLite keeps one record of each file for a whole process: which POSIX locks the process has on it. A child made by
//! `fork` inherits the record and none of the locks, and a connection that it opens believes it: it works the journal
//! without a lock, so that its parent, closing, takes itself for the last one and removes the `-wal` that the child writes
//! into. SQLite finds the record by the device and inode that `stat` tells; here the number of the process becomes a part
//! of the device, so that a child's connections never meet a record of its parent's.
#![allow(unsafe_code)]

use core::ffi::{CStr, c_char, c_int};
use core::mem::transmute;
use libc::{dev_t, stat};
use rusqlite::ffi::sqlite3_vfs_find;
use std::sync::{Once, OnceLock};

/// A function as SQLite keeps it.
type System = unsafe extern "C" fn();
type Stat = unsafe extern "C" fn(*const c_char, *mut stat) -> c_int;
type Fstat = unsafe extern "C" fn(c_int, *mut stat) -> c_int;

/// The system's own functions, as SQLite had them.
static PLAIN: OnceLock<(Stat, Fstat)> = OnceLock::new();

/// Sets it up, before the first connection of a process.
pub(super) fn keep_apart() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: a null name is the default file system; what is given is null or lives as long as the process.
        let system = unsafe { sqlite3_vfs_find(core::ptr::null()) };
        // SAFETY: as above; SQLite does not change it.
        let Some(calls) = (unsafe { system.as_ref() }) else { return };
        let (Some(get), Some(set)) = (calls.xGetSystemCall, calls.xSetSystemCall) else { return };
        let plain = |name: &CStr| {
            // SAFETY: `system` is SQLite's own, the name ends with a zero.
            unsafe { get(system, name.as_ptr()) }
        };
        let (Some(path), Some(file)) = (plain(c"stat"), plain(c"fstat")) else { return };
        // SAFETY: these are the types by which SQLite itself calls what it has under these names.
        let plain = unsafe { (transmute::<System, Stat>(path), transmute::<System, Fstat>(file)) };
        PLAIN.get_or_init(|| plain);
        // SAFETY: as above, the other way round.
        let own = unsafe { [transmute::<Stat, System>(own_stat), transmute::<Fstat, System>(own_fstat)] };
        for (name, function) in [c"stat", c"fstat"].into_iter().zip(own) {
            // SAFETY: no connection of this process is at work yet that could be calling them.
            unsafe { set(system, name.as_ptr(), Some(function)) };
        }
    });
}

unsafe extern "C" fn own_stat(path: *const c_char, told: *mut stat) -> c_int {
    let Some((plain, _)) = PLAIN.get() else { return -1 };
    // SAFETY: SQLite's own arguments, for the function that they are meant for; what it filled is there.
    unsafe { marked(plain(path, told), told) }
}

unsafe extern "C" fn own_fstat(file: c_int, told: *mut stat) -> c_int {
    let Some((_, plain)) = PLAIN.get() else { return -1 };
    // SAFETY: SQLite's own arguments, for the function that they are meant for; what it filled is there.
    unsafe { marked(plain(file, told), told) }
}

/// Makes the process a part of the device, in the half of its number that no device of Linux uses.
unsafe fn marked(result: c_int, told: *mut stat) -> c_int {
    if result == 0 {
        // SAFETY: the caller has just filled it.
        unsafe { (*told).st_dev ^= dev_t::from(std::process::id()) << 32 };
    }
    result
}
